//! libpq's password file: `host:port:database:user:password` lines, `*` for any.
//!
//! <https://www.postgresql.org/docs/15/libpq-pgpass.html>: the first line that fits wins; `\:` and `\\`
//! are escapes; a socket is `localhost`.

use super::connection::{ConnectionTarget, Host};
use super::secret::Secret;

/// The password that `text` has for `target`.
pub(super) fn lookup(text: &str, target: &ConnectionTarget) -> Option<Secret> {
    let host = match &target.host {
        Host::Name(name) => name.as_str(),
        Host::Socket(_) => "localhost",
    };
    let port = target.port.to_string();
    let wanted = [host, port.as_str(), target.database.as_str(), target.user.as_str()];
    text.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let fields = split(line);
        let [patterns @ .., password] = fields.as_slice() else { return None };
        let fits = patterns.len() == wanted.len()
            && patterns.iter().zip(wanted).all(|(pattern, value)| pattern == "*" || pattern == value);
        fits.then(|| Secret::new(password.clone()))
    })
}

/// At most five fields: the password keeps the colons that nobody escaped.
fn split(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        let next = match character {
            '\\' => characters.next().unwrap_or('\\'),
            ':' if fields.len() < 5 => {
                fields.push(String::new());
                continue;
            }
            other => other,
        };
        if let Some(field) = fields.last_mut() {
            field.push(next);
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_fits_wins() {
        let file = "# comment\nother:5432:*:u:no\nh:5432:d:u:a\\:b\\\\c\n*:*:*:*:any:thing\nbroken";
        for (url, expected) in [
            ("postgresql://u@h/d", Some("a:b\\c")),
            ("postgresql://u@h/e", Some("any:thing")),
            ("postgresql://u@other/e", Some("no")),
        ] {
            let target = ConnectionTarget::parse_url(url).expect(url);
            assert_eq!(lookup(file, &target), expected.map(Secret::new), "{url}");
        }
        let target = ConnectionTarget::parse_url("postgresql://u@h/d").expect("a URL");
        assert_eq!(lookup("h:1:d:u:x\nh:5432", &target), None);
    }
}
