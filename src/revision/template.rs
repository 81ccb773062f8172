//! script.py.mako and the names that Alembic gives it.

use std::path::Path;
use std::rc::Rc;

use indexmap::IndexMap;

use super::mako::{self, DateTime, Host, Value};
use crate::config::{Config, OptionValue};
use crate::error::{Error, Result, shown_path};

/// What `ScriptDirectory.generate_revision` passes to the template.
#[derive(Clone, Debug)]
pub struct TemplateArguments {
    pub message: String,
    pub up_revision: String,
    /// None, a string, or a tuple of several.
    pub down_revision: Vec<String>,
    pub branch_labels: Vec<String>,
    pub depends_on: Vec<String>,
    pub create_date: DateTime,
    pub body: Body,
}

/// The generated parts; without them templates write `pass`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    pub imports: Option<String>,
    pub upgrades: Option<String>,
    pub downgrades: Option<String>,
    /// Further names: `<engine>_upgrades` of multidb templates.
    pub others: Vec<(String, String)>,
}

/// Renders the template file.
///
/// # Errors
/// The file can't be read; what [`mako::render`] refuses.
pub fn render(template: &Path, arguments: &TemplateArguments, config: &Config) -> Result<String> {
    let text = std::fs::read_to_string(template).map_err(|error| {
        let error = Error::new(format!("can't read {}: {error}", shown_path(template)));
        error.hint("every script directory needs a script.py.mako; `init` writes one")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    mako::render(template, text, names(arguments, config))
}

fn names(arguments: &TemplateArguments, config: &Config) -> IndexMap<String, Value> {
    let texts = |list: &[String]| list.iter().map(|text| Value::from(text.as_str())).collect::<Vec<_>>();
    let scalar = |list: &[String], several: fn(Vec<Value>) -> Value| match list {
        [] => Value::None,
        [one] => Value::from(one.as_str()),
        _ => several(texts(list)),
    };
    let mut names = IndexMap::from([
        ("config".to_owned(), Value::Host(Rc::new(TemplateConfig(config.clone())))),
        ("refresh".to_owned(), Value::Bool(true)),
        ("up_revision".to_owned(), Value::from(arguments.up_revision.as_str())),
        ("down_revision".to_owned(), scalar(&arguments.down_revision, Value::tuple)),
        (
            "branch_labels".to_owned(),
            if arguments.branch_labels.is_empty() {
                Value::None
            } else {
                Value::tuple(texts(&arguments.branch_labels))
            },
        ),
        // several dependencies arrive as a list, as Alembic has them
        ("depends_on".to_owned(), scalar(&arguments.depends_on, Value::list)),
        ("create_date".to_owned(), Value::DateTime(Rc::new(arguments.create_date.clone()))),
        ("comma".to_owned(), Value::Host(Rc::new(Comma))),
        ("message".to_owned(), Value::from(arguments.message.as_str())),
    ]);
    let body = &arguments.body;
    for (name, text) in
        [("imports", &body.imports), ("upgrades", &body.upgrades), ("downgrades", &body.downgrades)]
    {
        if let Some(text) = text {
            names.insert(name.to_owned(), Value::from(text.as_str()));
        }
    }
    for (name, text) in &body.others {
        names.insert(name.clone(), Value::from(text.as_str()));
    }
    names
}

/// The filter `comma`: `util.format_as_comma`.
struct Comma;

impl Host for Comma {
    fn name(&self) -> &str {
        "comma"
    }

    fn attribute(&self, _name: &str) -> Option<Value> {
        None
    }

    fn call(&self, method: &str, arguments: &[Value], keywords: &[(String, Value)]) -> Option<Result<Value>> {
        if method != "__call__" || !keywords.is_empty() {
            return None;
        }
        let [value] = arguments else { return None };
        Some(match value {
            Value::None => Ok("".into()),
            Value::Text(_) => Ok(value.clone()),
            other => other.items().and_then(|items| {
                let texts = items.iter().map(Value::str).collect::<Result<Vec<_>>>()?;
                Ok(texts.join(", ").into())
            }),
        })
    }
}

/// `config` as templates see it.
struct TemplateConfig(Config);

impl Host for TemplateConfig {
    fn name(&self) -> &str {
        "config"
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        match name {
            "config_ini_section" => Some(self.0.section.as_str().into()),
            "config_file_name" => Some(match &self.0.files.ini {
                Some(path) => path.display().to_string().into(),
                None => Value::None,
            }),
            _ => None,
        }
    }

    fn call(&self, method: &str, arguments: &[Value], keywords: &[(String, Value)]) -> Option<Result<Value>> {
        let mut arguments = arguments.to_vec();
        let default = keywords.iter().find(|(name, _)| name == "default").map(|(_, value)| value.clone());
        if keywords.len() > usize::from(default.is_some()) {
            return None;
        }
        let wanted = if method == "get_section_option" { 2 } else { 1 };
        let default = default.or_else(|| if arguments.len() > wanted { arguments.pop() } else { None });
        let names = arguments.iter().map(Value::as_text).collect::<Option<Vec<_>>>()?;
        let or_default = |found: Option<Value>| found.or(default).unwrap_or(Value::None);
        Some(match (method, names.as_slice()) {
            ("get_main_option", [name]) => {
                self.0.get_main_option(name).map(|found| or_default(found.map(Value::from)))
            }
            ("get_section_option", [section, name]) => {
                self.0.get_section_option(section, name).map(|found| or_default(found.map(Value::from)))
            }
            ("get_section", [section]) => self.0.get_section(section).map(|found| {
                or_default(found.map(|options| {
                    Value::dict(
                        options.into_iter().map(|(name, value)| (name.into(), value.into())).collect(),
                    )
                }))
            }),
            ("get_alembic_option", [name]) => match self.0.get_alembic_option(name) {
                Err(error) => Err(error),
                Ok(found) => Ok(or_default(found.map(option_value))),
            },
            _ => return None,
        })
    }
}

fn option_value(value: OptionValue) -> Value {
    let table = |table: IndexMap<String, String>| {
        Value::dict(table.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    };
    match value {
        OptionValue::Text(text) => text.into(),
        OptionValue::List(items) => Value::list(items.into_iter().map(Value::from).collect()),
        OptionValue::Integer(number) => Value::Int(number),
        OptionValue::Boolean(value) => Value::Bool(value),
        OptionValue::Table(options) => table(options),
        OptionValue::Tables(tables) => Value::list(tables.into_iter().map(table).collect()),
    }
}
