use std::time::Duration;

use proptest::prelude::*;

use super::{Act, Asked, Change, Class, Cure, Fault, Overflow, Timer};

const BARE: Asked = Asked { with_token: false, path_is_known: false };
const WITH_TOKEN: Asked = Asked { with_token: true, path_is_known: false };

fn reply(status: u16, body: &str) -> Fault {
    Fault::of_reply(status, body, None, BARE)
}

/// Bodies as they were seen, with the version or report in which they were, and what they are.
const SEEN: &[(&str, u16, &str, Class, &str)] = &[
    (
        "lms #107, a string",
        404,
        r#"{"error":"No models loaded. Please load a model in the developer page or use the `lms load` command"}"#,
        Class::NoModel,
        "No models loaded. Please load a model in the developer page or use the `lms load` command",
    ),
    (
        "#1730 on 0.4.8, an object",
        400,
        r#"{"error":{"message":"No models loaded. Please load one.","type":"invalid_request_error","param":"model","code":null}}"#,
        Class::NoModel,
        "No models loaded. Please load one.",
    ),
    (
        "gitbutler #8706, a list of models inside",
        404,
        r#"{"error":{"message":"Model \"default\" not found. Please specify a valid model.\n\nYour models:\n\na\nb","type":"invalid_request_error","param":"model","code":"model_not_found"}}"#,
        Class::NoModel,
        "Model \"default\" not found. Please specify a valid model. Your models: a b",
    ),
    (
        "opencode-lmstudio #41 on 0.4.18, native",
        401,
        r#"{"error":{"type":"invalid_request","code":"invalid_api_key","message":"An LM Studio API token is required to make requests to this server, but none was provided using the Authorization header"}}"#,
        Class::NeedsToken,
        "An LM Studio API token is required to make requests to this server, but none was provided using the Authorization header",
    ),
    (
        "#618, 200 for an unknown path",
        200,
        r#"{"error":"Unexpected endpoint or method. (POST /chat/completions)"}"#,
        Class::WrongPath,
        "Unexpected endpoint or method. (POST /chat/completions)",
    ),
    (
        "llama-server, integer code and two numbers",
        400,
        r#"{"error":{"code":400,"message":"request (6019 tokens) exceeds the available context size (2048 tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":6019,"n_ctx":2048}}"#,
        Class::ContextOverflow,
        "request (6019 tokens) exceeds the available context size (2048 tokens), try increasing it",
    ),
    (
        "hermes-agent #71279, an error within the text",
        400,
        r#"{"error":"Engine protocol predict request returned 400: {\"error\":{\"code\":400,\"message\":\"Failed to initialize samplers: failed to parse grammar\",\"type\":\"invalid_request_error\"}}"}"#,
        Class::BadSchema,
        "Failed to initialize samplers: failed to parse grammar",
    ),
    ("#169", 400, r#"{"error":"'response_format.type' must be 'json_schema' or 'text'"}"#, Class::BadSchema, ""),
    (
        "llama-server, a bad schema",
        400,
        r#"{"error":{"code":400,"message":"JSON schema error at #/properties/a: unrecognized type bogus","type":"invalid_request_error"}}"#,
        Class::BadSchema,
        "",
    ),
    (
        "#1613",
        400,
        r#"{"error":{"type":"invalid_request","code":"invalid_value","param":"reasoning","message":"Model does not support reasoning configuration"}}"#,
        Class::ReasoningParam,
        "",
    ),
    (
        "#1528 on 0.4.2",
        400,
        r#"{"error":"Failed to parse tool call: Extra content after end of tool call"}"#,
        Class::ToolParse,
        "",
    ),
    ("#830", 400, r#"{"error":"Invalid 'messages' in payload"}"#, Class::BadHistory, ""),
    ("#261", 400, r#"{"error":"'content' field must be a string or an array of objects"}"#, Class::BadHistory, ""),
    (
        "a crash",
        400,
        r#"{"error":"The model has crashed without additional information. (Exit code: 11)"}"#,
        Class::Crashed,
        "",
    ),
    ("a channel", 400, r#"{"error":"Channel Error"}"#, Class::Crashed, ""),
    ("unloaded", 400, r#"{"error":"Model unloaded."}"#, Class::Unloaded, ""),
    ("unloaded, in other words", 400, r#"{"error":"Model is unloaded."}"#, Class::Unloaded, ""),
    (
        "a load that speaks of the context",
        400,
        r#"{"error":"Failed to load model \"x\". Insufficient memory for context length 131072"}"#,
        Class::LoadFailed,
        "",
    ),
    (
        "several models",
        400,
        r#"{"error":"Multiple models are loaded. Please specify a model by providing a 'model' field in the request body."}"#,
        Class::NoModel,
        "",
    ),
    (
        "a router without a model",
        400,
        r#"{"error":{"code":400,"message":"model name is missing from the request"}}"#,
        Class::NoModel,
        "",
    ),
    (
        "a router, another model",
        400,
        r#"{"error":{"code":400,"message":"model 'nope' not found"}}"#,
        Class::NoModel,
        "",
    ),
    (
        "llama-server, an unknown path",
        404,
        r#"{"error":{"message":"File Not Found","type":"not_found_error","code":404}}"#,
        Class::WrongPath,
        "File Not Found",
    ),
    (
        "llama-server, a wrong key",
        401,
        r#"{"error":{"message":"Invalid API Key","type":"authentication_error","code":401}}"#,
        Class::NeedsToken,
        "Invalid API Key",
    ),
    ("a field named message", 500, r#"{"message":"out of order"}"#, Class::ServerFault, "out of order"),
    ("a field named detail", 422, r#"{"detail":"not so"}"#, Class::ServerFault, "not so"),
    ("plain text", 500, "Internal Server Error", Class::ServerFault, "Internal Server Error"),
    ("nothing", 500, "", Class::ServerFault, "It gave no reason."),
    ("nothing, as a success", 200, "", Class::NotLmStudio, "It gave no reason."),
    ("another program", 200, r#"{"status":"UP"}"#, Class::NotLmStudio, r#"{"status":"UP"}"#),
    (
        "a web page",
        404,
        "<!DOCTYPE html><html><title>nginx\n404</title><body>model queue not found",
        Class::NotLmStudio,
        "It answers with a web page, \"nginx 404\".",
    ),
    ("a proxy's page", 503, "<html><body>later", Class::Overloaded, "It answers with a web page."),
    ("too many", 429, r#"{"error":"slow down"}"#, Class::Overloaded, "slow down"),
    ("a full queue", 400, r#"{"error":"The request queue is full"}"#, Class::Overloaded, ""),
    ("an error that is none", 200, r#"{"error":null,"data":1}"#, Class::NotLmStudio, ""),
];

#[test]
fn every_body_that_was_seen_is_known() {
    for (name, status, body, class, text) in SEEN {
        let fault = reply(*status, body);
        assert_eq!(fault.class, *class, "{name}");
        assert_eq!(fault.status, Some(*status), "{name}");
        if !text.is_empty() {
            assert_eq!(fault.text, *text, "{name}");
        }
    }
}

#[test]
fn a_status_that_lies_changes_nothing_that_the_text_says() {
    for (name, status, body, class, _) in SEEN.iter().filter(|row| !matches!(row.1, 401 | 429 | 503)) {
        let by_text = !matches!(class, Class::NotLmStudio | Class::ServerFault);
        for lie in [200, 400, 404, 500] {
            if by_text {
                assert_eq!(reply(lie, body).class, *class, "{name} as {lie} instead of {status}");
            }
        }
    }
}

/// Named and unnamed frames of a stream.
#[test]
fn an_error_within_a_stream_is_the_same_error() {
    let named = r#"{"error":{"message":"Input does not fit in context length. The input has 31430 tokens, but the context length only supports 30000 tokens."},"message":"Input does not fit in context length. The input has 31430 tokens, but the context length only supports 30000 tokens."}"#;
    let fault = Fault::of_event(named, BARE);
    assert_eq!((fault.class, fault.status), (Class::ContextOverflow, Some(200)));
    assert_eq!(fault.overflow, Some(Overflow { asked: 31_430, fits: 30_000 }));
    let unnamed = r#"{"error":{"code":500,"message":"The model produced output that does not match the expected peg-native format","type":"server_error"}}"#;
    assert_eq!(Fault::of_event(unnamed, BARE).class, Class::ServerFault);
    assert_eq!(
        Fault::of_event("not even JSON", BARE).class,
        Class::ServerFault,
        "it does stream: it is no other program"
    );
    assert_eq!(Fault::of_event(r#"{"error":"Model is unloaded."}"#, BARE).class, Class::Unloaded);
}

#[test]
fn the_four_texts_of_an_overflow_give_their_numbers() {
    let texts = [
        (
            "Trying to keep the first 656 tokens when context the overflows. However, the model is loaded with context length of only 256 tokens, which is not enough.",
            Some((656, 256)),
        ),
        (
            "The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 5000>= n_ctx: 4096). Try to load the model with a larger context length",
            Some((5000, 4096)),
        ),
        (
            "Input does not fit in context length. The input has 31430 tokens, but the context length only supports 30000 tokens.",
            Some((31_430, 30_000)),
        ),
        ("Context size has been exceeded", None),
    ];
    for (text, numbers) in texts {
        let fault = reply(400, &serde_json::json!({ "error": text }).to_string());
        assert_eq!(fault.class, Class::ContextOverflow, "{text}");
        assert_eq!(fault.overflow.map(|overflow| (overflow.asked, overflow.fits)), numbers, "{text}");
    }
    assert_eq!(reply(400, r#"{"error":"12 of 3 wheels"}"#).overflow, None, "numbers mean something only there");
}

#[test]
fn a_token_that_was_sent_and_one_that_was_not_are_told_apart() {
    let body = r#"{"error":{"code":"invalid_api_key","message":"Invalid API key"}}"#;
    assert_eq!(Fault::of_reply(401, body, None, WITH_TOKEN).class, Class::BadToken);
    assert_eq!(Fault::of_reply(401, body, None, BARE).class, Class::NeedsToken);
    assert_eq!(Fault::of_reply(403, "", None, WITH_TOKEN).class, Class::BadToken);
    let hidden = r#"{"error":"Unexpected endpoint or method. (GET /v1/models)"}"#;
    let known = Asked { path_is_known: true, ..BARE };
    assert_eq!(Fault::of_reply(200, hidden, None, known).class, Class::NeedsToken, "a path it must have");
    assert_eq!(Fault::of_reply(200, hidden, None, Asked { with_token: true, ..known }).class, Class::WrongPath);
}

#[test]
fn text_of_others_cannot_steer_a_screen() {
    let body = serde_json::json!({ "error": format!("a\u{1b}[31mb\u{202e}c\r\nd\u{200b}e{}", "x".repeat(500)) });
    let text = reply(500, &body.to_string()).text;
    assert!(text.starts_with("a [31mbc dexxx"), "{text:?}");
    assert_eq!(text.chars().count(), 301, "300 and a mark that more was there");
}

#[test]
fn what_helps() {
    let cure = |class| Fault::new(class, "").cure();
    assert_eq!(cure(Class::NotRunning), Cure::Person(Act::Start));
    assert_eq!(cure(Class::BadToken), Cure::Person(Act::Token));
    assert_eq!(cure(Class::NoModel), Cure::Person(Act::Model));
    assert_eq!(cure(Class::LoadFailed), Cure::Person(Act::Smaller));
    assert_eq!(cure(Class::NotLmStudio), Cure::Person(Act::Address));
    assert_eq!(cure(Class::ContextOverflow), Cure::Change(Change::ShorterPrompt));
    assert_eq!(cure(Class::Unloaded), Cure::Again(Duration::from_secs(2)));
    assert_eq!(cure(Class::TooLarge), Cure::Nothing);
    let busy = Fault::of_reply(503, "", Some(Duration::from_secs(9)), BARE);
    assert_eq!(busy.cure(), Cure::Again(Duration::from_secs(9)), "as long as it asks");
    assert_eq!(busy.again(Duration::from_secs(9)), None, "only within the time that is left");
    assert_eq!(busy.again(Duration::from_secs(10)), Some(Duration::from_secs(9)));
    assert_eq!(Fault::new(Class::NoModel, "").again(Duration::MAX), None);
    assert_eq!(reply(500, "").cure(), Cure::Nothing);
    assert_eq!(
        Fault::of_reply(500, "", Some(Duration::from_secs(1)), BARE).cure(),
        Cure::Again(Duration::from_secs(1))
    );
    let silent = Fault::new(Class::TimedOut(Timer::First), "");
    assert_eq!(silent.cure(), Cure::Again(Duration::ZERO));
    assert_eq!(Fault { heard: true, ..silent }.cure(), Cure::Nothing, "what had begun is not begun again");
}

#[test]
fn a_fault_says_what_happened_and_what_the_server_said() {
    assert_eq!(
        reply(404, r#"{"error":"No models loaded. Load one."}"#).to_string(),
        "The model is not there (HTTP 404): No models loaded. Load one."
    );
    assert_eq!(Fault::new(Class::EmptyAnswer, "").to_string(), "The model said nothing.");
}

proptest! {
    #[test]
    fn no_body_is_too_strange(
        status in 100_u16..600,
        body in prop_oneof![
            any::<String>(),
            "[{}\\[\\]\":,a1<]{0,40}",
            (0..SEEN.len(), any::<prop::sample::Index>())
                .prop_map(|(row, at)| SEEN[row].2.chars().take(at.index(400)).collect::<String>()),
        ],
        token in any::<bool>(),
    ) {
        let fault = Fault::of_reply(status, &body, None, Asked { with_token: token, path_is_known: false });
        prop_assert!(fault.text.chars().count() <= 301 && !fault.text.is_empty());
        prop_assert!(!fault.text.chars().any(char::is_control));
        prop_assert!(!matches!(fault.class, Class::TimedOut(_) | Class::NotRunning | Class::Forbidden), "not for a body to say");
        if matches!(status, 401 | 403) {
            prop_assert!(matches!(fault.class, Class::NeedsToken | Class::BadToken));
        }
    }
}
