//! Layers of a part: what was found of each, and what could not be looked at because of one before.

use super::{Examined, Finding, Part, Verdict};

/// A part that is being judged.
pub(super) struct Ladder {
    part: Part,
    findings: Vec<Finding>,
    /// Why the layers that are left were not looked at.
    stopped: Option<String>,
}

impl Ladder {
    pub(super) const fn of(part: Part) -> Self {
        Self { part, findings: Vec::new(), stopped: None }
    }

    /// One whose layers are all skipped for this reason.
    pub(super) fn behind(part: Part, reason: &str) -> Self {
        Self { stopped: Some(reason.to_owned()), ..Self::of(part) }
    }

    pub(super) fn ok(&mut self, layer: &'static str, what: impl Into<String>) {
        self.add(layer, Verdict::Ok, what, None);
    }

    pub(super) fn off(&mut self, layer: &'static str, what: impl Into<String>) {
        self.add(layer, Verdict::Off, what, None);
    }

    pub(super) fn warn(&mut self, layer: &'static str, what: impl Into<String>, hint: impl Into<String>) {
        self.add(layer, Verdict::Warn, what, Some(hint.into()));
    }

    pub(super) fn unknown(&mut self, layer: &'static str, what: impl Into<String>, hint: Option<&str>) {
        self.add(layer, Verdict::Unknown, what, hint.map(str::to_owned));
    }

    /// A failure that stands in nobody's way.
    pub(super) fn fail_alone(&mut self, layer: &'static str, what: impl Into<String>, hint: impl Into<String>) {
        self.add(layer, Verdict::Fail, what, Some(hint.into()));
    }

    /// The layers after it are not looked at.
    pub(super) fn fail(&mut self, layer: &'static str, what: impl Into<String>, hint: impl Into<String>) {
        self.fail_alone(layer, what, hint);
        self.stop(layer);
    }

    /// Something is in the way: a failure of what was chosen, a warning of what was not.
    pub(super) fn blocked(
        &mut self,
        layer: &'static str,
        is_chosen: bool,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let verdict = if is_chosen { Verdict::Fail } else { Verdict::Warn };
        self.add(layer, verdict, what, Some(hint.into()));
        self.stop(layer);
    }

    /// Leaves the layers that are left.
    pub(super) fn stop(&mut self, layer: &str) {
        self.stopped = Some(format!("{}:{layer} is in the way", self.part.name()));
    }

    /// Whether nothing is in the way yet.
    pub(super) const fn is_open(&self) -> bool {
        self.stopped.is_none()
    }

    /// The same for another reason.
    pub(super) fn stop_for(&mut self, reason: &str) {
        self.stopped = Some(reason.to_owned());
    }

    /// Says the same of every layer that is left.
    pub(super) fn rest_off(&mut self, what: &str) {
        let left: Vec<_> = self.left().collect();
        for layer in left {
            self.off(layer, what);
        }
    }

    /// A layer of which nothing was said is skipped, and where nothing was in the way it is unknown: never fine.
    pub(super) fn done(mut self) -> Examined {
        let left: Vec<_> = self.left().collect();
        for layer in left {
            match self.stopped.clone() {
                Some(reason) => self.add(layer, Verdict::Skipped, format!("not looked at: {reason}"), None),
                None => self.unknown(layer, "not looked at", None),
            }
        }
        let place = |finding: &Finding| self.part.layers().iter().position(|layer| *layer == finding.layer);
        self.findings.sort_by_key(place);
        Examined { part: self.part, findings: self.findings }
    }

    fn left(&self) -> impl Iterator<Item = &'static str> + use<'_> {
        let known = |layer: &str| self.findings.iter().any(|finding| finding.layer == layer);
        self.part.layers().iter().copied().filter(move |layer| !known(layer))
    }

    fn add(&mut self, layer: &'static str, verdict: Verdict, what: impl Into<String>, hint: Option<String>) {
        self.findings.push(Finding { layer, verdict, what: what.into(), hint });
    }
}

/// What is wrong, and what to do: the two halves of an error's text.
pub(super) fn halves(text: &str, between: &str) -> (String, String) {
    let text = text.trim_end_matches('.');
    let (what, hint) = text.rsplit_once(between).unwrap_or((text, "look at what it names, then try again"));
    let mut letters = hint.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    (what.to_owned(), first.chain(letters).chain(['.']).collect())
}
