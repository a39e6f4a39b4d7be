use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use futures_util::{StreamExt, stream};

use super::stage::{Stage, answer, ask, broken, bytes, document, heard, piece, silence, streaming};
use crate::{
    Answer, Fault,
    fault::{Class, Timer},
    pieces::Finish,
    request::{Completion, Form},
    schema::Schema,
};

/// Streams as servers write them: LM Studio with the role in every piece and no usage; with thinking in a field; with
/// thinking in the text, CRLF and comments; llama.cpp with a tool call; and one with an early mark.
fn recordings() -> Vec<String> {
    let lm = |delta: &str, finish: &str| {
        format!(
            "data: {{\"id\":\"chatcmpl-x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\
             \"system_fingerprint\":\"m\",\"choices\":[{{\"index\":0,\"delta\":{{{delta}}},\"logprobs\":null,\"finish_reason\":{finish}}}]}}\n\n"
        )
    };
    let usage = "data: {\"choices\":[],\"model\":\"m\",\"usage\":{\"completion_tokens\":4,\"prompt_tokens\":113}}\n\n";
    let done = "data: [DONE]\n\n";
    let said = |text: &str| lm(&format!("\"role\":\"assistant\",\"content\":\"{text}\""), "null");
    let thought = |text: &str| lm(&format!("\"role\":\"assistant\",\"reasoning_content\":\"{text}\""), "null");
    let called = |index: u8, more: &str| lm(&format!("\"tool_calls\":[{{\"index\":{index},{more}}}]"), "null");
    let stop = lm("", "\"stop\"");
    vec![
        [said("All is "), said("we€l. 🙂"), stop.clone(), done.into()].concat(),
        [thought("why"), said("\\n"), said("ok"), stop.clone(), usage.into(), done.into()].concat(),
        [": ping\n\n".into(), said("<thi"), said("nk>r</thi"), said("nk>ok"), stop, usage.into(), done.into()]
            .concat()
            .replace('\n', "\r\n"),
        [
            called(0, "\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}"),
            called(0, "\"function\":{\"arguments\":\"\\\"n\\\":1}\"}"),
            called(1, "\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}"),
            lm("", "\"tool_calls\""),
            done.into(),
        ]
        .concat(),
    ]
}

/// What a listener may act upon.
fn core(answer: Answer) -> (String, String, Vec<crate::calls::ToolCall>, Finish) {
    (answer.text, answer.reasoning, answer.calls, answer.finish)
}

/// Where the event that says why the model stopped ends: at the end of its data, and at the blank line behind it.
fn finished_at(recording: &str) -> (usize, usize) {
    let reason = recording.find("\"finish_reason\":\"").unwrap();
    let line = reason + recording[reason..].find("}]}").unwrap() + 3;
    let ending = if recording[line..].starts_with("\r\n") { 4 } else { 2 };
    (line, line + ending)
}

#[tokio::test(start_paused = true)]
async fn a_stream_cut_at_any_byte_is_an_answer_only_if_the_model_had_said_that_it_was_done() {
    for recording in recordings() {
        let bytes_of = |end: usize| {
            let cut = recording.as_bytes()[..end].to_vec();
            stream::iter((!cut.is_empty()).then_some(Ok(cut))).boxed()
        };
        let whole = core(answer(streaming([bytes(&recording)])).await.unwrap());
        let (data_end, event_end) = finished_at(&recording);
        for cut in 0..=recording.len() {
            let closed = answer(streaming([bytes_of(cut)])).await;
            let reset = answer(streaming([bytes_of(cut), broken()])).await;
            let silent = answer(streaming([bytes_of(cut), silence()])).await;
            for (how, answer, from) in
                [("closed", closed, data_end), ("reset", reset, event_end), ("silent", silent, event_end)]
            {
                match answer {
                    Ok(answer) if cut >= from => assert_eq!(core(answer), whole, "{how} at {cut} of {recording}"),
                    Err(fault) if cut < from => {
                        let expected = match how {
                            "silent" => matches!(fault.class, Class::TimedOut(Timer::First | Timer::Idle)),
                            _ => fault.class == Class::Truncated,
                        };
                        assert!(expected, "{how} at {cut}: {fault} of {recording}");
                    }
                    // A CR ends a line as well, so one byte less may do.
                    Ok(answer) if recording.contains('\r') && cut + 1 >= from => assert_eq!(core(answer), whole),
                    other => panic!("{how} at {cut}, from {from}: {other:?} of {recording}"),
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_in_any_pieces_is_the_same_answer() {
    for recording in recordings() {
        let whole = core(answer(streaming([bytes(&recording)])).await.unwrap());
        for size in 1..=recording.len().min(300) {
            let pieces: Vec<_> = recording.as_bytes().chunks(size).map(|piece| Ok(piece.to_vec())).collect();
            let answer = answer(streaming([stream::iter(pieces).boxed()])).await.unwrap();
            assert_eq!(core(answer), whole, "pieces of {size}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_within_a_stream_ends_it_wherever_it_is_cut() {
    let overflow = "Input does not fit in context length. The input has 31430 tokens, but the context length only supports 30000 tokens.";
    let named =
        format!("event: error\ndata: {{\"error\":{{\"message\":\"{overflow}\"}},\"message\":\"{overflow}\"}}\n\n");
    let unnamed = "data: {\"error\":{\"code\":500,\"message\":\"The model produced output that does not match the expected peg-native format\",\"type\":\"server_error\"}}\n\n";
    let unloaded = "data: {\"error\":\"Model is unloaded.\"}\n\n";
    for (error, class) in
        [(named.as_str(), Class::ContextOverflow), (unnamed, Class::ServerFault), (unloaded, Class::Unloaded)]
    {
        for before in [String::new(), piece("half an ans")] {
            let text = format!("{before}{error}");
            for cut in 0..=text.len() {
                let (one, other) = text.as_bytes().split_at(cut);
                let pieces = [one, other].map(|piece| Ok(piece.to_vec()));
                let fault = answer(streaming([stream::iter(pieces).boxed()])).await.unwrap_err();
                assert_eq!((fault.class, fault.heard), (class, !before.is_empty()), "{text} cut at {cut}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_says_nothing_is_no_answer() {
    assert_eq!(answer(streaming([bytes("data: [DONE]\n\n")])).await.unwrap_err().class, Class::EmptyAnswer);
    let small = Completion { context: Some(1), ..ask() };
    let stage = Stage::new([streaming([bytes("data: [DONE]\n\n")])]);
    let fault = heard(&mut stage.chat(small)).await.1.unwrap_err();
    assert_eq!(fault.class, Class::ContextOverflow, "LM Studio 0.4 says nothing where a prompt does not fit");
    let large = Completion { context: Some(2), ..ask() };
    let stage = Stage::new([streaming([bytes("data: [DONE]\n\n")])]);
    assert_eq!(heard(&mut stage.chat(large)).await.1.unwrap_err().class, Class::EmptyAnswer, "it did fit");
    assert_eq!(answer(streaming([bytes(&piece("half"))])).await.unwrap_err().class, Class::Truncated);
    let marked = format!("{}data: [DONE]\n\n", piece("half"));
    assert_eq!(answer(streaming([bytes(&marked)])).await.unwrap_err().class, Class::Truncated, "marked too early");
}

#[tokio::test(start_paused = true)]
async fn a_whole_reply_instead_of_a_stream_is_read_for_what_it_is() {
    let whole = r#"{"object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}]}"#;
    assert_eq!(answer(document(200, whole)).await.unwrap().text, "ok");
    let half = r#"{"choices":[{"message":{"content":"ok"},"finish_reason":null}]}"#;
    assert_eq!(answer(document(200, half)).await.unwrap_err().class, Class::Truncated);
    for (status, body, class) in [
        (200, r#"{"error":"Unexpected endpoint or method. (POST /v1/chat/completions)"}"#, Class::WrongPath),
        (200, r#"{"status":"UP"}"#, Class::NotLmStudio),
        (200, "<!DOCTYPE html><title>Sign in</title>", Class::NotLmStudio),
        (200, "", Class::NotLmStudio),
        (400, r#"{"error":"Channel Error"}"#, Class::Crashed),
        (404, r#"{"error":{"message":"No models loaded."}}"#, Class::NoModel),
        (500, "oops", Class::ServerFault),
        (503, "", Class::Overloaded),
        (400, whole, Class::ServerFault),
    ] {
        let fault = answer(document(status, body)).await.unwrap_err();
        assert_eq!((fault.class, fault.status), (class, Some(status)), "{body}");
    }
    let large = document(200, &format!("{{\"choices\":[\"{}\"]}}", "x".repeat(2 << 20)));
    assert_eq!(answer(large).await.unwrap_err().class, Class::TooLarge);
}

/// F56.
#[tokio::test(start_paused = true)]
async fn there_is_an_end_to_everything_that_is_too_large() {
    let forever = |text: String| stream::repeat_with(move || Ok(text.clone().into_bytes())).boxed();
    let too_large = async |body| answer(streaming([body])).await.unwrap_err();
    assert_eq!(too_large(forever("data: x".repeat(1000))).await.class, Class::TooLarge, "one line");
    assert_eq!(too_large(forever(piece(&"word ".repeat(20)))).await.class, Class::TooLarge, "an endless answer");
    assert_eq!(
        too_large(forever(format!(": {}\n", "x".repeat(2000)).repeat(100))).await.class,
        Class::TooLarge,
        "comments alone"
    );
    let calls = r#"data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"xxxxxxxxxx"}}]}}]}"#;
    assert_eq!(too_large(forever(format!("{calls}\n\n"))).await.class, Class::TooLarge, "arguments");
}

/// F56: of a line of 100 MB no more is read than may be kept, and a stream of pieces too small to matter has an end too.
#[tokio::test(start_paused = true)]
async fn no_more_is_read_than_may_be_kept() {
    for (chunk, most) in [("x".repeat(1 << 20), 5), (format!(": {}\n", "c".repeat(4093)).repeat(256), 65)] {
        let pulled = Arc::new(AtomicUsize::new(0));
        let (counter, first) = (Arc::clone(&pulled), "data: ".to_owned().into_bytes());
        let line = stream::iter((0..100).map(move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
            Ok(chunk.clone().into_bytes())
        }));
        let body = stream::iter([Ok(first)]).chain(line).boxed();
        assert_eq!(answer(streaming([body])).await.unwrap_err().class, Class::TooLarge);
        assert!(pulled.load(Ordering::Relaxed) <= most, "{pulled:?} MiB");
    }
}

#[tokio::test(start_paused = true)]
async fn an_object_is_found_wherever_it_was_put() {
    let schema = Schema::new("view", r#"{"type":"object"}"#).unwrap();
    let ask = Completion { form: Form::Object(schema), ..ask() };
    let text = concat!(
        "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"{\\\"k\\\":1}\"}}]}\n\n",
        "data: {\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]}\n\n",
    );
    let stage = Stage::new([streaming([bytes(text)])]);
    let answer = heard(&mut stage.chat(ask)).await.1.unwrap();
    assert_eq!((answer.object.as_deref(), answer.text.as_str()), (Some("{\"k\":1}"), ""));
}

/// F58.
#[tokio::test(start_paused = true)]
async fn the_model_that_answered_is_named_and_may_be_refused() {
    let spoken = |model: &str| {
        let text = format!("{}{}", piece("hello").replace("\"m\"", &format!("{model:?}")), super::stage::FINISH);
        streaming([bytes(&text)])
    };
    assert_eq!(answer(spoken("other")).await.unwrap().model, "other");
    let pinned = async |model: &str| {
        heard(&mut Stage::new([spoken(model)]).chat(Completion { is_pinned: true, ..ask() })).await.1
    };
    let fault: Fault = pinned("other").await.unwrap_err();
    assert_eq!((fault.class, fault.text.as_str()), (Class::WrongModel, "\"m\" was asked, \"other\" answered."));
    for same in ["m", "m:2", "m@q4_k_m"] {
        assert_eq!(pinned(same).await.unwrap().model, same);
    }
}
