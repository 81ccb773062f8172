"""enum types, made by hand and by tables"""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "eeee00000001"
down_revision = None

mood = postgresql.ENUM("happy", "sad", name="mood", create_type=False)
status = sa.Enum("new", "it's", name="status")


def upgrade():
    bind = op.get_bind()
    mood.create(bind, checkfirst=True)
    mood.create(bind, checkfirst=True)
    status.create(bind, checkfirst=False)
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("mood", mood, nullable=False, server_default="happy"),
        sa.Column("kind", sa.Enum("a", "b", name="kind"), nullable=True),
        sa.Column("kinds", postgresql.ARRAY(sa.Enum("p", "q", name="pq"))),
        sa.Column("plain", sa.Enum("x", "y", name="plain", native_enum=False)),
    )
    op.add_column("task", sa.Column("status", status, nullable=True))
    op.execute("INSERT INTO task (kind) VALUES ('a')")


def downgrade():
    bind = op.get_bind()
    op.drop_table("task")
    for name in ("kind", "pq"):
        sa.Enum(name=name).drop(bind, checkfirst=True)
    status.drop(bind, checkfirst=False)
    mood.drop(bind, checkfirst=True)
    mood.drop(bind, checkfirst=True)
