//! `render_item` of env.py: how it wants something written.

use std::rc::Rc;

use crate::python::dict::Set;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Instance, Value};
use crate::revision::op::migration_context;

/// Alembic's `AutogenContext`, as far as such functions use it: one for the whole file, since it collects
/// the imports.
pub struct AutogenContext(Value);

impl AutogenContext {
    /// # Errors
    /// A refusal outside of a run.
    pub fn new(interpreter: &mut Interpreter) -> Evaluated<AutogenContext> {
        let class = ClassBuilder::new("alembic.autogenerate.api", "AutogenContext")
            .method("__getattr__", "self, name", |interpreter, bound| {
                let name = interpreter.str(&bound.value("name"))?;
                Err(interpreter.refuse(format!("`{name}` of Alembic's AutogenContext")))
            })
            .build();
        let instance = Instance::new(class);
        let context = migration_context::context(interpreter);
        for name in ["opts", "dialect", "connection"] {
            let value = interpreter.get_attribute(&context, name)?;
            instance.set_attribute(name, value);
        }
        let opts = interpreter.get_attribute(&context, "opts")?;
        let metadata = interpreter.call_method(&opts, "get", vec![Value::str("target_metadata")])?;
        instance.set_attribute("metadata", metadata);
        instance.set_attribute("migration_context", context);
        instance.set_attribute("imports", Value::set(Set::default()));
        Ok(AutogenContext(Value::Instance(instance)))
    }

    /// `render_item(type_, object, autogen_context)`; `None` where Alembic renders it itself.
    ///
    /// # Errors
    /// What the function raises; a refusal where it answers with anything but text or False.
    pub fn ask(
        &self,
        interpreter: &mut Interpreter,
        function: &Value,
        kind: &str,
        object: Value,
    ) -> Evaluated<Option<String>> {
        let positional = vec![Value::str(kind), object, self.0.clone()];
        match interpreter.call(function, Value::arguments(positional))? {
            Value::Bool(false) => Ok(None),
            Value::Unknown(unknown) => {
                Err(interpreter.refuse_unknown(&unknown, "the answer of `render_item`"))
            }
            answer => match answer.to_text() {
                Some(text) => Ok(Some(Rc::<str>::from(&*text).to_string())),
                None => Err(interpreter.refuse(format!(
                    "`render_item` answers with a '{}' object: text or False is what Alembic takes",
                    interpreter.type_name(&answer)
                ))),
            },
        }
    }

    /// What the function added to `autogen_context.imports`.
    ///
    /// # Errors
    /// A refusal for what is not known.
    pub fn imports(&self, interpreter: &mut Interpreter) -> Evaluated<Vec<String>> {
        let imports = interpreter.get_attribute(&self.0, "imports")?;
        let mut texts = Vec::new();
        for import in interpreter.iterate(&imports)? {
            texts.push(interpreter.str(&import)?.to_string());
        }
        Ok(texts)
    }
}
