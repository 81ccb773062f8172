//! `x[i]`, `x[a:b]`, `in`, `len`, and iteration: what containers answer.

use std::rc::Rc;

use super::call::Arguments;
use super::dict::Dict;
use super::interpreter::Interpreter;
use super::iterator::{ByProtocol, DictKeys, Items, Iteration, ListItems, RangeItems, TupleItems};
use super::operator::range_length;
use super::raise::Evaluated;
use super::value::Value;

fn int(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// Start, stop, step and length of a slice of something with `length` items, as `slice.indices` has it.
pub struct Indices {
    pub start: i64,
    pub stop: i64,
    pub step: i64,
}

impl Indices {
    pub fn positions(&self) -> impl Iterator<Item = usize> + '_ {
        let count = range_length(self.start, self.stop, self.step);
        (0..count).map(move |n| usize::try_from(self.start + n * self.step).unwrap_or(0))
    }
}

impl Interpreter {
    /// `slice.indices(length)`.
    ///
    /// # Errors
    /// TypeError for bounds that are no integers, ValueError for a step of zero.
    pub fn slice_indices(&mut self, parts: &[Value; 3], length: usize) -> Evaluated<Indices> {
        let length = int(length);
        let mut bounds = [None; 3];
        for (bound, part) in bounds.iter_mut().zip(parts) {
            *bound = match part {
                Value::None => None,
                Value::Unknown(unknown) => return Err(self.refuse_unknown(unknown, "a bound of a slice")),
                part => match part.as_int() {
                    Some(value) => Some(value),
                    None => {
                        let message = "slice indices must be integers or None or have an __index__ method";
                        return Err(self.raise("TypeError", message));
                    }
                },
            };
        }
        let step = bounds[2].unwrap_or(1);
        if step == 0 {
            return Err(self.raise("ValueError", "slice step cannot be zero"));
        }
        let (low, high) = if step > 0 { (0, length) } else { (-1, length - 1) };
        let resolve = |bound: Option<i64>, default: i64| match bound {
            None => default,
            Some(value) if value < 0 => (value.saturating_add(length)).clamp(low, high),
            Some(value) => value.clamp(low, high),
        };
        let (first, last) = if step > 0 { (low, high) } else { (high, low) };
        Ok(Indices { start: resolve(bounds[0], first), stop: resolve(bounds[1], last), step })
    }

    /// A position from an index, negative ones from the end.
    fn position(&mut self, index: &Value, length: usize, what: &str) -> Evaluated<usize> {
        let number = match index {
            Value::Unknown(unknown) => return Err(self.refuse_unknown(unknown, "an index")),
            index => match index.as_int() {
                Some(number) => number,
                None if self.special(index, "__index__").is_some() => {
                    let number = self.call_special(index, "__index__", Vec::new())?;
                    return self.position(&number, length, what);
                }
                None => {
                    let name = self.type_name(index);
                    let message = format!("{what} indices must be integers or slices, not {name}");
                    return Err(self.raise("TypeError", message));
                }
            },
        };
        let position = if number < 0 { number.saturating_add(int(length)) } else { number };
        match usize::try_from(position) {
            Ok(position) if position < length => Ok(position),
            _ => Err(self.raise("IndexError", format!("{what} index out of range"))),
        }
    }

    /// `object[index]`.
    ///
    /// # Errors
    /// IndexError, KeyError, TypeError; what `__getitem__` raises.
    pub fn item(&mut self, object: &Value, index: &Value) -> Evaluated {
        match (object, index) {
            (Value::Unknown(_), _) => Ok(object.clone()),
            (Value::Dict(dict), _) => {
                if index.is_unknown() {
                    return Ok(index.clone());
                }
                let key = self.key(index)?;
                let found = dict.borrow().get(&key).cloned();
                match found {
                    Some(value) => Ok(value),
                    None => Err(self.raise_with("KeyError", vec![index.clone()])),
                }
            }
            (Value::List(items), Value::Slice(parts)) => {
                let length = items.borrow().len();
                let indices = self.slice_indices(parts, length)?;
                let items = items.borrow();
                Ok(Value::list(indices.positions().filter_map(|n| items.get(n).cloned()).collect()))
            }
            (Value::List(items), _) => {
                if index.is_unknown() {
                    return Ok(index.clone());
                }
                let length = items.borrow().len();
                let position = self.position(index, length, "list")?;
                Ok(items.borrow().get(position).cloned().unwrap_or(Value::None))
            }
            (Value::Tuple(items), Value::Slice(parts)) => {
                let indices = self.slice_indices(parts, items.len())?;
                Ok(Value::tuple(indices.positions().filter_map(|n| items.get(n).cloned()).collect()))
            }
            (Value::Tuple(items), _) => {
                if index.is_unknown() {
                    return Ok(index.clone());
                }
                let position = self.position(index, items.len(), "tuple")?;
                Ok(items[position].clone())
            }
            (Value::Str(text), _) => {
                if index.is_unknown() {
                    return Ok(index.clone());
                }
                self.text_item(text, index)
            }
            (Value::Bytes(bytes), Value::Slice(parts)) => {
                let indices = self.slice_indices(parts, bytes.len())?;
                Ok(Value::Bytes(indices.positions().filter_map(|n| bytes.get(n).copied()).collect()))
            }
            (Value::Bytes(bytes), _) => {
                let position = self.position(index, bytes.len(), "bytes")?;
                Ok(Value::Int(i64::from(bytes[position])))
            }
            (Value::Range(start, stop, step), Value::Slice(parts)) => {
                let length = usize::try_from(range_length(*start, *stop, *step)).unwrap_or(0);
                let indices = self.slice_indices(parts, length)?;
                let at = |n: i64| start.saturating_add(n.saturating_mul(*step));
                Ok(Value::Range(at(indices.start), at(indices.stop), step.saturating_mul(indices.step)))
            }
            (Value::Range(start, stop, step), _) => {
                let length = usize::try_from(range_length(*start, *stop, *step)).unwrap_or(0);
                let position = self.position(index, length, "range object")?;
                Ok(Value::Int(start + int(position) * step))
            }
            (Value::Class(class), _) => {
                if self.special(object, "__getitem__").is_some() {
                    return self.call_special(object, "__getitem__", vec![index.clone()]);
                }
                if let Some(found) = class.lookup("__class_getitem__") {
                    let bound = self.bind(&found, None, class)?;
                    return self.call(&bound, Arguments::positional(vec![index.clone()]));
                }
                let arguments = match index {
                    Value::Tuple(items) => items.to_vec(),
                    other => vec![other.clone()],
                };
                Ok(self.generic_alias(object, arguments))
            }
            (Value::Instance(instance), _) => {
                match instance.class.lookup("__getitem__") {
                    Some(Value::Builtin(builtin)) if builtin.of_value_type => {}
                    Some(_) => return self.call_special(object, "__getitem__", vec![index.clone()]),
                    None => {}
                }
                let base = instance.base_value.borrow().clone();
                match base {
                    Some(base @ Value::Dict(_)) if instance.class.lookup("__missing__").is_some() => {
                        let key = self.key(index)?;
                        let Value::Dict(dict) = &base else { return Ok(Value::None) };
                        let found = dict.borrow().get(&key).cloned();
                        match found {
                            Some(value) => Ok(value),
                            None => self.call_special(object, "__missing__", vec![index.clone()]),
                        }
                    }
                    Some(base) => self.item(&base, index),
                    None => self.no_item(object, "is not subscriptable"),
                }
            }
            _ => match self.special(object, "__getitem__") {
                Some(_) => self.call_special(object, "__getitem__", vec![index.clone()]),
                None => self.no_item(object, "is not subscriptable"),
            },
        }
    }

    fn no_item(&mut self, object: &Value, message: &str) -> Evaluated {
        if let Some(unknown) = self.class_of(object).unknown_base() {
            return Ok(Value::Unknown(unknown));
        }
        let name = self.type_name(object);
        Err(self.raise("TypeError", format!("'{name}' object {message}")))
    }

    fn text_item(&mut self, text: &Rc<str>, index: &Value) -> Evaluated {
        if text.is_ascii() {
            return match index {
                Value::Slice(parts) => {
                    let indices = self.slice_indices(parts, text.len())?;
                    if indices.step == 1 {
                        let (start, stop) = (indices.start.max(0), indices.stop.max(indices.start).max(0));
                        let range = usize::try_from(start).unwrap_or(0)..usize::try_from(stop).unwrap_or(0);
                        return Ok(Value::str(text.get(range).unwrap_or("")));
                    }
                    let bytes = text.as_bytes();
                    let picked: String = indices
                        .positions()
                        .filter_map(|n| bytes.get(n).map(|byte| char::from(*byte)))
                        .collect();
                    Ok(Value::str(picked))
                }
                index => {
                    let position = self.position(index, text.len(), "string")?;
                    Ok(Value::str(text.get(position..=position).unwrap_or("")))
                }
            };
        }
        let characters: Vec<char> = text.chars().collect();
        match index {
            Value::Slice(parts) => {
                let indices = self.slice_indices(parts, characters.len())?;
                let picked: String = indices.positions().filter_map(|n| characters.get(n)).collect();
                Ok(Value::str(picked))
            }
            index => {
                let position = self.position(index, characters.len(), "string")?;
                Ok(Value::str(characters[position].to_string()))
            }
        }
    }

    /// `object[index] = value`.
    ///
    /// # Errors
    /// IndexError, TypeError; what `__setitem__` raises.
    pub fn set_item(&mut self, object: &Value, index: &Value, value: Value) -> Evaluated<()> {
        match (object, index) {
            (Value::Unknown(_), _) => Ok(()),
            (Value::Dict(dict), _) => {
                let key = self.key(index)?;
                dict.borrow_mut().insert(key, index.clone(), value);
                Ok(())
            }
            (Value::List(items), Value::Slice(parts)) => {
                let new = self.iterate(&value)?;
                let length = items.borrow().len();
                let indices = self.slice_indices(parts, length)?;
                if indices.step == 1 {
                    let start = usize::try_from(indices.start).unwrap_or(0);
                    let stop = usize::try_from(indices.stop.max(indices.start)).unwrap_or(start);
                    items.borrow_mut().splice(start..stop, new);
                    return Ok(());
                }
                let positions: Vec<usize> = indices.positions().collect();
                if positions.len() != new.len() {
                    let message = format!(
                        "attempt to assign sequence of size {} to extended slice of size {}",
                        new.len(),
                        positions.len()
                    );
                    return Err(self.raise("ValueError", message));
                }
                let mut items = items.borrow_mut();
                for (position, value) in positions.into_iter().zip(new) {
                    items[position] = value;
                }
                Ok(())
            }
            (Value::List(items), _) => {
                let length = items.borrow().len();
                let position =
                    self.position(index, length, "list assignment").map_err(|raise| {
                        match index.as_int() {
                            Some(_) => raise,
                            None => {
                                let name = self.type_name(index);
                                let message = format!("list indices must be integers or slices, not {name}");
                                self.raise("TypeError", message)
                            }
                        }
                    })?;
                items.borrow_mut()[position] = value;
                Ok(())
            }
            _ => {
                match self.special(object, "__setitem__") {
                    Some(Value::Builtin(builtin)) if builtin.of_value_type => {}
                    Some(_) => {
                        return self
                            .call_special(object, "__setitem__", vec![index.clone(), value])
                            .map(|_| ());
                    }
                    None => {}
                }
                match object.base() {
                    base @ (Value::Dict(_) | Value::List(_)) => self.set_item(&base, index, value),
                    _ => self.no_item(object, "does not support item assignment").map(|_| ()),
                }
            }
        }
    }

    /// `del object[index]`.
    ///
    /// # Errors
    /// IndexError, KeyError, TypeError; what `__delitem__` raises.
    pub fn delete_item(&mut self, object: &Value, index: &Value) -> Evaluated<()> {
        match (object, index) {
            (Value::Unknown(_), _) => Ok(()),
            (Value::Dict(dict), _) => {
                let key = self.key(index)?;
                let removed = dict.borrow_mut().entries.shift_remove(&key);
                match removed {
                    Some(_) => Ok(()),
                    None => Err(self.raise_with("KeyError", vec![index.clone()])),
                }
            }
            (Value::List(items), Value::Slice(parts)) => {
                let length = items.borrow().len();
                let indices = self.slice_indices(parts, length)?;
                let mut positions: Vec<usize> = indices.positions().collect();
                positions.sort_unstable();
                for position in positions.into_iter().rev() {
                    items.borrow_mut().remove(position);
                }
                Ok(())
            }
            (Value::List(items), _) => {
                let length = items.borrow().len();
                let position = self.position(index, length, "list assignment")?;
                items.borrow_mut().remove(position);
                Ok(())
            }
            _ => {
                match self.special(object, "__delitem__") {
                    Some(Value::Builtin(builtin)) if builtin.of_value_type => {}
                    Some(_) => {
                        return self.call_special(object, "__delitem__", vec![index.clone()]).map(|_| ());
                    }
                    None => {}
                }
                match object.base() {
                    base @ (Value::Dict(_) | Value::List(_)) => self.delete_item(&base, index),
                    _ => self.no_item(object, "doesn't support item deletion").map(|_| ()),
                }
            }
        }
    }

    /// `item in container`.
    ///
    /// # Errors
    /// TypeError when it contains nothing; a refusal for an Unknown.
    pub fn contains(&mut self, container: &Value, item: &Value) -> Evaluated<bool> {
        match container {
            Value::Unknown(unknown) => Err(self.refuse_unknown(unknown, "the container of `in`")),
            Value::Dict(dict) => {
                let key = self.key(item)?;
                let found = dict.borrow().entries.contains_key(&key);
                Ok(found)
            }
            Value::Set(set) => {
                let key = self.key(item)?;
                let found = set.borrow().entries.contains_key(&key);
                Ok(found)
            }
            Value::FrozenSet(set) => {
                let key = self.key(item)?;
                Ok(set.entries.contains_key(&key))
            }
            Value::Str(text) => match item.to_text() {
                Some(part) => Ok(text.contains(&*part)),
                None => {
                    let name = self.type_name(item);
                    let message = format!("'in <string>' requires string as left operand, not {name}");
                    Err(self.raise("TypeError", message))
                }
            },
            Value::Range(start, stop, step) => Ok(match item.base().as_int() {
                Some(number) => {
                    let within = if *step > 0 {
                        *start <= number && number < *stop
                    } else {
                        *stop < number && number <= *start
                    };
                    within && (number - start) % step == 0
                }
                None => false,
            }),
            Value::Bytes(bytes) => Ok(match item {
                Value::Bytes(part) => {
                    part.is_empty() || bytes.windows(part.len()).any(|window| window == &**part)
                }
                other => {
                    other.as_int().and_then(|n| u8::try_from(n).ok()).is_some_and(|n| bytes.contains(&n))
                }
            }),
            _ => {
                match self.special(container, "__contains__") {
                    Some(Value::Builtin(builtin)) if builtin.of_value_type => {
                        // a subclass's instance is what it holds; a list is looked through below
                        if let base @ (Value::Dict(_) | Value::Set(_) | Value::FrozenSet(_) | Value::Str(_)) =
                            container.base()
                        {
                            return self.contains(&base, item);
                        }
                    }
                    Some(_) => {
                        let result = self.call_special(container, "__contains__", vec![item.clone()])?;
                        return self.truth_of(&result, "the container of `in`");
                    }
                    None => {}
                }
                let iterator = self.iterator(container)?;
                while let Some(value) = self.next(&iterator)? {
                    if value.is(item) || self.equal(&value, item)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }

    /// `len(value)`.
    ///
    /// # Errors
    /// TypeError when it has none; a refusal for an Unknown.
    pub fn length(&mut self, value: &Value) -> Evaluated<usize> {
        Ok(match value {
            Value::Str(text) => {
                if text.is_ascii() {
                    text.len()
                } else {
                    text.chars().count()
                }
            }
            Value::Bytes(bytes) => bytes.len(),
            Value::List(items) => items.borrow().len(),
            Value::Tuple(items) => items.len(),
            Value::Dict(dict) => dict.borrow().len(),
            Value::Set(set) => set.borrow().entries.len(),
            Value::FrozenSet(set) => set.entries.len(),
            Value::Range(start, stop, step) => {
                usize::try_from(range_length(*start, *stop, *step)).unwrap_or(0)
            }
            Value::Unknown(unknown) => return Err(self.refuse_unknown(unknown, "the argument of `len`")),
            _ => {
                let native = match self.special(value, "__len__") {
                    Some(Value::Builtin(builtin)) if builtin.of_value_type => true,
                    Some(_) => {
                        let result = self.call_special(value, "__len__", Vec::new())?;
                        return match result.as_int() {
                            Some(length) => match usize::try_from(length) {
                                Ok(length) => Ok(length),
                                Err(_) => Err(self.raise("ValueError", "__len__() should return >= 0")),
                            },
                            None => {
                                if let Value::Unknown(unknown) = &result {
                                    return Err(self.refuse_unknown(unknown, "a length"));
                                }
                                let name = self.type_name(&result);
                                let message = format!("'{name}' object cannot be interpreted as an integer");
                                Err(self.raise("TypeError", message))
                            }
                        };
                    }
                    None => true,
                };
                match value.base() {
                    Value::Instance(_) => {
                        if let Some(unknown) = self.class_of(value).unknown_base() {
                            return Err(self.refuse_unknown(&unknown, "a length"));
                        }
                    }
                    base if native && matches!(value, Value::Instance(_)) => return self.length(&base),
                    _ => {}
                }
                let name = self.type_name(value);
                return Err(self.raise("TypeError", format!("object of type '{name}' has no len()")));
            }
        })
    }

    /// `iter(value)`.
    ///
    /// # Errors
    /// TypeError when it can't be iterated; a refusal for an Unknown.
    pub fn iterator(&mut self, value: &Value) -> Evaluated {
        Ok(match value {
            Value::Iterator(_) => value.clone(),
            Value::List(items) => ListItems::of(items),
            Value::Tuple(items) => TupleItems::of(items),
            Value::Dict(dict) => DictKeys::of(dict),
            Value::Set(set) => Items::named("set_iterator", set.borrow().entries.values().cloned().collect()),
            Value::FrozenSet(set) => Items::named("set_iterator", set.entries.values().cloned().collect()),
            Value::Str(text) => Items::named(
                "str_iterator",
                text.chars().map(|character| Value::str(character.encode_utf8(&mut [0; 4]))).collect(),
            ),
            Value::Bytes(bytes) => Items::named(
                "bytes_iterator",
                bytes.iter().map(|byte| Value::Int(i64::from(*byte))).collect(),
            ),
            Value::Range(start, stop, step) => make(RangeItems { next: *start, stop: *stop, step: *step }),
            Value::Unknown(unknown) => {
                return Err(self.refuse_unknown(unknown, "what is iterated over"));
            }
            _ => {
                match self.special(value, "__iter__") {
                    Some(Value::None) => return self.no_iterator(value),
                    Some(Value::Builtin(builtin))
                        if builtin.of_value_type && !matches!(value.base(), Value::Instance(_)) =>
                    {
                        return match value.base() {
                            base if matches!(value, Value::Instance(_)) => self.iterator(&base),
                            _ => self.no_iterator(value),
                        };
                    }
                    Some(_) => {
                        let iterator = self.call_special(value, "__iter__", Vec::new())?;
                        if let Value::Unknown(unknown) = &iterator {
                            return Err(self.refuse_unknown(unknown, "what is iterated over"));
                        }
                        return Ok(iterator);
                    }
                    None => {}
                }
                if let Value::Instance(instance) = value {
                    let base = instance.base_value.borrow().clone();
                    if let Some(base) = base {
                        return self.iterator(&base);
                    }
                }
                if self.special(value, "__getitem__").is_some() && !matches!(value, Value::Class(_)) {
                    return Ok(make(ByProtocol { object: value.clone(), index: Some(0) }));
                }
                return self.no_iterator(value);
            }
        })
    }

    fn no_iterator(&mut self, value: &Value) -> Evaluated {
        if let Some(unknown) = self.class_of(value).unknown_base() {
            return Err(self.refuse_unknown(&unknown, "what is iterated over"));
        }
        let name = self.type_name(value);
        Err(self.raise("TypeError", format!("'{name}' object is not iterable")))
    }

    /// `next(iterator)`, `None` at the end.
    ///
    /// # Errors
    /// What the iterator raises.
    pub fn next(&mut self, iterator: &Value) -> Evaluated<Option<Value>> {
        // `sum(range(10**12))` is one step of the machine
        self.steps += 1;
        if self.steps & 0x3ff == 0 {
            self.breathe()?;
        }
        match iterator {
            Value::Iterator(iterator) => match iterator.try_borrow_mut() {
                Ok(mut iterator) => iterator.next(self),
                Err(_) => Err(self.raise("ValueError", "generator already executing")),
            },
            Value::Unknown(unknown) => Err(self.refuse_unknown(unknown, "what is iterated over")),
            _ => {
                if self.special(iterator, "__next__").is_none() {
                    let name = self.type_name(iterator);
                    return Err(self.raise("TypeError", format!("'{name}' object is not an iterator")));
                }
                match self.call_special(iterator, "__next__", Vec::new()) {
                    Ok(value) => Ok(Some(value)),
                    Err(raise) if self.is_exception(&raise, "StopIteration") => Ok(None),
                    Err(raise) => Err(raise),
                }
            }
        }
    }

    /// `list(value)`.
    ///
    /// # Errors
    /// What iterating raises; a refusal for an Unknown and beyond the limit of items.
    pub fn iterate(&mut self, value: &Value) -> Evaluated<Vec<Value>> {
        match value {
            Value::List(items) => return Ok(items.borrow().clone()),
            Value::Tuple(items) => return Ok(items.to_vec()),
            Value::Set(set) => return Ok(set.borrow().entries.values().cloned().collect()),
            Value::FrozenSet(set) => return Ok(set.entries.values().cloned().collect()),
            Value::Dict(dict) => return Ok(dict.borrow().iter().map(|(key, _)| key.clone()).collect()),
            _ => {}
        }
        let iterator = self.iterator(value)?;
        let mut items = Vec::new();
        while let Some(item) = self.next(&iterator)? {
            items.push(item);
            if items.len() & 0xfff == 0 {
                self.check_items(items.len())?;
                self.breathe()?;
            }
        }
        Ok(items)
    }

    /// `dict.update(other)`: a mapping, or pairs.
    ///
    /// # Errors
    /// TypeError for what is neither; a refusal for an Unknown.
    pub fn update_dict(&mut self, dict: &mut Dict, other: &Value) -> Evaluated<()> {
        match other {
            Value::Dict(other) => {
                for (key, (spelled, value)) in other.borrow().entries.clone() {
                    dict.insert(key, spelled, value);
                }
                return Ok(());
            }
            Value::Unknown(unknown) => return Err(self.refuse_unknown(unknown, "a mapping to merge")),
            Value::Instance(instance) => {
                let base = instance.base_value.borrow().clone();
                if let Some(base @ Value::Dict(_)) = base {
                    return self.update_dict(dict, &base);
                }
            }
            _ => {}
        }
        if let Some(keys) = self.find_attribute(other, "keys")? {
            let keys = self.call(&keys, Arguments::none())?;
            for spelled in self.iterate(&keys)? {
                let value = self.item(other, &spelled)?;
                let key = self.key(&spelled)?;
                dict.insert(key, spelled, value);
            }
            return Ok(());
        }
        for (index, pair) in self.iterate(other)?.into_iter().enumerate() {
            let parts = self.iterate(&pair)?;
            let [spelled, value] = &*parts else {
                let message = format!(
                    "dictionary update sequence element #{index} has length {}; 2 is required",
                    parts.len()
                );
                return Err(self.raise("ValueError", message));
            };
            let key = self.key(spelled)?;
            dict.insert(key, spelled.clone(), value.clone());
        }
        Ok(())
    }
}

fn make(iteration: impl Iteration + 'static) -> Value {
    Value::Iterator(Rc::new(std::cell::RefCell::new(iteration)))
}
