//! The classes of built-in values. Their methods are added by [`super::builtins`].

use std::rc::Rc;

use super::library::ClassBuilder;
use super::value::{Class, Value};

/// One set for each interpreter.
pub struct Types {
    pub object: Rc<Class>,
    pub type_: Rc<Class>,
    pub none: Rc<Class>,
    pub ellipsis: Rc<Class>,
    pub not_implemented: Rc<Class>,
    pub int: Rc<Class>,
    pub bool: Rc<Class>,
    pub float: Rc<Class>,
    pub str: Rc<Class>,
    pub bytes: Rc<Class>,
    pub list: Rc<Class>,
    pub tuple: Rc<Class>,
    pub dict: Rc<Class>,
    pub set: Rc<Class>,
    pub frozenset: Rc<Class>,
    pub slice: Rc<Class>,
    pub range: Rc<Class>,
    pub function: Rc<Class>,
    pub builtin: Rc<Class>,
    pub method: Rc<Class>,
    pub module: Rc<Class>,
    /// `__spec__` of a module.
    pub spec: Rc<Class>,
    pub iterator: Rc<Class>,
    pub generator: Rc<Class>,
    pub coroutine: Rc<Class>,
    pub async_generator: Rc<Class>,
    pub property: Rc<Class>,
    pub class_method: Rc<Class>,
    pub static_method: Rc<Class>,
    pub super_: Rc<Class>,
    /// A live `__dict__`, `globals()` or `vars()`.
    pub namespace: Rc<Class>,
    /// What is not known.
    pub unknown: Rc<Class>,
    /// `list[int]`.
    pub generic_alias: Rc<Class>,
    /// `int | None`.
    pub union: Rc<Class>,
}

impl Types {
    pub fn new() -> Types {
        let plain = |name: &str| ClassBuilder::new("builtins", name).build();
        let value = |name: &str| ClassBuilder::new("builtins", name).value_type().build();
        let int = value("int");
        Types {
            object: plain("object"),
            type_: plain("type"),
            none: ClassBuilder::new("builtins", "NoneType").value_type().build(),
            ellipsis: plain("ellipsis"),
            not_implemented: plain("NotImplementedType"),
            bool: ClassBuilder::new("builtins", "bool").base(&int).value_type().build(),
            int,
            float: value("float"),
            str: value("str"),
            bytes: value("bytes"),
            list: value("list"),
            tuple: value("tuple"),
            dict: value("dict"),
            set: value("set"),
            frozenset: value("frozenset"),
            slice: value("slice"),
            range: value("range"),
            function: plain("function"),
            builtin: plain("builtin_function_or_method"),
            method: plain("method"),
            module: plain("module"),
            spec: ClassBuilder::new("importlib.machinery", "ModuleSpec").build(),
            iterator: plain("iterator"),
            generator: plain("generator"),
            coroutine: plain("coroutine"),
            async_generator: plain("async_generator"),
            property: plain("property"),
            class_method: plain("classmethod"),
            static_method: plain("staticmethod"),
            super_: plain("super"),
            namespace: plain("mappingproxy"),
            unknown: plain("unknown"),
            generic_alias: ClassBuilder::new("typing", "GenericAlias").build(),
            union: ClassBuilder::new("typing", "Union").build(),
        }
    }

    /// Those that have a name in `builtins`.
    pub(super) fn named(&self) -> [&Rc<Class>; 18] {
        [
            &self.object,
            &self.type_,
            &self.int,
            &self.bool,
            &self.float,
            &self.str,
            &self.bytes,
            &self.list,
            &self.tuple,
            &self.dict,
            &self.set,
            &self.frozenset,
            &self.slice,
            &self.range,
            &self.property,
            &self.class_method,
            &self.static_method,
            &self.super_,
        ]
    }

    /// `type(value)`; instances, classes and iterators are the interpreter's to answer.
    pub fn of(&self, value: &Value) -> Rc<Class> {
        let class = match value {
            Value::None => &self.none,
            Value::Ellipsis => &self.ellipsis,
            Value::NotImplemented => &self.not_implemented,
            Value::Bool(_) => &self.bool,
            Value::Int(_) | Value::BigInt(_) => &self.int,
            Value::Float(_) => &self.float,
            Value::Str(_) => &self.str,
            Value::Bytes(_) => &self.bytes,
            Value::List(_) => &self.list,
            Value::Tuple(_) => &self.tuple,
            Value::Dict(_) => &self.dict,
            Value::Set(_) => &self.set,
            Value::FrozenSet(_) => &self.frozenset,
            Value::Slice(_) => &self.slice,
            Value::Range(..) => &self.range,
            Value::Function(_) => &self.function,
            Value::Builtin(_) => &self.builtin,
            Value::BoundMethod(_) => &self.method,
            Value::Class(class) => return class.metaclass.clone().unwrap_or_else(|| self.type_.clone()),
            Value::Instance(instance) => return instance.class.clone(),
            Value::Module(_) => &self.module,
            Value::Iterator(iterator) => match iterator.try_borrow().map(|iterator| iterator.type_name()) {
                Ok("generator") | Err(_) => &self.generator,
                Ok("coroutine") => &self.coroutine,
                Ok("async_generator") => &self.async_generator,
                Ok(_) => &self.iterator,
            },
            Value::Unknown(_) => &self.unknown,
        };
        class.clone()
    }
}

impl Default for Types {
    fn default() -> Self {
        Types::new()
    }
}
