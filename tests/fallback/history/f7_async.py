"""`op.run_async`, which wants an async connection."""
import zlib

import sqlalchemy as sa
from alembic import op

revision = "f7"
down_revision = "f6"


async def fill(connection):
    await connection.execute(sa.text("INSERT INTO note (text) VALUES (:text)"), {"text": "async"})
    found = await connection.execute(sa.text("SELECT count(*) FROM note"))
    return found.scalar_one()


def upgrade():
    assert zlib.crc32(b"") == 0
    assert op.run_async(fill) == 5


def downgrade():
    assert zlib.crc32(b"") == 0
    op.execute("DELETE FROM note WHERE text = 'async'")
