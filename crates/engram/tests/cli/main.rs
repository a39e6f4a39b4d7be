//! The program as a user meets it: words in, words out.
#![cfg(test)]
#![expect(clippy::disallowed_methods, reason = "tests start the program, and read files and the environment")]

mod alerts;
mod answers;
mod asked;
mod damage;
mod diagnostics;
mod doctor;
mod earlier;
mod journal;
mod keyring;
mod lab;
mod lmstudio_server;
mod markets;
mod models;
mod pages;
mod readings;
mod records;
mod refusals;
mod risks;
mod scores;
mod scoring;
#[cfg(unix)]
mod service;
mod settings;
mod support;
mod tried;
mod writes;

/// A file that nobody declares is a test that nobody runs.
#[test]
fn every_file_here_is_declared() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let text = std::fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(module) = name.strip_suffix(".rs").filter(|module| *module != "main") else { continue };
        assert!(text.contains(&format!("mod {module};")), "{name} is not declared");
    }
}
