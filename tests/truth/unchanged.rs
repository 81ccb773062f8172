//! Models that the database has already: nothing is written, however often one asks. And what models know
//! nothing of: it stays as it is while the models change.

use crate::common::conversing::Conversing;
use crate::common::project::{Project, text_of};
use crate::{Bench, EMPTY, agree, is_revision, project};

/// What every `models.py` here begins with.
const HEAD: &str = "
import enum

import sqlalchemy as sa
from sqlalchemy import text
from sqlalchemy.dialects import postgresql as pg

C = sa.Column
m = sa.MetaData()


def other(name, *items, key=True, **kw):
    return sa.Table(name, m, *([C('id', sa.Integer, primary_key=True)] if key else []), *items, **kw)


def t(*items, **kw):
    return other('t', *items, **kw)

";

/// Who made the tables.
#[derive(Clone, Copy, PartialEq)]
enum By {
    /// The tool and, in a second round, SQLAlchemy.
    Both,
    /// The SQL that stands here.
    Sql,
}

struct Unchanged {
    name: &'static str,
    models: &'static str,
    by: By,
    /// Run before the tables are made.
    before: &'static str,
    /// Run after.
    after: &'static str,
}

const fn same(name: &'static str, models: &'static str) -> Unchanged {
    Unchanged { name, models, by: By::Both, before: "", after: "" }
}

const fn beside(name: &'static str, models: &'static str, after: &'static str) -> Unchanged {
    Unchanged { name, models, by: By::Both, before: "", after }
}

const fn extended(name: &'static str, models: &'static str, before: &'static str) -> Unchanged {
    Unchanged { name, models, by: By::Both, before, after: "" }
}

/// Made by hand, and said otherwise than SQLAlchemy would.
const fn by_hand(name: &'static str, models: &'static str, before: &'static str) -> Unchanged {
    Unchanged { name, models, by: By::Sql, before, after: "" }
}

/// Models under a naming convention.
macro_rules! conventional {
    ($models:expr) => {
        concat!(
            "m.naming_convention = sa.MetaData(naming_convention={'ix': 'ix_%(table_name)s_%(column_0_name)s', ",
            "'uq': 'uq_%(table_name)s_%(column_0_N_name)s', 'ck': 'ck_%(table_name)s_%(constraint_name)s', ",
            "'fk': 'fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s', 'pk': 'pk_%(table_name)s'}).naming_convention\n",
            $models
        )
    };
}

const CASES: &[Unchanged] = &[
    // server defaults
    same(
        "a volatile default",
        "t(C('a', sa.Float, server_default=text('random() * 2')), C('b', sa.DateTime, server_default=text('clock_timestamp()')), C('c', sa.Text, server_default=text('md5(random()::text)')))",
    ),
    same(
        "defaults of the time",
        "t(C('a', sa.DateTime, server_default=sa.func.now()), C('b', sa.DateTime(timezone=True), server_default=text('CURRENT_TIMESTAMP')), C('c', sa.DateTime, server_default=text(\"timezone('utc', now())\")), C('d', sa.Date, server_default=text('CURRENT_DATE')), C('e', sa.DateTime, server_default=text(\"now() + interval '1 day'\")))",
    ),
    same(
        "a default of json",
        "t(C('a', sa.JSON, server_default='{}'), C('b', pg.JSON, server_default='{\"a\": [1, 2]}'), C('c', pg.JSON, server_default=text(\"'[]'::json\")))",
    ),
    same(
        "a default of jsonb",
        "t(C('a', pg.JSONB, server_default=text(\"'{}'::jsonb\")), C('b', pg.JSONB, server_default='{\"b\": 1, \"a\": null}'), C('c', pg.JSONB, server_default=sa.func.jsonb_build_object()))",
    ),
    same(
        "defaults of arrays",
        "t(C('a', pg.ARRAY(sa.Text), server_default='{}'), C('b', pg.ARRAY(sa.Integer), server_default=text('ARRAY[1, 2]')), C('c', pg.ARRAY(sa.String(5)), server_default=text(\"ARRAY[]::varchar[]\")), C('d', pg.ARRAY(sa.Integer, dimensions=2), server_default='{{1},{2}}'))",
    ),
    same(
        "boolean defaults",
        "t(C('a', sa.Boolean, server_default=sa.true()), C('b', sa.Boolean, server_default=sa.false()), C('c', sa.Boolean, server_default='f'), C('d', sa.Boolean, server_default=text('TRUE')), C('e', sa.Boolean, server_default='1'))",
    ),
    same(
        "defaults of enum labels",
        "t(C('a', sa.Enum('x', \"it's\", name='e'), server_default='x'), C('b', sa.Enum('x', \"it's\", name='e'), server_default=text(\"'it''s'::e\")), C('c', pg.ARRAY(sa.Enum('x', \"it's\", name='e')), server_default='{x}'))",
    ),
    same(
        "defaults with quotes and colons",
        "t(C('a', sa.Text, server_default=\"it's\"), C('b', sa.String(20), server_default='a:b %s 100%'), C('c', sa.Text, server_default=''), C('d', sa.Text, server_default=\"'quoted'\"), C('e', sa.Text, server_default='back\\\\slash'), C('f', sa.CHAR(3), server_default='ab'))",
    ),
    same(
        "defaults of numbers",
        "t(C('a', sa.Numeric(10, 2), server_default='1.50'), C('b', sa.Integer, server_default='-1'), C('c', sa.Float, server_default='1e3'), C('d', sa.BigInteger, server_default=text('5')), C('e', sa.SmallInteger, server_default='0'), C('f', sa.Numeric, server_default=text('1 + 1')))",
    ),
    same(
        "defaults of a uuid",
        "t(C('a', sa.Uuid, server_default=sa.func.gen_random_uuid()), C('b', pg.UUID, server_default=text('gen_random_uuid()')), C('c', sa.Uuid, server_default='00000000-0000-0000-0000-000000000000'))",
    ),
    same(
        "defaults of dates, intervals, bytes and addresses",
        "t(C('a', sa.Date, server_default='2020-01-01'), C('b', sa.Interval, server_default='1 day'), C('c', sa.LargeBinary, server_default=text(\"'\\\\x00ff'\")), C('d', pg.INET, server_default='127.0.0.1'), C('e', sa.Time, server_default='00:00'))",
    ),
    same(
        "a default from a sequence",
        "s = sa.Sequence('s', start=5, increment=2, metadata=m); t(C('a', sa.BigInteger, s, server_default=s.next_value()), C('b', sa.Text, server_default=text(\"'n' || nextval('s')\")))",
    ),
    same(
        "defaults that are put together",
        "t(C('a', sa.Text, server_default=text(\"'a' || current_user\")), C('b', sa.Text, server_default=text(\"coalesce(NULL, 'x')\")), C('c', sa.Integer, server_default=text('length(\\'abc\\'::text)')))",
    ),
    // indexes
    same(
        "indexes on expressions",
        "x = t(C('a', sa.Text), C('b', sa.Text), C('c', sa.DateTime), C('d', pg.JSONB)); sa.Index('i1', sa.func.lower(x.c.a)); sa.Index('i2', text(\"(a || ' ' || b)\")); sa.Index('i3', sa.func.coalesce(x.c.a, 'x')); sa.Index('i4', text('(c::date)')); sa.Index('i5', text(\"(d ->> 'k')\"), x.c.b.desc())",
    ),
    same(
        "sort orders",
        "x = t(C('a', sa.Integer), C('b', sa.Integer)); sa.Index('i1', x.c.a.desc()); sa.Index('i2', x.c.a.desc().nulls_last(), x.c.b); sa.Index('i3', x.c.b.asc().nulls_first()); sa.Index('i4', text('a DESC NULLS FIRST')); sa.Index('i5', text('a ASC'))",
    ),
    extended(
        "operator classes",
        "t(C('a', pg.JSONB), C('b', sa.String(20)), C('c', sa.Text), C('d', pg.TSVECTOR), sa.Index('i1', 'a', postgresql_using='gin', postgresql_ops={'a': 'jsonb_path_ops'}), sa.Index('i2', 'b', postgresql_ops={'b': 'varchar_pattern_ops'}), sa.Index('i3', 'c', postgresql_using='gin', postgresql_ops={'c': 'gin_trgm_ops'}), sa.Index('i4', 'd', postgresql_using='gist', postgresql_ops={'d': 'tsvector_ops(siglen=100)'}))",
        "CREATE EXTENSION pg_trgm",
    ),
    same(
        "predicates",
        "x = t(C('a', sa.Integer), C('b', sa.String(9)), C('c', sa.Boolean)); sa.Index('i1', x.c.a, postgresql_where=x.c.a > 5); sa.Index('i2', x.c.a, postgresql_where=text(\"b IN ('x', 'y')\")); sa.Index('i3', x.c.a, postgresql_where=x.c.c.is_(True)); sa.Index('i4', x.c.a, unique=True, postgresql_where=text('NOT c AND b IS NULL')); sa.Index('i5', 'a', postgresql_where=text(\"a BETWEEN 1 AND 5 AND c\"))",
    ),
    same(
        "methods and parameters of indexes",
        "t(C('a', sa.Integer), C('b', sa.Integer), sa.Index('i1', 'a', postgresql_using='hash'), sa.Index('i2', 'a', postgresql_using='brin', postgresql_with={'pages_per_range': 4}), sa.Index('i3', 'a', postgresql_with={'fillfactor': 50}), sa.Index('i4', 'a', postgresql_include=['b']), sa.Index('i5', 'b', unique=True, postgresql_nulls_not_distinct=True))",
    ),
    // checks
    same(
        "checks of lists",
        "t(C('a', sa.String(5)), C('b', sa.Text), C('c', sa.Integer), C('d', sa.CHAR(2)), sa.CheckConstraint(\"a IN ('x', 'it''s')\", name='c1'), sa.CheckConstraint(\"b NOT IN ('x', 'y')\", name='c2'), sa.CheckConstraint('c IN (1, 2)', name='c3'), sa.CheckConstraint(\"d = ANY (ARRAY['a', 'b'])\", name='c4'), sa.CheckConstraint(\"a IN ('only')\"))",
    ),
    same(
        "checks that are read otherwise than written",
        "t(C('a', sa.Integer), C('b', sa.Numeric), C('c', sa.Text), sa.CheckConstraint('a BETWEEN 1 AND 5 AND b > 0', name='c1'), sa.CheckConstraint('b >= 0 OR a IS NULL AND b < 5.5', name='c2'), sa.CheckConstraint(\"c ~ '^[a-z]+$' AND length(c) > 1\", name='c3'), sa.CheckConstraint(\"CASE WHEN a > 1 THEN c IS NOT NULL ELSE true END\", name='c4'), sa.CheckConstraint(\"c LIKE 'x%' OR c ILIKE '%y'\", name='c5'), sa.CheckConstraint('CAST(a AS TEXT) <> c', name='c6'), sa.CheckConstraint('NOT (a = 1)'))",
    ),
    same(
        "checks of documents",
        "t(C('a', pg.JSONB), sa.CheckConstraint(\"jsonb_typeof(a) = 'object' AND (a ->> 'n')::int BETWEEN 1 AND 5\", name='c1'), sa.CheckConstraint(\"a ? 'k'\", name='c2'), sa.CheckConstraint(\"a @> '{}'\"))",
    ),
    // columns
    same(
        "computed columns",
        "t(C('a', sa.Integer), C('b', sa.Text), C('c', pg.JSONB), C('d', sa.Integer, sa.Computed('a * 2', persisted=True)), C('e', pg.TSVECTOR, sa.Computed(\"to_tsvector('english', coalesce(b, ''))\", persisted=True)), C('f', sa.Text, sa.Computed(\"c ->> 'k'\", persisted=True)), C('g', sa.Text, sa.Computed(\"upper(b) || ':x'\", persisted=True), index=True), C('h', sa.Boolean, sa.Computed('a IN (1, 2)', persisted=True)))",
    ),
    same(
        "identities",
        "t(C('a', sa.Integer, sa.Identity()), C('b', sa.BigInteger, sa.Identity(always=True, start=10, increment=5, minvalue=10, maxvalue=100, cycle=True, cache=2)), C('c', sa.SmallInteger, sa.Identity(start=-5, increment=-1)))",
    ),
    same(
        "keys that number themselves",
        "other('a', C('id', sa.BigInteger, primary_key=True), key=False); other('b', C('id', sa.SmallInteger, primary_key=True), key=False); other('c', C('x', sa.Integer, primary_key=True), C('y', sa.Integer, primary_key=True), key=False); other('d', C('id', sa.Integer, primary_key=True, autoincrement=False), key=False); other('Odd', C('Id', sa.Integer, primary_key=True), key=False)",
    ),
    same(
        "collations",
        "t(C('a', sa.Text(collation='C')), C('b', sa.String(20, collation='POSIX'), index=True), C('c', sa.Text), sa.Index('ix', text('c COLLATE \"C\"')))",
    ),
    same(
        "every type with its arguments",
        "t(C('a', sa.String(20)), C('b', sa.Numeric(10, 2)), C('c', sa.Numeric), C('d', sa.Float(53)), C('e', sa.Float(10)), C('f', pg.TIMESTAMP(precision=3, timezone=True)), C('g', pg.TIME(precision=2)), C('h', pg.INTERVAL(fields='YEAR TO MONTH')), C('i', pg.INTERVAL(precision=2)), C('j', pg.BIT(3)), C('k', pg.BIT(8, varying=True)), C('l', pg.ARRAY(sa.Numeric(4, 1), dimensions=2)), C('m', sa.CHAR(7)), C('n', pg.DATEMULTIRANGE), C('o', pg.MACADDR8), C('p', pg.MONEY), C('q', pg.OID), C('r', sa.Double), C('s', sa.Unicode(9)), C('t', pg.TSQUERY), C('u', sa.Time(timezone=True)), C('v', pg.REGCLASS))",
    ),
    same(
        "types with variants",
        "t(C('a', sa.JSON().with_variant(pg.JSONB(), 'postgresql')), C('b', sa.Text().with_variant(sa.String(50), 'mysql')), C('c', sa.Uuid(as_uuid=False)), C('d', sa.BigInteger().with_variant(sa.Integer, 'sqlite')))",
    ),
    same(
        "types of the project's own",
        "class Lower(sa.types.TypeDecorator):\n    impl = sa.String\n    cache_ok = True\n\nclass Document(sa.types.TypeDecorator):\n    impl = sa.JSON\n    cache_ok = True\n\n    def load_dialect_impl(self, dialect):\n        return dialect.type_descriptor(pg.JSONB() if dialect.name == 'postgresql' else sa.JSON())\n\nt(C('a', Lower(30), server_default='x'), C('b', Document, server_default='{}'))",
    ),
    extended(
        "types of extensions and domains",
        "t(C('a', pg.CITEXT, server_default='x'), C('b', pg.HSTORE), C('c', pg.DOMAIN('label', sa.Text, create_type=False)))",
        "CREATE EXTENSION citext; CREATE EXTENSION hstore; CREATE DOMAIN label AS text CHECK (VALUE <> '')",
    ),
    // enum types
    same(
        "enums of classes",
        "class Colour(enum.Enum):\n    RED = 'r'\n    GREEN = 'g'\n\nt(C('a', sa.Enum(Colour)), C('b', sa.Enum(Colour, name='by_value', values_callable=lambda them: [it.value for it in them]), server_default='r'), C('c', pg.ARRAY(sa.Enum(Colour))))",
    ),
    same(
        "an enum that several tables share",
        "kind = sa.Enum('a', 'b', name='kind', metadata=m); t(C('a', kind, server_default='a')); other('u', C('a', kind), C('b', pg.ARRAY(kind)))",
    ),
    same(
        "non-native enums",
        "t(C('a', sa.Enum('x', 'y', native_enum=False)), C('b', sa.Enum('x', 'longer', native_enum=False, create_constraint=True, name='b_kind'), server_default='x'), C('c', sa.Enum('x', native_enum=False, length=30)), C('d', sa.Boolean(create_constraint=True, name='ck_d')))",
    ),
    same(
        "an enum of another schema",
        "other('a', C('x', sa.Enum('a', 'b', name='Odd Kind', schema='other'), server_default='a'), schema='other'); t(C('x', pg.ARRAY(sa.Enum('a', 'b', name='Odd Kind', schema='other'))))",
    ),
    // names
    same(
        "names by a convention",
        conventional!(
            "t(C('a', sa.Integer, index=True), C('b', sa.Integer, unique=True), C('c', sa.ForeignKey('t.id')), C('d', sa.Enum('x', 'y', native_enum=False, create_constraint=True, name='d')), sa.CheckConstraint('a > b', name='order'), sa.UniqueConstraint('a', 'b'))"
        ),
    ),
    same(
        "names by a convention beyond 63 bytes",
        conventional!(
            "other('a_table_whose_name_is_long_enough_to_be_cut_off', C('a_column_whose_name_is_long_as_well', sa.Integer, index=True, unique=True), C('another_column_whose_name_is_long_too', sa.ForeignKey('a_table_whose_name_is_long_enough_to_be_cut_off.id')), sa.CheckConstraint('a_column_whose_name_is_long_as_well > 0', name='a_check_whose_name_is_long_too'))"
        ),
    ),
    same(
        "names that PostgreSQL cuts",
        "other('a_table_whose_name_is_long_enough_to_be_cut_off', C('a_column_whose_name_is_long_as_well', sa.Integer, unique=True, index=True), C('another_column_whose_name_is_long_too', sa.ForeignKey('a_table_whose_name_is_long_enough_to_be_cut_off.id')), sa.CheckConstraint('a_column_whose_name_is_long_as_well > 0'))",
    ),
    same(
        "quoted and reserved names",
        "other('order', C('user', sa.Integer, sa.ForeignKey('order.id')), C('select', sa.Text, index=True), C('100% :sure', sa.Integer), C('it\\'s \"odd\"', sa.Integer, unique=True)); other('Odd Name', C('Über', sa.Text, index=True), sa.CheckConstraint('\"Über\" <> \\'\\'', name='Ck Odd'))",
    ),
    same(
        "comments with quotes",
        "t(C('a', sa.Integer, comment='it\\'s \"a\" :x %s'), sa.UniqueConstraint('a', name='uq', comment=\"why's\"), sa.CheckConstraint('a > 0', name='ck', comment='c\\nd'), comment='what\\'s \\\\n it')",
    ),
    // constraints
    same(
        "foreign keys with every option",
        "other('a', C('x', sa.Integer, unique=True), C('y', sa.Integer), sa.UniqueConstraint('x', 'y')); t(C('a', sa.ForeignKey('a.id', ondelete='CASCADE')), C('b', sa.ForeignKey('a.x', onupdate='SET NULL', match='FULL')), C('c', sa.ForeignKey('a.id', deferrable=True, initially='DEFERRED')), C('d', sa.Integer), C('e', sa.Integer), sa.ForeignKeyConstraint(['d', 'e'], ['a.x', 'a.y'], ondelete='SET NULL (e)'), C('f', sa.ForeignKey('a.id', ondelete='NO ACTION')))",
    ),
    same(
        "references in a circle and to themselves",
        "other('a', C('b', sa.ForeignKey('b.id', use_alter=True, name='fk_a_b'))); other('b', C('a', sa.ForeignKey('a.id')), C('up', sa.ForeignKey('b.id', ondelete='SET NULL')))",
    ),
    extended(
        "exclusions",
        "t(C('r', sa.Integer), C('d', pg.TSRANGE), C('s', sa.Text), pg.ExcludeConstraint(('r', '='), ('d', '&&'), name='ex', using='gist', where=text(\"s IN ('a', 'b')\")), pg.ExcludeConstraint((sa.column('d'), '-|-'), using='gist', deferrable=True))",
        "CREATE EXTENSION btree_gist",
    ),
    same(
        "keys and uniques with every option",
        "other('a', C('x', sa.Integer), C('y', sa.Integer), sa.PrimaryKeyConstraint('x', 'y', name='the_key'), sa.UniqueConstraint('y', deferrable=True, initially='DEFERRED'), sa.UniqueConstraint('x', postgresql_nulls_not_distinct=True, name='u'), sa.UniqueConstraint('x', 'y', postgresql_include=['z']), C('z', sa.Text), key=False)",
    ),
    by_hand(
        "constraints that were not validated",
        "t(C('a', sa.Integer), C('b', sa.Integer), sa.CheckConstraint('a > 0', name='ck', postgresql_not_valid=True), sa.ForeignKeyConstraint(['b'], ['t.id'], name='fk', postgresql_not_valid=True))",
        "CREATE TABLE t (id serial PRIMARY KEY, a int, b int); ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 0) NOT VALID; ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (b) REFERENCES t NOT VALID",
    ),
    by_hand(
        "names that somebody else gave",
        "other('a', C('x', sa.Integer, unique=True)); t(C('a', sa.ForeignKey('a.id')), C('b', sa.Integer), sa.CheckConstraint('b > 0'), sa.UniqueConstraint('a', 'b'))",
        "CREATE TABLE a (id serial CONSTRAINT a_key PRIMARY KEY, x int CONSTRAINT only_x UNIQUE); CREATE TABLE t (id serial CONSTRAINT t_key PRIMARY KEY, a int CONSTRAINT to_a REFERENCES a, b int CONSTRAINT positive CHECK (b > 0), CONSTRAINT a_with_b UNIQUE (a, b))",
    ),
    by_hand(
        "types by their other names, columns in another order",
        "t(C('a', sa.Integer), C('b', sa.String(9)), C('c', sa.DateTime(timezone=True), server_default=sa.func.now()), C('d', sa.Numeric(5, 2)), C('e', sa.Float), C('f', sa.Boolean, server_default=sa.false(), nullable=False), C('g', pg.ARRAY(sa.String)))",
        "CREATE TABLE t (g varchar[], f bool NOT NULL DEFAULT 'no', e float8, d decimal(5, 2), c timestamptz DEFAULT now(), b varchar(9), a int4, id serial4 PRIMARY KEY)",
    ),
    by_hand(
        "a serial by hand",
        "other('k', C('id', sa.BigInteger, primary_key=True), C('a', sa.Integer), key=False)",
        "CREATE SEQUENCE k_id_seq; CREATE TABLE k (id bigint NOT NULL DEFAULT nextval('k_id_seq') PRIMARY KEY, a int); ALTER SEQUENCE k_id_seq OWNED BY k.id",
    ),
    // tables
    same(
        "schemas",
        "other('a', C('x', sa.Integer, unique=True, index=True), schema='other'); other('a', C('y', sa.ForeignKey('other.a.id')), C('z', sa.ForeignKey('a.id'))); other('b', C('x', sa.ForeignKey('other.a.id')), schema='other')",
    ),
    same(
        "the default schema by its name",
        "other('a', C('x', sa.Enum('p', 'q', name='kind', schema='public')), schema='public'); other('b', C('a', sa.ForeignKey('public.a.id')), schema='public')",
    ),
    same(
        "unlogged tables and storage parameters",
        "t(C('a', sa.Integer), prefixes=['UNLOGGED'], postgresql_with={'fillfactor': 70, 'autovacuum_enabled': 'false'}); other('p', C('at', sa.Date, primary_key=True), C('n', sa.Integer, index=True), key=False, postgresql_partition_by='RANGE (at)')",
    ),
    same(
        "sequences that stand alone",
        "sa.Sequence('a', metadata=m); sa.Sequence('b', start=5, increment=-1, minvalue=-9, maxvalue=9, cycle=True, cache=2, metadata=m); sa.Sequence('c', data_type=sa.SmallInteger, metadata=m); sa.Sequence('Odd', schema='other', metadata=m)",
    ),
    same(
        "mapped classes",
        "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, declared_attr\nfrom datetime import datetime\nfrom typing import Optional\n\nclass Base(DeclarativeBase):\n    metadata = m\n\nclass Stamped:\n    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())\n\n    @declared_attr.directive\n    def __tablename__(cls):\n        return cls.__name__.lower()\n\nclass User(Stamped, Base):\n    id: Mapped[int] = mapped_column(primary_key=True)\n    name: Mapped[str] = mapped_column(sa.String(30), index=True)\n    mail: Mapped[Optional[str]]\n    boss_id: Mapped[Optional[int]] = mapped_column(sa.ForeignKey('user.id'))\n    __table_args__ = (sa.UniqueConstraint('name', 'mail'), sa.Index('ix_lower', sa.func.lower(sa.column('mail'))))",
    ),
    // what models know nothing of
    beside(
        "partitions",
        "other('p', C('at', sa.Date, primary_key=True), C('n', sa.Integer, index=True), sa.UniqueConstraint('at', 'n'), key=False, postgresql_partition_by='RANGE (at)'); t(C('at', sa.ForeignKey('p.at')))",
        "CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM ('2020-01-01') TO ('2021-01-01'); CREATE TABLE p_2 PARTITION OF p DEFAULT; CREATE INDEX p_2_own ON p_2 (n)",
    ),
    beside(
        "children by inheritance",
        "t(C('a', sa.Integer), sa.CheckConstraint('a > 0', name='ck'))",
        "CREATE TABLE heir (own int) INHERITS (t); CREATE TABLE grandchild () INHERITS (heir)",
    ),
    beside(
        "views and materialized views",
        "t(C('a', sa.Integer))",
        "CREATE VIEW v AS SELECT id, a FROM t; CREATE MATERIALIZED VIEW mv AS SELECT count(*) AS n FROM v; CREATE UNIQUE INDEX mv_n ON mv (n); CREATE VIEW vv AS SELECT * FROM mv",
    ),
    beside(
        "functions, triggers, rules and types",
        "t(C('a', sa.Integer))",
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch(); CREATE RULE quiet AS ON DELETE TO t WHERE OLD.id < 0 DO INSTEAD NOTHING; CREATE TYPE pair AS (a int, b int); CREATE AGGREGATE total (int) (SFUNC = int4pl, STYPE = int); CREATE DOMAIN positive AS int CHECK (VALUE > 0)",
    ),
    beside(
        "enum types and sequences of nobody",
        "t(C('a', sa.Integer))",
        "CREATE TYPE lonely AS ENUM ('a'); CREATE FUNCTION f(lonely) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE SEQUENCE orphan; CREATE SEQUENCE owned OWNED BY t.a",
    ),
    beside(
        "policies, statistics and privileges",
        "t(C('a', sa.Integer), C('b', sa.Integer))",
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON t USING (a > 0); CREATE STATISTICS st ON a, b FROM t; GRANT SELECT ON t TO PUBLIC; ALTER TABLE t ALTER COLUMN a SET STATISTICS 50; ALTER TABLE t REPLICA IDENTITY FULL",
    ),
    extended(
        "what extensions made",
        "t(C('a', sa.Text))",
        "CREATE EXTENSION pg_stat_statements; CREATE EXTENSION pg_trgm; CREATE EXTENSION tablefunc",
    ),
];

#[test]
fn nothing_is_written_however_often_one_asks() {
    assert!(CASES.len() >= 50);
    let only = std::env::var("GEN_MIGRATION_TEST_CASES").unwrap_or_default();
    let mut bench = Bench::new();
    let mut wrong = Vec::new();
    for (place, case) in CASES.iter().enumerate().filter(|(_, case)| case.name.contains(&only)) {
        // either way comes up; both of them with GEN_MIGRATION_FULL
        let is_full = std::env::var_os("GEN_MIGRATION_FULL").is_some() || !only.is_empty();
        for by_sqlalchemy in [false, true] {
            if (case.by == By::Sql && by_sqlalchemy)
                || (!is_full && case.by == By::Both && (place % 2 == 0) == by_sqlalchemy)
            {
                continue;
            }
            if let Err(text) = ask_three_times(&mut bench, case, by_sqlalchemy) {
                wrong.push(format!("{}: {text}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn ask_three_times(bench: &mut Bench, case: &Unchanged, by_sqlalchemy: bool) -> Result<(), String> {
    let project = project();
    let models = format!("{HEAD}{}\n", case.models);
    let mut history = History::default();
    history.add(&project, &statements(case.before));
    if by_sqlalchemy {
        let mut created =
            if models.contains("'other'") { vec!["CREATE SCHEMA other".to_owned()] } else { Vec::new() };
        created.extend(ddl(&mut bench.oracle, &models)?);
        history.add(&project, &created);
        project.write("models.py", &models);
    } else if case.by == By::Both {
        bench.revise(&project, &models, "made")?;
        history.last = Some("made");
    } else {
        project.write("models.py", &models);
    }
    history.add(&project, &statements(case.after));
    for turn in 1..=3 {
        let output = bench.tool(&project, &["--check"]);
        if output.status.code() != Some(0) || !text_of(&output).contains("No changes") {
            let by = if by_sqlalchemy { "made by SQLAlchemy" } else { "made by us" };
            return Err(format!("{by}, turn {turn}: {}", text_of(&output)));
        }
    }
    Ok(())
}

fn ddl(oracle: &mut Conversing, models: &str) -> Result<Vec<String>, String> {
    let answer = oracle.ask(&serde_json::json!({"ddl": models}));
    match answer["ddl"].as_array() {
        Some(statements) => Ok(statements.iter().filter_map(|it| it.as_str().map(str::to_owned)).collect()),
        None => Err(format!("SQLAlchemy refuses the models: {}", answer["error"])),
    }
}

fn statements(sql: &str) -> Vec<String> {
    // none of the texts has a semicolon within a statement but in a function's body
    let mut statements: Vec<String> = Vec::new();
    let mut open = false;
    for piece in sql.split_inclusive(';') {
        match statements.last_mut() {
            Some(last) if open => last.push_str(piece),
            _ => statements.push(piece.trim().to_owned()),
        }
        open = statements.last().is_some_and(|it| it.matches('\'').count() % 2 == 1);
    }
    statements.into_iter().map(|it| it.trim_end_matches(';').to_owned()).filter(|it| !it.is_empty()).collect()
}

/// Revisions written by hand.
#[derive(Default)]
struct History {
    last: Option<&'static str>,
}

impl History {
    fn add(&mut self, project: &Project, statements: &[String]) {
        if statements.is_empty() {
            return;
        }
        let id = ["first", "second", "third"][project.versions().len()];
        let last = self.last.map_or("None".to_owned(), |last| format!("'{last}'"));
        let lines = statements.iter().map(|sql| {
            format!("    op.execute({})\n", gen_migration::render::python_string(&sql.replace(':', "\\:")))
        });
        let body: String = lines.collect();
        let file = format!(
            "from alembic import op\n\nrevision = '{id}'\ndown_revision = {last}\n\n\ndef upgrade():\n{body}\n\ndef downgrade():\n    pass\n"
        );
        project.write(&format!("alembic/versions/{id}_by_hand.py"), &file);
        self.last = Some(id);
    }
}

struct Change {
    name: &'static str,
    before: &'static str,
    unmanaged: &'static str,
    after: &'static str,
}

const P: &str = "sa.Table('p', m, C('at', sa.Date, primary_key=True), C('n', sa.Integer), ";
const PARTITIONS: &str = "CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM ('2020-01-01') TO ('2021-01-01'); CREATE TABLE p_2 PARTITION OF p DEFAULT";

/// The models change beside what they know nothing of.
fn changes() -> Vec<(&'static str, String, &'static str, String)> {
    let parted = |more: &str| format!("{P}{more}postgresql_partition_by='RANGE (at)')");
    [
        Change { name: "a column beside a view", before: "t(C('a', sa.Integer))", unmanaged: "CREATE VIEW v AS SELECT id, a FROM t", after: "t(C('a', sa.Integer), C('b', sa.Text))" },
        Change { name: "a column of a table with children", before: "t(C('a', sa.Integer))", unmanaged: "CREATE TABLE heir (own int) INHERITS (t)", after: "t(C('a', sa.Integer), C('b', sa.Text, nullable=False, comment='c'), sa.CheckConstraint('a > 0', name='ck'))" },
        Change { name: "a table beside functions and triggers", before: "t(C('a', sa.Integer))", unmanaged: "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch()", after: "t(C('a', sa.BigInteger)); other('u', C('t', sa.ForeignKey('t.id')))" },
    ]
    .map(|change| (change.name, change.before.to_owned(), change.unmanaged, change.after.to_owned()))
    .into_iter()
    .chain([
        ("a column of a table with partitions", parted(""), PARTITIONS, parted("C('b', sa.Integer, server_default='1', nullable=False), ")),
        ("an index and constraints of a table with partitions", parted(""), PARTITIONS, parted("sa.Index('ix', 'n'), sa.UniqueConstraint('at', 'n', name='uq'), sa.CheckConstraint('n > 0', name='ck'), ")),
        ("a type of a table with partitions", parted("C('b', sa.Integer), "), PARTITIONS, parted("C('b', sa.Text, index=True), ")),
    ])
    .collect()
}

#[test]
fn what_models_know_nothing_of_stays() {
    let mut bench = Bench::new();
    let mut wrong = Vec::new();
    for (name, before, unmanaged, after) in changes() {
        if let Err(text) = change_beside(&mut bench, &before, unmanaged, &after) {
            wrong.push(format!("{name}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn change_beside(bench: &mut Bench, before: &str, unmanaged: &str, after: &str) -> Result<(), String> {
    let project = project();
    bench.revise(&project, &format!("{HEAD}{before}\n"), "made")?;
    let mut history = History { last: Some("made") };
    history.add(&project, &statements(unmanaged));
    bench.revise(&project, &format!("{HEAD}{after}\n"), "changed")?;
    let check = bench.tool(&project, &["--check"]);
    if check.status.code() != Some(0) {
        return Err(format!("--check finds more: {}", text_of(&check)));
    }
    bench.migrated.psql(EMPTY);
    let found = bench.migrate(&project, true, "upgrade", "second")?;
    let upgraded = bench.migrate(&project, true, "upgrade", "changed")?;
    if upgraded.difference(&found).is_none() {
        return Err("nothing changed".to_owned());
    }
    let file = project.versions().into_iter().find(|file| is_revision(file, "changed")).expect("a file");
    let file = std::fs::read_to_string(file).expect("a file");
    if ["p_1", "p_2", "heir", "touch"].iter().any(|name| file.contains(name)) {
        return Err(format!("what models know nothing of is touched\n{file}"));
    }
    let back = bench.migrate(&project, true, "downgrade", "second")?;
    agree("downgraded", &back, &found)
}

#[test]
fn a_constraint_that_was_not_validated_is_where_the_models_want_it() {
    let mut bench = Bench::new();
    let project = project();
    let mut history = History::default();
    history.add(
        &project,
        &statements(
            "CREATE TABLE t (id serial PRIMARY KEY, a int, b int); ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 0) NOT VALID; \
             ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (b) REFERENCES t NOT VALID",
        ),
    );
    let models = "t(C('a', sa.Integer), C('b', sa.Integer), sa.CheckConstraint('a > 0', name='ck'), sa.ForeignKeyConstraint(['b'], ['t.id'], name='fk'))";
    assert_eq!(bench.revise(&project, &format!("{HEAD}{models}\n"), "valid"), Ok(true));
    let file = project.versions().into_iter().find(|file| is_revision(file, "valid")).expect("a file");
    let file = std::fs::read_to_string(file).expect("a file");
    for name in ["ck", "fk"] {
        assert!(file.contains(&format!("op.execute('ALTER TABLE t VALIDATE CONSTRAINT {name}')")), "{file}");
    }
    bench.migrated.psql(EMPTY);
    let before = bench.migrate(&project, true, "upgrade", "first").expect("by hand");
    bench.migrate(&project, true, "upgrade", "valid").expect("up");
    let back = bench.migrate(&project, true, "downgrade", "first").expect("down");
    assert_eq!(agree("downgraded", &back, &before), Ok(()));
}
