//! A checkup for people, and for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Checkup, Examined, Finding, Verdict};

impl Checkup {
    /// One line for each layer, what to do below it, and a last line with the sum.
    pub fn text(&self) -> String {
        let name = |one: &Examined, finding: &Finding| format!("{}:{}", one.part.name(), finding.layer);
        let rows =
            self.parts.iter().flat_map(|one| one.findings.iter().map(move |finding| (name(one, finding), finding)));
        let rows: Vec<_> = rows.collect();
        let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let mut text = format!("Engram {}, looked at {}\n", env!("CARGO_PKG_VERSION"), self.at);
        for (name, Finding { verdict, what, hint, .. }) in rows {
            _ = writeln!(text, "{name:width$}  {:7}  {what}", verdict.name());
            if let Some(hint) = hint {
                _ = writeln!(text, "{:width$}           {hint}", "");
            }
        }
        _ = writeln!(text, "{}", self.sum());
        text
    }

    /// How many layers are how.
    fn sum(&self) -> String {
        let told = [Verdict::Fail, Verdict::Warn, Verdict::Skipped, Verdict::Unknown, Verdict::Off, Verdict::Ok];
        let counts = told.map(|verdict| (verdict, self.with(verdict).count()));
        let told: Vec<_> = counts
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(verdict, count)| format!("{count} {}", verdict.name()))
            .collect();
        format!("{}. Nothing was changed, and no token was sent.", told.join(", "))
    }

    /// The same as one object.
    pub fn object(&self) -> Value {
        let finding = |finding: &Finding| {
            json!({
                "layer": finding.layer,
                "verdict": finding.verdict.name(),
                "what": finding.what,
                "hint": finding.hint,
            })
        };
        let part = |one: &Examined| json!({"part": one.part.name(), "layers": one.findings.iter().map(finding).collect::<Vec<_>>()});
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "at": self.at,
            "fails": self.fails(),
            "parts": self.parts.iter().map(part).collect::<Vec<_>>(),
        })
    }
}
