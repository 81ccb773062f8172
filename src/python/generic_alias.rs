//! `list[int]`, `Mapped[str]`, `int | None`: what type expressions evaluate to.

use super::call::Arguments;
use super::interpreter::Interpreter;
use super::library::ClassBuilder;
use super::raise::Evaluated;
use super::types::Types;
use super::value::{Instance, Value};

pub(super) fn install(types: &Types) {
    ClassBuilder::extending(&types.generic_alias)
        .method("__call__", "self, *args, **kw", |interpreter, bound| {
            let origin = origin(&bound.receiver());
            interpreter.call(&origin, Arguments { positional: bound.rest, keywords: bound.keywords })
        })
        .method("__mro_entries__", "self, bases", |_, bound| {
            let alias = bound.receiver();
            let base = origin(&alias);
            let left_out = match bound.value("bases") {
                Value::Tuple(bases) => is_generic(&base) && stands_for_generic(&bases, &alias),
                _ => false,
            };
            Ok(Value::tuple(if left_out { Vec::new() } else { vec![base] }))
        })
        .method("__getattr__", "self, name", |interpreter, bound| {
            let name = bound.value("name").to_text().unwrap_or_default();
            let receiver = bound.receiver();
            match receiver.as_instance().and_then(|instance| instance.attribute("__origin__")) {
                Some(origin) if !super::attribute::is_special(&name) => {
                    interpreter.get_attribute(&origin, &name)
                }
                _ => Err(interpreter.no_attribute(&receiver, &name)),
            }
        })
        .method("__getitem__", "self, items", |interpreter, bound| {
            let receiver = bound.receiver();
            let arguments = arguments(&receiver);
            let mut given = match bound.value("items") {
                Value::Tuple(items) => items.to_vec(),
                item => vec![item],
            }
            .into_iter();
            let mut replaced = false;
            let mut new = Vec::new();
            for argument in arguments {
                if interpreter.is_instance(&argument, "typing.TypeVar") {
                    replaced = true;
                    new.push(given.next().unwrap_or(argument));
                } else {
                    new.push(argument);
                }
            }
            if !replaced {
                new = given.collect();
            }
            Ok(interpreter.generic_alias(&origin(&receiver), new))
        })
        .method("__eq__", "self, other", same)
        .method("__hash__", "self", hash)
        .method("__or__", "self, other", |interpreter, bound| {
            interpreter.union(vec![bound.receiver(), bound.value("other")])
        })
        .method("__ror__", "self, other", |interpreter, bound| {
            interpreter.union(vec![bound.value("other"), bound.receiver()])
        })
        .method("__repr__", "self", |interpreter, bound| {
            let receiver = bound.receiver();
            let name = type_text(interpreter, &origin(&receiver))?;
            let mut parts = Vec::new();
            for argument in arguments(&receiver) {
                parts.push(type_text(interpreter, &argument)?);
            }
            Ok(Value::str(format!("{name}[{}]", parts.join(", "))))
        })
        .build();
    ClassBuilder::extending(&types.union)
        .method("__eq__", "self, other", same)
        .method("__hash__", "self", hash)
        .method("__or__", "self, other", |interpreter, bound| {
            interpreter.union(vec![bound.receiver(), bound.value("other")])
        })
        .method("__ror__", "self, other", |interpreter, bound| {
            interpreter.union(vec![bound.value("other"), bound.receiver()])
        })
        .method("__repr__", "self", |interpreter, bound| {
            let mut parts = Vec::new();
            for argument in arguments(&bound.receiver()) {
                parts.push(type_text(interpreter, &argument)?);
            }
            Ok(Value::str(parts.join(" | ")))
        })
        .build();
}

fn is_generic(class: &Value) -> bool {
    matches!(class, Value::Class(class) if &*class.module == "typing" && &*class.name == "Generic")
}

/// Whether `Generic[T]` adds nothing to the other bases: there is Protocol, or a generic class behind it
/// that brings Generic itself.
fn stands_for_generic(bases: &[Value], alias: &Value) -> bool {
    let is_protocol = |base: &Value| matches!(base, Value::Class(class) if &*class.module == "typing" && &*class.name == "Protocol");
    let behind = bases.iter().skip_while(|base| !base.is(alias)).skip(1);
    bases.iter().any(is_protocol)
        || behind.map(origin).any(|origin| match origin {
            Value::Class(class) => class.ancestors.iter().any(|it| is_generic(&Value::Class(it.clone()))),
            _ => false,
        })
}

fn origin(alias: &Value) -> Value {
    alias.as_instance().and_then(|instance| instance.attribute("__origin__")).unwrap_or(Value::None)
}

/// `__args__`.
pub(super) fn arguments(alias: &Value) -> Vec<Value> {
    match alias.as_instance().and_then(|instance| instance.attribute("__args__")) {
        Some(Value::Tuple(items)) => items.to_vec(),
        _ => Vec::new(),
    }
}

fn type_text(interpreter: &mut Interpreter, value: &Value) -> Evaluated<String> {
    Ok(match value {
        Value::Class(class) if &*class.module == "builtins" && &*class.name == "NoneType" => {
            "None".to_owned()
        }
        Value::Class(class) if &*class.module == "builtins" => class.qualified_name.to_string(),
        Value::Class(class) => class.path(),
        Value::Ellipsis => "...".to_owned(),
        other => interpreter.repr(other)?,
    })
}

fn same(interpreter: &mut Interpreter, bound: super::call::Bound) -> Evaluated {
    let (a, b) = (bound.receiver(), bound.value("other"));
    let (class, other) = (interpreter.class_of(&a), interpreter.class_of(&b));
    if !std::rc::Rc::ptr_eq(&class, &other) {
        return Ok(Value::NotImplemented);
    }
    let origins = origin(&a).is(&origin(&b)) || interpreter.equal(&origin(&a), &origin(&b))?;
    if !origins {
        return Ok(Value::Bool(false));
    }
    // of `Annotated[...]`
    let metadata = |alias: &Value| alias.as_instance().and_then(|alias| alias.attribute("__metadata__"));
    if let (Some(a), Some(b)) = (metadata(&a), metadata(&b))
        && !interpreter.equal(&a, &b)?
    {
        return Ok(Value::Bool(false));
    }
    let is_union = std::rc::Rc::ptr_eq(&class, &interpreter.types.union);
    let (a, b) = (arguments(&a), arguments(&b));
    if !is_union {
        return Ok(Value::Bool(interpreter.equal(&Value::tuple(a), &Value::tuple(b))?));
    }
    // a union's members have no order, and none stands there twice
    let mut all = a.len() == b.len();
    for member in a {
        let mut found = false;
        for other in &b {
            found |= interpreter.equal(&member, other)?;
        }
        all &= found;
    }
    Ok(Value::Bool(all))
}

fn hash(interpreter: &mut Interpreter, bound: super::call::Bound) -> Evaluated {
    let receiver = bound.receiver();
    let is_union = std::rc::Rc::ptr_eq(&interpreter.class_of(&receiver), &interpreter.types.union);
    let text = if is_union {
        let mut members = Vec::new();
        for member in arguments(&receiver) {
            members.push(type_text(interpreter, &member)?);
        }
        members.sort();
        members.join(" | ")
    } else {
        interpreter.repr(&receiver)?
    };
    interpreter.hash(&Value::str(text))
}

impl Interpreter {
    /// `origin[arguments]`: class `typing.GenericAlias` with `__origin__` and `__args__`.
    pub fn generic_alias(&self, origin: &Value, arguments: Vec<Value>) -> Value {
        let alias = Instance::new(self.types.generic_alias.clone());
        alias.set_attribute("__origin__", origin.clone());
        alias.set_attribute("__args__", Value::tuple(arguments));
        Value::Instance(alias)
    }

    /// `X | Y`: class `typing.Union` with `__args__`, nested unions and repetitions flattened, None as
    /// `NoneType`; a single member is itself.
    ///
    /// # Errors
    /// What comparing the members raises.
    pub fn union(&mut self, members: Vec<Value>) -> Evaluated {
        let mut flat: Vec<Value> = Vec::new();
        for member in members {
            let inner = match &member {
                Value::Unknown(_) => return Ok(member),
                Value::None => vec![Value::Class(self.types.none.clone())],
                Value::Instance(instance) if std::rc::Rc::ptr_eq(&instance.class, &self.types.union) => {
                    arguments(&member)
                }
                _ => vec![member],
            };
            for value in inner {
                let mut known = false;
                for other in &flat {
                    known |= other.is(&value) || self.equal(other, &value)?;
                }
                if !known {
                    flat.push(value);
                }
            }
        }
        if flat.len() == 1 {
            return Ok(flat.remove(0));
        }
        let union = Instance::new(self.types.union.clone());
        union.set_attribute("__origin__", Value::Class(self.types.union.clone()));
        union.set_attribute("__args__", Value::tuple(flat));
        Ok(Value::Instance(union))
    }
}
