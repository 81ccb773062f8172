//! What `context.configure(…)` was given.

use std::rc::Rc;

use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;
use crate::schema::QualifiedName;

use super::plugins::{self, NotCompared};

/// The options that matter to us, None where env.py doesn't say. Callables stay values: see
/// [`super::filter`].
#[derive(Clone, Debug)]
pub struct ConfigureOptions {
    pub include_object: Option<Value>,
    pub include_name: Option<Value>,
    pub include_schemas: bool,
    /// Absent means on; a callable is kept.
    pub compare_type: Option<Value>,
    /// Absent means on; an explicit False is obeyed.
    pub compare_server_default: Option<Value>,
    /// `autogenerate_plugins`, together with the two above where they are False.
    pub not_compared: NotCompared,
    pub version_table: Option<String>,
    pub version_table_schema: Option<String>,
    pub version_table_pk: bool,
    pub transaction_per_migration: bool,
    pub transactional_ddl: Option<bool>,
    pub render_item: Option<Value>,
    pub user_module_prefix: Option<String>,
    pub sqlalchemy_module_prefix: Option<String>,
    pub alembic_module_prefix: Option<String>,
    pub render_as_batch: bool,
    pub process_revision_directives: Option<Value>,
    pub on_version_apply: Option<Value>,
    pub literal_binds: bool,
    /// `starting_rev`, `tag`: instead of what the command line says.
    pub starting_revision: Option<String>,
    pub tag: Option<String>,
    /// A file-like object for the script of `--sql`.
    pub output_buffer: Option<Value>,
    /// Everything that was given, by name, in order: what `op.get_context().opts` shows.
    pub given: Vec<(Rc<str>, Value)>,
}

impl Default for ConfigureOptions {
    fn default() -> Self {
        ConfigureOptions {
            include_object: None,
            include_name: None,
            include_schemas: false,
            compare_type: None,
            compare_server_default: None,
            not_compared: NotCompared::default(),
            version_table: None,
            version_table_schema: None,
            version_table_pk: true,
            transaction_per_migration: false,
            transactional_ddl: None,
            render_item: None,
            user_module_prefix: None,
            sqlalchemy_module_prefix: None,
            alembic_module_prefix: None,
            render_as_batch: false,
            process_revision_directives: None,
            on_version_apply: None,
            literal_binds: false,
            starting_revision: None,
            tag: None,
            output_buffer: None,
            given: Vec::new(),
        }
    }
}

impl ConfigureOptions {
    /// # Errors
    /// A refusal for an option that decides something and is not known.
    pub fn read(interpreter: &mut Interpreter, given: Vec<(Rc<str>, Value)>) -> Evaluated<Self> {
        let mut options = ConfigureOptions::default();
        for (name, value) in &given {
            match &**name {
                "include_object" => options.include_object = callable(interpreter, name, value)?,
                "include_name" => options.include_name = callable(interpreter, name, value)?,
                "render_item" => options.render_item = callable(interpreter, name, value)?,
                "process_revision_directives" => {
                    options.process_revision_directives = callable(interpreter, name, value)?;
                }
                "on_version_apply" => options.on_version_apply = callable(interpreter, name, value)?,
                "compare_type" => options.compare_type = known(interpreter, name, value)?,
                "compare_server_default" => {
                    options.compare_server_default = known(interpreter, name, value)?;
                }
                "autogenerate_plugins" => options.not_compared = plugins(interpreter, name, value)?,
                "include_schemas" => options.include_schemas = flag(interpreter, name, value)?,
                "version_table_pk" => options.version_table_pk = flag(interpreter, name, value)?,
                "transaction_per_migration" => {
                    options.transaction_per_migration = flag(interpreter, name, value)?;
                }
                "render_as_batch" => options.render_as_batch = flag(interpreter, name, value)?,
                "literal_binds" => options.literal_binds = flag(interpreter, name, value)?,
                "transactional_ddl" if !value.is_none() => {
                    options.transactional_ddl = Some(flag(interpreter, name, value)?);
                }
                // empty is the same as not given
                "starting_rev" => {
                    options.starting_revision =
                        text(interpreter, name, value)?.filter(|text| !text.is_empty());
                }
                "tag" => options.tag = text(interpreter, name, value)?.filter(|text| !text.is_empty()),
                "output_buffer" => options.output_buffer = known(interpreter, name, value)?,
                "version_table" => options.version_table = text(interpreter, name, value)?,
                "version_table_schema" => options.version_table_schema = text(interpreter, name, value)?,
                "user_module_prefix" => options.user_module_prefix = text(interpreter, name, value)?,
                "sqlalchemy_module_prefix" => {
                    options.sqlalchemy_module_prefix = text(interpreter, name, value)?;
                }
                "alembic_module_prefix" => options.alembic_module_prefix = text(interpreter, name, value)?,
                // how to connect and what to print: not ours to take from here
                _ => {}
            }
        }
        options.not_compared.types |= matches!(options.compare_type, Some(Value::Bool(false)));
        options.not_compared.defaults |= matches!(options.compare_server_default, Some(Value::Bool(false)));
        options.given = given;
        Ok(options)
    }

    /// The version table's name.
    pub fn version_table_name(&self) -> QualifiedName {
        QualifiedName::new(
            self.version_table_schema.as_deref(),
            self.version_table.as_deref().unwrap_or("alembic_version"),
        )
    }
}

fn known(interpreter: &mut Interpreter, name: &str, value: &Value) -> Evaluated<Option<Value>> {
    match value {
        Value::None => Ok(None),
        Value::Unknown(unknown) => {
            Err(interpreter.refuse_unknown(unknown, &format!("`{name}` of `context.configure`")))
        }
        value => Ok(Some(value.clone())),
    }
}

fn callable(interpreter: &mut Interpreter, name: &str, value: &Value) -> Evaluated<Option<Value>> {
    known(interpreter, name, value)
}

fn plugins(interpreter: &mut Interpreter, name: &str, value: &Value) -> Evaluated<NotCompared> {
    let Some(value) = known(interpreter, name, value)? else { return Ok(NotCompared::default()) };
    let mut names = Vec::new();
    for item in interpreter.iterate(&value)? {
        names.push(interpreter.str(&item)?);
    }
    let found = plugins::not_compared(&names).map_err(|strange| {
        interpreter.refuse(format!(
            "`autogenerate_plugins` names {}: what a plugin compares is code of its own",
            strange.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        ))
    })?;
    if found.everything {
        return Err(interpreter.refuse(
            "`autogenerate_plugins` without `alembic.autogenerate.schemas` and `.tables`, \
                                       which compares nothing",
        ));
    }
    Ok(found)
}

fn flag(interpreter: &mut Interpreter, name: &str, value: &Value) -> Evaluated<bool> {
    match known(interpreter, name, value)? {
        Some(value) => interpreter.truth(&value),
        None => Ok(false),
    }
}

fn text(interpreter: &mut Interpreter, name: &str, value: &Value) -> Evaluated<Option<String>> {
    match known(interpreter, name, value)? {
        Some(value) => interpreter.str(&value).map(Some),
        None => Ok(None),
    }
}
