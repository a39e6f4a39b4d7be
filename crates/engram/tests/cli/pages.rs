//! Help, version, completions, manual.

use crate::support::engram;

#[test]
fn every_command_explains_itself_with_examples() {
    let tasks = [
        "",
        "analyze ",
        "signal ",
        "confidence ",
        "risk ",
        "replay ",
        "lab ",
        "doctor ",
        "diagnostics ",
        "completions ",
        "man ",
    ];
    for words in tasks.map(|task| format!("{task}--help")) {
        let run = engram(&words);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{words}");
        assert!(run.out.contains("Usage:") && run.out.contains("Examples:\n"), "{}", run.out);
    }
    assert!(engram("--help").out.contains("Engram places no orders."));
}

#[test]
fn the_version_is_the_package_s() {
    let run = engram("--version");
    assert_eq!((run.code, run.out), (0, format!("engram {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn every_shell_completes_commands_and_their_words() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = engram(&format!("completions {shell}"));
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        for word in
            ["analyze", "signal", "confidence", "risk", "replay", "horizon-bars", "short_only", "SELL", "detailed"]
        {
            assert!(run.out.contains(word) || shell == "elvish" || shell == "powershell", "{shell} lacks {word}");
        }
        assert!(run.out.len() > 1_000);
    }
}

#[test]
fn the_manual_covers_every_command() {
    let run = engram("man");
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    for piece in [
        ".TH engram 1",
        ".TH engram-analyze 1",
        ".TH engram-signal 1",
        ".TH engram-confidence 1",
        ".TH engram-risk 1",
        ".TH engram-replay 1",
        "\\-\\-horizon\\-bars",
    ] {
        assert!(run.out.contains(piece), "no {piece}");
    }
}
