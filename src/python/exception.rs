//! Python's exceptions: the built-in hierarchy, and how one that nobody catches is reported.

use std::rc::Rc;

use super::interpreter::Interpreter;
use super::library::{ClassBuilder, ModuleBuilder};
use super::raise::{Evaluated, Raise};
use super::value::{Class, Instance, Value};
use crate::error::Error;

/// What an exception's own `__str__` says, kept for the report.
pub struct Text(pub String);

/// Name and base, each base before its subclasses.
const HIERARCHY: &[(&str, &str)] = &[
    ("SystemExit", "BaseException"),
    ("KeyboardInterrupt", "BaseException"),
    ("GeneratorExit", "BaseException"),
    ("Exception", "BaseException"),
    ("BaseExceptionGroup", "BaseException"),
    ("StopIteration", "Exception"),
    ("StopAsyncIteration", "Exception"),
    ("ArithmeticError", "Exception"),
    ("FloatingPointError", "ArithmeticError"),
    ("OverflowError", "ArithmeticError"),
    ("ZeroDivisionError", "ArithmeticError"),
    ("AssertionError", "Exception"),
    ("AttributeError", "Exception"),
    ("BufferError", "Exception"),
    ("EOFError", "Exception"),
    ("ImportError", "Exception"),
    ("ModuleNotFoundError", "ImportError"),
    ("LookupError", "Exception"),
    ("IndexError", "LookupError"),
    ("KeyError", "LookupError"),
    ("MemoryError", "Exception"),
    ("NameError", "Exception"),
    ("UnboundLocalError", "NameError"),
    ("OSError", "Exception"),
    ("BlockingIOError", "OSError"),
    ("ChildProcessError", "OSError"),
    ("ConnectionError", "OSError"),
    ("BrokenPipeError", "ConnectionError"),
    ("ConnectionAbortedError", "ConnectionError"),
    ("ConnectionRefusedError", "ConnectionError"),
    ("ConnectionResetError", "ConnectionError"),
    ("FileExistsError", "OSError"),
    ("FileNotFoundError", "OSError"),
    ("InterruptedError", "OSError"),
    ("IsADirectoryError", "OSError"),
    ("NotADirectoryError", "OSError"),
    ("PermissionError", "OSError"),
    ("ProcessLookupError", "OSError"),
    ("TimeoutError", "OSError"),
    ("ReferenceError", "Exception"),
    ("RuntimeError", "Exception"),
    ("NotImplementedError", "RuntimeError"),
    ("RecursionError", "RuntimeError"),
    ("SyntaxError", "Exception"),
    ("IndentationError", "SyntaxError"),
    ("TabError", "IndentationError"),
    ("SystemError", "Exception"),
    ("TypeError", "Exception"),
    ("ValueError", "Exception"),
    ("UnicodeError", "ValueError"),
    ("UnicodeDecodeError", "UnicodeError"),
    ("UnicodeEncodeError", "UnicodeError"),
    ("UnicodeTranslateError", "UnicodeError"),
    ("Warning", "Exception"),
    ("BytesWarning", "Warning"),
    ("DeprecationWarning", "Warning"),
    ("EncodingWarning", "Warning"),
    ("FutureWarning", "Warning"),
    ("ImportWarning", "Warning"),
    ("PendingDeprecationWarning", "Warning"),
    ("ResourceWarning", "Warning"),
    ("RuntimeWarning", "Warning"),
    ("SyntaxWarning", "Warning"),
    ("UnicodeWarning", "Warning"),
    ("UserWarning", "Warning"),
];

pub(super) fn install(builder: &mut ModuleBuilder) {
    let base = ClassBuilder::new("builtins", "BaseException")
        .method("__new__", "cls, *args, **kw", |interpreter, bound| match bound.receiver() {
            Value::Class(class) => Ok(make(&class, bound.rest)),
            _ => Err(interpreter.raise("TypeError", "BaseException.__new__(X): X is not a type object")),
        })
        .method("__init__", "self, *args, **kw", |interpreter, bound| {
            let receiver = bound.receiver();
            let Some(instance) = receiver.as_instance() else { return Ok(Value::None) };
            if !bound.keywords.is_empty() && !interpreter.is_instance(&receiver, "builtins.ImportError") {
                let name = instance.class.name.clone();
                return Err(interpreter.raise("TypeError", format!("{name}() takes no keyword arguments")));
            }
            for (key, value) in &bound.keywords {
                instance.set_attribute(key, value.clone());
            }
            set_arguments(instance, bound.rest);
            Ok(Value::None)
        })
        .method("__str__", "self", |interpreter, bound| {
            let receiver = bound.receiver();
            let arguments = arguments(&receiver);
            Ok(Value::str(match &*arguments {
                [] => String::new(),
                [only] if interpreter.is_instance(&receiver, "builtins.KeyError") => {
                    interpreter.repr(only)?
                }
                [only] => interpreter.str(only)?,
                [number, text, ..] if interpreter.is_instance(&receiver, "builtins.OSError") => {
                    let text = interpreter.str(text)?;
                    let file = match arguments.get(2) {
                        Some(file) => format!(": {}", interpreter.repr(file)?),
                        None => String::new(),
                    };
                    format!("[Errno {}] {text}{file}", interpreter.str(number)?)
                }
                _ => interpreter.repr(&Value::tuple(arguments))?,
            }))
        })
        .method("__repr__", "self", |interpreter, bound| {
            let receiver = bound.receiver();
            let arguments = arguments(&receiver);
            let name = interpreter.type_name(&receiver);
            let mut parts = Vec::new();
            for argument in &arguments {
                parts.push(interpreter.repr(argument)?);
            }
            Ok(Value::str(format!("{name}({})", parts.join(", "))))
        })
        .method("with_traceback", "self, tb", |_, bound| Ok(bound.receiver()))
        .method("add_note", "self, note", |_, bound| {
            let receiver = bound.receiver();
            if let Some(instance) = receiver.as_instance() {
                match instance.attribute("__notes__") {
                    Some(Value::List(notes)) => notes.borrow_mut().push(bound.value("note")),
                    _ => instance.set_attribute("__notes__", Value::list(vec![bound.value("note")])),
                }
            }
            Ok(Value::None)
        })
        .attribute("__cause__", Value::None)
        .attribute("__context__", Value::None)
        .attribute("__suppress_context__", Value::Bool(false))
        .attribute("__traceback__", Value::None);
    builder.class(base);
    for (name, base) in HIERARCHY {
        let Some(Value::Class(base)) = builder.module.attribute(base) else { continue };
        let mut class = ClassBuilder::new("builtins", name).base(&base);
        class = match *name {
            "StopIteration" => class.property("value", |_, receiver| first(receiver)),
            "SystemExit" => class.property("code", |_, receiver| first(receiver)),
            "OSError" => class
                .property("errno", |_, receiver| nth_of_many(receiver, 0))
                .property("strerror", |_, receiver| nth_of_many(receiver, 1))
                .property("filename", |_, receiver| nth_of_many(receiver, 2)),
            "ImportError" => class
                .attribute("name", Value::None)
                .attribute("path", Value::None)
                .property("msg", |_, receiver| first(receiver)),
            "AttributeError" | "NameError" => {
                class.attribute("name", Value::None).attribute("obj", Value::None)
            }
            "BaseExceptionGroup" => class
                .property("message", |_, receiver| first(receiver))
                .property("exceptions", |interpreter, receiver| match arguments(receiver).get(1) {
                    Some(list) => Ok(Value::tuple(interpreter.iterate(list)?)),
                    None => Ok(Value::tuple(Vec::new())),
                })
                .method("__str__", "self", |interpreter, bound| {
                    let arguments = arguments(&bound.receiver());
                    let count = match arguments.get(1) {
                        Some(list) => interpreter.iterate(list)?.len(),
                        None => 0,
                    };
                    let text = match arguments.first() {
                        Some(text) => interpreter.str(text)?,
                        None => String::new(),
                    };
                    let plural = if count == 1 { "" } else { "s" };
                    Ok(Value::str(format!("{text} ({count} sub-exception{plural})")))
                }),
            _ => class,
        };
        builder.class(class);
    }
    let group = builder.module.attribute("BaseExceptionGroup");
    let exception = builder.module.attribute("Exception");
    if let (Some(Value::Class(group)), Some(Value::Class(exception))) = (group, exception) {
        builder.class(ClassBuilder::new("builtins", "ExceptionGroup").base(&group).base(&exception));
    }
    if let Some(class) = builder.module.attribute("OSError") {
        builder.value("IOError", class.clone());
        builder.value("EnvironmentError", class);
    }
}

fn first(receiver: &Value) -> Evaluated {
    Ok(arguments(receiver).first().cloned().unwrap_or(Value::None))
}

fn nth_of_many(receiver: &Value, index: usize) -> Evaluated {
    let arguments = arguments(receiver);
    Ok(if arguments.len() > 1 { arguments.get(index).cloned().unwrap_or(Value::None) } else { Value::None })
}

/// `args` of an exception.
pub fn arguments(exception: &Value) -> Vec<Value> {
    match exception.as_instance().and_then(|instance| instance.attribute("args")) {
        Some(Value::Tuple(items)) => items.to_vec(),
        _ => Vec::new(),
    }
}

fn set_arguments(instance: &Instance, arguments: Vec<Value>) {
    instance.set_attribute("args", Value::tuple(arguments));
}

/// An exception object whose `__init__` isn't run.
pub(super) fn make(class: &Rc<Class>, arguments: Vec<Value>) -> Value {
    let instance = Instance::new(class.clone());
    set_arguments(&instance, arguments);
    Value::Instance(instance)
}

/// The exception's text without running its code.
fn text(value: &Value) -> String {
    let Some(instance) = value.as_instance() else { return "an exception".to_owned() };
    let kept = instance.payload::<Text>().map(|text| text.0.clone());
    let message = kept.unwrap_or_else(|| match &*arguments(value) {
        [] => String::new(),
        [Value::Str(text)] => text.to_string(),
        [Value::Int(number)] => number.to_string(),
        several => format!("{several:?}"),
    });
    let builtin = &*instance.class.module == "builtins" || &*instance.class.module == "__main__";
    let name = if builtin { instance.class.qualified_name.to_string() } else { instance.class.path() };
    if message.is_empty() { name } else { format!("{name}: {message}") }
}

impl From<Box<Raise>> for Error {
    fn from(raise: Box<Raise>) -> Error {
        match *raise {
            Raise::Fatal(error) => error,
            Raise::Refusal { reason, place, hint } => {
                let mut error = Error::new(reason);
                if let Some(place) = place {
                    error = error.at(place);
                }
                match hint {
                    Some(hint) => error.hint(hint),
                    None => error,
                }
            }
            Raise::Exception { value, traceback } => {
                let mut error = Error::new(text(&value));
                if traceback.len() > 1 {
                    const SHOWN: usize = 8;
                    let skipped = traceback.len().saturating_sub(SHOWN);
                    if skipped > 0 {
                        error = error.detail(format!("({skipped} outer calls not shown)"));
                    }
                    for place in traceback.iter().skip(skipped) {
                        error = error.detail(format!("at {place}: {}", place.source.trim()));
                    }
                }
                if let Some(cause) = value
                    .as_instance()
                    .and_then(|instance| instance.attribute("__cause__"))
                    .filter(|cause| !cause.is_none())
                {
                    error = error.detail(format!("caused by {}", text(&cause)));
                }
                match traceback.last() {
                    Some(place) => error.at(place.clone()),
                    None => error,
                }
            }
        }
    }
}

impl Interpreter {
    /// `isinstance(value, class)` for one class, by identity along the MRO.
    pub fn has_class(&self, value: &Value, class: &Rc<Class>) -> bool {
        self.class_of(value).is_subclass_of(class)
    }

    /// Whether `except class` catches the exception; `class` may be a tuple.
    pub(super) fn catches(&mut self, class: &Value, exception: &Value) -> Evaluated<bool> {
        match class {
            Value::Class(class) => Ok(self.has_class(exception, class)),
            Value::Tuple(classes) => {
                for class in classes.iter() {
                    if self.catches(class, exception)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Value::Unknown(unknown) => {
                let name = self.type_name(exception);
                Err(self
                    .refuse_unknown(unknown, &format!("the class of `except` (a {name} is being handled)")))
            }
            _ => {
                let message = "catching classes that do not inherit from BaseException is not allowed";
                Err(self.raise("TypeError", message))
            }
        }
    }
}
