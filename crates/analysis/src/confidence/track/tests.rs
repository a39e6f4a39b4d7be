use super::*;

fn ended(ending: Ending, r: f64) -> Outcome {
    Outcome { ending, r, best_r: 0.0, worst_r: r.min(0.0), bars: 1 }
}

#[test]
fn the_worst_twentieth_of_the_stops_is_what_overshoots() {
    let stops = |clean: usize, beyond: usize| {
        let mut all = vec![ended(Ending::Stop, -1.0); clean];
        all.extend(vec![ended(Ending::Stop, -2.0); beyond]);
        // Neither counts.
        all.extend([ended(Ending::Target, 1.5), ended(Ending::Time, -3.0)]);
        let all: Vec<Option<Outcome>> = std::iter::once(None).chain(all.into_iter().map(Some)).collect();
        overshoot(&all)
    };
    assert_eq!(stops(20, 0), Some(0.0));
    assert_eq!(stops(18, 2), Some(1.0));
    // One of twenty: 0.95 of the way from the worst to the next.
    assert!((stops(19, 1).unwrap() - 0.05).abs() < 1e-12);
    assert_eq!(stops(19, 0), None, "too few to have a worst twentieth");
}
