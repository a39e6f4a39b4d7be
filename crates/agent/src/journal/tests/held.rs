//! An assessment rests on the candles of what was held, too.

use super::{
    chain::tampering,
    support::{Dice, journal, times, with_holdings},
};
use crate::journal::{KeptCandles, Place, Verdict, Verifier, Why, read_export};

#[test]
fn an_assessment_with_holdings_is_computed_again_to_the_byte() {
    let (_folder, mut journal) = journal();
    let id = with_holdings(&mut journal);
    let kept = journal.get(&id).unwrap().unwrap();
    let held: Vec<_> = kept.held.iter().map(|held| (held.named.place, held.named.pair.as_str())).collect();
    assert_eq!(held, [(0, "ETH/USD"), (2, "XAU/USD")], "the pair's own holding needs none");
    assert_eq!(Verifier::default().check(&kept).verdict, Verdict::Match);
    assert!(journal.check_chain().unwrap().is_whole());
    let file = journal.export(&id).unwrap();
    let elsewhere = read_export(&file).unwrap();
    assert_eq!(elsewhere, kept);
    assert_eq!(Verifier::default().check(&elsewhere).verdict, Verdict::Match);
}

/// The twins: without those candles nobody can say, and with others the answer is another one.
#[test]
fn the_candles_of_what_was_held_are_needed() {
    let (_folder, mut journal) = journal();
    let id = with_holdings(&mut journal);
    let whole = journal.get(&id).unwrap().unwrap();
    let verdict = |change: &dyn Fn(&mut crate::journal::Kept)| {
        let mut kept = whole.clone();
        change(&mut kept);
        Verifier::default().check(&kept).verdict
    };
    assert_eq!(verdict(&|kept| kept.held.clear()), Verdict::CannotCheck(Why::HoldingsNotKept));
    assert!(matches!(verdict(&|kept| drop(kept.held.pop())), Verdict::Different(_)));
    let missing = verdict(&|kept| kept.held[0].candles = KeptCandles::Missing);
    assert_eq!(missing, Verdict::CannotCheck(Why::CandlesMissing));
    let swapped = verdict(&|kept| kept.held.iter_mut().for_each(|held| held.named.place = 2 - held.named.place));
    assert!(matches!(swapped, Verdict::Altered(Place::Series { .. })), "{swapped:?}");
    let torn = verdict(&|kept| kept.held[1].provenance.push(b' '));
    assert!(matches!(torn, Verdict::Altered(Place::Series { place: 2, .. })), "{torn:?}");
    assert_eq!(verdict(&|_| {}), Verdict::Match);
}

#[test]
fn a_row_that_is_gone_or_was_added_is_found() {
    let (_folder, mut journal) = journal();
    let id = with_holdings(&mut journal);
    let owner = tampering(&journal);
    owner.execute("DELETE FROM series WHERE place = 2", []).unwrap();
    let broken = journal.check_chain().unwrap().broken;
    assert_eq!(broken, [Place::Series { id: id.clone(), place: 2 }]);
    let copy = "INSERT INTO series SELECT receipt, 1, role, pair, timeframe, candles_sha256, provenance FROM series";
    owner.execute(copy, []).unwrap();
    let broken = journal.check_chain().unwrap().broken;
    assert!(broken.contains(&Place::Series { id: id.clone(), place: 1 }), "{broken:?}");
}

#[test]
fn every_flipped_byte_of_such_an_export_is_found() {
    let (_folder, mut journal) = journal();
    let id = with_holdings(&mut journal);
    let bytes = journal.export(&id).unwrap();
    let mut dice = Dice::new(5);
    // Half of them behind the candles of the answer, where what was held begins.
    let held = bytes.windows(7).position(|window| window == b"\"held\":").unwrap();
    for turn in 0..times(300, 3_000) {
        let mut changed = bytes.clone();
        let from = if turn % 2 == 0 { held } else { 0 };
        let byte = from + dice.below(changed.len() - from);
        changed[byte] ^= 1 + dice.below(255) as u8;
        let told = match read_export(&changed) {
            Ok(kept) => Verifier::default().check(&kept).verdict,
            Err(place) => Verdict::Altered(place),
        };
        assert!(matches!(told, Verdict::Altered(_)), "byte {byte}: {told:?}");
    }
}
