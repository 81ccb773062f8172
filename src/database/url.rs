//! Database URLs as SQLAlchemy and libpq write them, read into a [`ConnectionTarget`] and back.
//!
//! The shape is SQLAlchemy's (`engine/url.py`: a password may hold `/` and `:` as they are), the query
//! arguments are those of libpq, psycopg and asyncpg. Messages never show more than the scheme: what
//! can't be parsed may be a password.

use std::path::Path;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::connection::{ConnectionTarget, Host};
use super::secret::{MASK, Secret};
use super::tls::SslMode;
use crate::error::{Error, Result};

/// Dialects and drivers whose URLs all mean a PostgreSQL server.
const SCHEMES: [&str; 2] = ["postgres", "postgresql"];
const DRIVERS: [&str; 5] = ["psycopg2", "psycopg2cffi", "psycopg", "asyncpg", "pg8000"];

/// What Python's `urllib.parse.quote` leaves alone, which is what SQLAlchemy writes.
const QUOTED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const QUOTED_IN_PATH: &AsciiSet = &QUOTED.remove(b'/');

/// A URL cut at its punctuation, nothing decoded.
#[derive(Default)]
struct Parts<'a> {
    user: Option<&'a str>,
    password: Option<&'a str>,
    host: Option<&'a str>,
    port: Option<&'a str>,
    database: Option<&'a str>,
    query: Option<&'a str>,
}

impl ConnectionTarget {
    /// Reads `postgresql[+driver]://user:password@host:port/database?arguments`.
    ///
    /// # Errors
    /// Another database's URL, an unknown driver, a port or argument value that makes no sense. The
    /// message never quotes the URL.
    pub fn parse_url(url: &str) -> Result<ConnectionTarget> {
        let url = url.trim();
        let Some((scheme, rest)) = url.split_once("://") else {
            return Err(Error::usage("this is not a database URL: it has no `://`")
                .hint("write postgresql://USER:PASSWORD@HOST:PORT/DATABASE"));
        };
        check_scheme(scheme)?;
        let parts = Parts::cut(rest)?;

        let mut target = ConnectionTarget::default();
        if let Some(user) = parts.user.filter(|user| !user.is_empty()) {
            target.user = decode(user)?;
        }
        if let Some(password) = parts.password {
            target.password = Some(Secret::new(decode(password)?));
        }
        if let Some(host) = parts.host.filter(|host| !host.is_empty()) {
            target.host = read_host(&decode(host)?)?;
        }
        if let Some(port) = parts.port.filter(|port| !port.is_empty()) {
            target.port = read_port(port)?;
        }
        if let Some(database) = parts.database.filter(|database| !database.is_empty()) {
            target.database = decode(database)?;
        }
        for argument in parts.query.into_iter().flat_map(|query| query.split('&')) {
            if argument.is_empty() {
                continue;
            }
            let (name, value) = argument.split_once('=').unwrap_or((argument, ""));
            read_argument(&mut target, &decode_argument(name)?, &decode_argument(value)?)?;
        }
        if target.user.is_empty() {
            target.user = super::connection::login_name();
        }
        if target.database.is_empty() {
            target.database.clone_from(&target.user);
        }
        Ok(target)
    }

    /// The target as a libpq URL; without `show_password`, a password is `***`.
    pub fn to_url(&self, show_password: bool) -> String {
        self.write_url("postgresql", show_password)
    }

    /// The target as SQLAlchemy wants it, password included: `postgresql+psycopg2://…`.
    pub fn sqlalchemy_url(&self) -> String {
        self.write_url("postgresql+psycopg2", true)
    }

    fn write_url(&self, scheme: &str, show_password: bool) -> String {
        let quote = |text: &str| utf8_percent_encode(text, QUOTED).to_string();
        let mut url = format!("{scheme}://{}", quote(&self.user));
        if let Some(password) = &self.password {
            url.push(':');
            url.push_str(&if show_password { quote(password.expose()) } else { MASK.to_owned() });
        }
        url.push('@');
        match &self.host {
            Host::Name(name) if name.contains(':') => url.push_str(&format!("[{name}]:{}", self.port)),
            Host::Name(name) => url.push_str(&format!("{name}:{}", self.port)),
            Host::Socket(_) => {}
        }
        url.push('/');
        url.push_str(&utf8_percent_encode(&self.database, QUOTED_IN_PATH).to_string());
        let mut arguments = Vec::new();
        if let Host::Socket(directory) = &self.host {
            arguments.push(("host", directory.display().to_string()));
            arguments.push(("port", self.port.to_string()));
        }
        if let Some(mode) = self.tls.mode {
            arguments.push(("sslmode", mode.as_str().to_owned()));
        }
        for (name, path) in [
            ("sslrootcert", &self.tls.root_certificate),
            ("sslcert", &self.tls.client_certificate),
            ("sslkey", &self.tls.client_key),
        ] {
            if let Some(path) = path {
                arguments.push((name, path.display().to_string()));
            }
        }
        if let Some(options) = &self.options {
            arguments.push(("options", options.clone()));
        }
        if let Some(timeout) = self.connect_timeout {
            arguments.push(("connect_timeout", timeout.as_secs().max(1).to_string()));
        }
        for (index, (name, value)) in arguments.iter().enumerate() {
            url.push(if index == 0 { '?' } else { '&' });
            url.push_str(&format!("{name}={}", utf8_percent_encode(value, QUOTED_IN_PATH)));
        }
        url
    }
}

impl<'a> Parts<'a> {
    fn cut(rest: &'a str) -> Result<Parts<'a>> {
        let mut parts = Parts::default();
        // SQLAlchemy's pattern: the user has no `:` or `/`, the password no `@`
        let rest = match rest.split_once('@') {
            Some((login, after)) if is_login(login) => {
                let (user, password) = match login.split_once(':') {
                    Some((user, password)) => (user, Some(password)),
                    None => (login, None),
                };
                (parts.user, parts.password) = (Some(user), password);
                after
            }
            _ => rest,
        };
        if rest.split(['/', '?']).next().is_some_and(|authority| authority.contains('@')) {
            return Err(Error::usage("the database URL has more than one `@` before its host")
                .hint("percent-encode the password: `@` is %40"));
        }
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(query)),
            None => (rest, None),
        };
        parts.query = query;
        let (authority, database) = match rest.split_once('/') {
            Some((authority, database)) => (authority, Some(database)),
            None => (rest, None),
        };
        parts.database = database;
        if let Some(bracketed) = authority.strip_prefix('[') {
            let Some((host, after)) = bracketed.split_once(']') else {
                return Err(Error::usage("the database URL opens a `[` that it doesn't close"));
            };
            parts.host = Some(host);
            parts.port = after.strip_prefix(':');
        } else {
            match authority.rsplit_once(':') {
                Some((host, port)) => (parts.host, parts.port) = (Some(host), Some(port)),
                None => parts.host = Some(authority),
            }
        }
        Ok(parts)
    }
}

/// Whether what stands before the first `@` is a login: an `@` in the query (`?host=@…`) is none.
fn is_login(text: &str) -> bool {
    let user = text.split(':').next().unwrap_or(text);
    !user.contains('/') && !user.contains('?')
}

fn check_scheme(scheme: &str) -> Result<()> {
    let (dialect, driver) = match scheme.split_once('+') {
        Some((dialect, driver)) => (dialect, Some(driver)),
        None => (scheme, None),
    };
    if !SCHEMES.contains(&dialect) {
        let named = if dialect.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && dialect.len() <= 20 {
            format!("a `{dialect}://` URL is not a PostgreSQL database")
        } else {
            "the database URL doesn't start with `postgresql://`".to_owned()
        };
        return Err(Error::usage(named).hint("write postgresql://USER:PASSWORD@HOST:PORT/DATABASE"));
    }
    match driver {
        Some(driver) if !DRIVERS.contains(&driver) => {
            Err(Error::usage("the database URL names a driver that is not known for PostgreSQL")
                .hint(format!("known drivers: {}", DRIVERS.join(", "))))
        }
        _ => Ok(()),
    }
}

fn read_host(text: &str) -> Result<Host> {
    if text.contains(',') {
        return Err(Error::usage("the database URL names several hosts").hint("name the one to use"));
    }
    Ok(if Path::new(text).is_absolute() { Host::Socket(text.into()) } else { Host::Name(text.to_owned()) })
}

fn read_port(text: &str) -> Result<u16> {
    text.parse().ok().filter(|port| *port != 0).ok_or_else(|| {
        Error::usage("the port of the database URL is not a number from 1 to 65535")
            .hint("percent-encode the password when it holds `@`, `/` or `:`: %40, %2F, %3A")
    })
}

fn read_argument(target: &mut ConnectionTarget, name: &str, value: &str) -> Result<()> {
    match name {
        "sslmode" => target.tls.mode = Some(SslMode::parse(value)?),
        // asyncpg's and pg8000's spelling; a bare truth value asks for TLS without saying how
        "ssl" => {
            target.tls.mode = Some(match value.to_ascii_lowercase().as_str() {
                "true" | "1" | "on" | "yes" => SslMode::Require,
                "false" | "0" | "off" | "no" => SslMode::Disable,
                _ => SslMode::parse(value)?,
            });
        }
        "sslrootcert" => target.tls.root_certificate = Some(value.into()),
        "sslcert" => target.tls.client_certificate = Some(value.into()),
        "sslkey" => target.tls.client_key = Some(value.into()),
        "host" => {
            // SQLAlchemy also takes `?host=name:port`
            match value.rsplit_once(':') {
                Some((host, port)) if !host.starts_with('/') && !host.contains(':') => {
                    target.host = read_host(host)?;
                    target.port = read_port(port)?;
                }
                _ => target.host = read_host(value)?,
            }
        }
        "port" => target.port = read_port(value)?,
        "user" => target.user = value.to_owned(),
        "password" => target.password = Some(Secret::new(value)),
        "dbname" | "database" => target.database = value.to_owned(),
        "options" => target.options = Some(value.to_owned()),
        "connect_timeout" | "timeout" => {
            let seconds: f64 = value
                .parse()
                .ok()
                .filter(|seconds: &f64| seconds.is_finite() && (0.0..=86_400.0).contains(seconds))
                .ok_or_else(|| {
                    Error::usage(format!("`{name}` of the database URL is not a number of seconds"))
                })?;
            // libpq: zero waits for ever
            target.connect_timeout = (seconds > 0.0).then(|| Duration::from_secs_f64(seconds));
        }
        "application_name" | "fallback_application_name" => target.application_name = Some(value.to_owned()),
        _ => target.unused_arguments.push(name.to_owned()),
    }
    Ok(())
}

fn decode(text: &str) -> Result<String> {
    match percent_decode_str(text).decode_utf8() {
        Ok(decoded) if !decoded.contains('\0') => Ok(decoded.into_owned()),
        _ => Err(Error::usage("the database URL holds a percent-encoding that is not UTF-8 text")),
    }
}

/// Query arguments are form data: `+` is a blank.
fn decode_argument(text: &str) -> Result<String> {
    decode(&text.replace('+', "%20"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// URL → the same target as a canonical URL with its password.
    #[test]
    fn reads_what_sqlalchemy_and_libpq_write() {
        for (url, expected) in [
            ("postgres://u:p@h/d", "postgresql://u:p@h:5432/d"),
            ("postgresql://u:p@h:6432/d", "postgresql://u:p@h:6432/d"),
            ("postgresql+psycopg2://u:p@h/d", "postgresql://u:p@h:5432/d"),
            ("postgresql+psycopg://u:p@h/d", "postgresql://u:p@h:5432/d"),
            ("postgresql+asyncpg://u:p@h/d?ssl=require", "postgresql://u:p@h:5432/d?sslmode=require"),
            ("postgresql+pg8000://u@h/d", "postgresql://u@h:5432/d"),
            ("postgresql+asyncpg://u@h/d?ssl=true", "postgresql://u@h:5432/d?sslmode=require"),
            ("postgresql://u:p%40ss%2Fw%3A@h/d", "postgresql://u:p%40ss%2Fw%3A@h:5432/d"),
            ("postgresql://u:p/w:x@h/d", "postgresql://u:p%2Fw%3Ax@h:5432/d"),
            ("postgresql://u:@h/d", "postgresql://u:@h:5432/d"),
            ("postgresql://u@[::1]:5433/d", "postgresql://u@[::1]:5433/d"),
            ("postgresql://u@h", "postgresql://u@h:5432/u"),
            ("postgresql://u@h/?sslmode=verify-full", "postgresql://u@h:5432/u?sslmode=verify-full"),
            ("postgresql://u@/d?host=/run/pg", "postgresql://u@/d?host=/run/pg&port=5432"),
            ("postgresql:///d?host=/run/pg&port=5433&user=u", "postgresql://u@/d?host=/run/pg&port=5433"),
            ("postgresql://u@%2Frun%2Fpg/d", "postgresql://u@/d?host=/run/pg&port=5432"),
            ("postgresql://u@/d?host=db:5433", "postgresql://u@db:5433/d"),
            ("postgresql://u@/d?host=@abstract", "postgresql://u@%40abstract:5432/d"),
            (
                "postgresql://u@h/d?options=-csearch_path%3Da+-cx",
                "postgresql://u@h:5432/d?options=-csearch_path%3Da%20-cx",
            ),
            ("postgresql://u@h/d?connect_timeout=7", "postgresql://u@h:5432/d?connect_timeout=7"),
            (
                "postgresql://u@h/d?sslmode=verify-ca&sslrootcert=/c.pem",
                "postgresql://u@h:5432/d?sslmode=verify-ca&sslrootcert=/c.pem",
            ),
            ("postgresql://u@h/my%20db", "postgresql://u@h:5432/my%20db"),
        ] {
            let target = ConnectionTarget::parse_url(url).unwrap_or_else(|error| panic!("{url}: {error}"));
            if url.contains("@abstract") {
                assert_eq!(target.host, Host::Name("@abstract".into()));
                continue;
            }
            assert_eq!(target.to_url(true), expected, "{url}");
            assert_eq!(ConnectionTarget::parse_url(expected).expect(expected), target, "{expected}");
        }
    }

    #[test]
    fn refuses_without_showing_anything() {
        for (url, message) in [
            ("sekret", "no `://`"),
            ("sqlite:///sekret.db", "a `sqlite://` URL is not a PostgreSQL database"),
            ("mysql+pymysql://u:sekret@h/d", "a `mysql://` URL"),
            ("driver://user:sekret@localhost/dbname", "a `driver://` URL"),
            ("postgresql+sekret://u@h/d", "driver that is not known"),
            ("postgresql://u:sek@ret@h/d", "more than one `@`"),
            ("postgresql://u:p@h:sekret/d", "port"),
            ("postgresql://u:p@h:70000/d", "port"),
            ("postgresql://u:p@h:0/d", "port"),
            ("postgresql://u:%ffsekret@h/d", "percent-encoding"),
            ("postgresql://u:p@h/d?sslmode=sekret", "sslmode"),
            ("postgresql://u:p@h/d?connect_timeout=sekret", "connect_timeout"),
            ("postgresql://u:p@a,b/d", "several hosts"),
            ("postgresql://[::1/d", "doesn't close"),
        ] {
            let error = ConnectionTarget::parse_url(url).expect_err(url);
            let shown = error.to_string();
            assert!(shown.contains(message), "{url}: {shown}");
            assert!(!shown.contains("sekret"), "{url}: {shown}");
        }
    }

    #[test]
    fn shows_a_password_only_when_told_to() {
        let target = ConnectionTarget::parse_url("postgresql://u:sekret@h/d").expect("a URL");
        assert_eq!(target.to_url(false), "postgresql://u:***@h:5432/d");
        assert_eq!(target.sqlalchemy_url(), "postgresql+psycopg2://u:sekret@h:5432/d");
        assert!(!format!("{target:?} {target}").contains("sekret"));
    }

    #[test]
    fn keeps_the_names_of_arguments_it_has_no_use_for() {
        let target =
            ConnectionTarget::parse_url("postgresql+asyncpg://u@h/d?prepared_statement_cache_size=0")
                .expect("a URL");
        assert_eq!(target.unused_arguments, ["prepared_statement_cache_size"]);
    }
}
