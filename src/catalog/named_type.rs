//! Types by oid: enums, domains, and whatever else a column can be of.

use std::collections::HashMap;

use tokio_postgres::{Error, Row};

use super::scope::Scope;
use crate::schema::QualifiedName;

pub(super) type NamedTypes = HashMap<u32, NamedType>;

pub(super) struct NamedType {
    /// Without a schema in the default schema.
    pub name: QualifiedName,
    pub of_extension: bool,
    pub kind: NamedKind,
}

pub(super) enum NamedKind {
    Enum { labels: Vec<String> },
    Domain(Domain),
    Other,
}

/// What SQLAlchemy reflects of a domain.
pub(super) struct Domain {
    /// `format_type` of the type below.
    pub base: String,
    /// The oid of that type, of its items if it is an array.
    pub base_element: u32,
    pub not_null: bool,
    pub default: Option<String>,
    pub collation: Option<Collation>,
    /// Name and condition.
    pub check: Option<(String, String)>,
}

/// A collation that is not the type's own.
#[derive(Clone)]
pub(super) struct Collation {
    pub name: String,
    /// Where it is not visible.
    pub schema: Option<String>,
}

impl Collation {
    /// From the columns `collation` and `collation_schema`.
    pub(super) fn from_row(row: &Row, scope: &Scope) -> Result<Option<Collation>, Error> {
        let name: Option<String> = row.try_get("collation")?;
        let schema: Option<u32> = row.try_get("collation_schema")?;
        let schema = schema.and_then(|oid| scope.schema(oid)).map(str::to_owned);
        Ok(name.map(|name| Collation { name, schema }))
    }
}

pub(super) fn from_row(row: &Row, scope: &Scope) -> Result<(u32, NamedType), Error> {
    let kind: String = row.try_get("kind")?;
    let name = scope.name(row.try_get("schema")?, &row.try_get::<_, String>("name")?);
    let kind = match kind.as_str() {
        "e" => NamedKind::Enum { labels: row.try_get("labels")? },
        "d" => NamedKind::Domain(domain(row, scope)?),
        _ => NamedKind::Other,
    };
    Ok((row.try_get("oid")?, NamedType { name, of_extension: row.try_get("of_extension")?, kind }))
}

fn domain(row: &Row, scope: &Scope) -> Result<Domain, Error> {
    let first: Option<Vec<String>> = row.try_get("first_check")?;
    let check = first.and_then(|first| match first.as_slice() {
        // As SQLAlchemy cuts it, which leaves a NOT VALID standing.
        [name, definition] => definition
            .strip_prefix("CHECK (")
            .and_then(|rest| rest.strip_suffix(')'))
            .map(|condition| (name.clone(), condition.to_owned())),
        _ => None,
    });
    Ok(Domain {
        base: row.try_get("base")?,
        base_element: row.try_get("base_element")?,
        not_null: row.try_get("not_null")?,
        default: row.try_get("default")?,
        collation: Collation::from_row(row, scope)?,
        check,
    })
}
