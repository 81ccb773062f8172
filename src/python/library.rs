//! Where native modules are registered, and how their functions and classes are written down.

use std::collections::HashMap;
use std::rc::Rc;

use super::call::{Bound, Signature};
use super::class;
use super::interpreter::Interpreter;
use super::raise::Evaluated;
use super::value::{Binding, Builtin, Class, Module, Namespace, Value};

type Build = Rc<dyn Fn(&mut Interpreter, &mut ModuleBuilder) -> Evaluated<()>>;

/// Native modules by dotted name, built when they are first imported, and modules written in Python that
/// we ship (stubs of third-party packages).
#[derive(Default, Clone)]
pub struct Library {
    pub(super) modules: HashMap<String, Build>,
    /// Dotted name → text; a package when another name starts with it.
    pub(super) stubs: HashMap<String, &'static str>,
}

impl Library {
    pub fn empty() -> Library {
        Library::default()
    }

    /// The standard modules we know.
    pub fn standard() -> Library {
        let mut library = Library::default();
        super::modules::register(&mut library);
        library
    }

    /// Registers a native module. Asked before the search path: a native `sqlalchemy` wins over the one
    /// of the virtual environment.
    pub fn module(
        &mut self,
        dotted: &str,
        build: impl Fn(&mut Interpreter, &mut ModuleBuilder) -> Evaluated<()> + 'static,
    ) {
        self.modules.insert(dotted.to_owned(), Rc::new(build));
    }

    /// Registers a module written in Python, asked after the search path.
    pub fn stub(&mut self, dotted: &str, source: &'static str) {
        self.stubs.insert(dotted.to_owned(), source);
    }

    /// Registers a module written in Python that is asked before the search path: where the package's own
    /// source leans on what only CPython has.
    pub fn replacement(&mut self, dotted: &str, source: &'static str) {
        let name = dotted.to_owned();
        self.module(dotted, move |interpreter, builder| {
            let source = super::source::Source::new(format!("<{name}>"), source.to_owned());
            interpreter.execute_module(&builder.module, source, false)
        });
    }

    /// Whether the dotted name is a native module or a package of some.
    pub fn knows(&self, dotted: &str) -> bool {
        self.modules.contains_key(dotted) || is_prefix(self.modules.keys(), dotted)
    }
}

/// Whether one of the names lies below `dotted`.
pub(super) fn is_prefix<'a>(mut names: impl Iterator<Item = &'a String>, dotted: &str) -> bool {
    names.any(|name| name.strip_prefix(dotted).is_some_and(|rest| rest.starts_with('.')))
}

/// Fills a native module.
pub struct ModuleBuilder {
    pub module: Rc<Module>,
}

impl ModuleBuilder {
    pub fn value(&mut self, name: &str, value: Value) {
        self.module.set_attribute(name, value);
    }

    pub fn function(
        &mut self,
        name: &str,
        signature: &str,
        function: impl Fn(&mut Interpreter, Bound) -> Evaluated + 'static,
    ) {
        self.value(name, Builtin::function(name, signature, function));
    }

    /// Under the class's own name.
    pub fn class(&mut self, builder: ClassBuilder) -> Rc<Class> {
        let class = builder.build();
        self.module.set_attribute(&class.name, Value::Class(class.clone()));
        class
    }
}

/// Writes down a native class.
pub struct ClassBuilder {
    module: Rc<str>,
    name: Rc<str>,
    bases: Vec<Rc<Class>>,
    metaclass: Option<Rc<Class>>,
    namespace: Namespace,
    value_type: bool,
    extended: Option<Rc<Class>>,
}

impl ClassBuilder {
    /// `module_path` is what the real class has as `__module__`; `name` may be a qualified one
    /// (`Operations.context`).
    pub fn new(module_path: &str, name: &str) -> ClassBuilder {
        ClassBuilder {
            module: module_path.into(),
            name: name.into(),
            bases: Vec::new(),
            metaclass: None,
            namespace: Namespace::default(),
            value_type: false,
            extended: None,
        }
    }

    /// Adds to a class that exists, e.g. methods to `str`.
    pub fn extending(class: &Rc<Class>) -> ClassBuilder {
        let mut builder = ClassBuilder::new(&class.module, &class.qualified_name);
        builder.value_type = class.is_value_type;
        builder.extended = Some(class.clone());
        builder
    }

    #[must_use]
    pub fn base(mut self, base: &Rc<Class>) -> Self {
        self.bases.push(base.clone());
        self
    }

    /// Its values are variants of [`Value`].
    #[must_use]
    pub(super) fn value_type(mut self) -> Self {
        self.value_type = true;
        self
    }

    #[must_use]
    pub fn metaclass(mut self, metaclass: &Rc<Class>) -> Self {
        self.metaclass = Some(metaclass.clone());
        self
    }

    fn add(
        mut self,
        name: &str,
        signature: &str,
        binding: Binding,
        function: impl Fn(&mut Interpreter, Bound) -> Evaluated + 'static,
    ) -> Self {
        let builtin = Builtin {
            name: name.into(),
            signature: Signature::parse(signature),
            function: Box::new(function),
            binding,
            of_value_type: self.value_type,
        };
        self.namespace.insert(name.into(), Value::Builtin(Rc::new(builtin)));
        self
    }

    /// `__new__` is written as a method too: it takes the class first.
    #[must_use]
    pub fn method(
        self,
        name: &str,
        signature: &str,
        function: impl Fn(&mut Interpreter, Bound) -> Evaluated + 'static,
    ) -> Self {
        let binding = match name {
            "__new__" => Binding::Static,
            "__init_subclass__" | "__class_getitem__" => Binding::Class,
            _ => Binding::Method,
        };
        self.add(name, signature, binding, function)
    }

    #[must_use]
    pub fn class_method(
        self,
        name: &str,
        signature: &str,
        function: impl Fn(&mut Interpreter, Bound) -> Evaluated + 'static,
    ) -> Self {
        self.add(name, signature, Binding::Class, function)
    }

    #[must_use]
    pub fn static_method(
        self,
        name: &str,
        signature: &str,
        function: impl Fn(&mut Interpreter, Bound) -> Evaluated + 'static,
    ) -> Self {
        self.add(name, signature, Binding::Static, function)
    }

    /// A read-only property.
    #[must_use]
    pub fn property(
        self,
        name: &str,
        function: impl Fn(&mut Interpreter, &Value) -> Evaluated + 'static,
    ) -> Self {
        self.add(name, "self", Binding::Property, move |interpreter, bound| {
            function(interpreter, &bound.receiver())
        })
    }

    #[must_use]
    pub fn attribute(mut self, name: &str, value: Value) -> Self {
        self.namespace.insert(name.into(), value);
        self
    }

    /// The class; bases that contradict each other are a mistake of this program and are linearised in
    /// the order given.
    pub fn build(self) -> Rc<Class> {
        if let Some(class) = self.extended {
            class.namespace.borrow_mut().extend(self.namespace);
            return class;
        }
        let ancestors = class::linearize(&self.bases).unwrap_or_else(|_| self.bases.clone());
        let metaclass = self.metaclass.or_else(|| self.bases.iter().find_map(|base| base.metaclass.clone()));
        let short = self.name.rsplit('.').next().unwrap_or(&self.name).into();
        Rc::new(Class {
            name: short,
            module: self.module,
            qualified_name: self.name,
            bases: self.bases,
            ancestors,
            metaclass,
            namespace: self.namespace.into(),
            annotations: Vec::new().into(),
            defined_at: None,
            payload: None.into(),
            unknown_bases: Vec::new(),
            is_value_type: self.value_type,
        })
    }
}
