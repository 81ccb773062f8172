//! Which variable a name means: a pass over the syntax tree before it is compiled.
//!
//! As in CPython, a name that a function binds anywhere is its local variable everywhere; inner
//! functions that use it share a [`Cell`]; class bodies don't pass their names on to functions inside.

use std::cell::RefCell;
use std::rc::Rc;

use foldhash::fast::RandomState;
use foldhash::{HashMap, HashSet};
use indexmap::IndexMap;
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, ExprContext, Pattern, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::deferral;
use super::value::Value;

/// A variable that several functions share.
pub type Cell = Rc<RefCell<Option<Value>>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScopeKind {
    Module,
    Class,
    Function,
    Lambda,
    Comprehension,
    /// An annotation: evaluated later, seeing the names of the class around it.
    Expression,
}

impl ScopeKind {
    /// Whether names bound in it are local variables.
    pub fn is_function(self) -> bool {
        matches!(self, ScopeKind::Function | ScopeKind::Lambda | ScopeKind::Comprehension)
    }
}

/// Where a name's value is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variable {
    Fast,
    /// Own cell or one of an enclosing function.
    Cell,
    Global,
    /// The namespace of a class body or annotation, then globals.
    Name,
    /// The namespace of a class body or annotation, then the cell.
    NameOrCell,
}

#[derive(Clone, Copy, Default)]
struct Symbol {
    bound: bool,
    used: bool,
    global: bool,
    nonlocal: bool,
}

/// One block of names.
pub struct Scope {
    pub kind: ScopeKind,
    parent: Option<usize>,
    symbols: IndexMap<Rc<str>, Symbol, RandomState>,
    pub variables: HashMap<Rc<str>, Variable>,
    /// Own variables that inner functions use.
    pub cells: Vec<Rc<str>>,
    /// Variables of enclosing functions.
    pub free: Vec<Rc<str>>,
    pub yields: bool,
    /// Of a function whose body was not looked at: where its text starts.
    pub deferred: Option<u32>,
    /// For name mangling: the class around it.
    pub class_name: Option<Rc<str>>,
}

/// The scopes of a file.
pub struct Scopes {
    pub scopes: Vec<Scope>,
    by_node: HashMap<(TextRange, ScopeKind), usize>,
    /// Annotations that were not looked at.
    put_off: HashSet<TextRange>,
}

impl Scopes {
    /// Of a file: functions outside others, and the annotations in their signatures, are put off as
    /// [`deferral`] says.
    pub fn of_module(body: &[Stmt], text: &str) -> Scopes {
        let mut builder = Builder::new(ScopeKind::Module, Some(text));
        builder.visit_body(body);
        builder.finish()
    }

    /// Of a lone function, as it stands in a module or in a class of that name; and the scope around it.
    pub fn of_function(
        function: &ast::StmtFunctionDef,
        class: Option<&Rc<str>>,
        shadowed: [bool; 2],
    ) -> (Scopes, usize) {
        let mut builder = Builder::new(ScopeKind::Module, None);
        for (name, _) in deferral::LOOKING.iter().zip(shadowed).filter(|(_, shadowed)| *shadowed) {
            builder.bind(name);
        }
        if let Some(class) = class {
            builder.enter(TextRange::default(), ScopeKind::Class);
            builder.scopes[builder.current].class_name = Some(class.clone());
        }
        let around = builder.current;
        builder.function(function);
        (builder.finish(), around)
    }

    /// Whether an annotation is compiled when it is asked for.
    pub fn is_put_off(&self, annotation: &Expr) -> bool {
        self.put_off.contains(&annotation.range())
    }

    /// Of a lone expression, evaluated as an annotation is.
    pub fn of_expression(expression: &Expr) -> Scopes {
        let mut builder = Builder::new(ScopeKind::Expression, None);
        builder.visit_expr(expression);
        builder.finish()
    }

    /// Whether the module itself binds the name.
    pub fn module_binds(&self, name: &str) -> bool {
        self.scopes.first().and_then(|scope| scope.symbols.get(name)).is_some_and(|symbol| symbol.bound)
    }

    pub fn find(&self, range: TextRange, kind: ScopeKind) -> usize {
        self.by_node.get(&(range, kind)).copied().unwrap_or(0)
    }
}

/// `__name` inside a class is `_Class__name`.
pub fn mangle(class: Option<&Rc<str>>, name: &str) -> Option<String> {
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') {
        return None;
    }
    let class = class?.trim_start_matches('_');
    (!class.is_empty()).then(|| format!("_{class}{name}"))
}

struct Builder<'t> {
    scopes: Vec<Scope>,
    by_node: HashMap<(TextRange, ScopeKind), usize>,
    put_off: HashSet<TextRange>,
    /// The file's, where functions may be put off.
    text: Option<&'t str>,
    current: usize,
    names: HashMap<String, Rc<str>>,
}

impl<'t> Builder<'t> {
    fn new(kind: ScopeKind, text: Option<&'t str>) -> Builder<'t> {
        let root = Scope {
            kind,
            parent: None,
            symbols: IndexMap::default(),
            variables: HashMap::default(),
            cells: Vec::new(),
            free: Vec::new(),
            yields: false,
            deferred: None,
            class_name: None,
        };
        Builder {
            scopes: vec![root],
            by_node: HashMap::default(),
            put_off: HashSet::default(),
            text,
            current: 0,
            names: HashMap::default(),
        }
    }

    fn intern(&mut self, name: &str) -> Rc<str> {
        if let Some(known) = self.names.get(name) {
            return known.clone();
        }
        let shared: Rc<str> = name.into();
        self.names.insert(name.to_owned(), shared.clone());
        shared
    }

    fn mangled(&mut self, name: &str) -> Rc<str> {
        match mangle(self.scopes[self.current].class_name.as_ref(), name) {
            Some(mangled) => self.intern(&mangled),
            None => self.intern(name),
        }
    }

    fn symbol(&mut self, scope: usize, name: &str) -> &mut Symbol {
        let name = self.mangled(name);
        self.scopes[scope].symbols.entry(name).or_default()
    }

    fn bind(&mut self, name: &str) {
        self.symbol(self.current, name).bound = true;
    }

    fn enter(&mut self, range: TextRange, kind: ScopeKind) -> usize {
        let class_name = self.scopes[self.current].class_name.clone();
        self.scopes.push(Scope {
            kind,
            parent: Some(self.current),
            symbols: IndexMap::default(),
            variables: HashMap::default(),
            cells: Vec::new(),
            free: Vec::new(),
            yields: false,
            deferred: None,
            class_name,
        });
        let scope = self.scopes.len() - 1;
        self.by_node.insert((range, kind), scope);
        std::mem::replace(&mut self.current, scope)
    }

    fn annotation(&mut self, expression: &Expr) {
        let outer = self.enter(expression.range(), ScopeKind::Expression);
        self.visit_expr(expression);
        self.current = outer;
    }

    /// An annotation of a parameter or result.
    fn signature(&mut self, expression: &Expr) {
        if let Some(text) = self.puts_off()
            && deferral::is_annotation(text, expression)
        {
            self.put_off.insert(expression.range());
            return;
        }
        self.annotation(expression);
    }

    fn function(&mut self, function: &ast::StmtFunctionDef) {
        let deferred = self.puts_off().and_then(|text| deferral::of_function(text, function));
        let outer = self.enter(function.range, ScopeKind::Function);
        self.parameters(&function.parameters);
        match deferred {
            Some((start, needs_class)) => {
                self.scopes[self.current].deferred = Some(start);
                if needs_class {
                    self.symbol(self.current, "__class__").used = true;
                }
            }
            None => self.visit_body(&function.body),
        }
        self.current = outer;
    }

    /// The file's text, where no function is around.
    fn puts_off(&self) -> Option<&'t str> {
        let mut scope = Some(self.current);
        while let Some(index) = scope {
            if !matches!(self.scopes[index].kind, ScopeKind::Module | ScopeKind::Class) {
                return None;
            }
            scope = self.scopes[index].parent;
        }
        self.text
    }

    fn parameters(&mut self, parameters: &ast::Parameters) {
        for parameter in parameters {
            self.bind(parameter.name());
        }
    }

    fn defaults(&mut self, parameters: &ast::Parameters) {
        for parameter in parameters.iter_non_variadic_params() {
            if let Some(default) = &parameter.default {
                self.visit_expr(default);
            }
        }
    }

    fn type_parameters(&mut self, parameters: Option<&ast::TypeParams>) {
        for parameter in parameters.map(|parameters| &*parameters.type_params).unwrap_or_default() {
            self.bind(parameter.name());
            match parameter {
                ast::TypeParam::TypeVar(parameter) => {
                    if let Some(bound) = &parameter.bound {
                        self.annotation(bound);
                    }
                }
                ast::TypeParam::ParamSpec(_) | ast::TypeParam::TypeVarTuple(_) => {}
            }
        }
    }

    fn comprehension<'a>(
        &mut self,
        range: TextRange,
        elements: &[&'a Expr],
        generators: &'a [ast::Comprehension],
    ) {
        if let Some(first) = generators.first() {
            self.visit_expr(&first.iter);
        }
        let outer = self.enter(range, ScopeKind::Comprehension);
        self.bind(".0");
        for (index, generator) in generators.iter().enumerate() {
            if index > 0 {
                self.visit_expr(&generator.iter);
            }
            self.visit_expr(&generator.target);
            for condition in &generator.ifs {
                self.visit_expr(condition);
            }
        }
        for element in elements {
            self.visit_expr(element);
        }
        self.current = outer;
    }

    fn finish(mut self) -> Scopes {
        for scope in 0..self.scopes.len() {
            let names: Vec<(Rc<str>, Symbol)> =
                self.scopes[scope].symbols.iter().map(|(name, symbol)| (name.clone(), *symbol)).collect();
            for (name, symbol) in names {
                let variable = self.resolve(scope, &name, symbol);
                self.scopes[scope].variables.insert(name, variable);
            }
        }
        // what became a cell because of an inner function is one for its owner as well
        for scope in &mut self.scopes {
            if scope.kind.is_function() {
                for name in scope.cells.iter().chain(&scope.free) {
                    scope.variables.insert(name.clone(), Variable::Cell);
                }
            }
        }
        Scopes { scopes: self.scopes, by_node: self.by_node, put_off: self.put_off }
    }

    fn resolve(&mut self, scope: usize, name: &Rc<str>, symbol: Symbol) -> Variable {
        let kind = self.scopes[scope].kind;
        if symbol.global {
            return Variable::Global;
        }
        if symbol.bound && !symbol.nonlocal {
            return match kind {
                ScopeKind::Module => Variable::Global,
                ScopeKind::Class => match self.find_owner(scope, name) {
                    // a class body may read the function's variable before it binds its own
                    Some(owner) if symbol.used => {
                        self.capture(scope, owner, name);
                        Variable::NameOrCell
                    }
                    _ => Variable::Name,
                },
                ScopeKind::Expression => Variable::Name,
                _ => Variable::Fast,
            };
        }
        match self.find_owner(scope, name) {
            Some(owner) => {
                self.capture(scope, owner, name);
                match kind {
                    ScopeKind::Class if symbol.nonlocal => Variable::Cell,
                    ScopeKind::Class | ScopeKind::Expression => Variable::NameOrCell,
                    _ => Variable::Cell,
                }
            }
            None => match kind {
                ScopeKind::Class | ScopeKind::Expression => Variable::Name,
                _ => Variable::Global,
            },
        }
    }

    /// The enclosing function that binds the name; for `__class__`, the class.
    fn find_owner(&self, scope: usize, name: &str) -> Option<usize> {
        let mut current = self.scopes[scope].parent;
        while let Some(index) = current {
            let candidate = &self.scopes[index];
            if candidate.kind.is_function()
                && let Some(symbol) = candidate.symbols.get(name)
            {
                if symbol.global {
                    return None;
                }
                if symbol.bound && !symbol.nonlocal {
                    return Some(index);
                }
            }
            if candidate.kind == ScopeKind::Class && name == "__class__" {
                return Some(index);
            }
            current = candidate.parent;
        }
        None
    }

    fn capture(&mut self, scope: usize, owner: usize, name: &Rc<str>) {
        if !self.scopes[owner].cells.contains(name) {
            self.scopes[owner].cells.push(name.clone());
        }
        let mut current = scope;
        while current != owner {
            if !self.scopes[current].free.contains(name) {
                self.scopes[current].free.push(name.clone());
            }
            match self.scopes[current].parent {
                Some(parent) => current = parent,
                None => break,
            }
        }
    }
}

impl<'a> Visitor<'a> for Builder<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => {
                for decorator in &function.decorator_list {
                    self.visit_expr(&decorator.expression);
                }
                self.bind(&function.name);
                self.defaults(&function.parameters);
                self.type_parameters(function.type_params.as_deref());
                for parameter in &*function.parameters {
                    if let Some(annotation) = parameter.annotation() {
                        self.signature(annotation);
                    }
                }
                if let Some(returns) = &function.returns {
                    self.signature(returns);
                }
                self.function(function);
            }
            Stmt::ClassDef(class) => {
                for decorator in &class.decorator_list {
                    self.visit_expr(&decorator.expression);
                }
                self.bind(&class.name);
                self.type_parameters(class.type_params.as_deref());
                if let Some(arguments) = &class.arguments {
                    self.visit_arguments(arguments);
                }
                let outer = self.enter(class.range, ScopeKind::Class);
                let name = self.intern(&class.name);
                self.scopes[self.current].class_name = Some(name);
                self.visit_body(&class.body);
                self.current = outer;
            }
            Stmt::AnnAssign(assignment) => {
                if let Some(value) = &assignment.value {
                    self.visit_expr(value);
                }
                if !self.scopes[self.current].kind.is_function() {
                    self.annotation(&assignment.annotation);
                }
                self.visit_expr(&assignment.target);
            }
            Stmt::TypeAlias(alias) => {
                self.type_parameters(alias.type_params.as_deref());
                self.annotation(&alias.value);
                self.visit_expr(&alias.name);
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    match &alias.asname {
                        Some(name) => self.bind(name),
                        None => self.bind(alias.name.split('.').next().unwrap_or(&alias.name)),
                    }
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name);
                    if &**name != "*" {
                        self.bind(name);
                    }
                }
            }
            Stmt::Global(statement) => {
                for name in &statement.names {
                    self.symbol(self.current, name).global = true;
                }
            }
            Stmt::Nonlocal(statement) => {
                for name in &statement.names {
                    self.symbol(self.current, name).nonlocal = true;
                }
            }
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) => match name.ctx {
                ExprContext::Load => {
                    self.symbol(self.current, &name.id).used = true;
                    if &*name.id == "super" {
                        self.symbol(self.current, "__class__").used = true;
                    }
                }
                _ => {
                    self.bind(&name.id);
                }
            },
            Expr::Named(named) => {
                self.visit_expr(&named.value);
                let Expr::Name(name) = &*named.target else { return };
                // a comprehension binds it in the function around
                let mut owner = self.current;
                while self.scopes[owner].kind == ScopeKind::Comprehension {
                    self.symbol(owner, &name.id).used = true;
                    match self.scopes[owner].parent {
                        Some(parent) => owner = parent,
                        None => break,
                    }
                }
                self.symbol(owner, &name.id).bound = true;
            }
            Expr::Lambda(lambda) => {
                if let Some(parameters) = &lambda.parameters {
                    self.defaults(parameters);
                }
                let outer = self.enter(lambda.range, ScopeKind::Lambda);
                if let Some(parameters) = &lambda.parameters {
                    self.parameters(parameters);
                }
                self.visit_expr(&lambda.body);
                self.current = outer;
            }
            Expr::ListComp(comprehension) => {
                self.comprehension(comprehension.range, &[&comprehension.elt], &comprehension.generators);
            }
            Expr::SetComp(comprehension) => {
                self.comprehension(comprehension.range, &[&comprehension.elt], &comprehension.generators);
            }
            Expr::Generator(comprehension) => {
                self.comprehension(comprehension.range, &[&comprehension.elt], &comprehension.generators);
            }
            Expr::DictComp(comprehension) => {
                let mut elements: Vec<&Expr> = comprehension.key.as_deref().into_iter().collect();
                elements.push(&comprehension.value);
                self.comprehension(comprehension.range, &elements, &comprehension.generators);
            }
            Expr::Yield(_) | Expr::YieldFrom(_) => {
                self.scopes[self.current].yields = true;
                visitor::walk_expr(self, expression);
            }
            _ => visitor::walk_expr(self, expression),
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ast::ExceptHandler) {
        let ast::ExceptHandler::ExceptHandler(inner) = handler;
        if let Some(name) = &inner.name {
            self.bind(name);
        }
        visitor::walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        match pattern {
            Pattern::MatchAs(pattern) => {
                if let Some(name) = &pattern.name {
                    self.bind(name);
                }
            }
            Pattern::MatchStar(pattern) => {
                if let Some(name) = &pattern.name {
                    self.bind(name);
                }
            }
            Pattern::MatchMapping(pattern) => {
                if let Some(name) = &pattern.rest {
                    self.bind(name);
                }
            }
            _ => {}
        }
        visitor::walk_pattern(self, pattern);
    }
}
