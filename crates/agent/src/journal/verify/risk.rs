//! An assessment asked again.

use analysis::{RiskQuestion, Side, SizeUnit};

use crate::journal::body::Body;

/// What was to be assessed; `None` where it took its side and levels from another receipt, which is not kept with it.
pub(super) fn asked(body: &Body) -> Option<RiskQuestion> {
    if body.text("/input/receipt_id").is_some() {
        return None;
    }
    let number = |name: &str| body.number(&format!("/input/{name}"));
    let side = match body.text("/input/side")? {
        "long" => Side::Long,
        "short" => Side::Short,
        _ => return None,
    };
    let unit = match body.text("/input/position_size_unit")? {
        "base" => SizeUnit::Base,
        "quote" => SizeUnit::Quote,
        "pct_equity" => SizeUnit::PctEquity,
        _ => return None,
    };
    Some(RiskQuestion {
        position_size: number("position_size"),
        unit,
        // The receipt names the side that was used; the answer says whether anybody had asked for it.
        side: (body.text("/output/side_source") == Some("argument")).then_some(side),
        entry_price: number("entry_price"),
        stop_loss: number("stop_loss"),
        leverage: number("leverage"),
        account_equity: number("account_equity"),
        receipt: None,
    })
}
