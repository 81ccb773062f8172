"""Both sides of every case: databases made by SQLAlchemy, bodies written by the real Alembic, and the
models as JSON. Answers {"server": URL, "prefix": name, …} with a list, one entry a case.
"""
import ast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from alembic.autogenerate import produce_migrations
from alembic.autogenerate import api, render
from alembic.migration import MigrationContext

dialect = pg.dialect()


def cases(order):
    found = {}
    exec(compile(CASES_SOURCE, "cases", "exec"), {"CASES": found})
    found = {name: it for name, it in found.items() if any(part in name for part in order["only"].split("|"))}
    return dict(list(found.items())[:: order["every"]][slice(*order["part"])])


def engine(server, name, **kw):
    return sa.create_engine(server.replace("postgresql:", "postgresql+psycopg2:") + "/" + name, poolclass=sa.NullPool, **kw)


EMPTY = """DO $$ DECLARE it name; BEGIN
FOR it IN SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' LOOP EXECUTE format('DROP EXTENSION IF EXISTS %%I CASCADE', it); END LOOP;
FOR it IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)' LOOP EXECUTE format('DROP SCHEMA %%I CASCADE', it); END LOOP;
CREATE SCHEMA public; END $$"""
made = set()


def empty_database(server, name):
    """Creating and dropping them would take most of the time."""
    if name not in made:
        with engine(server, "postgres", isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        made.add(name)
    found = engine(server, name)
    with found.begin() as connection:
        connection.exec_driver_sql(EMPTY)
    return found


def spelled(node, variants=()):
    """A type's Python text, taken apart."""
    if isinstance(node.func, ast.Attribute) and node.func.attr == "with_variant":
        inner = spelled(node.func.value)
        inner["variants"].append([spelled(node.args[0]), node.args[1].value])
        return inner
    module = ast.unparse(node.func.value)
    value = lambda it: {"type": spelled(it)} if isinstance(it, ast.Call) else {"literal": ast.unparse(it)}
    arguments = [[None, value(it)] for it in node.args] + [[it.arg, value(it.value)] for it in node.keywords]
    return {"module": module, "class": node.func.attr, "arguments": arguments, "variants": []}


def data_type(type_, context):
    text = render._repr_type(type_, context)
    kind, dimensions = type_.dialect_impl(dialect), 0
    if isinstance(kind, sa.ARRAY):
        kind, dimensions = kind.item_type.dialect_impl(dialect), kind.dimensions or 1
    enum = None
    if isinstance(kind, pg.ENUM) and kind.native_enum:
        enum = {"schema": kind.schema, "name": kind.name, "labels": list(kind.enums)}
    sql = type_.compile(dialect=dialect)
    return {"spelling": spelled(ast.parse(text, mode="eval").body), "sql": sql, "enum": enum, "dimensions": dimensions}


def sql(expression, context, **kw):
    # as the models have it: psycopg2's dialect doubles the percent sign
    return context.migration_context.impl.render_ddl_sql_expr(expression, **kw).replace("%%", "%")


def name(value):
    if not isinstance(value, str):
        return None
    return {"text": str(value), "conventional": isinstance(value, sa.sql.elements.conv)}


def column(it, context):
    default, found = it.server_default, {"server_default": None, "identity": None, "computed": None}
    if isinstance(default, sa.Identity):
        found["identity"] = default._as_dict()
    elif isinstance(default, sa.Computed):
        found["computed"] = [sql(default.sqltext, context), default.persisted]
    elif default is not None and isinstance(default.arg, str):
        found["server_default"] = {"literal": default.arg}
    elif default is not None:
        found["server_default"] = {"expression": sql(default.arg, context, is_server_default=True)}
    auto = None if it.autoincrement == "auto" else it.autoincrement
    return dict(found, name=it.name, type=data_type(it.type, context), nullable=it.nullable, comment=it.comment, autoincrement=auto)


def constraint(it, context):
    found = {"name": name(it.name), "deferrable": it.deferrable, "initially": it.initially}
    if isinstance(it, sa.PrimaryKeyConstraint):
        return dict(found, kind="primary", columns=[c.name for c in it.columns])
    if isinstance(it, sa.UniqueConstraint):
        return dict(found, kind="unique", columns=[c.name for c in it.columns], include=list(it.dialect_kwargs.get("postgresql_include") or []),
                    nulls_not_distinct=bool(it.dialect_kwargs.get("postgresql_nulls_not_distinct")))
    if isinstance(it, sa.ForeignKeyConstraint):
        target = it.elements[0].column.table
        return dict(found, kind="foreign", columns=[c.name for c in it.columns], schema=target.schema, table=target.name,
                    referred=[e.column.name for e in it.elements], ondelete=it.ondelete, onupdate=it.onupdate, use_alter=bool(it.use_alter), match=it.match)
    if isinstance(it, pg.ExcludeConstraint):
        return dict(found, kind="exclude", elements=[[getattr(c, "name", None), op, sql(c, context)] for c, _, op in it._render_exprs], using=it.using, where=None if it.where is None else sql(it.where, context), ops=list(it.ops.items()))
    return dict(found, kind="check", condition=sql(it.sqltext, context), type_bound=bool(it._type_bound))


def index(it, context):
    elements = []
    ops = dict(it.dialect_options["postgresql"]["ops"])
    for expression in it.expressions:
        if isinstance(expression, sa.Column):
            elements.append(["column", expression.name, ops.get(expression.name)])
        else:
            elements.append(["expression", sql(expression, context, is_index=True), None])
    keywords = {key.removeprefix("postgresql_"): value for key, value in it.dialect_kwargs.items()}
    where = keywords.get("where")
    return {"name": name(it.name), "elements": elements, "unique": bool(it.unique), "order": list(keywords), "using": keywords.get("using"),
            "where": None if where is None else sql(where, context), "include": list(keywords.get("include") or []),
            "with": [[key, str(value)] for key, value in (keywords.get("with") or {}).items()], "nulls_not_distinct": keywords.get("nulls_not_distinct")}


def table(it, context):
    return {"schema": it.schema, "name": it.name, "columns": [column(c, context) for c in it.columns],
            "constraints": [constraint(c, context) for c in sorted(it.constraints, key=lambda c: c._creation_order)],
            "indexes": [index(i, context) for i in it.indexes], "prefixes": list(it._prefixes),
            "options": [[key, value if isinstance(value, str) else repr(value)] for key, value in it.dialect_kwargs.items()]}


def answer_case(order, at, name, fill, identical, prepare, convention, renames):
    old, new = (sa.MetaData(naming_convention=convention) for _ in range(2))
    fill(old, new)
    engines = [empty_database(order["server"], f"{order['prefix']}_{at}_{side}") for side in ("from", "to")]
    for metadata, side in zip((old, new), engines):
        with side.begin() as connection:
            if prepare:
                connection.exec_driver_sql(prepare)
            metadata.create_all(connection)
    with engines[0].connect() as connection:
        opts = {"target_metadata": new, "include_schemas": True, "compare_server_default": True}
        migration_context = MigrationContext.configure(connection, opts=opts)
        context = api.AutogenContext(migration_context, new, opts=dict(
            opts, sqlalchemy_module_prefix="sa.", alembic_module_prefix="op.", user_module_prefix=None, render_item=None, render_as_batch=False))
        bodies, imports, error = [], [], None
        if order["score"]:
            # as its users have it: what compares is left at the defaults
            migration_context = MigrationContext.configure(connection, opts={"target_metadata": new, "include_schemas": True})
        if identical or order["score"]:
            try:
                script = produce_migrations(migration_context, new)
                for part in (script.upgrade_ops, script.downgrade_ops):
                    bodies.append(render._indent(render._render_cmd_body(part, context)))
                imports = sorted(context.imports)
            except Exception as raised:
                if not order["score"]:
                    raise
                bodies, error = [], f"{type(raised).__name__}: {raised}"
        declared = [table(it, context) for it in new.sorted_tables]
    return {"name": name, "identical": identical, "renames": renames, "bodies": bodies, "imports": imports, "declared": declared, "error": error}


def answer(question):
    if "run" in question:
        return run_all(question["run"])
    return [answer_case(question, at, name, *case) for at, (name, case) in enumerate(cases(question).items())]
