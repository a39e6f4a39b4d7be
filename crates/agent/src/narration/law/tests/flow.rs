//! Sentences, and what stands between them.

use super::{super::checked, known};

fn shown(text: &str) -> String {
    checked(text, &known()).text
}

#[test]
fn one_foreign_figure_costs_one_sentence() {
    let text = "The trend is up. It wins 72% of the time! Support is 63250. Is 64,999 near? The risk is low.";
    let checked = checked(text, &known());
    assert_eq!(checked.text, "The trend is up. Support is 63250. The risk is low.");
    let said: Vec<_> = checked.withheld.iter().map(|it| (it.sentence.as_str(), it.cause.figure().unwrap())).collect();
    assert_eq!(said, [("It wins 72% of the time!", "72%"), ("Is 64,999 near?", "64,999")]);
}

#[test]
fn lines_stay_lines() {
    assert_eq!(shown("First.\n\nSecond is 7777.\n\nThird.\r\nFourth."), "First.\n\nThird.\nFourth.");
    assert_eq!(shown("  First.   Second.\n"), "First. Second.");
    assert_eq!(shown("Nothing but 7777."), "");
    assert_eq!(shown(" \n\t "), "");
    assert_eq!(shown(""), "");
}

#[test]
fn a_dot_is_not_always_an_end() {
    for (text, first) in [
        ("It is at 64210.4 now. Fine.", "It is at 64210.4 now."),
        ("The trend vs. SMA 20 is up. Fine.", "The trend vs. SMA 20 is up."),
        ("It is up, e.g. on 4h. Fine.", "It is up, e.g. on 4h."),
        ("It rose. and fell. Fine.", "It rose. and fell."),
        ("He said \"up.\" Fine.", "He said \"up.\""),
        ("Up?! Fine.", "Up?!"),
        ("Up... Fine.", "Up..."),
        ("1. The trend is up. Fine.", "1. The trend is up."),
        ("Up.Fine.", ""),
        ("Up (a little.) Fine.", "Up (a little.)"),
        ("Up\nFine.", "Up"),
    ] {
        let checked = checked(&text.replace("Fine.", "Fine 7777."), &known());
        assert_eq!(checked.text, first, "{text}");
        assert_eq!(checked.withheld.len(), 1, "{text}");
    }
}
