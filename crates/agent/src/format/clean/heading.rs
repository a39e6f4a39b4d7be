//! The first two lines of a signal: the word, what must not be overlooked, and how often it came true.

use analysis::{
    Gate, Side,
    answer::{ConfidenceStatus, Lean, SignalWord, TradeSignal},
};

use crate::format::words::{cannot_judge, counted, scenario_shown};

/// The word, and in brackets what must not be overlooked.
pub(crate) fn first_line(signal: &TradeSignal) -> String {
    let notes: Vec<String> = note(signal).into_iter().chain(proof_elsewhere(signal)).collect();
    let word = signal.signal.word();
    if notes.is_empty() { word.to_owned() } else { format!("{word} ({})", notes.join(", ")) }
}

fn note(signal: &TradeSignal) -> Option<String> {
    let lean = match signal.lean {
        Lean::Long => Some("leans long"),
        Lean::Short => Some("leans short"),
        Lean::None => None,
    };
    match signal.signal {
        SignalWord::Buy if signal.proven => (signal.lean == Lean::Short).then(|| "the rule leans short".to_owned()),
        SignalWord::Sell if signal.proven => (signal.lean == Lean::Long).then(|| "the rule leans long".to_owned()),
        SignalWord::Buy | SignalWord::Sell => Some("unproven rule signal".to_owned()),
        SignalWord::Hold => Some(match (lean, cannot_judge(signal), signal.gate) {
            (Some(lean), Some(_), _) => format!("{lean}, cannot judge"),
            (None, Some(_), _) => "cannot judge".to_owned(),
            (Some(lean), None, Gate::Proven) => format!("{lean}, not proven"),
            (Some(lean), None, Gate::Rule) => format!("{lean}, side not allowed"),
            (None, None, _) => "no lean".to_owned(),
        }),
    }
}

/// What the other gate would say, where the rule says something else.
fn proof_elsewhere(signal: &TradeSignal) -> Option<String> {
    let proof = match signal.lead.filter(|side| signal.scenarios.of(*side).passes)? {
        Side::Long => SignalWord::Buy,
        Side::Short => SignalWord::Sell,
    };
    (signal.gate == Gate::Rule && signal.signal != proof).then(|| format!("proof says {}", proof.word()))
}

/// Counts against needs; without a probability, why there is none.
pub(crate) fn confidence(signal: &TradeSignal) -> String {
    if let Some(reasons) = cannot_judge(signal) {
        return format!("none (cannot judge: {reasons})");
    }
    let shown = scenario_shown(signal);
    let n = format!("n={:.0}", shown.n_effective);
    if let Some(p) = signal.confidence {
        return format!("{p:.2} ({}; {n})", counted(p, shown.breakeven_probability));
    }
    let why = match signal.confidence_status {
        ConfidenceStatus::Unmeasured => return format!("none (not measured yet; {n})"),
        ConfidenceStatus::Drifted => return format!("none (withdrawn: drifted; {n})"),
        ConfidenceStatus::Measured if is_proven_anyway(signal) => "the rule is silent",
        ConfidenceStatus::Thin => "history too thin",
        ConfidenceStatus::NoSkill => "no measurable skill",
        ConfidenceStatus::Measured if shown.edge.is_some_and(|edge| edge > 0.0) => "edge not proven",
        ConfidenceStatus::Measured => "no edge after cost",
    };
    let [long, short] = Side::BOTH.map(|side| wins(signal, side));
    format!("none ({why}; {long}; {short}; {n})")
}

/// HOLD although a side passes, which is then the side shown: the gate `rule` waits for its own lean.
fn is_proven_anyway(signal: &TradeSignal) -> bool {
    signal.gate == Gate::Rule && Side::BOTH.iter().any(|side| signal.scenarios.of(*side).passes)
}

/// `long wins 36 of 100, needs 40`, or why there is no count.
fn wins(signal: &TradeSignal, side: Side) -> String {
    let scenario = signal.scenarios.of(side);
    let words = match (scenario.probability, scenario.status) {
        (Some(p), _) => counted(p, scenario.breakeven_probability),
        (None, ConfidenceStatus::Drifted) => "withdrawn: drifted".to_owned(),
        (
            None,
            ConfidenceStatus::Unmeasured
            | ConfidenceStatus::Thin
            | ConfidenceStatus::NoSkill
            | ConfidenceStatus::Measured,
        ) => "not measured".to_owned(),
    };
    format!("{} {words}", side.name())
}
