use proptest::prelude::*;

use super::{
    Kind, Part, Splitter,
    delimiters::{DROPPED, PAIRS, STRAY},
};

/// What a reader is left with: reasoning, answer, and whether the thinking never ended.
fn read<'a>(kind: Kind, pieces: impl IntoIterator<Item = &'a str>) -> (String, String, bool) {
    let (mut splitter, mut parts) = (Splitter::new(kind), Vec::new());
    for piece in pieces {
        splitter.push(piece, &mut parts);
    }
    let unclosed = splitter.end(&mut parts);
    let (mut reasoning, mut answer) = (String::new(), String::new());
    for part in parts {
        match part {
            Part::Answer(text) => answer.push_str(&text),
            Part::Reasoning(text) => reasoning.push_str(&text),
            Part::MoveToReasoning => reasoning.push_str(&std::mem::take(&mut answer)),
        }
    }
    (reasoning, answer, unclosed)
}

/// Reads a text whole, then cut in two at every place and into pieces of every size, and expects the same of each.
#[track_caller]
fn everywhere(kind: Kind, text: &str) -> (String, String, bool) {
    let whole = read(kind, [text]);
    let places: Vec<_> = text.char_indices().map(|(place, _)| place).chain([text.len()]).collect();
    for place in &places {
        let (one, other) = text.split_at(*place);
        assert_eq!(read(kind, [one, other]), whole, "{text:?} cut at {place}");
    }
    for size in 1..places.len() {
        let starts: Vec<_> = places.iter().copied().step_by(size).chain([text.len()]).collect();
        let pieces = starts.windows(2).map(|pair| &text[pair[0]..pair[1]]);
        assert_eq!(read(kind, pieces), whole, "{text:?} in pieces of {size}");
    }
    whole
}

fn parts(reasoning: &str, answer: &str) -> (String, String, bool) {
    (reasoning.to_owned(), answer.to_owned(), false)
}

/// The published table, written out again: what opens, what closes.
const TABLE: &[(&str, &str)] = &[
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<Thought>", "</thought>"),
    ("<reason>", "</reason>"),
    ("<reasoning>", "</reasoning>"),
    ("<reflection>", "</reflection>"),
    ("<scratchpad>", "</scratchpad>"),
    ("<SCRATCHPAD>", "</SCRATCHPAD>"),
    ("<inner_monologue>", "</inner_monologue>"),
    ("<antThinking>", "</antThinking>"),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
    ("<seed:think>", "</seed:think>"),
    ("<mm:think>", "</mm:think>"),
    ("<|channel|>analysis<|message|>", "<|end|>"),
    ("<|channel|>analysis<|message|>", "<|channel|>final<|message|>"),
    ("<|channel|>analysis<|message|>", "<|end|><|start|>assistant<|channel|>final<|message|>"),
    ("<|channel|>analysis<|message|>", "<|end|><|start|>assistant<|channel|>final <|constrain|>json<|message|>"),
    ("<|channel|>analysis<|message|>", "<|start|>assistant<|channel|>final<|message|>"),
    ("<|channel|>commentary<|message|>", "<|end|>"),
    ("<|channel>thought\n", "<channel|>"),
    ("<|START_THINKING|>", "<|END_THINKING|>"),
    ("<|START_THINKING|>", "<|END_THINKING|><|START_RESPONSE|>"),
    ("<|inner_prefix|>", "<|inner_suffix|>"),
    ("<|open|>think<|sep|>", "<|close|>think<|sep|>"),
    ("<|open|>think<|sep|>", "<|close|>think<|sep|><|open|>response<|sep|>"),
    (" to=self<|message|>", "<|eom|>"),
    ("<|think|>", "<|end|>"),
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ("<|begin_of_thought|>", "<|end_of_thought|><|begin_of_solution|>"),
    ("Here is my thought process:", "Here is my response:"),
    ("Here's my thought process:", "Here's my response:"),
    ("/think\n", "<|im_end|>\n<|im_start|>assistant"),
    ("[unused16]", "[unused17]"),
];

#[test]
fn every_pair_is_cut_out_wherever_the_text_is_cut() {
    for (open, close) in TABLE {
        for kind in [Kind::Prose, Kind::Object] {
            let text = format!("{open}a < b [x] thi{close}{{\"k\":1}}");
            assert_eq!(everywhere(kind, &text), parts("a < b [x] thi", "{\"k\":1}"), "{open} {close} {kind:?}");
        }
    }
}

/// A delimiter that is added without a row in the table above is one that nobody has checked.
#[test]
fn every_delimiter_of_the_code_stands_in_the_table() {
    let is_in_table = |token: &str| TABLE.iter().any(|(open, close)| open.contains(token) || close.contains(token));
    for pair in PAIRS.iter().filter(|pair| pair.open != "<seed:cot_budget_reflect>") {
        assert!(is_in_table(pair.open), "{}", pair.open);
    }
    for stray in STRAY.iter().filter(|stray| **stray != "[BEGIN FINAL RESPONSE]") {
        assert!(is_in_table(stray), "{stray}");
    }
}

#[test]
fn what_says_nothing_is_dropped_wherever_the_text_is_cut() {
    for token in DROPPED {
        for upper in [false, true] {
            let token = if upper { token.to_uppercase() } else { (*token).to_owned() };
            let text = format!("one < two {token}three [x] €{token}");
            assert_eq!(everywhere(Kind::Prose, &text), parts("", "one < two three [x] €"), "{token}");
        }
    }
}

#[test]
fn either_spelling_ends_what_either_began() {
    for open in ["Here is my thought process:", "Here's my thought process:", "HERE IS MY THOUGHT PROCESS:"] {
        for close in ["Here is my response:", "Here's my response:"] {
            let text = format!("\n {open} he had hopes. Here's more. {close}ok");
            assert_eq!(
                everywhere(Kind::Prose, &text),
                parts(" he had hopes. Here's more. ", "\n ok"),
                "{open} {close}"
            );
        }
    }
}

#[test]
fn a_closer_without_opener_makes_all_before_it_thinking() {
    let closers = TABLE.iter().map(|(_, close)| *close).filter(|close| {
        // These end a part, or are words: alone they prove nothing.
        !close.starts_with("<|end|>")
            && !close.contains("final")
            && !close.starts_with("Here")
            && !close.contains("im_")
    });
    for close in closers.chain(["[BEGIN FINAL RESPONSE]"]) {
        assert_eq!(everywhere(Kind::Prose, &format!("plan{close}ok")), parts("plan", "ok"), "{close}");
    }
    for kept in ["<|end|>", "<|channel|>final<|message|>"] {
        assert_eq!(everywhere(Kind::Prose, &format!("plan{kept}ok")), parts("", "planok"), "{kept}");
    }
}

#[test]
fn a_reader_hears_of_the_move_when_it_happens() {
    let (mut splitter, mut heard) = (Splitter::new(Kind::Prose), Vec::new());
    splitter.push("plan</think>ok", &mut heard);
    assert_eq!(heard, [Part::Answer("plan".into()), Part::MoveToReasoning, Part::Answer("ok".into())]);
}

#[test]
fn known_texts() {
    let cases = [
        ("<THINK>r</Think>ok", "r", "ok"),
        ("price < 10 and [x] <b>", "", "price < 10 and [x] <b>"),
        (
            "<|channel|>analysis<|message|>we need<|end|><|start|>assistant<|channel|>final<|message|>{\"a\":1}<|return|>",
            "we need",
            "{\"a\":1}",
        ),
        (
            "<|channel|>analysis<|message|>one<|end|><|channel|>analysis<|message|>two<|end|>the answer",
            "onetwo",
            "the answer",
        ),
        ("<think>r</think><answer>{\"a\":1}</answer>", "r", "{\"a\":1}"),
        ("<think>r</think><|begin_of_box|>42<|end_of_box|>", "r", "42"),
        ("plan[BEGIN FINAL RESPONSE]ok[END FINAL RESPONSE]", "plan", "ok"),
        ("<think>one</think>a <think>two</think>b", "onetwo", "a b"),
        ("<think><think>deep</think>ok", "<think>deep", "ok"),
        ("<seed:think>a</seed:think>ok", "a", "ok"),
        ("analysiswe need moreassistantfinalok", "analysiswe need more", "ok"),
        ("analysis of the market", "", "analysis of the market"),
        ("the assistantfinal word", "", "the assistantfinal word"),
        ("It says: Here is my thought process: none", "", "It says: Here is my thought process: none"),
        ("path /think\nof", "", "path /think\nof"),
        (" \n<think>r</think>ok", "r", " \nok"),
        ("ok<|im_end|>", "", "ok"),
        ("ok<|im_end", "", "ok<|im_end"),
        ("ok<|im_end|>\n<|im_start|>assistant", "", "ok"),
        ("ok<|im_end|>\nmore", "", "ok\nmore"),
        ("", "", ""),
    ];
    for (text, reasoning, answer) in cases {
        assert_eq!(everywhere(Kind::Prose, text), parts(reasoning, answer), "{text:?}");
    }
}

#[test]
fn thinking_that_never_ends_is_said() {
    assert_eq!(everywhere(Kind::Prose, "<think>abc def"), ("abc def".to_owned(), String::new(), true));
    assert_eq!(everywhere(Kind::Prose, "<think>abc </thi"), ("abc </thi".to_owned(), String::new(), true));
}

#[test]
fn the_strings_of_an_object_may_hold_any_delimiter() {
    let object = r#"{"rationale":"it wrote <think>no</think> and </think>"}"#;
    assert_eq!(everywhere(Kind::Object, &format!("<think>r</think>\n{object}")), parts("r", &format!("\n{object}")));
    let (reasoning, answer, _) = everywhere(Kind::Prose, object);
    assert_ne!((reasoning.as_str(), answer.as_str()), ("", object), "prose has no such protection");
}

proptest! {
    #[test]
    fn any_split_gives_the_same(
        pieces in prop::collection::vec(
            prop_oneof![
                (0..TABLE.len()).prop_map(|row| TABLE[row].0.to_owned()),
                (0..TABLE.len()).prop_map(|row| TABLE[row].1.to_owned()),
                Just("<|im_end|>".to_owned()), Just("<answer>".to_owned()), Just("analysis".to_owned()),
                Just("assistantfinal".to_owned()), Just("{".to_owned()), "[a <|◁/]{0,6}",
            ],
            0..8,
        ),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..10),
        object in any::<bool>(),
    ) {
        let kind = if object { Kind::Object } else { Kind::Prose };
        let text = pieces.concat();
        let places: Vec<_> = text.char_indices().map(|(place, _)| place).chain([text.len()]).collect();
        let mut chosen: Vec<_> = cuts.iter().map(|cut| *cut.get(&places)).chain([0, text.len()]).collect();
        chosen.sort_unstable();
        let split = read(kind, chosen.windows(2).map(|pair| &text[pair[0]..pair[1]]));
        prop_assert_eq!(split, read(kind, [text.as_str()]));
    }
}
