#![no_main]

use libfuzzer_sys::fuzz_target;
use lmstudio::reasoning::{Kind, Part, Splitter};

fn read<'a>(kind: Kind, pieces: impl IntoIterator<Item = &'a str>) -> (String, String, bool) {
    let (mut splitter, mut parts) = (Splitter::new(kind), Vec::new());
    for piece in pieces {
        splitter.push(piece, &mut parts);
    }
    let is_unclosed = splitter.end(&mut parts);
    let (mut reasoning, mut answer) = (String::new(), String::new());
    for part in parts {
        match part {
            Part::Answer(text) => answer.push_str(&text),
            Part::Reasoning(text) => reasoning.push_str(&text),
            Part::MoveToReasoning => reasoning.push_str(&std::mem::take(&mut answer)),
        }
    }
    (reasoning, answer, is_unclosed)
}

fuzz_target!(|input: (bool, u16, &str)| {
    let (is_object, cut, text) = input;
    let kind = if is_object { Kind::Object } else { Kind::Prose };
    let whole = read(kind, [text]);
    let (one, other) = text.split_at(text.floor_char_boundary(usize::from(cut)));
    assert_eq!(read(kind, [one, other]), whole);
    let letters: Vec<String> = text.chars().map(String::from).collect();
    assert_eq!(read(kind, letters.iter().map(String::as_str)), whole);
    assert!(whole.0.len() + whole.1.len() <= text.len());
    if !text.contains(['<', '[', '◁']) && !text.contains("analysis") && !text.contains("ere") && !text.contains("/think") {
        // Case is no matter to a delimiter, so neither is it here.
        let lower = text.to_lowercase();
        if !lower.contains("analysis") && !lower.contains("here") && !lower.contains("/think") {
            assert_eq!(whole, (String::new(), text.to_owned(), false), "no delimiter, no change");
        }
    }
});
