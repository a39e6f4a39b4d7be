//! What models thought of signals: written down before anybody knows how they end, and scored forward. It moves nothing.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use analysis::{
    answer::{Stance, ToolName},
    confidence::wilson,
    rounded,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Ended, Filter, Journal, JournalFault, chain::EntryKind, write::written};
use crate::narration::Opinion;

/// Ended signals below which nothing is said.
const LEAST: u32 = 30;

/// Signals that are looked through.
const MOST: u32 = 10_000;

/// How it stands in an entry.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpinionBody {
    stance: String,
    self_confidence: Option<u8>,
    model: String,
    quant: Option<String>,
    prompt_sha256: String,
    seed: u32,
}

/// How often the event of a signal came after a model had said one thing of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stood {
    pub model: String,
    pub stance: &'static str,
    /// BUY and SELL that have ended.
    pub n: u32,
    /// Of those, the ones that reached their target before their stop and in time.
    pub hits: u32,
    /// Their share; none of fewer than 30.
    pub frequency: Option<f64>,
    /// Where that share lies, 95 % (Wilson).
    pub interval95: Option<[f64; 2]>,
    /// Signals that still run, and HOLD, which names no event.
    pub open: u32,
}

impl Journal {
    /// Writes down what a model thought of a signal. `false` where it has said so before: the first word counts.
    ///
    /// # Errors
    /// When the receipt is not here, or the disk in the way.
    pub fn opine(&mut self, id: &str, opinion: &Opinion) -> Result<bool, JournalFault> {
        let body = OpinionBody {
            stance: opinion.stance.word().to_owned(),
            self_confidence: opinion.self_confidence,
            model: opinion.model.clone(),
            quant: opinion.quant.clone(),
            prompt_sha256: opinion.prompt_sha256.clone(),
            seed: opinion.seed,
        };
        let body = written(&body, || JournalFault::UnknownReceipt(id.to_owned()))?;
        self.added(|added| {
            added.must_hold(id)?;
            if added.has(EntryKind::Opinion, id)? {
                return Ok(false);
            }
            added.entry(EntryKind::Opinion, id, opinion.at, &body).map(|_| true)
        })
    }

    /// What a model thought of a signal, if one was asked.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn opinion(&self, id: &str) -> Result<Option<Opinion>, JournalFault> {
        Ok(self.last_entry(id, "opinion")?.and_then(|(at, body)| read(&at, &body)))
    }

    /// How each model's word stood the test, by model and stance.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn opinions(&self) -> Result<Vec<Stood>, JournalFault> {
        let signals = Filter { tool: Some(ToolName::GenerateSignal), most: MOST, ..Filter::default() };
        let mut counted: BTreeMap<(String, &'static str), [u32; 3]> = BTreeMap::new();
        for signal in self.list(&signals)? {
            let Some(opinion) = self.opinion(&signal.id)? else { continue };
            let [n, hits, open] = counted.entry((opinion.model, opinion.stance.word())).or_default();
            let names_event = signal.signal.as_deref().is_some_and(|word| word != "HOLD");
            match signal.outcome.map(|outcome| outcome.ending).filter(|_| names_event) {
                Some(Ended::Target) => (*n, *hits) = (*n + 1, *hits + 1),
                Some(Ended::Stop | Ended::Time) => *n += 1,
                Some(Ended::Void) | None => *open += 1,
            }
        }
        Ok(counted.into_iter().map(|((model, stance), counts)| Stood::of(model, stance, counts)).collect())
    }
}

impl Stood {
    fn of(model: String, stance: &'static str, [n, hits, open]: [u32; 3]) -> Self {
        let frequency = (n >= LEAST).then(|| f64::from(hits) / f64::from(n));
        let interval95 = frequency.and_then(|frequency| wilson(frequency, f64::from(n)));
        Self {
            model,
            stance,
            n,
            hits,
            frequency: frequency.map(|frequency| rounded(frequency, 4)),
            interval95: interval95.map(|ends| ends.map(|end| rounded(end, 4))),
            open,
        }
    }
}

fn read(at: &str, body: &[u8]) -> Option<Opinion> {
    let at: Timestamp = at.parse().ok()?;
    let OpinionBody { stance, self_confidence, model, quant, prompt_sha256, seed } =
        serde_json::from_slice(body).ok()?;
    let stance = [Stance::Agree, Stance::Disagree, Stance::Unsure].into_iter().find(|known| known.word() == stance)?;
    Some(Opinion { stance, self_confidence, model, quant, prompt_sha256, seed, at })
}
