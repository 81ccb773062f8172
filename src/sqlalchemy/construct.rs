//! The functions that make expressions: `text`, `case`, `cast`, `and_` …

use super::argument;
use super::comparator::{self, wrap};
use super::elements as methods;
use super::expression::{self, Bind, Element, Expression, Kind};
use super::native::{Natives, natives};
use super::operator::Operator;
use super::statement;
use super::type_object::{self, to_instance};
use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Builtin, Value};

/// Values as expressions.
///
/// # Errors
/// As [`comparator::element`].
pub fn elements(interp: &mut Interpreter, values: &[Value]) -> Evaluated<Vec<Element>> {
    values.iter().map(|value| comparator::element(interp, value)).collect()
}

/// Conditions: texts are taken as SQL, a mapped class's attribute as its column.
///
/// # Errors
/// As [`comparator::element`].
pub fn conditions(interp: &mut Interpreter, values: &[Value]) -> Evaluated<Vec<Element>> {
    let mut made = Vec::new();
    for value in values {
        match value {
            Value::Iterator(_) | Value::List(_) | Value::Tuple(_) => {
                let inner = interp.iterate(value)?;
                made.extend(elements(interp, &inner)?);
            }
            value => made.push(comparator::element(interp, value)?),
        }
    }
    Ok(made)
}

/// What a string stands for where SQLAlchemy takes names: a column of that name.
///
/// # Errors
/// As [`comparator::element`].
pub fn named(interp: &mut Interpreter, value: &Value) -> Evaluated<Element> {
    match value.to_text() {
        Some(name) => Ok(Expression::untyped(Kind::Name { name, from: None, literal: false })),
        None => comparator::element(interp, value),
    }
}

/// A list for ORDER BY and its like.
///
/// # Errors
/// As [`named`].
pub fn ordering(interp: &mut Interpreter, value: &Value) -> Evaluated<Vec<Element>> {
    match value {
        Value::None => Ok(Vec::new()),
        Value::List(_) | Value::Tuple(_) => {
            let items = interp.iterate(value)?;
            items.iter().map(|item| named(interp, item)).collect()
        }
        value => Ok(vec![named(interp, value)?]),
    }
}

/// `text("…")`.
pub fn text_clause(text: &str) -> Element {
    Expression::untyped(Kind::Text { text: text.into(), binds: Vec::new() })
}

fn bind_parameter(interp: &mut Interpreter, bound: &Bound) -> Evaluated<Element> {
    let key = bound.value("key");
    let key = argument::optional_text(interp, &key, "bindparam()")?;
    let expanding = bound.value("expanding");
    let expanding = argument::flag(interp, &expanding, "expanding")?;
    let value = bound.get("value").filter(|value| !is_no_argument(value)).cloned();
    let type_ = match bound.value("type_") {
        Value::None => match &value {
            Some(value) if !expanding => comparator::bind(interp, value, None)?.type_.clone(),
            _ => Value::None,
        },
        type_ => to_instance(interp, &type_)?,
    };
    Ok(Expression::new(Kind::Bind(Bind { key: key.map(Into::into), value, expanding }), type_))
}

fn is_no_argument(value: &Value) -> bool {
    value.as_instance().is_some_and(|instance| &*instance.class.name == "_NoArg")
}

/// `.bindparams(…)` and `.columns(…)` of texts.
pub fn text_methods(builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("bindparams", "self, *binds, **names_to_values", |interp, bound| {
            let element = comparator::element(interp, &bound.receiver())?;
            let Kind::Text { text, binds } = &element.kind else { return Ok(bound.receiver()) };
            let mut binds = binds.clone();
            for value in &bound.rest {
                let element = comparator::element(interp, value)?;
                if let Kind::Bind(Bind { key: Some(key), .. }) = &element.kind {
                    binds.retain(|(known, _)| known != key);
                    binds.push((key.clone(), element.clone()));
                }
            }
            for (name, value) in &bound.keywords {
                let known = binds.iter().find(|(known, _)| known == name).map(|(_, element)| element.clone());
                let expanding = matches!(
                    known.as_ref().map(|element| &element.kind),
                    Some(Kind::Bind(Bind { expanding: true, .. }))
                );
                let type_ = match known {
                    Some(element) if !element.type_.is_none() => element.type_.clone(),
                    _ => comparator::bind(interp, value, None)?.type_.clone(),
                };
                let bind = Bind { key: Some(name.clone()), value: Some(value.clone()), expanding };
                binds.retain(|(known, _)| known != name);
                binds.push((name.clone(), Expression::new(Kind::Bind(bind), type_)));
            }
            wrap(interp, Expression::untyped(Kind::Text { text: text.clone(), binds }))
        })
        .method("columns", "self, *cols, **types", |interp, bound| {
            let element = comparator::element(interp, &bound.receiver())?;
            let mut columns = elements(interp, &bound.rest)?;
            for (name, type_) in &bound.keywords {
                let type_ = to_instance(interp, type_)?;
                let kind = Kind::Name { name: name.clone(), from: None, literal: false };
                columns.push(Expression::new(kind, type_));
            }
            statement::text_select(interp, element, columns)
        })
        .method("label", "self, name", |interp, bound| {
            let element = comparator::element(interp, &bound.receiver())?;
            let name = bound.value("name");
            let name = argument::text(interp, &name, "a label")?;
            wrap(interp, methods::label(&element, &name))
        })
        .method("self_group", "self, against=None", |_, bound| Ok(bound.receiver()))
        .method("execution_options", "self, **kw", |_, bound| Ok(bound.receiver()))
        .method("__and__", "self, other", |interp, bound| joined(interp, &bound, Operator::And))
        .method("__or__", "self, other", |interp, bound| joined(interp, &bound, Operator::Or))
        .method("__getattr__", "self, name", |interp, bound| {
            let name = bound.value("name");
            comparator::attribute(interp, &bound.receiver(), name.as_str().unwrap_or_default())
        })
}

fn joined(interp: &mut Interpreter, bound: &Bound, operator: Operator) -> Evaluated {
    let pair = [
        comparator::element(interp, &bound.receiver())?,
        comparator::element(interp, &bound.value("other"))?,
    ];
    let made = expression::conjunction(interp, operator, &pair)?;
    wrap(interp, made)
}

/// `over(…)`.
///
/// # Errors
/// As the parts.
pub fn over(interp: &mut Interpreter, element: &Value, bound: &Bound) -> Evaluated {
    let element = comparator::element(interp, element)?;
    let partition_by = ordering(interp, &bound.value("partition_by"))?;
    let order_by = ordering(interp, &bound.value("order_by"))?;
    let mut frame = None;
    for (name, keyword) in [("range_", "RANGE"), ("rows", "ROWS"), ("groups", "GROUPS")] {
        let given = bound.value(name);
        if !given.is_none() {
            let bounds = interp.iterate(&given)?;
            let [from, to] = bounds.as_slice() else {
                return Err(interp.raise("sqlalchemy.exc.ArgumentError", "2-tuple expected for range/rows"));
            };
            frame =
                Some(format!("{keyword} BETWEEN {} AND {}", frame_bound(from, true), frame_bound(to, false)));
        }
    }
    let type_ = element.type_.clone();
    let kind = Kind::Over { element, partition_by, order_by, frame: frame.map(Into::into) };
    wrap(interp, Expression::new(kind, type_))
}

fn frame_bound(value: &Value, first: bool) -> String {
    match value.as_int() {
        None if first => "UNBOUNDED PRECEDING".to_owned(),
        None => "UNBOUNDED FOLLOWING".to_owned(),
        Some(0) => "CURRENT ROW".to_owned(),
        Some(rows) if rows < 0 => format!("{} PRECEDING", -rows),
        Some(rows) => format!("{rows} FOLLOWING"),
    }
}

fn case(interp: &mut Interpreter, bound: &Bound) -> Evaluated {
    let value = match bound.value("value") {
        Value::None => None,
        value => Some(comparator::element(interp, &value)?),
    };
    let mut pairs = Vec::new();
    for when in &bound.rest {
        match when {
            Value::Dict(dict) => {
                pairs.extend(dict.borrow().iter().map(|(key, value)| (key.clone(), value.clone())));
            }
            // 1.x: one list of pairs
            Value::List(_) => {
                for pair in interp.iterate(when)? {
                    let pair = interp.iterate(&pair)?;
                    if let [condition, result] = pair.as_slice() {
                        pairs.push((condition.clone(), result.clone()));
                    }
                }
            }
            when => {
                let pair = interp.iterate(when)?;
                let [condition, result] = pair.as_slice() else {
                    return Err(interp.raise(
                        "sqlalchemy.exc.ArgumentError",
                        "case() takes pairs of condition and result",
                    ));
                };
                pairs.push((condition.clone(), result.clone()));
            }
        }
    }
    let mut whens = Vec::new();
    let mut type_ = Value::None;
    for (condition, result) in &pairs {
        let condition = match (&value, comparator::as_element(interp, condition)?) {
            (_, Some(element)) => element,
            (Some(value), None) => comparator::bind(interp, condition, Some(&expression::type_of(value)))?,
            (None, None) => comparator::element(interp, condition)?,
        };
        let condition = expression::self_group(interp, &condition, None)?;
        let result = comparator::element(interp, result)?;
        type_ = expression::type_of(&result);
        whens.push((condition, result));
    }
    let otherwise = match bound.get("else_") {
        None | Some(Value::None) => None,
        Some(value) => {
            let value = value.clone();
            Some(comparator::element(interp, &value)?)
        }
    };
    wrap(interp, Expression::new(Kind::Case { value, whens, otherwise }, type_))
}

fn array(interp: &mut Interpreter, bound: &Bound) -> Evaluated {
    let clauses = bound.value("clauses");
    let items = interp.iterate(&clauses)?;
    let elements = elements(interp, &items)?;
    let given = bound.value("type_");
    let item = match (&given, elements.first()) {
        (Value::None, Some(first)) => expression::type_of(first),
        (Value::None, None) => Value::None,
        (given, _) => to_instance(interp, given)?,
    };
    let type_ = if item.is_none() {
        Value::None
    } else {
        let class = natives(interp)?.value("postgresql.ARRAY");
        let nested = type_object::affinity(interp, &item)? == super::types::Affinity::Array;
        let item = if nested { type_object::attribute(interp, &item, "item_type")? } else { item };
        interp.call(&class, Value::arguments(vec![item]))?
    };
    wrap(interp, Expression::new(Kind::Array(elements), type_))
}

/// The type without parts that `bindparam` and `literal` take.
fn literal(interp: &mut Interpreter, bound: &Bound) -> Evaluated {
    let value = bound.value("value");
    let type_ = match bound.value("type_") {
        Value::None => comparator::bind(interp, &value, None)?.type_.clone(),
        type_ => to_instance(interp, &type_)?,
    };
    let bind = Bind { key: None, value: Some(value), expanding: false };
    wrap(interp, Expression::new(Kind::Bind(bind), type_))
}

/// Adds the functions.
pub fn register(natives: &mut Natives) {
    type Make = fn(&mut Interpreter, &Bound) -> Evaluated;
    let simple: &[(&str, &str, Make)] = &[
        ("text", "text, bind=None", |interp, bound| {
            let text = bound.value("text");
            let text = argument::text(interp, &text, "text()")?;
            wrap(interp, text_clause(&text))
        }),
        ("literal", "value, type_=None, literal_execute=False", literal),
        (
            "bindparam",
            "key, value=None, type_=None, unique=False, required=None, quote=None, callable_=None, expanding=False, isoutparam=False, literal_execute=False",
            |interp, bound| {
                let made = bind_parameter(interp, bound)?;
                wrap(interp, made)
            },
        ),
        ("literal_column", "text, type_=None", |interp, bound| {
            let text = bound.value("text");
            let text = argument::text(interp, &text, "literal_column()")?;
            let type_ = given_type(interp, bound)?;
            let kind = Kind::Name { name: text.into(), from: None, literal: true };
            wrap(interp, Expression::new(kind, type_))
        }),
        ("column", "text, type_=None, is_literal=False, _selectable=None", |interp, bound| {
            let text = bound.value("text");
            let text = argument::text(interp, &text, "column()")?;
            let literal = bound.value("is_literal");
            let literal = argument::flag(interp, &literal, "is_literal")?;
            let type_ = given_type(interp, bound)?;
            wrap(interp, Expression::new(Kind::Name { name: text.into(), from: None, literal }, type_))
        }),
        ("null", "", |interp, _| wrap(interp, Expression::untyped(Kind::Null))),
        ("true", "", |interp, _| {
            let made = comparator::element(interp, &Value::Bool(true))?;
            wrap(interp, made)
        }),
        ("false", "", |interp, _| {
            let made = comparator::element(interp, &Value::Bool(false))?;
            wrap(interp, made)
        }),
        ("and_", "*clauses", |interp, bound| {
            let clauses = conditions(interp, &bound.rest)?;
            let made = expression::conjunction(interp, Operator::And, &clauses)?;
            wrap(interp, made)
        }),
        ("or_", "*clauses", |interp, bound| {
            let clauses = conditions(interp, &bound.rest)?;
            let made = expression::conjunction(interp, Operator::Or, &clauses)?;
            wrap(interp, made)
        }),
        ("not_", "clause", |interp, bound| {
            let element = comparator::element(interp, &bound.value("clause"))?;
            let made = expression::negate(interp, &element)?;
            wrap(interp, made)
        }),
        ("cast", "expression, type_", |interp, bound| {
            let type_ = bound.value("type_");
            let value = bound.value("expression");
            let element = comparator::element(interp, &value)?;
            let made = methods::cast(interp, &element, &type_)?;
            wrap(interp, made)
        }),
        ("type_coerce", "expression, type_", |interp, bound| {
            let type_ = to_instance(interp, &bound.value("type_"))?;
            let element = comparator::element(interp, &bound.value("expression"))?;
            let element = match &element.kind {
                Kind::Bind(bind) => Expression::new(Kind::Bind(bind.clone()), type_.clone()),
                _ => element,
            };
            wrap(interp, Expression::new(Kind::TypeCoerce(element), type_))
        }),
        ("case", "*whens, value=None, else_=None", case),
        ("tuple_", "*clauses, types=None", |interp, bound| {
            let made = elements(interp, &bound.rest)?;
            wrap(interp, Expression::untyped(Kind::Tuple(made)))
        }),
        ("extract", "field, expr", |interp, bound| {
            let field = bound.value("field");
            let field = argument::text(interp, &field, "extract()")?;
            let element = comparator::element(interp, &bound.value("expr"))?;
            let type_ = type_object::plain(interp, "Integer")?;
            wrap(interp, Expression::new(Kind::Extract { field: field.into(), element }, type_))
        }),
        ("between", "expr, lower_bound, upper_bound, symmetric=False", |interp, bound| {
            let element = comparator::element(interp, &bound.value("expr"))?;
            let made =
                methods::between(interp, &element, &bound.value("lower_bound"), &bound.value("upper_bound"))?;
            wrap(interp, made)
        }),
        ("collate", "expression, collation, collation_schema=None", |interp, bound| {
            let element = comparator::element(interp, &bound.value("expression"))?;
            let name = bound.value("collation");
            let name = argument::text(interp, &name, "a collation")?;
            let made = methods::collate(interp, &element, &name)?;
            wrap(interp, made)
        }),
        ("label", "name, element, type_=None", |interp, bound| {
            let element = comparator::element(interp, &bound.value("element"))?;
            let name = bound.value("name");
            let name = argument::text(interp, &name, "a label")?;
            wrap(interp, methods::label(&element, &name))
        }),
        (
            "over",
            "element, partition_by=None, order_by=None, range_=None, rows=None, groups=None, exclude=None",
            |interp, bound| over(interp, &bound.value("element"), bound),
        ),
        ("within_group", "element, *order_by", |interp, bound| {
            let element = comparator::element(interp, &bound.value("element"))?;
            let order_by = elements(interp, &bound.rest)?;
            let type_ = element.type_.clone();
            wrap(interp, Expression::new(Kind::WithinGroup { element, order_by }, type_))
        }),
        ("funcfilter", "func, *criterion", |interp, bound| {
            let function = comparator::element(interp, &bound.value("func"))?;
            let conditions = conditions(interp, &bound.rest)?;
            let condition = expression::conjunction(interp, Operator::And, &conditions)?;
            let type_ = function.type_.clone();
            wrap(interp, Expression::new(Kind::Filter { function, condition }, type_))
        }),
        ("quoted_name", "value, quote=None", |_, bound| Ok(bound.value("value"))),
        ("postgresql.array", "clauses, type_=None, **kw", array),
        ("aggregate_order_by", "target, *order_by", |interp, bound| {
            let element = comparator::element(interp, &bound.value("target"))?;
            let order_by = elements(interp, &bound.rest)?;
            let type_ = element.type_.clone();
            wrap(interp, Expression::new(Kind::OrderedArgument { element, order_by }, type_))
        }),
        ("compiles", "class_, *specs", super::compiles::compiles),
    ];
    for (name, signature, make) in simple {
        let make = *make;
        natives.add(name, Builtin::function(name, signature, move |interp, bound| make(interp, &bound)));
    }
    for (names, modifier) in [
        (&["desc"][..], Operator::Desc),
        (&["asc"], Operator::Asc),
        (&["nulls_first", "nullsfirst"], Operator::NullsFirst),
        (&["nulls_last", "nullslast"], Operator::NullsLast),
    ] {
        for name in names {
            let modifier = modifier.clone();
            let function = Builtin::function(name, "column", move |interp, bound| {
                let element = named(interp, &bound.value("column"))?;
                wrap(interp, methods::modified(&element, &modifier))
            });
            natives.add(name, function);
        }
    }
    for (name, operator) in [
        ("distinct", Operator::Distinct),
        ("any_", Operator::Any),
        ("all_", Operator::All),
        ("bitwise_not", Operator::BitwiseNot),
    ] {
        let function = Builtin::function(name, "expr", move |interp, bound| {
            let element = comparator::element(interp, &bound.value("expr"))?;
            let made = match operator {
                Operator::Any | Operator::All => methods::aggregate(interp, &element, operator.clone())?,
                _ => methods::unary(interp, &element, operator.clone())?,
            };
            wrap(interp, made)
        });
        natives.add(name, function);
    }
}

fn given_type(interp: &mut Interpreter, bound: &Bound) -> Evaluated {
    match bound.value("type_") {
        Value::None => Ok(Value::None),
        type_ => to_instance(interp, &type_),
    }
}
