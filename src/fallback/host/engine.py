"""Every engine of SQLAlchemy leads to the tool's connection, whatever URL and driver it names."""

import sqlalchemy
from sqlalchemy.dialects.postgresql import psycopg2 as psycopg2_dialect
from sqlalchemy.engine import url as engine_url

from . import dbapi, guard

VERSION = tuple(int(part) for part in sqlalchemy.__version__.split(".")[:2] if part.isdigit())


class State:
    """What connections need to know of the run."""

    channel = None
    # a migration runs on this connection: a second one would not see its transaction
    migration = None
    # `--sql`: nothing connects
    offline = False
    # URLs that engines were made with, in the order of their connections
    urls = []


def _await():
    """SQLAlchemy's asyncio wants an await under each call of an async driver."""
    import asyncio

    try:
        from sqlalchemy.util import await_only
    except ImportError:
        from sqlalchemy.util.concurrency import await_ as await_only
    await_only(asyncio.sleep(0))


class AsyncCursor(dbapi.Cursor):
    server_side = False

    async def _async_soft_close(self):
        """Rows are here already."""

    def execute(self, operation, parameters=None):
        super().execute(operation, parameters)
        _await()

    def executemany(self, operation, sequence):
        super().executemany(operation, sequence)
        _await()


class AsyncConnection(dbapi.Connection):
    def cursor(self, name=None, cursor_factory=None, **options):
        return super().cursor(name, cursor_factory or AsyncCursor, **options)

    def commit(self):
        super().commit()
        _await()

    def rollback(self):
        super().rollback()
        _await()

    def terminate(self):
        self.closed = 1

    @property
    def driver_connection(self):
        return self

    def run_async(self, function):
        raise dbapi.NotSupportedError("the driver's own connection is not offered: use SQLAlchemy's")


# constructor arguments that dialects of other drivers take
_FOREIGN = (
    "prepared_statement_cache_size",
    "prepared_statement_name_func",
    "async_fallback",
    "use_native_uuid",
    "use_native_unicode",
    "use_batch_mode",
)


class Dialect(psycopg2_dialect.PGDialect_psycopg2):
    supports_statement_cache = True
    _connection_class = dbapi.Connection
    minimum_dbapi_version = (0, 0)

    def __init__(
        self,
        executemany_mode=None,
        executemany_batch_page_size=100,
        executemany_values_page_size=1000,
        prepared_statement_cache_size=None,
        prepared_statement_name_func=None,
        async_fallback=None,
        use_native_uuid=True,
        use_native_unicode=True,
        use_batch_mode=None,
        use_native_hstore=True,
        native_inet_types=None,
        **kwargs
    ):
        if VERSION >= (2, 0):
            kwargs["executemany_mode"] = "values_only"
        else:
            # one statement for each row, as `executemany` is
            kwargs["executemany_mode"] = None
        super().__init__(use_native_hstore=False, **kwargs)
        self.psycopg2_version = (2, 9, 9) if VERSION < (2, 1) else None

    if VERSION >= (2, 1):
        psycopg2_version = property(lambda self: (2, 9, 9), lambda self, value: None)

    @classmethod
    def import_dbapi(cls):
        return dbapi

    # SQLAlchemy 1.4's name
    @classmethod
    def dbapi(cls):
        return dbapi

    @classmethod
    def get_async_dialect_cls(cls, url):
        return AsyncDialect

    def create_connect_args(self, url, *rest):
        return [], {"url": url}

    def connect(self, *arguments, **options):
        url = options.get("url")
        State.urls.append(url.render_as_string(hide_password=False) if hasattr(url, "render_as_string") else str(url))
        if State.offline:
            guard.no_database()
        if State.migration is not None:
            if State.migration is not Dialect:
                raise dbapi.NotSupportedError(
                    "a second connection in a migration does not see what its transaction has done: use op.get_bind() itself"
                )
            State.migration = connection = self._connection_class(State.channel, True, self._json_deserializer)
            return connection
        return self._connection_class(State.channel, False, self._json_deserializer)

    def on_connect(self):
        return None

    def on_connect_url(self, url):
        return None

    def initialize(self, connection):
        raw = connection.connection
        raw = getattr(raw, "dbapi_connection", None) or getattr(raw, "connection", raw)
        # SQLAlchemy rolls back behind this; a migration's transaction must live on
        self._keep = raw if raw.in_transaction else None
        super().initialize(connection)

    _keep = None

    def do_rollback(self, dbapi_connection):
        raw = getattr(dbapi_connection, "dbapi_connection", None) or dbapi_connection
        if self._keep is not None and self._keep is raw:
            self._keep = None
            return
        super().do_rollback(dbapi_connection)

    def _hstore_oids(self, dbapi_connection):
        return None

    def set_isolation_level(self, dbapi_connection, level):
        level = level.replace("_", " ")
        # psycopg2's `set_isolation_level` ends the transaction, which only a question has begun
        dbapi_connection.rollback()
        if level == "AUTOCOMMIT":
            dbapi_connection.autocommit = True
            return
        dbapi_connection.autocommit = False
        dbapi_connection.isolation_level = level

    def get_isolation_level(self, dbapi_connection):
        if dbapi_connection.autocommit:
            return "AUTOCOMMIT"
        return super().get_isolation_level(dbapi_connection)

    def is_disconnect(self, error, connection, cursor):
        return False


class AsyncDialect(Dialect):
    is_async = True
    supports_statement_cache = True
    _connection_class = AsyncConnection
    has_terminate = True

    @classmethod
    def get_pool_class(cls, url):
        from sqlalchemy import pool

        return pool.AsyncAdaptedQueuePool

    def get_driver_connection(self, connection):
        return connection

    def do_terminate(self, dbapi_connection):
        dbapi_connection.terminate()


_ASYNC_DRIVERS = ("asyncpg", "aiopg", "psycopg_async", "psycopgasync")


class _Entrypoint:
    """What a URL resolves to."""

    @staticmethod
    def of(url):
        driver = url.drivername.partition("+")[2]
        return AsyncDialect if driver in _ASYNC_DRIVERS else Dialect


def install(channel):
    """From here on `make_url(…)` of any database means the tool's connection, and so does any engine."""
    State.channel = channel
    engine_url.URL._get_entrypoint = lambda self: _Entrypoint.of(self)
