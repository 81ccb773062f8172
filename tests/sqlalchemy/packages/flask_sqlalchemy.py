import enum
from datetime import datetime

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData
from sqlalchemy.orm import Mapped, mapped_column

convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
db = SQLAlchemy(metadata=MetaData(naming_convention=convention))
migrate = Migrate()


class State(enum.Enum):
    open = 1
    closed = 2


tags = db.Table(
    "tags",
    db.Column("tag_id", db.Integer, db.ForeignKey("tag.id"), primary_key=True),
    db.Column("page_id", db.Integer, db.ForeignKey("wiki_page.id"), primary_key=True),
)


class Tag(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(20), unique=True, nullable=False)


class WikiPage(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.Unicode(80), index=True)
    body = db.Column(db.Text, nullable=False, server_default="")
    made = db.Column(db.DateTime, default=datetime.utcnow)
    state = db.Column(db.Enum(State))
    tags = db.relationship("Tag", secondary=tags, lazy="subquery", backref=db.backref("pages", lazy=True))


class HTTPRequestLog(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str]
    page_id: Mapped[int | None] = mapped_column(db.ForeignKey("wiki_page.id", ondelete="CASCADE"))
    __table_args__ = (db.Index("ix_path", "path"), db.UniqueConstraint("path", "page_id"))


class Named(db.Model):
    __tablename__ = "other_name"
    id = db.mapped_column(db.Integer, primary_key=True)


class BaseModel(db.Model):
    __abstract__ = True
    id = db.Column(db.BigInteger, primary_key=True)
    created = db.Column(db.DateTime(timezone=True), server_default=db.func.now())


class Derived(BaseModel):
    value = db.Column(db.Numeric(10, 2))


class Person(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    kind = db.Column(db.String(10))
    __mapper_args__ = {"polymorphic_on": kind}


class Worker(Person):
    wage = db.Column(db.Integer)


class Boss(Person):
    id = db.Column(db.Integer, db.ForeignKey("person.id"), primary_key=True)
    car = db.Column(db.String)


def create_app():
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = "postgresql://"
    db.init_app(app)
    migrate.init_app(app, db)
    return app


metadata = db.metadata
