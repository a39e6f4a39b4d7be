use super::{Choice, Stage};

#[test]
fn all_is_in_the_order_of_running_and_without_repeats() {
    assert!(Stage::ALL.is_sorted_by(|a, b| a < b));
}

#[test]
fn names_lead_back_to_their_stages() {
    for stage in Stage::ALL {
        assert_eq!(Stage::listed(stage.name()).expect("a stage"), [stage]);
    }
}

#[test]
fn a_list_is_run_in_our_order_not_the_writers() {
    let stages = Stage::listed("e2e, fmt,deny,fmt").expect("stages");
    assert_eq!(stages, [Stage::Fmt, Stage::Deny, Stage::E2e]);
}

#[test]
fn a_name_that_is_no_stages_is_refused_and_the_stages_are_told() {
    let told = Stage::listed("fmt,lint").expect_err("no such stage").to_string();
    assert!(told.contains("`lint`") && told.contains("clippy"), "{told}");
    assert!(Stage::listed(" , ").is_err());
}

#[test]
fn the_usual_choice_lacks_only_the_release_builds() {
    let usual = Choice::Usual.stages();
    assert_eq!(usual.len() + 1, Stage::ALL.len());
    assert!(!usual.contains(&Stage::Release));
    assert_eq!(Choice::Full.stages(), Stage::ALL);
}

#[test]
fn the_fast_choice_needs_no_node_and_no_screen_of_its_own() {
    let fast = Choice::Fast.stages();
    assert!(!fast.contains(&Stage::Page) && !fast.contains(&Stage::E2e));
    assert!(fast.contains(&Stage::Nextest));
}
