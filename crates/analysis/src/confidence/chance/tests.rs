use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

use super::Chance;

/// The generator by itself, seeded as the receipts say.
fn plain(stream: u64) -> ChaCha8Rng {
    let mut seed = [0_u8; 32];
    seed[..16].copy_from_slice(&[0xab; 16]);
    let mut rng = ChaCha8Rng::from_seed(seed);
    rng.set_stream(stream);
    rng
}

fn chance(stream: u64) -> Chance {
    Chance::of(&"ab".repeat(32), stream)
}

#[test]
fn hits_are_the_numbers_below_the_share() {
    let step = 1.0 / (1_u64 << 53) as f64;
    for share in [-0.1, 0.0, step, 0.1, 1.0 / 3.0, 0.5, 0.5 + step, 1.0 - step, 1.0, 1.5, f64::NAN] {
        let (mut ours, mut theirs) = (chance(2), plain(2));
        let unit = |number: u64| (number >> 11) as f64 / (1_u64 << 53) as f64;
        let expected = (0..1_000).filter(|_| unit(theirs.next_u64()) < share).count();
        assert_eq!(ours.hits(1_000, share), expected, "{share}");
    }
    // At the edge itself: a number that equals the share is not below it.
    let first = (plain(2).next_u64() >> 11) as f64 * step;
    assert_eq!((chance(2).hits(1, first), chance(2).hits(1, first + step)), (0, 1));
}
