//! `op.drop_column`

use crate::operation::Operation;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;
use crate::schema::{Column, DataType, Spelling, SqlType, TypeModule};

use super::directive::{Call, Directive, text};

pub const DIRECTIVE: Directive = Directive {
    name: "drop_column",
    signature: "table_name, column_name, *, schema=None, if_exists=None, **kw",
    batch: Some("column_name, *, if_exists=None, **kw"),
    legacy: &[],
    run,
};

/// Keywords are MySQL's and SQL Server's (`mssql_drop_check`): nothing for PostgreSQL.
fn run(interpreter: &mut Interpreter, call: &Call) -> Evaluated {
    let table = call.table(interpreter, "table_name")?;
    let name = text(interpreter, &call.value("column_name"), "column_name")?;
    let if_exists = call.flag(interpreter, "if_exists")?;
    let unknown = DataType {
        sql: SqlType::Null,
        spelling: Spelling::new(TypeModule::Sqlalchemy, "NullType"),
        collation: None,
    };
    let column = Box::new(Column::new(name, unknown));
    call.emit(interpreter, Operation::DropColumn { table, column, if_exists, cascade: false })?;
    Ok(Value::None)
}
