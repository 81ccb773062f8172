import uuid

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, declared_attr, mapped_column


class Base(DeclarativeBase, MappedAsDataclass):
    pass


db = SQLAlchemy(model_class=Base, disable_autonaming=False)


class User(db.Model):
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, init=False, default_factory=uuid.uuid4)
    name: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str | None] = mapped_column(default=None)


class APIKeyV2(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[uuid.UUID] = mapped_column(db.ForeignKey("user.id"))


class Other(db.Model):
    __bind_key__ = "second"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)


metadata = db.metadata
