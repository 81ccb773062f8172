//! The modules of the standard library that models, revision files and env.py use, and the settings
//! helpers of third parties that env.py files lean on.
//!
//! Those in `source/` are written in Python and run by the evaluator itself; what they can't say in
//! Python they ask of the native ones, whose names begin with an underscore.

mod abstract_class;
mod digest;
mod distribution;
mod introspection;
mod json;
mod math;
mod pydantic;
mod regex;
mod system;
mod yaml;

use std::rc::Rc;

use super::call::Arguments;
use super::library::Library;
use super::source::Source;
use super::value::{Builtin, Module, Value};

/// Modules written in Python: dotted name and text.
const SOURCES: &[(&str, &str)] = &[
    ("abc", include_str!("source/abc.py")),
    ("ast", include_str!("source/ast.py")),
    ("asyncio", include_str!("source/asyncio.py")),
    ("atexit", include_str!("source/atexit.py")),
    ("base64", include_str!("source/base64.py")),
    ("binascii", include_str!("source/binascii.py")),
    ("bisect", include_str!("source/bisect.py")),
    ("code", include_str!("source/refused.py")),
    ("collections", include_str!("source/collections.py")),
    ("collections.abc", include_str!("source/collections_abc.py")),
    ("concurrent.futures", include_str!("source/concurrent_futures.py")),
    ("configparser", include_str!("source/configparser.py")),
    ("contextlib", include_str!("source/contextlib.py")),
    ("contextvars", include_str!("source/contextvars.py")),
    ("copy", include_str!("source/copy.py")),
    ("csv", include_str!("source/csv.py")),
    ("ctypes", include_str!("source/refused.py")),
    ("dataclasses", include_str!("source/dataclasses.py")),
    ("datetime", include_str!("source/datetime.py")),
    ("dbm", include_str!("source/refused.py")),
    ("decimal", include_str!("source/decimal.py")),
    ("decouple", include_str!("source/decouple.py")),
    ("dotenv", include_str!("source/dotenv.py")),
    ("enum", include_str!("source/enum.py")),
    ("environs", include_str!("source/environs.py")),
    ("errno", include_str!("source/errno.py")),
    ("fcntl", include_str!("source/refused.py")),
    ("fnmatch", include_str!("source/fnmatch.py")),
    ("ftplib", include_str!("source/refused.py")),
    ("functools", include_str!("source/functools.py")),
    ("gc", include_str!("source/gc.py")),
    ("getpass", include_str!("source/getpass.py")),
    ("gettext", include_str!("source/gettext.py")),
    ("glob", include_str!("source/glob.py")),
    ("hashlib", include_str!("source/hashlib.py")),
    ("heapq", include_str!("source/heapq.py")),
    ("hmac", include_str!("source/hmac.py")),
    ("html", include_str!("source/html.py")),
    ("http", include_str!("source/http.py")),
    ("http.client", include_str!("source/refused.py")),
    ("http.server", include_str!("source/refused.py")),
    ("imaplib", include_str!("source/refused.py")),
    ("importlib", include_str!("source/importlib.py")),
    ("importlib.metadata", include_str!("source/importlib_metadata.py")),
    ("importlib.resources", include_str!("source/importlib_resources.py")),
    ("importlib.util", include_str!("source/importlib_util.py")),
    ("importlib_metadata", include_str!("source/importlib_metadata.py")),
    ("importlib_resources", include_str!("source/importlib_resources.py")),
    ("inspect", include_str!("source/inspect.py")),
    ("io", include_str!("source/io.py")),
    ("ipaddress", include_str!("source/ipaddress.py")),
    ("itertools", include_str!("source/itertools.py")),
    ("json", include_str!("source/json.py")),
    ("keyword", include_str!("source/keyword.py")),
    ("locale", include_str!("source/locale.py")),
    ("logging", include_str!("source/logging.py")),
    ("logging.config", include_str!("source/logging_config.py")),
    ("logging.handlers", include_str!("source/logging_handlers.py")),
    ("marshal", include_str!("source/refused.py")),
    ("methodtools", include_str!("source/methodtools.py")),
    ("multiprocessing", include_str!("source/refused.py")),
    ("numbers", include_str!("source/numbers.py")),
    ("operator", include_str!("source/operator.py")),
    ("os", include_str!("source/os.py")),
    ("os.path", include_str!("source/posixpath.py")),
    ("pathlib", include_str!("source/pathlib.py")),
    ("pickle", include_str!("source/refused.py")),
    ("pkgutil", include_str!("source/pkgutil.py")),
    ("platform", include_str!("source/platform.py")),
    ("posixpath", include_str!("source/posixpath.py")),
    ("pprint", include_str!("source/pprint.py")),
    ("pty", include_str!("source/refused.py")),
    ("pydantic", include_str!("source/pydantic.py")),
    ("pydantic.config", include_str!("source/pydantic_part.py")),
    ("pydantic.env_settings", include_str!("source/pydantic_part.py")),
    ("pydantic.fields", include_str!("source/pydantic_part.py")),
    ("pydantic.functional_serializers", include_str!("source/pydantic_part.py")),
    ("pydantic.functional_validators", include_str!("source/pydantic_part.py")),
    ("pydantic.main", include_str!("source/pydantic_part.py")),
    ("pydantic.networks", include_str!("source/pydantic_part.py")),
    ("pydantic.types", include_str!("source/pydantic_part.py")),
    ("pydantic.v1", include_str!("source/pydantic_part.py")),
    ("pydantic_settings", include_str!("source/pydantic_settings.py")),
    ("queue", include_str!("source/queue.py")),
    ("random", include_str!("source/random.py")),
    ("secrets", include_str!("source/secrets.py")),
    ("select", include_str!("source/refused.py")),
    ("selectors", include_str!("source/refused.py")),
    ("shelve", include_str!("source/refused.py")),
    ("shlex", include_str!("source/shlex.py")),
    ("shutil", include_str!("source/shutil.py")),
    ("signal", include_str!("source/signal.py")),
    ("smtplib", include_str!("source/refused.py")),
    ("socket", include_str!("source/refused.py")),
    ("socketserver", include_str!("source/refused.py")),
    ("sqlite3", include_str!("source/refused.py")),
    ("ssl", include_str!("source/refused.py")),
    ("starlette.config", include_str!("source/starlette_config.py")),
    ("starlette.datastructures", include_str!("source/starlette_datastructures.py")),
    ("stat", include_str!("source/stat.py")),
    ("statistics", include_str!("source/statistics.py")),
    ("string", include_str!("source/string.py")),
    ("subprocess", include_str!("source/refused.py")),
    ("sys", include_str!("source/sys.py")),
    ("tarfile", include_str!("source/refused.py")),
    ("tempfile", include_str!("source/tempfile.py")),
    ("textwrap", include_str!("source/textwrap.py")),
    ("threading", include_str!("source/threading.py")),
    ("time", include_str!("source/time.py")),
    ("traceback", include_str!("source/traceback.py")),
    ("types", include_str!("source/types.py")),
    ("typing", include_str!("source/typing.py")),
    ("typing_extensions", include_str!("source/typing_extensions.py")),
    ("urllib.parse", include_str!("source/urllib_parse.py")),
    ("urllib.request", include_str!("source/refused.py")),
    ("uuid", include_str!("source/uuid.py")),
    ("warnings", include_str!("source/warnings.py")),
    ("weakref", include_str!("source/weakref.py")),
    ("webbrowser", include_str!("source/refused.py")),
    ("xmlrpc.client", include_str!("source/refused.py")),
    ("yaml", include_str!("source/yaml.py")),
    ("yaml.constructor", include_str!("source/yaml_part.py")),
    ("yaml.error", include_str!("source/yaml_part.py")),
    ("yaml.loader", include_str!("source/yaml_part.py")),
    ("yaml.nodes", include_str!("source/yaml_part.py")),
    ("yaml.parser", include_str!("source/yaml_part.py")),
    ("yaml.scanner", include_str!("source/yaml_part.py")),
    ("zipfile", include_str!("source/refused.py")),
    ("zoneinfo", include_str!("source/zoneinfo.py")),
];

/// Registers them all; each is built when it's first imported.
pub(super) fn register(library: &mut Library) {
    library.module("_abstract", abstract_class::build);
    library.module("_introspection", introspection::build);
    library.module("_json", json::build);
    library.module("_digest", digest::build);
    library.module("_system", system::build);
    library.module("_pydantic", pydantic::build);
    library.module("_yaml_nodes", yaml::build);
    library.module("math", math::build);
    library.module("re", regex::build);
    for (name, text) in SOURCES {
        library.module(name, move |interpreter, builder| {
            let source = Source::new(format!("<{name}>"), (*text).to_owned());
            interpreter.execute_module(&builder.module, source, false)?;
            if PURE.contains(name) {
                shield(&builder.module);
            }
            Ok(())
        });
    }
}

/// Modules whose results are made of their arguments alone: with one that is not known, the result isn't.
const PURE: &[&str] = &[
    "base64",
    "binascii",
    "copy",
    "datetime",
    "decimal",
    "fnmatch",
    "hashlib",
    "hmac",
    "ipaddress",
    "html",
    "json",
    "logging",
    "os.path",
    "pathlib",
    "posixpath",
    "shlex",
    "statistics",
    "string",
    "textwrap",
    "urllib.parse",
    "uuid",
    "yaml",
    "zoneinfo",
];

/// Marks a class of [`PURE`]: made of something that is not known, an instance isn't known either.
pub(super) struct Shielded;

/// Lets arguments that are not known pass by the module's code, which would have to decide on them.
fn shield(module: &Rc<Module>) {
    let entries: Vec<(Rc<str>, Value)> =
        module.namespace.borrow().iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    for (name, value) in entries {
        match &value {
            Value::Function(function) if function.module.name == module.name => {
                let inner = value.clone();
                let shielded = Builtin::function(&name, "*args, **kwargs", move |interpreter, bound| {
                    if let Some(unknown) = bound.unknown() {
                        return Ok(unknown.clone());
                    }
                    interpreter.call(&inner, Arguments { positional: bound.rest, keywords: bound.keywords })
                });
                module.set_attribute(&name, shielded);
            }
            Value::Class(class) if class.module == module.name => class.set_payload(Rc::new(Shielded)),
            _ => {}
        }
    }
}

/// The public names of the standard modules that we model, as CPython 3.11 has them: one module a line.
const NAMES: &str = include_str!("names.txt");

/// Whether CPython's module has that name, modelled here or not.
pub(super) fn has_name(module: &str, name: &str) -> bool {
    let listed = NAMES.lines().filter_map(|line| line.split_once(": ")).find(|(known, _)| *known == module);
    listed.is_some_and(|(_, names)| names.split(' ').any(|known| known == name))
}

/// Whether the names of CPython's module are known.
pub(super) fn is_listed(module: &str) -> bool {
    NAMES.lines().filter_map(|line| line.split_once(": ")).any(|(known, _)| known == module)
}

/// Whether a module of that name is one of [`SOURCES`].
fn is_own(name: &str) -> bool {
    SOURCES.iter().any(|(own, _)| *own == name)
}
