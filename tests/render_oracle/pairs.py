"""Pairs of models that differ in one respect each, in both directions.

A side is a list of tables as text: `t(...)` is `Table("t", metadata, id, ...)`, `other(name, ...)` a
table of another name. Names say what changes from the first side to the second.
"""
import datetime
import decimal
import enum

import sqlalchemy as sa
from sqlalchemy import *
from sqlalchemy import Column as C
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects.postgresql import *
from sqlalchemy import ARRAY, Enum, JSON
from sqlalchemy.sql.elements import conv


class Colour(enum.Enum):
    RED = "r"
    GREEN = "g"


GIST = "CREATE EXTENSION btree_gist"
OTHER = "CREATE SCHEMA other"


def beside(sql):
    """Text of a side: this is made after the tables, and models know nothing of it."""
    return f"sa.event.listen(m, 'after_create', DDL({sql!r})); "


PARTED = ("p = lambda *items: other('p', C('at', Date, primary_key=True), *items, key=False, postgresql_partition_by='RANGE (at)'); "
          + beside("CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM ('2020-01-01') TO ('2021-01-01'); CREATE TABLE p_2 PARTITION OF p DEFAULT"))
HEIRS = beside("CREATE TABLE heir (own int) INHERITS (t)")
VIEWS = beside("CREATE VIEW v AS SELECT id, a FROM t; CREATE MATERIALIZED VIEW mv AS SELECT count(*) FROM t WHERE a > 1")
TRIGGER = beside("CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch(); "
                 "CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2'; CREATE TYPE pair AS (a int, b int); CREATE AGGREGATE total (int) (SFUNC = int4pl, STYPE = int)")

PAIRS = [
    # tables
    ("a table", "", "t()"),
    ("a table without columns of its own", "", "other('bare', key=False)"),
    ("a table with a comment", "", "t(comment='what it\\'s for')"),
    ("a table comment", "t()", "t(comment='new')"),
    ("another table comment", "t(comment='old')", "t(comment='new')"),
    ("a table of another schema", "", "other('a', schema='other')", OTHER),
    ("an unlogged table", "", "t(prefixes=['UNLOGGED'])"),
    ("a table becomes unlogged", "t()", "t(prefixes=['UNLOGGED'])"),
    ("storage parameters", "t()", "t(postgresql_with={'fillfactor': 70})"),
    ("a partitioned table", "", "other('p', C('at', Date, primary_key=True), key=False, postgresql_partition_by='RANGE (at)')"),
    ("a table with a self-reference", "", "t(C('up', ForeignKey('t.id')))"),
    ("two tables, one refers to the other", "", "other('b', C('a', ForeignKey('a.id'))); other('a')"),
    ("two tables that refer to each other", "", "other('a', C('b', ForeignKey('b.id', name='fk_a_b', use_alter=True))); other('b', C('a', ForeignKey('a.id')))"),
    ("a chain of tables", "", "other('c', C('x', ForeignKey('b.id'))); other('b', C('x', ForeignKey('a.id'))); other('a')"),
    ("a quoted table name", "", "other('Odd Name\"s', C('x', Integer, index=True, unique=True))"),
    ("a reserved word as name", "", "other('order', C('user', Integer, ForeignKey('order.id')), C('select', Text))"),
    ("a table is swapped for another", "other('a', C('x', Integer))", "other('b', C('y', Text), C('z', Date))"),
    ("an association table", "other('a'); other('b')", "other('a'); other('b'); other('ab', C('a', ForeignKey('a.id'), primary_key=True), C('b', ForeignKey('b.id'), primary_key=True), key=False)"),
    ("tables of one name in two schemas", "other('a')", "other('a'); other('a', C('up', ForeignKey('a.id')), schema='other')", OTHER),
    ("three tables in a circle", "", "other('a', C('x', ForeignKey('b.id', name='fk_a'))); other('b', C('x', ForeignKey('c.id', name='fk_b'))); other('c', C('x', ForeignKey('a.id', name='fk_c')), C('up', ForeignKey('c.id')))"),
    ("a table with every constraint commented", "", "t(C('a', Integer), C('r', INT4RANGE), UniqueConstraint('a', name='uq', comment='u'), CheckConstraint('a > 0', name='ck', comment=\"c's\"), ForeignKeyConstraint(['a'], ['t.id'], name='fk', comment='f'), ExcludeConstraint(('r', '&&'), name='ex', using='gist', comment='x'), comment='t')"),
    ("names of 63 bytes and more", "", "other('a_table_whose_name_is_long_enough_to_be_cut', C('a_column_whose_name_is_long_as_well', Integer, index=True))"),
    # columns
    ("a nullable column", "t()", "t(C('a', Integer))"),
    ("a column with a default", "t()", "t(C('a', Integer, server_default='5', nullable=False))"),
    ("a column with a comment", "t()", "t(C('a', Integer, comment='it\\'s new'))"),
    ("a column with an index", "t()", "t(C('a', Integer, index=True))"),
    ("a column that is unique", "t()", "t(C('a', Integer, unique=True))"),
    ("a column with an unnamed foreign key", "t(); other('a')", "t(C('a', ForeignKey('a.id'))); other('a')"),
    ("a column with a collation", "t()", "t(C('a', String(collation='C')))"),
    ("a column in the middle", "t(C('a', Text), C('c', Text))", "t(C('a', Text), C('b', Text), C('c', Text))"),
    ("a quoted column name", "t()", "t(C('Odd \"column\"', Integer, index=True))"),
    ("a column with a percent sign", "t()", "t(C('100%', Integer, server_default=text('7 % 4')))"),
    ("a column with a check of its own", "t()", "t(C('a', Integer, CheckConstraint('a > 0', name='ck_a')))"),
    ("a column that others are checked with", "t(C('a', Integer))", "t(C('a', Integer), C('b', Integer), CheckConstraint('a < b', name='ck'))"),
    ("the last column", "t(C('a', Integer))", "t()"),
    ("a column comment", "t(C('a', Integer))", "t(C('a', Integer, comment='c'))"),
    ("another column comment", "t(C('a', Integer, comment='b'))", "t(C('a', Integer, comment='c'))"),
    ("a column moves to another table", "t(C('a', Integer)); other('b')", "t(); other('b', C('a', Text))"),
    ("columns go in a row", "t(C('a', Integer), C('b', Text, index=True), C('c', Date), C('d', ForeignKey('t.id')))", "t()"),
    ("a column with everything", "t(); other('a', C('x', Text, unique=True))", "t(C('a', Text(collation='C'), ForeignKey('a.x', name='fk', ondelete='SET NULL'), CheckConstraint(\"a <> ''\", name='ck'), unique=True, index=True, server_default='x', comment='c')); other('a', C('x', Text(collation='C'), unique=True))"),
    # nullability
    ("not null", "t(C('a', Integer))", "t(C('a', Integer, nullable=False))"),
    ("not null with a type", "t(C('a', Integer))", "t(C('a', BigInteger, nullable=False))"),
    ("not null with a default", "t(C('a', Integer))", "t(C('a', Integer, nullable=False, server_default='1'))"),
    # types
    ("integer to bigint", "t(C('a', Integer))", "t(C('a', BigInteger))"),
    ("smallint to numeric", "t(C('a', SmallInteger))", "t(C('a', Numeric))"),
    ("a length", "t(C('a', String))", "t(C('a', String(20)))"),
    ("another length", "t(C('a', String(10)))", "t(C('a', String(20)))"),
    ("varchar to text", "t(C('a', String(10)))", "t(C('a', Text))"),
    ("char to varchar", "t(C('a', CHAR(3)))", "t(C('a', String(3)))"),
    ("precision and scale", "t(C('a', Numeric))", "t(C('a', Numeric(10, 2)))"),
    ("scale", "t(C('a', Numeric(10, 2)))", "t(C('a', Numeric(10, 4)))"),
    ("real to double", "t(C('a', REAL))", "t(C('a', Double))"),
    ("float to numeric", "t(C('a', Float))", "t(C('a', Numeric(8, 3)))"),
    ("a time zone", "t(C('a', DateTime))", "t(C('a', DateTime(timezone=True)))"),
    ("fractions of seconds", "t(C('a', TIMESTAMP))", "t(C('a', TIMESTAMP(precision=3)))"),
    ("date to timestamp", "t(C('a', Date))", "t(C('a', DateTime))"),
    ("time with a zone", "t(C('a', Time))", "t(C('a', Time(timezone=True)))"),
    ("fields of an interval", "t(C('a', INTERVAL))", "t(C('a', INTERVAL(fields='YEAR TO MONTH')))"),
    ("json to jsonb", "t(C('a', JSON))", "t(C('a', JSONB))"),
    ("text to json", "t(C('a', Text))", "t(C('a', JSON))"),
    ("text to integer", "t(C('a', Text))", "t(C('a', Integer))"),
    ("text to boolean", "t(C('a', Text))", "t(C('a', Boolean))"),
    ("integer to boolean with a default", "t(C('a', Integer, server_default='1'))", "t(C('a', Boolean, server_default=true()))"),
    ("text to uuid", "t(C('a', Text))", "t(C('a', Uuid))"),
    ("text to date", "t(C('a', Text))", "t(C('a', Date))"),
    ("text to bytea", "t(C('a', Text))", "t(C('a', LargeBinary))"),
    ("text to inet", "t(C('a', Text))", "t(C('a', INET))"),
    ("inet to cidr", "t(C('a', INET))", "t(C('a', CIDR))"),
    ("integer to text with an index", "t(C('a', Integer, index=True))", "t(C('a', Text, index=True))"),
    ("an array of another type", "t(C('a', ARRAY(Integer)))", "t(C('a', ARRAY(BigInteger)))"),
    ("a column becomes an array", "t(C('a', Text))", "t(C('a', ARRAY(Text)))"),
    ("a range of another type", "t(C('a', INT4RANGE))", "t(C('a', INT8RANGE))"),
    ("text to tsvector", "t(C('a', Text))", "t(C('a', TSVECTOR))"),
    ("bits", "t(C('a', BIT(3)))", "t(C('a', BIT(8, varying=True)))"),
    ("numeric to integer", "t(C('a', Numeric(10, 2)))", "t(C('a', Integer))"),
    ("time to interval", "t(C('a', Time))", "t(C('a', Interval))"),
    ("fractions of an interval", "t(C('a', INTERVAL))", "t(C('a', INTERVAL(precision=3)))"),
    ("a hardware address", "t(C('a', MACADDR))", "t(C('a', MACADDR8))"),
    ("money to numeric", "t(C('a', MONEY))", "t(C('a', Numeric(12, 2)))"),
    ("oid to bigint", "t(C('a', OID))", "t(C('a', BigInteger))"),
    ("jsonb to a number", "t(C('a', JSONB, server_default='1'))", "t(C('a', Numeric, server_default='1'))"),
    ("an array that must be converted", "t(C('a', ARRAY(Text), server_default='{1}'))", "t(C('a', ARRAY(Integer), server_default='{1}'))"),
    ("the length of an array's items", "t(C('a', ARRAY(String)))", "t(C('a', ARRAY(String(5))))"),
    ("a range of ranges", "t(C('a', DATERANGE))", "t(C('a', DATEMULTIRANGE))"),
    ("text without case", "t(C('a', Text, index=True))", "t(C('a', CITEXT, index=True))", "CREATE EXTENSION citext"),
    ("a store of keys and values", "t()", "t(C('a', HSTORE, server_default=''))", "CREATE EXTENSION hstore"),
    ("a variant for PostgreSQL", "t(C('a', Text().with_variant(JSONB(), 'postgresql')))", "t(C('a', JSON().with_variant(Text(), 'postgresql')))"),
    ("a domain instead of a type", "t(C('a', Text))", "t(C('a', DOMAIN('label', Text, create_type=False)))", "CREATE DOMAIN label AS text CHECK (VALUE <> '')"),
    ("a type under a unique, a foreign key and a predicate", "t(C('a', Integer, unique=True), Index('ix', 'id', postgresql_where=text('a > 1'))); other('b', C('x', ForeignKey('t.a', name='fk')))",
     "t(C('a', BigInteger, unique=True), Index('ix', 'id', postgresql_where=text('a > 1'))); other('b', C('x', ForeignKey('t.a', name='fk')))"),
    ("a type under an operator class", "t(C('a', String(9)), Index('ix', 'a', postgresql_ops={'a': 'varchar_pattern_ops'}))", "t(C('a', Text), Index('ix', 'a', postgresql_ops={'a': 'text_pattern_ops'}))"),
    ("a type under a check", "t(C('a', Integer), CheckConstraint('a > 0', name='ck'))", "t(C('a', Numeric), CheckConstraint('a > 0', name='ck'))"),
    ("a type under a primary key and its foreign keys", "other('a', C('x', Integer, primary_key=True), key=False); other('b', C('a', ForeignKey('a.x', name='fk')))",
     "other('a', C('x', BigInteger, primary_key=True), key=False); other('b', C('a', BigInteger, ForeignKey('a.x', name='fk')))"),
    ("a type with a default that must go along", "t(C('a', Text, server_default='5'))", "t(C('a', Integer, server_default='5'))"),
    # collation
    ("a collation", "t(C('a', Text))", "t(C('a', Text(collation='C')))"),
    ("another collation under an index", "t(C('a', Text(collation='C'), index=True))", "t(C('a', Text(collation='POSIX'), index=True))"),
    # server defaults
    ("a default", "t(C('a', Integer))", "t(C('a', Integer, server_default='1'))"),
    ("another default", "t(C('a', Integer, server_default='1'))", "t(C('a', Integer, server_default='2'))"),
    ("a default of a function", "t(C('a', DateTime))", "t(C('a', DateTime, server_default=func.now()))"),
    ("a default of another function", "t(C('a', DateTime, server_default=func.now()))", "t(C('a', DateTime, server_default=text(\"timezone('utc', now())\")))"),
    ("a default with a cast", "t(C('a', JSONB))", "t(C('a', JSONB, server_default=text(\"'{}'::jsonb\")))"),
    ("another json default", "t(C('a', JSON, server_default='{}'))", "t(C('a', JSON, server_default='{\"a\": 1}'))"),
    ("a default of an array", "t(C('a', ARRAY(Text)))", "t(C('a', ARRAY(Text), server_default='{}'))"),
    ("a boolean default", "t(C('a', Boolean, server_default=true()))", "t(C('a', Boolean, server_default=false()))"),
    ("a default of an enum label", "t(C('a', Enum('x', 'y', name='e'), server_default='x'))", "t(C('a', Enum('x', 'y', name='e'), server_default='y'))"),
    ("a default with quotes", "t(C('a', Text, server_default='a'))", "t(C('a', Text, server_default=\"it's %s :x\"))"),
    ("a default of an empty string", "t(C('a', Text))", "t(C('a', Text, server_default=''))"),
    ("a default from a sequence", "t(C('a', Integer))", "t(C('a', Integer, Sequence('s'), server_default=Sequence('s').next_value()))"),
    ("a default of a uuid function", "t(C('a', Uuid))", "t(C('a', Uuid, server_default=func.gen_random_uuid()))"),
    ("a default of a volatile expression", "t(C('a', Float, server_default=text('random()')))", "t(C('a', Float, server_default=text('random() * 2')))"),
    ("a default of a date", "t(C('a', Date))", "t(C('a', Date, server_default='2020-01-01'))"),
    ("a default of an interval", "t(C('a', Interval))", "t(C('a', Interval, server_default='1 day'))"),
    ("a negative default", "t(C('a', Integer, server_default='1'))", "t(C('a', Integer, server_default='-1'))"),
    ("a default of bytes", "t(C('a', LargeBinary))", "t(C('a', LargeBinary, server_default=text(\"'\\\\x00ff'\")))"),
    ("a default of several enum labels", "t(C('a', ARRAY(Enum('x', 'y', name='e'))))", "t(C('a', ARRAY(Enum('x', 'y', name='e')), server_default='{x,y}'))"),
    ("a default that is put together", "t(C('a', Text, server_default='a'))", "t(C('a', Text, server_default=text(\"'a' || current_user\")))"),
    ("a default goes with not null", "t(C('a', Integer, nullable=False, server_default='1'))", "t(C('a', Integer))"),
    ("a default from a sequence of another schema", "t(C('a', Integer))", "t(C('a', Integer, Sequence('s', schema='other'), server_default=Sequence('s', schema='other').next_value()))", OTHER),
    ("a default of a null", "t(C('a', Integer, server_default='1'))", "t(C('a', Integer, server_default=text('NULL')))"),
    ("a default with a cast to its length", "t(C('a', String(5)))", "t(C('a', String(5), server_default=text(\"'x'::varchar(5)\")))"),
    ("a default of a record of time", "t(C('a', DateTime(timezone=True)))", "t(C('a', DateTime(timezone=True), server_default=text(\"'2020-01-01 00:00:00+00'\")))"),
    # identity and serial
    ("an identity column", "t()", "t(C('a', Integer, Identity()))"),
    ("identity on a column", "t(C('a', Integer, nullable=False))", "t(C('a', Integer, Identity()))"),
    ("identity always", "t(C('a', Integer, Identity()))", "t(C('a', Integer, Identity(always=True)))"),
    ("options of an identity", "t(C('a', Integer, Identity()))", "t(C('a', Integer, Identity(start=5, increment=2, minvalue=1, maxvalue=99, cycle=True, cache=3)))"),
    ("a key becomes an identity", "other('k', C('id', Integer, primary_key=True), key=False)", "other('k', C('id', Integer, Identity(), primary_key=True), key=False)"),
    ("a key loses its serial", "other('k', C('id', Integer, primary_key=True), key=False)", "other('k', C('id', Integer, primary_key=True, autoincrement=False), key=False)"),
    ("serial widens", "other('k', C('id', Integer, primary_key=True), key=False)", "other('k', C('id', BigInteger, primary_key=True), key=False)"),
    ("an identity widens", "t(C('a', Integer, Identity()))", "t(C('a', BigInteger, Identity()))"),
    ("a small serial", "", "other('k', C('id', SmallInteger, primary_key=True), key=False)"),
    ("a bound of an identity goes", "t(C('a', Integer, Identity(maxvalue=9)))", "t(C('a', Integer, Identity()))"),
    ("a default instead of an identity", "t(C('a', Integer, Identity()))", "t(C('a', Integer, server_default='1', nullable=False))"),
    # computed
    ("a computed column", "t(C('a', Integer))", "t(C('a', Integer), C('b', Integer, Computed('a * 2', persisted=True)))"),
    ("another expression of a computed column", "t(C('a', Integer), C('b', Integer, Computed('a * 2', persisted=True)))", "t(C('a', Integer), C('b', Integer, Computed('a * 3', persisted=True)))"),
    ("a computed column becomes an ordinary one", "t(C('a', Integer), C('b', Integer, Computed('a * 2', persisted=True)))", "t(C('a', Integer), C('b', Integer))"),
    ("a computed column with a comment becomes an ordinary one", "t(C('a', Integer), C('b', Integer, Computed('a * 2', persisted=True), comment='c'))", "t(C('a', Integer), C('b', Integer, server_default='1', nullable=False))"),
    ("a computed column with an index", "t(C('a', Text))", "t(C('a', Text), C('b', TSVECTOR, Computed(\"to_tsvector('english', a)\", persisted=True)), Index('ix', 'b', postgresql_using='gin'))"),
    ("the source of a computed column", "t(C('a', Integer), C('b', Integer, Computed('a * 2', persisted=True)))", "t(C('a', SmallInteger), C('b', Integer, Computed('a * 2', persisted=True)))"),
    ("the type of a computed column", "t(C('a', Integer), C('b', Integer, Computed('a * 2', persisted=True)))", "t(C('a', Integer), C('b', Numeric, Computed('a * 2', persisted=True)))"),
    ("a computed column that is unique and not null", "t(C('a', Integer, nullable=False), C('b', Integer, Computed('a * 2', persisted=True), unique=True, nullable=False))",
     "t(C('a', Integer, nullable=False), C('b', Integer, Computed('a * 4', persisted=True), unique=True, nullable=False))"),
    ("the source of a computed column goes", "t(C('a', Integer), C('b', Integer, Computed('a * 2', persisted=True)))", "t(C('c', Integer), C('b', Integer, Computed('c * 2', persisted=True)))"),
    ("a table with a computed column", "", "t(C('a', Text, server_default='x'), C('b', Text, Computed(\"a || ':y'\", persisted=True), comment='both'))"),
    # primary keys
    ("a primary key", "other('k', C('a', Integer, nullable=False), key=False)", "other('k', C('a', Integer, primary_key=True, autoincrement=False), key=False)"),
    ("a primary key of two columns", "other('k', C('a', Integer, primary_key=True, autoincrement=False), C('b', Integer, nullable=False), key=False)",
     "other('k', C('a', Integer, primary_key=True), C('b', Integer, primary_key=True), key=False)"),
    ("the name of a primary key", "other('k', C('a', Text), PrimaryKeyConstraint('a', name='old'), key=False)", "other('k', C('a', Text), PrimaryKeyConstraint('a', name='pk'), key=False)"),
    ("a primary key on another column", "other('k', C('a', Text, primary_key=True), C('b', Text, nullable=False), key=False)", "other('k', C('a', Text, nullable=False), C('b', Text, primary_key=True), key=False)"),
    ("a primary key that is referred to", "other('k', C('a', Text, primary_key=True), C('b', Text, unique=True), key=False); other('r', C('k', ForeignKey('k.a', name='fk')))",
     "other('k', C('a', Text), C('b', Text, primary_key=True), UniqueConstraint('a', name='uq_a'), key=False); other('r', C('k', ForeignKey('k.a', name='fk')))"),
    ("the order of a primary key", "other('k', C('a', Text), C('b', Text), PrimaryKeyConstraint('a', 'b'), key=False)", "other('k', C('a', Text), C('b', Text), PrimaryKeyConstraint('b', 'a'), key=False)"),
    ("a deferrable primary key", "other('k', C('a', Text), PrimaryKeyConstraint('a', name='pk'), key=False)", "other('k', C('a', Text), PrimaryKeyConstraint('a', name='pk', deferrable=True, initially='DEFERRED'), key=False)"),
    ("a new column is the primary key", "other('k', C('a', Text, primary_key=True), key=False)", "other('k', C('a', Text), C('b', Uuid, primary_key=True, server_default=func.gen_random_uuid()), key=False)"),
    ("a key that numbers itself", "other('k', C('id', Integer, nullable=False), key=False)", "other('k', C('id', Integer, primary_key=True), key=False)"),
    # uniques
    ("a named unique", "t(C('a', Integer))", "t(C('a', Integer), UniqueConstraint('a', name='uq'))"),
    ("an unnamed unique of two columns", "t(C('a', Integer), C('b', Integer))", "t(C('a', Integer), C('b', Integer), UniqueConstraint('a', 'b'))"),
    ("a unique of more columns", "t(C('a', Integer), C('b', Integer), UniqueConstraint('a', name='uq'))", "t(C('a', Integer), C('b', Integer), UniqueConstraint('a', 'b', name='uq'))"),
    ("the name of a unique", "t(C('a', Integer), UniqueConstraint('a', name='x'))", "t(C('a', Integer), UniqueConstraint('a', name='y'))"),
    ("a deferrable unique", "t(C('a', Integer), UniqueConstraint('a', name='uq'))", "t(C('a', Integer), UniqueConstraint('a', name='uq', deferrable=True, initially='DEFERRED'))"),
    ("nulls not distinct in a unique", "t(C('a', Integer), UniqueConstraint('a', name='uq'))", "t(C('a', Integer), UniqueConstraint('a', name='uq', postgresql_nulls_not_distinct=True))"),
    ("a covering unique", "t(C('a', Integer), UniqueConstraint('a', name='uq'))", "t(C('a', Integer), UniqueConstraint('a', name='uq', postgresql_include=['id']))"),
    ("a unique becomes a unique index", "t(C('a', Integer), UniqueConstraint('a', name='uq'))", "t(C('a', Integer), Index('uq', 'a', unique=True))"),
    ("a comment of a constraint", "t(C('a', Integer), UniqueConstraint('a', name='uq'))", "t(C('a', Integer), UniqueConstraint('a', name='uq', comment='why'))"),
    ("the order of a unique", "t(C('a', Integer), C('b', Integer), UniqueConstraint('a', 'b', name='uq'))", "t(C('a', Integer), C('b', Integer), UniqueConstraint('b', 'a', name='uq'))"),
    ("a unique in another schema", "other('a', C('x', Integer), schema='other')", "other('a', C('x', Integer), UniqueConstraint('x'), schema='other')", OTHER),
    ("names are exchanged", "t(C('a', Integer), C('b', Integer), UniqueConstraint('a', name='x'), UniqueConstraint('b', name='y'))", "t(C('a', Integer), C('b', Integer), UniqueConstraint('a', name='y'), UniqueConstraint('b', name='x'))"),
    # checks
    ("a named check", "t(C('a', Integer))", "t(C('a', Integer), CheckConstraint('a > 0', name='ck'))"),
    ("an unnamed check", "t(C('a', Integer))", "t(C('a', Integer), CheckConstraint('a > 0'))"),
    ("the condition of a check", "t(C('a', Integer), CheckConstraint('a > 0', name='ck'))", "t(C('a', Integer), CheckConstraint('a > 1', name='ck'))"),
    ("the name of a check", "t(C('a', Integer), CheckConstraint('a > 0', name='x'))", "t(C('a', Integer), CheckConstraint('a > 0', name='y'))"),
    ("a check of a list", "t(C('a', Text), CheckConstraint(\"a IN ('x', 'y')\", name='ck'))", "t(C('a', Text), CheckConstraint(\"a IN ('x', 'y', 'z')\", name='ck'))"),
    ("a check that is not valid", "t(C('a', Integer))", "t(C('a', Integer), CheckConstraint('a > 0', name='ck', postgresql_not_valid=True))"),
    ("a check of a pattern", "t(C('a', Text))", "t(C('a', Text), CheckConstraint(\"a ~ '^[a-z%:]+$'\", name='ck'))"),
    ("a check with a cast and a function", "t(C('a', JSONB))", "t(C('a', JSONB), CheckConstraint(\"jsonb_typeof(a) = 'object' AND (a ->> 'n')::int BETWEEN 1 AND 5\", name='ck'))"),
    ("two unnamed checks", "t(C('a', Integer), C('b', Integer), CheckConstraint('a > 0'))", "t(C('a', Integer), C('b', Integer), CheckConstraint('b > 0'), CheckConstraint('a > b'))"),
    ("a check that is not valid in a new table", "", "t(C('a', Integer), CheckConstraint('a > 0', name='ck', postgresql_not_valid=True))"),
    # exclusion
    ("an exclusion constraint", "t(C('r', Integer), C('d', TSRANGE))", "t(C('r', Integer), C('d', TSRANGE), ExcludeConstraint(('r', '='), ('d', '&&'), name='ex', using='gist'))", GIST),
    ("another operator of an exclusion", "t(C('d', INT4RANGE), ExcludeConstraint(('d', '&&'), name='ex', using='gist'))", "t(C('d', INT4RANGE), ExcludeConstraint(('d', '-|-'), name='ex', using='gist'))"),
    ("the predicate of an exclusion", "t(C('d', INT4RANGE), ExcludeConstraint(('d', '&&'), name='ex', using='gist'))",
     "t(C('d', INT4RANGE), ExcludeConstraint(('d', '&&'), name='ex', using='gist', where=text('id > 5')))"),
    ("a deferrable exclusion", "t(C('d', INT4RANGE), ExcludeConstraint(('d', '&&'), name='ex', using='gist'))", "t(C('d', INT4RANGE), ExcludeConstraint(('d', '&&'), name='ex', using='gist', deferrable=True, initially='DEFERRED'))"),
    ("an unnamed exclusion", "t(C('d', INT4RANGE))", "t(C('d', INT4RANGE), ExcludeConstraint(('d', '&&'), using='gist'))"),
    ("the method of an exclusion", "t(C('d', INT4RANGE), ExcludeConstraint(('d', '&&'), name='ex', using='gist'))", "t(C('d', INT4RANGE), ExcludeConstraint(('d', '&&'), name='ex', using='spgist'))"),
    ("an exclusion of an expression", "t(C('a', Integer), C('b', Integer))", "t(C('a', Integer), C('b', Integer), ExcludeConstraint((text('int4range(a, b)'), '&&'), name='ex', using='gist'))"),
    ("an operator class of an exclusion", "t(C('a', INET), ExcludeConstraint(('a', '='), name='ex', using='btree'))", "t(C('a', INET), ExcludeConstraint(('a', '&&'), name='ex', using='gist', ops={'a': 'inet_ops'}))"),
    # foreign keys
    ("a named foreign key", "t(C('a', Integer)); other('a')", "t(C('a', Integer, ForeignKey('a.id', name='fk'))); other('a')"),
    ("an unnamed foreign key", "t(C('a', Integer)); other('a')", "t(C('a', Integer, ForeignKey('a.id'))); other('a')"),
    ("on delete", "t(C('a', ForeignKey('a.id'))); other('a')", "t(C('a', ForeignKey('a.id', ondelete='CASCADE'))); other('a')"),
    ("another on delete", "t(C('a', ForeignKey('a.id', ondelete='CASCADE'))); other('a')", "t(C('a', ForeignKey('a.id', ondelete='SET NULL'))); other('a')"),
    ("on update", "t(C('a', ForeignKey('a.id'))); other('a')", "t(C('a', ForeignKey('a.id', onupdate='CASCADE'))); other('a')"),
    ("match full", "t(C('a', ForeignKey('a.id'))); other('a')", "t(C('a', ForeignKey('a.id', match='FULL'))); other('a')"),
    ("a deferrable foreign key", "t(C('a', ForeignKey('a.id'))); other('a')", "t(C('a', ForeignKey('a.id', deferrable=True))); other('a')"),
    ("an initially deferred foreign key", "t(C('a', ForeignKey('a.id', deferrable=True))); other('a')", "t(C('a', ForeignKey('a.id', deferrable=True, initially='DEFERRED'))); other('a')"),
    ("a foreign key that is not valid", "t(C('a', Integer)); other('a')", "t(C('a', Integer), ForeignKeyConstraint(['a'], ['a.id'], name='fk', postgresql_not_valid=True)); other('a')"),
    ("a foreign key to itself", "t(C('up', Integer))", "t(C('up', ForeignKey('t.id')))"),
    ("a foreign key of two columns", "other('a', C('x', Integer), C('y', Integer), UniqueConstraint('x', 'y', name='uq')); t(C('x', Integer), C('y', Integer))",
     "other('a', C('x', Integer), C('y', Integer), UniqueConstraint('x', 'y', name='uq')); t(C('x', Integer), C('y', Integer), ForeignKeyConstraint(['x', 'y'], ['a.x', 'a.y'], name='fk'))"),
    ("a foreign key to another table", "t(C('a', ForeignKey('a.id', name='fk'))); other('a'); other('b')", "t(C('a', ForeignKey('b.id', name='fk'))); other('a'); other('b')"),
    ("a foreign key to another column", "other('a', C('x', Integer, unique=True)); t(C('a', ForeignKey('a.id', name='fk')))", "other('a', C('x', Integer, unique=True)); t(C('a', ForeignKey('a.x', name='fk')))"),
    ("a foreign key across schemas", "t(C('a', Integer)); other('a', schema='other')", "t(C('a', ForeignKey('other.a.id'))); other('a', schema='other')", OTHER),
    ("the name of a foreign key", "t(C('a', ForeignKey('a.id', name='x'))); other('a')", "t(C('a', ForeignKey('a.id', name='y'))); other('a')"),
    ("a cycle of foreign keys", "other('a', C('b', Integer)); other('b', C('a', Integer))", "other('a', C('b', ForeignKey('b.id', name='fk_a_b'))); other('b', C('a', ForeignKey('a.id', name='fk_b_a')))"),
    ("a referred table goes with its key", "other('a'); t(C('a', ForeignKey('a.id')))", "t(C('a', Integer))"),
    ("some columns are set null", "other('a', C('x', Integer), C('y', Integer), UniqueConstraint('x', 'y', name='uq')); t(C('x', Integer), C('y', Integer), ForeignKeyConstraint(['x', 'y'], ['a.x', 'a.y'], name='fk', ondelete='SET NULL'))",
     "other('a', C('x', Integer), C('y', Integer), UniqueConstraint('x', 'y', name='uq')); t(C('x', Integer), C('y', Integer), ForeignKeyConstraint(['x', 'y'], ['a.x', 'a.y'], name='fk', ondelete='SET NULL (y)'))"),
    ("restrict and set default", "t(C('a', ForeignKey('a.id', name='fk'))); other('a')", "t(C('a', ForeignKey('a.id', name='fk', ondelete='SET DEFAULT', onupdate='RESTRICT'))); other('a')"),
    ("a foreign key from another schema", "other('a'); other('b', C('x', Integer), schema='other')", "other('a'); other('b', C('x', ForeignKey('a.id')), schema='other')", OTHER),
    ("a foreign key within another schema", "other('a', schema='other'); other('b', C('x', Integer), schema='other')", "other('a', schema='other'); other('b', C('x', ForeignKey('other.a.id', ondelete='CASCADE')), schema='other')", OTHER),
    ("a self-reference goes with its column", "t(C('up', ForeignKey('t.id', ondelete='CASCADE'), index=True))", "t()"),
    ("the columns of a foreign key change places", "other('a', C('x', Integer), C('y', Integer), UniqueConstraint('x', 'y', name='uq')); t(C('x', Integer), C('y', Integer), ForeignKeyConstraint(['x', 'y'], ['a.x', 'a.y'], name='fk'))",
     "other('a', C('x', Integer), C('y', Integer), UniqueConstraint('x', 'y', name='uq')); t(C('x', Integer), C('y', Integer), ForeignKeyConstraint(['y', 'x'], ['a.x', 'a.y'], name='fk'))"),
    ("a foreign key to a unique index", "other('a', C('x', Integer)); t(C('a', Integer))", "other('a', C('x', Integer), Index('ix', 'x', unique=True)); t(C('a', ForeignKey('a.x', name='fk')))"),
    # indexes
    ("an index", "t(C('a', Integer))", "t(C('a', Integer), Index('ix', 'a'))"),
    ("an index becomes unique", "t(C('a', Integer), Index('ix', 'a'))", "t(C('a', Integer), Index('ix', 'a', unique=True))"),
    ("columns of an index", "t(C('a', Integer), Index('ix', 'a'))", "t(C('a', Integer), Index('ix', 'a', 'id'))"),
    ("their order", "t(C('a', Integer), Index('ix', 'a', 'id'))", "t(C('a', Integer), Index('ix', 'id', 'a'))"),
    ("the name of an index", "t(C('a', Integer), Index('x', 'a'))", "t(C('a', Integer), Index('y', 'a'))"),
    ("the method of an index", "t(C('a', Integer), Index('ix', 'a'))", "t(C('a', Integer), Index('ix', 'a', postgresql_using='hash'))"),
    ("a gin index", "t(C('a', JSONB))", "t(C('a', JSONB), Index('ix', 'a', postgresql_using='gin'))"),
    ("an operator class", "t(C('a', JSONB), Index('ix', 'a', postgresql_using='gin'))", "t(C('a', JSONB), Index('ix', 'a', postgresql_using='gin', postgresql_ops={'a': 'jsonb_path_ops'}))"),
    ("a predicate", "t(C('a', Integer), Index('ix', 'a'))", "t(C('a', Integer), Index('ix', 'a', postgresql_where=text('a > 1')))"),
    ("another predicate", "t(C('a', Integer), Index('ix', 'a', postgresql_where=text('a > 1')))", "t(C('a', Integer), Index('ix', 'a', postgresql_where=text('a > 2')))"),
    ("columns that an index covers", "t(C('a', Integer), Index('ix', 'a'))", "t(C('a', Integer), Index('ix', 'a', postgresql_include=['id']))"),
    ("parameters of an index", "t(C('a', Integer), Index('ix', 'a'))", "t(C('a', Integer), Index('ix', 'a', postgresql_with={'fillfactor': 50}))"),
    ("descending", "t(C('a', Integer), Index('ix', 'a'))", "t(C('a', Integer), Index('ix', text('a DESC')))"),
    ("nulls first", "t(C('a', Integer), Index('ix', text('a DESC')))", "t(C('a', Integer), Index('ix', text('a DESC NULLS LAST')))"),
    ("an index on an expression", "t(C('a', Text))", "t(C('a', Text), Index('ix', text('lower(a)')))"),
    ("another expression of an index", "t(C('a', Text), Index('ix', text('lower(a)')))", "t(C('a', Text), Index('ix', text('upper(a)')))"),
    ("an index on a json path", "t(C('a', JSONB))", "t(C('a', JSONB), Index('ix', text(\"(a ->> 'x')\")))"),
    ("nulls not distinct in an index", "t(C('a', Integer), Index('ix', 'a', unique=True))", "t(C('a', Integer), Index('ix', 'a', unique=True, postgresql_nulls_not_distinct=True))"),
    ("a collation of an index", "t(C('a', Text), Index('ix', 'a'))", "t(C('a', Text), Index('ix', text('a COLLATE \"C\"')))"),
    ("an index of another table of that name", "t(C('a', Integer), Index('ix', 'a')); other('b', C('a', Integer))", "t(C('a', Integer)); other('b', C('a', Integer), Index('ix', 'a'))"),
    ("parameters of an operator class", "t(C('a', TSVECTOR), Index('ix', 'a', postgresql_using='gist'))", "t(C('a', TSVECTOR), Index('ix', 'a', postgresql_using='gist', postgresql_ops={'a': 'tsvector_ops(siglen=100)'}))"),
    ("pages of a block range index", "t(C('a', Date))", "t(C('a', Date), Index('ix', 'a', postgresql_using='brin', postgresql_with={'pages_per_range': 4}))"),
    ("columns and expressions in one index", "t(C('a', Text), C('b', Integer))", "t(C('a', Text), C('b', Integer), Index('ix', 'b', text('lower(a) DESC'), 'id'))"),
    ("a unique expression with a predicate", "t(C('a', Text), C('b', Boolean))", "t(C('a', Text), C('b', Boolean), Index('ix', text('lower(a)'), unique=True, postgresql_where=text('NOT b')))"),
    ("an index of another schema", "other('a', C('x', Integer), schema='other')", "other('a', C('x', Integer), Index('ix', 'x', postgresql_where=text('x > 0')), schema='other')", OTHER),
    ("an index on a cast", "t(C('a', DateTime))", "t(C('a', DateTime), Index('ix', text('(a::date)')))"),
    ("a trigram index", "t(C('a', Text))", "t(C('a', Text), Index('ix', 'a', postgresql_using='gin', postgresql_ops={'a': 'gin_trgm_ops'}))", "CREATE EXTENSION pg_trgm"),
    ("a descending column of an expression", "t(C('a', Text), Index('ix', text('lower(a)')))", "t(C('a', Text), Index('ix', text('lower(a) DESC NULLS LAST')))"),
    ("an index moves to another column of the table", "t(C('a', Integer, index=True), C('b', Integer))", "t(C('a', Integer), C('b', Integer, index=True))"),
    ("an index of a column that goes", "t(C('a', Integer), C('b', Integer), Index('ix', 'a', 'b'))", "t(C('b', Integer), Index('ix', 'b'))"),
    # sequences
    ("options of a sequence", "Sequence('s', metadata=m)", "Sequence('s', increment=3, maxvalue=300, metadata=m)"),
    ("the type of a sequence", "Sequence('s', metadata=m)", "Sequence('s', data_type=Integer, metadata=m)"),
    ("bounds of a sequence", "Sequence('s', start=5, minvalue=2, maxvalue=9, cycle=True, metadata=m)", "Sequence('s', start=7, metadata=m)"),
    ("a column draws from a sequence that is there", "Sequence('s', metadata=m); t(C('a', Integer))", "s = Sequence('s', metadata=m); t(C('a', Integer, s, server_default=s.next_value()))"),
    # enum types
    ("a table with an enum", "", "t(C('a', Enum('x', 'y', name='e')))"),
    ("a table with an enum of a class", "", "t(C('a', Enum(Colour)))"),
    ("an enum column", "t()", "t(C('a', Enum('x', 'y', name='e'), server_default='x', nullable=False))"),
    ("an array of enums", "t()", "t(C('a', ARRAY(Enum('x', 'y', name='e'))))"),
    ("an enum of another schema", "t()", "t(C('a', Enum('x', 'y', name='e', schema='other')))", OTHER),
    ("an enum for a second table", "t(C('a', Enum('x', name='e')))", "t(C('a', Enum('x', name='e'))); other('b', C('a', Enum('x', name='e')))"),
    ("an enum for a second column", "t(C('a', Enum('x', name='e')))", "t(C('a', Enum('x', name='e')), C('b', Enum('x', name='e')))"),
    ("text to an enum", "t(C('a', Text, server_default='x'))", "t(C('a', Enum('x', 'y', name='e'), server_default='x'))"),
    ("another enum type", "t(C('a', Enum('x', name='e')))", "t(C('a', Enum('x', 'y', name='f')))"),
    ("an enum value at the end", "t(C('a', Enum('x', 'y', name='e')))", "t(C('a', Enum('x', 'y', 'z', name='e')))"),
    ("an enum value at the beginning", "t(C('a', Enum('x', 'y', name='e')))", "t(C('a', Enum('w', 'x', 'y', name='e')))"),
    ("an enum value between", "t(C('a', Enum('x', 'z', name='e'), server_default='z'))", "t(C('a', Enum('x', 'y', 'z', name='e'), server_default='z'))"),
    ("an enum value that is used at once", "t(C('a', Enum('x', name='e'), server_default='x'))", "t(C('a', Enum('x', 'y', name='e'), server_default='y'))"),
    ("enum values in another order", "t(C('a', Enum('x', 'y', 'z', name='e'), server_default='z'))", "t(C('a', Enum('z', 'y', 'x', name='e'), server_default='z'))"),
    ("another enum value", "t(C('a', Enum('x', 'old', name='e'), server_default='x'))", "t(C('a', Enum('x', 'new', name='e'), server_default='x'))"),
    ("values of an enum in an array", "t(C('a', ARRAY(Enum('x', 'y', name='e')), server_default='{x}'))", "t(C('a', ARRAY(Enum('y', 'x', name='e')), server_default='{x}'))"),
    ("values of an enum under an index and a check", "t(C('a', Enum('x', 'y', name='e')), Index('ix', 'a', postgresql_where=text(\"a = 'x'\")), CheckConstraint(\"a <> 'x'\", name='ck'))",
     "t(C('a', Enum('y', 'x', name='e')), Index('ix', 'a', postgresql_where=text(\"a = 'x'\")), CheckConstraint(\"a <> 'x'\", name='ck'))"),
    ("values of an enum that two tables share", "t(C('a', Enum('x', name='e'))); other('b', C('a', Enum('x', name='e')))", "t(C('a', Enum('z', name='e'))); other('b', C('a', Enum('z', name='e')))"),
    ("values of an enum that is a key", "other('k', C('a', Enum('x', 'y', name='e'), primary_key=True), key=False); t(C('a', ForeignKey('k.a', name='fk')))", "other('k', C('a', Enum('y', 'z', name='e'), primary_key=True), key=False); t(C('a', ForeignKey('k.a', name='fk')))"),
    ("values of an enum in a computed column", "t(C('a', Enum('x', 'y', name='e')), C('b', Boolean, Computed(\"a = 'x'\", persisted=True)))", "t(C('a', Enum('y', 'x', name='e')), C('b', Boolean, Computed(\"a = 'x'\", persisted=True)))"),
    ("values of an enum of another schema", "other('a', C('x', Enum('a', 'b', name='e', schema='other'), server_default='a'), schema='other'); t(C('x', Enum('a', 'b', name='e', schema='other')))",
     "other('a', C('x', Enum('c', 'a', name='e', schema='other'), server_default='a'), schema='other'); t(C('x', Enum('c', 'a', name='e', schema='other')))", OTHER),
    ("values with quotes and blanks", "t(C('a', Enum('x', name='Odd Type'), server_default='x'))", "t(C('a', Enum('x', \"it's so\", 'y:z %', name='Odd Type'), server_default='x'))"),
    ("values of two enums", "t(C('a', Enum('x', 'y', name='e')), C('b', Enum('p', 'q', name='f')))", "t(C('a', Enum('y', name='e')), C('b', Enum('p', 'q', 'r', name='f')))"),
    ("a value for a new column", "t(C('a', Enum('x', name='e')))", "t(C('a', Enum('x', 'y', name='e')), C('b', Enum('x', 'y', name='e'), server_default='y', nullable=False))"),
    ("an enum moves to another schema", "t(C('a', Enum('x', 'y', name='e'), server_default='x'))", "t(C('a', Enum('x', 'y', name='e', schema='other'), server_default='x'))", OTHER),
    ("an enum becomes an array of it", "t(C('a', Enum('x', 'y', name='e')))", "t(C('a', ARRAY(Enum('x', 'y', name='e'))))"),
    ("an enum becomes non-native", "t(C('a', Enum('x', 'y', name='e'), server_default='x'))", "t(C('a', Enum('x', 'y', name='e', native_enum=False), server_default='x'))"),
    ("the last user of an enum changes", "t(C('a', Enum('x', name='e'))); other('b')", "t(); other('b', C('a', Enum('x', name='e')))"),
    ("values of an enum in a partitioned table", "other('p', C('at', Date, primary_key=True), C('a', Enum('x', 'y', name='e')), key=False, postgresql_partition_by='RANGE (at)')",
     "other('p', C('at', Date, primary_key=True), C('a', Enum('y', 'x', name='e')), key=False, postgresql_partition_by='RANGE (at)')"),
    ("values that a unique and an exclusion rest on", "t(C('a', Enum('x', 'y', name='e'), unique=True), C('r', INT4RANGE), ExcludeConstraint(('r', '&&'), name='ex', using='gist', where=text(\"a = 'x'\")))",
     "t(C('a', Enum('x', name='e'), unique=True), C('r', INT4RANGE), ExcludeConstraint(('r', '&&'), name='ex', using='gist', where=text(\"a = 'x'\")))"),
    ("a non-native enum with its check", "t()", "t(C('a', Enum('x', 'y', name='e', native_enum=False, create_constraint=True)))"),
    ("a value of a non-native enum", "t(C('a', Enum('x', 'y', name='e', native_enum=False, create_constraint=True, length=9)))",
     "t(C('a', Enum('x', 'y', 'z', name='e', native_enum=False, create_constraint=True, length=9)))"),
    ("a boolean with a check", "t()", "t(C('a', Boolean(create_constraint=True, name='ck_a')))"),
    ("the length of a non-native enum", "t(C('a', Enum('x', 'y', name='e', native_enum=False, length=9)))", "t(C('a', Enum('x', 'y', name='e', native_enum=False, length=20)))"),
    # what models know nothing of
    ("a column of a table with partitions", PARTED + "p()", PARTED + "p(C('b', Integer, server_default='1', nullable=False))"),
    ("an index and a unique of a table with partitions", PARTED + "p(C('b', Integer))", PARTED + "p(C('b', Integer), Index('ix', 'b'), UniqueConstraint('at', 'b', name='uq'))"),
    ("a type of a table with partitions", PARTED + "p(C('b', Integer))", PARTED + "p(C('b', BigInteger, nullable=False, index=True), CheckConstraint('b > 0', name='ck'))"),
    ("a foreign key to a table with partitions", PARTED + "p(); t()", PARTED + "p(); t(C('at', ForeignKey('p.at', name='fk')))"),
    ("a column of a table with children", HEIRS + "t()", HEIRS + "t(C('b', Text, comment='c'))"),
    ("a check of a table with children", HEIRS + "t(C('b', Integer))", HEIRS + "t(C('b', Integer, nullable=False), CheckConstraint('b > 0', name='ck'))"),
    ("a column beside views of the table", VIEWS + "t(C('a', Integer))", VIEWS + "t(C('a', Integer), C('b', Integer))"),
    ("a table beside functions and triggers", TRIGGER + "t()", TRIGGER + "t(C('b', Integer, index=True)); other('a', C('x', ForeignKey('t.id')))"),
    ("a table beside what an extension made", "t()", "t(C('a', Integer)); other('a')", "CREATE EXTENSION pg_stat_statements; CREATE EXTENSION btree_gist; CREATE EXTENSION hstore"),
    # several at once
    ("a column takes the name of a dropped one with another type", "t(C('a', Integer, unique=True))", "t(C('a', ARRAY(Text)), Index('ix', 'a', postgresql_using='gin'))"),
    ("a key, its table and its column at once", "t(C('a', ForeignKey('a.id')), C('b', Integer)); other('a', C('x', Text))", "t(C('b', Text, nullable=False, unique=True)); other('c', C('x', ForeignKey('t.id')))"),
]

NAMED = {"ix": "ix_%(table_name)s_%(column_0_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s", "ck": "ck_%(table_name)s_%(constraint_name)s",
         "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s", "pk": "pk_%(table_name)s"}

# a sequence or a schema that models don't know any more is left alone: somebody else may use it; and where
# models leave a name open, any will do
ONE_WAY = [
    ("an unnamed unique gets a name", "t(C('a', Integer, unique=True))", "t(C('a', Integer), UniqueConstraint('a', name='uq'))"),
    ("an unnamed check gets a name", "t(C('a', Integer), CheckConstraint('a > 0'))", "t(C('a', Integer), CheckConstraint('a > 0', name='positive'))"),
    ("an unnamed foreign key gets a name", "t(C('a', ForeignKey('a.id'))); other('a')", "t(C('a', ForeignKey('a.id', name='fk'))); other('a')"),
    ("a convention is taken on", "t(C('a', Integer, index=True), C('b', ForeignKey('t.id'), unique=True), CheckConstraint('a > id', name='order'))",
     "m.naming_convention = MetaData(naming_convention=NAMED).naming_convention; t(C('a', Integer, index=True), C('b', ForeignKey('t.id'), unique=True), CheckConstraint('a > id', name='order'))"),
    ("a table of a schema that isn't there yet", "", "sa.event.listen(m, 'before_create', DDL('CREATE SCHEMA fresh')); other('a', schema='fresh')"),
    ("a sequence", "", "Sequence('s', metadata=m)"),
    ("a sequence with options", "", "Sequence('s', start=5, increment=-1, minvalue=-9, maxvalue=9, cycle=True, cache=2, metadata=m)"),
    ("a sequence of another schema", "", "Sequence('s', schema='other', metadata=m)", OTHER),
    ("a sequence of integers", "t()", "t(); Sequence('s', data_type=Integer, metadata=m)"),
    ("an enum and a sequence of a schema that isn't there yet", "t()", "sa.event.listen(m, 'before_create', DDL('CREATE SCHEMA fresh')); t(C('a', Enum('x', name='e', schema='fresh'))); Sequence('s', schema='fresh', metadata=m)"),
]

# the same, with a naming convention
CONVENTIONAL = [
    ("a table by convention", "", "t(C('a', Integer, index=True), C('b', Integer, unique=True), CheckConstraint('a > b', name='order'))"),
    ("constraints by convention", "t(C('a', Integer), C('b', Integer)); other('r')", "t(C('a', ForeignKey('r.id')), C('b', Integer, unique=True), CheckConstraint('b > 1', name='positive')); other('r')"),
    ("a column by convention", "t(); other('r')", "t(C('a', ForeignKey('r.id'), index=True, unique=True), CheckConstraint('a > 1', name='positive')); other('r')"),
    ("a check of a type by convention", "t()", "t(C('a', Boolean(create_constraint=True, name='a')), C('b', Enum('x', 'y', native_enum=False, create_constraint=True, name='b')))"),
    ("a table with a check of a type by convention", "", "t(C('b', Enum('x', 'y', native_enum=False, create_constraint=True, name='b')))"),
    ("a final name beside a convention", "t(C('a', Integer))", "t(C('a', Integer), UniqueConstraint('a', name='mine'), CheckConstraint('a > 0', name=conv('theirs')), Index('ours', 'a'))"),
    ("a conventional name beyond 63 bytes", "t()", "other('a_table_whose_name_is_long_enough_to_be_cut_off', C('a_column_whose_name_is_long_as_well', Integer, index=True)); t()"),
]


def side(source):
    def fill(m):
        def other(name, *items, key=True, **kw):
            Table(name, m, *([C("id", Integer, primary_key=True)] if key else []), *items, **kw)

        scope = {**globals(), "m": m, "other": other, "t": lambda *items, **kw: other("t", *items, **kw)}
        exec(source, scope)

    return fill


def both(old, new):
    def fill(first, second):
        side(old)(first)
        side(new)(second)

    return fill


for rows, convention in ((PAIRS, None), (ONE_WAY, None), (CONVENTIONAL, NAMED)):
    for name, old, new, *prepare in rows:
        CASES[name] = (both(old, new), False, "".join(prepare), convention, False)
        if rows is not ONE_WAY:
            CASES[name + ", and back"] = (both(new, old), False, "".join(prepare), convention, False)
