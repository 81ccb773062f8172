//! From syntax tree to [`Code`]: what statements, expressions and patterns have in common.

use std::rc::Rc;

use foldhash::HashMap;
use ruff_python_ast::{self as ast, Expr, ModModule, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::code::{AnnotationCode, Code, Condition, Instruction, Kind, Parameters};
use super::deferral::{Deferral, Deferred};
use super::scope::{ScopeKind, Scopes, Variable, mangle};
use super::source::Source;
use super::value::Value;

/// What a `return`, `break` or `continue` has to leave on its way, innermost last.
#[derive(Clone)]
pub(super) enum Block<'a> {
    Loop {
        start: u32,
        /// Whether an iterator lies on the stack.
        iterates: bool,
        /// Where its `break`s are collected.
        number: usize,
    },
    /// Inside `try`, of which only exceptions need anything.
    Try,
    /// Inside `try` with a `finally`.
    Finally(&'a [Stmt]),
    /// Inside an `except` clause or a `finally` that runs because of an exception.
    Handler,
    /// Inside `except … as name`.
    Named(&'a str),
    With {
        is_async: bool,
    },
}

/// A body being compiled.
pub(super) struct Unit<'a> {
    pub scope: usize,
    pub kind: Kind,
    pub name: Rc<str>,
    pub qualified_name: Rc<str>,
    pub instructions: Vec<Instruction>,
    pub offsets: Vec<u32>,
    pub constants: Vec<Value>,
    pub names: Vec<Rc<str>>,
    name_index: HashMap<Rc<str>, u32>,
    pub codes: Vec<Rc<Code>>,
    pub annotations: Vec<AnnotationCode>,
    pub locals: Vec<Rc<str>>,
    local_index: HashMap<Rc<str>, u32>,
    pub keyword_names: Vec<Rc<[Rc<str>]>>,
    pub blocks: Vec<Block<'a>>,
    /// Jumps of the `break`s of each loop.
    pub breaks: Vec<Vec<usize>>,
    pub temporaries: u32,
    pub docstring: Option<Rc<str>>,
    /// See [`Code::statements`].
    pub statements: Vec<(u32, u32)>,
    deferral: Option<Box<Deferral>>,
}

pub(super) struct Compiler<'a> {
    pub source: Rc<Source>,
    pub scopes: Scopes,
    pub units: Vec<Unit<'a>>,
    pub unit: Unit<'a>,
    pub offset: u32,
    /// Where in the file the text starts that was parsed.
    base: u32,
    interned: HashMap<String, Rc<str>>,
}

/// Compiles a file.
pub fn module(source: &Rc<Source>, syntax: &ModModule) -> Rc<Code> {
    let scopes = Scopes::of_module(&syntax.body, &source.text);
    let unit = Unit::new(0, Kind::Module, "<module>".into(), "<module>".into());
    let mut compiler = Compiler::new(source, scopes, unit, 0);
    compiler.body_with_docstring(&syntax.body);
    compiler.constant(Value::None);
    compiler.emit(Instruction::Return);
    let unit = compiler.unit;
    Rc::new(unit.finish(source, syntax.range, Parameters::default(), &compiler.scopes, Vec::new()))
}

/// Compiles an expression whose names are looked up dynamically.
pub fn expression(source: &Rc<Source>, syntax: &Expr) -> Rc<Code> {
    let scopes = Scopes::of_expression(syntax);
    let unit = Unit::new(0, Kind::Expression, "<expression>".into(), "<expression>".into());
    let mut compiler = Compiler::new(source, scopes, unit, 0);
    compiler.expression(syntax);
    compiler.emit(Instruction::Return);
    let unit = compiler.unit;
    Rc::new(unit.finish(source, syntax.range(), Parameters::default(), &compiler.scopes, Vec::new()))
}

/// Compiles a function by itself, of a text that starts at `base`, as it stands in a module or in the
/// class of that name and qualified name.
pub fn function(
    source: &Rc<Source>,
    syntax: &ast::StmtFunctionDef,
    base: u32,
    class: Option<&(Rc<str>, Rc<str>)>,
    shadowed: [bool; 2],
) -> Rc<Code> {
    let (scopes, around) = Scopes::of_function(syntax, class.map(|(name, _)| name), shadowed);
    let unit = match class {
        Some((name, qualified)) => Unit::new(around, Kind::Class, name.clone(), qualified.clone()),
        None => Unit::new(around, Kind::Module, "<module>".into(), "<module>".into()),
    };
    Compiler::new(source, scopes, unit, base).function_code(syntax, Vec::new())
}

/// Code that only refuses to run.
pub fn refusal(source: &Rc<Source>, range: TextRange, reason: &str) -> Rc<Code> {
    let mut unit = Unit::new(0, Kind::Function, "<function>".into(), "<function>".into());
    unit.constants.push(Value::str(reason));
    unit.instructions.push(Instruction::Refuse(0));
    unit.offsets.push(range.start().to_u32());
    let scopes = Scopes::of_module(&[], "");
    Rc::new(unit.finish(source, range, Parameters::default(), &scopes, Vec::new()))
}

impl<'a> Unit<'a> {
    fn new(scope: usize, kind: Kind, name: Rc<str>, qualified_name: Rc<str>) -> Unit<'a> {
        Unit {
            scope,
            kind,
            name,
            qualified_name,
            instructions: Vec::new(),
            offsets: Vec::new(),
            constants: Vec::new(),
            names: Vec::new(),
            name_index: HashMap::default(),
            codes: Vec::new(),
            annotations: Vec::new(),
            locals: Vec::new(),
            local_index: HashMap::default(),
            keyword_names: Vec::new(),
            blocks: Vec::new(),
            breaks: Vec::new(),
            temporaries: 0,
            docstring: None,
            statements: Vec::new(),
            deferral: None,
        }
    }

    fn finish(
        self,
        source: &Rc<Source>,
        range: TextRange,
        parameters: Parameters,
        scopes: &Scopes,
        captures: Vec<u32>,
    ) -> Code {
        let scope = &scopes.scopes[self.scope];
        let count = parameters.count();
        let cells = scope
            .cells
            .iter()
            .map(|name| {
                let parameter = self.locals.iter().take(count).position(|local| local == name);
                (name.clone(), parameter)
            })
            .collect();
        Code {
            name: self.name,
            qualified_name: self.qualified_name,
            source: source.clone(),
            range,
            kind: self.kind,
            parameters,
            instructions: self.instructions,
            offsets: self.offsets,
            constants: self.constants,
            names: self.names,
            codes: self.codes,
            annotations: self.annotations,
            locals: self.locals,
            cells,
            free: scope.free.clone(),
            captures,
            docstring: self.docstring,
            keyword_names: self.keyword_names,
            statements: self.statements,
            deferral: self.deferral,
        }
    }
}

fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl<'a> Compiler<'a> {
    fn new(source: &Rc<Source>, scopes: Scopes, unit: Unit<'a>, base: u32) -> Compiler<'a> {
        Compiler {
            source: source.clone(),
            scopes,
            units: Vec::new(),
            unit,
            offset: 0,
            base,
            interned: HashMap::default(),
        }
    }

    pub fn intern(&mut self, name: &str) -> Rc<str> {
        if let Some(known) = self.interned.get(name) {
            return known.clone();
        }
        let shared: Rc<str> = name.into();
        self.interned.insert(name.to_owned(), shared.clone());
        shared
    }

    /// With a class's private names mangled.
    pub fn mangled(&mut self, name: &str) -> Rc<str> {
        match mangle(self.scopes.scopes[self.unit.scope].class_name.as_ref(), name) {
            Some(mangled) => self.intern(&mangled),
            None => self.intern(name),
        }
    }

    pub fn at(&mut self, node: &impl Ranged) {
        self.offset = node.start().to_u32();
    }

    pub fn emit(&mut self, instruction: Instruction) -> usize {
        self.unit.instructions.push(instruction);
        self.unit.offsets.push(self.base + self.offset);
        self.unit.instructions.len() - 1
    }

    /// Where the next instruction will be.
    pub fn here(&self) -> u32 {
        index(self.unit.instructions.len())
    }

    /// Points a jump at what comes next.
    pub fn land(&mut self, jump: usize) {
        let target = self.here();
        use Instruction as I;
        match &mut self.unit.instructions[jump] {
            I::Jump(to)
            | I::JumpIfFalse(to, _)
            | I::JumpIfTrue(to, _)
            | I::JumpIfFalseKeep(to, _)
            | I::JumpIfTrueKeep(to, _)
            | I::JumpIfNone(to)
            | I::JumpIfUnknownKeep(to)
            | I::Next(to)
            | I::AsyncNext(to)
            | I::Protect(to)
            | I::MatchException(to)
            | I::MatchGroup(to)
            | I::Enter(to, _) => *to = target,
            _ => {}
        }
    }

    pub fn land_all(&mut self, jumps: Vec<usize>) {
        for jump in jumps {
            self.land(jump);
        }
    }

    pub fn constant(&mut self, value: Value) {
        let number = self.constant_index(value);
        self.emit(Instruction::Constant(number));
    }

    pub fn constant_index(&mut self, value: Value) -> u32 {
        if matches!(value, Value::None | Value::Bool(_))
            && let Some(known) = self.unit.constants.iter().position(|other| other.is(&value))
        {
            return index(known);
        }
        self.unit.constants.push(value);
        index(self.unit.constants.len() - 1)
    }

    pub fn refuse(&mut self, reason: &str) {
        let number = self.constant_index(Value::str(reason));
        self.emit(Instruction::Refuse(number));
    }

    /// Index of a name in the table, mangled where a class asks for it.
    pub fn name(&mut self, name: &str) -> u32 {
        let name = self.mangled(name);
        self.plain_name(name)
    }

    pub fn plain_name(&mut self, name: Rc<str>) -> u32 {
        if let Some(known) = self.unit.name_index.get(&name) {
            return *known;
        }
        let number = index(self.unit.names.len());
        self.unit.names.push(name.clone());
        self.unit.name_index.insert(name, number);
        number
    }

    fn local(&mut self, name: &Rc<str>) -> u32 {
        if let Some(known) = self.unit.local_index.get(name) {
            return *known;
        }
        let number = index(self.unit.locals.len());
        self.unit.locals.push(name.clone());
        self.unit.local_index.insert(name.clone(), number);
        number
    }

    /// A variable that no program can name.
    pub fn temporary(&mut self) -> u32 {
        self.unit.temporaries += 1;
        let name: Rc<str> = format!(".{}t", self.unit.temporaries).into();
        self.local(&name)
    }

    /// A parameter that the compiler adds.
    pub fn unit_parameter(&mut self, name: &str) {
        let name = self.intern(name);
        self.local(&name);
    }

    fn cell(&self, name: &str) -> u32 {
        let scope = &self.scopes.scopes[self.unit.scope];
        let own = scope.cells.iter().position(|cell| &**cell == name);
        let free = || scope.free.iter().position(|cell| &**cell == name).map(|n| n + scope.cells.len());
        index(own.or_else(free).unwrap_or(0))
    }

    fn variable(&self, name: &str) -> Variable {
        let scope = &self.scopes.scopes[self.unit.scope];
        scope.variables.get(name).copied().unwrap_or(match scope.kind {
            ScopeKind::Class | ScopeKind::Expression => Variable::Name,
            _ => Variable::Global,
        })
    }

    /// Whether the file gives the name no meaning of its own.
    pub fn is_builtin(&self, name: &str) -> bool {
        matches!(self.variable(name), Variable::Global | Variable::Name) && !self.scopes.module_binds(name)
    }

    pub fn load(&mut self, name: &str) {
        let name = self.mangled(name);
        match self.variable(&name) {
            Variable::Fast => {
                let slot = self.local(&name);
                self.emit(Instruction::LoadFast(slot));
            }
            Variable::Cell => {
                let cell = self.cell(&name);
                self.emit(Instruction::LoadCell(cell));
            }
            Variable::Global => {
                let name = self.plain_name(name);
                self.emit(Instruction::LoadGlobal(name));
            }
            Variable::Name => {
                let name = self.plain_name(name);
                self.emit(Instruction::LoadName(name));
            }
            Variable::NameOrCell => {
                let cell = self.cell(&name);
                // the name itself is found again through the cell's number
                self.emit(Instruction::LoadClassCell(cell));
            }
        }
    }

    pub fn store(&mut self, name: &str) {
        let name = self.mangled(name);
        let instruction = match self.variable(&name) {
            Variable::Fast => Instruction::StoreFast(self.local(&name)),
            Variable::Cell => Instruction::StoreCell(self.cell(&name)),
            Variable::Global => Instruction::StoreGlobal(self.plain_name(name)),
            Variable::Name | Variable::NameOrCell => Instruction::StoreName(self.plain_name(name)),
        };
        self.emit(instruction);
    }

    pub fn delete(&mut self, name: &str) {
        let name = self.mangled(name);
        let instruction = match self.variable(&name) {
            Variable::Fast => Instruction::DeleteFast(self.local(&name)),
            Variable::Cell => Instruction::DeleteCell(self.cell(&name)),
            Variable::Global => Instruction::DeleteGlobal(self.plain_name(name)),
            Variable::Name | Variable::NameOrCell => Instruction::DeleteName(self.plain_name(name)),
        };
        self.emit(instruction);
    }

    /// Starts a nested body.
    pub fn begin(&mut self, range: TextRange, scope_kind: ScopeKind, kind: Kind, name: &str) {
        let scope = self.scopes.find(range, scope_kind);
        let qualified: Rc<str> = match self.unit.kind {
            Kind::Module | Kind::Expression => name.into(),
            Kind::Class => format!("{}.{name}", self.unit.qualified_name).into(),
            _ => format!("{}.<locals>.{name}", self.unit.qualified_name).into(),
        };
        let unit = Unit::new(scope, kind, self.intern(name), qualified);
        self.units.push(std::mem::replace(&mut self.unit, unit));
    }

    /// Ends it, and goes back to the body around.
    pub fn end(&mut self, range: TextRange, parameters: Parameters) -> Rc<Code> {
        let outer = self.units.pop();
        let Some(outer) = outer else {
            let empty = Unit::new(0, Kind::Expression, "".into(), "".into());
            let range = range + TextSize::new(self.base);
            return Rc::new(empty.finish(&self.source, range, parameters, &self.scopes, Vec::new()));
        };
        let unit = std::mem::replace(&mut self.unit, outer);
        let captures = self.scopes.scopes[unit.scope].free.iter().map(|name| self.cell(name)).collect();
        Rc::new(unit.finish(
            &self.source,
            range + TextSize::new(self.base),
            parameters,
            &self.scopes,
            captures,
        ))
    }

    pub fn add_code(&mut self, code: Rc<Code>) -> u32 {
        self.unit.codes.push(code);
        index(self.unit.codes.len() - 1)
    }

    /// Takes the slots of the parameters, in the order that calls fill them.
    pub fn declare_parameters(&mut self, parameters: Option<&ast::Parameters>) -> Parameters {
        let Some(parameters) = parameters else { return Parameters::default() };
        let mut names: Vec<&str> = Vec::new();
        let each = parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs);
        names.extend(each.map(|parameter| &**parameter.name()));
        names.extend(parameters.vararg.iter().map(|parameter| &**parameter.name()));
        names.extend(parameters.kwarg.iter().map(|parameter| &**parameter.name()));
        for name in names {
            let name = self.mangled(name);
            self.local(&name);
        }
        Parameters {
            positional_only: parameters.posonlyargs.len(),
            positional: parameters.posonlyargs.len() + parameters.args.len(),
            keyword_only: parameters.kwonlyargs.len(),
            var_positional: parameters.vararg.is_some(),
            var_keyword: parameters.kwarg.is_some(),
        }
    }

    /// Evaluates the defaults; gives back what [`Instruction::MakeFunction`] needs to know.
    pub fn defaults(&mut self, parameters: Option<&'a ast::Parameters>) -> (u32, bool) {
        let Some(parameters) = parameters else { return (0, false) };
        let mut count = 0;
        for parameter in parameters.posonlyargs.iter().chain(&parameters.args) {
            if let Some(default) = &parameter.default {
                self.expression(default);
                count += 1;
            }
        }
        if count > 0 {
            self.emit(Instruction::BuildTuple(count));
        }
        let mut keywords = 0;
        for parameter in &parameters.kwonlyargs {
            if let Some(default) = &parameter.default {
                let name = self.mangled(parameter.name());
                self.constant(Value::Str(name));
                self.expression(default);
                keywords += 1;
            }
        }
        (keywords, count > 0)
    }

    /// An expression to be evaluated later, where it stands.
    pub fn lazy(&mut self, expression: &'a Expr) -> Rc<Code> {
        let offset = self.offset;
        self.begin(expression.range(), ScopeKind::Expression, Kind::Expression, "<annotation>");
        self.expression(expression);
        self.emit(Instruction::Return);
        self.offset = offset;
        self.end(expression.range(), Parameters::default())
    }

    /// An annotation of a parameter or result: hardly any is ever asked for.
    pub fn signature(&mut self, expression: &'a Expr) -> Rc<Code> {
        if !self.scopes.is_put_off(expression) {
            return self.lazy(expression);
        }
        let name = self.intern("<annotation>");
        let mut unit = Unit::new(0, Kind::Expression, name.clone(), name);
        unit.deferral = Some(Deferral::new(Deferred::Annotation));
        Rc::new(unit.finish(
            &self.source,
            expression.range(),
            Parameters::default(),
            &self.scopes,
            Vec::new(),
        ))
    }

    /// Leaves the body of the function being compiled for later.
    pub fn put_off(&mut self, start: u32) {
        let around = self.units.last();
        let class = around
            .filter(|around| around.kind == Kind::Class)
            .map(|around| (around.name.clone(), around.qualified_name.clone()));
        let shadowed = super::deferral::LOOKING.map(|name| self.scopes.module_binds(name));
        self.unit.deferral = Some(Deferral::new(Deferred::Function { start, class, shadowed }));
    }

    pub fn condition(&mut self, test: &'a Expr, condition: Condition) -> usize {
        self.expression(test);
        self.at(test);
        self.emit(Instruction::JumpIfFalse(0, condition))
    }

    pub fn body_with_docstring(&mut self, body: &'a [Stmt]) {
        if let Some(Stmt::Expr(statement)) = body.first()
            && let Expr::StringLiteral(literal) = &*statement.value
        {
            let text: Rc<str> = literal.value.to_str().into();
            match self.unit.kind {
                Kind::Module | Kind::Class => {
                    self.constant(Value::Str(text));
                    self.store("__doc__");
                }
                _ => self.unit.docstring = Some(text),
            }
        }
        self.statements(body);
    }
}
