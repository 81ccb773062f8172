//! What the host is asked to do.

use std::path::PathBuf;

use serde_json::{Value, json};

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
}

impl EnvironmentFacts {
    pub(super) fn to_json(&self) -> Value {
        json!({
            "ini": self.ini,
            "toml": self.toml,
            "section": self.section,
            "script_location": self.script_location,
            "x": self.x_arguments,
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
            "environment": environment.to_json(),
        })
    }
}
