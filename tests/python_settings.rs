//! Settings classes as env.py files use them: values from the environment and from `.env`, by the
//! modules of our own that stand for pydantic, dotenv, decouple and starlette.

use std::path::Path;

use gen_migration::python::{Interpreter, Library, Options, with_large_stack};

/// What the program prints, with these variables and this `.env`.
fn run(text: &str, environment: &[(&str, &str)], dotenv: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(".env"), dotenv).expect("a file");
    with_large_stack(|| {
        let options = Options {
            environment: environment.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
            working_directory: folder.path().to_path_buf(),
            ..Options::default()
        };
        let mut interpreter = Interpreter::new(options, Library::standard());
        if let Err(raise) = interpreter.run_source(text.to_owned(), Path::new("settings.py"), "settings") {
            panic!("{}", interpreter.error(raise));
        }
        interpreter.output()
    })
}

const PYDANTIC: &str = r#"
from pydantic import AliasChoices, BaseModel, Field, PostgresDsn, SecretStr, computed_field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

class Nested(BaseModel):
    x: int = 1

class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_nested_delimiter="__")
    POSTGRES_HOST: str = "localhost"
    postgres_port: int = 5432
    password: SecretStr = SecretStr("none")
    debug: bool = False
    origins: list[str] = []
    nested: Nested = Nested()
    other: str = Field("x", validation_alias=AliasChoices("NOPE", "POSTGRES_HOST"))
    required_and_missing: str

    @field_validator("debug", mode="before")
    @classmethod
    def lower(cls, value):
        return value.lower() if isinstance(value, str) else value

    @computed_field
    @property
    def url(self) -> str:
        return f"postgresql://{self.password.get_secret_value()}@{self.POSTGRES_HOST}:{self.postgres_port}"

settings = Settings()
print(settings.POSTGRES_HOST, settings.postgres_port + 1, settings.debug, settings.origins, settings.nested.x + 1)
print(settings.url, settings.password, settings.other)
print(PostgresDsn.build(scheme="postgresql", username="u", password="p", host="h", port=1, path="db"))
print(settings.required_and_missing)
"#;

#[test]
fn fields_come_from_the_environment_then_from_the_file_then_from_defaults() {
    let environment =
        [("POSTGRES_HOST", "db"), ("DEBUG", "TRUE"), ("NESTED__X", "7"), ("ORIGINS", r#"["a"]"#)];
    let printed = run(PYDANTIC, &environment, "POSTGRES_HOST=file\nPOSTGRES_PORT=5433\nPASSWORD='s # t'\n");
    assert_eq!(
        printed,
        [
            "db 5434 True ['a'] 8",
            "postgresql://s # t@db:5433 ********** db",
            "postgresql://u:p@h:1/db",
            "<unknown>"
        ]
    );
}

#[test]
fn smaller_readers_of_the_environment() {
    let text = r#"
import os
from decouple import config
from dotenv import load_dotenv
from starlette.config import Config
print(config("PORT", cast=int) + 1, config("NOPE", default="d"), config("FLAG", cast=bool))
print(os.getenv("FROM_FILE"), load_dotenv(), os.environ["FROM_FILE"], os.environ["PORT"])
print(Config(".env")("FROM_FILE"), Config()("PORT", cast=int))
"#;
    let printed = run(text, &[("PORT", "1")], "PORT=2\nFLAG=yes\nFROM_FILE=\"a b\"  # why\n");
    assert_eq!(printed, ["2 d True", "None True a b 1", "a b 1"]);
}

/// Printed by the real methodtools too.
#[test]
fn methods_that_remember_their_results() {
    let text = r#"
from methodtools import lru_cache
calls = []
class Settings:
    def __init__(self, base):
        self.base = base
    __hash__ = None
    @lru_cache(maxsize=None)
    def of(self, number, more=0):
        calls.append(number)
        return self.base + number + more
    @lru_cache()
    @classmethod
    def named(cls, name):
        calls.append(name)
        return cls.__name__ + name
    @lru_cache()
    @staticmethod
    def plain(number):
        calls.append(number)
        return -number
    @lru_cache()
    @property
    def size(self):
        calls.append("size")
        return self.base
@lru_cache()
def function(number):
    calls.append(number)
    return number * 2
one, two = Settings(1), Settings(100)
print(one.of(1), one.of(1), two.of(1), one.of(1, more=2), calls)
print(one.named("x"), Settings.named("x"), one.plain(4), Settings.plain(4), function(5), function(5), calls)
print(two.size, two.size, calls.count("size"))
"#;
    let printed = run(text, &[], "");
    assert_eq!(
        printed,
        ["2 2 101 4 [1, 1, 1]", "Settingsx Settingsx -4 -4 10 10 [1, 1, 1, 'x', 4, 5]", "100 100 1"]
    );
}

/// A package counts as missing, and a list of entry points as whole, in a virtual environment of its own
/// alone: a branch for the missing package would shape the models.
#[test]
fn what_is_installed_is_known_where_everything_is_in_sight() {
    const ASKS: &str = "
from importlib.metadata import PackageNotFoundError, distributions, entry_points, version
try:
    print(version('nowhere'))
except PackageNotFoundError:
    print('missing')
print(entry_points(group='plugins'), distributions())
";
    let seen = |files: &[(&str, &str)], path: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let file = folder.path().join(name);
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
            std::fs::write(file, text).expect("a file");
        }
        with_large_stack(|| {
            let options = Options { search_path: vec![folder.path().join(path)], ..Options::default() };
            let mut interpreter = Interpreter::new(options, Library::standard());
            let outcome = interpreter.run_source(ASKS.to_owned(), Path::new("asks.py"), "asks");
            outcome.unwrap_or_else(|raise| panic!("{}", interpreter.error(raise)));
            interpreter.output().join(" ")
        })
    };
    let package = ("venv/lib/python3.11/site-packages/one-1.0.dist-info/METADATA", "Name: one\n");
    let packages = "venv/lib/python3.11/site-packages";
    let own = ("venv/pyvenv.cfg", "include-system-site-packages = false\n");
    let shared = ("venv/pyvenv.cfg", "home = /usr\ninclude-system-site-packages = true\n");
    assert!(seen(&[own, package], packages).starts_with("missing [] "));
    assert_eq!(seen(&[shared, package], packages), "<unknown> <unknown> <unknown>");
    // what stands in a folder of PYTHONPATH is not all
    assert_eq!(
        seen(&[("lib/one-1.0.dist-info/METADATA", "Name: one\n")], "lib"),
        "<unknown> <unknown> <unknown>"
    );
}
