//! What every object and every class can do: the methods of `object` and `type`.

use std::rc::Rc;

use super::call::Arguments;
use super::library::ClassBuilder;
use super::types::Types;
use super::value::{Class, Instance, Namespace, Value};

pub(super) fn install(types: &Rc<Types>) {
    ClassBuilder::extending(&types.object)
        .method("__new__", "cls, *args, **kw", |interpreter, bound| match bound.receiver() {
            Value::Class(class) => Ok(Value::Instance(Instance::new(class))),
            unknown @ Value::Unknown(_) => Ok(unknown),
            _ => Err(interpreter.raise("TypeError", "object.__new__(X): X is not a type object")),
        })
        .method("__init__", "self, *args, **kw", |interpreter, bound| {
            if (!bound.rest.is_empty() || !bound.keywords.is_empty())
                && let Value::Instance(instance) = bound.receiver()
                && instance.class.unknown_base().is_none()
                && instance.class.lookup("__new__").is_none()
            {
                let message = "object.__init__() takes exactly one argument (the instance to initialize)";
                return Err(interpreter.raise("TypeError", message));
            }
            Ok(Value::None)
        })
        .method("__init_subclass__", "cls, **kw", |interpreter, bound| {
            if bound.keywords.is_empty() {
                return Ok(Value::None);
            }
            if let Value::Class(class) = bound.receiver()
                && class.unknown_base().is_some()
            {
                return Ok(Value::None);
            }
            Err(interpreter.raise("TypeError", "object.__init_subclass__() takes no keyword arguments"))
        })
        .method("__repr__", "self", |interpreter, bound| {
            Ok(Value::str(super::format::plain_repr(interpreter, &bound.receiver())))
        })
        .method("__str__", "self", |interpreter, bound| Ok(Value::str(interpreter.repr(&bound.receiver())?)))
        .method("__format__", "self, spec", |interpreter, bound| {
            Ok(Value::str(interpreter.str(&bound.receiver())?))
        })
        .method("__eq__", "self, other", |_, bound| {
            let same = bound.receiver().is(&bound.value("other"));
            Ok(if same { Value::Bool(true) } else { Value::NotImplemented })
        })
        .method("__ne__", "self, other", |interpreter, bound| {
            Ok(Value::Bool(!interpreter.equal(&bound.receiver(), &bound.value("other"))?))
        })
        .method("__hash__", "self", |_, bound| Ok(Value::Int(super::operator::address(&bound.receiver()))))
        .method("__getattribute__", "self, name", |interpreter, bound| {
            let (receiver, name) = (bound.receiver(), bound.value("name"));
            let name = name.to_text().unwrap_or_default();
            let found = match &receiver {
                Value::Instance(instance) => interpreter.instance_attribute(&receiver, instance, &name)?,
                _ => return interpreter.get_attribute(&receiver, &name),
            };
            match found {
                Some(value) => Ok(value),
                None => Err(interpreter.no_attribute(&receiver, &name)),
            }
        })
        .method("__setattr__", "self, name, value", |interpreter, bound| {
            let name = bound.value("name").to_text().unwrap_or_default();
            match bound.receiver() {
                class @ Value::Class(_) => {
                    interpreter.set_class_attribute(&class, &name, bound.value("value"))?;
                }
                receiver => interpreter.set_instance_attribute(&receiver, &name, bound.value("value"))?,
            }
            Ok(Value::None)
        })
        .method("__delattr__", "self, name", |interpreter, bound| {
            let name = bound.value("name").to_text().unwrap_or_default();
            interpreter.delete_own_attribute(&bound.receiver(), &name)?;
            Ok(Value::None)
        })
        .method("__dir__", "self", |interpreter, bound| {
            let names = interpreter.directory(&bound.receiver())?;
            Ok(Value::list(names.into_iter().map(Value::Str).collect()))
        })
        .method("__sizeof__", "self", |_, _| Ok(Value::Int(64)))
        .class_method("__subclasshook__", "cls, other", |_, _| Ok(Value::NotImplemented))
        .build();

    ClassBuilder::extending(&types.module)
        .method("__new__", "cls, name=None, doc=None, *args, **kw", |interpreter, bound| {
            let name = bound.value("name").to_text().unwrap_or_default();
            // a class of the user's has attributes of its own that decide
            if let Value::Class(class) = bound.receiver()
                && class.defined_at.is_some()
            {
                let instance = Instance::new(class);
                let plain = interpreter.new_module(&name, None);
                *instance.attributes.borrow_mut() = plain.namespace.borrow().clone();
                return Ok(Value::Instance(instance));
            }
            let module = interpreter.new_module(&name, None);
            module.set_attribute("__doc__", bound.value("doc"));
            Ok(Value::Module(module))
        })
        .method("__init__", "self, name, doc=None", |_, bound| {
            if let Value::Instance(instance) = bound.receiver() {
                instance.set_attribute("__name__", bound.value("name"));
                instance.set_attribute("__doc__", bound.value("doc"));
            }
            Ok(Value::None)
        })
        .build();

    let core = Rc::downgrade(types);
    ClassBuilder::extending(&types.type_)
        .method("__new__", "mcs, name, bases=None, namespace=None, **kw", move |interpreter, bound| {
            let Some(types) = core.upgrade() else { return Ok(Value::None) };
            if bound.get("bases").is_none() {
                return Ok(Value::Class(interpreter.class_of(&bound.value("name"))));
            }
            let metaclass = match bound.receiver() {
                Value::Class(class) if !Rc::ptr_eq(&class, &types.type_) => Some(class),
                _ => None,
            };
            let Some(name) = bound.value("name").to_text() else {
                return Err(interpreter.raise("TypeError", "type.__new__() argument 1 must be str"));
            };
            let mut bases = Vec::new();
            for base in interpreter.iterate(&bound.value("bases"))? {
                match base {
                    Value::Class(class) => bases.push(class),
                    unknown @ Value::Unknown(_) => return Ok(unknown),
                    _ => return Err(interpreter.raise("TypeError", "bases must be types")),
                }
            }
            let metaclass =
                metaclass.or_else(|| bases.iter().find_map(|base: &Rc<Class>| base.metaclass.clone()));
            let mut namespace = Namespace::default();
            let mut entries = super::dict::Dict::default();
            interpreter.update_dict(&mut entries, &bound.value("namespace"))?;
            for (key, value) in entries.iter() {
                if let Some(key) = key.to_text() {
                    namespace.insert(key, value.clone());
                }
            }
            let keywords = bound.keywords.into_iter().filter(|(name, _)| &**name != "metaclass").collect();
            Ok(Value::Class(interpreter.new_class(name, bases, metaclass, namespace, keywords)?))
        })
        .method("__init__", "cls, *args, **kw", |_, _| Ok(Value::None))
        .method("__call__", "cls, *args, **kw", |interpreter, bound| match bound.receiver() {
            Value::Class(class) => {
                let arguments = Arguments { positional: bound.rest, keywords: bound.keywords };
                interpreter.instantiate(&class, arguments)
            }
            other => Ok(other),
        })
        .class_method("__prepare__", "mcs, *args, **kw", |_, _| Ok(Value::dict(super::dict::Dict::default())))
        .method("mro", "cls", |interpreter, bound| match bound.receiver() {
            Value::Class(class) => Ok(Value::list(interpreter.mro(&class))),
            _ => Ok(Value::list(Vec::new())),
        })
        .method("__subclasses__", "cls", |interpreter, bound| match bound.receiver() {
            Value::Class(class) => {
                let known = interpreter.direct_subclasses(&class);
                Ok(Value::list(known.into_iter().map(Value::Class).collect()))
            }
            _ => Ok(Value::list(Vec::new())),
        })
        .method("__instancecheck__", "cls, instance", |interpreter, bound| {
            let class = interpreter.class_of(&bound.value("instance"));
            Ok(Value::Bool(bound.receiver().as_class().is_some_and(|own| class.is_subclass_of(own))))
        })
        .method("__subclasscheck__", "cls, subclass", |_, bound| {
            let (own, other) = (bound.receiver(), bound.value("subclass"));
            let both = own.as_class().zip(other.as_class());
            Ok(Value::Bool(both.is_some_and(|(own, other)| other.is_subclass_of(own))))
        })
        .build();
}

impl super::interpreter::Interpreter {
    /// `dir(object)`.
    ///
    /// # Errors
    /// What a `__dir__` of the object raises.
    pub fn directory(&mut self, object: &Value) -> super::raise::Evaluated<Vec<Rc<str>>> {
        let mut names: Vec<Rc<str>> = Vec::new();
        let class = match object {
            Value::Module(module) => {
                names.extend(module.namespace.borrow().keys().cloned());
                None
            }
            Value::Class(class) => Some(class.clone()),
            Value::Instance(instance) => {
                names.extend(instance.attributes.borrow().keys().cloned());
                Some(instance.class.clone())
            }
            other => Some(self.class_of(other)),
        };
        if let Some(class) = class {
            for owner in std::iter::once(&class).chain(&class.ancestors) {
                names.extend(owner.namespace.borrow().keys().cloned());
            }
            names.extend(self.types.object.namespace.borrow().keys().cloned());
        }
        names.sort();
        names.dedup();
        Ok(names)
    }
}
