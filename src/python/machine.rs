//! Runs compiled code: frames, exceptions on their way to a handler, calls of user functions.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::annotation::{Annotation, AnnotationScope};
use super::call::Arguments;
use super::code::{Code, Instruction, Kind};
use super::function::Function;
use super::interpreter::{Interpreter, Running};
use super::raise::{Evaluated, Raise};
use super::scope::Cell;
use super::source::{self, Source};
use super::value::{Module, Namespace, Value};
use crate::error::{Error, Place};

/// A handler that is in force.
pub(super) struct Block {
    pub handler: usize,
    stack: usize,
    /// How many exceptions this frame was handling.
    handled: usize,
}

/// A body that runs, or is put aside between two values.
pub(super) struct Frame {
    pub code: Rc<Code>,
    pub module: Rc<Module>,
    pub pc: usize,
    pub stack: Vec<Value>,
    pub locals: Vec<Option<Value>>,
    pub cells: Vec<Cell>,
    pub blocks: Vec<Block>,
    /// Of a class body; for an annotation, that of the class.
    pub namespace: Option<Rc<RefCell<Namespace>>>,
    /// The class whose annotation this is.
    pub class: Option<Rc<super::value::Class>>,
    pub annotations: Vec<Annotation>,
    pub annotation_scope: Option<Rc<AnnotationScope>>,
    /// Context managers entered: the manager itself.
    pub managers: Vec<Value>,
    /// Exceptions being handled while the frame is put aside.
    handled: Vec<(Value, Vec<Place>)>,
    /// How many were being handled outside when it started.
    pub outer_handled: usize,
    /// The exception on its way is known to have come from here.
    pub reraising: bool,
}

impl Frame {
    pub fn new(code: Rc<Code>, module: Rc<Module>, closure: &[Cell]) -> Frame {
        let mut locals = Vec::with_capacity(code.locals.len());
        locals.resize_with(code.locals.len(), || None);
        let mut cells = Vec::with_capacity(code.cells.len() + closure.len());
        cells.extend(code.cells.iter().map(|_| Rc::new(RefCell::new(None))));
        cells.extend(closure.iter().cloned());
        Frame {
            code,
            module,
            pc: 0,
            stack: Vec::with_capacity(8),
            locals,
            cells,
            blocks: Vec::new(),
            namespace: None,
            class: None,
            annotations: Vec::new(),
            annotation_scope: None,
            managers: Vec::new(),
            handled: Vec::new(),
            outer_handled: 0,
            reraising: false,
        }
    }

    #[inline]
    pub fn pop(&mut self) -> Value {
        self.stack.pop().unwrap_or(Value::None)
    }

    #[inline]
    pub fn push(&mut self, value: Value) {
        self.stack.push(value);
    }

    /// Takes the top `count` values, in order. There is room for one more: a method's receiver.
    pub fn take(&mut self, count: usize) -> Vec<Value> {
        let at = self.stack.len().saturating_sub(count);
        let mut taken = Vec::with_capacity(count + 1);
        taken.extend(self.stack.drain(at..));
        taken
    }

    pub fn protect(&mut self, handler: u32, handled: usize) {
        self.blocks.push(Block { handler: handler as usize, stack: self.stack.len(), handled });
    }
}

/// What one instruction leads to.
pub(super) enum Flow {
    Next,
    Return(Value),
    Yield(Value),
}

/// How a frame came to stop.
pub(super) enum Outcome {
    Return(Value),
    Yield(Value),
}

impl Interpreter {
    /// Runs a frame until it returns, yields or raises. `injected` is raised where it stands.
    pub(super) fn run(&mut self, frame: &mut Frame, injected: Option<Box<Raise>>) -> Evaluated<Outcome> {
        if self.depth >= self.options.limits.depth {
            return Err(self.raise("RecursionError", "maximum recursion depth exceeded"));
        }
        self.depth += 1;
        let code = frame.code.clone();
        self.frames.push(Running { code: code.clone(), pc: frame.pc, module: frame.module.clone() });
        let outer = self.handled.len();
        frame.outer_handled = outer;
        self.handled.append(&mut frame.handled);
        let result = self.run_code(frame, &code, injected);
        if let Ok(Outcome::Yield(_)) = &result {
            frame.handled = self.handled.split_off(outer.min(self.handled.len()));
        } else {
            self.handled.truncate(outer);
        }
        self.frames.pop();
        self.depth -= 1;
        result
    }

    fn run_code(
        &mut self,
        frame: &mut Frame,
        code: &Rc<Code>,
        injected: Option<Box<Raise>>,
    ) -> Evaluated<Outcome> {
        if let Some(raise) = injected {
            self.unwind(frame, raise)?;
        }
        loop {
            let Some(instruction) = code.instructions.get(frame.pc) else {
                return Ok(Outcome::Return(Value::None));
            };
            if let Some(running) = self.frames.last_mut() {
                running.pc = frame.pc;
            }
            frame.pc += 1;
            self.steps += 1;
            let flow = if self.steps & 0x3ff == 0 { self.breathe() } else { Ok(()) };
            match flow.and_then(|()| self.step(frame, code, *instruction)) {
                Ok(Flow::Next) => {}
                Ok(Flow::Return(value)) => return Ok(Outcome::Return(value)),
                Ok(Flow::Yield(value)) => return Ok(Outcome::Yield(value)),
                Err(raise) => self.unwind(frame, raise)?,
            }
        }
    }

    /// Goes to the innermost handler, or out.
    fn unwind(&mut self, frame: &mut Frame, mut raise: Box<Raise>) -> Evaluated<()> {
        let reraising = std::mem::take(&mut frame.reraising);
        let Raise::Exception { value, traceback } = &mut *raise else { return Err(raise) };
        if !reraising {
            // lines of code that we ship say nothing to a user
            if let Some(running) = self.frames.last().filter(|running| !running.code.source.is_own()) {
                traceback.insert(0, super::interpreter::place_of(running));
            }
            self.note_context(value);
        }
        let Some(block) = frame.blocks.pop() else { return Err(raise) };
        frame.stack.truncate(block.stack);
        self.handled.truncate(frame.outer_handled + block.handled);
        if let Raise::Exception { value, traceback } = *raise {
            self.handled.push((value, traceback));
        }
        frame.pc = block.handler;
        Ok(())
    }

    /// `__context__`: the exception that was being handled when this one came.
    fn note_context(&self, value: &Value) {
        let (Value::Instance(instance), Some((context, _))) = (value, self.handled.last()) else { return };
        if !context.is(value) && instance.attribute("__context__").is_none() && !context.is_none() {
            // a chain that leads back here would never end
            let mut link = Some(context.clone());
            while let Some(Value::Instance(next)) = link {
                if std::rc::Rc::ptr_eq(&next, instance) {
                    return;
                }
                link = next.attribute("__context__");
            }
            instance.set_attribute("__context__", context.clone());
        }
    }

    /// The exception that an `except` or `finally` deals with: `sys.exc_info()`.
    pub fn current_exception(&self) -> Option<Value> {
        self.handled.iter().rev().map(|(value, _)| value.clone()).find(|value| !value.is_none())
    }

    /// How many exceptions the frame handles.
    pub(super) fn handled_by(&self, frame: &Frame) -> usize {
        self.handled.len().saturating_sub(frame.outer_handled)
    }

    /// Runs a file. With `contained`, a statement that can't be followed makes what it could have changed
    /// Unknown, where that can be told.
    pub(super) fn execute_module(
        &mut self,
        module: &Rc<Module>,
        source: Rc<Source>,
        contained: bool,
    ) -> Evaluated<()> {
        self.note_file(&source.path);
        let code = self.compiled(&source)?;
        module.set_attribute("__initializing__", Value::Bool(true));
        let mut frame = Frame::new(code, module.clone(), &[]);
        if contained {
            self.contained.push(module.clone());
        }
        let mut result = self.run(&mut frame, None);
        while let Err(raise) = &result
            && contained
            && self.leave_out(&mut frame, raise)
        {
            result = self.run(&mut frame, None);
        }
        if contained {
            self.contained.pop();
        }
        module.namespace.borrow_mut().shift_remove("__initializing__");
        match result {
            Ok(_) => Ok(()),
            // of an installed package, the module becomes Unknown
            Err(raise) if contained && !super::import::is_installed(&source.path) => Err(self.unseen(raise)),
            Err(raise) => Err(raise),
        }
    }

    fn compiled(&mut self, source: &Rc<Source>) -> Evaluated<Rc<Code>> {
        if let Some(code) = self.code_cache.find(source) {
            return Ok(code);
        }
        let syntax = source::parse(source).map_err(|error| self.syntax_error(source, error))?;
        let code = super::compiler::module(source, &syntax);
        self.code_cache.keep(source, &code);
        Ok(code)
    }

    /// Goes on behind the statement that raised, if it can be contained.
    pub(super) fn leave_out(&mut self, frame: &mut Frame, raise: &Raise) -> bool {
        let at = u32::try_from(frame.pc.saturating_sub(1)).unwrap_or(u32::MAX);
        let around = frame.code.statements.iter().find(|(start, end)| (*start..*end).contains(&at)).copied();
        let Some(statement) = around else { return false };
        frame.stack.clear();
        frame.blocks.clear();
        frame.managers.clear();
        let code = frame.code.clone();
        if !self.contain(&frame.module, &code, statement, frame.namespace.as_ref(), raise) {
            return false;
        }
        // what a class body says of a name's type holds all the same
        for instruction in code.instructions.iter().take(statement.1 as usize).skip(statement.0 as usize) {
            if let Instruction::Annotate(index) = instruction {
                self.annotate(frame, &code, *index as usize);
            }
        }
        frame.pc = statement.1 as usize;
        true
    }

    fn syntax_error(&mut self, source: &Source, error: source::SyntaxError) -> Box<Raise> {
        let mut raise = self.raise("SyntaxError", error.message);
        if let Raise::Exception { traceback, .. } = &mut *raise {
            traceback.push(source.place(error.offset));
        }
        raise
    }

    /// Calls a function of user code.
    ///
    /// # Errors
    /// TypeError for arguments that don't fit; what the body raises.
    pub(super) fn call_function(&mut self, function: &Rc<Function>, arguments: Arguments) -> Evaluated {
        let code = function.code.body();
        let kind = code.kind;
        let mut frame = Frame::new(code, function.module.clone(), &function.closure);
        self.bind_arguments(function, arguments, &mut frame)?;
        for (index, (_, parameter)) in frame.code.cells.iter().enumerate() {
            if let Some(parameter) = parameter {
                *frame.cells[index].borrow_mut() = frame.locals[*parameter].take();
            }
        }
        match kind {
            Kind::Generator | Kind::Coroutine | Kind::AsyncGenerator => {
                Ok(super::generator::make(frame, kind))
            }
            Kind::Function | Kind::Module | Kind::Class | Kind::Expression => {
                if function.code.source.is_own()
                    && matches!(&*function.module.name, "typing" | "typing_extensions")
                {
                    return self.run_pure(&mut frame);
                }
                match self.run(&mut frame, None)? {
                    Outcome::Return(value) | Outcome::Yield(value) => Ok(value),
                }
            }
        }
    }

    /// Runs a function that only computes: of what is not known, the result isn't known either.
    fn run_pure(&mut self, frame: &mut Frame) -> Evaluated {
        *self.needed.borrow_mut() = None;
        match self.run(frame, None) {
            Ok(Outcome::Return(value) | Outcome::Yield(value)) => Ok(value),
            Err(raise) => match (&*raise, self.needed.borrow_mut().take()) {
                (Raise::Refusal { .. }, Some(unknown)) => Ok(Value::Unknown(unknown)),
                _ => Err(raise),
            },
        }
    }

    fn bind_arguments(
        &mut self,
        function: &Function,
        arguments: Arguments,
        frame: &mut Frame,
    ) -> Evaluated<()> {
        let code = &function.code;
        let parameters = &code.parameters;
        let given = arguments.positional.len();
        let mut positional = arguments.positional.into_iter();
        for (slot, value) in frame.locals.iter_mut().take(parameters.positional).zip(&mut positional) {
            *slot = Some(value);
        }
        let named = parameters.named();
        if parameters.var_positional {
            frame.locals[named] = Some(Value::tuple(positional.collect()));
        } else if given > parameters.positional {
            return Err(self.too_many(function, given, frame));
        }
        let mut others = super::dict::Dict::default();
        for (name, value) in arguments.keywords {
            let slot = code.locals[parameters.positional_only..named]
                .iter()
                .position(|local| Rc::ptr_eq(local, &name) || **local == *name)
                .map(|slot| slot + parameters.positional_only);
            match slot {
                Some(slot) if frame.locals[slot].is_some() => {
                    let message = format!(
                        "{}() got multiple values for argument '{name}'",
                        function.qualified_name.borrow()
                    );
                    return Err(self.raise("TypeError", message));
                }
                Some(slot) => frame.locals[slot] = Some(value),
                None if parameters.var_keyword => {
                    others.insert(super::dict::Key::Str(name.clone()), Value::Str(name), value);
                }
                None => {
                    let positional_only =
                        code.locals[..parameters.positional_only].iter().any(|local| **local == *name);
                    let qualified = function.qualified_name.borrow().clone();
                    let message = if positional_only {
                        format!(
                            "{qualified}() got some positional-only arguments passed as keyword arguments: '{name}'"
                        )
                    } else {
                        format!("{qualified}() got an unexpected keyword argument '{name}'")
                    };
                    return Err(self.raise("TypeError", message));
                }
            }
        }
        if parameters.var_keyword {
            frame.locals[named + usize::from(parameters.var_positional)] = Some(Value::dict(others));
        }
        self.fill_defaults(function, frame)
    }

    fn fill_defaults(&mut self, function: &Function, frame: &mut Frame) -> Evaluated<()> {
        let code = &function.code;
        let parameters = &code.parameters;
        let mut missing: Vec<Rc<str>> = Vec::new();
        if frame.locals[..parameters.positional].iter().any(Option::is_none) {
            let defaults = function.defaults.borrow().clone();
            let first = parameters.positional.saturating_sub(defaults.len());
            for (slot, local) in frame.locals[..parameters.positional].iter_mut().enumerate() {
                if local.is_none() {
                    match slot.checked_sub(first).and_then(|index| defaults.get(index)) {
                        Some(default) => *local = Some(default.clone()),
                        None => missing.push(code.locals[slot].clone()),
                    }
                }
            }
        }
        let kind = if missing.is_empty() { "keyword-only" } else { "positional" };
        if missing.is_empty() && parameters.keyword_only > 0 {
            let defaults = function.keyword_defaults.borrow();
            for slot in parameters.positional..parameters.named() {
                if frame.locals[slot].is_none() {
                    let name = &code.locals[slot];
                    match defaults.iter().find(|(known, _)| known == name) {
                        Some((_, default)) => frame.locals[slot] = Some(default.clone()),
                        None => missing.push(name.clone()),
                    }
                }
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = missing.iter().map(|name| format!("'{name}'")).collect();
        let listed = match &*names {
            [only] => only.clone(),
            [first, second] => format!("{first} and {second}"),
            [all @ .., last] => format!("{}, and {last}", all.join(", ")),
            [] => String::new(),
        };
        let plural = if names.len() == 1 { "" } else { "s" };
        let message = format!(
            "{}() missing {} required {kind} argument{plural}: {listed}",
            function.qualified_name.borrow(),
            names.len()
        );
        Err(self.raise("TypeError", message))
    }

    fn too_many(&mut self, function: &Function, given: usize, frame: &Frame) -> Box<Raise> {
        let _ = frame;
        let takes = function.code.parameters.positional;
        let optional = function.defaults.borrow().len();
        let range =
            if optional > 0 { format!("from {} to {takes}", takes - optional) } else { takes.to_string() };
        let plural = if takes == 1 && optional == 0 { "" } else { "s" };
        let were = if given == 1 { "was" } else { "were" };
        let message = format!(
            "{}() takes {range} positional argument{plural} but {given} {were} given",
            function.qualified_name.borrow()
        );
        self.raise("TypeError", message)
    }

    pub(super) fn run_annotation(&mut self, annotation: &Annotation) -> Evaluated {
        let class = annotation.scope.class.borrow().upgrade();
        self.run_expression(&annotation.code, &annotation.scope.module, class, &annotation.closure)
    }

    pub(super) fn run_expression(
        &mut self,
        code: &Rc<Code>,
        module: &Rc<Module>,
        class: Option<Rc<super::value::Class>>,
        closure: &[Cell],
    ) -> Evaluated {
        let mut frame = Frame::new(code.body(), module.clone(), closure);
        frame.class = class;
        match self.run(&mut frame, None)? {
            Outcome::Return(value) | Outcome::Yield(value) => Ok(value),
        }
    }

    /// Evaluates a text as an expression where the annotation stands: a forward reference.
    ///
    /// # Errors
    /// What the expression raises; SyntaxError.
    pub fn evaluate_string(&mut self, text: &str, scope: &Annotation) -> Evaluated {
        let place = scope.code.source.place(scope.code.range.start().to_u32());
        let source = Source::of_string(text.trim().to_owned(), Some(place));
        let syntax = source::parse_expression(&source).map_err(|error| self.syntax_error(&source, error))?;
        let code = super::compiler::expression(&source, &syntax);
        let class = scope.scope.class.borrow().upgrade();
        let names: Vec<(Rc<str>, Cell)> =
            scope.code.free.iter().cloned().zip(scope.closure.iter().cloned()).collect();
        if names.is_empty() {
            return self.run_expression(&code, &scope.scope.module, class, &[]);
        }
        // names of enclosing functions are looked up by text: as a namespace before the globals
        let mut namespace = Namespace::default();
        for (name, cell) in names {
            if let Some(value) = cell.borrow().clone() {
                namespace.insert(name, value);
            }
        }
        let mut frame = Frame::new(code, scope.scope.module.clone(), &[]);
        frame.class = class;
        frame.namespace = Some(Rc::new(RefCell::new(namespace)));
        match self.run(&mut frame, None)? {
            Outcome::Return(value) | Outcome::Yield(value) => Ok(value),
        }
    }

    /// `eval(text)` in a module.
    ///
    /// # Errors
    /// What the expression raises; SyntaxError.
    pub fn evaluate_in_module(&mut self, text: &str, module: &Rc<Module>) -> Evaluated {
        let source = Source::of_string(text.trim().to_owned(), self.place());
        let syntax = source::parse_expression(&source).map_err(|error| self.syntax_error(&source, error))?;
        let code = super::compiler::expression(&source, &syntax);
        self.run_expression(&code, module, None, &[])
    }

    /// A class that other code makes in the name of user code keeps its annotations evaluable.
    pub(super) fn annotation_scope(frame: &mut Frame) -> Rc<AnnotationScope> {
        let module = frame.module.clone();
        frame
            .annotation_scope
            .get_or_insert_with(|| Rc::new(AnnotationScope { module, class: RefCell::new(Weak::new()) }))
            .clone()
    }

    /// Asked now and then by long-running natives: whether the run was interrupted.
    ///
    /// # Errors
    /// [`Raise::Fatal`] when it was, or when the limit of steps is reached.
    pub fn breathe(&mut self) -> Evaluated<()> {
        if crate::interrupt::requested() {
            return Err(Raise::fatal(Error::interrupted()));
        }
        self.steps += 1;
        if self.steps > self.options.limits.steps {
            return Err(self.stopped(format!(
                "stopped after {} steps of evaluation: does this loop end?",
                self.options.limits.steps
            )));
        }
        self.breaths = self.breaths.wrapping_add(1);
        if self.breaths & 0x3f == 0 {
            self.check_memory()?;
        }
        Ok(())
    }

    /// Ends the run when the process has grown beyond its budget.
    pub(super) fn check_memory(&self) -> Evaluated<()> {
        let (Some(start), Some(now)) = (self.memory_at_start, super::limits::resident_memory()) else {
            return Ok(());
        };
        let limit = self.options.limits.memory;
        if now.saturating_sub(start) > limit {
            return Err(
                self.stopped(format!("stopped when evaluation had taken {} MB of memory", limit >> 20))
            );
        }
        Ok(())
    }

    fn stopped(&self, message: String) -> Box<Raise> {
        let error = Error::new(message);
        Raise::fatal(match self.place() {
            Some(place) => error.at(place),
            None => error,
        })
    }
}
