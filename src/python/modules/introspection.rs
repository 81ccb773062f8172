//! `_introspection`: what the modules written in Python ask of the evaluator.

use std::rc::Rc;

use ruff_python_ast::{Expr, Number, UnaryOp};

use crate::error::Place;
use crate::python::builtins::argument::text_of;
use crate::python::call::Bound;
use crate::python::dict::{Dict, Key};
use crate::python::interpreter::Interpreter;
use crate::python::library::ModuleBuilder;
use crate::python::raise::{Evaluated, Raise};
use crate::python::value::{Builtin, Class, Instance, Value};

const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def",
    "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is",
    "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// # Errors
/// None.
pub fn build(interpreter: &mut Interpreter, module: &mut ModuleBuilder) -> Evaluated<()> {
    let types = interpreter.types();
    for (name, class) in [
        ("generator_type", &types.generator),
        ("coroutine_type", &types.coroutine),
        ("async_generator_type", &types.async_generator),
        ("module_type", &types.module),
        ("namespace_type", &types.namespace),
        ("alias_type", &types.generic_alias),
        ("union_type", &types.union),
    ] {
        module.value(name, Value::Class(class.clone()));
    }
    let callables = [&types.function, &types.builtin, &types.method, &types.type_];
    module.value("callable_types", Value::tuple(callables.map(|class| Value::Class(class.clone())).to_vec()));
    let keywords = KEYWORDS.iter().map(Value::str).collect();
    module.value("keywords", Value::list(keywords));
    module.function("annotations", "owner", annotations);
    module.function("copy_annotations", "source, target", |_, b| {
        if let (Value::Class(source), Value::Class(target)) = (b.value("source"), b.value("target")) {
            *target.annotations.borrow_mut() = source.annotations.borrow().clone();
        }
        Ok(Value::None)
    });
    module.function("alias", "origin, items", |i, b| {
        let items = match b.value("items") {
            Value::Tuple(items) => items.to_vec(),
            item => vec![item],
        };
        Ok(i.generic_alias(&b.value("origin"), items))
    });
    module.function("union", "members", |i, b| {
        let members = i.iterate(&b.value("members"))?;
        i.union(members)
    });
    module.function("unwrap", "function", |i, b| {
        let function = b.value("function");
        match &*i.type_name(&function) {
            "staticmethod" | "classmethod" => i.get_attribute(&function, "__func__"),
            _ => Ok(function),
        }
    });
    module.function("is_descriptor", "value", |i, b| {
        let value = b.value("value");
        Ok(Value::Bool(match &value {
            Value::Function(_) | Value::BoundMethod(_) => true,
            Value::Instance(instance) => {
                matches!(&*instance.class.name, "property" | "classmethod" | "staticmethod")
                    || ["__get__", "__set__", "__delete__"]
                        .iter()
                        .any(|name| i.class_of(&value).lookup(name).is_some())
            }
            _ => false,
        }))
    });
    module.function("is_builtin", "cls", |_, b| {
        Ok(Value::Bool(b.value("cls").as_class().is_some_and(|class| class.defined_at.is_none())))
    });
    module.function("has_own_init", "cls", |_, b| {
        let class = b.value("cls");
        Ok(Value::Bool(class.as_class().is_some_and(|class| user_defined(class, "__init__"))))
    });
    module.function("defines", "cls, name", |_, b| {
        let name = text_of(&b.value("name")).unwrap_or_default();
        Ok(Value::Bool(b.value("cls").as_class().is_some_and(|class| user_defined(class, &name))))
    });
    module.function("is_keyword", "name", |_, b| {
        let name = text_of(&b.value("name")).unwrap_or_default();
        Ok(Value::Bool(KEYWORDS.contains(&&*name)))
    });
    module.function("caller_module", "", |i, _| Ok(Value::str(caller_module(i))));
    module.function("module_of", "cls", |i, b| {
        let Value::Class(class) = b.value("cls") else { return Ok(Value::None) };
        let modules = i.loaded_modules();
        i.item(&modules, &Value::Str(class.module.clone()))
    });
    module.function("function_facts", "function", function_facts);
    // of a tuple of nothing but strings
    module.function("distinct_texts", "items", |_, b| {
        let Value::Tuple(items) = b.value("items") else { return Ok(Value::None) };
        let mut seen = foldhash::HashSet::default();
        let mut distinct = Vec::with_capacity(items.len());
        for item in items.iter() {
            let Value::Str(text) = item else { return Ok(Value::None) };
            if seen.insert(text.clone()) {
                distinct.push(item.clone());
            }
        }
        Ok(Value::tuple(distinct))
    });
    module.function("refuse", "reason", |i, b| {
        let reason = text_of(&b.value("reason")).unwrap_or_default();
        Err(Raise::refusal(&*reason, caller_place(i)))
    });
    // a migration that changes files means it; application code imported for its models must not
    module.function("leave_undone", "what", |i, b| {
        let what = text_of(&b.value("what")).unwrap_or_default();
        if i.frames.iter().any(|frame| frame.module.attribute("down_revision").is_some()) {
            return Err(Raise::refusal(format!("{what} would change the file system"), caller_place(i)));
        }
        i.write(&format!("{what} was not done: reading changes nothing\n"));
        Ok(Value::None)
    });
    module.function("distribution_version", "name", |i, b| {
        let name = text_of(&b.value("name")).unwrap_or_default();
        Ok(i.distribution_version(&name).map_or(Value::None, Value::str))
    });
    module.function("unknown", "reason", |i, b| {
        let reason = text_of(&b.value("reason")).unwrap_or_default();
        Ok(Value::unknown(&*reason, caller_place(i)))
    });
    module.function("in_revision", "", |i, _| Ok(Value::Bool(crate::python::builtins::io::in_revision(i))));
    module.function("is_unknown", "value", |_, b| Ok(Value::Bool(b.value("value").is_unknown())));
    module.function("is_atomic", "value", |_, b| {
        Ok(Value::Bool(match b.value("value") {
            Value::Instance(instance) => {
                // natives keep their own state, which is shared
                instance.payload.borrow().is_some() && instance.class.defined_at.is_none()
            }
            _ => true,
        }))
    });
    module.function("clone", "value", |_, b| Ok(clone(&b.value("value"))));
    module.function("literal", "text", |i, b| {
        let text = text_of(&b.value("text")).unwrap_or_default();
        let parsed = ruff_python_parser::parse_expression(&text);
        match parsed.ok().and_then(|parsed| literal(parsed.expr())) {
            Some(value) => Ok(value),
            None => Err(i.raise("ValueError", "malformed node or string")),
        }
    });
    module
        .function("handled", "", |i, _| Ok(i.handled.last().map_or(Value::None, |(error, _)| error.clone())));
    module.function("write_error", "text", |i, b| {
        let text = text_of(&b.value("text")).unwrap_or_default();
        i.write_error(&text);
        Ok(Value::None)
    });
    module.function("write", "text", |i, b| {
        let text = text_of(&b.value("text")).unwrap_or_default();
        i.write(&text);
        Ok(Value::None)
    });
    Ok(())
}

fn user_defined(class: &Rc<Class>, name: &str) -> bool {
    std::iter::once(class)
        .chain(&class.ancestors)
        .any(|owner| owner.defined_at.is_some() && owner.namespace.borrow().contains_key(name))
}

/// The name of the innermost module under way that is no module of ours.
fn caller_module(interpreter: &Interpreter) -> String {
    let own = |module: &crate::python::value::Module| super::is_own(&module.name);
    let frames = interpreter.frames.iter().rev().map(|frame| &frame.module);
    let outside = frames.clone().find(|module| !own(module));
    outside.map_or_else(|| "__main__".to_owned(), |module| module.name.to_string())
}

/// The line of the user's code that led here.
fn caller_place(interpreter: &Interpreter) -> Option<Place> {
    let outside = interpreter.frames.iter().rev().find(|frame| !super::is_own(&frame.module.name));
    outside.map(crate::python::interpreter::place_of).or_else(|| interpreter.place())
}

/// `(name, text, function that evaluates)` of each annotation, in order.
fn annotations(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let found = annotations_of(interpreter, &bound.value("owner"))?;
    let tuple = |(name, text, evaluate)| Value::tuple(vec![Value::Str(name), Value::Str(text), evaluate]);
    Ok(Value::list(found.into_iter().map(tuple).collect()))
}

pub(super) type Annotations = Vec<(Rc<str>, Rc<str>, Value)>;

/// Name, text and the function that evaluates it, of each annotation in order.
///
/// # Errors
/// What looking for `__annotations__` raises.
pub(super) fn annotations_of(interpreter: &mut Interpreter, owner: &Value) -> Evaluated<Annotations> {
    let (found, dict) = match owner {
        Value::Class(class) => {
            let dict = class.namespace.borrow().get("__annotations__").cloned();
            (class.annotations.borrow().clone(), dict)
        }
        Value::Function(function) => (function.annotations.clone(), None),
        _ => (Vec::new(), interpreter.find_attribute(owner, "__annotations__")?),
    };
    let mut result = Vec::with_capacity(found.len());
    for annotation in found {
        let text: Rc<str> = annotation.source().into();
        let name = annotation.name.clone();
        let evaluate = Builtin::function("evaluate", "text=None", move |interpreter, bound| {
            match text_of(&bound.value("text")) {
                Some(text) => interpreter.evaluate_string(&text, &annotation),
                None => interpreter.annotation(&annotation),
            }
        });
        result.push((name, text, evaluate));
    }
    if result.is_empty()
        && let Some(Value::Dict(dict)) = dict
    {
        let entries: Vec<(Value, Value)> =
            dict.borrow().iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        for (name, value) in entries {
            let text = match &value {
                Value::Str(text) => text.clone(),
                Value::Class(class) => class.qualified_name.clone(),
                other => interpreter.repr(other)?.into(),
            };
            let evaluate = Builtin::function("evaluate", "text=None", move |_, _| Ok(value.clone()));
            result.push((text_of(&name).unwrap_or_default(), text, evaluate));
        }
    }
    Ok(result)
}

/// What `inspect` shows of a function: a dict, or None for natives.
fn function_facts(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let Value::Function(function) = bound.value("function") else { return Ok(Value::None) };
    let mut facts = Dict::default();
    let parameters = function.parameters();
    let names = function.parameter_names().iter().cloned().map(Value::Str).collect();
    facts.insert_str("names", Value::list(names));
    for (name, count) in [
        ("positional_only", parameters.positional_only),
        ("positional", parameters.positional),
        ("keyword_only", parameters.keyword_only),
        ("var_positional", usize::from(parameters.var_positional)),
        ("var_keyword", usize::from(parameters.var_keyword)),
    ] {
        facts.insert_str(name, Value::Int(count as i64));
    }
    facts.insert_str("defaults", Value::Tuple(function.defaults.borrow().clone()));
    let mut keyword_defaults = Dict::default();
    for (name, value) in function.keyword_defaults.borrow().iter() {
        keyword_defaults.insert_str(name, value.clone());
    }
    facts.insert_str("keyword_defaults", Value::dict(keyword_defaults));
    facts.insert_str("coroutine", Value::Bool(function.is_coroutine()));
    facts.insert_str("generator", Value::Bool(function.is_generator()));
    facts.insert_str("async_generator", Value::Bool(function.is_async_generator()));
    let place = function.defined_at();
    facts.insert_str("file", Value::str(place.file.to_string_lossy()));
    facts.insert_str("line", Value::Int(place.line as i64));
    let _ = interpreter;
    Ok(Value::dict(facts))
}

/// A shallow copy of an instance.
fn clone(value: &Value) -> Value {
    let Value::Instance(instance) = value else { return value.clone() };
    let copy = Instance::new(instance.class.clone());
    *copy.attributes.borrow_mut() = instance.attributes.borrow().clone();
    *copy.payload.borrow_mut() = instance.payload.borrow().clone();
    let base = instance.base_value.borrow().clone();
    *copy.base_value.borrow_mut() = base.map(|base| match base {
        Value::List(items) => Value::list(items.borrow().clone()),
        Value::Dict(dict) => Value::dict(dict.borrow().clone()),
        Value::Set(set) => Value::set(set.borrow().clone()),
        other => other,
    });
    Value::Instance(copy)
}

/// What `ast.literal_eval` accepts.
fn literal(expression: &Expr) -> Option<Value> {
    Some(match expression {
        Expr::StringLiteral(text) => Value::str(text.value.to_str()),
        Expr::BytesLiteral(bytes) => {
            let bytes: Vec<u8> = bytes.value.bytes().collect();
            Value::Bytes(Rc::from(bytes))
        }
        Expr::NumberLiteral(number) => match &number.value {
            Number::Int(whole) => Value::big(whole.to_string().parse().ok()?),
            Number::Float(float) => Value::Float(*float),
            Number::Complex { .. } => return None,
        },
        Expr::BooleanLiteral(flag) => Value::Bool(flag.value),
        Expr::NoneLiteral(_) => Value::None,
        Expr::EllipsisLiteral(_) => Value::Ellipsis,
        Expr::Tuple(tuple) => Value::tuple(tuple.elts.iter().map(literal).collect::<Option<_>>()?),
        Expr::List(list) => Value::list(list.elts.iter().map(literal).collect::<Option<_>>()?),
        Expr::Dict(dict) => {
            let mut entries = Dict::default();
            for item in &dict.items {
                let key = literal(item.key.as_ref()?)?;
                let hashed = match &key {
                    Value::Str(text) => Key::Str(text.clone()),
                    Value::Int(number) => Key::Int(*number),
                    Value::Bool(flag) => Key::Int(i64::from(*flag)),
                    Value::None => Key::None,
                    _ => return None,
                };
                entries.insert(hashed, key, literal(&item.value)?);
            }
            Value::dict(entries)
        }
        Expr::UnaryOp(unary) if unary.op == UnaryOp::USub => match literal(&unary.operand)? {
            Value::Int(number) => Value::Int(-number),
            Value::Float(number) => Value::Float(-number),
            _ => return None,
        },
        _ => return None,
    })
}
