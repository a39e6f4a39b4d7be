//! Gateways of this computer, by what they wrote down for themselves. Nothing is dialled, and nothing kept.
#![expect(clippy::disallowed_methods, reason = "reads the gateways' own settings, when a person asks for it")]

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use gateway::address::USUAL_PORT;
use serde_json::Value;

use crate::{Secret, settings::loosely};

/// A gateway's settings are no longer than this, bytes.
const MOST: u64 = 1 << 20;

/// A gateway that was found.
pub struct Found {
    /// `OpenClaw` or `ClawdBot`.
    pub product: &'static str,
    /// Where its settings lie.
    pub file: PathBuf,
    /// The port it listens on, and where that stands.
    pub port: (u16, String),
    /// Whether it makes encrypted links alone.
    pub tls: bool,
    /// Its token.
    pub token: Token,
}

/// A gateway's token.
pub enum Token {
    /// It is there.
    Known(Secret, String),
    /// It stands elsewhere, where only the gateway looks.
    Elsewhere,
    /// There is none.
    None,
}

/// A place that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Where.
    pub file: PathBuf,
    /// Why.
    pub why: String,
}

struct Product {
    name: &'static str,
    folder: &'static str,
    file: &'static str,
    prefix: &'static str,
}

const PRODUCTS: [Product; 2] = [
    Product { name: "OpenClaw", folder: ".openclaw", file: "openclaw.json", prefix: "OPENCLAW" },
    Product { name: "ClawdBot", folder: ".clawdbot", file: "clawdbot.json", prefix: "CLAWDBOT" },
];

/// Looks where gateways keep their settings. `look_up` reads the environment.
pub fn find(look_up: impl Fn(&str) -> Option<OsString>) -> (Vec<Found>, Vec<Unreadable>) {
    let said = |name: &str| look_up(name).filter(|value| !value.is_empty());
    let home = said("HOME").or_else(|| said("USERPROFILE")).map(PathBuf::from);
    let (mut all, mut unreadable) = (Vec::new(), Vec::new());
    for product in &PRODUCTS {
        let own = |what: &str| said(&format!("{}_{what}", product.prefix));
        let folder = own("STATE_DIR").map(PathBuf::from).or_else(|| Some(home.as_ref()?.join(product.folder)));
        let file = own("CONFIG_PATH").map(PathBuf::from).or_else(|| Some(folder?.join(product.file)));
        let Some(file) = file else { continue };
        match read(&file) {
            Ok(Some(config)) => all.push(of(product, file, &config, &own)),
            Ok(None) => {}
            Err(why) => unreadable.push(Unreadable { file, why }),
        }
    }
    (all, unreadable)
}

fn of(product: &Product, file: PathBuf, config: &Value, own: &impl Fn(&str) -> Option<OsString>) -> Found {
    let at = |path: &str| config.pointer(path);
    let text = |what: &str| own(what).and_then(|value| value.into_string().ok());
    let variable = |what: &str| format!("{}_{what}", product.prefix);
    let port = text("GATEWAY_PORT").and_then(|port| Some((port.parse().ok()?, variable("GATEWAY_PORT"))));
    let port = port.or_else(|| {
        let port = u16::try_from(at("/gateway/port")?.as_u64()?).ok().filter(|port| *port > 0)?;
        Some((port, "gateway.port".to_owned()))
    });
    let token = match (text("GATEWAY_TOKEN"), at("/gateway/auth/token")) {
        (Some(token), _) => Token::Known(Secret::new(&token), variable("GATEWAY_TOKEN")),
        (None, Some(Value::String(token))) if token.contains("${") => Token::Elsewhere,
        (None, Some(Value::String(token))) if !token.is_empty() => {
            Token::Known(Secret::new(token), "gateway.auth.token".to_owned())
        }
        (None, Some(Value::Object(_))) => Token::Elsewhere,
        (None, Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) | None) => {
            Token::None
        }
    };
    Found {
        product: product.name,
        file,
        port: port.unwrap_or((USUAL_PORT, "the usual one".to_owned())),
        tls: at("/gateway/tls/enabled") == Some(&Value::Bool(true)),
        token,
    }
}

fn read(file: &Path) -> Result<Option<Value>, String> {
    match fs::metadata(file) {
        Ok(meta) if meta.len() > MOST => return Err("it is longer than any gateway's settings".to_owned()),
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
    }
    let text = fs::read_to_string(file).map_err(|error| error.to_string())?;
    // What it says about the text is left out: a token may stand there.
    loosely(&text).map_err(|why| format!("it is no JSON5: {why}"))
}

impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Found").field("file", &self.file).field("port", &self.port).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Known(..) => "Known",
            Self::Elsewhere => "Elsewhere",
            Self::None => "None",
        })
    }
}

#[cfg(test)]
mod tests;
