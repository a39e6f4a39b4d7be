//! A lower bound for a mean of few results.

/// One-sided 95 % point of Student's t by its expansion in the normal's (Abramowitz and Stegun 26.7.5): right to 1e-3
/// from five degrees of freedom on.
pub(super) fn student95(freedom: f64) -> f64 {
    const Z: f64 = 1.644_853_626_951_472_7;
    let (z3, z5) = (Z * Z * Z, Z * Z * Z * Z * Z);
    let (z7, z9) = (z5 * Z * Z, z5 * Z * Z * Z * Z);
    let g1 = (z3 + Z) / 4.0;
    let g2 = (5.0 * z5 + 16.0 * z3 + 3.0 * Z) / 96.0;
    let g3 = (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * Z) / 384.0;
    let g4 = (79.0 * z9 + 776.0 * z7 + 1_482.0 * z5 - 1_920.0 * z3 - 945.0 * Z) / 92_160.0;
    Z + g1 / freedom + g2 / (freedom * freedom) + g3 / (freedom * freedom * freedom) + g4 / freedom.powi(4)
}

/// Mean of results, and its one-sided 95 % lower bound; the bound needs two results.
pub(super) fn mean_and_lower(results: &[f64]) -> (Option<f64>, Option<f64>) {
    let n = results.len() as f64;
    if results.is_empty() {
        return (None, None);
    }
    let mean = results.iter().sum::<f64>() / n;
    if results.len() < 2 {
        return (Some(mean), None);
    }
    let variance = results.iter().map(|r| (r - mean) * (r - mean)).sum::<f64>() / (n - 1.0);
    (Some(mean), Some(mean - student95(n - 1.0) * (variance / n).sqrt()))
}
