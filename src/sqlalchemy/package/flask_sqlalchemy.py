"""Flask-SQLAlchemy: `db.Model` and its table names, one MetaData for each bind."""

import _introspection
import re as _re

import sqlalchemy as _sa
import sqlalchemy.orm as _orm
from sqlalchemy.orm import DeclarativeBase, DeclarativeBaseNoMeta, DeclarativeMeta, declarative_base, declared_attr


def camel_to_snake_case(name):
    name = _re.sub(r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))", r"_\1", name)
    return name.lower().lstrip("_")


def should_set_tablename(cls):
    if (
        cls.__dict__.get("__abstract__", False)
        or (not issubclass(cls, (DeclarativeBase, DeclarativeBaseNoMeta))
            and not any(isinstance(base, DeclarativeMeta) for base in cls.__mro__[1:]))
        or any((base is DeclarativeBase or base is DeclarativeBaseNoMeta) for base in cls.__bases__)
    ):
        return False
    for base in cls.__mro__:
        if "__tablename__" not in base.__dict__:
            continue
        if isinstance(base.__dict__["__tablename__"], declared_attr):
            return False
        return not (
            base is cls
            or base.__dict__.get("__abstract__", False)
            or not (isinstance(base, DeclarativeMeta) or issubclass(base, (DeclarativeBase, DeclarativeBaseNoMeta)))
        )
    return True


def _has_primary_key(cls):
    """A column of the class or of what it inherits unmapped makes it a table of its own."""
    for base in cls.__mro__:
        if base is not cls and base.__dict__.get("__table__") is not None:
            continue
        for name, value in list(base.__dict__.items()):
            if isinstance(value, declared_attr):
                if name.startswith("__"):
                    continue
                value = getattr(cls, name)
            if isinstance(value, (_sa.Column, _orm.MappedColumn)) and value.primary_key:
                return True
        for name, text, evaluate in _introspection.annotations(base):
            if "Mapped[" in text and name not in base.__dict__:
                for extra in getattr(evaluate().__args__[0], "__metadata__", ()):
                    if isinstance(extra, _orm.MappedColumn) and extra.primary_key:
                        return True
    return False


def _prepare(cls):
    """What Flask-SQLAlchemy decides before SQLAlchemy maps the class."""
    if should_set_tablename(cls):
        inherits = any(base.__dict__.get("__table__") is not None for base in cls.__mro__[1:])
        if not inherits or _has_primary_key(cls):
            cls.__tablename__ = camel_to_snake_case(cls.__name__)
        else:
            cls.__tablename__ = None
    if "metadata" not in cls.__dict__:
        parent = getattr(cls, "metadata", None)
        bind_key = getattr(cls, "__bind_key__", None)
        if bind_key is not None and hasattr(cls, "__fsa__"):
            cls.metadata = cls.__fsa__._make_metadata(bind_key)
        del parent


class Model:
    __fsa__ = None
    query_class = None
    query = None

    def __repr__(self):
        return "<%s>" % type(self).__name__


class DefaultMeta(DeclarativeMeta):
    def __init__(cls, name, bases, namespace, **keywords):
        _prepare(cls)
        super().__init__(name, bases, namespace, **keywords)


class DefaultMetaNoName(DeclarativeMeta):
    pass


class _Preparing:
    def __init_subclass__(cls, **keywords):
        if not cls.__dict__.get("__abstract__", False):
            _prepare(cls)
        super().__init_subclass__(**keywords)


class _ApplicationSession:
    """On the application's own engine: nothing was done in it, so that it may end; more is not known."""

    def __call__(self, **keywords):
        return self

    def close(self):
        pass

    close_all = remove = commit = rollback = flush = expunge_all = expire_all = close

    def query_property(self, query_cls=None):
        return None

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if _introspection.in_revision():
            _introspection.refuse(
                "`db.session` is a second connection in a migration: it does not see what its transaction has done"
            )
        return _introspection.unknown("the session of a Flask application")


class SQLAlchemy:
    def __init__(self, app=None, *, metadata=None, session_options=None, query_class=None, model_class=Model,
                 engine_options=None, add_models_to_shell=True, disable_autonaming=False, **options):
        self.metadatas = {}
        if metadata is not None:
            self.metadatas[None] = metadata
        self.Table = self._table
        self.Model = self._make_model(model_class, disable_autonaming)
        self.session = _ApplicationSession()
        self.Query = _orm.Query
        if app is not None:
            self.init_app(app)

    def _make_metadata(self, bind_key):
        if bind_key not in self.metadatas:
            first = self.metadatas.get(None)
            keywords = {"naming_convention": first.naming_convention} if first is not None else {}
            self.metadatas[bind_key] = _sa.MetaData(info={"bind_key": bind_key}, **keywords)
        return self.metadatas[bind_key]

    def _make_model(self, model_class, disable_autonaming):
        bases = getattr(model_class, "__bases__", ())
        if any(base in (DeclarativeBase, DeclarativeBaseNoMeta) for base in bases):
            if "metadata" in model_class.__dict__:
                self.metadatas.setdefault(None, model_class.__dict__["metadata"])
            if disable_autonaming:
                namespace, parents = {}, (model_class, Model)
            else:
                namespace, parents = {}, (_Preparing, model_class, Model)
            namespace.update({"__fsa__": self, "__abstract__": True})
            if "registry" in model_class.__dict__:
                model = type("FlaskSQLAlchemyBase", parents, namespace)
            else:
                namespace["metadata"] = self._make_metadata(None)
                model = type("FlaskSQLAlchemyBase", parents, namespace)
        elif isinstance(model_class, DeclarativeMeta):
            model = model_class
            if None in self.metadatas:
                model.metadata = self.metadatas[None]
            model.__fsa__ = self
        else:
            metaclass = DefaultMetaNoName if disable_autonaming else DefaultMeta
            model = declarative_base(metadata=self._make_metadata(None), cls=model_class, name="Model",
                                     metaclass=metaclass)
            model.__fsa__ = self
        self.metadatas[None] = model.metadata
        return model

    @property
    def metadata(self):
        return self.metadatas[None]

    def _table(self, *args, **keywords):
        bind_key = keywords.pop("bind_key", None)
        if len(args) < 2 or isinstance(args[1], (_sa.Column, _sa.Constraint)):
            args = args[:1] + (self._make_metadata(bind_key),) + args[1:]
        return _sa.Table(*args, **keywords)

    def init_app(self, app):
        extensions = getattr(app, "extensions", None)
        if isinstance(extensions, dict):
            extensions["sqlalchemy"] = self

    def relationship(self, *args, **keywords):
        return _orm.relationship(*args, **keywords)

    def dynamic_loader(self, *args, **keywords):
        return _orm.relationship(*args, **keywords)

    def create_all(self, bind_key="__all__"):
        return None

    drop_all = reflect = create_all

    @property
    def engine(self):
        return _introspection.unknown("the engine of a Flask application")

    engines = get_engine = engine

    def __getattr__(self, name):
        for module in (_sa, _orm):
            value = getattr(module, name, None)
            if not _introspection.is_unknown(value) and value is not None:
                return value
        if name.startswith("__"):
            raise AttributeError(name)
        return _introspection.unknown("`db.%s`" % name)


BaseQuery = _orm.Query
SignallingSession = _orm.Session


def get_debug_queries():
    return []
