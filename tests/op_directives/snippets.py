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
