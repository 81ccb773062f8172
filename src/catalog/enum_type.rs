//! The enum types that the diff manages.

use std::collections::BTreeMap;

use super::named_type::{NamedKind, NamedTypes};
use super::scope::Scope;
use crate::schema::{EnumType, QualifiedName};

/// Those of the schemas that are looked at, without those of extensions.
pub(super) fn managed(types: &NamedTypes, scope: &Scope) -> BTreeMap<QualifiedName, EnumType> {
    types
        .values()
        .filter(|named| !named.of_extension && scope.contains(&named.name))
        .filter_map(|named| match &named.kind {
            NamedKind::Enum { labels } => Some(enum_type(&named.name, labels)),
            NamedKind::Domain(_) | NamedKind::Other => None,
        })
        .map(|enum_type| (enum_type.name.clone(), enum_type))
        .collect()
}

/// As SQLAlchemy reflects it: whoever creates a table with it creates it.
pub(super) fn enum_type(name: &QualifiedName, labels: &[String]) -> EnumType {
    EnumType { name: name.clone(), labels: labels.to_vec(), create_type: true }
}
