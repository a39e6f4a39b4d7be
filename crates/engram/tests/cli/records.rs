//! The track record, on the screen and in a file.

use crate::{
    answers::{DEMO, of_file},
    support::{REAL, engram, engram_with},
};

#[test]
fn it_holds_every_forecast_once() {
    for words in ["BTC/USD", "EUR/USD -t 4h --horizon-bars 12", "AAPL -t 1d", "BTC/USD --as-of 2018-02-10"] {
        let run = engram(&format!("replay {words} -f json"));
        assert_eq!((run.code, run.err.as_str()), (0, DEMO), "{words}");
        let object = run.object();
        assert_eq!(object["schema_version"], "engram.replay/1");
        for side in ["long", "short"] {
            let side = &object[side];
            let groups = side["reliability"].as_array().unwrap();
            let counted: u64 = groups.iter().map(|group| group["n"].as_u64().unwrap()).sum();
            let told = side["status"] != "unmeasured";
            assert_eq!(counted, if told { side["n"].as_u64().unwrap() } else { 0 }, "{words}");
            assert_eq!(side["brier"].is_number(), told);
        }
    }
}

#[test]
fn real_files_have_a_record() {
    for (name, pair, timeframe) in REAL {
        let Some(run) = of_file("replay", name, pair, &[]) else { return };
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        assert!(run.out.starts_with(&format!("Track record: {pair} {timeframe}, ")), "{}", run.out);
        let is_measured = !run.out.contains("unmeasured");
        for piece in ["\nBrier score", "\nReliability, long:\n", "\nReliability, short:\n"] {
            assert_eq!(run.out.contains(piece), is_measured, "{piece} in\n{}", run.out);
        }
        assert!(run.out.contains("\nlong: ") && run.out.contains("\nshort: "), "{}", run.out);
        assert!(run.out.lines().all(|line| line.chars().count() <= 105 && line == line.trim_end()), "{}", run.out);
    }
}

#[test]
fn a_screen_that_is_none_is_80_wide_and_colour_is_only_on_demand() {
    let run = engram("replay BTC/USD --as-of 2024-05-31");
    let rows = run.out.lines().filter(|line| line.contains('├') && !line.contains("interval"));
    assert!(rows.clone().count() > 10 && rows.clone().all(|line| line.chars().count() <= 80));
    assert!(!run.out.contains('\x1b'));
    let painted = engram("replay BTC/USD --as-of 2024-05-31 --color always").out;
    assert!(painted.contains("\x1b[1mReliability, long:\x1b[0m"));
    assert_eq!(painted.replace("\x1b[1m", "").replace("\x1b[33m", "").replace("\x1b[0m", ""), run.out);
}

#[test]
fn it_can_be_drawn_into_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.svg");
    let run = engram_with(&["replay", "BTC/USD", "--svg", file.to_str().unwrap()]);
    assert_eq!(run.code, 0);
    assert!(run.err.starts_with(DEMO) && run.err.contains("Drawn: "), "{}", run.err);
    let picture = std::fs::read_to_string(&file).unwrap();
    assert!(
        picture.starts_with("<svg ") && picture.matches("<circle").count() > 10 && picture.contains("synthetic demo")
    );

    let nowhere = folder.path().join("no/such/folder.svg");
    let run = engram_with(&["replay", "BTC/USD", "--svg", nowhere.to_str().unwrap()]);
    assert_eq!(run.code, 73);
    assert!(run.err.contains(" cannot be written: no such file or directory.\n") || cfg!(windows), "{}", run.err);
    assert!(run.out.starts_with("Track record: "), "the record is told all the same");
}

#[test]
fn a_wrong_question_draws_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.svg");
    let run = engram_with(&["replay", "BTC/USD", "-t", "2h", "--svg", file.to_str().unwrap()]);
    assert_eq!((run.code, run.out.as_str(), file.exists()), (64, "", false));
    let run = engram("replay BTC/USD --horizon-bars 0 -f json");
    assert_eq!((run.code, &run.object()["tool"]), (64, &serde_json::Value::Null));
}

#[test]
fn the_diagram_is_drawn_as_pixels_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.png");
    let run = engram_with(&["replay", "BTC/USD", "--timeframe", "1d", "--png", file.to_str().unwrap()]);
    if run.err.contains("no fonts") {
        println!("skipped: {}", run.err.trim());
        return;
    }
    assert_eq!(run.code, 0, "{run:?}");
    let mut reader =
        png::Decoder::new(std::io::BufReader::new(std::fs::File::open(file).unwrap())).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    assert_eq!((frame.width, frame.height), (1_600, 1_048));
    let dark = pixels.chunks_exact(4).filter(|pixel| pixel[..3].iter().all(|part| *part < 64)).count();
    assert!(dark > 1_000, "its words are written: {dark} dark pixels");
}
