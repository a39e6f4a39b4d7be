//! `cargo xtask peers`: the real gateways, for the tests that speak to them.
#![expect(clippy::disallowed_methods, reason = "it fills a folder of the user's cache")]

use crate::Failure;
use crate::consent::Consent;
use crate::node;
use crate::place::Place;
use crate::shell::Step;
use std::path::{Path, PathBuf};

/// A folder that npm fills. Scripts of packages are not run.
struct Peer {
    name: &'static str,
    package: &'static str,
    /// Whose Node.js installs it; none takes the one that is there.
    node: Option<&'static str>,
    /// Parts that no test needs, and that are large.
    without: &'static [&'static str],
}

const PEERS: [Peer; 4] = [
    Peer { name: "node22", package: r#"{"private":true,"dependencies":{"node":"22.23.3"}}"#, node: None, without: &[] },
    Peer { name: "node24", package: r#"{"private":true,"dependencies":{"node":"24.21.0"}}"#, node: None, without: &[] },
    Peer {
        name: "openclaw",
        package: r#"{"private":true,"dependencies":{"openclaw":"2026.9.6"}}"#,
        node: Some("node24"),
        without: &[],
    },
    Peer {
        name: "clawdbot",
        package: r#"{"private":true,"dependencies":{"clawdbot":"2026.1.24-3"},"overrides":{"libsignal":"npm:libsignal@6.0.0"}}"#,
        node: Some("node22"),
        without: &["@node-llama-cpp", "node-llama-cpp"],
    },
];

/// What says that a folder is filled: the package it was filled for.
const FILLED: &str = ".filled";

/// Installs what is missing, and says how the tests find it.
///
/// # Errors
/// When it was declined, or npm fails.
pub(crate) fn install(place: &Place, consent: Consent) -> Result<(), Failure> {
    let folder = obtain(place, consent)?;
    println!("The gateways are in {}. With them:", folder.display());
    println!("  cargo xtask test --only gateways");
    Ok(())
}

/// The folder with the gateways, filled first where that is agreed to.
///
/// # Errors
/// When it was declined, or npm fails.
pub(crate) fn obtain(place: &Place, consent: Consent) -> Result<PathBuf, Failure> {
    let folder = folder().ok_or_else(|| Failure::Missing {
        what: "a place for the gateways: HOME is not set".to_owned(),
        remedy: "name one with ENGRAM_PEERS".to_owned(),
    })?;
    let missing: Vec<&Peer> = PEERS.iter().filter(|peer| !peer.is_filled(&folder)).collect();
    if !missing.is_empty() {
        let names = missing.iter().map(|peer| peer.name).collect::<Vec<_>>().join(", ");
        let question = format!("Install {names} from npm into {}? About 1.5 GB.", folder.display());
        if !consent.to(&question) {
            return Err(Failure::Missing {
                what: names,
                remedy: "agree, or leave it: the tests with real gateways are skipped without them".to_owned(),
            });
        }
        let node = node::obtain(place, consent)?;
        for peer in missing {
            peer.fill(&folder, node.folder.as_deref())?;
        }
    }
    Ok(folder)
}

/// The user's cache, unless another place is named.
fn folder() -> Option<PathBuf> {
    let said = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache =
        || said("XDG_CACHE_HOME").or_else(|| Some(said("HOME").or_else(|| said("USERPROFILE"))?.join(".cache")));
    said("ENGRAM_PEERS").or_else(|| Some(cache()?.join("engram-peers")))
}

impl Peer {
    fn is_filled(&self, folder: &Path) -> bool {
        std::fs::read_to_string(folder.join(self.name).join(FILLED)).is_ok_and(|text| text == self.package)
    }

    fn fill(&self, folder: &Path, node: Option<&Path>) -> Result<(), Failure> {
        let own = folder.join(self.name);
        let file = |path: PathBuf, text: &str| std::fs::write(&path, text).map_err(|error| Failure::file(&path, error));
        std::fs::create_dir_all(&own).map_err(|error| Failure::file(&own, error))?;
        file(own.join("package.json"), self.package)?;
        let with = self.node.map(|node| folder.join(node).join("node_modules/node/bin"));
        let install = Step::new(node::NPM, ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--omit=peer"]);
        // The packages `node` are filled by their own script, which is all there is to them.
        let install =
            if self.node.is_none() { Step::new(node::NPM, ["install", "--no-audit", "--no-fund"]) } else { install };
        install.finding_in(with.as_deref().or(node)).within(&own).run()?;
        for part in self.without {
            let part = own.join("node_modules").join(part);
            if part.exists() {
                std::fs::remove_dir_all(&part).map_err(|error| Failure::file(&part, error))?;
            }
        }
        file(own.join(FILLED), self.package)
    }
}
