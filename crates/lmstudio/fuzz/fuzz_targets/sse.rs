#![no_main]

use libfuzzer_sys::fuzz_target;
use lmstudio::sse::{Decoder, Event, TooLarge};

fn decoded<'a>(chunks: impl IntoIterator<Item = &'a [u8]>, most: usize) -> (Vec<Event>, Result<(), TooLarge>) {
    let (mut decoder, mut events) = (Decoder::with_most(most), Vec::new());
    for chunk in chunks {
        if let Err(too_large) = decoder.push(chunk, &mut events) {
            return (events, Err(too_large));
        }
    }
    events.extend(decoder.end());
    (events, Ok(()))
}

fuzz_target!(|input: (u8, u16, &[u8])| {
    let (most, cut, bytes) = input;
    let most = usize::from(most) + 8;
    let whole = decoded([bytes], most);
    let (one, other) = bytes.split_at(usize::from(cut).min(bytes.len()));
    assert_eq!(decoded([one, other], most), whole);
    assert_eq!(decoded(bytes.chunks(1), most), whole);
    // Bytes that are no UTF-8 become three each.
    assert!(whole.0.iter().all(|event| event.data.len() <= 3 * most));
});
