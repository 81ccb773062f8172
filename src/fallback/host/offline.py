"""`--sql`: what Alembic would print goes to the tool, piece by piece; nothing connects."""

from . import engine, guard

# dialects of these names are those that a script is for
DIALECT_OPTIONS = {"paramstyle": "named"}


def print_through(impl, channel, buffer=None):
    """Statements and texts of `impl` go to the tool, or into the file-like object of env.py."""
    from sqlalchemy import schema, text

    # a server with standard_conforming_strings takes backslashes as they are
    impl.dialect._backslash_escapes = False
    if buffer is None:
        impl.static_output = lambda text: channel.call("print", text=text) and None

    def execute(construct, execution_options=None, multiparams=None, params=None):
        if isinstance(construct, str):
            construct = text(construct)
        if multiparams or params:
            raise TypeError("SQL parameters not allowed with as_sql")
        options = {}
        if not isinstance(construct, schema.DDLElement):
            options["compile_kwargs"] = {"literal_binds": True}
        sql = str(construct.compile(dialect=impl.dialect, **options))
        if buffer is None:
            channel.call("print", sql=sql)
        else:
            impl.static_output(sql.replace("\t", "    ").strip() + impl.command_terminator)

    impl._exec = execute


def _steps(script, offline):
    """What the command does in `run_migrations()`."""
    destinations = offline["destinations"]

    def steps(heads, context):
        command = offline["command"]
        if command == "upgrade":
            return script._upgrade_revs(destinations[0], heads)
        if command == "downgrade":
            return script._downgrade_revs(destinations[0], heads)
        if command == "stamp":
            return script._stamp_revs(tuple(destinations), heads)
        if command == "ensure_version":
            context._ensure_version_table()
        return []

    return steps


def options(offline):
    """Of the EnvironmentContext, as Alembic's command sets them."""
    given = {"as_sql": True}
    if offline["command"] in ("upgrade", "downgrade", "stamp"):
        several = offline["command"] == "stamp"
        destinations = offline["destinations"]
        given.update(
            starting_rev=offline["starting"],
            destination_rev=tuple(destinations) if several else destinations[0],
            tag=offline["tag"],
        )
    return given


def script(request, environment, channel):
    """env.py and everything that it calls, by Alembic itself."""
    from alembic.runtime.environment import EnvironmentContext

    offline = request["environment"]["offline"]
    context = EnvironmentContext(
        environment.config, environment.script, fn=_steps(environment.script, offline), **options(offline)
    )
    real, run = context.configure, context.run_migrations
    visits = []

    def configure(connection=None, url=None, dialect_name=None, dialect_opts=None, **given):
        given["literal_binds"] = True
        if dialect_opts is None:
            dialect_opts = DIALECT_OPTIONS
        real(connection=connection, url=url, dialect_name=dialect_name, dialect_opts=dialect_opts, **given)
        print_through(context.get_context().impl, channel, given.get("output_buffer"))

    def run_migrations(**arguments):
        visits.append(1)
        run(**arguments)

    context.configure = configure
    context.run_migrations = run_migrations
    engine.State.offline = True
    try:
        with context:
            environment.script.run_env()
        guard.check_swallowed(guard.NoDatabase)
    finally:
        environment.context._install_proxy()
    return {"visits": len(visits)}


# where SQLAlchemy's versions keep the names of types that a run has created
_MEMOS = ("pg_enum", "pg_ENUM", "pg_DOMAIN", "pg_domain", "_pg_enums")


def revision(request, environment, channel, module_of):
    """One revision file, printed."""
    from alembic.operations import Operations

    from . import revision as online

    given = dict(request["options"])
    target_metadata = environment.target_metadata
    if target_metadata is None:
        target_metadata = online.metadata(request["target_metadata"])
    if environment.options is not None:
        given = {**given, **environment.options}
    for name in ("target_metadata", "literal_binds", "output_buffer", "output_encoding"):
        given.pop(name, None)
    environment.context.configure(
        dialect_name="postgresql",
        dialect_opts=DIALECT_OPTIONS,
        target_metadata=target_metadata,
        literal_binds=True,
        **given
    )
    context = environment.context.get_context()
    print_through(context.impl, channel)
    known = {(schema, name) for schema, name in request["created_types"]}
    for name in _MEMOS:
        context.impl.memo[name] = known
    engine.State.offline = True
    try:
        with Operations.context(context):
            module = module_of(request["path"], request["module"])
            # what an import tried and did without is no part of the migration
            guard.take()
            getattr(module, request["function"])()
            guard.check_swallowed()
    finally:
        environment.context._migration_context = None
    return {"created_types": sorted([list(item) for item in known], key=str)}
