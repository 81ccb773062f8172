"""Types of sqlalchemy_utils: what each is in PostgreSQL and how it is spelled."""

import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator, UserDefinedType


class _Typed(TypeDecorator):
    """A class-level `impl`, whatever the arguments."""

    def __init__(self, *args, **kwargs):
        super().__init__()


class StringEncryptedType(TypeDecorator):
    __module__ = "sqlalchemy_utils.types.encrypted.encrypted_type"
    impl = sa.String

    def __init__(self, type_in=None, key=None, engine=None, padding=None, **kwargs):
        super().__init__(**kwargs)


class EncryptedType(StringEncryptedType):
    __module__ = "sqlalchemy_utils.types.encrypted.encrypted_type"
    impl = sa.LargeBinary


class UUIDType(TypeDecorator):
    __module__ = "sqlalchemy_utils.types.uuid"
    impl = sa.BINARY(16)

    def __init__(self, binary=True, native=True):
        self.binary = binary
        self.native = native

    def __repr__(self):
        arguments = []
        if self.binary is not True:
            arguments.append("binary=%r" % (self.binary,))
        if self.native is not True:
            arguments.append("native=%r" % (self.native,))
        return "UUIDType(%s)" % ", ".join(arguments)

    def load_dialect_impl(self, dialect):
        if self.native:
            return dialect.type_descriptor(postgresql.UUID())
        if self.binary:
            return dialect.type_descriptor(sa.BINARY(16))
        return dialect.type_descriptor(sa.CHAR(32))


class Choice:
    def __init__(self, code, value):
        self.code = code
        self.value = value


class ChoiceType(TypeDecorator):
    __module__ = "sqlalchemy_utils.types.choice"
    impl = sa.Unicode(255)

    def __init__(self, choices, impl=None):
        self.choices = choices
        if impl:
            self.impl = impl


class EmailType(TypeDecorator):
    __module__ = "sqlalchemy_utils.types.email"
    impl = sa.Unicode

    def __init__(self, length=255, *args, **kwargs):
        super().__init__(length=length, *args, **kwargs)


class URLType(TypeDecorator):
    __module__ = "sqlalchemy_utils.types.url"
    impl = sa.UnicodeText


class JSONType(TypeDecorator):
    __module__ = "sqlalchemy_utils.types.json"
    impl = sa.UnicodeText

    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(postgresql.JSON())


class IPAddressType(TypeDecorator):
    __module__ = "sqlalchemy_utils.types.ip_address"
    impl = sa.Unicode(50)

    def __init__(self, max_length=50, *args, **kwargs):
        self.impl = sa.Unicode(max_length)


class PhoneNumberType(TypeDecorator):
    __module__ = "sqlalchemy_utils.types.phone_number"
    impl = sa.Unicode(20)

    def __init__(self, region="US", max_length=20, *args, **kwargs):
        self.region = region
        self.impl = sa.Unicode(max_length)


class ColorType(TypeDecorator):
    __module__ = "sqlalchemy_utils.types.color"
    impl = sa.Unicode(20)

    def __init__(self, max_length=20, *args, **kwargs):
        self.impl = sa.Unicode(max_length)


class CountryType(_Typed):
    __module__ = "sqlalchemy_utils.types.country"
    impl = sa.String(2)


class CurrencyType(_Typed):
    __module__ = "sqlalchemy_utils.types.currency"
    impl = sa.String(3)


class LocaleType(_Typed):
    __module__ = "sqlalchemy_utils.types.locale"
    impl = sa.Unicode(10)


class TimezoneType(_Typed):
    __module__ = "sqlalchemy_utils.types.timezone"
    impl = sa.Unicode(50)


class ScalarListType(_Typed):
    __module__ = "sqlalchemy_utils.types.scalar_list"
    impl = sa.UnicodeText()


class TSVectorType(_Typed):
    __module__ = "sqlalchemy_utils.types.ts_vector"
    impl = postgresql.TSVECTOR


class PasswordType(TypeDecorator):
    __module__ = "sqlalchemy_utils.types.password"
    impl = sa.VARBINARY(1024)

    def __init__(self, max_length=None, **kwargs):
        self._max_length = max_length

    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(postgresql.BYTEA(self._max_length))


class EnrichedDateTimeType(TypeDecorator):
    __module__ = "sqlalchemy_utils.types.enriched_datetime.enriched_datetime_type"
    impl = sa.DateTime

    def __init__(self, datetime_processor=None, *args, **kwargs):
        super().__init__(*args, **kwargs)


class ArrowType(EnrichedDateTimeType):
    __module__ = "sqlalchemy_utils.types.arrow"

    def __init__(self, *args, **kwargs):
        super().__init__(None, *args, **kwargs)


class EnrichedDateType(_Typed):
    __module__ = "sqlalchemy_utils.types.enriched_datetime.enriched_date_type"
    impl = sa.Date


class WeekDaysType(_Typed):
    __module__ = "sqlalchemy_utils.types.weekdays"
    impl = postgresql.BIT(7)


class IntRangeType(_Typed):
    __module__ = "sqlalchemy_utils.types.range"
    impl = postgresql.INT4RANGE


class Int8RangeType(_Typed):
    __module__ = "sqlalchemy_utils.types.range"
    impl = postgresql.INT8RANGE


class NumericRangeType(_Typed):
    __module__ = "sqlalchemy_utils.types.range"
    impl = postgresql.NUMRANGE


class DateRangeType(_Typed):
    __module__ = "sqlalchemy_utils.types.range"
    impl = postgresql.DATERANGE


class DateTimeRangeType(_Typed):
    __module__ = "sqlalchemy_utils.types.range"
    impl = postgresql.TSRANGE


class CompositeType(UserDefinedType):
    """Made in the database by events before the tables, which Alembic doesn't see."""

    __module__ = "sqlalchemy_utils.types.pg_composite"

    def __init__(self, name, columns, quote=None, **kwargs):
        self.name = name

    def get_col_spec(self, **kw):
        return self.name


class Timestamp:
    """`created` and `updated`, for models that inherit from it."""

    created = sa.Column(sa.DateTime, default=datetime.datetime.utcnow, nullable=False)
    updated = sa.Column(sa.DateTime, default=datetime.datetime.utcnow, nullable=False)


class LtreeType(UserDefinedType):
    __module__ = "sqlalchemy_utils.types.ltree"

    def get_col_spec(self, **kw):
        return "LTREE"


def generic_repr(*fields):
    return fields[0] if fields and isinstance(fields[0], type) else (lambda cls: cls)


def _undecorated(*args, **kwargs):
    return lambda function: function


observes = aggregated = _undecorated


def get_columns(mixed):
    table = mixed if isinstance(mixed, sa.Table) else mixed.__table__
    return table.columns


def force_auto_coercion(mapper=None):
    return None


def force_instant_defaults(mapper=None):
    return None


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    # a module of the package that we know, else one that is not known
    import importlib

    return importlib.import_module(__name__ + "." + name)
