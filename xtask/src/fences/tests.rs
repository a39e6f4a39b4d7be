use super::rows::{Row, names, parse};
use super::sources::is_test;
use super::unused::dependencies;
use super::words::holds;
use super::{crates, excepted};
use std::collections::BTreeMap;

fn row(first: &str, second: &str) -> Row {
    Row { first: first.to_owned(), second: second.to_owned(), why: "because".to_owned() }
}

#[test]
fn a_row_has_a_reason_or_is_refused_by_its_line() {
    assert_eq!(parse("# remark\n\na | b | because"), Ok(vec![row("a", "b")]));
    assert_eq!(parse("a | b | because | of | c").map(|rows| rows[0].why.clone()), Ok("because | of | c".to_owned()));
    assert_eq!(parse("# remark\na | b"), Err("line 2 is not `first | second | why`".to_owned()));
}

#[test]
fn a_star_takes_any_ending_and_nothing_else_does() {
    assert!(names("tauri*", "tauri-runtime") && names("tauri*", "tauri"));
    assert!(names("rand", "rand") && !names("rand", "rand_core"));
}

#[test]
fn a_crate_behind_the_fence_is_told_with_its_reason() {
    let trees = BTreeMap::from([(
        "analysis".to_owned(),
        vec!["analysis".to_owned(), "serde".to_owned(), "hyper-util".to_owned()],
    )]);
    let told = crates::against(&[row("analysis", "hyper*"), row("analysis", "tokio")], &trees);
    assert_eq!(told, ["hyper-util stands under analysis: because"]);
}

#[test]
fn words_are_whole_and_know_no_case() {
    assert!(holds("request.header(\"X-MBX-APIKEY\", key)", "x-mbx-apikey"));
    assert!(holds("type Mac = Hmac<Sha256>;", "hmac*") && holds("use hmac::Mac;", "hmac*"));
    assert!(holds("await fetch(url)", "fetch(") && !holds("prefetch(url)", "fetch("));
    assert!(holds("struct Order {", "struct order") && !holds("struct Ordered {", "struct order"));
    assert!(holds("GET /api/v3/orderList", "/api/v3/order*") && !holds("GET /api/v3/klines", "/api/v3/order*"));
}

#[test]
fn tests_and_fixtures_count_apart() {
    assert!(is_test("crates/analysis/src/candle/tests.rs"));
    assert!(is_test("ui/src/words.test.ts"));
    assert!(is_test("crates/agent/tests/it/main.rs"));
    assert!(!is_test("crates/analysis/src/candle.rs"));
    assert!(!is_test("crates/analysis/src/contests.rs"));
}

#[test]
fn every_kind_of_dependency_is_read() {
    let manifest = r#"
[package]
name = "x"
[dependencies]
serde = { workspace = true, features = [
  "derive",
] }
ta-lib.workspace = true
# tokio = "1"
[dev-dependencies]
insta.workspace = true
[target.'cfg(unix)'.dependencies]
signal-hook = "0.3"
[build-dependencies]
tauri-build = "2"
[dependencies.zbus]
version = "5"
[features]
bindings = ["dep:ts-rs"]
"#;
    assert_eq!(dependencies(manifest), ["insta", "serde", "signal-hook", "ta-lib", "tauri-build", "zbus"]);
}

#[test]
fn an_exception_is_for_one_fence_and_one_subject() {
    let exceptions = [row("size", "ui/src/host/bindings.ts")];
    assert!(excepted(&exceptions, "size", "ui/src/host/bindings.ts"));
    assert!(!excepted(&exceptions, "unused", "ui/src/host/bindings.ts"));
    assert!(!excepted(&exceptions, "size", "ui/src/host"));
}
