//! `session.query(…)`: a SELECT that remembers its session.

use std::rc::Rc;

use crate::python::call::{Arguments, Bound};
use crate::python::interpreter::Interpreter;
use crate::python::iterator::Items;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Instance, Value};
use crate::sqlalchemy::comparator;
use crate::sqlalchemy::dml::{Dml, Verb};
use crate::sqlalchemy::expression::{self, Element, Expression, Kind};
use crate::sqlalchemy::operator::Operator;
use crate::sqlalchemy::select::{AliasedClass, FromItem, Select};
use crate::sqlalchemy::table::{self, TableObject};
use crate::sqlalchemy::{statement, type_object};

use super::super::row::{self, RowClasses, RowData};
use super::mapping::Mapping;
use super::session::{self, SessionClasses, synchronized};
use super::state::of_session;
use super::{flush, load};

/// Payload of a `Query`.
#[derive(Clone)]
struct Query {
    session: Value,
    select: Rc<Select>,
    /// What `filter_by` speaks of: the class that was joined last, else the first.
    subject: Value,
    populate_existing: bool,
}

/// `session.query(*entities)`.
///
/// # Errors
/// ArgumentError for what can't be selected.
pub fn new(interpreter: &mut Interpreter, session: Value, entities: &[Value]) -> Evaluated {
    let select = Rc::new(statement::new_select(interpreter, entities)?);
    let subject = subject(interpreter, entities, &select)?;
    wrap(interpreter, Query { session, select, subject, populate_existing: false })
}

fn subject(interpreter: &mut Interpreter, entities: &[Value], select: &Select) -> Evaluated {
    if let Some(first @ (Value::Class(_) | Value::Instance(_))) = entities.first()
        && (first.as_class().is_some() || first.payload::<AliasedClass>().is_some())
    {
        return Ok(first.clone());
    }
    let mut found = Vec::new();
    if let Some(first) = select.columns.first() {
        crate::sqlalchemy::select::froms(first, &mut found);
    }
    match found.into_iter().next() {
        Some(item) => statement::wrap_from(interpreter, item),
        None => Ok(Value::None),
    }
}

fn wrap(interpreter: &mut Interpreter, query: Query) -> Evaluated {
    let Some(classes) = interpreter.extension::<SessionClasses>() else { return Ok(Value::None) };
    Ok(Instance::with_payload(classes.query.clone(), query))
}

fn of(interpreter: &mut Interpreter, value: &Value) -> Evaluated<Rc<Query>> {
    value.payload::<Query>().ok_or_else(|| interpreter.refuse("a query without a session"))
}

/// The SELECT's own method, and a query of what it returns.
fn delegated(interpreter: &mut Interpreter, bound: &Bound, method: &str) -> Evaluated {
    let query = of(interpreter, &bound.receiver())?;
    let made = select_method(interpreter, &query, method, bound)?;
    match made.payload::<Select>() {
        Some(select) => wrap(interpreter, Query { select, ..(*query).clone() }),
        None => Ok(made),
    }
}

fn select_method(interpreter: &mut Interpreter, query: &Query, method: &str, bound: &Bound) -> Evaluated {
    let select = load::wrap_select(interpreter, (*query.select).clone())?;
    let method = interpreter.get_attribute(&select, method)?;
    interpreter.call(&method, Arguments { positional: bound.rest.clone(), keywords: bound.keywords.clone() })
}

/// Rows as `all()` gives them: objects for one class, else rows.
fn rows(interpreter: &mut Interpreter, query: &Query) -> Evaluated<Vec<Value>> {
    let session = of_session(interpreter, &query.session)?;
    flush::autoflush(interpreter, &session)?;
    let statement = load::wrap_select(interpreter, (*query.select).clone())?;
    let (columns, entities) = statement::result_columns(&statement);
    let result = load::run(interpreter, &session, &statement, None)?;
    let loaded = load::objects(interpreter, &session, result, &columns, &entities, query.populate_existing)?;
    if let [entity] = &*entities
        && entity.count == columns.len()
    {
        return Ok(loaded.rows.into_iter().filter_map(|row| row.into_iter().next()).collect());
    }
    let names: Rc<[Rc<str>]> = loaded.names.into();
    let sources: Rc<[Element]> = loaded.sources.into();
    let classes = RowClasses::of(interpreter);
    Ok(loaded
        .rows
        .into_iter()
        .map(|values| {
            let data = RowData { columns: names.clone(), sources: sources.clone(), values: values.into() };
            row::row(&classes, Rc::new(data))
        })
        .collect())
}

fn limited(interpreter: &mut Interpreter, query: &Query, limit: i64) -> Evaluated<Query> {
    let mut select = (*query.select).clone();
    select.limit = Some(comparator::bind(interpreter, &Value::Int(limit), None)?);
    Ok(Query { select: Rc::new(select), ..query.clone() })
}

/// The only row.
fn one(interpreter: &mut Interpreter, query: &Query, allow_none: bool) -> Evaluated {
    let found = rows(interpreter, query)?;
    match <[Value; 1]>::try_from(found) {
        Ok([row]) => Ok(row),
        Err(rows) if rows.is_empty() && allow_none => Ok(Value::None),
        Err(rows) if rows.is_empty() => {
            Err(interpreter.raise("sqlalchemy.exc.NoResultFound", "No row was found when one was required"))
        }
        Err(_) => {
            let what = if allow_none { "one or none" } else { "exactly one" };
            Err(interpreter.raise(
                "sqlalchemy.exc.MultipleResultsFound",
                format!("Multiple rows were found when {what} was required"),
            ))
        }
    }
}

fn first_column(row: Value) -> Value {
    match row.payload::<RowData>() {
        Some(data) => data.values.first().cloned().unwrap_or(Value::None),
        None => row,
    }
}

/// `SELECT count(*) FROM (the query)`.
fn count(interpreter: &mut Interpreter, query: &Query) -> Evaluated {
    let star = Expression::untyped(Kind::Name { name: "*".into(), from: None, literal: true });
    let integer = type_object::plain(interpreter, "Integer")?;
    let function =
        Kind::Function { name: "count".into(), packages: Vec::new(), arguments: vec![star], bare: false };
    let select = Select {
        columns: vec![Expression::new(function, integer)],
        from: vec![Rc::new(FromItem::Subquery { select: query.select.clone(), name: None, lateral: false })],
        ..Select::default()
    };
    let counted = Query { select: Rc::new(select), ..query.clone() };
    Ok(first_column(one(interpreter, &counted, false)?))
}

/// UPDATE and DELETE of what the query selects.
fn change(interpreter: &mut Interpreter, bound: &Bound, verb: Verb) -> Evaluated {
    let query = of(interpreter, &bound.receiver())?;
    let session = of_session(interpreter, &query.session)?;
    if let Some(table) = table::of(&query.subject).filter(|_| verb == Verb::Delete) {
        return delete_of_table(interpreter, bound, &query, table);
    }
    let (Value::Class(class), select) = (&query.subject, &query.select) else {
        return Err(interpreter.refuse("an UPDATE or DELETE of a query that is not of one mapped class"));
    };
    if select.limit.is_some() || select.offset.is_some() || select.distinct || !select.group_by.is_empty() {
        return Err(interpreter.raise(
            "sqlalchemy.exc.InvalidRequestError",
            "Can't call Query.update() or Query.delete() when limit(), offset(), group_by() or distinct() was called",
        ));
    }
    if !select.from.is_empty() || select.compound.is_some() {
        return Err(interpreter.refuse("an UPDATE or DELETE of a query with joins"));
    }
    let mapping = Mapping::of(interpreter, class)?;
    flush::autoflush(interpreter, &session)?;
    let mut dml = Dml::new(verb, Rc::new(FromItem::Table(mapping.table.clone())));
    dml.conditions.clone_from(&select.conditions);
    if verb == Verb::Update {
        let given = bound.value("values");
        let Value::Dict(values) = &given else {
            return Err(interpreter.refuse("the values of `query.update(…)`, which are no dict"));
        };
        let mut row = Vec::new();
        for (key, value) in values.borrow().iter() {
            let named =
                key.to_text().and_then(|name| mapping.attribute(&name).map(|found| found.column.value()));
            row.push((named.unwrap_or_else(|| key.clone()), value.clone()));
        }
        dml.rows.push(row);
    }
    let synchronize = bound.get("synchronize_session").cloned().unwrap_or_else(|| Value::str("auto"));
    let affected = if matches!(synchronize, Value::Bool(false)) {
        flush::run(interpreter, &session, dml)?.affected
    } else {
        synchronized(interpreter, &session, &mapping, dml, &Value::None)?
    };
    Ok(Value::Int(i64::try_from(affected).unwrap_or(i64::MAX)))
}

/// `session.query(table).filter(…).delete(synchronize_session=False)`: no objects are behind a table.
fn delete_of_table(
    interpreter: &mut Interpreter,
    bound: &Bound,
    query: &Query,
    table: Rc<TableObject>,
) -> Evaluated {
    let select = &query.select;
    let is_plain = select.limit.is_none()
        && select.offset.is_none()
        && !select.distinct
        && select.group_by.is_empty()
        && select.from.is_empty()
        && select.compound.is_none();
    if !is_plain || !matches!(bound.get("synchronize_session"), Some(Value::Bool(false))) {
        return Err(interpreter.refuse("a DELETE of a query of a table that is more than its conditions"));
    }
    let session = of_session(interpreter, &query.session)?;
    flush::autoflush(interpreter, &session)?;
    let mut dml = Dml::new(Verb::Delete, Rc::new(FromItem::Table(table)));
    dml.conditions.clone_from(&select.conditions);
    let affected = flush::run(interpreter, &session, dml)?.affected;
    Ok(Value::Int(i64::try_from(affected).unwrap_or(i64::MAX)))
}

fn filter_by(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated {
    let query = of(interpreter, &bound.receiver())?;
    let mut select = (*query.select).clone();
    for (name, value) in &bound.keywords {
        let owner = match &query.subject {
            subject @ Value::Class(_) => subject.clone(),
            subject if subject.payload::<AliasedClass>().is_some() => subject.clone(),
            subject => interpreter.get_attribute(subject, "c")?,
        };
        let column = interpreter.get_attribute(&owner, name)?;
        let Some(left) = comparator::as_element(interpreter, &column)? else {
            return Err(interpreter.refuse(format!("`filter_by({name}=…)`, which is not a column")));
        };
        let condition = comparator::compare(interpreter, &left, Operator::Eq, value)?;
        select.conditions.push(expression::self_group(interpreter, &condition, Some(&Operator::And))?);
    }
    wrap(interpreter, Query { select: Rc::new(select), ..(*query).clone() })
}

fn join(interpreter: &mut Interpreter, bound: &Bound, method: &str) -> Evaluated {
    let made = delegated(interpreter, bound, method)?;
    let (Some(query), Some(target)) = (made.payload::<Query>(), bound.rest.first()) else { return Ok(made) };
    wrap(interpreter, Query { subject: target.clone(), ..(*query).clone() })
}

fn item(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated {
    let query = of(interpreter, &bound.receiver())?;
    let index = bound.value("item");
    let all = rows(interpreter, &query)?;
    interpreter.item(&Value::list(all), &index)
}

/// Methods that the SELECT has under the same name.
const DELEGATED: [&str; 18] = [
    "filter",
    "where",
    "order_by",
    "group_by",
    "having",
    "limit",
    "offset",
    "distinct",
    "select_from",
    "with_for_update",
    "correlate",
    "add_columns",
    "subquery",
    "scalar_subquery",
    "as_scalar",
    "label",
    "cte",
    "alias",
];

/// What only tells how to load.
const UNCHANGED: [&str; 5] =
    ["yield_per", "options", "enable_eagerloads", "enable_assertions", "execution_options"];

/// The class `Query`.
pub fn class() -> Rc<Class> {
    let mut builder = ClassBuilder::new("sqlalchemy.orm.query", "Query");
    for name in DELEGATED {
        builder = builder.method(name, "self, *args, **kw", move |interpreter, bound| {
            delegated(interpreter, &bound, name)
        });
    }
    for name in UNCHANGED {
        builder = builder.method(name, "self, *args, **kw", |_, bound| Ok(bound.receiver()));
    }
    for name in ["join", "outerjoin"] {
        builder = builder
            .method(name, "self, *args, **kw", move |interpreter, bound| join(interpreter, &bound, name));
    }
    for name in ["union", "union_all", "intersect", "except_", "intersect_all", "except_all"] {
        builder = builder.method(name, "self, *q", move |interpreter, bound| {
            of(interpreter, &bound.receiver())?;
            Err(interpreter.refuse(format!("`query.{name}`")))
        });
    }
    results(builder)
        .class_method("__class_getitem__", "cls, item", |_, bound| Ok(bound.receiver()))
        .method("filter_by", "self, **kwargs", |interpreter, bound| filter_by(interpreter, &bound))
        .method("with_entities", "self, *entities", |interpreter, bound| {
            let query = of(interpreter, &bound.receiver())?;
            let made = statement::new_select(interpreter, &bound.rest)?;
            let mut select = (*query.select).clone();
            // what was selected from stays, also when no column is of it
            if select.from.is_empty() {
                for column in &query.select.columns {
                    crate::sqlalchemy::select::froms(column, &mut select.from);
                }
            }
            select.columns = made.columns;
            select.entities = made.entities;
            wrap(interpreter, Query { select: Rc::new(select), ..(*query).clone() })
        })
        .method("add_column", "self, column", |interpreter, bound| {
            let query = of(interpreter, &bound.receiver())?;
            let made = statement::new_select(interpreter, &[bound.value("column")])?;
            let mut select = (*query.select).clone();
            select.columns.extend(made.columns);
            wrap(interpreter, Query { select: Rc::new(select), ..(*query).clone() })
        })
        .method("slice", "self, start, stop", |interpreter, bound| {
            let query = of(interpreter, &bound.receiver())?;
            let (Value::Int(start), Value::Int(stop)) = (bound.value("start"), bound.value("stop")) else {
                return Err(interpreter.refuse("`query.slice` with other bounds than whole numbers"));
            };
            let mut query = limited(interpreter, &query, stop - start)?;
            let mut select = (*query.select).clone();
            select.offset = Some(comparator::bind(interpreter, &Value::Int(start), None)?);
            query.select = Rc::new(select);
            wrap(interpreter, query)
        })
        .method("populate_existing", "self", |interpreter, bound| {
            let query = of(interpreter, &bound.receiver())?;
            wrap(interpreter, Query { populate_existing: true, ..(*query).clone() })
        })
        .method("exists", "self", |interpreter, bound| {
            let query = of(interpreter, &bound.receiver())?;
            let mut select = (*query.select).clone();
            // `SELECT 1`, from what the columns were of
            if select.from.is_empty() {
                for column in &query.select.columns {
                    crate::sqlalchemy::select::froms(column, &mut select.from);
                }
            }
            let kind = Kind::Name { name: "1".into(), from: None, literal: true };
            select.columns = vec![Expression::untyped(kind)];
            select.entities.clear();
            let select = load::wrap_select(interpreter, select)?;
            interpreter.call_method(&select, "exists", Vec::new())
        })
        .method(
            "update",
            "self, values, synchronize_session=\"auto\", update_args=None",
            |interpreter, bound| change(interpreter, &bound, Verb::Update),
        )
        .method("delete", "self, synchronize_session=\"auto\", delete_args=None", |interpreter, bound| {
            change(interpreter, &bound, Verb::Delete)
        })
        .property("statement", |interpreter, receiver| {
            let query = of(interpreter, receiver)?;
            load::wrap_select(interpreter, (*query.select).clone())
        })
        .method("__clause_element__", "self", |interpreter, bound| {
            let query = of(interpreter, &bound.receiver())?;
            load::wrap_select(interpreter, (*query.select).clone())
        })
        .property("session", |interpreter, receiver| Ok(of(interpreter, receiver)?.session.clone()))
        .property("column_descriptions", |interpreter, _| {
            Err(interpreter.refuse("`query.column_descriptions`"))
        })
        .method("__str__", "self", |interpreter, bound| {
            let query = of(interpreter, &bound.receiver())?;
            let select = load::wrap_select(interpreter, (*query.select).clone())?;
            interpreter.str(&select).map(Value::str)
        })
        .build()
}

fn results(builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("all", "self", |interpreter, bound| {
            let query = of(interpreter, &bound.receiver())?;
            rows(interpreter, &query).map(Value::list)
        })
        .method("__iter__", "self", |interpreter, bound| {
            let query = of(interpreter, &bound.receiver())?;
            rows(interpreter, &query).map(Items::of)
        })
        .method("first", "self", |interpreter, bound| {
            let query = of(interpreter, &bound.receiver())?;
            let limited = if query.select.compound.is_none() {
                limited(interpreter, &query, 1)?
            } else {
                (*query).clone()
            };
            Ok(rows(interpreter, &limited)?.into_iter().next().unwrap_or(Value::None))
        })
        .method("one", "self", |interpreter, bound| {
            let query = of(interpreter, &bound.receiver())?;
            one(interpreter, &query, false)
        })
        .method("one_or_none", "self", |interpreter, bound| {
            let query = of(interpreter, &bound.receiver())?;
            one(interpreter, &query, true)
        })
        .method("scalar", "self", |interpreter, bound| {
            let query = of(interpreter, &bound.receiver())?;
            Ok(first_column(one(interpreter, &query, true)?))
        })
        .method("count", "self", |interpreter, bound| {
            let query = of(interpreter, &bound.receiver())?;
            count(interpreter, &query)
        })
        .method("get", "self, ident", |interpreter, bound| {
            let query = of(interpreter, &bound.receiver())?;
            let Value::Class(class) = &query.subject else {
                return Err(interpreter.refuse("`query.get` of what is not one mapped class"));
            };
            let session = of_session(interpreter, &query.session)?;
            let found = session::get(interpreter, &session, class, &bound.value("ident"))?;
            Ok(found.unwrap_or(Value::None))
        })
        .method("__getitem__", "self, item", |interpreter, bound| item(interpreter, &bound))
}
