-- Revision 2, as it was published: what else an answer rests on, and which sets of rules were tried.

-- The candles of what was held, beside those of the answer. The chain remembers each of these rows.
CREATE TABLE series (
  receipt TEXT NOT NULL REFERENCES receipts (id),
  -- Which of the holdings, from 0.
  place INTEGER NOT NULL,
  role TEXT NOT NULL CHECK (role = 'held'),
  pair TEXT NOT NULL,
  timeframe TEXT NOT NULL,
  -- No reference: candles may expire before their receipts.
  candles_sha256 TEXT NOT NULL,
  -- Source, symbol there, and what else is known of where they came from, as JSON.
  provenance BLOB NOT NULL,
  PRIMARY KEY (receipt, place)
) STRICT, WITHOUT ROWID;

-- Two more kinds of entries, which belong to no receipt.
CREATE TABLE entries_2 (
  seq INTEGER NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('receipt', 'decision', 'outcome', 'tried', 'salvage')),
  receipt TEXT REFERENCES receipts (id),
  at TEXT NOT NULL,
  body BLOB NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  CHECK ((receipt IS NULL) = (kind IN ('tried', 'salvage')))
) STRICT;
INSERT INTO entries_2 (seq, kind, receipt, at, body, prev, hash)
  SELECT seq, kind, receipt, at, body, prev, hash FROM entries ORDER BY seq;
DROP TABLE entries;
ALTER TABLE entries_2 RENAME TO entries;
CREATE INDEX entries_receipt ON entries (receipt, kind);
-- A receipt is stored once and scored once; minds may change.
CREATE UNIQUE INDEX entries_once ON entries (receipt, kind) WHERE kind <> 'decision';

-- Different sets of levels, costs and calibration ever measured, by the hash of what the entry says of them.
CREATE TABLE tried (
  pair TEXT NOT NULL,
  timeframe TEXT NOT NULL,
  rules_sha256 TEXT NOT NULL,
  -- The entry that brought it.
  seq INTEGER NOT NULL UNIQUE REFERENCES entries (seq),
  PRIMARY KEY (pair, timeframe, rules_sha256)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER entries_kept BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
CREATE TRIGGER series_stay BEFORE UPDATE ON series BEGIN SELECT RAISE(ABORT, 'series are never changed'); END;
CREATE TRIGGER series_kept BEFORE DELETE ON series BEGIN SELECT RAISE(ABORT, 'series are never deleted'); END;
CREATE TRIGGER tried_stay BEFORE UPDATE ON tried BEGIN SELECT RAISE(ABORT, 'tried rules are never changed'); END;
CREATE TRIGGER tried_kept BEFORE DELETE ON tried BEGIN SELECT RAISE(ABORT, 'tried rules are never deleted'); END;
