//! A server that somebody names: `--database-url`, or the environment of a service container.

use std::collections::BTreeMap;

use super::connection::{ConnectionTarget, Host};
use super::secret::Secret;
use crate::error::Result;

/// The server that the environment names.
#[derive(Clone, Debug)]
pub(super) struct EnvironmentServer {
    pub(super) variable: &'static str,
    pub(super) target: ConnectionTarget,
}

/// `DATABASE_URL`, else `POSTGRES_HOST` with `POSTGRES_PORT/USER/PASSWORD/DB`. None when neither is
/// set: a user or password alone name no server.
///
/// # Errors
/// A `DATABASE_URL` that is no PostgreSQL URL.
pub(super) fn from_environment(environment: &BTreeMap<String, String>) -> Result<Option<EnvironmentServer>> {
    let get = |name: &str| environment.get(name).filter(|value| !value.is_empty());
    if let Some(url) = get("DATABASE_URL") {
        let target = ConnectionTarget::parse_url(url).map_err(|error| error.context("DATABASE_URL"))?;
        return Ok(Some(EnvironmentServer {
            variable: "DATABASE_URL",
            target: target.completed_from(environment),
        }));
    }
    let Some(host) = get("POSTGRES_HOST") else { return Ok(None) };
    let user = get("POSTGRES_USER").cloned().unwrap_or_else(|| "postgres".to_owned());
    let port = match get("POSTGRES_PORT") {
        Some(port) => port.parse().map_err(|_| {
            crate::error::Error::usage("POSTGRES_PORT is not a port number")
                .hint("set it to a number from 1 to 65535")
        })?,
        None => 5432,
    };
    let target = ConnectionTarget {
        host: if host.starts_with('/') { Host::Socket(host.into()) } else { Host::Name(host.clone()) },
        port,
        password: get("POSTGRES_PASSWORD").map(Secret::new),
        database: get("POSTGRES_DB").unwrap_or(&user).clone(),
        user,
        ..ConnectionTarget::default()
    };
    Ok(Some(EnvironmentServer { variable: "POSTGRES_HOST", target: target.completed_from(environment) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(text: &str) -> BTreeMap<String, String> {
        text.split_whitespace()
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    #[test]
    fn reads_the_variables_of_service_containers() {
        for (variables, expected) in [
            (
                "DATABASE_URL=postgresql://u:p@db/app POSTGRES_HOST=other",
                Some("postgresql://u:p@db:5432/app"),
            ),
            ("POSTGRES_HOST=db", Some("postgresql://postgres@db:5432/postgres")),
            ("POSTGRES_HOST=db POSTGRES_USER=u", Some("postgresql://u@db:5432/u")),
            (
                "POSTGRES_HOST=db POSTGRES_PORT=6 POSTGRES_USER=u POSTGRES_PASSWORD=p POSTGRES_DB=d",
                Some("postgresql://u:p@db:6/d"),
            ),
            ("POSTGRES_HOST=/run/pg POSTGRES_USER=u", Some("postgresql://u@/u?host=/run/pg&port=5432")),
            ("POSTGRES_USER=u POSTGRES_PASSWORD=p", None),
            ("DATABASE_URL= POSTGRES_HOST=", None),
            ("DATABASE_URL=postgresql://u@db/app PGPASSWORD=p", Some("postgresql://u:p@db:5432/app")),
        ] {
            let found = from_environment(&environment(variables)).expect(variables);
            assert_eq!(found.map(|server| server.target.to_url(true)).as_deref(), expected, "{variables}");
        }
    }

    #[test]
    fn refuses_what_names_no_postgresql_server() {
        for variables in ["DATABASE_URL=sqlite:///sekret", "POSTGRES_HOST=db POSTGRES_PORT=sekret"] {
            let error = from_environment(&environment(variables)).expect_err(variables).to_string();
            assert!(!error.contains("sekret"), "{error}");
        }
    }
}
