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
        assert_eq!(nearest("abd123e4", ["abc123e4", "ffff0000"]), Some("abc123e4"));
    }
}
