use proptest::{collection::vec, prelude::*};

use super::{Decoder, Event, TooLarge};

/// Events, comments, and whether the limit was hit, for one way of cutting.
fn decoded<'a>(chunks: impl IntoIterator<Item = &'a [u8]>, most: usize) -> (Vec<Event>, Result<(), TooLarge>, u64) {
    let (mut decoder, mut events) = (Decoder::with_most(most), Vec::new());
    for chunk in chunks {
        if let Err(too_large) = decoder.push(chunk, &mut events) {
            return (events, Err(too_large), decoder.comments());
        }
    }
    let comments = decoder.comments();
    events.extend(decoder.end());
    (events, Ok(()), comments)
}

fn whole(bytes: &[u8]) -> Vec<Event> {
    decoded([bytes], super::MOST_BYTES).0
}

fn event(name: &str, data: &str) -> Event {
    Event { name: name.to_owned(), data: data.to_owned() }
}

/// One stream with every way of ending a line, of naming a field, and of ending.
const VECTOR: &str =
    "\u{feff}: ping\r\nevent: error\r\ndata: {\"a\":\r\ndata: 1}\r\n\r\ndata:x\n\ndata: €\r\r:\ndata: tail";

#[test]
fn every_chunk_size_and_every_split_gives_the_events_of_the_vector() {
    let expected = vec![event("error", "{\"a\":\n1}"), event("", "x"), event("", "€"), event("", "tail")];
    let bytes = VECTOR.as_bytes();
    for size in 1..=bytes.len() {
        let (events, end, comments) = decoded(bytes.chunks(size), super::MOST_BYTES);
        assert_eq!((&events, end, comments), (&expected, Ok(()), 2), "chunks of {size}");
    }
    for at in 0..=bytes.len() {
        let (one, other) = bytes.split_at(at);
        assert_eq!(decoded([one, &[], other], super::MOST_BYTES).0, expected, "cut at {at}");
    }
}

#[test]
fn what_the_wire_does_besides() {
    assert_eq!(whole(b"data:  two spaces\n\n"), [event("", " two spaces")], "one space goes, no more");
    assert_eq!(whole(b"data\n\n"), [event("", "")], "a field without a colon has no value");
    assert_eq!(whole(b"id: 7\nretry: 10\nevent: ping\n\n"), [], "without data there is no event");
    assert_eq!(whole(b"event: a\n\ndata: 1\n\n"), [event("", "1")], "a name does not outlive its event");
    assert_eq!(whole(b"data: 1\n\n\n\n\ndata: 2\n\n"), [event("", "1"), event("", "2")]);
    assert_eq!(whole(b"data: \xef\xbb\xbf1\n\n"), [event("", "\u{feff}1")], "a mark is one only at the start");
    assert_eq!(whole(b"data: \xff\xfe!\n\n"), [event("", "\u{fffd}\u{fffd}!")]);
    assert_eq!(whole(b""), []);
}

#[test]
fn a_line_and_an_event_have_a_size_up_to_which_they_are_read() {
    let at_limit = b"data: 0123456789";
    assert_eq!(decoded([at_limit.as_slice()], 16).1, Ok(()));
    assert_eq!(decoded([at_limit.as_slice()], 15).1, Err(TooLarge));
    let (events, end, _) = decoded([b"data: 1\n\ndata: 0123456789abcdef\n\n".as_slice()], 16);
    assert_eq!((events, end), (vec![event("", "1")], Err(TooLarge)), "what came before it counts");
    let lines = b"data: 12345\ndata: 12345\ndata: 12345\n\n";
    assert_eq!(decoded([lines.as_slice()], 21).1, Err(TooLarge), "an event of short lines is bounded too");
    assert_eq!(decoded([lines.as_slice()], 22).1, Ok(()));
}

proptest! {
    #[test]
    fn any_split_gives_the_same(
        bytes in vec(prop_oneof![
            Just(b'\n'), Just(b'\r'), Just(b':'), Just(b' '), Just(b'd'), Just(0xe2), Just(0x82), Just(0xac), any::<u8>(),
        ], 0..200)
            .prop_map(|tail| [b"event: e\ndata: ".as_slice(), &tail].concat()),
        cuts in vec(any::<prop::sample::Index>(), 0..12),
        most in 8_usize..60,
    ) {
        let mut places: Vec<_> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        places.extend([0, bytes.len()]);
        places.sort_unstable();
        let chunks: Vec<_> = places.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
        prop_assert_eq!(decoded(chunks, most), decoded([bytes.as_slice()], most));
    }
}
