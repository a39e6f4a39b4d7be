//! Which test shows what becomes of each fault of the link, F01 to F48, and that the test is there.

use std::path::{Path, PathBuf};

/// The fault, in few words, and the tests that show it. The two that need real gateways begin with `a_real_gateway`.
const ROWS: [(&str, &str, &[&str]); 48] = [
    (
        "F01",
        "killed",
        &[
            "a_real_gateway_called_openclaw_calls_the_tools_and_its_faults_are_survived",
            "it_comes_back_however_often_and_however_it_ended",
            "a_result_is_not_carried_over_to_the_next_link",
        ],
    ),
    (
        "F02",
        "stopped, as announced",
        &[
            "a_restart_is_announced_and_waited_for",
            "an_announced_time_is_drawn_into_what_can_be",
            "an_announced_restart_is_one_whatever_the_socket_says_then",
        ],
    ),
    ("F03", "starting", &["a_gateway_that_starts_says_when_to_come_again", "a_restart_is_one_until_a_minute_is_over"]),
    ("F04", "another protocol, more fields", &["a_protocol_that_nobody_here_speaks_ends_it", "hello_ok_of_openclaw"]),
    (
        "F05",
        "refused, by each of 33 codes",
        &["refusals_of_connect", "a_refused_secret_is_not_offered_again", "what_stops_stops_until_a_person_says_so"],
    ),
    (
        "F06",
        "refused in strange words",
        &["a_refusal_that_nobody_knows_is_not_repeated_soon", "a_strangers_text_is_shown_on_one_line_without_tricks"],
    ),
    (
        "F07",
        "restarts in a loop",
        &[
            "a_gateway_that_restarts_in_a_loop_is_called_less_and_less",
            "an_outage_ends_after_half_a_minute_of_service_and_not_at_the_hello",
        ],
    ),
    (
        "F08",
        "a senseless wish to wait",
        &["a_gateway_is_asked_again_when_it_says_within_reason", "a_wish_is_not_granted_for_ever"],
    ),
    (
        "F09",
        "closes of its own making",
        &["closes_at_first_and_when_established", "a_token_that_is_changed_under_us_leaves_the_devices"],
    ),
    (
        "F10",
        "the line is dead in silence",
        &["silence_is_noticed_within_twenty_seconds", "silence_is_pinged_and_then_given_up"],
    ),
    (
        "F11",
        "it stands still, its kernel does not",
        &[
            "a_real_gateway_called_openclaw_calls_the_tools_and_its_faults_are_survived",
            "silence_is_noticed_within_twenty_seconds",
        ],
    ),
    (
        "F12",
        "pongs without ticks",
        &[
            "a_gateway_that_answers_pings_and_says_nothing_else_is_given_up_after_two_ticks",
            "a_pong_proves_the_wire_and_not_the_gateway",
        ],
    ),
    (
        "F13",
        "an upgrade that never ends",
        &[
            "an_upgrade_byte_by_byte_has_ten_seconds_and_no_more",
            "a_dial_that_hangs_and_a_gateway_that_says_nothing_are_given_up",
        ],
    ),
    (
        "F14",
        "a challenge without sense",
        &[
            "a_challenge_that_cannot_be_signed_ends_it_unsigned",
            "a_second_challenge_and_a_hello_unasked_for_change_nothing",
        ],
    ),
    (
        "F15",
        "a hello without sense",
        &[
            "hello_without_sense_ends_it_and_with_little_sense_does_not",
            "a_policy_that_cannot_be_lived_by_is_drawn_into_what_can",
        ],
    ),
    ("F16", "a page instead of a socket", &["redirects_are_not_followed_and_pages_are_no_gateway"]),
    (
        "F17",
        "garbage",
        &[
            "ninety_nine_bad_frames_are_counted_and_the_hundredth_ends_it",
            "bad_frames_of_more_than_a_minute_ago_are_forgiven",
            "depth_is_counted_outside_of_texts_and_bounded_to_the_bracket",
        ],
    ),
    (
        "F18",
        "frames against the protocol",
        &["bytes_that_are_no_frames_end_it", "a_text_in_pieces_of_a_byte_is_one_frame"],
    ),
    (
        "F19",
        "frames of 25 MiB",
        &["length_is_bounded_to_the_byte", "a_frame_that_announces_more_than_is_read_ends_it_before_it_is_read"],
    ),
    ("F20", "a flood of pings", &["a_flood_of_pings_does_not_keep_work_waiting"]),
    ("F21", "answers twice and to nothing", &["each_comes_out_once", "answers_to_nothing_are_nobodys"]),
    (
        "F22",
        "numbers of events",
        &["numbers_of_events_may_repeat_jump_and_go_back", "an_operator_hears_what_happens_and_how_much_it_missed"],
    ),
    (
        "F23",
        "two with one key",
        &[
            "a_socket_that_nobody_routes_to_is_given_up_and_dialled_again",
            "a_socket_without_a_route_is_named_once_it_had_time",
            "a_second_one_is_told_who_the_first_is",
        ],
    ),
    (
        "F24",
        "two sockets of ours",
        &[
            "there_is_never_more_than_one_socket",
            "a_link_that_comes_after_another_one_lets_its_socket_rest",
            "off_is_one_step_away_and_holds_no_socket",
        ],
    ),
    (
        "F25",
        "a farewell that hangs",
        &[
            "a_gateway_that_takes_nothing_is_given_up_and_the_farewell_does_not_wait",
            "off_is_at_once_while_nothing_is_said",
        ],
    ),
    (
        "F26",
        "another token",
        &[
            "a_real_gateway_called_clawdbot_is_told_which_lines_it_lacks_and_calls_the_tools",
            "a_token_that_is_changed_under_us_leaves_the_devices",
        ],
    ),
    (
        "F27",
        "the device is removed",
        &[
            "a_real_gateway_called_openclaw_calls_the_tools_and_its_faults_are_survived",
            "a_device_that_is_removed_forgets_its_token_and_asks_once_more",
        ],
    ),
    (
        "F28",
        "not approved, not allowed",
        &[
            "fewer_tools_than_were_published_are_no_approval",
            "a_gateway_that_drops_commands_in_silence_is_told_apart",
            "an_operator_fills_in_what_a_node_cannot_know",
        ],
    ),
    ("F29", "a wrong clock", &["what_is_signed_is_what_the_gateways_read"]),
    ("F30", "a clock that jumps", &["a_gap_in_the_time_of_day_is_sleep_and_a_late_timer_is_not"]),
    (
        "F31",
        "sleep",
        &[
            "a_gap_in_the_time_of_day_is_sleep_and_a_late_timer_is_not",
            "after_sleep_an_open_link_is_probed_and_a_wait_cut_short",
        ],
    ),
    (
        "F32",
        "names and networks change",
        &["both_versions_of_the_protocol_take_turns", "this_machine_is_dialled_by_name_and_by_number", "nobody_there"],
    ),
    (
        "F33",
        "certificates",
        &[
            "another_certificate_than_the_pinned_one_is_a_hard_stop",
            "without_a_pin_an_authority_vouches_and_name_and_time_must_fit",
            "what_speaks_no_tls_is_named",
            "a_certificate_is_asked_for_where_there_is_one",
        ],
    ),
    (
        "F34",
        "unencrypted beyond this computer",
        &[
            "what_may_not_be_dialled_is_refused_before_anything_happens",
            "plaintext_by_host",
            "an_unencrypted_link_is_allowed_to_exactly_one_address_and_shown_for_ever",
        ],
    ),
    ("F35", "cut in the middle of a frame", &["a_frame_that_is_cut_is_thrown_away"]),
    ("F36", "a slow wire", &["a_slow_wire_carries_the_link"]),
    ("F37", "it takes nothing from us", &["a_gateway_that_takes_nothing_is_given_up_and_the_farewell_does_not_wait"]),
    (
        "F38",
        "everybody comes back at once",
        &["two_hundred_clients_of_a_gateway_that_restarts_do_not_come_in_one_second"],
    ),
    (
        "F39",
        "a flood of calls",
        &[
            "a_flood_is_answered_at_once_where_there_is_no_room",
            "eight_run_a_hundred_and_twenty_eight_wait_and_the_rest_is_told",
        ],
    ),
    (
        "F40",
        "strange deadlines",
        &[
            "a_callers_patience_is_what_it_says_within_reason",
            "a_deadline_that_is_no_time_is_absent_and_one_without_end_is_the_longest",
        ],
    ),
    (
        "F41",
        "cancelled",
        &[
            "work_that_is_cancelled_is_stopped_and_nothing_is_sent",
            "work_that_nobody_waits_for_is_stopped_and_never_answered",
        ],
    ),
    (
        "F42",
        "the same key again",
        &["the_same_key_is_the_same_work_and_the_same_bytes", "the_same_key_with_other_arguments_is_refused"],
    ),
    (
        "F43",
        "ready when the link is gone",
        &["a_result_is_not_carried_over_to_the_next_link", "when_the_link_is_gone_nobody_is_answered"],
    ),
    (
        "F44",
        "unknown commands",
        &["what_cannot_be_done_is_answered_at_once_and_never_begun", "a_failure_is_content_that_an_agent_can_read"],
    ),
    (
        "F45",
        "arguments without sense",
        &["what_cannot_be_done_is_answered_at_once_and_never_begun", "a_failure_is_content_that_an_agent_can_read"],
    ),
    ("F46", "arguments that want control", &["nothing_that_comes_with_a_call_is_obeyed"]),
    ("F47", "a tool that falls over", &["a_tool_that_falls_over_and_one_that_nobody_runs_are_failures_of_one_call"]),
    (
        "F48",
        "a result that is too long",
        &["a_result_is_at_most_256_kib", "a_result_that_would_not_fit_into_a_frame_is_too_large"],
    ),
];

#[test]
fn every_fault_has_a_test_that_is_there() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut text = String::new();
    for part in ["gateway/src", "gateway/tests", "agent/src/link", "agent/src/link.rs", "engram/tests/cli/service"] {
        read(&crates.join(part), &mut text);
    }
    read(&crates.join("engram/tests/cli/service.rs"), &mut text);
    for (n, (row, what, tests)) in ROWS.iter().enumerate() {
        assert_eq!(*row, format!("F{:02}", n + 1), "the rows stand in their order");
        assert!(!tests.is_empty());
        for test in *tests {
            assert!(text.contains(&format!("fn {test}(")), "{row}, {what}: no test {test}");
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "it reads the sources of the tests")]
fn read(path: &PathBuf, text: &mut String) {
    if path.is_file() {
        text.push_str(&std::fs::read_to_string(path).unwrap());
        return;
    }
    for entry in std::fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() || path.extension().is_some_and(|ending| ending == "rs") {
            read(&path, text);
        }
    }
}
