//! Differing secrets for an operation.

use operations::{Operation, Secrets};

/// How many random secrets there are beside the patterns.
const RANDOM: usize = 4;

/// Bytes of the secret.
pub(crate) fn length(operation: &Operation) -> usize {
    match operation.secrets {
        Secrets::Any(length) => length,
        Secrets::These(secrets) => secrets.first().map_or(0, |secret| secret.len()),
    }
}

/// Secrets that differ: patterns and random ones, or all that are valid. The same in every run.
pub(crate) fn samples(operation: &Operation) -> Vec<Vec<u8>> {
    match operation.secrets {
        Secrets::These(secrets) => secrets.iter().map(|secret| secret.to_vec()).collect(),
        Secrets::Any(length) => {
            let mut state = 0x5eed;
            let mut samples = vec![vec![0; length], vec![0xff; length]];
            samples
                .extend((0..RANDOM).map(|_| (0..length).map(|_| split_mix(&mut state)).collect()));
            samples
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014), its highest byte.
fn split_mix(state: &mut u64) -> u8 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z >> 56) as u8
}
