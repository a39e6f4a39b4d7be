#![no_main]

use libfuzzer_sys::fuzz_target;
use lmstudio::object;

fuzz_target!(|text: &str| {
    let found = object::last(text);
    if let Some(found) = found {
        assert!(text.contains(found) && found.starts_with('{') && found.ends_with('}') && found.len() <= 64 << 10);
        // What was found is found again by itself.
        assert_eq!(object::last(found), Some(found));
    }
    // A text that is one object is found, whatever its strings hold.
    if let Ok(serde_json::Value::Object(whole)) = serde_json::from_str(text) {
        let written = serde_json::Value::Object(whole).to_string();
        if let Some(found) = object::last(&written) {
            assert_eq!(found, written);
        }
    }
});
