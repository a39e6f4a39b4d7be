//! What the trader has set.

use std::{path::PathBuf, sync::Arc};

use analysis::{Gate, Interval, Pair};
use market::{DemoFeed, Feed, FileFeed};

use crate::ToolFault;

/// Everything that can be set. The default shows the demo market.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where candles come from.
    pub source: Source,
    /// What a headerless file's columns hold, such as `t,o,c,h,l,v`.
    pub columns: Option<String>,
    /// The pair a new question begins with; `None` takes the first one the source offers.
    pub default_pair: Option<Pair>,
    /// The timeframe of a question that names none; `None` takes the source's own.
    pub default_timeframe: Option<Interval>,
    /// What makes BUY or SELL when a question does not say.
    pub gate: Gate,
    /// Bars until a plan expires, 1 to 500, when a question does not say.
    pub horizon_bars: u16,
}

/// Where candles come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Made-up candles; the same seed gives the same ones.
    Demo {
        /// Any number.
        seed: u64,
    },
    /// A candle file, or a folder of them.
    File(PathBuf),
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            source: Source::default(),
            columns: None,
            default_pair: None,
            default_timeframe: None,
            gate: Gate::Proven,
            horizon_bars: 24,
        }
    }
}

impl Default for Source {
    fn default() -> Self {
        Self::Demo { seed: 1 }
    }
}

/// Opens the feed that the settings name. A file is looked at, so this may wait for a disk.
///
/// # Errors
/// When a file or folder cannot be used.
pub fn open(settings: &Settings) -> Result<Arc<dyn Feed>, ToolFault> {
    match &settings.source {
        Source::Demo { seed } => Ok(Arc::new(DemoFeed::new(*seed))),
        Source::File(path) => {
            let feed = FileFeed::open(path)?;
            Ok(match &settings.columns {
                Some(columns) => Arc::new(feed.with_columns(columns)?),
                None => Arc::new(feed),
            })
        }
    }
}
