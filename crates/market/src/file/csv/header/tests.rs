//! Names as writers write them.

use super::{Header, HeaderFault};

fn header(names: &str) -> Result<Header, HeaderFault> {
    Header::new(names.split('|').map(str::to_owned).collect())
}

#[test]
fn every_accepted_name() {
    let times = ["time", "Timestamp", "DATE", "date time", "Open_Time", "open.time", "ts", "unix", "Unix Time", "t"];
    for time in times {
        let found = header(&format!("{time}|open|high|low|close|volume")).unwrap();
        assert_eq!((found.time, found.clock), (0, None), "{time}");
    }
    for names in
        ["o|h|l|c|v", "Open|HIGH|low |\"Close\"|Vol", "open|high|low|Close/Last|Volume_Base", "o|h|l|last|vol."]
    {
        let found = header(&format!("t|{names}")).unwrap();
        assert_eq!([found.open, found.high, found.low, found.close], [1, 2, 3, 4], "{names}");
        assert_eq!(found.volume, Some(5), "{names}");
    }
}

#[test]
fn order_is_free_and_strangers_are_left_alone() {
    let found = header("symbol|close|Date|low|trades|high|open").unwrap();
    assert_eq!([found.time, found.open, found.high, found.low, found.close], [2, 6, 5, 3, 1]);
    assert_eq!(found.volume, None);
}

#[test]
fn date_and_time_may_be_apart() {
    let found = header("Date|Time|Open|High|Low|Close").unwrap();
    assert_eq!((found.time, found.clock), (0, Some(1)));
    let found = header("<TIME>|<DATE>|<OPEN>|<HIGH>|<LOW>|<CLOSE>").unwrap();
    assert_eq!((found.time, found.clock), (1, Some(0)));
    // The same instant twice: the first one counts.
    let found = header("unix|date|symbol|open|high|low|close").unwrap();
    assert_eq!((found.time, found.clock), (0, None));
}

#[test]
fn the_adjusted_close_is_not_the_close() {
    let found = header("date|open|high|low|close|Adj Close|volume").unwrap();
    assert_eq!((found.close, found.has_adjusted_close), (4, true));
    let fault = header("date|open|high|low|Adj Close|volume").unwrap_err();
    assert!(matches!(fault, HeaderFault::Missing(column) if column.name == "close" && column.number == 7));
}

#[test]
fn a_name_twice_is_refused() {
    let fault = header("date|open|high|low|close|last").unwrap_err();
    assert!(matches!(fault, HeaderFault::Twice(column) if column.name == "last" && column.number == 6));
}
