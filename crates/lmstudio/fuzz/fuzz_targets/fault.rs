#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use lmstudio::{Fault, fault::Asked};

fuzz_target!(|input: (u16, bool, bool, &str)| {
    let (status, with_token, path_is_known, body) = input;
    let asked = Asked { with_token, path_is_known };
    for fault in [Fault::of_reply(status, body, None, asked), Fault::of_event(body, asked)] {
        let told = fault.to_string();
        assert!(fault.text.chars().count() <= 301 && !told.is_empty());
        assert!(!told.chars().any(|letter| letter.is_control() || ('\u{202a}'..='\u{202e}').contains(&letter)));
        assert_eq!(Fault { is_repeated: true, ..fault.clone() }.again(Duration::MAX), None);
        assert_eq!(fault.again(Duration::ZERO), None);
        assert!(fault.overflow.is_none_or(|overflow| overflow.asked >= overflow.fits || body.contains("n_ctx")));
    }
});
