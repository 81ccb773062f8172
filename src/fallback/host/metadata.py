"""MetaData as plain data: what SQLAlchemy would create, in its own words for PostgreSQL."""

import traceback

from sqlalchemy import event, schema, types as sqltypes
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.sql import elements
from sqlalchemy.sql.elements import ColumnClause

from . import guard
from .spelling import spelling


def _dialect():
    # a paramstyle without percent signs: nothing is doubled in DDL
    dialect = PGDialect(paramstyle="named")
    dialect.server_version_info = (15, 0)
    dialect._backslash_escapes = False
    dialect.supports_identity_columns = True
    dialect.supports_virtual_generated_columns = False
    dialect._supports_create_index_concurrently = True
    return dialect


class Recorder:
    """Where tables are declared, and in which order indexes are made: SQLAlchemy keeps neither."""

    def __init__(self):
        self.places = {}
        self.indexes = {}

    def install(self):
        event.listen(schema.Table, "after_parent_attach", self._table)
        event.listen(schema.Index, "after_parent_attach", self._index)
        return self

    def _table(self, table, metadata):
        self.places[table] = guard.user_place(traceback.extract_stack())

    def _index(self, index, table):
        self.indexes.setdefault(index, len(self.indexes))

    def in_order(self, indexes):
        return sorted(indexes, key=lambda index: self.indexes.get(index, len(self.indexes)))


class Writer:
    def __init__(self, recorder):
        self.dialect = _dialect()
        self.ddl = self.dialect.ddl_compiler(self.dialect, None)
        self.sql = self.ddl.sql_compiler
        self.types = getattr(self.dialect, "type_compiler_instance", None) or self.dialect.type_compiler
        self.preparer = self.dialect.identifier_preparer
        self.recorder = recorder

    def schema(self, metadata):
        """Tables, enum types and sequences of several MetaData."""
        result = {"tables": [], "enum_types": [], "sequences": []}
        enums, sequences = {}, {}
        names = {}
        for one in metadata:
            for table in one.tables.values():
                if table.key in names and names[table.key] is not one:
                    raise ValueError('Duplicate table keys across multiple MetaData objects: "%s"' % table.key)
                names[table.key] = one
                written = self.table(table)
                result["tables"].append(written)
                for column in written["columns"]:
                    enum = _enum_of(column["data_type"]["sql"])
                    if enum is not None:
                        enums.setdefault(_key(enum["name"]), enum)
                    if column["sequence"] is not None:
                        sequences[_key(column["sequence"]["name"])] = column["sequence"]
            for sequence in one._sequences.values():
                if not sequence.optional:
                    written = self.sequence(sequence)
                    sequences[_key(written["name"])] = written
        result["enum_types"] = list(enums.values())
        result["sequences"] = list(sequences.values())
        return result

    # ---- tables

    def table(self, table):
        try:
            return self._table(table)
        except Exception as error:
            place = self.recorder.places.get(table) or {}
            where = " (%s:%s)" % (place["file"], place["line"]) if place else ""
            raise type("ModelError", (Exception,), {})("table %s%s: %s" % (table.key, where, error)) from error

    def _table(self, table):
        columns, constraints = [], []
        auto = table._autoincrement_column
        for column in table.columns:
            columns.append(self.column(column, auto))
            for constraint in sorted(column.constraints, key=lambda one: one._creation_order):
                written = self.constraint(constraint)
                if written is not None:
                    if "Check" in written:
                        written["Check"]["column"] = column.name
                    constraints.append(written)
        key = self.primary_key(table, auto)
        if key is not None:
            constraints.insert(0, key)
        for constraint in table._sorted_constraints:
            if constraint is table.primary_key or getattr(constraint, "_column_level_of", None):
                continue
            rule = getattr(constraint, "_create_rule", None)
            if rule is not None and not rule(self.ddl):
                continue
            written = self.constraint(constraint)
            if written is not None:
                constraints.append(written)
        return {
            "name": _qualified(table.schema, table.name),
            "columns": columns,
            "constraints": constraints,
            "indexes": [self.index(index) for index in self.recorder.in_order(table.indexes)],
            "comment": table.comment,
            "options": [
                (name, value if isinstance(value, str) else repr(value))
                for name, value in table.dialect_kwargs.items()
                if name.startswith("postgresql_")
            ],
            "prefixes": list(table._prefixes),
            "info": [(key, repr(value)) for key, value in table.info.items() if isinstance(key, str)],
            "place": self.recorder.places.get(table),
        }

    def column(self, column, auto):
        sequence = column.default if isinstance(column.default, schema.Sequence) else None
        if sequence is not None and sequence.optional:
            sequence = None
        identity = column.identity
        is_serial = column is auto and identity is None and sequence is None
        if column.default is not None and not isinstance(column.default, schema.Sequence):
            is_serial = False
        return {
            "name": column.name,
            "data_type": self.data_type(column.type),
            "nullable": bool(column.nullable),
            "server_default": self.server_default(column),
            "identity": None
            if identity is None
            else {"mode": "Always" if identity.always else "ByDefault", "options": _sequence_options(identity)},
            "computed": None
            if column.computed is None
            else {"expression": self.condition(column.computed.sqltext), "persisted": column.computed.persisted},
            "comment": column.comment,
            "autoincrement": column.autoincrement if isinstance(column.autoincrement, bool) else None,
            "sequence": None if sequence is None else self.sequence(sequence),
            "serial": is_serial,
            "primary_key": bool(column.primary_key),
            "system": bool(column.system),
            "inline_references": False,
            "inline_primary_key": False,
        }

    def server_default(self, column):
        default = column.server_default
        if not isinstance(default, schema.DefaultClause):
            return None
        if isinstance(default.arg, str):
            return {"Literal": str.__str__(default.arg)}
        return {"Expression": self.sql.process(default.arg, literal_binds=True)}

    def sequence(self, sequence):
        kind = sequence.data_type
        return {
            "name": _qualified(sequence.schema, sequence.name),
            "options": _sequence_options(sequence),
            "data_type": None if kind is None else self.types.process(sqltypes.to_instance(kind)),
        }

    # ---- constraints and indexes

    def name(self, constraint):
        """The final name; a convention's is told apart."""
        if constraint.name is None:
            return None
        text = self.preparer.format_constraint(constraint, _alembic_quote=False)
        if text is None:
            return None
        name = constraint.name
        made = isinstance(name, elements.conv) or not isinstance(name, str)
        return {"text": str(text), "conventional": made, "implicit": False}

    def condition(self, sqltext):
        return self.sql.process(sqltext, include_table=False, literal_binds=True)

    def primary_key(self, table, auto):
        constraint = table.primary_key
        columns = list(constraint.columns)
        if getattr(constraint, "_implicit_generated", False) and auto is not None and auto in columns:
            columns.remove(auto)
            columns.insert(0, auto)
        if not columns:
            return None
        return {
            "PrimaryKey": {
                "name": self.name(constraint),
                "columns": [column.name for column in columns],
                "include": _names(constraint.dialect_kwargs.get("postgresql_include")),
                "deferrability": _deferrability(constraint),
                "comment": getattr(constraint, "comment", None),
            }
        }

    def constraint(self, constraint):
        common = {
            "name": self.name(constraint),
            "deferrability": _deferrability(constraint),
            "comment": getattr(constraint, "comment", None),
        }
        options = constraint.dialect_kwargs
        if isinstance(constraint, schema.UniqueConstraint):
            common["columns"] = [column.name for column in constraint.columns]
            common["nulls_not_distinct"] = bool(options.get("postgresql_nulls_not_distinct"))
            common["include"] = _names(options.get("postgresql_include"))
            common["column_flag"] = bool(getattr(constraint, "_column_flag", False))
            common["reflected"] = False
            return {"Unique": common}
        if isinstance(constraint, postgresql.ExcludeConstraint):
            return {"Exclude": self.exclude(constraint, common)}
        if isinstance(constraint, schema.CheckConstraint):
            common["condition"] = self.condition(constraint.sqltext)
            common["not_valid"] = bool(options.get("postgresql_not_valid"))
            common["no_inherit"] = False
            common["column"] = None
            common["type_bound"] = bool(constraint._type_bound)
            return {"Check": common}
        if isinstance(constraint, schema.ForeignKeyConstraint):
            first = constraint.elements[0].column.table
            common["columns"] = [element.parent.name for element in constraint.elements]
            common["referred_table"] = _qualified(first.schema, first.name)
            common["referred_columns"] = [element.column.name for element in constraint.elements]
            common["on_delete"] = constraint.ondelete
            common["on_update"] = constraint.onupdate
            common["match_type"] = constraint.match
            common["use_alter"] = bool(constraint.use_alter)
            common["not_valid"] = bool(options.get("postgresql_not_valid"))
            return {"ForeignKey": common}
        raise NotImplementedError("a constraint of the class %s" % type(constraint).__name__)

    def exclude(self, constraint, common):
        found = []
        for expression, name, operator in constraint._render_exprs:
            target = {"Column": expression.name} if _is_column(expression) else None
            found.append(
                {"target": target or {"Expression": self.condition(expression)}, "operator": operator}
            )
        common["elements"] = found
        common["using"] = constraint.using or "gist"
        common["predicate"] = (
            None if constraint.where is None else self.sql.process(constraint.where, include_table=False, literal_binds=True)
        )
        common["operator_classes"] = [(key, str(value)) for key, value in (constraint.ops or {}).items()]
        return common

    def index(self, index):
        options = dict(index.dialect_kwargs)
        own = {name[len("postgresql_") :]: value for name, value in options.items() if name.startswith("postgresql_")}
        classes = own.get("ops") or {}
        found = []
        for expression in index.expressions:
            key = getattr(expression, "key", None)
            if _is_column(expression):
                target = {"Column": expression.name}
            elif isinstance(expression, ColumnClause):
                target = {"Expression": self.condition(expression)}
            else:
                target = {"Expression": self.condition(expression.self_group())}
            found.append({"target": target, "operator_class": classes.get(key)})
        where = own.get("where")
        return {
            "name": self.name(index),
            "elements": found,
            "unique": bool(index.unique),
            "using": own.get("using"),
            "predicate": None if where is None else self.condition(_clause(where)),
            "include": _names(own.get("include")),
            "with": [(key, str(value)) for key, value in (own.get("with") or {}).items()],
            "tablespace": own.get("tablespace"),
            "nulls_not_distinct": own.get("nulls_not_distinct"),
            "concurrently": bool(own.get("concurrently")),
            "other_dialects": [
                (name, "sa.text(%r)" % self.condition(value) if isinstance(value, elements.ClauseElement) else repr(value))
                for name, value in options.items()
                if not name.startswith("postgresql_")
            ],
            "keyword_order": list(own),
            "predicate_is_string": isinstance(where, str),
            "reflected": False,
        }

    # ---- types

    def data_type(self, kind):
        sql, collation = self.sql_type(kind)
        return {"sql": sql, "spelling": spelling(kind), "collation": collation}

    def sql_type(self, kind):
        """What PostgreSQL is asked for, and the collation apart from it."""
        kind = self.effective(kind)
        if _is_compiled_by_project(kind):
            return {"Plain": self.types.process(kind)}, None
        if isinstance(kind, sqltypes.NullType):
            return "Null", None
        if isinstance(kind, sqltypes.ARRAY):
            item, collation = self.sql_type(kind.item_type)
            dimensions = 1 if kind.dimensions is None else kind.dimensions
            return {"Array": {"item": item, "dimensions": dimensions}}, collation
        if isinstance(kind, sqltypes.Enum) and kind.native_enum:
            if kind.name is None:
                # SQLAlchemy's own error
                self.types.process(kind)
            return {
                "Enum": {
                    "name": _qualified(kind.schema, str(kind.name)),
                    "labels": [str(label) for label in kind.enums],
                    "create_type": bool(getattr(kind, "create_type", True)),
                }
            }, None
        domain = getattr(postgresql, "DOMAIN", None)
        if domain is not None and isinstance(kind, domain):
            return {"Domain": {"name": _qualified(kind.schema, kind.name), "definition": self.domain(kind)}}, None
        text = self.types.process(kind)
        if isinstance(kind, sqltypes.UserDefinedType):
            return {"Plain": text}, None
        collation = getattr(kind, "collation", None)
        if isinstance(kind, sqltypes.String) and collation:
            if getattr(kind, "collation_schema", None):
                raise NotImplementedError("collation_schema of a type")
            text = text.rpartition(" COLLATE ")[0] or text
        else:
            collation = None
        named = {"BOOLEAN": "Boolean", "SMALLINT": "SmallInteger", "INTEGER": "Integer", "BIGINT": "BigInteger"}
        return named.get(text) or {"Plain": text}, collation

    def effective(self, kind):
        """The type for PostgreSQL: its variant, its implementation, a native enum."""
        for _ in range(20):
            if _is_compiled_by_project(kind):
                return kind
            variants = getattr(kind, "_variant_mapping", None) or {}
            if not variants and type(kind).__name__ == "Variant":
                kind = kind.mapping.get("postgresql", kind.impl)
                continue
            if "postgresql" in variants:
                kind = variants["postgresql"]
                continue
            if isinstance(kind, sqltypes.TypeDecorator) and not isinstance(kind, sqltypes.Interval):
                inner = sqltypes.to_instance(kind.load_dialect_impl(self.dialect))
                if inner is kind:
                    inner = getattr(kind, "impl_instance", None) or kind.impl
                kind = inner
                continue
            return kind
        return kind

    def domain(self, kind):
        if not kind.create_type:
            return None
        from sqlalchemy.dialects.postgresql import CreateDomainType

        text = str(CreateDomainType(kind).compile(dialect=self.dialect))
        return text.partition(" AS ")[2]


def _is_column(expression):
    return isinstance(expression, ColumnClause) and not expression.is_literal


def _clause(where):
    from sqlalchemy import text

    return text(where) if isinstance(where, str) else where


def _is_compiled_by_project(kind):
    """`@compiles` of a project on the class, or on one that it derives from."""
    return hasattr(type(kind), "_compiler_dispatcher")


def _qualified(schema_name, name):
    return {"schema": None if schema_name is None else str(schema_name), "name": str(name)}


def _key(name):
    return (name["schema"], name["name"])


def _enum_of(sql):
    while isinstance(sql, dict):
        if "Enum" in sql:
            return sql["Enum"]
        if "Array" not in sql:
            return None
        sql = sql["Array"]["item"]
    return None


def _names(given):
    if not given:
        return []
    items = [given] if isinstance(given, str) else list(given)
    return [item if isinstance(item, str) else item.name for item in items]


def _deferrability(constraint):
    return {"deferrable": constraint.deferrable, "initially": constraint.initially}


def _sequence_options(given):
    return {
        "start": given.start,
        "increment": given.increment,
        "min_value": given.minvalue,
        "max_value": given.maxvalue,
        "no_min_value": given.nominvalue is not None,
        "no_max_value": given.nomaxvalue is not None,
        "cycle": given.cycle,
        "cache": given.cache,
    }
