//! Operators: truth, comparison, arithmetic, hashing. Special methods first, built-in values after.

use std::rc::Rc;

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive, Zero};
use ruff_python_ast::{CmpOp, Operator, UnaryOp};

use super::dict::{Dict, Key, Set};
use super::interpreter::Interpreter;
use super::raise::Evaluated;
use super::value::Value;

/// Special method, its reflected form, in-place form, and the sign for messages.
fn methods(operator: Operator) -> (&'static str, &'static str, &'static str, &'static str) {
    match operator {
        Operator::Add => ("__add__", "__radd__", "__iadd__", "+"),
        Operator::Sub => ("__sub__", "__rsub__", "__isub__", "-"),
        Operator::Mult => ("__mul__", "__rmul__", "__imul__", "*"),
        Operator::MatMult => ("__matmul__", "__rmatmul__", "__imatmul__", "@"),
        Operator::Div => ("__truediv__", "__rtruediv__", "__itruediv__", "/"),
        Operator::Mod => ("__mod__", "__rmod__", "__imod__", "%"),
        Operator::Pow => ("__pow__", "__rpow__", "__ipow__", "** or pow()"),
        Operator::LShift => ("__lshift__", "__rlshift__", "__ilshift__", "<<"),
        Operator::RShift => ("__rshift__", "__rrshift__", "__irshift__", ">>"),
        Operator::BitOr => ("__or__", "__ror__", "__ior__", "|"),
        Operator::BitXor => ("__xor__", "__rxor__", "__ixor__", "^"),
        Operator::BitAnd => ("__and__", "__rand__", "__iand__", "&"),
        Operator::FloorDiv => ("__floordiv__", "__rfloordiv__", "__ifloordiv__", "//"),
    }
}

fn comparison(operator: CmpOp) -> (&'static str, &'static str, &'static str) {
    match operator {
        CmpOp::Lt => ("__lt__", "__gt__", "<"),
        CmpOp::LtE => ("__le__", "__ge__", "<="),
        CmpOp::Gt => ("__gt__", "__lt__", ">"),
        CmpOp::GtE => ("__ge__", "__le__", ">="),
        CmpOp::Eq => ("__eq__", "__eq__", "=="),
        CmpOp::NotEq => ("__ne__", "__ne__", "!="),
        CmpOp::Is => ("", "", "is"),
        CmpOp::IsNot => ("", "", "is not"),
        CmpOp::In => ("", "", "in"),
        CmpOp::NotIn => ("", "", "not in"),
    }
}

/// `id()`: an address for what has one, a number made of the value otherwise.
pub(super) fn address(value: &Value) -> i64 {
    let pointer = match value {
        Value::List(rc) => Rc::as_ptr(rc) as usize,
        Value::Tuple(rc) => rc.as_ptr() as usize,
        Value::Dict(rc) => Rc::as_ptr(rc) as usize,
        Value::Set(rc) => Rc::as_ptr(rc) as usize,
        Value::FrozenSet(rc) => Rc::as_ptr(rc) as usize,
        Value::Function(rc) => Rc::as_ptr(rc) as usize,
        Value::Builtin(rc) => Rc::as_ptr(rc) as usize,
        Value::BoundMethod(rc) => Rc::as_ptr(rc) as usize,
        Value::Class(rc) => Rc::as_ptr(rc) as usize,
        Value::Instance(rc) => Rc::as_ptr(rc) as usize,
        Value::Module(rc) => Rc::as_ptr(rc) as usize,
        Value::Iterator(rc) => Rc::as_ptr(rc).cast::<()>() as usize,
        Value::Unknown(rc) => Rc::as_ptr(rc) as usize,
        Value::Str(text) => text.as_ptr() as usize,
        Value::Bytes(bytes) => bytes.as_ptr() as usize,
        Value::Int(value) => return 0x1000_0000 + value.rem_euclid(1 << 40),
        _ => 0x1000,
    };
    i64::try_from(pointer).unwrap_or(i64::MAX)
}

/// The key of a hashable value; instances with a `__hash__` of their own hash and compare by it.
pub(super) fn key(interpreter: &mut Interpreter, value: &Value) -> Evaluated<Key> {
    Ok(match value {
        Value::None => Key::None,
        Value::Ellipsis => Key::Ellipsis,
        Value::Bool(value) => Key::Int(i64::from(*value)),
        Value::Int(value) => Key::Int(*value),
        Value::BigInt(value) => Key::BigInt(value.clone()),
        Value::Float(value) => {
            if value.fract() == 0.0 && value.abs() < 9.0e18 {
                Key::Int(*value as i64)
            } else {
                Key::Float(value.to_bits())
            }
        }
        Value::Str(text) => Key::Str(text.clone()),
        Value::Bytes(bytes) => Key::Bytes(bytes.clone()),
        Value::Tuple(items) => {
            let keys: Evaluated<Vec<Key>> =
                interpreter.guarded(|interpreter| items.iter().map(|item| key(interpreter, item)).collect());
            Key::Tuple(keys?.into())
        }
        Value::FrozenSet(set) => Key::FrozenSet(set.entries.keys().cloned().collect()),
        Value::Range(start, stop, step) => {
            Key::Tuple(vec![Key::Int(*start), Key::Int(*stop), Key::Int(*step)].into())
        }
        Value::BoundMethod(method) => Key::Tuple(
            vec![
                Key::Identity(usize::try_from(address(&method.receiver)).unwrap_or(0)),
                Key::Identity(usize::try_from(address(&method.function)).unwrap_or(0)),
            ]
            .into(),
        ),
        Value::List(_) | Value::Dict(_) | Value::Set(_) | Value::Slice(_) => {
            let name = interpreter.type_name(value);
            return Err(interpreter.raise("TypeError", format!("unhashable type: '{name}'")));
        }
        Value::Instance(instance) => match instance.class.lookup("__hash__") {
            Some(Value::None) => {
                let name = instance.class.name.clone();
                return Err(interpreter.raise("TypeError", format!("unhashable type: '{name}'")));
            }
            Some(Value::Builtin(builtin)) if builtin.of_value_type => return key(interpreter, &value.base()),
            Some(_) => return interpreter.key_by_hash(value),
            None => {
                let base = instance.base_value.borrow().clone();
                match base {
                    Some(base) if instance.class.lookup("__eq__").is_none_or(|eq| of_value_type(&eq)) => {
                        return key(interpreter, &base);
                    }
                    _ => Key::Identity(usize::try_from(address(value)).unwrap_or(0)),
                }
            }
        },
        Value::Function(_)
        | Value::Builtin(_)
        | Value::Class(_)
        | Value::Module(_)
        | Value::Iterator(_)
        | Value::NotImplemented => Key::Identity(usize::try_from(address(value)).unwrap_or(0)),
        Value::Unknown(unknown) => {
            return Err(interpreter.refuse_unknown(unknown, "a key of a dict or set"));
        }
    })
}

fn of_value_type(method: &Value) -> bool {
    matches!(method, Value::Builtin(builtin) if builtin.of_value_type)
}

/// Python's floor division of integers.
fn floor_div(a: &BigInt, b: &BigInt) -> BigInt {
    let quotient = a / b;
    let remainder = a % b;
    if !remainder.is_zero() && (remainder.is_negative() != b.is_negative()) { quotient - 1 } else { quotient }
}

fn big(value: &Value) -> Option<BigInt> {
    match value {
        Value::Bool(value) => Some(BigInt::from(i64::from(*value))),
        Value::Int(value) => Some(BigInt::from(*value)),
        Value::BigInt(value) => Some((**value).clone()),
        _ => None,
    }
}

/// A number as a float, integers included.
pub fn float(value: &Value) -> Option<f64> {
    match value {
        Value::Float(value) => Some(*value),
        Value::Bool(value) => Some(f64::from(u8::from(*value))),
        Value::Int(value) => Some(*value as f64),
        Value::BigInt(value) => value.to_f64(),
        _ => None,
    }
}

impl Interpreter {
    /// An instance that defines `__hash__`: the first object that equals it stands for it, so that equal
    /// objects find each other whatever their hash is made of.
    fn key_by_hash(&mut self, value: &Value) -> Evaluated<Key> {
        let hash = self.call_special(value, "__hash__", Vec::new())?;
        let identity = |value: &Value| Key::Identity(usize::try_from(address(value)).unwrap_or(0));
        let class = self.class_of(value);
        if class.lookup("__eq__").is_none_or(|eq| of_value_type(&eq)) && value.base().is(value) {
            return Ok(identity(value));
        }
        if let Value::Unknown(unknown) = &hash {
            return Err(self.refuse_unknown(unknown, "a hash"));
        }
        let hash = key(self, &hash.base())?;
        // a subclass of `str` that hashes as its text is found by its text
        let base = value.base();
        if !base.is(value) {
            let own = self.hash(&base)?;
            if key(self, &own)? == hash && self.equal(value, &base)? {
                return key(self, &base);
            }
        }
        let known = self.hashed.get(&hash).cloned().unwrap_or_default();
        for other in &known {
            if other.is(value) || self.equal(other, value)? {
                return Ok(identity(other));
            }
        }
        self.hashed.entry(hash).or_default().push(value.clone());
        Ok(identity(value))
    }

    /// `hash(value)`.
    ///
    /// # Errors
    /// TypeError when it can't be hashed.
    pub fn hash(&mut self, value: &Value) -> Evaluated {
        use std::hash::{Hash, Hasher};
        if let Value::Instance(instance) = value
            && let Some(own) = instance.class.lookup("__hash__")
            && !of_value_type(&own)
            && !own.is_none()
        {
            return self.call_special(value, "__hash__", Vec::new());
        }
        let key = self.key(value)?;
        if let Key::Int(number) = key {
            return Ok(Value::Int(if number == -1 { -2 } else { number }));
        }
        let mut hasher = std::hash::DefaultHasher::new();
        key.hash(&mut hasher);
        Ok(Value::Int(i64::try_from(hasher.finish() >> 3).unwrap_or(0)))
    }

    /// `bool(value)`.
    ///
    /// # Errors
    /// A refusal for an Unknown; what `__bool__` and `__len__` raise.
    pub fn truth(&mut self, value: &Value) -> Evaluated<bool> {
        self.truth_of(value, "a value whose truth decides")
    }

    /// The same, naming the construct that asks.
    ///
    /// # Errors
    /// As [`Interpreter::truth`].
    pub fn truth_of(&mut self, value: &Value, construct: &str) -> Evaluated<bool> {
        Ok(match value {
            Value::None => false,
            Value::Bool(value) => *value,
            Value::Int(value) => *value != 0,
            Value::BigInt(_) => true,
            Value::Float(value) => *value != 0.0,
            Value::Str(text) => !text.is_empty(),
            Value::Bytes(bytes) => !bytes.is_empty(),
            Value::List(items) => !items.borrow().is_empty(),
            Value::Tuple(items) => !items.is_empty(),
            Value::Dict(dict) => !dict.borrow().is_empty(),
            Value::Set(set) => !set.borrow().entries.is_empty(),
            Value::FrozenSet(set) => !set.entries.is_empty(),
            Value::Range(start, stop, step) => range_length(*start, *stop, *step) > 0,
            Value::Unknown(unknown) => return Err(self.refuse_unknown(unknown, construct)),
            Value::Instance(instance) => {
                if let Some(method) =
                    instance.class.lookup("__bool__").filter(|method| !of_value_type(method))
                {
                    let _ = method;
                    let result = self.call_special(value, "__bool__", Vec::new())?;
                    return match result {
                        Value::Bool(truth) => Ok(truth),
                        Value::Unknown(unknown) => Err(self.refuse_unknown(&unknown, construct)),
                        other => {
                            let name = self.type_name(&other);
                            let message = format!("__bool__ should return bool, returned {name}");
                            Err(self.raise("TypeError", message))
                        }
                    };
                }
                if instance.class.lookup("__len__").is_some_and(|method| !of_value_type(&method)) {
                    return Ok(self.length(value)? > 0);
                }
                let base = instance.base_value.borrow().clone();
                match base {
                    Some(base) => return self.truth_of(&base, construct),
                    None => match instance.class.unknown_base() {
                        Some(unknown) => return Err(self.refuse_unknown(&unknown, construct)),
                        None => true,
                    },
                }
            }
            Value::Class(class) => match &class.metaclass {
                Some(metaclass) if metaclass.lookup("__bool__").is_some() => {
                    let result = self.call_special(value, "__bool__", Vec::new())?;
                    return self.truth_of(&result, construct);
                }
                _ => true,
            },
            Value::Ellipsis
            | Value::NotImplemented
            | Value::Slice(_)
            | Value::Function(_)
            | Value::Builtin(_)
            | Value::BoundMethod(_)
            | Value::Module(_)
            | Value::Iterator(_) => true,
        })
    }

    /// `a == b` as a truth.
    ///
    /// # Errors
    /// What `__eq__` raises; a refusal for an Unknown.
    pub fn equal(&mut self, a: &Value, b: &Value) -> Evaluated<bool> {
        if let Some(equal) = plain_equal(a, b) {
            return Ok(equal);
        }
        let result = self.compare(CmpOp::Eq, a, b)?;
        self.truth_of(&result, "a comparison")
    }

    /// Whether a container counts the two as the same: identity, then equality.
    fn same(&mut self, a: &Value, b: &Value) -> Evaluated<bool> {
        Ok(a.is(b) || self.equal(a, b)?)
    }

    /// `a <operator> b`, whatever `__eq__` and friends give back.
    ///
    /// # Errors
    /// TypeError when the values have no order; what special methods raise.
    pub fn compare(&mut self, operator: CmpOp, a: &Value, b: &Value) -> Evaluated {
        match operator {
            CmpOp::Is | CmpOp::IsNot => {
                // a value that is not known may well be None
                for value in [a, b] {
                    if value.is_unknown() && !a.is(b) {
                        return Ok(value.clone());
                    }
                }
                return Ok(Value::Bool(a.is(b) == (operator == CmpOp::Is)));
            }
            CmpOp::In | CmpOp::NotIn => {
                if b.is_unknown() {
                    return Ok(b.clone());
                }
                if a.is_unknown() {
                    return Ok(a.clone());
                }
                let found = self.contains(b, a)?;
                return Ok(Value::Bool(found == (operator == CmpOp::In)));
            }
            _ => {}
        }
        for value in [a, b] {
            if value.is_unknown() {
                return Ok(value.clone());
            }
        }
        let (method, reflected, sign) = comparison(operator);
        if (matches!(a, Value::Instance(_) | Value::Class(_))
            || matches!(b, Value::Instance(_) | Value::Class(_)))
            && let Some(result) = self.compare_specially(operator, method, reflected, a, b)?
        {
            return Ok(result);
        }
        let (x, y) = (a.base(), b.base());
        let ordering = match operator {
            CmpOp::Eq | CmpOp::NotEq => {
                let equal = self.built_in_equal(&x, &y)?;
                return Ok(Value::Bool(equal == (operator == CmpOp::Eq)));
            }
            _ => self.built_in_order(operator, &x, &y)?,
        };
        match ordering {
            Some(result) => Ok(Value::Bool(result)),
            None => {
                let (a, b) = (self.type_name(a), self.type_name(b));
                Err(self.raise(
                    "TypeError",
                    format!("'{sign}' not supported between instances of '{a}' and '{b}'"),
                ))
            }
        }
    }

    fn compare_specially(
        &mut self,
        operator: CmpOp,
        method: &str,
        reflected: &str,
        a: &Value,
        b: &Value,
    ) -> Evaluated<Option<Value>> {
        let (left, right) = (self.class_of(a), self.class_of(b));
        let right_first = !Rc::ptr_eq(&left, &right)
            && right.is_subclass_of(&left)
            && self.special(b, reflected).is_some_and(|method| !of_value_type(&method));
        let order = if right_first {
            [(b, a, reflected), (a, b, method)]
        } else {
            [(a, b, method), (b, a, reflected)]
        };
        for (receiver, other, name) in order {
            let mut negate = false;
            let found = match self.special(receiver, name) {
                Some(found) => Some(found),
                // `!=` is the opposite of `==` unless defined
                None if operator == CmpOp::NotEq => {
                    negate = true;
                    self.special(receiver, "__eq__")
                }
                None => None,
            };
            let Some(found) = found.filter(|found| !of_value_type(found)) else { continue };
            let class = self.class_of(receiver);
            let bound = self.bind(&found, Some(receiver), &class)?;
            let result = self.call(&bound, super::call::Arguments::positional(vec![other.clone()]))?;
            if matches!(result, Value::NotImplemented) {
                continue;
            }
            if negate {
                let truth = self.truth_of(&result, "a comparison")?;
                return Ok(Some(Value::Bool(!truth)));
            }
            return Ok(Some(result));
        }
        for value in [a, b] {
            if let Value::Instance(instance) = value
                && instance.base_value.borrow().is_none()
                && let Some(unknown) = instance.class.unknown_base()
                && !a.is(b)
            {
                return Ok(Some(Value::Unknown(unknown)));
            }
        }
        Ok(None)
    }

    fn built_in_equal(&mut self, a: &Value, b: &Value) -> Evaluated<bool> {
        if let Some(equal) = plain_equal(a, b) {
            return Ok(equal);
        }
        Ok(match (a, b) {
            (Value::List(x), Value::List(y)) => {
                if Rc::ptr_eq(x, y) {
                    return Ok(true);
                }
                let (x, y) = (x.borrow().clone(), y.borrow().clone());
                self.equal_items(&x, &y)?
            }
            (Value::Tuple(x), Value::Tuple(y)) => {
                let (x, y) = (x.clone(), y.clone());
                self.equal_items(&x, &y)?
            }
            (Value::Dict(x), Value::Dict(y)) => {
                if Rc::ptr_eq(x, y) {
                    return Ok(true);
                }
                let (x, y) = (x.borrow().clone(), y.borrow().clone());
                if x.len() != y.len() {
                    return Ok(false);
                }
                for (key, (_, value)) in &x.entries {
                    match y.get(key) {
                        Some(other) if self.guarded(|this| this.same(value, other))? => {}
                        _ => return Ok(false),
                    }
                }
                true
            }
            (Value::Set(_) | Value::FrozenSet(_), Value::Set(_) | Value::FrozenSet(_)) => {
                match (set_of(a), set_of(b)) {
                    (Some(x), Some(y)) => {
                        x.entries.len() == y.entries.len()
                            && x.entries.keys().all(|key| y.entries.contains_key(key))
                    }
                    _ => false,
                }
            }
            (Value::Slice(x), Value::Slice(y)) => {
                let (x, y) = (x.to_vec(), y.to_vec());
                self.equal_items(&x, &y)?
            }
            (Value::Range(a, b, c), Value::Range(x, y, z)) => {
                let (n, m) = (range_length(*a, *b, *c), range_length(*x, *y, *z));
                n == m && (n == 0 || (a == x && (n == 1 || c == z)))
            }
            (Value::BoundMethod(x), Value::BoundMethod(y)) => {
                x.receiver.is(&y.receiver) && x.function.is(&y.function)
            }
            _ => a.is(b),
        })
    }

    fn equal_items(&mut self, x: &[Value], y: &[Value]) -> Evaluated<bool> {
        if x.len() != y.len() {
            return Ok(false);
        }
        for (a, b) in x.iter().zip(y) {
            if !self.guarded(|this| this.same(a, b))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Counts a level of recursion, for structures that contain themselves.
    pub(super) fn guarded<R>(&mut self, work: impl FnOnce(&mut Interpreter) -> Evaluated<R>) -> Evaluated<R> {
        if self.depth >= self.options.limits.depth {
            return Err(self.raise("RecursionError", "maximum recursion depth exceeded in comparison"));
        }
        self.depth += 1;
        let result = work(self);
        self.depth -= 1;
        result
    }

    /// `None` when the two have no order.
    fn built_in_order(&mut self, operator: CmpOp, a: &Value, b: &Value) -> Evaluated<Option<bool>> {
        use std::cmp::Ordering;
        let decide = |ordering: Ordering| match operator {
            CmpOp::Lt => ordering.is_lt(),
            CmpOp::LtE => ordering.is_le(),
            CmpOp::Gt => ordering.is_gt(),
            _ => ordering.is_ge(),
        };
        Ok(match (a, b) {
            (Value::Str(x), Value::Str(y)) => Some(decide(x.cmp(y))),
            (Value::Bytes(x), Value::Bytes(y)) => Some(decide(x.cmp(y))),
            (Value::List(x), Value::List(y)) => {
                let (x, y) = (x.borrow().clone(), y.borrow().clone());
                Some(self.order_items(operator, &x, &y)?)
            }
            (Value::Tuple(x), Value::Tuple(y)) => {
                let (x, y) = (x.clone(), y.clone());
                Some(self.order_items(operator, &x, &y)?)
            }
            (Value::Set(_) | Value::FrozenSet(_), Value::Set(_) | Value::FrozenSet(_)) => {
                let (Some(x), Some(y)) = (set_of(a), set_of(b)) else { return Ok(None) };
                let within = |x: &Set, y: &Set| x.entries.keys().all(|key| y.entries.contains_key(key));
                let (n, m) = (x.entries.len(), y.entries.len());
                Some(match operator {
                    CmpOp::Lt => n < m && within(&x, &y),
                    CmpOp::LtE => within(&x, &y),
                    CmpOp::Gt => n > m && within(&y, &x),
                    _ => within(&y, &x),
                })
            }
            _ => match (big(a), big(b)) {
                (Some(x), Some(y)) => Some(decide(x.cmp(&y))),
                _ => match (float(a), float(b)) {
                    (Some(x), Some(y)) => Some(x.partial_cmp(&y).is_some_and(decide)),
                    _ => None,
                },
            },
        })
    }

    fn order_items(&mut self, operator: CmpOp, x: &[Value], y: &[Value]) -> Evaluated<bool> {
        for (a, b) in x.iter().zip(y) {
            if !self.guarded(|this| this.same(a, b))? {
                let result = self.guarded(|this| this.compare(operator, a, b))?;
                return self.truth_of(&result, "a comparison");
            }
        }
        Ok(match operator {
            CmpOp::Lt => x.len() < y.len(),
            CmpOp::LtE => x.len() <= y.len(),
            CmpOp::Gt => x.len() > y.len(),
            _ => x.len() >= y.len(),
        })
    }

    /// `a <operator> b`.
    ///
    /// # Errors
    /// TypeError when there is no such operation; what special methods raise.
    pub fn binary(&mut self, operator: Operator, a: &Value, b: &Value) -> Evaluated {
        if let Some(result) = self.fast_binary(operator, a, b) {
            return Ok(result);
        }
        for value in [a, b] {
            if value.is_unknown() {
                return Ok(value.clone());
            }
        }
        let (method, reflected, _, sign) = methods(operator);
        if let Some(result) = self.binary_specially(method, reflected, a, b)? {
            return Ok(result);
        }
        // what is formatted shows itself as what it is
        if operator == Operator::Mod
            && let Value::Str(format) = a.base()
        {
            return super::format::percent(self, &format, b);
        }
        if let Some(result) = self.built_in_binary(operator, &a.base(), &b.base())? {
            return Ok(result);
        }
        if operator == Operator::BitOr && self.is_type_like(a) && self.is_type_like(b) {
            return self.union(vec![a.clone(), b.clone()]);
        }
        for value in [a, b] {
            if let Some(unknown) = self.class_of(value).unknown_base() {
                return Ok(Value::Unknown(unknown));
            }
        }
        let (x, y) = (self.type_name(a), self.type_name(b));
        Err(self.raise("TypeError", format!("unsupported operand type(s) for {sign}: '{x}' and '{y}'")))
    }

    /// Whether `X | Y` means a union of types.
    fn is_type_like(&self, value: &Value) -> bool {
        match value {
            Value::None | Value::Class(_) => true,
            Value::Instance(instance) => {
                &*instance.class.module == "typing"
                    || Rc::ptr_eq(&instance.class, &self.types.generic_alias)
                    || Rc::ptr_eq(&instance.class, &self.types.union)
            }
            // a forward reference between quotes: `"Foo" | None` is a TypeError in Python, too
            _ => false,
        }
    }

    /// `a <operator>= b`: the new value of `a`.
    ///
    /// # Errors
    /// As [`Interpreter::binary`].
    pub fn in_place(&mut self, operator: Operator, a: &Value, b: &Value) -> Evaluated {
        let (_, _, method, _) = methods(operator);
        match (operator, a) {
            (Operator::Add, Value::List(items)) if !b.is_unknown() => {
                let more = self.iterate(b)?;
                self.check_items(items.borrow().len() + more.len())?;
                items.borrow_mut().extend(more);
                return Ok(a.clone());
            }
            (Operator::Mult, Value::List(items)) => {
                let result = self.binary(operator, a, b)?;
                if let Value::List(result) = &result {
                    let repeated = result.borrow().clone();
                    *items.borrow_mut() = repeated;
                    return Ok(a.clone());
                }
                return Ok(result);
            }
            (Operator::BitOr, Value::Dict(dict)) if !b.is_unknown() => {
                let mut additions = Dict::default();
                self.update_dict(&mut additions, b)?;
                let mut dict = dict.borrow_mut();
                for (key, (spelled, value)) in additions.entries {
                    dict.insert(key, spelled, value);
                }
                drop(dict);
                return Ok(a.clone());
            }
            (Operator::BitOr | Operator::BitAnd | Operator::Sub | Operator::BitXor, Value::Set(set)) => {
                let result = self.binary(operator, a, b)?;
                if let Value::Set(result) = &result {
                    let entries = result.borrow().entries.clone();
                    set.borrow_mut().entries = entries;
                    return Ok(a.clone());
                }
                return Ok(result);
            }
            (_, Value::Instance(_)) if self.special(a, method).is_some() => {
                let result = self.call_special(a, method, vec![b.clone()])?;
                if !matches!(result, Value::NotImplemented) {
                    return Ok(result);
                }
            }
            _ => {}
        }
        self.binary(operator, a, b)
    }

    fn binary_specially(
        &mut self,
        method: &str,
        reflected: &str,
        a: &Value,
        b: &Value,
    ) -> Evaluated<Option<Value>> {
        let interesting = |value: &Value| matches!(value, Value::Instance(_) | Value::Class(_));
        if !interesting(a) && !interesting(b) {
            return Ok(None);
        }
        let (left, right) = (self.class_of(a), self.class_of(b));
        let right_first = !Rc::ptr_eq(&left, &right)
            && right.is_subclass_of(&left)
            && self.special(b, reflected).is_some_and(|method| !of_value_type(&method));
        let order = if right_first {
            [(b, a, reflected), (a, b, method)]
        } else {
            [(a, b, method), (b, a, reflected)]
        };
        for (receiver, other, name) in order {
            if !interesting(receiver) {
                continue;
            }
            let Some(found) = self.special(receiver, name).filter(|found| !of_value_type(found)) else {
                continue;
            };
            let class = self.class_of(receiver);
            let bound = self.bind(&found, Some(receiver), &class)?;
            let result = self.call(&bound, super::call::Arguments::positional(vec![other.clone()]))?;
            if !matches!(result, Value::NotImplemented) {
                return Ok(Some(result));
            }
        }
        Ok(None)
    }

    #[inline]
    fn fast_binary(&self, operator: Operator, a: &Value, b: &Value) -> Option<Value> {
        match (operator, a, b) {
            (Operator::Add, Value::Int(a), Value::Int(b)) => a.checked_add(*b).map(Value::Int),
            (Operator::Sub, Value::Int(a), Value::Int(b)) => a.checked_sub(*b).map(Value::Int),
            (Operator::Mult, Value::Int(a), Value::Int(b)) => a.checked_mul(*b).map(Value::Int),
            (Operator::Add, Value::Str(a), Value::Str(b))
                if a.len() + b.len() <= self.options.limits.items =>
            {
                let mut text = String::with_capacity(a.len() + b.len());
                text.push_str(a);
                text.push_str(b);
                Some(Value::Str(text.into()))
            }
            _ => None,
        }
    }

    /// Before an integer of that many bits is computed: multiplying and printing take more than
    /// linear time.
    fn check_digits(&self, bits: usize) -> Evaluated<()> {
        const LIMIT: usize = 1 << 20;
        if bits > LIMIT {
            return Err(
                self.refuse(format!("an integer of {bits} bits: more than {LIMIT} are not evaluated"))
            );
        }
        Ok(())
    }

    /// Before a native makes something of that size.
    ///
    /// # Errors
    /// A refusal beyond the limit of items.
    pub(super) fn check_items(&self, items: usize) -> Evaluated<()> {
        if items > self.options.limits.items {
            let limit = self.options.limits.items;
            return Err(self.refuse(format!("a value of {items} items: more than {limit} are not evaluated")));
        }
        // few steps make much of large values
        if items > 0x1_0000 { self.check_memory() } else { Ok(()) }
    }

    fn built_in_binary(&mut self, operator: Operator, a: &Value, b: &Value) -> Evaluated<Option<Value>> {
        match (operator, a, b) {
            (Operator::Mod, Value::Str(format), arguments) => {
                return super::format::percent(self, format, arguments).map(Some);
            }
            (Operator::Mod, Value::Bytes(_), _) => return Err(self.refuse("`%` formatting of bytes")),
            (Operator::Add, Value::Str(a), Value::Str(b)) => {
                self.check_items(a.len() + b.len())?;
                return Ok(Some(Value::Str(format!("{a}{b}").into())));
            }
            (Operator::Add, Value::Bytes(a), Value::Bytes(b)) => {
                return Ok(Some(Value::Bytes(a.iter().chain(b.iter()).copied().collect())));
            }
            (Operator::Add, Value::List(a), Value::List(b)) => {
                let mut items = a.borrow().clone();
                items.extend(b.borrow().iter().cloned());
                self.check_items(items.len())?;
                return Ok(Some(Value::list(items)));
            }
            (Operator::Add, Value::Tuple(a), Value::Tuple(b)) => {
                self.check_items(a.len() + b.len())?;
                return Ok(Some(Value::Tuple(a.iter().chain(b.iter()).cloned().collect())));
            }
            (Operator::Add, Value::Str(_), _) => {
                let name = self.type_name(b);
                let message = format!("can only concatenate str (not \"{name}\") to str");
                return Err(self.raise("TypeError", message));
            }
            (Operator::Add, Value::List(_), _) => {
                let name = self.type_name(b);
                let message = format!("can only concatenate list (not \"{name}\") to list");
                return Err(self.raise("TypeError", message));
            }
            (Operator::Mult, sequence, count) | (Operator::Mult, count, sequence)
                if count.as_int().is_some()
                    && matches!(
                        sequence,
                        Value::Str(_) | Value::Bytes(_) | Value::List(_) | Value::Tuple(_)
                    ) =>
            {
                let count = usize::try_from(count.as_int().unwrap_or(0)).unwrap_or(0);
                return self.repeat(sequence, count).map(Some);
            }
            (Operator::BitOr, Value::Dict(a), Value::Dict(b)) => {
                let mut merged = a.borrow().clone();
                for (key, (spelled, value)) in b.borrow().entries.clone() {
                    merged.insert(key, spelled, value);
                }
                return Ok(Some(Value::dict(merged)));
            }
            (
                Operator::BitOr | Operator::BitAnd | Operator::Sub | Operator::BitXor,
                Value::Set(_) | Value::FrozenSet(_),
                Value::Set(_) | Value::FrozenSet(_),
            ) => {
                let (Some(x), Some(y)) = (set_of(a), set_of(b)) else { return Ok(None) };
                let set = combine(operator, x, &y);
                return Ok(Some(match a {
                    Value::Set(_) => Value::set(set),
                    _ => Value::FrozenSet(Rc::new(set)),
                }));
            }
            _ => {}
        }
        self.arithmetic(operator, a, b)
    }

    fn repeat(&mut self, sequence: &Value, count: usize) -> Evaluated {
        let length = match sequence {
            Value::Str(text) => text.len(),
            Value::Bytes(bytes) => bytes.len(),
            Value::List(items) => items.borrow().len(),
            Value::Tuple(items) => items.len(),
            _ => 0,
        };
        self.check_items(length.saturating_mul(count))?;
        Ok(match sequence {
            Value::Str(text) => Value::Str(text.repeat(count).into()),
            Value::Bytes(bytes) => Value::Bytes(bytes.repeat(count).into()),
            Value::List(items) => {
                let items = items.borrow();
                Value::list((0..count).flat_map(|_| items.iter().cloned()).collect())
            }
            Value::Tuple(items) => Value::tuple((0..count).flat_map(|_| items.iter().cloned()).collect()),
            other => other.clone(),
        })
    }

    fn arithmetic(&mut self, operator: Operator, a: &Value, b: &Value) -> Evaluated<Option<Value>> {
        if let (Value::Bool(x), Value::Bool(y)) = (a, b) {
            match operator {
                Operator::BitAnd => return Ok(Some(Value::Bool(x & y))),
                Operator::BitOr => return Ok(Some(Value::Bool(x | y))),
                Operator::BitXor => return Ok(Some(Value::Bool(x ^ y))),
                _ => {}
            }
        }
        if let (Some(x), Some(y)) = (big(a), big(b)) {
            return self.integer_arithmetic(operator, &x, &y);
        }
        let (Some(x), Some(y)) = (float(a), float(b)) else { return Ok(None) };
        let zero = y == 0.0;
        Ok(Some(Value::Float(match operator {
            Operator::Add => x + y,
            Operator::Sub => x - y,
            Operator::Mult => x * y,
            Operator::Div if zero => return Err(self.raise("ZeroDivisionError", "float division by zero")),
            Operator::Div => x / y,
            Operator::FloorDiv if zero => {
                return Err(self.raise("ZeroDivisionError", "float floor division by zero"));
            }
            Operator::FloorDiv => (x / y).floor(),
            Operator::Mod if zero => return Err(self.raise("ZeroDivisionError", "float modulo by zero")),
            Operator::Mod => {
                let remainder = x % y;
                if remainder != 0.0 && (remainder < 0.0) != (y < 0.0) { remainder + y } else { remainder }
            }
            Operator::Pow => {
                if x == 0.0 && y < 0.0 {
                    let message = "0.0 cannot be raised to a negative power";
                    return Err(self.raise("ZeroDivisionError", message));
                }
                if x < 0.0 && y.fract() != 0.0 {
                    return Err(self.refuse("a complex number"));
                }
                let power = x.powf(y);
                if power.is_infinite() && x.is_finite() && y.is_finite() {
                    let text = Value::str("Numerical result out of range");
                    return Err(self.raise_with("OverflowError", vec![Value::Int(34), text]));
                }
                power
            }
            _ => return Ok(None),
        })))
    }

    fn integer_arithmetic(&mut self, operator: Operator, x: &BigInt, y: &BigInt) -> Evaluated<Option<Value>> {
        let bits = |value: &BigInt| usize::try_from(value.bits()).unwrap_or(usize::MAX);
        let result = match operator {
            Operator::Add => x + y,
            Operator::Sub => x - y,
            Operator::Mult => {
                self.check_digits(bits(x).saturating_add(bits(y)))?;
                x * y
            }
            Operator::Div => {
                if y.is_zero() {
                    return Err(self.raise("ZeroDivisionError", "division by zero"));
                }
                let (a, b) = (x.to_f64().unwrap_or(f64::NAN), y.to_f64().unwrap_or(f64::NAN));
                return Ok(Some(Value::Float(a / b)));
            }
            Operator::FloorDiv | Operator::Mod if y.is_zero() => {
                let modulo = operator == Operator::Mod;
                let what =
                    if modulo { "integer modulo by zero" } else { "integer division or modulo by zero" };
                return Err(self.raise("ZeroDivisionError", what));
            }
            Operator::FloorDiv => floor_div(x, y),
            Operator::Mod => x - floor_div(x, y) * y,
            Operator::Pow => {
                if y.is_negative() {
                    let (a, b) = (x.to_f64().unwrap_or(f64::NAN), y.to_f64().unwrap_or(f64::NAN));
                    if x.is_zero() {
                        let message = "0.0 cannot be raised to a negative power";
                        return Err(self.raise("ZeroDivisionError", message));
                    }
                    return Ok(Some(Value::Float(a.powf(b))));
                }
                let Some(exponent) = y.to_u32() else {
                    return Err(self.refuse("a power with an enormous exponent"));
                };
                self.check_digits(bits(x).saturating_mul(exponent as usize))?;
                x.pow(exponent)
            }
            Operator::LShift | Operator::RShift => {
                if y.is_negative() {
                    return Err(self.raise("ValueError", "negative shift count"));
                }
                let shift = y.to_usize().unwrap_or(usize::MAX);
                if operator == Operator::RShift {
                    if shift > bits(x) {
                        BigInt::from(if x.is_negative() { -1 } else { 0 })
                    } else {
                        x >> shift
                    }
                } else {
                    self.check_digits(shift.saturating_add(bits(x)))?;
                    x << shift
                }
            }
            Operator::BitOr => x | y,
            Operator::BitXor => x ^ y,
            Operator::BitAnd => x & y,
            Operator::MatMult => return Ok(None),
        };
        Ok(Some(Value::big(result)))
    }

    /// `-x`, `+x`, `~x`, `not x`.
    ///
    /// # Errors
    /// TypeError when there is no such operation; what special methods raise.
    pub fn unary(&mut self, operator: UnaryOp, operand: &Value) -> Evaluated {
        if operand.is_unknown() {
            return Ok(operand.clone());
        }
        let (method, sign) = match operator {
            UnaryOp::Not => return Ok(Value::Bool(!self.truth_of(operand, "the operand of `not`")?)),
            UnaryOp::Invert => ("__invert__", "~"),
            UnaryOp::UAdd => ("__pos__", "+"),
            UnaryOp::USub => ("__neg__", "-"),
        };
        if matches!(operand, Value::Instance(_) | Value::Class(_))
            && let Some(found) = self.special(operand, method).filter(|found| !of_value_type(found))
        {
            let _ = found;
            return self.call_special(operand, method, Vec::new());
        }
        match (operator, operand.base()) {
            (UnaryOp::USub, Value::Float(value)) => return Ok(Value::Float(-value)),
            (UnaryOp::UAdd, Value::Float(value)) => return Ok(Value::Float(value)),
            (_, value) => {
                if let Some(number) = big(&value) {
                    return Ok(Value::big(match operator {
                        UnaryOp::USub => -number,
                        UnaryOp::Invert => -number - 1,
                        _ => number,
                    }));
                }
            }
        }
        if let Some(unknown) = self.class_of(operand).unknown_base() {
            return Ok(Value::Unknown(unknown));
        }
        let name = self.type_name(operand);
        Err(self.raise("TypeError", format!("bad operand type for unary {sign}: '{name}'")))
    }
}

/// Equality of values without special methods; `None` when it needs more than a look.
fn plain_equal(a: &Value, b: &Value) -> Option<bool> {
    Some(match (a, b) {
        (Value::Str(a), Value::Str(b)) => a == b,
        (Value::Bytes(a), Value::Bytes(b)) => a == b,
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::None, Value::None) => true,
        (
            Value::Bool(_) | Value::Int(_) | Value::BigInt(_) | Value::Float(_),
            Value::Bool(_) | Value::Int(_) | Value::BigInt(_) | Value::Float(_),
        ) => match (big(a), big(b)) {
            (Some(a), Some(b)) => a == b,
            _ => float(a) == float(b),
        },
        (Value::Str(_) | Value::Int(_) | Value::None | Value::Bool(_), Value::Str(_) | Value::None)
        | (Value::Str(_) | Value::None, Value::Int(_) | Value::Bool(_)) => false,
        _ => return None,
    })
}

fn set_of(value: &Value) -> Option<Set> {
    match value {
        Value::Set(set) => Some(set.borrow().clone()),
        Value::FrozenSet(set) => Some((**set).clone()),
        _ => None,
    }
}

fn combine(operator: Operator, mut x: Set, y: &Set) -> Set {
    match operator {
        Operator::BitOr => {
            for (key, value) in &y.entries {
                x.entries.entry(key.clone()).or_insert_with(|| value.clone());
            }
        }
        Operator::BitAnd => x.entries.retain(|key, _| y.entries.contains_key(key)),
        Operator::Sub => x.entries.retain(|key, _| !y.entries.contains_key(key)),
        _ => {
            let mut result = Set::default();
            for (key, value) in &x.entries {
                if !y.entries.contains_key(key) {
                    result.entries.insert(key.clone(), value.clone());
                }
            }
            for (key, value) in &y.entries {
                if !x.entries.contains_key(key) {
                    result.entries.insert(key.clone(), value.clone());
                }
            }
            return result;
        }
    }
    x
}

/// `len(range(start, stop, step))`.
pub fn range_length(start: i64, stop: i64, step: i64) -> i64 {
    let (start, stop, step) = (i128::from(start), i128::from(stop), i128::from(step));
    let length = if step > 0 && start < stop {
        (stop - start - 1) / step + 1
    } else if step < 0 && start > stop {
        (start - stop - 1) / -step + 1
    } else {
        0
    };
    i64::try_from(length).unwrap_or(i64::MAX)
}
