-- Revision 1 of the journal, as it was published: never changed again. Rows are added and never changed.

-- Candles by the hash of their canonical form: what was used once is kept as it was, whatever the venue says later.
-- Two answers a bar apart share nearly all their candles, so these are kept in pieces cut at fixed times.
CREATE TABLE candles (
  sha256 TEXT NOT NULL PRIMARY KEY,
  -- The heading of the canonical form, then the hash of each piece, a line each.
  plan BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE pieces (
  sha256 TEXT NOT NULL PRIMARY KEY,
  -- Candles in their canonical form, deflated (zlib).
  packed BLOB NOT NULL,
  -- Of the packed bytes: some of their bits mean nothing, and none may change unseen.
  packed_sha256 TEXT NOT NULL
) STRICT;

-- Receipts by their id. The columns beside `canonical` repeat what it says, for questions; a check compares them.
CREATE TABLE receipts (
  id TEXT NOT NULL PRIMARY KEY,
  -- The entry that brought it.
  seq INTEGER NOT NULL UNIQUE,
  tool TEXT NOT NULL,
  pair TEXT NOT NULL,
  timeframe TEXT NOT NULL,
  clock TEXT NOT NULL,
  -- The bytes that hash to the id.
  canonical BLOB NOT NULL,
  -- Where the candles came from, as JSON.
  provenance BLOB NOT NULL,
  -- No reference: candles may expire before their receipts.
  candles_sha256 TEXT NOT NULL,
  -- When its outcome can be known, ms UTC; null when it has no side to score.
  due_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX receipts_due ON receipts (due_ms) WHERE due_ms IS NOT NULL;

-- What happened, in order. Each row holds the hash of the one before.
CREATE TABLE entries (
  seq INTEGER NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('receipt', 'decision', 'outcome')),
  receipt TEXT NOT NULL REFERENCES receipts (id),
  at TEXT NOT NULL,
  body BLOB NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX entries_receipt ON entries (receipt, kind);
-- A receipt is stored once and scored once; minds may change.
CREATE UNIQUE INDEX entries_once ON entries (receipt, kind) WHERE kind <> 'decision';

-- The last entry, so that a tail cut off is noticed.
CREATE TABLE head (
  one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;

CREATE TRIGGER candles_stay BEFORE UPDATE ON candles BEGIN SELECT RAISE(ABORT, 'candles are never changed'); END;
CREATE TRIGGER pieces_stay BEFORE UPDATE ON pieces BEGIN SELECT RAISE(ABORT, 'candles are never changed'); END;
CREATE TRIGGER receipts_stay BEFORE UPDATE ON receipts BEGIN SELECT RAISE(ABORT, 'receipts are never changed'); END;
CREATE TRIGGER receipts_kept BEFORE DELETE ON receipts BEGIN SELECT RAISE(ABORT, 'receipts are never deleted'); END;
CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER entries_kept BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
