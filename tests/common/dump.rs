//! What `pg_dump --schema-only` says of a database, without what no ALTER can change: the order of
//! columns, and of the objects that follow from it.

use std::collections::BTreeSet;

use super::server::Server;

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
        let statement = one_and(list_item_by_item(&lines.join("\n")));
        sorted_parameters(&statement)
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

/// `a BETWEEN 1 AND 2 AND b` is printed as an AND within an AND; that text makes one AND of three.
fn one_and(mut sql: String) -> String {
    // conditions without parentheses, or with them one level deep
    let operand = r"\((?:[^()']|'[^']*'|\((?:[^()']|'[^']*'|\((?:[^()']|'[^']*')*\))*\))*\)";
    for word in ["AND", "OR"] {
        let inner = format!(r"\(({operand}(?: {word} {operand})+)\)");
        let after = regex::Regex::new(&format!(r" {word} {inner}")).expect("a pattern");
        let before = regex::Regex::new(&format!(r"{inner} {word} ")).expect("a pattern");
        for _ in 0..8 {
            sql = after.replace_all(&sql, format!(" {word} $1")).into_owned();
            sql = before.replace_all(&sql, format!("$1 {word} ")).into_owned();
        }
    }
    sql
}

/// `WITH (a='1', b='2')` is printed in the order in which the parameters were set.
fn sorted_parameters(sql: &str) -> String {
    let list = regex::Regex::new(r"WITH \(([^()]+)\);$").expect("a pattern");
    list.replace(sql, |found: &regex::Captures| {
        let mut parameters: Vec<&str> = found[1].split(", ").collect();
        parameters.sort_unstable();
        format!("WITH ({});", parameters.join(", "))
    })
    .into_owned()
}

impl Dump {
    /// Without Alembic's own table, and without schemas: one that models no longer name stays.
    pub fn without_bookkeeping(mut self) -> Dump {
        self.0.retain(|statement| {
            !statement.starts_with("CREATE SCHEMA ")
                && !statement.lines().next().is_some_and(|line| line.contains("public.alembic_version"))
        });
        self
    }

    /// What is missing and what is too much, where they differ.
    pub fn difference(&self, wanted: &Dump) -> Option<String> {
        let lacking = wanted.0.difference(&self.0).map(|statement| format!("- {statement}"));
        let extra = self.0.difference(&wanted.0).map(|statement| format!("+ {statement}"));
        let lines: Vec<String> = lacking.chain(extra).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}
