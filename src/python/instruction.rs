//! What each instruction does.

use std::cell::RefCell;
use std::rc::Rc;

use ruff_python_ast::{CmpOp, Operator};

use super::annotation::Annotation;
use super::call::Arguments;
use super::code::{AnnotationCode, Code, Condition, Conversion, Instruction, Kind};
use super::dict::{Dict, Set};
use super::function::Function;
use super::interpreter::{ClassBody, Interpreter};
use super::machine::{Flow, Frame};
use super::raise::{Evaluated, Raise};
use super::scope::Cell;
use super::value::{Namespace, Value};

impl Interpreter {
    #[expect(clippy::too_many_lines, reason = "one arm for each instruction")]
    pub(super) fn step(
        &mut self,
        frame: &mut Frame,
        code: &Rc<Code>,
        instruction: Instruction,
    ) -> Evaluated<Flow> {
        use Instruction as I;
        match instruction {
            I::Constant(index) => frame.push(code.constants[index as usize].clone()),
            I::LoadFast(slot) => match &frame.locals[slot as usize] {
                Some(value) => {
                    let value = self.as_left(value.clone());
                    frame.push(value);
                }
                None => return Err(self.unbound_local(&code.locals[slot as usize])),
            },
            I::StoreFast(slot) => frame.locals[slot as usize] = Some(frame.pop()),
            I::DeleteFast(slot) => {
                if frame.locals[slot as usize].take().is_none() {
                    return Err(self.unbound_local(&code.locals[slot as usize]));
                }
            }
            I::LoadCell(cell) => {
                let value = frame.cells[cell as usize].borrow().clone();
                match value {
                    Some(value) => frame.push(self.as_left(value)),
                    None => return Err(self.unbound_cell(code, cell as usize)),
                }
            }
            I::StoreCell(cell) => {
                let value = frame.pop();
                *frame.cells[cell as usize].borrow_mut() = Some(value);
            }
            I::DeleteCell(cell) => {
                let removed = frame.cells[cell as usize].borrow_mut().take();
                if removed.is_none() {
                    return Err(self.unbound_cell(code, cell as usize));
                }
            }
            I::LoadClassCell(cell) => {
                let name = cell_name(code, cell as usize);
                let value = match in_namespaces(frame, &name) {
                    Some(value) => Some(value),
                    None => frame.cells[cell as usize].borrow().clone(),
                };
                match value {
                    Some(value) => frame.push(self.as_left(value)),
                    None => {
                        let value = self.global(frame, &name)?;
                        frame.push(self.as_left(value));
                    }
                }
            }
            I::LoadGlobal(name) => {
                let value = self.global(frame, &code.names[name as usize])?;
                frame.push(self.as_left(value));
            }
            I::StoreGlobal(name) => {
                let value = frame.pop();
                frame.module.namespace.borrow_mut().insert(code.names[name as usize].clone(), value);
            }
            I::DeleteGlobal(name) => {
                let name = &code.names[name as usize];
                let removed = frame.module.namespace.borrow_mut().shift_remove(name);
                if removed.is_none() {
                    return Err(self.not_defined(name));
                }
            }
            I::LoadName(name) => {
                let name = &code.names[name as usize];
                let value = match in_namespaces(frame, name) {
                    Some(value) => value,
                    None => self.global(frame, name)?,
                };
                frame.push(self.as_left(value));
            }
            I::StoreName(name) => {
                let value = frame.pop();
                let name = code.names[name as usize].clone();
                match &frame.namespace {
                    Some(namespace) => namespace.borrow_mut().insert(name, value),
                    None => frame.module.namespace.borrow_mut().insert(name, value),
                };
            }
            I::DeleteName(name) => {
                let name = &code.names[name as usize];
                let removed = match &frame.namespace {
                    Some(namespace) => namespace.borrow_mut().shift_remove(name),
                    None => frame.module.namespace.borrow_mut().shift_remove(name),
                };
                if removed.is_none() {
                    return Err(self.not_defined(name));
                }
            }
            I::LoadAttribute(name) => {
                let object = frame.pop();
                let value = self.get_attribute(&object, &code.names[name as usize])?;
                frame.push(self.as_left(value));
            }
            I::StoreAttribute(name) => {
                let object = frame.pop();
                let value = frame.pop();
                self.set_attribute(&object, &code.names[name as usize], value)?;
            }
            I::DeleteAttribute(name) => {
                let object = frame.pop();
                self.delete_attribute(&object, &code.names[name as usize])?;
            }
            I::LoadItem => {
                let index = frame.pop();
                let object = frame.pop();
                let value = self.item(&object, &index)?;
                frame.push(self.as_left(value));
            }
            I::StoreItem => {
                let index = frame.pop();
                let object = frame.pop();
                let value = frame.pop();
                self.set_item(&object, &index, value)?;
            }
            I::DeleteItem => {
                let index = frame.pop();
                let object = frame.pop();
                self.delete_item(&object, &index)?;
            }
            I::BuildTuple(count) => {
                let items = frame.take(count as usize);
                frame.push(Value::tuple(items));
            }
            I::BuildList(count) => {
                let items = frame.take(count as usize);
                frame.push(Value::list(items));
            }
            I::BuildSet(_) => frame.push(Value::set(Set::default())),
            I::BuildDict(_) => frame.push(Value::dict(Dict::default())),
            I::BuildSlice => {
                let [step, stop, start] = [frame.pop(), frame.pop(), frame.pop()];
                frame.push(Value::Slice(Rc::new([start, stop, step])));
            }
            I::BuildString(count) => self.build_string(frame, count as usize)?,
            I::ListAppend(below) => {
                let value = frame.pop();
                if let Some(Value::List(items)) = peek(frame, below) {
                    let length = {
                        let mut items = items.borrow_mut();
                        items.push(value);
                        items.len()
                    };
                    self.check_items(length)?;
                }
            }
            I::ListExtend(below) => {
                let value = frame.pop();
                if value.is_unknown() {
                    poison(frame, below, value);
                    return Ok(Flow::Next);
                }
                let more = self.spread(&value, "after *")?;
                if let Some(Value::List(items)) = peek(frame, below) {
                    items.borrow_mut().extend(more);
                }
            }
            I::ListToTuple => {
                let list = frame.pop();
                if list.is_unknown() {
                    frame.push(list);
                    return Ok(Flow::Next);
                }
                let items = self.iterate(&list)?;
                frame.push(Value::tuple(items));
            }
            I::SetAdd(below) => {
                let value = frame.pop();
                if value.is_unknown() {
                    poison(frame, below, value);
                    return Ok(Flow::Next);
                }
                let key = self.key(&value)?;
                if let Some(Value::Set(set)) = peek(frame, below) {
                    set.borrow_mut().entries.entry(key).or_insert(value);
                }
            }
            I::SetUpdate(below) => {
                let value = frame.pop();
                if value.is_unknown() {
                    poison(frame, below, value);
                    return Ok(Flow::Next);
                }
                for item in self.spread(&value, "after *")? {
                    let key = self.key(&item)?;
                    if let Some(Value::Set(set)) = peek(frame, below) {
                        set.borrow_mut().entries.entry(key).or_insert(item);
                    }
                }
            }
            I::DictInsert(below) => {
                let value = frame.pop();
                let spelled = frame.pop();
                if spelled.is_unknown() {
                    poison(frame, below, spelled);
                    return Ok(Flow::Next);
                }
                let key = self.key(&spelled)?;
                if let Some(Value::Dict(dict)) = peek(frame, below) {
                    dict.borrow_mut().insert(key, spelled, value);
                }
            }
            I::DictUpdate(below) => {
                let other = frame.pop();
                if other.is_unknown() {
                    poison(frame, below, other);
                    return Ok(Flow::Next);
                }
                let mut additions = Dict::default();
                self.merge(&mut additions, &other)?;
                if let Some(Value::Dict(dict)) = peek(frame, below) {
                    let mut dict = dict.borrow_mut();
                    for (key, (spelled, value)) in additions.entries {
                        dict.insert(key, spelled, value);
                    }
                }
            }
            I::KeywordInsert(below) => {
                let value = frame.pop();
                let name = frame.pop();
                let mut additions = Dict::default();
                additions.insert(self.key(&name)?, name, value);
                self.add_keywords(frame, below, additions)?;
            }
            I::DictMerge(below) => self.merge_keywords(frame, below)?,
            I::Format(conversion, with_spec) => self.format_part(frame, conversion, with_spec)?,
            I::Unary(operator) => {
                let operand = frame.pop();
                let value = self.unary(operator, &operand)?;
                frame.push(value);
            }
            I::Binary(operator) => {
                let right = frame.pop();
                let left = frame.pop();
                let value = self.binary(operator, &left, &right)?;
                frame.push(value);
            }
            I::InPlace(operator) => {
                let right = frame.pop();
                let left = frame.pop();
                let value = self.in_place(operator, &left, &right)?;
                frame.push(value);
            }
            I::Compare(operator) => {
                let right = frame.pop();
                let left = frame.pop();
                let value = self.compare(operator, &left, &right)?;
                frame.push(value);
            }
            I::Pop => {
                frame.pop();
            }
            I::Duplicate => {
                if let Some(value) = frame.stack.last().cloned() {
                    frame.push(value);
                }
            }
            I::DuplicateTwo => {
                let at = frame.stack.len().saturating_sub(2);
                let pair = frame.stack[at..].to_vec();
                frame.stack.extend(pair);
            }
            I::Sink(depth) => {
                let value = frame.pop();
                let at = frame.stack.len().saturating_sub(depth as usize);
                frame.stack.insert(at, value);
            }
            I::Jump(target) => frame.pc = target as usize,
            I::JumpIfFalse(target, condition) => {
                let value = frame.pop();
                if !self.decide(&value, condition)? {
                    frame.pc = target as usize;
                }
            }
            I::JumpIfTrue(target, condition) => {
                let value = frame.pop();
                if self.decide(&value, condition)? {
                    frame.pc = target as usize;
                }
            }
            I::JumpIfFalseKeep(target, condition) => {
                let value = frame.stack.last().cloned().unwrap_or(Value::None);
                if self.decide(&value, condition)? {
                    frame.pop();
                } else {
                    frame.pc = target as usize;
                }
            }
            I::JumpIfTrueKeep(target, condition) => {
                let value = frame.stack.last().cloned().unwrap_or(Value::None);
                if self.decide(&value, condition)? {
                    frame.pc = target as usize;
                } else {
                    frame.pop();
                }
            }
            I::JumpIfNone(target) => {
                if frame.pop().is_none() {
                    frame.pc = target as usize;
                }
            }
            I::JumpIfUnknownKeep(target) => {
                if frame.stack.last().is_some_and(Value::is_unknown) {
                    frame.pc = target as usize;
                }
            }
            I::Iterate => {
                let value = frame.pop();
                let iterator = self.iterator(&value)?;
                frame.push(iterator);
            }
            I::Next(target) => {
                let iterator = frame.stack.last().cloned().unwrap_or(Value::None);
                match self.next(&iterator)? {
                    Some(value) => frame.push(value),
                    None => {
                        frame.pop();
                        frame.pc = target as usize;
                    }
                }
            }
            I::AsyncIterate => {
                let value = frame.pop();
                let iterator = self.async_iterator(&value)?;
                frame.push(iterator);
            }
            I::AsyncNext(target) => {
                let iterator = frame.stack.last().cloned().unwrap_or(Value::None);
                match self.async_next(&iterator)? {
                    Some(value) => frame.push(value),
                    None => {
                        frame.pop();
                        frame.pc = target as usize;
                    }
                }
            }
            I::Unpack(count) => self.unpack(frame, count as usize)?,
            I::UnpackStarred(before, after) => self.unpack_starred(frame, before as usize, after as usize)?,
            I::Call(count) => {
                let positional = frame.take(count as usize);
                let function = frame.pop();
                // `importlib.import_module` is of ours: who called it counts
                if frame.module.file.is_some() {
                    self.guarded = !frame.blocks.is_empty();
                }
                let value = self.call(&function, Arguments::positional(positional))?;
                frame.push(self.as_left(value));
            }
            I::CallKeywords(positional, table) => {
                let names = &code.keyword_names[table as usize];
                let values = frame.take(names.len());
                let positional = frame.take(positional as usize);
                let function = frame.pop();
                let keywords: Vec<(Rc<str>, Value)> = names.iter().cloned().zip(values).collect();
                self.check_repeated(&function, &keywords)?;
                let value = self.call(&function, Arguments { positional, keywords })?;
                frame.push(self.as_left(value));
            }
            I::CallSpread(with_keywords) => self.call_spread(frame, with_keywords)?,
            I::Return => return Ok(Flow::Return(frame.pop())),
            I::Yield => return Ok(Flow::Yield(frame.pop())),
            I::YieldFrom => return self.yield_from(frame),
            I::Await => {
                let value = frame.pop();
                let value = self.wait(&value)?;
                frame.push(value);
            }
            I::MakeFunction(index, keywords, defaults) => {
                self.make_function(frame, code, index as usize, keywords as usize, defaults);
            }
            I::MakeClass(index) => {
                let class = self.run_class(frame, &code.codes[index as usize])?;
                frame.push(class);
            }
            I::Annotate(index) => self.annotate(frame, code, index as usize),
            I::Protect(handler) => {
                let handled = self.handled_by(frame);
                frame.protect(handler, handled);
            }
            I::Unprotect => {
                frame.blocks.pop();
            }
            I::EndHandler => {
                self.handled.pop();
            }
            I::MatchException(target) => {
                let class = frame.pop();
                let exception = self.handled.last().map_or(Value::None, |(value, _)| value.clone());
                if !self.catches(&class, &exception)? {
                    frame.pc = target as usize;
                }
            }
            I::MatchGroup(target) => {
                let class = frame.pop();
                if !self.match_group(&class)? {
                    frame.pc = target as usize;
                }
            }
            I::EndGroup => {
                let rest = self.handled.last().map(|(value, _)| value.clone());
                if rest.is_none_or(|rest| rest.is_none()) {
                    self.handled.pop();
                } else {
                    return Err(self.reraise(frame));
                }
            }
            I::LoadException => {
                let exception = self.handled.last().map_or(Value::None, |(value, _)| value.clone());
                frame.push(exception);
            }
            I::Reraise => return Err(self.reraise(frame)),
            I::Raise(operands) => return Err(self.raise_statement(frame, operands)?),
            I::Enter(handler, is_async) => self.enter(frame, handler, is_async)?,
            I::Exit(is_async) => {
                let manager = frame.managers.pop().unwrap_or(Value::None);
                self.leave_manager(&manager, is_async, None)?;
            }
            I::ExitRaised(is_async) => self.exit_raised(frame, is_async)?,
            I::AssertionFailed(with_message) => {
                let arguments = if with_message { vec![frame.pop()] } else { Vec::new() };
                return Err(self.raise_with("AssertionError", arguments));
            }
            I::Import(name, level, last) => {
                self.guarded = !frame.blocks.is_empty();
                let module = self.import_statement(&code.names[name as usize], level, last)?;
                frame.push(module);
            }
            I::ImportFrom(name) => {
                let module = frame.stack.last().cloned().unwrap_or(Value::None);
                let value = self.import_from(&module, &code.names[name as usize])?;
                frame.push(self.as_left(value));
            }
            I::ImportStar => {
                let module = frame.pop();
                match &frame.namespace {
                    None => self.import_star(&module, &frame.module.clone())?,
                    Some(_) => return Err(self.refuse("`import *` inside a class")),
                }
            }
            I::MatchSequence(before, after, starred) => {
                let subject = frame.pop();
                let parts = self.match_sequence(&subject, before as usize, after as usize, starred)?;
                frame.push(parts);
            }
            I::MatchKeys => {
                let keys = frame.pop();
                let subject = frame.pop();
                let parts = self.match_keys(&subject, &keys)?;
                frame.push(parts);
            }
            I::MatchRest => {
                let keys = frame.pop();
                let subject = frame.pop();
                let mut rest = Dict::default();
                self.update_dict(&mut rest, &subject)?;
                for key in self.iterate(&keys)? {
                    let key = self.key(&key)?;
                    rest.entries.shift_remove(&key);
                }
                frame.push(Value::dict(rest));
            }
            I::MatchClass(positional, table) => {
                let class = frame.pop();
                let subject = frame.pop();
                let names = code.keyword_names[table as usize].clone();
                let parts = self.match_class(&subject, &class, positional as usize, &names)?;
                frame.push(parts);
            }
            I::TypeParameter(name, class) => {
                let typing = self.import_value("typing")?;
                let class = self.get_attribute(&typing, &code.names[class as usize])?;
                let name = Value::Str(code.names[name as usize].clone());
                let parameter = self.call(&class, Arguments::positional(vec![name]))?;
                frame.push(parameter);
            }
            I::TypeAlias(name, index) => {
                let value =
                    self.type_alias(frame, &code.names[name as usize], &code.codes[index as usize])?;
                frame.push(value);
            }
            I::Locals => {
                let value = self.locals(frame, code);
                frame.push(value);
            }
            I::Refuse(index) => {
                let reason = code.constants[index as usize].as_str().unwrap_or_default().to_owned();
                return Err(self.refuse(format!("{reason} can't be evaluated")));
            }
        }
        Ok(Flow::Next)
    }

    /// `locals()`: of a module or class body its namespace.
    fn locals(&mut self, frame: &Frame, code: &Code) -> Value {
        let mut dict = Dict::default();
        match &frame.namespace {
            Some(namespace) => return super::namespace::of_body(&self.types, namespace),
            None if code.kind == Kind::Module => {
                return super::namespace::of_module(&self.types, &frame.module);
            }
            None => {
                for (name, value) in code.locals.iter().zip(&frame.locals) {
                    if let (Some(value), false) = (value, name.starts_with('.')) {
                        dict.insert_str(name, value.clone());
                    }
                }
                for (index, cell) in frame.cells.iter().enumerate() {
                    if let Some(value) = cell.borrow().clone() {
                        dict.insert_str(&cell_name(code, index), value);
                    }
                }
            }
        }
        Value::dict(dict)
    }

    fn unbound_local(&mut self, name: &str) -> Box<Raise> {
        let message =
            format!("cannot access local variable '{name}' where it is not associated with a value");
        self.raise("UnboundLocalError", message)
    }

    fn unbound_cell(&mut self, code: &Code, cell: usize) -> Box<Raise> {
        let name = cell_name(code, cell);
        if cell < code.cells.len() {
            return self.unbound_local(&name);
        }
        let message = format!(
            "cannot access free variable '{name}' where it is not associated with a value in enclosing scope"
        );
        self.raise("NameError", message)
    }

    fn not_defined(&mut self, name: &str) -> Box<Raise> {
        let raise = self.raise("NameError", format!("name '{name}' is not defined"));
        if let Raise::Exception { value: Value::Instance(instance), .. } = &*raise {
            instance.set_attribute("name", Value::str(name));
        }
        raise
    }

    fn global(&mut self, frame: &Frame, name: &str) -> Evaluated {
        if let Some(value) = frame.module.namespace.borrow().get(name) {
            return Ok(value.clone());
        }
        if let Some(value) = self.builtins.namespace.borrow().get(name) {
            return Ok(value.clone());
        }
        // `import *` of a module that could not be read may have brought it
        if let Some(unknown) = frame.module.namespace.borrow().get(super::import::INCOMPLETE) {
            return Ok(unknown.clone());
        }
        Err(self.not_defined(name))
    }

    fn decide(&mut self, value: &Value, condition: Condition) -> Evaluated<bool> {
        match value {
            Value::Bool(truth) => Ok(*truth),
            _ => self.truth_of(value, condition.describe()),
        }
    }

    fn spread(&mut self, value: &Value, what: &str) -> Evaluated<Vec<Value>> {
        if let Value::Unknown(unknown) = value {
            return Err(self.refuse_unknown(unknown, &format!("the iterable {what}")));
        }
        self.iterate(value)
    }

    fn build_string(&mut self, frame: &mut Frame, count: usize) -> Evaluated<()> {
        let parts = frame.take(count);
        if let Some(unknown) = parts.iter().find(|part| part.is_unknown()) {
            frame.push(unknown.clone());
            return Ok(());
        }
        let text: String = parts.iter().filter_map(Value::as_str).collect();
        self.check_items(text.len())?;
        frame.push(Value::Str(text.into()));
        Ok(())
    }

    /// A part of an f-string; an Unknown one makes the whole string Unknown.
    fn format_part(&mut self, frame: &mut Frame, conversion: Conversion, with_spec: bool) -> Evaluated<()> {
        let spec = if with_spec { frame.pop() } else { Value::str("") };
        let value = frame.pop();
        for part in [&value, &spec] {
            if part.is_unknown() {
                frame.push(part.clone());
                return Ok(());
            }
        }
        let value = match conversion {
            Conversion::None => value,
            Conversion::Str => Value::str(self.str(&value)?),
            Conversion::Repr => Value::str(self.repr(&value)?),
            Conversion::Ascii => Value::str(super::format::ascii(&self.repr(&value)?)),
        };
        let text = match (&value, spec.as_str()) {
            (Value::Str(_), None | Some("")) => value,
            (_, spec) => Value::str(self.format(&value, spec.unwrap_or(""))?),
        };
        frame.push(text);
        Ok(())
    }

    fn merge(&mut self, dict: &mut Dict, other: &Value) -> Evaluated<()> {
        match other {
            Value::Dict(_) | Value::Unknown(_) => self.update_dict(dict, other),
            _ => {
                if self.find_attribute(other, "keys")?.is_none() {
                    let name = self.type_name(other);
                    return Err(self.raise("TypeError", format!("'{name}' object is not a mapping")));
                }
                self.update_dict(dict, other)
            }
        }
    }

    fn merge_keywords(&mut self, frame: &mut Frame, below: u32) -> Evaluated<()> {
        let other = frame.pop();
        if let Value::Unknown(unknown) = &other {
            return Err(self.refuse_unknown(unknown, "the mapping after **"));
        }
        let mut additions = Dict::default();
        self.merge(&mut additions, &other)?;
        self.add_keywords(frame, below, additions)
    }

    fn add_keywords(&mut self, frame: &mut Frame, below: u32, additions: Dict) -> Evaluated<()> {
        let Some(Value::Dict(dict)) = peek(frame, below).cloned() else { return Ok(()) };
        for (key, (spelled, value)) in additions.entries {
            if spelled.to_text().is_none() {
                return Err(self.raise("TypeError", "keywords must be strings"));
            }
            if dict.borrow().entries.contains_key(&key) {
                let name = self.str(&spelled)?;
                let message = format!("got multiple values for keyword argument '{name}'");
                return Err(self.raise("TypeError", message));
            }
            dict.borrow_mut().insert(key, spelled, value);
        }
        Ok(())
    }

    fn check_repeated(&mut self, function: &Value, keywords: &[(Rc<str>, Value)]) -> Evaluated<()> {
        for (index, (name, _)) in keywords.iter().enumerate() {
            if keywords[..index].iter().any(|(other, _)| other == name) {
                let _ = function;
                return Err(self.raise("SyntaxError", format!("keyword argument repeated: {name}")));
            }
        }
        Ok(())
    }

    fn call_spread(&mut self, frame: &mut Frame, with_keywords: bool) -> Evaluated<()> {
        let keywords = if with_keywords { frame.pop() } else { Value::None };
        let positional = frame.pop();
        let function = frame.pop();
        let positional = self.spread(&positional, "after *")?;
        let keywords = match &keywords {
            Value::Dict(dict) => dict
                .borrow()
                .iter()
                .filter_map(|(name, value)| Some((name.to_text()?, value.clone())))
                .collect(),
            _ => Vec::new(),
        };
        let value = self.call(&function, Arguments { positional, keywords })?;
        frame.push(value);
        Ok(())
    }

    fn unpack(&mut self, frame: &mut Frame, count: usize) -> Evaluated<()> {
        let value = frame.pop();
        // the parts of what is not known are not known either
        if value.is_unknown() {
            frame.stack.extend(std::iter::repeat_n(value, count));
            return Ok(());
        }
        let items = match &value {
            Value::Tuple(items) if items.len() == count => {
                frame.stack.extend(items.iter().rev().cloned());
                return Ok(());
            }
            Value::Tuple(_) | Value::List(_) => self.iterate(&value)?,
            _ => self.unpack_iterator(&value, count)?,
        };
        if items.len() != count {
            let message = if items.len() > count {
                format!("too many values to unpack (expected {count})")
            } else {
                format!("not enough values to unpack (expected {count}, got {})", items.len())
            };
            return Err(self.raise("ValueError", message));
        }
        frame.stack.extend(items.into_iter().rev());
        Ok(())
    }

    /// Takes one more than wanted, to see whether there are too many: the iterator may have no end.
    fn unpack_iterator(&mut self, value: &Value, count: usize) -> Evaluated<Vec<Value>> {
        let iterator = match self.iterator(value) {
            Err(raise) if self.is_exception(&raise, "TypeError") => {
                let name = self.type_name(value);
                return Err(self.raise("TypeError", format!("cannot unpack non-iterable {name} object")));
            }
            result => result?,
        };
        let mut items = Vec::with_capacity(count);
        while items.len() <= count {
            match self.next(&iterator)? {
                Some(item) => items.push(item),
                None => break,
            }
        }
        Ok(items)
    }

    fn unpack_starred(&mut self, frame: &mut Frame, before: usize, after: usize) -> Evaluated<()> {
        let value = frame.pop();
        let mut items = self.spread(&value, "to unpack")?;
        if items.len() < before + after {
            let message = format!(
                "not enough values to unpack (expected at least {}, got {})",
                before + after,
                items.len()
            );
            return Err(self.raise("ValueError", message));
        }
        let tail = items.split_off(items.len() - after);
        let middle = items.split_off(before);
        frame.stack.extend(tail.into_iter().rev());
        frame.push(Value::list(middle));
        frame.stack.extend(items.into_iter().rev());
        Ok(())
    }

    fn yield_from(&mut self, frame: &mut Frame) -> Evaluated<Flow> {
        let sent = frame.pop();
        let iterator = frame.stack.last().cloned().unwrap_or(Value::None);
        let is_generator = matches!(&*self.type_name(&iterator), "generator" | "coroutine");
        let next = if sent.is_none() {
            self.next(&iterator)?
        } else if is_generator {
            self.send(&iterator, sent)?
        } else {
            match self.call_method(&iterator, "send", vec![sent]) {
                Ok(value) => Some(value),
                Err(raise) if self.is_exception(&raise, "StopIteration") => None,
                Err(raise) => return Err(raise),
            }
        };
        match next {
            Some(value) => {
                // comes back here with what is sent
                frame.pc -= 1;
                Ok(Flow::Yield(value))
            }
            None => {
                frame.pop();
                let returned = if is_generator { self.returned(&iterator) } else { Value::None };
                frame.push(returned);
                Ok(Flow::Next)
            }
        }
    }

    fn make_function(
        &mut self,
        frame: &mut Frame,
        code: &Rc<Code>,
        index: usize,
        keywords: usize,
        with_defaults: bool,
    ) {
        let body = code.codes[index].clone();
        let mut keyword_defaults = Vec::new();
        let mut values = frame.take(keywords * 2).into_iter();
        while let (Some(name), Some(value)) = (values.next(), values.next()) {
            if let Value::Str(name) = name {
                keyword_defaults.push((name, value));
            }
        }
        let defaults: Rc<[Value]> = match with_defaults.then(|| frame.pop()) {
            Some(Value::Tuple(items)) => items,
            _ => Rc::from(Vec::new()),
        };
        let annotations =
            body.annotations.iter().map(|annotation| Self::annotation_of(frame, annotation)).collect();
        let function = Function {
            name: RefCell::new(body.name.clone()),
            qualified_name: RefCell::new(body.qualified_name.clone()),
            module: frame.module.clone(),
            defaults: RefCell::new(defaults),
            keyword_defaults: RefCell::new(keyword_defaults),
            closure: captured(frame, &body),
            annotations,
            attributes: RefCell::new(Namespace::default()),
            code: body,
        };
        frame.push(Value::Function(Rc::new(function)));
    }

    /// `name: annotation` in a class or module body.
    pub(super) fn annotate(&mut self, frame: &mut Frame, code: &Code, index: usize) {
        let annotation = Self::annotation_of(frame, &code.annotations[index]);
        frame.annotations.push(annotation);
    }

    fn annotation_of(frame: &mut Frame, annotation: &AnnotationCode) -> Annotation {
        Annotation {
            name: annotation.name.clone(),
            code: annotation.code.clone(),
            closure: captured(frame, &annotation.code),
            scope: Self::annotation_scope(frame),
            has_value: annotation.has_value,
        }
    }

    /// The body of a `class` statement, then the class.
    fn run_class(&mut self, frame: &mut Frame, body: &Rc<Code>) -> Evaluated {
        let keywords = frame.pop();
        let bases = frame.pop();
        let bases = self.iterate(&bases)?;
        let keywords: Vec<(Rc<str>, Value)> = match &keywords {
            Value::Dict(dict) => dict
                .borrow()
                .iter()
                .filter_map(|(name, value)| Some((name.to_text()?, value.clone())))
                .collect(),
            _ => Vec::new(),
        };
        let closure = captured(frame, body);
        let mut inner = Frame::new(body.clone(), frame.module.clone(), &closure);
        let mut namespace = Namespace::default();
        let module = frame.module.attribute("__name__").unwrap_or(Value::None);
        namespace.insert("__module__".into(), module.clone());
        self.prepare(&bases, &keywords, &body.name, &mut namespace)?;
        let namespace = Rc::new(RefCell::new(namespace));
        inner.namespace = Some(namespace.clone());
        let leaves_out = frame.code.kind == Kind::Module && self.leaves_out(&frame.module);
        let mut result = self.run(&mut inner, None);
        while let Err(raise) = &result
            && leaves_out
            && self.leave_out(&mut inner, raise)
        {
            result = self.run(&mut inner, None);
        }
        result?;
        let class_cell = body.cells.iter().position(|(name, _)| &**name == "__class__");
        let class_body = ClassBody {
            name: body.name.clone(),
            qualified_name: body.qualified_name.clone(),
            module: module.to_text().unwrap_or_else(|| frame.module.name.clone()),
            annotations: std::mem::take(&mut inner.annotations),
            annotation_scope: inner.annotation_scope.clone(),
            defined_at: body.source.place(body.range.start().to_u32()),
            class_cell: class_cell.and_then(|index| inner.cells.get(index).cloned()),
            unknown_bases: Vec::new(),
        };
        let namespace = namespace.borrow().clone();
        if !leaves_out {
            return self.make_class(&body.name, bases, keywords, namespace, class_body);
        }
        match self.make_class(&body.name, bases.clone(), keywords, namespace.clone(), class_body) {
            Err(raise) => match self.class_left_out(&frame.module, &bases, &namespace, &raise) {
                Some(unknown) => Ok(unknown),
                None => Err(raise),
            },
            made => made,
        }
    }

    /// A metaclass's own `__prepare__` may put names into the body's namespace.
    fn prepare(
        &mut self,
        bases: &[Value],
        keywords: &[(Rc<str>, Value)],
        name: &Rc<str>,
        namespace: &mut Namespace,
    ) -> Evaluated<()> {
        let explicit = keywords.iter().find(|(key, _)| &**key == "metaclass").map(|(_, value)| value.clone());
        let metaclass = explicit.and_then(|value| value.as_class().cloned()).or_else(|| {
            bases.iter().find_map(|base| base.as_class().and_then(|class| class.metaclass.clone()))
        });
        let Some(metaclass) = metaclass else { return Ok(()) };
        let Some(found) = metaclass.lookup("__prepare__") else { return Ok(()) };
        if self.types.type_.namespace.borrow().get("__prepare__").is_some_and(|own| own.is(&found)) {
            return Ok(());
        }
        let bound = self.bind(&found, None, &metaclass)?;
        let keywords = keywords.iter().filter(|(key, _)| &**key != "metaclass").cloned().collect();
        let positional = vec![Value::Str(name.clone()), Value::tuple(bases.to_vec())];
        let prepared = self.call(&bound, Arguments { positional, keywords })?;
        let mut entries = Dict::default();
        self.update_dict(&mut entries, &prepared)?;
        for (key, value) in entries.iter() {
            if let Some(key) = key.to_text() {
                namespace.insert(key, value.clone());
            }
        }
        Ok(())
    }

    fn reraise(&mut self, frame: &mut Frame) -> Box<Raise> {
        match self.handled.pop() {
            Some((value, traceback)) => {
                frame.reraising = true;
                Box::new(Raise::Exception { value, traceback })
            }
            None => self.raise("RuntimeError", "No active exception to reraise"),
        }
    }

    /// What a `raise` statement raises; `Err` when evaluating it fails.
    fn raise_statement(&mut self, frame: &mut Frame, operands: u32) -> Evaluated<Box<Raise>> {
        if operands == 0 {
            return Ok(match self.handled.iter().rev().find(|(value, _)| !value.is_none()) {
                Some((value, traceback)) => {
                    // only where it is raised again in the frame that caught it the place is known already
                    frame.reraising = self.handled_by(frame) > 0;
                    Box::new(Raise::Exception { value: value.clone(), traceback: traceback.clone() })
                }
                None => self.raise("RuntimeError", "No active exception to reraise"),
            });
        }
        let cause = (operands > 1).then(|| frame.pop());
        let exception = frame.pop();
        let value = self.exception_value(&exception)?;
        if let (Some(cause), Value::Instance(instance)) = (cause, &value) {
            let cause = if cause.is_none() { cause } else { self.exception_value(&cause)? };
            instance.set_attribute("__cause__", cause);
            instance.set_attribute("__suppress_context__", Value::Bool(true));
        }
        // raised again by name: where it came from first is what matters
        let known = self.handled.iter().rev().find(|(handled, _)| handled.is(&value));
        let traceback = known.map(|(_, traceback)| traceback.clone()).unwrap_or_default();
        frame.reraising = known.is_some() && self.handled_by(frame) > 0;
        Ok(Box::new(Raise::Exception { value, traceback }))
    }

    fn exception_value(&mut self, exception: &Value) -> Evaluated {
        let value = match exception {
            Value::Class(class) if self.is_subclass(class, "builtins.BaseException") => {
                self.call(exception, Arguments::none())?
            }
            Value::Unknown(unknown) => {
                return Err(self.refuse_unknown(unknown, "the exception of `raise`"));
            }
            other => other.clone(),
        };
        if self.is_instance(&value, "builtins.BaseException") {
            return Ok(value);
        }
        if let Some(unknown) = self.class_of(&value).unknown_base() {
            return Err(self.refuse_unknown(&unknown, "the exception of `raise`"));
        }
        if let Value::Class(class) = &value
            && let Some(unknown) = class.unknown_base()
        {
            return Err(self.refuse_unknown(&unknown, "the exception of `raise`"));
        }
        Err(self.raise("TypeError", "exceptions must derive from BaseException"))
    }

    /// `except*`: splits the group being handled; the part that matches is handled on top.
    fn match_group(&mut self, class: &Value) -> Evaluated<bool> {
        let Some((group, traceback)) = self.handled.last().cloned() else { return Ok(false) };
        if group.is_none() {
            return Ok(false);
        }
        let (matching, rest) = self.split_group(&group, class)?;
        let Some(matching) = matching else { return Ok(false) };
        let matching = if self.is_instance(&matching, "builtins.BaseExceptionGroup") {
            matching
        } else {
            let group = self.raise_with("ExceptionGroup", vec![Value::str(""), Value::list(vec![matching])]);
            match *group {
                Raise::Exception { value, .. } => value,
                _ => return Ok(false),
            }
        };
        if let Some(last) = self.handled.last_mut() {
            last.0 = rest.unwrap_or(Value::None);
        }
        self.handled.push((matching, traceback));
        Ok(true)
    }

    fn split_group(&mut self, exception: &Value, class: &Value) -> Evaluated<(Option<Value>, Option<Value>)> {
        if !self.is_instance(exception, "builtins.BaseExceptionGroup") {
            return Ok(if self.catches(class, exception)? {
                (Some(exception.clone()), None)
            } else {
                (None, Some(exception.clone()))
            });
        }
        if self.catches(class, exception)? {
            return Ok((Some(exception.clone()), None));
        }
        let arguments = super::exception::arguments(exception);
        let message = arguments.first().cloned().unwrap_or(Value::None);
        let members = match arguments.get(1) {
            Some(members) => self.iterate(members)?,
            None => Vec::new(),
        };
        let (mut matching, mut rest) = (Vec::new(), Vec::new());
        for member in members {
            let (yes, no) = self.split_group(&member, class)?;
            matching.extend(yes);
            rest.extend(no);
        }
        let owner = self.class_of(exception);
        let group = |members: Vec<Value>| {
            (!members.is_empty())
                .then(|| super::exception::make(&owner, vec![message.clone(), Value::list(members)]))
        };
        Ok((group(matching), group(rest)))
    }

    /// `with`: the manager is entered, and left at the end of the block whatever happens.
    fn enter(&mut self, frame: &mut Frame, handler: u32, is_async: bool) -> Evaluated<()> {
        let manager = frame.pop();
        let entered = if manager.is_unknown() {
            manager.clone()
        } else {
            let name = if is_async { "__aenter__" } else { "__enter__" };
            if self.special(&manager, name).is_none() {
                if let Some(unknown) = self.class_of(&manager).unknown_base() {
                    frame.managers.push(Value::Unknown(unknown.clone()));
                    let handled = self.handled_by(frame);
                    frame.protect(handler, handled);
                    frame.push(Value::Unknown(unknown));
                    return Ok(());
                }
                let class = self.type_name(&manager);
                let protocol = if is_async { "asynchronous context manager" } else { "context manager" };
                let message = format!("'{class}' object does not support the {protocol} protocol");
                return Err(self.raise("TypeError", message));
            }
            let value = self.call_special(&manager, name, Vec::new())?;
            if is_async { self.wait(&value)? } else { value }
        };
        frame.managers.push(manager);
        let handled = self.handled_by(frame);
        frame.protect(handler, handled);
        frame.push(entered);
        Ok(())
    }

    /// Calls `__exit__`; gives back what it returned.
    fn leave_manager(&mut self, manager: &Value, is_async: bool, exception: Option<&Value>) -> Evaluated {
        if manager.is_unknown() {
            return Ok(manager.clone());
        }
        let arguments = match exception {
            None => vec![Value::None, Value::None, Value::None],
            Some(exception) => {
                vec![Value::Class(self.class_of(exception)), exception.clone(), Value::None]
            }
        };
        let value = self.call_special(manager, if is_async { "__aexit__" } else { "__exit__" }, arguments)?;
        if is_async { self.wait(&value) } else { Ok(value) }
    }

    fn exit_raised(&mut self, frame: &mut Frame, is_async: bool) -> Evaluated<()> {
        let manager = frame.managers.pop().unwrap_or(Value::None);
        let exception = self.handled.last().map_or(Value::None, |(value, _)| value.clone());
        let swallowed = self.leave_manager(&manager, is_async, Some(&exception))?;
        if let Value::Unknown(unknown) = &swallowed {
            let name = self.type_name(&exception);
            let construct = format!("whether `with` swallows a {name}");
            return Err(self.refuse_unknown(unknown, &construct));
        }
        if self.truth(&swallowed)? {
            self.handled.pop();
            return Ok(());
        }
        Err(self.reraise(frame))
    }

    fn import_statement(&mut self, name: &str, level: u32, last: bool) -> Evaluated {
        let dotted = self.absolute_name(name, level)?;
        let module = self.import_value(&dotted)?;
        if last {
            return Ok(module);
        }
        match dotted.split_once('.') {
            Some((top, _)) => self.import_value(top),
            None => Ok(module),
        }
    }

    fn async_iterator(&mut self, value: &Value) -> Evaluated {
        match value {
            Value::Iterator(_) => Ok(value.clone()),
            Value::Unknown(unknown) => Err(self.refuse_unknown(unknown, "what is iterated over")),
            _ if self.special(value, "__aiter__").is_some() => {
                self.call_special(value, "__aiter__", Vec::new())
            }
            _ => {
                let name = self.type_name(value);
                let message = format!("'async for' requires an object with __aiter__ method, got {name}");
                Err(self.raise("TypeError", message))
            }
        }
    }

    fn async_next(&mut self, iterator: &Value) -> Evaluated<Option<Value>> {
        if let Value::Iterator(_) = iterator {
            return self.next(iterator);
        }
        let result = self.call_special(iterator, "__anext__", Vec::new()).and_then(|value| self.wait(&value));
        match result {
            Ok(value) => Ok(Some(value)),
            Err(raise) if self.is_exception(&raise, "StopAsyncIteration") => Ok(None),
            Err(raise) => Err(raise),
        }
    }

    fn match_sequence(&mut self, subject: &Value, before: usize, after: usize, starred: bool) -> Evaluated {
        let base = subject.base();
        let mut items = match &base {
            Value::List(items) => items.borrow().clone(),
            Value::Tuple(items) => items.to_vec(),
            Value::Range(..) => self.iterate(&base)?,
            Value::Unknown(unknown) => {
                return Err(self.refuse_unknown(unknown, Condition::Pattern.describe()));
            }
            _ => return Ok(Value::None),
        };
        if !starred {
            return Ok(if items.len() == before { Value::tuple(items) } else { Value::None });
        }
        if items.len() < before + after {
            return Ok(Value::None);
        }
        let tail = items.split_off(items.len() - after);
        let middle = items.split_off(before);
        items.push(Value::list(middle));
        items.extend(tail);
        Ok(Value::tuple(items))
    }

    fn match_keys(&mut self, subject: &Value, keys: &Value) -> Evaluated {
        if let Value::Unknown(unknown) = subject {
            return Err(self.refuse_unknown(unknown, Condition::Pattern.describe()));
        }
        let Value::Dict(dict) = subject.base() else { return Ok(Value::None) };
        let mut values = Vec::new();
        for key in self.iterate(keys)? {
            let key = self.key(&key)?;
            match dict.borrow().get(&key) {
                Some(value) => values.push(value.clone()),
                None => return Ok(Value::None),
            }
        }
        Ok(Value::tuple(values))
    }

    fn match_class(
        &mut self,
        subject: &Value,
        class: &Value,
        positional: usize,
        names: &[Rc<str>],
    ) -> Evaluated {
        if let Value::Unknown(unknown) = subject {
            return Err(self.refuse_unknown(unknown, Condition::Pattern.describe()));
        }
        let Value::Class(class) = class else {
            if let Value::Unknown(unknown) = class {
                return Err(self.refuse_unknown(unknown, "the class of a pattern"));
            }
            return Err(self.raise("TypeError", "called match pattern must be a class"));
        };
        if !self.has_class(subject, class) {
            return Ok(Value::None);
        }
        let mut parts = Vec::new();
        if positional > 0 {
            if class.is_value_type || class.ancestors.iter().any(|base| base.is_value_type) {
                parts.push(subject.clone());
            } else {
                let all = match class.lookup("__match_args__") {
                    Some(all) => self.iterate(&all)?,
                    None => Vec::new(),
                };
                if all.len() < positional {
                    let message = format!(
                        "{}() accepts {} positional sub-patterns ({positional} given)",
                        class.name,
                        all.len()
                    );
                    return Err(self.raise("TypeError", message));
                }
                for name in all.iter().take(positional).filter_map(Value::to_text) {
                    match self.find_attribute(subject, &name)? {
                        Some(value) => parts.push(value),
                        None => return Ok(Value::None),
                    }
                }
            }
        }
        for name in names {
            match self.find_attribute(subject, name)? {
                Some(value) => parts.push(value),
                None => return Ok(Value::None),
            }
        }
        Ok(Value::tuple(parts))
    }

    /// `type X = …`: `typing.TypeAliasType`, its value evaluated at once where that is possible.
    fn type_alias(&mut self, frame: &mut Frame, name: &Rc<str>, code: &Rc<Code>) -> Evaluated {
        let closure = captured(frame, code);
        let value = match self.run_expression(code, &frame.module.clone(), None, &closure) {
            Ok(value) => value,
            Err(raise) if matches!(*raise, Raise::Exception { .. }) => {
                let text = code.source.slice(code.range).to_owned();
                self.unknown(format!(
                    "the type alias `{name}` = `{text}` could not be evaluated where it stands"
                ))
            }
            Err(raise) => return Err(raise),
        };
        let typing = self.import_value("typing")?;
        let class = self.get_attribute(&typing, "TypeAliasType")?;
        self.call(&class, Arguments::positional(vec![Value::Str(name.clone()), value]))
    }

    /// `a == b` for natives that want the raw answer.
    ///
    /// # Errors
    /// What `__eq__` raises.
    pub fn compare_equal(&mut self, a: &Value, b: &Value) -> Evaluated {
        self.compare(CmpOp::Eq, a, b)
    }

    /// `a + b`.
    ///
    /// # Errors
    /// What `__add__` raises.
    pub fn add(&mut self, a: &Value, b: &Value) -> Evaluated {
        self.binary(Operator::Add, a, b)
    }
}

fn peek(frame: &Frame, below: u32) -> Option<&Value> {
    frame.stack.len().checked_sub(below as usize).and_then(|index| frame.stack.get(index))
}

/// A dict or set with a member that nobody knows is not known as a whole.
fn poison(frame: &mut Frame, below: u32, unknown: Value) {
    let slot = frame.stack.len().checked_sub(below as usize).and_then(|index| frame.stack.get_mut(index));
    if let Some(slot) = slot {
        *slot = unknown;
    }
}

fn cell_name(code: &Code, cell: usize) -> Rc<str> {
    match code.cells.get(cell) {
        Some((name, _)) => name.clone(),
        None => code.free.get(cell - code.cells.len()).cloned().unwrap_or_else(|| "?".into()),
    }
}

fn captured(frame: &Frame, code: &Code) -> Rc<[Cell]> {
    code.captures.iter().filter_map(|index| frame.cells.get(*index as usize).cloned()).collect()
}

/// The namespace of a class body; for an annotation, the class it stands in.
fn in_namespaces(frame: &Frame, name: &str) -> Option<Value> {
    if let Some(namespace) = &frame.namespace
        && let Some(value) = namespace.borrow().get(name)
    {
        return Some(value.clone());
    }
    frame.class.as_ref().and_then(|class| class.namespace.borrow().get(name).cloned())
}
