"""tables as the database has them"""
import sqlalchemy as sa
from alembic import op

revision = "eeee00000002"
down_revision = "eeee00000001"


def upgrade():
    conn = op.get_bind()
    member = sa.Table("member", sa.MetaData(), autoload_with=conn)
    assert list(member.c.keys()) == ["id", "team_id", "name", "meta", "score", "seen"]
    assert isinstance(member.c.score.type, sa.String) and member.c.score.type.length == 10
    assert [column.name for column in member.primary_key] == ["id"]
    assert not member.c.name.nullable and member.c.team_id.nullable
    assert sorted(index.name for index in member.indexes) == ["ix_member_lower", "ix_member_team"]
    assert set(member.metadata.tables) == {"member", "team"}
    for row in conn.execute(sa.select(member).order_by(member.c.id)):
        conn.execute(member.update().where(member.c.id == row.id).values(meta={"was": row.meta, "name": row.name}))
    partly = sa.Table("member", sa.MetaData(), sa.Column("score", sa.Integer), autoload_with=conn, include_columns=["id", "score"], resolve_fks=False)
    assert list(partly.c.keys()) == ["id", "score"] and isinstance(partly.c.score.type, sa.Integer)
    everything = sa.MetaData()
    everything.reflect(bind=conn, only=["team"])
    conn.execute(everything.tables["team"].insert().values(name="green"))
    try:
        sa.Table("absent", sa.MetaData(), autoload_with=conn)
    except sa.exc.NoSuchTableError as error:
        op.execute("INSERT INTO team (name) VALUES ('%s')" % error)
    with op.batch_alter_table("member", recreate="always") as batch_op:
        batch_op.drop_constraint("uq_member_name", type_="unique")
        batch_op.create_unique_constraint("uq_member_team_name", ["team_id", "name"])
        batch_op.add_column(sa.Column("rank", sa.Integer, server_default="1", nullable=False), insert_after="id")
        batch_op.add_column(sa.Column("last", sa.Text))
        batch_op.alter_column("score", type_=sa.Integer, new_column_name="points", server_default=None)
        batch_op.alter_column("team_id", nullable=False)
        batch_op.drop_column("seen")
        batch_op.drop_index("ix_member_lower")
        batch_op.create_index("ix_member_rank", ["rank"])
    op.execute("INSERT INTO member (id, team_id, name) VALUES (9, 2, 'cyd')")


def downgrade():
    with op.batch_alter_table("member", recreate="always") as batch_op:
        batch_op.drop_constraint("uq_member_team_name", type_="unique")
        batch_op.create_unique_constraint("uq_member_name", ["name"])
        batch_op.drop_index("ix_member_rank")
        batch_op.drop_column("rank")
        batch_op.drop_column("last")
        batch_op.alter_column("points", type_=sa.String(10), new_column_name="score", server_default="7")
        batch_op.alter_column("team_id", nullable=True)
