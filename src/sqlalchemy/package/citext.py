"""sqlalchemy-citext."""

from sqlalchemy.types import TypeDecorator, UserDefinedType


class CIText(UserDefinedType):
    __module__ = "citext"

    def get_col_spec(self, **keywords):
        return "CITEXT"
