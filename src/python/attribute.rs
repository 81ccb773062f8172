//! Attribute access: the descriptor protocol, `__getattr__`, and what built-in objects answer.

use std::rc::Rc;

use super::call::Arguments;
use super::descriptor::{ClassMethod, Property, StaticMethod, Super};
use super::function::BoundMethod;
use super::interpreter::{Interpreter, binds};
use super::raise::{Evaluated, Raise};
use super::value::{Binding, Class, Instance, Value};

impl Interpreter {
    /// `object.name`.
    ///
    /// # Errors
    /// AttributeError; what properties and `__getattr__` raise.
    pub fn get_attribute(&mut self, object: &Value, name: &str) -> Evaluated {
        match self.attribute_or_none(object, name)? {
            Some(value) => Ok(value),
            None => Err(self.no_attribute(object, name)),
        }
    }

    /// `None` instead of AttributeError.
    ///
    /// # Errors
    /// Any other exception on the way.
    pub fn find_attribute(&mut self, object: &Value, name: &str) -> Evaluated<Option<Value>> {
        match self.attribute_or_none(object, name) {
            Err(raise) if self.is_exception(&raise, "AttributeError") => Ok(None),
            result => result,
        }
    }

    pub(super) fn no_attribute(&mut self, object: &Value, name: &str) -> Box<Raise> {
        let message = match object {
            Value::Class(class) => format!("type object '{}' has no attribute '{name}'", class.name),
            Value::Module(module) => format!("module '{}' has no attribute '{name}'", module.name),
            _ => format!("'{}' object has no attribute '{name}'", self.type_name(object)),
        };
        let raise = self.raise("AttributeError", message);
        if let Raise::Exception { value: Value::Instance(instance), .. } = &*raise {
            instance.set_attribute("name", Value::str(name));
            instance.set_attribute("obj", object.clone());
        }
        raise
    }

    fn attribute_or_none(&mut self, object: &Value, name: &str) -> Evaluated<Option<Value>> {
        match object {
            Value::Instance(instance) => {
                if let Some(hook) = instance.class.lookup("__getattribute__") {
                    let bound = self.bind(&hook, Some(object), &instance.class)?;
                    match self.call(&bound, Arguments::positional(vec![Value::str(name)])) {
                        Err(raise) if self.is_exception(&raise, "AttributeError") => {
                            return self.fall_back(object, instance, name, Some(raise));
                        }
                        result => return result.map(Some),
                    }
                }
                match self.instance_attribute(object, instance, name) {
                    Ok(Some(value)) => Ok(Some(value)),
                    Ok(None) => self.fall_back(object, instance, name, None),
                    Err(raise) if self.is_exception(&raise, "AttributeError") => {
                        self.fall_back(object, instance, name, Some(raise))
                    }
                    Err(raise) => Err(raise),
                }
            }
            Value::Class(class) => self.class_attribute(object, class, name),
            Value::Module(module) => {
                if let Some(value) = module.attribute(name) {
                    return Ok(Some(value));
                }
                self.module_attribute(module, name)
            }
            Value::Unknown(_) => Ok(Some(object.clone())),
            _ => self.built_in_attribute(object, name),
        }
    }

    /// `__getattr__`, or a base that is not known.
    fn fall_back(
        &mut self,
        object: &Value,
        instance: &Rc<Instance>,
        name: &str,
        raised: Option<Box<Raise>>,
    ) -> Evaluated<Option<Value>> {
        if let Some(hook) = instance.class.lookup("__getattr__") {
            let bound = self.bind(&hook, Some(object), &instance.class)?;
            return self.call(&bound, Arguments::positional(vec![Value::str(name)])).map(Some);
        }
        if let Some(raise) = raised {
            return Err(raise);
        }
        if let Some(unknown) = instance.class.unknown_base()
            && !(name.starts_with("__") && name.ends_with("__"))
        {
            return Ok(Some(Value::Unknown(unknown)));
        }
        Ok(None)
    }

    /// `object.__getattribute__`: `None` when there is no such attribute.
    pub(super) fn instance_attribute(
        &mut self,
        object: &Value,
        instance: &Rc<Instance>,
        name: &str,
    ) -> Evaluated<Option<Value>> {
        if let Some(start) = object.payload::<Super>() {
            return self.super_attribute(&start, name);
        }
        let found = instance.class.lookup(name);
        if let Some(found) = &found
            && self.is_data_descriptor(found)
        {
            return self.bind(found, Some(object), &instance.class).map(Some);
        }
        if let Some(value) = instance.attribute(name) {
            return Ok(Some(value));
        }
        if let Some(found) = found {
            return self.bind(&found, Some(object), &instance.class).map(Some);
        }
        match name {
            "__class__" => return Ok(Some(Value::Class(instance.class.clone()))),
            "__dict__" => return Ok(Some(super::namespace::of_instance(&self.types, instance))),
            "__doc__" => return Ok(Some(class_docstring(&instance.class))),
            "__module__" => return Ok(Some(Value::Str(instance.class.module.clone()))),
            _ => {}
        }
        let inherited = self.types.object.namespace.borrow().get(name).cloned();
        match inherited {
            Some(found) => self.bind(&found, Some(object), &instance.class).map(Some),
            None => Ok(None),
        }
    }

    fn super_attribute(&mut self, start: &Super, name: &str) -> Evaluated<Option<Value>> {
        let owner = &start.owner;
        let mut classes = std::iter::once(owner).chain(&owner.ancestors);
        let passed = classes.by_ref().any(|class| Rc::ptr_eq(class, &start.class));
        let found =
            if passed { classes.find_map(|class| class.namespace.borrow().get(name).cloned()) } else { None };
        let found = match found {
            Some(found) => Some(found),
            None if name == "__class__" => return Ok(Some(Value::Class(self.types.super_.clone()))),
            None => {
                let unknown = owner.unknown_base().filter(|_| !is_special(name) || name == "__init__");
                if let Some(unknown) = unknown {
                    return Ok(Some(Value::Unknown(unknown)));
                }
                self.types.object.namespace.borrow().get(name).cloned()
            }
        };
        let Some(found) = found else { return Ok(None) };
        // in a class method the receiver is the class itself
        let receiver = match &start.receiver {
            Value::Class(class) if Rc::ptr_eq(class, owner) => None,
            receiver => Some(receiver),
        };
        self.bind(&found, receiver, owner).map(Some)
    }

    fn class_attribute(&mut self, object: &Value, class: &Rc<Class>, name: &str) -> Evaluated<Option<Value>> {
        if name.starts_with("__")
            && let Some(value) = self.class_special(class, name)?
        {
            return Ok(Some(value));
        }
        let meta = class.metaclass.as_ref().and_then(|metaclass| metaclass.lookup(name));
        if let (Some(found), Some(metaclass)) = (&meta, &class.metaclass)
            && self.is_data_descriptor(found)
        {
            return self.bind(found, Some(object), metaclass).map(Some);
        }
        if let Some(found) = class.lookup(name) {
            return self.bind(&found, None, class).map(Some);
        }
        if let (Some(found), Some(metaclass)) = (&meta, &class.metaclass) {
            return self.bind(found, Some(object), metaclass).map(Some);
        }
        if name.starts_with("__") || name == "mro" {
            let inherited = self.types.object.namespace.borrow().get(name).cloned();
            if let Some(found) = inherited {
                return self.bind(&found, None, class).map(Some);
            }
            let inherited = self.types.type_.namespace.borrow().get(name).cloned();
            if let Some(found) = inherited {
                let owner = self.types.type_.clone();
                return self.bind(&found, Some(object), &owner).map(Some);
            }
        }
        if let Some(metaclass) = &class.metaclass
            && let Some(hook) = metaclass.lookup("__getattr__")
        {
            let bound = self.bind(&hook, Some(object), metaclass)?;
            return self.call(&bound, Arguments::positional(vec![Value::str(name)])).map(Some);
        }
        match class.unknown_base() {
            Some(unknown) if !is_special(name) => Ok(Some(Value::Unknown(unknown))),
            _ => Ok(None),
        }
    }

    fn class_special(&mut self, class: &Rc<Class>, name: &str) -> Evaluated<Option<Value>> {
        Ok(Some(match name {
            "__name__" => Value::Str(class.name.clone()),
            "__qualname__" => Value::Str(class.qualified_name.clone()),
            "__module__" => class
                .namespace
                .borrow()
                .get("__module__")
                .cloned()
                .unwrap_or_else(|| Value::Str(class.module.clone())),
            "__class__" => Value::Class(class.metaclass.clone().unwrap_or_else(|| self.types.type_.clone())),
            "__bases__" => {
                let mut bases: Vec<Value> = class.bases.iter().cloned().map(Value::Class).collect();
                if bases.is_empty() && !Rc::ptr_eq(class, &self.types.object) {
                    bases.push(Value::Class(self.types.object.clone()));
                }
                Value::tuple(bases)
            }
            "__base__" => match class.bases.first() {
                Some(base) => Value::Class(base.clone()),
                None if Rc::ptr_eq(class, &self.types.object) => Value::None,
                None => Value::Class(self.types.object.clone()),
            },
            "__mro__" => Value::tuple(self.mro(class)),
            "__dict__" => super::namespace::of_class(&self.types, class),
            "__doc__" => class.namespace.borrow().get("__doc__").cloned().unwrap_or(Value::None),
            "__annotations__" => {
                if let Some(value) = class.namespace.borrow().get("__annotations__") {
                    return Ok(Some(value.clone()));
                }
                let annotations = class.annotations.borrow().clone();
                self.annotations_dict(&annotations)?
            }
            _ => return Ok(None),
        }))
    }

    /// The MRO as Python shows it: the class first, `object` last.
    pub fn mro(&self, class: &Rc<Class>) -> Vec<Value> {
        let mut order = vec![Value::Class(class.clone())];
        order.extend(class.ancestors.iter().cloned().map(Value::Class));
        if !Rc::ptr_eq(class, &self.types.object) {
            order.push(Value::Class(self.types.object.clone()));
        }
        order
    }

    /// `__annotations__`: values where they can be evaluated, their text where not, as with
    /// `from __future__ import annotations`.
    pub(super) fn annotations_dict(&mut self, annotations: &[super::annotation::Annotation]) -> Evaluated {
        let mut dict = super::dict::Dict::default();
        for annotation in annotations {
            let value = match self.run_annotation(annotation) {
                Ok(value) => value,
                Err(raise) if matches!(*raise, Raise::Exception { .. }) => Value::str(annotation.source()),
                Err(raise) => return Err(raise),
            };
            dict.insert_str(&annotation.name, value);
        }
        Ok(Value::dict(dict))
    }

    fn built_in_attribute(&mut self, object: &Value, name: &str) -> Evaluated<Option<Value>> {
        match object {
            Value::Function(function) => {
                if let Some(value) = function.attributes.borrow().get(name) {
                    return Ok(Some(value.clone()));
                }
                match name {
                    "__name__" => return Ok(Some(Value::Str(function.name.borrow().clone()))),
                    "__qualname__" => return Ok(Some(Value::Str(function.qualified_name.borrow().clone()))),
                    "__doc__" => return Ok(Some(function.docstring().map_or(Value::None, Value::Str))),
                    "__module__" => return Ok(Some(Value::Str(function.module.name.clone()))),
                    "__code__" => return Ok(Some(super::function::code_object(function))),
                    "__defaults__" => {
                        let defaults = function.defaults.borrow();
                        let none = defaults.is_empty();
                        return Ok(Some(if none { Value::None } else { Value::Tuple(defaults.clone()) }));
                    }
                    "__kwdefaults__" => {
                        let defaults = function.keyword_defaults.borrow();
                        if defaults.is_empty() {
                            return Ok(Some(Value::None));
                        }
                        let mut dict = super::dict::Dict::default();
                        for (name, value) in defaults.iter() {
                            dict.insert_str(name, value.clone());
                        }
                        return Ok(Some(Value::dict(dict)));
                    }
                    "__dict__" => return Ok(Some(super::namespace::of_function(&self.types, function))),
                    "__get__" => return Ok(Some(super::descriptor::getter_of(object))),
                    "__globals__" => {
                        return Ok(Some(super::namespace::of_module(&self.types, &function.module)));
                    }
                    "__annotations__" => {
                        return self.annotations_dict(&function.annotations.clone()).map(Some);
                    }
                    _ => {}
                }
            }
            Value::BoundMethod(method) => match name {
                "__self__" => return Ok(Some(method.receiver.clone())),
                "__func__" => return Ok(Some(method.function.clone())),
                "__class__" => {}
                _ => {
                    let function = method.function.clone();
                    return self.attribute_or_none(&function, name);
                }
            },
            Value::Builtin(builtin) => match name {
                "__name__" | "__qualname__" => return Ok(Some(Value::Str(builtin.name.clone()))),
                "__doc__" => return Ok(Some(Value::None)),
                "__module__" => return Ok(Some(Value::None)),
                // of a method of a type; functions of modules have none
                "__get__" if builtin.binding == Binding::Method => {
                    return Ok(Some(super::descriptor::getter_of(object)));
                }
                _ => {}
            },
            Value::Int(_) | Value::BigInt(_) | Value::Bool(_) => match name {
                "real" | "numerator" => return Ok(Some(object.clone())),
                "imag" => return Ok(Some(Value::Int(0))),
                "denominator" => return Ok(Some(Value::Int(1))),
                _ => {}
            },
            Value::Range(start, stop, step) => match name {
                "start" => return Ok(Some(Value::Int(*start))),
                "stop" => return Ok(Some(Value::Int(*stop))),
                "step" => return Ok(Some(Value::Int(*step))),
                _ => {}
            },
            Value::Slice(parts) => match name {
                "start" => return Ok(Some(parts[0].clone())),
                "stop" => return Ok(Some(parts[1].clone())),
                "step" => return Ok(Some(parts[2].clone())),
                _ => {}
            },
            _ => {}
        }
        let class = self.class_of(object);
        if name == "__class__" {
            return Ok(Some(Value::Class(class)));
        }
        let found = class.lookup(name).or_else(|| self.types.object.namespace.borrow().get(name).cloned());
        match found {
            Some(found) => self.bind(&found, Some(object), &class).map(Some),
            None if name == "__call__" && matches!(object, Value::Function(_) | Value::Builtin(_)) => {
                Ok(Some(object.clone()))
            }
            None if name == "__doc__" => Ok(Some(Value::None)),
            None => Ok(None),
        }
    }

    /// Whether it takes precedence over what the instance itself holds.
    fn is_data_descriptor(&self, found: &Value) -> bool {
        match found {
            Value::Builtin(builtin) => builtin.binding == Binding::Property,
            Value::Instance(instance) => {
                instance.payload::<Property>().is_some()
                    || instance.class.lookup("__set__").is_some()
                    || instance.class.lookup("__delete__").is_some()
            }
            _ => false,
        }
    }

    /// What an attribute found on `owner`'s MRO is for a receiver, `None` for access through the class.
    ///
    /// # Errors
    /// What a property or `__get__` raises.
    pub fn bind(&mut self, found: &Value, receiver: Option<&Value>, owner: &Rc<Class>) -> Evaluated {
        match found {
            Value::Function(_) => Ok(match receiver {
                Some(receiver) => bound(receiver, found),
                None => found.clone(),
            }),
            Value::Builtin(builtin) => match (builtin.binding, receiver) {
                (Binding::Method, Some(receiver)) => Ok(bound(receiver, found)),
                (Binding::Class, _) => Ok(bound(&Value::Class(owner.clone()), found)),
                (Binding::Property, Some(receiver)) => {
                    self.call_builtin(builtin, Arguments::positional(vec![receiver.clone()]))
                }
                _ => Ok(found.clone()),
            },
            Value::Instance(instance) => {
                if let Some(property) = instance.payload::<Property>() {
                    return match receiver {
                        Some(receiver) if !property.get.is_none() => {
                            self.call(&property.get, Arguments::positional(vec![receiver.clone()]))
                        }
                        Some(_) => Err(self.raise("AttributeError", "property has no getter")),
                        None => Ok(found.clone()),
                    };
                }
                if let Some(method) = instance.payload::<ClassMethod>() {
                    let class = Value::Class(owner.clone());
                    return match &method.0 {
                        function @ (Value::Function(_) | Value::Builtin(_)) => Ok(bound(&class, function)),
                        other => {
                            let owner = owner.clone();
                            self.bind(other, Some(&class), &owner)
                        }
                    };
                }
                if let Some(method) = instance.payload::<StaticMethod>() {
                    return Ok(method.0.clone());
                }
                match instance.class.lookup("__get__") {
                    Some(get) => {
                        let get = self.bind(&get, Some(found), &instance.class)?;
                        let receiver = receiver.cloned().unwrap_or(Value::None);
                        self.call(&get, Arguments::positional(vec![receiver, Value::Class(owner.clone())]))
                    }
                    None => Ok(found.clone()),
                }
            }
            _ => Ok(found.clone()),
        }
    }

    /// `object.name = value`.
    ///
    /// # Errors
    /// AttributeError; what setters raise.
    pub fn set_attribute(&mut self, object: &Value, name: &str, value: Value) -> Evaluated<()> {
        match object {
            Value::Instance(instance) => {
                if let Some(hook) = instance.class.lookup("__setattr__") {
                    let bound = self.bind(&hook, Some(object), &instance.class)?;
                    self.call(&bound, Arguments::positional(vec![Value::str(name), value]))?;
                    return Ok(());
                }
                self.set_instance_attribute(object, name, value)
            }
            Value::Class(class) => {
                if let Some(metaclass) = &class.metaclass
                    && let Some(hook) = metaclass.lookup("__setattr__")
                {
                    let bound = self.bind(&hook, Some(object), metaclass)?;
                    self.call(&bound, Arguments::positional(vec![Value::str(name), value]))?;
                    return Ok(());
                }
                self.set_class_attribute(object, name, value)
            }
            Value::Module(module) => {
                module.set_attribute(name, value);
                Ok(())
            }
            Value::Function(function) => {
                match (name, &value) {
                    ("__name__", Value::Str(text)) => *function.name.borrow_mut() = text.clone(),
                    ("__qualname__", Value::Str(text)) => {
                        *function.qualified_name.borrow_mut() = text.clone()
                    }
                    ("__defaults__", Value::Tuple(values)) => {
                        *function.defaults.borrow_mut() = values.clone()
                    }
                    _ => {
                        function.attributes.borrow_mut().insert(name.into(), value);
                    }
                }
                Ok(())
            }
            Value::Unknown(_) => Ok(()),
            _ => Err(self.no_attribute(object, name)),
        }
    }

    /// `type.__setattr__`.
    pub(super) fn set_class_attribute(&mut self, object: &Value, name: &str, value: Value) -> Evaluated<()> {
        let Value::Class(class) = object else { return Err(self.no_attribute(object, name)) };
        if let Some(metaclass) = class.metaclass.clone()
            && let Some(found) = metaclass.lookup(name)
            && self.is_data_descriptor(&found)
        {
            return self.set_through(&found, object, name, value);
        }
        class.set_attribute(name, value);
        Ok(())
    }

    /// `object.__setattr__`.
    pub(super) fn set_instance_attribute(
        &mut self,
        object: &Value,
        name: &str,
        value: Value,
    ) -> Evaluated<()> {
        let Value::Instance(instance) = object else { return self.set_attribute(object, name, value) };
        if let Some(found) = instance.class.lookup(name)
            && self.is_data_descriptor(&found)
        {
            return self.set_through(&found, object, name, value);
        }
        if name == "__class__" {
            return Err(self.refuse("assignment to `__class__`"));
        }
        instance.set_attribute(name, value);
        Ok(())
    }

    fn set_through(&mut self, found: &Value, object: &Value, name: &str, value: Value) -> Evaluated<()> {
        let no_setter = |interpreter: &mut Interpreter| {
            let class = interpreter.type_name(object);
            interpreter
                .raise("AttributeError", format!("property '{name}' of '{class}' object has no setter"))
        };
        if let Some(property) = found.payload::<Property>() {
            if property.set.is_none() {
                return Err(no_setter(self));
            }
            self.call(&property.set, Arguments::positional(vec![object.clone(), value]))?;
            return Ok(());
        }
        match self.special(found, "__set__") {
            Some(_) => self.call_special(found, "__set__", vec![object.clone(), value]).map(|_| ()),
            // the one attribute of a property that can be set
            None if name == "__doc__" && object.payload::<Property>().is_some() => {
                if let Value::Instance(instance) = object {
                    instance.set_attribute(name, value);
                }
                Ok(())
            }
            None if matches!(found, Value::Builtin(_)) => Err(no_setter(self)),
            None => Err(self.raise("AttributeError", "__set__")),
        }
    }

    /// `del object.name`.
    ///
    /// # Errors
    /// AttributeError; what deleters raise.
    pub fn delete_attribute(&mut self, object: &Value, name: &str) -> Evaluated<()> {
        if let Some(hook) = self.special(object, "__delattr__") {
            let class = self.class_of(object);
            let hook = self.bind(&hook, Some(object), &class)?;
            self.call(&hook, Arguments::positional(vec![Value::str(name)]))?;
            return Ok(());
        }
        self.delete_own_attribute(object, name)
    }

    /// `object.__delattr__`.
    pub(super) fn delete_own_attribute(&mut self, object: &Value, name: &str) -> Evaluated<()> {
        let removed = match object {
            Value::Instance(instance) => {
                if let Some(property) =
                    instance.class.lookup(name).and_then(|found| found.payload::<Property>())
                {
                    if property.delete.is_none() {
                        let class = instance.class.name.clone();
                        let message = format!("property '{name}' of '{class}' object has no deleter");
                        return Err(self.raise("AttributeError", message));
                    }
                    self.call(&property.delete, Arguments::positional(vec![object.clone()]))?;
                    return Ok(());
                }
                if let Some(found @ Value::Instance(_)) = instance.class.lookup(name)
                    && self.special(&found, "__delete__").is_some()
                {
                    return self.call_special(&found, "__delete__", vec![object.clone()]).map(|_| ());
                }
                instance.attributes.borrow_mut().shift_remove(name).is_some()
            }
            Value::Class(class) => class.namespace.borrow_mut().shift_remove(name).is_some(),
            Value::Module(module) => module.namespace.borrow_mut().shift_remove(name).is_some(),
            Value::Function(function) => function.attributes.borrow_mut().shift_remove(name).is_some(),
            Value::Unknown(_) => true,
            _ => false,
        };
        if removed { Ok(()) } else { Err(self.no_attribute(object, name)) }
    }

    /// A special method as operators look it up: on the type, never on the instance; unbound.
    pub fn special(&self, object: &Value, name: &str) -> Option<Value> {
        match object {
            Value::Instance(instance) => instance.class.lookup(name),
            Value::Class(class) => class.metaclass.as_ref()?.lookup(name),
            _ => self.class_of(object).lookup(name),
        }
    }

    /// Calls a special method of the object's type.
    ///
    /// # Errors
    /// AttributeError when the type has none; what it raises.
    pub fn call_special(&mut self, object: &Value, name: &str, mut positional: Vec<Value>) -> Evaluated {
        let Some(function) = self.special(object, name) else {
            return Err(self.no_attribute(object, name));
        };
        if binds(&function) {
            positional.insert(0, object.clone());
            return self.call(&function, Arguments::positional(positional));
        }
        let class = self.class_of(object);
        let bound = self.bind(&function, Some(object), &class)?;
        self.call(&bound, Arguments::positional(positional))
    }
}

/// `__x__`.
pub(super) fn is_special(name: &str) -> bool {
    name.starts_with("__") && name.ends_with("__")
}

fn class_docstring(class: &Class) -> Value {
    class.namespace.borrow().get("__doc__").cloned().unwrap_or(Value::None)
}

pub(super) fn bound(receiver: &Value, function: &Value) -> Value {
    Value::BoundMethod(Rc::new(BoundMethod { receiver: receiver.clone(), function: function.clone() }))
}
