//! Markets as lines, of a log or of a table that fits its terminal.

use analysis::{Interval, Pair, minute_text};
use jiff::Timestamp;

/// One line.
pub(super) struct Row {
    pub(super) pair: Pair,
    pub(super) price: Option<f64>,
    pub(super) closed_at: Option<Timestamp>,
    pub(super) signal: String,
    pub(super) score: Option<f64>,
    pub(super) note: String,
}

/// What fits on a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) columns: usize,
    pub(super) lines: usize,
}

impl Row {
    pub(super) fn empty(pair: Pair) -> Self {
        Self { pair, price: None, closed_at: None, signal: String::new(), score: None, note: "…".to_owned() }
    }

    /// A line of its own.
    pub(super) fn text(&self, interval: Interval) -> String {
        let price = self.price.map_or_else(|| "-".to_owned(), |price| price.to_string());
        let score = self.score.map_or_else(|| "-".to_owned(), |score| format!("{score:+.3}"));
        let closed = self.closed_at.map(|at| format!("closed {}", minute_text(at))).unwrap_or_default();
        let interval = interval.name();
        columns(self.pair.as_str(), interval, &price, &self.signal, &score, &format!("{closed}  {}", self.note))
    }
}

/// All of them under a heading. A line that wrapped, or one that left the screen, could not be drawn over, so lines are cut
/// and those that do not fit are counted.
pub(super) fn lines(rows: &[Row], interval: Interval, size: Size) -> Vec<String> {
    let heading = columns("MARKET", "", "PRICE", "SIGNAL", "SCORE", "CANDLE");
    // The cursor stands below the last one.
    let room = size.lines.saturating_sub(2).max(1);
    let fitting = if rows.len() <= room { rows.len() } else { room.saturating_sub(1) };
    let hidden = rows.len() - fitting;
    let more = (hidden > 0).then(|| format!("… {hidden} more: a taller terminal shows them"));
    let shown = rows.iter().take(fitting).map(|row| row.text(interval));
    let all = std::iter::once(heading).chain(shown).chain(more);
    all.map(|line| line.chars().take(size.columns).collect()).collect()
}

fn columns(pair: &str, interval: &str, price: &str, signal: &str, score: &str, rest: &str) -> String {
    format!("{pair:<12} {interval:<4} {price:>14}  {signal:<18} {score:>7}  {rest}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use analysis::{Interval, Pair};

    use super::{Row, Size, lines};

    fn rows(count: usize) -> Vec<Row> {
        let row = |number: usize| Row {
            price: Some(64_250.5),
            signal: "HOLD, leans long".to_owned(),
            score: Some(0.25),
            closed_at: Some("2026-11-20T15:00:00Z".parse().unwrap()),
            note: "too long a note to stand on a narrow screen, whoever wrote it".to_owned(),
            ..Row::empty(Pair::new(&format!("A{number}/USD")).unwrap())
        };
        (0..count).map(row).collect()
    }

    #[test]
    fn columns_stand_under_their_names() {
        let table = lines(&rows(1), Interval::H1, Size { columns: 200, lines: 24 });
        assert_eq!(table[0], "MARKET                     PRICE  SIGNAL               SCORE  CANDLE");
        assert!(
            table[1].starts_with(
                "A0/USD       1h          64250.5  HOLD, leans long    +0.250  closed 2026-11-20 15:00  too long"
            ),
            "{}",
            table[1]
        );
    }

    #[test]
    fn no_line_wraps_and_none_leaves_the_screen() {
        for (count, height) in [(1, 24), (22, 24), (23, 24), (500, 24), (3, 1), (0, 24)] {
            for width in [20, 80, 300] {
                let size = Size { columns: width, lines: height };
                let table = lines(&rows(count), Interval::H1, size);
                assert!(table.len() < height.max(3), "{} lines on {height}", table.len());
                assert!(table.iter().all(|line| line.chars().count() <= width));
            }
        }
        let table = lines(&rows(23), Interval::H1, Size { columns: 80, lines: 24 });
        assert_eq!(table.len(), 23);
        assert_eq!(table[22], "… 2 more: a taller terminal shows them");
        assert_eq!(lines(&rows(22), Interval::H1, Size { columns: 80, lines: 24 }).len(), 23);
    }
}
