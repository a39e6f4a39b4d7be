//! A search as text.

use analysis::{Side, answer::ConfidenceStatus};

use super::{Search, SetView, SideView};
use crate::{
    format::words::{in_r, percent, quality},
    replay::PlanView,
};

const UNKNOWN: &str = "-";

/// A row for each set and side, and what the number of sets does to them.
pub(crate) fn text(search: &Search) -> String {
    let mut lines = vec![
        format!("Rules tried on {} {}", search.pair, search.timeframe),
        format!("Candles: {}, {} data", search.data.candles_used, quality(&search.data)),
        String::new(),
        row([
            "stop",
            "reward",
            "bars",
            "cost",
            "side",
            "counted",
            "status",
            "skill %",
            "95 % interval",
            "lower",
            "trades",
            "mean",
            "DSR",
        ]
        .map(str::to_owned)),
    ];
    for set in &search.sets {
        lines.extend(Side::BOTH.map(|side| row(cells(set, side))));
    }
    lines.push(String::new());
    lines.extend(footer(search));
    lines.join("\n") + "\n"
}

fn row(cells: [String; 13]) -> String {
    let [stop, reward, bars, cost, side, counted, status, skill, ends, lower, trades, mean, deflated] = cells;
    format!(
        "{stop:>5} {reward:>6} {bars:>4} {cost:>5}  {side:<5} {counted:>7}  {status:<10} {skill:>7} {ends:>15} {lower:>7} \
         {trades:>6} {mean:>8} {deflated:>5}"
    )
}

fn cells(set: &SetView, side: Side) -> [String; 13] {
    let PlanView { horizon_bars, stop_atr, reward_risk, round_trip_bps } = &set.plan;
    let view = set.side(side);
    let SideView { brier_skill: skill, brier_skill_ci95: ends, brier_skill_lower: lower, shadow, .. } = view;
    let or_unknown = |text: Option<String>| text.unwrap_or_else(|| UNKNOWN.to_owned());
    [
        stop_atr.to_string(),
        reward_risk.to_string(),
        horizon_bars.to_string(),
        round_trip_bps.to_string(),
        side.name().to_owned(),
        format!("{:.1}", view.n_effective),
        view.status.word().to_owned(),
        or_unknown(skill.map(percent)),
        or_unknown(ends.map(|[low, high]| format!("{} to {}", percent(low), percent(high)))),
        or_unknown(lower.map(percent)),
        shadow.trades.to_string(),
        or_unknown(shadow.mean_r.map(in_r)),
        or_unknown(view.deflated_sharpe.map(|chance| format!("{chance:.2}"))),
    ]
}

fn footer(search: &Search) -> Vec<String> {
    let (tried, here) = (search.rules_tried, search.sets.len());
    let sets = |count: usize| if count == 1 { "1 set".to_owned() } else { format!("{count} sets") };
    let remembered = if search.recorded {
        "Each is remembered, and counts in every later answer about this market."
    } else {
        "Nothing was remembered, so earlier and later searches are not counted: trust this table less."
    };
    let sides = || search.sets.iter().flat_map(|set| Side::BOTH.map(|side| set.side(side)));
    let measured = sides().filter(|side| side.status == ConfidenceStatus::Measured).count();
    let verdict = match measured {
        0 => "None of these sides shows skill beyond what so many tries find by chance.".to_owned(),
        1 => "1 of these sides shows skill beyond what so many tries find by chance.".to_owned(),
        more => format!("{more} of these sides show skill beyond what so many tries find by chance."),
    };
    vec![
        format!("{} of rules tried here in all, {here} of them now.", sets(tried as usize)),
        remembered.to_owned(),
        format!(
            "The best of many looks good by luck. So `lower` asks for certainty of 1 in {}, not 1 in 40:",
            40 * tried
        ),
        "only above 0 is it skill. DSR (deflated Sharpe ratio) is the probability that the trades earn more per risk"
            .to_owned(),
        "than the best of as many useless sets would; below 0.95 that is no proof.".to_owned(),
        verdict,
    ]
}
