//! INSERT, UPDATE and DELETE.

use std::rc::Rc;

use super::argument;
use super::column;
use super::comparator;
use super::compile::Compiler;
use super::expression::{self, Element, Expression, Kind};
use super::operator::Operator;
use super::select::{self, Entity, FromItem, Select};
use super::sequence::SequenceObject;
use super::server_default;
use crate::ddl::identifier;
use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Value};

/// `ON CONFLICT …` of PostgreSQL's insert.
#[derive(Clone)]
pub struct OnConflict {
    /// Columns or expressions.
    pub elements: Vec<Value>,
    pub constraint: Option<String>,
    pub index_where: Option<Element>,
    /// None: DO NOTHING.
    pub set: Option<Vec<(Value, Value)>>,
    pub condition: Option<Element>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Insert,
    Update,
    Delete,
}

/// The payload of a data statement.
#[derive(Clone)]
pub struct Dml {
    pub verb: Verb,
    pub table: Rc<FromItem>,
    /// Rows of column and value; UPDATE has one.
    pub rows: Vec<Vec<(Value, Value)>>,
    pub from_select: Option<(Vec<Value>, Rc<Select>)>,
    /// `from_select(…, include_defaults=False)`.
    pub without_defaults: bool,
    pub conditions: Vec<Element>,
    pub returning: Vec<Element>,
    pub returning_entities: Vec<Entity>,
    pub on_conflict: Option<OnConflict>,
    /// The mapped class that was named where a table is expected.
    pub mapped: Option<Rc<Class>>,
    /// `synchronize_session=False` among the execution options.
    pub leaves_objects: bool,
}

impl Dml {
    /// Attribute names of the mapped class become their columns.
    fn name_columns(&mut self) {
        let Some(class) = self.mapped.clone() else { return };
        let set = self.on_conflict.iter_mut().filter_map(|conflict| conflict.set.as_mut()).flatten();
        for (key, _) in self.rows.iter_mut().flatten().chain(set) {
            let found = key.to_text().and_then(|name| class.lookup(&name));
            if let Some(column) = found.filter(|found| column::of(found).is_some()) {
                *key = column;
            }
        }
    }

    /// Whether a session brings its objects up to date after it.
    #[must_use]
    pub fn synchronizes(&self) -> bool {
        !self.leaves_objects
    }

    pub fn new(verb: Verb, table: Rc<FromItem>) -> Dml {
        Dml {
            verb,
            table,
            rows: Vec::new(),
            from_select: None,
            without_defaults: false,
            conditions: Vec::new(),
            returning: Vec::new(),
            returning_entities: Vec::new(),
            on_conflict: None,
            mapped: None,
            leaves_objects: false,
        }
    }
}

/// Rows from what `.values(…)` and `execute(statement, parameters)` take: dicts, tuples, lists of them.
///
/// # Errors
/// A refusal for Unknown.
pub fn rows(
    interp: &mut Interpreter,
    table: &FromItem,
    value: &Value,
) -> Evaluated<Vec<Vec<(Value, Value)>>> {
    match value {
        Value::None => Ok(Vec::new()),
        Value::Dict(dict) => Ok(vec![pairs(&dict.borrow())]),
        Value::Tuple(items) if !items.iter().all(|item| matches!(item, Value::Dict(_) | Value::Tuple(_))) => {
            let columns = table.columns();
            let named = columns.iter().map(|(name, _)| Value::Str(name.clone()));
            Ok(vec![named.zip(items.iter().cloned()).collect()])
        }
        other => {
            let mut all = Vec::new();
            for item in interp.iterate(other)? {
                all.extend(rows(interp, table, &item)?);
            }
            Ok(all)
        }
    }
}

fn pairs(dict: &Dict) -> Vec<(Value, Value)> {
    dict.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// Name and type of the column that a key of `.values()` means.
fn target(interp: &mut Interpreter, table: &FromItem, key: &Value) -> Evaluated<(String, Value)> {
    let key = comparator::as_column(interp, key)?;
    if let Some(column) = column::of(&key) {
        return Ok((column.name_text(), column.type_.borrow().clone()));
    }
    let name = match key.payload::<Expression>() {
        Some(expression) => match &expression.kind {
            Kind::Name { name, .. } => name.to_string(),
            _ => return Err(argument::refuse_unknown(interp, &key, "a column of a statement")),
        },
        None => argument::text(interp, &key, "a column of a statement")?,
    };
    if let FromItem::Table(table) = table
        && let Some(column) = table.column_by_key(&name)
    {
        return Ok((column.name_text(), column.type_.borrow().clone()));
    }
    let type_ = table.columns().into_iter().find(|(known, _)| **known == *name).map(|(_, type_)| type_);
    match (type_, table) {
        (Some(type_), _) => Ok((name, type_)),
        (None, FromItem::Clause(clause)) if clause.columns.borrow().is_empty() => Ok((name, Value::None)),
        (None, _) => {
            Err(interp.raise("sqlalchemy.exc.CompileError", format!("Unconsumed column names: {name}")))
        }
    }
}

fn value(
    compiler: &mut Compiler,
    interp: &mut Interpreter,
    value: &Value,
    type_: &Value,
) -> Evaluated<String> {
    let element = match comparator::as_element(interp, value)? {
        Some(element) => expression::self_group(interp, &element, None)?,
        None => {
            let bind = expression::Bind { key: None, value: Some(value.clone()), expanding: false };
            let type_ = if type_.is_none() {
                comparator::bind(interp, value, None)?.type_.clone()
            } else {
                type_.clone()
            };
            Expression::new(Kind::Bind(bind), type_)
        }
    };
    compiler.element(interp, &element)
}

/// # Errors
/// As the parts.
pub fn compile(compiler: &mut Compiler, interp: &mut Interpreter, dml: &Dml) -> Evaluated<String> {
    let mut dml = dml.clone();
    dml.name_columns();
    let dml = &dml;
    let table = select::from_name(compiler, &dml.table).unwrap_or_default();
    let mut sql = match dml.verb {
        Verb::Insert => insert(compiler, interp, dml, &table)?,
        Verb::Update => update(compiler, interp, dml, &table)?,
        Verb::Delete => delete(compiler, interp, dml, &table)?,
    };
    if !dml.returning.is_empty() {
        sql.push_str(&format!(" RETURNING {}", compiler.list(interp, &dml.returning, ", ")?));
    }
    Ok(sql)
}

/// What Python fills in for columns that no value is given for.
fn client_defaults(
    interp: &mut Interpreter,
    table: &FromItem,
    given: &[String],
    update: bool,
) -> Evaluated<Vec<(Value, Value)>> {
    let FromItem::Table(table) = table else { return Ok(Vec::new()) };
    let mut filled = Vec::new();
    for column in table.column_objects() {
        if given.contains(&column.name_text()) {
            continue;
        }
        let default = if update { column.onupdate.borrow().clone() } else { column.default.borrow().clone() };
        if default.is_none() {
            let sequence = column.sequence.borrow().clone().filter(|_| !update);
            if let Some(sequence) = sequence
                && !sequence.is_optional(interp)?
            {
                filled.push((Value::str(column.key_text()), next_value(interp, &sequence)?));
            }
            continue;
        }
        let wrapped = server_default::client_default(interp, &default)?;
        let argument = interp.get_attribute(&wrapped, "arg")?;
        let value = match &argument {
            Value::Function(function) if function.parameters().positional > 0 => {
                let context = interp.unknown("the execution context of a column's default");
                interp.call(&argument, Value::arguments(vec![context]))?
            }
            Value::Function(_) | Value::Builtin(_) | Value::BoundMethod(_) | Value::Class(_) => {
                interp.call(&argument, Value::arguments(Vec::new()))?
            }
            _ => argument,
        };
        filled.push((Value::str(column.key_text()), value));
    }
    Ok(filled)
}

/// `nextval('name')`, as PostgreSQL's dialect has it for a column's Sequence.
fn next_value(interp: &mut Interpreter, sequence: &SequenceObject) -> Evaluated {
    let name = identifier::qualified(&sequence.read(interp)?.name).replace('\'', "''");
    comparator::wrap(interp, super::construct::text_clause(&format!("nextval('{name}')")))
}

fn insert(compiler: &mut Compiler, interp: &mut Interpreter, dml: &Dml, table: &str) -> Evaluated<String> {
    let mut sql = format!("INSERT INTO {table} ");
    if let Some((columns, select)) = &dml.from_select {
        let mut names = Vec::new();
        for column in columns {
            names.push(target(interp, &dml.table, column)?.0);
        }
        let mut query = select::compile(compiler, interp, select)?;
        // SQLAlchemy's `include_defaults`: what Python fills in is selected, too
        let mut filled = Vec::new();
        let defaults = match dml.without_defaults {
            true => Vec::new(),
            false => client_defaults(interp, &dml.table, &names, false)?,
        };
        for (key, given) in defaults {
            let (name, type_) = target(interp, &dml.table, &key)?;
            filled.push(value(compiler, interp, &given, &type_)?);
            names.push(name);
        }
        if !filled.is_empty() {
            query = format!("SELECT given.*, {} FROM ({query}) AS given", filled.join(", "));
        }
        let names: Vec<String> = names.iter().map(|name| identifier::quote(name)).collect();
        sql.push_str(&format!("({}) {query}", names.join(", ")));
    } else {
        let mut rows = dml.rows.clone();
        if rows.is_empty() {
            rows.push(Vec::new());
        }
        let mut names: Vec<String> = Vec::new();
        let mut lines = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let mut cells = Vec::new();
            for (key, given) in row {
                let (name, type_) = target(interp, &dml.table, key)?;
                cells.push((name, given.clone(), type_));
            }
            let known: Vec<String> = cells.iter().map(|(name, _, _)| name.clone()).collect();
            for (key, given) in client_defaults(interp, &dml.table, &known, false)? {
                let (name, type_) = target(interp, &dml.table, &key)?;
                cells.push((name, given, type_));
            }
            if index == 0 {
                names = cells.iter().map(|(name, _, _)| name.clone()).collect();
            }
            let mut line = Vec::new();
            for name in &names {
                let Some((_, given, type_)) = cells.iter().find(|(known, _, _)| known == name) else {
                    return Err(interp.raise(
                        "sqlalchemy.exc.StatementError",
                        format!(
                            "A value is required for bind parameter '{name}', in parameter group {index}"
                        ),
                    ));
                };
                line.push(value(compiler, interp, given, type_)?);
            }
            lines.push(format!("({})", line.join(", ")));
        }
        if names.is_empty() {
            sql.push_str("DEFAULT VALUES");
        } else {
            let names: Vec<String> = names.iter().map(|name| identifier::quote(name)).collect();
            sql.push_str(&format!("({}) VALUES {}", names.join(", "), lines.join(", ")));
        }
    }
    if let Some(conflict) = &dml.on_conflict {
        sql.push_str(&on_conflict(compiler, interp, dml, conflict)?);
    }
    Ok(sql)
}

fn on_conflict(
    compiler: &mut Compiler,
    interp: &mut Interpreter,
    dml: &Dml,
    conflict: &OnConflict,
) -> Evaluated<String> {
    let mut sql = " ON CONFLICT".to_owned();
    if let Some(constraint) = &conflict.constraint {
        sql.push_str(&format!(" ON CONSTRAINT {}", identifier::quote(constraint)));
    } else if !conflict.elements.is_empty() {
        let mut parts = Vec::new();
        for element in &conflict.elements {
            let include_table = std::mem::replace(&mut compiler.include_table, false);
            let element = super::construct::named(interp, element)?;
            let part = compiler.element(interp, &element);
            compiler.include_table = include_table;
            parts.push(part?);
        }
        sql.push_str(&format!(" ({})", parts.join(", ")));
        if let Some(condition) = &conflict.index_where {
            let include_table = std::mem::replace(&mut compiler.include_table, false);
            let text = compiler.element(interp, condition);
            compiler.include_table = include_table;
            sql.push_str(&format!(" WHERE {}", text?));
        }
    }
    match &conflict.set {
        None => sql.push_str(" DO NOTHING"),
        Some(set) => {
            let mut parts = Vec::new();
            for (key, given) in set {
                let (name, type_) = target(interp, &dml.table, key)?;
                let text = value(compiler, interp, given, &type_)?;
                parts.push(format!("{} = {text}", identifier::quote(&name)));
            }
            sql.push_str(&format!(" DO UPDATE SET {}", parts.join(", ")));
            if let Some(condition) = &conflict.condition {
                sql.push_str(&format!(" WHERE {}", compiler.element(interp, condition)?));
            }
        }
    }
    Ok(sql)
}

fn others(dml: &Dml, elements: &[&Element]) -> Vec<Rc<FromItem>> {
    let mut found = Vec::new();
    for element in elements {
        select::froms(element, &mut found);
    }
    found.retain(|item| !item.same(&dml.table));
    found
}

fn condition(compiler: &mut Compiler, interp: &mut Interpreter, dml: &Dml) -> Evaluated<String> {
    if dml.conditions.is_empty() {
        return Ok(String::new());
    }
    let condition = expression::conjunction(interp, Operator::And, &dml.conditions)?;
    Ok(format!(" WHERE {}", compiler.element(interp, &condition)?))
}

fn update(compiler: &mut Compiler, interp: &mut Interpreter, dml: &Dml, table: &str) -> Evaluated<String> {
    let mut cells = Vec::new();
    for (key, given) in dml.rows.iter().flatten() {
        let (name, type_) = target(interp, &dml.table, key)?;
        cells.push((name, given.clone(), type_));
    }
    let known: Vec<String> = cells.iter().map(|(name, _, _)| name.clone()).collect();
    for (key, given) in client_defaults(interp, &dml.table, &known, true)? {
        let (name, type_) = target(interp, &dml.table, &key)?;
        cells.push((name, given, type_));
    }
    if let FromItem::Table(table) = &*dml.table {
        // SQLAlchemy sets them in the order of the table's columns
        let order: Vec<String> = table.column_objects().iter().map(|column| column.name_text()).collect();
        cells.sort_by_key(|(name, _, _)| order.iter().position(|known| known == name));
    }
    compiler.enclosing.push(vec![dml.table.clone()]);
    let mut parts = Vec::new();
    let mut elements = Vec::new();
    for (name, given, type_) in &cells {
        if let Some(element) = comparator::as_element(interp, given)? {
            elements.push(element);
        }
        parts.push(format!("{}={}", identifier::quote(name), value(compiler, interp, given, type_)?));
    }
    let mut sql = format!("UPDATE {table} SET {}", parts.join(", "));
    let all: Vec<&Element> = elements.iter().chain(&dml.conditions).collect();
    let others = others(dml, &all);
    if !others.is_empty() {
        let mut from = Vec::new();
        for item in &others {
            from.push(select::from_sql(compiler, interp, item)?);
        }
        sql.push_str(&format!(" FROM {}", from.join(", ")));
    }
    sql.push_str(&condition(compiler, interp, dml)?);
    compiler.enclosing.pop();
    Ok(sql)
}

fn delete(compiler: &mut Compiler, interp: &mut Interpreter, dml: &Dml, table: &str) -> Evaluated<String> {
    let mut sql = format!("DELETE FROM {table}");
    compiler.enclosing.push(vec![dml.table.clone()]);
    let all: Vec<&Element> = dml.conditions.iter().collect();
    let others = others(dml, &all);
    if !others.is_empty() {
        let mut using = Vec::new();
        for item in &others {
            using.push(select::from_sql(compiler, interp, item)?);
        }
        sql.push_str(&format!(" USING {}", using.join(", ")));
    }
    sql.push_str(&condition(compiler, interp, dml)?);
    compiler.enclosing.pop();
    Ok(sql)
}
