//! Which constraint or index of one side is which of the other.

use std::collections::BTreeSet;

use crate::ddl::identifier;
use crate::schema::ObjectName;

/// A constraint or index as the matching sees it.
pub(super) struct Candidate<'a, T> {
    pub object: &'a T,
    pub name: Option<&'a ObjectName>,
    /// PostgreSQL's definition, without the name.
    pub definition: String,
}

pub(super) struct Matching<'a, T> {
    /// The same on both sides, under a name that either side accepts.
    pub same: Vec<(&'a T, &'a T)>,
    /// The same, but the models chose another name.
    pub renamed: Vec<(&'a T, &'a T)>,
    /// The same name, another definition.
    pub changed: Vec<(&'a T, &'a T)>,
    pub removed: Vec<&'a T>,
    pub added: Vec<&'a T>,
}

/// The name as PostgreSQL has it: what SQLAlchemy cuts is cut, and PostgreSQL cuts the rest.
pub(super) fn catalog_name(name: &ObjectName) -> String {
    identifier::final_name(name).unwrap_or_else(|_| {
        let mut end = name.text.len().min(63);
        while !name.text.is_char_boundary(end) {
            end -= 1;
        }
        name.text[..end].to_owned()
    })
}

/// Pairs by name and definition, then by definition where the models leave the name open, then by
/// definition alone (a rename, unless the new name is taken), then by name alone (a change).
pub(super) fn match_up<'a, T>(from: Vec<Candidate<'a, T>>, to: Vec<Candidate<'a, T>>) -> Matching<'a, T> {
    let name = |candidate: &Candidate<T>| candidate.name.map(catalog_name);
    let taken: BTreeSet<String> = from.iter().filter_map(name).collect();
    let is_open = |candidate: &Candidate<T>| candidate.name.is_none_or(|name| name.implicit);
    let mut from: Vec<Option<Candidate<T>>> = from.into_iter().map(Some).collect();
    let mut to: Vec<Option<Candidate<T>>> = to.into_iter().map(Some).collect();

    let same_both = |a: &Candidate<T>, b: &Candidate<T>| a.definition == b.definition && name(a) == name(b);
    let open = |a: &Candidate<T>, b: &Candidate<T>| is_open(b) && a.definition == b.definition;
    let renamed = |a: &Candidate<T>, b: &Candidate<T>| {
        a.definition == b.definition && name(b).is_some_and(|it| !taken.contains(&it))
    };
    let changed = |a: &Candidate<T>, b: &Candidate<T>| name(a).is_some() && name(a) == name(b);

    let mut same = pairs(&mut from, &mut to, same_both);
    same.extend(pairs(&mut from, &mut to, open));
    let renamed = pairs(&mut from, &mut to, renamed);
    let changed = pairs(&mut from, &mut to, changed);
    Matching {
        same,
        renamed,
        changed,
        removed: from.into_iter().flatten().map(|it| it.object).collect(),
        added: to.into_iter().flatten().map(|it| it.object).collect(),
    }
}

fn pairs<'a, T>(
    from: &mut [Option<Candidate<'a, T>>],
    to: &mut [Option<Candidate<'a, T>>],
    fits: impl Fn(&Candidate<'a, T>, &Candidate<'a, T>) -> bool,
) -> Vec<(&'a T, &'a T)> {
    let mut pairs = Vec::new();
    for wanted in to {
        let Some(candidate) = wanted else { continue };
        let found = from.iter_mut().find(|it| it.as_ref().is_some_and(|it| fits(it, candidate)));
        if let Some(old) = found.and_then(Option::take) {
            pairs.push((old.object, candidate.object));
            *wanted = None;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(entries: &[(&'static str, ObjectName)]) -> Vec<(&'static str, ObjectName)> {
        entries.to_vec()
    }

    fn candidates<'a>(
        side: &'a [(&'static str, ObjectName)],
    ) -> Vec<Candidate<'a, (&'static str, ObjectName)>> {
        side.iter()
            .map(|it| Candidate { object: it, name: Some(&it.1), definition: it.0.to_owned() })
            .collect()
    }

    #[test]
    fn by_name_then_definition() {
        let named = ObjectName::explicit;
        let from = side(&[
            ("UNIQUE (a)", named("kept")),
            ("UNIQUE (b)", named("somehow")),
            ("UNIQUE (c)", named("old")),
            ("UNIQUE (d)", named("moved")),
            ("UNIQUE (e)", named("gone")),
        ]);
        let to = side(&[
            ("UNIQUE (a)", named("kept")),
            ("UNIQUE (b)", ObjectName::implicit("t_b_key")),
            ("UNIQUE (c)", named("new")),
            ("UNIQUE (d2)", named("moved")),
            ("UNIQUE (f)", named("fresh")),
        ]);
        let matching = match_up(candidates(&from), candidates(&to));
        type Named = (&'static str, ObjectName);
        let names = |pairs: &[(&Named, &Named)]| -> Vec<(String, String)> {
            pairs.iter().map(|(a, b)| (a.1.text.clone(), b.1.text.clone())).collect()
        };
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(names(&matching.same), [pair("kept", "kept"), pair("somehow", "t_b_key")]);
        assert_eq!(names(&matching.renamed), [pair("old", "new")]);
        assert_eq!(names(&matching.changed), [pair("moved", "moved")]);
        assert_eq!(matching.removed[0].1.text, "gone");
        assert_eq!(matching.added[0].1.text, "fresh");
    }

    #[test]
    fn a_name_that_is_taken_is_no_rename() {
        let from =
            side(&[("UNIQUE (a)", ObjectName::explicit("x")), ("UNIQUE (b)", ObjectName::explicit("y"))]);
        let to =
            side(&[("UNIQUE (a)", ObjectName::explicit("y")), ("UNIQUE (b)", ObjectName::explicit("x"))]);
        let matching = match_up(candidates(&from), candidates(&to));
        assert!(matching.renamed.is_empty());
        assert_eq!(matching.changed.len(), 2);
    }
}
