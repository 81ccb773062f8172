"""Modules of database drivers: importable whether installed or not, and none of them connects anywhere."""

import importlib.abc
import importlib.machinery
import sys
import types

from . import dbapi, values


def _refuse(name):
    def connect(*arguments, **options):
        raise dbapi.NotSupportedError(
            "%s: gen-migration runs this code on its own connection; use op.get_bind() or an engine of SQLAlchemy" % name
        )

    return connect


class _Driver(types.ModuleType):
    """A module that says what it lacks."""

    __path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError("gen-migration's stand-in for `%s` has no `%s`" % (self.__name__, name))


def _module(name, **attributes):
    module = _Driver(name)
    module.__dict__.update(attributes)
    module.__spec__ = importlib.machinery.ModuleSpec(name, None, is_package=True)
    sys.modules[name] = module
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)
    return module


_EXCEPTIONS = {
    name: getattr(dbapi, name)
    for name in (
        "Warning",
        "Error",
        "InterfaceError",
        "DatabaseError",
        "DataError",
        "OperationalError",
        "IntegrityError",
        "InternalError",
        "ProgrammingError",
        "NotSupportedError",
    )
}


def _conditions():
    return {name: dbapi.error_class(code) for code, name in dbapi.CONDITIONS.items()}


class Json:
    def __init__(self, adapted, dumps=None):
        self.adapted = adapted
        self._dumps = dumps

    def dumps(self, value):
        import json

        return (self._dumps or json.dumps)(value)

    def getquoted(self):
        return values.quoted(self.dumps(self.adapted)).encode("utf-8")


class AsIs:
    def __init__(self, adapted):
        self.adapted = adapted

    def getquoted(self):
        return str(self.adapted).encode("utf-8")


class QuotedString(AsIs):
    def getquoted(self):
        return values.quoted(str(self.adapted)).encode("utf-8")


class Range:
    """psycopg2's range value."""

    _cast = None

    def __init__(self, lower=None, upper=None, bounds="[)", empty=False):
        self._lower, self._upper = (None, None) if empty else (lower, upper)
        self._bounds = None if empty else bounds

    lower = property(lambda self: self._lower)
    upper = property(lambda self: self._upper)
    isempty = property(lambda self: self._bounds is None)

    def getquoted(self):
        if self._bounds is None:
            text = "empty"
        else:
            ends = ["" if end is None else '"%s"' % end for end in (self._lower, self._upper)]
            text = self._bounds[0] + ends[0] + "," + ends[1] + self._bounds[1]
        cast = "" if self._cast is None else "::" + self._cast
        return (values.quoted(text) + cast).encode("utf-8")


class NumericRange(Range):
    pass


class DateRange(Range):
    _cast = "daterange"


class DateTimeRange(Range):
    _cast = "tsrange"


class DateTimeTZRange(Range):
    _cast = "tstzrange"


class _DictCursor(dbapi.Cursor):
    def _row(self, cells):
        return {column.name: cell for column, cell in zip(self.description, cells)}


class _NamedTupleCursor(dbapi.Cursor):
    def _row(self, cells):
        import collections

        names = [column.name for column in self.description]
        return collections.namedtuple("Record", names, rename=True)(*cells)


def _execute_batch(cursor, sql, argslist, page_size=100):
    cursor.executemany(sql, list(argslist))


def _execute_values(cursor, sql, argslist, template=None, page_size=100, fetch=False):
    before, _, after = sql.partition("%s")
    found = []
    rows = list(argslist)
    for start in range(0, len(rows), page_size):
        page = rows[start : start + page_size]
        texts = [
            values.literal(tuple(row)) if template is None else values.interpolated(template, row) for row in page
        ]
        cursor.execute(before.replace("%%", "%") + ",".join(texts) + after.replace("%%", "%"))
        if fetch:
            found.extend(cursor.fetchall())
    return found if fetch else None


def _ignore(*arguments, **options):
    return None


class _Composable:
    def __init__(self, *wrapped):
        self._wrapped = wrapped

    def __add__(self, other):
        return _Composed([self, other])

    def join(self, parts):
        joined = []
        for part in parts:
            if joined:
                joined.append(self)
            joined.append(part)
        return _Composed(joined)


class _Sql(_Composable):
    def as_string(self, context=None):
        return self._wrapped[0]

    def format(self, *arguments, **named):
        import string

        parts = []
        counter = 0
        for text, field, _, _ in string.Formatter().parse(self._wrapped[0]):
            parts.append(_Sql(text))
            if field is None:
                continue
            if field == "":
                parts.append(arguments[counter])
                counter += 1
            else:
                parts.append(arguments[int(field)] if field.isdigit() else named[field])
        return _Composed(parts)


class _Identifier(_Composable):
    def as_string(self, context=None):
        return ".".join('"' + name.replace('"', '""') + '"' for name in self._wrapped)


class _Literal(_Composable):
    def as_string(self, context=None):
        return values.literal(self._wrapped[0])


class _Placeholder(_Composable):
    def as_string(self, context=None):
        return "%%(%s)s" % self._wrapped[0] if self._wrapped else "%s"


class _Composed(_Composable):
    def as_string(self, context=None):
        return "".join(part.as_string(context) for part in self._wrapped[0])


def _asyncpg_error(name):
    """asyncpg names its classes `UniqueViolationError`."""
    for code, condition in dbapi.CONDITIONS.items():
        if condition + "Error" == name or condition == name:
            return dbapi.error_class(code)
    raise AttributeError("gen-migration's stand-in for `asyncpg.exceptions` has no `%s`" % name)


def install():
    """Puts the stand-ins where `import` finds them first."""
    constructors = dict(
        Binary=dbapi.Binary,
        Date=dbapi.Date,
        Time=dbapi.Time,
        Timestamp=dbapi.Timestamp,
        STRING=dbapi.STRING,
        BINARY=dbapi.BINARY,
        NUMBER=dbapi.NUMBER,
        DATETIME=dbapi.DATETIME,
        ROWID=dbapi.ROWID,
        apilevel="2.0",
        threadsafety=2,
        paramstyle="pyformat",
    )
    _module("psycopg2", __version__=dbapi.__version__, connect=_refuse("psycopg2.connect"), **_EXCEPTIONS, **constructors)
    extensions = dict(
        ISOLATION_LEVEL_AUTOCOMMIT=0,
        ISOLATION_LEVEL_READ_UNCOMMITTED=4,
        ISOLATION_LEVEL_READ_COMMITTED=1,
        ISOLATION_LEVEL_REPEATABLE_READ=2,
        ISOLATION_LEVEL_SERIALIZABLE=3,
        ISOLATION_LEVEL_DEFAULT=None,
        STATUS_READY=1,
        STATUS_BEGIN=2,
        TRANSACTION_STATUS_IDLE=0,
        TRANSACTION_STATUS_INTRANS=2,
        AsIs=AsIs,
        QuotedString=QuotedString,
        connection=dbapi.Connection,
        cursor=dbapi.Cursor,
        register_adapter=lambda kind, adapter: values.adapters.__setitem__(kind, adapter),
        register_type=_ignore,
        new_type=_ignore,
        new_array_type=_ignore,
        adapt=lambda value: QuotedString(value) if isinstance(value, str) else AsIs(values.literal(value)),
        quote_ident=lambda name, scope=None: '"' + name.replace('"', '""') + '"',
    )
    _module("psycopg2.extensions", **extensions, **_EXCEPTIONS)

    class HstoreAdapter:
        @staticmethod
        def get_oids(connection):
            return None

    _module(
        "psycopg2.extras",
        Json=Json,
        Range=Range,
        NumericRange=NumericRange,
        DateRange=DateRange,
        DateTimeRange=DateTimeRange,
        DateTimeTZRange=DateTimeTZRange,
        DictCursor=_DictCursor,
        RealDictCursor=_DictCursor,
        NamedTupleCursor=_NamedTupleCursor,
        HstoreAdapter=HstoreAdapter,
        execute_batch=_execute_batch,
        execute_values=_execute_values,
        register_uuid=_ignore,
        register_hstore=_ignore,
        register_default_json=_ignore,
        register_default_jsonb=_ignore,
        register_json=_ignore,
        register_composite=_ignore,
        register_range=_ignore,
        register_inet=_ignore,
    )
    _module("psycopg2._range", **{cls.__name__: cls for cls in (Range, NumericRange, DateRange, DateTimeRange, DateTimeTZRange)})
    _module("psycopg2._json", Json=Json)
    sql = dict(SQL=_Sql, Identifier=_Identifier, Literal=_Literal, Placeholder=_Placeholder, Composed=_Composed, Composable=_Composable)
    _module("psycopg2.sql", **sql)
    _module("psycopg2.errors", lookup=dbapi.error_class, **_conditions())
    _module("psycopg2.errorcodes", **{})
    _module("psycopg2.pool", ThreadedConnectionPool=_refuse("psycopg2.pool"), SimpleConnectionPool=_refuse("psycopg2.pool"))

    _module("psycopg", __version__="3.1.18", connect=_refuse("psycopg.connect"), **_EXCEPTIONS, **constructors)
    _module("psycopg.errors", lookup=dbapi.error_class, **_conditions(), **_EXCEPTIONS)
    _module("psycopg.sql", **sql)
    _module("psycopg.rows", dict_row=None, tuple_row=None)
    _module("psycopg.types")
    _module("psycopg.types.json", Json=Json, Jsonb=Json)
    for name in ("psycopg_pool",):
        _module(name, ConnectionPool=_refuse(name), AsyncConnectionPool=_refuse(name))

    asyncpg = _module("asyncpg", connect=_refuse("asyncpg.connect"), create_pool=_refuse("asyncpg.create_pool"))
    exceptions = _module("asyncpg.exceptions", PostgresError=dbapi.DatabaseError, InterfaceError=dbapi.InterfaceError)
    names = [condition + "Error" for condition in dbapi.CONDITIONS.values()]
    for name in names:
        setattr(exceptions, name, _asyncpg_error(name))
        setattr(asyncpg, name, _asyncpg_error(name))
    asyncpg.PostgresError = dbapi.DatabaseError
    asyncpg.InterfaceError = dbapi.InterfaceError
    asyncpg.Connection = dbapi.Connection
