use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Answer, Assembler, Finish, MOST_ANSWER, MOST_REASONING, Said, Usage};
use crate::{
    fault::{Class, Fault},
    meter::Timing,
    reasoning::Kind,
};

fn delta(delta: &Value) -> Value {
    json!({"model":"m","choices":[{"index":0,"delta":delta,"logprobs":null,"finish_reason":null}]})
}

fn finish(reason: &str) -> Value {
    json!({"model":"m","choices":[{"index":0,"delta":{},"finish_reason":reason}]})
}

fn answered(kind: Kind, objects: &[Value]) -> Result<Answer, Fault> {
    let (mut assembler, mut said) = (Assembler::new(kind), Vec::new());
    for object in objects {
        assembler.push(object, &mut said)?;
    }
    assembler.end(true, Timing::default(), &mut said)
}

fn content(text: &str) -> Value {
    delta(&json!({"role":"assistant","content":text}))
}

#[test]
fn pieces_become_an_answer() {
    let answer = answered(
        Kind::Prose,
        &[
            delta(&json!({"role":"assistant","content":null})),
            content("All "),
            delta(&json!({"role":"assistant","content":"is well.\n","tool_calls":[]})),
            finish("stop"),
            json!({"choices":[],"usage":{"prompt_tokens":113,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":0}}}),
        ],
    )
    .unwrap();
    assert_eq!((answer.text.as_str(), answer.finish, answer.model.as_str()), ("All is well.", Finish::Stop, "m"));
    assert_eq!(answer.usage, Some(Usage { prompt: 113, completion: 4, cached: Some(0), reasoning: None }));
    assert!(answer.calls.is_empty() && answer.reasoning.is_empty() && !answer.is_unclosed);
}

#[test]
fn thinking_comes_in_two_fields_and_in_the_text() {
    for field in ["reasoning_content", "reasoning"] {
        let answer = answered(
            Kind::Prose,
            &[delta(&json!({ field: "why" })), content("<think> and how</think>ok"), finish("stop")],
        );
        let answer = answer.unwrap();
        assert_eq!((answer.reasoning.as_str(), answer.text.as_str()), ("why and how", "ok"), "{field}");
    }
}

#[test]
fn an_object_is_taken_from_where_the_server_put_it() {
    let object = r#"{"k":1}"#;
    let taken = |objects: &[Value]| answered(Kind::Object, objects).unwrap().object;
    let expected = Some(object.to_owned());
    assert_eq!(taken(&[content(&format!("```json\n{object}\n```")), finish("stop")]), expected);
    for field in ["reasoning_content", "reasoning"] {
        assert_eq!(taken(&[delta(&json!({ field: object })), content(""), finish("stop")]), expected, "{field}");
    }
    assert_eq!(taken(&[delta(&json!({"reasoning_content": r#"{"k":2}"#})), content(object), finish("stop")]), expected);
    assert_eq!(
        taken(&[delta(&json!({"reasoning_content": object})), content("no"), finish("stop")]),
        None,
        "it did answer"
    );
    let prose = answered(Kind::Prose, &[delta(&json!({"reasoning_content": object})), finish("stop")]).unwrap();
    assert_eq!((prose.object, prose.text.as_str()), (None, ""), "thinking is no prose");
}

#[test]
fn tokens_spent_on_thinking_are_said_so() {
    let spent = answered(Kind::Prose, &[content("<think>let me see"), finish("length")]).unwrap();
    assert!(spent.is_unclosed);
    assert_eq!((spent.text.as_str(), spent.reasoning.as_str(), spent.finish), ("", "let me see", Finish::Length));
}

#[test]
fn calls_are_called_so_whatever_the_reason_says() {
    let call = delta(&json!({"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}));
    for reason in ["tool_calls", "stop", "eosFound"] {
        let answer = answered(Kind::Prose, &[content("I ask."), call.clone(), finish(reason)]).unwrap();
        assert_eq!((answer.calls.len(), answer.text.as_str()), (1, "I ask."), "{reason}");
    }
    assert_eq!(
        answered(Kind::Prose, &[content("x"), finish("eosFound")]).unwrap().finish,
        Finish::Other("eosFound".into())
    );
}

#[test]
fn without_a_reason_for_its_end_nothing_is_an_answer() {
    assert_eq!(answered(Kind::Prose, &[]).unwrap_err().class, Class::EmptyAnswer);
    assert_eq!(answered(Kind::Prose, &[content("")]).unwrap_err().class, Class::EmptyAnswer);
    assert_eq!(answered(Kind::Prose, &[content("half an ans")]).unwrap_err().class, Class::Truncated);
    let unmarked = Assembler::new(Kind::Prose).end(false, Timing::default(), &mut Vec::new());
    assert_eq!(unmarked.unwrap_err().class, Class::Truncated);
    let nothing =
        [content(""), finish("stop"), json!({"choices":[],"usage":{"prompt_tokens":0,"completion_tokens":0}})];
    assert_eq!(answered(Kind::Prose, &nothing).unwrap_err().class, Class::EmptyAnswer);
}

#[test]
fn usage_that_was_not_counted_is_none() {
    for usage in [json!(null), json!({}), json!({"prompt_tokens":0,"completion_tokens":0}), json!({"prompt_tokens":5})]
    {
        assert_eq!(
            answered(Kind::Prose, &[content("x"), finish("stop"), json!({ "usage": usage })]).unwrap().usage,
            None
        );
    }
}

#[test]
fn an_answer_has_an_end_and_thinking_is_only_kept_so_far() {
    let large = "x".repeat(MOST_ANSWER);
    assert_eq!(answered(Kind::Prose, &[content(&large), finish("stop")]).unwrap().text.len(), MOST_ANSWER);
    assert_eq!(answered(Kind::Prose, &[content(&large), content("x")]).unwrap_err().class, Class::TooLarge);
    let thinking = delta(&json!({"reasoning": "€".repeat(30_000)}));
    let answer = answered(Kind::Prose, &[thinking, content("ok"), finish("stop")]).unwrap();
    assert_eq!((answer.reasoning.len(), answer.reasoning_bytes), (MOST_REASONING - MOST_REASONING % 3, 90_000));
    assert_eq!(answer.text, "ok");
}

#[test]
fn what_is_said_is_said_as_it_comes() {
    let (mut assembler, mut said) = (Assembler::new(Kind::Prose), Vec::new());
    for object in [content("plan</thi"), content("nk>ok"), delta(&json!({"tool_calls":[{"index":0,"id":"a"}]}))] {
        assembler.push(&object, &mut said).unwrap();
    }
    assert_eq!(said, [Said::Answer("plan".into()), Said::MoveToReasoning, Said::Answer("ok".into()), Said::Call]);
    assert_eq!(assembler.pieces(), 3);
}

#[test]
fn a_whole_reply_is_an_answer_too() {
    let whole = json!({"object":"chat.completion","model":"m","choices":[{"index":0,"finish_reason":"stop",
        "message":{"role":"assistant","content":"ok","tool_calls":[]}}],"usage":{"prompt_tokens":3,"completion_tokens":1},"stats":{}});
    let answer = answered(Kind::Prose, &[whole]).unwrap();
    assert_eq!((answer.text.as_str(), answer.usage.unwrap().prompt), ("ok", 3));
}

/// Any JSON, with the keys of a stream.
fn strange() -> impl Strategy<Value = Value> {
    let key = prop::sample::select(vec![
        "choices",
        "delta",
        "message",
        "content",
        "tool_calls",
        "index",
        "id",
        "function",
        "name",
        "arguments",
        "usage",
        "finish_reason",
        "model",
        "reasoning",
        "prompt_tokens",
        "completion_tokens",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
        Just(json!("stop")),
        Just(json!("<think>"))
    ];
    leaf.prop_recursive(6, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(key.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|map| map.into_iter().collect::<Value>()),
        ]
    })
}

proptest! {
    #[test]
    fn no_object_is_too_strange(objects in prop::collection::vec(strange(), 0..5)) {
        let says_why = |object: &Value| object["choices"][0]["finish_reason"].is_string();
        let is_answer = answered(Kind::Prose, &objects).is_ok();
        prop_assert!(!is_answer || objects.iter().any(says_why), "without a reason there is no answer");
    }
}
