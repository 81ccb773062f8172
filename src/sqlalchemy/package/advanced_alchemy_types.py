"""The types of advanced_alchemy, as PostgreSQL has them."""

from sqlalchemy import BINARY, JSON, BigInteger, DateTime, Integer, String, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.types import TypeDecorator

BigIntIdentity = BigInteger().with_variant(Integer, "sqlite")
JsonB = JSON().with_variant(JSONB, "postgresql")


class GUID(TypeDecorator):
    __module__ = "advanced_alchemy.types.guid"
    impl = BINARY(16)

    def __init__(self, *args, binary=True, **keywords):
        self.binary = binary

    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(UUID())


class DateTimeUTC(TypeDecorator):
    __module__ = "advanced_alchemy.types.datetime"
    impl = DateTime(timezone=True)


class EncryptedString(TypeDecorator):
    __module__ = "advanced_alchemy.types.encrypted_string"
    impl = String

    def __init__(self, key=None, backend=None, length=None, **keywords):
        super().__init__()
        self.length = length


class EncryptedText(EncryptedString):
    __module__ = "advanced_alchemy.types.encrypted_string"
    impl = Text


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    import _introspection

    return _introspection.unknown("`advanced_alchemy.types.%s`" % name)
