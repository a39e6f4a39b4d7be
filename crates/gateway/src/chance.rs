//! Chance, from the system. Everything that decides takes it as an argument; this is where an application gets it.

use zeroize::Zeroizing;

/// The system has no chance to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the system gives no random numbers: {0}")]
pub struct NoChance(getrandom::Error);

/// The seed of a new device. Keep it: with another one the gateway sees another device.
///
/// # Errors
/// When the system gives no random numbers.
pub fn seed() -> Result<Zeroizing<[u8; 32]>, NoChance> {
    let mut seed = Zeroizing::new([0; 32]);
    getrandom::fill(&mut *seed).map_err(NoChance)?;
    Ok(seed)
}

/// A number from 0 to 1, for a backoff. Without chance it is 1: the longest wait.
pub fn roll() -> f64 {
    getrandom::u32().map_or(1.0, |n| f64::from(n) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_and_rolls_differ() {
        assert_ne!(*seed().unwrap(), *seed().unwrap());
        let rolls: Vec<_> = (0..1_000).map(|_| roll()).collect();
        assert!(rolls.iter().all(|roll| (0.0..=1.0).contains(roll)));
        // A thousand rolls have a mean of 0.5 and a deviation of 0.009.
        let mean = rolls.iter().sum::<f64>() / 1_000.0;
        assert!((0.4..0.6).contains(&mean), "{mean}");
    }
}
