"""PEP 249 over the pipe: one connection, the tool's own, with psycopg2's ways."""

from . import values
from .channel import Refused

apilevel = "2.0"
threadsafety = 1
paramstyle = "pyformat"
__version__ = "2.9.9 (dt dec pq3 ext lo64)"
__libpq_version__ = 150000


class Warning(Exception):
    pass


class Error(Exception):
    pgcode = None
    pgerror = None
    cursor = None

    @property
    def sqlstate(self):
        return self.pgcode

    @property
    def diag(self):
        return Diagnostics(getattr(self, "said", {}))


class InterfaceError(Error):
    pass


class DatabaseError(Error):
    pass


class DataError(DatabaseError):
    pass


class OperationalError(DatabaseError):
    pass


class IntegrityError(DatabaseError):
    pass


class InternalError(DatabaseError):
    pass


class ProgrammingError(DatabaseError):
    pass


class NotSupportedError(DatabaseError):
    pass


class Diagnostics:
    """`error.diag`: what PostgreSQL said, by field; None for what it didn't say."""

    _FIELDS = {
        "sqlstate": "sqlstate",
        "message_primary": "message",
        "message_detail": "detail",
        "message_hint": "hint",
        "statement_position": "position",
    }

    def __init__(self, said):
        self._said = said

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        value = self._said.get(self._FIELDS.get(name, name))
        return value if value is None else str(value)


# psycopg2's choice of the class, by the first two characters of the SQLSTATE
_BASES = {
    "0A": NotSupportedError,
    "20": ProgrammingError,
    "21": ProgrammingError,
    "22": DataError,
    "23": IntegrityError,
    "24": InternalError,
    "25": InternalError,
    "26": OperationalError,
    "27": OperationalError,
    "28": OperationalError,
    "2B": InternalError,
    "2D": InternalError,
    "2F": InternalError,
    "34": OperationalError,
    "38": InternalError,
    "39": InternalError,
    "3B": InternalError,
    "3D": ProgrammingError,
    "3F": ProgrammingError,
    "40": OperationalError,
    "42": ProgrammingError,
    "44": ProgrammingError,
    "53": OperationalError,
    "54": OperationalError,
    "55": OperationalError,
    "57": OperationalError,
    "58": OperationalError,
    "F0": InternalError,
    "HV": OperationalError,
    "P0": InternalError,
    "XX": InternalError,
}

# PostgreSQL's names of its conditions (its manual, appendix A), for `psycopg2.errors` and its like
CONDITIONS = {
    "0A000": "FeatureNotSupported",
    "22001": "StringDataRightTruncation",
    "22003": "NumericValueOutOfRange",
    "22007": "InvalidDatetimeFormat",
    "22008": "DatetimeFieldOverflow",
    "22012": "DivisionByZero",
    "22023": "InvalidParameterValue",
    "22P02": "InvalidTextRepresentation",
    "23000": "IntegrityConstraintViolation",
    "23001": "RestrictViolation",
    "23502": "NotNullViolation",
    "23503": "ForeignKeyViolation",
    "23505": "UniqueViolation",
    "23514": "CheckViolation",
    "23P01": "ExclusionViolation",
    "25001": "ActiveSqlTransaction",
    "25006": "ReadOnlySqlTransaction",
    "25P01": "NoActiveSqlTransaction",
    "25P02": "InFailedSqlTransaction",
    "2BP01": "DependentObjectsStillExist",
    "3B001": "InvalidSavepointSpecification",
    "3D000": "InvalidCatalogName",
    "3F000": "InvalidSchemaName",
    "40001": "SerializationFailure",
    "40P01": "DeadlockDetected",
    "42501": "InsufficientPrivilege",
    "42601": "SyntaxError",
    "42602": "InvalidName",
    "42611": "InvalidColumnDefinition",
    "42701": "DuplicateColumn",
    "42702": "AmbiguousColumn",
    "42703": "UndefinedColumn",
    "42704": "UndefinedObject",
    "42710": "DuplicateObject",
    "42723": "DuplicateFunction",
    "42804": "DatatypeMismatch",
    "42809": "WrongObjectType",
    "42830": "InvalidForeignKey",
    "42846": "CannotCoerce",
    "42883": "UndefinedFunction",
    "42939": "ReservedName",
    "42P01": "UndefinedTable",
    "42P04": "DuplicateDatabase",
    "42P06": "DuplicateSchema",
    "42P07": "DuplicateTable",
    "42P10": "InvalidColumnReference",
    "42P16": "InvalidTableDefinition",
    "42P17": "InvalidObjectDefinition",
    "54000": "ProgramLimitExceeded",
    "55000": "ObjectNotInPrerequisiteState",
    "55006": "ObjectInUse",
    "55P03": "LockNotAvailable",
    "55P04": "UnsafeNewEnumValueUsage",
    "57014": "QueryCanceled",
    "58P01": "UndefinedFile",
    "P0001": "RaiseException",
    "P0002": "NoDataFound",
    "P0003": "TooManyRows",
    "P0004": "AssertFailure",
    "XX000": "InternalError_",
}

_classes = {}


def error_class(sqlstate):
    """The exception class of one SQLSTATE, which is what `except UniqueViolation` meets."""
    known = _classes.get(sqlstate)
    if known is None:
        base = _BASES.get(sqlstate[:2], DatabaseError)
        name = CONDITIONS.get(sqlstate)
        known = base if name is None else type(name, (base,), {"__module__": "psycopg2.errors"})
        _classes[sqlstate] = known
    return known


def _error(refused):
    said = refused.said
    text = said["message"]
    if said.get("detail"):
        text += "\nDETAIL:  " + said["detail"]
    if said.get("hint"):
        text += "\nHINT:  " + said["hint"]
    error = error_class(said["sqlstate"])(text + "\n")
    error.pgcode = said["sqlstate"]
    error.pgerror = "ERROR:  " + text + "\n"
    error.said = said
    return error


class TypeObject:
    """PEP 249's `STRING`, `NUMBER` and so on: equal to the type codes that it stands for."""

    def __init__(self, *names):
        self._codes = frozenset(values.KNOWN_TYPES[name] for name in names)
        self.values = tuple(self._codes)

    def __eq__(self, other):
        return other is self or other in self._codes

    def __hash__(self):
        return hash(self._codes)


STRING = TypeObject("text", "varchar", "bpchar", "name", "char")
BINARY = TypeObject("bytea")
NUMBER = TypeObject("int2", "int4", "int8", "float4", "float8", "numeric")
DATETIME = TypeObject("date", "time", "timetz", "timestamp", "timestamptz", "interval")
ROWID = TypeObject("oid")


def Binary(value):
    return memoryview(value)


def _moment(name):
    import datetime

    return getattr(datetime, name)


def Date(*parts):
    return _moment("date")(*parts)


def Time(*parts):
    return _moment("time")(*parts)


def Timestamp(*parts):
    return _moment("datetime")(*parts)


class Connection:
    """A handle on the tool's connection. Transactions begin with the first statement, as PEP 249 says."""

    def __init__(self, channel, in_transaction=False, json_loads=None):
        self.channel = channel
        self.in_transaction = in_transaction
        self.json_loads = json_loads or values.json_loads
        # the tool keeps the transaction: what SQLAlchemy cleans up behind us must not end it
        self.detached = False
        self.closed = 0
        self.notices = []
        self.encoding = "UTF8"
        self.server_version = 150000
        self.isolation_level = None
        self.readonly = None
        self.deferrable = None
        self._autocommit = False

    Error = Error
    InterfaceError = InterfaceError
    DatabaseError = DatabaseError
    DataError = DataError
    OperationalError = OperationalError
    IntegrityError = IntegrityError
    InternalError = InternalError
    ProgrammingError = ProgrammingError
    NotSupportedError = NotSupportedError

    @property
    def autocommit(self):
        return self._autocommit

    @autocommit.setter
    def autocommit(self, value):
        if self.in_transaction and bool(value) != self._autocommit and not self.detached:
            raise ProgrammingError("set_session cannot be used inside a transaction")
        self._autocommit = bool(value)

    @property
    def status(self):
        return 2 if self.in_transaction else 1

    def get_transaction_status(self):
        return 2 if self.in_transaction else 0

    def get_parameter_status(self, name):
        return None

    def cursor(self, name=None, cursor_factory=None, **options):
        self._check_open()
        factory = cursor_factory or Cursor
        return factory(self) if name is None else factory(self, name)

    def commit(self):
        self._end("commit")

    def rollback(self):
        self._end("rollback")

    def _end(self, how):
        self._check_open()
        if self.in_transaction and not self.detached:
            self.in_transaction = False
            try:
                self.channel.call(how)
            except Refused as refused:
                raise _error(refused) from None

    def close(self):
        if not self.closed and self.in_transaction and not self.detached:
            self.rollback()
        self.closed = 1

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        if kind is None:
            self.commit()
        else:
            self.rollback()

    def _check_open(self):
        if self.closed:
            raise InterfaceError("connection already closed")

    def ask(self, call, **arguments):
        self._check_open()
        if not self.in_transaction and not self._autocommit:
            self.channel.call("begin")
            self.in_transaction = True
        try:
            return self.channel.call(call, **arguments)
        except Refused as refused:
            raise _error(refused) from None


class Column(tuple):
    """One entry of `cursor.description`."""

    name = property(lambda self: self[0])
    type_code = property(lambda self: self[1])


class Cursor:
    def __init__(self, connection, name=None):
        self.connection = connection
        self.name = name
        self.arraysize = 1
        self.itersize = 2000
        self.closed = False
        self.description = None
        self.rowcount = -1
        self.lastrowid = 0
        self.query = None
        self.statusmessage = None
        self._rows = []
        self._next = 0

    def execute(self, operation, parameters=None):
        sql = self.mogrify_text(operation, parameters)
        self.query = sql.encode("utf-8")
        answer = self._ask("query", sql=sql)
        columns = answer["columns"]
        self._next = 0
        self.rowcount = answer["affected"]
        if not columns:
            self.description = None
            self._rows = []
            return
        self.description = tuple(
            Column((name, values.KNOWN_TYPES.get(kind, 705), None, None, None, None, None))
            for name, kind in columns
        )
        readers = [values.Reader(kind, self.connection.json_loads) for _, kind in columns]
        self._rows = [self._row([reader.read(value) for reader, value in zip(readers, row)]) for row in answer["rows"]]
        self.rowcount = len(self._rows)

    def executemany(self, operation, sequence):
        statements = [self.mogrify_text(operation, parameters) for parameters in sequence]
        self.description = None
        self._rows = []
        self.rowcount = 0
        if statements:
            self.rowcount = self._ask("query_all", sql=statements)["affected"]

    def mogrify(self, operation, parameters=None):
        return self.mogrify_text(operation, parameters).encode("utf-8")

    def mogrify_text(self, operation, parameters=None):
        if self.closed:
            raise InterfaceError("cursor already closed")
        if isinstance(operation, bytes):
            operation = operation.decode("utf-8")
        elif not isinstance(operation, str):
            operation = operation.as_string(self)
        try:
            return values.interpolated(operation, parameters)
        except values.Unadaptable as error:
            raise ProgrammingError(str(error)) from None

    def _ask(self, call, **arguments):
        if self.closed:
            raise InterfaceError("cursor already closed")
        return self.connection.ask(call, **arguments)

    def _row(self, cells):
        return tuple(cells)

    def _check_rows(self):
        if self.description is None:
            raise ProgrammingError("no results to fetch")

    def fetchone(self):
        self._check_rows()
        if self._next >= len(self._rows):
            return None
        self._next += 1
        return self._rows[self._next - 1]

    def fetchmany(self, size=None):
        self._check_rows()
        start = self._next
        self._next = min(start + (self.arraysize if size is None else size), len(self._rows))
        return self._rows[start : self._next]

    def fetchall(self):
        self._check_rows()
        start, self._next = self._next, len(self._rows)
        return self._rows[start:]

    def __iter__(self):
        while True:
            row = self.fetchone()
            if row is None:
                return
            yield row

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        self.close()

    def close(self):
        self.closed = True

    def setinputsizes(self, sizes):
        pass

    def setoutputsize(self, size, column=None):
        pass

    def _unsupported(self, *arguments, **options):
        raise NotSupportedError("COPY and callproc are not offered by gen-migration's connection: use execute()")

    copy_expert = copy_from = copy_to = callproc = _unsupported
