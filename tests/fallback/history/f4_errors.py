"""What PostgreSQL refuses is caught as SQLAlchemy's and the driver's exceptions; savepoints hold."""
import zlib

import psycopg2.errors
import sqlalchemy as sa
from alembic import op
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

revision = "f4"
down_revision = "f3"


def upgrade():
    bind = op.get_bind()
    assert zlib.crc32(b"") == 0
    seen = []
    try:
        with bind.begin_nested():
            bind.execute(sa.text("INSERT INTO item (id, name, checksum) VALUES (4, 'one', 0)"))
    except IntegrityError as error:
        seen.append(error.orig.pgcode + type(error.orig).__name__)
        assert isinstance(error.orig, psycopg2.errors.UniqueViolation)
        assert error.orig.diag.message_detail == "Key (name)=(one) already exists."
    savepoint = bind.begin_nested()
    try:
        op.drop_column("item", "no_such_column")
    except ProgrammingError as error:
        seen.append(error.orig.pgcode)
        savepoint.rollback()
    else:
        savepoint.commit()
    try:
        with bind.begin_nested():
            bind.execute(sa.text("SELECT 1 / 0"))
    except DBAPIError as error:
        seen.append(type(error).__name__)
    assert sa.inspect(bind).has_table("item") and not sa.inspect(bind).has_table("items")
    names = [column["name"] for column in sa.inspect(bind).get_columns("item")]
    assert names[:2] == ["id", "name"], names
    op.execute(sa.text("INSERT INTO seen VALUES (:seen)").bindparams(seen=" ".join(seen)))


def downgrade():
    assert zlib.crc32(b"") == 0
    op.execute("DELETE FROM seen WHERE what LIKE '23505%'")
