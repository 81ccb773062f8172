//! Python values as SQL expressions, and the operators between them.

use std::rc::Rc;

use super::argument;
use super::column;
use super::expression::{self, Bind, Element, Expression, Kind};
use super::mapped_column::MappedColumnObject;
use super::native::natives;
use super::operator::{CustomOperator, Operator};
use super::select::Select;
use super::type_object::{self, attribute as type_attribute};
use super::types::Affinity;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::{Instance, Value};

/// The Column behind `mapped_column()` and objects with `__clause_element__`; everything else as it is.
///
/// # Errors
/// What `__clause_element__` raises.
pub fn as_column(interp: &mut Interpreter, value: &Value) -> Evaluated {
    if let Some(mapped) = value.payload::<MappedColumnObject>() {
        return Ok(mapped.column());
    }
    if let Value::Instance(instance) = value
        && instance.class.lookup("__clause_element__").is_some()
        && !expression::is_expression(value)
    {
        return interp.call_method(value, "__clause_element__", Vec::new());
    }
    Ok(value.clone())
}

/// The expression behind a value that is one.
///
/// # Errors
/// What `__clause_element__` raises.
pub fn as_element(interp: &mut Interpreter, value: &Value) -> Evaluated<Option<Element>> {
    let value = as_column(interp, value)?;
    if let Some(column) = column::of(&value) {
        return Ok(Some(Expression::untyped(Kind::Column(column))));
    }
    if let Some(expression) = value.payload::<Expression>() {
        return Ok(Some(expression));
    }
    if let Some(select) = value.payload::<Select>() {
        let type_ = select.scalar_type();
        return Ok(Some(Expression::new(Kind::ScalarSelect(select), type_)));
    }
    if super::compiles::is_custom_element(&value) {
        let type_ = match interp.find_attribute(&value, "type")? {
            Some(type_) if type_object::is_type(&type_) => type_object::to_instance(interp, &type_)?,
            _ => Value::None,
        };
        return Ok(Some(Expression::new(Kind::Custom(value), type_)));
    }
    if let Value::Unknown(_) = value {
        return Ok(Some(Expression::untyped(Kind::Unknown(value))));
    }
    Ok(None)
}

/// Any value as an expression: None, True and False are SQL's, the rest is bound.
///
/// # Errors
/// As [`as_element`].
pub fn element(interp: &mut Interpreter, value: &Value) -> Evaluated<Element> {
    if let Some(element) = as_element(interp, value)? {
        return Ok(element);
    }
    Ok(match value {
        Value::None => Expression::untyped(Kind::Null),
        Value::Bool(true) => Expression::new(Kind::True, type_object::plain(interp, "Boolean")?),
        Value::Bool(false) => Expression::new(Kind::False, type_object::plain(interp, "Boolean")?),
        other => bind(interp, other, None)?,
    })
}

/// A bound value whose type comes from what it is compared with, else from itself.
///
/// # Errors
/// None of its own.
pub fn bind(interp: &mut Interpreter, value: &Value, compared_with: Option<&Value>) -> Evaluated<Element> {
    let own = type_of_value(interp, value)?;
    let type_ = match compared_with.filter(|type_| !type_.is_none()) {
        None => own,
        Some(_) if value.is_none() => compared_with.cloned().unwrap_or(Value::None),
        Some(type_) => coerce(interp, type_, own)?,
    };
    Ok(Expression::new(Kind::Bind(Bind { key: None, value: Some(value.clone()), expanding: false }), type_))
}

/// `coerce_compared_value`: the other side's type where it is of the same kind, or where the value
/// itself has none.
fn coerce(interp: &mut Interpreter, type_: &Value, own: Value) -> Evaluated {
    if own.is_none() {
        return Ok(type_.clone());
    }
    let is_decorator = type_
        .as_instance()
        .and_then(|instance| type_object::row(&instance.class))
        .is_some_and(|row| row.sql == super::types::TypeSql::Decorator);
    if is_decorator || type_object::affinity(interp, type_)? == type_object::affinity(interp, &own)? {
        return Ok(type_.clone());
    }
    Ok(own)
}

/// The type that SQLAlchemy gives to a Python value.
fn type_of_value(interp: &mut Interpreter, value: &Value) -> Evaluated {
    let name = match value {
        Value::Str(_) => "String",
        Value::Bool(_) => "Boolean",
        Value::Int(_) | Value::BigInt(_) => "Integer",
        Value::Float(_) => "Float",
        Value::Bytes(_) => "LargeBinary",
        Value::Instance(_) => {
            let class = interp.class_of(value).path();
            match class.as_str() {
                "datetime.datetime" => "DateTime",
                "datetime.date" => "Date",
                "datetime.time" => "Time",
                "datetime.timedelta" => "Interval",
                "decimal.Decimal" => "Numeric",
                "uuid.UUID" => "Uuid",
                _ => return Ok(Value::None),
            }
        }
        _ => return Ok(Value::None),
    };
    type_object::plain(interp, name)
}

/// The Python object of an expression, of the class that SQLAlchemy has for its kind.
///
/// # Errors
/// None of its own.
pub fn wrap(interp: &mut Interpreter, element: Element) -> Evaluated {
    let class = match &element.kind {
        Kind::Column(column) => {
            let value = column.value();
            if !value.is_none() {
                return Ok(value);
            }
            "ColumnClause"
        }
        Kind::Name { .. } => "ColumnClause",
        Kind::Bind(_) => "BindParameter",
        Kind::Text { .. } => "TextClause",
        Kind::Null => "Null",
        Kind::True => "True_",
        Kind::False => "False_",
        Kind::Binary { .. } => "BinaryExpression",
        Kind::List { .. } => "BooleanClauseList",
        Kind::Unary { operator: Operator::Exists, .. } => "Exists",
        Kind::Unary { .. } | Kind::Modified { .. } | Kind::AsBoolean { .. } => "UnaryExpression",
        Kind::Grouping(_) => "Grouping",
        Kind::Cast { .. } => "Cast",
        Kind::TypeCoerce(_) => "TypeCoerce",
        Kind::Collation(_) => "ColumnElement",
        Kind::Extract { .. } => "Extract",
        Kind::Case { .. } => "Case",
        Kind::Function { .. } | Kind::NextValue(_) => "Function",
        Kind::Filter { .. } => "FunctionFilter",
        Kind::Over { .. } => "Over",
        Kind::WithinGroup { .. } => "WithinGroup",
        Kind::OrderedArgument { .. } | Kind::Slice { .. } => "ColumnElement",
        Kind::Tuple(_) => "Tuple",
        Kind::Array(_) => "array",
        Kind::Label { .. } => "Label",
        Kind::ScalarSelect(_) => "ScalarSelect",
        Kind::Custom(value) | Kind::Unknown(value) => return Ok(value.clone()),
    };
    let class = natives(interp)?.class(class);
    let instance = Instance::new(class);
    instance.set_payload(element);
    Ok(Value::Instance(instance))
}

/// `column IN ('a', 'b')`, as a value.
///
/// # Errors
/// None of its own.
pub fn in_strings(interp: &mut Interpreter, column: &Value, labels: &[String]) -> Evaluated {
    let left = element(interp, column)?;
    let list = Value::list(labels.iter().map(Value::str).collect());
    let made = in_list(interp, &left, Operator::In, &list)?;
    wrap(interp, made)
}

/// `==`, `<`, `LIKE` and all others that give a condition.
///
/// # Errors
/// ArgumentError for comparisons with None that SQL doesn't have.
pub fn compare(
    interp: &mut Interpreter,
    left: &Element,
    operator: Operator,
    other: &Value,
) -> Evaluated<Element> {
    let boolean = type_object::plain(interp, "Boolean")?;
    let known = as_element(interp, other)?;
    let constant = match (&known, other) {
        (None, Value::None | Value::Bool(_)) => true,
        (Some(element), _) => matches!(element.kind, Kind::Null | Kind::True | Kind::False),
        _ => false,
    };
    if constant {
        let right = element(interp, other)?;
        let is_null = matches!(right.kind, Kind::Null);
        let operator = match operator {
            Operator::Eq | Operator::Ne if !is_null => operator,
            Operator::IsDistinctFrom | Operator::IsNotDistinctFrom => operator,
            Operator::Eq | Operator::Is => Operator::Is,
            Operator::Ne | Operator::IsNot => Operator::IsNot,
            _ => {
                return Err(interp.raise(
                    "sqlalchemy.exc.ArgumentError",
                    "Only '=', '!=', 'is_()', 'is_not()', 'is_distinct_from()', 'is_not_distinct_from()' operators \
                     can be used with None/True/False",
                ));
            }
        };
        let negated = operator.negated();
        return expression::operate(interp, left, &right, operator, negated, boolean);
    }
    let right = match known {
        Some(element) => element,
        None => bind(interp, other, Some(&expression::type_of(left)))?,
    };
    let is_aggregate = |element: &Element| {
        matches!(&element.kind, Kind::Unary { operator: Operator::Any | Operator::All, .. })
    };
    let negated = if is_aggregate(left) || is_aggregate(&right) { None } else { operator.negated() };
    expression::operate(interp, left, &right, operator, negated, boolean)
}

/// `in_()` and `not_in()`: lists of values, of expressions, and subqueries.
///
/// # Errors
/// What iterating the list raises.
pub fn in_list(
    interp: &mut Interpreter,
    left: &Element,
    operator: Operator,
    other: &Value,
) -> Evaluated<Element> {
    let boolean = type_object::plain(interp, "Boolean")?;
    let negated = operator.negated();
    if let Some(known) = as_element(interp, other)? {
        return expression::operate(interp, left, &known, operator, negated, boolean);
    }
    let items = interp.iterate(other)?;
    let mut elements = Vec::new();
    let mut has_expressions = false;
    for item in &items {
        let known = as_element(interp, item)?;
        has_expressions |= known.is_some();
        elements.push(match (known, item) {
            (Some(element), _) => element,
            (None, Value::None) => Expression::untyped(Kind::Null),
            (None, item) => bind(interp, item, Some(&expression::type_of(left)))?,
        });
    }
    let right = if has_expressions {
        let list = Kind::List { operator: Operator::Comma, clauses: elements, group: true };
        Expression::grouped(&Expression::untyped(list))
    } else {
        let type_ = match (&left.kind, elements.first()) {
            (Kind::Tuple(_), _) => Value::None,
            (_, Some(first)) => first.type_.clone(),
            (_, None) => expression::type_of(left),
        };
        let value = Value::list(items);
        Expression::new(Kind::Bind(Bind { key: None, value: Some(value), expanding: true }), type_)
    };
    expression::operate(interp, left, &right, operator, negated, boolean)
}

/// `+`, `||`, `/` … : operands that keep or change their type.
///
/// # Errors
/// As the parts.
pub fn arithmetic(
    interp: &mut Interpreter,
    expr: &Element,
    operator: Operator,
    other: &Value,
    reversed: bool,
) -> Evaluated<Element> {
    let coerced = match as_element(interp, other)? {
        Some(element) => element,
        None if other.is_none() => Expression::untyped(Kind::Null),
        None => bind(interp, other, Some(&expression::type_of(expr)))?,
    };
    let (left, right) = if reversed { (&coerced, expr) } else { (expr, &coerced) };
    let (operator, type_) = adapt(interp, left, right, operator)?;
    expression::operate(interp, left, right, operator, None, type_)
}

/// `_adapt_expression`: `+` of strings is `||`; the type of the result.
fn adapt(
    interp: &mut Interpreter,
    left: &Element,
    right: &Element,
    operator: Operator,
) -> Evaluated<(Operator, Value)> {
    use Affinity as A;
    let (left_type, right_type) = (expression::type_of(left), expression::type_of(right));
    let a = expression::affinity_of(interp, left)?;
    let b = expression::affinity_of(interp, right)?;
    let concatenates = |affinity: A| matches!(affinity, A::String | A::Array | A::Hstore);
    if operator == Operator::Add {
        if concatenates(a) && (concatenates(b) || b == A::Null) || a == A::Null && concatenates(b) {
            let type_ = if a == A::Null { right_type } else { left_type };
            return Ok((Operator::Concat, type_));
        }
        if a == A::Null && b != A::Null {
            return Ok((operator, right_type));
        }
    }
    let name = match (&operator, a, b) {
        (Operator::Add, A::Integer, A::Numeric) | (Operator::Mul | Operator::Sub, A::Integer, A::Numeric) => {
            "Numeric"
        }
        (Operator::Add | Operator::Mul | Operator::Sub, A::Integer, A::Float) => "Float",
        (Operator::TrueDiv, A::Integer, A::Integer | A::Numeric) => "Numeric",
        (Operator::TrueDiv, A::Integer, A::Float) => "Float",
        (Operator::Add, A::Integer, A::Date) => "Date",
        (Operator::Sub, A::DateTime, A::DateTime) => "Interval",
        (Operator::Add | Operator::Sub, A::Date, A::Interval) => "DateTime",
        (Operator::Add, A::Date, A::Time) => "DateTime",
        (Operator::Sub, A::Date, A::Date) => "Integer",
        (Operator::Sub, A::Date, A::DateTime) => "Interval",
        (Operator::Add, A::Interval, A::DateTime | A::Date) => "DateTime",
        (Operator::Add, A::Interval, A::Time) => "Time",
        (Operator::Sub, A::Time, A::Time) => "Interval",
        _ => return Ok((operator, left_type)),
    };
    let type_ = type_object::plain(interp, name)?;
    Ok((operator, type_))
}

/// `.op("&&")`: an operator of the user's.
pub fn custom(text: &str, precedence: i32, is_comparison: bool) -> Operator {
    Operator::Custom(Rc::new(CustomOperator {
        text: text.into(),
        precedence,
        is_comparison,
        natural_self_precedent: false,
        eager_grouping: false,
    }))
}

/// An operator of the user's or of PostgreSQL's types, applied.
///
/// # Errors
/// As the parts.
pub fn apply_custom(
    interp: &mut Interpreter,
    left: &Element,
    operator: Operator,
    other: &Value,
    type_: Option<Value>,
    reversed: bool,
) -> Evaluated<Element> {
    let is_comparison = matches!(&operator, Operator::Custom(custom) if custom.is_comparison);
    let right = match as_element(interp, other)? {
        Some(element) => element,
        None if other.is_none() => Expression::untyped(Kind::Null),
        None => bind(interp, other, Some(&expression::type_of(left)))?,
    };
    let type_ = match type_ {
        Some(type_) => type_,
        None if is_comparison => type_object::plain(interp, "Boolean")?,
        None => expression::type_of(left),
    };
    if reversed {
        expression::operate(interp, &right, left, operator, None, type_)
    } else {
        expression::operate(interp, left, &right, operator, None, type_)
    }
}

/// `column[…]` of JSON, arrays and HSTORE.
///
/// # Errors
/// NotImplementedError for types without items.
pub fn item(interp: &mut Interpreter, left: &Element, index: &Value) -> Evaluated<Element> {
    let type_ = expression::type_of(left);
    let bound = |value: Value, type_: Value| {
        Expression::new(Kind::Bind(Bind { key: None, value: Some(value), expanding: false }), type_)
    };
    match expression::affinity_of(interp, left)? {
        Affinity::Json => {
            let (operator, right) = match index {
                Value::Tuple(_) | Value::List(_) => {
                    let parts = interp.iterate(index)?;
                    let mut path = Vec::new();
                    for part in parts {
                        path.push(interp.str(&part)?);
                    }
                    let text = Value::str(format!("{{{}}}", path.join(", ")));
                    (Operator::JsonPathGetItem, bound(text, type_object::plain(interp, "String")?))
                }
                other => match as_element(interp, other)? {
                    Some(element) => (Operator::JsonGetItem, element),
                    None => (Operator::JsonGetItem, bind(interp, other, None)?),
                },
            };
            expression::binary(interp, left, &right, operator, None, type_)
        }
        Affinity::Array => {
            if let Value::Slice(parts) = index {
                let start = element(interp, &parts[0])?;
                let stop = element(interp, &parts[1])?;
                let right = Expression::untyped(Kind::Slice { start, stop });
                return expression::binary(interp, left, &right, Operator::GetItem, None, type_);
            }
            let zero = type_attribute(interp, &type_, "zero_indexes")?;
            let index = match index {
                Value::Int(index) if argument::flag(interp, &zero, "zero_indexes")? => Value::Int(index + 1),
                other => other.clone(),
            };
            let right = element(interp, &index)?;
            let item = type_attribute(interp, &type_, "item_type")?;
            expression::binary(interp, left, &right, Operator::GetItem, None, item)
        }
        Affinity::Hstore => {
            let right = element(interp, index)?;
            let text = type_attribute(interp, &type_, "text_type")?;
            expression::binary(interp, left, &right, Operator::HstoreGetItem, None, text)
        }
        _ => {
            Err(interp.raise("NotImplementedError", "Operator 'getitem' is not supported on this expression"))
        }
    }
}

/// `.astext`: the item as text.
///
/// # Errors
/// AttributeError for anything but items of JSON.
pub fn as_text(interp: &mut Interpreter, element: &Element) -> Evaluated<Element> {
    let Kind::Binary { left, right, operator, .. } = &element.kind else {
        return Err(interp.raise("AttributeError", "astext"));
    };
    let method = match operator {
        Operator::JsonPathGetItem => "path_astext",
        _ => "astext",
    };
    let Some(operator) = Operator::of_postgresql(method) else {
        return Err(interp.raise("AttributeError", "astext"));
    };
    let type_ = match type_attribute(interp, &expression::type_of(left), "astext_type")? {
        Value::None => type_object::plain(interp, "Text")?,
        type_ => type_,
    };
    expression::binary(interp, left, right, operator, None, type_)
}

/// Attributes of expressions that aren't methods.
///
/// # Errors
/// AttributeError.
pub fn attribute(interp: &mut Interpreter, receiver: &Value, name: &str) -> Evaluated {
    let known = as_element(interp, receiver)?;
    if let Some(element) = known {
        match name {
            "type" => {
                let type_ = expression::type_of(&element);
                return if type_.is_none() { type_object::null_type(interp) } else { Ok(type_) };
            }
            "name" | "key" => match &element.kind {
                Kind::Name { name, .. } | Kind::Label { name, .. } | Kind::Function { name, .. } => {
                    return Ok(Value::Str(name.clone()));
                }
                Kind::Bind(Bind { key: Some(key), .. }) => return Ok(Value::Str(key.clone())),
                _ => return Ok(Value::None),
            },
            "text" => {
                if let Kind::Text { text, .. } = &element.kind {
                    return Ok(Value::Str(text.clone()));
                }
            }
            "value" => {
                if let Kind::Bind(Bind { value, .. }) = &element.kind {
                    return Ok(value.clone().unwrap_or(Value::None));
                }
            }
            "left" | "right" => {
                if let Kind::Binary { left, right, .. } = &element.kind {
                    let side = if name == "left" { left } else { right };
                    return wrap(interp, side.clone());
                }
            }
            "element" | "clause" => match &element.kind {
                Kind::Unary { element, .. }
                | Kind::Modified { element, .. }
                | Kind::Grouping(element)
                | Kind::Label { element, .. }
                | Kind::Cast { element, .. } => return wrap(interp, element.clone()),
                _ => {}
            },
            "astext" => {
                let made = as_text(interp, &element)?;
                return wrap(interp, made);
            }
            "comparator" | "expression" => return Ok(receiver.clone()),
            "is_literal" => {
                return Ok(Value::Bool(matches!(&element.kind, Kind::Name { literal: true, .. })));
            }
            _ => {}
        }
        // methods of the type's comparator in user code
        if let Some(found) = comparator_method(interp, receiver, &element, name)? {
            return Ok(found);
        }
    }
    let class = interp.class_of(receiver).name.clone();
    Err(interp.raise("AttributeError", format!("'{class}' object has no attribute '{name}'")))
}

/// A method that a user's type adds through `comparator_factory` can't be read as SQL.
fn comparator_method(
    interp: &mut Interpreter,
    receiver: &Value,
    element: &Element,
    name: &str,
) -> Evaluated<Option<Value>> {
    let type_ = expression::type_of(element);
    let Some(factory) = interp.find_attribute(&type_, "comparator_factory")? else { return Ok(None) };
    let Value::Class(class) = &factory else { return Ok(None) };
    if class.lookup(name).is_none() {
        return Ok(None);
    }
    let comparator = Instance::new(class.clone());
    comparator.set_attribute("expr", receiver.clone());
    comparator.set_attribute("type", type_);
    interp.find_attribute(&Value::Instance(comparator), name)
}
