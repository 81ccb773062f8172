//! PostgreSQL enum types.

use serde::Deserialize;

use super::QualifiedName;

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct EnumType {
    pub name: QualifiedName,
    /// In PostgreSQL's order (`enumsortorder`).
    pub labels: Vec<String>,
    /// `create_type=False` (or `metadata=…` elsewhere): whoever creates the table does not create it.
    pub create_type: bool,
}
