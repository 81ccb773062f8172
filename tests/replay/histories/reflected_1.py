"""tables to reflect"""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "eeee00000001"
down_revision = None


def upgrade():
    op.create_table("team", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(40), nullable=False))
    op.create_table(
        "member",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("team_id", sa.Integer, sa.ForeignKey("team.id", name="fk_member_team", ondelete="CASCADE")),
        sa.Column("name", sa.String(40), nullable=False, comment="of the member"),
        sa.Column("meta", postgresql.JSONB),
        sa.Column("score", sa.String(10), server_default="7"),
        sa.Column("seen", sa.DateTime(timezone=True), server_default=sa.func.now()),
        sa.CheckConstraint("length(name) > 0", name="ck_member_name"),
        sa.UniqueConstraint("name", name="uq_member_name"),
        sa.Index("ix_member_team", "team_id"),
        sa.Index("ix_member_lower", sa.text("lower(name)")),
    )
    op.execute("INSERT INTO team (name) VALUES ('red'), ('blue')")
    op.execute("INSERT INTO member (team_id, name, meta) VALUES (1, 'ann', '{\"a\": 1}'), (2, 'bob', NULL)")


def downgrade():
    op.drop_table("member")
    op.drop_table("team")
