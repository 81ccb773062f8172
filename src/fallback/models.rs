//! The host's answer about env.py: its options, and the models as a schema.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;

use crate::error::Place;
use crate::schema::{EnumType, Schema, Sequence, Table};

/// What env.py says, run by the project's Python.
#[derive(Clone, Debug)]
pub struct PythonEnvironment {
    /// `target_metadata` is there.
    pub has_metadata: bool,
    pub schema: Schema,
    /// None where functions have a part in it.
    pub naming_convention: Option<BTreeMap<String, String>>,
    /// `MetaData(schema=…)`.
    pub default_schema: Option<String>,
    /// Of the last `context.configure`: plain values; functions as `{"callable": name}`.
    pub options: BTreeMap<String, Value>,
    /// How often `context.configure` was called.
    pub calls: usize,
    /// The URL of the first connection. Never to be printed.
    pub url: Option<String>,
    /// Files of the project that env.py imported.
    pub files: Vec<PathBuf>,
}

#[derive(Deserialize)]
struct Answer {
    has_metadata: bool,
    schema: Tables,
    naming_convention: Option<BTreeMap<String, String>>,
    default_schema: Option<String>,
    options: BTreeMap<String, Value>,
    calls: usize,
    url: Option<String>,
    files: Vec<PathBuf>,
}

#[derive(Deserialize)]
struct Tables {
    tables: Vec<Placed>,
    enum_types: Vec<EnumType>,
    sequences: Vec<Sequence>,
}

#[derive(Deserialize)]
struct Placed {
    #[serde(flatten)]
    table: Table,
    place: Option<Line>,
}

#[derive(Deserialize)]
struct Line {
    file: String,
    line: usize,
    source: String,
}

impl PythonEnvironment {
    /// # Errors
    /// Where the answer has another shape.
    pub(super) fn read(answer: Value) -> Result<PythonEnvironment, serde_json::Error> {
        let answer: Answer = serde_json::from_value(answer)?;
        let mut schema = Schema::default();
        for Placed { mut table, place } in answer.schema.tables {
            table.declared_at = place.map(|place| Place::new(place.file, place.line, 0, &place.source));
            schema.schemas.extend(table.name.schema.clone());
            schema.tables.insert(table.name.clone(), table);
        }
        let enums = answer.schema.enum_types.into_iter().map(|one| (one.name.clone(), one));
        schema.enum_types = enums.collect();
        let sequences = answer.schema.sequences.into_iter().map(|one| (one.name.clone(), one));
        schema.sequences = sequences.collect();
        Ok(PythonEnvironment {
            has_metadata: answer.has_metadata,
            schema,
            naming_convention: answer.naming_convention,
            default_schema: answer.default_schema,
            options: answer.options,
            calls: answer.calls,
            url: answer.url,
            files: answer.files,
        })
    }
}
