//! `func.name(...)`.

use std::rc::Rc;

use super::argument;
use super::comparator::{self, wrap};
use super::expression::{self, Element, Expression, Kind};
use super::native::{Natives, natives};
use super::operator::Operator;
use super::select::FromItem;
use super::sequence::SequenceObject;
use super::statement;
use super::type_object::{self, to_instance};
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Instance, Value};

/// The names that have led here: `func.pg_catalog.lower` is two.
struct Names(Vec<Rc<str>>);

/// How a function that SQLAlchemy knows is written, and its type.
struct Known {
    name: &'static str,
    spelling: &'static str,
    /// Without parentheses when it has no arguments.
    bare: bool,
    /// A type's name, `*` for that of the first argument, `[]` for an array of it, empty for none.
    type_: &'static str,
}

const fn known(name: &'static str, spelling: &'static str, bare: bool, type_: &'static str) -> Known {
    Known { name, spelling, bare, type_ }
}

const KNOWN: &[Known] = &[
    known("coalesce", "coalesce", false, "*"),
    known("max", "max", false, "*"),
    known("min", "min", false, "*"),
    known("sum", "sum", false, "*"),
    known("now", "now", false, "DateTime"),
    known("pow", "power", false, "*"),
    known("concat", "concat", false, "String"),
    known("char_length", "char_length", false, "Integer"),
    known("random", "random", false, ""),
    known("count", "count", false, "Integer"),
    known("current_date", "CURRENT_DATE", true, "Date"),
    known("current_time", "CURRENT_TIME", true, "Time"),
    known("current_timestamp", "CURRENT_TIMESTAMP", true, "DateTime"),
    known("current_user", "CURRENT_USER", true, "String"),
    known("localtime", "LOCALTIME", true, "DateTime"),
    known("localtimestamp", "LOCALTIMESTAMP", true, "DateTime"),
    known("session_user", "SESSION_USER", true, "String"),
    known("sysdate", "sysdate", true, "DateTime"),
    known("user", "USER", true, "String"),
    known("array_agg", "array_agg", false, "[]"),
    known("rank", "rank", false, "Integer"),
    known("dense_rank", "dense_rank", false, "Integer"),
    known("percent_rank", "percent_rank", false, "Numeric"),
    known("cume_dist", "cume_dist", false, "Numeric"),
    known("cube", "CUBE", false, ""),
    known("rollup", "ROLLUP", false, ""),
    known("grouping_sets", "GROUPING SETS", false, ""),
    known("aggregate_strings", "string_agg", false, "String"),
    known("to_tsvector", "to_tsvector", false, "postgresql.TSVECTOR"),
    known("to_tsquery", "to_tsquery", false, "postgresql.TSQUERY"),
    known("plainto_tsquery", "plainto_tsquery", false, "postgresql.TSQUERY"),
    known("phraseto_tsquery", "phraseto_tsquery", false, "postgresql.TSQUERY"),
    known("websearch_to_tsquery", "websearch_to_tsquery", false, "postgresql.TSQUERY"),
    known("ts_headline", "ts_headline", false, "Text"),
];

/// A function's call.
///
/// # Errors
/// What its arguments raise.
pub fn call(
    interp: &mut Interpreter,
    names: &[Rc<str>],
    arguments: &[Value],
    type_: &Value,
) -> Evaluated<Element> {
    let Some((name, packages)) = names.split_last() else {
        return Err(interp.raise("TypeError", "func is not callable"));
    };
    let mut elements = Vec::new();
    for argument in arguments {
        let element = comparator::element(interp, argument)?;
        elements.push(expression::self_group(interp, &element, Some(&Operator::Comma))?);
    }
    let lower = name.to_lowercase();
    if packages.is_empty()
        && lower == "cast"
        && let [value, type_] = arguments
        && type_object::is_type(type_)
    {
        let element = comparator::element(interp, value)?;
        return super::elements::cast(interp, &element, type_);
    }
    if packages.is_empty()
        && lower == "extract"
        && let ([field, _], [_, element]) = (arguments, elements.as_slice())
        && let Some(field) = field.to_text()
    {
        let type_ = type_object::plain(interp, "Integer")?;
        return Ok(Expression::new(Kind::Extract { field, element: element.clone() }, type_));
    }
    // their first argument of several is the name of a text search configuration
    if (lower.ends_with("_tsquery") || matches!(&*lower, "to_tsvector" | "to_tsquery"))
        && elements.len() > 1
        && let Kind::Bind(bind) = &elements[0].kind
    {
        let class = natives(interp)?.value("postgresql.REGCONFIG");
        let type_ = interp.call(&class, Value::arguments(Vec::new()))?;
        elements[0] = Expression::new(Kind::Bind(bind.clone()), type_);
    }
    let known = if packages.is_empty() { KNOWN.iter().find(|known| known.name == lower) } else { None };
    let given = if type_.is_none() { None } else { Some(to_instance(interp, type_)?) };
    let Some(known) = known else {
        let kind = Kind::Function {
            name: name.clone(),
            packages: packages.to_vec(),
            arguments: elements,
            bare: false,
        };
        return Ok(Expression::new(kind, given.unwrap_or(Value::None)));
    };
    if known.name == "count" && elements.is_empty() {
        let kind = Kind::Name { name: "*".into(), from: None, literal: true };
        elements.push(Expression::untyped(kind));
    }
    let type_ = match (given, known.type_) {
        (Some(type_), _) => type_,
        (None, "") => Value::None,
        (None, "*" | "[]") => {
            let mut first = Value::None;
            for element in &elements {
                first = expression::type_of(element);
                if !first.is_none() {
                    break;
                }
            }
            if known.type_ == "[]" && !first.is_none() {
                let class = natives(interp)?.value("ARRAY");
                interp.call(&class, Value::arguments(vec![first]))?
            } else {
                first
            }
        }
        (None, name) => {
            let class = natives(interp)?.value(name);
            interp.call(&class, Value::arguments(Vec::new()))?
        }
    };
    let bare = known.bare && elements.is_empty();
    let kind =
        Kind::Function { name: known.spelling.into(), packages: Vec::new(), arguments: elements, bare };
    Ok(Expression::new(kind, type_))
}

/// `sequence.next_value()`.
///
/// # Errors
/// A refusal for Unknown.
pub fn next_value(interp: &mut Interpreter, sequence: &Value) -> Evaluated {
    let Some(sequence) = sequence.payload::<SequenceObject>() else { return Ok(Value::None) };
    let read = sequence.read(interp)?;
    let name = crate::ddl::identifier::qualified(&read.name);
    let type_ = type_object::plain(interp, "Integer")?;
    wrap(interp, Expression::new(Kind::NextValue(name.into()), type_))
}

/// Adds `func` and the class `Function`.
pub fn register(natives: &mut Natives) {
    let generator = ClassBuilder::new("sqlalchemy.sql.functions", "_FunctionGenerator")
        .method("__getattr__", "self, name", |interp, bound| {
            let receiver = bound.receiver();
            let name = bound.value("name");
            let text = name.as_str().unwrap_or_default();
            if text.starts_with("__") {
                return Err(interp.raise("AttributeError", text));
            }
            // func.user_ is USER
            let text = text.strip_suffix('_').unwrap_or(text);
            let mut names = receiver.payload::<Names>().map(|names| names.0.clone()).unwrap_or_default();
            names.push(text.into());
            let instance = Instance::new(interp.class_of(&receiver));
            instance.set_payload(Rc::new(Names(names)));
            Ok(Value::Instance(instance))
        })
        .method("__call__", "self, *clauses, **kwargs", |interp, bound| {
            let names = bound.receiver().payload::<Names>().map(|names| names.0.clone()).unwrap_or_default();
            let type_ = bound.keyword("type_").cloned().unwrap_or(Value::None);
            let made = call(interp, &names, &bound.rest, &type_)?;
            wrap(interp, made)
        })
        .build();
    let func = Instance::new(generator.clone());
    func.set_payload(Rc::new(Names(Vec::new())));
    natives.add("_FunctionGenerator", Value::Class(generator));
    natives.add("func", Value::Instance(func));

    let base = natives.class("ColumnElement");
    let element = ClassBuilder::new("sqlalchemy.sql.functions", "FunctionElement")
        .base(&base)
        .method("__init__", "self, *clauses", |_, bound| {
            if let Some(instance) = bound.receiver().as_instance() {
                instance.set_attribute("clauses", Value::list(bound.rest.clone()));
            }
            Ok(Value::None)
        })
        .method(
            "over",
            "self, partition_by=None, order_by=None, range_=None, rows=None, groups=None, **kw",
            |interp, bound| super::construct::over(interp, &bound.receiver(), &bound),
        )
        .method("filter", "self, *criterion", |interp, bound| {
            let function = comparator::element(interp, &bound.receiver())?;
            let mut conditions = Vec::new();
            for condition in &bound.rest {
                conditions.push(comparator::element(interp, condition)?);
            }
            let condition = expression::conjunction(interp, Operator::And, &conditions)?;
            let type_ = function.type_.clone();
            wrap(interp, Expression::new(Kind::Filter { function, condition }, type_))
        })
        .method("within_group", "self, *order_by", |interp, bound| {
            let element = comparator::element(interp, &bound.receiver())?;
            let order_by = super::construct::elements(interp, &bound.rest)?;
            let type_ = element.type_.clone();
            wrap(interp, Expression::new(Kind::WithinGroup { element, order_by }, type_))
        })
        .method("alias", "self, name=None, **kw", |interp, bound| {
            table_valued(interp, &bound.receiver(), bound.value("name"), Vec::new())
        })
        .method("table_valued", "self, *expr, name=None, **kw", |interp, bound| {
            let mut columns = Vec::new();
            for column in &bound.rest {
                let name = match column.to_text() {
                    Some(text) => text,
                    None => {
                        let key = interp.get_attribute(column, "name")?;
                        argument::text(interp, &key, "a column")?.into()
                    }
                };
                columns.push(name);
            }
            table_valued(interp, &bound.receiver(), bound.value("name"), columns)
        })
        .method("column_valued", "self, name=None, **kw", |interp, bound| {
            let name = bound.value("name");
            let name =
                argument::optional_text(interp, &name, "a column")?.unwrap_or_else(|| "anon_1".to_owned());
            let function = comparator::element(interp, &bound.receiver())?;
            let item =
                Rc::new(FromItem::Function { function, name: name.as_str().into(), columns: Vec::new() });
            let kind = Kind::Name { name: name.as_str().into(), from: Some(item), literal: false };
            wrap(interp, Expression::untyped(kind))
        })
        .method("as_comparison", "self, left_index, right_index", |_, bound| Ok(bound.receiver()))
        .build();
    natives.add("FunctionElement", Value::Class(element.clone()));
    let function = ClassBuilder::new("sqlalchemy.sql.functions", "Function").base(&element).build();
    natives.add("Function", Value::Class(function.clone()));
    let generic = ClassBuilder::new("sqlalchemy.sql.functions", "GenericFunction")
        .base(&function)
        .method("__new__", "cls, *args, **kw", |interp, bound| {
            // a user's subclass is a function of its own name
            let receiver = bound.receiver();
            let Value::Class(class) = &receiver else { return Ok(Value::None) };
            let name = match class.lookup("name") {
                Some(name) => argument::text(interp, &name, "a function's name")?,
                None => class.name.to_string(),
            };
            let type_ = class.lookup("type").unwrap_or(Value::None);
            let made = call(interp, &[name.as_str().into()], &bound.rest, &type_)?;
            wrap(interp, made)
        })
        .build();
    natives.add("GenericFunction", Value::Class(generic));
}

fn table_valued(interp: &mut Interpreter, receiver: &Value, name: Value, columns: Vec<Rc<str>>) -> Evaluated {
    let function = comparator::element(interp, receiver)?;
    let name = argument::optional_text(interp, &name, "an alias")?.unwrap_or_else(|| "anon_1".to_owned());
    let item = FromItem::Function { function, name: name.as_str().into(), columns };
    statement::wrap_from(interp, Rc::new(item))
}
