import uuid
from datetime import datetime, timezone
from typing import ClassVar, Optional

from sqlalchemy import DateTime, text
from sqlalchemy.orm import declared_attr, registry
from sqlmodel import Column, Field, Identity, Integer, MetaData, SQLModel


class Base(
    SQLModel,
    registry=registry(metadata=MetaData(schema="app", naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(column_0_label)s"})),
):
    pass

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return cls.__name__.lower() + "s"


class Stamped(SQLModel):
    created_at: datetime = Field(
        default_factory=lambda: datetime.now(timezone.utc),
        sa_type=DateTime(timezone=True),
        sa_column_kwargs={"server_default": text("now()")},
    )
    updated_at: Optional[datetime] = Field(default=None, sa_type=DateTime(timezone=True))


class Keyed(SQLModel):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True, index=True, nullable=False)


class Item(Keyed, Stamped, Base, table=True):
    title: str
    owner_id: uuid.UUID = Field(foreign_key="app.users.id", nullable=False, ondelete="CASCADE")
    version: ClassVar[int] = 3


class User(Stamped, Keyed, Base, table=True):
    email: str = Field(unique=True, index=True, max_length=255)


class Counted(Base, table=True):
    id: int | None = Field(default=None, sa_column=Column(Integer, Identity(), primary_key=True))
    title: str = Field(alias="heading")


metadata = Base.metadata
