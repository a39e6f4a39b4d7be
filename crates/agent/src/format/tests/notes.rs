//! The first two lines of a signal, case by case.

use analysis::{
    Gate, Report, Side,
    answer::{ConfidenceStatus, HoldReason, Lean, Scenario, SignalWord},
};

use super::{Format, signal};
use crate::testing::answered;

struct Case {
    gate: Gate,
    signal: SignalWord,
    lean: Lean,
    proven: bool,
    reasons: &'static [HoldReason],
}

const HOLD: Case = Case {
    gate: Gate::Proven,
    signal: SignalWord::Hold,
    lean: Lean::None,
    proven: false,
    reasons: &[HoldReason::Unmeasured],
};

fn lines(case: &Case) -> [String; 2] {
    let mut report = answered("BTC/USD", "4h", Gate::Rule).report;
    let said = &mut report.signal;
    said.gate = case.gate;
    said.signal = case.signal;
    said.lean = case.lean;
    said.proven = case.proven;
    said.hold_reasons = case.reasons.to_vec();
    (said.lead, said.confidence, said.confidence_status) = (None, None, ConfidenceStatus::Unmeasured);
    said.scenarios.long.n_effective = 6.4;
    said.scenarios.short.n_effective = 6.4;
    first_two(&report)
}

fn first_two(report: &Report) -> [String; 2] {
    let text = signal(report, Format::Clean);
    let mut lines = text.lines().map(str::to_owned);
    [lines.next().unwrap(), lines.next().unwrap()]
}

#[test]
fn every_case_has_its_words() {
    let unmeasured = "Confidence: none (not measured yet; n=6)";
    let cases = [
        (HOLD, "Signal: HOLD (no lean)", unmeasured),
        (Case { lean: Lean::Long, ..HOLD }, "Signal: HOLD (leans long, not proven)", unmeasured),
        (
            Case { lean: Lean::Short, gate: Gate::Rule, reasons: &[HoldReason::SideNotAllowed], ..HOLD },
            "Signal: HOLD (leans short, side not allowed)",
            unmeasured,
        ),
        (Case { gate: Gate::Rule, reasons: &[HoldReason::NoLean], ..HOLD }, "Signal: HOLD (no lean)", unmeasured),
        (
            Case { reasons: &[HoldReason::DataStale, HoldReason::DataGaps], ..HOLD },
            "Signal: HOLD (cannot judge)",
            "Confidence: none (cannot judge: data stale, data gaps)",
        ),
        (
            Case { lean: Lean::Long, reasons: &[HoldReason::FillSuspect, HoldReason::Unmeasured], ..HOLD },
            "Signal: HOLD (leans long, cannot judge)",
            "Confidence: none (cannot judge: fill suspect)",
        ),
        (
            Case { signal: SignalWord::Buy, lean: Lean::Long, gate: Gate::Rule, reasons: &[], ..HOLD },
            "Signal: BUY (unproven rule signal)",
            unmeasured,
        ),
        (
            Case { signal: SignalWord::Sell, lean: Lean::Short, proven: true, reasons: &[], ..HOLD },
            "Signal: SELL",
            unmeasured,
        ),
        (
            Case { signal: SignalWord::Buy, lean: Lean::Short, proven: true, reasons: &[], ..HOLD },
            "Signal: BUY (the rule leans short)",
            unmeasured,
        ),
    ];
    for (case, first, second) in &cases {
        assert_eq!(lines(case), [*first, *second]);
    }
}

/// A report on which both sides have a record, and no side passes.
fn measured(status: ConfidenceStatus, gate: Gate) -> Report {
    let mut report = answered("BTC/USD", "4h", Gate::Rule).report;
    let said = &mut report.signal;
    (said.gate, said.signal, said.lean, said.proven) = (gate, SignalWord::Hold, Lean::None, false);
    (said.lead, said.confidence, said.confidence_status) = (Some(Side::Long), None, status);
    said.hold_reasons = vec![HoldReason::NoSkill];
    let side = |scenario: &mut Scenario, p: f64, need: f64| {
        (scenario.status, scenario.passes, scenario.n_effective) = (status, false, 302.2);
        (scenario.probability, scenario.breakeven_probability) = (Some(p), Some(need));
        scenario.edge = Some(p - need);
    };
    side(&mut said.scenarios.long, 0.3595, 0.4039);
    side(&mut said.scenarios.short, 0.3512, 0.4039);
    report
}

#[test]
fn without_a_probability_the_line_says_why_and_counts_both_sides() {
    let counts = "long wins 36 of 100, needs 40; short wins 35 of 100, needs 40; n=302)";
    let cases = [
        (ConfidenceStatus::NoSkill, "no measurable skill"),
        (ConfidenceStatus::Measured, "no edge after cost"),
        (ConfidenceStatus::Thin, "history too thin"),
    ];
    for (status, why) in cases {
        let lines = first_two(&measured(status, Gate::Proven));
        assert_eq!(lines, ["Signal: HOLD (no lean)".to_owned(), format!("Confidence: none ({why}; {counts}")]);
    }
    let [_, line] = first_two(&measured(ConfidenceStatus::Drifted, Gate::Proven));
    assert_eq!(line, "Confidence: none (withdrawn: drifted; n=302)");
    let mut above = measured(ConfidenceStatus::Measured, Gate::Proven);
    above.signal.scenarios.long.edge = Some(0.01);
    assert!(first_two(&above)[1].starts_with("Confidence: none (edge not proven; long wins"));
    let mut half = measured(ConfidenceStatus::NoSkill, Gate::Proven);
    (half.signal.scenarios.short.probability, half.signal.scenarios.short.status) = (None, ConfidenceStatus::Drifted);
    assert!(first_two(&half)[1].ends_with("; short withdrawn: drifted; n=302)"));
}

#[test]
fn the_rule_names_a_proof_that_says_otherwise() {
    let mut report = measured(ConfidenceStatus::Measured, Gate::Rule);
    report.signal.scenarios.long.passes = true;
    let [first, second] = first_two(&report);
    assert_eq!(first, "Signal: HOLD (no lean, proof says BUY)");
    assert!(second.starts_with("Confidence: none (the rule is silent; long wins"), "{second}");
    (report.signal.signal, report.signal.lean, report.signal.confidence) =
        (SignalWord::Sell, Lean::Short, Some(0.3512));
    let lines = first_two(&report);
    assert_eq!(lines[0], "Signal: SELL (unproven rule signal, proof says BUY)");
    assert_eq!(lines[1], "Confidence: 0.35 (wins 35 of 100, needs 40; n=302)");
    report.signal.gate = Gate::Proven;
    assert_eq!(first_two(&report)[0], "Signal: SELL (unproven rule signal)", "the proof speaks for itself");
}

#[test]
fn without_levels_there_is_nothing_to_suggest_and_no_price() {
    let mut report = answered("BTC/USD", "4h", Gate::Proven).report;
    for side in [Side::Long, Side::Short] {
        let scenario = match side {
            Side::Long => &mut report.signal.scenarios.long,
            Side::Short => &mut report.signal.scenarios.short,
        };
        (scenario.entry_price, scenario.stop_loss, scenario.take_profit) = (None, None, None);
    }
    report.signal.valid_until = None;
    let text = signal(&report, Format::Clean);
    assert!(text.contains("\nBTC/USD, bar closed "), "{text}");
    assert!(text.ends_with("Suggestions:\n• HOLD until the data can be judged; ask again then.\n"), "{text}");
    assert!(signal(&report, Format::Detailed).contains("\nlong: "));
}

#[test]
fn a_side_that_may_not_be_taken_is_not_suggested() {
    let mut report = answered("BTC/USD", "4h", Gate::Proven).report;
    report.signal.scenarios.short.allowed = false;
    let text = signal(&report, Format::Clean);
    assert!(text.contains("• If long anyway") && !text.contains("If short anyway"), "{text}");
}
