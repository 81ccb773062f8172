//! Code blocks: the statements that templates hold, and calls of functions that they define.

use std::collections::HashMap;
use std::rc::Rc;

use ruff_python_ast::{Expr, Parameters, Stmt};

use super::evaluate::Renderer;
use super::syntax::Code;
use super::value::{Function, Value, unknown};
use crate::error::{Error, Result};

/// How a list of statements ended.
pub enum Flow {
    Next,
    Break,
    Continue,
    Return(Value),
}

impl Renderer<'_> {
    pub(super) fn run(&mut self, code: &Code, statements: &[Stmt]) -> Result<Flow> {
        for statement in statements {
            self.step()?;
            match self.statement(code, statement)? {
                Flow::Next => {}
                other => return Ok(other),
            }
        }
        Ok(Flow::Next)
    }

    fn statement(&mut self, code: &Code, statement: &Stmt) -> Result<Flow> {
        match statement {
            Stmt::Pass(_) => {}
            Stmt::Break(_) => return Ok(Flow::Break),
            Stmt::Continue(_) => return Ok(Flow::Continue),
            Stmt::Expr(statement) => {
                self.evaluate(code, &statement.value)?;
            }
            Stmt::Return(statement) => {
                let value = match &statement.value {
                    Some(value) => self.evaluate(code, value)?,
                    None => Value::None,
                };
                return Ok(Flow::Return(value));
            }
            Stmt::Assign(statement) => {
                let value = self.evaluate(code, &statement.value)?;
                for target in &statement.targets {
                    self.bind(code, target, value.clone())?;
                }
            }
            Stmt::AnnAssign(statement) => {
                if let Some(value) = &statement.value {
                    let value = self.evaluate(code, value)?;
                    self.bind(code, &statement.target, value)?;
                }
            }
            Stmt::AugAssign(statement) => {
                let left = self.evaluate(code, &statement.target)?;
                let right = self.evaluate(code, &statement.value)?;
                let value = super::evaluate::binary(statement.op, &left, &right)
                    .map_err(|error| self.place(error, code, statement))?;
                self.bind(code, &statement.target, value)?;
            }
            Stmt::If(choice) => {
                if self.holds(code, &choice.test)? {
                    return self.run(code, &choice.body);
                }
                for clause in &choice.elif_else_clauses {
                    let holds = match &clause.test {
                        Some(test) => self.holds(code, test)?,
                        None => true,
                    };
                    if holds {
                        return self.run(code, &clause.body);
                    }
                }
            }
            Stmt::For(statement) => {
                let items = self.evaluate(code, &statement.iter)?.items();
                for item in items.map_err(|error| self.place(error, code, statement))? {
                    self.bind(code, &statement.target, item)?;
                    match self.run(code, &statement.body)? {
                        Flow::Next | Flow::Continue => {}
                        Flow::Break => return Ok(Flow::Next),
                        flow @ Flow::Return(_) => return Ok(flow),
                    }
                }
                return self.run(code, &statement.orelse);
            }
            Stmt::FunctionDef(function) if function.decorator_list.is_empty() && !function.is_async => {
                let value = Value::Function(Rc::new(Function { code: code.clone(), tree: function.clone() }));
                self.bind_name(&function.name, value);
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    let module = alias.name.as_str();
                    let name = match &alias.asname {
                        Some(name) => name.as_str(),
                        None => module.split('.').next().unwrap_or(module),
                    };
                    self.bind_name(name, known_module(module));
                }
            }
            Stmt::ImportFrom(import) => {
                let module = import.module.as_ref().map_or("", |name| name.as_str());
                for alias in &import.names {
                    let value = match (module, alias.name.as_str()) {
                        ("re", name) => super::methods::attribute(&Value::Module("re"), name)
                            .unwrap_or_else(|_| Value::Unknown(format!("re.{name}").into())),
                        ("datetime", "datetime") => Value::Module("datetime.datetime"),
                        ("datetime", "date") => Value::Module("datetime.date"),
                        (_, name) => Value::Unknown(format!("{module}.{name}").into()),
                    };
                    self.bind_name(alias.asname.as_ref().unwrap_or(&alias.name).as_str(), value);
                }
            }
            _ => {
                let error = Error::new("this statement is not supported in templates");
                return Err(self.place(error, code, statement));
            }
        }
        Ok(Flow::Next)
    }

    fn holds(&mut self, code: &Code, test: &Expr) -> Result<bool> {
        let value = self.evaluate(code, test)?;
        value.truth().map_err(|error| self.place(error, code, test))
    }

    pub(super) fn call(
        &mut self,
        callable: Value,
        arguments: Vec<Value>,
        keywords: Vec<(String, Value)>,
    ) -> Result<Value> {
        self.step()?;
        match callable {
            Value::Function(function) => {
                let (code, tree) = (&function.code, &function.tree);
                self.in_scope(code, Some(&tree.parameters), arguments, keywords, |renderer| {
                    Ok(match renderer.run(code, &tree.body)? {
                        Flow::Return(value) => value,
                        Flow::Next | Flow::Break | Flow::Continue => Value::None,
                    })
                })
            }
            Value::Lambda(lambda) => {
                let parameters = lambda.parameters.as_ref();
                self.in_scope(&lambda.code, parameters, arguments, keywords, |renderer| {
                    renderer.evaluate(&lambda.code, &lambda.body)
                })
            }
            // a def writes where it is called and is worth an empty string
            Value::Def(def) => {
                self.in_scope(&def.code, Some(&def.parameters), arguments, keywords, |renderer| {
                    renderer.render(&def.body)?;
                    Ok("".into())
                })
            }
            Value::Builtin(name) => super::builtins::call(self, name, arguments, &keywords),
            Value::Method(method) => super::methods::call(self, &method.0, &method.1, &arguments, &keywords),
            Value::Module("datetime.date") => Err(unknown("datetime.date")),
            Value::Host(host) => host
                .call("__call__", &arguments, &keywords)
                .unwrap_or_else(|| Err(Error::new(format!("`{}` can't be called like this", host.name())))),
            Value::Unknown(what) => Err(unknown(&what)),
            Value::Undefined(name) => Err(Error::new(format!("the name `{name}` is not defined"))),
            other => Err(Error::new(format!("'{}' object is not callable", other.type_name()))),
        }
    }

    fn in_scope(
        &mut self,
        code: &Code,
        parameters: Option<&Parameters>,
        arguments: Vec<Value>,
        keywords: Vec<(String, Value)>,
        body: impl FnOnce(&mut Self) -> Result<Value>,
    ) -> Result<Value> {
        if self.scopes.len() > 100 {
            return Err(Error::new("the template's functions call each other without end"));
        }
        let scope = self.bind_parameters(code, parameters, arguments, keywords)?;
        self.scopes.push(scope);
        let result = body(self);
        self.scopes.pop();
        result
    }

    fn bind_parameters(
        &mut self,
        code: &Code,
        parameters: Option<&Parameters>,
        arguments: Vec<Value>,
        mut keywords: Vec<(String, Value)>,
    ) -> Result<HashMap<String, Value>> {
        let mut scope = HashMap::new();
        let mut arguments = arguments.into_iter();
        if let Some(parameters) = parameters {
            for parameter in parameters.posonlyargs.iter().chain(&parameters.args) {
                let name = parameter.parameter.name.as_str();
                let keyword = keywords.iter().position(|(known, _)| known == name);
                let value = match (arguments.next(), keyword, &parameter.default) {
                    (Some(value), None, _) => value,
                    (None, Some(index), _) => keywords.remove(index).1,
                    (None, None, Some(default)) => self.evaluate(code, default)?,
                    _ => {
                        return Err(Error::new(format!(
                            "the argument `{name}` is given twice or not at all"
                        )));
                    }
                };
                scope.insert(name.to_owned(), value);
            }
            for parameter in &parameters.kwonlyargs {
                let name = parameter.parameter.name.as_str();
                let keyword = keywords.iter().position(|(known, _)| known == name);
                let value = match (keyword, &parameter.default) {
                    (Some(index), _) => keywords.remove(index).1,
                    (None, Some(default)) => self.evaluate(code, default)?,
                    (None, None) => return Err(Error::new(format!("the argument `{name}` is missing"))),
                };
                scope.insert(name.to_owned(), value);
            }
            if let Some(rest) = &parameters.vararg {
                scope.insert(rest.name.to_string(), Value::tuple(arguments.by_ref().collect()));
            }
            if parameters.kwarg.is_some() {
                return Err(Error::new("`**` parameters are not supported in templates"));
            }
        }
        if arguments.next().is_some() || !keywords.is_empty() {
            return Err(Error::new("more arguments than the function takes"));
        }
        Ok(scope)
    }
}

fn known_module(name: &str) -> Value {
    match name {
        "re" => Value::Module("re"),
        "datetime" => Value::Module("datetime"),
        _ => Value::Unknown(name.into()),
    }
}
