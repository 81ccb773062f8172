//! The host process: started with our script, spoken to in lines of JSON, ended with everything that it
//! started.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use serde_json::{Value, json};

use crate::error::{Error, Result};

/// The only text on the command line; the rest goes through standard input.
const BOOT: &str = include_str!("host/boot.py");

const MODULES: &[(&str, &str)] = &[
    ("channel", include_str!("host/channel.py")),
    ("values", include_str!("host/values.py")),
    ("dbapi", include_str!("host/dbapi.py")),
    ("drivers", include_str!("host/drivers.py")),
    ("guard", include_str!("host/guard.py")),
    ("engine", include_str!("host/engine.py")),
    ("spelling", include_str!("host/spelling.py")),
    ("metadata", include_str!("host/metadata.py")),
    ("directives", include_str!("host/directives.py")),
    ("hooks", include_str!("host/hooks.py")),
    ("report", include_str!("host/report.py")),
    ("environment", include_str!("host/environment.py")),
    ("offline", include_str!("host/offline.py")),
    ("revision", include_str!("host/revision.py")),
    ("serve", include_str!("host/serve.py")),
];

/// Why there is no message.
#[derive(Debug)]
pub enum Silence {
    /// The process is gone; what it wrote to standard error stands in the output.
    Ended,
    /// Nothing was heard for that long.
    TimedOut(Duration),
    Interrupted,
}

/// A running host. Dropping it ends the process group.
pub struct Process {
    child: Child,
    requests: Option<ChildStdin>,
    answers: Receiver<String>,
    /// What the project's code printed, by line.
    printed: Arc<Mutex<Vec<String>>>,
}

impl Process {
    /// # Errors
    /// The interpreter can't be started.
    pub fn start(
        interpreter: &Path,
        environment: &[(String, String)],
        working_directory: &Path,
    ) -> Result<Process> {
        let mut command = Command::new(interpreter);
        command
            .args(["-c", BOOT])
            .env_clear()
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PYTHONUTF8", "1")
            .env_remove("PYTHONSTARTUP")
            .env_remove("PYTHONINSPECT")
            .current_dir(working_directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // Ctrl-C in the terminal is for the tool, which ends the host itself
            .process_group(0);
        let failed =
            |what: &str| Error::new(format!("can't start {}: {what}", crate::error::shown_path(interpreter)));
        let mut child = command.spawn().map_err(|error| failed(&error.to_string()))?;
        let (Some(requests), Some(answers), Some(printed)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(failed("no pipes"));
        };
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(answers).lines() {
                let Ok(line) = line else { break };
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        let lines = Arc::new(Mutex::new(Vec::new()));
        let kept = lines.clone();
        std::thread::spawn(move || {
            let mut reader = BufReader::new(printed);
            let mut bytes = Vec::new();
            while reader.read_until(b'\n', &mut bytes).is_ok_and(|length| length > 0) {
                let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
                kept.lock().unwrap_or_else(PoisonError::into_inner).push(line);
                bytes.clear();
            }
        });
        let mut process = Process { child, requests: Some(requests), answers: receiver, printed: lines };
        let modules: serde_json::Map<String, Value> =
            MODULES.iter().map(|(name, text)| ((*name).to_owned(), json!(text))).collect();
        // an interpreter that dies at once is found out by the first answer that doesn't come
        let _ = process.send(&Value::Object(modules));
        Ok(process)
    }

    /// # Errors
    /// The process reads no more.
    pub fn send(&mut self, message: &Value) -> std::io::Result<()> {
        let Some(pipe) = &mut self.requests else {
            return Err(std::io::ErrorKind::BrokenPipe.into());
        };
        let mut line = message.to_string();
        line.push('\n');
        pipe.write_all(line.as_bytes())?;
        pipe.flush()
    }

    /// The next message; `limit` is how long the code may run without one, or without printing.
    ///
    /// # Errors
    /// See [`Silence`].
    pub fn receive(&mut self, limit: Duration) -> Result<Value, Silence> {
        const TICK: Duration = Duration::from_millis(50);
        let mut heard = Instant::now();
        let mut lines = self.printed_lines();
        loop {
            match self.answers.recv_timeout(TICK) {
                Ok(line) => {
                    return serde_json::from_str(&line).map_err(|_| Silence::Ended);
                }
                Err(RecvTimeoutError::Disconnected) => return Err(Silence::Ended),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if crate::interrupt::requested() {
                return Err(Silence::Interrupted);
            }
            let now = self.printed_lines();
            if now != lines {
                (lines, heard) = (now, Instant::now());
            }
            if heard.elapsed() > limit {
                return Err(Silence::TimedOut(limit));
            }
        }
    }

    fn printed_lines(&self) -> usize {
        self.printed.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Takes what the project's code printed since the last call.
    pub fn take_printed(&self) -> Vec<String> {
        std::mem::take(&mut self.printed.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How it ended, after [`Silence::Ended`].
    pub fn describe_end(&mut self) -> String {
        // the pipes close a moment before the process is gone
        for _ in 0..100 {
            match self.child.try_wait() {
                Ok(Some(status)) => return status.to_string(),
                Ok(None) => std::thread::sleep(Duration::from_millis(10)),
                Err(_) => break,
            }
        }
        "no exit status".to_owned()
    }

    /// Ends the process and everything in its group.
    pub fn kill(&mut self) {
        self.requests = None;
        if let Ok(id) = i32::try_from(self.child.id())
            && matches!(self.child.try_wait(), Ok(None))
        {
            let _ = killpg(Pid::from_raw(id), Signal::SIGKILL);
        }
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}
