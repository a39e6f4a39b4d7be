//! Cells that hold a number.

use super::lines::trimmed;

/// Powers of ten that an `f64` holds exactly.
const TENS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// Reads a number as `str::parse` does, to the bit. An absent one (`""`, `null`, `NA`) is NaN; `None` is no number.
///
/// Groups of thousands are taken when no decimal comma can be meant: in a file separated by commas, or before a point.
pub(crate) fn number(cell: &[u8], comma_separated: bool) -> Option<f64> {
    plain(cell).or_else(|| any(trimmed(cell), comma_separated))
}

/// Digits with at most one point. Mantissa and power are exact, so the one division rounds correctly.
fn plain(cell: &[u8]) -> Option<f64> {
    if cell.len() > 18 {
        return None;
    }
    let mut mantissa = 0_u64;
    let mut digits = 0_usize;
    let mut digits_before_point = None;
    for byte in cell {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            mantissa = mantissa * 10 + u64::from(digit);
            digits += 1;
        } else if *byte == b'.' && digits_before_point.is_none() {
            digits_before_point = Some(digits);
        } else {
            return None;
        }
    }
    if digits == 0 || mantissa > 1 << 53 {
        return None;
    }
    let power = TENS.get(digits - digits_before_point.unwrap_or(digits))?;
    Some(mantissa as f64 / power)
}

fn any(cell: &[u8], comma_separated: bool) -> Option<f64> {
    if is_absent(cell) {
        return Some(f64::NAN);
    }
    let text = str::from_utf8(cell).ok()?;
    if text.contains(',') {
        return without_groups(text, comma_separated)?.parse().ok();
    }
    text.parse().ok()
}

fn is_absent(cell: &[u8]) -> bool {
    cell.is_empty() || [&b"null"[..], b"na", b"n/a"].into_iter().any(|word| cell.eq_ignore_ascii_case(word))
}

/// `1,234,567.8` without its commas.
fn without_groups(text: &str, comma_separated: bool) -> Option<String> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut groups = whole.trim_start_matches(['+', '-']).split(',');
    let first = groups.next()?;
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let grouped = (1..=3).contains(&first.len()) && all_digits(first) && groups.all(|g| g.len() == 3 && all_digits(g));
    let sure = comma_separated || fraction.is_some();
    (grouped && sure && fraction.is_none_or(all_digits)).then(|| text.replace(',', ""))
}

#[cfg(test)]
mod tests;
