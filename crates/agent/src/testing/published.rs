#![expect(clippy::disallowed_methods, reason = "it reads the published schemas and examples")]
//! The published schemas, where they lie beside this checkout.

use std::path::{Path, PathBuf};

use jsonschema::{Registry, Validator};
use serde_json::Value;

/// Their folder; says so where it is not there.
pub(crate) fn folder() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("ENGRAM_SHARED").map_or(beside, PathBuf::from).join("design/schemas");
    if !shared.exists() {
        println!("skipped: the published schemas are not at {}", shared.display());
        return None;
    }
    Some(shared)
}

/// The schema of this name, such as `report.output`, which may point to the others.
pub(crate) fn schema(name: &str) -> Option<Validator> {
    let folder = folder()?;
    let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let all = files.filter(|path| path.is_file()).map(|path| read(&path));
    let registry = all.fold(Registry::new(), |registry, schema| {
        let id = schema["$id"].as_str().unwrap().to_owned();
        registry.add(id, schema).unwrap()
    });
    let registry = registry.prepare().unwrap();
    let schema = read(&folder.join(format!("{name}.schema.json")));
    Some(jsonschema::options().with_registry(&registry).build(&schema).unwrap())
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}
