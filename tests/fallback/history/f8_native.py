"""Read natively again: the transaction is the same."""
import sqlalchemy as sa
from alembic import op

revision = "f8"
down_revision = "f7"


def upgrade():
    op.add_column("note", sa.Column("late", sa.Integer, server_default="1"))


def downgrade():
    op.drop_column("note", "late")
