//! Where stored bytes are no longer what was stored.

use std::fmt;

/// A place in a journal or an export.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the bytes of a receipt; at a field or a byte, where that can be told.
    Receipt { id: String, at: String },
    /// Where the candles came from.
    Provenance { id: String },
    /// A column that repeats what the receipt says, or points to something.
    Column { id: String, name: &'static str },
    /// What is kept of a holding's candles, by its place among the holdings.
    Series { id: String, place: i64 },
    /// Rules that were tried, by the entry that brought them.
    Tried { seq: i64 },
    /// Candles, by their hash.
    Candles { sha256: String },
    /// A piece of candles, by its hash.
    Piece { sha256: String },
    /// A row of the chain, and what of it.
    Entry { seq: i64, what: &'static str },
    /// The mark of the last row.
    Head,
    /// The file that holds all of it.
    File { what: String },
    /// An exported file.
    Export { what: String },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Receipt { id, at } => write!(f, "receipt {id}, {at}"),
            Self::Provenance { id } => write!(f, "receipt {id}, provenance of its candles"),
            Self::Column { id, name } => write!(f, "receipt {id}, column {name}"),
            Self::Series { id, place } => write!(f, "receipt {id}, candles of holding {}", place + 1),
            Self::Tried { seq } => write!(f, "the tried rules of entry {seq}"),
            Self::Candles { sha256 } => write!(f, "candles {sha256}"),
            Self::Piece { sha256 } => write!(f, "piece of candles {sha256}"),
            Self::Entry { seq, what } => write!(f, "entry {seq}, {what}"),
            Self::Head => write!(f, "the mark of the last entry"),
            Self::File { what } => write!(f, "the file: {what}"),
            Self::Export { what } => write!(f, "the exported file: {what}"),
        }
    }
}
