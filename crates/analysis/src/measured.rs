//! A track record, and of what.

use crate::{
    Families, Series,
    confidence::{Rules, Track},
};

/// The record of some candles under some rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// Hash of the candles, lower-case hex.
    pub candles_sha256: String,
    pub rules: Rules,
    pub track: Track,
}

impl Measured {
    pub(crate) fn of(
        series: &Series,
        families: &Families,
        gap_after: &[bool],
        candles_sha256: String,
        rules: Rules,
    ) -> Self {
        let track = Track::of(series, families, gap_after, &candles_sha256, &rules);
        Self { candles_sha256, rules, track }
    }

    /// Whether it is the record of these candles under these rules.
    pub fn fits(&self, candles_sha256: &str, rules: &Rules) -> bool {
        self.candles_sha256 == candles_sha256 && self.rules == *rules
    }
}
