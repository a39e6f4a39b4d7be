CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    venue TEXT NOT NULL,
    symbol TEXT NOT NULL,
    interval TEXT NOT NULL,
    used_ms INTEGER NOT NULL,
    UNIQUE (venue, symbol, interval)
) STRICT;
-- Candles in blocks of a fixed time: a range is read in few rows, and each block is checked by its sum.
CREATE TABLE block (
    series INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    sum INTEGER NOT NULL,
    rows BLOB NOT NULL,
    PRIMARY KEY (series, number)
) STRICT, WITHOUT ROWID;
-- Times whose candles were all asked for. Where none lies within one, there is none.
CREATE TABLE span (
    series INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL,
    PRIMARY KEY (series, from_ms)
) STRICT, WITHOUT ROWID;
CREATE TABLE instrument (
    venue TEXT NOT NULL,
    pair TEXT NOT NULL,
    told TEXT NOT NULL,
    fetched_ms INTEGER NOT NULL,
    PRIMARY KEY (venue, pair)
) STRICT, WITHOUT ROWID;
-- A ban outlives the program.
CREATE TABLE host (
    venue TEXT PRIMARY KEY,
    until_ms INTEGER NOT NULL,
    is_ban INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
