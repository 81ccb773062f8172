//! `op.drop_table`

use crate::operation::Operation;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;
use crate::schema::Table;

use super::directive::{Call, Directive};

pub const DIRECTIVE: Directive = Directive {
    name: "drop_table",
    signature: "table_name, *, schema=None, if_exists=None, **kw",
    batch: None,
    legacy: &[("name", "table_name")],
    run,
};

fn run(interpreter: &mut Interpreter, call: &Call) -> Evaluated {
    let table = Box::new(Table::new(call.table(interpreter, "table_name")?));
    let if_exists = call.flag(interpreter, "if_exists")?;
    call.emit(interpreter, Operation::DropTable { table, if_exists })?;
    Ok(Value::None)
}
