//! Which test holds which fault that a model server can have. F55, F59 and F60 are about what a model says, and are
//! judged where its words meet a report; what is listed of F55 here is how far a client goes.

use std::{collections::HashSet, fs, path::Path};

/// The fault, what is expected, and the tests that hold it.
const FAULTS: &[(&str, &str, &[&str])] = &[
    (
        "F49",
        "connection refused: known at once; left alone after three, looked for again after a while",
        &[
            "nobody_there_is_known_at_once",
            "nobody_there_is_said_and_takes_no_time",
            "three_in_a_row_open_it_for_a_minute_and_then_for_five",
            "a_server_that_keeps_failing_is_left_alone_until_it_tells_its_models",
            "the_longer_it_is_away_the_less_often_it_is_looked_for",
        ],
    ),
    (
        "F50",
        "another program, an old version, a missing token, several models, a web page: each by its name",
        &[
            "whatever_else_answers_is_told_by_name",
            "whatever_a_server_refuses_with_is_told_by_its_name",
            "every_body_that_was_seen_is_known",
            "a_missing_and_a_wrong_token_are_told_apart_and_the_right_one_works",
            "every_age_of_server_tells_its_models",
        ],
    ),
    (
        "F51",
        "accepts and never answers: staged times, never past the caller's deadline",
        &[
            "the_first_word_may_take_as_long_as_the_model_must_be_loaded",
            "silence_ends_where_patience_does",
            "an_answer_that_stops_or_never_stops_is_given_up",
            "the_callers_own_deadline_ends_everything",
            "a_port_that_accepts_and_never_answers_does_not_hold_the_search_up",
        ],
    ),
    (
        "F52",
        "cut anywhere: half an answer is never one; asked once more if time is left",
        &[
            "a_stream_cut_at_any_byte_is_an_answer_only_if_the_model_had_said_that_it_was_done",
            "a_connection_that_ends_at_any_byte_gives_no_half_answer",
            "a_stream_in_any_pieces_is_the_same_answer",
            "every_chunk_size_and_every_split_gives_the_events_of_the_vector",
            "a_connection_that_breaks_is_tried_once_more",
            "it_is_not_asked_again_where_no_time_is_left",
        ],
    ),
    (
        "F53",
        "an error within the stream: by its class; asked once more after a reload; no loop",
        &[
            "an_error_within_a_stream_ends_it_wherever_it_is_cut",
            "a_model_that_goes_away_while_it_answers_is_asked_once_more",
            "a_model_that_goes_away_each_time_is_not_asked_a_third_time",
            "a_model_that_was_unloaded_is_loaded_as_it_was",
            "the_second_failure_is_the_last",
        ],
    ),
    (
        "F54",
        "unloaded while nobody asked: the first answer gets the time of a load",
        &[
            "a_model_that_was_left_alone_for_long_is_expected_to_load_again",
            "a_model_that_went_away_gets_the_time_of_a_load",
            "a_model_that_is_not_loaded_is_loaded_first_and_that_is_told",
        ],
    ),
    (
        "F55",
        "prose around an object, thinking in every notation, markup of calls, nothing at all",
        &[
            "it_is_found_in_whatever_stands_around_it",
            "every_pair_is_cut_out_wherever_the_text_is_cut",
            "every_delimiter_of_the_code_stands_in_the_table",
            "markup_of_a_call_is_recognised_in_a_text",
            "a_stream_that_says_nothing_is_no_answer",
        ],
    ),
    (
        "F56",
        "no end: 64 KiB of answer, 4 MiB of line, 64 MiB of stream, and the times above; then it is hung up on",
        &[
            "there_is_an_end_to_everything_that_is_too_large",
            "no_more_is_read_than_may_be_kept",
            "what_has_no_end_is_hung_up_on",
            "a_stream_that_is_always_ready_is_given_up_as_well",
            "an_answer_has_an_end_and_thinking_is_only_kept_so_far",
            "there_is_an_end_to_calls_and_to_arguments",
        ],
    ),
    (
        "F57",
        "busy: when it says, inside the deadline only",
        &["a_busy_server_is_asked_when_it_says", "a_server_that_says_when_is_asked_then_and_only_inside_the_deadline"],
    ),
    (
        "F58",
        "another model than was asked, or none: named, and refused where it was insisted on",
        &[
            "whoever_answered_is_named",
            "the_model_that_answered_is_named_and_may_be_refused",
            "a_server_without_models_is_one",
            "names_that_mean_one_model",
        ],
    ),
];

/// Every test of this crate, by its name.
fn tests(folder: &Path, found: &mut HashSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            tests(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let mut is_test = false;
            for line in text.lines().map(str::trim) {
                let name =
                    line.trim_start_matches("async ").strip_prefix("fn ").and_then(|rest| rest.split('(').next());
                match name {
                    Some(name) if is_test => drop(found.insert(name.to_owned())),
                    _ if line.starts_with("#[test]") || line.starts_with("#[tokio::test") => is_test = true,
                    _ => {}
                }
                is_test &= name.is_none();
            }
        }
    }
}

#[test]
fn every_fault_has_its_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = HashSet::new();
    for folder in ["src", "tests"] {
        tests(&root.join(folder), &mut found);
    }
    let rows: Vec<_> = FAULTS.iter().map(|(fault, ..)| *fault).collect();
    assert_eq!(rows, (49..=58).map(|number| format!("F{number}")).collect::<Vec<_>>(), "one row each");
    for (fault, expected, names) in FAULTS {
        for name in *names {
            assert!(found.contains(*name), "{fault}, {expected}: there is no test {name}");
        }
    }
}
