//! Values that are allowed each by itself, and not together.

use std::collections::BTreeMap;

use super::Held;
use crate::settings::SettingFault;

type All = BTreeMap<&'static str, Held>;

pub(super) fn faults(held: &All) -> Vec<SettingFault> {
    let orders = [
        ("gateway.reconnect_delay", "gateway.max_reconnect_delay", true),
        ("analysis.indicators.macd.fast_period", "analysis.indicators.macd.slow_period", false),
        ("analysis.confidence_thresholds.medium", "analysis.confidence_thresholds.high", false),
        ("analysis.confidence_thresholds.low", "analysis.confidence_thresholds.medium", false),
    ];
    let mut faults: Vec<_> =
        orders.into_iter().filter_map(|(small, large, may_equal)| order(held, small, large, may_equal)).collect();
    faults.extend(file_without_path(held));
    faults
}

/// The stronger of the two is to blame: the other was there before.
fn order(held: &All, small: &'static str, large: &'static str, may_equal: bool) -> Option<SettingFault> {
    let (low, high) = (held.get(small)?, held.get(large)?);
    let (a, b) = (low.value.as_f64()?, high.value.as_f64()?);
    if a < b || (may_equal && a == b) {
        return None;
    }
    let [below, above] = if may_equal { ["at most", "at least"] } else { ["below", "above"] };
    let (path, blamed, must) = if low.origin.rank() > high.origin.rank() {
        (small, low, format!("{below} {large}, which is {b} from {}", high.origin))
    } else {
        (large, high, format!("{above} {small}, which is {a} from {}", low.origin))
    };
    Some(contradiction(path, blamed, must))
}

fn file_without_path(held: &All) -> Option<SettingFault> {
    let source = held.get("market.source").filter(|held| held.value == "file")?;
    let path = held.get("market.path")?.value.as_str()?;
    let must = "demo, a market place, or file together with market.path".to_owned();
    path.is_empty().then(|| contradiction("market.source", source, must))
}

fn contradiction(path: &str, held: &Held, must: String) -> SettingFault {
    SettingFault::refused(path, held.value.to_string(), held.origin.clone(), must)
}
