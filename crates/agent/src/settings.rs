//! What the trader has set.

mod trading;

use std::{path::PathBuf, sync::Arc};

use market::{DemoFeed, Feed, FileFeed};

use crate::ToolFault;
pub use trading::{Account, Trading};

/// Everything that can be set. The default shows the demo market.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// Where candles come from.
    pub market: Market,
    /// What is asked when a question does not say.
    pub trading: Trading,
}

/// Where candles come from, and how they are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Market {
    /// Which candles.
    pub source: Source,
    /// What a headerless file's columns hold, such as `t,o,c,h,l,v`.
    pub columns: Option<String>,
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

impl Settings {
    /// The defaults, with candles from elsewhere.
    pub fn reading(source: Source) -> Self {
        Self { market: Market { source, columns: None }, ..Self::default() }
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
    match &settings.market.source {
        Source::Demo { seed } => Ok(Arc::new(DemoFeed::new(*seed))),
        Source::File(path) => {
            let feed = FileFeed::open(path)?;
            Ok(match &settings.market.columns {
                Some(columns) => Arc::new(feed.with_columns(columns)?),
                None => Arc::new(feed),
            })
        }
    }
}
