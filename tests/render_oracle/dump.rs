//! What `pg_dump --schema-only` says of a database, without what no ALTER can change: the order of
//! columns, and of the objects that follow from it.

use std::collections::BTreeSet;

use crate::common::server::Server;

/// Statements, each with the lines of a table's body in alphabetical order.
#[derive(Default)]
pub struct Dump(BTreeSet<String>);

pub fn dump(server: &Server, url: &str) -> Dump {
    let database = url.rsplit('/').next().expect("a database");
    let text = server.dump(database);
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("--") && !line.is_empty()).collect();
    let statements = lines.split_inclusive(|line| line.ends_with(';')).map(|lines| {
        let mut lines: Vec<&str> = lines.iter().map(|line| line.trim_end_matches(',')).collect();
        if lines[0].contains("TABLE ") && lines.len() > 2 {
            let body = lines.len() - 1;
            lines[1..body].sort_unstable();
        }
        list_item_by_item(&lines.join("\n"))
    });
    Dump(statements.collect())
}

/// `s IN ('a', 'b')` of a VARCHAR is printed with a cast of the whole list. That text, which is what
/// Alembic's reflection has, makes the same check, and is printed with a cast of each item from then on.
fn list_item_by_item(sql: &str) -> String {
    let array =
        regex::Regex::new(r"\(\(ARRAY\[((?:'(?:[^']|'')*'::character varying(?:, )?)+)\]\)::text\[\]\)");
    let item = regex::Regex::new(r"'(?:[^']|'')*'::character varying").expect("a pattern");
    array
        .expect("a pattern")
        .replace_all(sql, |found: &regex::Captures| {
            format!("(ARRAY[{}])", item.replace_all(&found[1], "($0)::text"))
        })
        .into_owned()
}

impl Dump {
    /// What is missing and what is too much, where they differ.
    pub fn difference(&self, wanted: &Dump) -> Option<String> {
        let lacking = wanted.0.difference(&self.0).map(|statement| format!("- {statement}"));
        let extra = self.0.difference(&wanted.0).map(|statement| format!("+ {statement}"));
        let lines: Vec<String> = lacking.chain(extra).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}
