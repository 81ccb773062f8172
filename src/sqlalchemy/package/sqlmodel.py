"""SQLModel: pydantic fields that become columns. Of both sides only what shapes a table."""

import _introspection
import datetime as _datetime
import decimal as _decimal
import enum as _enum
import ipaddress as _ipaddress
import pathlib as _pathlib
import typing as _typing
import uuid as _uuid

import pydantic as _pydantic
import sqlalchemy as _sa
from pydantic import BaseModel as _BaseModel, ModelMetaclass as _ModelMetaclass
from sqlalchemy import *
from sqlalchemy import Column, Enum, ForeignKey, MetaData, Table, func, text
from sqlalchemy.orm import DeclarativeMeta as _DeclarativeMeta
from sqlalchemy.orm import declared_attr as _declared_attr
from sqlalchemy.orm import registry as _registry
from sqlalchemy.orm import relationship as _relationship
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime as _UTCDateTime

Undefined = _pydantic.PydanticUndefined
_MAPPED = ("primary_key", "nullable", "foreign_key", "ondelete", "unique", "index", "sa_type", "sa_column",
           "sa_column_args", "sa_column_kwargs")


class FieldInfo(_pydantic.FieldInfo):
    def __init__(self, default=Undefined, **options):
        self.mapped = {name: options.pop(name) for name in _MAPPED if name in options}
        if _given(self.mapped.get("sa_column", Undefined)):
            others = [name for name in self.mapped if name != "sa_column" and _given(self.mapped[name])]
            if others:
                raise RuntimeError("Passing %s is not supported when also passing a sa_column" % others[0])
        super().__init__(default, **options)


def Field(default=Undefined, **options):
    options.update(options.pop("schema_extra", None) or {})
    return FieldInfo(default, **options)


class RelationshipInfo:
    def __init__(self, **options):
        self.options = options


def Relationship(**options):
    return RelationshipInfo(**options)


def _given(value):
    return _introspection.is_unknown(value) or value is not Undefined


def _mapped(field, name):
    """From the field itself, else from the last `Field` inside `Annotated[...]`."""
    found = getattr(field, "mapped", {}).get(name, Undefined)
    # an annotation that names what only type checkers import is not looked at then
    if _given(found):
        return found
    for other in reversed(_metadata(field)):
        if _given(found):
            break
        found = getattr(other, "mapped", {}).get(name, Undefined)
    return found


def _annotation(field):
    """The annotation without `Annotated[...]`, as pydantic keeps it."""
    annotation = field.annotation
    while hasattr(annotation, "__metadata__"):
        annotation = annotation.__origin__
    return annotation


def _metadata(field):
    annotation = field.annotation
    return list(getattr(annotation, "__metadata__", ()))


def _members(annotation):
    if isinstance(annotation, _introspection.union_type):
        return list(annotation.__args__)
    return [annotation]


_NoneType = type(None)


def _constraint(field, name):
    """`max_length` and its like: of the field, or of a constrained type."""
    holders = [field] + list(reversed(_metadata(field)))
    for member in _members(_annotation(field)):
        holders.extend(getattr(member, "__metadata__", ()))
    for holder in holders:
        # of a constrained string SQLModel doesn't see the length
        if name == "max_length" and not isinstance(holder, _pydantic.FieldInfo) and type(holder).__name__ != "MaxLen":
            continue
        value = getattr(holder, "options", {}).get(name)
        if value is None:
            value = getattr(holder, name, None)
        if value is not None:
            return value
    return None


def _python_type(annotation):
    """The class that decides the column's type, and the constraints of a timestamp."""
    if hasattr(annotation, "__metadata__"):
        found = _python_type(annotation.__origin__)
        for extra in annotation.__metadata__:
            if getattr(extra, "__name__", type(extra).__name__) in ("NaiveDatetime", "AwareDatetime"):
                found = extra
        return found
    members = _members(annotation)
    if len(members) > 1:
        others = [member for member in members if member is not _NoneType]
        if len(members) > 2 or len(others) != 1:
            raise ValueError("Cannot have a (non-optional) union as a SQLAlchemy field")
        return _python_type(others[0])
    origin = getattr(annotation, "__origin__", None)
    return annotation if origin is None else origin


def _timestamp():
    """Version 0.0.45 made timestamps aware of time zones."""
    version = _introspection.distribution_version("sqlmodel")
    if version is None:
        return _introspection.unknown(
            "SQLModel's column type of `datetime` depends on its version, and neither an installed sqlmodel nor a "
            "lock file or requirements.txt tells it (give the field a `sa_type`)"
        )
    numbers = [int(part) for part in version.split(".")[:3] if part.isdigit()]
    return _UTCDateTime() if numbers >= [0, 0, 45] else _sa.DateTime


_TEXT = (str, _ipaddress.IPv4Address, _ipaddress.IPv4Network, _ipaddress.IPv6Address, _ipaddress.IPv6Network,
         _pathlib.Path)


def get_sqlalchemy_type(field):
    given = _mapped(field, "sa_type")
    if _given(given):
        return given
    type_ = _python_type(field.annotation)
    if _introspection.is_unknown(type_):
        return type_
    name = getattr(type_, "__name__", type(type_).__name__)
    if name == "NaiveDatetime":
        return _sa.DateTime(timezone=False)
    if name == "AwareDatetime":
        return _timestamp()
    if not isinstance(type_, type):
        raise TypeError("issubclass() arg 1 must be a class")
    if issubclass(type_, _enum.Enum):
        return _sa.Enum(type_)
    if issubclass(type_, _TEXT):
        length = _constraint(field, "max_length")
        return AutoString(length=length) if length else AutoString
    if issubclass(type_, float):
        return _sa.Float
    if issubclass(type_, bool):
        return _sa.Boolean
    if issubclass(type_, int):
        return _sa.Integer
    if issubclass(type_, _datetime.datetime):
        return _timestamp()
    if issubclass(type_, _datetime.date):
        return _sa.Date
    if issubclass(type_, _datetime.timedelta):
        return _sa.Interval
    if issubclass(type_, _datetime.time):
        return _sa.Time
    if issubclass(type_, bytes):
        return _sa.LargeBinary
    if issubclass(type_, _decimal.Decimal):
        return _sa.Numeric(precision=_constraint(field, "max_digits"), scale=_constraint(field, "decimal_places"))
    if issubclass(type_, _uuid.UUID):
        return _sa.Uuid
    raise ValueError("%s has no matching SQLAlchemy type" % (type_,))


def get_column_from_field(field):
    column = _mapped(field, "sa_column")
    if _introspection.is_unknown(column) or isinstance(column, Column):
        return column
    type_ = get_sqlalchemy_type(field)

    def option(name, default):
        value = _mapped(field, name)
        return value if _given(value) else default

    primary_key = option("primary_key", False)
    may_be_none = _NoneType in _members(_annotation(field)) or None in _members(_annotation(field))
    nullable = option("nullable", not primary_key and may_be_none)
    items = []
    foreign_key = option("foreign_key", None)
    if foreign_key:
        ondelete = option("ondelete", None)
        if ondelete == "SET NULL" and not nullable:
            raise RuntimeError('ondelete="SET NULL" requires nullable=True')
        items.append(ForeignKey(foreign_key, ondelete=ondelete))
    keywords = {
        "primary_key": primary_key,
        "nullable": nullable,
        "index": option("index", False),
        "unique": option("unique", False),
    }
    if field.default_factory is not None:
        keywords["default"] = field.default_factory
    elif _given(field.default):
        keywords["default"] = field.default
    items.extend(option("sa_column_args", ()))
    keywords.update(option("sa_column_kwargs", {}))
    return Column(*items, type_=type_, **keywords)


def _is_table(cls):
    return getattr(cls, "model_config", {}).get("table") is True


class SQLModelMetaclass(_ModelMetaclass, _DeclarativeMeta):
    def __new__(metacls, name, bases, namespace, **keywords):
        registry = keywords.pop("registry", None)
        relationships = {key: value for key, value in namespace.items() if isinstance(value, RelationshipInfo)}
        for key in relationships:
            del namespace[key]
        cls = super().__new__(metacls, name, bases, namespace, **keywords)
        fields = {key: field for key, field in cls.model_fields.items() if key not in relationships}
        for values in (cls.model_fields, fields):
            for key in list(values):
                if key in relationships:
                    del values[key]
        if _is_table(cls):
            for key, field in fields.items():
                setattr(cls, key, get_column_from_field(field))
            for key, value in relationships.items():
                options = value.options
                given = options.get("sa_relationship")
                if given is None:
                    given = _relationship(**(options.get("sa_relationship_kwargs") or {}))
                setattr(cls, key, given)
        registry = registry if registry is not None else namespace.get("model_config", {}).get("registry")
        if registry is not None:
            cls._sa_registry = registry
            cls.metadata = registry.metadata
            cls.__abstract__ = True
        return cls

    def __init__(cls, name, bases, namespace, **keywords):
        if _is_table(cls) and not any(_is_table(base) for base in bases):
            _DeclarativeMeta.__init__(cls, name, bases, namespace, **keywords)


default_registry = _registry()


class SQLModel(_BaseModel, metaclass=SQLModelMetaclass, registry=default_registry):
    __allow_unmapped__ = True

    @_declared_attr
    def __tablename__(cls):
        return cls.__name__.lower()


class SQLModelConfig(dict):
    pass


class Session:
    """Of the application's own business nothing is done."""

    def __init__(self, *args, **keywords):
        pass

    def __getattr__(self, name):
        return _introspection.unknown("`.%s` of an ORM session needs the application's Python" % name)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        return False


def col(column_expression):
    return column_expression


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    import importlib

    try:
        return importlib.import_module(__name__ + "." + name)
    except ImportError:
        return _introspection.unknown("`%s.%s`" % (__name__, name))
