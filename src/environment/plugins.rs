//! `autogenerate_plugins`: which of Alembic's comparisons take part.

/// What is not compared. Everything is, unless env.py says otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NotCompared {
    pub types: bool,
    /// Server defaults, identities and generated columns.
    pub defaults: bool,
    pub comments: bool,
    /// Nullability, indexes, unique constraints and foreign keys.
    pub constraints: bool,
    pub checks: bool,
    /// `schemas` or `tables`: without those Alembic compares nothing at all.
    pub everything: bool,
}

/// Alembic's own plugins.
const PLUGINS: [&str; 7] = [
    "alembic.autogenerate.schemas",
    "alembic.autogenerate.tables",
    "alembic.autogenerate.types",
    "alembic.autogenerate.constraints",
    "alembic.autogenerate.defaults",
    "alembic.autogenerate.comments",
    CHECKS,
];

const CHECKS: &str = "alembic.ext.checkconstraint_byname";

/// Reads the list as Alembic's `Plugin.populate_autogenerate_priority_dispatch` does. Checks are compared
/// here whether or not their plugin is asked for; `~` leaves them out.
///
/// # Errors
/// The names that none of Alembic's plugins has.
pub fn not_compared(names: &[String]) -> Result<NotCompared, Vec<String>> {
    let (excluded, included): (Vec<&String>, Vec<&String>) =
        names.iter().partition(|name| name.starts_with('~'));
    let strange: Vec<String> = included
        .iter()
        .filter(|name| !PLUGINS.iter().any(|plugin| matches(name, plugin)))
        .map(|name| (*name).clone())
        .collect();
    if !strange.is_empty() {
        return Err(strange);
    }
    let is_excluded = |plugin: &str| excluded.iter().any(|name| matches(&name[1..], plugin));
    let takes_part = |plugin: &str| included.iter().any(|name| matches(name, plugin)) && !is_excluded(plugin);
    Ok(NotCompared {
        types: !takes_part("alembic.autogenerate.types"),
        defaults: !takes_part("alembic.autogenerate.defaults"),
        comments: !takes_part("alembic.autogenerate.comments"),
        constraints: !takes_part("alembic.autogenerate.constraints"),
        checks: is_excluded(CHECKS),
        everything: !takes_part("alembic.autogenerate.schemas") || !takes_part("alembic.autogenerate.tables"),
    })
}

/// `*` stands for anything, in the middle of a name for one part of it.
fn matches(pattern: &str, name: &str) -> bool {
    let parts: Vec<&str> = pattern.split('.').collect();
    let names: Vec<&str> = name.split('.').collect();
    match parts.split_last() {
        Some((&"*", head)) => {
            names.len() >= head.len()
                && head.iter().zip(&names).all(|(part, name)| *part == "*" || part == name)
        }
        _ => {
            parts.len() == names.len()
                && parts.iter().zip(&names).all(|(part, name)| *part == "*" || part == name)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str]) -> Result<NotCompared, Vec<String>> {
        not_compared(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn the_default_compares_everything() {
        assert_eq!(of(&["alembic.autogenerate.*"]), Ok(NotCompared::default()));
        assert_eq!(of(&["alembic.autogenerate.*", CHECKS]), Ok(NotCompared::default()));
    }

    #[test]
    fn a_tilde_leaves_out() {
        let none = NotCompared::default();
        let cases = [
            ("~alembic.autogenerate.comments", NotCompared { comments: true, ..none }),
            ("~alembic.autogenerate.types", NotCompared { types: true, ..none }),
            ("~alembic.autogenerate.defaults", NotCompared { defaults: true, ..none }),
            ("~alembic.autogenerate.constraints", NotCompared { constraints: true, ..none }),
            ("~alembic.ext.*", NotCompared { checks: true, ..none }),
        ];
        for (name, expected) in cases {
            assert_eq!(of(&["alembic.autogenerate.*", name]), Ok(expected), "{name}");
        }
    }

    #[test]
    fn what_is_not_named_takes_no_part() {
        let found =
            of(&["alembic.autogenerate.schemas", "alembic.autogenerate.tables"]).expect("known names");
        assert!(found.types && found.defaults && found.comments && found.constraints && !found.everything);
        assert!(of(&["alembic.ext.checkconstraint_byname"]).expect("known").everything);
    }

    #[test]
    fn others_plugins_are_told() {
        assert_eq!(of(&["alembic.autogenerate.*", "company.views"]), Err(vec!["company.views".to_owned()]));
    }
}
