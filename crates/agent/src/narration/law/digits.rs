//! Digits, signs and blanks of every script, as the plain ones they mean.

use std::borrow::Cow;

/// The zeros of Unicode's decimal digits; nine more follow each.
const ZEROS: [u32; 66] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
    0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620,
    0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0,
    0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60,
    0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0,
];

/// The value of a decimal digit.
pub(super) fn digit(letter: char) -> Option<u8> {
    let code = u32::from(letter);
    let zero = *ZEROS.get(ZEROS.partition_point(|zero| *zero <= code).checked_sub(1)?)?;
    u8::try_from(code - zero).ok().filter(|value| *value < 10)
}

/// A blank that groups digits, as it stands in folded text.
pub(super) const THIN: char = '\u{a0}';

/// The same text with plain digits, signs, blanks, apostrophes and letters.
pub(super) fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { text.chars().map(fold).collect::<String>().into() }
}

fn fold(letter: char) -> char {
    match letter {
        '\0'..='\u{7f}' => letter,
        // Hyphens and dashes as long as a digit; the sign of minus.
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201a}' => ',',
        '\u{2024}' => '.',
        '\u{2044}' | '\u{2215}' => '/',
        '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}' => THIN,
        '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' => ' ',
        _ => match digit(letter) {
            Some(value) => char::from(b'0' + value),
            None => fullwidth(letter),
        },
    }
}

/// ASCII that is as wide as an ideograph.
fn fullwidth(letter: char) -> char {
    match u32::from(letter) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}
