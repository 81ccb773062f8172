//! `print` and `open`. Files are read; what is written stays in memory or is refused.

use std::path::{Path, PathBuf};

use super::argument::text_of;
use crate::python::call::{Arguments, Bound};
use crate::python::interpreter::Interpreter;
use crate::python::library::ModuleBuilder;
use crate::python::raise::{Evaluated, Raise};
use crate::python::value::Value;

/// Registers them.
pub fn install(module: &mut ModuleBuilder) {
    module.function("print", "*args, sep=' ', end='\\n', file=None, flush=False", print);
    module.function(
        "open",
        "file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None",
        open,
    );
}

fn print(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let separator = bound.get("sep").and_then(text_of).unwrap_or_else(|| " ".into());
    let end = bound.get("end").and_then(text_of).unwrap_or_else(|| "\n".into());
    let mut line = String::new();
    for (index, value) in bound.rest.iter().enumerate() {
        if index > 0 {
            line.push_str(&separator);
        }
        match value {
            Value::Unknown(_) => line.push_str("<unknown>"),
            value => line.push_str(&interpreter.str(value)?),
        }
    }
    line.push_str(&end);
    match bound.value("file") {
        Value::None | Value::Unknown(_) => interpreter.write(&line),
        file => {
            interpreter.call_method(&file, "write", vec![Value::str(line)])?;
        }
    }
    Ok(Value::None)
}

/// The path that a string, `Path` or bytes value names, relative to the run's working directory.
///
/// # Errors
/// TypeError for anything else.
pub fn path_argument(interpreter: &mut Interpreter, value: &Value) -> Evaluated<PathBuf> {
    let text = path_text(interpreter, value)?;
    Ok(interpreter.options().working_directory.join(text))
}

/// The same as the program spelled it.
///
/// # Errors
/// TypeError for anything else.
pub fn path_text(interpreter: &mut Interpreter, value: &Value) -> Evaluated<String> {
    if let Some(text) = text_of(value) {
        return Ok(text.to_string());
    }
    if let Some(bytes) = super::bytes::bytes_of(value) {
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    if let Value::Unknown(unknown) = value {
        return Err(interpreter.refuse_unknown(unknown, "a path"));
    }
    if let Value::Instance(_) = value
        && interpreter.class_of(value).lookup("__fspath__").is_some()
    {
        let text = interpreter.call_method(value, "__fspath__", Vec::new())?;
        return Ok(text_of(&text).map(|text| text.to_string()).unwrap_or_default());
    }
    let class = interpreter.type_name(value);
    let message = format!("expected str, bytes or os.PathLike object, not {class}");
    Err(interpreter.raise("TypeError", message))
}

/// The OSError that CPython raises for it.
pub fn os_error(interpreter: &mut Interpreter, error: &std::io::Error, shown: &str) -> Box<Raise> {
    let (class, number, text) = match error.kind() {
        std::io::ErrorKind::NotFound => ("FileNotFoundError", 2, "No such file or directory".to_owned()),
        std::io::ErrorKind::PermissionDenied => ("PermissionError", 13, "Permission denied".to_owned()),
        std::io::ErrorKind::IsADirectory => ("IsADirectoryError", 21, "Is a directory".to_owned()),
        std::io::ErrorKind::NotADirectory => ("NotADirectoryError", 20, "Not a directory".to_owned()),
        _ => ("OSError", i64::from(error.raw_os_error().unwrap_or(5)), error.to_string()),
    };
    interpreter.raise_with(class, vec![Value::Int(number), Value::str(text), Value::str(shown)])
}

/// A whole file.
///
/// # Errors
/// OSError as CPython raises it.
pub fn read(interpreter: &mut Interpreter, path: &Path, shown: &str) -> Evaluated<Vec<u8>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(bytes),
        Err(error) => Err(os_error(interpreter, &error, shown)),
    }
}

/// Whether a revision file is running: what it does to the world around it, it means.
pub fn in_revision(interpreter: &Interpreter) -> bool {
    interpreter.frames.iter().any(|frame| frame.module.attribute("down_revision").is_some())
}

/// A migration that writes a file means it, and is refused. Application code that is imported for its
/// models writes into memory, and the output says so.
fn open_for_writing(interpreter: &mut Interpreter, file: &Value, mode: &str) -> Evaluated {
    if in_revision(interpreter) {
        return Err(interpreter.refuse(format!("`open` with mode '{mode}' would write a file")));
    }
    let shown = path_text(interpreter, file)?;
    interpreter.write(&format!("the file {shown} was not written: reading changes nothing\n"));
    let class = if mode.contains('b') { "BytesIO" } else { "StringIO" };
    let class = interpreter.import("io")?.attribute(class).unwrap_or(Value::None);
    let writer = interpreter.call(&class, Arguments::default())?;
    interpreter.set_attribute(&writer, "name", Value::str(shown))?;
    Ok(writer)
}

fn open(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let file = bound.value("file");
    if file.is_unknown() {
        return Ok(file);
    }
    let mode = bound.get("mode").and_then(text_of).unwrap_or_else(|| "r".into());
    if mode.contains(['w', 'a', 'x', '+']) {
        return open_for_writing(interpreter, &file, &mode);
    }
    let shown = path_text(interpreter, &file)?;
    let path = path_argument(interpreter, &file)?;
    let bytes = read(interpreter, &path, &shown)?;
    let module = interpreter.import("io")?;
    if mode.contains('b') {
        let class = module.attribute("BytesIO").unwrap_or(Value::None);
        let reader = interpreter.call(&class, Arguments::positional(vec![super::bytes::bytes(bytes)]))?;
        interpreter.set_attribute(&reader, "name", Value::str(shown))?;
        return Ok(reader);
    }
    let encoding = bound.get("encoding").and_then(text_of).unwrap_or_else(|| "utf-8".into());
    let errors = bound.get("errors").and_then(text_of).unwrap_or_else(|| "strict".into());
    let text = match super::text::decode(&bytes, &encoding, &errors) {
        Ok(text) => text.replace("\r\n", "\n").replace('\r', "\n"),
        Err(super::text::CodecError::Unknown) => {
            return Err(interpreter.raise("LookupError", format!("unknown encoding: {encoding}")));
        }
        Err(super::text::CodecError::Invalid(message)) => {
            return Err(interpreter.raise("UnicodeDecodeError", message));
        }
    };
    let class = module.attribute("StringIO").unwrap_or(Value::None);
    let reader = interpreter.call(&class, Arguments::positional(vec![Value::str(text)]))?;
    interpreter.set_attribute(&reader, "name", Value::str(shown))?;
    Ok(reader)
}
