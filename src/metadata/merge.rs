//! `Annotated[int, mapped_column(primary_key=True)]` under `mapped_column(...)`: what the attribute says
//! wins, the rest comes from the annotation.

use std::rc::Rc;

use crate::python::call::Arguments;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;
use crate::sqlalchemy::mapped_column::MappedColumnObject;
use crate::sqlalchemy::native::natives;
use crate::sqlalchemy::type_object;

/// A new `mapped_column` from both calls' arguments.
///
/// # Errors
/// What `mapped_column(...)` raises.
pub fn merge(
    interpreter: &mut Interpreter,
    from_annotation: &MappedColumnObject,
    own: Option<&MappedColumnObject>,
) -> Evaluated {
    let base = from_annotation.arguments.borrow().clone();
    let own = own.map(|own| own.arguments.borrow().clone()).unwrap_or_default();
    let has_type = own.positional.iter().any(is_type) || own.keyword("type_").is_some();
    let mut merged = Arguments::default();
    merged.positional.extend(own.positional.iter().filter(|value| value.as_str().is_some()).cloned());
    let is_kept = |value: &&Value| value.as_str().is_none() && !(has_type && is_type(value));
    merged.positional.extend(base.positional.iter().filter(is_kept).cloned());
    merged.positional.extend(own.positional.iter().filter(|value| value.as_str().is_none()).cloned());
    for (name, value) in base.keywords {
        let overridden = own.keyword(&name).is_some() || (has_type && &*name == "type_");
        if !overridden {
            merged.keywords.push((name, value));
        }
    }
    merged.keywords.extend(own.keywords);
    let class = natives(interpreter)?.value("orm.MappedColumn");
    interpreter.call(&class, merged)
}

fn is_type(value: &Value) -> bool {
    type_object::is_type(value)
}

/// A `mapped_column` that says nothing.
///
/// # Errors
/// None of its own.
pub fn blank(interpreter: &mut Interpreter) -> Evaluated {
    let class = natives(interpreter)?.value("orm.MappedColumn");
    interpreter.call(&class, Arguments::default())
}

/// The mapped_column behind a value.
pub fn of(value: &Value) -> Option<Rc<MappedColumnObject>> {
    value.payload::<MappedColumnObject>()
}
