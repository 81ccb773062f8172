### plain columns
Table("users", metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(50), nullable=False),
    Column("Email", String, unique=True),
    Column("order", Integer, index=True))
### big serial, small serial
Table("b", metadata, Column("id", BigInteger, primary_key=True))
Table("s", metadata, Column("id", SmallInteger, primary_key=True))
### no serial
Table("a", metadata, Column("id", Integer, primary_key=True, autoincrement=False))
Table("b", metadata, Column("id", String, primary_key=True))
Table("c", metadata, Column("id", Integer, primary_key=True, default=5))
Table("d", metadata, Column("id", Integer, primary_key=True, server_default="7"))
Table("e", metadata, Column("id", Uuid, primary_key=True, default=uuid.uuid4))
Table("f", metadata, Column("a", Integer, primary_key=True), Column("b", Integer, primary_key=True))
Table("g", metadata, Column("a", Integer, primary_key=True), Column("b", Integer, primary_key=True, autoincrement=True))
### foreign keys
Table("parent", metadata, Column("id", Integer, primary_key=True), Column("code", String(9), unique=True))
Table("child", metadata,
    Column("id", ForeignKey("parent.id"), primary_key=True),
    Column("code", ForeignKey("parent.code", ondelete="CASCADE", onupdate="SET NULL", name="fk_code")),
    Column("other", Integer, ForeignKey("parent.id", deferrable=True, initially="DEFERRED", match="FULL")))
### composite foreign key
Table("p", metadata, Column("a", Integer, primary_key=True), Column("b", Integer, primary_key=True))
Table("q", metadata, Column("x", Integer), Column("y", Integer),
    ForeignKeyConstraint(["x", "y"], ["p.a", "p.b"], name="fk_xy", ondelete="CASCADE"))
### foreign key to a column object, and its type
p = Table("p", metadata, Column("id", BigInteger, primary_key=True))
Table("q", metadata, Column("p_id", ForeignKey(p.c.id)))
### chain of types by foreign keys
Table("a", metadata, Column("id", String(7), primary_key=True))
Table("b", metadata, Column("id", ForeignKey("a.id"), primary_key=True))
Table("c", metadata, Column("id", ForeignKey("b.id")))
### cycle with use_alter
Table("a", metadata, Column("id", Integer, primary_key=True), Column("b_id", Integer, ForeignKey("b.id", use_alter=True, name="fk_b")))
Table("b", metadata, Column("id", Integer, primary_key=True), Column("a_id", Integer, ForeignKey("a.id")))
### self reference
Table("node", metadata, Column("id", Integer, primary_key=True), Column("parent_id", Integer, ForeignKey("node.id")))
### schemas
Table("a", metadata, Column("id", Integer, primary_key=True), Column("x", Integer, index=True), schema="one")
Table("b", metadata, Column("a_id", Integer, ForeignKey("one.a.id")), schema="two")
### metadata schema
metadata = MetaData(schema="app")
Table("a", metadata, Column("id", Integer, primary_key=True), Column("kind", Enum("x", name="kind")))
Table("b", metadata, Column("a_id", Integer, ForeignKey("a.id")))
### constraints
Table("t", metadata,
    Column("a", Integer, CheckConstraint("a > 0", name="a_positive")),
    Column("b", Integer),
    Column("c", Integer),
    UniqueConstraint("a", "b", name="uq_ab"),
    CheckConstraint("b < 10"),
    PrimaryKeyConstraint("a", "c", name="t_pk"),
    UniqueConstraint("c", deferrable=True, initially="DEFERRED"))
### order of constraints
unique = UniqueConstraint("b", name="first")
Table("t", metadata,
    Column("a", Integer, primary_key=True),
    Column("b", Integer, unique=True),
    CheckConstraint("a > 1", name="second"), unique)
### check with expression
t = Table("t", metadata, Column("a", Integer), Column("b", Integer))
t.append_constraint(CheckConstraint(t.c.a > t.c.b, name="a_over_b"))
t.append_constraint(CheckConstraint(and_(t.c.a > 1, t.c.b.in_([1, 2])), name="two"))
### unique options
Table("t", metadata, Column("a", Integer), Column("b", Integer),
    UniqueConstraint("a", postgresql_nulls_not_distinct=True, postgresql_include=["b"], name="u"))
### indexes
t = Table("t", metadata, Column("a", Integer), Column("b", String), Column("tags", ARRAY(String)),
    Index("ix_ab", "a", "b", unique=True),
    Index("ix_where", "a", postgresql_where=text("a > 5")),
    Index("ix_where_string", "a", postgresql_where="b IS NOT NULL"),
    Index("ix_gin", "tags", postgresql_using="gin"),
    Index("ix_ops", "b", postgresql_ops={"b": "varchar_pattern_ops"}),
    Index("ix_include", "a", postgresql_include=["b"]),
    Index("ix_with", "a", postgresql_with={"fillfactor": 50}),
    Index("ix_nulls", "a", unique=True, postgresql_nulls_not_distinct=True),
    Index("ix_text", text("lower(b)")))
Index("ix_outside", t.c.a, func.lower(t.c.b), postgresql_where=t.c.a > 5)
Index("ix_label", func.lower(t.c.b).label("lb"), postgresql_ops={"lb": "text_pattern_ops"})
Index("ix_desc", t.c.a.desc())
Index(None, t.c.a, t.c.b)
### index and unique
Table("t", metadata, Column("a", Integer, index=True, unique=True), Column("b", Integer, unique=True), Column("c", Integer, index=True))
### server defaults
Table("t", metadata,
    Column("a", String, server_default="x"),
    Column("b", String, server_default="it's"),
    Column("c", DateTime, server_default=func.now()),
    Column("d", DateTime, server_default=text("now()")),
    Column("e", Boolean, server_default=sa.false()),
    Column("f", Boolean, server_default=sa.true()),
    Column("g", Boolean, server_default="false"),
    Column("h", JSONB, server_default=text("'{}'::jsonb")),
    Column("i", ARRAY(String), server_default="{}"),
    Column("j", Enum(Size), server_default=Size.SMALL),
    Column("k", Integer, server_default=sa.cast(5, Integer)),
    Column("l", Integer, server_default=sa.literal_column("1 + 1")),
    Column("m", Uuid, server_default=func.gen_random_uuid()),
    Column("n", Integer, server_default=FetchedValue()),
    Column("o", DateTime, server_default=func.timezone("utc", func.now())),
    Column("p", DateTime, server_default=func.current_timestamp()),
    Column("q", Integer, server_default=sa.null()),
    Column("r", Integer, server_default=sa.DefaultClause("8")),
    Column("s", String, server_default=""))
### identity and computed
Table("t", metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("a", Integer, Identity(always=True, start=5, increment=2, cycle=True)),
    Column("b", Integer, Computed("a * 2")),
    Column("c", Integer, Computed("a + 1", persisted=True)))
### sequence
seq = Sequence("s1", metadata=metadata, start=3)
Table("t", metadata, Column("id", Integer, Sequence("t_seq"), primary_key=True), Column("n", Integer, server_default=seq.next_value()))
### comments
Table("t", metadata, Column("a", Integer, comment="it's a"), comment="the table")
### enums
Table("t", metadata,
    Column("a", Enum("x", "y", name="xy")),
    Column("b", Enum(Color)),
    Column("c", Enum(Color, values_callable=lambda e: [m.value for m in e], name="color_values")),
    Column("d", Enum(Color, native_enum=False, name="chk", create_constraint=True)),
    Column("e", Enum("p", "q", native_enum=False)),
    Column("f", ARRAY(Enum("r", "s", name="rs"))),
    Column("g", ENUM("x", "y", name="xy", create_type=False)))
### enum with schema
Table("t", metadata, Column("a", Enum("x", name="e1", schema="other")), schema="mine")
### table options
Table("t", metadata, Column("a", Integer), prefixes=["UNLOGGED"], postgresql_partition_by="RANGE (a)")
### storage parameters
Table("t", metadata, Column("a", Integer), postgresql_with={"fillfactor": 70}, postgresql_tablespace="fast")
### exclude
Table("t", metadata, Column("room", Integer), Column("during", postgresql.TSTZRANGE),
    ExcludeConstraint(("room", "="), ("during", "&&"), name="no_overlap", using="gist", where=text("room > 0")))
### exclude with expressions
t = Table("t", metadata, Column("a", DateTime), Column("b", DateTime))
t.append_constraint(ExcludeConstraint((func.tsrange(t.c.a, t.c.b), "&&"), name="x"))
### naming convention
metadata = MetaData(naming_convention={
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s"})
Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String, index=True), Column("code", String, unique=True))
t = Table("posts", metadata, Column("id", Integer, primary_key=True), Column("user_id", Integer, ForeignKey("users.id")),
    Column("a", Integer), Column("kind", Enum("x", native_enum=False, create_constraint=True, name="kind")),
    CheckConstraint("a > 0", name="positive"),
    UniqueConstraint("a", "user_id"), UniqueConstraint("user_id", name="mine"))
Index(None, t.c.a, t.c.user_id)
Index("named", t.c.a)
### naming convention with labels and callables
def short(constraint, table):
    return "tbl" + table.name[:2]
metadata = MetaData(naming_convention={
    "short": short,
    "uq": "uq_%(short)s_%(column_0_N_label)s",
    "fk": "fk_%(column_0_key)s_%(referred_column_0_name)s",
    "ix": "ix_%(column_0_label)s",
    "pk": "pk_%(table_name)s_%(column_0N_name)s"})
Table("users", metadata, Column("id", Integer, primary_key=True), Column("a", Integer), Column("b", Integer, index=True), UniqueConstraint("a", "b"), schema="app")
Table("posts", metadata, Column("id", Integer, primary_key=True), Column("u", Integer, ForeignKey("app.users.id")))
### long conventional names
metadata = MetaData(naming_convention={"uq": "uq_%(table_name)s_%(column_0_N_name)s", "ix": "ix_%(column_0_label)s"})
Table("a_table_with_a_rather_long_name_indeed", metadata, Column("a_column_with_a_long_name", Integer, index=True),
    Column("another_column_with_a_long_name", Integer), UniqueConstraint("a_column_with_a_long_name", "another_column_with_a_long_name"))
### default index names are cut
Table("a_table_with_a_rather_long_name_indeed", metadata, Column("a_column_with_a_rather_long_name", Integer, index=True))
### conv
Table("t", metadata, Column("a", Integer), UniqueConstraint("a", name=sa.schema.conv("uq_conv")))
### keys
Table("t", metadata, Column("a_name", Integer, key="a", index=True), UniqueConstraint("a", name="u"), Index("i", "a"))
### extend existing
Table("t", metadata, Column("a", Integer))
Table("t", metadata, Column("b", Integer), extend_existing=True)
### to_metadata
other = MetaData()
t = Table("t", other, Column("a", Integer, primary_key=True), Column("b", Integer, unique=True), UniqueConstraint("a", "b", name="ab"), Index("ix", "a"))
t.to_metadata(metadata)
### columns in a loop and mutation
t = Table("t", metadata, *[Column(f"c{i}", Integer) for i in range(3)])
t.c.c1.nullable = False
t.append_column(Column("late", String))
### type decorators
Table("t", metadata, Column("a", Upper), Column("b", Flexible()), Column("c", Point(4326)), Column("d", Short(5)), Column("e", Named(9)))
### variants
Table("t", metadata, Column("a", JSON().with_variant(JSONB(), "postgresql")), Column("b", String().with_variant(Text(), "sqlite")))
### system column
Table("t", metadata, Column("a", Integer), Column("xmin", Integer, system=True))
### domain
Table("t", metadata, Column("a", postgresql.DOMAIN("posint", Integer, check="VALUE > 0", not_null=True)))
### collation
Table("t", metadata, Column("a", String(10, collation="de_DE")), Column("b", ARRAY(String(10, "C"))))
### constraint comments and not valid
Table("t", metadata, Column("a", Integer), CheckConstraint("a > 1", name="c", postgresql_not_valid=True))
### parameters without a value are NULL
Table("t", metadata,
    Column("a", String, server_default=text("':x'")),
    Column("b", JSON, server_default=literal_column("""'{"a":null}'""")),
    Column("c", String, server_default=text("'\\:x'")),
    CheckConstraint("a <> ':x'"), CheckConstraint("a <> '\\:x'"))
### what an index says of its columns and of dialects
t = Table("t", metadata, Column("id", Integer, primary_key=True), Column("a", Integer), Column("b", String))
given = Index("ix_a", "a", postgresql_where=text("a > 0"), postgresql_using="btree", sqlite_where=text("a > 1"))
t.append_constraint(given)
both = Index("ix_b", func.lower(t.c.b), t.c.a, unique=True)
seen = []
for index in (given, both):
    seen.extend([column.name for column in index.columns])
    for dialect in ("postgresql", "sqlite", "mysql"):
        options = index.dialect_options[dialect]
        # an element's own text names its address
        seen.extend("%s=%s" % (name, options[name]) for name in sorted(options) if name != "where")
        seen.append(str(getattr(options.get("where"), "text", None)))
Table("seen", metadata, *[Column("c%d" % at, Integer, comment=name) for at, name in enumerate(seen)])
### indexes taken out of a copy
from sqlalchemy.schema import ColumnDefault
other = MetaData()
t = Table("t", other, Column("a", JSONB, default=dict), Column("b", Integer, index=True), Index("ix", "a", postgresql_using="gin"), Index("iy", "b"))
new = t.to_metadata(metadata)
for column in new.columns:
    if isinstance(column.type, JSONB):
        column.type = JSON()
        column.default = ColumnDefault(dict)
new.indexes.difference_update([index for index in new.indexes if index.dialect_kwargs])
assert sorted(index.name for index in new.indexes) == ["ix_t_b", "iy"] and len(t.indexes) == 3
### SQL of one's own by @compiles
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement
class Clock(FunctionElement):
    type = DateTime(timezone=True)
    inherit_cache = True
@compiles(Clock, "sqlite")
def of_sqlite(element, compiler, **kw):
    return "wrong"
@compiles(Clock, "postgresql")
def of_postgresql(element, compiler, **kw):
    return "clock_timestamp()"
@compiles(Clock)
def of_others(element, compiler, **kw):
    return "CURRENT_TIMESTAMP"
Table("t", metadata, Column("at", DateTime(timezone=True), server_default=Clock()))
