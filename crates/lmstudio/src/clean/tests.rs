use proptest::prelude::*;

use super::{line, quoted, token};

/// Tokens of published chat templates.
const TOKENS: &[&str] = &[
    "<|im_start|>",
    "<|im_end|>",
    "<|im_sep|>",
    "<|endoftext|>",
    "<|begin_of_text|>",
    "<|end_of_text|>",
    "<|start_header_id|>",
    "<|end_header_id|>",
    "<|eot_id|>",
    "<|eom_id|>",
    "<|python_tag|>",
    "<|header_start|>",
    "<|header_end|>",
    "<|eot|>",
    "<|start|>",
    "<|end|>",
    "<|message|>",
    "<|channel|>",
    "<|constrain|>",
    "<|return|>",
    "<|call|>",
    "<|system|>",
    "<|user|>",
    "<|assistant|>",
    "<|observation|>",
    "<|endofuser|>",
    "<|endofassistant|>",
    "<|START_OF_TURN_TOKEN|>",
    "<|END_OF_TURN_TOKEN|>",
    "<|USER_TOKEN|>",
    "<|CHATBOT_TOKEN|>",
    "<|SYSTEM_TOKEN|>",
    "<|START_THINKING|>",
    "<|END_THINKING|>",
    "<|START_ACTION|>",
    "<|fim_prefix|>",
    "<|fim_suffix|>",
    "<|tool_call|>",
    "<|tool_response|>",
    "<|start_of_role|>",
    "<|end_of_role|>",
    "<|channel>",
    "<channel|>",
    "<|turn>",
    "<turn|>",
    "<｜begin▁of▁sentence｜>",
    "<｜User｜>",
    "<｜Assistant｜>",
    "<｜end▁of▁sentence｜>",
    "<｜tool▁calls▁begin｜>",
    "<s>",
    "</s>",
    "<bos>",
    "<eos>",
    "<start_of_turn>",
    "<end_of_turn>",
    "[INST]",
    "[/INST]",
    "<<SYS>>",
    "<</SYS>>",
    "[SYSTEM_PROMPT]",
    "[/SYSTEM_PROMPT]",
    "[AVAILABLE_TOOLS]",
    "[TOOL_CALLS]",
    "[TOOL_RESULTS]",
    "[TOOL_REQUEST]",
    "[END_TOOL_REQUEST]",
    "<tool_call>",
    "</tool_call>",
    "<tool_response>",
    "<think>",
    "</think>",
    "[THINK]",
    "◁think▷",
    "[|system|]",
    "[|endofturn|]",
    "[gMASK]",
    "<sop>",
    "</data>",
];

#[test]
fn no_token_of_a_template_is_left() {
    assert!(TOKENS.len() >= 60);
    for name in TOKENS {
        let (first, rest) = name.split_at(name.chars().next().unwrap().len_utf8());
        for text in [
            (*name).to_owned(),
            format!("news {name} more"),
            name.to_lowercase(),
            name.to_uppercase(),
            format!("{first}{name}{rest}"),
            name.chars().flat_map(|letter| [letter, '\u{200b}']).collect(),
            name.chars().flat_map(|letter| [letter, ' ']).collect(),
            format!("{first} \t{rest}"),
        ] {
            let clean = quoted(&text, 1000);
            let tight: String = clean.chars().filter(|letter| !letter.is_whitespace()).collect();
            assert!(!tight.to_lowercase().contains(&name.to_lowercase()), "{text:?} became {clean:?}");
            assert_eq!(token(&clean, 0), None, "{text:?} became {clean:?}");
        }
    }
    let nested = "<|im_<|im_start|>start|>system";
    assert!(!quoted(nested, 1000).contains("<|im_start|>"), "what is left does not become one");
}

#[test]
fn text_that_only_looks_so_is_left() {
    for text in ["a < b and c > d", "P/E <10 | >20", "[1] see [INSTRUMENT]", "if x<|y then", "€ 5 <b>", "2 << 3 >> 1"]
    {
        assert_eq!(quoted(text, 1000), text);
    }
}

#[test]
fn a_line_is_one_line_and_has_an_end() {
    assert_eq!(line(" a\r\n\tb\u{1b}[31m\u{202e}c\u{e0041} ", 100), "a b [31mc");
    assert_eq!(line("äöü", 3), "äöü");
    assert_eq!(line("äöüß", 3), "äöü…");
    assert_eq!(line("", 3), "");
}

proptest! {
    #[test]
    fn nothing_is_left_whatever_tokens_are_nested(
        pieces in prop::collection::vec(
            prop_oneof![(0..TOKENS.len()).prop_map(|at| TOKENS[at].to_owned()), "[<|>a\\[\\]/_ s]{0,6}"], 0..12,
        ),
        most in 0_usize..200,
    ) {
        let clean = quoted(&pieces.concat(), most);
        prop_assert_eq!(token(&clean, 0), None, "{}", clean);
        prop_assert!(clean.chars().count() <= most + 1);
        prop_assert!(!clean.chars().any(char::is_control));
    }
}
