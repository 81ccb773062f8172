//! `Result`, `ScalarResult` and `MappingResult`: what `connection.execute(…)` returns.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use crate::operation::ResultRows;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Instance, Value};
use crate::sqlalchemy::comparator;
use crate::sqlalchemy::expression::{self, Element, Kind};
use crate::sqlalchemy::result_value::result_value;

use super::row::{self, RowClasses, RowData};
use super::row_value;

/// How rows are handed out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Row,
    /// One column of each.
    Scalar(usize),
    Mapping,
}

struct State {
    columns: Rc<[Rc<str>]>,
    sources: Rc<[Element]>,
    rows: Rc<RefCell<VecDeque<Rc<RowData>>>>,
    returns_rows: bool,
    affected: i64,
    form: Form,
    unique: Cell<bool>,
}

struct ResultClasses {
    cursor: Rc<Class>,
    scalar: Rc<Class>,
    mapping: Rc<Class>,
}

/// The rows as a Python object, as the server's own types have them.
///
/// # Errors
/// What converting a value raises.
pub fn result(interpreter: &mut Interpreter, rows: ResultRows) -> Evaluated {
    typed(interpreter, rows, Vec::new())
}

/// The rows as a Python object; the types of `sources`, the expressions that were selected, make the
/// values.
///
/// # Errors
/// As [`result`].
pub fn typed(interpreter: &mut Interpreter, rows: ResultRows, sources: Vec<Element>) -> Evaluated {
    let returns_rows = !rows.columns.is_empty();
    let affected = if returns_rows && rows.affected == 0 {
        i64::try_from(rows.rows.len()).unwrap_or(i64::MAX)
    } else {
        i64::try_from(rows.affected).unwrap_or(i64::MAX)
    };
    let columns: Rc<[Rc<str>]> = rows.columns.iter().map(|column| Rc::from(column.name.as_str())).collect();
    let items = values(interpreter, rows, &sources)?;
    // texts name their columns; everything else selects what it says, in that order
    let sources: Rc<[Element]> = if sources.len() == columns.len() { sources.into() } else { Rc::new([]) };
    let data = |values: Vec<Value>| {
        Rc::new(RowData { columns: columns.clone(), sources: sources.clone(), values: values.into() })
    };
    let items: VecDeque<Rc<RowData>> = items.into_iter().map(data).collect();
    let state = State {
        columns,
        sources,
        rows: Rc::new(RefCell::new(items)),
        returns_rows,
        affected,
        form: Form::Row,
        unique: false.into(),
    };
    Ok(wrap(interpreter, state))
}

/// Every value, made by the type of its column.
///
/// # Errors
/// As [`result`].
pub fn values(
    interpreter: &mut Interpreter,
    rows: ResultRows,
    sources: &[Element],
) -> Evaluated<Vec<Vec<Value>>> {
    let by_position = sources.len() == rows.columns.len();
    let types: Vec<Option<Value>> = rows
        .columns
        .iter()
        .enumerate()
        .map(|(index, column)| {
            let source = if by_position {
                sources.get(index)
            } else {
                sources.iter().find(|source| name_of(source).is_some_and(|name| *name == *column.name))
            };
            source.map(|source| expression::type_of(source)).filter(|type_| !type_.is_none())
        })
        .collect();
    let mut made = Vec::with_capacity(rows.rows.len());
    for row in rows.rows {
        let mut values = Vec::with_capacity(row.len());
        for (value, type_) in row.into_iter().zip(&types) {
            let value = row_value::python(interpreter, value)?;
            values.push(match type_ {
                Some(type_) => result_value(interpreter, value, type_)?,
                None => value,
            });
        }
        made.push(values);
    }
    Ok(made)
}

fn name_of(element: &Element) -> Option<Rc<str>> {
    match &element.kind {
        Kind::Column(column) => Some(column.name_text().into()),
        Kind::Name { name, .. } | Kind::Label { name, .. } => Some(name.clone()),
        _ => None,
    }
}

/// Rows of the ORM: objects among the values.
pub fn of_rows(
    interpreter: &mut Interpreter,
    columns: Rc<[Rc<str>]>,
    sources: Rc<[Element]>,
    rows: Vec<Vec<Value>>,
    affected: u64,
) -> Value {
    let items = rows
        .into_iter()
        .map(|values| {
            Rc::new(RowData { columns: columns.clone(), sources: sources.clone(), values: values.into() })
        })
        .collect();
    let state = State {
        columns,
        sources,
        rows: Rc::new(RefCell::new(items)),
        returns_rows: true,
        affected: i64::try_from(affected).unwrap_or(i64::MAX),
        form: Form::Row,
        unique: false.into(),
    };
    wrap(interpreter, state)
}

fn wrap(interpreter: &mut Interpreter, state: State) -> Value {
    let classes = match interpreter.extension::<ResultClasses>() {
        Some(classes) => classes,
        None => {
            let cursor = methods(ClassBuilder::new("sqlalchemy.engine.cursor", "CursorResult")).build();
            let classes = Rc::new(ResultClasses {
                scalar: methods(ClassBuilder::new("sqlalchemy.engine.result", "ScalarResult")).build(),
                mapping: methods(ClassBuilder::new("sqlalchemy.engine.result", "MappingResult")).build(),
                cursor,
            });
            interpreter.set_extension(classes.clone());
            classes
        }
    };
    let class = match state.form {
        Form::Row => &classes.cursor,
        Form::Scalar(_) => &classes.scalar,
        Form::Mapping => &classes.mapping,
    };
    let instance = Instance::new(class.clone());
    instance.set_payload(Rc::new(state));
    Value::Instance(instance)
}

fn state(interpreter: &mut Interpreter, receiver: &Value) -> Evaluated<Rc<State>> {
    receiver.payload::<State>().ok_or_else(|| interpreter.refuse("a result that no statement returned"))
}

/// The state, for reading rows.
fn open(interpreter: &mut Interpreter, receiver: &Value) -> Evaluated<Rc<State>> {
    let state = state(interpreter, receiver)?;
    if state.returns_rows {
        return Ok(state);
    }
    Err(interpreter.raise(
        "sqlalchemy.exc.ResourceClosedError",
        "This result object does not return rows. It has been closed automatically.",
    ))
}

fn present(interpreter: &mut Interpreter, state: &State, data: Rc<RowData>) -> Value {
    let classes = RowClasses::of(interpreter);
    match state.form {
        Form::Row => row::row(&classes, data),
        Form::Mapping => row::mapping(&classes, data),
        Form::Scalar(index) => data.values.get(index).cloned().unwrap_or(Value::None),
    }
}

fn take(interpreter: &mut Interpreter, state: &State, at_most: usize) -> Evaluated<Vec<Value>> {
    let count = at_most.min(state.rows.borrow().len());
    let taken: Vec<Rc<RowData>> = state.rows.borrow_mut().drain(..count).collect();
    let mut values: Vec<Value> = Vec::with_capacity(taken.len());
    let mut seen = std::collections::HashSet::new();
    for data in taken {
        let value = present(interpreter, state, data);
        if state.unique.get() && !seen.insert(hashable(interpreter, &value)?) {
            continue;
        }
        values.push(value);
    }
    Ok(values)
}

fn hashable(interpreter: &mut Interpreter, value: &Value) -> Evaluated<crate::python::dict::Key> {
    match value.payload::<RowData>() {
        Some(data) => interpreter.key(&Value::Tuple(data.values.clone())),
        None => interpreter.key(value),
    }
}

/// The only row, as `one()` wants it; `None` when there is none and that is allowed.
fn only(interpreter: &mut Interpreter, state: &State, allow_none: bool) -> Evaluated<Option<Value>> {
    let rows = take(interpreter, state, usize::MAX)?;
    match <[Value; 1]>::try_from(rows) {
        Ok([row]) => Ok(Some(row)),
        Err(rows) if rows.is_empty() && allow_none => Ok(None),
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

fn first_value(row: Value) -> Value {
    match row.payload::<RowData>() {
        Some(data) => data.values.first().cloned().unwrap_or(Value::None),
        None => row,
    }
}

fn other_form(state: &State, form: Form) -> State {
    State {
        columns: state.columns.clone(),
        sources: state.sources.clone(),
        rows: state.rows.clone(),
        returns_rows: state.returns_rows,
        affected: state.affected,
        form,
        unique: state.unique.get().into(),
    }
}

fn column_index(interpreter: &mut Interpreter, state: &State, key: &Value) -> Evaluated<usize> {
    if let Value::Int(index) = key {
        let count = i64::try_from(state.columns.len()).unwrap_or(i64::MAX);
        let at = if *index < 0 { index + count } else { *index };
        return usize::try_from(at)
            .ok()
            .filter(|at| *at < state.columns.len())
            .ok_or_else(|| interpreter.raise("IndexError", "tuple index out of range"));
    }
    if let Some(element) = comparator::as_element(interpreter, key)?
        && let Some(index) = state.sources.iter().position(|source| row::same(source, &element))
    {
        return Ok(index);
    }
    let name = match interpreter.find_attribute(key, "name")? {
        Some(Value::Str(name)) => name.to_string(),
        _ => interpreter.str(key)?,
    };
    state.columns.iter().position(|column| **column == *name).ok_or_else(|| {
        interpreter.raise(
            "sqlalchemy.exc.NoSuchColumnError",
            format!("Could not locate column in row for column '{name}'"),
        )
    })
}

fn methods(builder: ClassBuilder) -> ClassBuilder {
    let builder = builder
        .method("fetchone", "self", |interpreter, bound| {
            let state = open(interpreter, &bound.receiver())?;
            Ok(take(interpreter, &state, 1)?.pop().unwrap_or(Value::None))
        })
        .method("fetchmany", "self, size=None", |interpreter, bound| {
            let state = open(interpreter, &bound.receiver())?;
            let size = bound.value("size").as_int().and_then(|size| usize::try_from(size).ok());
            take(interpreter, &state, size.unwrap_or(1)).map(Value::list)
        })
        .method("first", "self", |interpreter, bound| {
            let state = open(interpreter, &bound.receiver())?;
            let row = take(interpreter, &state, 1)?.pop().unwrap_or(Value::None);
            state.rows.borrow_mut().clear();
            Ok(row)
        })
        .method("one", "self", |interpreter, bound| {
            let state = open(interpreter, &bound.receiver())?;
            Ok(only(interpreter, &state, false)?.unwrap_or(Value::None))
        })
        .method("one_or_none", "self", |interpreter, bound| {
            let state = open(interpreter, &bound.receiver())?;
            Ok(only(interpreter, &state, true)?.unwrap_or(Value::None))
        })
        .method("scalar", "self", |interpreter, bound| {
            let state = open(interpreter, &bound.receiver())?;
            let row = take(interpreter, &state, 1)?.pop().unwrap_or(Value::None);
            state.rows.borrow_mut().clear();
            Ok(first_value(row))
        })
        .method("scalar_one", "self", |interpreter, bound| {
            let state = open(interpreter, &bound.receiver())?;
            Ok(first_value(only(interpreter, &state, false)?.unwrap_or(Value::None)))
        })
        .method("scalar_one_or_none", "self", |interpreter, bound| {
            let state = open(interpreter, &bound.receiver())?;
            Ok(first_value(only(interpreter, &state, true)?.unwrap_or(Value::None)))
        })
        .method("scalars", "self, index=0", |interpreter, bound| {
            let state = open(interpreter, &bound.receiver())?;
            let key = bound.get("index").cloned().unwrap_or(Value::Int(0));
            let index = column_index(interpreter, &state, &key)?;
            Ok(wrap(interpreter, other_form(&state, Form::Scalar(index))))
        })
        .method("mappings", "self", |interpreter, bound| {
            let state = open(interpreter, &bound.receiver())?;
            Ok(wrap(interpreter, other_form(&state, Form::Mapping)))
        })
        .method("tuples", "self", |_, bound| Ok(bound.receiver()))
        .method("unique", "self, strategy=None", |interpreter, bound| {
            state(interpreter, &bound.receiver())?.unique.set(true);
            Ok(bound.receiver())
        })
        .method("partitions", "self, size=None", |interpreter, bound| {
            let state = open(interpreter, &bound.receiver())?;
            let size = bound.value("size").as_int().and_then(|size| usize::try_from(size).ok()).unwrap_or(1);
            let mut parts = Vec::new();
            loop {
                let part = take(interpreter, &state, size.max(1))?;
                if part.is_empty() {
                    return Ok(crate::python::iterator::Items::of(parts));
                }
                parts.push(Value::list(part));
            }
        });
    let builder = ["all", "fetchall"].into_iter().fold(builder, |builder, name| {
        builder.method(name, "self", |interpreter, bound| {
            let state = open(interpreter, &bound.receiver())?;
            take(interpreter, &state, usize::MAX).map(Value::list)
        })
    });
    builder
        .method("keys", "self", |interpreter, bound| {
            let state = open(interpreter, &bound.receiver())?;
            Ok(Value::list(state.columns.iter().map(|column| Value::Str(column.clone())).collect()))
        })
        .method("close", "self", |interpreter, bound| {
            state(interpreter, &bound.receiver())?.rows.borrow_mut().clear();
            Ok(Value::None)
        })
        .method("__iter__", "self", |interpreter, bound| {
            let state = open(interpreter, &bound.receiver())?;
            take(interpreter, &state, usize::MAX).map(crate::python::iterator::Items::of)
        })
        .method("__next__", "self", |interpreter, bound| {
            let state = open(interpreter, &bound.receiver())?;
            match take(interpreter, &state, 1)?.pop() {
                Some(row) => Ok(row),
                None => Err(interpreter.raise_with("StopIteration", Vec::new())),
            }
        })
        .method("__enter__", "self", |_, bound| Ok(bound.receiver()))
        .method("__exit__", "self, *args", |_, _| Ok(Value::None))
        .property("rowcount", |interpreter, receiver| Ok(Value::Int(state(interpreter, receiver)?.affected)))
        .property("returns_rows", |interpreter, receiver| {
            Ok(Value::Bool(state(interpreter, receiver)?.returns_rows))
        })
}
