//! `math`.

use num_bigint::BigInt;
use num_traits::{FromPrimitive, One, Signed, ToPrimitive, Zero};

use crate::python::builtins::argument::{big_int_of, want_int};
use crate::python::builtins::function::real;
use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::library::ModuleBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

type Real = fn(f64) -> f64;

/// # Errors
/// None.
pub fn build(_: &mut Interpreter, module: &mut ModuleBuilder) -> Evaluated<()> {
    for (name, value) in [
        ("pi", std::f64::consts::PI),
        ("e", std::f64::consts::E),
        ("tau", std::f64::consts::TAU),
        ("inf", f64::INFINITY),
        ("nan", f64::NAN),
    ] {
        module.value(name, Value::Float(value));
    }
    let plain: &[(&str, Real)] = &[
        ("sin", f64::sin),
        ("cos", f64::cos),
        ("tan", f64::tan),
        ("asin", f64::asin),
        ("acos", f64::acos),
        ("atan", f64::atan),
        ("sinh", f64::sinh),
        ("cosh", f64::cosh),
        ("tanh", f64::tanh),
        ("exp", f64::exp),
        ("expm1", f64::exp_m1),
        ("log1p", f64::ln_1p),
        ("sqrt", f64::sqrt),
        ("cbrt", f64::cbrt),
        ("fabs", f64::abs),
        ("degrees", f64::to_degrees),
        ("radians", f64::to_radians),
        ("log2", f64::log2),
        ("log10", f64::log10),
    ];
    for (name, function) in plain {
        module.function(name, "x, /", move |i, b| {
            let x = real(i, &b.value("x"))?;
            let result = function(x);
            if result.is_nan() && !x.is_nan() || result == f64::NEG_INFINITY && x == 0.0 {
                return Err(i.raise("ValueError", "math domain error"));
            }
            if result.is_infinite() && x.is_finite() {
                return Err(i.raise("OverflowError", "math range error"));
            }
            Ok(Value::Float(result))
        });
    }
    for (name, function) in [
        ("atan2", f64::atan2 as fn(f64, f64) -> f64),
        ("copysign", f64::copysign),
        ("fmod", |x, y| x % y),
        ("pow", f64::powf),
        ("hypot", f64::hypot),
    ] {
        module.function(name, "x, y, /", move |i, b| {
            Ok(Value::Float(function(real(i, &b.value("x"))?, real(i, &b.value("y"))?)))
        });
    }
    for (name, rounding) in
        [("ceil", f64::ceil as fn(f64) -> f64), ("floor", f64::floor), ("trunc", f64::trunc)]
    {
        module.function(name, "x, /", move |i, b| whole(i, &b, name, rounding));
    }
    for (name, test) in [
        ("isnan", (|x: f64| x.is_nan()) as fn(f64) -> bool),
        ("isinf", |x| x.is_infinite()),
        ("isfinite", |x| x.is_finite()),
    ] {
        module.function(name, "x, /", move |i, b| Ok(Value::Bool(test(real(i, &b.value("x"))?))));
    }
    module.function("isclose", "a, b, *, rel_tol=1e-09, abs_tol=0.0", |i, bound| {
        let (a, b) = (real(i, &bound.value("a"))?, real(i, &bound.value("b"))?);
        let mut tolerance = |name: &str, default: f64| match bound.get(name) {
            Some(value) => real(i, value),
            None => Ok(default),
        };
        let (relative, absolute) = (tolerance("rel_tol", 1e-9)?, tolerance("abs_tol", 0.0)?);
        let close = a == b || (a - b).abs() <= (relative * a.abs().max(b.abs())).max(absolute);
        Ok(Value::Bool(close))
    });
    module.function("log", "x, base=None, /", |i, b| {
        let x = real(i, &b.value("x"))?;
        if x <= 0.0 {
            return Err(i.raise("ValueError", "math domain error"));
        }
        match b.get("base") {
            None | Some(Value::None) => Ok(Value::Float(x.ln())),
            Some(base) => Ok(Value::Float(x.ln() / real(i, &base.clone())?.ln())),
        }
    });
    module.function("modf", "x, /", |i, b| {
        let x = real(i, &b.value("x"))?;
        Ok(Value::tuple(vec![Value::Float(x.fract()), Value::Float(x.trunc())]))
    });
    module.function("fsum", "seq, /", |i, b| {
        let mut total = 0.0;
        for item in i.iterate(&b.value("seq"))? {
            total += real(i, &item)?;
        }
        Ok(Value::Float(total))
    });
    module.function("dist", "p, q, /", |i, b| {
        let (p, q) = (i.iterate(&b.value("p"))?, i.iterate(&b.value("q"))?);
        let mut total = 0.0;
        for (x, y) in p.iter().zip(&q) {
            total += (real(i, x)? - real(i, y)?).powi(2);
        }
        Ok(Value::Float(total.sqrt()))
    });
    module.function("prod", "iterable, /, *, start=1", |i, b| {
        let mut total = b.get("start").cloned().unwrap_or(Value::Int(1));
        for item in i.iterate(&b.value("iterable"))? {
            total = i.binary(ruff_python_ast::Operator::Mult, &total, &item)?;
        }
        Ok(total)
    });
    module.function("gcd", "*integers", |i, b| fold(i, &b, BigInt::zero(), gcd));
    module.function("lcm", "*integers", |i, b| {
        fold(i, &b, BigInt::one(), |a, b| {
            if a.is_zero() || b.is_zero() { BigInt::zero() } else { &a / gcd(a.clone(), b.clone()) * b }
        })
    });
    module.function("isqrt", "n, /", |i, b| match big_int_of(&b.value("n")) {
        Some(n) if !n.is_negative() => Ok(Value::big(n.sqrt())),
        _ => Err(i.raise("ValueError", "isqrt() argument must be nonnegative")),
    });
    module.function("factorial", "n, /", |i, b| {
        let n = want_int(i, &b.value("n"))?;
        if n < 0 {
            return Err(i.raise("ValueError", "factorial() not defined for negative values"));
        }
        if n > 5000 {
            return Err(i.refuse("a factorial of thousands of digits"));
        }
        Ok(Value::big((1..=n).map(BigInt::from).product()))
    });
    for (name, ordered) in [("comb", false), ("perm", true)] {
        module.function(name, "n, k=None, /", move |i, b| {
            let n = want_int(i, &b.value("n"))?;
            let k = if b.value("k").is_none() { n } else { want_int(i, &b.value("k"))? };
            if n < 0 || k < 0 {
                return Err(i.raise("ValueError", "n must be a non-negative integer"));
            }
            if k > n {
                return Ok(Value::Int(0));
            }
            if k > 5000 {
                return Err(i.refuse("a number of thousands of digits"));
            }
            let mut result = BigInt::one();
            for step in 0..k {
                result *= n - step;
                if !ordered {
                    result /= step + 1;
                }
            }
            Ok(Value::big(result))
        });
    }
    Ok(())
}

fn gcd(a: BigInt, b: BigInt) -> BigInt {
    let (mut a, mut b) = (a.abs(), b.abs());
    while !b.is_zero() {
        let rest = &a % &b;
        a = std::mem::replace(&mut b, rest);
    }
    a
}

fn fold(i: &mut Interpreter, bound: &Bound, start: BigInt, step: fn(BigInt, BigInt) -> BigInt) -> Evaluated {
    let mut total = start;
    for value in &bound.rest {
        match big_int_of(value) {
            Some(number) => total = step(total, number),
            None => {
                let class = i.type_name(value);
                let message = format!("'{class}' object cannot be interpreted as an integer");
                return Err(i.raise("TypeError", message));
            }
        }
    }
    Ok(Value::big(total.abs()))
}

fn whole(interpreter: &mut Interpreter, bound: &Bound, name: &str, rounding: fn(f64) -> f64) -> Evaluated {
    let value = bound.value("x");
    if let Some(number) = big_int_of(&value) {
        return Ok(Value::big(number));
    }
    let special = format!("__{name}__");
    if let Value::Instance(_) = value
        && interpreter.class_of(&value).lookup(&special).is_some()
    {
        return interpreter.call_method(&value, &special, Vec::new());
    }
    let number = rounding(real(interpreter, &value)?);
    match BigInt::from_f64(number) {
        Some(number) => Ok(number.to_i64().map_or_else(|| Value::big(number), Value::Int)),
        None if number.is_nan() => {
            Err(interpreter.raise("ValueError", "cannot convert float NaN to integer"))
        }
        None => Err(interpreter.raise("OverflowError", "cannot convert float infinity to integer")),
    }
}
