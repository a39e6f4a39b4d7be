use analysis::{AssetClass, Params};

use super::{Grid, MOST};

fn grid(texts: &[&str]) -> Result<Grid, String> {
    let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    Grid::of(&texts).map_err(|fault| format!("{} {}", fault.field.clone().unwrap_or_default(), fault.text()))
}

#[test]
fn every_combination_is_a_set_and_the_rest_stays_as_usual() {
    let usual = Params::of_class(AssetClass::Crypto);
    let grid = grid(&["stop_atr=1,2,2", "horizon_bars = 12, 24,48", "round_trip_bps=7.5"]).unwrap();
    let sets = grid.sets(&usual);
    assert_eq!((grid.len(), sets.len()), (6, 6));
    let told: Vec<_> = sets.iter().map(|set| (set.levels.stop_atr, set.levels.horizon_bars)).collect();
    assert_eq!(told, [(1.0, 12), (1.0, 24), (1.0, 48), (2.0, 12), (2.0, 24), (2.0, 48)]);
    for set in &sets {
        assert_eq!((set.levels.reward_risk, set.costs.round_trip_bps), (1.5, 7.5));
        assert_eq!((&set.calibration, &set.signal), (&usual.calibration, &usual.signal));
    }
    assert_eq!(self::grid(&[]).unwrap().sets(&usual), [usual]);
}

#[test]
fn what_cannot_be_tried_is_told_with_what_could() {
    for (text, told) in [
        ("stop_art=1", "/try \"stop_art\" cannot be tried. Did you mean stop_atr?"),
        ("horizon=1", "/try \"horizon\" cannot be tried. Did you mean horizon_bars?"),
        ("rsi=1", "/try \"rsi\" cannot be tried. Did you mean"),
        ("stop_atr", "/try try must look like stop_atr=1,2,3; got \"stop_atr\"."),
        ("stop_atr=", "/try/stop_atr stop_atr takes numbers from 0.25 to 20; got \"\"."),
        ("stop_atr=1,two", "/try/stop_atr stop_atr takes numbers from 0.25 to 20; got \"two\"."),
        ("stop_atr=NaN", "/try/stop_atr stop_atr takes numbers from 0.25 to 20; got \"NaN\"."),
        ("reward_risk=11", "/try/reward_risk reward_risk takes numbers from 0.2 to 10; got \"11\"."),
        ("horizon_bars=2.5", "/try/horizon_bars horizon_bars takes whole numbers from 1 to 500; got \"2.5\"."),
        ("horizon_bars=501", "/try/horizon_bars horizon_bars takes whole numbers from 1 to 500; got \"501\"."),
        ("round_trip_bps=-1", "/try/round_trip_bps round_trip_bps takes numbers from 0 to 1000; got \"-1\"."),
    ] {
        let refused = grid(&[text]).unwrap_err();
        assert!(refused.starts_with(told), "{refused}");
    }
    assert_eq!(grid(&["stop_atr=1", "stop_atr=2"]).unwrap_err(), "/try/stop_atr stop_atr is tried twice.");
}

#[test]
fn a_search_has_an_end() {
    let values = |count: usize| (1..=count).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    let bars = format!("horizon_bars={}", values(MOST));
    assert_eq!(grid(&[&bars]).unwrap().len(), MOST);
    let more = grid(&[&bars, "stop_atr=1,2"]).unwrap_err();
    assert_eq!(more, "/try That makes 400 sets, and at most 200 are searched at once.");
}
