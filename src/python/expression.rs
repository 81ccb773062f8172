//! Expressions.

use ruff_python_ast::{self as ast, BoolOp, Expr, Number, UnaryOp};
use ruff_text_size::{Ranged, TextRange};

use super::code::{Condition, Conversion, Instruction, Kind, Parameters};
use super::compiler::Compiler;
use super::scope::ScopeKind;
use super::value::Value;

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Whether evaluating it only looks at things: then it doesn't matter if it happens.
fn is_inert(expression: &Expr) -> bool {
    match expression {
        Expr::Name(_)
        | Expr::StringLiteral(_)
        | Expr::BytesLiteral(_)
        | Expr::NumberLiteral(_)
        | Expr::BooleanLiteral(_)
        | Expr::NoneLiteral(_)
        | Expr::EllipsisLiteral(_)
        | Expr::Lambda(_) => true,
        Expr::Attribute(attribute) => is_inert(&attribute.value),
        Expr::Subscript(subscript) => is_inert(&subscript.value) && is_inert(&subscript.slice),
        Expr::Tuple(tuple) => tuple.elts.iter().all(is_inert),
        Expr::List(list) => list.elts.iter().all(is_inert),
        Expr::Set(set) => set.elts.iter().all(is_inert),
        Expr::Dict(dict) => {
            dict.items.iter().all(|item| item.key.as_ref().is_none_or(is_inert) && is_inert(&item.value))
        }
        Expr::BinOp(operation) => is_inert(&operation.left) && is_inert(&operation.right),
        Expr::UnaryOp(operation) => is_inert(&operation.operand),
        Expr::BoolOp(operation) => operation.values.iter().all(is_inert),
        Expr::Compare(comparison) => {
            is_inert(&comparison.left) && comparison.comparators.iter().all(is_inert)
        }
        Expr::If(conditional) => {
            is_inert(&conditional.test) && is_inert(&conditional.body) && is_inert(&conditional.orelse)
        }
        Expr::FString(string) => string.value.elements().all(|element| match element {
            ast::InterpolatedStringElement::Literal(_) => true,
            ast::InterpolatedStringElement::Interpolation(part) => is_inert(&part.expression),
        }),
        _ => false,
    }
}

impl<'a> Compiler<'a> {
    pub fn expression(&mut self, expression: &'a Expr) {
        self.at(expression);
        match expression {
            Expr::Name(name) => self.load(&name.id),
            Expr::StringLiteral(literal) => self.constant(Value::str(literal.value.to_str())),
            Expr::BytesLiteral(literal) => {
                let bytes: Vec<u8> = literal.value.bytes().collect();
                self.constant(Value::Bytes(bytes.into()));
            }
            Expr::NumberLiteral(literal) => match &literal.value {
                Number::Int(number) => {
                    let value = match number.as_i64() {
                        Some(small) => Value::Int(small),
                        None => self.big(&number.to_string()),
                    };
                    self.constant(value);
                }
                Number::Float(number) => self.constant(Value::Float(*number)),
                Number::Complex { .. } => self.refuse("a complex number"),
            },
            Expr::BooleanLiteral(literal) => self.constant(Value::Bool(literal.value)),
            Expr::NoneLiteral(_) => self.constant(Value::None),
            Expr::EllipsisLiteral(_) => self.constant(Value::Ellipsis),
            Expr::Attribute(attribute) => {
                self.expression(&attribute.value);
                let name = self.name(&attribute.attr);
                self.offset = attribute.attr.start().to_u32();
                self.emit(Instruction::LoadAttribute(name));
            }
            Expr::Subscript(subscript) => {
                self.expression(&subscript.value);
                self.expression(&subscript.slice);
                self.at(expression);
                self.emit(Instruction::LoadItem);
            }
            Expr::Slice(slice) => {
                for bound in [&slice.lower, &slice.upper, &slice.step] {
                    match bound {
                        Some(bound) => self.expression(bound),
                        None => self.constant(Value::None),
                    }
                }
                self.emit(Instruction::BuildSlice);
            }
            Expr::Call(call) => self.call(call),
            Expr::BinOp(operation) => {
                self.expression(&operation.left);
                self.expression(&operation.right);
                self.at(expression);
                self.emit(Instruction::Binary(operation.op));
            }
            Expr::UnaryOp(operation) => {
                if let (UnaryOp::USub, Expr::NumberLiteral(literal)) = (operation.op, &*operation.operand)
                    && let Number::Int(number) = &literal.value
                    && let Some(number) = number.as_i64()
                {
                    self.constant(Value::Int(-number));
                    return;
                }
                self.expression(&operation.operand);
                self.at(expression);
                self.emit(Instruction::Unary(operation.op));
            }
            Expr::BoolOp(operation) => self.logical(operation),
            Expr::Compare(comparison) => self.comparison(comparison),
            Expr::If(conditional) => {
                self.expression(&conditional.test);
                self.at(&*conditional.test);
                let unknown = (is_inert(&conditional.body) && is_inert(&conditional.orelse))
                    .then(|| self.emit(Instruction::JumpIfUnknownKeep(0)));
                let otherwise = self.emit(Instruction::JumpIfFalse(0, Condition::Conditional));
                self.expression(&conditional.body);
                let end = self.emit(Instruction::Jump(0));
                self.land(otherwise);
                self.expression(&conditional.orelse);
                self.land(end);
                if let Some(unknown) = unknown {
                    self.land(unknown);
                }
            }
            Expr::Named(named) => {
                self.expression(&named.value);
                self.emit(Instruction::Duplicate);
                self.assign(&named.target);
            }
            Expr::Lambda(lambda) => {
                let (keywords, defaults) = self.defaults(lambda.parameters.as_deref());
                let scope = self.scopes.find(lambda.range, ScopeKind::Lambda);
                let yields = self.scopes.scopes[scope].yields;
                let kind = if yields { Kind::Generator } else { Kind::Function };
                self.begin(lambda.range, ScopeKind::Lambda, kind, "<lambda>");
                let parameters = self.declare_parameters(lambda.parameters.as_deref());
                self.expression(&lambda.body);
                self.emit(Instruction::Return);
                let code = self.end(lambda.range, parameters);
                let code = self.add_code(code);
                self.at(expression);
                self.emit(Instruction::MakeFunction(code, keywords, defaults));
            }
            Expr::List(list) => self.list(&list.elts),
            Expr::Tuple(tuple) => {
                if tuple.elts.iter().any(|element| matches!(element, Expr::Starred(_))) {
                    self.list(&tuple.elts);
                    self.emit(Instruction::ListToTuple);
                } else {
                    for element in &tuple.elts {
                        self.expression(element);
                    }
                    self.emit(Instruction::BuildTuple(count(tuple.elts.len())));
                }
            }
            Expr::Set(set) => {
                self.emit(Instruction::BuildSet(0));
                for element in &set.elts {
                    match element {
                        Expr::Starred(starred) => {
                            self.expression(&starred.value);
                            self.emit(Instruction::SetUpdate(1));
                        }
                        element => {
                            self.expression(element);
                            self.emit(Instruction::SetAdd(1));
                        }
                    }
                }
            }
            Expr::Dict(dict) => {
                self.emit(Instruction::BuildDict(0));
                for item in &dict.items {
                    match &item.key {
                        Some(key) => {
                            self.expression(key);
                            self.expression(&item.value);
                            self.emit(Instruction::DictInsert(1));
                        }
                        None => {
                            self.expression(&item.value);
                            self.emit(Instruction::DictUpdate(1));
                        }
                    }
                }
            }
            Expr::ListComp(inner) => {
                self.comprehension(inner.range, &inner.generators, Built::List(&inner.elt));
            }
            Expr::SetComp(inner) => {
                self.comprehension(inner.range, &inner.generators, Built::Set(&inner.elt));
            }
            Expr::DictComp(inner) => {
                self.comprehension(
                    inner.range,
                    &inner.generators,
                    Built::Dict(inner.key.as_deref(), &inner.value),
                );
            }
            Expr::Generator(inner) => {
                self.comprehension(inner.range, &inner.generators, Built::Generator(&inner.elt));
            }
            Expr::FString(string) => self.f_string(string),
            Expr::TString(_) => self.refuse("a template string"),
            Expr::Await(inner) => {
                self.expression(&inner.value);
                self.at(expression);
                self.emit(Instruction::Await);
            }
            Expr::Yield(inner) => {
                match &inner.value {
                    Some(value) => self.expression(value),
                    None => self.constant(Value::None),
                }
                self.at(expression);
                self.emit(Instruction::Yield);
            }
            Expr::YieldFrom(inner) => {
                self.expression(&inner.value);
                self.emit(Instruction::Iterate);
                self.constant(Value::None);
                self.at(expression);
                self.emit(Instruction::YieldFrom);
            }
            Expr::Starred(starred) => {
                // `x[*items]` and `return *a, b` come as tuples; a lone one is a mistake
                self.expression(&starred.value);
                self.refuse("a starred expression here");
            }
            Expr::IpyEscapeCommand(_) => self.refuse("an IPython command"),
        }
    }

    fn big(&mut self, text: &str) -> Value {
        use num_traits::Num;
        let text = text.replace('_', "").to_lowercase();
        let (digits, radix) = match text.get(..2) {
            Some("0x") => (&text[2..], 16),
            Some("0o") => (&text[2..], 8),
            Some("0b") => (&text[2..], 2),
            _ => (&*text, 10),
        };
        num_bigint::BigInt::from_str_radix(digits, radix).map_or(Value::Int(0), Value::big)
    }

    fn list(&mut self, elements: &'a [Expr]) {
        if elements.iter().any(|element| matches!(element, Expr::Starred(_))) {
            self.emit(Instruction::BuildList(0));
            for element in elements {
                match element {
                    Expr::Starred(starred) => {
                        self.expression(&starred.value);
                        self.emit(Instruction::ListExtend(1));
                    }
                    element => {
                        self.expression(element);
                        self.emit(Instruction::ListAppend(1));
                    }
                }
            }
            return;
        }
        for element in elements {
            self.expression(element);
        }
        self.emit(Instruction::BuildList(count(elements.len())));
    }

    fn logical(&mut self, operation: &'a ast::ExprBoolOp) {
        let mut ends = Vec::new();
        for (index, value) in operation.values.iter().enumerate() {
            self.expression(value);
            let rest = &operation.values[index + 1..];
            if rest.is_empty() {
                break;
            }
            self.at(value);
            if rest.iter().all(is_inert) {
                ends.push(self.emit(Instruction::JumpIfUnknownKeep(0)));
            }
            ends.push(match operation.op {
                BoolOp::And => self.emit(Instruction::JumpIfFalseKeep(0, Condition::And)),
                BoolOp::Or => self.emit(Instruction::JumpIfTrueKeep(0, Condition::Or)),
            });
        }
        self.land_all(ends);
    }

    fn comparison(&mut self, comparison: &'a ast::ExprCompare) {
        self.expression(&comparison.left);
        let pairs = comparison.ops.iter().zip(&comparison.comparators);
        let last = comparison.ops.len().saturating_sub(1);
        let mut failures = Vec::new();
        for (index, (operator, right)) in pairs.enumerate() {
            self.expression(right);
            self.at(comparison);
            if index < last {
                self.emit(Instruction::Duplicate);
                self.emit(Instruction::Sink(2));
                self.emit(Instruction::Compare(*operator));
                failures.push(self.emit(Instruction::JumpIfFalseKeep(0, Condition::And)));
            } else {
                self.emit(Instruction::Compare(*operator));
            }
        }
        if !failures.is_empty() {
            let end = self.emit(Instruction::Jump(0));
            self.land_all(failures);
            self.emit(Instruction::Sink(1));
            self.emit(Instruction::Pop);
            self.land(end);
        }
    }

    fn call(&mut self, call: &'a ast::ExprCall) {
        let arguments = &call.arguments;
        // these two look at the frame that calls them
        if let Expr::Name(name) = &*call.func
            && matches!(&*name.id, "locals" | "vars")
            && arguments.args.is_empty()
            && arguments.keywords.is_empty()
            && self.is_builtin(&name.id)
        {
            self.at(call);
            self.emit(Instruction::Locals);
            return;
        }
        self.expression(&call.func);
        // zero-argument super() finds its class and instance here
        if let Expr::Name(name) = &*call.func
            && &*name.id == "super"
            && arguments.args.is_empty()
            && arguments.keywords.is_empty()
            && let Some(first) = self.unit.locals.first().cloned().filter(|_| self.unit.kind != Kind::Class)
        {
            self.load("__class__");
            self.load(&first);
            self.at(call);
            self.emit(Instruction::Call(2));
            return;
        }
        let spreads = arguments.args.iter().any(|argument| matches!(argument, Expr::Starred(_)))
            || arguments.keywords.iter().any(|keyword| keyword.arg.is_none());
        if spreads {
            self.emit(Instruction::BuildList(0));
            for argument in &arguments.args {
                match argument {
                    Expr::Starred(starred) => {
                        self.expression(&starred.value);
                        self.emit(Instruction::ListExtend(1));
                    }
                    argument => {
                        self.expression(argument);
                        self.emit(Instruction::ListAppend(1));
                    }
                }
            }
            let has_keywords = !arguments.keywords.is_empty();
            if has_keywords {
                self.emit(Instruction::BuildDict(0));
                self.keyword_entries(&arguments.keywords);
            }
            self.call_place(call);
            self.emit(Instruction::CallSpread(has_keywords));
            return;
        }
        for argument in &arguments.args {
            self.expression(argument);
        }
        let positional = count(arguments.args.len());
        if arguments.keywords.is_empty() {
            self.call_place(call);
            self.emit(Instruction::Call(positional));
            return;
        }
        let mut names = Vec::with_capacity(arguments.keywords.len());
        for keyword in &arguments.keywords {
            if let Some(name) = &keyword.arg {
                names.push(self.intern(name));
            }
            self.expression(&keyword.value);
        }
        self.unit.keyword_names.push(names.into());
        let table = count(self.unit.keyword_names.len() - 1);
        self.call_place(call);
        self.emit(Instruction::CallKeywords(positional, table));
    }

    /// A call is where its function's name stands: in `a\n.b()` that is the second line.
    fn call_place(&mut self, call: &ast::ExprCall) {
        self.offset = match &*call.func {
            Expr::Attribute(attribute) => attribute.attr.start().to_u32(),
            function => function.start().to_u32(),
        };
    }

    /// Adds keyword arguments to the dict on top of the stack.
    pub fn keyword_entries(&mut self, keywords: &'a [ast::Keyword]) {
        for keyword in keywords {
            match &keyword.arg {
                Some(name) => {
                    let name = self.intern(name);
                    self.constant(Value::Str(name));
                    self.expression(&keyword.value);
                    self.emit(Instruction::KeywordInsert(1));
                }
                None => {
                    self.expression(&keyword.value);
                    self.emit(Instruction::DictMerge(1));
                }
            }
        }
    }

    fn f_string(&mut self, string: &'a ast::ExprFString) {
        let mut parts = 0;
        for part in &string.value {
            match part {
                ast::FStringPart::Literal(literal) => {
                    self.constant(Value::str(literal.as_str()));
                    parts += 1;
                }
                ast::FStringPart::FString(string) => parts += self.string_elements(&string.elements),
            }
        }
        self.emit(Instruction::BuildString(parts));
    }

    fn string_elements(&mut self, elements: &'a ast::InterpolatedStringElements) -> u32 {
        let mut parts = 0;
        for element in elements {
            parts += 1;
            match element {
                ast::InterpolatedStringElement::Literal(literal) => {
                    self.constant(Value::str(&*literal.value));
                }
                ast::InterpolatedStringElement::Interpolation(part) => {
                    if let Some(text) = &part.debug_text {
                        self.constant(Value::str(text.as_str()));
                        parts += 1;
                    }
                    self.expression(&part.expression);
                    let debug = part.debug_text.is_some() && part.format_spec.is_none();
                    let conversion = match part.conversion {
                        ast::ConversionFlag::None if debug => Conversion::Repr,
                        ast::ConversionFlag::None => Conversion::None,
                        ast::ConversionFlag::Str => Conversion::Str,
                        ast::ConversionFlag::Repr => Conversion::Repr,
                        ast::ConversionFlag::Ascii => Conversion::Ascii,
                    };
                    if let Some(spec) = &part.format_spec {
                        let count = self.string_elements(&spec.elements);
                        self.emit(Instruction::BuildString(count));
                    }
                    self.at(part);
                    self.emit(Instruction::Format(conversion, part.format_spec.is_some()));
                }
            }
        }
        parts
    }

    fn comprehension(&mut self, range: TextRange, generators: &'a [ast::Comprehension], built: Built<'a>) {
        let Some(first) = generators.first() else { return };
        let kind = match built {
            Built::Generator(_) if generators.iter().any(|generator| generator.is_async) => {
                Kind::AsyncGenerator
            }
            Built::Generator(_) => Kind::Generator,
            _ => Kind::Function,
        };
        let name = match built {
            Built::List(_) => "<listcomp>",
            Built::Set(_) => "<setcomp>",
            Built::Dict(..) => "<dictcomp>",
            Built::Generator(_) => "<genexpr>",
        };
        self.begin(range, ScopeKind::Comprehension, kind, name);
        // the first iterable is evaluated outside, and handed in
        let parameters = Parameters { positional: 1, ..Parameters::default() };
        self.unit_parameter(".0");
        match built {
            Built::List(_) => {
                self.emit(Instruction::BuildList(0));
            }
            Built::Set(_) => {
                self.emit(Instruction::BuildSet(0));
            }
            Built::Dict(..) => {
                self.emit(Instruction::BuildDict(0));
            }
            Built::Generator(_) => {}
        }
        self.comprehension_loops(generators, 0, &built);
        if let Built::Generator(_) = built {
            self.constant(Value::None);
        }
        self.emit(Instruction::Return);
        let code = self.end(range, parameters);
        let code = self.add_code(code);
        self.emit(Instruction::MakeFunction(code, 0, false));
        self.expression(&first.iter);
        self.at(&first.iter);
        self.emit(if first.is_async { Instruction::AsyncIterate } else { Instruction::Iterate });
        self.emit(Instruction::Call(1));
    }

    fn comprehension_loops(&mut self, generators: &'a [ast::Comprehension], depth: u32, built: &Built<'a>) {
        let Some((generator, rest)) = generators.split_first() else {
            // the collection lies below one iterator for each loop
            let below = depth + 1;
            match built {
                Built::List(element) => {
                    self.expression(element);
                    self.emit(Instruction::ListAppend(below));
                }
                Built::Set(element) => {
                    self.expression(element);
                    self.emit(Instruction::SetAdd(below));
                }
                Built::Dict(key, value) => match key {
                    Some(key) => {
                        self.expression(key);
                        self.expression(value);
                        self.emit(Instruction::DictInsert(below));
                    }
                    None => {
                        self.expression(value);
                        self.emit(Instruction::DictUpdate(below));
                    }
                },
                Built::Generator(element) => {
                    self.expression(element);
                    self.emit(Instruction::Yield);
                    self.emit(Instruction::Pop);
                }
            }
            return;
        };
        if depth == 0 {
            self.load(".0");
        } else {
            self.expression(&generator.iter);
            self.at(&generator.iter);
            self.emit(if generator.is_async { Instruction::AsyncIterate } else { Instruction::Iterate });
        }
        let start = self.here();
        let end =
            self.emit(if generator.is_async { Instruction::AsyncNext(0) } else { Instruction::Next(0) });
        self.assign(&generator.target);
        for condition in &generator.ifs {
            self.expression(condition);
            self.at(condition);
            self.emit(Instruction::JumpIfFalse(start, Condition::Comprehension));
        }
        self.comprehension_loops(rest, depth + 1, built);
        self.emit(Instruction::Jump(start));
        self.land(end);
    }
}

/// What a comprehension makes.
enum Built<'a> {
    List(&'a Expr),
    Set(&'a Expr),
    Dict(Option<&'a Expr>, &'a Expr),
    Generator(&'a Expr),
}
