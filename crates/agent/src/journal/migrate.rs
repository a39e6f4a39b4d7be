//! From one revision of the tables to the next. A step is never changed once it was published: a journal of any
//! revision reaches the newest by all steps since, and one that begins takes all of them.

use rusqlite::Transaction;

use super::{
    added::Added,
    body::Body,
    fault::JournalFault,
    read::{bytes, text},
    tried::Rules,
};

/// Revision of the tables that this program reads and writes.
pub(super) const REVISION: i64 = 3;

/// Makes the tables of the newest revision out of those of an older one; 0 has none.
///
/// # Errors
/// When the disk is in the way; then nothing was done once the transaction is dropped.
pub(super) fn up(
    from: i64,
    transaction: &Transaction<'_>,
    fault: &dyn Fn(rusqlite::Error) -> JournalFault,
) -> Result<(), JournalFault> {
    for step in from..REVISION {
        match step {
            0 => transaction.execute_batch(include_str!("migrate/1.sql")).map_err(fault)?,
            1 => to_second(&Added::new(transaction, fault))?,
            2 => transaction.execute_batch(include_str!("migrate/3.sql")).map_err(fault)?,
            _ => {}
        }
    }
    transaction.pragma_update(None, "user_version", REVISION).map_err(fault)
}

/// The rules of every answer so far were tried when it was given.
fn to_second(added: &Added<'_>) -> Result<(), JournalFault> {
    added.batch(include_str!("migrate/2.sql"))?;
    let sql = "SELECT pair, timeframe, canonical FROM receipts ORDER BY seq";
    for (pair, timeframe, canonical) in added.all(sql, |row| Ok((text(row, 0)?, text(row, 1)?, bytes(row, 2)?)))? {
        let body = Body::of(&canonical).ok();
        let rules = body.as_ref().and_then(|body| Rules::of(body.value().get("params")?));
        let at = body.as_ref().and_then(|body| body.instant("/clock"));
        if let Some((rules, at)) = rules.zip(at) {
            added.try_rules(&pair, &timeframe, &rules, at)?;
        }
    }
    Ok(())
}
