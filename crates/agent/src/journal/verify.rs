//! Recomputes an answer from what was kept of it, and says whether it is the same to the byte.

mod diff;
mod place;
mod question;
mod risk;
mod score;

use std::sync::Arc;

use analysis::{
    ENGINE_VERSION, History, Measured, Report,
    answer::{ConfidenceScore, ToolName},
    receipt,
};
use jiff::Timestamp;

use super::{KeptSeries, body::Body, candles};
use question::Said;

pub use diff::Difference;
pub use place::Place;

/// What is kept of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub id: String,
    /// The bytes that hash to the id.
    pub canonical: Vec<u8>,
    /// Where the candles came from, as JSON.
    pub provenance: Vec<u8>,
    /// Hash of the provenance, kept apart from it.
    pub provenance_sha256: String,
    pub candles: KeptCandles,
    /// Candles of what was held, where it rests on them.
    pub held: Vec<KeptSeries>,
    /// The bytes of the signal it was asked about by its id, where they are here.
    pub earlier: Option<Vec<u8>>,
}

/// Candles in their canonical form, as far as they are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeptCandles {
    Here(Vec<u8>),
    /// Stored, and no longer what was stored.
    Unreadable,
    /// Expired, or never here.
    Missing,
}

/// What came of checking a receipt.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    pub id: String,
    /// What the answer was about, as far as it can be read.
    pub about: Option<About>,
    /// Candles it rests on, once they are known to be the ones.
    pub candles: Option<usize>,
    pub verdict: Verdict,
}

/// What an answer was about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    pub tool: String,
    pub pair: String,
    pub timeframe: String,
    pub clock: Timestamp,
    /// Version of the maths that answered.
    pub engine: String,
}

/// Whether an answer can be had again.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Every byte is equal.
    Match,
    /// What was stored is no longer what was said.
    Altered(Place),
    /// The same maths gives another answer: a bug of ours.
    Different(Vec<Difference>),
    /// Nobody can say.
    CannotCheck(Why),
}

/// Why a receipt cannot be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// Another version of the maths answered.
    OtherEngine { theirs: String, ours: &'static str },
    /// A tool that cannot be asked again here.
    OtherTool(String),
    /// The candles have expired, or did not come along.
    CandlesMissing,
    /// It rests on the candles of holdings, which the first revision of the journal did not keep.
    HoldingsNotKept,
    /// It rests on an earlier receipt, which is not here.
    EarlierMissing(String),
    /// There is no such receipt.
    UnknownReceipt,
}

impl Verdict {
    /// Whether it is the same answer.
    pub const fn is_match(&self) -> bool {
        matches!(self, Self::Match)
    }
}

/// Checks receipts, and measures the same candles only once while they follow each other.
#[derive(Debug, Default)]
pub struct Verifier {
    known: Option<Arc<Measured>>,
}

impl Verifier {
    /// Checks one receipt against everything kept with it.
    pub fn check(&mut self, kept: &Kept) -> Checked {
        let body = Body::of(&kept.canonical).ok();
        let about = body.as_ref().and_then(about);
        let mut checked = Checked { id: kept.id.clone(), about, candles: None, verdict: Verdict::Match };
        checked.verdict = self.verdict(kept, body.as_ref(), &mut checked.candles);
        checked
    }

    fn verdict(&mut self, kept: &Kept, body: Option<&Body>, count: &mut Option<usize>) -> Verdict {
        let history = history(kept);
        let Some(body) = body.filter(|_| receipt::id_of(&kept.canonical) == kept.id) else {
            return Verdict::Altered(self.altered(kept, history.as_ref()));
        };
        let id = || kept.id.clone();
        if receipt::sha256_hex(&kept.provenance) != kept.provenance_sha256 {
            return Verdict::Altered(Place::Provenance { id: id() });
        }
        if let Some(why) = unsound(&kept.candles, body.candles_sha256().unwrap_or_default()) {
            return why;
        }
        for held in &kept.held {
            if receipt::sha256_hex(&held.provenance) != held.named.provenance_sha256 {
                return Verdict::Altered(Place::Series { id: id(), place: held.named.place.into() });
            }
            if let Some(why) = unsound(&held.candles, &held.named.candles_sha256) {
                return why;
            }
        }
        let theirs = body.text("/engine/version").unwrap_or_default();
        if theirs != ENGINE_VERSION {
            return Verdict::CannotCheck(Why::OtherEngine { theirs: theirs.to_owned(), ours: ENGINE_VERSION });
        }
        // The hashes are right, so what cannot be read was written by another version.
        let (Some(history), Some(said)) = (history, Said::by(body)) else {
            return Verdict::CannotCheck(Why::OtherTool(body.tool().unwrap_or_default().to_owned()));
        };
        *count = Some(history.series.len());
        self.recomputed(kept, body, &history, &said)
            .unwrap_or_else(|| Verdict::CannotCheck(Why::OtherTool(body.tool().unwrap_or_default().to_owned())))
    }

    /// Compares with the answer that is given now; `None` for a tool that is not known here.
    fn recomputed(&mut self, kept: &Kept, body: &Body, history: &History, said: &Said) -> Option<Verdict> {
        if body.tool() == Some(ToolName::GetConfidenceScore.name()) {
            let score = self.scored_again(history, said, body)?;
            let same = score.head.receipt_id == kept.id;
            return Some(if same { Verdict::Match } else { Verdict::Different(score::differences(body, &score)) });
        }
        if body.tool() == Some(ToolName::AssessRisk.name()) {
            return Some(self.assessed_again(kept, history, said, body));
        }
        if body.tool() == Some(ToolName::AnalyzeMarket.name()) {
            let again = analysis::analyze(history, &said.question(&history.series), &said.params, said.clock).ok()?;
            let canonical = again.receipt?.canonical;
            let same = canonical == kept.canonical;
            return Some(if same {
                Verdict::Match
            } else {
                Verdict::Different(diff::between(&kept.canonical, &canonical))
            });
        }
        let report = self.again(history, said)?;
        let recomputed = of_tool(&report, body)?;
        let same = *recomputed == kept.canonical;
        Some(if same { Verdict::Match } else { Verdict::Different(diff::between(&kept.canonical, recomputed)) })
    }

    fn scored_again(&mut self, history: &History, said: &Said, body: &Body) -> Option<ConfidenceScore> {
        let (question, asked) = (said.question(&history.series), score::asked(body)?);
        // The record is measured with the report, and known to the next receipt of the same candles.
        let known = self.again(history, said)?.measured;
        let score = analysis::confidence_score(history, &question, &asked, &said.params, said.clock, Some(&known));
        score.ok().map(|score| score.answer)
    }

    fn assessed_again(&mut self, kept: &Kept, history: &History, said: &Said, body: &Body) -> Verdict {
        let (asked, params) =
            match risk::asked(kept, body).and_then(|asked| Ok((asked, risk::params(kept, body, said)?))) {
                Ok(all) => all,
                Err(verdict) => return verdict,
            };
        let (question, known) = (said.question(&history.series), self.known.take());
        let again = analysis::assess(history, &question, &asked, &params, said.clock, known.as_ref());
        let receipt = again.ok().and_then(|again| {
            self.known = again.measured;
            again.receipt
        });
        match receipt {
            None => Verdict::CannotCheck(Why::OtherTool(body.tool().unwrap_or_default().to_owned())),
            Some(receipt) if receipt.canonical == kept.canonical => Verdict::Match,
            Some(receipt) => Verdict::Different(diff::between(&kept.canonical, &receipt.canonical)),
        }
    }

    /// Answers the question of a receipt once more.
    fn again(&mut self, history: &History, said: &Said) -> Option<Report> {
        let question = said.question(&history.series);
        let known = self.known.take();
        let report = analysis::report_knowing(history, &question, &said.params, said.clock, known.as_ref()).ok()?;
        self.known = Some(Arc::clone(&report.measured));
        Some(report)
    }

    /// Where bytes were altered that no longer hash to the id. What else the receipt says of its question is enough to
    /// ask it again: the answer that hashes to the id shows where they differ.
    fn altered(&mut self, kept: &Kept, history: Option<&History>) -> Place {
        let place = |at: String| Place::Receipt { id: kept.id.clone(), at };
        let body = match Body::of(&kept.canonical) {
            Ok(body) => body,
            Err(error) => return place(format!("byte {}: no JSON", Body::torn_at(&kept.canonical, &error))),
        };
        for said in history.into_iter().flat_map(|_| Said::guesses(&body)) {
            let report = history.and_then(|history| self.again(history, &said));
            let receipts = report.iter().flat_map(|report| &report.receipts);
            if let Some(true_one) = receipts.into_iter().find(|receipt| receipt.id == kept.id) {
                return place(diff::first_places(&kept.canonical, &true_one.canonical));
            }
            let score = history.and_then(|history| self.scored_again(history, &said, &body));
            if let Some(true_one) = score.filter(|score| score.head.receipt_id == kept.id) {
                let fields = score::differences(&body, &true_one);
                return place(if fields.is_empty() { "its question".to_owned() } else { diff::named(&fields) });
            }
        }
        place("somewhere in it".to_owned())
    }
}

/// What is wrong with candles that must have a hash.
pub(super) fn unsound(kept: &KeptCandles, sha256: &str) -> Option<Verdict> {
    match kept {
        KeptCandles::Missing => Some(Verdict::CannotCheck(Why::CandlesMissing)),
        KeptCandles::Here(bytes) if receipt::sha256_hex(bytes) == sha256 => None,
        KeptCandles::Here(_) | KeptCandles::Unreadable => {
            Some(Verdict::Altered(Place::Candles { sha256: sha256.to_owned() }))
        }
    }
}

pub(super) fn history(kept: &Kept) -> Option<History> {
    with_origin(&kept.candles, &kept.provenance)
}

/// Candles and where they came from, as they were.
fn with_origin(candles: &KeptCandles, provenance: &[u8]) -> Option<History> {
    let KeptCandles::Here(bytes) = candles else { return None };
    Some(History { series: candles::series(bytes)?, provenance: serde_json::from_slice(provenance).ok()? })
}

fn about(body: &Body) -> Option<About> {
    Some(About {
        tool: body.tool()?.to_owned(),
        pair: body.pair()?.to_owned(),
        timeframe: body.timeframe()?.to_owned(),
        clock: body.clock()?.parse().ok()?,
        engine: body.text("/engine/version")?.to_owned(),
    })
}

fn of_tool<'a>(report: &'a Report, body: &Body) -> Option<&'a Vec<u8>> {
    let receipt = report.receipts.iter().find(|receipt| Some(receipt.tool.name()) == body.tool());
    receipt.map(|receipt| &receipt.canonical)
}

#[cfg(test)]
mod tests;
