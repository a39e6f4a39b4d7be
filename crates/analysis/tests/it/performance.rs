//! Returns of the shared files as two published libraries measure them, from parts the product uses where the
//! definitions agree: drawdown, quantile, daily statistics.

use analysis::{Side, confidence::quantile, risk::drawdown};

use crate::support::{REAL, real};

/// Periods in a year, as the references were computed.
const PERIODS: [f64; 4] = [252.0, 252.0, 6_225.0, 365.0];

/// empyrical-reloaded 0.7.1 and, from the sixteenth row on, quantstats 0.0.86.
#[rustfmt::skip]
const REFERENCE: [(&str, [f64; 4]); 21] = [
    ("cumulative", [12.213_721_126_5, 10.842_197_447_8, 0.141_104_469_4, 7.721_279_416_0]),
    ("cagr", [0.220_161_606_2, 0.079_827_772_6, 0.141_128_669_8, 0.886_915_397_3]),
    ("volatility", [0.459_802_035_8, 0.181_194_212_6, 0.072_738_296_5, 0.811_531_524_2]),
    ("sharpe", [0.675_871_535_5, 0.514_691_862_6, 1.851_329_285_6, 1.197_709_473_8]),
    ("sortino", [0.951_212_621_6, 0.726_607_087_0, 2.793_509_809_6, 1.751_368_867_4]),
    // The table prints 0.3267063494 for AAPL; its own Sortino ratio needs a 2 at the seventh place.
    ("downside", [0.326_706_249_4, 0.128_348_853_8, 0.048_205_500_5, 0.554_982_455_7]),
    ("drawdown", [-0.818_017_893_1, -0.567_753_889_4, -0.042_774_595_2, -0.831_870_535_3]),
    ("calmar", [0.269_140_330_7, 0.140_602_775_4, 3.299_357_228_6, 1.066_169_986_4]),
    ("var95", [-0.041_590_250_1, -0.017_461_599_7, -0.001_305_256_8, -0.063_064_670_2]),
    ("var99", [-0.069_505_751_9, -0.031_056_076_1, -0.002_263_318_0, -0.109_996_922_6]),
    ("cvar95", [-0.062_397_285_2, -0.027_232_105_3, -0.001_996_631_4, -0.096_693_189_0]),
    ("cvar99", [-0.105_767_909_1, -0.046_086_251_2, -0.003_290_827_6, -0.158_633_949_7]),
    ("tail ratio", [1.099_817_406_2, 0.937_071_265_5, 1.045_180_127_8, 1.168_419_471_2]),
    ("omega", [1.131_980_633_3, 1.102_635_307_1, 1.073_244_110_6, 1.209_419_923_6]),
    ("stability", [0.889_711_138_4, 0.857_626_177_5, 0.860_972_290_7, 0.206_400_387_4]),
    ("normal var95", [-0.046_409_662_9, -0.018_404_550_5, -0.001_494_791_7, -0.067_206_316_0]),
    ("normal cvar95", [-0.058_512_872_9, -0.023_174_063_1, -0.001_880_024_6, -0.084_955_930_0]),
    ("kelly", [0.060_416_850_1, 0.050_122_754_8, 0.034_376_587_7, 0.092_906_904_2]),
    ("ulcer", [0.429_156_989_6, 0.162_925_407_8, 0.016_896_902_1, 0.543_434_003_2]),
    ("win rate", [0.518_187_422_9, 0.538_480_574_1, 0.503_719_275_5, 0.536_546_184_7]),
    ("payoff", [1.052_519_767_9, 0.945_043_588_1, 1.057_395_240_9, 1.044_663_616_6]),
];

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// 95 % of a normal distribution lies above minus this.
const Z95: f64 = 1.644_853_626_951_472_2;

/// The same measures, in the same order, of closes with so many periods in a year.
fn measures(closes: &[f64], year: f64) -> [f64; 21] {
    let returns: Vec<f64> = closes.windows(2).map(|pair| pair[1] / pair[0] - 1.0).collect();
    let n = returns.len() as f64;
    let mut sorted = returns.clone();
    sorted.sort_by(f64::total_cmp);
    let percentile = |share: f64| quantile(&sorted, share).unwrap();
    let worst = |share: f64| mean(&sorted[..=((n - 1.0) * share) as usize]);
    let cumulative = closes[closes.len() - 1] / closes[0] - 1.0;
    let cagr = libm::pow(1.0 + cumulative, year / n) - 1.0;
    let average = mean(&returns);
    let deviation = (returns.iter().map(|r| (r - average) * (r - average)).sum::<f64>() / (n - 1.0)).sqrt();
    let downside = mean(&returns.iter().map(|r| r.min(0.0) * r.min(0.0)).collect::<Vec<_>>()).sqrt();
    let fall = -drawdown(closes, Side::Long).unwrap().max;
    let wins: Vec<f64> = returns.iter().copied().filter(|r| *r > 0.0).collect();
    let losses: Vec<f64> = returns.iter().copied().filter(|r| *r < 0.0).collect();
    let win_rate = wins.len() as f64 / (wins.len() + losses.len()) as f64;
    let payoff = mean(&wins) / -mean(&losses);
    // The normal density there over 5 % is the mean beyond.
    let density = libm::exp(-Z95 * Z95 / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
    [
        cumulative,
        cagr,
        deviation * year.sqrt(),
        average / deviation * year.sqrt(),
        average * year / (downside * year.sqrt()),
        downside * year.sqrt(),
        fall,
        cagr / -fall,
        percentile(0.05),
        percentile(0.01),
        worst(0.05),
        worst(0.01),
        percentile(0.95).abs() / percentile(0.05).abs(),
        wins.iter().sum::<f64>() / -losses.iter().sum::<f64>(),
        stability(&returns),
        average - Z95 * deviation,
        average - deviation * density / 0.05,
        win_rate - (1.0 - win_rate) / payoff,
        ulcer(closes),
        win_rate,
        payoff,
    ]
}

/// How straight the cumulative log return runs: the square of its correlation with time.
fn stability(returns: &[f64]) -> f64 {
    let mut sum = 0.0;
    let points: Vec<(f64, f64)> = returns
        .iter()
        .enumerate()
        .map(|(time, r)| {
            sum += libm::log(1.0 + r);
            (time as f64, sum)
        })
        .collect();
    let r = analysis::risk::correlation(&points, points.len()).unwrap();
    r * r
}

/// Root of the summed squares of the drawdowns over one less than their number, as quantstats has it.
fn ulcer(closes: &[f64]) -> f64 {
    let falls: f64 = (2..=closes.len())
        .map(|to| {
            let fall = drawdown(&closes[..to], Side::Long).unwrap().current;
            fall * fall
        })
        .sum();
    (falls / (closes.len() - 2) as f64).sqrt()
}

#[test]
fn measures_equal_those_of_two_libraries() {
    for (column, ((name, pair, interval), year)) in REAL.into_iter().zip(PERIODS).enumerate() {
        let Some(series) = real(name, pair, interval) else { return };
        let closes = series.closes();
        let ours = measures(closes, year);
        for ((measure, theirs), ours) in REFERENCE.iter().zip(ours) {
            let off = (ours - theirs[column]).abs();
            assert!(off < 1e-10, "{name} {measure}: {ours}, published {}", theirs[column]);
        }
    }
}

#[test]
fn a_wrong_year_would_show() {
    let (name, pair, interval) = REAL[0];
    let Some(series) = real(name, pair, interval) else { return };
    let [_, cagr, volatility, ..] = measures(series.closes(), 365.0);
    assert!((cagr - REFERENCE[1].1[0]).abs() > 1e-3 && (volatility - REFERENCE[2].1[0]).abs() > 1e-3);
}
