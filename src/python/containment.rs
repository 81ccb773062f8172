//! A statement of an imported module that can't be followed, contained: when everything that it could
//! have changed is known, those names become Unknown and the module goes on.
//!
//! The analysis follows the code that the statement may run and looks at every global it reads. What
//! can be changed only through one name of the module is made Unknown together with the names that the
//! statement binds. If anything else is within reach (a mapped class, a registry that another module
//! holds too), nothing is contained and the refusal stands: the code could have changed the schema.
//! Revision files and env.py are never contained.
//!
//! While a revision file runs, what it imports of the application matters less: its schema comes from
//! its own operations. There such a statement is left out as well, and the objects that it would have
//! changed become Unknown wherever they are read; [`Interpreter::left_out`] remembers it for those who
//! need all that application code declares, as `metadata.create_all` does. A statement of a class body
//! is left out by itself there, and a class that can't be made once its body has run (a model with a
//! column that is not known) is Unknown and takes nothing else along, unless somebody's own code is
//! told of classes.

use std::cell::RefCell;
use std::collections::HashSet;
use std::path::Path;
use std::rc::Rc;

use super::code::{Code, Instruction};
use super::descriptor::{ClassMethod, Property, StaticMethod};
use super::function::Function;
use super::import::{INCOMPLETE, is_installed};
use super::interpreter::Interpreter;
use super::raise::Raise;
use super::resolver;
use super::value::{Class, Instance, Module, Namespace, Unknown, Value};
use crate::error::Place;

/// Methods and functions of the standard library that change what they are given.
const CHANGING: &[&str] = &[
    "__delitem__",
    "__iadd__",
    "__setattr__",
    "__setitem__",
    "add",
    "append",
    "appendleft",
    "clear",
    "delattr",
    "delitem",
    "difference_update",
    "discard",
    "extend",
    "extendleft",
    "heapify",
    "heappop",
    "heappush",
    "iadd",
    "iconcat",
    "insert",
    "insort",
    "insort_left",
    "insort_right",
    "intersection_update",
    "move_to_end",
    "pop",
    "popitem",
    "popleft",
    "putenv",
    "register",
    "remove",
    "reverse",
    "rotate",
    "setattr",
    "setdefault",
    "setitem",
    "shuffle",
    "sort",
    "subtract",
    "symmetric_difference_update",
    "unsetenv",
    "update",
];

/// Decorators that keep a method for later.
const KEEPING: &[&str] =
    &["cached_property", "classmethod", "hybrid_method", "hybrid_property", "property", "staticmethod"];

/// Built-in functions that reach names nobody can see.
const REACHING: &[&str] = &["__import__", "eval", "exec", "globals", "locals", "vars", "import_module"];

/// Functions that look up attributes by names that nobody can see.
const ASKING: &[&str] = &["__dict__", "__getattribute__", "attrgetter", "getattr", "hasattr", "methodcaller"];

/// Methods that the standard library calls of what it is given.
const CALLED: &[&str] =
    &["close", "default", "emit", "filter", "items", "keys", "read", "run", "send", "write"];

/// Functions that put another one where all later classes and tables meet it.
const REGISTERING: &[&str] = &["listen", "listens_for"];

/// Standard modules whose objects code may use without leaving anything behind that matters here.
const HARMLESS_CLASSES: &[&str] = &[
    "datetime",
    "decimal",
    "fractions",
    "logging",
    "pathlib",
    "re",
    "string",
    "types",
    "typing",
    "uuid",
    "zoneinfo",
];

/// What the statement may have changed.
#[derive(Default)]
struct Reach {
    /// Names that it binds.
    bound: Vec<(Rc<Module>, Rc<str>)>,
    /// Names of objects that only they lead to, changed only if something here changes objects.
    held: Vec<(Rc<Module>, Rc<str>)>,
    /// Objects that others hold too, or the state of the process.
    shared: bool,
    changes: bool,
    /// Lists, dictionaries and the like are changed; of instances the attributes that are set.
    items: bool,
    /// Attributes that methods set of their own instance, and those that `__init__` sets.
    own_attributes: Vec<Rc<str>>,
    first_attributes: Vec<Rc<str>>,
    /// Instances within reach.
    instances: Vec<Rc<Instance>>,
    /// `__dict__`, through which any attribute may be set.
    dictionaries: bool,
    /// Names of attributes that are asked for; any at all, where `getattr` does.
    asked: HashSet<Rc<str>>,
    asks_any: bool,
    /// What classes and instances within reach have under names that nobody asks for.
    waiting: Vec<(Rc<str>, Value)>,
    /// The statement defines a class: its bases may keep a list of those.
    defines: bool,
    /// Methods that a class body defines wait for somebody to call them.
    methods_wait: bool,
    /// Own code is told of classes, and may call their methods right away.
    classes_are_told: bool,
    /// Nothing is beyond reach; what is shared is kept in `objects`.
    loose: bool,
    objects: Vec<Value>,
    /// Modules and classes within reach, and the names of attributes that are set somewhere: those may
    /// have been theirs.
    owners: Vec<Value>,
    attributes: Vec<Rc<str>>,
    /// `setattr`: of any name; and where it is of a method's own instance.
    sets_any: bool,
    sets_own_any: bool,
    /// Somebody may be told of what happens later, and of which class's objects, where that is all.
    registers: bool,
    told_of: Vec<Rc<Class>>,
    /// Modules in which names are set that nobody can see: `globals()`, `import *`.
    opened: Vec<Rc<Module>>,
    /// Of a statement of a class body: the body's code, what it has bound so far, and what the
    /// statement binds there.
    body: Option<(Rc<Code>, Rc<RefCell<Namespace>>)>,
    members: Vec<Rc<str>>,
    seen: HashSet<usize>,
}

/// Something that can't be contained is within reach.
struct Uncontained;

impl Reach {
    /// Something is within reach of which nobody knows who else sees it.
    fn beyond(&self) -> Contained {
        if self.loose { Ok(()) } else { Err(Uncontained) }
    }

    /// The names of the class body that the code is, if it is that of the statement.
    fn body_of(&self, code: &Code) -> Option<&Rc<RefCell<Namespace>>> {
        self.body.as_ref().filter(|(body, _)| std::ptr::eq(&raw const **body, code)).map(|(_, names)| names)
    }

    /// Names that it may set without saying them.
    fn beyond_names(&mut self, module: &Rc<Module>) -> Contained {
        self.opened.push(module.clone());
        self.beyond()
    }
}

type Contained = Result<(), Uncontained>;

impl Interpreter {
    /// Makes Unknown what the statement between the instructions could have changed; false where that
    /// can't be told, or where the raise is none that an Unknown can stand for.
    pub(super) fn contain(
        &mut self,
        module: &Rc<Module>,
        code: &Rc<Code>,
        statement: (u32, u32),
        class_names: Option<&Rc<RefCell<Namespace>>>,
        raise: &Raise,
    ) -> bool {
        // an installed package works where it is installed: the exception is one of ours
        let is_ours = module.file.as_deref().is_some_and(is_installed);
        let Some((reason, place)) = self.reason_of(raise, is_ours) else { return false };
        let unknown = Rc::new(Unknown { reason, place });
        let range = statement.0 as usize..statement.1 as usize;
        let instructions = code.instructions.get(range).unwrap_or_default();
        let defines = instructions.iter().any(|instruction| matches!(instruction, Instruction::MakeClass(_)));
        let body = class_names.map(|names| (code.clone(), names.clone()));
        let mut reach = Reach { defines, body: body.clone(), ..Reach::default() };
        let told = self.reach_all_of(module, code, instructions, &mut reach).is_ok();
        if !told || (reach.shared && reach.changes) {
            if !self.imports_are_loose {
                return false;
            }
            let loose = || Reach { defines, loose: true, body: body.clone(), ..Reach::default() };
            reach = Reach { methods_wait: true, ..loose() };
            let _ = self.reach_all_of(module, code, instructions, &mut reach);
            if reach.classes_are_told {
                reach = loose();
                let _ = self.reach_all_of(module, code, instructions, &mut reach);
            }
            // a body whose names nobody can see may declare anything
            if class_names.is_some() && !reach.opened.is_empty() {
                return false;
            }
            self.left_out = Some(unknown.clone());
            if reach.registers {
                self.listeners_left_out.push((None, unknown.clone()));
            }
            for class in std::mem::take(&mut reach.told_of) {
                self.listeners_left_out.push((Some(class), unknown.clone()));
            }
            if reach.items {
                for object in std::mem::take(&mut reach.objects) {
                    self.changed.insert(address(&object), (object, unknown.clone()));
                }
            }
        }
        spoil(&reach, &unknown);
        if let Some(names) = class_names {
            for name in &reach.members {
                names.borrow_mut().insert(name.clone(), Value::Unknown(unknown.clone()));
            }
        }
        let held = if reach.changes { reach.held } else { Vec::new() };
        for (module, name) in reach.bound.into_iter().chain(held) {
            module.namespace.borrow_mut().insert(name, Value::Unknown(unknown.clone()));
        }
        self.class_body = None;
        true
    }

    /// What a `class` statement of an application that a revision file imports makes where its body has
    /// run and the class could not be made: see the top of this file. None where that is not told.
    pub(super) fn class_left_out(
        &mut self,
        module: &Rc<Module>,
        bases: &[Value],
        names: &Namespace,
        raise: &Raise,
    ) -> Option<Value> {
        // exceptions belong to whoever awaits them
        if !self.leaves_out(module) || !matches!(raise, Raise::Refusal { .. }) {
            return None;
        }
        let tells = |class: &Rc<Class>| {
            let mut line = std::iter::once(class).chain(&class.ancestors);
            line.any(|class| is_told_to_own_code(class))
        };
        let of_names = names.values().any(|value| match value {
            Value::Instance(instance) => {
                instance.class.lookup("__set_name__").is_some_and(|hook| matches!(hook, Value::Function(_)))
            }
            _ => false,
        });
        let of_bases = bases.iter().any(|base| match base {
            Value::Class(class) => tells(class),
            // a generic alias: nobody of the user's
            Value::Unknown(_) => false,
            _ => true,
        });
        if of_names || of_bases {
            return None;
        }
        let (reason, place) = self.reason_of(raise, false)?;
        let unknown = Rc::new(Unknown { reason, place });
        self.left_out = Some(unknown.clone());
        self.unmade.push(unknown.clone());
        self.class_body = None;
        Some(Value::Unknown(unknown))
    }

    /// Whether the module is one of an application that a revision file imports, and running: its
    /// statements may be left out.
    pub(super) fn leaves_out(&self, module: &Rc<Module>) -> bool {
        self.imports_are_loose && self.contained.last().is_some_and(|running| Rc::ptr_eq(running, module))
    }

    /// Why a statement ended that an Unknown may stand for. Exceptions count where imports are loose:
    /// there they come of a gap of ours, or of an application that was not set up (Flask's without a
    /// context). Only what an import doesn't find is told to whoever imports, and what somebody on the
    /// way to this module would have caught.
    fn reason_of(&mut self, raise: &Raise, is_ours: bool) -> Option<(String, Option<Place>)> {
        match raise {
            Raise::Refusal { reason, .. } if self.is_escaping(reason) => None,
            Raise::Refusal { reason, place, .. } => Some((reason.clone(), place.clone())),
            Raise::Exception { value, traceback } if self.imports_are_loose => {
                let class = self.type_name(value);
                if self.is_exception(raise, "ImportError") || !self.is_exception(raise, "Exception") {
                    return None;
                }
                if !is_ours && self.awaited(raise).is_some() {
                    return None;
                }
                let text = self.str(value).ok()?;
                Some((format!("{class}: {text}"), traceback.last().cloned()))
            }
            Raise::Exception { .. } | Raise::Fatal(_) => None,
        }
    }

    /// The frame of somebody on the way to the module who may catch the exception. Nobody knows then
    /// whether it is the application's own and belongs to that handler.
    fn awaited(&self, raise: &Raise) -> Option<usize> {
        (self.loose_from..self.frames.len()).rev().find(|at| {
            let Some(frame) = self.frames.get(*at) else { return false };
            frame.code.instructions.iter().take(frame.pc).any(|instruction| match *instruction {
                Instruction::Protect(handler) if frame.pc < handler as usize => {
                    self.may_catch(&frame.code, handler as usize, raise)
                }
                _ => false,
            })
        })
    }

    /// Whether a refusal is still on its way to the statement with the handler.
    fn is_escaping(&self, reason: &str) -> bool {
        let escaping = self.escaping.as_ref().filter(|(_, of)| of == reason);
        escaping.is_some_and(|(handler, _)| self.frames.len() > *handler)
    }

    /// Whether one of the clauses at a handler may take the exception.
    fn may_catch(&self, code: &Code, mut at: usize, raise: &Raise) -> bool {
        loop {
            match code.instructions.get(at..) {
                Some([Instruction::Reraise, ..]) => return false,
                Some(
                    [
                        Instruction::LoadName(name) | Instruction::LoadGlobal(name),
                        Instruction::MatchException(next),
                        ..,
                    ],
                ) => {
                    let name = code.names.get(*name as usize).map_or("", |name| name);
                    if self.builtins.attribute(name).is_none() || self.is_exception(raise, name) {
                        return true;
                    }
                    at = *next as usize;
                }
                _ => return true,
            }
        }
    }

    /// An exception that nobody may see, for it may be one of ours.
    pub(super) fn unseen(&mut self, raise: Box<Raise>) -> Box<Raise> {
        if !self.imports_are_loose
            || self.is_exception(&raise, "ImportError")
            || !self.is_exception(&raise, "Exception")
        {
            return raise;
        }
        let (Some(handler), Raise::Exception { value, traceback }) = (self.awaited(&raise), &*raise) else {
            return raise;
        };
        let class = self.type_name(value);
        match self.str(value) {
            Ok(text) => {
                let reason = format!(
                    "whether the application raises {class} while it is imported ({text}) or reading does is not known"
                );
                self.escaping = Some((handler, reason.clone()));
                Box::new(Raise::Refusal { reason, place: traceback.last().cloned(), hint: None })
            }
            Err(raise) => raise,
        }
    }

    /// Imports of a revision file: see the top of this file.
    pub fn loosen_imports(&mut self, loose: bool) {
        self.imports_are_loose = loose;
        self.loose_from = self.frames.len();
        self.escaping = None;
    }

    /// The last statement of application code that was left out although it could have changed what
    /// others see.
    pub fn left_out(&self) -> Option<Rc<Unknown>> {
        self.left_out.clone()
    }

    /// A statement left out that may have had somebody told of what happens to objects of the class.
    pub fn listeners_left_out(&self, class: &Rc<Class>) -> Option<Rc<Unknown>> {
        let of_class = |target: &Rc<Class>| {
            std::iter::once(class).chain(&class.ancestors).any(|class| Rc::ptr_eq(class, target))
        };
        let mut left_out = self.listeners_left_out.iter();
        left_out.find(|(target, _)| target.as_ref().is_none_or(of_class)).map(|(_, unknown)| unknown.clone())
    }

    /// An object that a statement left out would have changed is not known.
    pub(super) fn as_left(&self, value: Value) -> Value {
        if self.changed.is_empty() {
            return value;
        }
        match self.changed.get(&address(&value)) {
            Some((_, unknown)) => Value::Unknown(unknown.clone()),
            None => value,
        }
    }

    /// What the code reaches, and then what it asks that for.
    fn reach_all_of(
        &self,
        module: &Rc<Module>,
        code: &Code,
        instructions: &[Instruction],
        reach: &mut Reach,
    ) -> Contained {
        self.reach_code(module, code, instructions, reach)?;
        loop {
            let waiting = std::mem::take(&mut reach.waiting);
            let (asked, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(name, _)| {
                reach.asks_any || reach.asked.contains(name) || CALLED.contains(&&**name)
            });
            reach.waiting.extend(rest);
            if asked.is_empty() {
                return Ok(());
            }
            self.reach_all(asked.iter().map(|(_, value)| value), reach)?;
        }
    }

    fn reach_code(
        &self,
        module: &Rc<Module>,
        code: &Code,
        instructions: &[Instruction],
        reach: &mut Reach,
    ) -> Contained {
        use Instruction as I;
        let own_scope = matches!(code.kind, super::code::Kind::Module);
        let name = |index: u32| code.names.get(index as usize).cloned().unwrap_or_else(|| "?".into());
        for (at, instruction) in instructions.iter().enumerate() {
            match *instruction {
                I::LoadAttribute(index) | I::StoreAttribute(index) | I::DeleteAttribute(index) => {
                    let name = name(index);
                    reach.asks_any |= ASKING.contains(&&*name);
                    reach.asked.insert(name);
                }
                // patterns ask by keyword
                I::MatchClass(..) => reach.asks_any = true,
                _ => {}
            }
            match *instruction {
                I::StoreName(index) | I::DeleteName(index) if own_scope => {
                    reach.bound.push((module.clone(), name(index)));
                }
                I::StoreName(index) | I::DeleteName(index) if reach.body_of(code).is_some() => {
                    reach.members.push(name(index));
                }
                I::StoreGlobal(index) | I::DeleteGlobal(index) => {
                    reach.bound.push((module.clone(), name(index)));
                }
                I::LoadName(index) | I::LoadGlobal(index) | I::LoadAttribute(index)
                    if REGISTERING.contains(&&*name(index)) =>
                {
                    let following = instructions.get(at + 1..).unwrap_or_default();
                    self.reach_listener(module, code, following, reach);
                    reach.beyond()?;
                }
                I::LoadName(index) if let Some(value) = member(reach, code, &name(index)) => {
                    self.reach_value(value, None, reach)?;
                }
                I::LoadName(index) | I::LoadGlobal(index) => {
                    let following = instructions.get(at + 1..).unwrap_or_default();
                    self.reach_name(module, code, &name(index), following, reach)?;
                }
                I::LoadAttribute(index) if CHANGING.contains(&&*name(index)) => {
                    reach.changes = true;
                    reach.items = true;
                    reach.sets_any |= matches!(&*name(index), "setattr" | "delattr" | "__setattr__");
                }
                // of a context variable
                I::LoadAttribute(index) if &*name(index) == "set" => {
                    reach.changes = true;
                    reach.items = true;
                }
                I::LoadAttribute(index) if &*name(index) == "__dict__" => reach.dictionaries = true,
                I::StoreAttribute(index) | I::DeleteAttribute(index) => {
                    reach.changes = true;
                    let before = at.checked_sub(1).and_then(|at| instructions.get(at));
                    let of_instance = match before {
                        Some(I::LoadFast(local)) => {
                            code.locals.get(*local as usize).map(|name| &**name) == Some("self")
                        }
                        _ => false,
                    };
                    match (of_instance, &*code.name) {
                        (false, _) => reach.attributes.push(name(index)),
                        (true, "__init__") => reach.first_attributes.push(name(index)),
                        (true, _) => reach.own_attributes.push(name(index)),
                    }
                }
                I::StoreItem | I::DeleteItem | I::InPlace(_) => {
                    reach.changes = true;
                    reach.items = true;
                }
                I::Import(index, level, _) => {
                    let mut names = Vec::new();
                    for next in instructions.get(at + 1..).unwrap_or_default() {
                        match next {
                            I::ImportFrom(index) => names.push(name(*index)),
                            I::StoreName(_) | I::StoreFast(_) | I::StoreGlobal(_) | I::StoreCell(_)
                                if !names.is_empty() => {}
                            _ => break,
                        }
                    }
                    self.reach_import(module, &name(index), level, &names, reach)?;
                }
                I::ImportStar => reach.beyond_names(module)?,
                // a function's are a copy, a class's are its own
                I::Locals if own_scope || reach.body_of(code).is_some() => reach.beyond_names(module)?,
                _ => {}
            }
        }
        // a class that is left out is there for nobody who could call its plain methods
        let waits = reach.methods_wait && matches!(code.kind, super::code::Kind::Class);
        let made = instructions.iter().enumerate().filter_map(|(at, instruction)| match instruction {
            I::MakeFunction(..) if waits && self.is_plain_method(module, code, instructions, at) => None,
            I::MakeFunction(index, ..) | I::MakeClass(index) => code.codes.get(*index as usize),
            _ => None,
        });
        for inner in made {
            let inner = inner.body();
            self.reach_code(module, &inner, &inner.instructions, reach)?;
        }
        Ok(())
    }

    /// What follows `event.listen`: where it names a class of the application first, only its own objects
    /// are told of.
    fn reach_listener(&self, module: &Rc<Module>, code: &Code, following: &[Instruction], reach: &mut Reach) {
        let target = match following.first() {
            Some(Instruction::LoadName(index) | Instruction::LoadGlobal(index)) => {
                code.names.get(*index as usize).and_then(|name| module.attribute(name))
            }
            _ => None,
        };
        match target {
            Some(Value::Unknown(unknown)) if self.unmade.iter().any(|known| Rc::ptr_eq(known, &unknown)) => {}
            Some(Value::Class(class)) if class.defined_at.is_some() => {
                let mut line = std::iter::once(&class).chain(&class.ancestors);
                // one of these is of all objects in it
                reach.registers |= line.any(|class| class.name.contains("Session"));
                reach.told_of.push(class);
            }
            _ => reach.registers = true,
        }
    }

    /// A function of a class body that nobody calls while the class is made: without decorators, or with
    /// one that keeps it for later.
    fn is_plain_method(
        &self,
        module: &Rc<Module>,
        code: &Code,
        instructions: &[Instruction],
        at: usize,
    ) -> bool {
        use Instruction as I;
        let name = |index: u32| code.names.get(index as usize).map_or("", |name| name);
        let decorator = at.checked_sub(1).and_then(|before| instructions.get(before));
        match (instructions.get(at + 1), instructions.get(at + 2), decorator) {
            (Some(I::StoreName(_)), ..) => true,
            (Some(I::Call(1)), Some(I::StoreName(_)), Some(I::LoadName(index) | I::LoadGlobal(index))) => {
                let found = module.attribute(name(*index)).or_else(|| self.builtins.attribute(name(*index)));
                KEEPING.contains(&name(*index))
                    && matches!(found, Some(Value::Class(class)) if class.defined_at.as_ref().is_none_or(|place| is_shipped(&place.file)))
            }
            (Some(I::Call(1)), Some(I::StoreName(_)), Some(I::LoadAttribute(index))) => {
                matches!(name(*index), "setter" | "deleter")
            }
            _ => false,
        }
    }

    /// A global, followed through the attributes that are read of it right away.
    fn reach_name(
        &self,
        module: &Rc<Module>,
        code: &Code,
        name: &Rc<str>,
        following: &[Instruction],
        reach: &mut Reach,
    ) -> Contained {
        let Some(mut value) = module.attribute(name) else {
            return match self.builtins.attribute(name) {
                Some(_) if REACHING.contains(&&**name) => {
                    reach.dictionaries = true;
                    reach.beyond_names(module)
                }
                Some(_) => {
                    reach.asks_any |= ASKING.contains(&&**name);
                    let changes = CHANGING.contains(&&**name);
                    reach.changes |= changes;
                    reach.items |= changes;
                    if matches!(&**name, "setattr" | "delattr") {
                        let of_instance = matches!(following.first(), Some(Instruction::LoadFast(local))
                            if code.locals.get(*local as usize).is_some_and(|name| &**name == "self"));
                        reach.sets_own_any |= of_instance;
                        reach.sets_any |= !of_instance;
                    }
                    Ok(())
                }
                // bound by the statement itself, or a NameError
                None => Ok(()),
            };
        };
        let mut attributes = 0;
        for next in following {
            let (Value::Module(inner), Instruction::LoadAttribute(index)) = (&value, next) else { break };
            let Some(attribute) = code.names.get(*index as usize) else { break };
            attributes += 1;
            let is_process = matches!(&*inner.name, "os" | "sys") && attributes == 1;
            if is_process && matches!(&**attribute, "environ" | "modules" | "path" | "meta_path") {
                reach.shared |= &**attribute != "path" || &*inner.name == "sys";
                return Ok(());
            }
            match inner.attribute(attribute) {
                Some(found) => value = found,
                // not known, or looked up when it is needed
                None if is_native(inner) || inner.attribute(INCOMPLETE).is_some() => return Ok(()),
                None => return reach.beyond(),
            }
        }
        // code that is not followed may ask what it is given for anything
        let is_elsewhere = match &value {
            Value::Unknown(_) => true,
            Value::Function(function) => is_installed(&function.code.source.path),
            Value::Class(class) => class.defined_at.as_ref().is_some_and(|place| is_installed(&place.file)),
            _ => false,
        };
        if is_elsewhere && is_given_something(following) {
            reach.asks_any = true;
        }
        let direct = attributes == 0;
        self.reach_value(value, direct.then_some((module, name)), reach)
    }

    fn reach_import(
        &self,
        module: &Rc<Module>,
        name: &str,
        level: u32,
        names: &[Rc<str>],
        reach: &mut Reach,
    ) -> Contained {
        let top = name.split('.').next().unwrap_or(name);
        if level == 0 && (self.library.knows(top) || self.library.stubs.contains_key(top)) {
            return Ok(());
        }
        let dotted = match level {
            0 => name.to_owned(),
            level => {
                let package = module.attribute("__package__").and_then(|package| package.to_text());
                let package = package.unwrap_or_default();
                let kept: Vec<&str> = package.split('.').collect();
                let kept = kept.get(..(kept.len() + 1).saturating_sub(level as usize)).unwrap_or_default();
                format!("{}.{name}", kept.join("."))
            }
        };
        let dotted = dotted.trim_end_matches('.');
        let loaded = self.modules.borrow().get(&super::dict::Key::Str(dotted.into())).cloned();
        match loaded {
            Some(Value::Unknown(_)) => Ok(()),
            Some(Value::Module(found)) if !names.is_empty() => {
                for name in names {
                    match found.attribute(name) {
                        Some(value) => self.reach_value(value, None, reach)?,
                        None => reach.beyond()?,
                    }
                }
                Ok(())
            }
            Some(_) => reach.beyond(),
            None => {
                let path = self.search_path.borrow();
                let folders: Vec<_> = path
                    .iter()
                    .filter_map(Value::to_text)
                    .map(|text| resolver::normalize(&self.options.working_directory.join(&*text)))
                    .collect();
                let missing = level == 0 && !resolver::exists(top, &folders);
                if missing { Ok(()) } else { reach.beyond() }
            }
        }
    }

    /// `holder` is the name that the value was found by, where that is the only way to it that we follow.
    fn reach_value(
        &self,
        value: Value,
        holder: Option<(&Rc<Module>, &Rc<str>)>,
        reach: &mut Reach,
    ) -> Contained {
        // one for the name, one for the value in hand
        const ALONE: usize = 2;
        let references = match &value {
            Value::List(items) => Rc::strong_count(items),
            Value::Dict(dict) => Rc::strong_count(dict),
            Value::Set(set) => Rc::strong_count(set),
            Value::Instance(instance) => Rc::strong_count(instance),
            _ => 0,
        };
        let hold = |reach: &mut Reach| match holder {
            Some((module, name)) if references <= ALONE => reach.held.push((module.clone(), name.clone())),
            _ => {
                reach.shared = true;
                reach.objects.push(value.clone());
            }
        };
        if let Some(module) = super::namespace::module_of(&value) {
            // all that it holds, and may hold besides
            for (name, held) in module.namespace.borrow().iter() {
                if matches!(held, Value::Class(_) | Value::Function(_)) {
                    reach.bound.push((module.clone(), name.clone()));
                }
            }
            reach.opened.push(module);
            return Ok(());
        }
        match &value {
            Value::Tuple(items) => {
                for item in items.iter() {
                    self.reach_value(item.clone(), None, reach)?;
                }
                Ok(())
            }
            Value::List(items) => {
                hold(reach);
                self.reach_all(items.borrow().iter(), reach)
            }
            Value::Dict(dict) => {
                hold(reach);
                self.reach_all(dict.borrow().iter().map(|(_, value)| value), reach)
            }
            Value::Set(_) => {
                hold(reach);
                Ok(())
            }
            Value::Function(function) => self.reach_function(function, reach),
            Value::BoundMethod(method) => {
                self.reach_value(method.receiver.clone(), None, reach)?;
                self.reach_value(method.function.clone(), None, reach)
            }
            Value::Class(class) => self.reach_class(class, reach),
            Value::Instance(instance) if is_harmless(&instance.class) => Ok(()),
            Value::Instance(instance) => {
                if !reach.seen.insert(Rc::as_ptr(instance).cast::<()>() as usize) {
                    return Ok(());
                }
                if let Some(property) = value.payload::<Property>() {
                    return self
                        .reach_all([&property.get, &property.set, &property.delete].into_iter(), reach);
                }
                if let Some(method) = value.payload::<ClassMethod>() {
                    return self.reach_all(std::iter::once(&method.0), reach);
                }
                if let Some(method) = value.payload::<StaticMethod>() {
                    return self.reach_all(std::iter::once(&method.0), reach);
                }
                if instance.payload.borrow().is_some() {
                    // a table is changed by what declares columns; what a MetaData holds is asked elsewhere
                    if !instance.class.module.starts_with("sqlalchemy") {
                        reach.objects.push(value.clone());
                    }
                    return reach.beyond();
                }
                if reach.loose {
                    reach.instances.push(instance.clone());
                } else {
                    hold(reach);
                }
                self.reach_class(&instance.class, reach)?;
                for (name, value) in instance.attributes.borrow().iter() {
                    reach.waiting.push((name.clone(), value.clone()));
                }
                Ok(())
            }
            Value::Module(_) => {
                reach.owners.push(value);
                reach.beyond()
            }
            Value::Iterator(_) => {
                reach.objects.push(value);
                reach.items = true;
                reach.beyond()
            }
            _ => Ok(()),
        }
    }

    fn reach_all<'a>(&self, values: impl Iterator<Item = &'a Value>, reach: &mut Reach) -> Contained {
        for value in values {
            if matches!(
                value,
                Value::Tuple(_)
                    | Value::List(_)
                    | Value::Dict(_)
                    | Value::Set(_)
                    | Value::Function(_)
                    | Value::BoundMethod(_)
                    | Value::Class(_)
                    | Value::Instance(_)
                    | Value::Module(_)
                    | Value::Iterator(_)
            ) {
                self.reach_value(value.clone(), None, reach)?;
            }
        }
        Ok(())
    }

    fn reach_function(&self, function: &Rc<Function>, reach: &mut Reach) -> Contained {
        // what an installed package does with its own state is not seen anywhere else
        if function.code.source.is_own()
            || is_installed(&function.code.source.path)
            || !reach.seen.insert(Rc::as_ptr(function).cast::<()>() as usize)
        {
            return Ok(());
        }
        self.reach_all(function.defaults.borrow().iter(), reach)?;
        for cell in function.closure.iter() {
            if let Some(value) = cell.borrow().clone() {
                self.reach_value(value, None, reach)?;
            }
        }
        let code = function.code.body();
        self.reach_code(&function.module, &code, &code.instructions, reach)
    }

    /// A class of the user's: what its functions reach. Its attributes are shared.
    fn reach_class(&self, class: &Rc<Class>, reach: &mut Reach) -> Contained {
        if !reach.seen.insert(Rc::as_ptr(class).cast::<()>() as usize) {
            return Ok(());
        }
        if class.payload.borrow().is_some() {
            reach.beyond()?;
        }
        reach.owners.push(Value::Class(class.clone()));
        // a class of somebody else's calls what is put in its methods' places
        let is_called = class.ancestors.iter().any(|base| !is_plain_base(base));
        for class in std::iter::once(class).chain(&class.ancestors) {
            let Some(defined_at) = &class.defined_at else { continue };
            if reach.defines && is_registered(class) {
                reach.classes_are_told |= is_told_to_own_code(class);
                reach.beyond()?;
            }
            if is_shipped(&defined_at.file) || is_installed(&defined_at.file) {
                continue;
            }
            for (name, value) in class.namespace.borrow().iter() {
                if is_called || name.starts_with("__") {
                    self.reach_all(std::iter::once(value), reach)?;
                } else {
                    reach.waiting.push((name.clone(), value.clone()));
                }
            }
        }
        Ok(())
    }
}

/// Whether a variable is among the arguments of the call that may follow.
fn is_given_something(following: &[Instruction]) -> bool {
    use Instruction as I;
    for instruction in following {
        match instruction {
            I::LoadName(_) | I::LoadGlobal(_) | I::LoadFast(_) | I::LoadCell(_) | I::LoadClassCell(_) => {
                return true;
            }
            // what was in hand is used up
            I::Call(_) | I::CallKeywords(..) | I::CallSpread(_) | I::StoreName(_) | I::StoreFast(_) => break,
            I::StoreGlobal(_) | I::StoreCell(_) | I::StoreAttribute(_) | I::StoreItem => break,
            I::Iterate
            | I::AsyncIterate
            | I::Return
            | I::Pop
            | I::Raise(_)
            | I::Enter(..)
            | I::Compare(_) => break,
            I::JumpIfFalse(..) | I::JumpIfTrue(..) | I::JumpIfFalseKeep(..) | I::JumpIfTrueKeep(..) => break,
            _ => {}
        }
    }
    false
}

/// A base that calls nothing of the classes below it: one of the application's, or one that only says
/// what they are.
fn is_plain_base(base: &Class) -> bool {
    match &base.defined_at {
        Some(place) if !is_shipped(&place.file) => !is_installed(&place.file),
        _ => matches!(&*base.module, "abc" | "builtins" | "enum" | "typing" | "typing_extensions"),
    }
}

/// What the class body has bound to a name before the statement.
fn member(reach: &Reach, code: &Code, name: &str) -> Option<Value> {
    reach.body_of(code).and_then(|names| names.borrow().get(name).cloned())
}

/// What the statement may have set of modules and classes is not known, whether it was there or not.
fn spoil(reach: &Reach, unknown: &Rc<Unknown>) {
    for owner in &reach.owners {
        let namespace = match owner {
            Value::Module(module) => &module.namespace,
            Value::Class(class) => &class.namespace,
            _ => continue,
        };
        for name in &reach.attributes {
            // an attribute that a class inherits may have become its own
            let may_be = match owner {
                Value::Class(class) => class.lookup(name).is_some(),
                _ => true,
            };
            if may_be {
                namespace.borrow_mut().insert(name.clone(), Value::Unknown(unknown.clone()));
            }
        }
        // nobody writes just anything into the standard library's classes
        let is_own = match owner {
            Value::Class(class) => class.defined_at.as_ref().is_some_and(|place| !is_shipped(&place.file)),
            _ => true,
        };
        if reach.sets_any && is_own {
            spoil_plain(&mut namespace.borrow_mut(), unknown);
        }
    }
    let sets_any = reach.sets_any || reach.sets_own_any || reach.dictionaries && reach.items;
    for instance in &reach.instances {
        let class = &instance.class;
        // made anew by `__init__`, unless the class hands out one that is there
        let is_made_again =
            !matches!(class.lookup("__new__"), None | Some(Value::Builtin(_))) || class.metaclass.is_some();
        let again = if is_made_again { reach.first_attributes.as_slice() } else { &[] };
        let own = reach.own_attributes.iter().chain(again);
        let own = own.filter(|name| instance.attribute(name).is_some() || class.lookup(name).is_some());
        let names: Vec<&Rc<str>> = own.chain(&reach.attributes).collect();
        let mut attributes = instance.attributes.borrow_mut();
        for name in names {
            attributes.insert(name.clone(), Value::Unknown(unknown.clone()));
        }
        if sets_any {
            spoil_plain(&mut attributes, unknown);
        }
    }
    for module in &reach.opened {
        let mut namespace = module.namespace.borrow_mut();
        spoil_plain(&mut namespace, unknown);
        namespace.insert(INCOMPLETE.into(), Value::Unknown(unknown.clone()));
    }
}

/// Every name but those of functions, classes and modules.
fn spoil_plain(namespace: &mut Namespace, unknown: &Rc<Unknown>) {
    for (name, value) in namespace.iter_mut() {
        let is_plain = !matches!(value, Value::Module(_) | Value::Class(_) | Value::Function(_));
        if is_plain && !name.starts_with("__") {
            *value = Value::Unknown(unknown.clone());
        }
    }
}

/// Whether somebody's own code learns of a class below this one: a metaclass, `__init_subclass__`.
fn is_registered(class: &Class) -> bool {
    let harmless =
        |metaclass: &Rc<Class>| matches!(&*metaclass.module, "builtins" | "abc" | "enum" | "typing");
    let told = class.namespace.borrow().contains_key("__init_subclass__");
    told || class.metaclass.as_ref().is_some_and(|metaclass| !harmless(metaclass))
}

/// Whether that is code of the application.
fn is_told_to_own_code(class: &Class) -> bool {
    let is_own = |place: &Option<Place>| {
        place.as_ref().is_some_and(|place| !is_shipped(&place.file) && !is_installed(&place.file))
    };
    let told = class.namespace.borrow().contains_key("__init_subclass__") && is_own(&class.defined_at);
    told || class.metaclass.as_ref().is_some_and(|metaclass| is_own(&metaclass.defined_at))
}

/// Identity of what can be changed; 0 for all else.
fn address(value: &Value) -> usize {
    match value {
        Value::List(items) => Rc::as_ptr(items) as usize,
        Value::Dict(dict) => Rc::as_ptr(dict) as usize,
        Value::Set(set) => Rc::as_ptr(set) as usize,
        Value::Instance(instance) => Rc::as_ptr(instance) as usize,
        Value::Iterator(iterator) => Rc::as_ptr(iterator).cast::<()>() as usize,
        _ => 0,
    }
}

fn is_shipped(file: &Path) -> bool {
    file.as_os_str().as_encoded_bytes().first() == Some(&b'<')
}

fn is_native(module: &Module) -> bool {
    module.file.as_deref().is_none_or(is_shipped)
}

/// Objects of the standard library that hold no state worth keeping.
fn is_harmless(class: &Class) -> bool {
    let top = class.module.split('.').next().unwrap_or_default();
    class.defined_at.as_ref().is_none_or(|place| is_shipped(&place.file)) && HARMLESS_CLASSES.contains(&top)
}
