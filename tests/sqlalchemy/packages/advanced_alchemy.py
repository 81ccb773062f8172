import datetime
from uuid import UUID

from advanced_alchemy.base import (
    BigIntAuditBase,
    BigIntBase,
    BigIntPrimaryKey,
    CommonTableAttributes,
    DefaultBase,
    UUIDAuditBase,
    UUIDBase,
    UUIDPrimaryKey,
    UUIDv7AuditBase,
    UUIDv7Base,
    orm_registry,
)
from advanced_alchemy.mixins import AuditColumns, SlugKey
from advanced_alchemy.types import GUID, BigIntIdentity, DateTimeUTC, EncryptedString, EncryptedText, JsonB
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship


class Author(UUIDBase):
    name: Mapped[str]
    dob: Mapped[datetime.date | None]
    meta: Mapped[dict]


class BookShelf(UUIDAuditBase):
    __tablename__ = "book_shelf"
    title: Mapped[str] = mapped_column(String(30), unique=True, index=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("author.id"))
    at: Mapped[datetime.datetime]


class PlainNumber(BigIntBase):
    value: Mapped[bytes]


class AuditedNumber(BigIntAuditBase, SlugKey):
    value: Mapped[int]


class Seventh(UUIDv7Base):
    data = mapped_column(JsonB)
    seen = mapped_column(DateTimeUTC(timezone=True))
    other = mapped_column(GUID)
    big = mapped_column(BigIntIdentity)


class SeventhAudit(UUIDv7AuditBase):
    pass


class OwnMix(UUIDPrimaryKey, AuditColumns, DefaultBase):
    name: Mapped[str]


metadata = UUIDBase.metadata
