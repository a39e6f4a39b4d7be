//! Answers that are kept.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::{Run, engram_with, state};

/// A journal of its own.
fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state/journal.db");
    (folder, file)
}

fn with(words: &str, journal: &Path) -> Run {
    let words = words.split_whitespace().chain(["--journal", journal.to_str().unwrap()]);
    engram_with(&words.collect::<Vec<_>>())
}

/// Asks for a signal, and gives its receipt's id.
fn asked(journal: &Path) -> String {
    let object = with("signal BTC/USD -f json --as-of 2024-05-31", journal).object();
    assert_eq!(object["journal"], "stored");
    object["receipt_id"].as_str().unwrap().to_owned()
}

/// Changes bytes that stand in a file.
fn altered(file: &Path, from: &str, to: &str) {
    let mut bytes = std::fs::read(file).unwrap();
    let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
    bytes[at..at + from.len()].copy_from_slice(to.as_bytes());
    std::fs::write(file, bytes).unwrap();
}

#[test]
fn an_answer_is_stored_and_verifies() {
    let (_folder, journal) = place();
    let object = with("signal BTC/USD -f json", &journal).object();
    let text = |pointer: &str| object.pointer(pointer).unwrap().as_str().unwrap();
    let id = text("/receipt_id");
    let run = with(&format!("verify {id}"), &journal);
    let block = format!(
        "Receipt      {id}\n             generate_signal BTC/USD 1h {}\nStored bytes ok, they hash to the id\n\
         Candles      ok, {} candles\nRecomputed   ok, every field equal (engine {})\nModel        none kept\n",
        text("/timestamp"),
        object["data"]["candles_used"],
        text("/engine/version"),
    );
    assert_eq!((run.code, run.out, run.err.as_str()), (0, block, ""));
    let all = with("verify --all", &journal);
    let summary = "2 receipts: 2 match, 0 altered, 0 different, 0 cannot be checked.\n";
    assert_eq!((all.code, all.out.as_str()), (0, summary));
    let chain = with("verify-journal", &journal);
    assert_eq!(chain.code, 0);
    assert!(chain.out.contains("Chain        ok") && chain.out.contains("not a determined owner"), "{}", chain.out);
}

#[test]
fn a_score_is_kept_as_every_answer_is() {
    let (_folder, journal) = place();
    let words = "confidence BTC/USD --signal BUY -f json";
    let object = with(words, &journal).object();
    assert_eq!(object["journal"], "stored");
    let run = with(&format!("verify {}", object["receipt_id"].as_str().unwrap()), &journal);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("get_confidence_score BTC/USD 1h") && run.out.contains("ok, every field equal"));
    let list = with("journal list --tool get_confidence_score", &journal).out;
    assert!(list.ends_with("  BTC/USD 1h  get_confidence_score BUY\n"), "{list}");
    assert_eq!(engram_with(&[words.split(' ').collect(), vec!["--no-journal"]].concat()).object()["journal"], "off");
    let folder = tempfile::tempdir().unwrap();
    let run = with(words, folder.path());
    assert_eq!((run.code, run.object()["journal"].as_str()), (0, Some("failed")));
    assert!(run.err.contains("Not kept: "), "{}", run.err);
}

#[test]
fn an_assessment_is_kept_and_its_check_is_honest() {
    let (_folder, journal) = place();
    let words = "risk BTC/USD --equity 10000 -f json";
    let object = with(words, &journal).object();
    assert_eq!(object["journal"], "stored");
    let id = object["receipt_id"].as_str().unwrap();
    let run = with(&format!("verify {id}"), &journal);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("Stored bytes ok, they hash to the id\n"), "{}", run.out);
    assert!(run.out.contains("ok, every field equal"), "{}", run.out);
    let list = with("journal list --tool assess_risk", &journal).out;
    assert!(list.contains(id) && list.ends_with("  assess_risk\n"), "{list}");
    assert_eq!(with("verify-journal", &journal).code, 0);
    for more in ["risk EUR/USD --side short --size 5000 --unit quote --leverage 3", "risk AAPL --equity 5000 --stop 1"]
    {
        with(&format!("{more} -f json"), &journal);
    }
    let all = with("verify --all", &journal);
    assert_eq!(all.code, 0, "{}", all.out);
    let held = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(held.path(), r#"[{"pair": "ETH/USD", "side": "long", "units": 3}]"#).unwrap();
    let with_holdings = format!("risk BTC/USD --equity 20000 --positions {} -f json", held.path().display());
    let open = with(&with_holdings, &journal).object();
    let told = with(&format!("verify {}", open["receipt_id"].as_str().unwrap()), &journal);
    assert_eq!(told.code, 0, "{told:?}");
    let file = held.path().with_extension("export.json");
    let export = format!("journal export {} --out {}", open["receipt_id"].as_str().unwrap(), file.display());
    assert_eq!(with(&export, &journal).code, 0);
    let told = engram_with(&["verify", file.to_str().unwrap()]);
    assert!(told.out.contains("ok, every field equal"), "{told:?}");
    std::fs::remove_file(file).unwrap();
    assert_eq!(engram_with(&[words.split(' ').collect(), vec!["--no-journal"]].concat()).object()["journal"], "off");
    altered(&journal, "\"account_equity\":10000", "\"account_equity\":90000");
    assert_eq!(with(&format!("verify {id}"), &journal).code, 65);
}

#[test]
fn answers_are_kept_where_the_user_s_files_are() {
    let stored = engram_with(&["analyze", "BTC/USD", "-f", "json"]).object();
    assert_eq!(stored["journal"], "stored");
    let run = engram_with(&["verify", stored["receipt_id"].as_str().unwrap()]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(state().join("engram/journal.db").is_file());
}

#[test]
fn an_answer_need_not_be_kept() {
    let off = engram_with(&["signal", "ETH/USD", "-f", "json", "--no-journal"]).object();
    assert_eq!(off["journal"], "off");
    let run = engram_with(&["verify", off["receipt_id"].as_str().unwrap()]);
    assert_eq!(run.code, 66, "{run:?}");
    assert!(run.out.ends_with("             not in the journal\n"));
}

#[test]
#[cfg(unix)]
fn what_cannot_be_kept_is_answered_all_the_same() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
    let run = with("signal BTC/USD -f json", &folder.path().join("journal.db"));
    assert_eq!((run.code, run.object()["journal"].as_str()), (0, Some("failed")));
    assert!(run.err.contains("Not kept: others may write the folder"), "{}", run.err);
}

#[test]
fn what_is_not_there_is_said() {
    let (folder, journal) = place();
    for words in ["verify --all", "verify-journal", "journal list", "journal show er1_x", "journal decide er1_x took"] {
        let run = with(words, &journal);
        assert_eq!((run.code, run.out.as_str()), (66, ""), "{words}");
        assert!(run.err.contains("there is no journal at"), "{}", run.err);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "asking makes none");
    assert_eq!(with("verify er1_x", &journal).code, 66);
    assert_eq!(with("verify no-such-file.json", &journal).code, 66);
    assert_eq!(with("verify", &journal).code, 64);
    asked(&journal);
    let unknown = with("journal decide er1_x took", &journal);
    assert_eq!(unknown.code, 66);
    assert!(unknown.err.contains("receipt er1_x is not in the journal"), "{}", unknown.err);
    assert_eq!(with("journal decide er1_x bought", &journal).code, 64);
}

#[test]
fn what_was_done_is_written_down_and_listed() {
    let (_folder, journal) = place();
    let id = asked(&journal);
    assert_eq!(with(&format!("journal decide {id} skipped --why news"), &journal).out, format!("{id}: skipped\n"));
    let list = with("journal list --tool generate_signal", &journal).out;
    assert!(list.contains(&id) && list.contains("BTC/USD 1h  HOLD  skipped: news ("), "{list}");
    assert_eq!(with("journal list --pair ETH/USD", &journal).out, "No answer is kept that fits.\n");
    let shown = with(&format!("journal show {id}"), &journal).out;
    assert!(shown.contains("Decided  skipped: news (") && shown.contains("\"tool\":\"generate_signal\""), "{shown}");
    assert_eq!(with("verify-journal", &journal).code, 0);
    altered(&journal, "\"skipped\"", "\"Skipped\"");
    let run = with("verify-journal", &journal);
    assert_eq!(run.code, 65);
    assert!(run.out.contains("ALTERED      entry 4, it was altered\n"), "{}", run.out);
}

#[test]
fn an_exported_answer_verifies_without_the_journal() {
    let (folder, journal) = place();
    let id = asked(&journal);
    let file = folder.path().join("answer.json");
    let name = file.to_str().unwrap();
    assert_eq!(with(&format!("journal export {id} --out {name}"), &journal).code, 0);
    assert_eq!(with(&format!("journal export {id}"), &journal).out, std::fs::read_to_string(&file).unwrap());
    let again = with(&format!("journal export {id} --out {name}"), &journal);
    assert_eq!(again.code, 73, "nothing is overwritten");
    std::fs::remove_file(&journal).unwrap();
    let run = engram_with(&["verify", name]);
    assert_eq!(run.code, 0, "{run:?}");
    altered(&file, "\"signal\":\"HOLD\"", "\"signal\":\"SELL\"");
    let run = engram_with(&["verify", name]);
    assert_eq!(run.code, 65);
    assert!(
        run.out.contains("Stored bytes ALTERED: they do not hash to the id; altered is /output/signal\n"),
        "{}",
        run.out
    );
    assert!(run.out.contains("Recomputed   not checked\n"));
}
