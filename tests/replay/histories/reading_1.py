"""rows decide"""
import datetime
import json
import uuid

import sqlalchemy as sa
from alembic import op

revision = "aaaa00000001"
down_revision = None


def upgrade():
    bind = op.get_bind()
    op.execute("CREATE TABLE item (id serial PRIMARY KEY, name text, price numeric(8,2), day date, at timestamptz, "
               "data jsonb, tags text[], key uuid, ok boolean, raw bytea, gap interval)")
    op.execute("INSERT INTO item (name, price, day, at, data, tags, key, ok, raw, gap) VALUES "
               "('a', 1.50, '2024-02-29', '2024-02-29 12:00:00+02', '{\"n\": 1}', '{x,y}', '6f3b2a7e-6f1e-4f6e-8a50-0a6b8f1f8d11', true, '\\x00ff', '1 day 02:00:00'), "
               "('b', NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, NULL)")
    op.add_column("item", sa.Column("said", sa.Text()))
    rows = bind.execute(sa.text("SELECT id, name, price, day, at, data, tags, key, ok, raw, gap FROM item ORDER BY id")).fetchall()
    assert len(rows) == 2
    first = rows[0]
    assert first.name == "a" and first[1] == "a" and first._mapping["name"] == "a"
    assert first.day == datetime.date(2024, 2, 29)
    assert first.at.astimezone(datetime.timezone.utc).hour == 10
    assert first.data["n"] == 1 and first.tags == ["x", "y"]
    assert first.key == uuid.UUID("6f3b2a7e-6f1e-4f6e-8a50-0a6b8f1f8d11")
    assert first.ok is True and rows[1].ok is False
    assert first.gap == datetime.timedelta(days=1, hours=2)
    assert str(first.price) == "1.50"
    for id_, name, *rest in rows:
        said = json.dumps({"id": id_, "name": name, "none": sum(1 for value in rest if value is None)})
        bind.execute(sa.text("UPDATE item SET said = :said WHERE id = :id"), {"said": said, "id": id_})
    count = bind.execute(sa.text("SELECT count(*) FROM item")).scalar()
    if count > 1:
        op.execute(f"CREATE TABLE counted_{count} (x int)")
    names = [row["name"] for row in bind.execute(sa.text("SELECT name FROM item ORDER BY 1")).mappings()]
    op.execute("CREATE TABLE names_{} (x int)".format("_".join(names)))
    result = bind.execute(sa.text("UPDATE item SET name = name || 'x'"))
    assert result.rowcount == 2
    assert bind.execute(sa.text("SELECT 1 WHERE false")).first() is None
    odd = bind.execute(sa.text("SELECT ROW(1, 'x'), 5, to_tsvector('cat'), now()::timestamptz")).one()
    assert odd[0] == "(1,x)" and odd[1] == 5 and odd[2] == "'cat':1" and odd[3].tzinfo is not None
    assert bind.exec_driver_sql("SELECT %(a)s || %(a)s, '%%'", {"a": "q"}).one() == ("qq", "%")
    assert bind.scalar(sa.text("SELECT max(id) FROM item")) == 2


def downgrade():
    for name in ("counted_2", "names_a_b", "item"):
        op.drop_table(name)
