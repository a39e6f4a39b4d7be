//! Chance that is a function of where it is asked for.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

/// What a roll is for: the same day must not use the same numbers twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The chain of days.
    Days,
    /// Whether hours of a day are missing.
    Outage,
    /// The hours of a day.
    Hours,
    /// The minutes of an hour, 0 to 23.
    Minutes(u8),
}

/// Rolls for one purpose on one day of one pair.
#[derive(Debug)]
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// Mixes all that the rolls depend on into a `ChaCha8` key.
    pub(super) fn new(seed: u64, pair: &str, day: i64, purpose: Purpose) -> Self {
        let purpose = match purpose {
            Purpose::Days => 100,
            Purpose::Outage => 101,
            Purpose::Hours => 102,
            Purpose::Minutes(hour) => u64::from(hour),
        };
        let mut state = [name_hash(pair), day.cast_unsigned(), purpose]
            .into_iter()
            .fold(mixed(seed), |state, part| mixed(state ^ part));
        let mut key = [0; 32];
        for word in key.chunks_exact_mut(8) {
            state = mixed(state);
            word.copy_from_slice(&state.to_le_bytes());
        }
        Self(ChaCha8Rng::from_seed(key))
    }

    /// From 0, inclusive, to 1, exclusive.
    pub(super) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Nearly normal, mean 0, deviation 1: four even rolls added. No logarithm, so the digits are the same everywhere.
    pub(super) fn normal(&mut self) -> f64 {
        let roll = self.0.next_u64();
        let sum: u64 = [0, 16, 32, 48].into_iter().map(|shift| (roll >> shift) & 0xFFFF).sum();
        (sum as f64 / 65_536.0 - 2.0 + 2.0 / 65_536.0) * SQRT_3
    }

    /// A whole number below `end`; 0 when `end` is 0.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(end)) >> 32) as u32
    }
}

const SQRT_3: f64 = 1.732_050_807_568_877_2;

/// The finaliser of splitmix64: every bit of the result hangs on every bit put in.
const fn mixed(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// FNV-1a.
fn name_hash(name: &str) -> u64 {
    name.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3))
}
