"""A type as Python writes it: SQLAlchemy's `repr`, by its parts.

The rule is that of SQLAlchemy's generic representation: the parameters of the constructor, compared
with the attributes of the same names.
"""

import inspect

from sqlalchemy import types as sqltypes
from sqlalchemy.dialects import postgresql

_missing = object()


def spelling(kind):
    """The type with its variants, which Alembic sorts by dialect."""
    own = dict(getattr(kind, "_variant_mapping", None) or {})
    if not own and isinstance(getattr(kind, "mapping", None), dict) and type(kind).__name__ == "Variant":
        # SQLAlchemy 1.4: the variants are around the type
        own, kind = kind.mapping, kind.impl
    spelled = _plain(kind)
    spelled["variants"] = [(_plain(own[dialect]), dialect) for dialect in sorted(own)]
    return spelled


def _module(name):
    if name.startswith("sqlalchemy.dialects.postgresql"):
        return "Postgresql"
    if name.startswith("sqlalchemy.dialects."):
        return {"Dialect": name.split(".")[2]}
    if name.startswith("sqlalchemy."):
        return "Sqlalchemy"
    return {"Package": name}


def _plain(kind):
    cls = type(kind)
    spelled = {"module": _module(cls.__module__), "class": cls.__name__, "arguments": [], "variants": []}
    shown = cls.__repr__
    if not (getattr(shown, "__module__", None) or "sqlalchemy").startswith("sqlalchemy"):
        text = repr(kind)
        name, opened, rest = text.partition("(")
        if opened and rest.endswith(")"):
            spelled["class"] = name
            if rest[:-1]:
                spelled["arguments"].append(_argument(None, literal=rest[:-1]))
        else:
            spelled["class"] = text
        return spelled
    spelled["arguments"] = _arguments(kind)
    return spelled


def _argument(keyword, value=None, literal=None):
    if literal is None and isinstance(value, sqltypes.TypeEngine):
        return {"keyword": keyword, "value": {"Type": spelling(value)}}
    return {"keyword": keyword, "value": {"Literal": repr(value) if literal is None else literal}}


def _arguments(kind):
    if isinstance(kind, sqltypes.TypeDecorator):
        return _arguments(getattr(kind, "impl_instance", None) or kind.impl)
    if isinstance(kind, sqltypes.Enum):
        return _enum_arguments(kind)
    domain = getattr(postgresql, "DOMAIN", None)
    if domain is not None and isinstance(kind, domain):
        return _domain_arguments(kind)
    positional, varargs, keywords = [], None, {}
    for at, cls in enumerate(_inspected(kind)):
        try:
            spec = inspect.getfullargspec(cls.__init__)
        except TypeError:
            continue
        defaults = spec.defaults or ()
        names = spec.args[1:]
        first = len(names) - len(defaults)
        if at == 0:
            positional, varargs = names[:first], spec.varargs
        else:
            keywords.update((name, _missing) for name in names[:first])
        keywords.update(zip(names[first:], defaults))
    found = [_argument(None, getattr(kind, name, None)) for name in positional]
    if varargs and hasattr(kind, varargs):
        found.extend(_argument(None, value) for value in getattr(kind, varargs))
    for name, default in keywords.items():
        value = getattr(kind, name, _missing)
        if value is not _missing and _differs(value, default):
            found.append(_argument(name, value))
    return found


def _inspected(kind):
    """Whose constructors `repr()` looks at: the types of MySQL put their family before the generic type."""
    mro = type(kind).__mro__
    if hasattr(kind, "repr_struct"):
        # SQLAlchemy 2.1 keeps the list
        listed = getattr(kind.repr_struct(), "_to_inspect", None)
        return list(listed) if listed else [type(kind)]
    family = next((cls for cls in mro if "__repr__" in vars(cls)), None)
    if family is None or not family.__module__.startswith("sqlalchemy.dialects.mysql"):
        return [type(kind)]
    generic = [cls for cls in mro if cls in (sqltypes.String, sqltypes.Numeric)]
    return [family] + generic[:1]


def _differs(value, default):
    try:
        return bool(value != default)
    except Exception:
        return False


def _domain_arguments(kind):
    """Its `repr` leaves out what it is."""
    found = [_argument(None, kind.name), _argument(None, kind.data_type)]
    for name in ("collation", "default", "constraint_name", "not_null", "check", "schema"):
        value = getattr(kind, name, None)
        if value is None or value is False:
            continue
        if name == "check" or (name == "default" and not isinstance(value, str)):
            sql = str(value.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))
            found.append(_argument(name, literal=repr(sql) if name == "check" else f"sa.text({sql!r})"))
            continue
        found.append(_argument(name, value))
    if not getattr(kind, "create_type", True):
        found.append(_argument("create_type", False))
    return found


def _enum_arguments(kind):
    found = [_argument(None, label) for label in kind.enums]
    longest = max([len(label) for label in kind.enums] or [0])
    for name, default in (
        ("name", None),
        ("create_type", True),
        ("native_enum", True),
        ("create_constraint", False),
        ("length", longest),
        ("schema", None),
    ):
        value = getattr(kind, name, default)
        if value != default:
            found.append(_argument(name, value if name != "name" else str(value)))
    return found



