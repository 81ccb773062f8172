//! `_pydantic`: what a module full of models asks for most, the making of fields and of model classes.
//!
//! What is here says the same as the Python around it would; `source/pydantic.py` keeps the rest.

use std::rc::Rc;

use crate::python::builtins::function::is_instance;
use crate::python::call::{Arguments, Bound};
use crate::python::code::Condition;
use crate::python::dict::{Dict, Key};
use crate::python::interpreter::Interpreter;
use crate::python::library::ModuleBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Binding, Builtin, Class, Value};

/// What `Field` is told of a field that other code asks for by name; all else are its constraints.
const FACTS: &[&str] = &[
    "default_factory",
    "alias",
    "validation_alias",
    "serialization_alias",
    "env",
    "title",
    "description",
    "exclude",
    "frozen",
    "json_schema_extra",
];

/// # Errors
/// None.
pub fn build(_: &mut Interpreter, module: &mut ModuleBuilder) -> Evaluated<()> {
    // `FieldInfo.__init__`, which has to know the value that stands for nothing
    module.function("field_init", "undefined", |_, bound| {
        let undefined = bound.value("undefined");
        let names =
            FieldNames { default: "default".into(), metadata: "metadata".into(), options: "options".into() };
        Ok(Builtin::with_binding(
            "__init__",
            "self, default=None, **options",
            Binding::Method,
            move |i, bound| {
                let default = bound.get("default").cloned().unwrap_or_else(|| undefined.clone());
                let default = if matches!(default, Value::Ellipsis) { undefined.clone() } else { default };
                fill_field(i, &bound.receiver(), &names, default, bound.keywords)?;
                Ok(Value::None)
            },
        ))
    });
    // `Field`, which makes them
    module.function("field_maker", "cls", |_, bound| {
        let class = bound.value("cls");
        Ok(Builtin::function("Field", "default=None, **options", move |i, bound| {
            let positional = bound.get("default").cloned().into_iter().collect();
            i.call(&class, Arguments { positional, keywords: bound.keywords })
        }))
    });
    module.function("take_hooks", "namespace, kind", take_hooks);
    module.function("finish", "cls, namespace, hooks, keywords, parts", finish);
    Ok(())
}

struct FieldNames {
    default: Rc<str>,
    metadata: Rc<str>,
    options: Rc<str>,
}

fn fill_field(
    interpreter: &mut Interpreter,
    field: &Value,
    names: &FieldNames,
    default: Value,
    given: Vec<(Rc<str>, Value)>,
) -> Evaluated<()> {
    let Value::Instance(instance) = field else { return Ok(()) };
    // classes of others may have a say in what is set on their instances
    let is_own =
        instance.class.defined_at.as_ref().is_some_and(|place| place.file.as_os_str() == "<pydantic>");
    let mut set = |name: &Rc<str>, value: Value| {
        if is_own {
            instance.attributes.borrow_mut().insert(name.clone(), value);
            return Ok(());
        }
        interpreter.set_attribute(field, name, value)
    };
    set(&names.default, default)?;
    let mut rest = Dict::default();
    for (name, value) in given {
        if FACTS.contains(&&*name) {
            set(&name, value)?;
        } else {
            rest.insert(Key::Str(name.clone()), Value::Str(name), value);
        }
    }
    let rest = Value::dict(rest);
    set(&names.metadata, Value::list(vec![rest.clone()]))?;
    set(&names.options, rest)
}

/// The validators of a class body by name; functions take their places.
fn take_hooks(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let (namespace, kind) = (bound.value("namespace"), bound.value("kind"));
    let Value::Dict(entries) = namespace.base() else {
        return Err(interpreter.raise("TypeError", "a class body's namespace is a dict"));
    };
    let mut hooks = Dict::default();
    let found: Vec<(Key, Value, Value)> = entries
        .borrow()
        .entries
        .iter()
        .map(|(key, (name, value))| (key.clone(), name.clone(), value.clone()))
        .collect();
    for (key, name, value) in found {
        if is_one(interpreter, &value, &kind)? {
            let function = interpreter.get_attribute(&value, "function")?;
            entries.borrow_mut().insert(key.clone(), name.clone(), function);
            hooks.insert(key, name, value);
        }
    }
    Ok(Value::dict(hooks))
}

/// What `source/pydantic.py` hands in: its own classes and functions.
struct Parts {
    metaclass: Value,
    field: Value,
    private: Value,
    decorators: Value,
    undefined: Value,
    take_annotated: Value,
    add_config: Value,
}

impl Parts {
    fn of(interpreter: &mut Interpreter, value: &Value) -> Evaluated<Parts> {
        let parts = interpreter.iterate(value)?;
        let Ok([metaclass, field, private, decorators, undefined, take_annotated, add_config]) =
            <[Value; 7]>::try_from(parts)
        else {
            return Err(interpreter.raise("TypeError", "seven parts are expected"));
        };
        Ok(Parts { metaclass, field, private, decorators, undefined, take_annotated, add_config })
    }
}

/// Everything about a model class after `type.__new__` made it.
fn finish(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let owner = bound.value("cls");
    let Value::Class(class) = &owner else { return Ok(owner) };
    let parts = Parts::of(interpreter, &bound.value("parts"))?;
    let mut body = Dict::default();
    interpreter.update_dict(&mut body, &bound.value("namespace"))?;
    let mut hooks = Dict::default();
    interpreter.update_dict(&mut hooks, &bound.value("hooks"))?;

    let mut all = Inherited::default();
    let metaclass = parts.metaclass.as_class().cloned();
    for base in class.ancestors.iter().rev() {
        let is_model = metaclass
            .as_ref()
            .zip(base.metaclass.as_ref())
            .is_some_and(|(model, own)| own.is_subclass_of(model));
        if is_model {
            all.add(interpreter, base)?;
        }
    }
    let Inherited { mut config, mut fields, mut private, hooks: mut inherited } = all;

    let own = [body.get_str("Config"), body.get_str("model_config")]
        .map(|value| value.cloned().unwrap_or(Value::None));
    if own.iter().any(|value| !value.is_none()) {
        let [legacy, given] = own;
        let target = Value::dict(std::mem::take(&mut config));
        interpreter.call(&parts.add_config, Arguments::positional(vec![target.clone(), legacy, given]))?;
        interpreter.update_dict(&mut config, &target)?;
    }
    interpreter.update_dict(&mut config, &bound.value("keywords"))?;

    for (name, text, evaluate) in super::introspection::annotations_of(interpreter, &owner)? {
        if &*name == "model_config" || is_class_variable(&text) {
            continue;
        }
        let given = body.get_str(&name).cloned();
        let default = given.clone().unwrap_or_else(|| parts.undefined.clone());
        let key = Key::Str(name.clone());
        if name.starts_with('_') {
            let is_private = is_one(interpreter, &default, &parts.private)?;
            let attribute = if is_private {
                default
            } else {
                interpreter.call(&parts.private, Arguments::positional(vec![default]))?
            };
            private.insert(key, Value::Str(name), attribute);
            continue;
        }
        let is_field = is_one(interpreter, &default, &parts.field)?;
        let field = if is_field {
            default
        } else {
            let field = interpreter.call(&parts.field, Arguments::positional(vec![default]))?;
            if given.is_none_or(|given| given.is(&parts.undefined)) && text.contains("Annotated") {
                let arguments = vec![field.clone(), Value::str(&*text), evaluate.clone()];
                interpreter.call(&parts.take_annotated, Arguments::positional(arguments))?;
            }
            field
        };
        interpreter.set_attribute(&field, "_evaluate", evaluate)?;
        interpreter.set_attribute(&field, "_text", Value::str(text))?;
        fields.insert(key, Value::Str(name.clone()), field);
        class.namespace.borrow_mut().shift_remove(&name);
    }
    for (name, value) in body.iter() {
        if is_one(interpreter, value, &parts.private)?
            && let Some(name) = name.to_text()
        {
            private.insert(Key::Str(name.clone()), Value::Str(name.clone()), value.clone());
            class.namespace.borrow_mut().shift_remove(&name);
        }
    }

    let pairs = |hooks: &Dict| {
        hooks.iter().map(|(name, hook)| Value::tuple(vec![name.clone(), hook.clone()])).collect::<Vec<_>>()
    };
    let own_hooks = pairs(&hooks);
    for (key, (name, hook)) in hooks.entries {
        inherited.insert(key, name, hook);
    }
    let fields = Value::dict(fields);
    let decorators = interpreter.call(&parts.decorators, Arguments::positional(vec![owner.clone()]))?;
    for (name, value) in [
        ("model_config", Value::dict(config)),
        ("model_fields", fields.clone()),
        ("__fields__", fields),
        ("__private_attributes__", Value::dict(private)),
        ("_own_hooks", Value::list(own_hooks)),
        ("_hooks", Value::list(pairs(&inherited))),
        ("_field_hooks", Value::dict(Dict::default())),
        ("__pydantic_decorators__", decorators),
    ] {
        interpreter.set_class_attribute(&owner, name, value)?;
    }
    Ok(Value::None)
}

fn is_one(interpreter: &mut Interpreter, value: &Value, class: &Value) -> Evaluated<bool> {
    let answer = is_instance(interpreter, value, class)?;
    interpreter.truth_of(&answer, Condition::If.describe())
}

/// `ClassVar`, `ClassVar[…]`, `typing.ClassVar[…]`, also as a string.
fn is_class_variable(annotation: &str) -> bool {
    if !annotation.contains("ClassVar") {
        return false;
    }
    let head = annotation.trim_matches(['\'', '"']).split('[').next().unwrap_or_default();
    head.rsplit('.').next() == Some("ClassVar")
}

/// What the bases of a model hand down, the nearest last.
#[derive(Default)]
struct Inherited {
    config: Dict,
    fields: Dict,
    private: Dict,
    hooks: Dict,
}

impl Inherited {
    fn add(&mut self, interpreter: &mut Interpreter, base: &Rc<Class>) -> Evaluated<()> {
        let of = |name: &str| base.namespace.borrow().get(name).cloned();
        for (name, into) in [
            ("model_config", &mut self.config),
            ("model_fields", &mut self.fields),
            ("__private_attributes__", &mut self.private),
        ] {
            if let Some(value) = of(name) {
                interpreter.update_dict(into, &value)?;
            }
        }
        if let Some(hooks) = of("_own_hooks") {
            interpreter.update_dict(&mut self.hooks, &hooks)?;
        }
        Ok(())
    }
}
