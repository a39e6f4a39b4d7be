use analysis::Gate;
use data_encoding::BASE64;
use serde_json::Value;

use super::read_export;
use crate::journal::{
    KeptCandles, Place, Verdict, Verifier, Why,
    tests::support::{Dice, answer, at, journal, stored, times},
};

fn exported(bars: u32) -> Vec<u8> {
    let (_folder, mut journal) = journal();
    let ids = stored(&mut journal, &answer(1, "BTC/USD", bars, Gate::Rule, at("2026-11-20T15:00:03Z")));
    journal.export(&ids[1]).unwrap()
}

fn verdict(bytes: &[u8]) -> Verdict {
    match read_export(bytes) {
        Ok(kept) => Verifier::default().check(&kept).verdict,
        Err(place) => Verdict::Altered(place),
    }
}

#[test]
fn a_file_verifies_by_itself() {
    let bytes = exported(600);
    assert_eq!(verdict(&bytes), Verdict::Match);
    let file: Value = serde_json::from_slice(&bytes).unwrap();
    let candles = BASE64.decode(file["candles"].as_str().unwrap().as_bytes()).unwrap();
    assert_eq!(
        analysis::receipt::sha256_hex(&candles),
        file["receipt"]["series"][0]["candles_sha256"].as_str().unwrap()
    );
    let receipt = analysis::receipt::canonical(&file["receipt"]).unwrap();
    assert_eq!(analysis::receipt::id_of(&receipt), file["receipt_id"].as_str().unwrap(), "anyone can check it");
    assert!(file["holds"].as_str().unwrap().contains("candles"));
}

#[test]
fn every_flipped_byte_of_it_is_found() {
    let bytes = exported(40);
    let mut dice = Dice::new(5);
    for _ in 0..times(600, 6_000) {
        let mut changed = bytes.clone();
        let byte = dice.below(changed.len());
        changed[byte] ^= 1 + dice.below(255) as u8;
        let told = verdict(&changed);
        assert!(matches!(told, Verdict::Altered(_)), "byte {byte}: {told:?}");
    }
}

#[test]
fn what_was_added_or_cut_is_found() {
    let bytes = exported(40);
    for changed in [&bytes[..bytes.len() - 1], &[&bytes[..], b"\n"].concat(), b"", b"{}"] {
        assert!(matches!(verdict(changed), Verdict::Altered(Place::Export { .. })));
    }
}

#[test]
fn without_its_candles_nobody_can_say() {
    let (_folder, mut journal) = journal();
    let ids = stored(&mut journal, &answer(1, "BTC/USD", 40, Gate::Rule, at("2026-11-20T15:00:03Z")));
    let mut kept = journal.get(&ids[0]).unwrap().unwrap();
    kept.candles = KeptCandles::Missing;
    let bytes = super::written(&kept).unwrap();
    assert_eq!(read_export(&bytes), Ok(kept));
    assert_eq!(verdict(&bytes), Verdict::CannotCheck(Why::CandlesMissing));
}
