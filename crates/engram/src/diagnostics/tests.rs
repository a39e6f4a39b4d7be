use std::path::Path;

use super::{Streams, agrees};

/// What an answer means, and what was said.
fn answered(line: Option<&str>) -> (Option<bool>, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let typed = || Ok(line.map(str::to_owned));
    let agrees = agrees(Path::new("it.txt"), typed, &mut Streams { out: &mut out, err: &mut err }).unwrap();
    assert!(out.is_empty(), "a question is no part of the text");
    (agrees, String::from_utf8(err).unwrap().replace("\nSave this to it.txt? [y/N] ", "?"))
}

#[test]
fn only_a_yes_is_one() {
    for yes in ["y", "Y", " yes \r", "YES"] {
        assert_eq!(answered(Some(yes)), (Some(true), "?".to_owned()));
    }
    for no in ["", "n", "yep", "no y"] {
        assert_eq!(answered(Some(no)), (Some(false), "?Nothing was saved.\n".to_owned()));
    }
    assert_eq!(answered(None), (None, "?\nStopped. Nothing was saved.\n".to_owned()));
}
