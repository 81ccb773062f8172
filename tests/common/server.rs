//! One PostgreSQL 15 server for all test processes: the first that needs it starts it, the others
//! find it. `scripts/test.sh` stops it at the end.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use super::assert_success;

/// A superuser without password on 127.0.0.1.
#[derive(Clone, Debug)]
pub struct Server {
    pub port: u16,
}

impl Server {
    /// Finds the running server or starts one.
    pub fn shared() -> Server {
        let folder = folder();
        fs::create_dir_all(&folder).expect("a folder for the test server");
        let lock = File::create(folder.join("lock")).expect("a lock file");
        lock.lock().expect("the lock");
        let port_file = folder.join("port");
        let known = fs::read_to_string(&port_file).ok().and_then(|text| text.trim().parse().ok());
        if let Some(port) = known {
            let server = Server { port };
            if server.answers() {
                return server;
            }
        }
        let server = start(&folder);
        fs::write(port_file, server.port.to_string()).expect("the port is noted");
        server
    }

    /// `psql` as superuser; what it printed, unaligned, tuples only.
    pub fn psql(&self, database: &str, sql: &str) -> String {
        let output = self.psql_command(database).args(["-c", sql]).output().expect("psql runs");
        assert_success("psql", &output);
        String::from_utf8(output.stdout).expect("UTF-8").trim_end().to_owned()
    }

    /// `pg_dump --schema-only` without what differs from run to run.
    pub fn dump(&self, database: &str) -> String {
        let port = self.port.to_string();
        let output = Command::new(binary("pg_dump"))
            .args(["--schema-only", "--no-owner", "-h", "127.0.0.1", "-U", "postgres", "-p", &port, database])
            .output()
            .expect("pg_dump runs");
        assert_success("pg_dump", &output);
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let lines =
            text.lines().filter(|line| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict"));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// An empty database that goes when the value is dropped.
    pub fn database(&self, purpose: &str) -> TestDatabase {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{purpose}_{}_{number}", std::process::id());
        self.psql("postgres", &format!("DROP DATABASE IF EXISTS {name}"));
        self.psql("postgres", &format!("CREATE DATABASE {name}"));
        TestDatabase { server: self.clone(), name }
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgresql://postgres@127.0.0.1:{}/{database}", self.port)
    }

    fn answers(&self) -> bool {
        let output = self.psql_command("postgres").args(["-c", "SELECT 1"]).output();
        output.is_ok_and(|output| output.status.success())
    }

    fn psql_command(&self, database: &str) -> Command {
        let mut command = Command::new(binary("psql"));
        let port = self.port.to_string();
        command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", "postgres"]);
        command.args(["-p", &port, "-d", database]);
        command
    }
}

/// A database of one test.
pub struct TestDatabase {
    pub server: Server,
    pub name: String,
}

impl TestDatabase {
    pub fn url(&self) -> String {
        self.server.url(&self.name)
    }

    pub fn psql(&self, sql: &str) -> String {
        self.server.psql(&self.name, sql)
    }

    pub fn dump(&self) -> String {
        self.server.dump(&self.name)
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        // a failing test leaves its database for inspection
        if !std::thread::panicking() {
            self.server.psql("postgres", &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        }
    }
}

/// A program of PostgreSQL 15.
pub fn binary(name: &str) -> PathBuf {
    let versioned = Path::new("/usr/lib/postgresql/15/bin").join(name);
    assert!(versioned.exists(), "no {}: run scripts/setup-tests.sh", versioned.display());
    versioned
}

fn folder() -> PathBuf {
    std::env::var_os("GEN_MIGRATION_TEST_SERVER_DIR")
        .map_or_else(|| std::env::temp_dir().join("gen-migration-test-server"), PathBuf::from)
}

fn start(folder: &Path) -> Server {
    let data = folder.join("data");
    let _ = fs::remove_dir_all(&data);
    fs::create_dir(&data).expect("a data folder");
    if nix::unistd::geteuid().is_root() {
        let (user, group) = unprivileged();
        chown(&data, Some(user), Some(group)).expect("the data folder changes hands");
        chown(folder, Some(user), Some(group)).expect("the folder changes hands");
    }
    let data_text = data.to_str().expect("a UTF-8 path");
    let output = as_server_user("initdb")
        .args([
            "-D",
            data_text,
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ])
        .output()
        .expect("initdb runs");
    assert_success("initdb", &output);
    let port =
        TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("an address").port();
    let options = format!(
        "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off \
         -c max_connections=200 -c synchronous_commit=off"
    );
    let log = folder.join("data/log");
    let output = as_server_user("pg_ctl")
        .args(["-D", data_text, "-w", "-o", &options, "-l", log.to_str().expect("a UTF-8 path"), "start"])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .expect("pg_ctl runs");
    assert!(output.success(), "the test server did not start; see {}", log.display());
    Server { port }
}

fn as_server_user(program: &str) -> Command {
    let mut command = Command::new(binary(program));
    command.current_dir("/");
    if nix::unistd::geteuid().is_root() {
        let (user, group) = unprivileged();
        command.uid(user).gid(group);
    }
    command
}

/// initdb refuses to run as root.
fn unprivileged() -> (u32, u32) {
    let user = nix::unistd::User::from_name("postgres").ok().flatten();
    let user =
        user.or_else(|| nix::unistd::User::from_name("nobody").ok().flatten()).expect("an unprivileged user");
    (user.uid.as_raw(), user.gid.as_raw())
}
