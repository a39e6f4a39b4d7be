use analysis::{Gate, Side, answer::ConfidenceStatus};

use super::{EventRecord, TrackRecord, chart, clean, svg};
use crate::{
    ask::Asked,
    testing::{Place, answered, asked, at},
};

fn proven() -> TrackRecord {
    TrackRecord::of(&Place::Planted(11).answer(&asked("BTC/USD", "1h", Gate::Proven)).unwrap())
}

fn unmeasured() -> TrackRecord {
    let early = Asked { as_of: Some(at("2018-03-01T00:00:00Z")), ..asked("BTC/USD", "1h", Gate::Proven) };
    TrackRecord::of(&Place::Demo(1).answer(&early).unwrap())
}

#[test]
fn it_is_the_record_behind_the_answer() {
    let answer = answered("BTC/USD", "1h", Gate::Proven);
    let record = TrackRecord::of(&answer);
    for side in Side::BOTH {
        let (told, scenario) = (record.side(side), answer.report.signal.scenarios.of(side));
        assert_eq!((told.event.n, told.event.n_effective), (scenario.n, scenario.n_effective));
        assert_eq!((told.event.status, told.event.base_rate), (scenario.status, scenario.base_rate));
        assert_eq!(told.blind_expectancy_r, scenario.blind_expectancy_r);
        assert_eq!(told.shadow.trades, scenario.shadow_trades);
        let counted: u32 = told.event.reliability.iter().map(|group| group.n).sum();
        assert_eq!(counted, told.event.n, "every forecast is in a group");
    }
    assert_eq!(record.signal_receipt_id, answer.report.signal.head.receipt_id);
}

#[test]
fn what_is_not_measured_is_not_said() {
    let side = unmeasured().long;
    assert_eq!(side.event.status, ConfidenceStatus::Unmeasured);
    assert!(side.event.n > 0 && side.event.reliability.is_empty());
    assert_eq!((side.event.brier, side.event.base_rate, side.event.auc), (None, None, None));
    assert_eq!((side.outcomes, side.blind_expectancy_r, side.shadow.trades), (None, None, 0));
}

/// The widest line that is drawn at a width.
fn widest(event: &EventRecord, width: usize) -> usize {
    chart::lines(event, width).iter().skip(1).map(|line| line.chars().count()).max().unwrap()
}

#[test]
fn a_diagram_fits_its_screen() {
    let event = proven().long.event;
    for width in [40, 60, 80, 100] {
        assert!(widest(&event, width) <= width, "{width}");
    }
    assert!(widest(&event, 80) > 60 && widest(&event, 400) <= 100, "it grows with the screen, up to a limit");
    assert!(widest(&event, 0) <= 40);
}

#[test]
fn a_row_shows_forecast_outcome_and_interval() {
    for event in [proven().long.event, proven().short.event] {
        let lines = chart::lines(&event, 80);
        assert_eq!(lines.len(), 1 + event.reliability.len() + 2);
        for (line, group) in lines[1..].iter().zip(&event.reliability) {
            let place = |mark: char| line.chars().position(|letter| letter == mark);
            // The forecast may stand on an end.
            let end = |mark| place(mark).or(place('◇')).unwrap();
            let (low, high) = (end('├'), end('┤'));
            let came = place('●').or(place('◆')).unwrap();
            assert!(low <= came && came <= high, "{line}");
            if let Some(said) = place('◇') {
                assert_eq!(said < came, group.p_mean < group.hit_rate, "{line}");
            }
            let [least, most] = group.ci95.unwrap();
            assert_eq!(line.ends_with(" off"), group.p_mean < least || group.p_mean > most, "{line}");
        }
    }
}

#[test]
fn nothing_is_drawn_of_nothing() {
    let record = unmeasured();
    assert!(!clean(&record, 80).contains("Reliability"));
    let picture = svg(&record);
    assert!(picture.contains("not measured yet") && !picture.contains("<circle"));
}

#[test]
fn a_picture_explains_itself_and_holds_every_group() {
    let record = proven();
    let picture = svg(&record);
    assert!(picture.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" ") && picture.ends_with("</svg>\n"));
    for piece in ["role=\"img\"", "aria-labelledby=\"title desc\"", "<title id=\"title\">Reliability of BTC/USD 1h, "] {
        assert!(picture.contains(piece), "no {piece}");
    }
    let groups = record.long.event.reliability.len() + record.short.event.reliability.len();
    for (mark, count) in
        [("<circle", groups), ("class=\"whisker\"", groups), ("class=\"count\"", groups), ("class=\"base\"", 2)]
    {
        assert_eq!(picture.matches(mark).count(), count, "{mark}");
    }
    for name in ["svg", "g", "title", "desc", "style", "text"] {
        let open = picture.matches(&format!("<{name}>")).count() + picture.matches(&format!("<{name} ")).count();
        assert_eq!(open, picture.matches(&format!("</{name}>")).count(), "{name}");
    }
    assert!(!picture.contains("NaN") && !picture.contains("inf"));
}

#[test]
fn a_name_cannot_break_out_of_the_picture() {
    let mut record = proven();
    record.data.source = "demo".to_owned();
    let pair = "A/B".parse().unwrap();
    record.pair = pair;
    assert!(super::picture::escaped("<&>") == "&lt;&amp;&gt;");
    assert!(svg(&record).contains("<title id=\"title\">Reliability of A/B 1h, recorded, synthetic demo data</title>"));
}
