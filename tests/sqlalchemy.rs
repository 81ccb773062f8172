//! Tables, types, expressions and statements: the real SQLAlchemy compiles each snippet, and what is
//! read from it without Python must compile to the same SQL.

mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use gen_migration::python::interpreter::{Interpreter, Options};
use gen_migration::python::library::Library;
use gen_migration::python::value::{Module, Value};
use gen_migration::sqlalchemy::{self, statement};
use gen_migration::{ddl, metadata};

const PRELUDE: &str = include_str!("sqlalchemy/prelude.py");

/// The cases of a file: separated by lines that start with `### `, which name them. Those that start
/// with `fails: ` are errors in both.
fn cases(text: &'static str) -> Vec<(&'static str, &'static str)> {
    text.split("### ").skip(1).map(|case| case.split_once('\n').expect("a name, then its lines")).collect()
}

/// The real SQLAlchemy's statements for each case, one process for all.
fn oracle(program: &str, cases: &[(&str, &str)]) -> Vec<Vec<String>> {
    let input =
        serde_json::to_string(&serde_json::json!({ "prelude": PRELUDE, "cases": cases })).expect("JSON");
    let output = common::run_python(program, &input);
    serde_json::from_str(&output).expect("JSON from the oracle")
}

fn interpreter() -> Interpreter {
    let mut library = Library::standard();
    sqlalchemy::register(&mut library);
    metadata::register(&mut library);
    Interpreter::new(Options::default(), library)
}

fn run(interpreter: &mut Interpreter, text: &str) -> Result<Rc<Module>, String> {
    let source = format!("{PRELUDE}\n{text}");
    interpreter
        .run_source(source, Path::new("case.py"), "case")
        .map_err(|raise| interpreter.error(raise).to_string())
}

fn tables(interpreter: &mut Interpreter, text: &str) -> Result<Vec<String>, String> {
    let module = run(interpreter, text)?;
    created(interpreter, &module)
}

/// The statements for `metadata` of a module.
fn created(interpreter: &mut Interpreter, module: &Module) -> Result<Vec<String>, String> {
    let metadata = module.attribute("metadata").expect("metadata");
    let schema =
        metadata::schema(interpreter, &[metadata]).map_err(|raise| interpreter.error(raise).to_string())?;
    let statements = ddl::create_schema(&schema).map_err(|error| error.to_string())?;
    // what may be there already is created in a block that looks: the real statement is inside
    let inside = |sql: &str| {
        let sql = sql.strip_prefix("DO $create$ BEGIN ").unwrap_or(sql);
        sql.split("; EXCEPTION").next().unwrap_or(sql).to_owned()
    };
    Ok(statements
        .iter()
        .map(|statement| inside(&statement.sql))
        .filter(|sql| !sql.contains("CREATE SCHEMA"))
        .collect())
}

fn statements(interpreter: &mut Interpreter, text: &str) -> Result<Vec<String>, String> {
    let module = run(interpreter, text)?;
    let value = module.attribute("statement").expect("statement");
    let parameters = module.attribute("parameters").unwrap_or(Value::None);
    let compiled = statement::compile_statement(interpreter, &value, &parameters)
        .map_err(|raise| interpreter.error(raise).to_string())?;
    Ok(vec![compiled.sql])
}

/// Blanks don't count: SQLAlchemy breaks lines where we may not.
fn normal(statements: &[String]) -> Vec<String> {
    let mut normal: Vec<String> =
        statements.iter().map(|sql| sql.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    normal.sort();
    normal
}

fn compare(
    program: &str,
    cases: &[(&str, &str)],
    ours: impl Fn(&mut Interpreter, &str) -> Result<Vec<String>, String> + Sync,
) {
    let expected = oracle(program, cases);
    let failures = gen_migration::python::limits::with_large_stack(|| {
        let mut failures = Vec::new();
        let mut interpreter = interpreter();
        for ((name, text), expected) in cases.iter().zip(&expected) {
            let expected = normal(expected);
            let fails = expected.first().is_some_and(|first| first.starts_with("ERROR "));
            assert_eq!(fails, name.starts_with("fails: "), "{name}: {expected:#?}");
            match ours(&mut interpreter, text) {
                Err(_) if fails => {}
                Ok(got) if normal(&got) == expected => {}
                Ok(got) => {
                    failures.push(format!("{name}\n  real: {expected:#?}\n  ours: {:#?}", normal(&got)))
                }
                Err(error) => failures.push(format!("{name}\n  real: {expected:#?}\n  ours failed: {error}")),
            }
        }
        failures
    });
    assert!(failures.is_empty(), "{} of {} differ:\n{}", failures.len(), cases.len(), failures.join("\n"));
}

#[test]
fn tables_compile_as_the_real_sqlalchemy_compiles_them() {
    compare(
        include_str!("sqlalchemy/tables_oracle.py"),
        &cases(include_str!("sqlalchemy/tables.py")),
        tables,
    );
}

/// One line an expression: each becomes an index on it, where it stands as DDL has it.
#[test]
fn expressions_compile_as_the_real_sqlalchemy_compiles_them() {
    let cases: Vec<(&str, String)> = include_str!("sqlalchemy/expressions.py")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| (line, line.strip_prefix("fails: ").unwrap_or(line)))
        .map(|(line, text)| (line, format!("t = sample()\nc = t.c\nIndex('ix', {text}, _table=t)\n")))
        .collect();
    let cases: Vec<(&str, &str)> = cases.iter().map(|(name, text)| (*name, text.as_str())).collect();
    compare(include_str!("sqlalchemy/tables_oracle.py"), &cases, tables);
}

#[test]
fn statements_compile_as_the_real_sqlalchemy_compiles_them() {
    compare(
        include_str!("sqlalchemy/statements_oracle.py"),
        &cases(include_str!("sqlalchemy/statements.py")),
        statements,
    );
}

/// Every type: its SQL in a table, and its `repr`.
#[test]
fn types_are_spelled_as_the_real_sqlalchemy_spells_them() {
    let lines: Vec<&str> = include_str!("sqlalchemy/types.py")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    let cases: Vec<(&str, &str)> = lines.iter().map(|line| (*line, *line)).collect();
    compare(include_str!("sqlalchemy/types_oracle.py"), &cases, |interpreter, text| {
        let module = run(interpreter, &format!("type_ = {text}\nshown = repr(type_)\n"))?;
        let value = module.attribute("type_").expect("type_");
        let shown = module.attribute("shown").and_then(|shown| shown.to_text()).expect("text").to_string();
        let read = sqlalchemy::data_type::data_type(interpreter, &value, &Default::default())
            .map_err(|raise| interpreter.error(raise).to_string())?;
        let sql = ddl::data_type(&read).map_err(|error| error.to_string())?;
        Ok(vec![shown, sql])
    });
}

/// Declarative classes of every kind.
#[test]
fn models_compile_as_the_real_sqlalchemy_compiles_them() {
    models(include_str!("sqlalchemy/models.py"));
}

/// `Mapped[...]` in every form, and the maps from Python types.
#[test]
fn annotations_give_the_types_that_the_real_sqlalchemy_gives_them() {
    models(include_str!("sqlalchemy/annotations.py"));
}

/// Mixins, abstract bases, and the three kinds of table inheritance.
#[test]
fn inherited_columns_stand_where_the_real_sqlalchemy_puts_them() {
    models(include_str!("sqlalchemy/inheritance.py"));
}

/// Properties beside columns, and what is built from mapped attributes.
#[test]
fn mapped_attributes_compile_as_the_real_sqlalchemy_compiles_them() {
    models(include_str!("sqlalchemy/attributes.py"));
}

/// Models on third-party packages: read with our own modules, and with the packages' own source where
/// the project has them.
#[test]
fn models_on_packages_compile_as_the_real_packages_compile_them() {
    let folder = common::repository().join("tests/sqlalchemy/packages");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the model files")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.file_name().is_some_and(|name| name != "oracle.py"))
        .collect();
    files.sort();
    let input = serde_json::to_string(&files).expect("JSON");
    let python = common::packages_python();
    let output = common::run_python_with(&python, include_str!("sqlalchemy/packages/oracle.py"), &input);
    let expected: BTreeMap<PathBuf, Vec<String>> = serde_json::from_str(&output).expect("JSON");
    // without the packages a lock file tells their versions
    let pinned = tempfile::tempdir().expect("a folder");
    let version = common::run_python_with(&python, "import sqlmodel; print(sqlmodel.__version__)", "");
    std::fs::write(pinned.path().join("requirements.txt"), format!("sqlmodel=={version}")).expect("a file");
    let installed = common::run_python_with(&python, "import sqlmodel; print(sqlmodel.__path__[0])", "");
    let installed = Path::new(installed.trim()).parent().expect("site-packages").to_path_buf();
    let failures = gen_migration::python::limits::with_large_stack(|| {
        let mut failures = Vec::new();
        for (path, expected) in &expected {
            let expected = normal(expected);
            assert!(!expected[0].starts_with("ERROR "), "{}: {expected:?}", path.display());
            for search_path in [pinned.path().to_path_buf(), installed.clone()] {
                let name = format!("{} with {}", path.display(), search_path.display());
                match package_models(path, search_path) {
                    Ok(got) if normal(&got) == expected => {}
                    Ok(got) => {
                        failures.push(format!("{name}\n  real: {expected:#?}\n  ours: {:#?}", normal(&got)));
                    }
                    Err(error) => failures.push(format!("{name}\n  ours failed: {error}")),
                }
            }
        }
        failures
    });
    assert!(failures.is_empty(), "{} differ:\n{}", failures.len(), failures.join("\n"));
}

/// Before 2.0 columns stood in the order of their creation: a mixin's first, those of `declared_attr` last.
#[test]
fn columns_stand_where_the_projects_own_sqlalchemy_puts_them() {
    let models = "\
from sqlalchemy import Column, Integer, __version__
from sqlalchemy.orm import declarative_base, declared_attr
Base = declarative_base()
class Audit:
    created = Column(Integer)
    @declared_attr
    def made_by(cls):
        return Column(Integer)
class Tag(Base, Audit):
    __tablename__ = 'tag'
    id = Column(Integer, primary_key=True)
    name = Column(Integer)
shown = __version__ + ' ' + ' '.join(Tag.__table__.c.keys())
";
    let pinned = tempfile::tempdir().expect("a folder");
    let path = pinned.path().join("models.py");
    for (version, expected) in [
        ("1.4.54", "created id name made_by"),
        ("2.0.1", "id name created made_by"),
        ("", "id name created made_by"),
    ] {
        let pin = if version.is_empty() { String::new() } else { format!("sqlalchemy=={version}\n") };
        std::fs::write(pinned.path().join("requirements.txt"), pin).expect("a file");
        let shown = gen_migration::python::limits::with_large_stack(|| {
            let mut library = Library::standard();
            sqlalchemy::register(&mut library);
            metadata::register(&mut library);
            let options = Options { search_path: vec![pinned.path().to_path_buf()], ..Options::default() };
            let mut interpreter = Interpreter::new(options, library);
            let module = interpreter
                .run_source(models.to_owned(), &path, "models")
                .unwrap_or_else(|raise| panic!("{}", interpreter.error(raise)));
            module.attribute("shown").and_then(|shown| shown.to_text()).expect("text").to_string()
        });
        let version = if version.is_empty() { "2.1.9" } else { version };
        assert_eq!(shown, format!("{version} {expected}"));
    }
}

fn package_models(path: &Path, search_path: PathBuf) -> Result<Vec<String>, String> {
    let mut library = Library::standard();
    sqlalchemy::register(&mut library);
    metadata::register(&mut library);
    let options = Options { search_path: vec![search_path], ..Options::default() };
    let mut interpreter = Interpreter::new(options, library);
    let source = std::fs::read_to_string(path).expect("a model file");
    let module = interpreter
        .run_source(source, path, "models")
        .map_err(|raise| interpreter.error(raise).to_string())?;
    created(&mut interpreter, &module)
}

fn models(text: &'static str) {
    let imports = include_str!("sqlalchemy/models_prelude.py");
    let cases: Vec<(&str, String)> =
        cases(text).into_iter().map(|(name, text)| (name, format!("{imports}\n{text}"))).collect();
    let cases: Vec<(&str, &str)> = cases.iter().map(|(name, text)| (*name, text.as_str())).collect();
    compare(include_str!("sqlalchemy/tables_oracle.py"), &cases, tables);
}
