//! Classes: the C3 order, how `class` statements and `type()` make them, how calling one makes an
//! instance.

use std::cell::RefCell;
use std::rc::Rc;

use super::call::Arguments;
use super::dict::Dict;
use super::interpreter::{ClassBody, Interpreter};
use super::raise::Evaluated;
use super::value::{Class, Instance, Namespace, Unknown, Value};

/// The C3 order of a class with these bases, without the class itself.
///
/// # Errors
/// Bases that contradict each other.
pub fn linearize(bases: &[Rc<Class>]) -> Result<Vec<Rc<Class>>, String> {
    if let [base] = bases {
        let mut order = Vec::with_capacity(base.ancestors.len() + 1);
        order.push(base.clone());
        order.extend(base.ancestors.iter().cloned());
        return Ok(order);
    }
    let mut sequences: Vec<Vec<Rc<Class>>> = bases
        .iter()
        .map(|base| std::iter::once(base).chain(&base.ancestors).cloned().rev().collect())
        .collect();
    sequences.push(bases.iter().cloned().rev().collect());
    let mut order: Vec<Rc<Class>> = Vec::new();
    loop {
        sequences.retain(|sequence| !sequence.is_empty());
        if sequences.is_empty() {
            return Ok(order);
        }
        let head = sequences.iter().filter_map(|sequence| sequence.last()).find(|head| {
            sequences
                .iter()
                .all(|sequence| !sequence[..sequence.len() - 1].iter().any(|class| Rc::ptr_eq(class, head)))
        });
        let Some(head) = head.cloned() else {
            let names: Vec<&str> = bases.iter().map(|base| &*base.name).collect();
            return Err(format!(
                "Cannot create a consistent method resolution\norder (MRO) for bases {}",
                names.join(", ")
            ));
        };
        for sequence in &mut sequences {
            if sequence.last().is_some_and(|class| Rc::ptr_eq(class, &head)) {
                sequence.pop();
            }
        }
        order.push(head);
    }
}

impl Interpreter {
    /// `class name(*bases, **keywords)` after its body has run.
    pub(super) fn make_class(
        &mut self,
        name: &Rc<str>,
        original_bases: Vec<Value>,
        mut keywords: Vec<(Rc<str>, Value)>,
        mut namespace: Namespace,
        mut body: ClassBody,
    ) -> Evaluated {
        let bases = self.resolve_bases(&original_bases, &mut body.unknown_bases, &mut namespace)?;
        let explicit = match keywords.iter().position(|(key, _)| &**key == "metaclass") {
            Some(index) => match keywords.remove(index).1 {
                Value::Class(class) => Some(class),
                unknown @ Value::Unknown(_) => return Ok(unknown),
                callable => {
                    self.class_body = Some(body);
                    let arguments = class_arguments(name, &bases, namespace, keywords);
                    return self.call(&callable, arguments);
                }
            },
            None => None,
        };
        let metaclass = self.metaclass_for(explicit, &bases)?;
        self.class_body = Some(body);
        match metaclass {
            Some(metaclass)
                if metaclass.metaclass.is_some()
                    || metaclass.lookup("__new__").is_some_and(|new| !self.is_type_new(&new))
                    || metaclass.lookup("__call__").is_some() =>
            {
                let arguments = class_arguments(name, &bases, namespace, keywords);
                self.call_class(&metaclass, arguments)
            }
            metaclass => {
                let initialize = metaclass.as_ref().and_then(|class| {
                    class.lookup("__init__").filter(|init| !self.is_type_member("__init__", init))
                });
                let copy = initialize.as_ref().map(|_| (namespace.clone(), keywords.clone()));
                let class = self.new_class(name.clone(), bases.clone(), metaclass, namespace, keywords)?;
                let value = Value::Class(class);
                if let (Some(initialize), Some((namespace, keywords))) = (initialize, copy) {
                    let mut arguments = class_arguments(name, &bases, namespace, keywords);
                    arguments.positional.insert(0, value.clone());
                    self.call(&initialize, arguments)?;
                }
                Ok(value)
            }
        }
    }

    fn is_type_new(&self, value: &Value) -> bool {
        self.is_type_member("__new__", value)
    }

    /// Whether that is `type`'s own attribute of that name.
    pub(super) fn is_type_member(&self, name: &str, value: &Value) -> bool {
        self.types.type_.namespace.borrow().get(name).is_some_and(|own| own.is(value))
    }

    /// Classes of a `class` statement's bases: generic aliases count as their origin, Unknown ones are
    /// remembered.
    fn resolve_bases(
        &mut self,
        original: &[Value],
        unknown: &mut Vec<Rc<Unknown>>,
        namespace: &mut Namespace,
    ) -> Evaluated<Vec<Rc<Class>>> {
        let mut bases: Vec<Rc<Class>> = Vec::with_capacity(original.len());
        let mut resolved = false;
        for base in original {
            match base {
                Value::Class(class) => bases.push(class.clone()),
                Value::Unknown(reason) => unknown.push(reason.clone()),
                other => {
                    resolved = true;
                    for class in self.base_entries(other, original)? {
                        if !bases.iter().any(|known| Rc::ptr_eq(known, &class)) {
                            bases.push(class);
                        }
                    }
                }
            }
        }
        if resolved {
            namespace.insert("__orig_bases__".into(), Value::tuple(original.to_vec()));
        }
        Ok(bases)
    }

    fn base_entries(&mut self, base: &Value, all: &[Value]) -> Evaluated<Vec<Rc<Class>>> {
        if let Some(entries) = self.find_attribute(base, "__mro_entries__")? {
            let result = self.call(&entries, Arguments::positional(vec![Value::tuple(all.to_vec())]))?;
            let mut classes = Vec::new();
            for entry in self.iterate(&result)? {
                match entry {
                    Value::Class(class) => classes.push(class),
                    Value::Unknown(_) => {}
                    other => return Err(self.bad_base(&other)),
                }
            }
            return Ok(classes);
        }
        Err(self.bad_base(base))
    }

    fn bad_base(&mut self, base: &Value) -> Box<super::raise::Raise> {
        let name = self.type_name(base);
        self.raise("TypeError", format!("a `class` statement's base is a '{name}' object, not a class"))
    }

    /// The most derived metaclass.
    fn metaclass_for(
        &mut self,
        explicit: Option<Rc<Class>>,
        bases: &[Rc<Class>],
    ) -> Evaluated<Option<Rc<Class>>> {
        let mut winner = explicit.filter(|class| !Rc::ptr_eq(class, &self.types.type_));
        for base in bases {
            let Some(candidate) = &base.metaclass else { continue };
            match &winner {
                None => winner = Some(candidate.clone()),
                Some(current) if current.is_subclass_of(candidate) => {}
                Some(current) if candidate.is_subclass_of(current) => winner = Some(candidate.clone()),
                Some(_) => {
                    return Err(self.raise(
                        "TypeError",
                        "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of \
                         the metaclasses of all its bases",
                    ));
                }
            }
        }
        Ok(winner)
    }

    /// `type.__new__`: the class itself, then `__set_name__` and `__init_subclass__`.
    ///
    /// # Errors
    /// Bases that contradict each other; what the hooks raise.
    pub fn new_class(
        &mut self,
        name: Rc<str>,
        mut bases: Vec<Rc<Class>>,
        metaclass: Option<Rc<Class>>,
        mut namespace: Namespace,
        keywords: Vec<(Rc<str>, Value)>,
    ) -> Evaluated<Rc<Class>> {
        bases.retain(|base| !Rc::ptr_eq(base, &self.types.object));
        let ancestors = match linearize(&bases) {
            Ok(order) => order,
            Err(message) => return Err(self.raise("TypeError", message)),
        };
        let body = match self.class_body.take() {
            Some(body) if body.name == name => Some(body),
            other => {
                self.class_body = other;
                None
            }
        };
        let text = |key: &str| match namespace.get(key) {
            Some(Value::Str(text)) => Some(text.clone()),
            _ => None,
        };
        let module = text("__module__")
            .or_else(|| body.as_ref().map(|body| body.module.clone()))
            .or_else(|| self.current_module().map(|module| module.name.clone()))
            .unwrap_or_else(|| "builtins".into());
        let qualified_name = text("__qualname__")
            .or_else(|| body.as_ref().map(|body| body.qualified_name.clone()))
            .unwrap_or_else(|| name.clone());
        namespace.shift_remove("__qualname__");
        namespace.shift_remove("__classcell__");
        for special in ["__init_subclass__", "__class_getitem__"] {
            if let Some(function @ Value::Function(_)) = namespace.get(special).cloned() {
                let method = super::descriptor::class_method(&self.types, function);
                namespace.insert(special.into(), method);
            }
        }
        if let Some(function @ Value::Function(_)) = namespace.get("__new__").cloned() {
            namespace.insert("__new__".into(), super::descriptor::static_method(&self.types, function));
        }
        // what defines equality only can't be a key
        if namespace.contains_key("__eq__") && !namespace.contains_key("__hash__") {
            namespace.insert("__hash__".into(), Value::None);
        }
        let names: Vec<(Rc<str>, Value)> = namespace
            .iter()
            .filter(|(_, value)| matches!(value, Value::Instance(_)))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let (annotations, defined_at, cell, unknown_bases, scope) = match body {
            Some(body) => (
                body.annotations,
                Some(body.defined_at),
                body.class_cell,
                body.unknown_bases,
                body.annotation_scope,
            ),
            None => (Vec::new(), self.place(), None, Vec::new(), None),
        };
        let class = Rc::new(Class {
            name,
            module,
            qualified_name,
            bases,
            ancestors,
            metaclass,
            namespace: RefCell::new(namespace),
            annotations: RefCell::new(annotations),
            defined_at,
            payload: RefCell::new(None),
            unknown_bases,
            is_value_type: false,
        });
        if let Some(scope) = scope {
            *scope.class.borrow_mut() = Rc::downgrade(&class);
        }
        if let Some(cell) = cell {
            *cell.borrow_mut() = Some(Value::Class(class.clone()));
        }
        for base in &class.bases {
            self.subclasses.entry(Rc::as_ptr(base)).or_default().push(Rc::downgrade(&class));
        }
        let value = Value::Class(class.clone());
        for (name, member) in names {
            if let Some(hook) = self.special(&member, "__set_name__") {
                let owner = self.class_of(&member);
                let bound = self.bind(&hook, Some(&member), &owner)?;
                self.call(&bound, Arguments::positional(vec![value.clone(), Value::Str(name)]))?;
            }
        }
        let hook =
            class.ancestors.iter().find_map(|base| base.namespace.borrow().get("__init_subclass__").cloned());
        match hook {
            Some(hook) => {
                let bound = self.bind(&hook, None, &class)?;
                self.call(&bound, Arguments { positional: Vec::new(), keywords })?;
            }
            None if !keywords.is_empty() && class.unknown_base().is_none() && class.metaclass.is_none() => {
                return Err(self.raise(
                    "TypeError",
                    format!("{}.__init_subclass__() takes no keyword arguments", class.name),
                ));
            }
            None => {}
        }
        Ok(class)
    }

    /// Calling a class: its metaclass's `__call__`, or `__new__` and `__init__`.
    pub(super) fn call_class(&mut self, class: &Rc<Class>, arguments: Arguments) -> Evaluated {
        if let Some(metaclass) = &class.metaclass
            && let Some(call) =
                metaclass.lookup("__call__").filter(|call| !self.is_type_member("__call__", call))
        {
            let bound = self.bind(&call, Some(&Value::Class(class.clone())), metaclass)?;
            return self.call(&bound, arguments);
        }
        self.instantiate(class, arguments)
    }

    /// `type.__call__`.
    ///
    /// # Errors
    /// What `__new__` and `__init__` raise.
    pub fn instantiate(&mut self, class: &Rc<Class>, arguments: Arguments) -> Evaluated {
        if Rc::ptr_eq(class, &self.types.type_) {
            if let ([value], true) = (&*arguments.positional, arguments.keywords.is_empty()) {
                return Ok(Value::Class(self.class_of(value)));
            }
            // the most derived metaclass of the bases makes the class
            if let Some(bases) = arguments.positional.get(1) {
                let bases = self.iterate(bases)?;
                let bases: Vec<Rc<Class>> =
                    bases.iter().filter_map(|base| base.as_class().cloned()).collect();
                if let Some(metaclass) = self.metaclass_for(None, &bases)? {
                    return self.call_class(&metaclass, arguments);
                }
            }
        }
        if class.payload::<super::modules::Shielded>().is_some()
            && let Some(unknown) = arguments.unknown()
        {
            return Ok(unknown.clone());
        }
        let new = class.lookup("__new__");
        let initialize = class.lookup("__init__");
        let instance = match &new {
            Some(new) => {
                let new = match new.payload::<super::descriptor::StaticMethod>() {
                    Some(inner) => inner.0.clone(),
                    None => new.clone(),
                };
                let mut passed = arguments.clone();
                passed.positional.insert(0, Value::Class(class.clone()));
                self.call(&new, passed)?
            }
            None => {
                if initialize.is_none()
                    && !(arguments.positional.is_empty() && arguments.keywords.is_empty())
                    && class.unknown_base().is_none()
                {
                    return Err(self.raise("TypeError", format!("{}() takes no arguments", class.name)));
                }
                if let Some(message) = self.missing_abstract_methods(class) {
                    return Err(self.raise("TypeError", message));
                }
                Value::Instance(Instance::new(class.clone()))
            }
        };
        let made = self.class_of(&instance);
        if !made.is_subclass_of(class) {
            return Ok(instance);
        }
        let initialize = if Rc::ptr_eq(&made, class) { initialize } else { made.lookup("__init__") };
        if let Some(initialize) = initialize {
            let bound_directly = super::interpreter::binds(&initialize);
            let result = if bound_directly {
                let mut arguments = arguments;
                arguments.positional.insert(0, instance.clone());
                self.call(&initialize, arguments)?
            } else {
                let bound = self.bind(&initialize, Some(&instance), &made)?;
                self.call(&bound, arguments)?
            };
            if !matches!(result, Value::None | Value::Unknown(_)) {
                let name = self.type_name(&result);
                return Err(self.raise("TypeError", format!("__init__() should return None, not '{name}'")));
            }
        }
        Ok(instance)
    }

    /// CPython's message when an abstract method has no body yet.
    fn missing_abstract_methods(&mut self, class: &Rc<Class>) -> Option<String> {
        class.metaclass.as_ref().filter(|metaclass| &*metaclass.name == "ABCMeta")?;
        let mut missing: Vec<Rc<str>> = Vec::new();
        for owner in std::iter::once(class).chain(&class.ancestors) {
            for (name, value) in owner.namespace.borrow().iter() {
                if is_abstract(value) && !missing.contains(name) {
                    let found = class.lookup(name);
                    if found.is_some_and(|found| is_abstract(&found)) {
                        missing.push(name.clone());
                    }
                }
            }
        }
        if missing.is_empty() {
            return None;
        }
        missing.sort();
        let plural = if missing.len() == 1 { "" } else { "s" };
        let names: Vec<String> = missing.iter().map(|name| format!("'{name}'")).collect();
        Some(format!(
            "Can't instantiate abstract class {} without an implementation for abstract method{plural} {}",
            class.name,
            names.join(", ")
        ))
    }

    /// Direct subclasses that are alive, in order of definition.
    pub fn direct_subclasses(&self, class: &Rc<Class>) -> Vec<Rc<Class>> {
        let known = self.subclasses.get(&Rc::as_ptr(class));
        known.map(|known| known.iter().filter_map(std::rc::Weak::upgrade).collect()).unwrap_or_default()
    }
}

fn is_abstract(value: &Value) -> bool {
    match value {
        Value::Function(function) => function.attributes.borrow().contains_key("__isabstractmethod__"),
        Value::Instance(_) => {
            if let Some(property) = value.payload::<super::descriptor::Property>() {
                return is_abstract(&property.get);
            }
            if let Some(method) = value.payload::<super::descriptor::ClassMethod>() {
                return is_abstract(&method.0);
            }
            value.payload::<super::descriptor::StaticMethod>().is_some_and(|method| is_abstract(&method.0))
        }
        _ => false,
    }
}

fn class_arguments(
    name: &Rc<str>,
    bases: &[Rc<Class>],
    namespace: Namespace,
    keywords: Vec<(Rc<str>, Value)>,
) -> Arguments {
    let mut dict = Dict::default();
    for (name, value) in namespace {
        dict.insert(super::dict::Key::Str(name.clone()), Value::Str(name), value);
    }
    let bases = bases.iter().cloned().map(Value::Class).collect();
    Arguments { positional: vec![Value::Str(name.clone()), Value::tuple(bases), Value::dict(dict)], keywords }
}
