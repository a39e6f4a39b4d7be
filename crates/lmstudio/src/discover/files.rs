//! What LM Studio wrote down itself. It is read, never written, and may be out of date.
#![expect(clippy::disallowed_methods, reason = "it reads LM Studio's own files")]

use std::{
    env::{consts::EXE_SUFFIX, split_paths},
    ffi::OsStr,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use serde_json::Value;

/// Far more than these files hold, bytes.
const MOST_BYTES: u64 = 64 << 10;

/// LM Studio's own folder, of the user whose home folder this is.
pub fn home(user: &Path) -> PathBuf {
    let pointed = read(&user.join(".lmstudio-home-pointer"))
        .and_then(|text| text.lines().next().map(|line| PathBuf::from(line.trim())))
        .filter(|home| home.is_absolute());
    let old = user.join(".cache").join("lm-studio");
    pointed.unwrap_or_else(|| if old.is_dir() { old } else { user.join(".lmstudio") })
}

/// The port its server listened on last.
pub fn server_port(home: &Path) -> Option<u16> {
    port(&home.join(".internal").join("http-server-config.json"))
}

/// The port on which its app tells its version.
pub fn app_port(home: &Path) -> Option<u16> {
    port(&home.join(".internal").join("http-server.json"))
}

/// Its command line, by which its server can be started: on the search path of programs, else where it installs itself.
/// Nothing is run; a folder that is named relative to another is not looked into.
pub fn lms(home: &Path, path: Option<&OsStr>) -> Option<PathBuf> {
    let name = format!("lms{EXE_SUFFIX}");
    let named = path.into_iter().flat_map(split_paths).filter(|folder| folder.is_absolute());
    named.chain([home.join("bin")]).map(|folder| folder.join(&name)).find(|file| file.is_file())
}

/// The words after it that start its server at a port.
pub fn start(port: u16) -> [String; 4] {
    ["server", "start", "--port", &port.to_string()].map(str::to_owned)
}

fn port(file: &Path) -> Option<u16> {
    let value: Value = serde_json::from_str(&read(file)?).ok()?;
    value.get("port")?.as_u64()?.try_into().ok().filter(|port| *port != 0)
}

/// A small text; `None` where there is none.
fn read(file: &Path) -> Option<String> {
    let mut text = String::new();
    File::open(file).ok()?.take(MOST_BYTES).read_to_string(&mut text).ok()?;
    Some(text)
}
