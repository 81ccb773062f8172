//! Hostile programs: whatever a project's text says, reading it ends within seconds, in little memory,
//! with an error and not with the end of the process.
//!
//! Each program runs in a process of its own, whose address space and time are limited from outside:
//! limits of the evaluator that fail to hold show as a death, not as a slow test.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use gen_migration::python::{Interpreter, Library, Limits, Options, with_large_stack};

/// Kilobytes of address space: the evaluator's stack is 1 GiB of it, touched or not.
const ADDRESS_SPACE: &str = "2600000";
/// For a debug build on a machine that others use as well.
const DEADLINE: Duration = Duration::from_secs(120);

/// What may come of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// An error, with this in its message.
    Error(&'static str),
    /// It may go through or not.
    Any,
}

use End::{Any, Error};

const CASES: &[(&str, &str, End)] = &[
    // without end
    ("loop", "while True: pass", Error("does this loop end")),
    ("loop of natives", "sum(iter(range(10**12)))", Error("")),
    ("map without end", "import itertools\nmax(map(abs, itertools.count()))", Error("")),
    ("any without end", "import itertools\nany(itertools.repeat(0))", Error("")),
    ("generator in generator", "def g():\n    while True:\n        yield from ()\nlist(g())", Error("")),
    (
        "handler loop",
        "while True:\n    try:\n        raise ValueError\n    except ValueError: pass",
        Error(""),
    ),
    // deep
    ("recursion", "def f(): return f()\nf()", Error("RecursionError")),
    (
        "recursion through repr",
        "class A:\n    def __repr__(self): return repr(self)\nrepr(A())",
        Error("RecursionError"),
    ),
    ("list in itself", "a = []\na.append(a)\nrepr(a)\nb = []\nb.append(b)\na == b", Error("RecursionError")),
    ("dict in itself", "a = {}\na[1] = a\nb = {}\nb[1] = b\nrepr(a)\na == b", Error("RecursionError")),
    ("hash of a deep tuple", "t = ()\nfor i in range(100000): t = (t,)\nhash(t)", Error("RecursionError")),
    ("key of a deep tuple", "t = ()\nfor i in range(100000): t = (t,)\n{t: 1}", Error("RecursionError")),
    ("repr of a deep list", "t = []\nfor i in range(100000): t = [t]\nrepr(t)", Error("RecursionError")),
    (
        "order of deep lists",
        "t = []\nu = []\nfor i in range(100000):\n    t = [t]\n    u = [u]\nt < u",
        Error("RecursionError"),
    ),
    (
        "copy of a deep list",
        "import copy\nt = []\nfor i in range(100000): t = [t]\ncopy.deepcopy(t)",
        Error("RecursionError"),
    ),
    (
        "json of a deep list",
        "import json\nt = []\nfor i in range(100000): t = [t]\njson.dumps(t)",
        Error("RecursionError"),
    ),
    ("deep json", "import json\njson.loads('[' * 100000)", Error("")),
    ("long chain dropped", "t = []\nfor i in range(300000): t = [t]\nt = None", Any),
    ("long chain of tuples dropped", "t = ()\nfor i in range(300000): t = (t,)\nt = None", Any),
    (
        "long chain of objects dropped",
        "class A: pass\nt = None\nfor i in range(200000):\n    a = A()\n    a.t = t\n    t = a\nt = None",
        Any,
    ),
    (
        "long chain of closures",
        "def wrap(f): return lambda: f()\nf = int\nfor i in range(100000): f = wrap(f)\nf()",
        Error("RecursionError"),
    ),
    ("long chain of iterators", "f = iter([1])\nfor i in range(100000): f = map(int, f)\nlist(f)", Any),
    ("isinstance of a deep tuple", "t = (int,)\nfor i in range(100000): t = (t,)\nisinstance('', t)", Any),
    (
        "exception in exception",
        "def f(n):\n    try:\n        raise ValueError\n    except ValueError:\n        f(n + 1)\nf(0)",
        Error("RecursionError"),
    ),
    // large
    ("string repeated", "'x' * 10**12", Error("more than")),
    ("list repeated", "[0] * 10**12", Error("more than")),
    ("power", "10**10**8", Error("")),
    ("power of powers", "x = 7\nfor i in range(100): x = x ** 7", Error("more than")),
    ("shift", "1 << 10**12", Error("more than")),
    ("range to list", "list(range(10**12))", Error("")),
    ("range to set", "set(range(10**12))", Error("")),
    ("range to dict", "dict.fromkeys(range(10**12))", Error("")),
    ("comprehension", "[[[i for i in range(10**6)] for j in range(10**6)] for k in range(10**6)]", Error("")),
    ("doubling", "x = 'ab'\nwhile True: x += x", Error("more than")),
    ("laughs", "a = ['ha'] * 10\nfor i in range(30): a = [a] * 10\nrepr(a)", Error("")),
    ("laughs in text", "x = 'ha'\nfor i in range(30): x = x.replace('a', x * 9)", Error("more than")),
    ("width", "format(1, '1000000000d')", Error("")),
    ("width of a field", "f'{1:>{10**9}}'", Error("")),
    ("percent width", "'%1000000000d' % 1", Error("")),
    ("precision", "'%.1000000000f' % 1", Error("")),
    ("justified", "'x'.ljust(10**11)", Error("more than")),
    ("zeros", "'x'.zfill(10**11)", Error("more than")),
    ("tabs", "'\\t'.expandtabs(10**11)", Error("more than")),
    ("joined", "('x' * 10**6).join(['y'] * 10**6)", Error("more than")),
    ("bytes", "bytes(10**12)", Error("")),
    ("bytes of an integer", "(1).to_bytes(10**12, 'big')", Error("more than")),
    ("many classes", "while True:\n    class A: pass", Error("")),
    ("many strings", "x = []\nwhile True: x.append('y' * 10**6)", Error("")),
    ("product", "import itertools\nlist(itertools.product(range(10**6), repeat=9))", Error("")),
    ("printed without end", "while True: print('x' * 10**5)", Error("")),
    ("factorial", "import math\nmath.factorial(10**9)", Error("")),
    // expressions of regular languages, and others
    ("catastrophic expression", "import re\nre.match(r'(a+)+\\1$', 'a' * 5000 + 'b')", Any),
    ("linear expression", "import re\nre.match(r'(a+)+$', 'a' * 50000 + 'b')", Any),
    ("large expression", "import re\nre.compile('((a{1000}){1000}){1000}')", Error("")),
    ("deep expression", "import re\nre.compile('(' * 100000)", Error("")),
    ("eval", "eval('(' * 100000)", Error("")),
    ("classes on classes", "A = object\nfor i in range(3000): A = type('A', (A,), {})", Any),
    (
        "class with many bases",
        "class A: pass\nbases = tuple(type(f'B{i}', (A,), {}) for i in range(500))\ntype('C', bases, {})",
        Any,
    ),
];

/// Programs that are made: what they are called, and their bytes.
fn made() -> Vec<(&'static str, Vec<u8>, End)> {
    let text = |text: String| text.into_bytes();
    vec![
        ("nested parentheses", text("(".repeat(1_000_000)), Error("too many nested parentheses")),
        (
            "closed parentheses",
            text(format!("x = {}1{}", "(".repeat(100_000), ")".repeat(100_000))),
            Error("too many"),
        ),
        (
            "nested lists",
            text(format!("x = {}{}", "[".repeat(100_000), "]".repeat(100_000))),
            Error("too many"),
        ),
        ("not", text(format!("x = {}1", "not ".repeat(200_000))), Error("too many")),
        ("minus", text(format!("x = {}1", "-".repeat(200_000))), Error("too many")),
        ("lambda", text(format!("x = {}1", "lambda: ".repeat(200_000))), Error("too many")),
        ("sum", text(format!("x = 1{}", " + 1".repeat(200_000))), Error("too many")),
        ("sum of names", text(format!("x = 1\ny = x{}", " + x".repeat(2_500))), Any),
        ("powers", text(format!("x = 1{}", " ** 1".repeat(200_000))), Error("too many")),
        ("attributes", text(format!("x = y{}", ".z".repeat(200_000))), Error("too many")),
        ("calls", text(format!("x = y{}", "()".repeat(200_000))), Error("too many")),
        ("conditions", text(format!("x = {}1", "1 if 0 else ".repeat(200_000))), Error("too many")),
        (
            "blocks",
            text((0..2_000).map(|depth| format!("{}if 1:\n", " ".repeat(depth))).collect()),
            Error("too many"),
        ),
        ("branches", text(format!("x = 1\nif x: pass\n{}", "elif x: pass\n".repeat(20_000))), Any),
        ("a line of 10 MB", text(format!("x = '{}'", "y".repeat(10_000_000))), Any),
        ("a comment of 10 MB", text(format!("# {}", "y".repeat(10_000_000))), Any),
        ("many statements", text("x = 1\n".repeat(200_000)), Any),
        ("a number of many digits", text(format!("x = {}", "9".repeat(1_000_000))), Any),
        ("no end of a string", text("x = '''".to_owned() + &"a".repeat(100_000)), Error("SyntaxError")),
        ("no end of f-strings", text("f'{".repeat(10_000)), Error("SyntaxError")),
        ("f-string in f-string", text("f\"{".repeat(10_000)), Error("SyntaxError")),
        ("zero bytes", b"x = 1\0\nwhile True: pass".to_vec(), Error("")),
        ("only zero bytes", vec![0; 100_000], Error("")),
        ("not UTF-8", b"x = '\xff\xfe'\n".to_vec(), Error("isn't UTF-8")),
        ("Latin-1 as declared", b"# -*- coding: latin-1 -*-\nassert len('\xe9') == 1\n".to_vec(), Any),
        ("mark", b"\xef\xbb\xbfx = 1\n".to_vec(), Any),
        ("UTF-16", "x = 1".encode_utf16().flat_map(u16::to_le_bytes).collect(), Error("")),
        ("another coding", b"# coding: utf-7\nx = '\xff'\n".to_vec(), Error("isn't UTF-8")),
    ]
}

/// The child's half: runs the file that the variable names and says how it ended.
#[test]
#[ignore = "started by the test below, in a process of its own"]
#[expect(clippy::print_stdout, reason = "the parent reads the answer there")]
fn child() {
    let Some(file) = std::env::var_os("HOSTILE_PROGRAM").map(PathBuf::from) else { return };
    let answer = with_large_stack(|| {
        let limits = Limits { steps: 5_000_000, memory: 128 << 20, ..Limits::default() };
        let options = Options { limits, ..Options::default() };
        let mut interpreter = Interpreter::new(options, Library::standard());
        match interpreter.run_file(&file, "program") {
            Ok(_) => "went through".to_owned(),
            Err(raise) => format!("error: {}", interpreter.error(raise)),
        }
    });
    println!("\nANSWER {}", answer.lines().next().unwrap_or_default());
}

/// What the child answered, or how it died.
fn run(file: &Path) -> Result<String, String> {
    let program = std::env::current_exe().expect("this program");
    let mut child = Command::new("sh")
        .args(["-c", &format!("ulimit -v {ADDRESS_SPACE}; ulimit -c 0; exec \"$0\" \"$@\"")])
        .arg(program)
        .args(["--exact", "child", "--ignored", "--nocapture", "--test-threads=1"])
        .env("HOSTILE_PROGRAM", file)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a child");
    let (mut out, mut errors) = (child.stdout.take().expect("stdout"), child.stderr.take().expect("stderr"));
    let reader = std::thread::spawn(move || {
        let (mut said, mut complained) = (Vec::new(), Vec::new());
        let _ = out.read_to_end(&mut said);
        let _ = errors.read_to_end(&mut complained);
        (String::from_utf8_lossy(&said).into_owned(), String::from_utf8_lossy(&complained).into_owned())
    });
    let start = Instant::now();
    let status = loop {
        match child.try_wait().expect("its state") {
            Some(status) => break Some(status),
            None if start.elapsed() > DEADLINE => {
                child.kill().expect("its end");
                child.wait().expect("its end");
                break None;
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let (said, complained) = reader.join().expect("its output");
    let answer = said.lines().find_map(|line| line.strip_prefix("ANSWER ")).map(str::to_owned);
    match (status, answer) {
        (None, _) => Err(format!("not over after {DEADLINE:?}")),
        (Some(status), Some(answer)) if status.success() => Ok(answer),
        (Some(status), _) => {
            Err(format!("{status}: {}", complained.lines().take(3).collect::<Vec<_>>().join(" | ")))
        }
    }
}

#[test]
fn hostile_programs_end_in_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases = CASES
        .iter()
        .map(|(name, text, end)| (*name, text.as_bytes().to_vec(), *end))
        .chain(made())
        .enumerate();
    let mut failures = Vec::new();
    for (index, (name, bytes, end)) in cases {
        let file = folder.path().join(format!("program{index}.py"));
        std::fs::write(&file, bytes).expect("a program");
        match (run(&file), end) {
            (Err(death), _) => failures.push(format!("{name}: {death}")),
            (Ok(answer), Error(part)) if !answer.starts_with("error") || !answer.contains(part) => {
                failures.push(format!("{name}: wanted {part:?}: {answer}"));
            }
            (Ok(_), _) => {}
        }
    }
    assert!(failures.is_empty(), "{} of them:\n{}", failures.len(), failures.join("\n"));
}

/// Programs of `tests/python`, cut, spliced and with bytes changed: from a seed, so that a failure can
/// be had again. `GEN_MIGRATION_FULL` runs many more.
#[test]
fn mutated_programs_neither_panic_nor_hang() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("tests/python")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .collect();
    files.sort();
    let texts: Vec<String> =
        files.iter().map(|file| std::fs::read_to_string(file).expect("a program")).collect();
    let programs: Vec<&str> = texts
        .iter()
        .flat_map(|text| text.split("#: ").skip(1))
        .filter(|text| !text.contains("#@ "))
        .collect();
    assert!(programs.len() > 300, "{} programs", programs.len());
    let full = std::env::var_os("GEN_MIGRATION_FULL").is_some();
    let (rounds, time) = if full { (50_000, 1_200) } else { (150, 20) };
    let start = Instant::now();
    for seed in 1..=rounds {
        if start.elapsed() > Duration::from_secs(time) {
            break;
        }
        let text = Mutator(seed).program(&programs);
        let took = Instant::now();
        let outcome = std::panic::catch_unwind(|| {
            with_large_stack(|| {
                let limits = Limits { steps: 50_000, items: 100_000, memory: 128 << 20, ..Limits::default() };
                let options = Options { limits, ..Options::default() };
                let mut interpreter = Interpreter::new(options, Library::standard());
                if let Err(raise) = interpreter.run_source(text.clone(), Path::new("program.py"), "program") {
                    let _ = interpreter.error(raise).to_string();
                }
            });
        });
        assert!(outcome.is_ok(), "seed {seed} panics:\n{text}");
        assert!(took.elapsed() < Duration::from_secs(60), "seed {seed} takes {:?}:\n{text}", took.elapsed());
    }
}

/// A generator of numbers, and what it does to programs.
struct Mutator(u64);

impl Mutator {
    fn below(&mut self, limit: usize) -> usize {
        // xorshift, started away from small seeds
        let mut x = self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        self.0 = x;
        usize::try_from((x >> 11) % limit.max(1) as u64).unwrap_or(0)
    }

    fn program(&mut self, programs: &[&str]) -> String {
        const TOKENS: &[&str] = &[
            "None",
            "0",
            "-1",
            "[]",
            "{}",
            "()",
            "''",
            "lambda: x",
            "*",
            "**",
            "@",
            ":=",
            "not ",
            "await ",
            "yield ",
            "async ",
            "class ",
            "def ",
            "self",
            "__init__",
            "__class__",
            "10**9",
            "1e400",
            "b'\\xff'",
            "f'{x!r:>{y}}'",
            "\\",
            "\n",
            "\n    ",
            ":",
            ".",
            "[::-1]",
            "(",
            ")",
            "é",
            "\u{1f600}",
            "\0",
        ];
        let start = self.below(programs.len());
        let mut lines: Vec<&str> = programs[start].lines().skip(1).collect();
        for _ in 0..self.below(4) {
            let other = self.below(programs.len());
            let more: Vec<&str> = programs[other].lines().skip(1).collect();
            let (from, at) = (self.below(more.len()), self.below(lines.len() + 1));
            let count = self.below(6).min(more.len() - from);
            lines.splice(at..at, more[from..from + count].iter().copied());
        }
        for _ in 0..self.below(3) {
            if !lines.is_empty() {
                let (from, to) = (self.below(lines.len()), self.below(lines.len()));
                lines.swap(from, to);
                lines.remove(to);
            }
        }
        let mut characters: Vec<char> = lines.join("\n").chars().collect();
        for _ in 0..self.below(6) {
            let at = self.below(characters.len() + 1);
            let end = (at + self.below(8)).min(characters.len());
            let token = TOKENS[self.below(TOKENS.len())];
            characters.splice(at..end, token.chars());
        }
        characters.into_iter().collect()
    }
}
