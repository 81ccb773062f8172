//! CREATE INDEX and DROP INDEX.

use super::constraint::include;
use super::{Statement, identifier, phrase};
use crate::error::{Error, Result};
use crate::schema::{Index, IndexElement, IndexTarget, QualifiedName};

/// `CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS …`.
///
/// # Errors
/// No name, or one that is too long; an access method that is no word.
pub(super) fn create(table: &QualifiedName, index: &Index, if_not_exists: bool) -> Result<Statement> {
    let name =
        index.name.as_ref().ok_or_else(|| Error::new("CREATE INDEX requires that the index have a name"))?;
    let mut text = format!(
        "CREATE {}INDEX {}{}{} ON {} ",
        if index.unique { "UNIQUE " } else { "" },
        if index.concurrently { "CONCURRENTLY " } else { "" },
        if if_not_exists { "IF NOT EXISTS " } else { "" },
        identifier::object_name(name)?,
        identifier::qualified(table),
    );
    if let Some(using) = index.using.as_deref().filter(|using| !using.is_empty()) {
        text.push_str(&format!("USING {} ", phrase::access_method(using)?));
    }
    let elements: Vec<String> = index.elements.iter().map(element).collect();
    text.push_str(&format!("({})", elements.join(", ")));
    text.push_str(&include(&index.include));
    match index.nulls_not_distinct {
        Some(true) => text.push_str(" NULLS NOT DISTINCT"),
        Some(false) => text.push_str(" NULLS DISTINCT"),
        None => {}
    }
    if !index.with.is_empty() {
        text.push_str(&format!(" WITH ({})", storage_parameters(&index.with)));
    }
    if let Some(tablespace) = index.tablespace.as_deref().filter(|tablespace| !tablespace.is_empty()) {
        text.push_str(&format!(" TABLESPACE {}", identifier::quote(tablespace)));
    }
    if let Some(predicate) = &index.predicate {
        text.push_str(&format!(" WHERE {predicate}"));
    }
    Ok(Statement::new(text))
}

fn element(element: &IndexElement) -> String {
    let mut text = match &element.target {
        IndexTarget::Column(name) => identifier::quote(name),
        IndexTarget::Expression(sql) => sql.clone(),
    };
    if let Some(class) = &element.operator_class {
        text.push(' ');
        text.push_str(class);
    }
    text
}

/// `fillfactor = 50, fastupdate`: a parameter without a value stands alone.
pub(super) fn storage_parameters(parameters: &[(String, String)]) -> String {
    let parameters: Vec<String> = parameters
        .iter()
        .map(|(name, value)| match value.as_str() {
            "" | "None" => name.clone(),
            "True" => format!("{name} = true"),
            "False" => format!("{name} = false"),
            value => format!("{name} = {value}"),
        })
        .collect();
    parameters.join(", ")
}

/// `DROP INDEX CONCURRENTLY IF EXISTS schema.name`.
///
/// # Errors
/// No name, or one that is too long.
pub(super) fn drop(schema: Option<&str>, index: &Index, if_exists: bool) -> Result<Statement> {
    let name =
        index.name.as_ref().ok_or_else(|| Error::new("DROP INDEX requires that the index have a name"))?;
    let name = QualifiedName::new(schema, &identifier::final_name(name)?);
    Ok(Statement::new(format!(
        "DROP INDEX {}{}{}",
        if index.concurrently { "CONCURRENTLY " } else { "" },
        if if_exists { "IF EXISTS " } else { "" },
        identifier::qualified(&name)
    )))
}
