//! A constraint's row.

use std::collections::HashMap;

use tokio_postgres::{Error, Row};

use super::attribute::Attributes;
use super::parentheses;
use super::scope::Scope;
use super::stable_text::stable;
use crate::schema::{
    Check, Constraint, Deferrability, Exclude, ExcludeElement, ForeignKey, IndexTarget, ObjectName,
    PrimaryKey, Unique,
};

/// Constraints with the oids of their tables.
///
/// A foreign key to a partitioned table has rows of its own for each partition referred to: those
/// are parts of the one that users made.
pub(super) fn from_rows(
    rows: &[Row],
    scope: &Scope,
    attributes: &Attributes,
) -> Result<Vec<(u32, Constraint)>, Error> {
    let mut tables = HashMap::with_capacity(rows.len());
    for row in rows {
        tables.insert(row.try_get::<_, u32>("oid")?, row.try_get::<_, u32>("table_oid")?);
    }
    let mut constraints = Vec::with_capacity(rows.len());
    for row in rows {
        let parent: u32 = row.try_get("parent")?;
        let table: u32 = row.try_get("table_oid")?;
        if tables.get(&parent) != Some(&table) {
            constraints.push(from_row(row, scope, attributes)?);
        }
    }
    Ok(constraints)
}

/// Reflected names are final: Alembic renders them through `op.f`.
fn from_row(row: &Row, scope: &Scope, attributes: &Attributes) -> Result<(u32, Constraint), Error> {
    let table: u32 = row.try_get("table_oid")?;
    let numbers: Vec<i16> = row.try_get("columns")?;
    let columns = attributes.names(table, &numbers);
    let name: String = row.try_get("name")?;
    let name = Some(ObjectName::conventional(name));
    let kind: String = row.try_get("kind")?;
    let definition = Some(stable(&row.try_get::<_, String>("definition")?));
    let comment = row.try_get("comment")?;
    let deferrability = deferrability(row)?;
    let constraint = match kind.as_str() {
        "p" => Constraint::PrimaryKey(PrimaryKey {
            name,
            columns,
            include: include(row, table, attributes)?,
            deferrability,
            comment,
            definition,
        }),
        "u" => Constraint::Unique(Unique {
            name,
            columns,
            deferrability,
            nulls_not_distinct: row.try_get("nulls_not_distinct")?,
            include: include(row, table, attributes)?,
            reflected: true,
            comment,
            definition,
            ..Unique::default()
        }),
        "f" => Constraint::ForeignKey(ForeignKey {
            name,
            columns,
            referred_table: scope
                .name(row.try_get("referred_schema")?, &row.try_get::<_, String>("referred_table")?),
            referred_columns: referred_columns(row, attributes)?,
            on_delete: on_delete(row, table, attributes)?,
            on_update: action(&row.try_get::<_, String>("on_update")?).map(str::to_owned),
            match_type: match_type(&row.try_get::<_, String>("match_type")?),
            deferrability,
            use_alter: false,
            not_valid: !row.try_get::<_, bool>("validated")?,
            comment,
            definition,
        }),
        "x" => Constraint::Exclude(Exclude {
            name,
            operator_classes: operator_classes(row, table, &numbers, attributes)?,
            elements: exclude_elements(row, table, &numbers, attributes)?,
            using: scope.method(row.try_get("method")?).to_owned(),
            predicate: row
                .try_get::<_, Option<String>>("predicate")?
                .map(|predicate| parentheses::strip_outer(&predicate).to_owned()),
            deferrability,
            comment,
            definition,
        }),
        // The query asks for no other kind.
        _ => Constraint::Check(Check {
            name,
            condition: row
                .try_get::<_, Option<String>>("condition")?
                .map(|condition| parentheses::strip_outer(&condition).to_owned())
                .unwrap_or_default(),
            not_valid: !row.try_get::<_, bool>("validated")?,
            no_inherit: row.try_get("no_inherit")?,
            comment,
            definition,
            ..Check::default()
        }),
    };
    Ok((table, constraint))
}

/// Said only where it is not PostgreSQL's default, as reflection does.
fn deferrability(row: &Row) -> Result<Deferrability, Error> {
    let deferrable: bool = row.try_get("deferrable")?;
    let deferred: bool = row.try_get("deferred")?;
    Ok(Deferrability {
        deferrable: deferrable.then_some(true),
        initially: deferred.then(|| "DEFERRED".to_owned()),
    })
}

/// The columns that an index carries beyond its keys.
fn include(row: &Row, table: u32, attributes: &Attributes) -> Result<Vec<String>, Error> {
    let numbers: Vec<i16> = row.try_get("index_columns")?;
    let keys: i16 = row.try_get("index_keys")?;
    let beyond = numbers.get(usize::try_from(keys).unwrap_or_default()..).unwrap_or_default();
    Ok(attributes.names(table, beyond))
}

fn referred_columns(row: &Row, attributes: &Attributes) -> Result<Vec<String>, Error> {
    let elsewhere: Vec<String> = row.try_get("referred_names")?;
    if !elsewhere.is_empty() {
        return Ok(elsewhere);
    }
    let numbers: Vec<i16> = row.try_get("referred_columns")?;
    Ok(attributes.names(row.try_get("referred_oid")?, &numbers))
}

fn on_delete(row: &Row, table: u32, attributes: &Attributes) -> Result<Option<String>, Error> {
    let numbers: Vec<i16> = row.try_get("on_delete_columns")?;
    let columns: Vec<&str> = numbers.iter().filter_map(|number| attributes.quoted(table, *number)).collect();
    let code: String = row.try_get("on_delete")?;
    Ok(action(&code).map(|action| {
        if columns.is_empty() {
            return action.to_owned();
        }
        format!("{action} ({})", columns.join(", "))
    }))
}

/// NO ACTION is the default and goes unsaid.
fn action(code: &str) -> Option<&'static str> {
    match code {
        "c" => Some("CASCADE"),
        "n" => Some("SET NULL"),
        "d" => Some("SET DEFAULT"),
        "r" => Some("RESTRICT"),
        _ => None,
    }
}

/// SIMPLE is the default and goes unsaid.
fn match_type(code: &str) -> Option<String> {
    match code {
        "f" => Some("FULL".to_owned()),
        "p" => Some("PARTIAL".to_owned()),
        _ => None,
    }
}

fn exclude_elements(
    row: &Row,
    table: u32,
    numbers: &[i16],
    attributes: &Attributes,
) -> Result<Vec<ExcludeElement>, Error> {
    let operators: Vec<String> = row.try_get("operators")?;
    let targets = targets(row, table, numbers, attributes)?;
    Ok(targets
        .into_iter()
        .zip(operators)
        .map(|(target, operator)| ExcludeElement { target, operator })
        .collect())
}

fn targets(
    row: &Row,
    table: u32,
    numbers: &[i16],
    attributes: &Attributes,
) -> Result<Vec<IndexTarget>, Error> {
    let expressions: Vec<String> = row.try_get("expressions")?;
    Ok(numbers
        .iter()
        .zip(expressions)
        .map(|(number, expression)| match attributes.name(table, *number) {
            Some(name) => IndexTarget::Column(name.to_owned()),
            None => IndexTarget::Expression(expression),
        })
        .collect())
}

/// Those that are not their type's default, by column name or expression.
fn operator_classes(
    row: &Row,
    table: u32,
    numbers: &[i16],
    attributes: &Attributes,
) -> Result<Vec<(String, String)>, Error> {
    let classes: Vec<u32> = row.try_get("operator_classes")?;
    let targets = targets(row, table, numbers, attributes)?;
    Ok(targets
        .into_iter()
        .zip(classes)
        .filter_map(|(target, class)| {
            let (IndexTarget::Column(key) | IndexTarget::Expression(key)) = target;
            Some((key, attributes.operator_classes.get(&class)?.clone()))
        })
        .collect())
}
