//! `dict` and `set`: insertion order, Python's equality of keys (`1 == 1.0 == True`).

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use super::value::Value;

/// A hashable value. Instances, classes and functions compare by identity; instances whose class
/// defines `__eq__`/`__hash__` (enum members, dataclasses) are given their key by the interpreter.
#[derive(Clone, Debug)]
pub enum Key {
    None,
    Ellipsis,
    /// Also for booleans and floats that are whole.
    Int(i64),
    BigInt(Rc<num_bigint::BigInt>),
    /// The bits of a float that is not whole.
    Float(u64),
    Str(Rc<str>),
    Bytes(Rc<[u8]>),
    Tuple(Rc<[Key]>),
    FrozenSet(Rc<[Key]>),
    /// Address of a class, instance, function or module.
    Identity(usize),
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Key::None, Key::None) | (Key::Ellipsis, Key::Ellipsis) => true,
            (Key::Int(a), Key::Int(b)) => a == b,
            (Key::BigInt(a), Key::BigInt(b)) => a == b,
            (Key::Float(a), Key::Float(b)) => a == b,
            (Key::Str(a), Key::Str(b)) => a == b,
            (Key::Bytes(a), Key::Bytes(b)) => a == b,
            (Key::Tuple(a), Key::Tuple(b)) => a == b,
            (Key::FrozenSet(a), Key::FrozenSet(b)) => {
                a.len() == b.len() && a.iter().all(|key| b.contains(key))
            }
            (Key::Identity(a), Key::Identity(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Key::None => 0.hash(state),
            Key::Ellipsis => 1.hash(state),
            Key::Int(value) => value.hash(state),
            Key::BigInt(value) => value.hash(state),
            Key::Float(bits) => bits.hash(state),
            Key::Str(text) => text.hash(state),
            Key::Bytes(bytes) => bytes.hash(state),
            Key::Tuple(keys) => keys.hash(state),
            Key::FrozenSet(keys) => keys.len().hash(state),
            Key::Identity(address) => address.hash(state),
        }
    }
}

/// The original key beside its value: `{True: 1}` keeps printing `True`.
#[derive(Clone, Debug, Default)]
pub struct Dict {
    pub entries: IndexMap<Key, (Value, Value), RandomState>,
}

impl Dict {
    pub fn get(&self, key: &Key) -> Option<&Value> {
        self.entries.get(key).map(|(_, value)| value)
    }

    pub fn get_str(&self, key: &str) -> Option<&Value> {
        self.get(&Key::Str(key.into()))
    }

    /// Keeps the first spelling and the position of a key that is there already, as Python does.
    pub fn insert(&mut self, key: Key, spelled: Value, value: Value) {
        match self.entries.get_mut(&key) {
            Some(entry) => entry.1 = value,
            None => {
                self.entries.insert(key, (spelled, value));
            }
        }
    }

    pub fn insert_str(&mut self, key: &str, value: Value) {
        self.insert(Key::Str(key.into()), Value::str(key), value);
    }

    /// Keys and values as the program spelled them, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Value, &Value)> {
        self.entries.values().map(|(key, value)| (key, value))
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// A set keeps the order of insertion: CPython's order is not to be relied on either.
#[derive(Clone, Debug, Default)]
pub struct Set {
    pub entries: IndexMap<Key, Value, RandomState>,
}
