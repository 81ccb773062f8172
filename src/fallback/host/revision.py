"""One revision file, run with the project's Alembic on the tool's connection."""

import contextlib
import importlib.util

from . import engine, guard


def _module(path, name):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def metadata(given):
    import sqlalchemy

    if given is None:
        return None
    options = {}
    if given.get("naming_convention"):
        options["naming_convention"] = given["naming_convention"]
    return sqlalchemy.MetaData(schema=given.get("schema"), **options)


def _connect(is_async):
    import sqlalchemy

    options = {} if engine.VERSION >= (2, 0) else {"future": False}
    if is_async:
        options["_is_async"] = True
        if engine.VERSION < (2, 0):
            options["future"] = True
    made = sqlalchemy.create_engine("postgresql" + ("+asyncpg" if is_async else "") + "://", **options)
    return made.connect()


def run(request, environment, channel):
    """Loads the file and calls its function, inside the transaction that the tool has opened."""
    if request.get("created_types") is not None:
        from . import offline

        return offline.revision(request, environment, channel, _module)
    with open(request["path"], encoding="utf-8") as file:
        is_async = "run_async" in file.read()
    if not is_async:
        return _run(request, environment, False)
    import asyncio

    try:
        from sqlalchemy.util import greenlet_spawn
    except ImportError:
        from sqlalchemy.util.concurrency import greenlet_spawn

    async def main():
        return await greenlet_spawn(_run, request, environment, True)

    return asyncio.run(main())


def _run(request, environment, is_async):
    from alembic.operations import Operations

    engine.State.migration = engine.Dialect
    try:
        connection = _connect(is_async)
    except BaseException:
        engine.State.migration = None
        raise
    raw = engine.State.migration
    try:
        # Alembic begins where the tool has begun already: nothing is sent
        options = dict(request["options"])
        target_metadata = environment.target_metadata
        if target_metadata is None:
            target_metadata = metadata(request["target_metadata"])
        if environment.options is not None:
            options = {**options, **environment.options}
        options.pop("target_metadata", None)
        environment.context.configure(connection=connection, target_metadata=target_metadata, **options)
        context = environment.context.get_context()
        guard.take()
        with context.begin_transaction(_per_migration=context._transaction_per_migration):
            with Operations.context(context):
                module = _module(request["path"], request["module"])
                # what an import tried and did without is no part of the migration
                guard.take()
                function = getattr(module, request["function"])
                function()
            guard.check_swallowed()
            raw.detached = True
    finally:
        raw.detached = True
        engine.State.migration = None
        environment.context._migration_context = None
        with contextlib.suppress(Exception):
            connection.close()
        with contextlib.suppress(Exception):
            connection.engine.dispose()
    return {"in_transaction": raw.in_transaction}
