"""A module of SQLModel: its names are those of the package."""

from sqlmodel import *
from sqlmodel import (
    Field,
    FieldInfo,
    Relationship,
    RelationshipInfo,
    SQLModel,
    SQLModelMetaclass,
    Undefined,
    default_registry,
    get_column_from_field,
    get_sqlalchemy_type,
)
