"""Functions that env.py gives to `context.configure`, asked by the tool."""

from . import engine


def ask(request, environment):
    name = request["function"]
    function = environment.options.get(name)
    if function is None:
        return None
    if name == "include_name":
        return bool(function(request["name"], request["type"], request["parents"]))
    declared = _declared(request, environment) if request["declared"] else None
    reflected = _reflected(request) if request["reflected"] else None
    if name == "compare_type":
        return _verdict(
            function(_context(environment), reflected, declared, reflected.type, declared.type)
        )
    if name == "compare_server_default":
        return _compare_default(function, _context(environment), reflected, declared)
    if name == "render_item":
        return _rendered(function, environment, (reflected if request["about_reflected"] else declared))
    if request["about_reflected"]:
        return bool(function(reflected, request["name"], request["type"], True, declared))
    return bool(function(declared, request["name"], request["type"], False, reflected))


def _context(environment):
    return environment.context.get_context()


def _verdict(answer):
    """True: they differ; False: they don't; None: Alembic compares them itself."""
    if answer is False:
        return False
    return True if answer else None


def _compare_default(function, context, reflected, declared):
    from sqlalchemy.schema import DefaultClause

    given = declared.server_default
    rendered = given
    if isinstance(given, DefaultClause):
        rendered = given.arg
        if not isinstance(rendered, str):
            rendered = str(rendered.compile(dialect=context.dialect, compile_kwargs={"literal_binds": True}))
    there = reflected.server_default
    there = there.arg.text if isinstance(there, DefaultClause) else None
    return _verdict(
        function(context, reflected, declared, there, given, rendered if isinstance(rendered, str) else None)
    )


def _rendered(function, environment, column):
    """The text and its imports, or None where Alembic renders the type itself."""
    from alembic.autogenerate.api import AutogenContext

    context = AutogenContext(_context(environment))
    of_type, depth = column.type, 0
    while True:
        text = function("type", of_type, context)
        if text is not False:
            return {"text": text, "depth": depth, "imports": sorted(context.imports)}
        # Alembic renders the items of an array by themselves
        if not hasattr(of_type, "item_type"):
            return None
        of_type, depth = of_type.item_type, depth + 1


def declared_table(schema, name, environment):
    target = environment.target_metadata
    for metadata in [target] if hasattr(target, "tables") else target or []:
        key = name if schema is None else schema + "." + name
        if key in metadata.tables:
            return metadata.tables[key]
    return None


def _declared(request, environment):
    table = declared_table(request["schema"], request["table"], environment)
    return None if table is None else _part(table, request)


_tables = {}


def reflected_table(schema, name):
    import sqlalchemy

    table = _tables.get((schema, name))
    if table is None:
        made = sqlalchemy.create_engine("postgresql://")
        with made.connect() as connection:
            if not sqlalchemy.inspect(connection).has_table(name, schema=schema):
                return None
            table = sqlalchemy.Table(name, sqlalchemy.MetaData(), schema=schema, autoload_with=connection)
        _tables[(schema, name)] = table
    return table


def _reflected(request):
    return _part(reflected_table(request["schema"], request["table"]), request)


def _part(table, request):
    """The table itself, or the part of it that is asked about."""
    kind, name = request["type"], request["name"]
    if kind == "table":
        return table
    if kind == "column":
        found = [column for column in table.columns if column.name == name]
    elif kind == "index":
        found = [index for index in table.indexes if index.name == name]
    else:
        found = [constraint for constraint in table.constraints if constraint.name == name]
    return found[0] if found else None
