//! Candles from files on this machine: one file, or a folder of them.

#![expect(clippy::disallowed_methods, reason = "reads the trader's own candle files")]

mod csv;
mod freqtrade;
mod name;
mod spacing;
mod table;

use std::{
    collections::HashMap,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use analysis::{Interval, Kind, Pair};

use crate::{Batch, BoxFuture, CsvFault, Feed, FeedFault, Offer, Origin, Want, fault::clipped};
use csv::{ColumnOrder, Sheet};
use name::{FileName, key};
use table::Format;

const SOURCE: &str = "file";

/// A million rows of any sane width fit; a larger file is no candle file.
const MOST_BYTES: u64 = 512 << 20;

/// Which timeframe a folder answers with when none was asked for and it holds several.
const PREFERRED: [Interval; 6] = [Interval::H1, Interval::H4, Interval::D1, Interval::M15, Interval::M5, Interval::M1];

/// Candle files as a feed. Each answer reads its file anew, on the thread that polls it.
#[derive(Debug)]
pub struct FileFeed {
    root: PathBuf,
    is_folder: bool,
    columns: Option<ColumnOrder>,
    /// Timeframes of files whose names do not tell, as long as the file is the same.
    intervals: Mutex<HashMap<PathBuf, (Stamp, Interval)>>,
}

/// What changes when a file does.
type Stamp = (u64, Option<SystemTime>);

/// A file and what its name says.
#[derive(Clone, Debug)]
struct Held {
    path: PathBuf,
    name: FileName,
}

impl FileFeed {
    /// Opens a file, which answers for whatever pair is asked, or a folder, whose files are named after their pairs.
    ///
    /// # Errors
    /// When it cannot be read, or is a folder without a file of candles.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, FeedFault> {
        let root = path.into();
        let is_folder = fs::metadata(&root).map_err(|source| unreadable(&root, source))?.is_dir();
        let feed = Self { root, is_folder, columns: None, intervals: Mutex::default() };
        if feed.held()?.is_empty() {
            return Err(FeedFault::NoFiles { path: feed.root });
        }
        Ok(feed)
    }

    /// Names the columns of files whose header does not, such as `t,o,c,h,l,v`.
    ///
    /// # Errors
    /// When a needed column is not named, or one is named twice.
    pub fn with_columns(mut self, columns: &str) -> Result<Self, FeedFault> {
        self.columns = Some(ColumnOrder::new(columns)?);
        Ok(self)
    }

    /// The files, by name.
    fn held(&self) -> Result<Vec<Held>, FeedFault> {
        if !self.is_folder {
            let path = self.root.clone();
            let name = text(path.file_name());
            let stem = freqtrade::stem(&name).map_or_else(|| text(path.file_stem()), str::to_owned);
            return Ok(vec![Held { name: FileName::of(&stem), path }]);
        }
        let mut files = held_in(&self.root)?;
        // There freqtrade keeps perpetuals.
        let futures = self.root.join("futures");
        if futures.is_dir() {
            files.extend(held_in(&futures)?);
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    fn load(&self, want: &Want) -> Result<Batch, FeedFault> {
        let file = self.choose(want)?;
        let (sheet, interval) = self.sheet(&file)?;
        Ok(batch(&file_name(&file.path), sheet, interval))
    }

    /// The file with the timeframe asked for, or the longest of those it can be built from.
    fn choose(&self, want: &Want) -> Result<Held, FeedFault> {
        let mut files = self.held()?;
        if self.is_folder {
            let wanted = key(want.pair.as_str());
            let (matching, others) = files.into_iter().partition(|file| file.name.key == wanted);
            files = matching;
            if files.is_empty() {
                return Err(FeedFault::UnknownPair { pair: want.pair.clone(), nearest: nearest(&want.pair, &others) });
            }
        }
        // One file answers or says why not; several have to be told apart first.
        if let [only] = files.as_slice() {
            return Ok(only.clone());
        }
        let mut known = Vec::new();
        let mut first_fault = None;
        for file in files {
            match self.interval(&file) {
                Ok(interval) => known.push((interval, file)),
                // A broken file beside good ones does not stand in their way.
                Err(fault) => first_fault = first_fault.or(Some(fault)),
            }
        }
        // Of two files for the same candles, such as those left from another format, the one written last is kept up.
        known.sort_by_cached_key(|(interval, file)| {
            (*interval, stamp(&file.path).map(|stamp| stamp.1).unwrap_or_default())
        });
        let fits = match want.interval {
            Some(asked) => known.iter().rev().find(|(interval, _)| *interval <= asked),
            None => {
                PREFERRED.into_iter().find_map(|wanted| known.iter().rev().find(|(interval, _)| *interval == wanted))
            }
        };
        match (fits, want.interval, first_fault) {
            (Some((_, file)), _, _) => Ok(file.clone()),
            (None, Some(asked), None) => Err(FeedFault::BadInterval {
                symbol: want.pair.to_string(),
                asked,
                has: known.iter().map(|(interval, _)| *interval).collect(),
            }),
            (None, _, Some(fault)) => Err(fault),
            (None, None, None) => Err(FeedFault::UnknownPair { pair: want.pair.clone(), nearest: Vec::new() }),
        }
    }

    /// The timeframe of a file: from its name, else from its rows.
    fn interval(&self, file: &Held) -> Result<Interval, FeedFault> {
        if let Some(named) = file.name.interval {
            return Ok(named);
        }
        let stamp = stamp(&file.path)?;
        let seen = self.intervals.lock().unwrap_or_else(PoisonError::into_inner).get(&file.path).copied();
        match seen {
            Some((then, interval)) if then == stamp => Ok(interval),
            Some(_) | None => self.sheet(file).map(|(_, interval)| interval),
        }
    }

    fn sheet(&self, file: &Held) -> Result<(Sheet, Interval), FeedFault> {
        let stamp = stamp(&file.path)?;
        let shown = file_name(&file.path);
        if stamp.0 > MOST_BYTES {
            return Err(FeedFault::TooLarge { file: shown, bytes: stamp.0, most: MOST_BYTES });
        }
        let bytes = fs::read(&file.path).map_err(|source| unreadable(&file.path, source))?;
        let (sheet, interval) = parsed(&shown, &bytes, self.columns.as_ref(), file.name.interval)?;
        if file.name.interval.is_none() {
            let mut intervals = self.intervals.lock().unwrap_or_else(PoisonError::into_inner);
            intervals.insert(file.path.clone(), (stamp, interval));
        }
        Ok((sheet, interval))
    }
}

impl Feed for FileFeed {
    fn name(&self) -> &'static str {
        SOURCE
    }

    fn offers(&self) -> Vec<Offer> {
        let files = self.held().unwrap_or_default();
        let offer = |file: Held| Some(Offer { interval: self.interval(&file).ok()?, pair: file.name.pair? });
        let mut offers: Vec<Offer> = files.into_iter().filter_map(offer).collect();
        offers.sort();
        offers.dedup();
        offers
    }

    fn candles<'a>(&'a self, want: &'a Want) -> BoxFuture<'a, Result<Batch, FeedFault>> {
        Box::pin(async move { self.load(want) })
    }
}

/// Reads the bytes of a file and settles its timeframe.
fn parsed(
    shown: &str,
    bytes: &[u8],
    columns: Option<&ColumnOrder>,
    named: Option<Interval>,
) -> Result<(Sheet, Interval), CsvFault> {
    let mut sheet = match Format::of(shown, bytes) {
        Some(format) => format.read(shown, bytes, columns)?,
        None if freqtrade::is_json(shown) => freqtrade::read(shown, bytes)?,
        None => csv::read(shown, bytes, columns)?,
    };
    let interval = spacing::interval_of(shown, &sheet, named)?;
    if interval == Interval::D1 {
        spacing::on_trading_dates(shown, &mut sheet)?;
    }
    Ok((sheet, interval))
}

fn batch(shown: &str, sheet: Sheet, interval: Interval) -> Batch {
    Batch {
        interval,
        rows: sheet.rows,
        forming: None,
        clock: None,
        origin: Origin {
            source: SOURCE.to_owned(),
            venue_symbol: shown.to_owned(),
            kind: Kind::Recorded,
            tick: None,
            delay_seconds: None,
            layout: Some(sheet.layout),
            notes: sheet.notes,
        },
    }
}

/// The most similar names, best first.
fn nearest(pair: &Pair, files: &[Held]) -> Vec<String> {
    let wanted = key(pair.as_str());
    let likeness = |file: &Held| (strsim::jaro_winkler(&wanted, &file.name.key) * 1_000.0) as u32;
    let mut names: Vec<(u32, String)> = files
        .iter()
        .map(|file| {
            let name = file.name.pair.as_ref().map_or_else(|| file.name.key.clone(), ToString::to_string);
            (likeness(file), clipped(&name, 40))
        })
        .filter(|(likeness, _)| *likeness >= 700)
        .collect();
    names.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    names.dedup_by(|a, b| a.1 == b.1);
    names.into_iter().take(3).map(|(_, name)| name).collect()
}

/// The candle files of a folder, not of those below it.
fn held_in(folder: &Path) -> Result<Vec<Held>, FeedFault> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|source| unreadable(folder, source))? {
        let path = entry.map_err(|source| unreadable(folder, source))?.path();
        let name = text(path.file_name());
        if let Some(stem) = freqtrade::stem(&name).filter(|_| path.is_file()) {
            files.push(Held { name: FileName::of(stem), path });
        }
    }
    Ok(files)
}

fn stamp(path: &Path) -> Result<Stamp, FeedFault> {
    let facts = fs::metadata(path).map_err(|source| unreadable(path, source))?;
    Ok((facts.len(), facts.modified().ok()))
}

fn unreadable(path: &Path, source: std::io::Error) -> FeedFault {
    FeedFault::Unreadable { path: path.to_owned(), source }
}

fn file_name(path: &Path) -> String {
    clipped(&text(path.file_name()), 64)
}

fn text(name: Option<&OsStr>) -> String {
    name.unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests;
