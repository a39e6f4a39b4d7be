//! The chain of entries: each holds the hash of the one before.
//!
//! There is no key in it. It reveals accidents and careless edits, not an owner who is determined.

use analysis::receipt::sha256_hex;
use jiff::Timestamp;

const FORMAT: &[u8] = b"engram.journal/1\n";

/// What stands before the first entry.
pub(super) const START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryKind {
    Receipt,
    Decision,
    /// What a model thought of a signal.
    Opinion,
    Outcome,
    /// Rules that were measured for the first time. Of no receipt.
    Tried,
    /// A step of an alert. Of no receipt.
    Alert,
    /// What was carried over from a damaged file. Of no receipt.
    Salvage,
}

impl EntryKind {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Decision => "decision",
            Self::Opinion => "opinion",
            Self::Outcome => "outcome",
            Self::Tried => "tried",
            Self::Alert => "alert",
            Self::Salvage => "salvage",
        }
    }
}

/// Where a chain ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// Number of the last entry; 0 before the first.
    pub(super) seq: i64,
    /// Its hash, lower-case hex.
    pub(super) hash: String,
}

impl Head {
    pub(super) fn start() -> Self {
        Self { seq: 0, hash: START.to_owned() }
    }

    /// The head once an entry is added.
    pub(super) fn with(&self, kind: EntryKind, receipt: &str, at: Timestamp, body: &[u8]) -> Self {
        let seq = self.seq + 1;
        let at = at.to_string();
        Self {
            seq,
            hash: hash(self.hash.as_bytes(), seq, [kind.name().as_bytes(), receipt.as_bytes(), at.as_bytes(), body]),
        }
    }
}

/// Hash of an entry: over the hash before it, its number, kind, receipt, time and body. Each part is preceded by its
/// length, so that nothing can move from one to the next.
pub(super) fn hash(prev: &[u8], seq: i64, [kind, receipt, at, body]: [&[u8]; 4]) -> String {
    let seq = seq.to_string();
    let mut bytes = FORMAT.to_vec();
    for part in [prev, seq.as_bytes(), kind, receipt, at, body] {
        bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
        bytes.extend_from_slice(part);
    }
    sha256_hex(&bytes)
}
