//! Readings per candle as CSV, to be compared side by side with any other program.

use std::io::{self, Write};

use analysis::{
    History, Kind,
    readings::{CATALOGUE, Column},
};
use jiff::Timestamp;

/// Writes the opening time and every reading of every candle, oldest first. Numbers read back to the same bits; a
/// reading without a value leaves its field empty. A table of made-up candles begins with a comment that says so.
pub(crate) fn write(history: &History, out: &mut dyn Write) -> io::Result<()> {
    let series = &history.series;
    match history.provenance.kind {
        Kind::Synthetic => {
            let name = &history.provenance.venue_symbol;
            writeln!(out, "# {name} {}: synthetic demo candles, made up, not a market", series.interval())?;
        }
        Kind::Live | Kind::Recorded => {}
    }
    let columns: Vec<Column> = CATALOGUE.iter().flat_map(|group| group.compute(series)).collect();
    write!(out, "time")?;
    for name in CATALOGUE.iter().flat_map(|group| group.names) {
        write!(out, ",{name}")?;
    }
    writeln!(out)?;
    for (bar, open_ms) in series.times().iter().enumerate() {
        let opens = Timestamp::from_millisecond(*open_ms).map_err(io::Error::other)?;
        write!(out, "{opens}")?;
        for column in &columns {
            match column.at(bar) {
                Some(value) => write!(out, ",{value}")?,
                None => write!(out, ",")?,
            }
        }
        writeln!(out)?;
    }
    Ok(())
}
