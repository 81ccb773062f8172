//! Core statements as Python objects, and what they are for the server.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;

use super::argument;
use super::collection;
use super::column;
use super::comparator::{self, wrap};
use super::compile::{Binds, Compiler};
use super::construct::{conditions, elements, named};
use super::dml::{self, Dml, OnConflict, Verb};
use super::expression::{self, Element, Expression, Kind};
use super::native::{Natives, natives};
use super::operator::Operator;
use super::select::{self, AliasedClass, Entity, FromItem, Select, TableClause};
use super::table;
use crate::operation::BoundStatement;
use crate::python::call::Bound;
use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Builtin, Instance, Value};
use crate::schema::QualifiedName;

/// Compiles whatever `op.execute` and `connection.execute` take: strings, `text()`, Core statements.
/// `parameters` is a dict, a list of dicts (several rows of an INSERT), or None.
///
/// # Errors
/// A refusal for what is Unknown or can't be written; what SQLAlchemy raises.
pub fn compile_statement(
    interp: &mut Interpreter,
    statement: &Value,
    parameters: &Value,
) -> Evaluated<BoundStatement> {
    let given = match parameters {
        Value::Dict(dict) => dict.borrow().clone(),
        _ => Dict::default(),
    };
    let mut compiler = Compiler::numbered(given);
    let sql = if let Some(text) = statement.to_text() {
        let element = super::construct::text_clause(&text);
        compiler.element(interp, &element)?
    } else if let Some(dml) = statement.payload::<Dml>() {
        let mut dml = (*dml).clone();
        let rows = match parameters {
            Value::None => Vec::new(),
            parameters => dml::rows(interp, &dml.table, parameters)?,
        };
        // parameters of WHERE are told from values by the columns that there are
        if dml.verb == Verb::Insert && dml.from_select.is_none() && !rows.is_empty() {
            dml.rows = merged(&dml.rows, rows);
        } else if dml.verb == Verb::Update && dml.rows.is_empty() {
            let names: Vec<_> = dml.table.columns().into_iter().map(|(name, _)| name).collect();
            let known = |key: &Value| key.to_text().is_some_and(|key| names.contains(&key));
            dml.rows =
                rows.into_iter().map(|row| row.into_iter().filter(|(key, _)| known(key)).collect()).collect();
        }
        dml::compile(&mut compiler, interp, &dml)?
    } else if let Some(select) = statement.payload::<Select>() {
        select::compile(&mut compiler, interp, &select)?
    } else if let Some(sql) = super::ddl_element::sql(interp, statement)? {
        return Ok(BoundStatement { sql, parameters: Vec::new() });
    } else {
        match comparator::as_element(interp, statement)? {
            Some(element) => match &element.kind {
                Kind::Function { .. } => {
                    let select = Select { columns: vec![element], ..Select::default() };
                    select::compile(&mut compiler, interp, &select)?
                }
                Kind::ScalarSelect(select) => select::compile(&mut compiler, interp, &select.clone())?,
                _ => compiler.element(interp, &element)?,
            },
            None => {
                let shown = interp.repr(statement)?;
                return Err(interp.raise(
                    "sqlalchemy.exc.ObjectNotExecutableError",
                    format!("Not an executable object: {shown}"),
                ));
            }
        }
    };
    let sql = with_ctes(&compiler, sql);
    let parameters = match compiler.binds {
        Binds::Numbered(values) => values,
        Binds::Literal => Vec::new(),
    };
    Ok(BoundStatement { sql, parameters })
}

fn merged(fixed: &[Vec<(Value, Value)>], rows: Vec<Vec<(Value, Value)>>) -> Vec<Vec<(Value, Value)>> {
    let Some(fixed) = fixed.first() else { return rows };
    rows.into_iter()
        .map(|row| {
            let mut all = fixed.clone();
            all.retain(|(key, _)| !row.iter().any(|(known, _)| known.as_str() == key.as_str()));
            all.extend(row);
            all
        })
        .collect()
}

fn with_ctes(compiler: &Compiler, sql: String) -> String {
    if compiler.ctes.is_empty() {
        return sql;
    }
    let recursive = if compiler.recursive { "RECURSIVE " } else { "" };
    let ctes: Vec<String> = compiler.ctes.iter().map(|(name, sql)| format!("{name} AS \n({sql})")).collect();
    format!("WITH {recursive}{}\n {sql}", ctes.join(", \n"))
}

/// Whether it is an INSERT with RETURNING.
#[must_use]
pub fn returns_rows(statement: &Value) -> bool {
    statement.payload::<Dml>().is_some_and(|dml| dml.verb == Verb::Insert && !dml.returning.is_empty())
}

/// What a statement returns: an expression for each column of the result, and the entities among them.
/// Empty where only the server knows.
#[must_use]
pub fn result_columns(statement: &Value) -> (Vec<Element>, Vec<Entity>) {
    if let Some(select) = statement.payload::<Select>() {
        return match &select.compound {
            Some((_, parts)) => {
                parts.first().map(|part| (part.columns.clone(), part.entities.clone())).unwrap_or_default()
            }
            None => (select.columns.clone(), select.entities.clone()),
        };
    }
    if let Some(dml) = statement.payload::<Dml>() {
        return (dml.returning.clone(), dml.returning_entities.clone());
    }
    match statement.payload::<Expression>() {
        Some(element) if matches!(element.kind, Kind::Function { .. } | Kind::Cast { .. }) => {
            (vec![element], Vec::new())
        }
        _ => (Vec::new(), Vec::new()),
    }
}

/// What a value is in FROM: tables, mapped classes, subqueries, texts.
///
/// # Errors
/// What looking at it raises.
pub fn from_item(interp: &mut Interpreter, value: &Value) -> Evaluated<Option<Rc<FromItem>>> {
    if let Some(item) = value.payload::<FromItem>() {
        return Ok(Some(item));
    }
    if let Some(table) = table::of(value) {
        return Ok(Some(Rc::new(FromItem::Table(table))));
    }
    if let Some(aliased) = value.payload::<AliasedClass>() {
        return Ok(Some(aliased.item.clone()));
    }
    if let Value::Class(class) = value
        && let Some(table) = class.lookup("__table__").as_ref().and_then(table::of)
    {
        return Ok(Some(Rc::new(FromItem::Table(table))));
    }
    if let Some(expression) = value.payload::<Expression>()
        && matches!(expression.kind, Kind::Text { .. })
    {
        return Ok(Some(Rc::new(FromItem::Text(expression))));
    }
    if let Some(select) = value.payload::<Select>() {
        return Ok(Some(Rc::new(FromItem::Subquery { select, name: None, lateral: false })));
    }
    if let Value::Unknown(_) = value {
        return Err(argument::refuse_unknown(interp, value, "a table of a statement"));
    }
    Ok(None)
}

fn required_item(interp: &mut Interpreter, value: &Value) -> Evaluated<Rc<FromItem>> {
    match from_item(interp, value)? {
        Some(item) => Ok(item),
        None if interp.is_instance(value, "sqlalchemy.orm.interfaces.MapperProperty") => {
            Err(interp.refuse("a join along a relationship"))
        }
        None => {
            let shown = interp.repr(value)?;
            Err(interp.raise(
                "sqlalchemy.exc.ArgumentError",
                format!("FROM expression, such as a Table or alias() object expected, got {shown}."),
            ))
        }
    }
}

/// The Python object of something to select from.
///
/// # Errors
/// None of its own.
pub fn wrap_from(interp: &mut Interpreter, item: Rc<FromItem>) -> Evaluated {
    let name = match &*item {
        FromItem::Table(table) => return Ok(table.value()),
        FromItem::Clause(_) => "TableClause",
        FromItem::Alias { .. } | FromItem::Function { .. } => "Alias",
        FromItem::Subquery { .. } => "Subquery",
        FromItem::Cte { .. } => "CTE",
        FromItem::Join { .. } => "Join",
        FromItem::Values { .. } => "Values",
        FromItem::Text(text) => return wrap(interp, text.clone()),
    };
    let instance = Instance::new(natives(interp)?.class(name));
    instance.set_payload(item);
    Ok(Value::Instance(instance))
}

fn wrap_payload<T: 'static>(interp: &mut Interpreter, class: &str, payload: T) -> Evaluated {
    Ok(Instance::with_payload(natives(interp)?.class(class), payload))
}

/// `text("SELECT …").columns(…)`.
///
/// # Errors
/// None of its own.
pub fn text_select(interp: &mut Interpreter, text: Element, columns: Vec<Element>) -> Evaluated {
    wrap_payload(interp, "Select", Select { text: Some(text), columns, ..Select::default() })
}

/// The columns that an argument of `select()` stands for; mapped classes are noted as entities.
fn selected(
    interp: &mut Interpreter,
    value: &Value,
    columns: &mut Vec<Element>,
    entities: &mut Vec<Entity>,
) -> Evaluated<()> {
    match value {
        // 1.x: select([a, b])
        Value::List(_) | Value::Tuple(_) => {
            for item in interp.iterate(value)? {
                selected(interp, &item, columns, entities)?;
            }
        }
        value => {
            let is_text = value.payload::<Expression>().is_some();
            if !is_text
                && value.payload::<Select>().is_none()
                && let Some(item) = from_item(interp, value)?
            {
                let all = select::all_columns(&item);
                let entity = match value {
                    Value::Class(class) => Some((class.clone(), class.name.clone())),
                    value => value.payload::<AliasedClass>().map(|aliased| {
                        let name = match &*aliased.item {
                            FromItem::Alias { name: Some(name), .. } => name.clone(),
                            _ => aliased.class.name.clone(),
                        };
                        (aliased.class.clone(), name)
                    }),
                };
                if let Some((class, name)) = entity {
                    entities.push(Entity { class, name, start: columns.len(), count: all.len() });
                }
                columns.extend(all);
            } else {
                columns.push(comparator::element(interp, value)?);
            }
        }
    }
    Ok(())
}

/// A SELECT of what `columns` stand for.
///
/// # Errors
/// ArgumentError for what can't be selected.
pub fn new_select(interp: &mut Interpreter, columns: &[Value]) -> Evaluated<Select> {
    let mut select = Select::default();
    for value in columns {
        selected(interp, value, &mut select.columns, &mut select.entities)?;
    }
    Ok(select)
}

/// A changed copy of the receiver.
fn changed(
    interp: &mut Interpreter,
    bound: &Bound,
    change: impl FnOnce(&mut Interpreter, &mut Select) -> Evaluated<()>,
) -> Evaluated {
    let receiver = bound.receiver();
    let Some(select) = receiver.payload::<Select>() else { return Ok(receiver) };
    let mut select = (*select).clone();
    change(interp, &mut select)?;
    wrap_payload(interp, "Select", select)
}

fn optional_element(interp: &mut Interpreter, value: &Value) -> Evaluated<Option<Element>> {
    match value {
        Value::None => Ok(None),
        value => comparator::element(interp, value).map(Some),
    }
}

fn optional_name(interp: &mut Interpreter, bound: &Bound) -> Evaluated<Option<Rc<str>>> {
    let name = bound.value("name");
    Ok(argument::optional_text(interp, &name, "an alias")?.map(Into::into))
}

fn joined(
    interp: &mut Interpreter,
    left: Rc<FromItem>,
    bound: &Bound,
    outer: bool,
) -> Evaluated<Rc<FromItem>> {
    let right = required_item(interp, &bound.value("right"))?;
    let on = optional_element(interp, &bound.value("onclause"))?;
    let outer = outer || argument::flag(interp, &bound.value("isouter"), "isouter")?;
    let full = argument::flag(interp, &bound.value("full"), "full")?;
    let kind = match (full, outer) {
        (true, _) => "FULL OUTER JOIN",
        (false, true) => "LEFT OUTER JOIN",
        (false, false) => "JOIN",
    };
    Ok(Rc::new(FromItem::Join { left, right, on, kind }))
}

fn select_join(interp: &mut Interpreter, bound: &Bound, outer: bool) -> Evaluated {
    let right = required_item(interp, &bound.value("right"))?;
    let receiver = bound.receiver();
    let Some(select) = receiver.payload::<Select>() else { return Ok(receiver) };
    let mut select = (*select).clone();
    let left = match select.from.pop() {
        Some(left) => left,
        None => {
            let mut found = Vec::new();
            for column in &select.columns {
                select::froms(column, &mut found);
            }
            found.retain(|item| !item.same(&right));
            match found.into_iter().next() {
                Some(left) => left,
                None => return Err(interp.refuse("a join without a left side")),
            }
        }
    };
    let join = joined(interp, left, bound, outer)?;
    select.from.push(join);
    wrap_payload(interp, "Select", select)
}

const JOIN: &str = "self, right, onclause=None, isouter=False, full=False";

fn register_select(natives: &mut Natives) {
    let base = natives.class("ClauseElement");
    let mut builder = ClassBuilder::new("sqlalchemy.sql.selectable", "Select").base(&base);
    for name in ["where", "filter"] {
        builder = builder.method(name, "self, *whereclause", |interp, bound| {
            let conditions = conditions(interp, &bound.rest)?;
            changed(interp, &bound, |_, select| {
                select.conditions.extend(conditions);
                Ok(())
            })
        });
    }
    for name in ["union", "union_all", "intersect", "except_", "intersect_all", "except_all"] {
        builder = builder.method(name, "self, *other", move |interp, bound| {
            let mut parts = vec![bound.receiver()];
            parts.extend(bound.rest.clone());
            compound(interp, name, &parts)
        });
    }
    let class = builder
        .method("filter_by", "self, **kwargs", |interp, bound| {
            let receiver = bound.receiver();
            let Some(select) = receiver.payload::<Select>() else { return Ok(receiver) };
            let mut found = select.from.clone();
            select.columns.iter().for_each(|column| select::froms(column, &mut found));
            let mut conditions = Vec::new();
            for (name, value) in &bound.keywords {
                let Some(item) = found.last() else { continue };
                let column = select::column_of(item, name, &Value::None);
                conditions.push(comparator::compare(interp, &column, Operator::Eq, value)?);
            }
            changed(interp, &bound, |_, select| {
                select.conditions.extend(conditions);
                Ok(())
            })
        })
        .method("select_from", "self, *froms", |interp, bound| {
            changed(interp, &bound, |interp, select| {
                for value in &bound.rest {
                    let item = required_item(interp, value)?;
                    select.from.push(item);
                }
                Ok(())
            })
        })
        .method("join", JOIN, |interp, bound| select_join(interp, &bound, false))
        .method("outerjoin", JOIN, |interp, bound| select_join(interp, &bound, true))
        .method(
            "join_from",
            "self, from_, right, onclause=None, isouter=False, full=False",
            |interp, bound| {
                let left = required_item(interp, &bound.value("from_"))?;
                let join = joined(interp, left, &bound, false)?;
                changed(interp, &bound, |_, select| {
                    select.from.push(join);
                    Ok(())
                })
            },
        )
        .method("order_by", "self, *clauses", |interp, bound| {
            changed(interp, &bound, |interp, select| {
                if matches!(bound.rest.as_slice(), [Value::None]) {
                    select.order_by.clear();
                    return Ok(());
                }
                for value in &bound.rest {
                    select.order_by.push(named(interp, value)?);
                }
                Ok(())
            })
        })
        .method("group_by", "self, *clauses", |interp, bound| {
            changed(interp, &bound, |interp, select| {
                for value in &bound.rest {
                    select.group_by.push(named(interp, value)?);
                }
                Ok(())
            })
        })
        .method("having", "self, *having", |interp, bound| {
            let conditions = conditions(interp, &bound.rest)?;
            changed(interp, &bound, |_, select| {
                select.having.extend(conditions);
                Ok(())
            })
        })
        .method("limit", "self, limit", |interp, bound| {
            let limit = optional_element(interp, &bound.value("limit"))?;
            changed(interp, &bound, |_, select| {
                select.limit = limit;
                Ok(())
            })
        })
        .method("offset", "self, offset", |interp, bound| {
            let offset = optional_element(interp, &bound.value("offset"))?;
            changed(interp, &bound, |_, select| {
                select.offset = offset;
                Ok(())
            })
        })
        .method("distinct", "self, *expr", |interp, bound| {
            let on = elements(interp, &bound.rest)?;
            changed(interp, &bound, |_, select| {
                select.distinct = true;
                select.distinct_on = on;
                Ok(())
            })
        })
        .method(
            "with_for_update",
            "self, nowait=False, read=False, of=None, skip_locked=False, key_share=False",
            |interp, bound| {
                let mut flag = |name: &str| argument::flag(interp, &bound.value(name), name);
                let mut text = match (flag("read")?, flag("key_share")?) {
                    (true, true) => " FOR KEY SHARE",
                    (true, false) => " FOR SHARE",
                    (false, true) => " FOR NO KEY UPDATE",
                    (false, false) => " FOR UPDATE",
                }
                .to_owned();
                if flag("nowait")? {
                    text.push_str(" NOWAIT");
                }
                if flag("skip_locked")? {
                    text.push_str(" SKIP LOCKED");
                }
                changed(interp, &bound, |_, select| {
                    select.locking = Some(text);
                    Ok(())
                })
            },
        )
        .method("with_only_columns", "self, *entities, **kw", |interp, bound| {
            let made = new_select(interp, &bound.rest)?;
            changed(interp, &bound, |_, select| {
                select.columns = made.columns;
                select.entities = made.entities;
                Ok(())
            })
        })
        .method("add_columns", "self, *entities", |interp, bound| {
            let made = new_select(interp, &bound.rest)?;
            changed(interp, &bound, |_, select| {
                let before = select.columns.len();
                select.columns.extend(made.columns);
                select.entities.extend(
                    made.entities.into_iter().map(|entity| Entity { start: entity.start + before, ..entity }),
                );
                Ok(())
            })
        })
        .method("correlate", "self, *fromclauses", |interp, bound| {
            changed(interp, &bound, |interp, select| {
                for value in &bound.rest {
                    if !value.is_none() {
                        let item = required_item(interp, value)?;
                        select.correlate.push(item);
                    }
                }
                Ok(())
            })
        })
        .method("execution_options", "self, **kw", |_, bound| Ok(bound.receiver()))
        .method("options", "self, *args", |_, bound| Ok(bound.receiver()))
        .method("scalar_subquery", "self", |interp, bound| scalar(interp, &bound))
        .method("as_scalar", "self", |interp, bound| scalar(interp, &bound))
        .method("label", "self, name", |interp, bound| {
            let element = comparator::element(interp, &bound.receiver())?;
            let name = bound.value("name");
            let name = argument::text(interp, &name, "a label")?;
            wrap(interp, super::elements::label(&element, &name))
        })
        .method("exists", "self", |interp, bound| {
            let Some(select) = bound.receiver().payload::<Select>() else { return Ok(Value::None) };
            let made = exists(interp, select)?;
            wrap(interp, made)
        })
        .method("subquery", "self, name=None", |interp, bound| subquery(interp, &bound, false))
        .method("alias", "self, name=None, flat=False", |interp, bound| subquery(interp, &bound, false))
        .method("lateral", "self, name=None", |interp, bound| subquery(interp, &bound, true))
        .method("cte", "self, name=None, recursive=False, nesting=False", |interp, bound| {
            let Some(select) = bound.receiver().payload::<Select>() else { return Ok(Value::None) };
            let name = optional_name(interp, &bound)?;
            let recursive = argument::flag(interp, &bound.value("recursive"), "recursive")?;
            wrap_from(interp, Rc::new(FromItem::Cte { select, name, recursive }))
        })
        .method("compile", "self, *args, **kw", |interp, bound| shown(interp, &bound.receiver()))
        .method("__str__", "self", |interp, bound| shown(interp, &bound.receiver()))
        .property("selected_columns", columns_of_select)
        .property("c", columns_of_select)
        .build();
    natives.add("Select", Value::Class(class));
    natives.add(
        "select",
        Builtin::function("select", "*entities, **kw", |interp, bound| {
            let select = new_select(interp, &bound.rest)?;
            wrap_payload(interp, "Select", select)
        }),
    );
    for name in ["union", "union_all", "intersect", "except_", "intersect_all", "except_all"] {
        let function =
            Builtin::function(name, "*selects", move |interp, bound| compound(interp, name, &bound.rest));
        natives.add(name, function);
    }
    natives.add(
        "exists",
        Builtin::function("exists", "*args", |interp, bound| {
            let select = match bound.rest.as_slice() {
                [only] if only.payload::<Select>().is_some() => only.payload::<Select>().unwrap_or_default(),
                [] => {
                    let kind = Kind::Name { name: "*".into(), from: None, literal: true };
                    Rc::new(Select { columns: vec![Expression::untyped(kind)], ..Select::default() })
                }
                columns => Rc::new(new_select(interp, columns)?),
            };
            let made = exists(interp, select)?;
            wrap(interp, made)
        }),
    );
}

fn columns_of_select(interp: &mut Interpreter, receiver: &Value) -> Evaluated {
    let mut columns = IndexMap::new();
    if let Some(select) = receiver.payload::<Select>() {
        for column in &select.columns {
            let value = wrap(interp, column.clone())?;
            let key = interp.get_attribute(&value, "key")?;
            columns.insert(key.to_text().unwrap_or_default(), value);
        }
    }
    collection::new(interp, columns)
}

fn scalar(interp: &mut Interpreter, bound: &Bound) -> Evaluated {
    let element = comparator::element(interp, &bound.receiver())?;
    wrap(interp, element)
}

fn exists(interp: &mut Interpreter, select: Rc<Select>) -> Evaluated<Element> {
    let element = Expression::untyped(Kind::ScalarSelect(select));
    let boolean = super::type_object::plain(interp, "Boolean")?;
    Ok(Expression::new(Kind::Unary { operator: Operator::Exists, element }, boolean))
}

/// `.where()`, `.select_from()` and `.correlate()` of `exists()` and scalar subqueries change the select
/// inside.
pub fn subquery_methods(mut builder: ClassBuilder) -> ClassBuilder {
    for name in ["where", "filter", "select_from", "correlate", "order_by", "limit"] {
        builder = builder.method(name, "self, *args, **kw", move |interp, bound| {
            let element = comparator::element(interp, &bound.receiver())?;
            let inside = match &element.kind {
                Kind::Unary { operator: Operator::Exists, element } => element.clone(),
                _ => element.clone(),
            };
            let Kind::ScalarSelect(select) = &inside.kind else { return Ok(bound.receiver()) };
            let value = wrap_payload(interp, "Select", (**select).clone())?;
            let method = interp.get_attribute(&value, name)?;
            let arguments = crate::python::call::Arguments {
                positional: bound.rest.clone(),
                keywords: bound.keywords.clone(),
            };
            let changed = interp.call(&method, arguments)?;
            let Some(select) = changed.payload::<Select>() else { return Ok(changed) };
            let made = match &element.kind {
                Kind::Unary { .. } => exists(interp, select)?,
                _ => {
                    let type_ = select.scalar_type();
                    Expression::new(Kind::ScalarSelect(select), type_)
                }
            };
            wrap(interp, made)
        });
    }
    builder
}

fn subquery(interp: &mut Interpreter, bound: &Bound, lateral: bool) -> Evaluated {
    let Some(select) = bound.receiver().payload::<Select>() else { return Ok(Value::None) };
    let name = optional_name(interp, bound)?;
    wrap_from(interp, Rc::new(FromItem::Subquery { select, name, lateral }))
}

fn compound(interp: &mut Interpreter, name: &str, parts: &[Value]) -> Evaluated {
    let keyword = match name {
        "union" => "UNION",
        "union_all" => "UNION ALL",
        "intersect" => "INTERSECT",
        "intersect_all" => "INTERSECT ALL",
        "except_all" => "EXCEPT ALL",
        _ => "EXCEPT",
    };
    let mut selects = Vec::new();
    for part in parts {
        match part.payload::<Select>() {
            Some(select) => selects.push(select),
            None => return Err(argument::refuse_unknown(interp, part, keyword)),
        }
    }
    wrap_payload(interp, "Select", Select { compound: Some((keyword, selects)), ..Select::default() })
}

fn shown(interp: &mut Interpreter, receiver: &Value) -> Evaluated {
    let mut compiler = Compiler::literal(true);
    let sql = if let Some(select) = receiver.payload::<Select>() {
        select::compile(&mut compiler, interp, &select)?
    } else if let Some(dml) = receiver.payload::<Dml>() {
        dml::compile(&mut compiler, interp, &dml)?
    } else {
        String::new()
    };
    Ok(Value::str(with_ctes(&compiler, sql)))
}

fn register_from(natives: &mut Natives) {
    let base = natives.class("ClauseElement");
    let from = ClassBuilder::new("sqlalchemy.sql.selectable", "FromClause")
        .base(&base)
        .method("select", "self", |interp, bound| {
            let item = required_item(interp, &bound.receiver())?;
            let columns = select::all_columns(&item);
            wrap_payload(interp, "Select", Select { columns, from: vec![item], ..Select::default() })
        })
        .method("alias", "self, name=None, flat=False", |interp, bound| {
            let item = required_item(interp, &bound.receiver())?;
            let name = optional_name(interp, &bound)?;
            wrap_from(interp, Rc::new(FromItem::Alias { item, name }))
        })
        .method("join", JOIN, |interp, bound| {
            let left = required_item(interp, &bound.receiver())?;
            let join = joined(interp, left, &bound, false)?;
            wrap_from(interp, join)
        })
        .method("outerjoin", JOIN, |interp, bound| {
            let left = required_item(interp, &bound.receiver())?;
            let join = joined(interp, left, &bound, true)?;
            wrap_from(interp, join)
        })
        .method("__getattr__", "self, name", |interp, bound| {
            let name = bound.value("name");
            let name = name.as_str().unwrap_or_default();
            let item = required_item(interp, &bound.receiver())?;
            match name {
                "c" | "columns" => {
                    let mut columns = IndexMap::new();
                    for (key, type_) in item.columns() {
                        let element = select::column_of(&item, &key, &type_);
                        columns.insert(key, wrap(interp, element)?);
                    }
                    collection::new(interp, columns)
                }
                "name" | "description" => {
                    let mut compiler = Compiler::literal(true);
                    Ok(select::from_name(&mut compiler, &item).map_or(Value::None, Value::str))
                }
                _ => {
                    let class = interp.class_of(&bound.receiver()).name.clone();
                    Err(interp.raise("AttributeError", format!("'{class}' object has no attribute '{name}'")))
                }
            }
        })
        .build();
    natives.add("FromClause", Value::Class(from.clone()));
    let mut table = ClassBuilder::new("sqlalchemy.sql.selectable", "TableClause").base(&from);
    for (name, verb) in [("insert", Verb::Insert), ("update", Verb::Update), ("delete", Verb::Delete)] {
        table = table.method(name, "self, *args, **kw", move |interp, bound| {
            let item = required_item(interp, &bound.receiver())?;
            new_dml(interp, verb, item, &bound)
        });
    }
    let table = table.build();
    natives.add("TableClause", Value::Class(table));
    for name in ["Alias", "Subquery", "CTE", "Join", "Values"] {
        let mut builder = ClassBuilder::new("sqlalchemy.sql.selectable", name).base(&from);
        if name == "CTE" {
            for keyword in ["union", "union_all"] {
                builder = builder
                    .method(keyword, "self, *other", move |interp, bound| cte_union(interp, keyword, &bound));
            }
        }
        if name == "Values" {
            builder = builder.method("data", "self, values", |interp, bound| {
                let item = required_item(interp, &bound.receiver())?;
                let FromItem::Values { name, columns, rows } = &*item else { return Ok(bound.receiver()) };
                let mut rows = rows.clone();
                for row in interp.iterate(&bound.value("values"))? {
                    let cells = interp.iterate(&row)?;
                    rows.push(elements(interp, &cells)?);
                }
                let (name, columns) = (name.clone(), columns.clone());
                wrap_from(interp, Rc::new(FromItem::Values { name, columns, rows }))
            });
        }
        let class = builder.build();
        natives.add(name, Value::Class(class));
    }
    natives.add(
        "table",
        Builtin::function("table", "name, *columns, schema=None", |interp, bound| {
            let name = bound.value("name");
            let name = argument::text(interp, &name, "table()")?;
            let schema = bound.value("schema");
            let schema = argument::optional_text(interp, &schema, "the schema of table()")?;
            let mut columns = Vec::new();
            for value in &bound.rest {
                columns.push(named_column(interp, value)?);
            }
            let clause = TableClause { name: QualifiedName { schema, name }, columns: RefCell::new(columns) };
            wrap_from(interp, Rc::new(FromItem::Clause(clause)))
        }),
    );
    natives.add(
        "values",
        Builtin::function("values", "*columns, name=None, literal_binds=False", |interp, bound| {
            let mut columns = Vec::new();
            for value in &bound.rest {
                columns.push(named_column(interp, value)?);
            }
            let name = optional_name(interp, &bound)?;
            wrap_from(interp, Rc::new(FromItem::Values { name, columns, rows: Vec::new() }))
        }),
    );
    for (name, outer) in [("join", false), ("outerjoin", true)] {
        let function = Builtin::function(
            name,
            "left, right, onclause=None, isouter=False, full=False",
            move |interp, bound| {
                let left = required_item(interp, &bound.value("left"))?;
                let join = joined(interp, left, &bound, outer)?;
                wrap_from(interp, join)
            },
        );
        natives.add(name, function);
    }
    natives.add(
        "alias",
        Builtin::function("alias", "selectable, name=None, flat=False", |interp, bound| {
            let item = required_item(interp, &bound.value("selectable"))?;
            let name = optional_name(interp, &bound)?;
            wrap_from(interp, Rc::new(FromItem::Alias { item, name }))
        }),
    );
}

/// A recursive CTE refers to itself by the name that its first part has.
fn cte_union(interp: &mut Interpreter, keyword: &'static str, bound: &Bound) -> Evaluated {
    let item = required_item(interp, &bound.receiver())?;
    let FromItem::Cte { select, name, recursive } = &*item else { return Ok(bound.receiver()) };
    let mut parts = vec![select.clone()];
    for value in &bound.rest {
        match value.payload::<Select>() {
            Some(select) => parts.push(select),
            None => return Err(argument::refuse_unknown(interp, value, "a part of a CTE")),
        }
    }
    let keyword = if keyword == "union" { "UNION" } else { "UNION ALL" };
    let select = Rc::new(Select { compound: Some((keyword, parts)), ..Select::default() });
    let (name, recursive) = (name.clone(), *recursive);
    wrap_from(interp, Rc::new(FromItem::Cte { select, name, recursive }))
}

fn named_column(interp: &mut Interpreter, value: &Value) -> Evaluated<(Rc<str>, Value)> {
    if let Some(name) = value.to_text() {
        return Ok((name, Value::None));
    }
    if let Some(column) = column::of(value) {
        return Ok((column.key_text().into(), column.type_.borrow().clone()));
    }
    let element = comparator::element(interp, value)?;
    match &element.kind {
        Kind::Name { name, .. } => Ok((name.clone(), element.type_.clone())),
        _ => Err(argument::refuse_unknown(interp, value, "a column of table()")),
    }
}

fn new_dml(interp: &mut Interpreter, verb: Verb, item: Rc<FromItem>, bound: &Bound) -> Evaluated {
    let mut dml = Dml::new(verb, item);
    let mut rest = bound.rest.iter();
    for (name, value) in &bound.keywords {
        match (&**name, verb) {
            ("values", _) => dml.rows.extend(dml::rows(interp, &dml.table, value)?),
            ("whereclause", _) => dml.conditions.push(comparator::element(interp, value)?),
            _ => {}
        }
    }
    // 1.x: the condition, or the values, as the first argument
    match (verb, rest.next()) {
        (_, None | Some(Value::None)) => {}
        (Verb::Insert, Some(values)) => dml.rows.extend(dml::rows(interp, &dml.table, values)?),
        (_, Some(condition)) => dml.conditions.push(comparator::element(interp, condition)?),
    }
    if let Some(values) = rest.next() {
        dml.rows.extend(dml::rows(interp, &dml.table, values)?);
    }
    let class = class_of(verb);
    wrap_payload(interp, class, dml)
}

fn class_of(verb: Verb) -> &'static str {
    match verb {
        Verb::Insert => "Insert",
        Verb::Update => "Update",
        Verb::Delete => "Delete",
    }
}

fn changed_dml(
    interp: &mut Interpreter,
    bound: &Bound,
    change: impl FnOnce(&mut Interpreter, &mut Dml) -> Evaluated<()>,
) -> Evaluated {
    let receiver = bound.receiver();
    let Some(dml) = receiver.payload::<Dml>() else { return Ok(receiver) };
    let mut dml = (*dml).clone();
    change(interp, &mut dml)?;
    let class = class_of(dml.verb);
    wrap_payload(interp, class, dml)
}

fn on_conflict(interp: &mut Interpreter, bound: &Bound, update: bool) -> Evaluated {
    let constraint = bound.value("constraint");
    let constraint = super::constraint::reference_name(interp, &constraint)?;
    let given = bound.value("index_elements");
    let elements = if given.is_none() { Vec::new() } else { interp.iterate(&given)? };
    let index_where = optional_element(interp, &bound.value("index_where"))?;
    let condition = optional_element(interp, &bound.value("where"))?;
    let set = match (update, bound.value("set_")) {
        (false, _) => None,
        (true, set) => {
            let receiver = bound.receiver();
            let Some(dml) = receiver.payload::<Dml>() else { return Ok(receiver) };
            Some(dml::rows(interp, &dml.table, &set)?.into_iter().flatten().collect())
        }
    };
    changed_dml(interp, bound, |_, dml| {
        dml.on_conflict = Some(OnConflict { elements, constraint, index_where, set, condition });
        Ok(())
    })
}

fn register_dml(natives: &mut Natives) {
    let base = natives.class("ClauseElement");
    for (verb, function) in [(Verb::Insert, "insert"), (Verb::Update, "update"), (Verb::Delete, "delete")] {
        let mut builder = ClassBuilder::new("sqlalchemy.sql.dml", class_of(verb)).base(&base);
        for name in ["where", "filter"] {
            builder = builder.method(name, "self, *whereclause", |interp, bound| {
                let conditions = conditions(interp, &bound.rest)?;
                changed_dml(interp, &bound, |_, dml| {
                    dml.conditions.extend(conditions);
                    Ok(())
                })
            });
        }
        let class = builder
            .method("values", "self, *args, **kwargs", |interp, bound| {
                changed_dml(interp, &bound, |interp, dml| {
                    for value in &bound.rest {
                        let rows = dml::rows(interp, &dml.table, value)?;
                        if dml.verb == Verb::Update {
                            dml.rows.resize(1, Vec::new());
                            dml.rows[0].extend(rows.into_iter().flatten());
                        } else {
                            dml.rows.extend(rows);
                        }
                    }
                    if !bound.keywords.is_empty() {
                        let row: Vec<(Value, Value)> = bound
                            .keywords
                            .iter()
                            .map(|(name, value)| (Value::Str(name.clone()), value.clone()))
                            .collect();
                        match dml.rows.first_mut() {
                            Some(first) => first.extend(row),
                            None => dml.rows.push(row),
                        }
                    }
                    Ok(())
                })
            })
            .method("from_select", "self, names, select, include_defaults=True", |interp, bound| {
                let names = interp.iterate(&bound.value("names"))?;
                let mut given = bound.value("select");
                // a session's query is one too
                if given.payload::<Select>().is_none()
                    && let Some(method) = interp.find_attribute(&given, "__clause_element__")?
                {
                    given = interp.call(&method, Value::arguments(Vec::new()))?;
                }
                let Some(select) = given.payload::<Select>() else {
                    return Err(argument::refuse_unknown(interp, &given, "from_select()"));
                };
                let include_defaults = bound.get("include_defaults").cloned().unwrap_or(Value::Bool(true));
                let without_defaults = !argument::flag(interp, &include_defaults, "include_defaults")?;
                changed_dml(interp, &bound, |_, dml| {
                    dml.from_select = Some((names, select));
                    dml.without_defaults = without_defaults;
                    Ok(())
                })
            })
            .method("returning", "self, *cols, **kw", |interp, bound| {
                changed_dml(interp, &bound, |interp, dml| {
                    for value in &bound.rest {
                        selected(interp, value, &mut dml.returning, &mut dml.returning_entities)?;
                    }
                    Ok(())
                })
            })
            .method(
                "on_conflict_do_nothing",
                "self, constraint=None, index_elements=None, index_where=None",
                |interp, bound| on_conflict(interp, &bound, false),
            )
            .method(
                "on_conflict_do_update",
                "self, constraint=None, index_elements=None, index_where=None, set_=None, where=None",
                |interp, bound| on_conflict(interp, &bound, true),
            )
            .property("excluded", |interp, receiver| {
                let Some(dml) = receiver.payload::<Dml>() else { return Ok(Value::None) };
                let name: Rc<str> = "excluded".into();
                let item = Rc::new(FromItem::Alias { item: dml.table.clone(), name: Some(name) });
                let mut columns = IndexMap::new();
                for (key, type_) in dml.table.columns() {
                    let element = select::column_of(&item, &key, &type_);
                    columns.insert(key, wrap(interp, element)?);
                }
                collection::new(interp, columns)
            })
            .method("execution_options", "self, **kw", |interp, bound| {
                let given = bound.keyword("synchronize_session").cloned();
                changed_dml(interp, &bound, |_, dml| {
                    if let Some(given) = given {
                        dml.leaves_objects = matches!(given, Value::Bool(false));
                    }
                    Ok(())
                })
            })
            .method("compile", "self, *args, **kw", |interp, bound| shown(interp, &bound.receiver()))
            .method("__str__", "self", |interp, bound| shown(interp, &bound.receiver()))
            .build();
        natives.add(class_of(verb), Value::Class(class));
        let make = Builtin::function(function, "table, *args, **kw", move |interp, bound| {
            let table = bound.value("table");
            let item = required_item(interp, &table)?;
            let made = new_dml(interp, verb, item, &bound)?;
            match (table, made.payload::<Dml>()) {
                (Value::Class(class), Some(dml)) => {
                    wrap_payload(interp, class_of(verb), Dml { mapped: Some(class), ..(*dml).clone() })
                }
                _ => Ok(made),
            }
        });
        natives.add(function, make);
    }
}

/// A condition as `expression::conjunction` takes it, for callers with one value.
///
/// # Errors
/// As [`comparator::element`].
pub fn condition(interp: &mut Interpreter, value: &Value) -> Evaluated<Element> {
    let element = comparator::element(interp, value)?;
    expression::self_group(interp, &element, None)
}

/// Adds the statements and what they select from.
pub fn register(natives: &mut Natives) {
    register_from(natives);
    register_select(natives);
    register_dml(natives);
}
