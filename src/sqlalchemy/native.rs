//! Everything of SQLAlchemy that Python code can name, made once for each interpreter.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::column::ColumnObject;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Unknown, Value};

/// The values, by the name that `sqlalchemy` has for them, `postgresql.NAME`, `orm.NAME` …
#[derive(Default)]
pub struct Natives {
    values: HashMap<String, Value>,
    creation: Cell<u64>,
    held: RefCell<Vec<Value>>,
    waiting: RefCell<Vec<(Value, Vec<Rc<ColumnObject>>)>>,
    loose: RefCell<Vec<(Value, Rc<Unknown>)>>,
}

/// The natives of this interpreter.
///
/// # Errors
/// None of its own; the first call builds them.
pub fn natives(interp: &mut Interpreter) -> Evaluated<Rc<Natives>> {
    if let Some(natives) = interp.extension::<Natives>() {
        return Ok(natives);
    }
    let mut natives = Natives::default();
    super::elements::register(&mut natives);
    super::type_init::register(&mut natives);
    super::naming_convention::register(&mut natives, interp);
    super::exception::register(&mut natives, interp)?;
    super::engine::register_natives(&mut natives);
    super::function::register(&mut natives);
    super::construct::register(&mut natives);
    super::statement::register(&mut natives);
    super::ddl_element::register(&mut natives);
    super::column::register(&mut natives);
    super::foreign_key::register(&mut natives);
    super::constraint::register(&mut natives);
    super::index::register(&mut natives);
    super::index_set::register(&mut natives);
    super::sequence::register(&mut natives);
    super::server_default::register(&mut natives);
    super::metadata::register(&mut natives);
    super::table::register(&mut natives);
    super::collection::register(&mut natives);
    super::mapped_column::register(&mut natives);
    super::dialect::register(&mut natives);
    let natives = Rc::new(natives);
    interp.set_extension(natives.clone());
    Ok(natives)
}

impl Natives {
    pub fn add(&mut self, name: &str, value: Value) {
        self.values.insert(name.to_owned(), value);
    }

    /// None when there is no such name.
    pub fn find(&self, name: &str) -> Option<Value> {
        self.values.get(name).cloned()
    }

    /// Python's None when there is no such name.
    pub fn value(&self, name: &str) -> Value {
        self.find(name).unwrap_or(Value::None)
    }

    pub fn find_class(&self, name: &str) -> Option<Rc<Class>> {
        self.find(name).and_then(|value| value.as_class().cloned())
    }

    /// A class of ours; names are constants of this program.
    pub fn class(&self, name: &str) -> Rc<Class> {
        let found = self.find_class(name);
        debug_assert!(found.is_some(), "no native class {name}");
        found.unwrap_or_else(|| ClassBuilder::new("sqlalchemy", name).build())
    }

    /// SQLAlchemy's `_creation_order`.
    pub fn next_creation(&self) -> u64 {
        self.creation.set(self.creation.get() + 1);
        self.creation.get()
    }

    /// Keeps a Python object alive that others only refer to.
    pub fn hold(&self, value: Value) {
        self.held.borrow_mut().push(value);
    }

    /// An index or constraint that belongs to the table of its columns once they have one.
    pub fn wait(&self, item: Value, columns: Vec<Rc<ColumnObject>>) {
        self.waiting.borrow_mut().push((item, columns));
    }

    /// An index on something that is not known, which may be of any table.
    pub fn add_loose(&self, index: Value, unknown: Rc<Unknown>) {
        self.loose.borrow_mut().push((index, unknown));
    }

    /// The indexes on something that is not known.
    pub fn loose(&self) -> Vec<(Value, Rc<Unknown>)> {
        self.loose.borrow().clone()
    }

    /// Attaches what has waited for its last column.
    ///
    /// # Errors
    /// What attaching raises.
    pub fn attach_waiting(&self, interp: &mut Interpreter) -> Evaluated<()> {
        let ready: Vec<(Value, Vec<Rc<ColumnObject>>)> = {
            let mut waiting = self.waiting.borrow_mut();
            let (ready, rest) = std::mem::take(&mut *waiting)
                .into_iter()
                .partition(|(_, columns)| columns.iter().all(|column| column.table.borrow().is_some()));
            *waiting = rest;
            ready
        };
        for (item, columns) in ready {
            let Some(table) = columns.first().and_then(|column| column.table.borrow().clone()) else {
                continue;
            };
            super::table::attach(interp, &table, &item, false)?;
        }
        Ok(())
    }
}
