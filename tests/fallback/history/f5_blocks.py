"""An autocommit block: committed before, alone inside, a new transaction after."""
import zlib

import sqlalchemy as sa
from alembic import op

revision = "f5"
down_revision = "f4"


def upgrade():
    assert zlib.crc32(b"") == 0
    op.add_column("item", sa.Column("extra", sa.Text, server_default=str(zlib.crc32(b"default"))))
    with op.get_context().autocommit_block():
        op.execute("ALTER TYPE mood ADD VALUE 'great'")
        op.create_index("ix_item_extra", "item", ["extra"], postgresql_concurrently=True)
    op.execute("UPDATE item SET mood = 'great' WHERE id = 1")


def downgrade():
    assert zlib.crc32(b"") == 0
    op.execute("UPDATE item SET mood = 'ok' WHERE id = 1")
    with op.get_context().autocommit_block():
        op.drop_index("ix_item_extra", "item", postgresql_concurrently=True)
    op.drop_column("item", "extra")
