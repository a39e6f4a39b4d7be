use super::{Memory, Rung, Schema, parameters};

const SCHEMA: &str = r#"{"type":"object","required":["rationale","stance"],"additionalProperties":false,"properties":{
    "rationale":{"type":"string","minLength":20,"maxLength":400,"pattern":"^[A-Z]"},
    "stance":{"type":"string","enum":["agree","format"],"format":"word"},
    "maxLength":{"type":"integer","minimum":0,"maximum":100},
    "ids":{"type":"array","minItems":0,"maxItems":4,"uniqueItems":true,"items":{"anyOf":[{"type":"string","maxLength":3},{"type":"null"}]}}},
    "const":{"pattern":1,"half":0.5}}"#;

#[test]
fn the_order_is_kept_and_what_grammars_cannot_read_is_left_out() {
    let schema = Schema::new("view", SCHEMA).unwrap();
    assert_eq!(
        schema.at(Rung::Full).get(),
        concat!(
            r#"{"type":"object","required":["rationale","stance"],"additionalProperties":false,"properties":{"#,
            r#""rationale":{"type":"string","minLength":20,"maxLength":400},"stance":{"type":"string","enum":["agree","format"]},"#,
            r#""maxLength":{"type":"integer","minimum":0,"maximum":100},"#,
            r#""ids":{"type":"array","minItems":0,"maxItems":4,"items":{"anyOf":[{"type":"string","maxLength":3},{"type":"null"}]}}},"#,
            r#""const":{"pattern":1,"half":0.5}}"#,
        )
    );
    assert_eq!(
        schema.at(Rung::WithoutLimits).get(),
        concat!(
            r#"{"type":"object","required":["rationale","stance"],"additionalProperties":false,"properties":{"#,
            r#""rationale":{"type":"string"},"stance":{"type":"string","enum":["agree","format"]},"#,
            r#""maxLength":{"type":"integer"},"ids":{"type":"array","items":{"anyOf":[{"type":"string"},{"type":"null"}]}}},"#,
            r#""const":{"pattern":1,"half":0.5}}"#,
        ),
        "a property may be named like a keyword"
    );
    assert!(schema.words().contains("\"maxLength\":400"), "words may say what a grammar cannot");
    assert!(Schema::new("view", "{").is_err());
}

#[test]
fn parameters_of_a_tool_keep_their_limits() {
    let sent = parameters(r#"{"z":{"maximum":3,"format":"date"},"a":true}"#).unwrap();
    assert_eq!(sent.get(), r#"{"z":{"maximum":3},"a":true}"#);
}

#[test]
fn a_step_down_is_remembered_by_version_and_model() {
    let mut memory = Memory::default();
    assert_eq!(memory.rung("0.4.23", "a"), Rung::Full);
    assert_eq!(memory.refused("0.4.23", "a", Rung::Full), Some(Rung::WithoutLimits));
    assert_eq!(memory.rung("0.4.23", "a"), Rung::WithoutLimits);
    assert_eq!(memory.rung("0.4.23", "b"), Rung::Full, "another model");
    assert_eq!(memory.rung("0.4.24", "a"), Rung::Full, "a newer server may be better");
    assert_eq!(memory.refused("0.4.23", "a", Rung::WithoutLimits), Some(Rung::InWords));
    assert_eq!(memory.refused("0.4.23", "a", Rung::Full), Some(Rung::InWords), "nobody climbs by being late");
    assert_eq!(memory.refused("0.4.23", "a", Rung::InWords), None, "words cannot be refused");
    assert!(memory.takes_reasoning("0.4.23", "a"));
    memory.refused_reasoning("0.4.23", "a");
    assert!(!memory.takes_reasoning("0.4.23", "a") && memory.takes_reasoning("0.4.23", "b"));
}
