//! Built-ins that would run text as code, ask a person, or stop at a debugger: refused by name. So are
//! mutable buffers, whose classes are there for `isinstance`.

use crate::python::library::{ClassBuilder, ModuleBuilder};

/// Registers them.
pub fn install(module: &mut ModuleBuilder) {
    for (name, reason) in [
        ("eval", "`eval` runs code that only exists at run time"),
        ("exec", "`exec` runs code that only exists at run time"),
        ("compile", "`compile` makes code that only exists at run time"),
        ("input", "`input` waits for somebody at a terminal"),
        ("breakpoint", "`breakpoint` waits for somebody at a terminal"),
    ] {
        module.function(name, "*args, **kwargs", move |interpreter, _| Err(interpreter.refuse(reason)));
    }
    for name in ["bytearray", "memoryview"] {
        module.class(ClassBuilder::new("builtins", name).method(
            "__new__",
            "cls, *args, **kwargs",
            move |interpreter, _| Err(interpreter.refuse(format!("`{name}` is a mutable buffer"))),
        ));
    }
}
