//! The classes of expressions with the operators that they all have.

use super::argument;
use super::comparator::{self, apply_custom, arithmetic, compare, custom, wrap};
use super::compile;
use super::expression::{self, Element, Expression, Kind};
use super::native::Natives;
use super::operator::Operator;
use super::type_object::{self, to_instance};
use super::types::Affinity;
use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

const ELEMENTS: &str = "sqlalchemy.sql.elements";

/// Conditions by method name.
const COMPARISONS: &[(&str, Operator)] = &[
    ("__eq__", Operator::Eq),
    ("__ne__", Operator::Ne),
    ("__lt__", Operator::Lt),
    ("__le__", Operator::Le),
    ("__gt__", Operator::Gt),
    ("__ge__", Operator::Ge),
    ("is_", Operator::Is),
    ("is_not", Operator::IsNot),
    ("isnot", Operator::IsNot),
    ("is_distinct_from", Operator::IsDistinctFrom),
    ("is_not_distinct_from", Operator::IsNotDistinctFrom),
    ("isnot_distinct_from", Operator::IsNotDistinctFrom),
];

/// LIKE and its kin: `escape=`, `autoescape=`.
const MATCHES: &[(&str, Operator)] = &[
    ("like", Operator::Like),
    ("not_like", Operator::NotLike),
    ("notlike", Operator::NotLike),
    ("ilike", Operator::ILike),
    ("not_ilike", Operator::NotILike),
    ("notilike", Operator::NotILike),
    ("startswith", Operator::StartsWith),
    ("endswith", Operator::EndsWith),
    ("istartswith", Operator::IStartsWith),
    ("iendswith", Operator::IEndsWith),
    ("icontains", Operator::IContains),
    ("match", Operator::Match),
];

const ARITHMETIC: &[(&str, &str, Operator)] = &[
    ("__add__", "__radd__", Operator::Add),
    ("__sub__", "__rsub__", Operator::Sub),
    ("__mul__", "__rmul__", Operator::Mul),
    ("__truediv__", "__rtruediv__", Operator::TrueDiv),
    ("__floordiv__", "__rfloordiv__", Operator::FloorDiv),
    ("__mod__", "__rmod__", Operator::Mod),
    ("concat", "_rconcat", Operator::Concat),
    ("bitwise_xor", "", Operator::BitwiseXor),
    ("bitwise_or", "", Operator::BitwiseOr),
    ("bitwise_and", "", Operator::BitwiseAnd),
    ("bitwise_lshift", "", Operator::LeftShift),
    ("bitwise_rshift", "", Operator::RightShift),
];

const MODIFIERS: &[(&str, Operator)] = &[
    ("desc", Operator::Desc),
    ("asc", Operator::Asc),
    ("nulls_first", Operator::NullsFirst),
    ("nullsfirst", Operator::NullsFirst),
    ("nulls_last", Operator::NullsLast),
    ("nullslast", Operator::NullsLast),
];

/// Methods of JSONB, arrays, ranges and HSTORE with one operand.
const POSTGRESQL: &[&str] = &[
    "has_key",
    "has_all",
    "has_any",
    "delete_path",
    "path_exists",
    "path_match",
    "contained_by",
    "overlap",
    "overlaps",
    "strictly_left_of",
    "strictly_right_of",
    "not_extend_right_of",
    "not_extend_left_of",
    "adjacent_to",
];

fn receiver(interp: &mut Interpreter, bound: &Bound) -> Evaluated<Element> {
    comparator::element(interp, &bound.receiver())
}

fn with_modifier(element: Element, modifier: Option<String>) -> Element {
    let Some(modifier) = modifier else { return element };
    match &element.kind {
        Kind::Binary { left, right, operator, negate, .. } => Expression::new(
            Kind::Binary {
                left: left.clone(),
                right: right.clone(),
                operator: operator.clone(),
                negate: negate.clone(),
                modifier: Some(modifier.into()),
            },
            element.type_.clone(),
        ),
        _ => element,
    }
}

/// `autoescape=True`: the wildcards of the value are escaped.
fn escaped(interp: &mut Interpreter, bound: &Bound, other: Value) -> Evaluated<(Value, Option<String>)> {
    let escape = bound.value("escape");
    let escape = argument::optional_text(interp, &escape, "escape")?;
    let auto = bound.value("autoescape");
    if !argument::flag(interp, &auto, "autoescape")? {
        return Ok((other, escape));
    }
    let escape = escape.unwrap_or_else(|| "/".to_owned());
    let text = argument::text(interp, &other, "a pattern with autoescape")?;
    let text = text
        .replace(&escape, &format!("{escape}{escape}"))
        .replace('%', &format!("{escape}%"))
        .replace('_', &format!("{escape}_"));
    Ok((Value::str(text), Some(escape)))
}

/// `contains()`: LIKE of strings, `@>` of arrays, JSONB, ranges and HSTORE.
fn contains(interp: &mut Interpreter, bound: Bound) -> Evaluated {
    let left = receiver(interp, &bound)?;
    let other = bound.value("other");
    let affinity = expression::affinity_of(interp, &left)?;
    let made = match affinity {
        Affinity::Array | Affinity::Json | Affinity::Range | Affinity::Hstore => {
            let operator = Operator::of_postgresql("contains").unwrap_or(Operator::Contains);
            apply_custom(interp, &left, operator, &other, None, false)?
        }
        _ => {
            let (other, escape) = escaped(interp, &bound, other)?;
            let made = compare(interp, &left, Operator::Contains, &other)?;
            with_modifier(made, escape)
        }
    };
    wrap(interp, made)
}

fn column_element(mut builder: ClassBuilder) -> ClassBuilder {
    for (name, operator) in COMPARISONS {
        builder = builder.method(name, "self, other", move |interp, bound| {
            let left = receiver(interp, &bound)?;
            let made = compare(interp, &left, operator.clone(), &bound.value("other"))?;
            wrap(interp, made)
        });
    }
    for (name, operator) in MATCHES {
        builder =
            builder.method(name, "self, other, escape=None, autoescape=False, **kw", move |interp, bound| {
                let left = receiver(interp, &bound)?;
                let (other, escape) = escaped(interp, &bound, bound.value("other"))?;
                let made = compare(interp, &left, operator.clone(), &other)?;
                wrap(interp, with_modifier(made, escape))
            });
    }
    for (forward, backward, operator) in ARITHMETIC {
        for (name, reversed) in [(forward, false), (backward, true)] {
            if !name.is_empty() {
                builder = builder.method(name, "self, other", move |interp, bound| {
                    let element = receiver(interp, &bound)?;
                    let made =
                        arithmetic(interp, &element, operator.clone(), &bound.value("other"), reversed)?;
                    wrap(interp, made)
                });
            }
        }
    }
    for (name, modifier) in MODIFIERS {
        builder = builder.method(name, "self", move |interp, bound| {
            let element = receiver(interp, &bound)?;
            wrap(interp, modified(&element, modifier))
        });
    }
    for name in POSTGRESQL {
        builder = builder.method(name, "self, other, **kw", move |interp, bound| {
            let left = receiver(interp, &bound)?;
            let operator = Operator::of_postgresql(name).unwrap_or(Operator::Eq);
            let type_ = matches!(*name, "delete_path").then(|| expression::type_of(&left));
            let made = apply_custom(interp, &left, operator, &bound.value("other"), type_, false)?;
            wrap(interp, made)
        });
    }
    for (name, operator) in [("in_", Operator::In), ("not_in", Operator::NotIn), ("notin_", Operator::NotIn)]
    {
        builder = builder.method(name, "self, other", move |interp, bound| {
            let left = receiver(interp, &bound)?;
            let made = comparator::in_list(interp, &left, operator.clone(), &bound.value("other"))?;
            wrap(interp, made)
        });
    }
    for (name, is_and, reversed) in [
        ("__and__", true, false),
        ("__rand__", true, true),
        ("__or__", false, false),
        ("__ror__", false, true),
    ] {
        builder = builder.method(name, "self, other", move |interp, bound| {
            let own = receiver(interp, &bound)?;
            let other = comparator::element(interp, &bound.value("other"))?;
            let pair = if reversed { [other, own] } else { [own, other] };
            let operator = if is_and { Operator::And } else { Operator::Or };
            let made = expression::conjunction(interp, operator, &pair)?;
            wrap(interp, made)
        });
    }
    builder
        .method("contains", "self, other, escape=None, autoescape=False, **kw", contains)
        .method("__invert__", "self", |interp, bound| {
            let element = receiver(interp, &bound)?;
            let made = expression::negate(interp, &element)?;
            wrap(interp, made)
        })
        .method("__neg__", "self", |interp, bound| {
            let element = receiver(interp, &bound)?;
            let grouped = expression::self_group(interp, &element, Some(&Operator::Neg))?;
            let kind = Kind::Unary { operator: Operator::Neg, element: grouped };
            wrap(interp, Expression::new(kind, expression::type_of(&element)))
        })
        .method("bitwise_not", "self", |interp, bound| {
            let element = receiver(interp, &bound)?;
            let grouped = expression::self_group(interp, &element, Some(&Operator::BitwiseNot))?;
            let kind = Kind::Unary { operator: Operator::BitwiseNot, element: grouped };
            wrap(interp, Expression::new(kind, expression::type_of(&element)))
        })
        .method("__bool__", "self", |interp, bound| {
            // `in` and `==` on columns ask for identity
            let element = receiver(interp, &bound)?;
            match &element.kind {
                Kind::Binary { left, right, operator: operator @ (Operator::Eq | Operator::Ne), .. } => {
                    let same = match (&left.kind, &right.kind) {
                        (Kind::Column(a), Kind::Column(b)) => std::rc::Rc::ptr_eq(a, b),
                        _ => std::rc::Rc::ptr_eq(left, right),
                    };
                    Ok(Value::Bool(same == (*operator == Operator::Eq)))
                }
                _ => Err(interp.raise("TypeError", "Boolean value of this clause is not defined")),
            }
        })
        .method("__getitem__", "self, index", |interp, bound| {
            let element = receiver(interp, &bound)?;
            let made = comparator::item(interp, &element, &bound.value("index"))?;
            wrap(interp, made)
        })
        .method("__iter__", "self", |interp, _| {
            Err(interp.raise("TypeError", "'ColumnElement' object is not iterable"))
        })
        .method("between", "self, cleft, cright, symmetric=False", |interp, bound| {
            let left = receiver(interp, &bound)?;
            let made = between(interp, &left, &bound.value("cleft"), &bound.value("cright"))?;
            wrap(interp, made)
        })
        .method(
            "op",
            "self, opstring, precedence=0, is_comparison=False, return_type=None, python_impl=None, **kw",
            |interp, bound| operator_function(interp, &bound, false),
        )
        .method("bool_op", "self, opstring, precedence=0, python_impl=None", |interp, bound| {
            operator_function(interp, &bound, true)
        })
        .method("cast", "self, type_", |interp, bound| {
            let element = receiver(interp, &bound)?;
            let made = cast(interp, &element, &bound.value("type_"))?;
            wrap(interp, made)
        })
        .method("label", "self, name=None", |interp, bound| {
            let element = receiver(interp, &bound)?;
            let name = bound.value("name");
            let name =
                argument::optional_text(interp, &name, "a label")?.unwrap_or_else(|| "anon_1".to_owned());
            wrap(interp, label(&element, &name))
        })
        .method("distinct", "self", |interp, bound| {
            let element = receiver(interp, &bound)?;
            let made = unary(interp, &element, Operator::Distinct)?;
            wrap(interp, made)
        })
        .method("collate", "self, collation, collation_schema=None", |interp, bound| {
            let element = receiver(interp, &bound)?;
            let name = bound.value("collation");
            let name = argument::text(interp, &name, "a collation")?;
            let made = collate(interp, &element, &name)?;
            wrap(interp, made)
        })
        .method("regexp_match", "self, pattern, flags=None", |interp, bound| {
            let left = receiver(interp, &bound)?;
            let made = compare(interp, &left, Operator::RegexpMatch, &bound.value("pattern"))?;
            let flags = bound.value("flags");
            let flags = argument::optional_text(interp, &flags, "flags")?;
            wrap(interp, with_modifier(made, flags))
        })
        .method("regexp_replace", "self, pattern, replacement, flags=None", |interp, bound| {
            let left = receiver(interp, &bound)?;
            let type_ = expression::type_of(&left);
            let pattern = comparator::bind(interp, &bound.value("pattern"), None)?;
            let replacement = comparator::bind(interp, &bound.value("replacement"), None)?;
            let list =
                Kind::List { operator: Operator::Comma, clauses: vec![pattern, replacement], group: false };
            let right = Expression::untyped(list);
            let made = expression::binary(interp, &left, &right, Operator::RegexpReplace, None, type_)?;
            let flags = bound.value("flags");
            let flags = argument::optional_text(interp, &flags, "flags")?;
            wrap(interp, with_modifier(made, flags))
        })
        .method("any_", "self", |interp, bound| {
            let element = receiver(interp, &bound)?;
            let made = aggregate(interp, &element, Operator::Any)?;
            wrap(interp, made)
        })
        .method("all_", "self", |interp, bound| {
            let element = receiver(interp, &bound)?;
            let made = aggregate(interp, &element, Operator::All)?;
            wrap(interp, made)
        })
        .method("any", "self, other, operator=None", |interp, bound| {
            let element = receiver(interp, &bound)?;
            let any = aggregate(interp, &element, Operator::Any)?;
            let other = comparator::element(interp, &bound.value("other"))?;
            let boolean = type_object::plain(interp, "Boolean")?;
            let made = expression::operate(interp, &other, &any, Operator::Eq, None, boolean)?;
            wrap(interp, made)
        })
        .method("as_string", "self", |interp, bound| as_type(interp, &bound, "Unicode"))
        .method("as_integer", "self", |interp, bound| as_type(interp, &bound, "Integer"))
        .method("as_float", "self", |interp, bound| as_type(interp, &bound, "Float"))
        .method("as_boolean", "self", |interp, bound| as_type(interp, &bound, "Boolean"))
        .method("as_json", "self", |_, bound| Ok(bound.receiver()))
        .method("self_group", "self, against=None", |interp, bound| {
            let element = receiver(interp, &bound)?;
            let made = expression::self_group(interp, &element, None)?;
            wrap(interp, made)
        })
        .method("compile", "self, *args, **kw", |interp, bound| {
            Ok(Value::str(compile::shown(interp, &bound.receiver())?))
        })
        .method("__str__", "self", |interp, bound| Ok(Value::str(compile::shown(interp, &bound.receiver())?)))
        .method("__repr__", "self", |interp, bound| {
            let class = interp.class_of(&bound.receiver()).path();
            Ok(Value::str(format!("<{class} object>")))
        })
        .method("__getattr__", "self, name", |interp, bound| {
            let name = bound.value("name");
            comparator::attribute(interp, &bound.receiver(), name.as_str().unwrap_or_default())
        })
}

/// `.as_string()` and the like: `->>` with a cast where it isn't text already.
fn as_type(interp: &mut Interpreter, bound: &Bound, name: &str) -> Evaluated {
    let element = receiver(interp, bound)?;
    let Kind::Binary { left, right, operator, .. } = &element.kind else {
        return Err(
            interp.raise("sqlalchemy.exc.InvalidRequestError", "The JSON cast operator needs an item")
        );
    };
    // the compiler casts what isn't JSON any more
    let type_ = type_object::plain(interp, name)?;
    let made = expression::binary(interp, left, right, operator.clone(), None, type_)?;
    wrap(interp, made)
}

/// `element DESC` and the like.
pub fn modified(element: &Element, modifier: &Operator) -> Element {
    let kind = Kind::Modified { modifier: modifier.clone(), element: element.clone() };
    Expression::new(kind, expression::type_of(element))
}

/// `CAST(element AS type)`.
///
/// # Errors
/// ArgumentError for what is no type.
pub fn cast(interp: &mut Interpreter, element: &Element, type_: &Value) -> Evaluated<Element> {
    let type_ = to_instance(interp, type_)?;
    let element = match &element.kind {
        // the value takes the type of the cast
        Kind::Bind(bind) => Expression::new(Kind::Bind(bind.clone()), type_.clone()),
        _ => element.clone(),
    };
    Ok(Expression::new(Kind::Cast { element, type_: type_.clone() }, type_))
}

pub fn label(element: &Element, name: &str) -> Element {
    let kind = Kind::Label { name: name.into(), element: element.clone() };
    Expression::new(kind, expression::type_of(element))
}

/// `DISTINCT element` and others that stand before.
///
/// # Errors
/// As the grouping.
pub fn unary(interp: &mut Interpreter, element: &Element, operator: Operator) -> Evaluated<Element> {
    let grouped = expression::self_group(interp, element, Some(&operator))?;
    Ok(Expression::new(Kind::Unary { operator, element: grouped }, expression::type_of(element)))
}

/// `ANY (element)`, of the type of the items.
///
/// # Errors
/// As the grouping.
pub fn aggregate(interp: &mut Interpreter, element: &Element, operator: Operator) -> Evaluated<Element> {
    let type_ = expression::type_of(element);
    let item = type_object::attribute(interp, &type_, "item_type")?;
    let grouped = expression::self_group(interp, element, Some(&operator))?;
    Ok(Expression::new(Kind::Unary { operator, element: grouped }, item))
}

/// `element COLLATE "name"`.
///
/// # Errors
/// As the grouping.
pub fn collate(interp: &mut Interpreter, element: &Element, name: &str) -> Evaluated<Element> {
    let type_ = expression::type_of(element);
    let right = Expression::untyped(Kind::Collation(name.into()));
    expression::binary(interp, element, &right, Operator::Collate, None, type_)
}

/// `element BETWEEN low AND high`.
///
/// # Errors
/// As the parts.
pub fn between(interp: &mut Interpreter, element: &Element, low: &Value, high: &Value) -> Evaluated<Element> {
    let type_ = expression::type_of(element);
    let mut side = |value: &Value| -> Evaluated<Element> {
        let made = match comparator::as_element(interp, value)? {
            Some(made) => made,
            None => comparator::bind(interp, value, Some(&type_))?,
        };
        expression::self_group(interp, &made, Some(&Operator::And))
    };
    let clauses = vec![side(low)?, side(high)?];
    let right = Expression::untyped(Kind::List { operator: Operator::And, clauses, group: false });
    let boolean = type_object::plain(interp, "Boolean")?;
    expression::binary(interp, element, &right, Operator::Between, Some(Operator::NotBetween), boolean)
}

/// `.op("&&")`: a function of the other operand.
fn operator_function(interp: &mut Interpreter, bound: &Bound, is_boolean: bool) -> Evaluated {
    let text = bound.value("opstring");
    let text = argument::text(interp, &text, "an operator")?;
    let precedence = bound.value("precedence").as_int().unwrap_or(0);
    let comparison = bound.value("is_comparison");
    let is_comparison = is_boolean || argument::flag(interp, &comparison, "is_comparison")?;
    let operator = custom(&text, i32::try_from(precedence).unwrap_or(0), is_comparison);
    let type_ = match bound.value("return_type") {
        Value::None => None,
        type_ => Some(to_instance(interp, &type_)?),
    };
    let left = receiver(interp, bound)?;
    Ok(crate::python::value::Builtin::function("op", "other", move |interp, bound| {
        let made =
            apply_custom(interp, &left, operator.clone(), &bound.value("other"), type_.clone(), false)?;
        wrap(interp, made)
    }))
}

/// The classes of expressions, by name and base.
const CLASSES: &[(&str, &str)] = &[
    ("ColumnClause", "ColumnElement"),
    ("BindParameter", "ColumnElement"),
    ("TextClause", "ClauseElement"),
    ("Null", "ColumnElement"),
    ("True_", "ColumnElement"),
    ("False_", "ColumnElement"),
    ("OperatorExpression", "ColumnElement"),
    ("BinaryExpression", "OperatorExpression"),
    ("ExpressionClauseList", "OperatorExpression"),
    ("BooleanClauseList", "ExpressionClauseList"),
    ("UnaryExpression", "ColumnElement"),
    ("Exists", "UnaryExpression"),
    ("Grouping", "ColumnElement"),
    ("Cast", "ColumnElement"),
    ("TypeCoerce", "ColumnElement"),
    ("Extract", "ColumnElement"),
    ("Case", "ColumnElement"),
    ("FunctionFilter", "ColumnElement"),
    ("Over", "ColumnElement"),
    ("WithinGroup", "ColumnElement"),
    ("ClauseList", "ClauseElement"),
    ("Tuple", "ColumnElement"),
    ("Label", "ColumnElement"),
    ("ScalarSelect", "ColumnElement"),
    ("array", "ColumnElement"),
];

/// Adds the classes of expressions, and `SchemaItem`, `FromClause`, `TableClause`.
pub fn register(natives: &mut Natives) {
    let visitable = ClassBuilder::new("sqlalchemy.sql.visitors", "Visitable").build();
    natives.add("Visitable", Value::Class(visitable.clone()));
    let clause = ClassBuilder::new(ELEMENTS, "ClauseElement")
        .base(&visitable)
        .method("compile", "self, *args, **kw", |interp, bound| {
            Ok(Value::str(compile::shown(interp, &bound.receiver())?))
        })
        .method("__str__", "self", |interp, bound| Ok(Value::str(compile::shown(interp, &bound.receiver())?)))
        .build();
    natives.add("ClauseElement", Value::Class(clause.clone()));
    let operators = ClassBuilder::new("sqlalchemy.sql.operators", "ColumnOperators").build();
    natives.add("ColumnOperators", Value::Class(operators.clone()));
    let element =
        column_element(ClassBuilder::new(ELEMENTS, "ColumnElement").base(&operators).base(&clause)).build();
    natives.add("ColumnElement", Value::Class(element));
    for (name, base) in CLASSES {
        let base = natives.class(base);
        let mut builder = ClassBuilder::new(ELEMENTS, name).base(&base);
        if *name == "TextClause" {
            builder = super::construct::text_methods(builder);
        }
        if matches!(*name, "Exists" | "ScalarSelect") {
            builder = super::statement::subquery_methods(builder);
        }
        let class = builder.build();
        natives.add(name, Value::Class(class));
    }
    let item = ClassBuilder::new("sqlalchemy.sql.schema", "SchemaItem").base(&visitable).build();
    natives.add("SchemaItem", Value::Class(item));
}
