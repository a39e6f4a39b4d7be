//! The six families equal the published tables of an independent prototype.

use analysis::{Families, Family, resample::Grouping};

use crate::support::{REAL, real};

/// Bar, and the values there.
type Row = (usize, [f64; 7]);

/// file, bars in a group, and per bar: trend, momentum, mean reversion, breakout, volume, multi timeframe, score.
const TABLE: [(&str, usize, [Row; 3]); 4] = [
    (
        "aapl-1d",
        5,
        [
            (
                300,
                [
                    0.299_696_132,
                    -0.142_233_939,
                    0.212_629_904,
                    0.367_573_011,
                    0.238_412_454,
                    -0.086_243_465,
                    0.148_305_683,
                ],
            ),
            (
                1635,
                [
                    0.296_718_010,
                    -0.009_523_481,
                    -0.208_696_278,
                    0.783_266_129,
                    0.247_450_147,
                    0.061_656_375,
                    0.195_145_150,
                ],
            ),
            (
                3269,
                [
                    -0.592_482_187,
                    -0.382_906_384,
                    0.399_122_643,
                    -0.992_161_254,
                    -0.541_100_552,
                    -0.510_319_977,
                    -0.436_641_285,
                ],
            ),
        ],
    ),
    (
        "spx-1d",
        5,
        [
            (300, [0.587_553_354, 0.102_558_867, 0.005_782_400, 0.800_000_000, 0.0, 0.445_015_018, 0.323_484_940]),
            (
                4055,
                [
                    0.070_303_553,
                    -0.048_671_771,
                    -0.066_147_771,
                    0.628_804_008,
                    0.132_890_913,
                    0.435_838_233,
                    0.192_169_527,
                ],
            ),
            (
                8110,
                [
                    -0.481_342_703,
                    -0.136_087_451,
                    0.080_503_300,
                    -0.588_419_961,
                    -0.155_162_981,
                    -0.204_057_974,
                    -0.247_427_962,
                ],
            ),
        ],
    ),
    (
        "eurusd-1h",
        4,
        [
            (
                300,
                [
                    0.137_700_035,
                    -0.362_493_368,
                    0.157_500_849,
                    0.523_945_675,
                    -0.194_967_163,
                    0.430_347_286,
                    0.115_338_886,
                ],
            ),
            (
                3112,
                [
                    -0.052_951_153,
                    -0.326_666_044,
                    -0.061_518_262,
                    0.661_898_570,
                    -0.139_369_262,
                    0.665_337_456,
                    0.124_455_217,
                ],
            ),
            (
                6224,
                [
                    0.693_616_302,
                    0.364_792_765,
                    -0.149_502_143,
                    0.741_660_752,
                    0.564_833_730,
                    0.802_616_367,
                    0.503_002_962,
                ],
            ),
        ],
    ),
    (
        "btcusd-1d",
        5,
        [
            (
                300,
                [
                    -0.545_992_284,
                    -0.610_751_135,
                    0.417_224_504,
                    -0.910_748_157,
                    -0.239_701_532,
                    -0.100_953_011,
                    -0.331_820_269,
                ],
            ),
            (
                623,
                [
                    0.511_709_043,
                    0.119_332_851,
                    -0.277_714_196,
                    0.880_272_915,
                    0.224_990_700,
                    0.301_189_294,
                    0.293_296_768,
                ],
            ),
            (
                1245,
                [
                    0.540_635_889,
                    0.351_818_456,
                    -0.138_055_919,
                    0.644_544_678,
                    0.510_173_728,
                    0.823_347_663,
                    0.455_410_749,
                ],
            ),
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
