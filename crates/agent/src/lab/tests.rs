use analysis::{AssetClass, History, Interval, Params, Question, Side, answer::ConfidenceStatus};

use super::{Grid, Search, measured, text};
use crate::journal::tests::support::{at, history};

fn question(history: &History) -> Question {
    Question::about(&history.series)
}

fn search(tries: &[&str], tried: u32, recorded: bool) -> Search {
    let now = at("2026-11-20T15:00:03Z");
    let history = history(1, "BTC/USD", Interval::H1, 2_600, now);
    let tries: Vec<String> = tries.iter().map(|text| (*text).to_owned()).collect();
    let mut sets = Grid::of(&tries).unwrap().sets(&Params::of_class(AssetClass::Crypto));
    for set in &mut sets {
        set.calibration.rules_tried = tried;
    }
    let all = sets.iter().map(|set| measured(&history, &question(&history), set, now).unwrap());
    Search::of(&all.collect::<Vec<_>>(), recorded).unwrap()
}

#[test]
fn each_set_is_the_record_of_its_own_rules() {
    let found = search(&["horizon_bars=6,12", "stop_atr=1,3"], 4, true);
    let plans: Vec<_> = found.sets.iter().map(|set| (set.plan.horizon_bars, set.plan.stop_atr)).collect();
    assert_eq!(plans, [(6, 1.0), (6, 3.0), (12, 1.0), (12, 3.0)]);
    let alone = search(&["horizon_bars=12", "stop_atr=3"], 4, true);
    let (many, one) = (&found.sets[3], &alone.sets[0]);
    assert_eq!((many.long.n, many.long.brier_skill_lower), (one.long.n, one.long.brier_skill_lower));
    assert_eq!(many.long.shadow, one.long.shadow);
    for set in &found.sets {
        for side in Side::BOTH.map(|side| set.side(side)) {
            assert!(side.n > 0 && (side.status == ConfidenceStatus::Unmeasured) == side.brier_skill.is_none());
        }
    }
}

/// The same rules on the same candles: only how many were tried is another number.
#[test]
fn more_tries_lower_the_bound_and_the_ratio_but_not_the_record() {
    let [few, many] = [4, 40].map(|tried| search(&["horizon_bars=6", "reward_risk=1,2"], tried, true));
    for (few, many) in few.sets.iter().zip(&many.sets) {
        for side in Side::BOTH {
            let (few, many) = (few.side(side), many.side(side));
            assert_eq!((few.n, few.brier_skill, few.shadow), (many.n, many.brier_skill, many.shadow));
            assert!(many.brier_skill_lower < few.brier_skill_lower, "{few:?} {many:?}");
            if let Some((few, many)) = few.deflated_sharpe.zip(many.deflated_sharpe) {
                assert!(many <= few, "{many} is above {few}");
            }
        }
    }
}

#[test]
fn the_table_says_what_the_tries_cost() {
    let found = search(&["horizon_bars=6,12"], 7, true);
    let told = text(&found);
    assert!(told.starts_with("Rules tried on BTC/USD 1h\nCandles: 2600, synthetic demo data\n\n"), "{told}");
    assert!(told.contains("\n7 sets of rules tried here in all, 2 of them now.\nEach is remembered,"), "{told}");
    assert!(told.contains("certainty of 1 in 280, not 1 in 40:"), "{told}");
    let rows = told.lines().filter(|line| line.contains("  long ") || line.contains("  short "));
    assert_eq!(rows.count(), 4);
    assert!(told.lines().all(|line| line.chars().count() <= 118 && line == line.trim_end()), "{told}");
    assert!(text(&search(&["horizon_bars=6"], 1, false)).contains("Nothing was remembered"));
}
