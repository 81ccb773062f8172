//! `_system`: files and folders (read only), the environment of the run, clocks and random bytes.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::python::builtins::argument::{int_or, text_of};
use crate::python::builtins::bytes::bytes;
use crate::python::builtins::io::{os_error, path_argument, path_text, read};
use crate::python::call::Bound;
use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::library::ModuleBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

/// # Errors
/// None.
pub fn build(interpreter: &mut Interpreter, module: &mut ModuleBuilder) -> Evaluated<()> {
    let mut environment = Dict::default();
    for (name, value) in &interpreter.options().environment {
        environment.insert_str(name, Value::str(value));
    }
    module.value("environ", Value::dict(environment));
    let arguments = interpreter.options().arguments.iter().map(Value::str).collect();
    module.value("argv", Value::list(arguments));
    module.value("modules", interpreter.loaded_modules());
    module.value("path", interpreter.system_path());
    module.value("cwd", Value::str(interpreter.options().working_directory.to_string_lossy()));
    module.function("stat", "path, follow=True", stat);
    module.function("listdir", "path", listdir);
    module.function("readlink", "path", |i, b| {
        let (shown, path) = both(i, &b)?;
        match std::fs::read_link(&path) {
            Ok(target) => Ok(Value::str(target.to_string_lossy())),
            Err(error) => Err(os_error(i, &error, &shown)),
        }
    });
    module.function("realpath", "path", |i, b| {
        let (_, path) = both(i, &b)?;
        Ok(Value::str(real_path(&path).to_string_lossy()))
    });
    module.function("read", "path", |i, b| {
        let (shown, path) = both(i, &b)?;
        Ok(bytes(read(i, &path, &shown)?))
    });
    module.function("exists", "path", |i, b| {
        let (_, path) = both(i, &b)?;
        Ok(Value::Bool(path.exists()))
    });
    module.function("isfile", "path", |i, b| {
        let (_, path) = both(i, &b)?;
        Ok(Value::Bool(path.is_file()))
    });
    module.function("isdir", "path", |i, b| {
        let (_, path) = both(i, &b)?;
        Ok(Value::Bool(path.is_dir()))
    });
    module.function("now", "", |_, _| Ok(Value::Int(now())));
    module.function("utc_offset", "seconds", |_, b| {
        let seconds = b.value("seconds").as_int().unwrap_or(0);
        let offset = jiff::Timestamp::from_second(seconds)
            .map_or(0, |time| i64::from(jiff::tz::TimeZone::system().to_offset(time).seconds()));
        Ok(Value::Int(offset))
    });
    module.function("zone", "key, seconds", zone);
    module.function("zone_of_local", "key, year, month, day, hour, minute, second, fold", zone_of_local);
    module.function("random", "count", |i, b| {
        let count = int_or(i, &b, "count", 0)?.clamp(0, 10_000_000) as usize;
        let mut buffer = vec![0; count];
        match getrandom::fill(&mut buffer) {
            Ok(()) => Ok(bytes(buffer)),
            Err(error) => Err(i.refuse(format!("no random bytes from the system: {error}"))),
        }
    });
    Ok(())
}

/// Nanoseconds since 1970.
fn now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_nanos()).unwrap_or(i64::MAX)
}

fn both(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated<(String, std::path::PathBuf)> {
    let value = bound.value("path");
    Ok((path_text(interpreter, &value)?, path_argument(interpreter, &value)?))
}

/// As `os.path.realpath`: links resolved as far as the path exists, `.` and `..` gone.
fn real_path(path: &Path) -> std::path::PathBuf {
    let mut missing = Vec::new();
    let mut known = path.to_path_buf();
    loop {
        if let Ok(found) = known.canonicalize() {
            let mut result = found;
            for part in missing.into_iter().rev() {
                result.push(part);
            }
            return crate::python::resolver::normalize(&result);
        }
        let Some(name) = known.file_name().map(std::ffi::OsStr::to_os_string) else {
            return crate::python::resolver::normalize(path);
        };
        missing.push(name);
        known.pop();
    }
}

fn stat(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    use std::os::unix::fs::MetadataExt;
    let (shown, path) = both(interpreter, &bound)?;
    let follow = interpreter.truth(&bound.get("follow").cloned().unwrap_or(Value::Bool(true)))?;
    let found = if follow { std::fs::metadata(&path) } else { std::fs::symlink_metadata(&path) };
    match found {
        Ok(data) => Ok(Value::tuple(vec![
            Value::Int(data.mode().into()),
            Value::Int(data.ino() as i64),
            Value::Int(data.dev() as i64),
            Value::Int(data.nlink() as i64),
            Value::Int(data.uid().into()),
            Value::Int(data.gid().into()),
            Value::Int(data.size() as i64),
            Value::Int(data.atime()),
            Value::Int(data.mtime()),
            Value::Int(data.ctime()),
        ])),
        Err(error) => Err(os_error(interpreter, &error, &shown)),
    }
}

fn listdir(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let (shown, path) = both(interpreter, &bound)?;
    let entries = match std::fs::read_dir(&path) {
        Ok(entries) => entries,
        Err(error) => return Err(os_error(interpreter, &error, &shown)),
    };
    // sorted: the order of the file system would make runs differ
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(Value::list(names.into_iter().map(Value::str).collect()))
}

/// `(offset in seconds, abbreviation, whether summer time)` of a zone at a moment; None for an unknown zone.
fn zone(_: &mut Interpreter, bound: Bound) -> Evaluated {
    let key = text_of(&bound.value("key")).unwrap_or_default();
    let Ok(zone) = jiff::tz::TimeZone::get(&key) else { return Ok(Value::None) };
    let seconds = bound.value("seconds").as_int().unwrap_or(0);
    let Ok(time) = jiff::Timestamp::from_second(seconds) else { return Ok(Value::None) };
    Ok(described(&zone, time))
}

fn described(zone: &jiff::tz::TimeZone, time: jiff::Timestamp) -> Value {
    let info = zone.to_offset_info(time);
    Value::tuple(vec![
        Value::Int(info.offset().seconds().into()),
        Value::str(info.abbreviation()),
        Value::Bool(info.dst().is_dst()),
    ])
}

/// The same at a local time; `fold` chooses among two.
fn zone_of_local(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let key = text_of(&bound.value("key")).unwrap_or_default();
    let Ok(zone) = jiff::tz::TimeZone::get(&key) else { return Ok(Value::None) };
    let mut part = |name: &str| int_or(interpreter, &bound, name, 0);
    let (year, month, day) = (part("year")?, part("month")?, part("day")?);
    let (hour, minute, second, fold) = (part("hour")?, part("minute")?, part("second")?, part("fold")?);
    let local = jiff::civil::DateTime::new(
        year as i16,
        month as i8,
        day as i8,
        hour as i8,
        minute as i8,
        second as i8,
        0,
    );
    let Ok(local) = local else { return Ok(Value::None) };
    let ambiguous = zone.to_ambiguous_timestamp(local);
    let time = if fold == 0 { ambiguous.earlier() } else { ambiguous.later() };
    Ok(time.map_or(Value::None, |time| described(&zone, time)))
}
