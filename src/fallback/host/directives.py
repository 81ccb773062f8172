"""`process_revision_directives` of env.py: called with Alembic's own objects for what was found, and
what it made of them, as plain data. The same file is run by the tool's reader and by the project's
Python."""

from alembic.operations import ops


def run(hook, context, revision, given, declared, reflected, emit):
    """`declared` and `reflected` find a table by schema and name; `emit` carries out an operation that
    the function made or changed, and is None where nobody can."""
    listed = _Listed(declared, reflected)
    upgrade = ops.UpgradeOps(listed.operations(given["upgrade"], "declared", "reflected"))
    downgrade = ops.DowngradeOps(listed.operations(given["downgrade"], "reflected", "declared"))
    script = ops.MigrationScript(
        given["rev_id"],
        upgrade,
        downgrade,
        message=given["message"],
        imports=set(),
        head=given["head"],
        splice=given["splice"],
        branch_label=given["branch_label"],
        version_path=given["version_path"],
        depends_on=given["depends_on"],
    )
    directives = [script]
    hook(context, revision, directives)
    if len(directives) == 0:
        return {"written": False}
    if len(directives) != 1:
        return {"refused": "several revisions at once"}
    script = directives[0]
    if len(script.upgrade_ops_list) != 1 or len(script.downgrade_ops_list) != 1:
        return {"refused": "several lists of operations in one revision"}
    return {
        "written": True,
        "rev_id": script.rev_id,
        "message": script.message,
        "head": script.head,
        "splice": bool(script.splice),
        "branch_label": script.branch_label,
        "version_path": None if script.version_path is None else str(script.version_path),
        "depends_on": _texts(script.depends_on),
        "imports": sorted(script.imports),
        "upgrade": listed.entries(script.upgrade_ops_list[0].ops, emit),
        "downgrade": listed.entries(script.downgrade_ops_list[0].ops, emit),
    }


def _texts(value):
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


class _Listed:
    def __init__(self, declared, reflected):
        self.tables = {"declared": declared, "reflected": reflected}
        # what was made: the object, its place in the list, and how it looked
        self.known = []

    def operations(self, given, after, before):
        """Alembic's tree: what is done to one table stands together."""
        tree = []
        for index, fact in enumerate(given):
            made = self.operation(fact, after, before)
            self.known.append((made, index, _print(made)))
            if not fact["in_table"]:
                tree.append(made)
                continue
            last = tree[-1] if tree else None
            same = (
                isinstance(last, ops.ModifyTableOps)
                and last.table_name == fact["table"]
                and last.schema == fact["schema"]
            )
            if same:
                last.ops.append(made)
            else:
                tree.append(ops.ModifyTableOps(fact["table"], [made], schema=fact["schema"]))
        return tree

    def table(self, side, fact):
        return self.tables[side](fact["schema"], fact["table"])

    def column(self, side, fact):
        table = self.table(side, fact)
        if table is None:
            return None
        found = [column for column in table.columns if column.name == fact["name"]]
        return found[0] if found else None

    def operation(self, fact, after, before):
        kind, table, schema, name = fact["kind"], fact["table"], fact["schema"], fact["name"]
        if kind == "create_table":
            found = self.table(after, fact)
            if found is None:
                return ops.CreateTableOp(table, [], schema=schema)
            return ops.CreateTableOp.from_table(found)
        if kind == "drop_table":
            return ops.DropTableOp(table, schema=schema)
        if kind == "rename_table":
            return ops.RenameTableOp(table, name, schema=schema)
        if kind == "add_column":
            column = self.column(after, fact)
            return ops.ExecuteSQLOp(fact["sql"]) if column is None else ops.AddColumnOp(table, column, schema=schema)
        if kind == "drop_column":
            return ops.DropColumnOp(table, name, schema=schema)
        if kind == "alter_column":
            return self.alter(fact, after, before)
        if kind == "create_index":
            found = self.table(after, fact)
            found = [] if found is None else [index for index in found.indexes if index.name == name]
            if found:
                return ops.CreateIndexOp.from_index(found[0])
            return ops.CreateIndexOp(name, table, fact["columns"], schema=schema, unique=fact["unique"])
        if kind == "drop_index":
            return ops.DropIndexOp(name, table_name=table, schema=schema)
        if kind == "unique":
            return ops.CreateUniqueConstraintOp(name, table, fact["columns"], schema=schema)
        if kind == "primary_key":
            return ops.CreatePrimaryKeyOp(name, table, fact["columns"], schema=schema)
        if kind == "check":
            return ops.CreateCheckConstraintOp(name, table, fact["condition"], schema=schema)
        if kind == "foreign_key":
            options = {key: value for key, value in fact["options"].items() if value is not None}
            return ops.CreateForeignKeyOp(
                name, table, fact["referred"], fact["columns"], fact["referred_columns"], **options
            )
        if kind == "drop_constraint":
            return ops.DropConstraintOp(name, table, type_=fact["type"], schema=schema)
        if kind == "comment":
            return ops.CreateTableCommentOp(
                table, fact["comment"], schema=schema, existing_comment=fact["existing"]
            )
        if kind == "drop_comment":
            return ops.DropTableCommentOp(table, schema=schema, existing_comment=fact["existing"])
        return ops.ExecuteSQLOp(fact["sql"])

    def alter(self, fact, after, before):
        new, old = self.column(after, fact), self.column(before, fact)
        options = {}
        if old is not None:
            options["existing_type"] = old.type
            options["existing_nullable"] = old.nullable
            if old.server_default is not None:
                options["existing_server_default"] = old.server_default
        changes = fact["changes"]
        if new is not None:
            if "type" in changes:
                options["modify_type"] = new.type
            if "nullable" in changes:
                options["modify_nullable"] = new.nullable
            if "server_default" in changes:
                options["modify_server_default"] = new.server_default
            if "comment" in changes:
                options["modify_comment"] = new.comment
        if fact["new_name"] is not None:
            options["modify_name"] = fact["new_name"]
        return ops.AlterColumnOp(fact["table"], fact["name"], schema=fact["schema"], **options)

    def entries(self, operations, emit):
        entries = []
        for operation in operations:
            if isinstance(operation, ops.OpContainer):
                entries.extend(self.entries(operation.ops, emit))
            else:
                entries.append(self.entry(operation, emit))
        return entries

    def entry(self, operation, emit):
        for made, index, look in self.known:
            if made is operation:
                now = _print(operation)
                if now == look:
                    return {"index": index}
                if isinstance(operation, ops.CreateTableOp) and _reordered(look, now):
                    return {"index": index, "columns": [name for name in _names(operation.columns)]}
        if type(operation) is ops.ExecuteSQLOp and isinstance(operation.sqltext, str):
            return {"sql": operation.sqltext}
        if emit is None:
            return {"refused": type(operation).__name__}
        return emit(operation)


def _names(items):
    return [item.name for item in items if _is_column(item)]


def _is_column(item):
    return type(item).__name__ == "Column" or hasattr(item, "server_default")


def _reordered(look, now):
    """Only the order of columns is another."""
    old, new = dict(look), dict(now)
    old_columns, new_columns = old.pop("columns"), new.pop("columns")
    return old == new and len(old_columns) == len(new_columns) and all(one in new_columns for one in old_columns)


def _print(operation):
    """How an operation looks: whether it was changed."""
    return [
        (name, _look(value))
        for name, value in sorted(vars(operation).items())
        if not name.startswith("_")
    ]


def _look(value):
    if value is None or isinstance(value, (str, int, bool)):
        return value
    if isinstance(value, (list, tuple)):
        return [_look(item) for item in value]
    if isinstance(value, dict):
        return [(str(key), _look(item)) for key, item in value.items()]
    if _is_column(value):
        return (
            id(value),
            value.name,
            id(value.type),
            value.nullable,
            id(value.server_default),
            value.comment,
            value.primary_key,
        )
    return id(value)


def emitter(op):
    """Carries out what the function made or changed, by the directive of the same name."""

    def emit(operation):
        kind = type(operation).__name__
        do = _DIRECTIVES.get(kind)
        if do is None:
            return {"refused": kind}
        do(op, operation)
        return {"emitted": kind}

    return emit


def _alter(op, it):
    options = {"schema": it.schema, "existing_type": it.existing_type, "existing_nullable": it.existing_nullable}
    if it.existing_server_default is not False:
        options["existing_server_default"] = it.existing_server_default
    if it.existing_comment is not None:
        options["existing_comment"] = it.existing_comment
    if it.modify_nullable is not None:
        options["nullable"] = it.modify_nullable
    if it.modify_comment is not False:
        options["comment"] = it.modify_comment
    if it.modify_server_default is not False:
        options["server_default"] = it.modify_server_default
    if it.modify_name is not None:
        options["new_column_name"] = it.modify_name
    if it.modify_type is not None:
        options["type_"] = it.modify_type
    options.update(it.kw)
    op.alter_column(it.table_name, it.column_name, **options)


def _foreign_key(op, it):
    op.create_foreign_key(
        it.constraint_name, it.source_table, it.referent_table, it.local_cols, it.remote_cols, **it.kw
    )


def _create_table(op, it):
    keywords = dict(it.kw)
    if it.comment is not None:
        keywords["comment"] = it.comment
    items = [item._copy() if hasattr(item, "_copy") else item for item in it.columns]
    op.create_table(it.table_name, *items, schema=it.schema, **keywords)


_DIRECTIVES = {
    "AlterColumnOp": _alter,
    "AddColumnOp": lambda op, it: op.add_column(it.table_name, it.column._copy(), schema=it.schema),
    "DropColumnOp": lambda op, it: op.drop_column(it.table_name, it.column_name, schema=it.schema),
    "CreateIndexOp": lambda op, it: op.create_index(
        it.index_name, it.table_name, it.columns, schema=it.schema, unique=it.unique, **it.kw
    ),
    "DropIndexOp": lambda op, it: op.drop_index(it.index_name, table_name=it.table_name, schema=it.schema),
    "CreateTableOp": _create_table,
    "DropTableOp": lambda op, it: op.drop_table(it.table_name, schema=it.schema),
    "RenameTableOp": lambda op, it: op.rename_table(it.table_name, it.new_table_name, schema=it.schema),
    "CreateUniqueConstraintOp": lambda op, it: op.create_unique_constraint(
        it.constraint_name, it.table_name, it.columns, schema=it.schema, **it.kw
    ),
    "CreatePrimaryKeyOp": lambda op, it: op.create_primary_key(
        it.constraint_name, it.table_name, it.columns, schema=it.schema, **it.kw
    ),
    "CreateCheckConstraintOp": lambda op, it: op.create_check_constraint(
        it.constraint_name, it.table_name, it.condition, schema=it.schema, **it.kw
    ),
    "CreateForeignKeyOp": _foreign_key,
    "DropConstraintOp": lambda op, it: op.drop_constraint(
        it.constraint_name, it.table_name, type_=it.constraint_type, schema=it.schema
    ),
    "CreateTableCommentOp": lambda op, it: op.create_table_comment(
        it.table_name, it.comment, existing_comment=it.existing_comment, schema=it.schema
    ),
    "DropTableCommentOp": lambda op, it: op.drop_table_comment(
        it.table_name, existing_comment=it.existing_comment, schema=it.schema
    ),
}
