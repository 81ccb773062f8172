//! A private PostgreSQL server out of this machine's binaries, in a temporary directory.
//!
//! A small shell stands between us and the server: it waits on a pipe whose other end only this
//! process has, and when that closes, because we are done or because we were killed, it ends the
//! server and removes the directory. What even that can't clean up (a power cut) is swept by the next
//! run: a directory whose `run.lock` nobody holds belongs to nobody.

use std::fs::{File, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use nix::unistd::{Uid, User};

use super::connection::{ConnectionTarget, Host, try_connect};
use super::installation::Installation;
use super::secret::Secret;
use super::tls::{SslMode, TlsSettings};
use super::{Connection, ROLE};
use crate::error::{Error, Kind, Result};
use crate::interrupt::interruptible;

const DIRECTORY_PREFIX: &str = "gen-migration-pg-";
/// A file system in memory, where Linux has one: initdb and CREATE DATABASE mostly write.
const MEMORY: &str = "/dev/shm";
/// What has to be free there: a cluster takes 60 MB, its log up to a gigabyte.
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
const ROOM: u64 = 2 << 30;
const PATIENCE: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(10);

/// `$1` directory, `$2` binaries, `$3` role, `$4…` the server's arguments. Locales from the image's own
/// to the one that every system has; each failed try of initdb ends before it has written anything.
const SUPERVISOR: &str = r#"
dir=$1 bin=$2 role=$3; shift 3
cd / || exit 1
{
  for locale in en_US.UTF-8 C.UTF-8 C; do
    "$bin/initdb" -D "$dir/data" -U "$role" --pwfile="$dir/password" --auth-local=trust \
      --auth-host=scram-sha-256 -E UTF8 --locale=$locale --no-sync --no-instructions \
      >>"$dir/log" 2>&1 && break
  done
  rm -f "$dir/password"
  "$bin/postgres" -D "$dir/data" "$@" >>"$dir/log" 2>&1
  echo $? >"$dir/exited"
} </dev/null &
cat >/dev/null
while [ ! -e "$dir/exited" ]; do
  pid=$(head -n 1 "$dir/data/postmaster.pid" 2>/dev/null)
  if [ -n "$pid" ]; then kill -QUIT "$pid" 2>/dev/null && wait && break; fi
  sleep 0.05
done
wait
rm -rf "$dir"
"#;

/// A server of this run alone; it ends when this is dropped.
pub(super) struct LocalServer {
    supervisor: Child,
    directory: PathBuf,
    /// Held as long as the server may run: tells other runs that the directory is in use.
    _run_lock: File,
    pub(super) target: ConnectionTarget,
    pub(super) network_target: ConnectionTarget,
    /// Whether its directory is in memory.
    pub(super) in_memory: bool,
}

impl LocalServer {
    /// From nothing to a server that answers.
    ///
    /// # Errors
    /// Kind `EnvironmentMissing` with the end of the log; Ctrl-C. Nothing is left behind.
    pub(super) async fn start(installation: &Installation) -> Result<(LocalServer, Connection)> {
        sweep(&temporary_directory());
        sweep(Path::new(MEMORY));
        // the port is free when we look; somebody may still be quicker
        for _ in 0..2 {
            if let Some(started) = Self::try_start(installation).await? {
                return Ok(started);
            }
        }
        Self::try_start(installation)
            .await?
            .ok_or_else(|| Error::of(Kind::EnvironmentMissing, "no free port for a local PostgreSQL server"))
    }

    async fn try_start(installation: &Installation) -> Result<Option<(LocalServer, Connection)>> {
        let mut server = Self::launch(installation)?;
        match server.wait_until_ready().await {
            Ok(connection) => Ok(Some((server, connection))),
            Err(error) => {
                let port_taken = server.log().contains("Address already in use");
                server.stop();
                if port_taken { Ok(None) } else { Err(error) }
            }
        }
    }

    fn launch(installation: &Installation) -> Result<LocalServer> {
        let failed = |what: &str, error: &dyn std::fmt::Display| {
            Error::of(
                Kind::EnvironmentMissing,
                format!("cannot start a local PostgreSQL server: {what}: {error}"),
            )
        };
        let parent = if has_room(Path::new(MEMORY)) { PathBuf::from(MEMORY) } else { temporary_directory() };
        let owner = if Uid::effective().is_root() { Some(unprivileged_user()?) } else { None };
        let directory = tempfile::Builder::new()
            .prefix(DIRECTORY_PREFIX)
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(&parent)
            .map_err(|error| failed("temporary directory", &error))?
            .keep();
        let built = Self::fill(&directory, owner.as_ref(), installation);
        match built {
            Ok(server) => Ok(server),
            Err(error) => {
                let _ = std::fs::remove_dir_all(&directory);
                Err(failed(&installation.directory.display().to_string(), &error))
            }
        }
    }

    fn fill(
        directory: &Path,
        owner: Option<&User>,
        installation: &Installation,
    ) -> std::io::Result<LocalServer> {
        let run_lock = File::create(directory.join("run.lock"))?;
        run_lock.try_lock().map_err(std::io::Error::from)?;
        let password = random_password()?;
        std::fs::write(directory.join("password"), format!("{}\n", password.expose()))?;
        let port = std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();

        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", SUPERVISOR, "gen-migration-postgres"])
            .arg(directory)
            .arg(&installation.directory)
            .arg(ROLE)
            .args(server_arguments(directory, port))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .env("HOME", directory)
            // Ctrl-C in the terminal is for us; we end the server when we are done with it
            .process_group(0);
        for (name, _) in std::env::vars_os() {
            let name_text = name.to_string_lossy();
            if name_text.starts_with("PG") || name_text.starts_with("LC_") || name_text == "LANG" {
                command.env_remove(name);
            }
        }
        if let Some(owner) = owner {
            for path in [directory.to_path_buf(), directory.join("password"), directory.join("run.lock")] {
                std::os::unix::fs::chown(path, Some(owner.uid.as_raw()), Some(owner.gid.as_raw()))?;
            }
            command.uid(owner.uid.as_raw()).gid(owner.gid.as_raw());
        }
        let supervisor = command.spawn()?;

        let target = ConnectionTarget {
            host: Host::Socket(directory.to_path_buf()),
            port,
            user: ROLE.to_owned(),
            database: "postgres".to_owned(),
            ..ConnectionTarget::default()
        };
        let network_target = ConnectionTarget {
            host: Host::Name("127.0.0.1".to_owned()),
            password: Some(password),
            tls: TlsSettings { mode: Some(SslMode::Disable), ..TlsSettings::default() },
            ..target.clone()
        };
        Ok(LocalServer {
            supervisor,
            directory: directory.to_path_buf(),
            _run_lock: run_lock,
            target,
            network_target,
            in_memory: directory.starts_with(MEMORY),
        })
    }

    async fn wait_until_ready(&mut self) -> Result<Connection> {
        let started = Instant::now();
        let socket = self.directory.join(format!(".s.PGSQL.{}", self.target.port));
        loop {
            if socket.exists()
                && let Ok(connection) = interruptible(try_connect(&self.target)).await??
            {
                return Ok(connection);
            }
            let ended =
                self.directory.join("exited").exists() || matches!(self.supervisor.try_wait(), Ok(Some(_)));
            if ended || started.elapsed() > PATIENCE {
                let what = if ended { "it ended at once" } else { "it does not answer" };
                return Err(Error::of(
                    Kind::EnvironmentMissing,
                    format!("cannot start a local PostgreSQL server: {what}"),
                )
                .detail(super::readiness::log_tail(&self.log())));
            }
            interruptible(tokio::time::sleep(POLL)).await?;
        }
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.directory.join("log")).unwrap_or_default()
    }

    /// Ends the server and waits until its directory is gone.
    pub(super) fn stop(&mut self) {
        drop(self.supervisor.stdin.take());
        let _ = self.supervisor.wait();
        // left only when the shell itself was killed
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

impl Drop for LocalServer {
    fn drop(&mut self) {
        self.stop();
    }
}

fn server_arguments(directory: &Path, port: u16) -> Vec<String> {
    let mut arguments = vec!["-p".to_owned(), port.to_string()];
    for setting in [
        "listen_addresses=127.0.0.1",
        &format!("unix_socket_directories={}", directory.display()),
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "logging_collector=off",
        "log_destination=stderr",
    ] {
        arguments.extend(["-c".to_owned(), setting.to_owned()]);
    }
    arguments
}

fn random_password() -> std::io::Result<Secret> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| std::io::Error::other(error.to_string()))?;
    Ok(Secret::new(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()))
}

/// PostgreSQL refuses to run as root.
fn unprivileged_user() -> Result<User> {
    ["postgres", "nobody"].into_iter().find_map(|name| User::from_name(name).ok().flatten()).ok_or_else(
        || {
            Error::of(
                Kind::EnvironmentMissing,
                "PostgreSQL does not run as root, and there is no user to run it as",
            )
            .hint("create one: useradd --system postgres")
        },
    )
}

/// Whether there is plenty of room; containers often have 64 MB there.
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
fn has_room(memory: &Path) -> bool {
    nix::sys::statvfs::statvfs(memory)
        .is_ok_and(|found| found.blocks_available().saturating_mul(found.fragment_size()) >= ROOM)
}

#[cfg(not(all(target_os = "linux", target_pointer_width = "64")))]
fn has_room(_memory: &Path) -> bool {
    false
}

/// Short, since a socket's path has at most 107 bytes, and open to other users when we are root.
fn temporary_directory() -> PathBuf {
    let given = std::env::temp_dir();
    let tmp = Path::new("/tmp");
    if (Uid::effective().is_root() || given.as_os_str().len() > 60) && tmp.is_dir() {
        tmp.to_path_buf()
    } else {
        given
    }
}

/// Ends and removes what killed runs left behind.
fn sweep(parent: &Path) {
    for entry in std::fs::read_dir(parent).into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with(DIRECTORY_PREFIX) {
            continue;
        }
        let directory = entry.path();
        // anybody can make a directory of that name here
        if !is_our_own(&directory) {
            continue;
        }
        let dead = match File::open(directory.join("run.lock")) {
            Ok(lock) => lock.try_lock().is_ok(),
            // killed before the lock was made; a run that just starts needs a moment for that
            Err(error) => error.kind() == std::io::ErrorKind::NotFound && older_than(&directory, 60),
        };
        if dead {
            end_orphan(&directory);
            let _ = std::fs::remove_dir_all(&directory);
        }
    }
}

fn older_than(path: &Path, seconds: u64) -> bool {
    let age = std::fs::metadata(path)
        .and_then(|metadata| metadata.modified())
        .map(|time| SystemTime::now().duration_since(time));
    matches!(age, Ok(Ok(age)) if age.as_secs() > seconds)
}

/// A real directory of this user's, or of the one that root runs servers as.
fn is_our_own(directory: &Path) -> bool {
    let me = Uid::effective();
    std::fs::symlink_metadata(directory).is_ok_and(|found| {
        let as_root =
            || me.is_root() && unprivileged_user().is_ok_and(|user| user.uid.as_raw() == found.uid());
        found.is_dir() && (found.uid() == me.as_raw() || as_root())
    })
}

/// A server that outlived its shell. The process number in a stale file may be anybody's by now: only a
/// process that was started on this very directory is ended.
fn end_orphan(directory: &Path) {
    let text = std::fs::read_to_string(directory.join("data/postmaster.pid")).unwrap_or_default();
    let Some(pid) = text.lines().next().and_then(|pid| pid.trim().parse::<i32>().ok()).filter(|pid| *pid > 1)
    else {
        return;
    };
    let command = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let data = directory.join("data");
    if command.split(|byte| *byte == 0).any(|argument| argument == data.as_os_str().as_encoded_bytes()) {
        let _ = nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), nix::sys::signal::Signal::SIGQUIT);
        std::thread::sleep(Duration::from_millis(100));
    }
}
