use analysis::{
    Gate, Interval,
    receipt::{self, candles_canonical},
};

use super::{cut, packed, plan, series, unpacked};
use crate::journal::tests::support::{answer, at, history};

#[test]
fn the_form_is_the_one_that_is_hashed() {
    for pair in ["BTC/USD", "EUR/USD", "AAPL"] {
        let history = history(1, pair, Interval::M15, 1_200, at("2026-11-20T15:00:03Z"));
        let bytes = candles_canonical(&history.series);
        assert_eq!(receipt::sha256_hex(&bytes), receipt::candles_sha256(&history.series));
        assert_eq!(series(&bytes), Some(history.series));
    }
}

#[test]
fn an_unknown_volume_stays_unknown() {
    let mut given = answer(1, "EUR/USD", 40, Gate::Proven, at("2026-11-20T15:00:03Z")).history.series;
    let candles: Vec<_> = given.candles().map(|candle| analysis::Candle { volume: None, ..candle }).collect();
    given = analysis::Series::new(given.pair().clone(), given.interval(), jiff::Timestamp::MAX, candles).unwrap();
    let back = series(&candles_canonical(&given)).unwrap();
    assert_eq!((back.volumes(), &back), (None, &given));
}

#[test]
fn what_is_no_series_is_none() {
    let bytes = candles_canonical(&history(1, "BTC/USD", Interval::H1, 40, at("2026-11-20T15:00:03Z")).series);
    assert_eq!(series(&bytes[..bytes.len() - 1]), None);
    assert_eq!(series(&bytes[1..]), None);
    assert_eq!(series(b""), None);
    assert_eq!(series(b"engram.candles/1\nBTC/USD\n1h\n"), None, "no candle");
    let other = [b"engram.candles/1\nBTC/USD\n2h\n", &bytes[27..]].concat();
    assert_eq!(series(&other), None);
}

#[test]
fn pieces_are_cut_at_fixed_times_and_make_the_whole() {
    let at_hour =
        |hour: u32| history(1, "BTC/USD", Interval::H1, 2_000, at(&format!("2026-11-20T{hour}:00:03Z"))).series;
    let (early, late) = (candles_canonical(&at_hour(10)), candles_canonical(&at_hour(20)));
    let (early, late) = (cut(&early, Interval::H1), cut(&late, Interval::H1));
    let shared = early.pieces.iter().filter(|piece| late.pieces.contains(piece)).count();
    assert!(shared + 2 >= early.pieces.len() && shared >= 2, "{shared} of {}", early.pieces.len());
    let (heading, hashes) = plan(&late.plan).unwrap();
    assert_eq!(heading, "engram.candles/1\nBTC/USD\n1h\n");
    assert_eq!(hashes, late.pieces.iter().map(|(sha256, _)| sha256.as_str()).collect::<Vec<_>>());
    let whole: Vec<u8> = late.pieces.iter().flat_map(|(_, bytes)| bytes.iter().copied()).collect();
    assert_eq!([heading.as_bytes(), &whole].concat(), candles_canonical(&at_hour(20)));
}

#[test]
fn packing_loses_nothing_and_tells_what_is_torn() {
    let bytes = vec![7; 10_000];
    let packed = packed(&bytes).unwrap();
    assert_eq!(unpacked(&packed), Some(bytes));
    assert_eq!(unpacked(&packed[..packed.len() - 1]), None);
    assert_eq!(unpacked(&[&packed[..], b"x"].concat()), None, "more than was packed");
    assert_eq!(unpacked(b""), None);
    let bomb = super::packed(&vec![0; 10_000_000]).unwrap();
    assert_eq!(unpacked(&bomb), None, "no piece is that long");
}
