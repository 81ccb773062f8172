//! Sequences and the options that identity columns share with them.

use serde::Deserialize;

use super::QualifiedName;

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Sequence {
    pub name: QualifiedName,
    pub options: SequenceOptions,
    /// `bigint`, `integer`, `smallint`; `None` is PostgreSQL's default, bigint.
    pub data_type: Option<String>,
}

/// `None` means not said: PostgreSQL's default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct SequenceOptions {
    pub start: Option<i64>,
    pub increment: Option<i64>,
    pub min_value: Option<i64>,
    pub max_value: Option<i64>,
    pub no_min_value: bool,
    pub no_max_value: bool,
    pub cycle: Option<bool>,
    pub cache: Option<i64>,
}
