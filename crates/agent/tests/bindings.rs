//! Keeps the window's types and ours the same.
#![expect(
    clippy::disallowed_methods,
    reason = "it compares a file, and an environment variable says whether to write it"
)]

use std::{any::TypeId, collections::BTreeMap, path::Path};

use agent::{CalledView, Command, FieldView, ReportView, Snapshot, ToolView};
use ts_rs::{Config, TS, TypeVisitor};

const HEADER: &str = "// Written by `cargo xtask bindings` from the Rust types; changes here are lost.\n";

/// Every type that another one names, by name.
struct Named<'a> {
    config: &'a Config,
    seen: Vec<TypeId>,
    texts: BTreeMap<String, String>,
}

impl Named<'_> {
    fn add<T: TS + 'static + ?Sized>(&mut self) {
        if self.seen.contains(&TypeId::of::<T>()) {
            return;
        }
        self.seen.push(TypeId::of::<T>());
        // Types without a file of their own, such as numbers and lists, are spelt out where they stand.
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            self.texts.insert(T::ident(self.config), format!("{docs}export {}\n", T::decl(self.config)));
        }
        T::visit_dependencies(self);
    }
}

impl TypeVisitor for Named<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.add::<T>();
    }
}

#[test]
fn export_bindings() {
    let config = Config::new().with_large_int("number");
    let mut named = Named { config: &config, seen: Vec::new(), texts: BTreeMap::new() };
    named.add::<Snapshot>();
    named.add::<ReportView>();
    named.add::<Command>();
    named.add::<FieldView>();
    named.add::<CalledView>();
    named.add::<ToolView>();
    let text = named.texts.values().fold(HEADER.to_owned(), |all, one| all + "\n" + one);
    let text = text.lines().map(|line| line.trim_end().to_owned() + "\n").collect::<String>();
    assert!(!text.contains("bigint"), "a number would reach the window as a bigint");

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/host/bindings.ts");
    if std::env::var_os("ENGRAM_WRITE_BINDINGS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        return;
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    let differs = there.lines().zip(text.lines()).position(|(there, ours)| there != ours);
    let line = differs.unwrap_or(there.lines().count().min(text.lines().count()));
    assert!(
        there == text,
        "ui/src/host/bindings.ts differs from the Rust types from line {} on.\n  there: {}\n  ours:  {}\n\
         `cargo xtask bindings` writes it anew.",
        line + 1,
        there.lines().nth(line).unwrap_or("(end)"),
        text.lines().nth(line).unwrap_or("(end)"),
    );
}
