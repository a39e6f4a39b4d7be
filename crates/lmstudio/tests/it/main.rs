//! The client against a server that behaves as LM Studio does, over real connections.
#![cfg(test)]
#![expect(clippy::disallowed_methods, reason = "tests read files and the environment")]

mod again;
mod answering;
mod breaking;
mod faults;
mod finding;
mod inventory;
mod loading;
mod real;
mod support;
mod token;
mod turns;

/// A file that nobody declares is a test that nobody runs.
#[test]
fn every_file_here_is_declared() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let text = std::fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(module) = name.strip_suffix(".rs").filter(|module| *module != "main") else { continue };
        assert!(text.contains(&format!("mod {module};")), "{name} is not declared");
    }
}
