//! The modules of SQLAlchemy's core with the names that they have for the natives.
//!
//! `sqlalchemy.orm` and the declarative modules are [`crate::metadata`]'s.

use super::dialect_types::DIALECT_TYPES;
use super::native::natives;
use super::postgresql_types::POSTGRESQL_TYPES;
use super::types::TYPES;
use crate::python::interpreter::Interpreter;
use crate::python::library::{Library, ModuleBuilder};
use crate::python::raise::Evaluated;
use crate::python::value::Value;

const SCHEMA: &[&str] = &[
    "CheckConstraint",
    "Column",
    "ColumnDefault",
    "Computed",
    "Constraint",
    "ColumnCollectionConstraint",
    "DefaultClause",
    "FetchedValue",
    "ForeignKey",
    "ForeignKeyConstraint",
    "Identity",
    "Index",
    "MetaData",
    "PrimaryKeyConstraint",
    "SchemaItem",
    "Sequence",
    "Table",
    "UniqueConstraint",
    "DDL",
    "BLANK_SCHEMA",
    "conv",
];

const DDL: &[&str] = &[
    "DDLElement",
    "CreateTable",
    "DropTable",
    "CreateIndex",
    "DropIndex",
    "CreateSequence",
    "DropSequence",
    "CreateSchema",
    "DropSchema",
    "AddConstraint",
    "DropConstraint",
    "SetTableComment",
    "SetColumnComment",
    "CreateColumn",
    "DDL",
];

const EXPRESSION: &[&str] = &[
    "alias",
    "all_",
    "and_",
    "any_",
    "asc",
    "between",
    "bindparam",
    "bitwise_not",
    "case",
    "cast",
    "collate",
    "column",
    "delete",
    "desc",
    "distinct",
    "except_",
    "except_all",
    "exists",
    "extract",
    "false",
    "func",
    "funcfilter",
    "insert",
    "intersect",
    "intersect_all",
    "join",
    "label",
    "literal",
    "literal_column",
    "not_",
    "null",
    "nulls_first",
    "nulls_last",
    "nullsfirst",
    "nullslast",
    "or_",
    "outerjoin",
    "over",
    "quoted_name",
    "select",
    "table",
    "text",
    "true",
    "tuple_",
    "type_coerce",
    "union",
    "union_all",
    "update",
    "values",
    "within_group",
    "aggregate_order_by",
];

const CLASSES: &[&str] = &[
    "Alias",
    "BinaryExpression",
    "BindParameter",
    "BooleanClauseList",
    "CTE",
    "Case",
    "Cast",
    "ClauseElement",
    "ClauseList",
    "ColumnClause",
    "ColumnCollection",
    "ColumnElement",
    "ColumnOperators",
    "Delete",
    "Exists",
    "ExpressionClauseList",
    "Extract",
    "False_",
    "FromClause",
    "Function",
    "FunctionElement",
    "FunctionFilter",
    "GenericFunction",
    "Grouping",
    "Insert",
    "Join",
    "Label",
    "Null",
    "Over",
    "ScalarSelect",
    "Select",
    "Subquery",
    "TableClause",
    "TextClause",
    "True_",
    "Tuple",
    "TypeCoerce",
    "UnaryExpression",
    "Update",
    "Values",
    "Visitable",
    "WithinGroup",
];

/// Names that `sqlalchemy.dialects.postgresql` takes over from the generic types.
const GENERIC_IN_POSTGRESQL: &[&str] = &[
    "BIGINT",
    "BOOLEAN",
    "CHAR",
    "DATE",
    "DOUBLE_PRECISION",
    "FLOAT",
    "INTEGER",
    "NUMERIC",
    "REAL",
    "SMALLINT",
    "TEXT",
    "UUID",
    "VARCHAR",
];

fn add(interp: &mut Interpreter, module: &mut ModuleBuilder, names: &[&str]) -> Evaluated<()> {
    let natives = natives(interp)?;
    for name in names {
        if let Some(value) = natives.find(name) {
            module.value(name, value);
        }
    }
    Ok(())
}

fn add_types(interp: &mut Interpreter, module: &mut ModuleBuilder) -> Evaluated<()> {
    let names: Vec<&str> = TYPES.iter().map(|row| row.name).collect();
    add(interp, module, &names)?;
    // the short name that SQLAlchemy has for INTEGER
    let integer = natives(interp)?.value("INTEGER");
    module.value("INT", integer);
    let null = super::type_object::null_type(interp)?;
    module.value("NULLTYPE", null);
    let boolean = super::type_object::plain(interp, "Boolean")?;
    module.value("BOOLEANTYPE", boolean);
    let string = super::type_object::plain(interp, "String")?;
    module.value("STRINGTYPE", string);
    Ok(())
}

fn add_postgresql(interp: &mut Interpreter, module: &mut ModuleBuilder) -> Evaluated<()> {
    add(interp, module, GENERIC_IN_POSTGRESQL)?;
    let natives = natives(interp)?;
    for row in POSTGRESQL_TYPES {
        module.value(row.name, natives.value(&format!("postgresql.{}", row.name)));
    }
    for name in ["array", "ExcludeConstraint", "dialect"] {
        module.value(name, natives.value(&format!("postgresql.{name}")));
    }
    for name in ["aggregate_order_by", "insert", "Insert"] {
        module.value(name, natives.value(name));
    }
    // the names of old
    for (old, name) in [
        ("PGArray", "ARRAY"),
        ("PGBit", "BIT"),
        ("PGCidr", "CIDR"),
        ("PGHStore", "HSTORE"),
        ("PGInet", "INET"),
        ("PGInterval", "INTERVAL"),
        ("PGMacAddr", "MACADDR"),
        ("PGUuid", "UUID"),
    ] {
        let value = natives.find(&format!("postgresql.{name}")).or_else(|| natives.find(name));
        module.value(old, value.unwrap_or(Value::None));
    }
    let array_agg = interp.get_attribute(&natives.value("func"), "array_agg")?;
    module.value("array_agg", array_agg);
    module.value("PGDialect", natives.value("PGDialect"));
    Ok(())
}

/// Registers the modules.
pub fn register(library: &mut Library) {
    library.module("sqlalchemy", |interp, module| {
        let version = super::version::version(interp);
        module.value("__version__", Value::str(version));
        add_types(interp, module)?;
        for names in [SCHEMA, DDL, EXPRESSION, CLASSES] {
            add(interp, module, names)?;
        }
        super::engine::module(interp, module)?;
        for name in
            ["exc", "schema", "types", "sql", "event", "engine", "dialects", "pool", "util", "inspection"]
        {
            let inner = interp.import(&format!("sqlalchemy.{name}"))?;
            module.value(name, Value::Module(inner));
        }
        Ok(())
    });
    library.module("sqlalchemy.exc", super::exception::module);
    for name in ["sqlalchemy.types", "sqlalchemy.sql.sqltypes", "sqlalchemy.sql.type_api"] {
        library.module(name, add_types);
    }
    for name in ["sqlalchemy.schema", "sqlalchemy.sql.schema", "sqlalchemy.sql.ddl", "sqlalchemy.sql.naming"]
    {
        library.module(name, |interp, module| {
            add(interp, module, SCHEMA)?;
            add(interp, module, DDL)
        });
    }
    for name in [
        "sqlalchemy.sql",
        "sqlalchemy.sql.expression",
        "sqlalchemy.sql.elements",
        "sqlalchemy.sql.selectable",
        "sqlalchemy.sql.dml",
        "sqlalchemy.sql.functions",
        "sqlalchemy.sql.base",
        "sqlalchemy.sql.visitors",
        "sqlalchemy.sql.operators",
    ] {
        library.module(name, move |interp, module| {
            add(interp, module, EXPRESSION)?;
            add(interp, module, CLASSES)?;
            add(interp, module, &["conv", "quoted_name"])?;
            if name == "sqlalchemy.sql.functions" {
                let func = natives(interp)?.value("func");
                for function in
                    ["now", "count", "coalesce", "max", "min", "sum", "current_timestamp", "concat"]
                {
                    let value = interp.get_attribute(&func, function)?;
                    module.value(function, value);
                }
            }
            if name == "sqlalchemy.sql" {
                for inner in ["expression", "sqltypes", "functions", "schema", "elements", "operators", "ddl"]
                {
                    let inner_module = interp.import(&format!("sqlalchemy.sql.{inner}"))?;
                    module.value(inner, Value::Module(inner_module));
                }
            }
            Ok(())
        });
    }
    library.module("sqlalchemy.dialects", |interp, module| {
        let others = DIALECT_TYPES.iter().map(|dialect| dialect.name);
        for name in std::iter::once("postgresql").chain(others) {
            let inner = interp.import(&format!("sqlalchemy.dialects.{name}"))?;
            module.value(name, Value::Module(inner));
        }
        Ok(())
    });
    for dialect in DIALECT_TYPES {
        for part in ["", ".base", ".types", ".json"] {
            library.module(&format!("sqlalchemy.dialects.{}{part}", dialect.name), move |interp, module| {
                add(interp, module, dialect.generic)?;
                let natives = natives(interp)?;
                for row in dialect.types {
                    module.value(row.name, natives.value(&format!("{}.{}", dialect.name, row.name)));
                }
                super::dialect::add_foreign(interp, module, dialect.name)
            });
        }
    }
    for name in
        ["", ".base", ".types", ".json", ".array", ".hstore", ".ranges", ".ext", ".named_types", ".dml"]
    {
        library.module(&format!("sqlalchemy.dialects.postgresql{name}"), add_postgresql);
    }
    super::dialect::register_modules(library);
    library.module("sqlalchemy.dialects.postgresql.psycopg2", |interp, module| {
        let class = natives(interp)?.value("postgresql.dialect");
        module.value("PGDialect_psycopg2", class);
        add_postgresql(interp, module)
    });
    library.module("sqlalchemy.dialects.postgresql.asyncpg", add_postgresql);
    library.module("sqlalchemy.ext.compiler", |interp, module| add(interp, module, &["compiles"]));
    super::package::register(library);
    super::engine::register(library);
    super::event::register(library);
}
