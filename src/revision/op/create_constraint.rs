//! `op.create_primary_key`, `create_unique_constraint`, `create_check_constraint`,
//! `create_foreign_key` and `create_exclude_constraint`: one shape, a constraint on an existing table.

use crate::operation::Operation;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;
use crate::schema::QualifiedName;

use super::directive::{Call, Directive, names, optional_text, text};
use super::reading;
use super::schema_objects::{self, Keywords};

pub const PRIMARY_KEY: Directive = Directive {
    name: "create_primary_key",
    signature: "constraint_name, table_name, columns, *, schema=None, **kw",
    batch: Some("constraint_name, columns, **kw"),
    legacy: &[("name", "constraint_name"), ("cols", "columns")],
    run: primary_key,
};

pub const UNIQUE: Directive = Directive {
    name: "create_unique_constraint",
    signature: "constraint_name, table_name, columns, *, schema=None, **kw",
    batch: Some("constraint_name, columns, **kw"),
    legacy: &[("name", "constraint_name"), ("source", "table_name"), ("local_cols", "columns")],
    run: unique,
};

pub const CHECK: Directive = Directive {
    name: "create_check_constraint",
    signature: "constraint_name, table_name, condition, *, schema=None, **kw",
    batch: Some("constraint_name, condition, **kw"),
    legacy: &[("name", "constraint_name"), ("source", "table_name")],
    run: check,
};

pub const FOREIGN_KEY: Directive = Directive {
    name: "create_foreign_key",
    signature: "constraint_name, source_table, referent_table, local_cols, remote_cols, *, onupdate=None, \
                ondelete=None, deferrable=None, initially=None, match=None, source_schema=None, \
                referent_schema=None, **kw",
    batch: Some(
        "constraint_name, referent_table, local_cols, remote_cols, *, referent_schema=None, onupdate=None, \
         ondelete=None, deferrable=None, initially=None, match=None, **kw",
    ),
    legacy: &[("name", "constraint_name"), ("source", "source_table"), ("referent", "referent_table")],
    run: foreign_key,
};

pub const EXCLUDE: Directive = Directive {
    name: "create_exclude_constraint",
    signature: "constraint_name, table_name, *elements, **kw",
    batch: Some("constraint_name, *elements, **kw"),
    legacy: &[],
    run: exclude,
};

fn primary_key(interpreter: &mut Interpreter, call: &Call) -> Evaluated {
    on_columns(interpreter, call, "PrimaryKeyConstraint")
}

fn unique(interpreter: &mut Interpreter, call: &Call) -> Evaluated {
    on_columns(interpreter, call, "UniqueConstraint")
}

fn on_columns(interpreter: &mut Interpreter, call: &Call, class: &str) -> Evaluated {
    let name = call.table(interpreter, "table_name")?;
    let columns = names(interpreter, &call.value("columns"), "columns")?;
    let table = schema_objects::table_with_columns(interpreter, &name, &columns)?;
    let mut keywords = call.keywords();
    keywords.push(("name".into(), call.value("constraint_name")));
    let constraint = schema_objects::sqlalchemy(interpreter, class, columns, keywords)?;
    add(interpreter, call, name, &table, &constraint)
}

fn check(interpreter: &mut Interpreter, call: &Call) -> Evaluated {
    let name = call.table(interpreter, "table_name")?;
    let table = schema_objects::table(interpreter, &name, Vec::new(), Keywords::new())?;
    let mut keywords = call.keywords();
    keywords.push(("name".into(), call.value("constraint_name")));
    let constraint =
        schema_objects::sqlalchemy(interpreter, "CheckConstraint", vec![call.value("condition")], keywords)?;
    add(interpreter, call, name, &table, &constraint)
}

fn foreign_key(interpreter: &mut Interpreter, call: &Call) -> Evaluated {
    let source = match &call.batch {
        Some(batch) => batch.table.clone(),
        None => QualifiedName {
            schema: optional_text(interpreter, &call.value("source_schema"), "source_schema")?,
            name: text(interpreter, &call.value("source_table"), "source_table")?,
        },
    };
    let referent_schema = optional_text(interpreter, &call.value("referent_schema"), "referent_schema")?;
    let referent = QualifiedName {
        // in a batch the table's own schema is not inherited either
        schema: referent_schema,
        name: text(interpreter, &call.value("referent_table"), "referent_table")?,
    };
    let local = names(interpreter, &call.value("local_cols"), "local_cols")?;
    let remote = names(interpreter, &call.value("remote_cols"), "remote_cols")?;
    let mut of_source = local.clone();
    if source == referent {
        of_source.extend(remote.iter().cloned());
    }
    let table = schema_objects::table_with_columns(interpreter, &source, &of_source)?;
    if source != referent {
        let metadata = interpreter.get_attribute(&table, "metadata")?;
        let mut positional = vec![Value::str(&referent.name), metadata];
        for column in &remote {
            positional.push(schema_objects::untyped_column(interpreter, column.clone())?);
        }
        let schema =
            schema_objects::present([("schema", referent.schema.as_deref().map_or(Value::None, Value::str))]);
        schema_objects::sqlalchemy(interpreter, "Table", positional, schema)?;
    }
    let mut targets = Vec::new();
    for column in &remote {
        let column = text(interpreter, column, "remote_cols")?;
        targets.push(Value::str(format!("{referent}.{column}")));
    }
    let mut keywords: Keywords = call.bound.keywords.clone();
    keywords.push(("name".into(), call.value("constraint_name")));
    for option in ["onupdate", "ondelete", "deferrable", "initially", "match"] {
        keywords.extend(schema_objects::present([(option, call.value(option))]));
    }
    let constraint = schema_objects::sqlalchemy(
        interpreter,
        "ForeignKeyConstraint",
        vec![Value::list(local), Value::list(targets)],
        keywords,
    )?;
    add(interpreter, call, source, &table, &constraint)
}

/// Elements are `(column or expression, operator)` pairs.
fn exclude(interpreter: &mut Interpreter, call: &Call) -> Evaluated {
    let name = call.table(interpreter, "table_name")?;
    let mut plain = Vec::new();
    for element in &call.bound.rest {
        let pair = interpreter.iterate(element)?;
        if let Some(column @ Value::Str(_)) = pair.first() {
            plain.push(column.clone());
        }
    }
    let table = schema_objects::table_with_columns(interpreter, &name, &plain)?;
    let mut keywords = call.keywords();
    keywords.push(("name".into(), call.value("constraint_name")));
    let constraint = schema_objects::make(
        interpreter,
        "sqlalchemy.dialects.postgresql",
        "ExcludeConstraint",
        call.bound.rest.clone(),
        keywords,
    )?;
    add(interpreter, call, name, &table, &constraint)
}

/// Joins the constraint to its table, so that a naming convention can name it, and hands it over.
fn add(
    interpreter: &mut Interpreter,
    call: &Call,
    name: QualifiedName,
    table: &Value,
    constraint: &Value,
) -> Evaluated {
    schema_objects::append(interpreter, table, constraint)?;
    let constraint = Box::new(reading::read_constraint(interpreter, table, constraint)?);
    call.emit(interpreter, Operation::AddConstraint { table: name, constraint })?;
    Ok(Value::None)
}
