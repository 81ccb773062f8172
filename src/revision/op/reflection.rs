//! `Table(…, autoload_with=bind)` and `MetaData().reflect(bind)`: what an Inspector says of a table,
//! attached as SQLAlchemy's `Inspector.reflect_table` attaches it. Options that only matter when the
//! table would be created again (storage, tablespaces) are not read.

use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;
use crate::sqlalchemy::schema_event::ReflectionRequest;
use crate::sqlalchemy::table;

use super::schema_objects::{Keywords, make, present, sqlalchemy};
use super::{connection, inspector, offline};

/// Fills the table of the request.
///
/// # Errors
/// NoSuchTableError; what attaching raises.
pub fn reflect(interpreter: &mut Interpreter, request: &ReflectionRequest) -> Evaluated<()> {
    if interpreter.is_instance(&request.bind, offline::MOCK_CONNECTION) {
        return Err(offline::no_inspection(interpreter));
    }
    if !request.bind.is_none() && !connection::is_bind(interpreter, &request.bind) {
        let class = interpreter.type_name(&request.bind);
        return Err(interpreter.refuse(format!("reflection through a '{class}' object")));
    }
    let reflection =
        Reflection { table: request.table.clone(), inspector: inspector::inspector(interpreter) };
    let columns = reflection.ask(interpreter, "get_columns")?;
    let mut names = Vec::new();
    for column in &columns {
        let Some(name) = entry(column, "name").to_text() else { continue };
        let wanted = request.only.as_ref().is_none_or(|only| only.iter().any(|known| **known == *name));
        if !wanted {
            continue;
        }
        names.push(name.clone());
        if !request.exclude.iter().any(|known| **known == *name) {
            reflection.column(interpreter, column)?;
        }
    }
    let known = |columns: &Value| match columns {
        Value::List(columns) => columns
            .borrow()
            .iter()
            .all(|column| column.as_str().is_some_and(|column| names.iter().any(|name| **name == *column))),
        _ => false,
    };
    reflection.primary_key(interpreter, &known)?;
    reflection.foreign_keys(interpreter, request, &known)?;
    reflection.indexes(interpreter, &known)?;
    reflection.constraints(interpreter, &known)
}

/// `MetaData.reflect()`: every table of the schema, or those named, that the MetaData doesn't have.
///
/// # Errors
/// InvalidRequestError for names that there are no tables of; what reflecting raises.
pub fn reflect_all(
    interpreter: &mut Interpreter,
    metadata: &Value,
    bind: &Value,
    schema: &Value,
    only: Option<&[Value]>,
) -> Evaluated<()> {
    let found = inspector::table_names(interpreter, schema)?;
    let found = interpreter.iterate(&found)?;
    let chosen: Vec<Value> = match only {
        None => found,
        Some(only) => {
            let is_missing = |name: &&Value| !found.iter().any(|known| known.as_str() == name.as_str());
            let missing: Vec<&str> = only.iter().filter(is_missing).filter_map(Value::as_str).collect();
            if !missing.is_empty() {
                let message = format!(
                    "Could not reflect: requested table(s) not available in {}: ({})",
                    "Engine",
                    missing.join(", ")
                );
                return Err(interpreter.raise("sqlalchemy.exc.InvalidRequestError", message));
            }
            only.to_vec()
        }
    };
    for name in chosen {
        let keywords = present([("autoload_with", bind.clone()), ("schema", schema.clone())]);
        sqlalchemy(interpreter, "Table", vec![name, metadata.clone()], keywords)?;
    }
    Ok(())
}

struct Reflection {
    table: Value,
    inspector: Value,
}

fn entry(dict: &Value, name: &str) -> Value {
    match dict {
        Value::Dict(dict) => dict.borrow().get_str(name).cloned().unwrap_or(Value::None),
        _ => Value::None,
    }
}

impl Reflection {
    fn name_and_schema(&self) -> (Value, Value) {
        match table::of(&self.table) {
            Some(table) => (Value::str(&table.name), table.schema.as_ref().map_or(Value::None, Value::str)),
            None => (Value::None, Value::None),
        }
    }

    fn answer(&self, interpreter: &mut Interpreter, question: &str) -> Evaluated {
        let (name, schema) = self.name_and_schema();
        interpreter.call_method(&self.inspector, question, vec![name, schema])
    }

    fn ask(&self, interpreter: &mut Interpreter, question: &str) -> Evaluated<Vec<Value>> {
        let answer = self.answer(interpreter, question)?;
        interpreter.iterate(&answer)
    }

    fn attach(&self, interpreter: &mut Interpreter, item: &Value) -> Evaluated<()> {
        match table::of(&self.table) {
            Some(table) => table::attach(interpreter, &table, item, false),
            None => Ok(()),
        }
    }

    fn column(&self, interpreter: &mut Interpreter, column: &Value) -> Evaluated<()> {
        let mut keywords = present([("comment", entry(column, "comment"))]);
        keywords.push(("nullable".into(), entry(column, "nullable")));
        keywords.push(("autoincrement".into(), entry(column, "autoincrement")));
        let computed = entry(column, "computed");
        let identity = entry(column, "identity");
        let mut items = vec![entry(column, "name"), entry(column, "type")];
        if let Value::Dict(_) = computed {
            let persisted = present([("persisted", entry(&computed, "persisted"))]);
            items.push(sqlalchemy(interpreter, "Computed", vec![entry(&computed, "sqltext")], persisted)?);
        } else if let Value::Dict(options) = &identity {
            let options: Keywords = options
                .borrow()
                .iter()
                .filter_map(|(name, value)| Some((name.to_text()?, value.clone())))
                .collect();
            items.push(sqlalchemy(interpreter, "Identity", Vec::new(), options)?);
        } else if let default @ Value::Str(_) = entry(column, "default") {
            let default = sqlalchemy(interpreter, "text", vec![default], Vec::new())?;
            keywords.push(("server_default".into(), default));
        }
        let column = sqlalchemy(interpreter, "Column", items, keywords)?;
        self.attach(interpreter, &column)
    }

    fn primary_key(&self, interpreter: &mut Interpreter, known: &dyn Fn(&Value) -> bool) -> Evaluated<()> {
        let key = self.answer(interpreter, "get_pk_constraint")?;
        let columns = entry(&key, "constrained_columns");
        let names = interpreter.iterate(&columns)?;
        if names.is_empty() || !known(&columns) {
            return Ok(());
        }
        let keywords = present([("name", entry(&key, "name"))]);
        let key = sqlalchemy(interpreter, "PrimaryKeyConstraint", names, keywords)?;
        self.attach(interpreter, &key)
    }

    /// The tables that they refer to are reflected as well, unless `resolve_fks=False`.
    fn foreign_keys(
        &self,
        interpreter: &mut Interpreter,
        request: &ReflectionRequest,
        known: &dyn Fn(&Value) -> bool,
    ) -> Evaluated<()> {
        for key in self.ask(interpreter, "get_foreign_keys")? {
            let columns = entry(&key, "constrained_columns");
            if !known(&columns) {
                continue;
            }
            let (table, schema) = (entry(&key, "referred_table"), entry(&key, "referred_schema"));
            if let Some(owner) = table::of(&self.table).filter(|_| request.resolve_foreign_keys) {
                let metadata = owner.metadata.value();
                let keywords = present([("autoload_with", request.bind.clone()), ("schema", schema.clone())]);
                sqlalchemy(interpreter, "Table", vec![table.clone(), metadata], keywords)?;
            }
            let prefix: Vec<String> = [&schema, &table]
                .into_iter()
                .filter_map(Value::to_text)
                .map(|part| part.to_string())
                .collect();
            let referred = entry(&key, "referred_columns");
            let targets = interpreter.iterate(&referred)?;
            let targets = targets
                .iter()
                .filter_map(Value::to_text)
                .map(|column| Value::str(format!("{}.{column}", prefix.join("."))))
                .collect();
            let mut keywords = present([("name", entry(&key, "name"))]);
            keywords.push(("link_to_name".into(), Value::Bool(true)));
            if let Value::Dict(options) = entry(&key, "options") {
                let options = options.borrow();
                let named = options.iter().filter_map(|(name, value)| Some((name.to_text()?, value.clone())));
                keywords.extend(named);
            }
            let positional = vec![columns, Value::list(targets)];
            let constraint = sqlalchemy(interpreter, "ForeignKeyConstraint", positional, keywords)?;
            self.attach(interpreter, &constraint)?;
        }
        Ok(())
    }

    /// Without those that a constraint stands for, as SQLAlchemy leaves them out on PostgreSQL.
    fn indexes(&self, interpreter: &mut Interpreter, known: &dyn Fn(&Value) -> bool) -> Evaluated<()> {
        for index in self.ask(interpreter, "get_indexes")? {
            if !entry(&index, "duplicates_constraint").is_none() {
                continue;
            }
            let names = entry(&index, "column_names");
            let expressions = entry(&index, "expressions");
            let mut elements = vec![entry(&index, "name")];
            if expressions.is_none() {
                if !known(&names) {
                    continue;
                }
                elements.extend(interpreter.iterate(&names)?);
            } else {
                for expression in interpreter.iterate(&expressions)? {
                    elements.push(sqlalchemy(interpreter, "text", vec![expression], Vec::new())?);
                }
            }
            let keywords = vec![("unique".into(), entry(&index, "unique"))];
            let index = sqlalchemy(interpreter, "Index", elements, keywords)?;
            self.attach(interpreter, &index)?;
        }
        Ok(())
    }

    fn constraints(&self, interpreter: &mut Interpreter, known: &dyn Fn(&Value) -> bool) -> Evaluated<()> {
        for unique in self.ask(interpreter, "get_unique_constraints")? {
            let columns = entry(&unique, "column_names");
            if known(&columns) {
                let names = interpreter.iterate(&columns)?;
                let keywords = present([("name", entry(&unique, "name"))]);
                let constraint = sqlalchemy(interpreter, "UniqueConstraint", names, keywords)?;
                self.attach(interpreter, &constraint)?;
            }
        }
        for check in self.ask(interpreter, "get_check_constraints")? {
            let keywords = present([("name", entry(&check, "name"))]);
            let condition = vec![entry(&check, "sqltext")];
            let constraint = make(interpreter, "sqlalchemy", "CheckConstraint", condition, keywords)?;
            self.attach(interpreter, &constraint)?;
        }
        Ok(())
    }
}
