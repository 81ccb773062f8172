//! A table of the catalog as SQLAlchemy's reflection would have made it: what env.py's functions are
//! given for what stands in the database. Made from what was introspected; nothing is asked again.

use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;
use crate::revision::op::inspector::reflected_type;
use crate::revision::op::schema_objects::{Keywords, append, make, present, sqlalchemy};
use crate::schema::{
    Column, Constraint, DataType, Identity, IdentityMode, Index, IndexTarget, ServerDefault, SqlType, Table,
};

/// The `Table`, in a MetaData of its own.
///
/// # Errors
/// What SQLAlchemy raises.
pub fn table(interpreter: &mut Interpreter, table: &Table) -> Evaluated {
    let metadata = sqlalchemy(interpreter, "MetaData", Vec::new(), Keywords::new())?;
    let text = |text: &Option<String>| text.as_ref().map_or(Value::None, Value::str);
    let mut items = vec![Value::str(&table.name.name), metadata];
    for column in &table.columns {
        items.push(self::column(interpreter, column)?);
    }
    let keywords = present([("schema", text(&table.name.schema)), ("comment", text(&table.comment))]);
    let made = sqlalchemy(interpreter, "Table", items, keywords)?;
    for constraint in &table.constraints {
        if let Some(constraint) = self::constraint(interpreter, constraint)? {
            append(interpreter, &made, &constraint)?;
        }
    }
    for index in &table.indexes {
        self::index(interpreter, index, &made)?;
    }
    Ok(made)
}

fn column(interpreter: &mut Interpreter, column: &Column) -> Evaluated {
    let mut keywords = present([("comment", column.comment.as_ref().map_or(Value::None, Value::str))]);
    keywords.push(("nullable".into(), Value::Bool(column.nullable)));
    keywords.push(("autoincrement".into(), Value::Bool(column.serial || column.identity.is_some())));
    let mut items = vec![Value::str(&column.name), data_type(interpreter, column)?];
    if let Some(computed) = &column.computed {
        let persisted = vec![("persisted".into(), Value::Bool(true))];
        items.push(sqlalchemy(interpreter, "Computed", vec![Value::str(&computed.expression)], persisted)?);
    } else if let Some(identity) = &column.identity {
        items.push(self::identity(interpreter, identity)?);
    } else if let Some(default) = &column.server_default {
        let (ServerDefault::Literal(sql) | ServerDefault::Expression(sql)) = default;
        let sql = column.catalog.as_ref().and_then(|catalog| catalog.default.as_ref()).unwrap_or(sql);
        let default = sqlalchemy(interpreter, "text", vec![Value::str(sql)], Keywords::new())?;
        keywords.push(("server_default".into(), default));
    }
    sqlalchemy(interpreter, "Column", items, keywords)
}

fn identity(interpreter: &mut Interpreter, identity: &Identity) -> Evaluated {
    let options = &identity.options;
    let number = |value: Option<i64>| value.map_or(Value::None, Value::Int);
    let keywords = present([
        ("always", Value::Bool(identity.mode == IdentityMode::Always)),
        ("start", number(options.start)),
        ("increment", number(options.increment)),
        ("minvalue", number(options.min_value)),
        ("maxvalue", number(options.max_value)),
        ("cycle", options.cycle.map_or(Value::None, Value::Bool)),
        ("cache", number(options.cache)),
    ]);
    sqlalchemy(interpreter, "Identity", Vec::new(), keywords)
}

/// The type as the database has it.
fn data_type(interpreter: &mut Interpreter, column: &Column) -> Evaluated {
    of_type(interpreter, &column.data_type, column.catalog.as_ref().map(|catalog| &*catalog.format_type))
}

/// A type of the catalog, in SQLAlchemy's classes.
///
/// # Errors
/// What making it raises.
pub fn of_type(interpreter: &mut Interpreter, data_type: &DataType, format_type: Option<&str>) -> Evaluated {
    let postgresql = "sqlalchemy.dialects.postgresql";
    match &data_type.sql {
        SqlType::Enum(enum_type) => {
            let labels = enum_type.labels.iter().map(Value::str).collect();
            let schema = enum_type.name.schema.as_ref().map_or(Value::None, Value::str);
            let keywords = present([("name", Value::str(&enum_type.name.name)), ("schema", schema)]);
            make(interpreter, postgresql, "ENUM", labels, keywords)
        }
        SqlType::Array { item, .. } if item.enum_type().is_some() => {
            let item = DataType { sql: (**item).clone(), ..data_type.clone() };
            let item = of_type(interpreter, &item, None)?;
            make(interpreter, postgresql, "ARRAY", vec![item], Keywords::new())
        }
        sql => {
            let spelled = match (format_type, sql) {
                (Some(spelled), _) => spelled.to_owned(),
                (None, SqlType::Plain(spelled)) => spelled.to_lowercase(),
                (None, SqlType::Boolean) => "boolean".to_owned(),
                (None, SqlType::SmallInteger) => "smallint".to_owned(),
                (None, SqlType::BigInteger) => "bigint".to_owned(),
                (None, SqlType::Integer) => "integer".to_owned(),
                (None, _) => String::new(),
            };
            reflected_type(interpreter, &spelled)
        }
    }
}

fn constraint(interpreter: &mut Interpreter, constraint: &Constraint) -> Evaluated<Option<Value>> {
    let name = constraint.name().map_or(Value::None, |name| Value::str(&name.text));
    let names = |names: &[String]| names.iter().map(Value::str).collect::<Vec<_>>();
    let text = |text: &Option<String>| text.as_ref().map_or(Value::None, Value::str);
    let made = match constraint {
        Constraint::PrimaryKey(key) => {
            let keywords = present([("name", name)]);
            sqlalchemy(interpreter, "PrimaryKeyConstraint", names(&key.columns), keywords)?
        }
        Constraint::Unique(unique) => {
            let keywords = present([("name", name)]);
            sqlalchemy(interpreter, "UniqueConstraint", names(&unique.columns), keywords)?
        }
        Constraint::Check(check) => {
            let keywords = present([("name", name)]);
            sqlalchemy(interpreter, "CheckConstraint", vec![Value::str(&check.condition)], keywords)?
        }
        Constraint::ForeignKey(key) => {
            let referred = key
                .referred_columns
                .iter()
                .map(|column| Value::str(format!("{}.{column}", key.referred_table)))
                .collect();
            let keywords = present([
                ("name", name),
                ("ondelete", text(&key.on_delete)),
                ("onupdate", text(&key.on_update)),
                ("deferrable", key.deferrability.deferrable.map_or(Value::None, Value::Bool)),
                ("initially", text(&key.deferrability.initially)),
            ]);
            let columns = Value::list(names(&key.columns));
            sqlalchemy(interpreter, "ForeignKeyConstraint", vec![columns, Value::list(referred)], keywords)?
        }
        // reflection leaves them out
        Constraint::Exclude(_) => return Ok(None),
    };
    Ok(Some(made))
}

fn index(interpreter: &mut Interpreter, index: &Index, table: &Value) -> Evaluated<()> {
    let columns = interpreter.get_attribute(table, "c")?;
    let mut items = vec![index.name.as_ref().map_or(Value::None, |name| Value::str(&name.text))];
    for element in &index.elements {
        items.push(match &element.target {
            IndexTarget::Column(name) => interpreter.item(&columns, &Value::str(name))?,
            IndexTarget::Expression(sql) => {
                sqlalchemy(interpreter, "text", vec![Value::str(sql)], Keywords::new())?
            }
        });
    }
    let keywords = vec![("unique".into(), Value::Bool(index.unique)), ("_table".into(), table.clone())];
    sqlalchemy(interpreter, "Index", items, keywords).map(drop)
}
