//! Which pairs come from which market place.

use analysis::{AssetClass, Pair};
use market::{Endpoint, VenueName};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Rows of the table that are read.
const MOST: usize = 50;

/// Market places by pair and by class; a pair counts before its class.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "std::collections::BTreeMap<String, String>")]
pub struct Routes(Vec<(Route, VenueName)>);

/// What a row of the table is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// One pair.
    Pair(Pair),
    /// Every pair of a class: `crypto`, `fx`, `metals`, `shares`.
    Class(AssetClass),
}

const CLASSES: [AssetClass; 4] = [AssetClass::Crypto, AssetClass::Currency, AssetClass::Metal, AssetClass::Share];

impl Routes {
    /// Where a pair is asked, if the table says so.
    pub fn of(&self, pair: &Pair) -> Option<VenueName> {
        let by = |wanted: &Route| self.0.iter().find(|(route, _)| route == wanted).map(|(_, venue)| *venue);
        by(&Route::Pair(pair.clone())).or_else(|| by(&Route::Class(pair.class())))
    }

    /// Its rows.
    pub fn rows(&self) -> &[(Route, VenueName)] {
        &self.0
    }

    /// Every market place in it.
    pub fn venues(&self) -> impl Iterator<Item = VenueName> {
        self.0.iter().map(|(_, venue)| *venue)
    }
}

impl Route {
    fn read(text: &str) -> Option<Self> {
        let class = CLASSES.into_iter().find(|class| class.name() == text.trim().to_ascii_lowercase());
        class.map(Self::Class).or_else(|| Pair::new(text).ok().map(Self::Pair))
    }

    fn name(&self) -> String {
        match self {
            Self::Pair(pair) => pair.to_string(),
            Self::Class(class) => class.name().to_owned(),
        }
    }
}

impl TryFrom<std::collections::BTreeMap<String, String>> for Routes {
    type Error = String;

    fn try_from(written: std::collections::BTreeMap<String, String>) -> Result<Self, String> {
        let row = |(route, venue): (String, String)| {
            let route = Route::read(&route).ok_or_else(|| format!("{route:?} is neither a pair nor a class"))?;
            Ok((route, venue.parse().map_err(|unknown: market::UnknownVenue| unknown.to_string())?))
        };
        written.into_iter().map(row).collect::<Result<_, _>>().map(Self)
    }
}

/// The table in its canonical form; `None` when it is none.
pub(crate) fn routes(value: &Value) -> Option<Value> {
    let rows = value.as_object().filter(|rows| rows.len() <= MOST)?;
    let row = |(route, venue): (&String, &Value)| {
        let venue: VenueName = venue.as_str()?.parse().ok()?;
        Some((Route::read(route)?.name(), Value::from(venue.name())))
    };
    rows.iter().map(row).collect::<Option<Map<_, _>>>().map(Value::Object)
}

/// The addresses in their canonical form; `None` when one may not be dialled, or is of nobody.
pub(crate) fn endpoints(value: &Value) -> Option<Value> {
    let row = |(name, address): (&String, &Value)| {
        let (venue, schemes) = match name.strip_suffix("-stream") {
            Some(venue) => (venue, ["wss://", "ws://"]),
            None => (name.as_str(), ["https://", "http://"]),
        };
        let venue: VenueName = venue.parse().ok()?;
        let address = address.as_str().filter(|text| schemes.iter().any(|scheme| text.starts_with(scheme)))?;
        let name = if name.ends_with("-stream") { format!("{venue}-stream") } else { venue.to_string() };
        Some((name, Value::from(Endpoint::parse(address).ok()?.to_string())))
    };
    value.as_object()?.iter().map(row).collect::<Option<Map<_, _>>>().map(Value::Object)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Routes, endpoints, routes};
    use analysis::Pair;
    use market::VenueName;

    #[test]
    fn a_pair_counts_before_its_class() {
        let table = routes(&json!({ "btc/usd": "Kraken", "crypto": "binance", "shares": "yahoo" })).unwrap();
        assert_eq!(table, json!({ "BTC/USD": "kraken", "crypto": "binance", "shares": "yahoo" }));
        let routes: Routes = serde_json::from_value(table).unwrap();
        let of = |pair: &str| routes.of(&Pair::new(pair).unwrap()).map(VenueName::name);
        assert_eq!(of("BTC/USD"), Some("kraken"));
        assert_eq!(of("ETH/USD"), Some("binance"));
        assert_eq!(of("AAPL"), Some("yahoo"));
        assert_eq!(of("EUR/USD"), None);
    }

    #[test]
    fn what_is_no_route_is_refused() {
        for bad in [json!({ "BTC/USD": "mtgox" }), json!({ "no pair!": "kraken" }), json!(["kraken"]), json!("kraken")]
        {
            assert_eq!(routes(&bad), None, "{bad}");
        }
    }

    #[test]
    fn addresses_are_public_or_here() {
        let good = json!({ "binance": "https://api.binance.com", "binance-stream": "wss://stream.binance.com:9443" });
        assert_eq!(endpoints(&good), Some(good.clone()));
        assert!(endpoints(&json!({ "okx": "http://127.0.0.1:8080" })).is_some());
        for bad in [
            json!({ "binance": "http://api.binance.com" }),
            json!({ "binance": "https://10.0.0.1" }),
            json!({ "binance": "wss://api.binance.com" }),
            json!({ "mtgox": "https://mtgox.com" }),
            json!("https://api.binance.com"),
        ] {
            assert_eq!(endpoints(&bad), None, "{bad}");
        }
    }
}
