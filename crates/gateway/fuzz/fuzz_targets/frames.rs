//! Any text as a frame, and what is read out of its payload.
#![no_main]

use gateway::frames::{AllowKey, Granted, Heard, LONGEST, accepted, chat_event, configured, described, hear, pending};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(heard) = hear(text, LONGEST) else { return };
    let payload = match &heard {
        Heard::Answer(answer) => answer.outcome.as_ref().ok().map(|raw| raw.get()),
        Heard::Event(event) => event.payload.as_ref().map(|raw| raw.get()),
        _ => None,
    };
    let Some(payload) = payload else { return };
    // Every reader of a payload, whichever it was meant for.
    if let Ok(granted) = serde_json::from_str::<Granted>(payload) {
        assert!((65_536..=LONGEST).contains(&granted.terms.longest));
        assert!(granted.terms.tick.is_some_and(|tick| (1..=300).contains(&tick.as_secs())));
    }
    let _ = accepted(payload);
    let _ = pending(payload);
    let _ = described(payload);
    let _ = configured(payload, AllowKey::AllowCommands);
    let _ = configured(payload, AllowKey::CommandsAllow);
    let _ = chat_event(payload);
});
