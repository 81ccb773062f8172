"""Model pairs: what the database has, and what the models say. Each function fills two MetaData."""
import enum

import sqlalchemy as sa
from sqlalchemy import Column as C, ForeignKey, Index, MetaData, Table as T, UniqueConstraint, text
from sqlalchemy.dialects import postgresql as pg


def case(identical=True, prepare="", convention=None, renames=False):
    """`identical`: what Alembic writes is right, and ours is the same byte for byte.
    `renames`: every candidate is taken, and nothing else is left to do.
    """

    def add(function):
        CASES[function.__name__] = (function, identical, prepare, convention, renames)
        return function

    return add


def pk(name="id"):
    return C(name, sa.Integer, primary_key=True)


@case()
def users_with_unique_email_index(old, new):
    T("users", new, pk(), C("email", sa.String(255), unique=True, index=True, nullable=False),
      C("hashed_password", sa.String, nullable=False), C("is_active", sa.Boolean, server_default=sa.true()),
      C("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False))


@case()
def users_are_dropped(old, new):
    users_with_unique_email_index(new, old)


def catalog(metadata, *more):
    T("catalog_items", metadata, C("id", pg.UUID(as_uuid=True), primary_key=True), C("name", sa.String(100), nullable=False),
      C("price", sa.Numeric(10, 2), server_default="0"), *more)


@case()
def a_catalog_item_gains_tags(old, new):
    catalog(old)
    catalog(new, C("tags", pg.JSONB, nullable=True))


@case()
def a_user_gains_a_phone_number(old, new):
    T("users", old, pk(), C("name", sa.String(50)))
    T("users", new, pk(), C("name", sa.String(50)), C("phone_number", sa.String(20)))


@case()
def a_user_loses_a_phone_number(old, new):
    a_user_gains_a_phone_number(new, old)


@case()
def users_categories_and_items(old, new):
    T("users", new, pk(), C("email", sa.String(120), unique=True))
    T("categories", new, pk(), C("name", sa.String(80), index=True), C("parent_id", ForeignKey("categories.id")))
    T("items", new, pk(), C("title", sa.String(200), index=True), C("quantity", sa.Integer, server_default="1", nullable=False),
      C("owner_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False), C("category_id", ForeignKey("categories.id")),
      UniqueConstraint("owner_id", "title", name="uq_items_owner_title"), sa.CheckConstraint("quantity > 0", name="ck_items_quantity"),
      Index("ix_items_newest", "owner_id", "category_id"), comment="what users offer")


@case()
def a_profile(old, new):
    T("users", old, pk())
    T("users", new, pk())
    T("user_profiles", new, pk(), C("user_id", ForeignKey("users.id"), unique=True, nullable=False), C("bio", sa.Text),
      C("avatar", sa.LargeBinary), C("born", sa.Date), C("settings", sa.JSON, server_default=text("'{}'::json")))


@case()
def every_type(old, new):
    T("zoo", new, C("id", sa.BigInteger, primary_key=True), C("small", sa.SmallInteger), C("chars", sa.CHAR(3)), C("uni", sa.Unicode(3)),
      C("f", sa.Float), C("f53", sa.Float(53)), C("dbl", sa.Double), C("real", sa.REAL), C("num", sa.Numeric), C("b", sa.Boolean),
      C("ts", sa.DateTime), C("tm", sa.Time(timezone=True)), C("pts", pg.TIMESTAMP(timezone=True, precision=3)), C("iv", sa.Interval), C("piv", pg.INTERVAL),
      C("bin", sa.LargeBinary), C("u", sa.Uuid), C("pu", pg.UUID(as_uuid=False)), C("inet", pg.INET), C("cidr", pg.CIDR), C("mac", pg.MACADDR),
      C("j", pg.JSON), C("jb", pg.JSONB), C("v", sa.JSON().with_variant(pg.JSONB(), "postgresql")), C("arr", pg.ARRAY(sa.String(20))),
      C("arr2", sa.ARRAY(sa.Integer, dimensions=2)), C("tsv", pg.TSVECTOR), C("rng", pg.INT4RANGE), C("bit", pg.BIT(3)), C("money", pg.MONEY),
      C("coll", sa.String(5, collation="C")), C("nn", sa.Enum("a", "b", native_enum=False, name="nn")), C("oid", pg.OID), C("num53", sa.Numeric(5, 3)))


@case()
def every_type_is_dropped(old, new):
    every_type(new, old)


@case()
def defaults_identity_computed(old, new):
    T("t", new, C("id", sa.Integer, sa.Identity(always=True, start=5), primary_key=True), C("n", sa.Integer, sa.Identity()),
      C("twice", sa.Integer, sa.Computed("a * 2", persisted=True)), C("a", sa.Integer, server_default="3"), C("s", sa.String, server_default="it's"),
      C("x", sa.String, server_default=text("md5('a')")), C("e", sa.String, server_default=""), comment="it's \"quoted\"")


@case()
def defaults_identity_computed_dropped(old, new):
    defaults_identity_computed(new, old)


@case()
def many_changes_of_a_table(old, new):
    T("u", old, pk(), C("a", sa.String(20), server_default="x", comment="old"), C("gone", sa.Integer), C("uq1", sa.Integer, unique=True),
      C("n", sa.Integer, nullable=True), comment="tc")
    Index("ix_old", old.tables["u"].c.a)
    Index("ix_chg", old.tables["u"].c.gone)
    T("u", new, pk(), C("a", sa.String(30), server_default=text("md5('b')"), nullable=False, comment="new"), C("uq1", sa.Integer),
      C("n", sa.BigInteger, nullable=False), C("added", sa.Integer, index=True), C("z", sa.Integer), UniqueConstraint("z", name="uq_z"))
    Index("ix_new", new.tables["u"].c.n)
    Index("ix_chg", new.tables["u"].c.id)


@case()
def comments_come_and_go(old, new):
    T("a", old, pk(), C("x", sa.Integer, comment="x"), comment="one")
    T("b", old, pk(), C("x", sa.Integer))
    T("a", new, pk(), C("x", sa.Integer))
    T("b", new, pk(), C("x", sa.Integer, comment="it's"), comment="two")


@case()
def indexes_of_every_kind(old, new):
    T("t", old, pk(), C("a", sa.String), C("b", sa.Integer), C("j", pg.JSONB), schema=None)
    t = T("t", new, pk(), C("a", sa.String), C("b", sa.Integer), C("j", pg.JSONB))
    Index("ix_lower", sa.func.lower(t.c.a))
    Index("ix_desc", t.c.a, t.c.b.desc())
    Index("ix_part", t.c.a, unique=True, postgresql_where=t.c.b > 5)
    Index("ix_gin", t.c.j, postgresql_using="gin")
    Index("ix_ops", t.c.a, postgresql_ops={"a": "text_pattern_ops"})
    Index("ix_inc", t.c.a, postgresql_include=["b"])
    Index("ix_with", t.c.b, postgresql_with={"fillfactor": 50})
    Index("ix_nulls", t.c.b, unique=True, postgresql_nulls_not_distinct=True)
    Index("ix_text", text("b DESC NULLS LAST"))


@case()
def a_foreign_key_by_convention(old, new):
    T("a", old, pk())
    T("b", old, pk(), C("a_id", sa.Integer))
    T("a", new, pk())
    T("b", new, pk(), C("a_id", ForeignKey("a.id", name="fk_b_a", ondelete="SET NULL", onupdate="CASCADE", deferrable=True, initially="DEFERRED")))


@case(convention={"ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s", "ck": "ck_%(table_name)s_%(constraint_name)s",
                  "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s", "pk": "pk_%(table_name)s"})
def a_naming_convention(old, new):
    T("a", new, pk(), C("x", sa.Integer, unique=True), sa.CheckConstraint("x > 1", name="positive"))
    T("b", new, pk(), C("a_id", ForeignKey("a.id"), index=True))


@case(prepare="CREATE SCHEMA other")
def another_schema(old, new):
    T("a", new, pk(), C("x", sa.Integer, unique=True, index=True), schema="other")
    T("b", new, pk(), C("a_id", ForeignKey("other.a.id")), schema="other")


@case(prepare="CREATE SCHEMA other")
def changes_in_another_schema(old, new):
    T("a", old, pk(), C("x", sa.Integer), C("gone", sa.Integer), schema="other")
    T("a", new, pk(), C("x", sa.BigInteger, nullable=False, index=True, comment="c"), C("y", sa.Integer), UniqueConstraint("y", name="uq_y"),
      schema="other", comment="tc")


@case(identical=False)
def an_enum_in_two_tables(old, new):
    for name in "ab":
        T(name, new, pk(), C("mood", sa.Enum("sad", "it's", name="mood"), server_default="sad"), C("moods", pg.ARRAY(sa.Enum("sad", "it's", name="mood"))))


@case(identical=False)
def an_enum_in_two_tables_dropped(old, new):
    an_enum_in_two_tables(new, old)


@case(identical=False)
def an_enum_column_is_added(old, new):
    T("a", old, pk())
    T("a", new, pk(), C("mood", sa.Enum("sad", "happy", name="mood"), server_default="sad", nullable=False))


@case(identical=False)
def an_enum_column_goes(old, new):
    an_enum_column_is_added(new, old)


class Colour(enum.Enum):
    red = 1
    dark_red = 2


@case(identical=False)
def an_existing_enum_gets_a_second_table(old, new):
    for metadata in (old, new):
        T("a", metadata, pk(), C("c", sa.Enum(Colour)))
    T("b", new, pk(), C("c", sa.Enum(Colour), nullable=False))


def mood(metadata, labels, *more, default=None):
    T("a", metadata, pk(), C("mood", sa.Enum(*labels, name="mood"), server_default=default), C("all", pg.ARRAY(sa.Enum(*labels, name="mood"))), *more)
    Index("ix_part", metadata.tables["a"].c.id, postgresql_where=text("mood = 'sad'"))


@case(identical=False)
def enum_values_are_added(old, new):
    mood(old, ["sad", "happy"], default="sad")
    mood(new, ["low", "sad", "meh", "happy", "high"], default="sad")


@case(identical=False)
def enum_values_go_and_move(old, new):
    mood(old, ["sad", "meh", "happy"], default="sad")
    mood(new, ["happy", "sad"], default="happy")


@case(identical=False)
def a_new_enum_value_is_the_default(old, new):
    mood(old, ["sad", "happy"])
    mood(new, ["sad", "happy", "ok"], default="ok")


@case(identical=False)
def types_are_converted(old, new):
    T("t", old, pk(), C("a", sa.String(20), server_default="1"), C("b", sa.Integer, server_default="1"), C("c", sa.Text), C("d", sa.DateTime), C("e", sa.Integer),
      C("f", sa.Enum("x", "y", name="f")), C("g", sa.String(20)))
    T("t", new, pk(), C("a", sa.Integer, server_default="1"), C("b", sa.Boolean, server_default=sa.true()), C("c", pg.JSONB), C("d", sa.DateTime(timezone=True)),
      C("e", pg.UUID), C("f", sa.String(10)), C("g", sa.Enum("p", "q", name="g")))


@case(identical=False)
def what_alembic_does_not_see(old, new):
    t = T("t", old, pk(), C("a", sa.Integer), C("b", sa.Numeric), C("s", sa.String), C("twice", sa.Integer, sa.Computed("a * 2", persisted=True)),
          C("plain", sa.Integer, sa.Computed("a + 2", persisted=True)), C("idn", sa.Integer, sa.Identity(start=2)), C("noid", sa.Integer, sa.Identity()),
          sa.CheckConstraint("a > 0", name="ck_a"), sa.CheckConstraint("a < 9"), UniqueConstraint("s", name="uq_old"), UniqueConstraint("a", "b", name="uq_before"))
    Index("ix_p", t.c.a, postgresql_where=t.c.a > 1)
    Index("ix_u", t.c.b)
    Index("ix_twice", t.c.twice)
    t = T("t", new, C("id", sa.Integer), C("a", sa.Integer, primary_key=True), C("b", sa.Numeric(10, 2)), C("s", sa.String(collation="C")),
          C("twice", sa.Integer, sa.Computed("a * 3", persisted=True)), C("plain", sa.Integer), C("idn", sa.Integer, sa.Identity(always=True, start=3, cycle=True)), C("noid", sa.Integer),
          sa.CheckConstraint("a > 1", name="ck_a"), sa.CheckConstraint("a < 8"), UniqueConstraint("a", "b", name="uq_after"), UniqueConstraint("b", deferrable=True, initially="DEFERRED"))
    Index("ix_p", t.c.a, postgresql_where=t.c.a > 2)
    Index("ix_u", t.c.b, postgresql_using="hash")
    Index("ix_twice", t.c.twice)


@case(identical=False)
def tables_that_refer_to_each_other(old, new):
    T("a", new, pk(), C("b_id", ForeignKey("b.id")))
    T("b", new, pk(), C("a_id", ForeignKey("a.id", use_alter=True, name="fk_b_a")), C("c_id", ForeignKey("c.id")))
    T("c", new, pk(), C("b_id", ForeignKey("b.id")))


@case(identical=False)
def tables_that_refer_to_each_other_dropped(old, new):
    tables_that_refer_to_each_other(new, old)


@case(identical=False)
def a_key_is_needed_by_a_new_table(old, new):
    T("users", old, pk(), C("email", sa.String))
    T("users", new, pk(), C("email", sa.String, unique=True))
    T("logins", new, pk(), C("email", ForeignKey("users.email")))


@case(identical=False)
def a_referred_table_goes(old, new):
    T("users", old, pk())
    T("z", old, pk(), C("user_id", ForeignKey("users.id")))
    T("z", new, pk(), C("user_id", sa.Integer))


@case(identical=False, prepare="CREATE EXTENSION btree_gist")
def exclusion(old, new):
    T("rooms", old, pk(), C("room", sa.Integer), C("during", pg.TSRANGE))
    T("rooms", new, pk(), C("room", sa.Integer), C("during", pg.TSRANGE),
      pg.ExcludeConstraint((sa.column("room"), "="), (sa.column("during"), "&&"), where=text("room > 1"), name="no_overlap", using="gist"))


@case(identical=False)
def serial_and_sequences(old, new):
    T("t", old, C("id", sa.Integer, primary_key=True, autoincrement=False), C("n", sa.Integer))
    T("u", old, C("id", sa.Integer, primary_key=True))
    T("t", new, C("id", sa.Integer, primary_key=True), C("n", sa.Integer, sa.Sequence("numbers", start=5), server_default=sa.Sequence("numbers", start=5).next_value()))
    T("u", new, C("id", sa.Integer, sa.Identity(), primary_key=True))


@case(identical=False)
def comments_on_constraints(old, new):
    T("t", old, pk(), C("a", sa.Integer), UniqueConstraint("a", name="uq", comment="one"), sa.CheckConstraint("a > 1", name="ck", comment="gone"))
    T("t", new, pk(), C("a", sa.Integer), UniqueConstraint("a", name="uq", comment="two"))
    T("n", new, pk(), C("a", sa.Integer), UniqueConstraint("a", name="uq_n", comment="it's"))


@case(identical=False)
def storage(old, new):
    T("t", old, pk(), postgresql_with={"fillfactor": 70, "autovacuum_enabled": "false"})
    T("t", new, pk(), prefixes=["UNLOGGED"], postgresql_with={"fillfactor": 80})


@case(identical=False)
def check_of_a_type(old, new):
    T("t", old, pk())
    T("t", new, pk(), C("state", sa.Enum("a", "b", name="state", native_enum=False, create_constraint=True)))
    T("n", new, pk(), C("flag", sa.Boolean(name="ck_flag", create_constraint=True)))


@case(identical=False)
def odd_names(old, new):
    T("Order", new, C("select", sa.Integer, primary_key=True), C("it's", sa.String, index=True), C('quo"ted', sa.Integer, unique=True), C("100% :sure", sa.Integer))
    T("a" * 60, new, pk(), C("b" * 60, sa.Integer, index=True, unique=True))


@case(identical=False)
def keys_and_what_refers_to_them_change_their_type(old, new):
    for metadata, kind in ((old, sa.Integer), (new, pg.UUID)):
        T("users", metadata, C("id", kind, primary_key=True))
        T("items", metadata, pk(), C("user_id", ForeignKey("users.id", ondelete="CASCADE"), index=True))
        T("a_logins", metadata, C("user_id", kind, ForeignKey("users.id", name="fk_login"), primary_key=True))


@case(identical=False)
def a_key_that_is_referred_to_is_made_anew(old, new):
    T("users", old, pk(), C("email", sa.String), UniqueConstraint("email", name="uq_email"))
    T("users", new, pk(), C("email", sa.String), UniqueConstraint("email", name="uq_email", postgresql_include=["id"]))
    for metadata in (old, new):
        T("logins", metadata, pk(), C("email", ForeignKey("users.email")))


@case(identical=False)
def sources_of_a_generated_column_change_their_type(old, new):
    for metadata, kind in ((old, sa.Integer), (new, sa.BigInteger)):
        t = T("t", metadata, pk(), C("a", kind), C("twice", sa.BigInteger, sa.Computed("a * 2", persisted=True), unique=True))
        Index("ix_twice", t.c.twice, postgresql_where=text("twice > 1"))


@case(identical=False)
def an_indexed_column_is_converted(old, new):
    t = T("t", old, pk(), C("j", pg.JSONB, server_default="{}"), C("s", sa.Enum("a", "b", name="s"), nullable=False), sa.CheckConstraint("s = 'a'", name="ck"))
    Index("ix_j", t.c.j, postgresql_using="gin")
    Index("ix_s", t.c.id, postgresql_where=text("s = 'b'"))
    t = T("t", new, pk(), C("j", sa.Text), C("s", sa.String(5), nullable=False), sa.CheckConstraint("s = 'a'", name="ck"))
    Index("ix_j", t.c.j)
    Index("ix_s", t.c.id, postgresql_where=text("s = 'b'"))


@case(identical=False)
def identity_and_serial_swap(old, new):
    T("a", old, C("id", sa.Integer, sa.Identity(), primary_key=True))
    T("b", old, pk())
    T("a", new, pk())
    T("b", new, C("id", sa.BigInteger, sa.Identity(always=True), primary_key=True))


@case(identical=False)
def defaults_of_every_kind_change(old, new):
    T("t", old, pk(), C("a", pg.JSON, server_default="{}"), C("b", pg.ARRAY(sa.Integer), server_default="{}"), C("c", sa.Boolean, server_default=sa.false()),
      C("d", sa.String, server_default="'quoted'"), C("e", sa.Float, server_default=text("random() * 2")), C("f", sa.Integer))
    T("t", new, pk(), C("a", pg.JSON, server_default='{"a": 1}'), C("b", pg.ARRAY(sa.Integer), server_default="{1,2}"), C("c", sa.Boolean, server_default=sa.true()),
      C("d", sa.String, server_default="x:y"), C("e", sa.Float, server_default=text("random() * 2")), C("f", sa.Integer, server_default="-1"))


@case(identical=False, renames=True)
def a_column_is_renamed(old, new):
    for metadata, name in ((old, "name"), (new, "full name")):
        quoted = f'"{name}"'
        t = T("users", metadata, pk(), C(name, sa.String(50), unique=True, server_default="name", nullable=False), C("n", sa.Integer),
              C("g", sa.Text, sa.Computed(f"upper({quoted})", persisted=True)), sa.CheckConstraint(f"{quoted} <> 'name'", name="ck"))
        Index("ix_lower", text(f"lower({quoted})"), _table=t)
        T("logins", metadata, pk(), C("who", ForeignKey(f"users.{name}")))


@case(identical=False, renames=True)
def a_table_is_renamed(old, new):
    for metadata, name in ((old, "users"), (new, "accounts")):
        T(name, metadata, pk(), C("email", sa.String(50), unique=True), C("parent_id", ForeignKey(f"{name}.id")))
        T("items", metadata, pk(), C("users", ForeignKey(f"{name}.id", ondelete="CASCADE")))


@case(identical=False, renames=True)
def an_enum_value_is_renamed(old, new):
    for metadata, label in ((old, "new"), (new, "it's new")):
        t = T("t", metadata, pk(), C("state", sa.Enum(label, "done", name="state"), server_default=label), sa.CheckConstraint("state <> 'done'", name="ck"))
        Index("ix", t.c.id, postgresql_where=text("state = '" + label.replace("'", "''") + "'"))


@case(identical=False)
def an_enum_that_says_not_to_be_created(old, new):
    T("t", new, pk(), C("state", pg.ENUM("a", "b", name="state", create_type=False)))
    sa.event.listen(new, "before_create", sa.DDL("CREATE TYPE state AS ENUM ('a', 'b')"))


@case(identical=False)
def the_default_schema_by_name(old, new):
    T("users", new, pk(), C("mood", sa.Enum("a", "b", name="mood", schema="public")), schema="public")
    T("a_items", new, pk(), C("user_id", ForeignKey("public.users.id")), schema="public")
    T("b_items", new, pk(), C("user_id", ForeignKey("public.users.id"), index=True))


@case(identical=False)
def primary_keys_are_named_widened_and_moved(old, new):
    T("a", old, C("x", sa.Integer, nullable=False), C("y", sa.Integer), sa.PrimaryKeyConstraint("x"))
    T("b", old, pk(), C("x", sa.Integer, nullable=False))
    T("c", old, C("x", sa.Integer, nullable=False))
    T("a", new, C("x", sa.Integer, nullable=False), C("y", sa.Integer, nullable=False), sa.PrimaryKeyConstraint("x", "y", name="pk_a"))
    T("b", new, C("x", sa.Integer, primary_key=True, autoincrement=False))
    T("c", new, C("x", sa.Integer, nullable=False), sa.PrimaryKeyConstraint("x", name="pk_c"))


@case(identical=False, prepare="CREATE SCHEMA other")
def foreign_keys_change_every_option(old, new):
    for metadata in (old, new):
        T("a", metadata, pk(), C("x", sa.Integer, unique=True))
        T("o", metadata, pk(), schema="other")
    columns = ["ondelete", "onupdate", "deferrable", "initially", "match", "target", "schema", "self"]
    T("t", old, pk(), *[C(it, sa.Integer) for it in columns], *[sa.ForeignKeyConstraint([it], ["a.id"]) for it in columns[:-2]],
      sa.ForeignKeyConstraint(["self"], ["t.id"], name="fk_self"))
    T("t", new, pk(), *[C(it, sa.Integer) for it in columns],
      sa.ForeignKeyConstraint(["ondelete"], ["a.id"], ondelete="CASCADE"), sa.ForeignKeyConstraint(["onupdate"], ["a.id"], onupdate="SET NULL"),
      sa.ForeignKeyConstraint(["deferrable"], ["a.id"], deferrable=True), sa.ForeignKeyConstraint(["initially"], ["a.id"], deferrable=True, initially="DEFERRED"),
      sa.ForeignKeyConstraint(["match"], ["a.id"], match="FULL"), sa.ForeignKeyConstraint(["target"], ["a.x"]),
      sa.ForeignKeyConstraint(["schema"], ["other.o.id"], name="fk_schema"), sa.ForeignKeyConstraint(["self"], ["t.id"], name="fk_self", ondelete="SET NULL"))


@case(identical=False)
def uniques_change_every_option(old, new):
    T("t", old, pk(), C("a", sa.Integer), C("b", sa.Integer), UniqueConstraint("a", name="u1"), UniqueConstraint("b", name="u2"), UniqueConstraint("a", "b"))
    T("t", new, pk(), C("a", sa.Integer), C("b", sa.Integer), UniqueConstraint("a", name="u1", postgresql_nulls_not_distinct=True),
      UniqueConstraint("b", name="u2", deferrable=True), UniqueConstraint("b", "a"))


@case(identical=False)
def a_unique_constraint_becomes_an_index_and_back(old, new):
    t = T("t", old, pk(), C("a", sa.Integer), C("b", sa.Integer), UniqueConstraint("a", name="x"))
    Index("y", t.c.b, unique=True)
    t = T("t", new, pk(), C("a", sa.Integer), C("b", sa.Integer), UniqueConstraint("b", name="y"))
    Index("x", t.c.a, unique=True)


@case(identical=False)
def indexes_change_every_option(old, new):
    names = ["unique", "desc", "nulls", "expression", "include", "with", "ops", "collate", "columns", "where"]
    for metadata, is_new in ((old, False), (new, True)):
        t = T("t", metadata, pk(), C("a", sa.String), C("b", sa.Integer))
        options = {"unique": {"unique": is_new}, "include": {"postgresql_include": ["id"] if is_new else []}, "with": {"postgresql_with": {"fillfactor": 60 if is_new else 80}},
                   "ops": {"postgresql_ops": {"a": "varchar_pattern_ops"} if is_new else {}}, "where": {"postgresql_where": text("b > 1")} if is_new else {}}
        columns = {"desc": t.c.b.desc() if is_new else t.c.b, "nulls": t.c.b.nulls_first() if is_new else t.c.b, "expression": sa.func.lower(t.c.a) if is_new else sa.func.upper(t.c.a),
                   "collate": t.c.a.collate("C") if is_new else t.c.a, "ops": t.c.a}
        for name in names:
            more = [t.c.b] if name == "columns" and is_new else []
            Index(f"ix_{name}", columns.get(name, t.c.id), *more, **options.get(name, {}))


@case(identical=False, prepare="CREATE SCHEMA other")
def an_enum_of_another_schema_changes(old, new):
    for metadata, labels in ((old, ["a", "b"]), (new, ["b", "c"])):
        kind = sa.Enum(*labels, name="Odd Mood", schema="other")
        T("t", metadata, pk(), C("m", kind, server_default="b", nullable=False), C("ms", pg.ARRAY(kind), server_default="{}"), schema="other")
        T("u", metadata, pk(), C("m", kind))


@case(identical=False)
def a_non_native_enum_gains_a_label(old, new):
    for metadata, labels in ((old, ["a", "b"]), (new, ["a", "b", "longer"])):
        T("t", metadata, pk(), C("s", sa.Enum(*labels, name="ck_s", native_enum=False, create_constraint=True)))


@case(identical=False)
def a_partitioned_table(old, new):
    T("gone", old, C("id", sa.Integer, primary_key=True), C("at", sa.Date, primary_key=True), postgresql_partition_by="RANGE (at)")
    T("events", new, C("id", sa.Integer, primary_key=True), C("at", sa.Date, primary_key=True), postgresql_partition_by="RANGE (at)")


@case(identical=False, prepare="CREATE TABLE parent (id int, at date); CREATE TABLE child () INHERITS (parent); CREATE SEQUENCE orphan; CREATE TYPE lonely AS ENUM ('a');"
      "CREATE VIEW v AS SELECT id FROM parent; CREATE FUNCTION f(lonely) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TABLE ranged (at date) PARTITION BY RANGE (at);"
      "CREATE TABLE ranged_1 PARTITION OF ranged DEFAULT")
def what_is_left_alone(old, new):
    T("t", new, pk())
    for metadata in (old, new):
        T("parent", metadata, C("id", sa.Integer), C("at", sa.Date))
        T("ranged", metadata, C("at", sa.Date))


@case(identical=False)
def many_tables_change_at_once(old, new):
    for at in range(6):
        T(f"t{at}", old, pk(), C("x", sa.Integer), *([C("up", ForeignKey(f"t{at - 1}.id"))] if at else []))
        T(f"t{at}", new, pk(), C("x", sa.String(at + 1), index=True), *([C("up", ForeignKey(f"t{at + 1}.id"))] if at < 5 else []))


@case()
def a_table_without_a_key_or_columns_of_note(old, new):
    T("t", new, C("it", sa.Integer), C("nullable", sa.Integer, nullable=False))


@case()
def two_schemas_of_defaults_are_kept(old, new):
    for metadata in (old, new):
        T("t", metadata, pk(), C("a", sa.String, server_default="x"), C("b", pg.JSONB, server_default=text("'{}'::jsonb")), C("c", sa.Boolean, server_default=sa.false()),
          C("d", sa.Enum("p", "q", name="pq"), server_default="p"), C("e", sa.DateTime, server_default=sa.func.now()))
    T("fresh", new, pk())


@case(identical=False)
def a_check_of_a_list_goes_and_comes_back(old, new):
    t = T("t", old, pk(), C("s", sa.String(5)), C("c", sa.CHAR(2)), C("x", sa.Text), sa.CheckConstraint("s IN ('a', 'it''s')", name="ck_in"),
          sa.CheckConstraint("s NOT IN ('x')", name="ck_not"), sa.CheckConstraint("c IN ('a', 'b') OR x IN ('p', 'q')", name="ck_or"),
          sa.CheckConstraint("s BETWEEN 'a' AND 'b' OR s LIKE 'x%' OR s IS DISTINCT FROM x", name="ck_between"))
    Index("ix", t.c.id, postgresql_where=text("s IN ('a', 'b')"))
    T("other", new, pk())


# Alembic's own file has `sa.text("…:null…")`, which is a parameter: `NULL` stands in its place
@case(identical=False)
def texts_with_what_looks_like_parameters(old, new):
    def table(metadata, *more):
        T("profiles", metadata, pk(), C("label", sa.Text, nullable=False), *more)

    table(old)
    default = """'[{"label":"none","model":null}]'"""
    table(new, C("tiers", sa.JSON, server_default=sa.literal_column(default)),
          C("shown", sa.Text, sa.Computed("label || '\\:none'", persisted=True)),
          C("escaped", sa.Text, server_default=text("'a \\:b'")),
          sa.CheckConstraint("label <> '\\:none'", name="ck_label"),
          Index("ix_label", "label", postgresql_where=text("label <> '\\:none'")))
