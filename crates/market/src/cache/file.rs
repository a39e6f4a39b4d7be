//! The file itself: opened, begun, or put aside.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, ErrorCode};

use crate::FeedFault;

/// Another program may write for so long.
const BUSY: Duration = Duration::from_secs(5);

/// The tables as they are now; a file with others is begun anew.
const VERSION: i64 = 1;

const SCHEMA: &str = include_str!("schema.sql");

pub(super) fn open(place: &Path) -> Result<Connection, FeedFault> {
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder).map_err(|source| FeedFault::Unreadable { path: folder.to_path_buf(), source })?;
    }
    match ready(Connection::open(place)) {
        Err(error) if is_damaged(&error) => {
            tracing::warn!(place = %place.display(), %error, "the file of candles is damaged and begun anew");
            aside(place).map_err(|source| FeedFault::Unreadable { path: place.to_path_buf(), source })?;
            Ok(ready(Connection::open(place))?)
        }
        opened => Ok(opened?),
    }
}

pub(super) fn in_memory() -> Result<Connection, FeedFault> {
    Ok(ready(Connection::open_in_memory())?)
}

fn ready(opened: rusqlite::Result<Connection>) -> rusqlite::Result<Connection> {
    let mut db = opened?;
    db.busy_timeout(BUSY)?;
    // What is lost with the power is fetched again.
    db.execute_batch(
        "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
         PRAGMA foreign_keys = ON; PRAGMA cache_size = -4096;",
    )?;
    let version = |db: &Connection| db.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0));
    match version(&db)? {
        VERSION => {}
        0 => {
            let tx = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            // Another program may have been faster.
            if version(&tx)? == 0 {
                tx.execute_batch(SCHEMA)?;
                tx.pragma_update(None, "user_version", VERSION)?;
            }
            tx.commit()?;
        }
        _ => return Err(rusqlite::Error::InvalidQuery),
    }
    Ok(db)
}

fn is_damaged(error: &rusqlite::Error) -> bool {
    matches!(error, rusqlite::Error::InvalidQuery)
        || matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

/// One bad file is kept for whoever wants to look at it.
fn aside(place: &Path) -> std::io::Result<()> {
    let beside = |ending: &str| {
        let mut name = place.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    fs::rename(place, beside(".bad"))?;
    for ending in ["-wal", "-shm"] {
        match fs::remove_file(beside(ending)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}
