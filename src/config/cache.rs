//! The folder for what only saves time.

use std::path::PathBuf;

use super::Variables;

/// `GEN_MIGRATION_CACHE`, or the user's own cache folder as the XDG Base Directory Specification has it.
/// None where `GEN_MIGRATION_CACHE` is `off` or no folder can be told.
pub fn folder(variables: &Variables) -> Option<PathBuf> {
    match variables.get_filled("GEN_MIGRATION_CACHE") {
        Some("off") => return None,
        Some(folder) => return Some(folder.into()),
        None => {}
    }
    let absolute =
        |name: &str| variables.get_filled(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?;
    Some(folder.join("gen-migration"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_is_told_counts() {
        type Case = (&'static [(&'static str, &'static str)], Option<&'static str>);
        let cases: [Case; 6] = [
            (&[("HOME", "/home/a")], Some("/home/a/.cache/gen-migration")),
            (&[("HOME", "/home/a"), ("XDG_CACHE_HOME", "/cache")], Some("/cache/gen-migration")),
            (&[("HOME", "/home/a"), ("XDG_CACHE_HOME", "relative")], Some("/home/a/.cache/gen-migration")),
            (&[("HOME", "/home/a"), ("GEN_MIGRATION_CACHE", "/mine")], Some("/mine")),
            (&[("HOME", "/home/a"), ("GEN_MIGRATION_CACHE", "off")], None),
            (&[], None),
        ];
        for (given, expected) in cases {
            let mut variables = Variables::default();
            for (name, value) in given {
                variables.set(*name, *value);
            }
            assert_eq!(folder(&variables), expected.map(PathBuf::from), "{given:?}");
        }
    }
}
