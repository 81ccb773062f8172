//! Where a database is and how to get in; and the connection itself.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use tokio::task::JoinHandle;
use tokio_postgres::error::DbError;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{AsyncMessage, CancelToken, Client, Config, NoTls, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::secret::Secret;
use super::tls::{self, SslMode, TlsSettings};
use crate::error::{Error, Kind, Result};

/// How long a connection attempt may take when nobody says otherwise.
const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(15);

/// Where a server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// A host name or an address.
    Name(String),
    /// The directory of a Unix socket.
    Socket(PathBuf),
}

/// One database on one server, with the login for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionTarget {
    pub host: Host,
    pub port: u16,
    pub user: String,
    pub password: Option<Secret>,
    pub database: String,
    pub tls: TlsSettings,
    /// Command-line options for the session, as libpq's `options`: `-c search_path=…`.
    pub options: Option<String>,
    pub connect_timeout: Option<Duration>,
    pub application_name: Option<String>,
    /// Query arguments of the URL that mean nothing here (drivers' own), for `--verbose`.
    pub unused_arguments: Vec<String>,
}

impl Default for ConnectionTarget {
    /// libpq's defaults, except that user and database are left empty.
    fn default() -> Self {
        ConnectionTarget {
            host: default_host(),
            port: 5432,
            user: String::new(),
            password: None,
            database: String::new(),
            tls: TlsSettings::default(),
            options: None,
            connect_timeout: None,
            application_name: None,
            unused_arguments: Vec::new(),
        }
    }
}

impl ConnectionTarget {
    /// Another database on the same server.
    #[must_use]
    pub fn with_database(&self, name: impl Into<String>) -> ConnectionTarget {
        ConnectionTarget { database: name.into(), ..self.clone() }
    }

    /// `host:port`, or the socket's path.
    pub fn address(&self) -> String {
        match &self.host {
            Host::Name(name) if name.contains(':') => format!("[{name}]:{}", self.port),
            Host::Name(name) => format!("{name}:{}", self.port),
            Host::Socket(directory) => {
                directory.join(format!(".s.PGSQL.{}", self.port)).display().to_string()
            }
        }
    }

    /// What libpq takes from its environment when the URL is silent: `PGPASSWORD`, then the password
    /// file; `PGSSLMODE`, `PGSSLROOTCERT`.
    #[must_use]
    pub fn completed_from(mut self, environment: &BTreeMap<String, String>) -> ConnectionTarget {
        let get = |name: &str| environment.get(name).filter(|value| !value.is_empty());
        if self.password.is_none() {
            let file = get("PGPASSFILE")
                .map(PathBuf::from)
                .or_else(|| get("HOME").map(|home| Path::new(home).join(".pgpass")));
            self.password = get("PGPASSWORD")
                .map(Secret::new)
                .or_else(|| super::passfile::lookup(&std::fs::read_to_string(file?).ok()?, &self));
        }
        if self.tls.mode.is_none() {
            self.tls.mode = get("PGSSLMODE").and_then(|mode| SslMode::parse(mode).ok());
        }
        if self.tls.root_certificate.is_none() {
            self.tls.root_certificate = get("PGSSLROOTCERT").map(PathBuf::from);
        }
        self
    }

    fn config(&self) -> Config {
        let mut config = Config::new();
        match &self.host {
            Host::Name(name) => config.host(name),
            Host::Socket(directory) => config.host_path(directory),
        };
        config.port(self.port).user(&self.user).dbname(&self.database);
        config.application_name(self.application_name.as_deref().unwrap_or("gen-migration"));
        if let Some(password) = &self.password {
            config.password(password.expose());
        }
        if let Some(options) = &self.options {
            config.options(options);
        }
        config
    }
}

/// The target without its password: `user@host:5432/database`.
impl fmt::Display for ConnectionTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}/{}", self.user, self.address(), self.database)
    }
}

/// The name that libpq logs in with when none is given.
pub(super) fn login_name() -> String {
    match nix::unistd::User::from_uid(nix::unistd::geteuid()) {
        Ok(Some(user)) => user.name,
        _ => "postgres".to_owned(),
    }
}

/// libpq looks for a socket in the directory it was built with; Debian's, else PostgreSQL's own.
fn default_host() -> Host {
    ["/var/run/postgresql", "/tmp"]
        .into_iter()
        .find(|directory| Path::new(directory).join(".s.PGSQL.5432").exists())
        .map_or_else(|| Host::Name("localhost".to_owned()), |directory| Host::Socket(directory.into()))
}

/// Why there is no connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectFailure {
    /// Nobody answers there.
    Unreachable { reason: String },
    /// The server answered no; the SQLSTATE tells why.
    Rejected { sqlstate: String, message: String },
    /// TLS could not be had as `sslmode` wants it.
    Tls { reason: String },
    /// Nobody answered in time.
    TimedOut { after: Duration },
}

impl ConnectFailure {
    /// PostgreSQL's code when it was the server that refused.
    pub fn sqlstate(&self) -> Option<&str> {
        match self {
            ConnectFailure::Rejected { sqlstate, .. } => Some(sqlstate),
            ConnectFailure::Unreachable { .. }
            | ConnectFailure::Tls { .. }
            | ConnectFailure::TimedOut { .. } => None,
        }
    }

    /// The report for a user who asked for this target.
    pub fn into_error(self, target: &ConnectionTarget) -> Error {
        let address = target.address();
        let (message, hint) = match &self {
            ConnectFailure::Unreachable { reason } => (
                format!("cannot connect to PostgreSQL at {address}: {reason}"),
                Some("check host and port, and that the server runs".to_owned()),
            ),
            ConnectFailure::TimedOut { after } => (
                format!("cannot connect to PostgreSQL at {address}: no answer within {} s", after.as_secs()),
                Some("check host and port, and that no firewall is in between".to_owned()),
            ),
            ConnectFailure::Tls { reason } => (
                format!(
                    "cannot connect to PostgreSQL at {address} with sslmode={}: {reason}",
                    target.tls.mode()
                ),
                None,
            ),
            ConnectFailure::Rejected { sqlstate, message } => {
                let hint = match sqlstate.as_str() {
                    "28P01" | "28000" if target.password.is_none() => {
                        Some("the URL has no password; is one needed?")
                    }
                    "28P01" | "28000" => Some("check user and password"),
                    "3D000" => Some("check the database's name, or create it"),
                    "53300" => Some("the server has no free connection left"),
                    "57P03" => Some("the server is starting or stopping; try again"),
                    _ => None,
                };
                (
                    format!("PostgreSQL at {address} refused the connection as `{}`: {message}", target.user),
                    hint.map(str::to_owned),
                )
            }
        };
        let error = Error::of(Kind::EnvironmentMissing, message);
        match hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}

/// What the server said without being asked: `RAISE NOTICE`, "… already exists, skipping".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// `NOTICE`, `WARNING`, `INFO`, …
    pub severity: String,
    pub message: String,
}

/// An open session; dropping it closes it, [`Connection::close`] also waits for that.
pub struct Connection {
    pub client: Client,
    driver: JoinHandle<()>,
    cancel: CancelHandle,
    notices: Arc<Mutex<Vec<Notice>>>,
}

impl Connection {
    /// A handle that stops the statement that runs at that moment, from any task.
    pub fn cancel_handle(&self) -> CancelHandle {
        self.cancel.clone()
    }

    /// What the server remarked since the last call.
    pub fn take_notices(&self) -> Vec<Notice> {
        std::mem::take(&mut self.notices.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Says goodbye and waits until the socket is closed.
    pub async fn close(self) {
        drop(self.client);
        // the driver ends by itself once the goodbye is written; a dead network must not hold us up
        let _ = tokio::time::timeout(Duration::from_secs(2), self.driver).await;
    }
}

impl Deref for Connection {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("closed", &self.client.is_closed()).finish()
    }
}

/// See [`Connection::cancel_handle`].
#[derive(Clone)]
pub struct CancelHandle {
    token: CancelToken,
    /// None: the session is not encrypted, so neither is the request.
    tls: Option<MakeRustlsConnect>,
}

impl CancelHandle {
    /// Asks the server to stop the statement. Failure means that there is nothing left to stop.
    pub async fn cancel(&self) {
        let request = async {
            match &self.tls {
                Some(tls) => self.token.cancel_query(tls.clone()).await,
                None => self.token.cancel_query(NoTls).await,
            }
        };
        let _ = tokio::time::timeout(Duration::from_secs(2), request).await;
    }
}

/// Opens a session, with TLS as the target's `sslmode` says.
///
/// # Errors
/// [`ConnectFailure`] as an error of kind `EnvironmentMissing`, without the password.
pub async fn connect(target: &ConnectionTarget) -> Result<Connection> {
    match try_connect(target).await? {
        Ok(connection) => Ok(connection),
        Err(failure) => Err(failure.into_error(target)),
    }
}

/// As [`connect`], with the reason kept apart for callers that decide by it.
///
/// # Errors
/// Outer: certificates that can't be read. Inner: no connection.
pub async fn try_connect(target: &ConnectionTarget) -> Result<Result<Connection, ConnectFailure>> {
    let limit = target.connect_timeout.unwrap_or(DEFAULT_CONNECT_TIMEOUT);
    let attempt = async {
        // libpq: sslmode is ignored on a Unix socket
        let mode = if matches!(target.host, Host::Socket(_)) { SslMode::Disable } else { target.tls.mode() };
        match mode {
            SslMode::Disable => Ok(plain(target).await),
            SslMode::Allow => match plain(target).await {
                Err(failure) if refused_unencrypted(&failure) => {
                    encrypted(target, tokio_postgres::config::SslMode::Require).await
                }
                outcome => Ok(outcome),
            },
            SslMode::Prefer => match encrypted(target, tokio_postgres::config::SslMode::Prefer).await? {
                Err(failure)
                    if refused_unencrypted(&failure) || matches!(failure, ConnectFailure::Tls { .. }) =>
                {
                    // libpq's second try; the first answer is the better one if it fails as well
                    Ok(plain(target).await.map_err(|_| failure))
                }
                outcome => Ok(outcome),
            },
            SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => {
                encrypted(target, tokio_postgres::config::SslMode::Require).await
            }
        }
    };
    match tokio::time::timeout(limit, attempt).await {
        Ok(outcome) => outcome,
        Err(_) => Ok(Err(ConnectFailure::TimedOut { after: limit })),
    }
}

/// `pg_hba.conf` has no line for this kind of connection (28000); a wrong password is 28P01.
fn refused_unencrypted(failure: &ConnectFailure) -> bool {
    failure.sqlstate() == Some("28000")
}

async fn plain(target: &ConnectionTarget) -> Result<Connection, ConnectFailure> {
    let mut config = target.config();
    config.ssl_mode(tokio_postgres::config::SslMode::Disable);
    open(&config, NoTls, None).await
}

async fn encrypted(
    target: &ConnectionTarget,
    mode: tokio_postgres::config::SslMode,
) -> Result<Result<Connection, ConnectFailure>> {
    let connector = tls::connector(&target.tls)?;
    let mut config = target.config();
    config.ssl_mode(mode);
    Ok(open(&config, connector.clone(), Some(connector)).await)
}

async fn open<T>(
    config: &Config,
    tls: T,
    cancel_tls: Option<MakeRustlsConnect>,
) -> Result<Connection, ConnectFailure>
where
    T: MakeTlsConnect<Socket>,
    T::TlsConnect: TlsConnect<Socket>,
    T::Stream: Send + 'static,
{
    let (client, mut connection) = config.connect(tls).await.map_err(failure_of)?;
    let notices = Arc::new(Mutex::new(Vec::new()));
    let sink = notices.clone();
    let driver = tokio::spawn(async move {
        let mut messages = futures_util::stream::poll_fn(move |context| connection.poll_message(context));
        // an error here also ends every pending statement, which is where it is reported
        while let Some(Ok(message)) = messages.next().await {
            if let AsyncMessage::Notice(notice) = message {
                sink.lock().unwrap_or_else(PoisonError::into_inner).push(Notice {
                    severity: notice.severity().to_owned(),
                    message: notice.message().to_owned(),
                });
            }
        }
    });
    let cancel = CancelHandle { token: client.cancel_token(), tls: cancel_tls };
    Ok(Connection { client, driver, cancel, notices })
}

fn failure_of(error: tokio_postgres::Error) -> ConnectFailure {
    if let Some(refusal) = error.as_db_error() {
        return ConnectFailure::Rejected {
            sqlstate: refusal.code().code().to_owned(),
            message: refusal.message().to_owned(),
        };
    }
    let text = error.to_string();
    let Some(source) = error.into_source() else {
        let reason = if text.contains("password missing") {
            "the server asks for a password".to_owned()
        } else {
            text
        };
        return ConnectFailure::Unreachable { reason };
    };
    let reason = source.to_string();
    if text.contains("TLS") {
        return ConnectFailure::Tls { reason };
    }
    if reason.contains("password missing") {
        return ConnectFailure::Rejected {
            sqlstate: "28P01".to_owned(),
            message: "the server asks for a password".to_owned(),
        };
    }
    ConnectFailure::Unreachable { reason: plain_reason(&reason) }
}

/// `Connection refused (os error 111)` without the number.
fn plain_reason(reason: &str) -> String {
    let cut = reason.split(" (os error").next().unwrap_or(reason);
    match cut.strip_prefix("failed to lookup address information: ") {
        Some(_) => "the host name is not known".to_owned(),
        None => cut.to_lowercase(),
    }
}

/// PostgreSQL's refusal of a statement as an error for users: message, DETAIL and HINT.
pub fn statement_error(error: &tokio_postgres::Error) -> Error {
    match error.as_db_error() {
        Some(refusal) => refused_statement(refusal),
        None => Error::new(format!("the connection to PostgreSQL broke: {error}")),
    }
}

fn refused_statement(refusal: &DbError) -> Error {
    let mut error = Error::new(refusal.message());
    if let Some(detail) = refusal.detail() {
        error = error.detail(detail);
    }
    match refusal.hint() {
        Some(hint) => error.hint(hint),
        None => error,
    }
}
