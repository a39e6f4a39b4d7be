use agent::doctor::Part;

use super::{Progress, args::PARTS};

fn said(is_shown: bool) -> String {
    let mut err = Vec::new();
    let mut progress = Progress { err: &mut err, is_shown, width: 20 };
    for left in [&[Part::Secrets, Part::Gateway][..], &[Part::Gateway], &[]] {
        progress.say(left);
    }
    progress.end().unwrap();
    String::from_utf8(err).unwrap()
}

#[test]
fn progress_is_one_line_of_a_terminal_and_gone_at_the_end() {
    assert_eq!(said(true), "\r\x1b[KLooking at secrets,\r\x1b[KLooking at gateway \r\x1b[K");
    assert_eq!(said(false), "", "nobody watches");
}

#[test]
fn every_part_can_be_asked_for() {
    assert_eq!(PARTS, Part::ALL.map(Part::name));
}
