"""values"""
import sqlalchemy as sa
from alembic import op

revision = "eeee00000002"
down_revision = "eeee00000001"


def upgrade():
    with op.get_context().autocommit_block():
        op.execute("ALTER TYPE mood ADD VALUE IF NOT EXISTS 'calm' AFTER 'happy'")
    op.execute("UPDATE task SET mood = 'calm'")
    op.execute("ALTER TYPE kind RENAME TO kind_old")
    new = sa.Enum("a", "c", name="kind")
    new.create(op.get_bind(), checkfirst=False)
    op.alter_column("task", "kind", type_=new, existing_type=sa.Enum("a", "b", name="kind_old"), postgresql_using="kind::text::kind")
    op.execute("DROP TYPE kind_old")


def downgrade():
    op.execute("UPDATE task SET mood = 'sad'")
