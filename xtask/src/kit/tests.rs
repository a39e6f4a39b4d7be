use super::{Stage, Want};

#[test]
fn the_layout_and_the_fences_want_nothing() {
    assert_eq!(Want::of(&[Stage::Fmt, Stage::Fences], true), []);
}

#[test]
fn a_build_wants_node_only_for_a_stale_page() {
    assert_eq!(Want::of(&[Stage::Clippy], true), [Want::Build, Want::Node]);
    assert_eq!(Want::of(&[Stage::Clippy], false), [Want::Build]);
    assert_eq!(Want::of(&[Stage::Page], false), [Want::Node]);
    assert_eq!(Want::of(&[Stage::Deny], true), [Want::Deny]);
    assert_eq!(Want::of(&[Stage::Deploy], true), [Want::Manifests]);
}

#[test]
fn only_the_window_tests_want_a_screen() {
    assert!(!Want::of(&[Stage::Nextest], false).contains(&Want::Screen));
    assert_eq!(Want::of(&[Stage::Gateways], false), [Want::Build, Want::Nextest]);
    assert_eq!(Want::of(&[Stage::E2e], false).contains(&Want::Screen), cfg!(target_os = "linux"));
}
