//! `context.config`: alembic.ini as env.py sees and changes it.

use std::cell::RefCell;
use std::rc::Rc;

use crate::config::Config;
use crate::error::Result;
use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Instance, Value};

use super::state::{EnvironmentState, state};

/// The object of the run: one, so that what env.py sets it finds again.
///
/// # Errors
/// A refusal outside of env.py.
pub fn config(interpreter: &mut Interpreter) -> Evaluated {
    let state = state(interpreter)?;
    if let Some(known) = &*state.config_object.borrow() {
        return Ok(known.clone());
    }
    let instance = Instance::new(class());
    let text = |text: Option<String>| text.map_or(Value::None, Value::str);
    {
        let config = state.config.borrow();
        let path = |path: &Option<std::path::PathBuf>| path.as_ref().map(|path| path.display().to_string());
        instance.set_attribute("config_file_name", text(path(&config.files.ini)));
        instance.set_attribute("toml_file_name", text(path(&config.files.toml)));
        instance.set_attribute("config_ini_section", Value::str(&config.section));
    }
    instance.set_attribute("attributes", Value::dict(Dict::default()));
    instance.set_attribute("cmd_opts", command_options(&state));
    instance.set_attribute("file_config", Value::Instance(Instance::new(file_class())));
    let value = Value::Instance(instance);
    *state.config_object.borrow_mut() = Some(value.clone());
    Ok(value)
}

/// The `argparse.Namespace` of Alembic's command line, as far as env.py files look into it.
fn command_options(state: &EnvironmentState) -> Value {
    let options = Instance::new(ClassBuilder::new("argparse", "Namespace").build());
    let arguments: Vec<Value> = state.arguments.iter().map(Value::str).collect();
    options.set_attribute("x", if arguments.is_empty() { Value::None } else { Value::list(arguments) });
    options.set_attribute("sql", Value::Bool(state.offline));
    options.set_attribute("tag", state.tag.as_ref().map_or(Value::None, Value::str));
    options.set_attribute("revision", state.typed.as_ref().map_or(Value::None, Value::str));
    options.set_attribute("raiseerr", Value::Bool(false));
    options.set_attribute("autogenerate", Value::Bool(state.autogenerate));
    Value::Instance(options)
}

fn with_config<T>(interpreter: &mut Interpreter, read: impl FnOnce(&Config) -> Result<T>) -> Evaluated<T> {
    let state = state(interpreter)?;
    let outcome = read(&state.config.borrow());
    converted(interpreter, outcome)
}

fn changed(interpreter: &mut Interpreter, change: impl FnOnce(&RefCell<Config>) -> Result<()>) -> Evaluated {
    let state = state(interpreter)?;
    let outcome = change(&state.config);
    converted(interpreter, outcome)?;
    Ok(Value::None)
}

/// Alembic raises CommandError for a section that isn't there, configparser its own.
fn converted<T>(interpreter: &mut Interpreter, outcome: Result<T>) -> Evaluated<T> {
    outcome.map_err(|error| interpreter.raise("alembic.util.exc.CommandError", error.message()))
}

fn text(interpreter: &mut Interpreter, value: &Value) -> Evaluated<String> {
    match value {
        Value::Unknown(unknown) => Err(interpreter.refuse_unknown(unknown, "an option of the configuration")),
        value => interpreter.str(value),
    }
}

/// Sets an option; an Unknown value makes later reads Unknown instead of failing here, since the URL
/// is often such a value and nobody may ever need it.
fn set(interpreter: &mut Interpreter, section: Option<String>, name: String, value: &Value) -> Evaluated {
    let section = match section {
        Some(section) => section,
        None => with_config(interpreter, |config| Ok(config.section.clone()))?,
    };
    let overrides = Overrides::of(interpreter);
    let key = (section.clone(), name.clone());
    if let Value::Unknown(_) = value {
        overrides.0.borrow_mut().insert(key, value.clone());
        return Ok(Value::None);
    }
    overrides.0.borrow_mut().shift_remove(&key);
    let value = text(interpreter, value)?;
    changed(interpreter, |config| config.borrow_mut().set_section_option(&section, &name, &value))
}

/// Options that env.py set to what is not known.
#[derive(Default)]
struct Overrides(RefCell<indexmap::IndexMap<(String, String), Value>>);

impl Overrides {
    fn of(interpreter: &mut Interpreter) -> Rc<Overrides> {
        if let Some(known) = interpreter.extension::<Overrides>() {
            return known;
        }
        let fresh = Rc::new(Overrides::default());
        interpreter.set_extension(fresh.clone());
        fresh
    }

    fn get(&self, section: &str, name: &str) -> Option<Value> {
        self.0.borrow().get(&(section.to_owned(), name.to_owned())).cloned()
    }
}

fn get(interpreter: &mut Interpreter, section: Option<String>, name: &str, default: Value) -> Evaluated {
    let section = match section {
        Some(section) => section,
        None => with_config(interpreter, |config| Ok(config.section.clone()))?,
    };
    if let Some(value) = Overrides::of(interpreter).get(&section, name) {
        return Ok(value);
    }
    let found = with_config(interpreter, |config| config.get_section_option(&section, name))?;
    Ok(found.map_or(default, Value::str))
}

fn section(interpreter: &mut Interpreter, name: &str, default: Value) -> Evaluated {
    let Some(options) = with_config(interpreter, |config| config.get_section(name))? else {
        return Ok(default);
    };
    let overrides = Overrides::of(interpreter);
    let mut dict = Dict::default();
    for (option, value) in options {
        let value = overrides.get(name, &option).unwrap_or_else(|| Value::str(value));
        dict.insert_str(&option, value);
    }
    for ((of, option), value) in overrides.0.borrow().iter() {
        if of == name {
            dict.insert_str(option, value.clone());
        }
    }
    Ok(Value::dict(dict))
}

fn class() -> Rc<Class> {
    ClassBuilder::new("alembic.config", "Config")
        .method("get_main_option", "self, name, default=None", |interpreter, bound| {
            let name = text(interpreter, &bound.value("name"))?;
            get(interpreter, None, &name, bound.value("default"))
        })
        .method("get_section_option", "self, section, name, default=None", |interpreter, bound| {
            let section = text(interpreter, &bound.value("section"))?;
            let name = text(interpreter, &bound.value("name"))?;
            get(interpreter, Some(section), &name, bound.value("default"))
        })
        .method("get_section", "self, name, default=None", |interpreter, bound| {
            let name = text(interpreter, &bound.value("name"))?;
            section(interpreter, &name, bound.value("default"))
        })
        .method("set_main_option", "self, name, value", |interpreter, bound| {
            let name = text(interpreter, &bound.value("name"))?;
            set(interpreter, None, name, &bound.value("value"))
        })
        .method("set_section_option", "self, section, name, value", |interpreter, bound| {
            let section = text(interpreter, &bound.value("section"))?;
            let name = text(interpreter, &bound.value("name"))?;
            set(interpreter, Some(section), name, &bound.value("value"))
        })
        .method("remove_main_option", "self, name", |interpreter, bound| {
            let name = text(interpreter, &bound.value("name"))?;
            changed(interpreter, |config| {
                config.borrow_mut().remove_main_option(&name);
                Ok(())
            })
        })
        .method("get_alembic_option", "self, name, default=None", |interpreter, bound| {
            let name = text(interpreter, &bound.value("name"))?;
            let found = with_config(interpreter, |config| config.text_option(&name))?;
            Ok(found.map_or(bound.value("default"), Value::str))
        })
        .method("get_template_directory", "self", |interpreter, _| {
            Ok(interpreter.unknown("the folder of Alembic's templates"))
        })
        .method("print_stdout", "self, text, *arg", |interpreter, bound| {
            let template = bound.value("text");
            let line = if bound.rest.is_empty() {
                interpreter.str(&template)?
            } else {
                let arguments = Value::tuple(bound.rest.clone());
                let formatted = interpreter.call_method(&template, "__mod__", vec![arguments])?;
                interpreter.str(&formatted)?
            };
            interpreter.write(&format!("{line}\n"));
            Ok(Value::None)
        })
        .build()
}

/// `config.file_config`: a ConfigParser.
fn file_class() -> Rc<Class> {
    ClassBuilder::new("configparser", "ConfigParser")
        .method("get", "self, section, option, **kw", |interpreter, bound| {
            let section = text(interpreter, &bound.value("section"))?;
            let option = text(interpreter, &bound.value("option"))?;
            let fallback = bound.keyword("fallback").cloned().unwrap_or(Value::None);
            get(interpreter, Some(section), &option, fallback)
        })
        .method("set", "self, section, option, value=None", |interpreter, bound| {
            let section = text(interpreter, &bound.value("section"))?;
            let option = text(interpreter, &bound.value("option"))?;
            set(interpreter, Some(section), option, &bound.value("value"))
        })
        .method("has_section", "self, section", |interpreter, bound| {
            let section = text(interpreter, &bound.value("section"))?;
            with_config(interpreter, |config| Ok(config.ini().has_section(&section))).map(Value::Bool)
        })
        .method("has_option", "self, section, option", |interpreter, bound| {
            let section = text(interpreter, &bound.value("section"))?;
            let option = text(interpreter, &bound.value("option"))?;
            with_config(interpreter, |config| Ok(config.ini().entry(&section, &option).is_some()))
                .map(Value::Bool)
        })
        .method("sections", "self", |interpreter, _| {
            let names = with_config(interpreter, |config| {
                Ok(config.ini().sections().map(Value::str).collect::<Vec<_>>())
            })?;
            Ok(Value::list(names))
        })
        .method("items", "self, section", |interpreter, bound| {
            let name = text(interpreter, &bound.value("section"))?;
            let dict = section(interpreter, &name, Value::dict(Dict::default()))?;
            interpreter.call_method(&dict, "items", Vec::new())
        })
        .method("__getitem__", "self, section", |interpreter, bound| {
            let name = text(interpreter, &bound.value("section"))?;
            section(interpreter, &name, Value::None)
        })
        .build()
}
