//! The reliability diagram of both sides as SVG: written by hand, so that it needs nothing to be drawn with.

use std::fmt::{self, Write as _};

use analysis::{
    Side,
    answer::{ConfidenceStatus, ReliabilityBin},
};

use super::{EventRecord, TrackRecord, chart::Axis, table};
use crate::format::words::{hundredths, quality};

/// Sizes in pixels: a panel, the plot inside it, and where the plot begins.
const PANEL: f64 = 400.0;
const PLOT: f64 = 300.0;
const LEFT: f64 = 64.0;
const TOP: f64 = 84.0;

/// The strip of counts below the plot.
const STRIP: f64 = 36.0;
const STRIP_TOP: f64 = TOP + PLOT + 52.0;
const HEIGHT: f64 = STRIP_TOP + STRIP + 52.0;

/// Colours are said twice instead of once as variables, which simple viewers do not know.
const STYLE: &str = "\
svg{font:13px system-ui,sans-serif}\
.paper{fill:#fff}text{fill:#1b1f24}text.title{font-size:16px}text.soft{fill:#6b7280;font-size:11px}\
.grid{stroke:#d5d9e0;fill:none}.fair{stroke:#6b7280;stroke-dasharray:4 4;fill:none}\
.base{stroke:#b45309;stroke-width:2;stroke-dasharray:1 3;fill:none}\
.whisker{stroke:#1f6feb;stroke-width:1.5;fill:none}.point{fill:#1f6feb}.count{fill:#1f6feb;opacity:.4}\
@media(prefers-color-scheme:dark){\
.paper{fill:#14171b}text{fill:#e6e8eb}text.soft{fill:#9aa3af}.grid{stroke:#3a414b}.fair{stroke:#9aa3af}\
.base{stroke:#f0b35a}.whisker{stroke:#6cb0ff}.point,.count{fill:#6cb0ff}}";

/// The picture as a file of its own, with a title and a description for those who cannot see it. It follows the
/// reader's light or dark ground.
pub fn svg(record: &TrackRecord) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    if draw(record, &mut text).is_err() { String::new() } else { text }
}

fn draw(record: &TrackRecord, out: &mut String) -> fmt::Result {
    let title =
        escaped(&format!("Reliability of {} {}, {} data", record.pair, record.timeframe, quality(&record.data)));
    let width = 2.0 * PANEL;
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {HEIGHT}\" width=\"{width}\" \
         height=\"{HEIGHT}\" role=\"img\" aria-labelledby=\"title desc\" lang=\"en\">"
    )?;
    writeln!(out, "<title id=\"title\">{title}</title>")?;
    let words: Vec<String> = Side::BOTH.iter().map(|side| description(*side, &record.side(*side).event)).collect();
    writeln!(out, "<desc id=\"desc\">{}</desc>", escaped(&words.join(" ")))?;
    writeln!(out, "<style>{STYLE}</style>")?;
    writeln!(out, "<rect width=\"{width}\" height=\"{HEIGHT}\" class=\"paper\"/>")?;
    writeln!(out, "<text x=\"{LEFT}\" y=\"28\" class=\"title\">{title}</text>")?;
    for (side, x) in Side::BOTH.into_iter().zip([0.0, PANEL]) {
        writeln!(out, "<g transform=\"translate({x} 0)\">")?;
        panel(side, &record.side(side).event, out)?;
        writeln!(out, "</g>")?;
    }
    let legend = "Dashed: true as often as forecast. Dotted: entering blindly now. Whiskers: 95 %, \
                  overlaps counted once.";
    soft(LEFT, HEIGHT - 14.0, "start", legend, out)?;
    writeln!(out, "</svg>")
}

/// What the picture of a side shows, in words.
fn description(side: Side, event: &EventRecord) -> String {
    if event.reliability.is_empty() {
        return format!("{}: not measured yet.", side.name());
    }
    let groups: Vec<String> = event.reliability.iter().map(table::group).collect();
    format!("{}, status {}: {}.", side.name(), event.status.word(), groups.join("; "))
}

fn panel(side: Side, event: &EventRecord, out: &mut String) -> fmt::Result {
    let counts = match event.status {
        ConfidenceStatus::Unmeasured => "not measured yet".to_owned(),
        ConfidenceStatus::Measured | ConfidenceStatus::NoSkill | ConfidenceStatus::Thin | ConfidenceStatus::Drifted => {
            format!("{}, {} forecasts, {:.0} effective", event.status.word(), event.n, event.n_effective)
        }
    };
    writeln!(out, "<text x=\"{LEFT}\" y=\"62\">{}: {counts}</text>", side.name())?;
    let (across, up) = (Axis::of_forecasts(event), Axis::of(event));
    let x = |p: f64| LEFT + PLOT * across.place(p);
    let y = |p: f64| TOP + PLOT * (1.0 - up.place(p));
    grid(across, up, x, y, out)?;
    // Where forecast and frequency are the same, as far as both axes show it.
    let [from, to] = [0, 1].map(|end| {
        let [across, up] = [across.ends(), up.ends()].map(|ends| ends.get(end).copied().unwrap_or_default());
        if end == 0 { across.max(up) } else { across.min(up) }
    });
    writeln!(out, "<path class=\"fair\" d=\"M{:.1} {:.1}L{:.1} {:.1}\"/>", x(from), y(from), x(to), y(to))?;
    if let Some(base) = event.base_rate {
        writeln!(out, "<path class=\"base\" d=\"M{LEFT} {:.1}H{}\"/>", y(base), LEFT + PLOT)?;
    }
    let most = event.reliability.iter().map(|group| group.n).max().unwrap_or(1).max(1);
    for group in &event.reliability {
        point(group, most, x, y, out)?;
    }
    if let Some(least) = event.reliability.iter().map(|group| group.n).min() {
        let counts = if least == most { most.to_string() } else { format!("{least} to {most}") };
        soft(LEFT - 8.0, STRIP_TOP + STRIP, "end", "n", out)?;
        soft(LEFT, STRIP_TOP + STRIP + 16.0, "start", &format!("{counts} forecasts a group"), out)?;
    }
    Ok(())
}

/// Lines and names of both axes.
fn grid(across: Axis, up: Axis, x: impl Fn(f64) -> f64, y: impl Fn(f64) -> f64, out: &mut String) -> fmt::Result {
    let (right, bottom) = (LEFT + PLOT, TOP + PLOT);
    for tick in across.ticks() {
        writeln!(out, "<path class=\"grid\" d=\"M{:.1} {TOP}V{bottom}\"/>", x(tick))?;
        soft(x(tick), bottom + 16.0, "middle", &hundredths(tick), out)?;
    }
    for tick in up.ticks() {
        writeln!(out, "<path class=\"grid\" d=\"M{LEFT} {:.1}H{right}\"/>", y(tick))?;
        soft(LEFT - 8.0, y(tick) + 4.0, "end", &hundredths(tick), out)?;
    }
    soft(LEFT + PLOT / 2.0, bottom + 34.0, "middle", "forecast, of 100", out)?;
    let middle = TOP + PLOT / 2.0;
    writeln!(out, "<g transform=\"translate(22 {middle}) rotate(-90)\">")?;
    soft(0.0, 0.0, "middle", "came true, of 100", out)?;
    writeln!(out, "</g>")
}

fn soft(x: f64, y: f64, anchor: &str, words: &str, out: &mut String) -> fmt::Result {
    writeln!(out, "<text class=\"soft\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{words}</text>")
}

fn point(
    group: &ReliabilityBin,
    most: u32,
    x: impl Fn(f64) -> f64,
    y: impl Fn(f64) -> f64,
    out: &mut String,
) -> fmt::Result {
    let at = x(group.p_mean);
    writeln!(out, "<g><title>{}</title>", table::group(group))?;
    if let Some([low, high]) = group.ci95 {
        let (from, to) = (y(low), y(high));
        let (left, right) = (at - 4.0, at + 4.0);
        writeln!(
            out,
            "<path class=\"whisker\" d=\"M{at:.1} {from:.1}V{to:.1}M{left:.1} {from:.1}H{right:.1}M{left:.1} \
             {to:.1}H{right:.1}\"/>"
        )?;
    }
    writeln!(out, "<circle class=\"point\" cx=\"{at:.1}\" cy=\"{:.1}\" r=\"4.5\"/>", y(group.hit_rate))?;
    let tall = STRIP * f64::from(group.n) / f64::from(most);
    writeln!(
        out,
        "<rect class=\"count\" x=\"{:.1}\" y=\"{:.1}\" width=\"7\" height=\"{tall:.1}\"/></g>",
        at - 3.5,
        STRIP_TOP + STRIP - tall
    )
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
