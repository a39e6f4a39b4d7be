//! The trader's account, as far as it can be set against this pair.

use crate::{Pair, RiskParams, RiskQuestion, Sessions};

/// What the account says, in the quote currency of the pair or not at all.
pub(super) struct Account {
    /// Equity, when it is set and in quote currency: no rate is known.
    pub(super) equity: Option<f64>,
    /// Whether equity is set at all.
    pub(super) is_set: bool,
    /// Whether account and pair speak of the same money.
    pub(super) same_currency: bool,
    pub(super) currency: String,
    /// Quote currency of the pair; empty when nobody told us.
    pub(super) quote: String,
}

impl Account {
    pub(super) fn of(pair: &Pair, asked: &RiskQuestion, params: &RiskParams) -> Self {
        let set = asked.account_equity.or(params.account_equity);
        let quote = quote_of(pair);
        let same_currency = quote == Some(params.account_currency.as_str());
        Self {
            equity: set.filter(|_| same_currency),
            is_set: set.is_some(),
            same_currency,
            currency: params.account_currency.clone(),
            quote: quote.unwrap_or_default().to_owned(),
        }
    }

    /// Why there is no equity to set anything against.
    pub(super) fn reason(&self) -> String {
        if !self.is_set {
            return "equity is not set".to_owned();
        }
        match self.quote.as_str() {
            "" => format!("account is in {}, the pair's currency is not known", self.currency),
            quote => format!("account is in {}, the pair in {quote}", self.currency),
        }
    }

    /// An amount of quote currency as people read it.
    pub(super) fn money(&self, amount: f64) -> String {
        let amount = if amount.fract() == 0.0 { format!("{amount:.0}") } else { format!("{amount:.2}") };
        format!("{amount} {}", self.quote).trim_end().to_owned()
    }
}

/// What a pair is paid in: as it says, or for a US listing the dollar.
pub(super) fn quote_of(pair: &Pair) -> Option<&str> {
    pair.quote().or_else(|| (pair.sessions() == Sessions::UsShares).then_some("USD"))
}
