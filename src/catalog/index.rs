//! An index's row.

use tokio_postgres::{Error, Row};

use super::attribute::Attributes;
use super::scope::Scope;
use super::stable_text::stable;
use crate::schema::{Index, IndexElement, IndexTarget, ObjectName};

/// `indoption`: sorted in descending order.
const DESCENDING: i16 = 1;
/// `indoption`: nulls come first.
const NULLS_FIRST: i16 = 2;

/// The index, and the oid of its table.
pub(super) fn from_row(row: &Row, scope: &Scope, attributes: &Attributes) -> Result<(u32, Index), Error> {
    let table: u32 = row.try_get("table_oid")?;
    let numbers: Vec<i16> = row.try_get("columns")?;
    let keys: i16 = row.try_get("keys")?;
    let (keys, include) = numbers.split_at(usize::try_from(keys).unwrap_or_default().min(numbers.len()));
    let name: String = row.try_get("name")?;
    let method = scope.method(row.try_get("method")?);
    let unique: bool = row.try_get("is_unique")?;
    let nulls_not_distinct: bool = row.try_get("nulls_not_distinct")?;
    let tablespace = scope.tablespace(row.try_get("tablespace")?).map(str::to_owned);
    let storage: Vec<String> = row.try_get("storage")?;
    let body = stable(&row.try_get::<_, String>("definition")?);
    let mut definition = if unique { format!("UNIQUE {body}") } else { body };
    if let Some(tablespace) = &tablespace {
        definition.push_str(&format!(" TABLESPACE {tablespace}"));
    }
    let index = Index {
        name: Some(ObjectName::conventional(name)),
        elements: elements(row, table, keys, attributes)?,
        unique,
        using: (method != "btree").then(|| method.to_owned()),
        predicate: row.try_get("predicate")?,
        include: attributes.names(table, include),
        with: storage
            .iter()
            .map(|parameter| parameter.split_once('=').unwrap_or((parameter, "")))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        tablespace,
        nulls_not_distinct: nulls_not_distinct.then_some(true),
        keyword_order: ["ops", "with", "using", "where", "include", "nulls_not_distinct"]
            .map(str::to_owned)
            .to_vec(),
        predicate_is_string: true,
        reflected: true,
        comment: row.try_get("comment")?,
        definition: Some(definition),
        valid: Some(row.try_get("valid")?),
        ..Index::default()
    };
    Ok((table, index))
}

/// A plain column stays one; with a sort order or a collation it is an expression, as Alembic writes
/// it. Unlike there, neither the collation nor an operator class before a sort order is lost.
fn elements(
    row: &Row,
    table: u32,
    keys: &[i16],
    attributes: &Attributes,
) -> Result<Vec<IndexElement>, Error> {
    let expressions: Vec<String> = row.try_get("expressions")?;
    let collations: Vec<u32> = row.try_get("collations")?;
    let classes: Vec<u32> = row.try_get("operator_classes")?;
    let parameterized: Vec<String> = row.try_get("parameterized_classes")?;
    let sorting: Vec<i16> = row.try_get("sorting")?;
    let pretty: String = row.try_get("pretty")?;
    Ok(keys
        .iter()
        .enumerate()
        .map(|(place, number)| {
            let column = attributes.name(table, *number);
            let expression = expressions.get(place).cloned().unwrap_or_default();
            // An expression's own collation can't be asked for: only the whole index shows
            // whether another was given.
            let collation = collations
                .get(place)
                .and_then(|oid| attributes.collation(table, *number, *oid))
                .filter(|_| column.is_some() || pretty.contains(&format!("{expression} COLLATE ")));
            let parameterized = parameterized.get(place).filter(|class| !class.is_empty());
            let usual = || classes.get(place).and_then(|oid| attributes.operator_classes.get(oid));
            let class = parameterized.or_else(usual).cloned();
            let order = order(sorting.get(place).copied().unwrap_or_default());
            if collation.is_none() && order.is_empty() {
                let target = match column {
                    Some(name) => IndexTarget::Column(name.to_owned()),
                    None => IndexTarget::Expression(expression),
                };
                return IndexElement { target, operator_class: class };
            }
            let mut sql = attributes.quoted(table, *number).map_or(expression, str::to_owned);
            if let Some(collation) = collation {
                sql.push_str(&format!(" COLLATE {collation}"));
            }
            if let Some(class) = class {
                sql.push_str(&format!(" {class}"));
            }
            sql.push_str(order);
            IndexElement { target: IndexTarget::Expression(sql), operator_class: None }
        })
        .collect())
}

fn order(option: i16) -> &'static str {
    match (option & DESCENDING != 0, option & NULLS_FIRST != 0) {
        (false, false) => "",
        (false, true) => " NULLS FIRST",
        (true, true) => " DESC",
        (true, false) => " DESC NULLS LAST",
    }
}
