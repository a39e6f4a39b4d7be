//! Lines and cells.

use super::{Lines, separator, split};

fn cells(line: &str, separator: u8) -> Result<Vec<String>, usize> {
    let mut cells = Vec::new();
    split(line.as_bytes(), separator, &mut cells)?;
    Ok(cells.into_iter().map(|cell| String::from_utf8(cell.to_vec()).unwrap()).collect())
}

#[test]
fn lines_are_physical() {
    let lines: Vec<_> = Lines::of(b"a\r\n\nb\nc").collect();
    assert_eq!(lines, [(1, &b"a"[..]), (2, b""), (3, b"b"), (4, b"c")]);
    assert_eq!(Lines::of(b"a\n").count(), 1);
    assert_eq!(Lines::of(b"").count(), 0);
}

#[test]
fn the_separator_is_the_most_frequent_one_outside_quotes() {
    assert_eq!(separator(b"time,open"), b',');
    assert_eq!(separator(b"time;open,x;high"), b';');
    assert_eq!(separator(b"time\topen"), b'\t');
    assert_eq!(separator(b"\"a,b,c\";d"), b';');
    assert_eq!(separator(b"time"), b',');
}

#[test]
fn quotes_come_off() {
    assert_eq!(cells("a,,c,", b',').unwrap(), ["a", "", "c", ""]);
    assert_eq!(cells("\"1,234.5\",2", b',').unwrap(), ["1,234.5", "2"]);
    assert_eq!(cells("2, \"1,234.5\" ,\"\"", b',').unwrap(), ["2", "1,234.5", ""]);
    assert_eq!(cells("\"a\"\"b\",c", b',').unwrap(), ["a\"\"b", "c"]);
    assert_eq!(cells("\t\"x\"\t", b'\t').unwrap(), ["", "x", ""]);
    // A quote in the middle of a cell is part of it.
    assert_eq!(cells("a\"b,\"c\"", b',').unwrap(), ["a\"b", "c"]);
}

#[test]
fn a_quote_must_close_at_the_end_of_its_cell() {
    assert_eq!(cells("a,\"b", b','), Err(1));
    assert_eq!(cells("\"a\"b,c", b','), Err(0));
    assert_eq!(cells("a,b,\"c\"\"", b','), Err(2));
}
