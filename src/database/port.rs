//! A host port: whether it is free, who has it, which one is free.

use std::net::TcpListener;
use std::path::Path;

use bollard::query_parameters::ListContainersOptionsBuilder;

use super::engine::Engine;

/// Whether something of this machine can listen there. An engine elsewhere has other ports.
pub(super) fn is_free(port: u16) -> bool {
    TcpListener::bind(("127.0.0.1", port)).is_ok()
}

/// A port that the operating system chooses.
pub(super) fn any_free() -> std::io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Who listens on the port, as far as we may know: a container, else a process.
pub(super) async fn occupant(engine: &Engine, port: u16) -> Option<String> {
    match container(engine, port).await {
        Some(container) => Some(container),
        None if engine.remote_host.is_none() => process(Path::new("/proc"), port),
        None => None,
    }
}

async fn container(engine: &Engine, port: u16) -> Option<String> {
    let options = ListContainersOptionsBuilder::new().build();
    let running = engine.docker.list_containers(Some(options)).await.ok()?;
    running.into_iter().find_map(|container| {
        let publishes =
            container.ports.as_deref().unwrap_or_default().iter().any(|p| p.public_port == Some(port));
        let name = container.names.as_deref().and_then(<[String]>::first)?.trim_start_matches('/').to_owned();
        publishes.then(|| format!("the container {name} ({})", container.image.unwrap_or_default()))
    })
}

/// The process that has the listening socket's inode open; other users' processes show only to root.
fn process(proc: &Path, port: u16) -> Option<String> {
    let inode = ["net/tcp", "net/tcp6"].into_iter().find_map(|table| {
        let text = std::fs::read_to_string(proc.join(table)).ok()?;
        text.lines().skip(1).find_map(|line| listening_inode(line, port))
    })?;
    let socket = format!("socket:[{inode}]");
    for entry in std::fs::read_dir(proc).ok()?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let mut files = std::fs::read_dir(entry.path().join("fd")).into_iter().flatten().flatten();
        if files
            .any(|file| std::fs::read_link(file.path()).is_ok_and(|link| link.as_os_str() == socket.as_str()))
        {
            let command = std::fs::read_to_string(entry.path().join("comm")).unwrap_or_default();
            return Some(format!("the process {} (pid {name})", command.trim()));
        }
    }
    None
}

/// A line of `/proc/net/tcp`: `sl local_address rem_address st … uid timeout inode`; state 0A listens.
fn listening_inode(line: &str, port: u16) -> Option<String> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let (_, hexadecimal) = fields.get(1)?.rsplit_once(':')?;
    let listens = *fields.get(3)? == "0A" && u16::from_str_radix(hexadecimal, 16).ok()? == port;
    listens.then(|| fields.get(9).map(|inode| (*inode).to_owned()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_kernels_table() {
        let line = "  3: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   999        0 31415 1 0 100 0 0 10 0";
        assert_eq!(listening_inode(line, 5432).as_deref(), Some("31415"));
        assert_eq!(listening_inode(line, 5433), None);
        assert_eq!(listening_inode(&line.replace(" 0A ", " 01 "), 5432), None);
        assert_eq!(listening_inode("garbage", 5432), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn names_the_process_that_listens() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        assert!(!is_free(port));
        let named = process(Path::new("/proc"), port).expect("this process");
        assert!(named.contains(&format!("(pid {})", std::process::id())), "{named}");
    }
}
