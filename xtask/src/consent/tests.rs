use super::agrees;

#[test]
fn enter_and_yes_agree_and_anything_else_declines() {
    for yes in ["\n", "y\n", "Yes\r\n", " Y \n"] {
        assert!(agrees(yes), "{yes:?}");
    }
    for no in ["n\n", "no\n", "yeah\n", "q\n"] {
        assert!(!agrees(no), "{no:?}");
    }
}
