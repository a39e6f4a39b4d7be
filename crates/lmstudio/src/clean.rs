//! Text of others, made harmless: to a screen, and to a model that reads it.

#[cfg(test)]
mod tests;

/// Without what steers a terminal or a reader's eye, in one line, and no longer than so many characters.
pub fn line(text: &str, most: usize) -> String {
    let mut line = String::new();
    for word in text.split(|letter: char| letter.is_whitespace() || letter.is_control()) {
        if !line.is_empty() && !word.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().filter(|letter| !is_invisible(*letter)));
    }
    match line.char_indices().nth(most) {
        Some((end, _)) => {
            line.truncate(end);
            line.push('…');
            line
        }
        None => line,
    }
}

/// The same, and without the tokens by which chat templates tell who speaks, however spaced: a server may read them as
/// such wherever they stand. What is left of them cannot become one again.
pub fn quoted(text: &str, most: usize) -> String {
    let text = line(text, usize::MAX);
    let (mut tight, mut places) = (String::new(), Vec::new());
    for (place, letter) in text.char_indices().filter(|(_, letter)| !letter.is_whitespace()) {
        tight.push(letter);
        places.extend(place..place + letter.len_utf8());
    }
    let mut is_left = vec![true; text.len()];
    let mut since = 0;
    while let Some((from, to)) = token(&tight, since) {
        let span = places.get(from).zip(places.get(to - 1)).map_or(0..0, |(first, last)| *first..last + 1);
        let is_spaced = span.len() > to - from;
        // `<10 | >20` compares; a token's name has letters.
        if is_spaced && !tight.get(from..to).is_some_and(|token| token.contains(char::is_alphabetic)) {
            since = tight.ceil_char_boundary(from + 1);
            continue;
        }
        is_left.get_mut(span).into_iter().flatten().for_each(|left| *left = false);
        tight.drain(from..to);
        places.drain(from..to);
        // What stood before it may have become the beginning of another.
        since = tight.floor_char_boundary(from.saturating_sub(MOST_TOKEN));
    }
    let left = text.char_indices().map(|(place, letter)| if is_left.get(place) == Some(&true) { letter } else { ' ' });
    line(&left.collect::<String>(), most)
}

/// Whether a token of a chat template stands in a text.
pub fn has_token(text: &str) -> bool {
    token(text, 0).is_some()
}

/// Marks that enclose the tokens of most templates; some are fullwidth.
const ENCLOSED: &[(&str, &str)] = &[("<|", "|>"), ("<｜", "｜>"), ("<|", ">"), ("<", "|>"), ("<<", ">>"), ("[|", "|]")];

/// Longest name between such marks, bytes.
const MOST_NAME: usize = 40;

/// Longest token, bytes.
const MOST_TOKEN: usize = MOST_NAME + 10;

/// Tokens that are words of their own, in lower case.
const WORDS: &[&str] = &[
    "<s>",
    "</s>",
    "<bos>",
    "<eos>",
    "<pad>",
    "<unk>",
    "<start_of_turn>",
    "<end_of_turn>",
    "<start_of_image>",
    "[inst]",
    "[/inst]",
    "[system_prompt]",
    "[/system_prompt]",
    "[available_tools]",
    "[/available_tools]",
    "[tool_calls]",
    "[tool_results]",
    "[/tool_results]",
    "[tool_request]",
    "[end_tool_request]",
    "<tool_call>",
    "</tool_call>",
    "<tool_response>",
    "</tool_response>",
    "<tools>",
    "</tools>",
    "<function_calls>",
    "</function_calls>",
    "<think>",
    "</think>",
    "[think]",
    "[/think]",
    "◁think▷",
    "◁/think▷",
    "<data>",
    "</data>",
    "[gmask]",
    "[bos]",
    "[eos]",
    "<sop>",
    "<eop>",
];

/// Where a token stands, from some place on.
fn token(text: &str, since: usize) -> Option<(usize, usize)> {
    text.get(since..)?.char_indices().find_map(|(at, _)| {
        let from = since + at;
        let rest = text.get(from..)?;
        let word =
            WORDS.iter().find(|word| rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)));
        let end = word.map(|word| word.len()).or_else(|| ENCLOSED.iter().find_map(|marks| enclosed(rest, *marks)))?;
        Some((from, from + end))
    })
}

/// How long the token is that a text begins with.
fn enclosed(text: &str, (open, close): (&str, &str)) -> Option<usize> {
    let inner = text.strip_prefix(open)?;
    let inner = inner.get(..inner.floor_char_boundary(MOST_NAME + close.len())).unwrap_or(inner);
    let end = inner.find(close)?;
    let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '/' | '.' | '▁');
    let name = inner.get(..end)?;
    (end <= MOST_NAME && !name.is_empty() && name.chars().all(is_name)).then_some(open.len() + end + close.len())
}

/// Turns the direction of text, or takes no room.
pub const fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e01ef}'
    )
}
