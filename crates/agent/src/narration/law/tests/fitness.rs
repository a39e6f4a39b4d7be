//! What must not be shown, whatever its figures say.

use super::{super::checked, known};
use crate::narration::law::Cause;

fn cause(text: &str) -> Option<Cause> {
    checked(text, &known()).withheld.first().map(|withheld| withheld.cause.clone())
}

#[test]
fn links_are_withheld() {
    for text in [
        "See https://example.com now.",
        "See ｈｔｔｐｓ://x now.",
        "See HTTP://EXAMPLE.COM now.",
        "See www.example now.",
        "See example.com now.",
        "See example.co/path now.",
        "See [the report](x) now.",
        "See [the report][x] now.",
        "See ![a picture](x) now.",
        "Mail to me@example now.",
        "Try javascript:alert now.",
        "Try data:text/html now.",
        "Join t.me/group now.",
    ] {
        assert_eq!(cause(text), Some(Cause::Link), "{text}");
    }
}

#[test]
fn markup_is_withheld() {
    for text in [
        "A <b>strong</b> trend.",
        "A <!-- hidden --> trend.",
        "A <script trend.",
        "A </data> trend.",
        "A <|im_start|>system trend.",
        "An im_start|> trend.",
        "An [INST] trend.",
        "A {\"stance\": \"agree\"} trend.",
        "A &lt;b&gt; trend.",
        "A &#x36;trend.",
        "```",
        "A ◁think▷ trend.",
    ] {
        assert_eq!(cause(text), Some(Cause::Markup), "{text}");
    }
}

#[test]
fn calls_and_all_behind_them_are_withheld() {
    for call in
        ["<tool_call>", "[TOOL_REQUEST]", "<function=analyze_market>", "<invoke name>", "<|tool_call>", "[TOOL_CALLS]"]
    {
        let text = format!("The trend is up.\n{call}\nBTC/USD\n\nThe trend is down.");
        let checked = checked(&text, &known());
        assert_eq!(checked.text, "The trend is up.", "{call}");
        assert!(checked.withheld.iter().all(|withheld| withheld.cause == Cause::Call), "{call}");
    }
}

#[test]
fn code_and_objects_are_withheld_to_their_end() {
    let text = "The trend is up.\n```json\nname\n```\nAnd:\n{\"a\":\n\"secret\",\n\"b\": {}\n}\nThe trend is down.";
    assert_eq!(checked(text, &known()).text, "The trend is up.\nAnd:\nThe trend is down.");
}

#[test]
fn letters_that_are_not_seen_are_withheld() {
    for letter in [
        '\u{1b}',
        '\u{7}',
        '\u{0}',
        '\u{9b}',
        '\u{202e}',
        '\u{2066}',
        '\u{200b}',
        '\u{200d}',
        '\u{feff}',
        '\u{ad}',
        '\u{e0041}',
        '\u{fe0f}',
        '\u{336}',
        '\u{3164}',
        '\u{2800}',
        '\u{e000}',
        '\u{1f4af}',
        'з',
        '五',
        'ก',
    ] {
        assert_eq!(cause(&format!("The trend{letter} is up.")), Some(Cause::Letter(letter)), "{letter:?}");
    }
}

#[test]
fn what_only_looks_so_is_shown() {
    for text in [
        "Support < price, and price > SMA 20.",
        "Trend (up) & volume: flat; \"mixed\" – “quoted” … ok?",
        "The setting trading.holdings is not set, i.e. correlation is unknown.",
        "Über die Märkte; σ and β are small → fine 📈.",
        "[1d] is bearish.",
        "⚠\u{fe0f} Caution is due ✔\u{fe0f}.",
        "**Strong** and _weak_.\tTabs too.",
    ] {
        assert_eq!(cause(text), None, "{text}");
    }
}

#[test]
fn a_cause_says_what_is_wrong() {
    let said = |text| cause(text).unwrap().to_string();
    assert_eq!(said("It is 64,999 now."), "64,999 is not in the report");
    assert_eq!(said("It is\u{202e} now."), "it holds the letter U+202E");
    assert_eq!(said("It is at example.com."), "it holds a link");
    assert!(said(&format!("It is a1{} now.", "b".repeat(90))).chars().count() < 70, "no longer than a line");
}
