//! What env.py's `include_object` and `include_name` leave out, applied to both sides of a comparison.
//!
//! A table that is left out is skipped as a whole. Anything smaller that is left out looks in the
//! target as it does in the database: no difference is seen, and the proof expects none.
//! The calls are those of Alembic's `autogenerate/compare`: the models' object where there is one,
//! else the reflected one; `compare_to` is the other.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::environment::{Environment, filter};
use crate::error::Result;
use crate::fallback::{Fallback, Question};
use crate::migrate::{Blocking, Rehearsal};
use crate::python::library::ClassBuilder;
use crate::python::value::{Class, Instance};
use crate::python::{Interpreter, Value};
use crate::schema::{Constraint, ConstraintKind, QualifiedName, Schema, Table};

/// Asks env.py's functions, where it has any.
pub struct Filter<'a> {
    interpreter: &'a mut Interpreter,
    environment: &'a Environment,
    fallback: &'a Fallback,
    connection: &'a Rc<Blocking>,
    reflected: Rc<Class>,
}

impl<'a> Filter<'a> {
    /// `None` where env.py leaves nothing out.
    pub fn new(
        interpreter: &'a mut Interpreter,
        environment: &'a Environment,
        fallback: &'a Fallback,
        connection: &'a Rc<Blocking>,
    ) -> Option<Filter<'a>> {
        let options = &environment.options;
        let in_python = |name: &str| {
            environment
                .python
                .as_ref()
                .is_some_and(|python| python.options.get(name).is_some_and(|value| value.is_object()))
        };
        if options.include_object.is_none()
            && options.include_name.is_none()
            && !in_python("include_object")
            && !in_python("include_name")
        {
            return None;
        }
        let reflected = ClassBuilder::new("sqlalchemy.sql.schema", "SchemaItem").build();
        Some(Filter { interpreter, environment, fallback, connection, reflected })
    }

    /// Asks the env.py that the project's Python ran; `None` where it was read, and so are its functions.
    fn ask_python(&self, question: &Question<'_>) -> Result<Option<bool>> {
        let Some(python) = &self.environment.python else { return Ok(None) };
        if !python.options.get(question.function).is_some_and(|value| value.is_object()) {
            return Ok(Some(true));
        }
        let mut session = Rehearsal::begin(self.connection)?;
        let answer = self.fallback.includes(question, &mut session);
        session.end()?;
        answer.map(Some)
    }

    /// Tables of either side that are left out.
    ///
    /// # Errors
    /// What env.py's functions raise, with their line.
    pub fn skipped_tables(&mut self, current: &Schema, models: &Schema) -> Result<BTreeSet<QualifiedName>> {
        let mut skipped = BTreeSet::new();
        let names: BTreeSet<&QualifiedName> = current.tables.keys().chain(models.tables.keys()).collect();
        for name in names {
            let there = current.tables.get(name);
            let declared = self.declared_table(name);
            let named = match there {
                Some(_) => self.schema_is_named(name)? && self.table_is_named(name)?,
                None => true,
            };
            let reflected = there.map(|table| self.reflected_table(table));
            let included = named && self.includes(name, &name.name, "table", declared, reflected)?;
            if !included {
                skipped.insert(name.clone());
            }
        }
        Ok(skipped)
    }

    /// Makes columns, indexes and constraints that are left out look alike on both sides.
    ///
    /// # Errors
    /// What env.py's functions raise, with their line.
    pub fn adapt(
        &mut self,
        current: &Schema,
        target: &mut Schema,
        skip: &BTreeSet<QualifiedName>,
    ) -> Result<()> {
        for (name, there) in current.tables.iter().filter(|(name, _)| !skip.contains(*name)) {
            let Some(wanted) = target.tables.get_mut(name) else { continue };
            self.adapt_columns(there, wanted)?;
            self.adapt_indexes(there, wanted)?;
            self.adapt_constraints(there, wanted)?;
        }
        Ok(())
    }

    fn adapt_columns(&mut self, there: &Table, wanted: &mut Table) -> Result<()> {
        let names: Vec<String> =
            there.columns.iter().chain(&wanted.columns).map(|column| column.name.clone()).collect();
        let mut seen = BTreeSet::new();
        for name in names.into_iter().filter(|name| seen.insert(name.clone())) {
            let old = there.column(&name).cloned();
            let declared = match wanted.column(&name) {
                Some(_) => self.declared_column(&wanted.name, &name),
                None => None,
            };
            let reflected = old.as_ref().map(|_| self.reflected_part(there, &name));
            let named = old.is_none() || self.is_named(&name, "column", there)?;
            if named && self.includes(&there.name, &name, "column", declared, reflected)? {
                continue;
            }
            let position = wanted.columns.iter().position(|column| column.name == name);
            match (position, old) {
                (Some(at), Some(old)) => wanted.columns[at] = old,
                (Some(at), None) => drop(wanted.columns.remove(at)),
                (None, Some(old)) => wanted.columns.push(old),
                (None, None) => {}
            }
        }
        Ok(())
    }

    fn adapt_indexes(&mut self, there: &Table, wanted: &mut Table) -> Result<()> {
        let name_of = |index: &crate::schema::Index| index.name.as_ref().map(|name| name.text.clone());
        let names: BTreeSet<String> =
            there.indexes.iter().chain(&wanted.indexes).filter_map(name_of).collect();
        for name in names {
            let find = |table: &Table| {
                table.indexes.iter().find(|index| name_of(index).as_deref() == Some(&name)).cloned()
            };
            let (old, new) = (find(there), find(wanted));
            let declared = new.as_ref().map(|_| self.reflected_part(wanted, &name));
            let reflected = old.as_ref().map(|_| self.reflected_part(there, &name));
            let named = old.is_none() || self.is_named(&name, "index", there)?;
            if named && self.includes(&there.name, &name, "index", declared, reflected)? {
                continue;
            }
            wanted.indexes.retain(|index| name_of(index).as_deref() != Some(&name));
            wanted.indexes.extend(old);
        }
        Ok(())
    }

    fn adapt_constraints(&mut self, there: &Table, wanted: &mut Table) -> Result<()> {
        let name_of = |constraint: &Constraint| constraint.name().map(|name| name.text.clone());
        let names: BTreeSet<(ConstraintKind, String)> = there
            .constraints
            .iter()
            .chain(&wanted.constraints)
            .filter_map(|constraint| Some((constraint.kind(), name_of(constraint)?)))
            .collect();
        for (kind, name) in names {
            let type_ = match kind {
                ConstraintKind::Unique => "unique_constraint",
                ConstraintKind::ForeignKey => "foreign_key_constraint",
                ConstraintKind::Check => "check_constraint",
                // Alembic has no word for these: its functions are never asked
                ConstraintKind::PrimaryKey | ConstraintKind::Exclude => continue,
            };
            let is_it = |constraint: &Constraint| {
                constraint.kind() == kind && name_of(constraint).as_deref() == Some(&name)
            };
            let old = there.constraints.iter().find(|constraint| is_it(constraint)).cloned();
            let is_new = wanted.constraints.iter().any(is_it);
            let declared = is_new.then(|| self.reflected_part(wanted, &name));
            let reflected = old.as_ref().map(|_| self.reflected_part(there, &name));
            let named = old.is_none() || self.is_named(&name, type_, there)?;
            if named && self.includes(&there.name, &name, type_, declared, reflected)? {
                continue;
            }
            wanted.constraints.retain(|constraint| !is_it(constraint));
            wanted.constraints.extend(old);
        }
        Ok(())
    }

    fn includes(
        &mut self,
        table: &QualifiedName,
        name: &str,
        type_: &str,
        declared: Option<Value>,
        reflected: Option<Value>,
    ) -> Result<bool> {
        let question = Question {
            function: "include_object",
            kind: type_,
            name: Some(name),
            table: Some(table),
            is_declared: declared.is_some(),
            is_reflected: reflected.is_some(),
        };
        if let Some(answer) = self.ask_python(&question)? {
            return Ok(answer);
        }
        let Some(function) = self.environment.options.include_object.clone() else { return Ok(true) };
        let is_reflected = declared.is_none();
        let (object, compare_to) = match (declared, reflected) {
            (Some(declared), reflected) => (declared, reflected.unwrap_or(Value::None)),
            (None, reflected) => (reflected.unwrap_or(Value::None), Value::None),
        };
        filter::include_object(
            self.interpreter,
            &function,
            object,
            Some(name),
            type_,
            is_reflected,
            compare_to,
        )
    }

    fn name_in_python(
        &self,
        table: Option<&QualifiedName>,
        name: Option<&str>,
        kind: &str,
    ) -> Result<Option<bool>> {
        let function = "include_name";
        self.ask_python(&Question { function, kind, name, table, is_declared: false, is_reflected: true })
    }

    fn schema_is_named(&mut self, name: &QualifiedName) -> Result<bool> {
        if self.environment.options.include_schemas
            && let Some(answer) = self.name_in_python(None, name.schema.as_deref(), "schema")?
        {
            return Ok(answer);
        }
        let Some(function) = self.environment.options.include_name.clone() else { return Ok(true) };
        if !self.environment.options.include_schemas {
            return Ok(true);
        }
        filter::include_name(self.interpreter, &function, name.schema.as_deref(), "schema", &BTreeMap::new())
    }

    fn table_is_named(&mut self, name: &QualifiedName) -> Result<bool> {
        if let Some(answer) = self.name_in_python(Some(name), Some(&name.name), "table")? {
            return Ok(answer);
        }
        let Some(function) = self.environment.options.include_name.clone() else { return Ok(true) };
        let parents = BTreeMap::from([
            ("schema_name", name.schema.clone()),
            ("schema_qualified_table_name", Some(name.to_string())),
        ]);
        filter::include_name(self.interpreter, &function, Some(&name.name), "table", &parents)
    }

    fn is_named(&mut self, name: &str, type_: &str, table: &Table) -> Result<bool> {
        if let Some(answer) = self.name_in_python(Some(&table.name), Some(name), type_)? {
            return Ok(answer);
        }
        let Some(function) = self.environment.options.include_name.clone() else { return Ok(true) };
        let parents = BTreeMap::from([
            ("schema_name", table.name.schema.clone()),
            ("table_name", Some(table.name.name.clone())),
            ("schema_qualified_table_name", Some(table.name.to_string())),
        ]);
        filter::include_name(self.interpreter, &function, Some(name), type_, &parents)
    }

    /// The models' own `Table`.
    fn declared_table(&mut self, name: &QualifiedName) -> Option<Value> {
        if let Some(python) = &self.environment.python {
            // the object itself is Python's; what counts here is that there is one
            return python.schema.tables.get(name).map(|table| self.reflected_table(table));
        }
        for metadata in &self.environment.target_metadata {
            let tables = self.interpreter.get_attribute(metadata, "tables").ok()?;
            let key = Value::str(name.to_string());
            if let Ok(table) = self.interpreter.item(&tables, &key) {
                return Some(table);
            }
        }
        None
    }

    fn declared_column(&mut self, table: &QualifiedName, column: &str) -> Option<Value> {
        if let Some(python) = &self.environment.python {
            let table = python.schema.tables.get(table)?;
            return table.column(column).map(|column| self.reflected_part(table, &column.name));
        }
        let table = self.declared_table(table)?;
        let columns = self.interpreter.get_attribute(&table, "c").ok()?;
        self.interpreter.item(&columns, &Value::str(column)).ok()
    }

    /// What the functions commonly ask of a reflected table.
    fn reflected_table(&self, table: &Table) -> Value {
        let instance = Instance::new(self.reflected.clone());
        let text = |text: &Option<String>| text.as_ref().map_or(Value::None, Value::str);
        instance.set_attribute("name", Value::str(&table.name.name));
        instance.set_attribute("schema", text(&table.name.schema));
        instance.set_attribute("fullname", Value::str(table.name.to_string()));
        instance.set_attribute("key", Value::str(table.name.to_string()));
        instance.set_attribute("comment", text(&table.comment));
        instance.set_attribute("info", Value::dict(crate::python::dict::Dict::default()));
        Value::Instance(instance)
    }

    fn reflected_part(&self, table: &Table, name: &str) -> Value {
        let instance = Instance::new(self.reflected.clone());
        instance.set_attribute("name", Value::str(name));
        instance.set_attribute("table", self.reflected_table(table));
        instance.set_attribute("info", Value::dict(crate::python::dict::Dict::default()));
        Value::Instance(instance)
    }
}
