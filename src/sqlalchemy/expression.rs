//! SQL expressions as trees, with the grouping rules of SQLAlchemy's `self_group`.

use std::rc::Rc;

use super::argument;
use super::column::{self, ColumnObject};
use super::operator::Operator;
use super::select::{FromItem, Select};
use super::type_object;
use super::types::Affinity;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

/// A node; shared, never changed.
pub type Element = Rc<Expression>;

/// An expression and its type: an instance of a type class, or None where it has none (NullType).
#[derive(Clone)]
pub struct Expression {
    pub kind: Kind,
    pub type_: Value,
}

/// A bound value.
#[derive(Clone)]
pub struct Bind {
    /// The name of `bindparam("name")` and of `:name` in texts.
    pub key: Option<Rc<str>>,
    /// `None` when the statement's parameters have to give it.
    pub value: Option<Value>,
    /// A list for IN.
    pub expanding: bool,
}

#[derive(Clone)]
pub enum Kind {
    /// A column of a Table, or one that will be.
    Column(Rc<ColumnObject>),
    /// `column("x")`, columns of `table()`, of aliases and subqueries; `literal_column` is not quoted.
    Name {
        name: Rc<str>,
        from: Option<Rc<FromItem>>,
        literal: bool,
    },
    Bind(Bind),
    Text {
        text: Rc<str>,
        /// By name.
        binds: Vec<(Rc<str>, Element)>,
    },
    Null,
    True,
    False,
    Binary {
        left: Element,
        right: Element,
        operator: Operator,
        negate: Option<Operator>,
        /// ESCAPE of LIKE, flags of regular expressions.
        modifier: Option<Rc<str>>,
    },
    /// `a AND b AND c`, `a + b + c`.
    List {
        operator: Operator,
        clauses: Vec<Element>,
        group: bool,
    },
    /// NOT, minus, EXISTS, DISTINCT.
    Unary {
        operator: Operator,
        element: Element,
    },
    /// DESC, ASC, NULLS FIRST, NULLS LAST.
    Modified {
        modifier: Operator,
        element: Element,
    },
    /// A boolean column as a condition.
    AsBoolean {
        element: Element,
        negated: bool,
    },
    Grouping(Element),
    Cast {
        element: Element,
        /// `TRY_CAST` is none of PostgreSQL's.
        type_: Value,
    },
    TypeCoerce(Element),
    Collation(Rc<str>),
    Extract {
        field: Rc<str>,
        element: Element,
    },
    Case {
        value: Option<Element>,
        whens: Vec<(Element, Element)>,
        otherwise: Option<Element>,
    },
    Function {
        name: Rc<str>,
        packages: Vec<Rc<str>>,
        arguments: Vec<Element>,
        /// `CURRENT_TIMESTAMP` and the like, without parentheses.
        bare: bool,
    },
    Filter {
        function: Element,
        condition: Element,
    },
    Over {
        element: Element,
        partition_by: Vec<Element>,
        order_by: Vec<Element>,
        frame: Option<Rc<str>>,
    },
    WithinGroup {
        element: Element,
        order_by: Vec<Element>,
    },
    OrderedArgument {
        element: Element,
        order_by: Vec<Element>,
    },
    Tuple(Vec<Element>),
    /// `ARRAY[…]`.
    Array(Vec<Element>),
    Slice {
        start: Element,
        stop: Element,
    },
    Label {
        name: Rc<str>,
        element: Element,
    },
    ScalarSelect(Rc<Select>),
    /// `nextval('seq')`.
    NextValue(Rc<str>),
    /// An instance of a user's class with `@compiles`.
    Custom(Value),
    /// What can't be known; compiling it is a refusal.
    Unknown(Value),
}

impl Expression {
    pub fn new(kind: Kind, type_: Value) -> Element {
        Rc::new(Expression { kind, type_ })
    }

    pub fn untyped(kind: Kind) -> Element {
        Expression::new(kind, Value::None)
    }

    pub fn grouped(element: &Element) -> Element {
        Expression::new(Kind::Grouping(element.clone()), element.type_.clone())
    }

    /// Its operator, for those that chain.
    pub fn operator(&self) -> Option<&Operator> {
        match &self.kind {
            Kind::Binary { operator, .. } | Kind::List { operator, .. } => Some(operator),
            _ => None,
        }
    }

    /// The operands to chain on.
    pub fn flattened(self: &Rc<Self>) -> Vec<Element> {
        match &self.kind {
            Kind::Binary { left, right, .. } => vec![left.clone(), right.clone()],
            Kind::List { clauses, .. } => clauses.clone(),
            _ => vec![self.clone()],
        }
    }
}

/// The type of an expression; a column's may have been set after the expression was made.
pub fn type_of(element: &Expression) -> Value {
    match &element.kind {
        Kind::Column(column) => column.type_.borrow().clone(),
        Kind::Label { element, .. } | Kind::Grouping(element) => type_of(element),
        _ => element.type_.clone(),
    }
}

/// The kind of values of an expression.
///
/// # Errors
/// What making a TypeDecorator's `impl` raises.
pub fn affinity_of(interp: &mut Interpreter, element: &Expression) -> Evaluated<Affinity> {
    let type_ = type_of(element);
    if type_.is_none() {
        return Ok(Affinity::Null);
    }
    type_object::affinity(interp, &type_)
}

/// Puts parentheses (or a boolean reading) around `element` where it stands inside `against`.
///
/// # Errors
/// As [`affinity_of`].
pub fn self_group(
    interp: &mut Interpreter,
    element: &Element,
    against: Option<&Operator>,
) -> Evaluated<Element> {
    Ok(match &element.kind {
        Kind::Text { .. } => {
            if against == Some(&Operator::In) {
                Expression::grouped(element)
            } else {
                element.clone()
            }
        }
        Kind::Binary { operator, .. } => {
            let loose = against == Some(&Operator::Inv) && !operator.is_boolean();
            if operator.is_precedent(against) || loose {
                Expression::grouped(element)
            } else {
                element.clone()
            }
        }
        Kind::List { operator, clauses, group } => {
            let loose = against == Some(&Operator::Inv) && !operator.is_boolean();
            if !clauses.is_empty() && (*group && operator.is_precedent(against) || loose) {
                Expression::grouped(element)
            } else {
                element.clone()
            }
        }
        Kind::Unary { operator, .. } => {
            if operator.is_precedent(against) {
                Expression::grouped(element)
            } else {
                element.clone()
            }
        }
        Kind::TypeCoerce(inner) => {
            let grouped = self_group(interp, inner, against)?;
            if Rc::ptr_eq(&grouped, inner) {
                element.clone()
            } else {
                Expression::new(Kind::TypeCoerce(grouped), element.type_.clone())
            }
        }
        Kind::Filter { .. } => {
            if Operator::Filter.is_precedent(against) {
                Expression::grouped(element)
            } else {
                element.clone()
            }
        }
        Kind::Label { name, element: inner } => {
            let grouped = self_group(interp, inner, against)?;
            let kind = Kind::Label { name: name.clone(), element: grouped };
            Expression::new(kind, element.type_.clone())
        }
        Kind::Modified { .. }
        | Kind::AsBoolean { .. }
        | Kind::Grouping(_)
        | Kind::Tuple(_)
        | Kind::Slice { .. }
        | Kind::ScalarSelect(_) => element.clone(),
        Kind::Function { .. }
            if against == Some(&Operator::GetItem) && affinity_of(interp, element)? == Affinity::Array =>
        {
            Expression::grouped(element)
        }
        Kind::Column(_)
        | Kind::Name { .. }
        | Kind::Bind(_)
        | Kind::Null
        | Kind::True
        | Kind::False
        | Kind::Cast { .. }
        | Kind::Collation(_)
        | Kind::Extract { .. }
        | Kind::Case { .. }
        | Kind::Function { .. }
        | Kind::Over { .. }
        | Kind::WithinGroup { .. }
        | Kind::OrderedArgument { .. }
        | Kind::Array(_)
        | Kind::NextValue(_)
        | Kind::Custom(_)
        | Kind::Unknown(_) => match against {
            Some(Operator::And | Operator::Or | Operator::AsBoolean)
                if affinity_of(interp, element)? == Affinity::Boolean
                    && !matches!(element.kind, Kind::True | Kind::False) =>
            {
                Expression::new(
                    Kind::AsBoolean { element: element.clone(), negated: false },
                    type_of(element),
                )
            }
            Some(Operator::Any | Operator::All) => Expression::grouped(element),
            _ => element.clone(),
        },
    })
}

/// `left operator right`, each side grouped.
///
/// # Errors
/// As [`affinity_of`].
pub fn binary(
    interp: &mut Interpreter,
    left: &Element,
    right: &Element,
    operator: Operator,
    negate: Option<Operator>,
    type_: Value,
) -> Evaluated<Element> {
    let left = self_group(interp, left, Some(&operator))?;
    let right = self_group(interp, right, Some(&operator))?;
    Ok(Expression::new(Kind::Binary { left, right, operator, negate, modifier: None }, type_))
}

/// SQLAlchemy's `_construct_for_op`: chains associative operators of one type.
///
/// # Errors
/// As [`affinity_of`].
pub fn operate(
    interp: &mut Interpreter,
    left: &Element,
    right: &Element,
    operator: Operator,
    negate: Option<Operator>,
    type_: Value,
) -> Evaluated<Element> {
    if operator.is_associative() {
        let affinity = if type_.is_none() { Affinity::Null } else { type_object::affinity(interp, &type_)? };
        let left_chains = left.operator() == Some(&operator) && affinity_of(interp, left)? == affinity;
        let right_chains = right.operator() == Some(&operator) && affinity_of(interp, right)? == affinity;
        if left_chains || right_chains {
            let left = if left_chains { left.flattened() } else { vec![left.clone()] };
            let right = if right_chains { right.flattened() } else { vec![right.clone()] };
            let mut clauses = Vec::new();
            for clause in left.iter().chain(&right) {
                clauses.push(self_group(interp, clause, Some(&operator))?);
            }
            return Ok(Expression::new(Kind::List { operator, clauses, group: true }, type_));
        }
    }
    binary(interp, left, right, operator, negate, type_)
}

/// `~element`, `not_(element)`.
///
/// # Errors
/// As [`affinity_of`].
pub fn negate(interp: &mut Interpreter, element: &Element) -> Evaluated<Element> {
    match &element.kind {
        Kind::True => Ok(Expression::new(Kind::False, element.type_.clone())),
        Kind::False => Ok(Expression::new(Kind::True, element.type_.clone())),
        Kind::AsBoolean { element: inner, negated } => match inner.kind {
            Kind::True | Kind::False => negate(interp, inner),
            _ => {
                let kind = Kind::AsBoolean { element: inner.clone(), negated: !negated };
                Ok(Expression::new(kind, element.type_.clone()))
            }
        },
        Kind::Binary { left, right, operator, negate: Some(negated), modifier } => {
            let kind = Kind::Binary {
                left: left.clone(),
                right: right.clone(),
                operator: negated.clone(),
                negate: Some(operator.clone()),
                modifier: modifier.clone(),
            };
            Ok(Expression::new(kind, element.type_.clone()))
        }
        Kind::Binary { .. } => {
            let grouped = self_group(interp, element, None)?;
            not(interp, &grouped)
        }
        Kind::List { .. } => {
            let grouped = self_group(interp, element, Some(&Operator::Inv))?;
            Ok(Expression::new(Kind::Unary { operator: Operator::Inv, element: grouped }, Value::None))
        }
        Kind::Label { name, element: inner } => {
            let inner = negate(interp, inner)?;
            Ok(Expression::new(Kind::Label { name: name.clone(), element: inner }, element.type_.clone()))
        }
        Kind::Unary { operator, .. } if affinity_of(interp, element)? == Affinity::Boolean => {
            let _ = operator;
            let grouped = self_group(interp, element, Some(&Operator::Inv))?;
            Ok(Expression::new(
                Kind::Unary { operator: Operator::Inv, element: grouped },
                element.type_.clone(),
            ))
        }
        _ => not(interp, element),
    }
}

/// `ColumnElement._negate`.
fn not(interp: &mut Interpreter, element: &Element) -> Evaluated<Element> {
    if affinity_of(interp, element)? == Affinity::Boolean {
        return Ok(Expression::new(
            Kind::AsBoolean { element: element.clone(), negated: true },
            type_of(element),
        ));
    }
    let grouped = self_group(interp, element, Some(&Operator::Inv))?;
    Ok(Expression::new(Kind::Unary { operator: Operator::Inv, element: grouped }, Value::None))
}

/// `and_(…)` and `or_(…)`.
///
/// # Errors
/// As [`affinity_of`].
pub fn conjunction(interp: &mut Interpreter, operator: Operator, clauses: &[Element]) -> Evaluated<Element> {
    let is_and = operator == Operator::And;
    let goes_on = |element: &Element| {
        matches!(element.kind, Kind::True) && is_and || matches!(element.kind, Kind::False) && !is_and
    };
    let ends = |element: &Element| {
        matches!(element.kind, Kind::False) && is_and || matches!(element.kind, Kind::True) && !is_and
    };
    let mut against = Operator::AsBoolean;
    let mut kept: Vec<Element> = Vec::new();
    let mut neutral = None;
    for clause in clauses {
        if goes_on(clause) {
            neutral = Some(clause.clone());
        } else if ends(clause) {
            kept = vec![clause.clone()];
            against = Operator::AsBoolean;
            break;
        } else {
            if !kept.is_empty() {
                against = operator.clone();
            }
            kept.push(clause.clone());
        }
    }
    if kept.is_empty() {
        kept.extend(neutral);
    }
    let mut grouped = Vec::new();
    for clause in &kept {
        grouped.push(self_group(interp, clause, Some(&against))?);
    }
    match grouped.as_slice() {
        [only] => Ok(only.clone()),
        _ => {
            let mut flattened = Vec::new();
            for clause in &grouped {
                if clause.operator() == Some(&operator) {
                    flattened.extend(clause.flattened());
                } else {
                    flattened.push(clause.clone());
                }
            }
            let type_ = type_object::plain(interp, "Boolean")?;
            Ok(Expression::new(Kind::List { operator, clauses: flattened, group: true }, type_))
        }
    }
}

/// Whether a value is an SQL expression of some kind.
pub fn is_expression(value: &Value) -> bool {
    value.payload::<Expression>().is_some()
        || column::of(value).is_some()
        || value.payload::<Select>().is_some()
        || super::compiles::is_custom_element(value)
}

/// The columns of Tables in an expression, in order; strings and other values have none.
///
/// # Errors
/// As conversion raises.
pub fn columns(interp: &mut Interpreter, value: &Value) -> Evaluated<Vec<Rc<ColumnObject>>> {
    let value = super::comparator::as_column(interp, value)?;
    let mut found = Vec::new();
    if let Some(column) = column::of(&value) {
        found.push(column);
    } else if let Some(expression) = value.payload::<Expression>() {
        collect(&expression, &mut found);
    }
    Ok(found)
}

fn collect(element: &Expression, found: &mut Vec<Rc<ColumnObject>>) {
    let mut all = |elements: &[Element]| elements.iter().for_each(|element| collect(element, found));
    match &element.kind {
        Kind::Column(column) => {
            if !found.iter().any(|known| Rc::ptr_eq(known, column)) {
                found.push(column.clone());
            }
        }
        Kind::Binary { left, right, .. } => all(&[left.clone(), right.clone()]),
        Kind::List { clauses, .. } | Kind::Tuple(clauses) | Kind::Array(clauses) => all(clauses),
        Kind::Function { arguments, .. } => all(arguments),
        Kind::Unary { element, .. }
        | Kind::Modified { element, .. }
        | Kind::AsBoolean { element, .. }
        | Kind::Grouping(element)
        | Kind::Cast { element, .. }
        | Kind::TypeCoerce(element)
        | Kind::Extract { element, .. }
        | Kind::Label { element, .. } => collect(element, found),
        Kind::Case { value, whens, otherwise } => {
            value.iter().for_each(|value| collect(value, found));
            for (condition, result) in whens {
                collect(condition, found);
                collect(result, found);
            }
            otherwise.iter().for_each(|otherwise| collect(otherwise, found));
        }
        Kind::Filter { function, condition } => all(&[function.clone(), condition.clone()]),
        Kind::Over { element, partition_by, order_by, .. } => {
            collect(element, found);
            partition_by.iter().chain(order_by).for_each(|element| collect(element, found));
        }
        Kind::WithinGroup { element, order_by } | Kind::OrderedArgument { element, order_by } => {
            collect(element, found);
            order_by.iter().for_each(|element| collect(element, found));
        }
        Kind::Slice { start, stop } => all(&[start.clone(), stop.clone()]),
        Kind::Name { .. }
        | Kind::Bind(_)
        | Kind::Text { .. }
        | Kind::Null
        | Kind::True
        | Kind::False
        | Kind::Collation(_)
        | Kind::ScalarSelect(_)
        | Kind::NextValue(_)
        | Kind::Custom(_)
        | Kind::Unknown(_) => {}
    }
}

/// What `postgresql_ops` may call it: a column's key or a label's name.
///
/// # Errors
/// None of its own.
pub fn key(_: &mut Interpreter, value: &Value) -> Evaluated<Option<String>> {
    Ok(value.payload::<Expression>().and_then(|expression| match &expression.kind {
        Kind::Column(column) => Some(column.key_text()),
        Kind::Name { name, .. } | Kind::Label { name, .. } => Some(name.to_string()),
        _ => None,
    }))
}

/// A refusal for an expression that isn't known.
pub fn refuse(interp: &mut Interpreter, value: &Value) -> Box<crate::python::raise::Raise> {
    argument::refuse_unknown(interp, value, "an SQL expression")
}
