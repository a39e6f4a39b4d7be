use analysis::Gate;

use super::Facts;
use crate::testing::fully;

#[test]
fn a_report_as_a_model_is_told_of_it() {
    let facts = Facts::of(&fully("BTC/USD", "1h", Gate::Rule));
    insta::assert_snapshot!(facts.text);
    assert!(facts.text.starts_with(&facts.outline) && facts.outline.len() < facts.text.len());
}

#[test]
fn it_is_short_enough_for_a_small_model() {
    for (pair, timeframe) in [("BTC/USD", "1h"), ("EUR/USD", "4h"), ("AAPL", "1d")] {
        let facts = Facts::of(&fully(pair, timeframe, Gate::Proven));
        // A third of the bytes is about the tokens.
        assert!(facts.text.len() / 3 < 1_200, "{} bytes", facts.text.len());
        assert!(facts.outline.len() / 3 < 600, "{} bytes", facts.outline.len());
        assert_eq!(facts.evidence.len(), 6);
        assert!(!facts.levels.is_empty());
        for id in facts.evidence.iter().chain(facts.levels.iter().map(|level| &level.id)) {
            assert_eq!(facts.text.lines().filter(|line| line.split(' ').next() == Some(id)).count(), 1, "{id}");
        }
    }
}

#[test]
fn no_account_and_no_key_is_told() {
    let facts = Facts::of(&fully("BTC/USD", "1h", Gate::Rule));
    for word in ["er1_", "sha256", "equity =", "token"] {
        assert!(!facts.text.contains(word), "{word}");
    }
}
