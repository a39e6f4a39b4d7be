//! A payload that was shuffled, repeated, cut or damaged gives the same series or an error, never another series.

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::{
    Batch, Origin,
    venue::{Ask, vetted},
};

/// 60 closed hours and the one that forms, as each market place tells them.
fn payload(venue: VenueName) -> (Ask<'static>, Vec<u8>) {
    let (symbol, target): (&str, String) = match venue {
        VenueName::Binance => ("BTCUSDT", "/api/v3/klines?symbol=BTCUSDT&interval=1h&limit=61".to_owned()),
        VenueName::Kraken => {
            let since = Interval::H1.bucket(T0) / 1_000 - 61 * 3_600;
            ("XBTUSD", format!("/0/public/OHLC?pair=XBTUSD&interval=60&since={since}"))
        }
        VenueName::Coinbase => {
            let at = |hours: i64| Timestamp::from_millisecond(Interval::H1.bucket(T0) - hours * 3_600_000).unwrap();
            let path = "/products/BTC-USD/candles?granularity=3600";
            ("BTC-USD", format!("{path}&start={}&end={}", at(60), at(0)))
        }
        VenueName::Bybit => {
            ("BTCUSDT", "/v5/market/kline?category=spot&symbol=BTCUSDT&interval=60&limit=61".to_owned())
        }
        VenueName::Okx => ("BTC-USDT", "/api/v5/market/candles?instId=BTC-USDT&bar=1H&limit=61".to_owned()),
        VenueName::Yahoo => {
            let from = Interval::H1.bucket(T0) / 1_000 - 60 * 3_600;
            ("BTC-USD", format!("/v8/finance/chart/BTC-USD?interval=1h&period1={from}&period2={}", T0 / 1_000))
        }
    };
    let world = World::new(venue, Arc::new(|| T0));
    let end = Interval::H1.bucket(T0);
    let ask = Ask { symbol, interval: Interval::H1, from_ms: end - 60 * 3_600_000, before_ms: end, now_ms: T0 };
    (ask, world.answer(&target).body)
}

/// The series of a payload, by the very path of an answer.
fn series(venue: VenueName, ask: &Ask<'_>, body: &[u8]) -> Result<analysis::Series, String> {
    let page = venue.venue().rows(ask, body).and_then(|page| vetted(ask, page)).map_err(|no| format!("{no:?}"))?;
    let at = Timestamp::from_millisecond(T0).unwrap();
    let want = Want { pair: pair("BTC/USD"), interval: Some(Interval::H1), bars: 60, at };
    let origin = Origin {
        source: venue.name().to_owned(),
        venue_symbol: ask.symbol.to_owned(),
        kind: analysis::Kind::Live,
        tick: None,
        delay_seconds: None,
        layout: None,
        notes: Vec::new(),
    };
    let batch = Batch { interval: Interval::H1, rows: page.rows, forming: page.forming, clock: Some(at), origin };
    judged(batch, &want).map(|judged| judged.history.series).map_err(|fault| fault.to_string())
}

/// The rows of a payload, wherever they stand in it; columns are none.
fn rows_of(value: &mut Value) -> Option<&mut Vec<Value>> {
    match value {
        Value::Array(items) => {
            if items.first().is_some_and(Value::is_array) {
                return Some(items);
            }
            items.iter_mut().find_map(rows_of)
        }
        Value::Object(fields) => fields.values_mut().find_map(rows_of),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

fn venues() -> impl Strategy<Value = VenueName> {
    prop::sample::select(VenueName::ALL.to_vec())
}

#[test]
fn a_payload_as_it_comes_is_sixty_hours() {
    for venue in VenueName::ALL {
        let (ask, body) = payload(venue);
        assert_eq!(series(venue, &ask, &body).unwrap().len(), 60, "{venue}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn rows_in_any_order_and_repeated_are_the_same_series(
        venue in venues(),
        keys in prop::collection::vec(any::<u64>(), 61),
        again in prop::collection::vec(0_usize..61, 0..20),
    ) {
        let (ask, body) = payload(venue);
        let whole = series(venue, &ask, &body).unwrap();
        let mut value: Value = serde_json::from_slice(&body).unwrap();
        if let Some(rows) = rows_of(&mut value) {
            let repeated: Vec<Value> = again.iter().filter_map(|at| rows.get(*at).cloned()).collect();
            rows.extend(repeated);
            let mut keyed: Vec<(u64, Value)> = keys.iter().copied().cycle().zip(rows.drain(..)).collect();
            keyed.sort_by_key(|(key, _)| *key);
            rows.extend(keyed.into_iter().map(|(_, row)| row));
        }
        prop_assert_eq!(series(venue, &ask, value.to_string().as_bytes()), Ok(whole), "{}", venue);
    }

    #[test]
    fn a_payload_that_is_cut_is_no_answer(venue in venues(), share in 0.0_f64..1.0) {
        let (ask, body) = payload(venue);
        let cut = (body.len() as f64 * share) as usize;
        prop_assert!(series(venue, &ask, &body[..cut]).is_err(), "{venue} at {cut}");
    }

    /// Cells that hold something else than a number of a market.
    #[test]
    fn a_damaged_cell_is_a_gap_or_an_error(
        venue in venues(),
        row in 0_usize..60,
        cell in 0_usize..6,
        with in prop::sample::select(vec!["null", "\"\"", "\"NaN\"", "\"-1\"", "-5", "\"1e308\"", "1e308", "{}", "[]", "true", "\"x\""]),
    ) {
        let (ask, body) = payload(venue);
        let whole = series(venue, &ask, &body).unwrap();
        let mut value: Value = serde_json::from_slice(&body).unwrap();
        let Some(found) = rows_of(&mut value).and_then(|rows| rows.get_mut(row)) else { return Ok(()) };
        found[cell] = serde_json::from_str(with).unwrap();
        if let Ok(left) = series(venue, &ask, value.to_string().as_bytes()) {
            // Every candle that is left is one of the whole, to the bit.
            for candle in left.candles() {
                prop_assert!(whole.candles().any(|true_one| true_one == candle), "{venue} {with}: {candle:?}");
            }
        }
    }

    /// Any bytes at all: an error, or nothing that was not there.
    #[test]
    fn any_bytes_change_nothing_that_stays(venue in venues(), at in 0.0_f64..1.0, byte in any::<u8>()) {
        let (ask, mut body) = payload(venue);
        let place = (body.len() as f64 * at) as usize;
        body[place] = byte;
        // A digit for a digit is another number, which nobody can know.
        if let Ok(left) = series(venue, &ask, &body) {
            prop_assert!(left.len() <= 60 && left.times().is_sorted_by(|a, b| a < b));
        }
    }
}
