//! Exceptions that are over.
#![expect(clippy::disallowed_methods, reason = "it asks for today")]

use std::time::{SystemTime, UNIX_EPOCH};

/// Today in UTC, as `YYYY-MM-DD`.
pub(crate) fn today() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    day(since.as_secs() / 86_400)
}

/// The lines that carry `until YYYY-MM-DD` with a day before today, with their numbers.
pub(crate) fn over<'a>(text: &'a str, today: &str) -> Vec<(usize, &'a str)> {
    let dated = |line: &'a str| {
        line.split("until ").skip(1).filter_map(|rest| rest.get(..10)).any(|day| is_day(day) && day < today)
    };
    text.lines().enumerate().filter(|(_, line)| dated(line)).map(|(index, line)| (index + 1, line.trim())).collect()
}

fn is_day(text: &str) -> bool {
    text.bytes()
        .enumerate()
        .all(|(index, byte)| if index == 4 || index == 7 { byte == b'-' } else { byte.is_ascii_digit() })
}

/// The civil date of a day counted from 1970-01-01 (Howard Hinnant's `civil_from_days`).
fn day(since_1970: u64) -> String {
    let z = since_1970 + 719_468;
    let era = z / 146_097;
    let of_era = z % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests;
