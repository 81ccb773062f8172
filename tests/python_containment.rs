//! Imported modules with statements that can't be followed: what such a statement could have changed is
//! not known, what it could not have changed is; and where that can't be told, the import is refused.
//! Installed packages that can't be read to their end are unknown.

use std::path::{Path, PathBuf};

use gen_migration::python::{Interpreter, Library, Options, with_large_stack};
use gen_migration::{metadata, sqlalchemy};

/// Files that are imported, then the program's lines; `mystery.thing` is Unknown.
fn run(files: &[(&str, &str)], program: &str) -> Result<Vec<String>, String> {
    run_with(files, program, false)
}

fn run_with(files: &[(&str, &str)], program: &str, loose: bool) -> Result<Vec<String>, String> {
    let root = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = root.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, text).expect("written");
    }
    let folders: Vec<PathBuf> = vec![root.path().to_path_buf(), root.path().join("lib/site-packages")];
    with_large_stack(|| {
        let mut library = Library::standard();
        sqlalchemy::register(&mut library);
        metadata::register(&mut library);
        library.module("mystery", |interpreter, module| {
            let unknown = interpreter.unknown("`mystery` is different in every run");
            module.value("thing", unknown);
            Ok(())
        });
        let options = Options { search_path: folders, ..Options::default() };
        let mut interpreter = Interpreter::new(options, library);
        interpreter.loosen_imports(loose);
        match interpreter.run_source(program.to_owned(), Path::new("program.py"), "program") {
            Ok(_) => Ok(interpreter.output()),
            Err(raise) => Err(interpreter.error(raise).to_string()),
        }
    })
}

/// The names of a module that the program finds Unknown, of those asked for.
fn unknown_names(module: &str, names: &str) -> Result<Vec<String>, String> {
    let text = format!("import mystery\nfrom mystery import thing\n{module}");
    let program = format!(
        "import m\nprint(*[n for n in '{names}'.split() if type(getattr(m, n)).__name__ == 'unknown'])\n"
    );
    run(&[("m.py", &text)], &program)
}

#[test]
fn a_module_that_gave_its_globals_away_may_hold_any_name() {
    for fill in ["thing.build(globals())", "_globals = globals()\nthing.build('filled', module=_globals)"] {
        let module = format!("from mystery import thing\nown = 1\n{fill}\nlast = 2\n");
        let program = "import filled\nfrom filled import Value\nprint(filled.own, filled.last, type(Value).__name__, type(filled.Other).__name__)\n";
        for file in ["filled.py", "lib/site-packages/filled.py"] {
            assert_eq!(
                run(&[(file, &module)], program),
                Ok(vec!["1 2 unknown unknown".to_owned()]),
                "{fill}"
            );
        }
    }
    // a function that stops on its way, of a package that is not followed
    let builder =
        "def build(descriptor, module):\n    for name in descriptor.names:\n        module[name] = name\n";
    let module = "from mystery import thing\nfrom builder import build\ndef f(): pass\nown = 1\n_globals = globals()\nbuild(thing, _globals)\nlast = 2\n";
    let program = "import filled\nfrom filled import Value\nprint(*[type(x).__name__ for x in (filled.f, filled.own, filled.last, Value)])\n";
    let files = [("filled.py", module), ("lib/site-packages/builder.py", builder)];
    assert_eq!(run(&files, program), Ok(vec!["unknown unknown int unknown".to_owned()]));
    let module = "from mystery import thing\nthing.build({})\n";
    let error =
        run(&[("filled.py", module)], "from filled import Value\n").expect_err("nothing was given away");
    assert!(error.contains("cannot import name 'Value'"), "{error}");
}

#[test]
fn what_a_statement_could_have_changed_is_unknown() {
    let cases = [
        // bound in a branch, a loop, a comprehension's condition
        ("a = b = 1\nif thing:\n    a = 2\nelse:\n    c = 3\nd = 4", "a b c d", "a c"),
        ("a = {}\nb = []\nfor x in thing:\n    a[x.name] = x\n    c = x", "a b c", "a c"),
        ("a = []\nwhile thing.more():\n    a.append(thing.next())\nb = 1", "a b", "a"),
        ("a = [x for x in range(3) if thing > x]\nb = 1", "a b", "a"),
        // only looked at
        ("a = {'k': 1}\nb = [x for x in thing if x in a]\nc = a['k']", "a b c", "b"),
        // inside an if that is decided
        ("import sys\nif sys:\n    a = 1\n    if thing:\n        b = 2\n    c = 3", "a b c", "b"),
        // what a function does to its module
        (
            "a = 0\nb = []\ndef f():\n    global a\n    a = 1\n    if thing:\n        b.append(a)\nf()\nc = 5",
            "a b c",
            "a b",
        ),
        ("def f(x):\n    return [y for y in x if thing]\na = f([1])\nb = f", "a b", "a"),
        (
            "try:\n    if thing:\n        raise KeyError\n    a = 1\nexcept KeyError:\n    b = 2\nc = 3",
            "a b c",
            "a b",
        ),
        ("class C:\n    if thing:\n        x = 1\n    def m(self):\n        pass\nb = 1", "C b", "C"),
        (
            "import logging\nlog = logging.getLogger('x')\nif thing:\n    log.warning('%s', thing)\na = log",
            "a log",
            "",
        ),
    ];
    for (module, names, expected) in cases {
        let found = unknown_names(module, names).unwrap_or_else(|error| panic!("{module}\n{error}"));
        assert_eq!(found.join(" "), expected, "{module}");
    }
}

#[test]
fn where_that_is_more_than_can_be_told_the_import_is_refused() {
    let registry = (
        "registry.py",
        "known = []\nclass Base:\n    classes = []\n    def __init_subclass__(cls):\n        Base.classes.append(cls)\n",
    );
    let cases = [
        // others hold the same list
        "from registry import known\nfor x in thing:\n    known.append(x)",
        "import registry\nfor x in thing:\n    registry.known.append(x)",
        "import registry\nif thing:\n    registry.more = 1",
        // a base that keeps its classes
        "from registry import Base\nif thing:\n    class C(Base):\n        pass",
        "from registry import Base\nclass C(Base):\n    if thing:\n        x = 1",
        // the state of the process
        "import os\nif thing:\n    os.environ['X'] = '1'",
        "import sys\nif thing:\n    sys.path.append('x')",
        "if thing:\n    globals()['a'] = 1",
        "if thing:\n    locals()['a'] = 1",
        "for x in thing:\n    vars()[x] = 1",
        "def f():\n    from registry import known\n    known.append(1)\nif thing:\n    f()",
    ];
    for module in cases {
        let text = format!("from mystery import thing\n{module}\n");
        let outcome = run(&[registry, ("m.py", &text)], "import m\n");
        let error = outcome.expect_err(module);
        assert!(error.contains("different in every run"), "{module}\n{error}");
        assert!(error.contains("m.py:"), "{module}\n{error}");
    }
}

#[test]
fn the_program_itself_is_never_contained() {
    let error = run(&[], "from mystery import thing\nif thing:\n    a = 1\n").expect_err("refused");
    assert!(error.contains("the condition of `if`"), "{error}");
}

#[test]
fn the_refusal_is_told_where_the_name_is_needed() {
    let module = "from mystery import thing\nif thing:\n    limit = 2\n";
    let error = run(&[("m.py", module)], "import m\nif m.limit:\n    pass\n").expect_err("refused");
    for part in ["the condition of `if`", "m.py:2", "different in every run"] {
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn an_installed_package_that_cannot_be_read_is_unknown() {
    let package = |name: &'static str, text: &'static str| -> (String, &'static str) {
        (format!("lib/site-packages/{name}"), text)
    };
    let files = [
        package("broken/__init__.py", "from .part import Part\nimport io\nprint('read')\n"),
        package("broken/part.py", "first = 1\nclass Part:\n    pass\nPart.no_such_method()\n"),
        package(
            "refusing.py",
            "from mystery import thing\nimport sys\nif thing:\n    sys.path.append('x')\n",
        ),
        package("missing.py", "import broken.absent\n"),
        package("compiled/__init__.py", "from ._speedups import fast\n"),
        package("compiled/_speedups.cpython-311-x86_64-linux-gnu.so", ""),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let program = "
import broken, refusing, compiled
from broken.part import first
print([type(x).__name__ for x in (broken, broken.Part, first, refusing, refusing.thing, compiled, compiled.fast)])
try:
    import missing
except ModuleNotFoundError as error:
    print(error)
class Own(broken.Part):
    x = 1
print(Own.x)
";
    let output = run(&files, program).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(
        output,
        [
            "read",
            "['module', 'unknown', 'unknown', 'unknown', 'unknown', 'module', 'unknown']",
            "No module named 'broken.absent'",
            "1",
        ]
    );
    // the project's own modules are not excused
    let error = run(&[("own.py", "class Part:\n    pass\nPart.no_such_method()\n")], "import own\n")
        .expect_err("raises");
    assert!(error.contains("AttributeError"), "{error}");
}

#[test]
fn names_of_the_standard_library_that_are_not_modelled_are_unknown() {
    let program = "
import io, os
print(type(io.IncrementalNewlineDecoder).__name__, hasattr(os, 'sched_yield'), hasattr(os, 'no_such_thing'))
class Own(io.IncrementalNewlineDecoder):
    x = 1
print(Own.x)
";
    let output = run(&[], program).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(output, ["unknown True False", "1"]);
}

#[test]
fn collections_of_unknown_size_are_unknown() {
    let program = "
from mystery import thing
print([type(x).__name__ for x in ([1, *thing], (1, *thing), {1, *thing}, {'a': 1, **thing})])
";
    let output = run(&[], program).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(output, ["['unknown', 'unknown', 'unknown', 'unknown']"]);
}

#[test]
fn imports_of_a_revision_file_leave_out_what_they_cannot_follow() {
    let files = [
        ("registry.py", "known = []\nother = []\nclass Base:\n    pass\n"),
        (
            "m.py",
            "from mystery import thing\nimport registry\nfrom registry import Base, known\n\
             for x in thing:\n    known.append(x)\n\
             if thing:\n    registry.more = 1\n\
             if thing:\n    class C(Base):\n        x = 1\n\
             raised = known.no_such_method()\n\
             def set_up():\n    raise Exception('no context')\n\
             limit = set_up()\n\
             plain = 5\n",
        ),
        ("absent.py", "import nowhere_to_be.found\nfrom registry import nothing\n"),
    ];
    let program = "
import m, registry
print(m.plain, registry.other)
print(*[type(x).__name__ for x in (m.C, m.raised, m.limit, m.known, registry.known)])
try:
    import absent
except ImportError as error:
    print(error.name)
";
    let output = run_with(&files, program, true).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(output, ["5 []", "unknown unknown unknown unknown unknown", "registry"]);
    // what such a statement would have changed is refused where it is needed
    let error = run_with(
        &files,
        "import m\nfrom registry import known\nprint(len(known) > 1)\nfor k in known:\n    pass\n",
        true,
    );
    let error = error.expect_err("refused");
    assert!(error.contains("different in every run"), "{error}");
}

#[test]
fn an_object_that_a_statement_left_out_would_have_changed_is_unknown_by_every_way_to_it() {
    let registry = "known = []\nby_name = {'k': known}\npair = (known, 1)\ndef give():\n    for one in by_name.values():\n        return one\n\
                    def outer():\n    inner = known\n    return lambda: inner\nkeep = outer()\n";
    let module =
        "from mystery import thing\nfrom registry import known\nfor x in thing:\n    known.append(x)\n";
    for way in [
        "getattr(registry, 'known')",
        "registry.by_name['k']",
        "registry.by_name.get('k')",
        "registry.by_name.get(key='k', default=1) if False else registry.by_name.pop('k')",
        "registry.pair[0]",
        "registry.give()",
        "registry.keep()",
        "[k for k in registry.pair][0]",
        "next(iter(registry.pair))",
        "max(*registry.pair, key=lambda k: k == 1)",
    ] {
        let program = format!("import m, registry\nfor x in {way}:\n    pass\n");
        let error = run_with(&[("registry.py", registry), ("m.py", module)], &program, true).expect_err(way);
        assert!(error.contains("different in every run"), "{way}\n{error}");
    }
}

#[test]
fn what_is_set_of_modules_and_classes_by_a_statement_left_out_is_unknown() {
    let settings = "PREFIX = 'a'\nOTHER = 'b'\nclass Names:\n    table = 't'\n    key = 'k'\n";
    let boxes = "class Box:\n    def __init__(self):\n        self.size = 1\n        self.grown = 0\n    def grow(self):\n        self.size = self.grown = 2\n    \
                 def look(self):\n        return self.size\nclass Only(Box):\n    one = None\n    def __new__(cls):\n        cls.one = cls.one or object.__new__(cls)\n        return cls.one\n\
                 full = Box()\nonly = Only()\n";
    // the statement; what is Unknown after it of the settings
    let cases = [
        ("if thing:\n    settings.PREFIX = 'x'", "PREFIX"),
        ("for x in thing:\n    settings.ADDED = x", "ADDED"),
        ("def set_up(given):\n    given.PREFIX = 'x'\n    raise ValueError\nset_up(settings)", "PREFIX"),
        ("if thing:\n    settings.Names.table = 'x'", "Names.table"),
        ("if thing:\n    setattr(settings.Names, thing, 'x')", "Names.table Names.key"),
        ("if thing:\n    setattr(settings, thing, 'x')", "PREFIX OTHER"),
        // of an instance what is set of it, by whatever name leads to it
        ("import box\nfor x in thing:\n    box.full.size = x", "full.size"),
        ("import box\nfor x in thing:\n    box.full.grow()", "full.size full.grown"),
        ("import box\nfor x in thing:\n    box.full.look()", ""),
        ("import box\nfor x in thing:\n    box.Box()", ""),
        ("import box\nfor x in thing:\n    box.Only().size", "only.size only.grown"),
        ("import box\nfor x in thing:\n    vars(box.full)['size'] = 1", "full.size full.grown"),
        ("import box\nfor x in thing:\n    setattr(box.full, x, 1)", "full.size full.grown"),
        // an instance's are its own
        (
            "class Own(settings.Names):\n    def __init__(self):\n        self.table = thing\nif thing:\n    Own()",
            "",
        ),
        (
            "class Own(settings.Names):\n    def set(cls):\n        cls.table = 1\nsettings.Own = Own\nif thing:\n    Own.set(Own)",
            "Own.table",
        ),
    ];
    for (statement, expected) in cases {
        let module = format!("from mystery import thing\nimport settings\n{statement}\n");
        let program = "import m, settings
settings.full, settings.only = m.box.full if hasattr(m, 'box') else 1, m.box.only if hasattr(m, 'box') else 1
for name in 'PREFIX OTHER ADDED Names.table Names.key Own.table full.size full.grown only.size only.grown'.split():
    found = settings
    for part in name.split('.'):
        found = getattr(found, part, None)
    if type(found).__name__ == 'unknown':
        print(name)
";
        let files = [("settings.py", settings), ("box.py", boxes), ("m.py", &*module)];
        let output = run_with(&files, program, true);
        assert_eq!(output.map(|lines| lines.join(" ")).as_deref(), Ok(expected), "{statement}");
    }
    // names that nobody can see
    for statement in
        ["from settings import *\n    PREFIX", "globals()['PREFIX'] = 'x'", "vars()['PREFIX'] = 'x'"]
    {
        let module = format!("from mystery import thing\nPREFIX = 'own'\nif thing:\n    {statement}\n");
        let program = "import m\nprint(type(m.PREFIX).__name__, type(m.OTHER).__name__)\n";
        let output = run_with(&[("settings.py", settings), ("m.py", &module)], program, true);
        assert_eq!(output, Ok(vec!["unknown unknown".to_owned()]), "{statement}");
    }
}

#[test]
fn what_the_importer_may_catch_is_not_left_out() {
    let files = [
        ("broken.py", "value = 1\nraise RuntimeError('not set up')\n"),
        ("between.py", "import broken\n"),
        ("absent_only.py", "try:\n    import between\nexcept ImportError:\n    pass\nfound = True\n"),
        (
            "careful.py",
            "try:\n    import between\n    found = True\nexcept RuntimeError:\n    found = False\nafter = 1\n",
        ),
        ("other.py", "try:\n    import between\n    found = True\nexcept KeyError:\n    found = False\n"),
    ];
    let program = "import absent_only, other\nprint(absent_only.found, other.found)\n";
    assert_eq!(run_with(&files, program, true), Ok(vec!["True True".to_owned()]));
    // either may be the case
    let program = "import careful\nprint(type(careful.found).__name__, careful.after)\n";
    assert_eq!(run_with(&files, program, true), Ok(vec!["unknown 1".to_owned()]));
    let program = "try:\n    import between\nexcept Exception:\n    print('caught')\n";
    let error = run_with(&files, program, true).expect_err("refused");
    assert!(error.contains("not set up"), "{error}");
}

#[test]
fn methods_of_a_class_left_out_wait_unless_somebody_is_told_of_classes() {
    let registry = "known = {}\nclass Plain:\n    pass\nclass Told:\n    def __init_subclass__(cls):\n        cls.set_up()\n";
    let class = |base: &str, decorator: &str| {
        format!(
            "from mystery import thing\nfrom registry import known, Plain, Told\ndef run(f):\n    return f()\nif thing:\n    class C({base}):\n        \
             {decorator}\n        def set_up(*cls):\n            known['x'] = 1\n"
        )
    };
    let cases = [
        ("Plain", "", "dict"),
        ("Told", "", "unknown"),
        ("Plain", "@staticmethod", "dict"),
        ("Plain", "@run", "unknown"),
    ];
    for (base, decorator, expected) in cases {
        let program = "import m, registry\nprint(type(registry.known).__name__)\n";
        let files = [("registry.py", registry), ("m.py", &*class(base, decorator))];
        assert_eq!(run_with(&files, program, true), Ok(vec![expected.to_owned()]), "{base} {decorator}");
    }
}

#[test]
fn a_statement_of_a_class_body_is_left_out_by_itself() {
    let registry =
        "known = []\nclass Told:\n    def __init_subclass__(cls):\n        known.append(cls.__name__)\n";
    let module = "
from mystery import thing
from registry import known, Told
def set_up():
    raise Exception('no context')
class C(Told):
    first = 1
    names = ['a']
    limit: int = set_up()
    after: str = 'x'
    if thing:
        branch = 2
    for n in thing:
        names.append(n)
    class Inner:
        own = set_up()
    def method(self):
        return self.first
last = C().method()
";
    let program = "
import m
from registry import known
print(known, m.last, m.C.first, m.C.after, list(m.C.__annotations__))
print(*[type(getattr(m.C, n)).__name__ for n in 'limit branch names Inner'.split()])
";
    let output = run_with(&[("registry.py", registry), ("m.py", module)], program, true);
    let expected = ["['C'] 1 1 x ['limit', 'after']", "unknown unknown unknown unknown"];
    assert_eq!(output, Ok(expected.map(str::to_owned).to_vec()));
    // names that nobody can see, and a class that nobody but its module makes
    for statement in ["if thing:\n        locals()['x'] = 1", "for n in thing:\n        vars()[n] = n"] {
        let module = format!("from mystery import thing\nclass C:\n    {statement}\n");
        let program = "import m\nprint(type(m.C).__name__)\n";
        assert_eq!(
            run_with(&[("m.py", &module)], program, true),
            Ok(vec!["unknown".to_owned()]),
            "{statement}"
        );
    }
    // models are read whole or not at all
    let error = run(&[("registry.py", registry), ("m.py", module)], program).expect_err("refused");
    assert!(error.contains("no context"), "{error}");
}

#[test]
fn a_model_that_cannot_be_mapped_takes_nothing_else_along() {
    let models = "
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base, declared_attr
Base = declarative_base()
told = []
class Audit:
    @declared_attr
    def created_by(cls):
        return Column(Integer)
    def touch(self):
        self.created_by = 1
        told.append(self)
def secret():
    raise Exception('no application')
class First(Audit, Base):
    __tablename__ = 'first'
    id = Column(Integer, primary_key=True)
    password = Column(secret())
class Second(Audit, Base):
    __tablename__ = 'second'
    id = Column(Integer, primary_key=True)
    peer = First
class Third(First):
    extra = Column(Integer)
class Fourth(Audit, Base):
    __tablename__ = 'fourth'
    id = Column(Integer, primary_key=True)
";
    let program = "
import models
print(*[type(x).__name__ for x in (models.First, models.Second, models.told, models.Base)])
print(list(models.Fourth.__table__.c.keys()))
";
    let output = run_with(&[("models.py", models)], program, true);
    let expected = ["unknown unknown list DeclarativeMeta", "['id', 'created_by']"];
    assert_eq!(output, Ok(expected.map(str::to_owned).to_vec()));
    // which tables there are is not known, and a model below one that isn't is none either
    for program in [
        "for name in models.Base.metadata.tables:\n    pass",
        "if 'first' in models.Base.metadata.tables:\n    pass",
        "if models.Third.id is None:\n    pass",
    ] {
        let error = run_with(&[("models.py", models)], &format!("import models\n{program}\n"), true);
        let error = error.expect_err(program);
        assert!(error.contains("no application"), "{program}\n{error}");
    }
}

#[test]
fn functions_of_an_imported_module_have_their_bodies_when_they_are_asked_for() {
    let module = "\
import functools
base = 2
def plain(x, *, y=1):
    'What it says.'
    global base
    base += 1
    def inner(z):
        return x + y + z + base
    return inner
def numbers():
    yield from range(3)
async def later():
    return await later()
class A:
    def __init__(self):
        self.__hidden = 1
    def who(self):
        return [__class__.__name__, self.__hidden]
class B(A):
    def who(self):
        # the class is asked for in a comprehension too
        return super().who() + [name for name in [__class__.__name__]]
    @functools.cached_property
    def once(self):
        return 'once'
    @property
    def short(self): return 'short'
def last():
    return f'{base!r}', '''
def no():
    '''
";
    let program = "\
import inspect
import m
print(m.plain.__doc__, m.plain(1, y=2)(3), m.base)
print(list(m.numbers()), inspect.isgeneratorfunction(m.numbers), inspect.iscoroutinefunction(m.later))
print(m.B().who(), m.B().once, m.B().short, m.last())
";
    let expected =
        ["What it says. 9 3", "[0, 1, 2] True True", "['A', 1, 'B'] once short ('3', '\\ndef no():\\n    ')"];
    assert_eq!(run(&[("m.py", module)], program), Ok(expected.map(str::to_owned).to_vec()));
}

#[test]
fn a_function_that_nobody_calls_has_to_be_python_too() {
    let module = "def fine():\n    return 1\n\ndef broken():\n    return return\n";
    for program in ["import m\nprint(m.fine)\n", "import m\nprint(m.fine())\n"] {
        let error = run(&[("m.py", module)], program).expect_err("a syntax error");
        assert!(error.contains("SyntaxError") && error.contains("m.py:5:12"), "{error}");
    }
}

#[test]
fn a_module_beside_its_compiled_form_need_not_run() {
    let files = [
        ("lib/site-packages/fast.py", "import both.absent\n"),
        ("lib/site-packages/fast.cpython-311-x86_64-linux-gnu.so", ""),
        ("lib/site-packages/both.py", "value = 1\n"),
        ("lib/site-packages/both.cpython-311-x86_64-linux-gnu.so", ""),
        ("lib/site-packages/user.py", "try:\n    import fast\nexcept ImportError:\n    fast = None\n"),
    ];
    let program = "import user, both\nprint(type(user.fast).__name__, both.value)\n";
    assert_eq!(run(&files, program), Ok(vec!["unknown 1".to_owned()]));
}

#[test]
fn of_a_package_that_is_modelled_in_part_the_rest_is_read_where_it_is_installed() {
    let files = [
        ("lib/site-packages/starlette/__init__.py", "__version__ = '1'\n"),
        ("lib/site-packages/starlette/status.py", "HTTP_200_OK = 200\n"),
    ];
    let program = "from starlette import status\nfrom starlette.config import Config\nprint(status.HTTP_200_OK, Config.__name__)\n";
    assert_eq!(run(&files, program), Ok(vec!["200 Config".to_owned()]));
    let program = "from starlette import status\nprint(type(status).__name__)\n";
    assert_eq!(run(&[], program), Ok(vec!["unknown".to_owned()]));
}
