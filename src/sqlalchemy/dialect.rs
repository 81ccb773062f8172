//! The dialect object that TypeDecorators and `@compiles` functions look at, and the classes that
//! files tell databases apart by.

use std::rc::Rc;

use super::native::{Natives, natives};
use super::type_object::to_instance;
use crate::python::interpreter::Interpreter;
use crate::python::library::{ClassBuilder, Library, ModuleBuilder};
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Instance, Value};

/// A dialect that a PostgreSQL connection never has: its class is there to be asked for, not to be made.
struct Foreign {
    /// Below `sqlalchemy.dialects`.
    module: &'static str,
    class: &'static str,
    base: &'static str,
}

const fn foreign(module: &'static str, class: &'static str, base: &'static str) -> Foreign {
    Foreign { module, class, base }
}

/// Bases first.
const FOREIGN: &[Foreign] = &[
    foreign("mysql.base", "MySQLDialect", "DefaultDialect"),
    foreign("mysql.mariadb", "MariaDBDialect", "MySQLDialect"),
    foreign("mysql.mysqldb", "MySQLDialect_mysqldb", "MySQLDialect"),
    foreign("mysql.pymysql", "MySQLDialect_pymysql", "MySQLDialect_mysqldb"),
    foreign("mysql.aiomysql", "MySQLDialect_aiomysql", "MySQLDialect_pymysql"),
    foreign("mysql.asyncmy", "MySQLDialect_asyncmy", "MySQLDialect_pymysql"),
    foreign("mysql.cymysql", "MySQLDialect_cymysql", "MySQLDialect_mysqldb"),
    foreign("mysql.mysqlconnector", "MySQLDialect_mysqlconnector", "MySQLDialect"),
    foreign("mysql.mariadbconnector", "MySQLDialect_mariadbconnector", "MySQLDialect"),
    foreign("mysql.pyodbc", "MySQLDialect_pyodbc", "MySQLDialect"),
    foreign("sqlite.base", "SQLiteDialect", "DefaultDialect"),
    foreign("sqlite.pysqlite", "SQLiteDialect_pysqlite", "SQLiteDialect"),
    foreign("sqlite.pysqlcipher", "SQLiteDialect_pysqlcipher", "SQLiteDialect_pysqlite"),
    foreign("sqlite.aiosqlite", "SQLiteDialect_aiosqlite", "SQLiteDialect_pysqlite"),
    foreign("mssql.base", "MSDialect", "DefaultDialect"),
    foreign("mssql.pyodbc", "MSDialect_pyodbc", "MSDialect"),
    foreign("mssql.pymssql", "MSDialect_pymssql", "MSDialect"),
    foreign("mssql.aioodbc", "MSDialectAsync_aioodbc", "MSDialect_pyodbc"),
    foreign("oracle.base", "OracleDialect", "DefaultDialect"),
    foreign("oracle.cx_oracle", "OracleDialect_cx_oracle", "OracleDialect"),
    foreign("oracle.oracledb", "OracleDialect_oracledb", "OracleDialect_cx_oracle"),
];

/// The class that a module has as `dialect`, its default driver's.
const DEFAULT_DRIVERS: &[(&str, &str)] = &[
    ("mysql", "MySQLDialect_mysqldb"),
    ("sqlite", "SQLiteDialect_pysqlite"),
    ("mssql", "MSDialect_pyodbc"),
    ("oracle", "OracleDialect_oracledb"),
];

/// PostgreSQL's dialect.
///
/// # Errors
/// None of its own.
pub fn postgresql(interp: &mut Interpreter) -> Evaluated {
    Ok(Value::Instance(Instance::new(natives(interp)?.class("postgresql.dialect"))))
}

/// Adds the classes `PGDialect` and `PGCompiler`.
pub fn register(natives: &mut Natives) {
    let preparer = ClassBuilder::new("sqlalchemy.dialects.postgresql.base", "PGIdentifierPreparer")
        .method("quote", "self, name, *args", |interp, bound| {
            let name = bound.value("name");
            let name = super::argument::text(interp, &name, "an identifier")?;
            Ok(Value::str(crate::ddl::identifier::quote(&name)))
        })
        .method("quote_identifier", "self, name", |interp, bound| {
            let name = bound.value("name");
            let name = super::argument::text(interp, &name, "an identifier")?;
            Ok(Value::str(crate::ddl::identifier::always_quote(&name)))
        })
        .build();
    let preparer = Value::Instance(Instance::new(preparer));
    let interface = ClassBuilder::new("sqlalchemy.engine.interfaces", "Dialect").build();
    let default = ClassBuilder::new("sqlalchemy.engine.default", "DefaultDialect")
        .base(&interface)
        // dozens of flags and methods: what is not here is there all the same
        .method("__getattr__", "self, name", |interp, bound| {
            let name = bound.value("name").to_text().unwrap_or_default();
            match name.starts_with("__") {
                true => Err(interp.raise("AttributeError", name.to_string())),
                false => Ok(interp.unknown(format!("`{name}` of a dialect is not modelled"))),
            }
        })
        .build();
    let base = ClassBuilder::new("sqlalchemy.dialects.postgresql.base", "PGDialect")
        .base(&default)
        .attribute("name", Value::str("postgresql"))
        .attribute("identifier_preparer", preparer.clone())
        .attribute("supports_native_enum", Value::Bool(true))
        .attribute("supports_native_boolean", Value::Bool(true))
        .attribute("supports_native_uuid", Value::Bool(true))
        .attribute("default_schema_name", Value::str("public"))
        .attribute("max_identifier_length", Value::Int(63))
        .attribute("server_version_info", Value::tuple(vec![Value::Int(15), Value::Int(0)]))
        .method("__init__", "self, *args, **kw", |_, _| Ok(Value::None))
        .method("type_descriptor", "self, typeobj", |interp, bound| {
            to_instance(interp, &bound.value("typeobj"))
        })
        .build();
    let class = ClassBuilder::new("sqlalchemy.dialects.postgresql.psycopg2", "PGDialect_psycopg2")
        .base(&base)
        .attribute("driver", Value::str("psycopg2"))
        .build();
    for (name, class) in [
        ("Dialect", interface),
        ("DefaultDialect", default),
        ("PGDialect", base),
        ("postgresql.dialect", class),
    ] {
        natives.add(name, Value::Class(class));
    }
    for dialect in FOREIGN {
        let class = foreign_class(dialect, &natives.class(dialect.base));
        natives.add(dialect.class, Value::Class(class));
    }
    let compiler = ClassBuilder::new("sqlalchemy.dialects.postgresql.base", "PGCompiler")
        .attribute("preparer", preparer)
        .method("process", "self, obj, **kwargs", |interp, _| {
            Err(interp.refuse("`compiler.process()` in a function of `@compiles`"))
        })
        .build();
    natives.add("postgresql.compiler", Value::Class(compiler));
}

fn foreign_class(dialect: &Foreign, base: &Rc<Class>) -> Rc<Class> {
    let (database, _) = dialect.module.split_once('.').unwrap_or_default();
    let name = if dialect.class == "MariaDBDialect" { "mariadb" } else { database };
    let class = dialect.class;
    ClassBuilder::new(&format!("sqlalchemy.dialects.{}", dialect.module), class)
        .base(base)
        .attribute("name", Value::str(name))
        .method("__new__", "cls, *args, **kw", move |interp, _| {
            Ok(interp.unknown(format!("`{class}()`, the dialect of another database")))
        })
        .build()
}

/// Registers the modules of the other databases' drivers.
pub fn register_modules(library: &mut Library) {
    for dialect in FOREIGN.iter().filter(|dialect| !dialect.module.ends_with(".base")) {
        library.module(&format!("sqlalchemy.dialects.{}", dialect.module), move |interp, module| {
            let class = natives(interp)?.value(dialect.class);
            module.value("dialect", class.clone());
            module.value(dialect.class, class);
            Ok(())
        });
    }
}

/// What the modules of another database have of its dialect: `mysql`, `mysql.base`, …
///
/// # Errors
/// None of its own.
pub fn add_foreign(interp: &mut Interpreter, module: &mut ModuleBuilder, database: &str) -> Evaluated<()> {
    let natives = natives(interp)?;
    for dialect in FOREIGN.iter().filter(|dialect| dialect.module.split('.').next() == Some(database)) {
        if dialect.module.ends_with(".base") {
            module.value(dialect.class, natives.value(dialect.class));
        }
    }
    for (_, class) in DEFAULT_DRIVERS.iter().filter(|(name, _)| *name == database) {
        module.value("dialect", natives.value(class));
    }
    Ok(())
}
