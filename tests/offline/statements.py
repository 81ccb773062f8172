#: create_table, plain
op.create_table("users",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("email", sa.String(length=255), nullable=True),
    sa.PrimaryKeyConstraint("id"))

#: create_table, everything inside
op.create_table(
    "account",
    sa.Column("id", sa.BigInteger, primary_key=True),
    sa.Column("org", sa.Uuid(), sa.ForeignKey("org.id", ondelete="CASCADE"), nullable=False),
    sa.Column("name", sa.Text(), server_default="it's", nullable=False, comment="who"),
    sa.Column("balance", sa.Numeric(10, 2), server_default=sa.text("0")),
    sa.Column("created", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
    sa.Column("tags", postgresql.ARRAY(sa.String(20)), server_default="{}"),
    sa.Column("data", postgresql.JSONB(astext_type=sa.Text())),
    sa.Column("total", sa.Integer, sa.Computed("a + b", persisted=True)),
    sa.Column("seq", sa.Integer, sa.Identity(always=True, start=5)),
    sa.CheckConstraint("balance >= 0", name="ck_balance"),
    sa.UniqueConstraint("name", "org", name="uq_name"),
    sa.ForeignKeyConstraint(["name"], ["other.people.name"], name="fk_name", onupdate="SET NULL", deferrable=True, initially="DEFERRED"),
    schema="app",
    comment="money",
    if_not_exists=True,
)

#: create_table, indexes and options
op.create_table("flag", sa.Column("id", sa.Integer, index=True))
op.create_table("log", sa.Column("id", sa.Integer), sa.Column("at", sa.DateTime, unique=True),
    sa.Index("ix_log_at_id", "at", "id"), postgresql_partition_by="RANGE (at)", prefixes=["UNLOGGED"])

#: create_table, enums
op.create_table("job", sa.Column("state", sa.Enum("new", "done", name="job_state")),
    sa.Column("other", postgresql.ENUM("a", name="made_before", create_type=False)),
    sa.Column("plain", sa.Enum("x", "y", name="plain", native_enum=False)))
op.create_table("job2", sa.Column("state", sa.Enum("new", "done", name="job_state")))

#: create_table returns the table
t = op.create_table("t", sa.Column("id", sa.Integer), sa.Column("name", sa.String(5)))
op.bulk_insert(t, [{"id": 1, "name": "o'x"}, {"id": 2, "name": None}])

#: drop_table
op.drop_table("users")
op.drop_table("users", schema="app")
op.drop_table("users", if_exists=True)
op.drop_table(table_name="Users")

#: rename_table
op.rename_table("a", "b")
op.rename_table("a", "b", schema="app")

#: add_column
op.add_column("users", sa.Column("age", sa.Integer(), nullable=True))
op.add_column("users", sa.Column("age", sa.SmallInteger(), server_default="5", nullable=False), schema="app")
op.add_column("users", sa.Column("note", sa.Text, comment="a note"))
op.add_column("users", sa.Column("code", sa.String(10), unique=True, index=True))
op.add_column("users", sa.Column("org_id", sa.Integer, sa.ForeignKey("org.id", name="fk_org", ondelete="SET NULL")))
op.add_column("users", sa.Column("x", sa.Integer), if_not_exists=True)

#: add_column, inline
op.add_column("users", sa.Column("org_id", sa.Integer, sa.ForeignKey("org.id")), inline_references=True)
op.add_column("users", sa.Column("id", sa.Integer, primary_key=True), inline_primary_key=True)

#: drop_column
op.drop_column("users", "age")
op.drop_column("users", "age", schema="app", if_exists=True)
op.drop_column("users", "age", mssql_drop_check=True)

#: alter_column, one thing
op.alter_column("t", "c", nullable=False)
op.alter_column("t", "c", nullable=True, existing_type=sa.String(5))
op.alter_column("t", "c", server_default="x")
op.alter_column("t", "c", server_default=sa.text("now()"))
op.alter_column("t", "c", server_default=None)
op.alter_column("t", "c", new_column_name="d")
op.alter_column("t", "c", type_=sa.BigInteger())
op.alter_column("t", "c", type_=sa.Integer, postgresql_using="c::integer")
op.alter_column("t", "c", comment="it's")
op.alter_column("t", "c", comment=None)

#: alter_column, many
op.alter_column("t", "c", existing_type=sa.String(5), type_=sa.String(length=20), nullable=False,
    server_default="a", new_column_name="e", comment="x", schema="app", existing_nullable=True)

#: alter_column, identity
op.alter_column("t", "c", server_default=sa.Identity(always=False))
op.alter_column("t", "c", server_default=None, existing_server_default=sa.Identity(always=True))
op.alter_column("t", "c", server_default=sa.Identity(always=True, start=3), existing_server_default=sa.Identity(always=False))

#: alter_column, type-bound constraints
op.alter_column("t", "c", type_=sa.Boolean(create_constraint=True, name="ck_c"), existing_type=sa.Boolean(create_constraint=True, name="ck_old"))

#: create_index
op.create_index("ix", "t", ["a"])
op.create_index(op.f("ix_t_a"), "t", ["a", "b"], unique=True)
op.create_index("ix", "t", ["a"], schema="app", if_not_exists=True)
op.create_index("ix", "t", [sa.text("lower(name)"), "b"])
op.create_index("ix", "t", [sa.text("created DESC NULLS LAST")])
op.create_index("ix", "t", ["a"], postgresql_using="gin", postgresql_where=sa.text("a > 1"))
op.create_index("ix", "t", ["a"], postgresql_where="a is not null")
op.create_index("ix", "t", ["a"], postgresql_ops={"a": "gin_trgm_ops"}, postgresql_using="gin")
op.create_index("ix", "t", ["a"], postgresql_include=["b"], postgresql_with={"fillfactor": 50})
op.create_index("ix", "t", ["a"], postgresql_concurrently=True, postgresql_nulls_not_distinct=True, unique=True)
op.create_index("ix", "t", [sa.func.lower(sa.column("name"))])
op.create_index("ix", "t", [sa.column("name").desc()])
op.create_index("Weird Name", "Table", ["Select"])

#: drop_index
op.drop_index("ix")
op.drop_index("ix", table_name="t")
op.drop_index("ix", "t", schema="app")
op.drop_index(op.f("ix"), table_name="t", if_exists=True)
op.drop_index("ix", postgresql_concurrently=True)
op.drop_index("ix", table_name="t", postgresql_using="gin", postgresql_where=sa.text("a"))

#: constraints
op.create_primary_key("pk", "t", ["a", "b"])
op.create_primary_key(None, "t", ["a"], schema="app")
op.create_unique_constraint("uq", "t", ["a", "b"])
op.create_unique_constraint(None, "t", ["a"], deferrable=True, initially="DEFERRED")
op.create_unique_constraint("uq", "t", ["a"], schema="app", postgresql_nulls_not_distinct=True)
op.create_check_constraint("ck", "t", "a > 0")
op.create_check_constraint("ck", "t", sa.text("a > 0"), schema="app")
op.create_check_constraint("ck", "t", sa.column("a") > 5)
op.create_check_constraint("ck", "t", sa.func.length(sa.column("name")) > 3)
op.create_check_constraint("ck", "t", sa.column("s").in_(["x", "y"]), postgresql_not_valid=True)

#: foreign keys
op.create_foreign_key("fk", "a", "b", ["x"], ["y"])
op.create_foreign_key(None, "a", "b", ["x", "z"], ["y", "w"], ondelete="CASCADE", onupdate="RESTRICT")
op.create_foreign_key("fk", "a", "b", ["x"], ["y"], source_schema="s1", referent_schema="s2")
op.create_foreign_key("fk", "a", "a", ["x"], ["id"], deferrable=True, initially="DEFERRED", match="FULL")
op.create_foreign_key(op.f("fk"), "a", "b", ["x"], ["y"], postgresql_not_valid=True, use_alter=True)
op.create_foreign_key("fk", source_table="a", referent_table="b", local_cols=["x"], remote_cols=["y"])

#: exclude
op.create_exclude_constraint("ex", "t", ("period", "&&"), ("group", "="), where=sa.text("group != 'x'"), using="gist")

#: drop_constraint
op.drop_constraint("ck", "t")
op.drop_constraint("ck", "t", type_="check", schema="app")
op.drop_constraint(op.f("fk"), "t", type_="foreignkey")
op.drop_constraint("fk", "t", "foreignkey", if_exists=True)

#: comments
op.create_table_comment("t", "it's", existing_comment="b")
op.create_table_comment("t", None)
op.drop_table_comment("t", existing_comment="b", schema="app")

#: execute
op.execute("UPDATE t SET a = 'x'")
op.execute(sa.text("SELECT 1"))
op.execute(sa.text("UPDATE t SET a = :a").bindparams(a="it's"))
op.execute("SELECT a::text, '\\:x'")
t = sa.table("t", sa.column("a", sa.String), sa.column("b", sa.Integer))
op.execute(t.update().where(t.c.b == 5).values(a="x"))
op.execute(sa.update(t).where(t.c.b.is_(None)).values({"a": op.inline_literal("y")}))
op.execute(t.insert().values(a="x", b=1))
op.execute(sa.delete(t).where(t.c.a.in_(["p", "q"])))

#: bulk_insert
t = sa.table("t", sa.column("id", sa.Integer), sa.column("name", sa.String), sa.column("ok", sa.Boolean), sa.column("at", sa.Date))
op.bulk_insert(t, [{"id": 1, "name": "a", "ok": True, "at": datetime.date(2020, 1, 2)}, {"id": 2, "name": "b", "ok": False, "at": None}])
op.bulk_insert(t, [])

#: batch
with op.batch_alter_table("t", schema=None) as batch_op:
    batch_op.add_column(sa.Column("x", sa.Integer(), nullable=False, server_default="0"))
    batch_op.alter_column("y", existing_type=sa.VARCHAR(), nullable=True)
    batch_op.drop_column("z")
    batch_op.create_index(batch_op.f("ix_t_x"), ["x"], unique=False)
    batch_op.drop_index("ix_old")
    batch_op.create_unique_constraint("uq", ["x"])
    batch_op.create_foreign_key("fk", "other", ["x"], ["id"], ondelete="CASCADE")
    batch_op.create_check_constraint("ck", "x > 1")
    batch_op.create_primary_key("pk", ["x"])
    batch_op.drop_constraint("gone", type_="unique")
    batch_op.create_table_comment("hello")
    batch_op.drop_table_comment()

#: batch with schema
with op.batch_alter_table("t", schema="app", recreate="never") as batch:
    batch.drop_constraint(op.f("c"), type_="foreignkey")
    batch.create_foreign_key(None, "o", ["a"], ["id"], referent_schema="app")

#: naming convention
# naming_convention: {"ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s", "ck": "ck_%(table_name)s_%(constraint_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s", "pk": "pk_%(table_name)s"}
op.create_table("t", sa.Column("id", sa.Integer), sa.Column("u", sa.Integer, unique=True, index=True), sa.Column("o", sa.Integer, sa.ForeignKey("o.id")), sa.PrimaryKeyConstraint("id"), sa.CheckConstraint("id > 0", name="pos"))
op.create_unique_constraint(None, "t", ["a", "b"])
op.create_foreign_key(None, "t", "o", ["a"], ["id"])
op.create_primary_key(None, "t", ["a"])
op.create_check_constraint("positive", "t", "a > 0")
op.create_check_constraint(op.f("final"), "t", "a > 0")
op.create_index(None, "t", ["a"])
op.drop_constraint("positive", "t", type_="check")
op.drop_constraint(op.f("positive"), "t", type_="check")
op.drop_constraint("uq_x", "t", type_="unique")
op.add_column("t", sa.Column("z", sa.Integer, sa.ForeignKey("q.id")))
op.add_column("t", sa.Column("y", sa.Integer, unique=True))

#: enum values by hand
op.execute("CREATE TYPE mood AS ENUM ('a')")
op.execute("ALTER TYPE mood ADD VALUE IF NOT EXISTS 'b'")
e = postgresql.ENUM("a", "b", name="mood", create_type=False)
op.add_column("t", sa.Column("m", e, nullable=True))
op.alter_column("t", "m", type_=e, existing_type=sa.VARCHAR(), postgresql_using="m::text::mood")

#: loops and conditions
for table in ["a", "b"]:
    for n in range(2):
        op.add_column(table, sa.Column(f"c{n}", sa.Integer if n else sa.Text()))
if op.get_context().dialect.name == "postgresql":
    op.execute("SELECT 1")

#: errors: using without a type
op.alter_column("t", "c", postgresql_using="c::int")

#: errors: rows that are no list
op.bulk_insert(sa.table("t", sa.column("a")), {"a": 1})

#: errors: unknown constraint kind
op.drop_constraint("c", "t", type_="index")

#: errors: missing argument
op.add_column("t")

#: errors: wrong recreate
with op.batch_alter_table("t", recreate="sometimes") as b:
    pass

#: errors: place in a batch
with op.batch_alter_table("t") as b:
    b.add_column(sa.Column("x", sa.Integer), insert_after="y")

#: create_table, every plain type
op.create_table("types",
    sa.Column("a", sa.SmallInteger), sa.Column("b", sa.Integer), sa.Column("c", sa.BigInteger),
    sa.Column("d", sa.Numeric), sa.Column("e", sa.Numeric(12)), sa.Column("f", sa.Numeric(12, 3)), sa.Column("g", sa.DECIMAL(5, 1)),
    sa.Column("h", sa.Float), sa.Column("i", sa.Float(24)), sa.Column("j", sa.Double), sa.Column("k", sa.REAL), sa.Column("l", postgresql.DOUBLE_PRECISION),
    sa.Column("m", sa.String), sa.Column("n", sa.String(7)), sa.Column("o", sa.Text), sa.Column("p", sa.Unicode(3)), sa.Column("q", sa.UnicodeText),
    sa.Column("r", sa.CHAR), sa.Column("s", sa.CHAR(2)), sa.Column("t", sa.VARCHAR(9)), sa.Column("u", sa.NVARCHAR(4)),
    sa.Column("v", sa.Boolean), sa.Column("w", sa.Date), sa.Column("x", sa.Time), sa.Column("y", sa.Time(timezone=True)),
    sa.Column("z", sa.DateTime), sa.Column("aa", sa.DateTime(timezone=True)), sa.Column("ab", sa.TIMESTAMP(timezone=True)), sa.Column("ac", sa.Interval),
    sa.Column("ad", sa.LargeBinary), sa.Column("ae", sa.JSON), sa.Column("af", sa.Uuid), sa.Column("ag", sa.UUID), sa.Column("ah", sa.Uuid(native_uuid=False)),
    sa.Column("ai", sa.PickleType), sa.Column("aj", sa.Enum("a", "b", native_enum=False)), sa.Column("ak", sa.Enum("a", "b", native_enum=False, length=20)))

#: create_table, every PostgreSQL type
op.create_table("pg_types",
    sa.Column("a", postgresql.BYTEA), sa.Column("b", postgresql.CIDR), sa.Column("c", postgresql.INET), sa.Column("d", postgresql.MACADDR), sa.Column("e", postgresql.MACADDR8),
    sa.Column("f", postgresql.MONEY), sa.Column("g", postgresql.OID), sa.Column("h", postgresql.REGCLASS), sa.Column("i", postgresql.BIT(3)), sa.Column("j", postgresql.BIT(5, varying=True)), sa.Column("k", postgresql.BIT(varying=True)),
    sa.Column("l", postgresql.TSVECTOR), sa.Column("m", postgresql.TSQUERY), sa.Column("n", postgresql.HSTORE), sa.Column("o", postgresql.JSON), sa.Column("p", postgresql.JSONB),
    sa.Column("q", postgresql.INTERVAL), sa.Column("r", postgresql.INTERVAL(fields="YEAR TO MONTH")), sa.Column("s", postgresql.INTERVAL(precision=3)),
    sa.Column("t", postgresql.TIMESTAMP(precision=0)), sa.Column("u", postgresql.TIMESTAMP(timezone=True, precision=6)), sa.Column("v", postgresql.TIME(precision=2)),
    sa.Column("w", postgresql.INT4RANGE), sa.Column("x", postgresql.INT8RANGE), sa.Column("y", postgresql.NUMRANGE), sa.Column("z", postgresql.DATERANGE), sa.Column("aa", postgresql.TSRANGE), sa.Column("ab", postgresql.TSTZRANGE),
    sa.Column("ac", postgresql.INT4MULTIRANGE), sa.Column("ad", postgresql.DATEMULTIRANGE), sa.Column("ae", postgresql.CITEXT),
    sa.Column("af", postgresql.ARRAY(sa.Integer)), sa.Column("ag", postgresql.ARRAY(sa.String(3), dimensions=2)), sa.Column("ah", sa.ARRAY(sa.Numeric(5, 2))), sa.Column("ai", postgresql.UUID(as_uuid=False)),
    sa.Column("aj", postgresql.ENUM("x", "y", name="pg_kind", schema="app")), sa.Column("ak", postgresql.ARRAY(sa.Enum("p", "q", name="item_kind"))))

#: create_table, collations and defaults
op.create_table("defaults",
    sa.Column("a", sa.String(5, collation="de_DE"), server_default="x"), sa.Column("b", sa.Text(collation="C"), nullable=False),
    sa.Column("c", sa.Integer, server_default="0"), sa.Column("d", sa.Boolean, server_default=sa.true()), sa.Column("e", sa.Boolean, server_default=sa.false()),
    sa.Column("f", sa.DateTime, server_default=sa.func.current_timestamp()), sa.Column("g", sa.Integer, server_default=sa.text("nextval('a_seq'::regclass)")),
    sa.Column("h", sa.JSON, server_default=sa.text("'{\"a\": 1}'")), sa.Column("i", sa.String, server_default=""), sa.Column("j", sa.Uuid, server_default=sa.func.gen_random_uuid()),
    sa.Column("k", postgresql.ARRAY(sa.Text), server_default=sa.text("ARRAY[]::text[]")), sa.Column("l", sa.Integer, server_default=sa.literal_column("1 + 1")), sa.Column("m", sa.Date, server_default=sa.func.now() - sa.text("interval '1 day'")))

#: create_table, computed columns
op.create_table("computed", sa.Column("a", sa.Integer), sa.Column("b", sa.Integer, sa.Computed("a * 2", persisted=True)), sa.Column("c", sa.Text, sa.Computed(sa.text("a::text"), persisted=True), nullable=False))

#: create_table, identities
op.create_table("identity1", sa.Column("id", sa.Integer, sa.Identity(), primary_key=True))
op.create_table("identity2", sa.Column("id", sa.BigInteger, sa.Identity(always=True, start=10, increment=5, minvalue=1, maxvalue=99, cycle=True, cache=3), primary_key=True))
op.create_table("identity3", sa.Column("id", sa.SmallInteger, sa.Identity(start=0, minvalue=0, nominvalue=None), nullable=True))
op.create_table("identity4", sa.Column("id", sa.Integer, sa.Identity(nominvalue=True, nomaxvalue=True, cycle=False)))

#: create_table, serials
op.create_table("serial1", sa.Column("id", sa.Integer, primary_key=True))
op.create_table("serial2", sa.Column("id", sa.BigInteger, primary_key=True))
op.create_table("serial3", sa.Column("id", sa.SmallInteger, primary_key=True))
op.create_table("serial4", sa.Column("id", sa.Integer, primary_key=True, autoincrement=False))
op.create_table("serial5", sa.Column("a", sa.Integer, primary_key=True), sa.Column("b", sa.Integer, primary_key=True))
op.create_table("serial6", sa.Column("a", sa.Integer, primary_key=True, autoincrement=True), sa.Column("b", sa.Integer, primary_key=True))
op.create_table("serial7", sa.Column("id", sa.Integer, sa.ForeignKey("o.id"), primary_key=True))
op.create_table("serial8", sa.Column("id", sa.Integer, sa.Sequence("my_seq", start=5), primary_key=True))
op.create_table("serial9", sa.Column("id", sa.Integer, nullable=False), sa.PrimaryKeyConstraint("id", name="pk_serial9"))
op.create_table("serial10", sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.text("gen_random_uuid()")))

#: create_table, table options
op.create_table("o1", sa.Column("a", sa.Integer), postgresql_with={"fillfactor": 70, "autovacuum_enabled": False})
op.create_table("o2", sa.Column("a", sa.Integer), postgresql_tablespace="fast disk")
op.create_table("o3", sa.Column("a", sa.Integer), postgresql_inherits="parent")
op.create_table("o4", sa.Column("a", sa.Integer), postgresql_inherits=("p1", "app.p2"))
op.create_table("o5", sa.Column("a", sa.Integer), postgresql_partition_by="LIST (a)")
op.create_table("o6", sa.Column("a", sa.Integer), postgresql_partition_by="HASH (a)", postgresql_tablespace="t")
op.create_table("o7", sa.Column("a", sa.Integer), prefixes=["TEMPORARY"], postgresql_on_commit="PRESERVE ROWS")
op.create_table("o8", sa.Column("a", sa.Integer), postgresql_using="heap")
op.create_table("o9", sa.Column("a", sa.Integer), postgresql_on_commit="drop", prefixes=["LOCAL", "TEMP"])
op.create_table("o10", sa.Column("a", sa.Integer), info={"x": 1}, comment="it's 100% :this")

#: create_table, constraints of each kind
op.create_table("constraints",
    sa.Column("a", sa.Integer, sa.CheckConstraint("a > 0", name="ck_a")), sa.Column("b", sa.Integer, sa.ForeignKey("o.id", name="fk_b", onupdate="CASCADE", ondelete="SET NULL", deferrable=True, initially="IMMEDIATE", match="SIMPLE")),
    sa.Column("c", sa.Integer, unique=True), sa.Column("d", postgresql.INT4RANGE),
    sa.CheckConstraint("a < b", name="ck_ab"), sa.CheckConstraint(sa.column("a") != 3), sa.CheckConstraint("true", name="ck_ni", postgresql_not_valid=False),
    sa.UniqueConstraint("a", "b", name="uq_ab", deferrable=True, initially="DEFERRED"), sa.UniqueConstraint("b", postgresql_nulls_not_distinct=True), sa.UniqueConstraint("a", postgresql_include=["c"], name="uq_inc"),
    sa.ForeignKeyConstraint(["a", "b"], ["p.x", "p.y"], name="fk_two", ondelete="RESTRICT"), sa.ForeignKeyConstraint(["c"], ["app.q.id"]), sa.ForeignKeyConstraint(["a"], ["constraints.c"], name="fk_self"),
    postgresql.ExcludeConstraint(("d", "&&"), (sa.column("a"), "="), using="gist", name="ex", where=sa.text("a > 1"), ops={"d": "range_ops"}, deferrable=True, initially="DEFERRED"),
    sa.PrimaryKeyConstraint("a", "c", name="pk_two", postgresql_include=["b"]))

#: create_table, use_alter keys are left out
op.create_table("alter1", sa.Column("id", sa.Integer, primary_key=True), sa.Column("o", sa.Integer, sa.ForeignKey("o.id", use_alter=True, name="fk_later")))

#: create_table, comments on columns
op.create_table("comments", sa.Column("a", sa.Integer, comment="first's"), sa.Column("b c", sa.Integer, comment="percent % and :colon"), comment="table's", schema="App")

#: create_table, reserved and odd names
op.create_table("order", sa.Column("select", sa.Integer, primary_key=True), sa.Column("User", sa.String), sa.Column("with space", sa.String), sa.Column('quo"te', sa.String), sa.Column("ünïcode", sa.String), sa.Column("a$b", sa.String), sa.Column("1st", sa.String), schema="group")
op.create_table("a.b", sa.Column("c.d", sa.Integer))

#: create_table, names as long as PostgreSQL takes
op.create_table("t" * 63, sa.Column("c" * 63, sa.Integer, nullable=False), sa.PrimaryKeyConstraint("c" * 63, name="p" * 63))
op.create_index("i" * 63, "t", ["a"])

#: create_table, boolean and enum checks
op.create_table("checks", sa.Column("a", sa.Boolean(create_constraint=True, name="ck_bool")), sa.Column("b", sa.Enum("x", "y", name="ck_enum", native_enum=False, create_constraint=True)))

#: create_table, index options of columns and tables
op.create_table("indexed", sa.Column("a", sa.Integer), sa.Column("b", sa.Text), sa.Index("ix_indexed", "a", sa.text("lower(b)"), unique=True, postgresql_where=sa.text("a > 0"), postgresql_using="btree"))

#: create_table, enums once in a run
kind = sa.Enum("a", "b'c", name="kind")
op.create_table("e1", sa.Column("k", kind))
op.create_table("e2", sa.Column("k", kind), sa.Column("k2", kind, nullable=False))
op.create_table("e3", sa.Column("k", sa.Enum("a", "b'c", name="kind", schema="app")))
op.add_column("e1", sa.Column("again", kind))
op.drop_table("e2")

#: enums by hand, created without a question
mood = postgresql.ENUM("sad", "ok", name="mood")
mood.create(op.get_bind(), checkfirst=True)
mood.create(op.get_bind(), checkfirst=False)
op.create_table("m", sa.Column("mood", postgresql.ENUM("sad", "ok", name="mood", create_type=False)))
mood.drop(op.get_bind(), checkfirst=True)
sa.Enum(name="other").drop(op.get_bind(), checkfirst=False)
sa.Enum("p", "q", name="q r", schema="App").create(op.get_bind())

#: domains
op.create_table("d", sa.Column("mail", postgresql.DOMAIN("email", sa.Text(), not_null=True, check=sa.text("VALUE ~ '@'"), constraint_name="is_mail", default="'x@y'")))
op.create_table("d2", sa.Column("mail", postgresql.DOMAIN("email", sa.Text(), create_type=False)))

#: sequences
op.execute(sa.schema.CreateSequence(sa.Sequence("s1", start=3, increment=2, minvalue=1, maxvalue=9, cache=4, cycle=True)))
op.execute(sa.schema.CreateSequence(sa.Sequence("S 2", schema="app", data_type=sa.SmallInteger, nominvalue=True, nomaxvalue=True)))
op.execute(sa.schema.DropSequence(sa.Sequence("s1")))
sa.Sequence("s3").create(op.get_bind())
sa.Sequence("s3").drop(op.get_bind())

#: schemas
op.execute(sa.schema.CreateSchema("app"))
op.execute(sa.schema.CreateSchema("App 2", if_not_exists=True))
op.execute(sa.schema.DropSchema("app", cascade=True, if_exists=True))

#: tables of metadata, created and dropped on the bind
metadata = sa.MetaData()
made = sa.Table("made", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("n", sa.String(3), index=True, comment="n's"), comment="made's")
made.create(op.get_bind())
made.create(op.get_bind(), checkfirst=True)
made.drop(op.get_bind(), checkfirst=True)
sa.Index("ix_more", made.c.n, made.c.id).create(op.get_bind())

#: add_column, every kind
op.add_column("t", sa.Column("a", sa.Numeric(5, 2), server_default=sa.text("0.5"), nullable=False, comment="it's"))
op.add_column("t", sa.Column("b", sa.Integer, sa.Identity(always=True, start=7)))
op.add_column("t", sa.Column("c", sa.Integer, sa.Computed("a + 1", persisted=True)))
op.add_column("t", sa.Column("d", sa.Integer, sa.CheckConstraint("d > 0", name="ck_d")))
op.add_column("t", sa.Column("e", sa.Integer, sa.ForeignKey("o.id")), schema="app")
op.add_column("t", sa.Column("f", sa.Integer, sa.ForeignKey("app.o.id", name="fk_f", ondelete="CASCADE", deferrable=True)))
op.add_column("t", sa.Column("g", sa.String(5, collation="C"), unique=True))
op.add_column("t", sa.Column("h", sa.Text, index=True), schema="app")
op.add_column("t", sa.Column("i", sa.Boolean, server_default=sa.true(), nullable=False), if_not_exists=True)
op.add_column("T", sa.Column("J", postgresql.ARRAY(sa.Integer), server_default="{}"), schema="A")
op.add_column("t", sa.Column("k", sa.Enum("a", name="added_kind"), nullable=True))
op.add_column("t", sa.Column("l", sa.Integer, primary_key=True))
op.add_column("t", sa.Column("m", sa.Boolean(create_constraint=True, name="ck_m")))

#: drop_column, every kind
op.drop_column("t", "a", if_exists=True)
op.drop_column("T", "Select", schema="Group")
op.drop_column("t", "a", postgresql_anything=1)

#: alter_column, pairs of everything
op.alter_column("t", "c", nullable=False, server_default="x")
op.alter_column("t", "c", nullable=False, type_=sa.Text())
op.alter_column("t", "c", nullable=True, comment="c")
op.alter_column("t", "c", nullable=False, new_column_name="d")
op.alter_column("t", "c", server_default="1", type_=sa.Integer(), postgresql_using="c::int")
op.alter_column("t", "c", server_default=sa.func.now(), comment="d")
op.alter_column("t", "c", server_default=None, new_column_name="d")
op.alter_column("t", "c", type_=sa.String(3), comment=None)
op.alter_column("t", "c", type_=sa.Numeric(5, 2), new_column_name="Order")
op.alter_column("t", "c", comment="x", new_column_name="d")
op.alter_column("t", "c", existing_type=sa.Integer(), existing_nullable=False, existing_server_default="1", existing_comment="x", nullable=True)
op.alter_column("t", "c", existing_type=sa.Boolean(create_constraint=True, name="gone"), type_=sa.Integer(), postgresql_using="c::int")
op.alter_column("t", "c", type_=sa.Enum("x", "y", name="en", native_enum=False, create_constraint=True), existing_type=sa.String())
op.alter_column("t", "c")

#: alter_column, types
op.alter_column("t", "c", type_=postgresql.TIMESTAMP(timezone=True), existing_type=sa.DateTime(), postgresql_using="c AT TIME ZONE 'UTC'")
op.alter_column("t", "c", type_=postgresql.JSONB(), postgresql_using="c::jsonb")
op.alter_column("t", "c", type_=postgresql.ARRAY(sa.Integer()), postgresql_using="ARRAY[c]")
op.alter_column("t", "c", type_=sa.String(5, collation="de_DE"))
op.alter_column("t", "c", type_=sa.Uuid(), postgresql_using="c::uuid", schema="app")
op.alter_column("t", "c", type_=postgresql.ENUM("a", "b", name="kind", create_type=False), postgresql_using="c::text::kind")

#: alter_column, defaults
op.alter_column("t", "c", server_default=sa.text("'it''s'"))
op.alter_column("t", "c", server_default=sa.true())
op.alter_column("t", "c", server_default=sa.text("ARRAY[1, 2]"))
op.alter_column("t", "c", server_default="it's 5%")
op.alter_column("t", "c", server_default=sa.literal_column("5"))
op.alter_column("t", "c", server_default="", schema="app")

#: alter_column, identities
op.alter_column("t", "c", server_default=sa.Identity(start=5, cycle=True))
op.alter_column("t", "c", server_default=sa.Identity(always=True), existing_server_default=sa.Identity(always=True))
op.alter_column("t", "c", server_default=sa.Identity(increment=2, cache=9), existing_server_default=sa.Identity(increment=3))
op.alter_column("t", "c", server_default=sa.Identity(), existing_server_default=sa.Identity(always=True), schema="app")

#: create_index, every keyword
op.create_index("ix", "t", ["a"], postgresql_using="hash")
op.create_index("ix", "t", ["a"], postgresql_using="brin", postgresql_with={"pages_per_range": 4})
op.create_index("ix", "t", ["a"], postgresql_tablespace="fast")
op.create_index("ix", "t", ["a"], postgresql_include=["b", "Select"], unique=True)
op.create_index("ix", "t", ["a", "b"], postgresql_ops={"a": "text_pattern_ops", "b": "int4_ops"})
op.create_index("ix", "t", ["a"], postgresql_where=sa.column("a").is_not(None))
op.create_index("ix", "t", ["a"], postgresql_where=sa.and_(sa.column("a") > 5, sa.column("b") == "it's"))
op.create_index("ix", "t", ["a"], postgresql_nulls_not_distinct=False, unique=True)
op.create_index("ix", "t", ["a"], postgresql_concurrently=True, if_not_exists=True)
op.create_index("ix", "t", [sa.text("lower(a) text_pattern_ops DESC NULLS LAST"), sa.text("(b || 'x')")])
op.create_index("ix", "t", [sa.column("a").desc().nulls_last(), sa.column("b").asc().nulls_first()])
op.create_index("ix", "t", [sa.func.coalesce(sa.column("a"), 0)])
op.create_index("ix", "t", [sa.text("to_tsvector('english', body)")], postgresql_using="gin")
op.create_index("ix", "t", [sa.text("(data ->> 'k')")], schema="app", unique=False)
op.create_index("ix", "t", ["a"], postgresql_with={"fillfactor": 50, "deduplicate_items": "off"}, postgresql_where=sa.text("a IS NULL"), postgresql_include=["c"], postgresql_tablespace="x", postgresql_using="btree", unique=True, schema="app", postgresql_concurrently=True)
op.create_index("ix", "Order", ["User", "select"], schema="Group")
op.create_index("ix", "t", [sa.cast(sa.column("a"), sa.Text)])
op.create_index("ix", "t", ["geom"], postgresql_using="gist", postgresql_ops={"geom": "gist_geometry_ops_nd"})

#: drop_index, every keyword
op.drop_index("ix", "t", schema="app", if_exists=True, postgresql_concurrently=True)
op.drop_index("Ix Name", table_name="t")
op.drop_index("ix", postgresql_concurrently=False, if_exists=False)

#: constraints, every keyword
op.create_check_constraint("ck", "t", "a LIKE '%x%'")
op.create_check_constraint("ck", "t", sa.or_(sa.column("a") == 1, sa.column("b").is_(None)), schema="app")
op.create_check_constraint("ck", "t", sa.column("a").between(1, 5))
op.create_check_constraint("ck", "t", "a > 0", postgresql_not_valid=True)
op.create_check_constraint(None, "t", "a > 0")
op.create_unique_constraint("uq", "T", ["A", "select"], schema="Group")
op.create_unique_constraint("uq", "t", ["a"], deferrable=False)
op.create_unique_constraint("uq", "t", ["a"], postgresql_include=["a"])
op.create_primary_key("pk", "t", ["A b"], schema="app")
op.create_foreign_key("fk", "a", "b", ["x"], ["y"], ondelete="SET DEFAULT", onupdate="NO ACTION", initially="IMMEDIATE", deferrable=False)
op.create_foreign_key("fk", "A", "B", ["X"], ["Y"], source_schema="S", referent_schema="R", match="PARTIAL")
op.create_foreign_key("fk", "a", "b", ["x"], ["y"], ondelete="SET NULL (x)")
op.create_exclude_constraint("ex", "t", ("a", "="), ("b", "&&"), using="gist", deferrable=True, initially="DEFERRED")
op.create_exclude_constraint("ex", "t", ("a", "="), using="btree", where=sa.column("a") > 1, schema="app")
op.drop_constraint("Ck Name", "T", schema="Group", type_="check", if_exists=True)
op.drop_constraint("pk", "t", type_="primary")

#: comments, every kind
op.create_table_comment("T", "100% 'quoted' :colon\nand a second line", schema="app")
op.create_table_comment("t", "")
op.drop_table_comment("T", schema="Group")
op.alter_column("t", "c", comment="line\nline")

#: rename_table, odd names
op.rename_table("Order", "user", schema="Group")

#: execute, texts
op.execute("   SELECT 1;  ")
op.execute("INSERT INTO t VALUES ('50%', '%s', '%(x)s')")
op.execute("SELECT 1; SELECT 2")
op.execute("DO $$\nBEGIN\n  RAISE NOTICE 'x: %', 1;\nEND\n$$;")
op.execute(sa.text("SELECT '\\:a', b\\:\\:int FROM t"))
op.execute(sa.text("UPDATE t SET a = :x, b = :y, c = :z").bindparams(x=1, y=None, z=True))
op.execute(sa.text("SELECT :d").bindparams(sa.bindparam("d", datetime.date(2024, 2, 29), sa.Date)))
op.execute(sa.text("SELECT * FROM t WHERE a IN :many").bindparams(sa.bindparam("many", [1, 2], expanding=True)))
op.execute(sa.DDL("ALTER TABLE t OWNER TO %(who)s", context={"who": "me"}))
op.get_bind().execute(sa.text("SELECT 3"))
op.get_bind().execute("SELECT 4")
op.get_context().execute("SELECT 5")
op.get_context().impl.execute("SELECT 6")
op.get_context().bind.execute(sa.select(sa.literal_column("7")))

#: execute, Core on lightweight tables
t = sa.table("t", sa.column("a", sa.String), sa.column("b", sa.Integer), sa.column("c", sa.Boolean), sa.column("d", sa.DateTime), schema="app")
op.execute(t.insert().values(a="it's", b=-5, c=True, d=datetime.datetime(2024, 1, 2, 3, 4, 5)))
op.execute(t.insert().values([{"a": "x", "b": 1}, {"a": "y", "b": 2}]))
op.execute(sa.insert(t).from_select(["a", "b"], sa.select(t.c.a, t.c.b + 1).where(t.c.c.is_(True))))
op.execute(t.update().values(a=None, b=t.c.b * 2))
op.execute(sa.update(t).where(sa.and_(t.c.a.like("%x%"), t.c.b.between(1, 5))).values({t.c.a: sa.func.upper(t.c.a)}))
op.execute(sa.update(t).where(t.c.a.in_(["p", "q"])).values(c=sa.false()))
op.execute(sa.delete(t).where(sa.or_(t.c.b > 5, sa.not_(t.c.c))))
op.execute(t.delete())
op.execute(sa.select(t.c.a, sa.func.count()).group_by(t.c.a).having(sa.func.count() > 1).order_by(t.c.a.desc()).limit(5))
op.execute(postgresql.insert(t).values(a="x", b=1).on_conflict_do_nothing(index_elements=["a"]))
op.execute(postgresql.insert(t).values(a="x", b=1).on_conflict_do_update(constraint="uq", set_={"b": 2}))
op.execute(sa.update(t).values(a=sa.case((t.c.b == 1, "one"), else_="many")))
op.execute(sa.update(t).values(b=sa.select(sa.func.max(t.c.b)).scalar_subquery()))
op.execute(sa.update(t).where(sa.exists().where(t.c.b == 3)).values(a=sa.cast(t.c.b, sa.String)))

#: execute, Core on a created table
t = op.create_table("made", sa.Column("id", sa.Integer, primary_key=True), sa.Column("n", sa.String(5)), sa.Column("at", sa.DateTime, server_default=sa.func.now()))
op.execute(t.insert().values(n="x"))
op.execute(t.insert().values(id=5, n="x"))
op.execute(t.insert().values(id=sa.text("7"), n="x"))
op.execute(sa.insert(t).values([{"n": "a"}, {"n": "b"}]))
op.execute(t.insert().values(n="x").returning(t.c.n))
op.execute(t.update().where(t.c.id == 5).values(n="y"))
op.bulk_insert(t, [{"n": "one"}, {"id": 2, "n": "two"}])

#: bulk_insert, numbers
t = sa.table("t", sa.column("i", sa.Integer), sa.column("b", sa.BigInteger), sa.column("f", sa.Float), sa.column("n", sa.Numeric(10, 3)), sa.column("o", sa.Boolean))
op.bulk_insert(t, [{"i": 1, "b": 2**40, "f": 1.5, "n": decimal.Decimal("1.250"), "o": True}, {"i": -1, "b": 0, "f": 1e30, "n": decimal.Decimal("-3"), "o": False}, {"i": None, "b": None, "f": None, "n": None, "o": None}])
op.bulk_insert(t, [{"f": 5}, {"f": 0.1 + 0.2}, {"n": 7}, {"n": 2.5}])

#: bulk_insert, texts
t = sa.table("t", sa.column("a", sa.String), sa.column("b", sa.Text), sa.column("c", sa.Unicode))
op.bulk_insert(t, [{"a": "it's", "b": 'a "b"', "c": "ünï ☃"}, {"a": "", "b": "100%", "c": ":name"}, {"a": "line\nline", "b": "$1 $$", "c": "-- no comment"}])

#: bulk_insert, dates and times
t = sa.table("t", sa.column("d", sa.Date), sa.column("t", sa.Time), sa.column("ts", sa.DateTime), sa.column("tz", sa.DateTime(timezone=True)))
op.bulk_insert(t, [{"d": datetime.date(1999, 12, 31), "t": datetime.time(23, 59, 59, 5), "ts": datetime.datetime(2024, 5, 6, 7, 8, 9, 123456), "tz": datetime.datetime(2024, 5, 6, tzinfo=datetime.timezone.utc)}])
op.bulk_insert(t, [{"ts": datetime.datetime(2024, 5, 6), "tz": datetime.datetime(2024, 5, 6, 1, 2, tzinfo=datetime.timezone(datetime.timedelta(hours=-5, minutes=-30)))}])

#: bulk_insert, intervals
t = sa.table("t", sa.column("i", sa.Interval))
op.bulk_insert(t, [{"i": datetime.timedelta(days=1, hours=2, seconds=3)}, {"i": datetime.timedelta(milliseconds=5)}])

#: bulk_insert, uuids
t = sa.table("t", sa.column("u", sa.Uuid), sa.column("p", postgresql.UUID(as_uuid=True)))
op.bulk_insert(t, [{"u": uuid.UUID(int=1), "p": uuid.UUID("12345678-1234-5678-1234-567812345678")}])

#: bulk_insert, enums
import enum
class Color(enum.Enum):
    red = "r"
    blue = "b"
t = sa.table("t", sa.column("e", sa.Enum("a", "b", name="e")), sa.column("c", sa.Enum(Color, name="color")), sa.column("v", sa.Enum(Color, values_callable=lambda kind: [each.value for each in kind], name="v")), sa.column("n", sa.Enum("a", "b", native_enum=False)))
op.bulk_insert(t, [{"e": "a", "c": Color.red, "v": Color.blue, "n": "b"}])

#: bulk_insert, arrays
t = sa.table("t", sa.column("i", postgresql.ARRAY(sa.Integer)), sa.column("s", postgresql.ARRAY(sa.String)), sa.column("m", postgresql.ARRAY(sa.Integer, dimensions=2)))
op.bulk_insert(t, [{"i": [1, 2, 3], "s": ["it's", "b"], "m": [[1, 2], [3, 4]]}])

#: bulk_insert, rows with different columns, one by one
t = sa.table("t", sa.column("a", sa.Integer), sa.column("b", sa.String), schema="app")
op.bulk_insert(t, [{"a": 1, "b": "x"}, {"a": 2}, {"b": "y"}], multiinsert=False)

#: bulk_insert, inline literals
t = sa.table("t", sa.column("d", sa.Date), sa.column("a", sa.String))
op.bulk_insert(t, [{"d": op.inline_literal("2024-01-02"), "a": "x"}], multiinsert=False)

#: batch, recreated from a description
with op.batch_alter_table("t", recreate="always", copy_from=sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("n", sa.String(5)))) as batch:
    batch.add_column(sa.Column("x", sa.Integer))
    batch.alter_column("n", new_column_name="m")

#: autocommit blocks
op.execute("SELECT 1")
with op.get_context().autocommit_block():
    op.execute("ALTER TYPE mood ADD VALUE 'soso'")
    op.create_index("ix", "t", ["a"], postgresql_concurrently=True)
op.execute("SELECT 2")

#: offline mode is known
assert context.is_offline_mode()
assert op.get_context().as_sql
assert op.get_context().opts["as_sql"] is True
assert op.get_bind().dialect.name == "postgresql"
assert op.get_bind().engine is not None
assert op.get_context().dialect.name == "postgresql"
assert op.get_bind().execute(sa.text("SELECT 1")) is None
context.static_output("-- as it is")
op.get_context().impl.static_output("-- the same")
if context.is_offline_mode():
    op.execute("SELECT 'offline'")

#: errors: no rows to fetch
op.get_bind().execute(sa.text("SELECT 1")).fetchall()

#: errors: no rows to loop over
for row in op.get_bind().execute(sa.text("SELECT 1")):
    pass

#: errors: no scalars
op.get_bind().scalar(sa.text("SELECT 1"))

#: errors: no inspection
sa.inspect(op.get_bind())

#: errors: no inspection of an engine
sa.inspect(op.get_bind().engine).get_table_names()

#: errors: no driver
op.get_bind().exec_driver_sql("SELECT 1")

#: errors: no savepoints
with op.get_bind().begin_nested():
    pass

#: errors: nothing to copy
with op.batch_alter_table("t", recreate="always") as batch:
    batch.drop_column("x")

#: errors: autoload
sa.Table("t", sa.MetaData(), autoload_with=op.get_bind())

#: errors: the file's own
raise RuntimeError("not with --sql")
