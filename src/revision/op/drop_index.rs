//! `op.drop_index`

use crate::operation::Operation;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;
use crate::schema::Index;

use super::directive::{Call, Directive, object_name, optional_text};

pub const DIRECTIVE: Directive = Directive {
    name: "drop_index",
    signature: "index_name, table_name=None, *, schema=None, if_exists=None, **kw",
    batch: Some("index_name, *, if_exists=None, **kw"),
    legacy: &[("name", "index_name"), ("tablename", "table_name")],
    run,
};

fn run(interpreter: &mut Interpreter, call: &Call) -> Evaluated {
    let schema = call.schema(interpreter)?;
    let table = match (&call.batch, call.value("table_name")) {
        (None, Value::None) => None,
        _ => Some(call.table(interpreter, "table_name")?),
    };
    let value = call.value("index_name");
    let name = object_name(interpreter, &value, "index_name")?;
    let mut index = Index { name: Some(name), ..Index::default() };
    index.concurrently = call.flag(interpreter, "postgresql_concurrently")?;
    let using = call.bound.keyword("postgresql_using").cloned().unwrap_or(Value::None);
    index.using = optional_text(interpreter, &using, "postgresql_using")?;
    let if_exists = call.flag(interpreter, "if_exists")?;
    call.emit(interpreter, Operation::DropIndex { table, schema, index: Box::new(index), if_exists })?;
    Ok(Value::None)
}
