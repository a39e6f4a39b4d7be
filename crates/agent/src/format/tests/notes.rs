//! The first two lines of a signal, case by case.

use analysis::{
    Gate, Report, Side,
    answer::{HoldReason, Lean, SignalWord},
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
    first_two(&report)
}

fn first_two(report: &Report) -> [String; 2] {
    let text = signal(report, Format::Clean);
    let mut lines = text.lines().map(str::to_owned);
    [lines.next().unwrap(), lines.next().unwrap()]
}

#[test]
fn every_case_has_its_words() {
    let unmeasured = "Confidence: none (not measured yet; n=0)";
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
