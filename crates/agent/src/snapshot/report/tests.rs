//! The answers that the page is worked on and tested with are ours to the byte.
#![expect(
    clippy::disallowed_methods,
    reason = "it compares files, and an environment variable says whether to write them"
)]

use std::path::Path;

use analysis::{
    Gate,
    answer::{ConfidenceStatus, JournalState, SignalWord, SizeBasis},
};

use super::ReportView;
use crate::{
    Settings,
    testing::{Place, asked},
};

/// A proven signal with an account behind it, an unproven one without, and a HOLD.
fn canned() -> [(&'static str, ReportView); 3] {
    let mut funded = Settings::default();
    funded.trading.account.equity = Some(10_000.0);
    funded.trading.holdings = Some(Vec::new());
    let of = |place: Place, pair, gate, settings| {
        ReportView::of(&place.full(&asked(pair, "1h", gate), settings).unwrap(), JournalState::Stored)
    };
    let plain = Settings::default();
    [
        ("proven", of(Place::Planted(1), "BTC/USD", Gate::Proven, &funded)),
        ("buy", of(Place::Demo(1), "BTC/USD", Gate::Rule, &plain)),
        ("hold", of(Place::Demo(1), "EUR/USD", Gate::Proven, &plain)),
    ]
}

#[test]
fn export_bindings_with_canned_answers() {
    let canned = canned();
    let [(_, proven), (_, buy), (_, hold)] = &canned;
    assert!(proven.signal.proven && proven.confidence.confidence_status == ConfidenceStatus::Measured);
    assert_eq!((proven.signal.signal, proven.risk.sizing.basis), (SignalWord::Sell, SizeBasis::Proven));
    assert!(proven.risk.sizing.recommended_units.is_some_and(|units| units > 0.0));
    assert_eq!((buy.signal.signal, buy.signal.proven), (SignalWord::Buy, false));
    assert_eq!(hold.signal.signal, SignalWord::Hold);
    for (name, report) in &canned {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../ui/src/host/canned/{name}.json"));
        let text = serde_json::to_string(report).unwrap() + "\n";
        if std::env::var_os("ENGRAM_WRITE_BINDINGS").is_some() {
            std::fs::write(&path, text).unwrap();
            continue;
        }
        let there = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(
            there == text,
            "ui/src/host/canned/{name}.json is not what we answer; `cargo xtask bindings` writes it anew."
        );
    }
}
