//! `import`: `sys.modules`, native modules, the search path, shipped stubs, in that order, with cycles
//! as CPython resolves them.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::dict::Key;
use super::interpreter::Interpreter;
use super::library::{ModuleBuilder, is_prefix};
use super::raise::{Evaluated, Raise};
use super::resolver::{Files, Found, Resolver, normalize};
use super::source::Source;
use super::value::{Instance, Module, Namespace, Value};

impl Interpreter {
    /// A module object that is not in `sys.modules` yet.
    pub fn new_module(&self, name: &str, file: Option<PathBuf>) -> Rc<Module> {
        let mut namespace = Namespace::default();
        namespace.insert("__name__".into(), Value::str(name));
        namespace.insert("__doc__".into(), Value::None);
        let package = name.rsplit_once('.').map_or("", |(package, _)| package);
        namespace.insert("__package__".into(), Value::str(package));
        namespace.insert("__loader__".into(), Value::None);
        namespace.insert("__spec__".into(), self.spec(name, package));
        if let Some(file) = &file {
            let file = self.options.working_directory.join(file);
            namespace.insert("__file__".into(), Value::str(normalize(&file).to_string_lossy()));
        }
        namespace.insert("__builtins__".into(), Value::Module(self.builtins.clone()));
        Rc::new(Module { name: name.into(), file, namespace: RefCell::new(namespace) })
    }

    /// `__spec__`: what code asks of it is its name and its parent.
    fn spec(&self, name: &str, package: &str) -> Value {
        let spec = Instance::new(self.types.spec.clone());
        spec.set_attribute("name", Value::str(name));
        spec.set_attribute("parent", Value::str(package));
        for other in ["loader", "origin", "submodule_search_locations", "cached", "loader_state"] {
            spec.set_attribute(other, Value::None);
        }
        spec.set_attribute("has_location", Value::Bool(true));
        Value::Instance(spec)
    }

    /// A package's own name is its `__package__`, and its spec's parent.
    fn set_package(module: &Rc<Module>, dotted: &str) {
        module.set_attribute("__package__", Value::str(dotted));
        if let Some(Value::Instance(spec)) = module.attribute("__spec__") {
            spec.set_attribute("parent", Value::str(dotted));
            spec.set_attribute(
                "submodule_search_locations",
                module.attribute("__path__").unwrap_or(Value::None),
            );
        }
    }

    fn loaded(&self, dotted: &str) -> Option<Value> {
        self.modules.borrow().get(&Key::Str(dotted.into())).cloned()
    }

    /// Imports a module by its absolute name, its packages first.
    ///
    /// # Errors
    /// ModuleNotFoundError for a missing module of the project; a refusal for a module that is not known.
    pub fn import(&mut self, dotted: &str) -> Evaluated<Rc<Module>> {
        match self.import_value(dotted)? {
            Value::Module(module) => Ok(module),
            Value::Unknown(unknown) => Err(self.refuse_unknown(&unknown, &format!("the module `{dotted}`"))),
            other => {
                let name = self.type_name(&other);
                Err(self.refuse(format!("`sys.modules['{dotted}']` is a '{name}' object, not a module")))
            }
        }
    }

    /// The same; Unknown for a third-party package that can't be found.
    ///
    /// # Errors
    /// ModuleNotFoundError for a missing module of a package that exists; what the module's code raises.
    pub fn import_value(&mut self, dotted: &str) -> Evaluated {
        if let Some(value) = self.loaded(dotted) {
            if value.is_none() {
                let message = format!("import of {dotted} halted; None in sys.modules");
                return Err(self.module_not_found(message, dotted));
            }
            return Ok(value);
        }
        let (parent, name) = match dotted.rsplit_once('.') {
            Some((parent, name)) => (Some(self.import_value(parent)?), name),
            None => (None, dotted),
        };
        // importing the package may have imported this one
        if let Some(value) = self.loaded(dotted) {
            return Ok(value);
        }
        if let Some(unknown @ Value::Unknown(_)) = parent {
            self.modules.borrow_mut().insert_str(dotted, unknown.clone());
            return Ok(unknown);
        }
        let value = self.load(dotted, name, parent.as_ref())?;
        if let Some(parent) = &parent {
            // what the module put into sys.modules in its own place counts
            let value = self.loaded(dotted).unwrap_or_else(|| value.clone());
            self.set_attribute(parent, name, value)?;
        }
        Ok(self.loaded(dotted).unwrap_or(value))
    }

    fn load(&mut self, dotted: &str, name: &str, parent: Option<&Value>) -> Evaluated {
        if let Some(build) = self.library.modules.get(dotted).cloned() {
            let module = self.new_module(dotted, None);
            if is_prefix(self.library.modules.keys(), dotted) {
                module.set_attribute("__path__", Value::list(Vec::new()));
                Self::set_package(&module, dotted);
            }
            self.modules.borrow_mut().insert_str(dotted, Value::Module(module.clone()));
            build(self, &mut ModuleBuilder { module: module.clone() })?;
            return Ok(Value::Module(module));
        }
        if is_prefix(self.library.modules.keys(), dotted) {
            let module = self.new_module(dotted, None);
            // of an installed package some modules are ours, the others its own
            let folders = if parent.is_none() { self.folders(&self.search_path.clone()) } else { Vec::new() };
            let installed: Vec<PathBuf> =
                folders.iter().map(|folder| folder.join(name)).filter(|folder| folder.is_dir()).collect();
            module.set_attribute("__path__", paths(&installed));
            Self::set_package(&module, dotted);
            self.modules.borrow_mut().insert_str(dotted, Value::Module(module.clone()));
            return Ok(Value::Module(module));
        }
        let folders = match parent {
            None => self.folders(&self.search_path.clone()),
            Some(parent) => match self.find_attribute(parent, "__path__")? {
                Some(Value::List(path)) => self.folders(&path),
                // what a library has besides what we model of it
                _ if self.is_modelled(dotted) => return Ok(self.not_modelled(dotted)),
                _ => {
                    let package = dotted.rsplit_once('.').map_or("", |(package, _)| package);
                    let message = format!("No module named '{dotted}'; '{package}' is not a package");
                    return Err(self.module_not_found(message, dotted));
                }
            },
        };
        match Files.find(name, &folders) {
            Some(Found::Namespace(_) | Found::Extension(_)) if self.library.stubs.contains_key(dotted) => {}
            Some(found) => return self.load_found(dotted, found),
            None => {}
        }
        if self.library.stubs.contains_key(dotted) {
            return self.load_stub(dotted);
        }
        if let Some(value) = self.find_by_meta_path(dotted, parent)? {
            return Ok(value);
        }
        if parent.is_some() && self.is_modelled(dotted) {
            return Ok(self.not_modelled(dotted));
        }
        // with the project's environment at hand, a package that code is prepared to miss is missing
        let has_environment = folders.iter().any(|folder| folder.ends_with("site-packages"));
        if parent.is_none() && !(self.guarded && has_environment) {
            let searched: Vec<String> =
                folders.iter().map(|folder| crate::error::shown_path(folder)).collect();
            let searched = match &*searched {
                [] => String::new(),
                paths => format!(" (searched: {})", paths.join(", ")),
            };
            let unknown = self.unknown(format!("the module `{dotted}` was not found{searched}"));
            self.modules.borrow_mut().insert_str(dotted, unknown.clone());
            return Ok(unknown);
        }
        Err(self.module_not_found(format!("No module named '{dotted}'"), dotted))
    }

    /// What the finders that code put into `sys.meta_path` make of the name.
    fn find_by_meta_path(&mut self, dotted: &str, parent: Option<&Value>) -> Evaluated<Option<Value>> {
        let Some(sys) = self.loaded("sys") else { return Ok(None) };
        let Some(Value::List(finders)) = self.find_attribute(&sys, "meta_path")? else { return Ok(None) };
        let finders = finders.borrow().clone();
        for finder in finders {
            let Some(find) = self.find_attribute(&finder, "find_spec")? else { continue };
            let path = match parent {
                Some(parent) => self.find_attribute(parent, "__path__")?.unwrap_or(Value::None),
                None => Value::None,
            };
            let arguments = vec![Value::str(dotted), path, Value::None];
            let spec = self.call(&find, super::call::Arguments::positional(arguments))?;
            if spec.is_none() {
                continue;
            }
            if spec.is_unknown() {
                return Ok(Some(spec));
            }
            let loader = self.get_attribute(&spec, "loader")?;
            let mut module = match self.find_attribute(&loader, "create_module")? {
                Some(create) => self.call(&create, super::call::Arguments::positional(vec![spec]))?,
                None => Value::None,
            };
            if module.is_none() {
                module = Value::Module(self.new_module(dotted, None));
            }
            self.modules.borrow_mut().insert_str(dotted, module.clone());
            if let Some(execute) = self.find_attribute(&loader, "exec_module")? {
                self.call(&execute, super::call::Arguments::positional(vec![module.clone()]))?;
            }
            return Ok(Some(self.loaded(dotted).unwrap_or(module)));
        }
        Ok(None)
    }

    /// What we ship in place of a package that isn't there or can't be read.
    fn load_stub(&mut self, dotted: &str) -> Evaluated {
        let text = self.library.stubs.get(dotted).copied().unwrap_or_default();
        let module = self.new_module(dotted, None);
        if is_prefix(self.library.stubs.keys(), dotted) {
            module.set_attribute("__path__", Value::list(Vec::new()));
            Self::set_package(&module, dotted);
        }
        self.modules.borrow_mut().insert_str(dotted, Value::Module(module.clone()));
        let source = Source::new(PathBuf::from(format!("<{dotted}>")), text.to_owned());
        self.execute_module(&module, source, false)?;
        Ok(Value::Module(module))
    }

    /// Whether the top-level package is one that we ship.
    fn is_modelled(&self, dotted: &str) -> bool {
        let top = dotted.split('.').next().unwrap_or(dotted);
        self.library.knows(top) || self.library.stubs.contains_key(top)
    }

    fn not_modelled(&self, dotted: &str) -> Value {
        let unknown = self.unknown(format!("the module `{dotted}` is not modelled"));
        self.modules.borrow_mut().insert_str(dotted, unknown.clone());
        unknown
    }

    /// The folders that modules are looked for in.
    pub(super) fn search_folders(&self) -> Vec<PathBuf> {
        self.folders(&self.search_path.clone())
    }

    fn folders(&self, path: &Rc<RefCell<Vec<Value>>>) -> Vec<PathBuf> {
        let path = path.borrow();
        path.iter()
            .filter_map(Value::to_text)
            .map(|text| normalize(&self.options.working_directory.join(&*text)))
            .collect()
    }

    fn load_found(&mut self, dotted: &str, found: Found) -> Evaluated {
        match found {
            Found::Namespace(folders) => {
                let module = self.new_module(dotted, None);
                module.set_attribute("__path__", paths(&folders));
                Self::set_package(&module, dotted);
                self.modules.borrow_mut().insert_str(dotted, Value::Module(module.clone()));
                Ok(Value::Module(module))
            }
            Found::Extension(_) => {
                let unknown = self.unknown(format!("the module `{dotted}` is compiled code"));
                self.modules.borrow_mut().insert_str(dotted, unknown.clone());
                Ok(unknown)
            }
            Found::Module(file) => self.run_import(dotted, &file, None),
            Found::Package(file, folder) => self.run_import(dotted, &file, Some(&folder)),
        }
    }

    fn run_import(&mut self, dotted: &str, file: &Path, folder: Option<&Path>) -> Evaluated {
        let text = super::source::read(file).map_err(Raise::fatal)?;
        let module = self.new_module(dotted, Some(file.to_path_buf()));
        if let Some(folder) = folder {
            module.set_attribute("__path__", paths(&[folder.to_path_buf()]));
            Self::set_package(&module, dotted);
        }
        self.modules.borrow_mut().insert_str(dotted, Value::Module(module.clone()));
        match self.execute_module(&module, Source::new(file, text), true) {
            Ok(()) => Ok(Value::Module(module)),
            Err(raise) => {
                self.modules.borrow_mut().entries.shift_remove(&Key::Str(dotted.into()));
                if !is_installed(file) {
                    return Err(raise);
                }
                let unknown = match &*raise {
                    Raise::Exception { .. } if super::resolver::is_compiled_too(file) => {
                        self.unknown(format!("the module `{dotted}` is compiled code"))
                    }
                    _ => self.unreadable(dotted, raise)?,
                };
                if self.library.stubs.contains_key(dotted) {
                    return self.load_stub(dotted);
                }
                // whoever holds the module already finds in it what was read of it
                module.set_attribute(INCOMPLETE, unknown.clone());
                self.modules.borrow_mut().insert_str(dotted, unknown.clone());
                Ok(unknown)
            }
        }
    }

    /// A file of an installed package that could not be run to its end. The package works where it is
    /// installed, so this is a limit of ours: nobody knows what the module holds. Only a module that is
    /// missing is the package's own word.
    fn unreadable(&mut self, dotted: &str, raise: Box<Raise>) -> Evaluated {
        let (why, place) = match &*raise {
            Raise::Fatal(_) => return Err(raise),
            Raise::Refusal { reason, place, .. } => (reason.clone(), place.clone()),
            Raise::Exception { value, traceback } => {
                if self.is_exception(&raise, "ModuleNotFoundError") || !self.is_exception(&raise, "Exception")
                {
                    return Err(raise);
                }
                let class = self.type_name(value);
                (format!("{class}: {}", self.str(value)?), traceback.last().cloned())
            }
        };
        self.class_body = None;
        Ok(Value::unknown(format!("the module `{dotted}` could not be read: {why}"), place))
    }

    fn module_not_found(&mut self, message: String, dotted: &str) -> Box<Raise> {
        let raise = self.raise("ModuleNotFoundError", message);
        if let Raise::Exception { value: Value::Instance(instance), .. } = &*raise {
            instance.set_attribute("name", Value::str(dotted));
        }
        raise
    }

    /// The absolute name for `level` dots and `name`, seen from the module that runs.
    ///
    /// # Errors
    /// ImportError for more dots than there are packages.
    pub(super) fn absolute_name(&mut self, name: &str, level: u32) -> Evaluated<String> {
        if level == 0 {
            return Ok(name.to_owned());
        }
        let module = self.current_module();
        let package = module.as_ref().and_then(|module| module.attribute("__package__"));
        let package = package.and_then(|package| package.to_text()).unwrap_or_default();
        if package.is_empty() {
            return Err(self.raise("ImportError", "attempted relative import with no known parent package"));
        }
        let mut base = &*package;
        for _ in 1..level {
            base = match base.rsplit_once('.') {
                Some((base, _)) => base,
                None => {
                    return Err(
                        self.raise("ImportError", "attempted relative import beyond top-level package")
                    );
                }
            };
        }
        Ok(if name.is_empty() { base.to_owned() } else { format!("{base}.{name}") })
    }

    /// `from module import name`: an attribute, or a submodule.
    pub(super) fn import_from(&mut self, module: &Value, name: &str) -> Evaluated {
        if let Value::Unknown(_) = module {
            return Ok(module.clone());
        }
        if let Some(value) = self.find_attribute(module, name)? {
            return Ok(value);
        }
        let Value::Module(module) = module else {
            return Err(self.raise("ImportError", format!("cannot import name '{name}'")));
        };
        let submodule = format!("{}.{name}", module.name);
        if let Some(value) = self.loaded(&submodule) {
            return Ok(value);
        }
        if module.attribute("__path__").is_some() {
            match self.import_value(&submodule) {
                Ok(value) => return Ok(value),
                Err(raise)
                    if self.is_exception(&raise, "ModuleNotFoundError") && self.names(&raise, &submodule) => {
                }
                Err(raise) => return Err(raise),
            }
        }
        // a native module that doesn't model everything is no reason to fail before it's used
        if module.file.is_none() && self.library.modules.contains_key(&*module.name) {
            return Ok(self.unknown(format!("`{}.{name}` is not modelled", module.name)));
        }
        let place = match &module.file {
            Some(file) => format!(" ({})", file.display()),
            None => " (unknown location)".to_owned(),
        };
        let from = format!("'{}'", module.name);
        let partly = module.attribute("__initializing__").is_some();
        let message = if partly {
            format!(
                "cannot import name '{name}' from partially initialized module {from} (most likely due to a circular \
                 import){place}"
            )
        } else {
            format!("cannot import name '{name}' from {from}{place}")
        };
        let raise = self.raise("ImportError", message);
        if let Raise::Exception { value: Value::Instance(instance), .. } = &*raise {
            instance.set_attribute("name", Value::Str(module.name.clone()));
        }
        Err(raise)
    }

    /// Whether the exception is about that module.
    fn names(&self, raise: &Raise, dotted: &str) -> bool {
        match raise {
            Raise::Exception { value: Value::Instance(instance), .. } => {
                instance.attribute("name").is_some_and(|name| name.as_str() == Some(dotted))
            }
            _ => false,
        }
    }

    /// An attribute that a module doesn't hold: its `__getattr__`, or its `__dict__`.
    pub(super) fn module_attribute(&mut self, module: &Rc<Module>, name: &str) -> Evaluated<Option<Value>> {
        match name {
            "__dict__" => return Ok(Some(super::namespace::of_module(&self.types, module))),
            "__class__" => return Ok(Some(Value::Class(self.types.module.clone()))),
            _ => {}
        }
        if let Some(hook) = module.attribute("__getattr__") {
            let arguments = super::call::Arguments::positional(vec![Value::str(name)]);
            return self.call(&hook, arguments).map(Some);
        }
        if let Some(unknown) = module.attribute(INCOMPLETE) {
            return Ok(Some(unknown));
        }
        let of_standard = module.file.is_none() && super::modules::has_name(&module.name, name);
        let known_in_part = of_standard || self.may_have(module, name);
        if known_in_part && !self.library.knows(&format!("{}.{name}", module.name)) {
            return Ok(Some(self.unknown(format!("`{}.{name}` is not modelled", module.name))));
        }
        Ok(None)
    }

    /// Whether a library's module may have a name that it hasn't as we model it. What the standard
    /// modules hold is listed.
    pub(super) fn may_have(&self, module: &Module, name: &str) -> bool {
        module.file.is_none()
            && !name.starts_with("__")
            && self.library.modules.contains_key(&*module.name)
            && !super::modules::is_listed(&module.name)
    }

    /// `from module import *`.
    pub(super) fn import_star(&mut self, module: &Value, into: &Rc<Module>) -> Evaluated<()> {
        let Value::Module(module) = module else {
            if let Value::Unknown(unknown) = module {
                let installed = into.file.as_deref().is_some_and(is_installed);
                if installed || self.imports_are_loose {
                    into.set_attribute(INCOMPLETE, module.clone());
                    return Ok(());
                }
                return Err(self.refuse_unknown(unknown, "what `import *` brings"));
            }
            return Err(self.raise("ImportError", "import * needs a module"));
        };
        let names: Vec<Rc<str>> = match module.attribute("__all__") {
            Some(all) => self.iterate(&all)?.iter().filter_map(Value::to_text).collect(),
            None => {
                let namespace = module.namespace.borrow();
                namespace.keys().filter(|name| !name.starts_with('_')).cloned().collect()
            }
        };
        if let Some(unknown) = module.attribute(INCOMPLETE) {
            into.set_attribute(INCOMPLETE, unknown);
        }
        for name in names {
            let value = match module.attribute(&name) {
                Some(value) => value,
                None => self.import_from(&Value::Module(module.clone()), &name)?,
            };
            into.namespace.borrow_mut().insert(name, value);
        }
        Ok(())
    }
}

/// In a module that could not be read to its end: why.
pub(super) const INCOMPLETE: &str = "__incomplete__";

/// Whether a file belongs to a package that the project didn't write.
pub(super) fn is_installed(file: &Path) -> bool {
    file.components().any(|part| matches!(part.as_os_str().to_str(), Some("site-packages" | "dist-packages")))
}

fn paths(folders: &[PathBuf]) -> Value {
    Value::list(folders.iter().map(|folder| Value::str(folder.to_string_lossy())).collect())
}
