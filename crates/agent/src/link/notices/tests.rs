use serde_json::json;

use super::Board;
use crate::testing::now;

#[test]
fn a_notice_is_shown_and_says_where_it_comes_from() {
    let board = Board::new(true);
    let mut shown = board.watch();
    let put =
        |title: &str, body: &str| board.put(&json!({ "title": title, "body": body, "sound": "x" }).to_string(), now());
    assert_eq!(put("BTC\u{202e} moved", "Look\u{7}\nat it"), json!({ "ok": true }));
    let all = shown.borrow_and_update().clone();
    assert_eq!((all[0].heading.as_str(), all[0].sentence.as_str()), ("Gateway: BTC moved", "Look\nat it"));
    put("", "no title");
    assert_eq!(shown.borrow()[1].heading, "From the gateway");
    assert_eq!(shown.borrow()[1].number, all[0].number + 1);
}

#[test]
fn what_says_nothing_and_what_comes_too_often_is_refused() {
    let board = Board::new(true);
    for params in ["null", "[1]", "{}", r#"{"title":5}"#, r#"{"title":"\u0000","body":" "}"#] {
        assert_eq!(board.put(params, now())["error_code"], "INVALID_PARAMS", "{params}");
    }
    let good = r#"{"title":"x"}"#;
    for n in 0..6 {
        assert_eq!(board.put(good, now())["ok"], true, "{n}");
    }
    assert_eq!(board.put(good, now())["error_code"], "BUSY");
    assert_eq!(board.watch().borrow().len(), 5);
    let later = now() + jiff::SignedDuration::from_secs(60);
    assert_eq!(board.put(good, later)["ok"], true);
    // The twin: where nobody wants them, none is shown.
    let off = Board::new(false);
    assert_eq!(off.put(good, now())["error_code"], "UNKNOWN_COMMAND");
    assert!(off.watch().borrow().is_empty());
}
