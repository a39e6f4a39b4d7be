//! An assessment asked again.

use std::sync::Arc;

use analysis::{Holdings, Params, RiskQuestion, SignalTaken, receipt};

use super::{Kept, Place, Verdict, Why, question::Said, with_origin};
use crate::journal::{body::Body, earlier};

/// What was to be assessed, with the earlier signal it was asked about.
pub(super) fn asked(kept: &Kept, body: &Body) -> Result<RiskQuestion, Verdict> {
    let taken = taken(kept, body)?;
    question(body, taken).ok_or_else(|| unknown(body))
}

/// The parameters, with the candles of what was held.
pub(super) fn params(kept: &Kept, body: &Body, said: &Said) -> Result<Params, Verdict> {
    let mut params = said.params.clone();
    if body.held_series() > 0 && kept.held.is_empty() {
        return Err(Verdict::CannotCheck(Why::HoldingsNotKept));
    }
    for held in &kept.held {
        let named = &held.named;
        let altered = || Verdict::Altered(Place::Series { id: kept.id.clone(), place: named.place.into() });
        let history = with_origin(&held.candles, &held.provenance).ok_or_else(|| unknown(body))?;
        let series = (named.role.as_str(), named.pair.as_str(), named.timeframe.as_str());
        let is_named = series == ("held", history.series.pair().as_str(), history.series.interval().name());
        let holding = match &mut params.risk.holdings {
            Holdings::Of(holdings) => usize::try_from(named.place).ok().and_then(|place| holdings.get_mut(place)),
            Holdings::NotSet | Holdings::Empty => None,
        };
        let holding = holding.filter(|holding| is_named && holding.pair == *history.series.pair());
        holding.ok_or_else(altered)?.candles = Some(Arc::new(history));
    }
    Ok(params)
}

/// The signal of an earlier receipt, where it was asked by one.
fn taken(kept: &Kept, body: &Body) -> Result<Option<SignalTaken>, Verdict> {
    let Some(id) = body.text("/input/receipt_id") else { return Ok(None) };
    let Some(earlier) = &kept.earlier else {
        return Err(Verdict::CannotCheck(Why::EarlierMissing(id.to_owned())));
    };
    if receipt::id_of(earlier) != id {
        let at = "its bytes do not hash to its id".to_owned();
        return Err(Verdict::Altered(Place::Receipt { id: id.to_owned(), at }));
    }
    let taken = Body::of(earlier).ok().and_then(|earlier| earlier::taken(&earlier, id));
    taken.map(Some).ok_or_else(|| unknown(body))
}

fn question(body: &Body, receipt: Option<SignalTaken>) -> Option<RiskQuestion> {
    let number = |name: &str| body.number(&format!("/input/{name}"));
    let side = body.text("/input/side")?.parse().ok()?;
    Some(RiskQuestion {
        position_size: number("position_size"),
        unit: body.text("/input/position_size_unit")?.parse().ok()?,
        // The receipt names the side that was used; the answer says whether anybody had asked for it.
        side: (body.text("/output/side_source") == Some("argument")).then_some(side),
        entry_price: number("entry_price"),
        stop_loss: number("stop_loss"),
        leverage: number("leverage"),
        account_equity: number("account_equity"),
        receipt,
    })
}

/// The hashes are right, so what cannot be read was written by another version.
fn unknown(body: &Body) -> Verdict {
    Verdict::CannotCheck(Why::OtherTool(body.tool().unwrap_or_default().to_owned()))
}
