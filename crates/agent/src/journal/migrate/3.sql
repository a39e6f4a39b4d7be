-- Revision 3, as it was published: alerts, which belong to no receipt. From here on a new kind of entry about a receipt
-- needs no new table.
CREATE TABLE entries_3 (
  seq INTEGER NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  receipt TEXT REFERENCES receipts (id),
  at TEXT NOT NULL,
  body BLOB NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  CHECK ((receipt IS NULL) = (kind IN ('tried', 'salvage', 'alert')))
) STRICT;
INSERT INTO entries_3 (seq, kind, receipt, at, body, prev, hash)
  SELECT seq, kind, receipt, at, body, prev, hash FROM entries ORDER BY seq;

-- The rules that were tried point to their entries, so they move to the new table as well.
CREATE TABLE tried_3 (
  pair TEXT NOT NULL,
  timeframe TEXT NOT NULL,
  rules_sha256 TEXT NOT NULL,
  -- The entry that brought it.
  seq INTEGER NOT NULL UNIQUE REFERENCES entries_3 (seq),
  PRIMARY KEY (pair, timeframe, rules_sha256)
) STRICT, WITHOUT ROWID;
INSERT INTO tried_3 (pair, timeframe, rules_sha256, seq) SELECT pair, timeframe, rules_sha256, seq FROM tried;
DROP TABLE tried;
DROP TABLE entries;
ALTER TABLE entries_3 RENAME TO entries;
ALTER TABLE tried_3 RENAME TO tried;

CREATE INDEX entries_receipt ON entries (receipt, kind);
-- A receipt is stored once and scored once; minds may change.
CREATE UNIQUE INDEX entries_once ON entries (receipt, kind) WHERE kind <> 'decision';
CREATE INDEX entries_alerts ON entries (seq) WHERE kind = 'alert';

CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER entries_kept BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
CREATE TRIGGER tried_stay BEFORE UPDATE ON tried BEGIN SELECT RAISE(ABORT, 'tried rules are never changed'); END;
CREATE TRIGGER tried_kept BEFORE DELETE ON tried BEGIN SELECT RAISE(ABORT, 'tried rules are never deleted'); END;
