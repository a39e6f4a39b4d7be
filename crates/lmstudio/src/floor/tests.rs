use futures_util::FutureExt;

use super::{Claim, Floor, Standing};

fn is_lost(claim: &mut Claim) -> bool {
    claim.lost().now_or_never().is_some()
}

#[test]
fn a_newer_narration_and_any_question_make_a_narration_give_way() {
    let floor = Floor::default();
    let mut first = floor.claim(Standing::Narration);
    assert!(!is_lost(&mut first));
    let mut second = floor.claim(Standing::Narration);
    assert!(is_lost(&mut first) && !is_lost(&mut second), "the newest wins");
    let mut question = floor.claim(Standing::Question);
    assert!(is_lost(&mut second), "a person goes first");
    let mut third = floor.claim(Standing::Narration);
    assert!(!is_lost(&mut question) && !is_lost(&mut third), "it waits behind the question");
    let mut other = floor.claim(Standing::Question);
    assert!(!is_lost(&mut question) && !is_lost(&mut other), "questions wait for each other");
    assert!(is_lost(&mut third));
    drop(floor);
    assert!(!is_lost(&mut other));
}

#[test]
fn one_speaks_at_a_time_in_the_order_of_asking() {
    let floor = Floor::default();
    let (mut second, mut third) = (None, None);
    let first = floor.turn().now_or_never().unwrap();
    for waiting in [&mut second, &mut third] {
        let mut turn = floor.turn();
        assert!((&mut turn).now_or_never().is_none());
        *waiting = Some(turn);
    }
    drop(first);
    let (mut second, mut third) = (second.unwrap(), third.unwrap());
    assert!((&mut third).now_or_never().is_none(), "not before the second");
    let second = (&mut second).now_or_never().unwrap();
    assert!((&mut third).now_or_never().is_none());
    drop(second);
    assert!((&mut third).now_or_never().is_some());
}
