//! Where candles come from.

use std::{path::PathBuf, sync::Arc};

use market::{DemoFeed, Feed, FileFeed};
use serde::Deserialize;

use super::Settings;
use crate::ToolFault;

/// Where candles come from, and how they are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Keys")]
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

/// The section as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    source: Word,
    path: PathBuf,
    columns: String,
    seed: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    Demo,
    File,
}

impl From<Keys> for Market {
    fn from(keys: Keys) -> Self {
        let source = match keys.source {
            Word::Demo => Source::Demo { seed: keys.seed },
            Word::File => Source::File(keys.path),
        };
        Self { source, columns: Some(keys.columns).filter(|columns| !columns.is_empty()) }
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
