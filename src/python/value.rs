//! What a Python expression evaluates to.
//!
//! Native libraries (`sqlalchemy`, `alembic`, the standard modules) are made of the same parts as
//! user code: [`Class`]es whose namespace holds [`Builtin`] functions, and [`Instance`]s that may
//! carry a Rust payload. There is no second object protocol: operators, attribute access and calls
//! of native objects go through `__eq__`, `__getattr__`, `__call__` like everybody's.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use indexmap::IndexMap;
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
pub type Namespace = IndexMap<Rc<str>, Value>;

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
}

impl Class {
    /// The attribute as found along the MRO, unbound, metaclass not asked.
    pub fn lookup(&self, name: &str) -> Option<Value> {
        if let Some(value) = self.namespace.borrow().get(name) {
            return Some(value.clone());
        }
        self.ancestors.iter().find_map(|class| class.namespace.borrow().get(name).cloned())
    }

    /// `module.qualname`, e.g. `sqlalchemy.sql.sqltypes.String`.
    pub fn path(&self) -> String {
        format!("{}.{}", self.module, self.qualified_name)
    }

    /// Identity along the MRO.
    pub fn is_subclass_of(&self, other: &Class) -> bool {
        std::ptr::eq(self, other) || self.ancestors.iter().any(|class| std::ptr::eq(&**class, other))
    }

    /// The first class of the MRO, self included, with that [`Class::path`].
    pub fn ancestor_with_path(self: &Rc<Self>, path: &str) -> Option<Rc<Class>> {
        std::iter::once(self).chain(&self.ancestors).find(|class| class.path() == path).cloned()
    }
}

pub struct Instance {
    pub class: Rc<Class>,
    pub attributes: RefCell<Namespace>,
    /// What a native class keeps about its instance.
    pub payload: RefCell<Option<Rc<dyn Any>>>,
    /// Where it was made, for messages.
    pub made_at: Option<Place>,
}

impl Instance {
    pub fn new(class: Rc<Class>) -> Rc<Self> {
        Rc::new(Instance {
            class,
            attributes: RefCell::new(Namespace::new()),
            payload: RefCell::new(None),
            made_at: None,
        })
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
    /// Found on a class, it binds the instance as its first argument, like a `def`.
    pub is_method: bool,
}

pub struct Module {
    pub name: Rc<str>,
    /// None for native modules.
    pub file: Option<std::path::PathBuf>,
    pub namespace: RefCell<Namespace>,
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
