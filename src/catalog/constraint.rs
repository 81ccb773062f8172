//! A constraint's row.

use tokio_postgres::{Error, Row};

use super::introspect::Scope;
use super::parentheses;
use crate::schema::{
    Check, Constraint, Deferrability, Exclude, ExcludeElement, ForeignKey, IndexTarget, ObjectName,
    PrimaryKey, Unique,
};

/// The constraint, and the oid of its table. Reflected names are final: Alembic renders them
/// through `op.f`.
pub(super) fn from_row(row: &Row, scope: &Scope) -> Result<(u32, Constraint), Error> {
    let name: String = row.try_get("name")?;
    let name = Some(ObjectName::conventional(name));
    let kind: String = row.try_get("kind")?;
    let definition = Some(row.try_get("definition")?);
    let comment = row.try_get("comment")?;
    let deferrability = deferrability(row)?;
    let constraint = match kind.as_str() {
        "p" => Constraint::PrimaryKey(PrimaryKey {
            name,
            columns: row.try_get("columns")?,
            include: row.try_get("include")?,
            deferrability,
            comment,
            definition,
        }),
        "u" => Constraint::Unique(Unique {
            name,
            columns: row.try_get("columns")?,
            deferrability,
            nulls_not_distinct: row.try_get("nulls_not_distinct")?,
            include: row.try_get("include")?,
            reflected: true,
            comment,
            definition,
            ..Unique::default()
        }),
        "f" => Constraint::ForeignKey(ForeignKey {
            name,
            columns: row.try_get("columns")?,
            referred_table: scope.name(row.try_get("referred_schema")?, row.try_get("referred_table")?),
            referred_columns: row.try_get("referred_columns")?,
            on_delete: on_delete(row)?,
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
            elements: exclude_elements(row)?,
            using: row.try_get("method")?,
            predicate: row
                .try_get::<_, Option<String>>("predicate")?
                .map(|predicate| parentheses::strip_outer(&predicate).to_owned()),
            deferrability,
            operator_classes: operator_classes(row)?,
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
    Ok((row.try_get("table_oid")?, constraint))
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

fn on_delete(row: &Row) -> Result<Option<String>, Error> {
    let columns: Vec<String> = row.try_get("on_delete_columns")?;
    let code: String = row.try_get("on_delete")?;
    Ok(action(&code).map(|action| {
        if columns.is_empty() {
            return action.to_owned();
        }
        let columns: Vec<String> = columns.iter().map(|column| quote_identifier(column)).collect();
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

fn exclude_elements(row: &Row) -> Result<Vec<ExcludeElement>, Error> {
    let columns: Vec<String> = row.try_get("columns")?;
    let mut columns = columns.into_iter();
    let texts: Vec<String> = row.try_get("elements")?;
    let expressions: Vec<bool> = row.try_get("elements_are_expressions")?;
    let operators: Vec<String> = row.try_get("operators")?;
    Ok(texts
        .into_iter()
        .zip(expressions)
        .zip(operators)
        .map(|((text, is_expression), operator)| {
            let column = if is_expression { None } else { columns.next() };
            let target = column.map_or(IndexTarget::Expression(text), IndexTarget::Column);
            ExcludeElement { target, operator }
        })
        .collect())
}

/// Those that are not their type's default, by column name or expression.
fn operator_classes(row: &Row) -> Result<Vec<(String, String)>, Error> {
    let classes: Vec<String> = row.try_get("operator_classes")?;
    let keys = exclude_elements(row)?.into_iter().map(|element| match element.target {
        IndexTarget::Column(name) => name,
        IndexTarget::Expression(sql) => sql,
    });
    Ok(keys.zip(classes).filter(|(_, class)| !class.is_empty()).collect())
}

/// As `pg_get_constraintdef` quotes: whatever is not a plain lower-case word.
fn quote_identifier(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}
