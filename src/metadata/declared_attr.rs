//! `@declared_attr`: an attribute that each mapped class computes for itself.

use std::cell::RefCell;
use std::rc::Rc;

use crate::python::Annotation;
use crate::python::call::Arguments;
use crate::python::descriptor::ClassMethod;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Instance, Value};

/// Payload of a `declared_attr`.
pub struct DeclaredAttr {
    pub function: Value,
    /// `.cascading`: evaluated for subclasses of mapped classes too.
    pub cascading: bool,
}

impl DeclaredAttr {
    /// The annotation of its function's result.
    pub fn returns(&self) -> Option<Annotation> {
        let function = match self.function.payload::<ClassMethod>() {
            Some(inner) => inner.0.clone(),
            None => self.function.clone(),
        };
        let Value::Function(function) = function else { return None };
        function.annotations.iter().find(|annotation| &*annotation.name == "return").cloned()
    }
}

/// What each was for a class that is being mapped: asked again, it answers the same.
#[derive(Default)]
struct Answers(RefCell<Vec<Scan>>);

struct Scan {
    class: Rc<Class>,
    answers: Vec<(Rc<DeclaredAttr>, Value)>,
}

fn answers(interpreter: &mut Interpreter) -> Rc<Answers> {
    if let Some(known) = interpreter.extension::<Answers>() {
        return known;
    }
    let answers = Rc::new(Answers::default());
    interpreter.set_extension(answers.clone());
    answers
}

/// The mapping of `class` begins.
pub fn begin(interpreter: &mut Interpreter, class: &Rc<Class>) {
    answers(interpreter).0.borrow_mut().push(Scan { class: class.clone(), answers: Vec::new() });
}

/// The mapping of `class` ends.
pub fn end(interpreter: &mut Interpreter, class: &Rc<Class>) {
    answers(interpreter).0.borrow_mut().retain(|scan| !Rc::ptr_eq(&scan.class, class));
}

struct DeclaredAttrClass(Rc<Class>);

/// The class `declared_attr`, one for a run.
pub fn class(interpreter: &mut Interpreter) -> Rc<Class> {
    if let Some(known) = interpreter.extension::<DeclaredAttrClass>() {
        return known.0.clone();
    }
    let class = ClassBuilder::new("sqlalchemy.orm.decl_api", "declared_attr")
        .method("__init__", "self, fn, cascading=False, quiet=False", |_, bound| {
            if let Some(instance) = bound.receiver().as_instance() {
                let cascading = matches!(bound.value("cascading"), Value::Bool(true));
                instance.set_payload(Rc::new(DeclaredAttr { function: bound.value("fn"), cascading }));
            }
            Ok(Value::None)
        })
        .method("__get__", "self, instance, owner=None", |interpreter, bound| {
            let receiver = bound.receiver();
            match bound.value("owner") {
                Value::Class(owner) => evaluate(interpreter, &receiver, &owner),
                _ => Ok(receiver),
            }
        })
        .class_method("__class_getitem__", "cls, item", |_, bound| Ok(bound.receiver()))
        .class_method("directive", "cls, fn", |_, bound| wrap(bound.receiver(), bound.value("fn"), false))
        .class_method("cascading", "cls, fn", |_, bound| {
            let (class, function) = (bound.receiver(), bound.value("fn"));
            // `@declared_attr.cascading` over another declared_attr
            let function =
                function.payload::<DeclaredAttr>().map_or(function, |inner| inner.function.clone());
            wrap(class, function, true)
        })
        .build();
    interpreter.set_extension(Rc::new(DeclaredAttrClass(class.clone())));
    class
}

fn wrap(class: Value, function: Value, cascading: bool) -> Evaluated {
    let Value::Class(class) = class else { return Ok(Value::None) };
    let instance = Instance::new(class);
    instance.set_payload(Rc::new(DeclaredAttr { function, cascading }));
    Ok(Value::Instance(instance))
}

/// The declared_attr behind a value.
pub fn of(value: &Value) -> Option<Rc<DeclaredAttr>> {
    value.payload::<DeclaredAttr>()
}

/// What it is for `owner`.
///
/// # Errors
/// What its function raises.
pub fn evaluate(interpreter: &mut Interpreter, value: &Value, owner: &Rc<Class>) -> Evaluated {
    let Some(declared) = of(value) else { return Ok(value.clone()) };
    let known = answers(interpreter);
    let found = known.0.borrow().iter().find(|scan| Rc::ptr_eq(&scan.class, owner)).and_then(|scan| {
        scan.answers.iter().find(|(asked, _)| Rc::ptr_eq(asked, &declared)).map(|(_, answer)| answer.clone())
    });
    if let Some(answer) = found {
        return Ok(answer);
    }
    let function = match declared.function.payload::<ClassMethod>() {
        Some(inner) => inner.0.clone(),
        None => declared.function.clone(),
    };
    let answer = interpreter.call(&function, Arguments::positional(vec![Value::Class(owner.clone())]))?;
    if let Some(scan) = known.0.borrow_mut().iter_mut().find(|scan| Rc::ptr_eq(&scan.class, owner)) {
        scan.answers.push((declared, answer.clone()));
    }
    Ok(answer)
}
