//! INSERT with literal values, a statement per row, as `--sql` prints them.

use super::{Statement, identifier, literal};
use crate::operation::SqlValue;
use crate::schema::QualifiedName;

pub(super) fn compile(table: &QualifiedName, columns: &[String], rows: &[Vec<SqlValue>]) -> Vec<Statement> {
    let into = format!("INSERT INTO {}", identifier::qualified(table));
    let names = identifier::quote_list(columns);
    rows.iter()
        .map(|row| {
            if row.is_empty() {
                return Statement::new(format!("{into} DEFAULT VALUES"));
            }
            let values: Vec<String> = row.iter().map(literal::value).collect();
            Statement::new(format!("{into} ({names}) VALUES ({})", values.join(", ")))
        })
        .collect()
}
