use super::*;
use proptest::prelude::*;

const HASH: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

fn ask(results: &[f64], stake: Option<f64>) -> Option<Odds> {
    odds(results, stake, 500, &mut Chance::of(HASH, 3))
}

#[test]
fn results_that_cannot_vary_leave_no_doubt() {
    let losing = [-1.0; 40];
    // A hundred losses of a thousandth are a tenth of the account, of a hundredth all of it.
    assert_eq!(ask(&losing, Some(0.001)), Some(Odds { falls: Some(0.0), streak95: 100 }));
    assert_eq!(ask(&losing, Some(0.01)).unwrap().falls, Some(1.0));
    assert_eq!(ask(&[1.5; 40], Some(0.5)), Some(Odds { falls: Some(0.0), streak95: 0 }));
}

#[test]
fn a_fall_is_counted_from_the_high() {
    let run = [1.0, 1.0, -1.0, -1.0];
    // 1 → 1.2 → 1.44? No: the stake stays, 1 → 1.2 → 1.4 → 1.2 → 1.0; 1.0 is 28.6 % below 1.4.
    assert!(falls(&run, 0.2));
    // 1 → 1.1 → 1.2 → 1.1 → 1.0: 16.7 % below.
    assert!(!falls(&run, 0.1));
    assert_eq!(longest_loss(&[-1.0, -1.0, 0.0, -1.0, 1.5, -1.0, -1.0, -1.0]), 3, "nothing won is not lost");
}

#[test]
fn too_few_trades_say_nothing_and_no_stake_leaves_the_streak() {
    assert_eq!(ask(&[-1.0; 29], Some(0.01)), None);
    let odds = ask(&[-1.0; 30], None).unwrap();
    assert_eq!((odds.falls, odds.streak95), (None, 100));
}

#[test]
fn clusters_survive_the_drawing() {
    let clustered: Vec<f64> = (0..200).map(|k| if (k / 10) % 2 == 0 { -1.0 } else { 1.5 }).collect();
    let mixed: Vec<f64> = (0..200).map(|k| if k % 2 == 0 { -1.0 } else { 1.5 }).collect();
    let (clustered, mixed) = (ask(&clustered, None).unwrap(), ask(&mixed, None).unwrap());
    assert!(mixed.streak95 <= 2, "{mixed:?}");
    assert!(clustered.streak95 >= 10, "{clustered:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn a_larger_stake_never_falls_less_often(
        results in prop::collection::vec(-1.5_f64..1.5, 30..80), small in 0.0_f64..0.1, more in 0.0_f64..0.1,
    ) {
        let (less, more) = (ask(&results, Some(small)).unwrap(), ask(&results, Some(small + more)).unwrap());
        prop_assert!(less.falls <= more.falls);
        prop_assert_eq!(less.streak95, more.streak95);
        prop_assert_eq!(ask(&results, Some(small)).unwrap(), less, "the same candles give the same odds");
    }
}
