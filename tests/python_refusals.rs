//! What the evaluator doesn't know, and what it must survive: refusals that name the line and the
//! construct, errors with tracebacks, limits, and input of any kind.

use std::path::Path;

use gen_migration::error::Error;
use gen_migration::python::{Interpreter, Library, Limits, Options, Raise, Value, with_large_stack};

/// Runs a text; `mystery` is an Unknown of its line 1.
fn run_with(text: &str, limits: Limits) -> (Vec<String>, Option<(Error, bool)>) {
    let mut library = Library::standard();
    library.module("mystery", |interpreter, module| {
        let unknown = interpreter.unknown("`mystery` is different in every run");
        module.value("thing", unknown);
        Ok(())
    });
    let options = Options { limits, ..Options::default() };
    let mut interpreter = Interpreter::new(options, library);
    let result = interpreter.run_source(text.to_owned(), Path::new("program.py"), "program");
    let error = result.err().map(|raise| {
        let refused = matches!(*raise, Raise::Refusal { .. });
        (interpreter.error(raise), refused)
    });
    (interpreter.output(), error)
}

fn run(text: &str) -> (Vec<String>, Option<(Error, bool)>) {
    with_large_stack(|| run_with(text, Limits { steps: 2_000_000, ..Limits::default() }))
}

#[test]
fn an_unknown_is_refused_where_it_decides() {
    let cases = [
        ("if thing:\n    pass", 2, "the condition of `if`"),
        ("while thing.more():\n    pass", 2, "the condition of `while`"),
        ("x = 1\nfor i in thing[0]:\n    pass", 3, "what is iterated over"),
        ("[i for i in range(3) if thing > i]", 2, "the condition of a comprehension"),
        ("match thing:\n    case 1:\n        pass", 3, "the subject of `match`"),
        ("assert thing", 2, "the condition of `assert`"),
        ("print(*thing)", 2, "the iterable after *"),
        ("dict(a=1, **thing)", 2, "the mapping after **"),
        ("for i in {thing: 1}:\n    pass", 2, "what is iterated over"),
        ("thing() and print()", 2, "an operand of `and`"),
        ("raise thing('x')", 2, "the exception of `raise`"),
        ("try:\n    {}['k']\nexcept thing.Error:\n    pass", 4, "the class of `except`"),
        ("with thing:\n    {}['k']", 2, "whether `with` swallows a KeyError"),
    ];
    for (text, line, construct) in cases {
        let (_, error) = run(&format!("from mystery import thing\n{text}\n"));
        let (error, refused) = error.unwrap_or_else(|| panic!("not refused: {text}"));
        assert!(refused, "{text}: {error}");
        assert_eq!(error.place().map(|place| place.line), Some(line), "{text}: {error}");
        assert!(error.message().contains(construct), "{text}: {error}");
        assert!(error.message().contains("different in every run"), "{text}: {error}");
        assert!(error.message().contains("program.py:1"), "where it came from: {error}");
    }
}

#[test]
fn a_hash_that_is_not_computed_is_refused_where_its_digest_decides() {
    let (_, error) = run(
        "import hashlib\nh = hashlib.blake2b(b'x', person=b'p')\nh.update(b'y')\nif h.hexdigest() == 'a':\n    pass\n",
    );
    let (error, refused) = error.expect("not known");
    assert!(refused && error.message().contains("`hashlib.blake2b` is not computed"), "{error}");
    assert_eq!(error.place().map(|place| place.line), Some(4), "{error}");
}

#[test]
fn an_unknown_is_harmless_until_then() {
    let text = "
from mystery import thing
import third_party_nobody_has as tp
import mystery.part_not_modelled
from json.nothing_like_it import something
from third_party_nobody_has.deep import Name, other
a = thing.x.y(1, k=2)[3] + 4
b = -thing, thing == 1, 1 < thing, not_called if False else thing
c = f'{thing} and {a:>5}'
d, (e, f) = thing
thing.attribute = 5
thing['k'] = 1
g = thing or 'default'
h = 'x' if thing else 'y'
class Child(Name, tp.Other):
    own = 1
    def method(self):
        return self.own
i = Child(1, 2, z=3)
@other
def decorated():
    pass
with thing as w:
    inside = 1
print(i.own, i.method(), inside, Child.own, Child.__name__)
print([type(v).__name__ for v in (a, c, d, e, g, h, w, decorated, i.inherited, Child.unknown_too, tp.x)])
";
    let (output, error) = run(text);
    assert!(error.is_none(), "{}", error.map(|(error, _)| error.to_string()).unwrap_or_default());
    assert_eq!(output[0], "1 1 1 1 Child");
    assert_eq!(output[1], format!("[{}]", ["'unknown'"; 11].join(", ")));
}

#[test]
fn no_except_catches_a_refusal() {
    let text = "
from mystery import thing
try:
    if thing:
        pass
except BaseException:
    print('caught')
finally:
    print('finally')
";
    let (output, error) = run(text);
    assert!(output.is_empty(), "{output:?}");
    assert!(error.is_some_and(|(_, refused)| refused));
}

#[test]
fn an_exception_names_line_and_calls() {
    let text = "def inner(x):\n    return 1 / x\n\ndef outer():\n    return inner(0)\n\nouter()\n";
    let (_, error) = run(text);
    let (error, refused) = error.expect("it raises");
    assert!(!refused);
    assert_eq!(error.message(), "ZeroDivisionError: division by zero");
    let place = error.place().expect("a place");
    assert_eq!((place.line, place.source.trim()), (2, "return 1 / x"));
    let details = error.details().join("\n");
    for line in ["program.py:7", "program.py:5", "program.py:2"] {
        assert!(details.contains(line), "{details}");
    }
    let (_, error) =
        run("class E(Exception):\n    def __str__(self):\n        return 'own text'\nraise E()\n");
    assert_eq!(error.expect("it raises").0.message(), "program.E: own text");
    let (_, error) = run("x = (1,\n");
    let (error, _) = error.expect("a syntax error");
    assert!(error.message().starts_with("SyntaxError"), "{error}");
    assert!(error.place().is_some());
}

#[test]
fn what_has_no_end_is_ended() {
    let cases = [
        "while True:\n    pass",
        "def g():\n    while True:\n        yield 1\nfor x in g():\n    pass",
        "def g():\n    while True:\n        yield 1\nlist(g())",
        "import itertools\nsum(itertools.count())",
        "x = 'a'\nwhile True:\n    x = x + x",
        "x = [1]\nwhile True:\n    x = x * 2",
        "x = []\nfor i in x + [1]:\n    while True:\n        x.append(i)",
        "2 ** 10 ** 10",
        "[0] * 10 ** 12",
        "'x' * 10 ** 12",
        "list(range(10 ** 12))",
        "def f(): return f()\ntry:\n    f()\nexcept RecursionError:\n    while True: pass",
        "'%1000000000d' % 1 * 10 ** 9",
        "1 << 10 ** 12",
    ];
    for text in cases {
        let limits = Limits { steps: 300_000, items: 1_000_000, ..Limits::default() };
        let (_, error) = with_large_stack(|| run_with(text, limits));
        let (error, _) = error.unwrap_or_else(|| panic!("it went through: {text}"));
        assert!(error.place().is_some(), "{text}: {error}");
    }
}

#[test]
fn deep_recursion_is_pythons_own_error() {
    let cases = [
        "def f(n): return f(n + 1)\nf(0)",
        "class A:\n    def __repr__(self): return repr(self)\nrepr(A())",
        "class A:\n    def __getattr__(self, n): return getattr(self, n + 'x')\nA().y",
        "class A:\n    def __eq__(self, o): return self == o\nA() == A()",
        "class A:\n    def __add__(self, o): return self + o\nA() + A()",
        "def f(x): return sorted([1, 2], key=lambda k: f(k))\nf(1)",
        "def g():\n    yield from g()\nlist(g())",
        "a = []\nb = []\na.append(b)\nb.append(a)\na == b",
        "class M(type):\n    def __call__(cls): return cls()\nclass A(metaclass=M): pass\nA()",
        "class A:\n    @property\n    def p(self): return self.p\nA().p",
        "class A:\n    def __iter__(self): return iter(A())\nlist(A())",
    ];
    for text in cases {
        let (_, error) = run(text);
        let (error, _) = error.unwrap_or_else(|| panic!("it went through: {text}"));
        assert!(error.message().starts_with("RecursionError"), "{text}: {error}");
    }
}

/// Pieces of programs in any order: whatever happens, the process lives.
#[test]
fn nothing_panics() {
    let mut pieces: Vec<String> = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python");
    for entry in std::fs::read_dir(folder).expect("tests/python") {
        let text = std::fs::read_to_string(entry.expect("an entry").path()).expect("a program");
        pieces.extend(text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned));
    }
    let mut seed: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut random = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below as u64).unwrap_or(0)
    };
    with_large_stack(|| {
        for _ in 0..150 {
            let start = random(pieces.len());
            let mut lines: Vec<String> = pieces[start..(start + 12).min(pieces.len())].to_vec();
            let other = pieces[random(pieces.len())].clone();
            let at = random(lines.len());
            lines.insert(at, other);
            let mut text = lines.join("\n");
            if random(3) == 0 {
                let mut cut = random(text.len() + 1);
                while !text.is_char_boundary(cut) {
                    cut -= 1;
                }
                text.truncate(cut);
            }
            let limits = Limits { steps: 20_000, depth: 100, items: 100_000, ..Limits::default() };
            run_with(&text, limits);
        }
        for odd in [
            "\0",
            "\u{feff}x = 1",
            "\r\n\r",
            "(",
            "'",
            "f'{",
            "\t\tx",
            "def",
            "class",
            "@",
            "x = \\",
            "lambda",
            "é = 1\nprint(é)",
        ] {
            run_with(odd, Limits::default());
        }
        let nested = format!("{}1{}", "(".repeat(5_000), ")".repeat(5_000));
        run_with(&nested, Limits::default());
        let chain = format!("x = 1{}", " + 1".repeat(20_000));
        run_with(&chain, Limits::default());
        let dots = format!("x{}", ".y".repeat(20_000));
        run_with(&dots, Limits::default());
    });
}

#[test]
fn values_reach_natives() {
    with_large_stack(|| {
        let mut interpreter = Interpreter::new(Options::default(), Library::standard());
        let text = "class P:\n    x: 'list[int]'\n    y: int = 3\n    def m(self, a, *, b=2):\n        return a + b\n";
        let module = interpreter.run_source(text.into(), Path::new("p.py"), "p").expect("it runs");
        let class = module.attribute("P").expect("the class");
        let object = interpreter.call(&class, Default::default()).expect("an object");
        let sum = interpreter.call_method(&object, "m", vec![Value::Int(5)]).expect("a sum");
        assert!(matches!(sum, Value::Int(7)));
        let Value::Class(class) = &class else { panic!("a class") };
        let annotations = class.annotations.borrow().clone();
        assert_eq!(annotations.len(), 2);
        assert_eq!(interpreter.annotation_source(&annotations[0]), "'list[int]'");
        let value = interpreter.annotation(&annotations[0]).expect("it evaluates");
        assert!(interpreter.is_instance(&value, "typing.GenericAlias"));
        assert_eq!(interpreter.repr(&value).expect("text"), "list[int]");
        assert!(annotations[1].has_value);
        let place = class.defined_at.clone().expect("a place");
        assert_eq!(place.line, 1);
    });
}
