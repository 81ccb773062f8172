//! What all directives share: how they are called (`op.x(…)`, `batch_op.x(…)`, spellings of older
//! Alembic versions) and how they hand over their operations.

use std::cell::RefCell;
use std::rc::Rc;

use crate::operation::Operation;
use crate::python::call::{Arguments, Bound, Signature};
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;
use crate::schema::{ObjectName, QualifiedName};

use super::session;

/// One `op.*` function.
pub struct Directive {
    pub name: &'static str,
    /// As in Alembic's `Operations`.
    pub signature: &'static str,
    /// As in `BatchOperations`, where table and schema are known; `None` when batches lack it.
    pub batch: Option<&'static str>,
    /// Keywords of Alembic before 1.0 and their present names.
    pub legacy: &'static [(&'static str, &'static str)],
    pub run: fn(&mut Interpreter, &Call) -> Evaluated,
}

impl Directive {
    /// `op.x(…)`, with `batch` `batch_op.x(…)`.
    ///
    /// # Errors
    /// A TypeError for arguments that don't fit; whatever the directive raises.
    pub fn call(
        &self,
        interpreter: &mut Interpreter,
        mut arguments: Arguments,
        batch: Option<Rc<Batch>>,
    ) -> Evaluated {
        for (name, _) in &mut arguments.keywords {
            if let Some((_, present)) = self.legacy.iter().find(|(old, _)| **old == **name) {
                *name = (*present).into();
            }
        }
        let signature = match (&batch, self.batch) {
            (Some(_), Some(signature)) => signature,
            (Some(_), None) => {
                return Err(interpreter.raise(
                    "AttributeError",
                    format!("'BatchOperations' object has no attribute '{}'", self.name),
                ));
            }
            (None, _) => self.signature,
        };
        let bound = Signature::parse(signature)
            .bind(self.name, arguments)
            .map_err(|message| interpreter.raise("TypeError", message))?;
        (self.run)(interpreter, &Call { bound, batch })
    }
}

/// `with op.batch_alter_table(…) as batch_op`: operations wait for the end of the block, and are
/// forgotten when it ends by an exception.
pub struct Batch {
    pub table: QualifiedName,
    pub pending: RefCell<Vec<Operation>>,
    /// `recreate="always"`.
    pub recreate: bool,
    pub copy_from: Value,
    /// Where added columns are to stand, which only a new table can do.
    pub placements: RefCell<Vec<super::batch_recreate::Placement>>,
}

/// A directive's arguments, and the batch that it belongs to.
pub struct Call {
    pub bound: Bound,
    pub batch: Option<Rc<Batch>>,
}

impl Call {
    pub fn value(&self, name: &str) -> Value {
        self.bound.value(name)
    }

    /// `schema=`, or the batch's.
    ///
    /// # Errors
    /// A refusal when it is not a string.
    pub fn schema(&self, interpreter: &mut Interpreter) -> Evaluated<Option<String>> {
        match &self.batch {
            Some(batch) => Ok(batch.table.schema.clone()),
            None => optional_text(interpreter, &self.schema_value(), "schema"),
        }
    }

    fn schema_value(&self) -> Value {
        self.bound.get("schema").or_else(|| self.bound.keyword("schema")).cloned().unwrap_or(Value::None)
    }

    /// The table that `parameter` names, or the batch's.
    ///
    /// # Errors
    /// A refusal when it is not a string.
    pub fn table(&self, interpreter: &mut Interpreter, parameter: &str) -> Evaluated<QualifiedName> {
        if let Some(batch) = &self.batch {
            return Ok(batch.table.clone());
        }
        let name = text(interpreter, &self.value(parameter), parameter)?;
        let schema = optional_text(interpreter, &self.schema_value(), "schema")?;
        Ok(QualifiedName { schema, name })
    }

    /// `**kw` without the schema, which [`Call::table`] reads.
    pub fn keywords(&self) -> Vec<(Rc<str>, Value)> {
        self.bound.keywords.iter().filter(|(name, _)| &**name != "schema").cloned().collect()
    }

    /// A parameter's truth; False when it was not given.
    ///
    /// # Errors
    /// A refusal when it is not known.
    pub fn flag(&self, interpreter: &mut Interpreter, name: &str) -> Evaluated<bool> {
        let value = self.bound.get(name).or_else(|| self.bound.keyword(name)).cloned();
        match value {
            Some(value) => interpreter.truth(&value),
            None => Ok(false),
        }
    }

    /// Hands an operation to the sink, or to the batch.
    ///
    /// # Errors
    /// The sink's: PostgreSQL's as Python exceptions.
    pub fn emit(&self, interpreter: &mut Interpreter, operation: Operation) -> Evaluated<()> {
        match &self.batch {
            Some(batch) => {
                batch.pending.borrow_mut().push(operation);
                Ok(())
            }
            None => session::apply(interpreter, operation),
        }
    }
}

/// A string argument: also `op.f(…)` and SQLAlchemy's `quoted_name`.
///
/// # Errors
/// A refusal that names the argument.
pub fn text(interpreter: &mut Interpreter, value: &Value, what: &str) -> Evaluated<String> {
    match value {
        Value::Str(text) => Ok(text.to_string()),
        Value::Unknown(unknown) => {
            Err(interpreter.refuse(format!("`{what}` is not known: {}", unknown.reason)))
        }
        Value::Instance(_) => {
            if interpreter.is_instance(value, "builtins.str") {
                return interpreter.str(value);
            }
            let class = interpreter.class_of(value).path();
            Err(interpreter.refuse(format!("`{what}` is a {class}, not a string")))
        }
        other => {
            let shown = interpreter.repr(other)?;
            Err(interpreter.raise("TypeError", format!("`{what}` must be a string, not {shown}")))
        }
    }
}

/// As [`text`]; None stays None.
///
/// # Errors
/// A refusal that names the argument.
pub fn optional_text(interpreter: &mut Interpreter, value: &Value, what: &str) -> Evaluated<Option<String>> {
    match value {
        Value::None => Ok(None),
        value => text(interpreter, value, what).map(Some),
    }
}

/// A name; `op.f(…)` marks it as final.
///
/// # Errors
/// As [`text`].
pub fn object_name(interpreter: &mut Interpreter, value: &Value, what: &str) -> Evaluated<ObjectName> {
    let name = text(interpreter, value, what)?;
    Ok(if interpreter.is_instance(value, "sqlalchemy.sql.elements.conv") {
        ObjectName::conventional(name)
    } else {
        ObjectName::explicit(name)
    })
}

/// A list of names; a single string is one name, as Alembic's users sometimes write it.
///
/// # Errors
/// A refusal that names the argument.
pub fn names(interpreter: &mut Interpreter, value: &Value, what: &str) -> Evaluated<Vec<Value>> {
    match value {
        Value::Unknown(unknown) => {
            Err(interpreter.refuse(format!("`{what}` is not known: {}", unknown.reason)))
        }
        Value::Str(_) => {
            // Python iterates over the characters; nobody means that
            Err(interpreter.raise("TypeError", format!("`{what}` must be a list of names, not a string")))
        }
        value => interpreter.iterate(value),
    }
}
