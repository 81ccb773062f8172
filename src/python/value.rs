//! What a Python expression evaluates to.
//!
//! Native libraries (`sqlalchemy`, `alembic`, the standard modules) are made of the same parts as
//! user code: [`Class`]es whose namespace holds [`Builtin`] functions, and [`Instance`]s that may
//! carry a Rust payload. There is no second object protocol: operators, attribute access and calls
//! of native objects go through `__eq__`, `__getattr__`, `__call__` like everybody's.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::hash::BuildHasher;
use std::rc::Rc;
use std::sync::LazyLock;

use foldhash::fast::{FoldHasher, RandomState};
use indexmap::IndexMap;
use indexmap::map::raw_entry_v1::RawEntryApiV1;
use num_bigint::BigInt;

use super::call::{Arguments, Signature};
use super::dict::{Dict, Set};
use super::function::{BoundMethod, Function};
use super::interpreter::Interpreter;
use super::iterator::Iteration;
use super::raise::Evaluated;
use crate::error::Place;

#[derive(Clone)]
pub enum Value {
    None,
    Ellipsis,
    NotImplemented,
    Bool(bool),
    Int(i64),
    /// Only beyond `i64`: arithmetic normalises.
    BigInt(Rc<BigInt>),
    Float(f64),
    Str(Rc<str>),
    Bytes(Rc<[u8]>),
    List(Rc<RefCell<Vec<Value>>>),
    Tuple(Rc<[Value]>),
    Dict(Rc<RefCell<Dict>>),
    Set(Rc<RefCell<Set>>),
    FrozenSet(Rc<Set>),
    /// start, stop, step
    Slice(Rc<[Value; 3]>),
    /// start, stop, step
    Range(i64, i64, i64),
    /// `def`, `async def` and `lambda` of user code.
    Function(Rc<Function>),
    Builtin(Rc<Builtin>),
    BoundMethod(Rc<BoundMethod>),
    Class(Rc<Class>),
    Instance(Rc<Instance>),
    Module(Rc<Module>),
    /// Iterators, generators, coroutines.
    Iterator(Rc<RefCell<dyn Iteration>>),
    /// Not known, and why. Harmless until it would reach the schema, an operation or a branch.
    Unknown(Rc<Unknown>),
}

/// A value that can't be had by reading: the reason ends up in a refusal if anybody needs it.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// A lower-case fragment: "`os.urandom` is different in every run".
    pub reason: String,
    pub place: Option<Place>,
}

/// Attributes by name, in order of definition.
pub type Namespace = IndexMap<Rc<str>, Value, NameState>;

static NAMES: LazyLock<RandomState> = LazyLock::new(RandomState::default);

/// One state for all namespaces, so that a name is hashed once for all classes of an MRO.
#[derive(Clone, Copy, Default)]
pub struct NameState;

impl BuildHasher for NameState {
    type Hasher = FoldHasher<'static>;

    #[inline]
    fn build_hasher(&self) -> FoldHasher<'static> {
        NAMES.build_hasher()
    }
}

/// A class: user code's or a native library's.
pub struct Class {
    pub name: Rc<str>,
    /// `__module__`: natives carry the name that the real library's class has there.
    pub module: Rc<str>,
    pub qualified_name: Rc<str>,
    pub bases: Vec<Rc<Class>>,
    /// C3 order without the class itself and without `object`; use [`Class::lookup`].
    pub ancestors: Vec<Rc<Class>>,
    pub metaclass: Option<Rc<Class>>,
    pub namespace: RefCell<Namespace>,
    /// Annotated names of the class body in order, never evaluated eagerly.
    pub annotations: RefCell<Vec<super::annotation::Annotation>>,
    /// None for natives.
    pub defined_at: Option<Place>,
    /// Facts that natives attach to a class (a mapped class's table).
    pub payload: RefCell<Option<Rc<dyn Any>>>,
    /// Bases that could not be read: what is not found may be theirs.
    pub unknown_bases: Vec<Rc<Unknown>>,
    /// A built-in type whose values are variants of [`Value`]; instances of its subclasses keep theirs in
    /// [`Instance::base_value`].
    pub is_value_type: bool,
}

impl Class {
    /// The attribute as found along the MRO, unbound, metaclass not asked.
    pub fn lookup(&self, name: &str) -> Option<Value> {
        let hash = NameState.hash_one(name);
        let own = |class: &Class| {
            let namespace = class.namespace.borrow();
            namespace.raw_entry_v1().from_key_hashed_nocheck(hash, name).map(|(_, value)| value.clone())
        };
        own(self).or_else(|| self.ancestors.iter().find_map(|class| own(class)))
    }

    /// The first base along the MRO that could not be read.
    pub fn unknown_base(&self) -> Option<Rc<Unknown>> {
        let own = self.unknown_bases.first();
        own.or_else(|| self.ancestors.iter().find_map(|class| class.unknown_bases.first())).cloned()
    }

    /// The payload, when it is a `T`; not inherited.
    pub fn payload<T: Any>(&self) -> Option<Rc<T>> {
        self.payload.borrow().clone().and_then(|payload| payload.downcast::<T>().ok())
    }

    pub fn set_payload<T: Any>(&self, payload: Rc<T>) {
        *self.payload.borrow_mut() = Some(payload);
    }

    pub fn set_attribute(&self, name: &str, value: Value) {
        self.namespace.borrow_mut().insert(name.into(), value);
    }

    /// `module.qualname`, e.g. `sqlalchemy.sql.sqltypes.String`.
    pub fn path(&self) -> String {
        format!("{}.{}", self.module, self.qualified_name)
    }

    /// Whether that is its [`Class::path`].
    pub fn has_path(&self, path: &str) -> bool {
        path.strip_suffix(&*self.qualified_name)
            .and_then(|module| module.strip_suffix('.'))
            .is_some_and(|module| *module == *self.module)
    }

    /// Identity along the MRO.
    pub fn is_subclass_of(&self, other: &Class) -> bool {
        std::ptr::eq(self, other) || self.ancestors.iter().any(|class| std::ptr::eq(&**class, other))
    }

    /// The first class of the MRO, self included, with that [`Class::path`].
    pub fn ancestor_with_path(self: &Rc<Self>, path: &str) -> Option<Rc<Class>> {
        std::iter::once(self).chain(&self.ancestors).find(|class| class.has_path(path)).cloned()
    }
}

pub struct Instance {
    pub class: Rc<Class>,
    pub attributes: RefCell<Namespace>,
    /// What a native class keeps about its instance.
    pub payload: RefCell<Option<Rc<dyn Any>>>,
    /// The `str`, `dict`, … that an instance of a subclass of a built-in type is.
    pub base_value: RefCell<Option<Value>>,
}

impl Instance {
    pub fn new(class: Rc<Class>) -> Rc<Self> {
        Rc::new(Instance {
            class,
            attributes: RefCell::new(Namespace::default()),
            payload: RefCell::new(None),
            base_value: RefCell::new(None),
        })
    }

    /// With a Rust payload from the start.
    pub fn with_payload<T: Any>(class: Rc<Class>, payload: T) -> Value {
        let instance = Instance::new(class);
        instance.set_payload(Rc::new(payload));
        Value::Instance(instance)
    }

    /// The payload, when it is a `T`.
    pub fn payload<T: Any>(&self) -> Option<Rc<T>> {
        self.payload.borrow().clone().and_then(|payload| payload.downcast::<T>().ok())
    }

    pub fn set_payload<T: Any>(&self, payload: Rc<T>) {
        *self.payload.borrow_mut() = Some(payload);
    }

    pub fn attribute(&self, name: &str) -> Option<Value> {
        self.attributes.borrow().get(name).cloned()
    }

    pub fn set_attribute(&self, name: &str, value: Value) {
        self.attributes.borrow_mut().insert(name.into(), value);
    }
}

/// The Rust side of a native function: arguments are bound to the signature before it runs.
/// A method's first parameter is `self`.
pub type NativeFunction = dyn Fn(&mut Interpreter, super::call::Bound) -> Evaluated;

/// A native function or method.
pub struct Builtin {
    pub name: Rc<str>,
    pub signature: Signature,
    pub function: Box<NativeFunction>,
    pub binding: Binding,
    /// Belongs to a built-in value type (`str`, `dict`, …): instances of user subclasses are given to it
    /// as the built-in value they hold, and what `__new__` returns is wrapped for a subclass.
    pub of_value_type: bool,
}

/// What a native function becomes when it's found on a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// A module's function.
    Function,
    /// Takes the instance first, like a `def`.
    Method,
    /// Takes the class first.
    Class,
    /// Takes nothing first.
    Static,
    /// Called at once with the instance: a read-only property.
    Property,
}

impl Builtin {
    /// A function; `signature` in the notation of [`Signature::parse`].
    pub fn function(
        name: &str,
        signature: &str,
        function: impl Fn(&mut Interpreter, super::call::Bound) -> Evaluated + 'static,
    ) -> Value {
        Builtin::with_binding(name, signature, Binding::Function, function)
    }

    /// One that finds itself on a class.
    pub fn with_binding(
        name: &str,
        signature: &str,
        binding: Binding,
        function: impl Fn(&mut Interpreter, super::call::Bound) -> Evaluated + 'static,
    ) -> Value {
        Value::Builtin(Rc::new(Builtin {
            name: name.into(),
            signature: Signature::parse(signature),
            function: Box::new(function),
            binding,
            of_value_type: false,
        }))
    }
}

pub struct Module {
    pub name: Rc<str>,
    /// None for native modules.
    pub file: Option<std::path::PathBuf>,
    pub namespace: RefCell<Namespace>,
}

impl Module {
    pub fn attribute(&self, name: &str) -> Option<Value> {
        self.namespace.borrow().get(name).cloned()
    }

    pub fn set_attribute(&self, name: &str, value: Value) {
        self.namespace.borrow_mut().insert(name.into(), value);
    }
}

impl Value {
    pub fn str(text: impl AsRef<str>) -> Value {
        Value::Str(Rc::from(text.as_ref()))
    }

    pub fn list(items: Vec<Value>) -> Value {
        Value::List(Rc::new(RefCell::new(items)))
    }

    pub fn tuple(items: Vec<Value>) -> Value {
        Value::Tuple(Rc::from(items))
    }

    pub fn dict(dict: Dict) -> Value {
        Value::Dict(Rc::new(RefCell::new(dict)))
    }

    pub fn set(set: Set) -> Value {
        Value::Set(Rc::new(RefCell::new(set)))
    }

    pub fn big(value: BigInt) -> Value {
        match i64::try_from(&value) {
            Ok(small) => Value::Int(small),
            Err(_) => Value::BigInt(Rc::new(value)),
        }
    }

    pub fn is_unknown(&self) -> bool {
        matches!(self, Value::Unknown(_))
    }

    pub fn unknown(reason: impl Into<String>, place: Option<Place>) -> Value {
        Value::Unknown(Rc::new(Unknown { reason: reason.into(), place }))
    }

    pub fn is_none(&self) -> bool {
        matches!(self, Value::None)
    }

    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The built-in value behind it: of an instance of `class Color(str, Enum)` the `str`.
    pub fn base(&self) -> Value {
        match self {
            Value::Instance(instance) => instance.base_value.borrow().clone().unwrap_or_else(|| self.clone()),
            _ => self.clone(),
        }
    }

    /// Identity, as `is` compares.
    pub fn is(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::None, Value::None)
            | (Value::Ellipsis, Value::Ellipsis)
            | (Value::NotImplemented, Value::NotImplemented) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::BigInt(a), Value::BigInt(b)) => Rc::ptr_eq(a, b),
            (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
            (Value::Str(a), Value::Str(b)) => a == b,
            (Value::Bytes(a), Value::Bytes(b)) => a == b,
            (Value::List(a), Value::List(b)) => Rc::ptr_eq(a, b),
            (Value::Tuple(a), Value::Tuple(b)) => Rc::ptr_eq(a, b) || (a.is_empty() && b.is_empty()),
            (Value::Dict(a), Value::Dict(b)) => Rc::ptr_eq(a, b),
            (Value::Set(a), Value::Set(b)) => Rc::ptr_eq(a, b),
            (Value::FrozenSet(a), Value::FrozenSet(b)) => Rc::ptr_eq(a, b),
            (Value::Slice(a), Value::Slice(b)) => Rc::ptr_eq(a, b),
            (Value::Range(a, b, c), Value::Range(x, y, z)) => (a, b, c) == (x, y, z),
            (Value::Function(a), Value::Function(b)) => Rc::ptr_eq(a, b),
            (Value::Builtin(a), Value::Builtin(b)) => Rc::ptr_eq(a, b),
            (Value::BoundMethod(a), Value::BoundMethod(b)) => Rc::ptr_eq(a, b),
            (Value::Class(a), Value::Class(b)) => Rc::ptr_eq(a, b),
            (Value::Instance(a), Value::Instance(b)) => Rc::ptr_eq(a, b),
            (Value::Module(a), Value::Module(b)) => Rc::ptr_eq(a, b),
            (Value::Iterator(a), Value::Iterator(b)) => Rc::ptr_eq(a, b),
            (Value::Unknown(a), Value::Unknown(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }

    pub fn as_int(&self) -> Option<i64> {
        match self {
            Value::Int(value) => Some(*value),
            Value::Bool(value) => Some(i64::from(*value)),
            Value::Instance(_) => match self.base() {
                Value::Instance(_) => None,
                value => value.as_int(),
            },
            _ => None,
        }
    }

    /// Text of a `str` or of an instance of a subclass of it.
    pub fn to_text(&self) -> Option<Rc<str>> {
        match self {
            Value::Str(text) => Some(text.clone()),
            Value::Instance(instance) => match &*instance.base_value.borrow() {
                Some(Value::Str(text)) => Some(text.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    pub fn as_instance(&self) -> Option<&Rc<Instance>> {
        match self {
            Value::Instance(instance) => Some(instance),
            _ => None,
        }
    }

    pub fn as_class(&self) -> Option<&Rc<Class>> {
        match self {
            Value::Class(class) => Some(class),
            _ => None,
        }
    }

    /// The payload of an instance, when it is a `T`.
    pub fn payload<T: Any>(&self) -> Option<Rc<T>> {
        self.as_instance()?.payload()
    }

    /// Calls made by hand, without source.
    pub fn arguments(positional: Vec<Value>) -> Arguments {
        Arguments { positional, keywords: Vec::new() }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::None => f.write_str("None"),
            Value::Ellipsis => f.write_str("Ellipsis"),
            Value::NotImplemented => f.write_str("NotImplemented"),
            Value::Bool(value) => write!(f, "{value}"),
            Value::Int(value) => write!(f, "{value}"),
            Value::BigInt(value) => write!(f, "{value}"),
            Value::Float(value) => write!(f, "{value}"),
            Value::Str(text) => write!(f, "{text:?}"),
            Value::Bytes(bytes) => write!(f, "bytes {bytes:?}"),
            Value::List(items) => match items.try_borrow() {
                Ok(items) => f.debug_list().entries(items.iter()).finish(),
                Err(_) => f.write_str("[…]"),
            },
            Value::Tuple(items) => f.debug_list().entries(items.iter()).finish(),
            Value::Dict(_) => f.write_str("dict"),
            Value::Set(_) | Value::FrozenSet(_) => f.write_str("set"),
            Value::Slice(_) => f.write_str("slice"),
            Value::Range(start, stop, step) => write!(f, "range({start}, {stop}, {step})"),
            Value::Function(_) => f.write_str("function"),
            Value::Builtin(builtin) => write!(f, "builtin {}", builtin.name),
            Value::BoundMethod(_) => f.write_str("method"),
            Value::Class(class) => write!(f, "class {}", class.path()),
            Value::Instance(instance) => write!(f, "instance of {}", instance.class.path()),
            Value::Module(module) => write!(f, "module {}", module.name),
            Value::Iterator(_) => f.write_str("iterator"),
            Value::Unknown(unknown) => write!(f, "unknown: {}", unknown.reason),
        }
    }
}
