//! Constraints: their bodies, ADD and DROP.

use super::{Statement, identifier, phrase};
use crate::error::{Error, Result};
use crate::schema::{
    Check, Constraint, Deferrability, Exclude, ForeignKey, IndexTarget, ObjectName, PrimaryKey,
    QualifiedName, Unique,
};

/// `ALTER TABLE t ADD CONSTRAINT …`; none for a constraint without columns, which SQLAlchemy leaves out.
///
/// # Errors
/// Names that are too long, words where keywords belong that are none.
pub(super) fn add(table: &QualifiedName, constraint: &Constraint) -> Result<Option<Statement>> {
    let body = body(constraint)?;
    Ok((!body.is_empty())
        .then(|| Statement::new(format!("ALTER TABLE {} ADD {body}", identifier::qualified(table)))))
}

/// `ALTER TABLE t DROP CONSTRAINT c`.
///
/// # Errors
/// No name, or one that is too long.
pub(super) fn drop(
    table: &QualifiedName,
    name: &ObjectName,
    if_exists: bool,
    cascade: bool,
) -> Result<Statement> {
    if name.text.is_empty() {
        return Err(Error::new(format!(
            "Can't emit DROP CONSTRAINT for a constraint of table `{table}`; it has no name"
        )));
    }
    Ok(Statement::new(format!(
        "ALTER TABLE {} DROP CONSTRAINT {}{}{}",
        identifier::qualified(table),
        if if_exists { "IF EXISTS " } else { "" },
        identifier::object_name(name)?,
        if cascade { " CASCADE" } else { "" },
    )))
}

/// The constraint as it stands in CREATE TABLE; empty for one without columns.
///
/// # Errors
/// See [`add`].
pub(super) fn body(constraint: &Constraint) -> Result<String> {
    match constraint {
        Constraint::PrimaryKey(key) => primary_key(key),
        Constraint::Unique(unique) => self::unique(unique),
        Constraint::Check(check) => self::check(check),
        Constraint::ForeignKey(key) => foreign_key(key),
        Constraint::Exclude(exclude) => self::exclude(exclude),
    }
}

fn preamble(name: Option<&ObjectName>) -> Result<String> {
    match name {
        Some(name) => Ok(format!("CONSTRAINT {} ", identifier::object_name(name)?)),
        None => Ok(String::new()),
    }
}

fn primary_key(key: &PrimaryKey) -> Result<String> {
    if key.columns.is_empty() {
        return Ok(String::new());
    }
    Ok(format!(
        "{}PRIMARY KEY ({}){}{}",
        preamble(key.name.as_ref())?,
        identifier::quote_list(&key.columns),
        include(&key.include),
        deferrability(&key.deferrability)?
    ))
}

fn unique(unique: &Unique) -> Result<String> {
    if unique.columns.is_empty() {
        return Ok(String::new());
    }
    Ok(format!(
        "{}UNIQUE {}({}){}{}",
        preamble(unique.name.as_ref())?,
        if unique.nulls_not_distinct { "NULLS NOT DISTINCT " } else { "" },
        identifier::quote_list(&unique.columns),
        include(&unique.include),
        deferrability(&unique.deferrability)?
    ))
}

/// ` INCLUDE (a, b)`, or nothing.
pub(super) fn include(columns: &[String]) -> String {
    if columns.is_empty() {
        return String::new();
    }
    format!(" INCLUDE ({})", identifier::quote_list(columns))
}

fn check(check: &Check) -> Result<String> {
    Ok(format!("{}{}", column_check(check)?, not_valid(check.not_valid)))
}

/// A check behind the column that holds it, where SQLAlchemy knows no NOT VALID.
///
/// # Errors
/// A name that is too long.
pub(super) fn column_check(check: &Check) -> Result<String> {
    Ok(format!(
        "{}CHECK ({}){}{}",
        preamble(check.name.as_ref())?,
        check.condition,
        // SQLAlchemy has no spelling for it: it comes from the catalog.
        if check.no_inherit { " NO INHERIT" } else { "" },
        deferrability(&check.deferrability)?
    ))
}

fn foreign_key(key: &ForeignKey) -> Result<String> {
    Ok(format!(
        "{}FOREIGN KEY({}){}{}",
        preamble(key.name.as_ref())?,
        identifier::quote_list(&key.columns),
        references(key)?,
        not_valid(key.not_valid)
    ))
}

/// ` REFERENCES t (id)` with match, actions and deferrability.
///
/// # Errors
/// Words where keywords belong that are none.
pub(super) fn references(key: &ForeignKey) -> Result<String> {
    let mut text = format!(
        " REFERENCES {} ({})",
        identifier::qualified(&key.referred_table),
        identifier::quote_list(&key.referred_columns)
    );
    if let Some(match_type) = &key.match_type {
        text.push_str(" MATCH ");
        text.push_str(phrase::keywords(match_type)?);
    }
    if let Some(action) = &key.on_delete {
        text.push_str(" ON DELETE ");
        text.push_str(phrase::on_delete(action)?);
    }
    if let Some(action) = &key.on_update {
        text.push_str(" ON UPDATE ");
        text.push_str(phrase::keywords(action)?);
    }
    text.push_str(&deferrability(&key.deferrability)?);
    Ok(text)
}

fn exclude(exclude: &Exclude) -> Result<String> {
    let elements: Vec<String> = exclude
        .elements
        .iter()
        .map(|element| {
            let (mut text, key) = match &element.target {
                IndexTarget::Column(name) => (identifier::quote(name), name),
                IndexTarget::Expression(sql) => (sql.clone(), sql),
            };
            if let Some((_, class)) = exclude.operator_classes.iter().find(|(target, _)| target == key) {
                text.push(' ');
                text.push_str(class);
            }
            format!("{text} WITH {}", element.operator)
        })
        .collect();
    let using = if exclude.using.is_empty() { "gist" } else { &exclude.using };
    let mut text = format!(
        "{}EXCLUDE USING {} ({})",
        preamble(exclude.name.as_ref())?,
        phrase::access_method(using)?,
        elements.join(", ")
    );
    if let Some(predicate) = &exclude.predicate {
        text.push_str(&format!(" WHERE ({predicate})"));
    }
    text.push_str(&deferrability(&exclude.deferrability)?);
    Ok(text)
}

fn deferrability(deferrability: &Deferrability) -> Result<String> {
    let mut text = String::new();
    match deferrability.deferrable {
        Some(true) => text.push_str(" DEFERRABLE"),
        Some(false) => text.push_str(" NOT DEFERRABLE"),
        None => {}
    }
    if let Some(initially) = &deferrability.initially {
        text.push_str(" INITIALLY ");
        text.push_str(phrase::keywords(initially)?);
    }
    Ok(text)
}

fn not_valid(not_valid: bool) -> &'static str {
    if not_valid { " NOT VALID" } else { "" }
}
