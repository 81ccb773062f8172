//! The special methods of the built-in types as attributes: `dict.__setitem__(self, …)`,
//! `super().__getitem__(…)`, `str.__str__`. Each asks the evaluator's own operator.

use ruff_python_ast::{CmpOp, Operator, UnaryOp};

use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::types::Types;
use crate::python::value::Value;

const COMPARISONS: &[(&str, CmpOp)] = &[
    ("__eq__", CmpOp::Eq),
    ("__ne__", CmpOp::NotEq),
    ("__lt__", CmpOp::Lt),
    ("__le__", CmpOp::LtE),
    ("__gt__", CmpOp::Gt),
    ("__ge__", CmpOp::GtE),
];

const ARITHMETIC: &[(&str, &str, Operator)] = &[
    ("__add__", "__radd__", Operator::Add),
    ("__sub__", "__rsub__", Operator::Sub),
    ("__mul__", "__rmul__", Operator::Mult),
    ("__truediv__", "__rtruediv__", Operator::Div),
    ("__floordiv__", "__rfloordiv__", Operator::FloorDiv),
    ("__mod__", "__rmod__", Operator::Mod),
    ("__pow__", "__rpow__", Operator::Pow),
];

const BITWISE: &[(&str, &str, Operator)] = &[
    ("__and__", "__rand__", Operator::BitAnd),
    ("__or__", "__ror__", Operator::BitOr),
    ("__xor__", "__rxor__", Operator::BitXor),
    ("__lshift__", "__rlshift__", Operator::LShift),
    ("__rshift__", "__rrshift__", Operator::RShift),
];

const SET_OPERATORS: &[(&str, &str, Operator)] = &[
    ("__and__", "__rand__", Operator::BitAnd),
    ("__or__", "__ror__", Operator::BitOr),
    ("__xor__", "__rxor__", Operator::BitXor),
    ("__sub__", "__rsub__", Operator::Sub),
];

/// Adds them.
pub fn install(types: &Types) {
    for class in [&types.str, &types.bytes, &types.int, &types.float] {
        let builder = comparisons(shown(ClassBuilder::extending(class)), COMPARISONS);
        builder.method("__hash__", "self, /", |i, b| i.hash(&b.receiver())).build();
    }
    // the others leave it to `object`, which asks `__repr__`
    ClassBuilder::extending(&types.str)
        .method("__str__", "self, /", |i, b| Ok(Value::str(i.str(&b.receiver())?)))
        .build();
    for class in [&types.int, &types.float] {
        let builder = binary(ClassBuilder::extending(class), ARITHMETIC, true);
        let builder = unary(builder, "__neg__", UnaryOp::USub);
        let builder = unary(builder, "__pos__", UnaryOp::UAdd);
        builder
            .method("__bool__", "self, /", |i, b| Ok(Value::Bool(i.truth(&b.receiver())?)))
            .method("__abs__", "self, /", |i, b| {
                let value = b.receiver();
                let negative = i.compare(CmpOp::Lt, &value, &Value::Int(0))?;
                if i.truth(&negative)? { i.unary(UnaryOp::USub, &value) } else { Ok(value) }
            })
            .build();
    }
    unary(binary(ClassBuilder::extending(&types.int), BITWISE, true), "__invert__", UnaryOp::Invert).build();
    for class in [&types.str, &types.bytes, &types.tuple, &types.list] {
        container(binary(ClassBuilder::extending(class), &ARITHMETIC[..1], false))
            .method("__mul__", "self, other, /", |i, b| arithmetic(i, &b, Operator::Mult, false))
            .method("__rmul__", "self, other, /", |i, b| arithmetic(i, &b, Operator::Mult, false))
            .build();
    }
    for class in [&types.str, &types.bytes] {
        ClassBuilder::extending(class)
            .method("__mod__", "self, other, /", |i, b| arithmetic(i, &b, Operator::Mod, false))
            .build();
    }
    for class in [&types.tuple, &types.list] {
        comparisons(shown(ClassBuilder::extending(class)), COMPARISONS).build();
    }
    for class in [&types.set, &types.frozenset] {
        let builder = comparisons(shown(ClassBuilder::extending(class)), COMPARISONS);
        iterable(binary(builder, SET_OPERATORS, true)).build();
    }
    for class in [&types.tuple, &types.frozenset] {
        ClassBuilder::extending(class).method("__hash__", "self, /", |i, b| i.hash(&b.receiver())).build();
    }
    let dict = comparisons(shown(ClassBuilder::extending(&types.dict)), &COMPARISONS[..2]);
    reversible(mutable(container(dict)))
        .method("__or__", "self, other, /", |i, b| arithmetic(i, &b, Operator::BitOr, false))
        .method("__ior__", "self, other, /", |i, b| {
            i.in_place(Operator::BitOr, &b.receiver(), &b.value("other"))
        })
        .build();
    reversible(mutable(ClassBuilder::extending(&types.list)))
        .method("__iadd__", "self, other, /", |i, b| {
            i.in_place(Operator::Add, &b.receiver(), &b.value("other"))
        })
        .build();
    for class in [&types.list, &types.dict, &types.set] {
        ClassBuilder::extending(class).attribute("__hash__", Value::None).build();
    }
    container(comparisons(shown(ClassBuilder::extending(&types.range)), &COMPARISONS[..2])).build();
}

fn shown(builder: ClassBuilder) -> ClassBuilder {
    builder.method("__repr__", "self, /", |i, b| Ok(Value::str(i.repr(&b.receiver())?))).method(
        "__format__",
        "self, format_spec, /",
        |i, b| {
            let spec = b.value("format_spec").to_text().unwrap_or_default();
            Ok(Value::str(i.format(&b.receiver(), &spec)?))
        },
    )
}

fn comparisons(mut builder: ClassBuilder, table: &[(&str, CmpOp)]) -> ClassBuilder {
    for (name, operator) in table {
        let operator = *operator;
        builder = builder.method(name, "self, other, /", move |i, b| {
            let other = b.value("other").base();
            match i.compare(operator, &b.receiver(), &other) {
                Err(raise) if i.is_exception(&raise, "TypeError") => Ok(Value::NotImplemented),
                result => result,
            }
        });
    }
    builder
}

fn binary(mut builder: ClassBuilder, table: &[(&str, &str, Operator)], reflected: bool) -> ClassBuilder {
    for (name, swapped, operator) in table {
        let operator = *operator;
        builder = builder.method(name, "self, other, /", move |i, b| arithmetic(i, &b, operator, false));
        if reflected {
            builder =
                builder.method(swapped, "self, other, /", move |i, b| arithmetic(i, &b, operator, true));
        }
    }
    builder
}

fn arithmetic(interpreter: &mut Interpreter, bound: &Bound, operator: Operator, swapped: bool) -> Evaluated {
    let (own, other) = (bound.receiver(), bound.value("other").base());
    let result = if swapped {
        interpreter.binary(operator, &other, &own)
    } else {
        interpreter.binary(operator, &own, &other)
    };
    match result {
        Err(raise) if interpreter.is_exception(&raise, "TypeError") => Ok(Value::NotImplemented),
        result => result,
    }
}

fn unary(builder: ClassBuilder, name: &str, operator: UnaryOp) -> ClassBuilder {
    builder.method(name, "self, /", move |i, b| i.unary(operator, &b.receiver()))
}

fn iterable(builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("__len__", "self, /", |i, b| Ok(Value::Int(i.length(&b.receiver())? as i64)))
        .method("__iter__", "self, /", |i, b| i.iterator(&b.receiver()))
        .method("__contains__", "self, item, /", |i, b| {
            Ok(Value::Bool(i.contains(&b.receiver(), &b.value("item"))?))
        })
}

fn container(builder: ClassBuilder) -> ClassBuilder {
    iterable(builder).method("__getitem__", "self, key, /", |i, b| i.item(&b.receiver(), &b.value("key")))
}

fn mutable(builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("__setitem__", "self, key, value, /", |i, b| {
            i.set_item(&b.receiver(), &b.value("key"), b.value("value"))?;
            Ok(Value::None)
        })
        .method("__delitem__", "self, key, /", |i, b| {
            i.delete_item(&b.receiver(), &b.value("key"))?;
            Ok(Value::None)
        })
}

fn reversible(builder: ClassBuilder) -> ClassBuilder {
    builder.method("__reversed__", "self, /", |i, b| {
        let mut items = i.iterate(&b.receiver())?;
        items.reverse();
        Ok(crate::python::iterator::Items::of(items))
    })
}
