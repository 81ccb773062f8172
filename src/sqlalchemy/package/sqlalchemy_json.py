"""sqlalchemy-json: JSON that tells of its changes."""

from sqlalchemy.ext.mutable import MutableDict as _MutableDict
from sqlalchemy.types import JSON as _JSON


class MutableJson(_MutableDict):
    pass


class NestedMutableJson(_MutableDict):
    pass


NestedMutableDict = NestedMutableList = NestedMutableJson


def mutable_json_type(dbtype=_JSON, nested=False):
    return MutableJson.as_mutable(dbtype)
