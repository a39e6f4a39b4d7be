//! Seven equations with seven unknowns.
#![expect(clippy::indexing_slicing, reason = "fixed small matrices, indexed within their own width")]

use super::logistic::WIDTH;

pub(super) type Vector = [f64; WIDTH];
pub(super) type Matrix = [[f64; WIDTH]; WIDTH];

/// Solves `matrix · x = right` by Gaussian elimination with row pivots; `None` when the matrix is singular.
pub(super) fn solve(mut matrix: Matrix, mut right: Vector) -> Option<Vector> {
    for column in 0..WIDTH {
        let pivot = (column..WIDTH).max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs()))?;
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        let head = matrix[column][column];
        if head == 0.0 || !head.is_finite() {
            return None;
        }
        for row in column + 1..WIDTH {
            let factor = matrix[row][column] / head;
            let above = matrix[column];
            for (value, above) in matrix[row].iter_mut().zip(above).skip(column) {
                *value -= factor * above;
            }
            right[row] -= factor * right[column];
        }
    }
    let mut x = [0.0; WIDTH];
    for row in (0..WIDTH).rev() {
        let known: f64 = (row + 1..WIDTH).map(|k| matrix[row][k] * x[k]).sum();
        x[row] = (right[row] - known) / matrix[row][row];
    }
    Some(x)
}
