#![no_main]

use libfuzzer_sys::fuzz_target;
use lmstudio::{
    pieces::{MOST_ANSWER, MOST_REASONING, Said},
    reasoning::Kind,
    testing::heard,
};

fuzz_target!(|input: (bool, u16, &[u8])| {
    let (is_object, cut, bytes) = input;
    let kind = if is_object { Kind::Object } else { Kind::Prose };
    let run = |chunks: Vec<&[u8]>| {
        let mut said = Vec::new();
        let answer = heard(kind, chunks, &mut said).map_err(|fault| fault.class);
        (answer, said)
    };
    let (whole, said) = run(vec![bytes]);
    let (one, other) = bytes.split_at(usize::from(cut).min(bytes.len()));
    assert_eq!(run(vec![one, other]).0, whole);
    assert_eq!(run(bytes.chunks(1).collect()).0, whole);
    let Ok(answer) = whole else { return };
    let text = String::from_utf8_lossy(bytes);
    assert!(text.contains("finish_reason") || text.contains("\\u"), "nobody said that it was done");
    assert!(answer.text.len() <= MOST_ANSWER && answer.reasoning.len() <= MOST_REASONING);
    assert!(answer.calls.len() <= 16);
    assert!(answer.object.is_none() || is_object);
    // Whoever kept what was said has the same answer.
    let mut kept = String::new();
    for said in said {
        match said {
            Said::Answer(piece) => kept += &piece,
            Said::MoveToReasoning => kept.clear(),
            Said::Reasoning(_) | Said::Call => {}
        }
    }
    assert_eq!(kept.trim(), answer.text);
});
