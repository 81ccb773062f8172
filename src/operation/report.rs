//! PostgreSQL's errors as reports: its message first, then everything else that it said.

use super::DatabaseError;
use crate::error::Error;

impl DatabaseError {
    /// The message, a mark where PostgreSQL points in the statement, its DETAIL and its HINT.
    pub fn report(&self) -> Error {
        let mut error = Error::new(self.message.clone());
        if let Some(detail) = &self.detail {
            error = error.detail(format!("DETAIL:  {detail}"));
        }
        error = error.detail(self.marked_statement());
        if let Some(hint) = &self.hint {
            error = error.hint(hint.clone());
        }
        error
    }

    /// At most a few lines of the SQL around the position: a bulk insert can be megabytes long.
    fn marked_statement(&self) -> String {
        const LINES: usize = 6;
        const WIDTH: usize = 160;
        let shorten = |line: &str| match line.char_indices().nth(WIDTH) {
            Some((at, _)) => format!("{}…", &line[..at]),
            None => line.to_owned(),
        };
        let Some(position) = self.position.and_then(|position| usize::try_from(position).ok()) else {
            let mut lines: Vec<String> = self.sql.trim().lines().take(LINES).map(shorten).collect();
            if self.sql.trim().lines().count() > LINES {
                lines.push("…".to_owned());
            }
            return format!("SQL:  {}", lines.join("\n      "));
        };
        let before: String = self.sql.chars().take(position.saturating_sub(1)).collect();
        let number = before.matches('\n').count();
        let line = self.sql.lines().nth(number).unwrap_or_default();
        let column = before.rsplit('\n').next().map_or(0, |start| start.chars().count());
        if column > WIDTH {
            // far to the right: the text around the mark
            let start: String = line.chars().skip(column - WIDTH / 2).take(WIDTH).collect();
            return format!("LINE {}: …{start}\n{}^", number + 1, " ".repeat(WIDTH / 2 + 9));
        }
        let label = format!("LINE {}: ", number + 1);
        format!("{label}{}\n{}^", shorten(line), " ".repeat(label.len() + column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_stands_under_the_word() {
        let said = DatabaseError {
            sqlstate: "42P01".into(),
            message: "relation \"x\" does not exist".into(),
            detail: None,
            hint: None,
            position: Some(17),
            sql: "select *\n from  x where".into(),
        };
        assert_eq!(said.marked_statement(), "LINE 2:  from  x where\n               ^");
        assert_eq!(
            DatabaseError { position: None, ..said }.marked_statement(),
            "SQL:  select *\n       from  x where"
        );
    }
}
