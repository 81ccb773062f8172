"""the catalog decides"""
import sqlalchemy as sa
from alembic import op

revision = "aaaa00000002"
down_revision = "aaaa00000001"


def has_column(table, column):
    return column in [c["name"] for c in sa.inspect(op.get_bind()).get_columns(table)]


def upgrade():
    conn = op.get_bind()
    inspector = sa.inspect(conn)
    if not has_column("item", "extra"):
        op.add_column("item", sa.Column("extra", sa.Integer))
    if has_column("item", "extra"):
        op.alter_column("item", "extra", server_default="3")
    if "nope" not in inspector.get_table_names():
        op.create_table("nope", sa.Column("id", sa.Integer, primary_key=True), sa.Column("item_id", sa.Integer, sa.ForeignKey("item.id", name="fk_item")))
    op.create_index("ix_nope", "nope", ["item_id"])
    fresh = sa.inspect(conn)
    assert [fk["name"] for fk in fresh.get_foreign_keys("nope")] == ["fk_item"]
    assert fresh.get_pk_constraint("nope")["constrained_columns"] == ["id"]
    assert [ix["name"] for ix in fresh.get_indexes("nope")] == ["ix_nope"]
    assert not fresh.has_table("missing") and fresh.has_table("nope", schema="public")
    item = sa.table("item", sa.column("id", sa.Integer), sa.column("name", sa.String), sa.column("extra", sa.Integer))
    for row in conn.execute(sa.select(item.c.id, item.c.name).where(item.c.id > 1).order_by(item.c.id)):
        conn.execute(item.update().where(item.c.id == row.id).values(extra=row.id * 10))
    conn.execute(sa.insert(item).values(name="new"))
    conn.execute(item.insert(), [{"name": "m1"}, {"name": "m2"}])
    with conn.begin_nested():
        op.execute("INSERT INTO item (name) VALUES ('kept')")
    try:
        with conn.begin_nested():
            op.execute("INSERT INTO item (id) VALUES (1)")
    except sa.exc.IntegrityError as error:
        assert error.orig.pgcode == "23505"
        op.execute("CREATE TABLE caught (x int)")


def downgrade():
    op.execute("DROP TABLE caught")
    op.drop_index("ix_nope", table_name="nope")
    op.drop_table("nope")
    op.drop_column("item", "extra")
