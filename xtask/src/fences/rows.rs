//! Rules as rows: `first | second | why`.

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) first: String,
    pub(crate) second: String,
    pub(crate) why: String,
}

/// Reads the rows; `#` begins a line that is a remark.
pub(super) fn parse(text: &str) -> Result<Vec<Row>, String> {
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
    lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(number, line)| {
            let mut parts = line.splitn(3, " | ").map(|part| part.trim().to_owned());
            match (parts.next(), parts.next(), parts.next()) {
                (Some(first), Some(second), Some(why)) if !why.is_empty() => Ok(Row { first, second, why }),
                _ => Err(format!("line {number} is not `first | second | why`")),
            }
        })
        .collect()
}

/// Says whether `name` is the pattern, or begins with it where the pattern ends in `*`.
pub(super) fn names(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |start| name.starts_with(start))
}
