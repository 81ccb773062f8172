"""Reading does half of it, with a sequence that comes and one that is drawn from, before it meets what
only Python knows.
"""
import zlib

import sqlalchemy as sa
from alembic import op

revision = "f2"
down_revision = "f1"


def upgrade():
    op.create_table("half_note", sa.Column("id", sa.Integer, primary_key=True), sa.Column("text", sa.Text))
    op.execute("INSERT INTO half_note (text) VALUES ('first')")
    op.add_column("item", sa.Column("checksum", sa.BigInteger))
    op.execute("INSERT INTO item (id, name) VALUES (1, 'one'), (2, 'two')")
    for row in op.get_bind().execute(sa.text("SELECT id, name FROM item ORDER BY id")).mappings():
        op.get_bind().execute(
            sa.text("UPDATE item SET checksum = :sum WHERE id = :id"),
            {"sum": zlib.crc32(row["name"].encode()), "id": row["id"]},
        )
    op.alter_column("item", "checksum", nullable=False)


def downgrade():
    seed = zlib.crc32(b"gone")
    op.execute(sa.text("DELETE FROM item WHERE checksum <> :seed").bindparams(seed=seed))
    op.drop_column("item", "checksum")
    op.drop_table("half_note")
