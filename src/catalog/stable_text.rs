//! PostgreSQL's text of an expression, made the same for expressions that are the same.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// `((ARRAY['a'::character varying, 'b'::character varying])::text[])`.
static CAST_ARRAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\(\(ARRAY\[((?:'(?:[^']|'')*'::character varying(?:, )?)+)\]\)::text\[\]\)").ok()
});

static ITEM: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"'(?:[^']|'')*'::character varying").ok());

/// `s IN ('a', 'b')` of a VARCHAR is printed with a cast of the whole list; what is printed, made
/// anew, is printed with a cast of each item. The latter form stays: a table that was dropped and
/// comes back by its reflection is the same table.
pub(super) fn stable(sql: &str) -> String {
    let (Some(array), Some(item)) = (CAST_ARRAY.as_ref(), ITEM.as_ref()) else { return sql.to_owned() };
    array
        .replace_all(sql, |found: &Captures| {
            let items = found.get(1).map_or("", |items| items.as_str());
            format!("(ARRAY[{}])", item.replace_all(items, "($0)::text"))
        })
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_varchar_is_cast_item_by_item() {
        let first =
            "CHECK (((s)::text = ANY ((ARRAY['a'::character varying, 'it''s'::character varying])::text[])))";
        let again = "CHECK (((s)::text = ANY (ARRAY[('a'::character varying)::text, ('it''s'::character varying)::text])))";
        assert_eq!(stable(first), again);
        assert_eq!(stable(again), again);
        assert_eq!(stable("CHECK ((a > 0))"), "CHECK ((a > 0))");
    }
}
