//! What a check found, in words.

use std::{fmt, path::Path};

use agent::journal::{ChainState, Checked, Difference, Place, Verdict, Why};

use crate::exit::Exit;

/// The next line of the same thing.
const BELOW: &str = "\n             ";

const UNCHECKED: &str = "not checked";
const KEPT_OK: &str = "ok, they hash to the id";

/// Fields of a difference that are told.
const MOST_FIELDS: usize = 20;

/// The block of one receipt, ending in a line break.
pub(super) fn block(checked: &Checked) -> String {
    let mut text = format!("Receipt      {}\n", checked.id);
    if let Some(about) = &checked.about {
        line(&mut text, "", &format!("{} {} {} {}", about.tool, about.pair, about.timeframe, about.clock));
    }
    let counted = checked.candles.map_or_else(|| UNCHECKED.to_owned(), |count| format!("ok, {count} candles"));
    let engine = checked.about.as_ref().map_or("", |about| about.engine.as_str());
    let (bytes, candles, recomputed) = match &checked.verdict {
        Verdict::Match => (KEPT_OK.to_owned(), counted, format!("ok, every field equal (engine {engine})")),
        Verdict::Altered(Place::Provenance { .. }) => {
            let candles = "ALTERED: where they came from is not what was stored".to_owned();
            (KEPT_OK.to_owned(), candles, UNCHECKED.to_owned())
        }
        Verdict::Altered(Place::Candles { sha256 }) => {
            (KEPT_OK.to_owned(), format!("ALTERED: they do not hash to {sha256}"), UNCHECKED.to_owned())
        }
        Verdict::Altered(Place::Receipt { at, .. }) => {
            let bytes = format!("ALTERED: they do not hash to the id; altered is {at}");
            (bytes, UNCHECKED.to_owned(), UNCHECKED.to_owned())
        }
        Verdict::Altered(place) => (format!("ALTERED: {place}"), UNCHECKED.to_owned(), UNCHECKED.to_owned()),
        Verdict::Different(fields) => {
            let told = format!("DIFFERENT: the same engine {engine} gives another answer; this is our fault");
            (KEPT_OK.to_owned(), counted, told + &differences(fields))
        }
        Verdict::CannotCheck(Why::UnknownReceipt) => {
            line(&mut text, "", "not in the journal");
            return text;
        }
        Verdict::CannotCheck(why) => {
            let missing = matches!(why, Why::CandlesMissing);
            let candles = if missing { "not here: expired, or never kept".to_owned() } else { counted };
            (KEPT_OK.to_owned(), candles, format!("cannot check: {}", reason(why)))
        }
    };
    line(&mut text, "Stored bytes", &bytes);
    line(&mut text, "Candles", &candles);
    line(&mut text, "Recomputed", &recomputed);
    line(&mut text, "Model", "none kept");
    text
}

fn line(text: &mut String, name: &str, words: &str) {
    text.extend([format!("{name:<12} {words}").trim_end(), "\n"]);
}

fn differences(fields: &[Difference]) -> String {
    let value = |value: &Option<_>| value.as_ref().map_or_else(|| "nothing".to_owned(), ToString::to_string);
    let told = fields.iter().take(MOST_FIELDS).map(|Difference { pointer, stored, recomputed }| {
        format!("{BELOW}{pointer}: stored {}, recomputed {}", value(stored), value(recomputed))
    });
    let more = fields.len().saturating_sub(MOST_FIELDS);
    told.chain((more > 0).then(|| format!("{BELOW}and {more} more"))).collect()
}

fn reason(why: &Why) -> String {
    match why {
        Why::OtherEngine { theirs, ours } => format!("made by engine {theirs}, this is {ours}"),
        Why::OtherTool(tool) => format!("this program cannot ask {tool} again"),
        Why::HoldingsNotKept => "the candles of its holdings were not kept then".to_owned(),
        Why::EarlierMissing(id) => format!("it rests on {id}, which is not here"),
        Why::CandlesMissing => "without its candles".to_owned(),
        Why::UnknownReceipt => "the receipt is not here".to_owned(),
    }
}

/// What all checks of a journal came to.
#[derive(Debug, Default)]
pub(super) struct Tally {
    matching: usize,
    altered: usize,
    different: usize,
    unchecked: usize,
}

impl Tally {
    pub(super) fn count(&mut self, verdict: &Verdict) {
        match verdict {
            Verdict::Match => self.matching += 1,
            Verdict::Altered(_) => self.altered += 1,
            Verdict::Different(_) => self.different += 1,
            Verdict::CannotCheck(_) => self.unchecked += 1,
        }
    }

    pub(super) const fn exit(&self) -> Exit {
        match (self.altered + self.different, self.unchecked) {
            (0, 0) => Exit::Fine,
            (0, _) => Exit::NoInput,
            _ => Exit::Altered,
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { matching, altered, different, unchecked } = self;
        let all = matching + altered + different + unchecked;
        write!(f, "{all} receipts: {matching} match, {altered} altered, {different} different, ")?;
        write!(f, "{unchecked} cannot be checked.")
    }
}

/// The state of a journal.
pub(super) fn chain(state: &ChainState, path: &Path) -> String {
    let ChainState { entries, receipts, candles, head, broken } = state;
    let mut text = String::new();
    line(&mut text, "Journal", &path.display().to_string());
    line(&mut text, "Entries", &format!("{entries}, the last one {head}"));
    line(&mut text, "Receipts", &receipts.to_string());
    line(&mut text, "Candles", &format!("{candles} versions"));
    for place in broken {
        line(&mut text, "ALTERED", &place.to_string());
    }
    if broken.is_empty() {
        line(&mut text, "Chain", "ok, every row is the one that was written");
    }
    text.push_str("The chain has no key: it shows accidents and careless edits, not a determined owner.\n");
    text
}
