//! Any bytes as an answer or a message of Yahoo: no panic, whatever they are.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| market::measure::everything(market::VenueName::Yahoo, bytes));
