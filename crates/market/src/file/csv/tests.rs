//! Whole files: what is read, and what is refused with the place and the reason.

use super::{ColumnOrder, MOST_ROWS, Sheet, read};
use crate::{CsvFault, Expected, FeedFault, Note};

const HEADER: &str = "time,open,high,low,close,volume\n";
const ROW: &str = "2024-05-31T14:00:00Z,10,12,9,11,5\n";
const MAY: i64 = 1_717_164_000_000;

fn sheet(text: &str) -> Sheet {
    read("a.csv", text.as_bytes(), None).unwrap()
}

fn refused(text: impl AsRef<[u8]>) -> CsvFault {
    read("a.csv", text.as_ref(), None).unwrap_err()
}

fn first(text: &str) -> (i64, [f64; 4], Option<f64>, u32) {
    let row = sheet(text).rows[0];
    (row.open_ms, [row.open, row.high, row.low, row.close], row.volume, row.line.unwrap().get())
}

#[test]
fn a_plain_file() {
    assert_eq!(first(&format!("{HEADER}{ROW}")), (MAY, [10.0, 12.0, 9.0, 11.0], Some(5.0), 2));
    assert!(sheet(&format!("{HEADER}{ROW}")).notes.is_empty());
}

#[test]
fn marks_comments_and_blank_lines_are_skipped_and_counted() {
    let text = format!("\u{FEFF}# from somewhere\r\n\r\n# and more\r\n{HEADER}\n{ROW}\n   \n");
    assert_eq!(first(&text), (MAY, [10.0, 12.0, 9.0, 11.0], Some(5.0), 6));
    assert_eq!(sheet(&text).rows.len(), 1);
}

#[test]
fn separators_and_column_order() {
    for text in [
        "date;time;o;h;l;c\n31.05.2024;14:00:00.000;10;12;9;11\n",
        "low\topen\thigh\tclose\ttime\n9\t10\t12\t11\t1717164000\n",
        "symbol,time,open,high,low,close\nX,1717164000000,\"10\",\"12\",\"9\",11\n",
        "time,open,high,low,close\n\"2024-05-31 14:00\", 10 , 12,9,1.1E+1\n",
    ] {
        assert_eq!(first(text), (MAY, [10.0, 12.0, 9.0, 11.0], None, 2), "{text}");
    }
}

#[test]
fn quoted_thousands() {
    let text = format!("{HEADER}2024-05-31T14:00:00Z,\"1,010.5\",\"1,012\",\"1,009\",\"1,011\",\"153,912,000\"\n");
    assert_eq!(first(&text), (MAY, [1010.5, 1012.0, 1009.0, 1011.0], Some(153_912_000.0), 2));
}

#[test]
fn an_empty_volume_is_unknown_and_an_empty_price_is_no_number() {
    let text = format!("{HEADER}2024-05-31T14:00:00Z,10,12,9,11,\n2024-05-31T15:00:00Z,10,,9,11,0\n");
    let rows = sheet(&text).rows;
    assert_eq!(rows[0].volume, None);
    assert!(rows[1].high.is_nan());
    assert_eq!(rows[1].volume, Some(0.0));
}

#[test]
fn notes_say_what_was_assumed() {
    let text = "date,open,high,low,close,adj close\n2024-05-31,10,12,9,11,5.5\n";
    assert_eq!(sheet(text).notes, [Note::ZoneAssumedUtc, Note::AdjustedCloseUnused]);
    assert_eq!(sheet(text).rows[0].close, 11.0);
}

#[test]
fn slashed_dates_are_settled_by_any_row() {
    let rows = |dates: [&str; 2]| {
        let lines = dates.map(|date| format!("{date},10,12,9,11,5\n")).concat();
        read("a.csv", format!("{HEADER}{lines}").as_bytes(), None)
    };
    let times = |dates| rows(dates).unwrap().rows.iter().map(|row| row.open_ms / 86_400_000).collect::<Vec<_>>();
    // 2024-05-06 is day 19849, 2024-06-05 day 19879.
    assert_eq!(times(["5/6/2024", "5/31/2024"]), [19_849, 19_874]);
    assert_eq!(times(["5/6/2024", "31/5/2024"]), [19_879, 19_874]);
    let fault = rows(["5/6/2024", "5/7/2024"]).unwrap_err();
    assert_eq!((fault.line, fault.expected), (2, Expected::DateOrder));
    let fault = rows(["31/5/2024", "5/31/2024"]).unwrap_err();
    assert_eq!((fault.line, fault.column.number, fault.expected), (3, 1, Expected::TimeLikeTheFirst));
}

#[test]
fn messages_name_file_line_column_and_expectation() {
    for (text, message) in [
        (
            "",
            "a.csv, line 1, column 1 (time): expected a header naming time, open, high, low and close; add one or set columns, such as t,o,h,l,c,v, found \"\".",
        ),
        (
            "# only\n",
            "a.csv, line 2, column 1 (time): expected a header naming time, open, high, low and close; add one or set columns, such as t,o,h,l,c,v, found \"\".",
        ),
        (
            "time,open,high,low\n1,2,3,4\n",
            "a.csv, line 1, column 5 (close): expected a header naming time, open, high, low and close; add one or set columns, such as t,o,h,l,c,v, found \"time,open,high,low\".",
        ),
        (
            "time,open,high,low,close,Close\n",
            "a.csv, line 1, column 6 (Close): expected only one column of that name, found \"Close\".",
        ),
        (HEADER, "a.csv, line 2, column 1 (time): expected a row with a candle, found \"\"."),
    ] {
        assert_eq!(refused(text).to_string(), message);
    }
    for (row, message) in [
        ("2024-05-31T14:00:00Z,10,abc,9,11,5", "column 3 (high): expected a number such as 1234.5, found \"abc\"."),
        ("2024-05-31T14:00:00Z,10,12,9,11", "column 6 (volume): expected 6 cells, as in the header, found \"\"."),
        ("2024-05-31T14:00:00Z,10,12,9,11,5,7", "column 7 (unnamed): expected 6 cells, as in the header, found \"7\"."),
        (
            "yesterday,10,12,9,11,5",
            "column 1 (time): expected a time such as 2024-05-31T14:00:00Z, found \"yesterday\".",
        ),
        (
            "2024-05-31T14:00:00Z,\"10,12,9,11,5",
            "column 2 (open): expected a quote that closes at the end of its cell, found \"2024-05-31T14:00:00Z,\\\"10,12,9,11,5\".",
        ),
        ("2024-05-31T14:00:00Z,10,12,9,11,-", "column 6 (volume): expected a number such as 1234.5, found \"-\"."),
    ] {
        assert_eq!(refused(format!("{HEADER}{row}\n")).to_string(), format!("a.csv, line 2, {message}"));
    }
    let fault = refused(format!("{HEADER}{ROW}2024-05-31 15:00,10,12,9,11,5\n"));
    assert_eq!(
        fault.to_string(),
        "a.csv, line 3, column 1 (time): expected a time written like the first one, from 1800 to 2199, found \"2024-05-31 15:00\"."
    );
}

#[test]
fn bytes_that_are_no_text() {
    let fault = refused([HEADER.as_bytes(), b"2024-05-31T14:00:00Z,10,1\xFF2,9,11,5\n"].concat());
    assert_eq!(
        fault.to_string(),
        "a.csv, line 2, column 3 (high): expected UTF-8 text; save the file as UTF-8, found \"\u{FFFD}2,9,11,5\"."
    );
    let fault = refused([HEADER.as_bytes(), ROW.as_bytes(), b"2024-05-31T15:00:00Z,10,12,9,1\x001,5\n"].concat());
    assert_eq!((fault.line, fault.column.number, fault.expected), (3, 5, Expected::Utf8));
    // UTF-16, as spreadsheets may save it.
    assert_eq!(refused(b"\xFF\xFEt\0i\0").expected, Expected::Utf8);
}

#[test]
fn huge_cells_are_shown_short() {
    let huge = "9".repeat(100_000);
    let fault = refused(format!("{HEADER}2024-05-31T14:00:00Z,10,{huge}x,9,11,5\n"));
    assert_eq!(fault.found, "9".repeat(40));
    // An endless number is no finite price; a rule refuses it later.
    assert!(sheet(&format!("{HEADER}2024-05-31T14:00:00Z,10,{huge},9,11,5\n")).rows[0].high.is_infinite());
    for cell in ["é,", "\"é\","] {
        let wide = refused(format!("{}\n1\n", cell.repeat(100_000)));
        assert_eq!((wide.line, wide.found.chars().count()), (1, 40));
        assert_eq!((wide.column.number, wide.expected), (1_001, Expected::AtMostCells(1_000)));
        assert_eq!(refused(format!("{HEADER}{}\n", cell.repeat(100_000))).expected, Expected::Cells(6));
    }
}

#[test]
fn numbers_for_names_need_columns() {
    let text = "0,1,2,3,4,5\n1717164000000,10,11,12,9,5\n1717167600000,11,12,13,10,6\n";
    assert_eq!(refused(text).expected, Expected::Header);
    let order = ColumnOrder::new("t,o,c,h,l,v").unwrap();
    let rows = read("a.csv", text.as_bytes(), Some(&order)).unwrap().rows;
    assert_eq!(rows.len(), 2);
    assert_eq!([rows[0].open, rows[0].high, rows[0].low, rows[0].close], [10.0, 12.0, 9.0, 11.0]);
    // Without any header the first line is a row; cells beyond the names are left alone.
    let bare = "1717164000,x,10,11,12,9,5,more\n1717167600,x,11,12,13,10,6,more\n";
    let order = ColumnOrder::new("t,,o,c,h,l,v").unwrap();
    let rows = read("a.csv", bare.as_bytes(), Some(&order)).unwrap().rows;
    assert_eq!((rows.len(), rows[0].line.unwrap().get(), rows[1].low), (2, 1, 10.0));
    let narrow = read("a.csv", b"1717164000,10\n", Some(&order)).unwrap_err();
    assert_eq!((narrow.line, narrow.column.number, narrow.expected), (1, 3, Expected::Cells(7)));
    for given in ["", "t,o,h,l", "t,o,h,l,c,c", "a,b,c"] {
        assert!(matches!(ColumnOrder::new(given), Err(FeedFault::BadColumns { .. })), "{given}");
    }
}

#[test]
fn a_million_rows_and_not_one_more() {
    let mut text = HEADER.to_owned() + &"1717164000,1,1,1,1,1\n".repeat(MOST_ROWS);
    assert_eq!(sheet(&text).rows.len(), MOST_ROWS);
    text.push_str("1717164000,1,1,1,1,1\n");
    let fault = refused(&text);
    assert_eq!((fault.line, fault.expected.clone()), (1_000_002, Expected::Rows(MOST_ROWS)));
    assert!(fault.to_string().contains("expected at most 1000000 rows; split the file"));
}
