"""Types of fastapi_users_db_sqlalchemy."""

from sqlalchemy import CHAR, TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.types import TypeDecorator


class GUID(TypeDecorator):
    __module__ = "fastapi_users_db_sqlalchemy.generics"
    impl = CHAR

    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(UUID())


class TIMESTAMPAware(TypeDecorator):
    __module__ = "fastapi_users_db_sqlalchemy.generics"
    impl = TIMESTAMP


def now_utc():
    from datetime import datetime, timezone

    return datetime.now(timezone.utc)
