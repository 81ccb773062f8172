"""The types of SQLModel."""

from sqlalchemy import types


class UTCDateTime(types.TypeDecorator):
    __module__ = "sqlmodel.sql.sqltypes"
    impl = types.DateTime

    def __init__(self):
        super().__init__(timezone=True)

    def __repr__(self):
        return "UTCDateTime()"


class AutoString(types.TypeDecorator):
    __module__ = "sqlmodel.sql.sqltypes"
    impl = types.String
