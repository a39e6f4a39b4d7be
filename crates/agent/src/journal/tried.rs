//! Which sets of rules were ever measured on a pair and timeframe: whoever tries many finds one that looks good by
//! chance, so the number of them is part of every record.

use std::collections::BTreeSet;

use analysis::{
    Interval, Pair, Params,
    receipt::{canonical, sha256_hex},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Journal, JournalFault, read::text};

/// What of the parameters is measured: levels, cost and calibration. What is displayed, the gate and the threshold of
/// the rule move no measurement. Levels of the caller's own are scored by the record of the rule and are no set of it.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) value: Value,
    /// Of its canonical form.
    pub(super) sha256: String,
}

impl Rules {
    /// Reads them out of parameters, as a receipt has them.
    pub(super) fn of(params: &Value) -> Option<Self> {
        let mut calibration = params.get("calibration")?.clone();
        // How many were tried is no rule.
        calibration.as_object_mut()?.remove("rules_tried");
        let cost = params.pointer("/costs/round_trip_bps")?;
        let value = json!({ "calibration": calibration, "levels": params.get("levels")?, "round_trip_bps": cost });
        Self::stated(&value)
    }

    /// What an entry says of them.
    pub(super) fn stated(value: &Value) -> Option<Self> {
        let sha256 = sha256_hex(&canonical(value).ok()?);
        Some(Self { value: value.clone(), sha256 })
    }

    /// What the chain says of them.
    pub(super) fn entry(&self, pair: &str, timeframe: &str) -> Value {
        json!({ "pair": pair, "rules": self.value, "timeframe": timeframe })
    }
}

impl Journal {
    /// How many different sets of rules were ever measured on this pair and timeframe, the one of these parameters
    /// among them: at least 1.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn rules_tried(&self, pair: &Pair, timeframe: Interval, params: &Params) -> Result<u32, JournalFault> {
        self.rules_tried_with(pair, timeframe, std::slice::from_ref(params))
    }

    /// How many there will be once all of these were tried.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn rules_tried_with(&self, pair: &Pair, timeframe: Interval, all: &[Params]) -> Result<u32, JournalFault> {
        let sql = "SELECT rules_sha256 FROM tried WHERE pair = ?1 AND timeframe = ?2";
        let here = self.all(sql, [pair.as_str(), timeframe.name()], |row| text(row, 0))?;
        let mut tried: BTreeSet<String> = here.into_iter().collect();
        for params in all {
            tried.insert(of_params(params)?.sha256);
        }
        Ok(u32::try_from(tried.len()).unwrap_or(u32::MAX))
    }

    /// Writes down that rules are measured, unless they were before, and says how many that makes.
    ///
    /// # Errors
    /// When it could not be made durable.
    pub fn try_rules(
        &mut self,
        pair: &Pair,
        timeframe: Interval,
        params: &Params,
        now: Timestamp,
    ) -> Result<u32, JournalFault> {
        let rules = of_params(params)?;
        self.added(|added| added.try_rules(pair.as_str(), timeframe.name(), &rules, now))?;
        self.rules_tried(pair, timeframe, params)
    }
}

fn of_params(params: &Params) -> Result<Rules, JournalFault> {
    let value = serde_json::to_value(params).ok();
    value.and_then(|value| Rules::of(&value)).ok_or_else(|| JournalFault::NotTheseCandles("of these rules".to_owned()))
}

#[cfg(test)]
mod tests;
