//! Rendering: nodes to output, expressions to values.

use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use indexmap::IndexMap;
use ruff_python_ast::{BoolOp, CmpOp, Comprehension, Expr, ExprCall, Number, Operator, UnaryOp};
use ruff_text_size::Ranged;

use super::format;
use super::syntax::{Code, Expression, Filter, Node};
use super::value::{Lambda, TemplateDef, Value, unknown};
use crate::error::{Error, Place, Result};

/// Steps after which a template counts as endless.
const STEP_LIMIT: usize = 1_000_000;
/// Calls within calls.
const DEPTH_LIMIT: usize = 100;

pub struct Renderer<'a> {
    file: &'a Path,
    text: &'a str,
    /// What the caller gave.
    context: IndexMap<String, Value>,
    /// Names that the template's code binds; functions add a scope each.
    pub(super) scopes: Vec<HashMap<String, Value>>,
    pub output: String,
    steps: usize,
    depth: usize,
}

impl<'a> Renderer<'a> {
    pub fn new(file: &'a Path, text: &'a str, context: IndexMap<String, Value>) -> Self {
        let scopes = vec![HashMap::new()];
        Renderer { file, text, context, scopes, output: String::new(), steps: 0, depth: 0 }
    }

    /// Puts the template's line on an error.
    pub(super) fn place(&self, error: Error, code: &Code, at: &impl Ranged) -> Error {
        let line = code.line_of(at.range().start().to_usize());
        error.at(Place::new(self.file, line, 0, self.text.lines().nth(line - 1).unwrap_or("")))
    }

    fn refuse<T>(&self, code: &Code, at: &impl Ranged, what: &str) -> Result<T> {
        Err(self.place(Error::new(format!("{what} is not supported in templates")), code, at))
    }

    pub(super) fn step(&mut self) -> Result<()> {
        self.steps += 1;
        if self.steps > STEP_LIMIT {
            return Err(Error::new("the template doesn't come to an end"));
        }
        crate::interrupt::check()
    }

    pub fn render(&mut self, nodes: &[Node]) -> Result<()> {
        // defs can be called before they stand in the text
        for node in nodes {
            if let Node::Def { code, name, parameters, body } = node {
                let def = TemplateDef {
                    code: code.clone(),
                    name: name.clone(),
                    parameters: parameters.clone(),
                    body: body.clone(),
                };
                self.bind_name(name, Value::Def(Rc::new(def)));
            }
        }
        for node in nodes {
            self.step()?;
            self.render_node(node)?;
        }
        Ok(())
    }

    fn render_node(&mut self, node: &Node) -> Result<()> {
        match node {
            Node::Text(text) => self.output.push_str(text),
            Node::Expression(expression) => {
                let text = self.render_expression(expression)?;
                self.output.push_str(&text);
            }
            Node::If(branches) => {
                for (condition, body) in branches {
                    let holds = match condition {
                        Some((code, tree)) => self.truth(code, tree)?,
                        None => true,
                    };
                    if holds {
                        return self.render(body);
                    }
                }
            }
            Node::For { code, target, iterable, body, or_else } => {
                let items = self.iterate(code, iterable)?;
                let outer = self.lookup_bound("loop");
                let count = items.len();
                for (index, item) in items.into_iter().enumerate() {
                    self.bind(code, target, item)?;
                    self.bind_name("loop", loop_value(index, count));
                    self.render(body)?;
                }
                self.bind_name("loop", outer.unwrap_or_else(|| Value::Undefined("loop".into())));
                self.render(or_else)?;
            }
            Node::While { code, condition, body } => {
                while self.truth(code, condition)? {
                    self.step()?;
                    self.render(body)?;
                }
            }
            Node::Block { code, body } => {
                self.run(code, body)?;
            }
            Node::Def { .. } => {}
        }
        Ok(())
    }

    fn render_expression(&mut self, expression: &Expression) -> Result<String> {
        let Expression { code, tree, filters } = expression;
        let mut value = self.evaluate(code, tree)?;
        for filter in filters {
            let text = |value: &Value| value.str().map_err(|error| self.place(error, code, &**tree));
            value = match filter {
                Filter::Str => text(&value)?.into(),
                Filter::Trim => text(&value)?.trim().into(),
                Filter::Html => format::escape_html(&text(&value)?).into(),
                Filter::Url => format::escape_url(&text(&value)?).into(),
                Filter::Call(code, name) => {
                    let callable = self.evaluate(code, name)?;
                    let result = self.call(callable, vec![value], Vec::new());
                    result.map_err(|error| self.place(error, code, &**name))?
                }
            };
        }
        match value {
            Value::Text(text) => Ok(text.to_string()),
            other => {
                let error = Error::new(format!("the filters leave a {}, not text", other.type_name()));
                Err(self.place(error, code, &**tree))
            }
        }
    }

    fn truth(&mut self, code: &Code, tree: &Expr) -> Result<bool> {
        let value = self.evaluate(code, tree)?;
        value.truth().map_err(|error| self.place(error, code, tree))
    }

    fn iterate(&mut self, code: &Code, tree: &Expr) -> Result<Vec<Value>> {
        let value = self.evaluate(code, tree)?;
        value.items().map_err(|error| self.place(error, code, tree))
    }

    fn lookup_bound(&self, name: &str) -> Option<Value> {
        self.scopes.iter().rev().find_map(|scope| scope.get(name)).cloned()
    }

    fn lookup(&self, name: &str) -> Value {
        self.lookup_bound(name)
            .or_else(|| self.context.get(name).cloned())
            .or_else(|| super::builtins::builtin(name))
            .unwrap_or_else(|| Value::Undefined(name.into()))
    }

    /// `context.get(name)` and `context[name]`.
    pub(super) fn context_value(&self, name: &str) -> Option<Value> {
        self.context.get(name).cloned().or_else(|| super::builtins::builtin(name))
    }

    pub(super) fn bind_name(&mut self, name: &str, value: Value) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.to_owned(), value);
        }
    }

    /// Assignment to a target: a name, a tuple, an item.
    pub(super) fn bind(&mut self, code: &Code, target: &Expr, value: Value) -> Result<()> {
        match target {
            Expr::Name(name) => {
                self.bind_name(&name.id, value);
                Ok(())
            }
            Expr::Tuple(targets) => self.unpack(code, target, &targets.elts, &value),
            Expr::List(targets) => self.unpack(code, target, &targets.elts, &value),
            Expr::Subscript(subscript) => {
                let container = self.evaluate(code, &subscript.value)?;
                let key = self.evaluate(code, &subscript.slice)?;
                let result = super::methods::set_item(&container, key, value);
                result.map_err(|error| self.place(error, code, target))
            }
            _ => self.refuse(code, target, "this assignment"),
        }
    }

    fn unpack(&mut self, code: &Code, target: &Expr, targets: &[Expr], value: &Value) -> Result<()> {
        let items = value.items().map_err(|error| self.place(error, code, target))?;
        if items.len() != targets.len() {
            let message = format!("{} values for {} names", items.len(), targets.len());
            return Err(self.place(Error::new(message), code, target));
        }
        for (target, item) in targets.iter().zip(items) {
            self.bind(code, target, item)?;
        }
        Ok(())
    }

    pub(super) fn evaluate(&mut self, code: &Code, tree: &Expr) -> Result<Value> {
        self.step()?;
        self.depth += 1;
        let value = if self.depth > DEPTH_LIMIT * 4 {
            Err(Error::new("the template nests too deeply"))
        } else {
            self.evaluate_inner(code, tree)
        };
        self.depth -= 1;
        value.map_err(|error| self.place(error, code, tree))
    }

    fn evaluate_inner(&mut self, code: &Code, tree: &Expr) -> Result<Value> {
        Ok(match tree {
            Expr::NoneLiteral(_) => Value::None,
            Expr::BooleanLiteral(literal) => Value::Bool(literal.value),
            Expr::StringLiteral(literal) => Value::from(literal.value.to_str()),
            Expr::NumberLiteral(literal) => match &literal.value {
                Number::Int(value) => match value.as_i64() {
                    Some(value) => Value::Int(value),
                    None => return self.refuse(code, tree, "a number of this size"),
                },
                Number::Float(value) => Value::Float(*value),
                Number::Complex { .. } => return self.refuse(code, tree, "a complex number"),
            },
            Expr::Name(name) => self.lookup(&name.id),
            Expr::Tuple(items) => Value::tuple(self.evaluate_all(code, &items.elts)?),
            Expr::List(items) => Value::list(self.evaluate_all(code, &items.elts)?),
            Expr::Set(items) => {
                let mut unique: Vec<Value> = Vec::new();
                for item in self.evaluate_all(code, &items.elts)? {
                    if !unique.iter().any(|known| known.equals(&item)) {
                        unique.push(item);
                    }
                }
                Value::list(unique)
            }
            Expr::Dict(dict) => {
                let container = Value::dict(Vec::new());
                for item in &dict.items {
                    let Some(key) = &item.key else { return self.refuse(code, tree, "`**` in a dict") };
                    let key = self.evaluate(code, key)?;
                    let value = self.evaluate(code, &item.value)?;
                    super::methods::set_item(&container, key, value)?;
                }
                container
            }
            Expr::If(choice) => {
                let branch = if self.truth(code, &choice.test)? { &choice.body } else { &choice.orelse };
                self.evaluate(code, branch)?
            }
            Expr::BoolOp(operation) => {
                let mut value = Value::None;
                for (index, operand) in operation.values.iter().enumerate() {
                    value = self.evaluate(code, operand)?;
                    let last = index + 1 == operation.values.len();
                    if !last && value.truth()? == (operation.op == BoolOp::Or) {
                        break;
                    }
                }
                value
            }
            Expr::UnaryOp(operation) => {
                let value = self.evaluate(code, &operation.operand)?;
                match (operation.op, value) {
                    (UnaryOp::Not, value) => Value::Bool(!value.truth()?),
                    (UnaryOp::USub, Value::Int(value)) if value != i64::MIN => Value::Int(-value),
                    (UnaryOp::USub, Value::Float(value)) => Value::Float(-value),
                    (UnaryOp::UAdd, value @ (Value::Int(_) | Value::Float(_))) => value,
                    _ => return self.refuse(code, tree, "this operator"),
                }
            }
            Expr::BinOp(operation) => {
                let left = self.evaluate(code, &operation.left)?;
                let right = self.evaluate(code, &operation.right)?;
                binary(operation.op, &left, &right)?
            }
            Expr::Compare(comparison) => {
                let mut left = self.evaluate(code, &comparison.left)?;
                for (operator, operand) in comparison.ops.iter().zip(&comparison.comparators) {
                    let right = self.evaluate(code, operand)?;
                    if !compare(*operator, &left, &right)? {
                        return Ok(Value::Bool(false));
                    }
                    left = right;
                }
                Value::Bool(true)
            }
            Expr::FString(text) => self.fstring(code, text)?,
            Expr::Attribute(attribute) => {
                let value = self.evaluate(code, &attribute.value)?;
                super::methods::attribute(&value, &attribute.attr)?
            }
            Expr::Subscript(subscript) => {
                let value = self.evaluate(code, &subscript.value)?;
                if let Expr::Slice(slice) = &*subscript.slice {
                    let mut bound = |part: &Option<Box<Expr>>| match part {
                        Some(part) => self.evaluate(code, part).map(Some),
                        None => Ok(None),
                    };
                    let bounds = [bound(&slice.lower)?, bound(&slice.upper)?, bound(&slice.step)?];
                    super::methods::slice(&value, &bounds)?
                } else {
                    let key = self.evaluate(code, &subscript.slice)?;
                    if matches!(value, Value::Module("context")) {
                        let name = key.as_text().unwrap_or("");
                        let missing = || Error::new(format!("KeyError: '{name}'"));
                        return self.context_value(name).ok_or_else(missing);
                    }
                    super::methods::item(&value, &key)?
                }
            }
            Expr::Call(call) => self.evaluate_call(code, call)?,
            Expr::ListComp(comprehension) => {
                Value::list(self.comprehension(code, &comprehension.generators, &[&comprehension.elt])?)
            }
            Expr::SetComp(comprehension) => {
                let items = self.comprehension(code, &comprehension.generators, &[&comprehension.elt])?;
                super::builtins::unique(items)
            }
            // consumed at once: nothing in a template can tell
            Expr::Generator(comprehension) => {
                Value::list(self.comprehension(code, &comprehension.generators, &[&comprehension.elt])?)
            }
            Expr::DictComp(comprehension) => {
                let Some(key) = comprehension.key.as_deref() else { return self.refuse(code, tree, "`**`") };
                let parts: [&Expr; 2] = [key, &comprehension.value];
                let pairs = self.comprehension(code, &comprehension.generators, &parts)?;
                let container = Value::dict(Vec::new());
                for pair in pairs.chunks_exact(2) {
                    super::methods::set_item(&container, pair[0].clone(), pair[1].clone())?;
                }
                container
            }
            Expr::Lambda(lambda) => Value::Lambda(Rc::new(Lambda {
                code: code.clone(),
                parameters: lambda.parameters.as_deref().cloned(),
                body: (*lambda.body).clone(),
            })),
            Expr::Named(named) => {
                let value = self.evaluate(code, &named.value)?;
                self.bind(code, &named.target, value.clone())?;
                value
            }
            _ => return self.refuse(code, tree, "this expression"),
        })
    }

    fn evaluate_all(&mut self, code: &Code, trees: &[Expr]) -> Result<Vec<Value>> {
        let mut values = Vec::new();
        for tree in trees {
            if let Expr::Starred(starred) = tree {
                values.extend(self.iterate(code, &starred.value)?);
            } else {
                values.push(self.evaluate(code, tree)?);
            }
        }
        Ok(values)
    }

    fn evaluate_call(&mut self, code: &Code, call: &ExprCall) -> Result<Value> {
        let callable = self.evaluate(code, &call.func)?;
        let arguments = self.evaluate_all(code, &call.arguments.args)?;
        let mut keywords = Vec::new();
        for keyword in &call.arguments.keywords {
            let Some(name) = &keyword.arg else { return self.refuse(code, keyword, "`**` in a call") };
            keywords.push((name.to_string(), self.evaluate(code, &keyword.value)?));
        }
        self.call(callable, arguments, keywords)
    }

    /// Every element expression for every combination, one after the other.
    fn comprehension(
        &mut self,
        code: &Code,
        generators: &[Comprehension],
        elements: &[&Expr],
    ) -> Result<Vec<Value>> {
        // the names that it binds don't leak
        self.scopes.push(HashMap::new());
        let mut output = Vec::new();
        let result = self.comprehension_level(code, generators, elements, &mut output);
        self.scopes.pop();
        result.map(|()| output)
    }

    fn comprehension_level(
        &mut self,
        code: &Code,
        generators: &[Comprehension],
        elements: &[&Expr],
        output: &mut Vec<Value>,
    ) -> Result<()> {
        let Some((first, others)) = generators.split_first() else {
            for element in elements {
                output.push(self.evaluate(code, element)?);
            }
            return Ok(());
        };
        for item in self.iterate(code, &first.iter)? {
            self.bind(code, &first.target, item)?;
            let mut holds = true;
            for condition in &first.ifs {
                holds = holds && self.truth(code, condition)?;
            }
            if holds {
                self.comprehension_level(code, others, elements, output)?;
            }
        }
        Ok(())
    }

    fn fstring(&mut self, code: &Code, text: &ruff_python_ast::ExprFString) -> Result<Value> {
        let mut output = String::new();
        for part in &text.value {
            match part {
                ruff_python_ast::FStringPart::Literal(literal) => output.push_str(&literal.value),
                ruff_python_ast::FStringPart::FString(part) => {
                    output.push_str(&self.fstring_elements(code, &part.elements)?);
                }
            }
        }
        Ok(output.into())
    }

    fn fstring_elements(
        &mut self,
        code: &Code,
        elements: &ruff_python_ast::InterpolatedStringElements,
    ) -> Result<String> {
        let mut output = String::new();
        for element in elements {
            match element {
                ruff_python_ast::InterpolatedStringElement::Literal(literal) => {
                    output.push_str(&literal.value)
                }
                ruff_python_ast::InterpolatedStringElement::Interpolation(inner) => {
                    if inner.debug_text.is_some() {
                        return self.refuse(code, inner, "`=` in an f-string");
                    }
                    let value = self.evaluate(code, &inner.expression)?;
                    let value = match inner.conversion {
                        ruff_python_ast::ConversionFlag::None => value,
                        ruff_python_ast::ConversionFlag::Str => value.str()?.into(),
                        ruff_python_ast::ConversionFlag::Repr => value.repr()?.into(),
                        ruff_python_ast::ConversionFlag::Ascii => return self.refuse(code, inner, "`!a`"),
                    };
                    let spec = match &inner.format_spec {
                        Some(spec) => self.fstring_elements(code, &spec.elements)?,
                        None => String::new(),
                    };
                    output.push_str(&format::format_value(&value, &spec)?);
                }
            }
        }
        Ok(output)
    }
}

/// Mako's `loop`, as far as it makes sense for a list.
fn loop_value(index: usize, count: usize) -> Value {
    let number = |value: usize| Value::Int(i64::try_from(value).unwrap_or(i64::MAX));
    Value::dict(vec![
        (Value::from("__name__"), Value::from("loop")),
        (Value::from("index"), number(index)),
        (Value::from("first"), Value::Bool(index == 0)),
        (Value::from("last"), Value::Bool(index + 1 == count)),
        (Value::from("even"), Value::Bool(index.is_multiple_of(2))),
        (Value::from("odd"), Value::Bool(!index.is_multiple_of(2))),
        (Value::from("reverse_index"), number(count - index - 1)),
    ])
}

pub(super) fn binary(operator: Operator, left: &Value, right: &Value) -> Result<Value> {
    for value in [left, right] {
        match value {
            Value::Undefined(name) => return Err(Error::new(format!("the name `{name}` is not defined"))),
            Value::Unknown(what) => return Err(unknown(what)),
            _ => {}
        }
    }
    let fallible = |value: Option<i64>| value.map(Value::Int);
    let result = match (operator, left, right) {
        (Operator::Add, Value::Text(a), Value::Text(b)) => Some(format!("{a}{b}").into()),
        (Operator::Add, Value::List(a), Value::List(b)) => {
            Some(Value::list(a.borrow().iter().chain(b.borrow().iter()).cloned().collect()))
        }
        (Operator::Add, Value::Tuple(a), Value::Tuple(b)) => {
            Some(Value::tuple(a.iter().chain(b.iter()).cloned().collect()))
        }
        (Operator::Mod, Value::Text(text), arguments) => Some(format::percent(text, arguments)?.into()),
        (Operator::Mult, Value::Text(text), Value::Int(count))
        | (Operator::Mult, Value::Int(count), Value::Text(text)) => {
            let count = usize::try_from(*count).unwrap_or(0);
            (text.len().saturating_mul(count) < 1_000_000).then(|| text.repeat(count).into())
        }
        (Operator::Add, Value::Int(a), Value::Int(b)) => fallible(a.checked_add(*b)),
        (Operator::Sub, Value::Int(a), Value::Int(b)) => fallible(a.checked_sub(*b)),
        (Operator::Mult, Value::Int(a), Value::Int(b)) => fallible(a.checked_mul(*b)),
        (Operator::FloorDiv, Value::Int(a), Value::Int(b)) if *b > 0 => Some(Value::Int(a.div_euclid(*b))),
        (Operator::Mod, Value::Int(a), Value::Int(b)) if *b > 0 => Some(Value::Int(a.rem_euclid(*b))),
        _ => None,
    };
    result.ok_or_else(|| {
        let (left, right) = (left.type_name(), right.type_name());
        Error::new(format!("`{}` of {left} and {right} is not supported in templates", operator.as_str()))
    })
}

fn compare(operator: CmpOp, left: &Value, right: &Value) -> Result<bool> {
    for value in [left, right] {
        if let Value::Unknown(what) = value {
            return Err(unknown(what));
        }
    }
    let order = || match (left, right) {
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        _ => left.number()?.partial_cmp(&right.number()?),
    };
    let ordered = |wanted: fn(std::cmp::Ordering) -> bool| {
        order().map(wanted).ok_or_else(|| {
            Error::new(format!("{} and {} have no order", left.type_name(), right.type_name()))
        })
    };
    match operator {
        CmpOp::Eq => Ok(left.equals(right)),
        CmpOp::NotEq => Ok(!left.equals(right)),
        CmpOp::Is => Ok(identical(left, right)),
        CmpOp::IsNot => Ok(!identical(left, right)),
        CmpOp::Lt => ordered(std::cmp::Ordering::is_lt),
        CmpOp::LtE => ordered(std::cmp::Ordering::is_le),
        CmpOp::Gt => ordered(std::cmp::Ordering::is_gt),
        CmpOp::GtE => ordered(std::cmp::Ordering::is_ge),
        CmpOp::In => contains(right, left),
        CmpOp::NotIn => contains(right, left).map(|found| !found),
    }
}

/// `is`, for the values that templates compare so.
fn identical(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Undefined(_), Value::Undefined(_)) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Bool(_), _) | (_, Value::Bool(_)) => false,
        _ => left.equals(right),
    }
}

fn contains(container: &Value, item: &Value) -> Result<bool> {
    match (container, item) {
        (Value::Text(text), Value::Text(part)) => Ok(text.contains(&**part)),
        _ => Ok(container.items()?.iter().any(|known| known.equals(item))),
    }
}
