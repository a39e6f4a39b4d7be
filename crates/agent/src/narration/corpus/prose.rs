//! Bad sentences in an answer in prose, as it streams.

use std::collections::VecDeque;

use lmstudio::{
    Client, Completion, Heard, Message, Patience,
    models::State,
    origin::Remote,
    pieces::Said,
    testing::{Fake, Script, World},
};

use super::{
    full, play,
    replies::{CLEAN, POISON, prose, texts},
};
use crate::narration::law::{Known, Sentences};

#[test]
fn no_bad_sentence_is_shown_while_it_streams() {
    let known = Known::of(&full().objects().unwrap()).with_names(["E1", "E2"]);
    play(stream_all(&known));
}

async fn stream_all(known: &Known) {
    let all = texts();
    let script = |(_, text): &(String, String)| Script::events(prose(text).stream("model-a")).in_pieces(97);
    let chats: VecDeque<_> = all.iter().map(script).collect();
    let fake = Fake::start(World { chats, ..World::default() }).await.unwrap();
    let client = Client::new(fake.origin().unwrap(), None, Remote::Refused, Patience::default()).unwrap();
    let mut kept = 0;
    for (name, text) in &all {
        assert!(text.contains(POISON), "{name}");
        let ask = Completion::new("model-a", vec![Message::User("How is it?".to_owned())]);
        let mut chat = client.chat(Completion { state: State::Loaded, ..ask });
        let (mut sentences, mut shown) = (Sentences::new(known), String::new());
        while let Some(heard) = chat.next().await {
            match heard.unwrap() {
                Heard::Said(Said::Answer(piece)) => shown.push_str(&sentences.push(&piece)),
                Heard::Said(_) | Heard::Phase(_) | Heard::Finished(_) => {}
            }
            assert!(!shown.contains(POISON), "{name}: {shown:?}");
        }
        let (rest, withheld) = sentences.end();
        shown.push_str(&rest);
        assert!(!shown.contains(POISON), "{name}: {shown:?}");
        assert!(
            CLEAN.iter().fold(shown.clone(), |rest, clean| rest.replace(clean, "")).trim().is_empty(),
            "{name}: {shown:?}"
        );
        let is_cut = name.starts_with("a thought");
        assert!(is_cut || !withheld.is_empty(), "{name}");
        kept += usize::from(!shown.is_empty());
    }
    assert!(kept > all.len() / 2, "{kept} of {} keep their good sentences", all.len());
}
