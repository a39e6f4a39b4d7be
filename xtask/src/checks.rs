//! `cargo xtask test`: one stage after the other, and the table.
#![expect(clippy::disallowed_methods, reason = "it times the stages")]

mod deny;
mod deploy;
mod gateways;
mod rust;
mod window;

use crate::args::Test;
use crate::consent::Consent;
use crate::kit::{self, Kit, Want};
use crate::place::Place;
use crate::shell::Step;
use crate::stage::{Choice, Stage};
use crate::summary::{self, Ending, Row, seconds};
use crate::{Failure, fences, page};
pub(crate) use rust::write_bindings;
use std::process::ExitCode;
use std::time::Instant;

/// What the stages share.
#[derive(Debug)]
struct Check<'a> {
    place: &'a Place,
    kit: Kit,
    consent: Consent,
    /// For a release: what cannot be checked is a failure.
    strict: bool,
    /// The test runners' own closing lines, repeated at the end.
    closing: Vec<String>,
}

impl Check<'_> {
    fn cargo(&self, line: &str) -> Step {
        Step::line(&format!("cargo {line}")).env("INSTA_UPDATE", "no").within(&self.place.root)
    }

    /// Runs a test runner and keeps its closing lines.
    fn test(&mut self, step: Step) -> Result<(), Failure> {
        let (closing, done) = step.run_keeping(is_closing);
        self.closing.extend(closing);
        done
    }
}

/// Runs the chosen stages.
///
/// # Errors
/// Only what keeps the first stage from starting; a stage that fails is an exit code.
pub(crate) fn run(place: &Place, wish: &Test) -> Result<ExitCode, Failure> {
    let stages = wish.choice.stages();
    let begun = Instant::now();
    heading("setup", "is everything here that the stages need?");
    let kit = kit::gather(place, wish.consent, &Want::of(&stages, page::is_stale(place)))?;
    println!("setup: {}", seconds(begun.elapsed()));
    let mut check =
        Check { place, kit, consent: wish.consent, strict: wish.choice == Choice::Full, closing: Vec::new() };

    let mut rows = Vec::new();
    for stage in stages {
        heading(stage.name(), stage.asks());
        let begun = Instant::now();
        let ending = one(&mut check, stage).unwrap_or_else(|failure| Ending::Failed(failure.to_string()));
        let took = begun.elapsed();
        match &ending {
            Ending::Passed(note) => println!("{}: ok in {}. {note}", stage.name(), seconds(took)),
            Ending::Skipped(reason) => println!("{}: skipped: {reason}", stage.name()),
            Ending::Failed(reason) => println!("{}: FAILED after {}: {reason}", stage.name(), seconds(took)),
        }
        let stop = matches!(ending, Ending::Failed(_)) && !wish.keep_going;
        rows.push(Row { stage, ending, took });
        if stop {
            break;
        }
    }
    println!("\n{}\n", summary::table(&rows));
    for line in &check.closing {
        println!("{line}");
    }
    Ok(if summary::failed(&rows) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn one(check: &mut Check<'_>, stage: Stage) -> Result<Ending, Failure> {
    if stage.builds_all() {
        kit::page(check.place, &check.kit)?;
    }
    let passed = |()| Ending::Passed(String::new());
    match stage {
        Stage::Fmt => check.cargo("fmt --all --check").run().map(passed),
        Stage::Fences => fences::judge(check.place).map(Ending::Passed),
        Stage::Deny => deny::judge(check),
        Stage::Deploy => deploy::judge(check),
        Stage::Page => match &check.kit.node {
            Some(node) => page::check(check.place, node).map(passed),
            None => Err(Failure::Missing { what: "Node.js".to_owned(), remedy: "`cargo xtask setup`".to_owned() }),
        },
        Stage::Clippy => check.cargo("clippy --workspace --all-targets --locked -- -D warnings").run().map(passed),
        Stage::Nextest => rust::tests(check),
        Stage::Doctest => check.cargo("test --doc --workspace --locked").run().map(passed),
        Stage::Doc => {
            check.cargo("doc --workspace --no-deps --locked").env("RUSTDOCFLAGS", "-D warnings").run().map(passed)
        }
        Stage::Bindings => rust::bindings(check.place, false).map(passed),
        Stage::E2e => window::judge(check),
        Stage::Gateways => gateways::judge(check),
        Stage::Release => {
            check.cargo("build --release --locked --package engram --package engram-desktop").run().map(passed)
        }
    }
}

fn heading(name: &str, question: &str) {
    println!("\n── {name} ── {question}");
}

fn is_closing(line: &str) -> bool {
    line.contains("Summary [") || line.starts_with("test result:")
}
