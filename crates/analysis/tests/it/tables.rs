//! The six families equal the published tables of an independent prototype.

use analysis::{Families, Family, resample::Grouping};

use crate::support::{REAL, real};

/// file, bars in a group, and per bar: trend, momentum, mean reversion, breakout, volume, multi timeframe, score.
const TABLE: [(&str, usize, [(usize, [f64; 7]); 3]); 4] = [
    (
        "aapl-1d",
        5,
        [
            (300, [0.299696132, -0.142233939, 0.212629904, 0.367573011, 0.238412454, -0.086243465, 0.148305683]),
            (1635, [0.296718010, -0.009523481, -0.208696278, 0.783266129, 0.247450147, 0.061656375, 0.195145150]),
            (3269, [-0.592482187, -0.382906384, 0.399122643, -0.992161254, -0.541100552, -0.510319977, -0.436641285]),
        ],
    ),
    (
        "spx-1d",
        5,
        [
            (300, [0.587553354, 0.102558867, 0.005782400, 0.800000000, 0.0, 0.445015018, 0.323484940]),
            (4055, [0.070303553, -0.048671771, -0.066147771, 0.628804008, 0.132890913, 0.435838233, 0.192169527]),
            (8110, [-0.481342703, -0.136087451, 0.080503300, -0.588419961, -0.155162981, -0.204057974, -0.247427962]),
        ],
    ),
    (
        "eurusd-1h",
        4,
        [
            (300, [0.137700035, -0.362493368, 0.157500849, 0.523945675, -0.194967163, 0.430347286, 0.115338886]),
            (3112, [-0.052951153, -0.326666044, -0.061518262, 0.661898570, -0.139369262, 0.665337456, 0.124455217]),
            (6224, [0.693616302, 0.364792765, -0.149502143, 0.741660752, 0.564833730, 0.802616367, 0.503002962]),
        ],
    ),
    (
        "btcusd-1d",
        5,
        [
            (300, [-0.545992284, -0.610751135, 0.417224504, -0.910748157, -0.239701532, -0.100953011, -0.331820269]),
            (623, [0.511709043, 0.119332851, -0.277714196, 0.880272915, 0.224990700, 0.301189294, 0.293296768]),
            (1245, [0.540635889, 0.351818456, -0.138055919, 0.644544678, 0.510173728, 0.823347663, 0.455410749]),
        ],
    ),
];

#[test]
fn families_equal_the_published_tables() {
    for (name, group, rows) in TABLE {
        let (_, pair, interval) = REAL.into_iter().find(|(file, _, _)| *file == name).unwrap();
        let Some(series) = real(name, pair, interval) else { return };
        let families = Families::grouped(&series, Some(Grouping::Count(group)));
        for (bar, expected) in rows {
            let values = families.all(bar).unwrap();
            let score = values.iter().sum::<f64>() / 6.0;
            for (index, value) in values.into_iter().chain([score]).enumerate() {
                let label = Family::ALL.get(index).map_or("score", |family| family.words());
                assert!(
                    (value - expected[index]).abs() < 1e-6,
                    "{name} {bar} {label}: {value}, not {}",
                    expected[index]
                );
            }
        }
        let first = (0..series.len()).find(|bar| families.all(*bar).is_some());
        assert_eq!(first, Some(49 * group + group - 1), "{name}: the first bar with all six");
    }
}
