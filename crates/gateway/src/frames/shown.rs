//! A stranger's text, made fit to be shown.

/// Longest text that is repeated, bytes: what a close frame can carry.
const LONGEST: usize = 123;

/// A stranger's text on one line: without control and direction characters, cut at 123 bytes.
pub fn shown(text: &str) -> String {
    let mut clean = String::new();
    for letter in text.chars() {
        let letter = if letter.is_whitespace() { ' ' } else { letter };
        if letter.is_control() || turns_direction(letter) {
            continue;
        }
        if clean.len() + letter.len_utf8() > LONGEST {
            break;
        }
        clean.push(letter);
    }
    clean.trim().to_owned()
}

/// Whether a character changes how its neighbours are laid out.
fn turns_direction(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
