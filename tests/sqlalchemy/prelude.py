import datetime
import decimal
import enum
import uuid

import sqlalchemy as sa
from sqlalchemy import *
from sqlalchemy import Column, Index, Table, func, text
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY, ENUM, JSONB, ExcludeConstraint
from sqlalchemy.types import TypeDecorator, UserDefinedType


class Color(enum.Enum):
    RED = "red"
    GREEN = "green"


class Size(str, enum.Enum):
    SMALL = "s"
    LARGE = "l"


class Upper(TypeDecorator):
    impl = String(30)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return value.upper() if value is not None else None


class Flexible(TypeDecorator):
    impl = CHAR

    def load_dialect_impl(self, dialect):
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID())
        return dialect.type_descriptor(CHAR(36))


class Point(UserDefinedType):
    def __init__(self, srid, dimension=2):
        self.srid = srid
        self.dimension = dimension

    def get_col_spec(self, **kw):
        return "geometry(POINT,%d)" % self.srid


class Short(String):
    pass


class Named(TypeDecorator):
    impl = String

    def __init__(self, length, prefix="x"):
        super().__init__(length)
        self.prefix = prefix


metadata = MetaData()


def sample():
    return Table(
        "t",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("a", Integer),
        Column("b", Integer),
        Column("s", String(50)),
        Column("u", Text),
        Column("flag", Boolean),
        Column("other_flag", Boolean),
        Column("at", DateTime(timezone=True)),
        Column("day", Date),
        Column("n", Numeric(10, 2)),
        Column("f", Float),
        Column("data", JSONB),
        Column("plain", JSON),
        Column("pgjson", postgresql.JSON),
        Column("tags", ARRAY(String)),
        Column("numbers", ARRAY(Integer)),
        Column("color", Enum(Color)),
        Column("user", String),
        Column("Mixed", String),
        Column("period", postgresql.TSTZRANGE),
        Column("h", postgresql.HSTORE),
        Column("uid", Uuid),
    )
