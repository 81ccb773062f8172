//! The built-in functions, and the methods of the built-in types.

pub mod argument;
pub mod bytes;
mod construct;
mod dict;
mod dunder;
pub mod function;
pub mod io;
mod iteration;
mod list;
pub mod number;
pub mod order;
mod refused;
mod scope;
pub mod set;
pub mod str;
pub mod str_format;
pub mod text;

use std::rc::Rc;

use super::call::Bound;
use super::interpreter::Interpreter;
use super::library::{ClassBuilder, ModuleBuilder};
use super::raise::Evaluated;
use super::value::Class;

/// A function whose result is not known when an argument is not.
pub fn pure(
    function: impl Fn(&mut Interpreter, Bound) -> Evaluated + 'static,
) -> impl Fn(&mut Interpreter, Bound) -> Evaluated + 'static {
    move |interpreter, bound| match bound.unknown() {
        Some(unknown) => Ok(unknown.clone()),
        None => function(interpreter, bound),
    }
}

/// A method of a built-in type: name, signature, body.
pub type Method = (&'static str, &'static str, fn(&mut Interpreter, Bound) -> Evaluated);

/// Registers everything of the `builtins` module that is no part of the evaluator itself.
pub(super) fn install(interpreter: &mut Interpreter, module: &mut ModuleBuilder) {
    let types = interpreter.types();
    add(&types.str, "object='', encoding=None, errors=None", construct::new_str, &[str::METHODS], |class| {
        class.static_method("maketrans", "x, y=None, z=None, /", str::maketrans)
    });
    add(
        &types.bytes,
        "source=b'', encoding=None, errors=None",
        construct::new_bytes,
        &[bytes::METHODS],
        |class| class.class_method("fromhex", "cls, string, /", bytes::fromhex),
    );
    add(&types.int, "x=0, base=None", number::new_int, &[number::INT_METHODS], |class| {
        class
            .class_method("from_bytes", "cls, bytes, byteorder='big', *, signed=False", number::from_bytes)
            .property("real", |_, value| Ok(value.base()))
            .property("numerator", |_, value| Ok(value.base()))
            .property("denominator", |_, _| Ok(super::value::Value::Int(1)))
            .property("imag", |_, _| Ok(super::value::Value::Int(0)))
    });
    add(&types.bool, "x=False, /", construct::new_bool, &[], |class| class);
    add(&types.float, "x=0, /", number::new_float, &[number::FLOAT_METHODS], |class| {
        class
            .property("real", |_, value| Ok(value.base()))
            .property("imag", |_, _| Ok(super::value::Value::Float(0.0)))
    });
    add(&types.tuple, "iterable=(), /", construct::new_tuple, &[list::TUPLE_METHODS], |class| class);
    add(&types.frozenset, "iterable=(), /", construct::new_frozenset, &[set::METHODS], |class| class);
    add(&types.range, "*args", construct::new_range, &[], |class| {
        class
            .method("index", "self, value, /", construct::range_index)
            .method("count", "self, value, /", |i, b| {
                let found = construct::range_index(i, b).is_ok();
                Ok(super::value::Value::Int(found.into()))
            })
            .property("start", |_, value| Ok(range_part(value, 0)))
            .property("stop", |_, value| Ok(range_part(value, 1)))
            .property("step", |_, value| Ok(range_part(value, 2)))
    });
    add(&types.slice, "*args", construct::new_slice, &[], |class| {
        class
            .method("indices", "self, length, /", construct::slice_indices)
            .property("start", |_, value| Ok(slice_part(value, 0)))
            .property("stop", |_, value| Ok(slice_part(value, 1)))
            .property("step", |_, value| Ok(slice_part(value, 2)))
    });
    add(&types.list, "*args, **kwargs", construct::new_list, &[list::LIST_METHODS], |class| {
        class.method("__init__", "self, iterable=(), /", construct::init_list)
    });
    add(&types.set, "*args, **kwargs", construct::new_set, &[set::METHODS, set::MUTABLE_METHODS], |class| {
        class.method("__init__", "self, iterable=(), /", construct::init_set)
    });
    add(&types.dict, "*args, **kwargs", construct::new_dict, &[dict::METHODS], |class| {
        class.method("__init__", "self, other=(), /, **kwargs", construct::init_dict).class_method(
            "fromkeys",
            "cls, iterable, value=None, /",
            dict::fromkeys,
        )
    });
    function::install(module);
    iteration::install(module);
    io::install(module);
    refused::install(module);
    scope::install(module);
    dunder::install(&types);
}

fn add(
    class: &Rc<Class>,
    signature: &str,
    new: fn(&mut Interpreter, Bound) -> Evaluated,
    tables: &[&'static [Method]],
    more: fn(ClassBuilder) -> ClassBuilder,
) {
    let mut builder = ClassBuilder::extending(class).method("__new__", &format!("cls, {signature}"), new);
    // texts and numbers are made of their arguments; containers may hold what is not known
    let makes_new = matches!(&*class.name, "str" | "bytes" | "int" | "float" | "bool");
    for (name, signature, body) in tables.iter().flat_map(|table| table.iter()) {
        builder = if makes_new {
            builder.method(name, signature, pure(body))
        } else {
            builder.method(name, signature, body)
        };
    }
    more(builder).build();
}

fn range_part(value: &super::value::Value, part: usize) -> super::value::Value {
    match value.base() {
        super::value::Value::Range(start, stop, step) => super::value::Value::Int([start, stop, step][part]),
        other => other,
    }
}

fn slice_part(value: &super::value::Value, part: usize) -> super::value::Value {
    match value {
        super::value::Value::Slice(parts) => parts[part].clone(),
        other => other.clone(),
    }
}
