use super::*;
use crate::risk::Grade;
use proptest::prelude::*;

const NAMES: [&str; 8] =
    ["planned_loss", "liquidation", "liquidity", "var99", "volatility", "drawdown", "gap", "correlation"];

fn of(score: f64) -> Grade {
    Grade::Known(level_of(score), score)
}

fn judge(grades: [Grade; 8], short_history: bool, blocked: bool) -> Overall {
    let named: Vec<Named> = NAMES.into_iter().zip(grades).collect();
    overall(&named[..3], &named[3..], short_history, blocked)
}

/// The published examples: components in, level out.
#[test]
fn levels_equal_the_published_ones() {
    use Grade::{NotApplicable, Unknown};
    let medium = [of(0.171), NotApplicable, of(0.049), of(0.42), of(0.289), of(0.816), of(0.017), Unknown];
    assert_eq!(
        judge(medium, false, false),
        Overall { level: RiskLevel::Medium, score: 0.42, decided_by: "var99" },
        "one odd soft number does not shout"
    );
    let blocked = [of(0.643), of(0.307), Unknown, of(0.064), of(0.042), of(0.216), of(0.0), Unknown];
    assert_eq!(
        judge(blocked, false, true),
        Overall { level: RiskLevel::High, score: 0.643, decided_by: "planned_loss" }
    );
    let unset = [Unknown, NotApplicable, Unknown, of(0.064), of(0.042), of(0.216), of(0.0), Unknown];
    assert_eq!(
        judge(unset, false, false),
        Overall { level: RiskLevel::Medium, score: 0.25, decided_by: "planned_loss" }
    );
    let sized = [of(0.043), NotApplicable, Unknown, of(0.064), of(0.042), of(0.216), of(0.0), Unknown];
    assert_eq!(judge(sized, false, false).decided_by, "liquidity");
}

#[test]
fn rules_raise_and_never_lower() {
    let calm = [of(0.1); 8];
    assert_eq!(judge(calm, false, false).level, RiskLevel::Low);
    assert_eq!(
        judge(calm, true, false),
        Overall { level: RiskLevel::Medium, score: 0.25, decided_by: "short_history" }
    );
    assert_eq!(judge(calm, true, true), Overall { level: RiskLevel::High, score: 0.5, decided_by: "blockers" });
    let wild = [of(0.9); 8];
    assert_eq!(judge(wild, true, true), Overall { level: RiskLevel::Extreme, score: 0.9, decided_by: "planned_loss" });
}

#[test]
fn two_soft_numbers_shout() {
    let mut grades = [of(0.1); 8];
    grades[3] = of(0.8);
    assert_eq!(judge(grades, false, false).level, RiskLevel::Low);
    grades[5] = of(0.76);
    assert_eq!(judge(grades, false, false), Overall { level: RiskLevel::Extreme, score: 0.76, decided_by: "drawdown" });
}

fn any_grade() -> impl Strategy<Value = Grade> {
    prop_oneof![
        8 => (0_u32..=1000).prop_map(|score| of(f64::from(score) / 1000.0)),
        1 => Just(Grade::Unknown),
        1 => Just(Grade::NotApplicable),
    ]
}

proptest! {
    #[test]
    fn what_decides_really_decides(grades in prop::array::uniform8(any_grade()), short: bool, blocked: bool) {
        let overall = judge(grades, short, blocked);
        prop_assert_eq!(overall.level, level_of(overall.score));
        let at = NAMES.iter().position(|name| *name == overall.decided_by);
        match (at, overall.decided_by) {
            (None, "short_history") => {
                prop_assert!(short);
                prop_assert!(judge(grades, false, blocked).score < overall.score);
            }
            (None, "blockers") => {
                prop_assert!(blocked);
                prop_assert!(judge(grades, short, false).score < overall.score);
            }
            (None, other) => prop_assert!(false, "{}", other),
            (Some(at), _) => {
                prop_assert!(grades[at].score().is_none_or(|score| score == overall.score));
                // Without it another decides, and the level is no higher.
                let mut without = grades;
                without[at] = of(0.0);
                prop_assert!(judge(without, short, blocked).score <= overall.score);
            }
        }
    }

    #[test]
    fn a_worse_component_never_lowers_the_score(
        grades in prop::array::uniform8(any_grade()), at in 0_usize..8, more in 0.0_f64..1.0,
    ) {
        let mut worse = grades;
        if let Grade::Known(_, score) = grades[at] {
            worse[at] = of(score + (1.0 - score) * more);
        }
        prop_assert!(judge(worse, false, false).score >= judge(grades, false, false).score);
    }

    #[test]
    fn an_unknown_hard_component_is_never_low(grades in prop::array::uniform8(any_grade()), at in 0_usize..3) {
        let mut unknown = grades;
        unknown[at] = Grade::Unknown;
        prop_assert!(judge(unknown, false, false).level != RiskLevel::Low);
    }
}
