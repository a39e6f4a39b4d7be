use super::has_call;

#[test]
fn a_call_in_the_text_is_seen_however_it_is_marked() {
    for text in [
        "<tool_call>{\"name\":\"generate_signal\"}</tool_call>",
        "Let me see. [TOOL_REQUEST]{\"name\": \"generate_signal\"}[END_TOOL_REQUEST]",
        "<function=generate_signal>{}</function>",
        "<invoke name=\"assess_risk\">",
        "<|tool_call_start|>[generate_signal(pair='BTC/USD')]",
        "[tool_calls] [{}]",
        "{\"name\": \"generate_signal\", \"arguments\": {\"pair\": \"BTC/USD\"}}",
        "```json\n{\"tool\": \"analyze_market\"}\n```",
        "[{\"name\":\"assess_risk\"}]",
    ] {
        assert!(has_call(text), "{text}");
    }
}

#[test]
fn speaking_of_a_tool_is_no_call() {
    for text in [
        "I used generate_signal for this.",
        "The signal is HOLD {no lean}.",
        "{\"answer\": 1}",
        "a < b, [x] and <b>",
        "",
    ] {
        assert!(!has_call(text), "{text}");
    }
}
