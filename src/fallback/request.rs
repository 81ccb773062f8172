//! What the host is asked to do.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::schema::QualifiedName;

/// Alembic's configuration, as `alembic -c … -n … -x …` would read it.
#[derive(Clone, Debug, Default)]
pub struct EnvironmentFacts {
    pub ini: Option<PathBuf>,
    pub toml: Option<PathBuf>,
    pub section: String,
    /// The folder of env.py.
    pub script_location: PathBuf,
    /// `-x`.
    pub x_arguments: Vec<String>,
    /// `--sql`.
    pub offline: Option<OfflineFacts>,
}

/// A command with `--sql`.
#[derive(Clone, Debug, Default)]
pub struct OfflineFacts {
    /// `upgrade`, `downgrade`, `stamp`, `ensure_version` or `revision`.
    pub command: &'static str,
    /// The left side of `a:b`.
    pub starting: Option<String>,
    /// One, but for `stamp`.
    pub destinations: Vec<String>,
    /// `--tag`.
    pub tag: Option<String>,
}

impl OfflineFacts {
    fn to_json(&self) -> Value {
        json!({
            "command": self.command,
            "starting": self.starting,
            "destinations": self.destinations,
            "tag": self.tag,
        })
    }
}

impl EnvironmentFacts {
    pub(super) fn to_json(&self) -> Value {
        json!({
            "ini": self.ini,
            "toml": self.toml,
            "section": self.section,
            "script_location": self.script_location,
            "x": self.x_arguments,
            "offline": self.offline.as_ref().map(OfflineFacts::to_json),
        })
    }
}

/// What is known of env.py's `target_metadata` without Python: enough for the names in `op.*` calls.
#[derive(Clone, Debug, Default)]
pub struct MetadataFacts {
    pub naming_convention: Vec<(String, String)>,
    pub schema: Option<String>,
}

impl MetadataFacts {
    fn to_json(&self) -> Value {
        let convention: serde_json::Map<String, Value> =
            self.naming_convention.iter().map(|(key, text)| (key.clone(), json!(text))).collect();
        json!({ "naming_convention": convention, "schema": self.schema })
    }
}

/// One function of one revision file.
#[derive(Clone, Debug)]
pub struct RevisionRequest {
    pub path: PathBuf,
    /// The name that Alembic gives the module.
    pub module: String,
    /// `upgrade` or `downgrade`.
    pub function: &'static str,
    /// Options of `context.configure` that are plain values, by name.
    pub options: Vec<(String, Value)>,
    pub target_metadata: Option<MetadataFacts>,
    /// With `--sql`, the named types that the script creates already.
    pub created_types: Option<Vec<QualifiedName>>,
}

impl RevisionRequest {
    pub(super) fn to_json(&self, environment: &EnvironmentFacts) -> Value {
        let options: serde_json::Map<String, Value> = self.options.iter().cloned().collect();
        json!({
            "do": "revision",
            "path": self.path,
            "module": self.module,
            "function": self.function,
            "options": options,
            "target_metadata": self.target_metadata.as_ref().map(MetadataFacts::to_json),
            "created_types": self.created_types.as_ref().map(|types| {
                types.iter().map(|name| json!([name.schema, name.name])).collect::<Vec<_>>()
            }),
            "environment": environment.to_json(),
        })
    }
}

/// A question to a function of env.py.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// `include_object`, `include_name`, `compare_type`, `compare_server_default` or `render_item`.
    pub function: &'static str,
    /// Alembic's word for the kind of thing.
    pub kind: &'a str,
    pub name: Option<&'a str>,
    /// The table that it is, or belongs to.
    pub table: Option<&'a QualifiedName>,
    /// It stands in the models.
    pub is_declared: bool,
    /// It stands in the database.
    pub is_reflected: bool,
    /// The one that is asked about is the database's.
    pub is_about_reflected: bool,
}

impl Question<'_> {
    pub(super) fn to_json(self) -> Value {
        let mut parents = serde_json::Map::new();
        if let Some(table) = self.table {
            parents.insert("schema_name".to_owned(), json!(table.schema));
            if self.kind != "table" {
                parents.insert("table_name".to_owned(), json!(table.name));
            }
            parents.insert("schema_qualified_table_name".to_owned(), json!(table.to_string()));
        }
        json!({
            "do": "hook",
            "function": self.function,
            "type": self.kind,
            "name": self.name,
            "schema": self.table.and_then(|table| table.schema.as_deref()),
            "table": self.table.map(|table| table.name.as_str()),
            "parents": parents,
            "declared": self.is_declared,
            "reflected": self.is_reflected,
            "about_reflected": self.is_about_reflected,
        })
    }
}
