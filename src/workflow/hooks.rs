//! env.py's functions, and the objects that they are given: the models' own, and the database's as
//! SQLAlchemy's reflection would have made them.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use crate::environment::{Environment, filter, reflected};
use crate::error::Result;
use crate::fallback::{Fallback, Question};
use crate::migrate::{Blocking, Rehearsal};
use crate::python::raise::Evaluated;
use crate::python::{Interpreter, Value};
use crate::schema::{Constraint, ConstraintKind, QualifiedName, Table};

/// A thing that can be left out, smaller than a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Column,
    Index,
    Unique,
    ForeignKey,
    Check,
}

impl Part {
    /// Alembic's word: the `type_` of its filters.
    pub fn word(self) -> &'static str {
        match self {
            Part::Column => "column",
            Part::Index => "index",
            Part::Unique => "unique_constraint",
            Part::ForeignKey => "foreign_key_constraint",
            Part::Check => "check_constraint",
        }
    }

    /// `None` for kinds that Alembic has no word for: its functions are never asked.
    pub fn of_constraint(constraint: &Constraint) -> Option<Part> {
        match constraint.kind() {
            ConstraintKind::Unique => Some(Part::Unique),
            ConstraintKind::ForeignKey => Some(Part::ForeignKey),
            ConstraintKind::Check => Some(Part::Check),
            ConstraintKind::PrimaryKey | ConstraintKind::Exclude => None,
        }
    }

    /// SQLAlchemy's class.
    fn class(self) -> &'static str {
        match self {
            Part::Column => "sqlalchemy.sql.schema.Column",
            Part::Index => "sqlalchemy.sql.schema.Index",
            Part::Unique => "sqlalchemy.sql.schema.UniqueConstraint",
            Part::ForeignKey => "sqlalchemy.sql.schema.ForeignKeyConstraint",
            Part::Check => "sqlalchemy.sql.schema.CheckConstraint",
        }
    }
}

/// One side of a question: the table that has the thing, and the thing's name in the catalog.
#[derive(Clone, Copy)]
pub struct Side<'t> {
    pub table: &'t Table,
    pub name: &'t str,
}

/// What env.py defines, ready to be called.
pub struct Hooks<'a> {
    pub interpreter: &'a mut Interpreter,
    pub environment: &'a Environment,
    fallback: &'a Fallback,
    connection: &'a Rc<Blocking>,
    reflected: HashMap<QualifiedName, Value>,
}

impl<'a> Hooks<'a> {
    pub fn new(
        interpreter: &'a mut Interpreter,
        environment: &'a Environment,
        fallback: &'a Fallback,
        connection: &'a Rc<Blocking>,
    ) -> Hooks<'a> {
        Hooks { interpreter, environment, fallback, connection, reflected: HashMap::new() }
    }

    /// Whether env.py gives a function for the option, here or in the project's Python.
    pub fn has(&self, option: &str) -> bool {
        self.environment.function(option).is_some() || self.is_in_python(option)
    }

    fn is_in_python(&self, option: &str) -> bool {
        let python = self.environment.python.as_ref();
        python.is_some_and(|python| python.options.get(option).is_some_and(serde_json::Value::is_object))
    }

    /// Runs what may raise; an exception becomes the run's error, with its line.
    ///
    /// # Errors
    /// What was raised.
    pub fn checked<T>(&mut self, outcome: Evaluated<T>) -> Result<T> {
        outcome.map_err(|raise| self.interpreter.error(raise))
    }

    /// Asks the env.py that the project's Python ran; `None` where it was read, and so are its functions.
    ///
    /// # Errors
    /// What the function raises; the host is gone.
    pub fn ask_python(&self, question: &Question<'_>) -> Result<Option<serde_json::Value>> {
        if self.environment.python.is_none() {
            return Ok(None);
        }
        if !self.is_in_python(question.function) {
            return Ok(Some(serde_json::Value::Null));
        }
        let mut session = Rehearsal::begin(self.connection)?;
        let answer = self.fallback.hook(question, &mut session);
        session.end()?;
        answer.map(Some)
    }

    fn python_includes(&self, question: &Question<'_>) -> Result<Option<bool>> {
        Ok(self.ask_python(question)?.map(|answer| answer.as_bool().unwrap_or(true)))
    }

    /// `include_name`, for what the database has.
    ///
    /// # Errors
    /// What the function raises.
    pub fn is_named(
        &mut self,
        table: Option<&QualifiedName>,
        name: Option<&str>,
        type_: &str,
    ) -> Result<bool> {
        let question = Question {
            function: "include_name",
            kind: type_,
            name,
            table,
            is_declared: false,
            is_reflected: true,
            is_about_reflected: true,
        };
        if let Some(answer) = self.python_includes(&question)? {
            return Ok(answer);
        }
        let Some(function) = self.environment.options.include_name.clone() else { return Ok(true) };
        let mut parents = BTreeMap::new();
        if let Some(table) = table {
            parents.insert("schema_name", table.schema.clone());
            parents.insert("schema_qualified_table_name", Some(table.to_string()));
            if type_ != "table" {
                parents.insert("table_name", Some(table.name.clone()));
            }
        }
        filter::include_name(self.interpreter, &function, name, type_, &parents)
    }

    /// `include_object` for a table.
    ///
    /// # Errors
    /// What the function raises.
    pub fn includes_table(&mut self, name: &QualifiedName, there: Option<&Table>) -> Result<bool> {
        let is_declared = self.declares(name);
        let question = Question {
            function: "include_object",
            kind: "table",
            name: Some(&name.name),
            table: Some(name),
            is_declared,
            is_reflected: there.is_some(),
            is_about_reflected: !is_declared,
        };
        if let Some(answer) = self.python_includes(&question)? {
            return Ok(answer);
        }
        let Some(function) = self.environment.options.include_object.clone() else { return Ok(true) };
        let reflected = match there {
            Some(table) => self.reflected_table(table)?,
            None => Value::None,
        };
        let (object, compare_to) = match self.declared_table(name) {
            Some(declared) => (declared, reflected),
            None => (reflected, Value::None),
        };
        filter::include_object(
            self.interpreter,
            &function,
            object,
            Some(&name.name),
            "table",
            !is_declared,
            compare_to,
        )
    }

    /// `include_object` for a part of a table. `object` is asked about; `reflected` says that it is the
    /// database's, `compare_to` is the other side's.
    ///
    /// # Errors
    /// What the function raises.
    pub fn includes(
        &mut self,
        part: Part,
        object: Side<'_>,
        reflected: bool,
        compare_to: Option<Side<'_>>,
        name: Option<&str>,
    ) -> Result<bool> {
        let question = Question {
            function: "include_object",
            kind: part.word(),
            name,
            table: Some(&object.table.name),
            is_declared: !reflected || compare_to.is_some(),
            is_reflected: reflected || compare_to.is_some(),
            is_about_reflected: reflected,
        };
        if let Some(answer) = self.python_includes(&question)? {
            return Ok(answer);
        }
        let Some(function) = self.environment.options.include_object.clone() else { return Ok(true) };
        let value = if reflected { self.reflected(part, object)? } else { self.declared(part, object)? };
        let other = match compare_to {
            Some(other) if reflected => self.declared(part, other)?,
            Some(other) => self.reflected(part, other)?,
            None => Value::None,
        };
        filter::include_object(self.interpreter, &function, value, name, part.word(), reflected, other)
    }

    fn declares(&mut self, name: &QualifiedName) -> bool {
        match &self.environment.python {
            Some(python) => python.schema.tables.contains_key(name),
            None => self.declared_table(name).is_some(),
        }
    }

    /// The models' own `Table`.
    pub fn declared_table(&mut self, name: &QualifiedName) -> Option<Value> {
        for metadata in &self.environment.target_metadata {
            let tables = self.interpreter.get_attribute(metadata, "tables").ok()?;
            let spelled = [Some(name.to_string()), name.schema.is_none().then(|| format!("public.{name}"))];
            for key in spelled.into_iter().flatten() {
                if let Ok(table) = self.interpreter.item(&tables, &Value::str(key)) {
                    return Some(table);
                }
            }
        }
        None
    }

    /// The database's table, as reflected.
    ///
    /// # Errors
    /// What SQLAlchemy raises.
    pub fn reflected_table(&mut self, table: &Table) -> Result<Value> {
        if let Some(known) = self.reflected.get(&table.name) {
            return Ok(known.clone());
        }
        let made = reflected::table(self.interpreter, table);
        let made = self.checked(made)?;
        self.reflected.insert(table.name.clone(), made.clone());
        Ok(made)
    }

    /// The database's column, index or constraint, as reflected.
    ///
    /// # Errors
    /// What SQLAlchemy raises.
    pub fn reflected(&mut self, part: Part, side: Side<'_>) -> Result<Value> {
        let table = self.reflected_table(side.table)?;
        let found = self.part_by_name(part, &table, side.name);
        Ok(self.checked(found)?.unwrap_or(Value::None))
    }

    /// The models' own column, index or constraint; matched by its name, else by its columns. What has
    /// no name in the models is known under PostgreSQL's.
    ///
    /// # Errors
    /// What SQLAlchemy raises.
    pub fn declared(&mut self, part: Part, side: Side<'_>) -> Result<Value> {
        let Some(table) = self.declared_table(&side.table.name) else { return Ok(Value::None) };
        let found = self.part_by_name(part, &table, side.name);
        if let Some(found) = self.checked(found)? {
            return Ok(found);
        }
        let columns = columns_of(part, side);
        let found = self.part_by_columns(part, &table, &columns);
        if let Some(found) = self.checked(found)? {
            return Ok(found);
        }
        // its text is all that it is known by: the catalog's then
        let made = reflected::table(self.interpreter, side.table);
        let made = self.checked(made)?;
        let found = self.part_by_name(part, &made, side.name);
        Ok(self.checked(found)?.unwrap_or(Value::None))
    }

    fn parts(&mut self, part: Part, table: &Value) -> Evaluated<Vec<Value>> {
        let collection = match part {
            Part::Column => "columns",
            Part::Index => "indexes",
            Part::Unique | Part::ForeignKey | Part::Check => "constraints",
        };
        let all = self.interpreter.get_attribute(table, collection)?;
        let mut all = self.interpreter.iterate(&all)?;
        all.retain(|item| self.interpreter.is_instance(item, part.class()));
        Ok(all)
    }

    fn part_by_name(&mut self, part: Part, table: &Value, name: &str) -> Evaluated<Option<Value>> {
        for item in self.parts(part, table)? {
            if self.interpreter.get_attribute(&item, "name")?.as_str() == Some(name) {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }

    fn part_by_columns(&mut self, part: Part, table: &Value, columns: &[String]) -> Evaluated<Option<Value>> {
        if columns.is_empty() || part == Part::Column {
            return Ok(None);
        }
        for item in self.parts(part, table)? {
            let Some(own) = self.interpreter.find_attribute(&item, "columns")? else { continue };
            let mut names = Vec::new();
            for column in self.interpreter.iterate(&own)? {
                let name = self.interpreter.get_attribute(&column, "name")?;
                names.extend(name.as_str().map(str::to_owned));
            }
            if names == columns {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }
}

fn columns_of(part: Part, side: Side<'_>) -> Vec<String> {
    let constraint = side.table.constraints.iter().find(|constraint| {
        Part::of_constraint(constraint) == Some(part)
            && constraint.name().is_some_and(|name| name.text == side.name)
    });
    match constraint {
        Some(Constraint::Unique(it)) => it.columns.clone(),
        Some(Constraint::ForeignKey(it)) => it.columns.clone(),
        _ => Vec::new(),
    }
}
