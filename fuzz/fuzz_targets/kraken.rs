//! Any bytes as an answer or a message of Kraken: no panic, whatever they are.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| market::measure::everything(market::VenueName::Kraken, bytes));
