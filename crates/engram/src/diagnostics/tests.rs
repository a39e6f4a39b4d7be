use std::path::Path;

use super::{Answer, Streams, agrees};

/// Whether this answer is a yes, and what was said.
fn answered(line: &str) -> (bool, String) {
    let (mut input, mut out, mut err) = (line.as_bytes(), Vec::new(), Vec::new());
    let mut answer = Answer { input: &mut input, is_terminal: true };
    let agrees = agrees(Path::new("it.txt"), &mut answer, &mut Streams { out: &mut out, err: &mut err }).unwrap();
    assert!(out.is_empty(), "a question is no part of the text");
    (agrees, String::from_utf8(err).unwrap())
}

#[test]
fn only_a_yes_is_one() {
    for yes in ["y\n", "Y\n", " yes \r\n", "YES"] {
        assert_eq!(answered(yes), (true, "\nSave this to it.txt? [y/N] ".to_owned()));
    }
    for no in ["", "\n", "n\n", "yep\n", "no y\n"] {
        assert_eq!(answered(no), (false, "\nSave this to it.txt? [y/N] Nothing was saved.\n".to_owned()));
    }
}
