"""Values of every type go out and come back as psycopg2 would give them."""
import datetime
import decimal
import uuid
import zlib

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "f3"
down_revision = "f2"

UTC = datetime.timezone.utc


def upgrade():
    bind = op.get_bind()
    item = sa.Table("item", sa.MetaData(), autoload_with=bind)
    value = dict(
        id=3,
        name="it's 100% \\ \"three\"",
        price=decimal.Decimal("12345.60"),
        made_at=datetime.datetime(2024, 2, 29, 12, 30, 45, 123456, UTC),
        day=datetime.date(2024, 2, 29),
        clock=datetime.time(1, 2, 3, 40),
        wait=datetime.timedelta(days=3, seconds=5, microseconds=7),
        key=uuid.UUID("12345678-1234-5678-1234-567812345678"),
        blob=b"\x00\xff'",
        document={"a": [1, 2.5, None, "ä"]},
        plain=[1, {"b": "%s"}],
        tags=["x", "y,z", 'q"', None],
        ratio=0.1,
        large=-(2**60),
        is_new=True,
        mood="happy",
        checksum=zlib.crc32(b"three"),
    )
    bind.execute(item.insert(), value)
    row = bind.execute(sa.select(item).where(item.c.id == 3)).mappings().one()
    for name, expected in value.items():
        found = bytes(row[name]) if name == "blob" else row[name]
        assert found == expected, (name, found, expected)
        assert type(found) is type(expected), (name, type(found))
    raw = bind.exec_driver_sql(
        "SELECT price, day, wait, key, blob, document, tags, ratio, NULL, ARRAY[[1,2],[3,4]], mood,"
        " ARRAY[mood, 'sad'], 1.5::numeric[] IS NULL, count(*) OVER () FROM item WHERE id = %(id)s".replace(
            "1.5::numeric[]", "ARRAY[1.5]"
        ),
        {"id": 3},
    ).one()
    types = ",".join(type(cell).__name__ for cell in raw)
    op.create_table("seen", sa.Column("what", sa.Text))
    op.bulk_insert(
        sa.table("seen", sa.column("what", sa.Text)),
        [{"what": types}, {"what": repr(raw[9])}, {"what": repr(raw[11])}, {"what": str(raw[2])}],
    )
    bind.execute(
        sa.text("INSERT INTO seen VALUES (:what)"), [{"what": "many %d" % number} for number in range(3)]
    )
    found = bind.execute(
        sa.text("SELECT count(*) FROM item WHERE id IN :ids").bindparams(sa.bindparam("ids", expanding=True)),
        {"ids": [1, 2, 3, 99]},
    ).scalar_one()
    assert found == 3
    updated = bind.execute(sa.text("UPDATE item SET is_new = false WHERE id < 3"))
    assert updated.rowcount == 2
    assert bind.execute(sa.text("SELECT 'a:b', '50%', 'c::text'")).one() == ("a:b", "50%", "c::text")
    op.create_index("ix_item_lower", "item", [sa.text("lower(name)")], postgresql_using="btree")


def downgrade():
    assert zlib.crc32(b"") == 0
    op.drop_index("ix_item_lower", "item")
    op.drop_table("seen")
    op.execute("DELETE FROM item WHERE id = 3 AND mood = 'happy'")
