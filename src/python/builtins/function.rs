//! The built-in functions on single values: `len`, `repr`, `getattr`, `isinstance`, `sum`, …

use std::rc::Rc;

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive, Zero};
use ruff_python_ast::Operator;

use super::argument::{big_int_of, class_name, float_of, text_of, want_int};
use super::{order, pure};
use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::library::ModuleBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Value};

/// Registers them.
pub fn install(module: &mut ModuleBuilder) {
    module.function("abs", "x, /", pure(absolute));
    module.function("all", "iterable, /", |i, b| every(i, &b, true));
    module.function("any", "iterable, /", |i, b| every(i, &b, false));
    module.function(
        "ascii",
        "obj, /",
        pure(|i, b| {
            let shown = i.repr(&b.value("obj"))?;
            Ok(Value::str(super::text::ascii(&shown)))
        }),
    );
    module.function("bin", "number, /", pure(|i, b| in_base(i, &b, "0b", 2)));
    module.function("callable", "obj, /", callable);
    module.function("chr", "i, /", pure(chr));
    module.function("delattr", "obj, name, /", |i, b| {
        let name = attribute_name(i, &b)?;
        i.delete_attribute(&b.value("obj"), &name)?;
        Ok(Value::None)
    });
    module.function("dir", "object=None, /", dir);
    module.function(
        "divmod",
        "x, y, /",
        pure(|i, b| {
            let (x, y) = (b.value("x"), b.value("y"));
            Ok(Value::tuple(vec![i.binary(Operator::FloorDiv, &x, &y)?, i.binary(Operator::Mod, &x, &y)?]))
        }),
    );
    module.function(
        "format",
        "value, format_spec='', /",
        pure(|i, b| {
            let value = b.value("value");
            if value.is_unknown() {
                return Ok(value);
            }
            let spec = b.get("format_spec").and_then(text_of).unwrap_or_else(|| "".into());
            Ok(Value::str(i.format(&value, &spec)?))
        }),
    );
    module.function("getattr", "object, name, default=None, /", getattr);
    module.function("hasattr", "obj, name, /", |i, b| {
        let object = b.value("obj");
        if object.is_unknown() {
            return Ok(object);
        }
        let name = attribute_name(i, &b)?;
        match (i.find_attribute(&object, &name)?, &object) {
            (Some(unknown @ Value::Unknown(_)), Value::Module(module))
                if module.attribute(&name).is_none() && i.may_have(module, &name) =>
            {
                Ok(unknown)
            }
            (found, _) => Ok(Value::Bool(found.is_some())),
        }
    });
    module.function("hash", "obj, /", pure(|i, b| i.hash(&b.value("obj"))));
    module.function("hex", "number, /", pure(|i, b| in_base(i, &b, "0x", 16)));
    module.function("id", "obj, /", |_, b| Ok(Value::Int(identity(&b.value("obj")))));
    module.function("isinstance", "obj, class_or_tuple, /", |i, b| {
        is_instance(i, &b.value("obj"), &b.value("class_or_tuple"))
    });
    module.function("issubclass", "cls, class_or_tuple, /", |i, b| {
        is_subclass(i, &b.value("cls"), &b.value("class_or_tuple"))
    });
    module.function("len", "obj, /", pure(length));
    module.function("max", "*args, key=None, default=None", pure(|i, b| extreme(i, &b, "max")));
    module.function("min", "*args, key=None, default=None", pure(|i, b| extreme(i, &b, "min")));
    module.function("oct", "number, /", pure(|i, b| in_base(i, &b, "0o", 8)));
    module.function("ord", "c, /", pure(ord));
    module.function("pow", "base, exp, mod=None", pure(power));
    module.function(
        "repr",
        "obj, /",
        pure(|i, b| {
            let value = b.value("obj");
            if value.is_unknown() {
                return Ok(value);
            }
            Ok(Value::str(i.repr(&value)?))
        }),
    );
    module.function("round", "number, ndigits=None", pure(round));
    module.function("setattr", "obj, name, value, /", |i, b| {
        let name = attribute_name(i, &b)?;
        i.set_attribute(&b.value("obj"), &name, b.value("value"))?;
        Ok(Value::None)
    });
    module.function(
        "sorted",
        "iterable, /, *, key=None, reverse=False",
        pure(|i, b| {
            let reverse = i.truth(&b.value("reverse"))?;
            let items = i.iterate(&b.value("iterable"))?;
            Ok(Value::list(order::sort(i, items, &b.value("key"), reverse)?))
        }),
    );
    module.function("sum", "iterable, /, start=0", pure(sum));
}

fn absolute(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let value = bound.value("x");
    match value.base() {
        Value::Unknown(_) => Ok(value),
        Value::Float(float) => Ok(Value::Float(float.abs())),
        base => match big_int_of(&base) {
            Some(whole) => Ok(Value::big(whole.abs())),
            None if interpreter.class_of(&value).lookup("__abs__").is_some() => {
                interpreter.call_method(&value, "__abs__", Vec::new())
            }
            None => {
                let class = class_name(interpreter, &value);
                Err(interpreter.raise("TypeError", format!("bad operand type for abs(): '{class}'")))
            }
        },
    }
}

fn every(interpreter: &mut Interpreter, bound: &Bound, wanted: bool) -> Evaluated {
    let iterable = bound.value("iterable");
    if iterable.is_unknown() {
        return Ok(iterable);
    }
    let iterator = interpreter.iterator(&iterable)?;
    // an Unknown decides only when no other item does
    let mut unknown = None;
    while let Some(item) = interpreter.next(&iterator)? {
        if item.is_unknown() {
            unknown.get_or_insert(item);
        } else if interpreter.truth(&item)? != wanted {
            return Ok(Value::Bool(!wanted));
        }
    }
    Ok(unknown.unwrap_or(Value::Bool(wanted)))
}

fn in_base(interpreter: &mut Interpreter, bound: &Bound, prefix: &str, base: u32) -> Evaluated {
    let value = bound.value("number");
    let number = match big_int_of(&value) {
        Some(number) => number,
        None => BigInt::from(want_int(interpreter, &value)?),
    };
    let sign = if number.is_negative() { "-" } else { "" };
    Ok(Value::str(format!("{sign}{prefix}{}", number.abs().to_str_radix(base))))
}

fn callable(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let value = bound.value("obj");
    Ok(match &value {
        Value::Unknown(_) => value,
        Value::Function(_) | Value::Builtin(_) | Value::BoundMethod(_) | Value::Class(_) => Value::Bool(true),
        Value::Instance(_) => Value::Bool(interpreter.class_of(&value).lookup("__call__").is_some()),
        _ => Value::Bool(false),
    })
}

fn chr(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let code = want_int(interpreter, &bound.value("i"))?;
    match u32::try_from(code).ok().and_then(char::from_u32) {
        Some(c) => Ok(Value::str(c.to_string())),
        None => Err(interpreter.raise("ValueError", "chr() arg not in range(0x110000)")),
    }
}

fn ord(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let value = bound.value("c");
    if value.is_unknown() {
        return Ok(value);
    }
    if let Some(bytes) = super::bytes::bytes_of(&value)
        && let [byte] = &bytes[..]
    {
        return Ok(Value::Int((*byte).into()));
    }
    let Some(text) = text_of(&value) else {
        let class = class_name(interpreter, &value);
        let message = format!("ord() expected string of length 1, but {class} found");
        return Err(interpreter.raise("TypeError", message));
    };
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Ok(Value::Int(u32::from(c).into())),
        _ => {
            let length = text.chars().count();
            let message = format!("ord() expected a character, but string of length {length} found");
            Err(interpreter.raise("TypeError", message))
        }
    }
}

fn attribute_name(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated<Rc<str>> {
    match text_of(&bound.value("name")) {
        Some(name) => Ok(name),
        None => Err(interpreter.raise("TypeError", "attribute name must be string, not 'int'")),
    }
}

fn getattr(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let object = bound.value("object");
    if let unknown @ Value::Unknown(_) = bound.value("name") {
        return Ok(unknown);
    }
    let name = attribute_name(interpreter, &bound)?;
    match bound.get("default") {
        None => interpreter.get_attribute(&object, &name),
        Some(default) => {
            let default = default.clone();
            Ok(interpreter.find_attribute(&object, &name)?.unwrap_or(default))
        }
    }
}

/// `id(value)`: an address, or something stable for values that have none.
pub fn identity(value: &Value) -> i64 {
    fn address<T: ?Sized>(pointer: &Rc<T>) -> i64 {
        Rc::as_ptr(pointer).cast::<u8>() as i64
    }
    match value {
        Value::None => 0x10,
        Value::Ellipsis => 0x20,
        Value::NotImplemented => 0x30,
        Value::Bool(flag) => 0x40 + i64::from(*flag) * 0x10,
        Value::Int(value) => value.wrapping_mul(32).wrapping_add(0x1000),
        Value::Float(value) => value.to_bits() as i64,
        Value::Range(start, stop, step) => start ^ stop.rotate_left(20) ^ step.rotate_left(40),
        Value::BigInt(pointer) => address(pointer),
        Value::Str(pointer) => address(pointer),
        Value::Bytes(pointer) => address(pointer),
        Value::List(pointer) => address(pointer),
        Value::Tuple(pointer) => address(pointer),
        Value::Dict(pointer) => address(pointer),
        Value::Set(pointer) => address(pointer),
        Value::FrozenSet(pointer) => address(pointer),
        Value::Slice(pointer) => address(pointer),
        Value::Function(pointer) => address(pointer),
        Value::Builtin(pointer) => address(pointer),
        Value::BoundMethod(pointer) => address(pointer),
        Value::Class(pointer) => address(pointer),
        Value::Instance(pointer) => address(pointer),
        Value::Module(pointer) => address(pointer),
        Value::Iterator(pointer) => address(pointer),
        Value::Unknown(pointer) => address(pointer),
    }
}

/// `isinstance`: classes, tuples of them, unions, `__instancecheck__`; Unknown stays Unknown.
///
/// # Errors
/// TypeError when the second argument is no class.
pub fn is_instance(interpreter: &mut Interpreter, value: &Value, class: &Value) -> Evaluated {
    if value.is_unknown() {
        return Ok(value.clone());
    }
    if let Value::Class(class) = class
        && class.metaclass.is_none()
    {
        return Ok(is_plain_instance(interpreter, value, class));
    }
    let mut unknown = None;
    for candidate in
        candidates(interpreter, class, "isinstance() arg 2 must be a type, a tuple of types, or a union")?
    {
        match candidate {
            Value::Class(class) => {
                let own = interpreter.class_of(value);
                if own.is_subclass_of(&class) || is_object(&class) {
                    return Ok(Value::Bool(true));
                }
                if let Some(answer) = check_hook(interpreter, &class, "__instancecheck__", value)?
                    && interpreter.truth(&answer)?
                {
                    return Ok(Value::Bool(true));
                }
                if let Some(base) = own.unknown_base() {
                    unknown.get_or_insert(Value::Unknown(base));
                }
            }
            other => {
                unknown.get_or_insert(other);
            }
        }
    }
    Ok(unknown.unwrap_or(Value::Bool(false)))
}

/// Where no metaclass has a say in what counts as an instance.
fn is_plain_instance(interpreter: &Interpreter, value: &Value, class: &Rc<Class>) -> Value {
    let is_one = |own: &Rc<Class>| {
        if own.is_subclass_of(class) || is_object(class) {
            return Value::Bool(true);
        }
        own.unknown_base().map_or(Value::Bool(false), Value::Unknown)
    };
    match value {
        Value::Instance(instance) => is_one(&instance.class),
        _ => is_one(&interpreter.class_of(value)),
    }
}

/// `issubclass`, likewise.
///
/// # Errors
/// TypeError when an argument is no class.
pub fn is_subclass(interpreter: &mut Interpreter, class: &Value, of: &Value) -> Evaluated {
    let own = match class {
        Value::Class(own) => own.clone(),
        Value::Unknown(_) => return Ok(class.clone()),
        _ => return Err(interpreter.raise("TypeError", "issubclass() arg 1 must be a class")),
    };
    let mut unknown = None;
    for candidate in
        candidates(interpreter, of, "issubclass() arg 2 must be a class, a tuple of classes, or a union")?
    {
        match candidate {
            Value::Class(candidate) => {
                if own.is_subclass_of(&candidate) || is_object(&candidate) {
                    return Ok(Value::Bool(true));
                }
                if let Some(answer) = check_hook(interpreter, &candidate, "__subclasscheck__", class)?
                    && interpreter.truth(&answer)?
                {
                    return Ok(Value::Bool(true));
                }
                if let Some(base) = own.unknown_base() {
                    unknown.get_or_insert(Value::Unknown(base));
                }
            }
            other => {
                unknown.get_or_insert(other);
            }
        }
    }
    Ok(unknown.unwrap_or(Value::Bool(false)))
}

fn is_object(class: &Class) -> bool {
    &*class.name == "object" && &*class.module == "builtins"
}

fn check_hook(
    interpreter: &mut Interpreter,
    class: &Rc<Class>,
    name: &str,
    value: &Value,
) -> Evaluated<Option<Value>> {
    let Some(hook) = class.metaclass.as_ref().and_then(|metaclass| metaclass.lookup(name)) else {
        return Ok(None);
    };
    // `type` says what the caller knows already
    if interpreter.is_type_member(name, &hook) {
        return Ok(None);
    }
    let arguments = Value::arguments(vec![Value::Class(class.clone()), value.clone()]);
    interpreter.call(&hook, arguments).map(Some)
}

/// Classes and Unknowns of a class, tuple or union.
fn candidates(interpreter: &mut Interpreter, class: &Value, message: &str) -> Evaluated<Vec<Value>> {
    match class {
        Value::Class(_) | Value::Unknown(_) => Ok(vec![class.clone()]),
        Value::None => Ok(vec![Value::Class(interpreter.class_of(&Value::None))]),
        Value::Tuple(items) => {
            let mut all = Vec::new();
            for item in items.iter() {
                all.extend(candidates(interpreter, item, message)?);
            }
            Ok(all)
        }
        Value::Instance(_) => {
            let name = class_name(interpreter, class);
            if matches!(&*name, "UnionType" | "_UnionGenericAlias" | "Union")
                && let Some(arguments) = interpreter.find_attribute(class, "__args__")?
            {
                return candidates(interpreter, &arguments, message);
            }
            if let Some(origin @ Value::Class(_)) = interpreter.find_attribute(class, "__origin__")? {
                return Ok(vec![origin]);
            }
            Err(interpreter.raise("TypeError", message))
        }
        _ => Err(interpreter.raise("TypeError", message)),
    }
}

fn length(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let value = bound.value("obj");
    let count = match value.base() {
        Value::Unknown(_) => return Ok(value),
        Value::Str(text) => text.chars().count(),
        Value::Bytes(bytes) => bytes.len(),
        Value::List(items) => items.borrow().len(),
        Value::Tuple(items) => items.len(),
        Value::Dict(dict) => dict.borrow().len(),
        Value::Set(set) => set.borrow().entries.len(),
        Value::FrozenSet(set) => set.entries.len(),
        Value::Range(start, stop, step) => range_length(start, stop, step),
        _ => {
            let class = interpreter.class_of(&value);
            if class.lookup("__len__").is_some() || interpreter.special(&value, "__len__").is_some() {
                return interpreter.call_special(&value, "__len__", Vec::new());
            }
            if let Some(unknown) = class.unknown_base() {
                return Ok(Value::Unknown(unknown));
            }
            let message = format!("object of type '{}' has no len()", class_name(interpreter, &value));
            return Err(interpreter.raise("TypeError", message));
        }
    };
    // a user's own `__len__` on a subclass of a built-in type comes first
    if let Value::Instance(instance) = &value
        && let Some(own @ Value::Function(_)) = instance.class.lookup("__len__")
    {
        return interpreter.call(&own, Value::arguments(vec![value.clone()]));
    }
    Ok(Value::Int(count as i64))
}

/// How many values a range has.
pub fn range_length(start: i64, stop: i64, step: i64) -> usize {
    let (start, stop, step) = (i128::from(start), i128::from(stop), i128::from(step));
    let count = match step {
        0 => 0,
        step if step > 0 => (stop - start + step - 1).div_euclid(step),
        step => (start - stop - step - 1).div_euclid(-step),
    };
    usize::try_from(count.max(0)).unwrap_or(usize::MAX)
}

fn extreme(interpreter: &mut Interpreter, bound: &Bound, name: &str) -> Evaluated {
    let items = match &bound.rest[..] {
        [] => {
            let message = format!("{name} expected at least 1 argument, got 0");
            return Err(interpreter.raise("TypeError", message));
        }
        [iterable] if iterable.is_unknown() => return Ok(iterable.clone()),
        [iterable] => interpreter.iterate(&iterable.clone())?,
        several => several.to_vec(),
    };
    match order::extreme(interpreter, items, &bound.value("key"), name == "max")? {
        Some(value) => Ok(value),
        None => match bound.get("default") {
            Some(default) => Ok(default.clone()),
            None => Err(interpreter.raise("ValueError", format!("{name}() arg is an empty sequence"))),
        },
    }
}

fn power(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let (base, exponent, modulus) = (bound.value("base"), bound.value("exp"), bound.value("mod"));
    if modulus.is_none() {
        return interpreter.binary(Operator::Pow, &base, &exponent);
    }
    let numbers = (big_int_of(&base), big_int_of(&exponent), big_int_of(&modulus));
    let (Some(base), Some(exponent), Some(modulus)) = numbers else {
        let message = "pow() 3rd argument not allowed unless all arguments are integers";
        return Err(interpreter.raise("TypeError", message));
    };
    if modulus.is_zero() {
        return Err(interpreter.raise("ValueError", "pow() 3rd argument cannot be 0"));
    }
    let result = if exponent.is_negative() {
        base.modinv(&modulus).map(|inverse| inverse.modpow(&-exponent, &modulus))
    } else {
        Some(base.modpow(&exponent, &modulus))
    };
    match result {
        Some(value) => Ok(Value::big(value)),
        None => Err(interpreter.raise("ValueError", "base is not invertible for the given modulus")),
    }
}

fn round(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let value = bound.value("number");
    let digits = bound.value("ndigits");
    match value.base() {
        Value::Unknown(_) => Ok(value),
        Value::Int(_) | Value::BigInt(_) | Value::Bool(_) | Value::Float(_) => {
            super::number::round_value(interpreter, &value, &digits)
        }
        _ if interpreter.class_of(&value).lookup("__round__").is_some() => {
            let arguments = if digits.is_none() { Vec::new() } else { vec![digits] };
            interpreter.call_method(&value, "__round__", arguments)
        }
        _ => {
            let class = class_name(interpreter, &value);
            let message = format!("type {class} doesn't define __round__ method");
            Err(interpreter.raise("TypeError", message))
        }
    }
}

fn sum(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let mut total = bound.get("start").cloned().unwrap_or(Value::Int(0));
    if text_of(&total).is_some() {
        return Err(interpreter.raise("TypeError", "sum() can't sum strings [use ''.join(seq) instead]"));
    }
    for item in interpreter.iterate(&bound.value("iterable"))? {
        total = interpreter.binary(Operator::Add, &total, &item)?;
    }
    Ok(total)
}

fn dir(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let mut names: Vec<Rc<str>> = Vec::new();
    let add_class = |class: &Rc<Class>, names: &mut Vec<Rc<str>>| {
        for owner in std::iter::once(class).chain(&class.ancestors) {
            names.extend(owner.namespace.borrow().keys().cloned());
        }
    };
    match bound.get("object").cloned() {
        None => {
            if let Some(module) = interpreter.current_module() {
                names.extend(module.namespace.borrow().keys().cloned());
            }
        }
        Some(unknown @ Value::Unknown(_)) => return Ok(unknown),
        Some(Value::Module(module)) => names.extend(module.namespace.borrow().keys().cloned()),
        Some(Value::Class(class)) => {
            if let Some(hook) = class.metaclass.as_ref().and_then(|metaclass| metaclass.lookup("__dir__")) {
                let listed = interpreter.call(&hook, Value::arguments(vec![Value::Class(class)]))?;
                let items = interpreter.iterate(&listed)?;
                return Ok(Value::list(order::sort(interpreter, items, &Value::None, false)?));
            }
            add_class(&class, &mut names);
        }
        Some(value) => {
            let class = interpreter.class_of(&value);
            if class.lookup("__dir__").is_some() {
                let listed = interpreter.call_method(&value, "__dir__", Vec::new())?;
                let items = interpreter.iterate(&listed)?;
                return Ok(Value::list(order::sort(interpreter, items, &Value::None, false)?));
            }
            if let Value::Instance(instance) = &value {
                names.extend(instance.attributes.borrow().keys().cloned());
            }
            add_class(&class, &mut names);
        }
    }
    names.sort();
    names.dedup();
    Ok(Value::list(names.into_iter().map(Value::Str).collect()))
}

/// The float of a real number argument; `math` asks for it too.
///
/// # Errors
/// TypeError for what is none.
pub fn real(interpreter: &mut Interpreter, value: &Value) -> Evaluated<f64> {
    if let Some(value) = float_of(value) {
        return Ok(value);
    }
    for name in ["__float__", "__index__"] {
        if interpreter.class_of(value).lookup(name).is_some() {
            let result = interpreter.call_method(value, name, Vec::new())?;
            return Ok(float_of(&result).or_else(|| big_int_of(&result)?.to_f64()).unwrap_or(f64::NAN));
        }
    }
    let class = class_name(interpreter, value);
    Err(interpreter.raise("TypeError", format!("must be real number, not {class}")))
}
