//! `output_buffer` of `context.configure`: a file-like object that takes the script of `--sql`.

use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

use super::state::EnvironmentState;

/// Hands over what was printed since the last time, where env.py gave an object for it. Called before
/// env.py goes on, which may look at it.
///
/// # Errors
/// What its `write` raises.
pub fn flush(interpreter: &mut Interpreter) -> Evaluated<()> {
    let Some(state) = interpreter.extension::<EnvironmentState>() else { return Ok(()) };
    let Some(output) = &state.output else { return Ok(()) };
    let buffer = state.configured.borrow().last().and_then(|it| it.options.output_buffer.clone());
    let Some(buffer) = buffer else { return Ok(()) };
    if is_stdout(interpreter, &buffer)? {
        return Ok(());
    }
    let text = output.take();
    if !text.is_empty() {
        interpreter.call_method(&buffer, "write", vec![Value::str(text)])?;
        interpreter.call_method(&buffer, "flush", Vec::new())?;
    }
    Ok(())
}

/// # Errors
/// A refusal of a file: reading writes none.
pub fn check(interpreter: &mut Interpreter, buffer: &Value) -> Evaluated<()> {
    // what `open` makes has a name, what is in memory has none
    if !is_stdout(interpreter, buffer)? && interpreter.find_attribute(buffer, "name")?.is_some() {
        return Err(interpreter.refuse("`output_buffer` is a file, and reading writes none"));
    }
    Ok(())
}

fn is_stdout(interpreter: &mut Interpreter, buffer: &Value) -> Evaluated<bool> {
    let sys = interpreter.import("sys")?;
    let stdout = interpreter.get_attribute(&Value::Module(sys), "stdout")?;
    Ok(stdout.is(buffer))
}
