use super::{Duration, Ending, Row, Stage, failed, table};

fn rows() -> Vec<Row> {
    vec![
        Row { stage: Stage::Fmt, ending: Ending::Passed(String::new()), took: Duration::from_millis(340) },
        Row { stage: Stage::E2e, ending: Ending::Skipped("needs Linux".to_owned()), took: Duration::ZERO },
    ]
}

#[test]
fn the_table_has_a_line_a_stage_and_a_sum() {
    let expected = "\
fmt       ok          0.3 s
e2e       skipped     0.0 s  needs Linux
in all                0.3 s";
    assert_eq!(table(&rows()), expected);
}

#[test]
fn a_skip_is_no_failure_and_a_failure_is() {
    let mut rows = rows();
    assert!(!failed(&rows));
    rows.push(Row { stage: Stage::Doc, ending: Ending::Failed("line one\nline two".to_owned()), took: Duration::ZERO });
    assert!(failed(&rows));
    assert!(table(&rows).contains("FAILED") && !table(&rows).contains("line two"));
}
