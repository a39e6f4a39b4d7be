//! Which program has a port.
#![cfg_attr(target_os = "linux", expect(clippy::disallowed_methods, reason = "reads the kernel's books"))]

use crate::lock::Holder;

/// The program that listens on a port; `None` where the system does not say.
#[cfg(target_os = "linux")]
pub(super) fn of(port: u16) -> Option<Holder> {
    let sockets: Vec<String> = ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .filter_map(|table| std::fs::read_to_string(table).ok())
        .flat_map(|table| table.lines().filter_map(|line| listening(line, port)).collect::<Vec<_>>())
        .collect();
    let processes = std::fs::read_dir("/proc").ok()?.flatten();
    processes.filter_map(|process| process.file_name().to_str()?.parse().ok()).find_map(|pid: u32| {
        let files = std::fs::read_dir(format!("/proc/{pid}/fd")).ok()?.flatten();
        let mut targets = files.filter_map(|file| std::fs::read_link(file.path()).ok());
        targets.find(|target| target.to_str().is_some_and(|target| sockets.iter().any(|ours| ours == target)))?;
        let program = std::fs::read_to_string(format!("/proc/{pid}/comm")).ok()?.trim_end().to_owned();
        Some(Holder { pid, program })
    })
}

#[cfg(not(target_os = "linux"))]
pub(super) fn of(_: u16) -> Option<Holder> {
    None
}

/// A row of the kernel's table, where it is a socket that listens on the port: the name of that socket's files.
#[cfg(any(target_os = "linux", test))]
pub(super) fn listening(row: &str, port: u16) -> Option<String> {
    const LISTEN: &str = "0A";
    let mut columns = row.split_whitespace();
    let (local, state) = (columns.nth(1)?, columns.nth(1)?);
    let (_, at) = local.rsplit_once(':')?;
    let is_it = state == LISTEN && u16::from_str_radix(at, 16).ok()? == port;
    let inode = columns.nth(5)?;
    is_it.then(|| format!("socket:[{inode}]"))
}
