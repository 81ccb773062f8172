//! The evaluator as its users see it: run files, import modules, handle values.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::rc::{Rc, Weak};

use super::annotation::Annotation;
use super::call::Arguments;
use super::code::Code;
use super::dict::{Dict, Key};
use super::library::{Library, ModuleBuilder};
use super::limits::Limits;
use super::raise::{Evaluated, Raise};
use super::source::Source;
use super::types::Types;
use super::value::{Class, Module, Namespace, Value};
use crate::error::{Error, Place};

/// What a run starts from.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `sys.path`, in order: the project's folders, the virtual environment's packages last.
    pub search_path: Vec<PathBuf>,
    /// `os.environ`: never the process's own.
    pub environment: BTreeMap<String, String>,
    /// What relative paths are relative to, `os.getcwd()`.
    pub working_directory: PathBuf,
    /// `sys.argv`.
    pub arguments: Vec<String>,
    pub limits: Limits,
    /// Where compiled modules are kept from run to run; nowhere without one.
    pub code_cache: Option<PathBuf>,
}

/// One call under way, for places and tracebacks.
pub(super) struct Running {
    pub code: Rc<Code>,
    pub pc: usize,
    pub module: Rc<Module>,
}

/// What is known of a class body between its end and the making of the class.
pub(super) struct ClassBody {
    pub name: Rc<str>,
    pub qualified_name: Rc<str>,
    pub module: Rc<str>,
    pub annotations: Vec<Annotation>,
    pub annotation_scope: Option<Rc<super::annotation::AnnotationScope>>,
    pub defined_at: Place,
    pub class_cell: Option<super::scope::Cell>,
    pub unknown_bases: Vec<Rc<super::value::Unknown>>,
}

/// A Python process that opens nothing and writes nothing.
pub struct Interpreter {
    pub(super) options: Options,
    pub(super) code_cache: super::code_cache::CodeCache,
    pub(super) library: Library,
    pub(super) types: Rc<Types>,
    /// `sys.modules`.
    pub(super) modules: Rc<RefCell<Dict>>,
    /// `sys.path`.
    pub(super) search_path: Rc<RefCell<Vec<Value>>>,
    pub(super) builtins: Rc<Module>,
    pub(super) frames: Vec<Running>,
    /// Exceptions that `except` and `finally` blocks are dealing with, innermost last.
    pub(super) handled: Vec<(Value, Vec<Place>)>,
    pub(super) class_body: Option<ClassBody>,
    pub(super) subclasses: HashMap<*const Class, Vec<Weak<Class>>>,
    pub(super) steps: u64,
    pub(super) breaths: u32,
    /// Before anything ran.
    pub(super) memory_at_start: Option<usize>,
    pub(super) depth: usize,
    /// The call or import under way stands in a `try`.
    pub(super) guarded: bool,
    pub(super) representing: Vec<usize>,
    extensions: HashMap<TypeId, Rc<dyn Any>>,
    output: Vec<String>,
    /// Which of those lines went to standard error.
    errors: HashSet<usize>,
    pub(super) line: String,
    /// Every file that was read, in order.
    files: Vec<PathBuf>,
    /// Objects with a hash of their own that were used as keys, by hash.
    pub(super) hashed: HashMap<Key, Vec<Value>>,
    /// The Unknown of the last refusal.
    pub(super) needed: RefCell<Option<Rc<super::value::Unknown>>>,
    /// See [`super::containment`].
    pub(super) imports_are_loose: bool,
    /// How many frames ran when they became so.
    pub(super) loose_from: usize,
    /// The modules now being run whose statements may be left out, the innermost last.
    pub(super) contained: Vec<Rc<super::value::Module>>,
    /// The refusal that is on its way to a frame with a handler: which frame, and the refusal's reason.
    pub(super) escaping: Option<(usize, String)>,
    pub(super) left_out: Option<Rc<super::value::Unknown>>,
    /// Listeners that were left out: of the objects of which class, and why.
    pub(super) listeners_left_out: Vec<(Option<Rc<super::value::Class>>, Rc<super::value::Unknown>)>,
    /// What stands for classes that could not be made.
    pub(super) unmade: Vec<Rc<super::value::Unknown>>,
    /// Objects that statements left out would have changed, by address.
    pub(super) changed: HashMap<usize, (Value, Rc<super::value::Unknown>)>,
}

impl Interpreter {
    pub fn new(options: Options, library: Library) -> Interpreter {
        let types = Rc::new(Types::new());
        let builtins = Rc::new(Module {
            name: "builtins".into(),
            file: None,
            namespace: RefCell::new(Namespace::default()),
        });
        builtins.set_attribute("__name__", Value::str("builtins"));
        let search_path =
            options.search_path.iter().map(|path| Value::str(path.to_string_lossy())).collect::<Vec<_>>();
        let code_cache = super::code_cache::CodeCache::open(
            options.code_cache.as_deref(),
            &options.search_path,
            &options.working_directory,
        );
        let mut interpreter = Interpreter {
            options,
            code_cache,
            library,
            types,
            modules: Rc::default(),
            search_path: Rc::new(RefCell::new(search_path)),
            builtins: builtins.clone(),
            frames: Vec::new(),
            handled: Vec::new(),
            class_body: None,
            subclasses: HashMap::new(),
            steps: 0,
            breaths: 0,
            memory_at_start: super::limits::resident_memory(),
            depth: 0,
            guarded: false,
            representing: Vec::new(),
            extensions: HashMap::new(),
            output: Vec::new(),
            errors: HashSet::default(),
            line: String::new(),
            files: Vec::new(),
            hashed: HashMap::new(),
            needed: RefCell::new(None),
            imports_are_loose: false,
            loose_from: 0,
            contained: Vec::new(),
            escaping: None,
            left_out: None,
            listeners_left_out: Vec::new(),
            unmade: Vec::new(),
            changed: HashMap::new(),
        };
        let mut builder = ModuleBuilder { module: builtins.clone() };
        super::object::install(&interpreter.types);
        super::descriptor::install(&interpreter.types);
        super::namespace::install(&interpreter.types);
        super::generator::install(&interpreter.types);
        super::generic_alias::install(&interpreter.types);
        super::exception::install(&mut builder);
        for class in interpreter.types.named() {
            builder.value(&class.name, Value::Class(class.clone()));
        }
        for (name, value) in [
            ("Ellipsis", Value::Ellipsis),
            ("NotImplemented", Value::NotImplemented),
            ("__debug__", Value::Bool(true)),
        ] {
            builder.value(name, value);
        }
        super::builtins::install(&mut interpreter, &mut builder);
        interpreter.modules.borrow_mut().insert_str("builtins", Value::Module(builtins));
        interpreter
    }

    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The classes of built-in values.
    pub fn types(&self) -> Rc<Types> {
        self.types.clone()
    }

    /// `sys.modules`.
    pub fn loaded_modules(&self) -> Value {
        Value::Dict(self.modules.clone())
    }

    /// `sys.path`.
    pub fn system_path(&self) -> Value {
        Value::List(self.search_path.clone())
    }

    /// Files of the project (and of packages) that were read so far, in order.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Instructions executed so far.
    pub fn steps_taken(&self) -> u64 {
        self.steps
    }

    // ---- running

    /// Runs a file as a module of that name: env.py, a revision file.
    ///
    /// # Errors
    /// What the code raises; a file that can't be read or parsed.
    pub fn run_file(&mut self, path: &Path, module_name: &str) -> Evaluated<Rc<Module>> {
        let text = super::source::read(path).map_err(Raise::fatal)?;
        self.run_source(text, path, module_name)
    }

    /// Runs a text that stands for the file at `path`.
    ///
    /// # Errors
    /// What the code raises; a text that isn't Python.
    pub fn run_source(&mut self, text: String, path: &Path, module_name: &str) -> Evaluated<Rc<Module>> {
        let module = self.new_module(module_name, Some(path.to_path_buf()));
        self.modules.borrow_mut().insert_str(module_name, Value::Module(module.clone()));
        self.execute_module(&module, Source::new(path, text), false)?;
        Ok(module)
    }

    pub(super) fn note_file(&mut self, path: &Path) {
        self.files.push(path.to_path_buf());
    }

    /// Calls whatever can be called.
    ///
    /// # Errors
    /// What the callee raises, and TypeError when it can't be called.
    pub fn call(&mut self, callee: &Value, arguments: Arguments) -> Evaluated {
        match callee {
            Value::Function(function) => self.call_function(function, arguments),
            Value::Builtin(builtin) => self.call_builtin(builtin, arguments),
            Value::BoundMethod(method) => {
                let mut arguments = arguments;
                arguments.positional.insert(0, method.receiver.clone());
                self.call(&method.function, arguments)
            }
            Value::Class(class) => self.call_class(class, arguments),
            Value::Unknown(_) => {
                super::namespace::given_away(&arguments, callee);
                Ok(callee.clone())
            }
            _ => match self.special(callee, "__call__") {
                Some(function) => {
                    let mut arguments = arguments;
                    if binds(&function) {
                        arguments.positional.insert(0, callee.clone());
                        self.call(&function, arguments)
                    } else {
                        let class = self.class_of(callee);
                        let bound = self.bind(&function, Some(callee), &class)?;
                        self.call(&bound, arguments)
                    }
                }
                None => self.call_uncallable(callee, arguments),
            },
        }
    }

    fn call_uncallable(&mut self, callee: &Value, arguments: Arguments) -> Evaluated {
        if let Some(inner) = callee.payload::<super::descriptor::StaticMethod>() {
            return self.call(&inner.0, arguments);
        }
        if let Some(unknown) = self.class_of(callee).unknown_base() {
            return Ok(Value::Unknown(unknown));
        }
        let name = self.type_name(callee);
        Err(self.raise("TypeError", format!("'{name}' object is not callable")))
    }

    /// # Errors
    /// What the native function raises, and TypeError for arguments that don't fit.
    pub(super) fn call_builtin(
        &mut self,
        builtin: &Rc<super::value::Builtin>,
        mut arguments: Arguments,
    ) -> Evaluated {
        let mut wrap = None;
        if builtin.of_value_type {
            if &*builtin.name == "__new__" {
                wrap = arguments.positional.first().and_then(Value::as_class).cloned();
            } else if let Some(receiver @ Value::Instance(_)) = arguments.positional.first_mut() {
                *receiver = receiver.base();
            }
        }
        let bound = match builtin.signature.bind(&builtin.name, arguments) {
            Ok(bound) => bound,
            Err(message) => return Err(self.raise("TypeError", message)),
        };
        self.enter_native()?;
        let result = (builtin.function)(self, bound);
        self.depth -= 1;
        let result = result?;
        match wrap {
            Some(class) if !class.is_value_type && !matches!(result, Value::Unknown(_)) => {
                let instance = super::value::Instance::new(class);
                *instance.base_value.borrow_mut() = Some(result.base());
                Ok(Value::Instance(instance))
            }
            _ => Ok(result),
        }
    }

    /// Guards the Rust stack against natives and user code that call each other without end.
    fn enter_native(&mut self) -> Evaluated<()> {
        if self.depth >= self.options.limits.depth {
            return Err(self.raise("RecursionError", "maximum recursion depth exceeded"));
        }
        self.depth += 1;
        Ok(())
    }

    /// `object.name(*positional)`.
    ///
    /// # Errors
    /// What the method raises; AttributeError when there is none.
    pub fn call_method(&mut self, object: &Value, name: &str, positional: Vec<Value>) -> Evaluated {
        let method = self.get_attribute(object, name)?;
        self.call(&method, Arguments::positional(positional))
    }

    // ---- objects

    /// `type(value)`.
    pub fn class_of(&self, value: &Value) -> Rc<Class> {
        self.types.of(value)
    }

    /// The name that messages use: `type(value).__name__`.
    pub fn type_name(&self, value: &Value) -> Rc<str> {
        match value {
            Value::Iterator(iterator) => {
                iterator.try_borrow().map_or("generator".into(), |iterator| iterator.type_name().into())
            }
            _ => self.class_of(value).name.clone(),
        }
    }

    /// Whether a class with that path is in the value's MRO; built-in classes as `builtins.str`.
    pub fn is_instance(&self, value: &Value, path: &str) -> bool {
        self.class_of(value).ancestor_with_path(path).is_some()
    }

    /// Whether the class, or one that it derives from, has that path.
    pub fn is_subclass(&self, class: &Rc<Class>, path: &str) -> bool {
        class.ancestor_with_path(path).is_some()
    }

    // ---- errors

    /// The line now running; of code that we ship, the line that called it.
    pub fn place(&self) -> Option<Place> {
        let users = self.frames.iter().rev().find(|frame| !frame.code.source.is_own());
        users.or(self.frames.last()).map(place_of)
    }

    /// The line that called what now runs: for natives it is [`Interpreter::place`] already.
    pub fn caller_place(&self) -> Option<Place> {
        self.frames.iter().rev().filter(|frame| !frame.code.source.is_own()).nth(1).map(place_of)
    }

    /// The module whose code now runs.
    pub fn current_module(&self) -> Option<Rc<Module>> {
        self.frames.last().map(|frame| frame.module.clone())
    }

    /// Lines under way, outermost first.
    pub fn stack(&self) -> Vec<Place> {
        self.frames.iter().map(place_of).collect()
    }

    /// A Python exception of that class: `ValueError`, `sqlalchemy.exc.NoSuchTableError`.
    pub fn raise(&mut self, class: &str, message: impl Into<String>) -> Box<Raise> {
        self.raise_with(class, vec![Value::str(message.into())])
    }

    /// The same with any arguments.
    pub fn raise_with(&mut self, class: &str, arguments: Vec<Value>) -> Box<Raise> {
        let found = match class.rsplit_once('.') {
            None => self.builtins.attribute(class),
            Some((module, name)) => match self.import(module) {
                Ok(module) => module.attribute(name),
                Err(raise) => return raise,
            },
        };
        match found {
            Some(Value::Class(class)) => self.raise_class(&class, arguments),
            _ => self.refuse(format!("no exception class `{class}`")),
        }
    }

    /// The same, for a class at hand. Its `__init__` isn't run.
    pub fn raise_class(&mut self, class: &Rc<Class>, arguments: Vec<Value>) -> Box<Raise> {
        let value = super::exception::make(class, arguments);
        Box::new(Raise::Exception { value, traceback: Vec::new() })
    }

    /// What this evaluator can't do, at the line now running.
    pub fn refuse(&self, reason: impl Into<String>) -> Box<Raise> {
        Raise::refusal(reason, self.place())
    }

    /// A value that is not known, from the line now running on.
    pub fn unknown(&self, reason: impl Into<String>) -> Value {
        Value::unknown(reason, self.place())
    }

    /// The refusal for an Unknown where a value is needed: `needed` is the construct.
    pub fn refuse_unknown(&self, unknown: &Rc<super::value::Unknown>, needed: &str) -> Box<Raise> {
        *self.needed.borrow_mut() = Some(unknown.clone());
        let origin = match &unknown.place {
            Some(place) => format!(" (from {place})"),
            None => String::new(),
        };
        // where it is needed, else where it came from
        let place = self.place().or_else(|| unknown.place.clone());
        let hint = unknown.reason.contains("was not found").then(|| {
            "packages are read from the project's virtual environment (VIRTUAL_ENV, .venv or venv): activate or make it"
                .to_owned()
        });
        let reason = format!("{needed} is not known by reading: {}{origin}", unknown.reason);
        Box::new(Raise::Refusal { reason, place, hint })
    }

    /// Whether it is a Python exception of that built-in class or one below it.
    pub fn is_exception(&self, raise: &Raise, class: &str) -> bool {
        match raise {
            Raise::Exception { value: Value::Instance(instance), .. } => {
                std::iter::once(&instance.class).chain(&instance.class.ancestors).any(|known| {
                    &*known.name == class && (&*known.module == "builtins" || known.has_path(class))
                }) || instance.class.ancestor_with_path(class).is_some()
            }
            _ => false,
        }
    }

    /// The error for users, with what the exception's own `__str__` says.
    pub fn error(&mut self, raise: Box<Raise>) -> Error {
        if let Raise::Exception { value: value @ Value::Instance(instance), .. } = &*raise
            && let Ok(text) = self.str(value)
        {
            instance.set_payload(Rc::new(super::exception::Text(text)));
        }
        raise.into()
    }

    // ---- what natives keep

    pub fn extension<T: Any>(&self) -> Option<Rc<T>> {
        self.extensions.get(&TypeId::of::<T>()).cloned().and_then(|value| value.downcast::<T>().ok())
    }

    pub fn set_extension<T: Any>(&mut self, value: Rc<T>) {
        self.extensions.insert(TypeId::of::<T>(), value);
    }

    /// Lines that `print` and logging said.
    pub fn output(&self) -> Vec<String> {
        let mut lines = self.output.clone();
        if !self.line.is_empty() {
            lines.push(self.line.clone());
        }
        lines
    }

    /// What the project's code printed on standard output, without what it logged.
    pub fn printed(&self) -> Vec<String> {
        let lines = self.output().into_iter().enumerate();
        lines.filter(|(index, _)| !self.errors.contains(index)).map(|(_, line)| line).collect()
    }

    /// What it logged or wrote to standard error.
    pub fn logged(&self) -> Vec<String> {
        let lines = self.output().into_iter().enumerate();
        lines.filter(|(index, _)| self.errors.contains(index)).map(|(_, line)| line).collect()
    }

    /// Takes back what was said since [`Interpreter::output`] had that many lines.
    pub fn forget_output(&mut self, from: usize) {
        self.output.truncate(from);
        self.errors.retain(|index| *index < from);
        self.line.clear();
    }

    /// Says something on standard error.
    pub fn write_error(&mut self, text: &str) {
        let from = self.output.len();
        self.write(text);
        self.errors.extend(from..self.output.len());
    }

    /// Says something, as `print` does; newlines end lines.
    pub fn write(&mut self, text: &str) {
        self.line.push_str(text);
        while let Some(end) = self.line.find('\n') {
            let rest = self.line.split_off(end + 1);
            self.line.pop();
            self.output.push(std::mem::replace(&mut self.line, rest));
        }
    }

    // ---- annotations

    /// Evaluates an annotation where it stands; one that is a string is evaluated once more.
    ///
    /// # Errors
    /// What the expression raises: NameError for what is imported under TYPE_CHECKING only.
    pub fn annotation(&mut self, annotation: &Annotation) -> Evaluated {
        let value = self.run_annotation(annotation)?;
        match &value {
            Value::Str(text) => self.evaluate_string(text, annotation),
            _ => Ok(value),
        }
    }

    /// The annotation's text.
    pub fn annotation_source(&self, annotation: &Annotation) -> String {
        annotation.source().to_owned()
    }

    /// The key of a hashable value.
    ///
    /// # Errors
    /// TypeError for a list, dict or set.
    pub fn key(&mut self, value: &Value) -> Evaluated<Key> {
        super::operator::key(self, value)
    }
}

/// Whether a function found on a class takes the receiver first.
pub(super) fn binds(function: &Value) -> bool {
    match function {
        Value::Function(_) => true,
        Value::Builtin(builtin) => builtin.binding == super::value::Binding::Method,
        _ => false,
    }
}

pub(super) fn place_of(frame: &Running) -> Place {
    let offset =
        frame.code.offsets.get(frame.pc).copied().unwrap_or_else(|| frame.code.range.start().to_u32());
    frame.code.source.place(offset)
}
