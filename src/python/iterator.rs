//! Iterators: of built-in collections, of native code, and the protocol that generators share.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use super::interpreter::Interpreter;
use super::raise::Evaluated;
use super::value::Value;

/// Something that gives values one after the other.
pub trait Iteration {
    /// The next value; `None` at the end, and from then on.
    ///
    /// # Errors
    /// What the code behind it raises.
    fn next(&mut self, interpreter: &mut Interpreter) -> Evaluated<Option<Value>>;

    /// The class that `type()` shows.
    fn type_name(&self) -> &'static str {
        "iterator"
    }

    /// For generators, that have more to them.
    fn as_any(&mut self) -> Option<&mut dyn Any> {
        None
    }

    /// How many values are left, when that is cheap to say.
    fn remaining(&self) -> Option<usize> {
        None
    }
}

/// Over values that are there already.
pub struct Items {
    items: std::vec::IntoIter<Value>,
    name: &'static str,
}

impl Items {
    pub fn of(items: Vec<Value>) -> Value {
        Items::named("iterator", items)
    }

    pub fn named(name: &'static str, items: Vec<Value>) -> Value {
        Value::Iterator(Rc::new(RefCell::new(Items { items: items.into_iter(), name })))
    }
}

impl Iteration for Items {
    fn next(&mut self, _: &mut Interpreter) -> Evaluated<Option<Value>> {
        Ok(self.items.next())
    }

    fn type_name(&self) -> &'static str {
        self.name
    }

    fn remaining(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// Over a list that may grow or shrink meanwhile.
pub struct ListItems {
    list: Rc<RefCell<Vec<Value>>>,
    index: usize,
}

impl Iteration for ListItems {
    fn next(&mut self, _: &mut Interpreter) -> Evaluated<Option<Value>> {
        let value = self.list.borrow().get(self.index).cloned();
        if value.is_some() {
            self.index += 1;
        } else {
            self.index = usize::MAX;
        }
        Ok(value)
    }

    fn type_name(&self) -> &'static str {
        "list_iterator"
    }

    fn remaining(&self) -> Option<usize> {
        Some(self.list.borrow().len().saturating_sub(self.index))
    }
}

impl ListItems {
    pub fn of(list: &Rc<RefCell<Vec<Value>>>) -> Value {
        Value::Iterator(Rc::new(RefCell::new(ListItems { list: list.clone(), index: 0 })))
    }
}

/// Over a tuple, without copying it.
pub struct TupleItems {
    items: Rc<[Value]>,
    index: usize,
}

impl TupleItems {
    pub fn of(items: &Rc<[Value]>) -> Value {
        Value::Iterator(Rc::new(RefCell::new(TupleItems { items: items.clone(), index: 0 })))
    }
}

impl Iteration for TupleItems {
    fn next(&mut self, _: &mut Interpreter) -> Evaluated<Option<Value>> {
        let value = self.items.get(self.index).cloned();
        self.index += 1;
        Ok(value)
    }

    fn type_name(&self) -> &'static str {
        "tuple_iterator"
    }

    fn remaining(&self) -> Option<usize> {
        Some(self.items.len().saturating_sub(self.index))
    }
}

/// `range`, which may be far too long to be written out.
pub struct RangeItems {
    pub next: i64,
    pub stop: i64,
    pub step: i64,
}

impl Iteration for RangeItems {
    fn next(&mut self, _: &mut Interpreter) -> Evaluated<Option<Value>> {
        let current = self.next;
        let more = if self.step > 0 { current < self.stop } else { current > self.stop };
        if !more {
            return Ok(None);
        }
        match current.checked_add(self.step) {
            Some(next) => self.next = next,
            None => self.next = self.stop,
        }
        Ok(Some(Value::Int(current)))
    }

    fn type_name(&self) -> &'static str {
        "range_iterator"
    }
}

/// Keys of a dict; a change of its size meanwhile is CPython's RuntimeError.
pub struct DictKeys {
    dict: Rc<RefCell<super::dict::Dict>>,
    index: usize,
    length: usize,
}

impl DictKeys {
    pub fn of(dict: &Rc<RefCell<super::dict::Dict>>) -> Value {
        let length = dict.borrow().len();
        Value::Iterator(Rc::new(RefCell::new(DictKeys { dict: dict.clone(), index: 0, length })))
    }
}

impl Iteration for DictKeys {
    fn next(&mut self, interpreter: &mut Interpreter) -> Evaluated<Option<Value>> {
        let dict = self.dict.borrow();
        if dict.len() != self.length {
            drop(dict);
            return Err(interpreter.raise("RuntimeError", "dictionary changed size during iteration"));
        }
        let key = dict.entries.get_index(self.index).map(|(_, (key, _))| key.clone());
        self.index += 1;
        Ok(key)
    }

    fn type_name(&self) -> &'static str {
        "dict_keyiterator"
    }

    fn remaining(&self) -> Option<usize> {
        Some(self.length.saturating_sub(self.index))
    }
}

/// A native closure as an iterator: `map`, `filter`, `zip` and the like.
pub struct Native<F> {
    pub name: &'static str,
    pub next: F,
    pub ended: bool,
}

impl<F> Native<F>
where
    F: FnMut(&mut Interpreter) -> Evaluated<Option<Value>> + 'static,
{
    pub fn of(name: &'static str, next: F) -> Value {
        Value::Iterator(Rc::new(RefCell::new(Native { name, next, ended: false })))
    }
}

impl<F> Iteration for Native<F>
where
    F: FnMut(&mut Interpreter) -> Evaluated<Option<Value>> + 'static,
{
    fn next(&mut self, interpreter: &mut Interpreter) -> Evaluated<Option<Value>> {
        if self.ended {
            return Ok(None);
        }
        let value = (self.next)(interpreter)?;
        self.ended = value.is_none();
        Ok(value)
    }

    fn type_name(&self) -> &'static str {
        self.name
    }
}

/// What user code gave as its iterator: an object with `__next__`, or with `__getitem__` only.
pub struct ByProtocol {
    pub object: Value,
    /// For the old protocol: the next index.
    pub index: Option<i64>,
}

impl Iteration for ByProtocol {
    fn next(&mut self, interpreter: &mut Interpreter) -> Evaluated<Option<Value>> {
        let result = match &mut self.index {
            None => interpreter.call_special(&self.object, "__next__", Vec::new()),
            Some(index) => {
                let at = *index;
                *index += 1;
                interpreter.item(&self.object, &Value::Int(at))
            }
        };
        let end = if self.index.is_some() { "IndexError" } else { "StopIteration" };
        match result {
            Ok(value) => Ok(Some(value)),
            Err(raise) if interpreter.is_exception(&raise, end) => Ok(None),
            Err(raise) => Err(raise),
        }
    }
}
