//! `op.alter_column`

use crate::operation::{AlterColumn, Operation};
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;
use crate::schema::{Column, Constraint, QualifiedName};

use super::directive::{Call, Directive, optional_text, text};
use super::reading;
use super::schema_objects::{self, Keywords};

pub const DIRECTIVE: Directive = Directive {
    name: "alter_column",
    signature: "table_name, column_name, *, nullable=None, comment=False, server_default=False, \
                new_column_name=None, type_=None, existing_type=None, existing_server_default=False, \
                existing_nullable=None, existing_comment=None, schema=None, **kw",
    batch: Some(
        "column_name, *, nullable=None, comment=False, server_default=False, new_column_name=None, \
         type_=None, existing_type=None, existing_server_default=False, existing_nullable=None, \
         existing_comment=None, insert_before=None, insert_after=None, **kw",
    ),
    legacy: &[("name", "new_column_name")],
    run,
};

fn run(interpreter: &mut Interpreter, call: &Call) -> Evaluated {
    let table = call.table(interpreter, "table_name")?;
    let name = text(interpreter, &call.value("column_name"), "column_name")?;
    let mut alter = AlterColumn::new(table.clone(), &name);

    let using = call.bound.keyword("postgresql_using").cloned().unwrap_or(Value::None);
    let type_ = call.value("type_");
    if !using.is_none() && type_.is_none() {
        return Err(interpreter.raise(
            "alembic.util.exc.CommandError",
            "postgresql_using must be used with the type_ parameter",
        ));
    }
    alter.using = optional_text(interpreter, &using, "postgresql_using")?;
    alter.nullable = optional_flag(interpreter, &call.value("nullable"), "nullable")?;
    alter.new_name = optional_text(interpreter, &call.value("new_column_name"), "new_column_name")?;
    if let Some(comment) = call.bound.get("comment").filter(|value| !is_false(value)).cloned() {
        alter.comment = Some(optional_text(interpreter, &comment, "comment")?);
    }
    alter.existing_comment = optional_text(interpreter, &call.value("existing_comment"), "existing_comment")?;
    alter.existing_nullable =
        optional_flag(interpreter, &call.value("existing_nullable"), "existing_nullable")?;
    let autoincrement = call.bound.keyword("existing_autoincrement").cloned().unwrap_or(Value::None);
    alter.existing_autoincrement = optional_flag(interpreter, &autoincrement, "existing_autoincrement")?;

    // constraints that the old and the new type bring along (`Boolean(create_constraint=True)`)
    let existing_type = call.value("existing_type");
    let mut before = Vec::new();
    let mut after = Vec::new();
    if !existing_type.is_none() {
        let (column, constraints) = typed_column(interpreter, &table, &name, existing_type)?;
        alter.existing_type = Some(column.data_type);
        if !type_.is_none() {
            before = constraints;
        }
    }
    if !type_.is_none() {
        let (column, constraints) = typed_column(interpreter, &table, &name, type_)?;
        alter.data_type = Some(column.data_type);
        after = constraints;
    }

    let existing_default = given_default(call, "existing_server_default");
    let mut existing_is_identity = false;
    let mut existing_is_computed = false;
    if let Some(existing) = existing_default {
        let column = with_default(interpreter, &name, existing)?;
        existing_is_identity = column.identity.is_some();
        existing_is_computed = column.computed.is_some();
        alter.existing_identity = column.identity;
        alter.existing_computed = column.computed;
        alter.existing_server_default = Some(column.server_default);
    }
    if let Some(value) = given_default(call, "server_default") {
        let column = with_default(interpreter, &name, value)?;
        if column.computed.is_some() || existing_is_computed {
            alter.computed = Some(column.computed);
        } else if column.identity.is_some() || existing_is_identity {
            alter.identity = Some(column.identity);
        } else {
            alter.server_default = Some(column.server_default);
        }
    }

    for constraint in before {
        call.emit(
            interpreter,
            Operation::DropConstraint {
                table: table.clone(),
                name: match constraint.name() {
                    Some(name) => name.clone(),
                    None => continue,
                },
                kind: Some(constraint.kind()),
                constraint: Some(Box::new(constraint)),
                if_exists: false,
                cascade: false,
            },
        )?;
    }
    call.emit(interpreter, Operation::AlterColumn(Box::new(alter)))?;
    for constraint in after {
        let operation = Operation::AddConstraint { table: table.clone(), constraint: Box::new(constraint) };
        call.emit(interpreter, operation)?;
    }
    Ok(Value::None)
}

/// False is Alembic's "not said".
fn is_false(value: &Value) -> bool {
    matches!(value, Value::Bool(false))
}

fn given_default(call: &Call, name: &str) -> Option<Value> {
    call.bound.get(name).filter(|value| !is_false(value)).cloned()
}

fn optional_flag(interpreter: &mut Interpreter, value: &Value, what: &str) -> Evaluated<Option<bool>> {
    match value {
        Value::None => Ok(None),
        Value::Unknown(unknown) => {
            Err(interpreter.refuse(format!("`{what}` is not known: {}", unknown.reason)))
        }
        value => interpreter.truth(value).map(Some),
    }
}

/// The column, and the constraints that its type makes.
fn typed_column(
    interpreter: &mut Interpreter,
    table: &QualifiedName,
    name: &str,
    data_type: Value,
) -> Evaluated<(Column, Vec<Constraint>)> {
    let column = schema_objects::sqlalchemy(
        interpreter,
        "Column",
        vec![Value::str(name), data_type],
        Keywords::new(),
    )?;
    let table = schema_objects::table(interpreter, table, vec![column], Keywords::new())?;
    let mut read = reading::read_table(interpreter, &table)?;
    let constraints = read
        .constraints
        .into_iter()
        .filter(|constraint| !matches!(constraint, Constraint::PrimaryKey(_)))
        .collect();
    Ok((read.columns.remove(0), constraints))
}

fn with_default(interpreter: &mut Interpreter, name: &str, value: Value) -> Evaluated<Column> {
    let integer = schema_objects::sqlalchemy(interpreter, "Integer", Vec::new(), Keywords::new())?;
    let is_fetched = ["sqlalchemy.sql.schema.Identity", "sqlalchemy.sql.schema.Computed"]
        .iter()
        .any(|path| interpreter.is_instance(&value, path));
    let mut positional = vec![Value::str(name), integer];
    let mut keywords = Keywords::new();
    if is_fetched {
        positional.push(value);
    } else {
        keywords.push(("server_default".into(), value));
    }
    let column = schema_objects::sqlalchemy(interpreter, "Column", positional, keywords)?;
    let table = QualifiedName::plain("no_table");
    let table = schema_objects::table(interpreter, &table, vec![column], Keywords::new())?;
    Ok(reading::read_table(interpreter, &table)?.columns.remove(0))
}
