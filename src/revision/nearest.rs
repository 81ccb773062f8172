//! What somebody may have meant: the known word that a mistyped one is nearest to.

/// The candidate that differs from `word` by the fewest typing errors (a letter more, less, other, or two
/// swapped), if that is little for its length. A longer word that begins with it counts as near.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = word.to_lowercase();
    let length = typed.chars().count();
    // a third of the letters may be wrong, and two letters say too little
    let allowed = length.div_euclid(3).max(1);
    if length < 3 {
        return None;
    }
    let distance = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        if candidate.starts_with(&typed) {
            return 0;
        }
        strsim::osa_distance(&typed, &candidate)
    };
    candidates
        .into_iter()
        .map(|candidate| (distance(candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The same for names that may be cut, as revision ids are: each candidate is compared as a whole and by
/// as much of it as was typed. Where several are equally near, none is.
pub fn nearest_beginning<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = word.to_lowercase();
    let length = typed.chars().count();
    if length < 4 {
        return None;
    }
    let allowed = (length / 4).max(1);
    let distance = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        let beginning: String = candidate.chars().take(length).collect();
        strsim::osa_distance(&typed, &candidate).min(strsim::osa_distance(&typed, &beginning))
    };
    let mut near: Vec<(usize, &str)> =
        candidates.into_iter().map(|candidate| (distance(candidate), candidate)).collect();
    near.retain(|(distance, _)| *distance <= allowed);
    near.sort_by_key(|(distance, _)| *distance);
    match near.as_slice() {
        [(_, only)] => Some(only),
        [(first, name), (second, _), ..] if first < second => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words() {
        let commands = ["upgrade", "downgrade", "heads", "history", "list_templates", "show", "stamp"];
        for (word, expected) in [
            ("uprade", Some("upgrade")),
            ("upgarde", Some("upgrade")),
            ("HEADS", Some("heads")),
            ("hist", Some("history")),
            ("list-templates", Some("list_templates")),
            ("head", Some("heads")),
            ("add", None),
            ("up", None),
            ("users", None),
            ("shop", Some("show")),
        ] {
            assert_eq!(nearest(word, commands), expected, "{word}");
        }
        let ids = ["ae1027a6acf3", "27c6a30d7c24", "27c6b30d7c24", "billing"];
        for (word, expected) in [
            ("ae1027a6acf4", Some("ae1027a6acf3")),
            ("ae1072", Some("ae1027a6acf3")),
            ("27c6", None),
            ("27c7a3", Some("27c6a30d7c24")),
            ("biling", Some("billing")),
            ("ffff", None),
        ] {
            assert_eq!(nearest_beginning(word, ids), expected, "{word}");
        }
    }
}
