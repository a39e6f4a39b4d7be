//! Times that were asked for: ranges that neither overlap nor touch, in order.

use std::ops::Range;

type Span = Range<i64>;

/// What is not in them.
pub(super) fn missing(spans: &[Span], wanted: Span) -> Vec<Span> {
    let mut left = Vec::new();
    let mut from = wanted.start;
    for span in spans.iter().filter(|span| span.end > wanted.start && span.start < wanted.end) {
        if span.start > from {
            left.push(from..span.start);
        }
        from = from.max(span.end);
    }
    if from < wanted.end {
        left.push(from..wanted.end);
    }
    left
}

/// The same with one more.
pub(super) fn with(spans: &[Span], new: Span) -> Vec<Span> {
    let mut all: Vec<Span> = spans.iter().cloned().chain([new]).filter(|span| !span.is_empty()).collect();
    all.sort_by_key(|span| span.start);
    let mut merged: Vec<Span> = Vec::with_capacity(all.len());
    for span in all {
        match merged.last_mut() {
            Some(last) if last.end >= span.start => last.end = last.end.max(span.end),
            Some(_) | None => merged.push(span),
        }
    }
    merged
}

/// The same without these times.
pub(super) fn without(spans: &[Span], gone: Span) -> Vec<Span> {
    let cut = |span: &Span| [span.start..span.end.min(gone.start), span.start.max(gone.end)..span.end];
    spans.iter().flat_map(cut).filter(|span| !span.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Span, missing, with, without};

    fn spans() -> impl Strategy<Value = Vec<Span>> {
        prop::collection::vec((0_i64..60, 1_i64..20), 0..8)
            .prop_map(|all| all.into_iter().fold(Vec::new(), |spans, (from, length)| with(&spans, from..from + length)))
    }

    fn holds(spans: &[Span], at: i64) -> bool {
        spans.iter().any(|span| span.contains(&at))
    }

    proptest! {
        #[test]
        fn sets_of_times(spans in spans(), from in 0_i64..60, length in 1_i64..30) {
            let range = from..from + length;
            let (left, more, fewer) =
                (missing(&spans, range.clone()), with(&spans, range.clone()), without(&spans, range.clone()));
            for at in -1..100 {
                prop_assert_eq!(holds(&left, at), range.contains(&at) && !holds(&spans, at));
                prop_assert_eq!(holds(&more, at), range.contains(&at) || holds(&spans, at));
                prop_assert_eq!(holds(&fewer, at), !range.contains(&at) && holds(&spans, at));
            }
            for apart in more.windows(2) {
                prop_assert!(apart[0].end < apart[1].start);
            }
        }
    }
}
