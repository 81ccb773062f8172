"""env.py's `include_object` and `include_name`, asked by the tool."""

from . import engine


def ask(request, environment):
    function = environment.options.get(request["function"])
    if function is None:
        return True
    if request["function"] == "include_name":
        return bool(function(request["name"], request["type"], request["parents"]))
    declared = _declared(request, environment) if request["declared"] else None
    reflected = _reflected(request) if request["reflected"] else None
    if declared is not None:
        return bool(function(declared, request["name"], request["type"], False, reflected))
    return bool(function(reflected, request["name"], request["type"], True, None))


def _table_of(request, environment):
    target = environment.target_metadata
    for metadata in [target] if hasattr(target, "tables") else target or []:
        key = request["table"] if request["schema"] is None else request["schema"] + "." + request["table"]
        if key in metadata.tables:
            return metadata.tables[key]
    return None


def _declared(request, environment):
    table = _table_of(request, environment)
    return None if table is None else _part(table, request)


_tables = {}


def _reflected(request):
    import sqlalchemy

    key = (request["schema"], request["table"])
    table = _tables.get(key)
    if table is None:
        made = sqlalchemy.create_engine("postgresql://")
        with made.connect() as connection:
            table = sqlalchemy.Table(
                request["table"], sqlalchemy.MetaData(), schema=request["schema"], autoload_with=connection
            )
        _tables[key] = table
    return _part(table, request)


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
