//! Seeded chance, the same on every machine.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

/// Steps of a number in 0..1.
const STEPS: f64 = (1_u64 << 53) as f64;

/// A stream of random numbers that follows from the candles.
#[derive(Debug)]
pub struct Chance(ChaCha8Rng);

impl Chance {
    /// From the hash of the candles (lower-case hex, its first 16 bytes) and the number of the stream.
    pub fn of(candles_sha256: &str, stream: u64) -> Self {
        let mut seed = [0_u8; 32];
        let bytes = data_encoding::HEXLOWER.decode(candles_sha256.as_bytes()).unwrap_or_default();
        for (to, from) in seed.iter_mut().zip(bytes.iter().take(16)) {
            *to = *from;
        }
        let mut rng = ChaCha8Rng::from_seed(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// A whole number below `bound`, each as likely (Lemire's multiplication; its bias is below 2^-40 here).
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.0.next_u64()) * bound as u128) >> 64) as usize
    }

    /// How many of `draws` numbers in 0..1 lie below a share.
    pub(crate) fn hits(&mut self, draws: usize, share: f64) -> usize {
        // Whole steps below the share are steps below the next whole one.
        let steps = (share * STEPS).ceil() as u64;
        (0..draws).filter(|_| self.0.next_u64() >> 11 < steps).count()
    }
}

#[cfg(test)]
mod tests;
