"""The bases of advanced_alchemy: one registry, its naming convention and its types."""

import datetime
import re
import uuid
from typing import Any

import pydantic as _pydantic
from sqlalchemy import Date, Identity, Index, MetaData, Sequence, String, UniqueConstraint
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry

from advanced_alchemy.types import GUID, BigIntIdentity, DateTimeUTC, JsonB

convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
table_name_regexp = re.compile(r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))")


def create_registry(custom_annotation_map=None):
    known = {
        uuid.UUID: GUID,
        datetime.datetime: DateTimeUTC,
        datetime.date: Date,
        dict: JsonB,
        dict[str, Any]: JsonB,
        dict[str, str]: JsonB,
        _pydantic.EmailStr: String,
        _pydantic.AnyUrl: String,
        _pydantic.AnyHttpUrl: String,
        _pydantic.Json: JsonB,
    }
    known.update(custom_annotation_map or {})
    return registry(metadata=MetaData(naming_convention=convention), type_annotation_map=known)


orm_registry = create_registry()


class MetadataRegistry:
    _registry = {None: orm_registry.metadata}

    def get(self, bind_key=None):
        return self._registry.setdefault(bind_key, MetaData(naming_convention=convention))

    def set(self, bind_key, metadata):
        self._registry[bind_key] = metadata

    def __iter__(self):
        return iter(self._registry)

    def __getitem__(self, bind_key):
        return self._registry[bind_key]

    def __setitem__(self, bind_key, metadata):
        self._registry[bind_key] = metadata

    def __contains__(self, bind_key):
        return bind_key in self._registry


metadata_registry = MetadataRegistry()


class _Sentinel:
    @declared_attr
    def _sentinel(cls) -> Mapped[int]:
        return mapped_column(name="sa_orm_sentinel", use_existing_column=True, nullable=True, sort_order=3001)


class UUIDPrimaryKey(_Sentinel):
    id: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, primary_key=True, sort_order=-100)


class UUIDv6PrimaryKey(_Sentinel):
    id: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, primary_key=True, sort_order=-100)


class UUIDv7PrimaryKey(_Sentinel):
    id: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, primary_key=True, sort_order=-100)


class NanoIDPrimaryKey(_Sentinel):
    id: Mapped[str] = mapped_column(default="", primary_key=True, sort_order=-100)


def _schema(cls):
    arguments = getattr(cls, "__table_args__", None)
    if isinstance(arguments, tuple) and arguments:
        arguments = arguments[-1]
    if isinstance(arguments, dict) and "schema" in arguments:
        return arguments["schema"]
    return None


class BigIntPrimaryKey:
    @declared_attr
    def id(cls) -> Mapped[int]:
        sequence = Sequence(cls.__tablename__ + "_id_seq", optional=False, schema=_schema(cls))
        return mapped_column(BigIntIdentity, sequence, primary_key=True, sort_order=-100)


class IdentityPrimaryKey:
    @declared_attr
    def id(cls) -> Mapped[int]:
        return mapped_column(BigIntIdentity, Identity(start=1, increment=1), primary_key=True, sort_order=-100)


class AuditColumns:
    created_at: Mapped[datetime.datetime] = mapped_column(DateTimeUTC(timezone=True), sort_order=3002)
    updated_at: Mapped[datetime.datetime] = mapped_column(DateTimeUTC(timezone=True), sort_order=3003)


class SlugKey:
    @declared_attr
    def slug(cls) -> Mapped[str]:
        return mapped_column(String(length=100), nullable=False)

    @declared_attr.directive
    def __table_args__(cls):
        return (UniqueConstraint(cls.slug, name="uq_%s_slug" % cls.__tablename__),)


class UniqueMixin:
    pass


class BasicAttributes:
    pass


class CommonTableAttributes(BasicAttributes):
    def __init_subclass__(cls, **keywords):
        own = cls.__dict__.get("__mapper_args__")
        own = own if isinstance(own, dict) else {}
        if "__tablename__" not in cls.__dict__ and not own.get("concrete") and "polymorphic_on" not in own:
            for parent in cls.__mro__[1:]:
                arguments = getattr(parent, "__mapper_args__", None)
                if isinstance(arguments, dict) and "polymorphic_on" in arguments:
                    # a class of a single-table hierarchy
                    cls.__tablename__ = None
                    break
        super().__init_subclass__(**keywords)

    @declared_attr.directive
    def __tablename__(cls):
        own = cls.__dict__.get("__mapper_args__")
        if not isinstance(own, dict) or not (own.get("concrete") or "polymorphic_on" in own):
            for parent in cls.__mro__[1:]:
                arguments = getattr(parent, "__mapper_args__", None)
                if isinstance(arguments, dict) and "polymorphic_on" in arguments:
                    return None
        return table_name_regexp.sub(r"_\1", cls.__name__).lower()


class AdvancedDeclarativeBase(DeclarativeBase):
    registry = orm_registry
    __abstract__ = True
    __metadata_registry__ = metadata_registry
    __bind_key__ = None

    def __init_subclass__(cls, **keywords):
        bind_key = getattr(cls, "__bind_key__", None)
        if bind_key is not None:
            cls.metadata = cls.__metadata_registry__.get(bind_key)
        super().__init_subclass__(**keywords)


class UUIDBase(UUIDPrimaryKey, CommonTableAttributes, AdvancedDeclarativeBase, AsyncAttrs):
    __abstract__ = True


class UUIDAuditBase(CommonTableAttributes, UUIDPrimaryKey, AuditColumns, AdvancedDeclarativeBase, AsyncAttrs):
    __abstract__ = True


class UUIDv6Base(UUIDv6PrimaryKey, CommonTableAttributes, AdvancedDeclarativeBase, AsyncAttrs):
    __abstract__ = True


class UUIDv6AuditBase(CommonTableAttributes, UUIDv6PrimaryKey, AuditColumns, AdvancedDeclarativeBase, AsyncAttrs):
    __abstract__ = True


class UUIDv7Base(UUIDv7PrimaryKey, CommonTableAttributes, AdvancedDeclarativeBase, AsyncAttrs):
    __abstract__ = True


class UUIDv7AuditBase(CommonTableAttributes, UUIDv7PrimaryKey, AuditColumns, AdvancedDeclarativeBase, AsyncAttrs):
    __abstract__ = True


class NanoIDBase(NanoIDPrimaryKey, CommonTableAttributes, AdvancedDeclarativeBase, AsyncAttrs):
    __abstract__ = True


class NanoIDAuditBase(CommonTableAttributes, NanoIDPrimaryKey, AuditColumns, AdvancedDeclarativeBase, AsyncAttrs):
    __abstract__ = True


class BigIntBase(BigIntPrimaryKey, CommonTableAttributes, AdvancedDeclarativeBase, AsyncAttrs):
    __abstract__ = True


class BigIntAuditBase(CommonTableAttributes, BigIntPrimaryKey, AuditColumns, AdvancedDeclarativeBase, AsyncAttrs):
    __abstract__ = True


class IdentityBase(IdentityPrimaryKey, CommonTableAttributes, AdvancedDeclarativeBase, AsyncAttrs):
    __abstract__ = True


class IdentityAuditBase(CommonTableAttributes, IdentityPrimaryKey, AuditColumns, AdvancedDeclarativeBase, AsyncAttrs):
    __abstract__ = True


class DefaultBase(CommonTableAttributes, AdvancedDeclarativeBase, AsyncAttrs):
    __abstract__ = True


class SQLQuery(BasicAttributes, AdvancedDeclarativeBase, AsyncAttrs):
    __abstract__ = True
    __allow_unmapped__ = True


def merge_table_arguments(cls, table_args=None):
    items, options = [], {}
    inherited = [getattr(super(base, cls), "__table_args__", None) for base in cls.__bases__]
    for arguments in inherited + [table_args]:
        if isinstance(arguments, tuple):
            for item in arguments:
                if isinstance(item, dict):
                    options.update(item)
                else:
                    items.append(item)
        elif arguments:
            options.update(arguments)
    if not items:
        return options
    return (*items, options) if options else tuple(items)
