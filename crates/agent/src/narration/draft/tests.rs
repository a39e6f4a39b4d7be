use super::rationale;

const WHOLE: &str = r#"{"evidence_for": ["E1", "rationale"], "rationale" : "The \"trend\" is up \u00e9\ud83d\ude42.\nNo more.", "stance": "agree"}"#;

#[test]
fn a_cut_object_gives_what_has_come_and_never_takes_it_back() {
    let mut before: Option<String> = None;
    for end in (0..=WHOLE.len()).filter(|end| WHOLE.is_char_boundary(*end)) {
        let now = rationale(&WHOLE[..end]);
        if let Some(before) = &before {
            assert!(now.as_ref().is_some_and(|now| now.starts_with(before.as_str())), "{end}: {before:?} then {now:?}");
        }
        before = now.or(before);
    }
    assert_eq!(before.as_deref(), Some("The \"trend\" is up é🙂.\nNo more."));
}

#[test]
fn another_text_is_not_taken_for_it() {
    for text in
        ["", "{", r#"{"stance":"rationale"#, r#"{"x":"rationale","y":"z"}"#, r#"{"rationale"#, r#"{"rationale": 5}"#]
    {
        assert_eq!(rationale(text), None, "{text}");
    }
    assert_eq!(rationale(r#"{"a\"rationale":1,"rationale":"ok"}"#).as_deref(), Some("ok"));
    assert_eq!(rationale(r#"{"rationale":"\ud83dx"#).as_deref(), Some("\u{fffd}x"));
}
