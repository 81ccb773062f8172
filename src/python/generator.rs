//! Generators and coroutines: frames put aside between two values.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use super::call::{Arguments, Bound};
use super::code::{Instruction, Kind};
use super::interpreter::Interpreter;
use super::iterator::Iteration;
use super::library::ClassBuilder;
use super::machine::{Frame, Outcome};
use super::raise::{Evaluated, Raise};
use super::types::Types;
use super::value::Value;

/// A generator, a coroutine or an async generator.
pub struct Generator {
    /// None once it has ended.
    frame: Option<Box<Frame>>,
    started: bool,
    kind: Kind,
    /// What `return` gave.
    pub returned: Value,
}

/// An awaitable that is there already, for natives that stand for async functions.
pub struct Ready(pub Option<Value>);

pub(super) fn make(frame: Frame, kind: Kind) -> Value {
    let generator = Generator { frame: Some(Box::new(frame)), started: false, kind, returned: Value::None };
    Value::Iterator(Rc::new(RefCell::new(generator)))
}

impl Generator {
    /// Goes on with a value, or with an exception; `None` when it has ended.
    fn resume(
        &mut self,
        interpreter: &mut Interpreter,
        sent: Value,
        raised: Option<Box<Raise>>,
    ) -> Evaluated<Option<Value>> {
        let Some(mut frame) = self.frame.take() else {
            return match raised {
                Some(raise) => Err(raise),
                None => Ok(None),
            };
        };
        let mut injected = raised;
        if self.started {
            if injected.is_some()
                && let Some(value) = delegate(interpreter, &mut frame, &mut injected)
            {
                self.frame = Some(frame);
                return Ok(Some(value));
            }
            if injected.is_none() {
                frame.push(sent);
            }
        } else {
            if let Some(raise) = injected {
                return Err(raise);
            }
            self.started = true;
        }
        match interpreter.run(&mut frame, injected) {
            Ok(Outcome::Yield(value)) => {
                self.frame = Some(frame);
                Ok(Some(value))
            }
            Ok(Outcome::Return(value)) => {
                self.returned = value;
                Ok(None)
            }
            Err(raise)
                if self.kind != Kind::Coroutine && interpreter.is_exception(&raise, "StopIteration") =>
            {
                let _ = raise;
                Err(interpreter.raise("RuntimeError", "generator raised StopIteration"))
            }
            Err(raise) => Err(raise),
        }
    }
}

/// An exception thrown in while `yield from` waits goes to the inner generator first.
fn delegate(
    interpreter: &mut Interpreter,
    frame: &mut Frame,
    injected: &mut Option<Box<Raise>>,
) -> Option<Value> {
    let waiting = matches!(frame.code.instructions.get(frame.pc), Some(Instruction::YieldFrom));
    let Some(Value::Iterator(inner)) = frame.stack.last().cloned().filter(|_| waiting) else { return None };
    let result = {
        let Ok(mut inner) = inner.try_borrow_mut() else { return None };
        let generator = inner.as_any().and_then(|any| any.downcast_mut::<Generator>())?;
        let raise = injected.take()?;
        generator.resume(interpreter, Value::None, Some(raise))
    };
    match result {
        Ok(Some(value)) => Some(value),
        // the machine asks it once more, and finds that it has ended
        Ok(None) => None,
        Err(raise) => {
            frame.pop();
            *injected = Some(raise);
            None
        }
    }
}

impl Iteration for Generator {
    fn next(&mut self, interpreter: &mut Interpreter) -> Evaluated<Option<Value>> {
        self.resume(interpreter, Value::None, None)
    }

    fn type_name(&self) -> &'static str {
        match self.kind {
            Kind::Coroutine => "coroutine",
            Kind::AsyncGenerator => "async_generator",
            _ => "generator",
        }
    }

    fn as_any(&mut self) -> Option<&mut dyn Any> {
        Some(self)
    }
}

impl Iteration for Ready {
    fn next(&mut self, _: &mut Interpreter) -> Evaluated<Option<Value>> {
        Ok(None)
    }

    fn type_name(&self) -> &'static str {
        "coroutine"
    }

    fn as_any(&mut self) -> Option<&mut dyn Any> {
        Some(self)
    }
}

impl Interpreter {
    /// What an `async def` of a native library gives: awaiting it yields the value.
    pub fn awaitable(value: Value) -> Value {
        Value::Iterator(Rc::new(RefCell::new(Ready(Some(value)))))
    }

    /// `generator.send(value)`: the next value, `None` at the end.
    ///
    /// # Errors
    /// What its code raises; TypeError when it is no generator.
    pub fn send(&mut self, generator: &Value, value: Value) -> Evaluated<Option<Value>> {
        self.with_generator(generator, |interpreter, generator| generator.resume(interpreter, value, None))
    }

    /// `generator.throw(exception)`: the next value, `None` at the end.
    ///
    /// # Errors
    /// What its code raises, the exception itself if it doesn't catch it.
    pub fn throw(&mut self, generator: &Value, raise: Box<Raise>) -> Evaluated<Option<Value>> {
        self.with_generator(generator, |interpreter, generator| {
            generator.resume(interpreter, Value::None, Some(raise))
        })
    }

    fn with_generator<R>(
        &mut self,
        generator: &Value,
        work: impl FnOnce(&mut Interpreter, &mut Generator) -> Evaluated<R>,
    ) -> Evaluated<R> {
        if let Value::Iterator(iterator) = generator {
            let Ok(mut iterator) = iterator.try_borrow_mut() else {
                return Err(self.raise("ValueError", "generator already executing"));
            };
            if let Some(generator) = iterator.as_any().and_then(|any| any.downcast_mut::<Generator>()) {
                return work(self, generator);
            }
        }
        let name = self.type_name(generator);
        Err(self.raise("TypeError", format!("a generator is needed, not '{name}'")))
    }

    /// What a generator returned at its end.
    pub fn returned(&mut self, generator: &Value) -> Value {
        self.with_generator(generator, |_, generator| Ok(generator.returned.clone())).unwrap_or(Value::None)
    }

    /// `await value`: runs a coroutine to its end.
    ///
    /// # Errors
    /// What it raises; TypeError for what can't be awaited.
    pub fn wait(&mut self, value: &Value) -> Evaluated {
        match value {
            Value::Unknown(_) => return Ok(value.clone()),
            Value::Iterator(iterator) => {
                {
                    let Ok(mut iterator) = iterator.try_borrow_mut() else {
                        return Err(self.raise("RuntimeError", "coroutine is being awaited already"));
                    };
                    if let Some(any) = iterator.as_any()
                        && let Some(ready) = any.downcast_mut::<Ready>()
                    {
                        return match ready.0.take() {
                            Some(value) => Ok(value),
                            None => Err(self.raise("RuntimeError", "cannot reuse already awaited coroutine")),
                        };
                    }
                }
                let ended = self.with_generator(value, |_, generator| Ok(generator.frame.is_none()))?;
                if ended {
                    return Err(self.raise("RuntimeError", "cannot reuse already awaited coroutine"));
                }
                // nobody else runs meanwhile: whatever it waits for is there
                while self.next(value)?.is_some() {
                    self.breathe()?;
                }
                return Ok(self.returned(value));
            }
            _ => {}
        }
        if self.special(value, "__await__").is_some() {
            let iterator = self.call_special(value, "__await__", Vec::new())?;
            let iterator = self.iterator(&iterator)?;
            if let Value::Iterator(inner) = &iterator {
                let ready = inner
                    .try_borrow_mut()
                    .ok()
                    .and_then(|mut inner| inner.as_any()?.downcast_mut::<Ready>()?.0.take());
                if let Some(value) = ready {
                    return Ok(value);
                }
            }
            while self.next(&iterator)?.is_some() {
                self.breathe()?;
            }
            return Ok(self.returned(&iterator));
        }
        if let Some(unknown) = self.class_of(value).unknown_base() {
            return Ok(Value::Unknown(unknown));
        }
        let name = self.type_name(value);
        Err(self.raise("TypeError", format!("object {name} can't be used in 'await' expression")))
    }

    /// The StopIteration of an iterator that has ended, with what a generator returned.
    pub fn stop_iteration(&mut self, iterator: &Value) -> Box<Raise> {
        let value = self.returned(iterator);
        let arguments = if value.is_none() { Vec::new() } else { vec![value] };
        self.raise_with("StopIteration", arguments)
    }
}

fn next(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let receiver = bound.receiver();
    match interpreter.next(&receiver)? {
        Some(value) => Ok(value),
        None => Err(interpreter.stop_iteration(&receiver)),
    }
}

fn itself(_: &mut Interpreter, bound: Bound) -> Evaluated {
    Ok(bound.receiver())
}

fn send(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let receiver = bound.receiver();
    match interpreter.send(&receiver, bound.value("value"))? {
        Some(value) => Ok(value),
        None => Err(interpreter.stop_iteration(&receiver)),
    }
}

/// The exception that `throw` was given: an instance, or a class to make one of.
fn thrown(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated<Box<Raise>> {
    let value = match (bound.value("type"), bound.value("value")) {
        (_, instance @ Value::Instance(_)) => instance,
        (class @ Value::Class(_), Value::None) => interpreter.call(&class, Arguments::none())?,
        (class @ Value::Class(_), argument) => {
            interpreter.call(&class, Arguments::positional(vec![argument]))?
        }
        (instance, _) => instance,
    };
    Ok(Box::new(Raise::Exception { value, traceback: Vec::new() }))
}

fn throw(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let raise = thrown(interpreter, &bound)?;
    let receiver = bound.receiver();
    match interpreter.throw(&receiver, raise)? {
        Some(value) => Ok(value),
        None => Err(interpreter.stop_iteration(&receiver)),
    }
}

fn close(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let receiver = bound.receiver();
    let fresh = interpreter.with_generator(&receiver, |_, generator| {
        if !generator.started {
            generator.frame = None;
        }
        Ok(generator.frame.is_none())
    })?;
    if fresh {
        return Ok(Value::None);
    }
    let exit = interpreter.raise_with("GeneratorExit", Vec::new());
    match interpreter.throw(&receiver, exit) {
        Ok(None) => Ok(Value::None),
        Ok(Some(_)) => Err(interpreter.raise("RuntimeError", "generator ignored GeneratorExit")),
        Err(raise) if interpreter.is_exception(&raise, "GeneratorExit") => Ok(Value::None),
        Err(raise) => Err(raise),
    }
}

pub(super) fn install(types: &Types) {
    for class in [&types.iterator, &types.generator] {
        ClassBuilder::extending(class)
            .method("__iter__", "self", itself)
            .method("__next__", "self", next)
            .build();
    }
    for class in [&types.generator, &types.coroutine] {
        ClassBuilder::extending(class)
            .method("send", "self, value", send)
            .method("throw", "self, type, value=None, tb=None", throw)
            .method("close", "self", close)
            .build();
    }
    ClassBuilder::extending(&types.coroutine).method("__await__", "self", itself).build();
    ClassBuilder::extending(&types.async_generator)
        .method("__aiter__", "self", itself)
        .method("__anext__", "self", |interpreter, bound| match interpreter.next(&bound.receiver())? {
            Some(value) => Ok(Interpreter::awaitable(value)),
            None => Err(interpreter.raise_with("StopAsyncIteration", Vec::new())),
        })
        .method("asend", "self, value", |interpreter, bound| {
            match interpreter.send(&bound.receiver(), bound.value("value"))? {
                Some(value) => Ok(Interpreter::awaitable(value)),
                None => Err(interpreter.raise_with("StopAsyncIteration", Vec::new())),
            }
        })
        .method("athrow", "self, type, value=None, tb=None", |interpreter, bound| {
            let raise = thrown(interpreter, &bound)?;
            match interpreter.throw(&bound.receiver(), raise)? {
                Some(value) => Ok(Interpreter::awaitable(value)),
                None => Err(interpreter.raise_with("StopAsyncIteration", Vec::new())),
            }
        })
        .method("aclose", "self", |interpreter, bound| {
            let value = close(interpreter, bound)?;
            Ok(Interpreter::awaitable(value))
        })
        .build();
}
