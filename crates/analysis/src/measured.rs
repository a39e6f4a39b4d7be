//! A track record, and of what.

use crate::{
    Families, Series,
    confidence::{Fits, Rules, Track},
    receipt::first_sha256,
};

/// The record of some candles under some rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// Hash of the candles, lower-case hex.
    pub candles_sha256: String,
    pub rules: Rules,
    pub track: Track,
    /// How many candles.
    count: usize,
    /// Of long, short and direction: a longer series goes on from them.
    fits: [Fits; 3],
}

impl Measured {
    /// Measures a series. `known` is the record of an earlier one: where that is the beginning of this one, under the same
    /// rules, its fits are used and the record is the same to the bit.
    pub(crate) fn of(
        series: &Series,
        families: &Families,
        gap_after: &[bool],
        candles_sha256: String,
        rules: Rules,
        known: Option<&Self>,
    ) -> Self {
        let mut fits = known.filter(|known| known.begins(series, &rules)).map(|known| known.fits.clone());
        let mut fits = fits.take().unwrap_or_default();
        let track = Track::after(series, families, gap_after, &candles_sha256, &rules, &mut fits);
        Self { candles_sha256, rules, track, count: series.len(), fits }
    }

    /// Whether it is the record of these candles under these rules.
    pub fn fits(&self, candles_sha256: &str, rules: &Rules) -> bool {
        self.candles_sha256 == candles_sha256 && self.rules == *rules
    }

    /// Whether it is the record of the first of these candles, under the same rules.
    fn begins(&self, series: &Series, rules: &Rules) -> bool {
        self.count <= series.len() && self.rules == *rules && self.candles_sha256 == first_sha256(series, self.count)
    }

    /// Memory it takes, bytes.
    pub fn bytes(&self) -> usize {
        let side = |side: &crate::confidence::SideTrack| {
            (side.edges.capacity() + side.results.capacity()) * size_of::<f64>()
                + side.record.bytes()
                + side.curve.as_ref().map_or(0, crate::confidence::Curve::bytes)
        };
        let track = side(&self.track.long) + side(&self.track.short) + self.track.up.bytes();
        size_of::<Self>() + self.candles_sha256.capacity() + track + self.fits.iter().map(Fits::bytes).sum::<usize>()
    }
}
