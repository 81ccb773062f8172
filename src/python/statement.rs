//! Statements.

use std::rc::Rc;

use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::Ranged;

use super::code::{AnnotationCode, Code, Condition, Instruction, Kind};
use super::compiler::{Block, Compiler};
use super::scope::ScopeKind;
use super::value::Value;

impl<'a> Compiler<'a> {
    pub fn statements(&mut self, body: &'a [Stmt]) {
        for statement in body {
            let start = self.here();
            self.statement(statement);
            self.delimit(start);
        }
    }

    /// Notes the instructions of a statement that leaves nothing on the stack and stands in no block.
    fn delimit(&mut self, start: u32) {
        let end = self.here();
        let is_body = matches!(self.unit.kind, Kind::Module | Kind::Class);
        if is_body && self.unit.blocks.is_empty() && start < end {
            self.unit.statements.push((start, end));
        }
    }

    fn statement(&mut self, statement: &'a Stmt) {
        self.at(statement);
        match statement {
            Stmt::Expr(statement) => {
                // a docstring, or `...`
                if !matches!(&*statement.value, Expr::StringLiteral(_) | Expr::EllipsisLiteral(_)) {
                    self.expression(&statement.value);
                    self.emit(Instruction::Pop);
                }
            }
            Stmt::Assign(assignment) => {
                self.expression(&assignment.value);
                for (index, target) in assignment.targets.iter().enumerate() {
                    if index + 1 < assignment.targets.len() {
                        self.emit(Instruction::Duplicate);
                    }
                    self.assign(target);
                }
            }
            Stmt::AugAssign(assignment) => self.augmented(assignment),
            Stmt::AnnAssign(assignment) => self.annotated(assignment),
            Stmt::FunctionDef(function) => self.function(function),
            Stmt::ClassDef(class) => self.class(class),
            Stmt::Return(statement) => self.return_(statement),
            Stmt::Delete(statement) => {
                for target in &statement.targets {
                    self.delete_target(target);
                }
            }
            Stmt::If(statement) => self.if_(statement),
            Stmt::While(statement) => self.while_(statement),
            Stmt::For(statement) => self.for_(statement),
            Stmt::Try(statement) => self.try_(statement),
            Stmt::With(statement) => self.with(&statement.items, &statement.body, statement.is_async),
            Stmt::Match(statement) => self.match_(statement),
            Stmt::Raise(statement) => {
                let mut operands = 0;
                for operand in [&statement.exc, &statement.cause].into_iter().flatten() {
                    self.expression(operand);
                    operands += 1;
                }
                self.at(statement);
                self.emit(Instruction::Raise(operands));
            }
            Stmt::Assert(statement) => {
                self.expression(&statement.test);
                let holds = self.emit(Instruction::JumpIfTrue(0, Condition::Assert));
                if let Some(message) = &statement.msg {
                    self.expression(message);
                }
                self.at(statement);
                self.emit(Instruction::AssertionFailed(statement.msg.is_some()));
                self.land(holds);
            }
            Stmt::Import(statement) => self.import(statement),
            Stmt::ImportFrom(statement) => self.import_from(statement),
            Stmt::TypeAlias(alias) => {
                let Expr::Name(name) = &*alias.name else { return };
                self.type_parameters(alias.type_params.as_deref());
                let code = self.lazy(&alias.value);
                let code = self.add_code(code);
                let index = self.name(&name.id);
                self.emit(Instruction::TypeAlias(index, code));
                self.store(&name.id);
            }
            Stmt::Break(_) => self.break_(),
            Stmt::Continue(_) => self.continue_(),
            Stmt::Pass(_) | Stmt::Global(_) | Stmt::Nonlocal(_) => {}
            Stmt::IpyEscapeCommand(_) => self.refuse("an IPython command"),
        }
    }

    /// Stores the top of the stack.
    pub fn assign(&mut self, target: &'a Expr) {
        self.at(target);
        match target {
            Expr::Name(name) => self.store(&name.id),
            Expr::Attribute(attribute) => {
                self.expression(&attribute.value);
                let name = self.name(&attribute.attr);
                self.at(target);
                self.emit(Instruction::StoreAttribute(name));
            }
            Expr::Subscript(subscript) => {
                self.expression(&subscript.value);
                self.expression(&subscript.slice);
                self.at(target);
                self.emit(Instruction::StoreItem);
            }
            Expr::Tuple(tuple) => self.assign_all(&tuple.elts),
            Expr::List(list) => self.assign_all(&list.elts),
            Expr::Starred(starred) => self.assign(&starred.value),
            _ => self.refuse("an assignment to this expression"),
        }
    }

    fn assign_all(&mut self, targets: &'a [Expr]) {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        match targets.iter().position(|target| matches!(target, Expr::Starred(_))) {
            Some(star) => {
                self.emit(Instruction::UnpackStarred(count(star), count(targets.len() - star - 1)));
            }
            None => {
                self.emit(Instruction::Unpack(count(targets.len())));
            }
        }
        for target in targets {
            self.assign(target);
        }
    }

    fn augmented(&mut self, assignment: &'a ast::StmtAugAssign) {
        match &*assignment.target {
            Expr::Name(name) => {
                self.load(&name.id);
                self.expression(&assignment.value);
                self.at(assignment);
                self.emit(Instruction::InPlace(assignment.op));
                self.store(&name.id);
            }
            Expr::Attribute(attribute) => {
                self.expression(&attribute.value);
                self.emit(Instruction::Duplicate);
                let name = self.name(&attribute.attr);
                self.emit(Instruction::LoadAttribute(name));
                self.expression(&assignment.value);
                self.at(assignment);
                self.emit(Instruction::InPlace(assignment.op));
                self.emit(Instruction::Sink(1));
                self.emit(Instruction::StoreAttribute(name));
            }
            Expr::Subscript(subscript) => {
                self.expression(&subscript.value);
                self.expression(&subscript.slice);
                self.emit(Instruction::DuplicateTwo);
                self.emit(Instruction::LoadItem);
                self.expression(&assignment.value);
                self.at(assignment);
                self.emit(Instruction::InPlace(assignment.op));
                self.emit(Instruction::Sink(2));
                self.emit(Instruction::StoreItem);
            }
            _ => self.refuse("an augmented assignment to this expression"),
        }
    }

    fn annotated(&mut self, assignment: &'a ast::StmtAnnAssign) {
        if let Some(value) = &assignment.value {
            self.expression(value);
            self.assign(&assignment.target);
        }
        let in_function = self.scopes.scopes[self.unit.scope].kind.is_function();
        if let (Expr::Name(name), true, false) = (&*assignment.target, assignment.simple, in_function) {
            let code = self.lazy(&assignment.annotation);
            let name = self.mangled(&name.id);
            let has_value = assignment.value.is_some();
            self.unit.annotations.push(AnnotationCode { name, code, has_value });
            let index = u32::try_from(self.unit.annotations.len() - 1).unwrap_or(0);
            self.at(assignment);
            self.emit(Instruction::Annotate(index));
        }
    }

    fn type_parameters(&mut self, parameters: Option<&'a ast::TypeParams>) {
        for parameter in parameters.map(|parameters| &*parameters.type_params).unwrap_or_default() {
            let class = match parameter {
                ast::TypeParam::TypeVar(_) => "TypeVar",
                ast::TypeParam::ParamSpec(_) => "ParamSpec",
                ast::TypeParam::TypeVarTuple(_) => "TypeVarTuple",
            };
            let class = self.intern(class);
            let class = self.plain_name(class);
            let name = self.name(parameter.name());
            self.emit(Instruction::TypeParameter(name, class));
            self.store(parameter.name());
        }
    }

    fn function(&mut self, function: &'a ast::StmtFunctionDef) {
        for decorator in &function.decorator_list {
            self.expression(&decorator.expression);
        }
        self.type_parameters(function.type_params.as_deref());
        let (keywords, defaults) = self.defaults(Some(&function.parameters));
        let mut annotations = Vec::new();
        for parameter in &*function.parameters {
            if let Some(annotation) = parameter.annotation() {
                let name = self.intern(parameter.name());
                let has_value = parameter.default().is_some();
                annotations.push(AnnotationCode { name, code: self.signature(annotation), has_value });
            }
        }
        if let Some(returns) = &function.returns {
            let name = self.intern("return");
            annotations.push(AnnotationCode { name, code: self.signature(returns), has_value: false });
        }
        let code = self.function_code(function, annotations);
        let code = self.add_code(code);
        self.at(&function.name);
        self.emit(Instruction::MakeFunction(code, keywords, defaults));
        self.decorate(&function.decorator_list);
        self.store(&function.name);
    }

    /// The function itself, without what is evaluated around it.
    pub fn function_code(
        &mut self,
        function: &'a ast::StmtFunctionDef,
        annotations: Vec<AnnotationCode>,
    ) -> Rc<Code> {
        let scope = self.scopes.find(function.range, ScopeKind::Function);
        let deferred = self.scopes.scopes[scope].deferred;
        let kind = match (function.is_async, self.scopes.scopes[scope].yields) {
            (false, false) => Kind::Function,
            (false, true) => Kind::Generator,
            (true, false) => Kind::Coroutine,
            (true, true) => Kind::AsyncGenerator,
        };
        self.begin(function.range, ScopeKind::Function, kind, &function.name);
        self.unit.annotations = annotations;
        let parameters = self.declare_parameters(Some(&function.parameters));
        match deferred {
            Some(start) => self.put_off(start),
            None => {
                self.body_with_docstring(&function.body);
                self.constant(Value::None);
                self.emit(Instruction::Return);
            }
        }
        self.end(function.range, parameters)
    }

    /// The decorators lie below the object, the outermost lowest.
    fn decorate(&mut self, decorators: &'a [ast::Decorator]) {
        for decorator in decorators.iter().rev() {
            self.at(decorator);
            self.emit(Instruction::Call(1));
        }
    }

    fn class(&mut self, class: &'a ast::StmtClassDef) {
        for decorator in &class.decorator_list {
            self.expression(&decorator.expression);
        }
        self.type_parameters(class.type_params.as_deref());
        self.emit(Instruction::BuildList(0));
        self.emit(Instruction::BuildDict(0));
        if let Some(arguments) = &class.arguments {
            self.emit(Instruction::Pop);
            for base in &arguments.args {
                match base {
                    Expr::Starred(starred) => {
                        self.expression(&starred.value);
                        self.emit(Instruction::ListExtend(1));
                    }
                    base => {
                        self.expression(base);
                        self.emit(Instruction::ListAppend(1));
                    }
                }
            }
            self.emit(Instruction::BuildDict(0));
            self.keyword_entries(&arguments.keywords);
        }
        self.at(&class.name);
        self.begin(class.range, ScopeKind::Class, Kind::Class, &class.name);
        self.body_with_docstring(&class.body);
        self.constant(Value::None);
        self.emit(Instruction::Return);
        let code = self.end(class.range, super::code::Parameters::default());
        let code = self.add_code(code);
        self.at(&class.name);
        self.emit(Instruction::MakeClass(code));
        self.decorate(&class.decorator_list);
        self.store(&class.name);
    }

    fn if_(&mut self, statement: &'a ast::StmtIf) {
        let mut ends = Vec::new();
        let mut otherwise = self.condition(&statement.test, Condition::If);
        self.statements(&statement.body);
        let mut open = true;
        for clause in &statement.elif_else_clauses {
            ends.push(self.emit(Instruction::Jump(0)));
            self.land(otherwise);
            self.at(clause);
            match &clause.test {
                Some(test) => {
                    otherwise = self.condition(test, Condition::If);
                    self.statements(&clause.body);
                }
                None => {
                    self.statements(&clause.body);
                    open = false;
                }
            }
        }
        if open {
            self.land(otherwise);
        }
        self.land_all(ends);
    }

    fn while_(&mut self, statement: &'a ast::StmtWhile) {
        let start = self.here();
        let end = self.condition(&statement.test, Condition::While);
        self.begin_loop(start, false);
        self.statements(&statement.body);
        self.emit(Instruction::Jump(start));
        let breaks = self.end_loop();
        self.land(end);
        self.statements(&statement.orelse);
        self.land_all(breaks);
    }

    fn begin_loop(&mut self, start: u32, iterates: bool) {
        let number = self.unit.breaks.len();
        self.unit.breaks.push(Vec::new());
        self.unit.blocks.push(Block::Loop { start, iterates, number });
    }

    fn end_loop(&mut self) -> Vec<usize> {
        match self.unit.blocks.pop() {
            Some(Block::Loop { number, .. }) => std::mem::take(&mut self.unit.breaks[number]),
            _ => Vec::new(),
        }
    }

    fn for_(&mut self, statement: &'a ast::StmtFor) {
        self.expression(&statement.iter);
        self.at(&*statement.iter);
        self.emit(if statement.is_async { Instruction::AsyncIterate } else { Instruction::Iterate });
        let start = self.here();
        let end =
            self.emit(if statement.is_async { Instruction::AsyncNext(0) } else { Instruction::Next(0) });
        self.assign(&statement.target);
        self.begin_loop(start, true);
        self.statements(&statement.body);
        self.emit(Instruction::Jump(start));
        let breaks = self.end_loop();
        self.land(end);
        self.statements(&statement.orelse);
        self.land_all(breaks);
    }

    /// Leaves the innermost block: `keep` is whether a value to return lies on top of the stack.
    fn leave(&mut self, block: &Block<'a>, keep: bool) {
        match block {
            Block::Loop { iterates, .. } => {
                if *iterates && !keep {
                    self.emit(Instruction::Pop);
                }
            }
            Block::Try => {
                self.emit(Instruction::Unprotect);
            }
            Block::Finally(body) => {
                self.emit(Instruction::Unprotect);
                self.statements(body);
            }
            Block::Handler => {
                self.emit(Instruction::EndHandler);
            }
            Block::Named(name) => {
                self.emit(Instruction::Unprotect);
                self.constant(Value::None);
                self.store(name);
                self.delete(name);
            }
            Block::With { is_async } => {
                self.emit(Instruction::Unprotect);
                self.emit(Instruction::Exit(*is_async));
            }
        }
    }

    fn return_(&mut self, statement: &'a ast::StmtReturn) {
        match &statement.value {
            Some(value) => self.expression(value),
            None => self.constant(Value::None),
        }
        let blocks = self.unit.blocks.clone();
        let offset = self.offset;
        // a `finally` may itself leave a loop: then the value must not lie on the stack
        let kept = blocks.iter().any(|block| matches!(block, Block::Finally(_))).then(|| {
            let kept = self.temporary();
            self.emit(Instruction::StoreFast(kept));
            kept
        });
        while let Some(block) = self.unit.blocks.pop() {
            self.leave(&block, kept.is_none());
        }
        self.offset = offset;
        if let Some(kept) = kept {
            self.emit(Instruction::LoadFast(kept));
        }
        self.emit(Instruction::Return);
        self.unit.blocks = blocks;
    }

    fn break_(&mut self) {
        let mut left = Vec::new();
        loop {
            match self.unit.blocks.pop() {
                Some(Block::Loop { start, iterates, number }) => {
                    if iterates {
                        self.emit(Instruction::Pop);
                    }
                    let jump = self.emit(Instruction::Jump(0));
                    self.unit.breaks[number].push(jump);
                    self.unit.blocks.push(Block::Loop { start, iterates, number });
                    break;
                }
                Some(block) => {
                    self.leave(&block, false);
                    left.push(block);
                }
                None => {
                    self.refuse("`break` outside a loop");
                    break;
                }
            }
        }
        self.unit.blocks.extend(left.into_iter().rev());
    }

    fn continue_(&mut self) {
        let mut left = Vec::new();
        loop {
            match self.unit.blocks.pop() {
                Some(block @ Block::Loop { .. }) => {
                    if let Block::Loop { start, .. } = &block {
                        self.emit(Instruction::Jump(*start));
                    }
                    self.unit.blocks.push(block);
                    break;
                }
                Some(block) => {
                    self.leave(&block, false);
                    left.push(block);
                }
                None => {
                    self.refuse("`continue` outside a loop");
                    break;
                }
            }
        }
        self.unit.blocks.extend(left.into_iter().rev());
    }

    fn try_(&mut self, statement: &'a ast::StmtTry) {
        if statement.finalbody.is_empty() {
            self.try_except(statement);
            return;
        }
        let handler = self.emit(Instruction::Protect(0));
        self.unit.blocks.push(Block::Finally(&statement.finalbody));
        if statement.handlers.is_empty() {
            self.statements(&statement.body);
            self.statements(&statement.orelse);
        } else {
            self.try_except(statement);
        }
        self.unit.blocks.pop();
        self.emit(Instruction::Unprotect);
        self.statements(&statement.finalbody);
        let end = self.emit(Instruction::Jump(0));
        self.land(handler);
        self.unit.blocks.push(Block::Handler);
        self.statements(&statement.finalbody);
        self.unit.blocks.pop();
        self.emit(Instruction::Reraise);
        self.land(end);
    }

    fn try_except(&mut self, statement: &'a ast::StmtTry) {
        let handler = self.emit(Instruction::Protect(0));
        self.unit.blocks.push(Block::Try);
        self.statements(&statement.body);
        self.unit.blocks.pop();
        self.emit(Instruction::Unprotect);
        self.statements(&statement.orelse);
        let mut ends = vec![self.emit(Instruction::Jump(0))];
        self.land(handler);
        if statement.is_star {
            // what is left of the group stays below the part that a clause takes
            self.unit.blocks.push(Block::Handler);
        }
        for clause in &statement.handlers {
            let ast::ExceptHandler::ExceptHandler(clause) = clause;
            self.at(clause);
            let next = clause.type_.as_ref().map(|class| {
                self.expression(class);
                self.at(&**class);
                self.emit(if statement.is_star {
                    Instruction::MatchGroup(0)
                } else {
                    Instruction::MatchException(0)
                })
            });
            self.unit.blocks.push(Block::Handler);
            match &clause.name {
                Some(name) => {
                    self.emit(Instruction::LoadException);
                    self.store(name);
                    let cleanup = self.emit(Instruction::Protect(0));
                    self.unit.blocks.push(Block::Named(name.as_str()));
                    self.statements(&clause.body);
                    self.unit.blocks.pop();
                    self.emit(Instruction::Unprotect);
                    self.forget(name);
                    let over = self.emit(Instruction::Jump(0));
                    self.land(cleanup);
                    self.forget(name);
                    self.emit(Instruction::Reraise);
                    self.land(over);
                }
                None => self.statements(&clause.body),
            }
            self.unit.blocks.pop();
            self.emit(Instruction::EndHandler);
            if !statement.is_star {
                ends.push(self.emit(Instruction::Jump(0)));
            }
            if let Some(next) = next {
                self.land(next);
            }
        }
        if statement.is_star {
            self.unit.blocks.pop();
            self.emit(Instruction::EndGroup);
        } else {
            self.emit(Instruction::Reraise);
        }
        self.land_all(ends);
    }

    /// `except … as name` unbinds the name at its end.
    fn forget(&mut self, name: &str) {
        self.constant(Value::None);
        self.store(name);
        self.delete(name);
    }

    fn with(&mut self, items: &'a [ast::WithItem], body: &'a [Stmt], is_async: bool) {
        let Some((item, rest)) = items.split_first() else {
            self.statements(body);
            return;
        };
        self.expression(&item.context_expr);
        self.at(&item.context_expr);
        let handler = self.emit(Instruction::Enter(0, is_async));
        self.unit.blocks.push(Block::With { is_async });
        match &item.optional_vars {
            Some(target) => self.assign(target),
            None => {
                self.emit(Instruction::Pop);
            }
        }
        self.with(rest, body, is_async);
        self.unit.blocks.pop();
        self.at(&item.context_expr);
        self.emit(Instruction::Unprotect);
        self.emit(Instruction::Exit(is_async));
        let end = self.emit(Instruction::Jump(0));
        self.land(handler);
        self.emit(Instruction::ExitRaised(is_async));
        self.land(end);
    }

    fn delete_target(&mut self, target: &'a Expr) {
        self.at(target);
        match target {
            Expr::Name(name) => self.delete(&name.id),
            Expr::Attribute(attribute) => {
                self.expression(&attribute.value);
                let name = self.name(&attribute.attr);
                self.emit(Instruction::DeleteAttribute(name));
            }
            Expr::Subscript(subscript) => {
                self.expression(&subscript.value);
                self.expression(&subscript.slice);
                self.emit(Instruction::DeleteItem);
            }
            Expr::Tuple(tuple) => {
                for target in &tuple.elts {
                    self.delete_target(target);
                }
            }
            Expr::List(list) => {
                for target in &list.elts {
                    self.delete_target(target);
                }
            }
            _ => self.refuse("`del` of this expression"),
        }
    }

    fn import(&mut self, statement: &'a ast::StmtImport) {
        for alias in &statement.names {
            let dotted = self.intern(&alias.name);
            let name = self.plain_name(dotted);
            match &alias.asname {
                Some(target) => {
                    self.emit(Instruction::Import(name, 0, true));
                    self.store(target);
                }
                None => {
                    self.emit(Instruction::Import(name, 0, false));
                    self.store(alias.name.split('.').next().unwrap_or(&alias.name));
                }
            }
        }
    }

    fn import_from(&mut self, statement: &'a ast::StmtImportFrom) {
        let module = statement.module.as_ref().map_or("", |module| module.as_str());
        if module == "__future__" && statement.level == 0 {
            // annotations are lazy anyway, and the names are hardly ever used
            for alias in &statement.names {
                self.constant(Value::None);
                self.store(alias.asname.as_ref().unwrap_or(&alias.name));
            }
            return;
        }
        let dotted = self.intern(module);
        let name = self.plain_name(dotted);
        self.emit(Instruction::Import(name, statement.level, true));
        for alias in &statement.names {
            if &*alias.name == "*" {
                self.emit(Instruction::ImportStar);
                return;
            }
            let attribute = self.intern(&alias.name);
            let attribute = self.plain_name(attribute);
            self.offset = alias.start().to_u32();
            self.emit(Instruction::ImportFrom(attribute));
            self.store(alias.asname.as_ref().unwrap_or(&alias.name));
        }
        self.emit(Instruction::Pop);
    }
}
