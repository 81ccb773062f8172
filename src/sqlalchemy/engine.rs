//! `sqlalchemy.engine` and `.pool`: URLs, and engines that connect to whatever the run has.
//!
//! Nothing here opens a connection: what `connect()` gives is decided by the [`ConnectionHook`] of whoever
//! runs env.py or a revision file.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::argument;
use super::native::{Natives, natives};
use crate::python::call::Bound;
use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::library::{ClassBuilder, Library, ModuleBuilder};
use crate::python::raise::Evaluated;
use crate::python::value::{Builtin, Instance, Value};

/// The class that stands for a connection where SQL is printed.
pub const MOCK_CONNECTION: &str = "sqlalchemy.engine.mock.MockConnection";

/// What engines connect to: given the URL as Python has it, gives the connection object. Kept as an
/// extension of the interpreter.
pub struct ConnectionHook(pub Box<Connect>);

/// From the engine's URL to a connection object.
pub type Connect = dyn Fn(&mut Interpreter, &Value) -> Evaluated;

/// What `sqlalchemy.inspect(x)` gives for a connection or engine.
pub struct InspectHook(pub Box<Connect>);

/// The payload of a `URL`.
#[derive(Clone, Debug, Default)]
pub struct UrlObject {
    pub driver_name: String,
    pub username: Option<String>,
    pub password: Option<String>,
    pub host: Option<String>,
    pub port: Option<i64>,
    pub database: Option<String>,
    pub query: IndexMap<String, Vec<String>>,
}

impl UrlObject {
    fn parse(text: &str) -> Option<UrlObject> {
        let (driver_name, rest) = text.split_once("://")?;
        let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let mut url = UrlObject { driver_name: driver_name.to_owned(), ..UrlObject::default() };
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(query)),
            None => (rest, None),
        };
        let (authority, database) = match rest.split_once('/') {
            Some((authority, database)) => (authority, Some(database)),
            None => (rest, None),
        };
        let host = match authority.rsplit_once('@') {
            Some((user, host)) => {
                let (name, password) = match user.split_once(':') {
                    Some((name, password)) => (name, Some(decode(password))),
                    None => (user, None),
                };
                url.username = Some(decode(name)).filter(|name| !name.is_empty());
                url.password = password;
                host
            }
            None => authority,
        };
        let (host, port) = if let Some(inner) = host.strip_prefix('[') {
            let (host, rest) = inner.split_once(']')?;
            (host, rest.strip_prefix(':'))
        } else {
            match host.rsplit_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (host, None),
            }
        };
        url.host = Some(host.to_owned()).filter(|host| !host.is_empty());
        url.port = match port {
            None | Some("") => None,
            Some(port) => Some(port.parse().ok()?),
        };
        url.database = database.map(str::to_owned).filter(|database| !database.is_empty());
        for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let plus = |text: &str| decode(&text.replace('+', " "));
            url.query.entry(plus(name)).or_default().push(plus(value));
        }
        Some(url)
    }

    /// The URL as text; without `hide_password` it is complete.
    pub fn render(&self, hide_password: bool) -> String {
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        // what SQLAlchemy leaves as it is
        let encode = |text: &str| {
            encode(text)
                .replace("%2E", ".")
                .replace("%2D", "-")
                .replace("%5F", "_")
                .replace("%20", " ")
                .replace("%2B", "+")
                .replace("%7E", "~")
        };
        let mut text = format!("{}://", self.driver_name);
        if let Some(username) = &self.username {
            text.push_str(&encode(username));
            if let Some(password) = &self.password {
                text.push(':');
                text.push_str(&if hide_password { "***".to_owned() } else { encode(password) });
            }
            text.push('@');
        }
        if let Some(host) = &self.host {
            if host.contains(':') {
                text.push_str(&format!("[{host}]"));
            } else {
                text.push_str(host);
            }
        }
        if let Some(port) = self.port {
            text.push_str(&format!(":{port}"));
        }
        if let Some(database) = &self.database {
            text.push_str(&format!("/{database}"));
        }
        if !self.query.is_empty() {
            let mut pairs: Vec<String> = self
                .query
                .iter()
                .flat_map(|(name, values)| {
                    values.iter().map(move |value| {
                        let quote = |text: &str| encode(text).replace(' ', "+");
                        format!("{}={}", quote(name), quote(value))
                    })
                })
                .collect();
            pairs.sort();
            text.push_str(&format!("?{}", pairs.join("&")));
        }
        text
    }
}

/// The URL behind a value: a `URL`, or a string.
///
/// # Errors
/// ArgumentError for a string that is none; a refusal for Unknown.
pub fn url_of(interp: &mut Interpreter, value: &Value) -> Evaluated<Rc<UrlObject>> {
    if let Some(url) = value.payload::<RefCell<UrlObject>>() {
        return Ok(Rc::new(url.borrow().clone()));
    }
    let text = argument::text(interp, value, "a database URL")?;
    match UrlObject::parse(&text) {
        Some(url) => Ok(Rc::new(url)),
        // the URL may hold a password: it isn't quoted
        None => Err(interp
            .raise("sqlalchemy.exc.ArgumentError", "Could not parse SQLAlchemy URL from given URL string")),
    }
}

fn wrap_url(interp: &mut Interpreter, url: UrlObject) -> Evaluated {
    Ok(Instance::with_payload(natives(interp)?.class("URL"), RefCell::new(url)))
}

/// The parts that `URL.create` and `.set` take.
fn set_parts(interp: &mut Interpreter, url: &mut UrlObject, bound: &Bound) -> Evaluated<()> {
    if let Some(name) = bound.get("drivername").filter(|name| !name.is_none()).cloned() {
        url.driver_name = argument::text(interp, &name, "drivername")?;
    }
    for (name, part) in [
        ("username", &mut url.username),
        ("password", &mut url.password),
        ("host", &mut url.host),
        ("database", &mut url.database),
    ] {
        if let Some(value) = bound.get(name).filter(|value| !value.is_none()).cloned() {
            *part = Some(match value.to_text() {
                Some(text) => text.to_string(),
                // objects with a password behind `str()`
                None if value.is_unknown() => {
                    return Err(argument::refuse_unknown(interp, &value, "a database URL"));
                }
                None => interp.str(&value)?,
            });
        }
    }
    if let Some(port) = bound.get("port").filter(|port| !port.is_none()).cloned() {
        url.port = match port.as_int() {
            Some(port) => Some(port),
            None => {
                let text = argument::text(interp, &port, "the port of a database URL")?;
                match text.parse() {
                    Ok(port) => Some(port),
                    Err(_) => {
                        return Err(interp.raise("TypeError", "Port argument must be an integer or None"));
                    }
                }
            }
        };
    }
    if let Some(Value::Dict(query)) = bound.get("query") {
        url.query.clear();
        let entries: Vec<(Value, Value)> =
            query.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        for (key, value) in entries {
            let key = argument::text(interp, &key, "the query of a database URL")?;
            let values = argument::texts(interp, &value, "the query of a database URL")?;
            url.query.insert(key, values);
        }
    }
    Ok(())
}

const PARTS: &str = "username=None, password=None, host=None, port=None, database=None, query=None";

fn url_class() -> ClassBuilder {
    let get = |interp: &mut Interpreter, bound: Bound| {
        let receiver = bound.receiver();
        let name = bound.value("name");
        let name = name.as_str().unwrap_or_default();
        let Some(url) = receiver.payload::<RefCell<UrlObject>>() else {
            return Err(interp.raise("AttributeError", name));
        };
        let url = url.borrow();
        let text = |part: &Option<String>| part.as_ref().map_or(Value::None, Value::str);
        Ok(match name {
            "drivername" => Value::str(&url.driver_name),
            "username" => text(&url.username),
            "password" => text(&url.password),
            "host" => text(&url.host),
            "port" => url.port.map_or(Value::None, Value::Int),
            "database" => text(&url.database),
            "query" => {
                let mut dict = Dict::default();
                for (name, values) in &url.query {
                    let value = match values.as_slice() {
                        [only] => Value::str(only),
                        several => Value::tuple(several.iter().map(Value::str).collect()),
                    };
                    dict.insert_str(name, value);
                }
                Value::dict(dict)
            }
            _ => {
                return Err(interp.raise("AttributeError", format!("'URL' object has no attribute '{name}'")));
            }
        })
    };
    ClassBuilder::new("sqlalchemy.engine.url", "URL")
        .class_method("create", &format!("cls, drivername, {PARTS}"), |interp, bound| {
            let mut url = UrlObject::default();
            set_parts(interp, &mut url, &bound)?;
            wrap_url(interp, url)
        })
        .method("set", &format!("self, drivername=None, {PARTS}"), |interp, bound| {
            let mut url = (*url_of(interp, &bound.receiver())?).clone();
            set_parts(interp, &mut url, &bound)?;
            wrap_url(interp, url)
        })
        .method("render_as_string", "self, hide_password=True", |interp, bound| {
            let url = url_of(interp, &bound.receiver())?;
            let hide = !matches!(bound.get("hide_password"), Some(Value::Bool(false)));
            Ok(Value::str(url.render(hide)))
        })
        .method("get_backend_name", "self", |interp, bound| {
            let url = url_of(interp, &bound.receiver())?;
            Ok(Value::str(url.driver_name.split('+').next().unwrap_or_default()))
        })
        .method("get_driver_name", "self", |interp, bound| {
            let url = url_of(interp, &bound.receiver())?;
            Ok(Value::str(url.driver_name.split_once('+').map_or("psycopg2", |(_, driver)| driver)))
        })
        .method("update_query_dict", "self, query_parameters, append=False", |interp, bound| {
            let mut url = (*url_of(interp, &bound.receiver())?).clone();
            if let Value::Dict(query) = bound.value("query_parameters") {
                let entries: Vec<(Value, Value)> =
                    query.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
                for (key, value) in entries {
                    let key = argument::text(interp, &key, "the query of a database URL")?;
                    let values = argument::texts(interp, &value, "the query of a database URL")?;
                    url.query.insert(key, values);
                }
            }
            wrap_url(interp, url)
        })
        .method("__str__", "self", |interp, bound| {
            let url = url_of(interp, &bound.receiver())?;
            Ok(Value::str(url.render(true)))
        })
        .method("__repr__", "self", |interp, bound| {
            let url = url_of(interp, &bound.receiver())?;
            Ok(Value::str(url.render(true)))
        })
        .method("__getattr__", "self, name", get)
}

/// A connection from the hook; Unknown where nobody gives one.
fn connection(interp: &mut Interpreter, engine: &Value) -> Evaluated {
    let url = interp.find_attribute(engine, "_url")?.unwrap_or(Value::None);
    match interp.extension::<ConnectionHook>() {
        Some(hook) => (hook.0)(interp, &url),
        None => Ok(interp.unknown("a connection to a database, which models are read without")),
    }
}

fn new_engine(interp: &mut Interpreter, class: &str, url: Value) -> Evaluated {
    let instance = Instance::new(natives(interp)?.class(class));
    instance.set_attribute("_url", url);
    let dialect = super::dialect::postgresql(interp)?;
    instance.set_attribute("dialect", dialect);
    if class == "AsyncEngine" {
        let url = instance.attribute("_url").unwrap_or(Value::None);
        let inner = new_engine(interp, "Engine", url)?;
        instance.set_attribute("sync_engine", inner);
    }
    Ok(Value::Instance(instance))
}

fn engine_class(natives: &mut Natives) {
    let engine = ClassBuilder::new("sqlalchemy.engine.base", "Engine")
        .method("connect", "self, **kw", |interp, bound| connection(interp, &bound.receiver()))
        .method("begin", "self, **kw", |interp, bound| connection(interp, &bound.receiver()))
        .method("raw_connection", "self", |interp, _| Ok(interp.unknown("a raw connection")))
        .method("dispose", "self, close=True", |_, _| Ok(Value::None))
        .method("execution_options", "self, **kw", |_, bound| Ok(bound.receiver()))
        .property("name", |_, _| Ok(Value::str("postgresql")))
        .property("driver", |_, _| Ok(Value::str("psycopg2")))
        .property("url", engine_url)
        .build();
    natives.add("Engine", Value::Class(engine));

    // `async with engine.connect() as connection`, `await engine.connect()`
    let connecting = ClassBuilder::new("sqlalchemy.ext.asyncio.engine", "AsyncConnection")
        .method("__aenter__", "self", |_, bound| Ok(Interpreter::awaitable(bound.receiver())))
        .method("__aexit__", "self, *args", |_, _| Ok(Interpreter::awaitable(Value::None)))
        .method("__await__", "self", |interp, bound| {
            interp.iterator(&Interpreter::awaitable(bound.receiver()))
        })
        .method("run_sync", "self, fn, *args, **kw", |interp, bound| {
            let inner = inner(&bound.receiver());
            let mut positional = vec![inner];
            positional.extend(bound.rest.clone());
            let arguments = crate::python::call::Arguments { positional, keywords: bound.keywords.clone() };
            let result = interp.call(&bound.value("fn"), arguments)?;
            Ok(Interpreter::awaitable(result))
        })
        .method("execution_options", "self, **kw", |_, bound| Ok(Interpreter::awaitable(bound.receiver())))
        .method("__getattr__", "self, name", |interp, bound| {
            let name = bound.value("name");
            let name = name.as_str().unwrap_or_default().to_owned();
            if name == "sync_connection" {
                return Ok(inner(&bound.receiver()));
            }
            let inner = inner(&bound.receiver());
            let method = interp.get_attribute(&inner, &name)?;
            Ok(Builtin::function(&name, "*args, **kw", move |interp, bound| {
                let arguments = crate::python::call::Arguments {
                    positional: bound.rest.clone(),
                    keywords: bound.keywords.clone(),
                };
                let result = interp.call(&method, arguments)?;
                Ok(Interpreter::awaitable(result))
            }))
        })
        .build();
    natives.add("AsyncConnection", Value::Class(connecting));
    let engine = ClassBuilder::new("sqlalchemy.ext.asyncio.engine", "AsyncEngine")
        .method("connect", "self", |interp, bound| async_connection(interp, &bound.receiver()))
        .method("begin", "self", |interp, bound| async_connection(interp, &bound.receiver()))
        .method("dispose", "self, close=True", |_, _| Ok(Interpreter::awaitable(Value::None)))
        .property("url", engine_url)
        .property("name", |_, _| Ok(Value::str("postgresql")))
        .build();
    natives.add("AsyncEngine", Value::Class(engine));
}

fn engine_url(interp: &mut Interpreter, receiver: &Value) -> Evaluated {
    let given = interp.find_attribute(receiver, "_url")?.unwrap_or(Value::None);
    if given.is_unknown() {
        return Ok(given);
    }
    let url = url_of(interp, &given)?;
    wrap_url(interp, (*url).clone())
}

fn inner(receiver: &Value) -> Value {
    receiver.as_instance().and_then(|instance| instance.attribute("_connection")).unwrap_or(Value::None)
}

fn async_connection(interp: &mut Interpreter, engine: &Value) -> Evaluated {
    let inner = connection(interp, engine)?;
    let instance = Instance::new(natives(interp)?.class("AsyncConnection"));
    instance.set_attribute("_connection", inner);
    Ok(Value::Instance(instance))
}

/// Adds the classes.
pub fn register_natives(natives: &mut Natives) {
    let url = url_class().build();
    natives.add("URL", Value::Class(url));
    engine_class(natives);
    let connection = ClassBuilder::new("sqlalchemy.engine.base", "Connection").build();
    natives.add("Connection", Value::Class(connection));
    for (function, class) in [("create_engine", "Engine"), ("create_async_engine", "AsyncEngine")] {
        let make = Builtin::function(function, "url, **kw", move |interp, bound| {
            new_engine(interp, class, bound.value("url"))
        });
        natives.add(function, make);
    }
    for (function, class) in [("engine_from_config", "Engine"), ("async_engine_from_config", "AsyncEngine")] {
        let signature = "configuration, prefix='sqlalchemy.', **kw";
        let make = Builtin::function(function, signature, move |interp, bound| {
            let prefix = match bound.value("prefix") {
                Value::None => "sqlalchemy.".to_owned(),
                prefix => argument::text(interp, &prefix, "the prefix of a configuration")?,
            };
            let key = Value::str(format!("{prefix}url"));
            let configuration = bound.value("configuration");
            let mut url = interp.call_method(&configuration, "get", vec![key])?;
            if let Some(given) = bound.keyword("url") {
                url = given.clone();
            }
            if url.is_none() {
                return Err(interp.raise("KeyError", "url"));
            }
            new_engine(interp, class, url)
        });
        natives.add(function, make);
    }
    natives.add(
        "make_url",
        Builtin::function("make_url", "name_or_url", |interp, bound| {
            let url = url_of(interp, &bound.value("name_or_url"))?;
            wrap_url(interp, (*url).clone())
        }),
    );
}

/// `sqlalchemy.inspect`: tables of mapped classes; connections are the hook's.
///
/// # Errors
/// None of its own.
pub fn inspect(_: &mut Interpreter) -> Evaluated {
    Ok(Builtin::function("inspect", "subject, raiseerr=True", |interp, bound| {
        let subject = bound.value("subject");
        if subject.is_unknown() {
            return Ok(subject);
        }
        if let Value::Class(class) = &subject
            && class.lookup("__table__").is_some()
        {
            return interp.get_attribute(&subject, "__mapper__");
        }
        // what SQLAlchemy's `_self_inspects` marks
        let is_query = subject.as_instance().is_some_and(|instance| {
            super::type_object::mro(&instance.class).any(|class| &*class.name == "Query")
        });
        if is_query || super::table::of(&subject).is_some() || super::column::of(&subject).is_some() {
            return Ok(subject);
        }
        match interp.extension::<InspectHook>() {
            Some(hook) => (hook.0)(interp, &subject),
            None => Ok(interp.unknown("what inspect() finds in a database")),
        }
    }))
}

/// Names that `sqlalchemy` itself has.
///
/// # Errors
/// None of its own.
pub fn module(interp: &mut Interpreter, module: &mut ModuleBuilder) -> Evaluated<()> {
    let inspect = inspect(interp)?;
    module.value("inspect", inspect);
    let natives = natives(interp)?;
    for name in ["create_engine", "engine_from_config", "make_url", "URL", "Engine", "Connection"] {
        module.value(name, natives.value(name));
    }
    for name in POOLS {
        module.value(name, pool(name));
    }
    Ok(())
}

const POOLS: &[&str] = &[
    "NullPool",
    "QueuePool",
    "StaticPool",
    "Pool",
    "AsyncAdaptedQueuePool",
    "SingletonThreadPool",
    "AssertionPool",
];

fn pool(name: &str) -> Value {
    Value::Class(
        ClassBuilder::new("sqlalchemy.pool", name)
            .method("__init__", "self, *args, **kw", |_, _| Ok(Value::None))
            .build(),
    )
}

/// Registers the modules.
pub fn register(library: &mut Library) {
    for name in [
        "sqlalchemy.engine",
        "sqlalchemy.engine.base",
        "sqlalchemy.engine.url",
        "sqlalchemy.engine.create",
        "sqlalchemy.engine.interfaces",
        "sqlalchemy.engine.reflection",
        "sqlalchemy.engine.row",
        "sqlalchemy.engine.result",
        "sqlalchemy.engine.default",
    ] {
        library.module(name, move |interp, module| {
            self::module(interp, module)?;
            for class in ["Dialect", "DefaultDialect"] {
                let dialect = natives(interp)?.value(class);
                module.value(class, dialect);
            }
            for class in [
                "Inspector",
                "Row",
                "RowMapping",
                "Result",
                "CursorResult",
                "Transaction",
                "ExceptionContext",
            ] {
                module.value(class, Value::Class(ClassBuilder::new("sqlalchemy.engine", class).build()));
            }
            if name == "sqlalchemy.engine" {
                for inner in ["url", "base", "reflection"] {
                    let inner_module = interp.import(&format!("sqlalchemy.engine.{inner}"))?;
                    module.value(inner, Value::Module(inner_module));
                }
            }
            Ok(())
        });
    }
    library.module("sqlalchemy.pool", |_, module| {
        for name in POOLS {
            module.value(name, pool(name));
        }
        Ok(())
    });
}
