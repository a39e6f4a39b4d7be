//! Decoration for terminals. It carries no meaning: the words say everything without it.

const BOLD: &str = "\x1b[1m";
const YELLOW: &str = "\x1b[33m";
const PLAIN: &str = "\x1b[0m";

/// Starts of lines that a reader looks for first.
const KEYS: [&str; 3] = ["Signal:", "Market:", "Error:"];

/// The text with its headings bold and its warnings yellow.
pub(crate) fn decorated(text: &str) -> String {
    text.split_inclusive('\n').map(line).collect()
}

fn line(line: &str) -> String {
    let (words, end) = line.strip_suffix('\n').map_or((line, ""), |words| (words, "\n"));
    let is_heading = words.ends_with(':') && !words.contains(": ");
    let style = if is_heading || KEYS.iter().any(|key| words.starts_with(key)) {
        BOLD
    } else if words.starts_with("Warning ") {
        YELLOW
    } else {
        return line.to_owned();
    };
    format!("{style}{words}{PLAIN}{end}")
}

#[cfg(test)]
mod tests;
