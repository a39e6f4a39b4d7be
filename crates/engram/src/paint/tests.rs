use super::decorated;

#[test]
fn decoration_changes_no_word() {
    let text =
        "Signal: HOLD (no lean)\n\nAnalysis:\nBTC/USD 1.0, synthetic demo data.\nWarning DATA_SYNTHETIC: Made up.\n";
    let painted = decorated(text);
    assert!(painted.contains("\x1b[1mAnalysis:\x1b[0m\n"));
    assert!(painted.contains("\x1b[33mWarning DATA_SYNTHETIC: Made up.\x1b[0m\n"));
    let plain = ["\x1b[1m", "\x1b[33m", "\x1b[0m"].iter().fold(painted, |text, code| text.replace(code, ""));
    assert_eq!(plain, text);
}
