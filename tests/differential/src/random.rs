//! Inputs: SplitMix64 (Steele, Lea, Flood 2014) from a seed and the number of the input.

use anyhow::Context;
use motetls_base::{Random, RandomError};
use std::any::Any;

/// A generator of inputs.
pub(crate) struct Seeded(u64);

impl Seeded {
    /// The generator of input number `index`.
    pub(crate) fn new(seed: u64, index: u64) -> Self {
        let mut seeded = Seeded(seed ^ index.wrapping_mul(0xd134_2543_de82_ef95));
        seeded.next();
        seeded
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// Bytes, so many of them.
    pub(crate) fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length.div_ceil(8)).flat_map(|_| self.next().to_le_bytes()).take(length).collect()
    }

    /// An array of bytes.
    pub(crate) fn array<const N: usize>(&mut self) -> [u8; N] {
        let mut array = [0; N];
        array.copy_from_slice(&self.bytes(N));
        array
    }

    /// Bytes, fewer than `limit`; now and then all alike, as carries like it.
    pub(crate) fn text(&mut self, limit: usize) -> Vec<u8> {
        let length = self.below(limit);
        match self.below(16) {
            0 => vec![0; length],
            1 => vec![0xff; length],
            _ => self.bytes(length),
        }
    }

    /// Flips a bit.
    pub(crate) fn damage(&mut self, bytes: &mut [u8]) {
        let at = self.below(bytes.len());
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1 << self.below(8);
        }
    }
}

impl Random for Seeded {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        out.copy_from_slice(&self.bytes(out.len()));
        Ok(())
    }
}

/// Long-lived keys of one primitive, where making keys takes longer than using them.
pub(crate) struct Keys {
    seed: u64,
    /// The number of the input they are requested for.
    index: u64,
    held: Option<(u64, Box<dyn Any + Send>)>,
}

impl Keys {
    pub(crate) fn new(seed: u64) -> Self {
        Keys { seed, index: 0, held: None }
    }

    /// The keys of input number `index`.
    pub(crate) fn of(&mut self, index: u64) -> &mut Self {
        self.index = index;
        self
    }

    /// The keys, made when the first of so many inputs in a row comes.
    pub(crate) fn made<T: Send + 'static>(
        &mut self,
        inputs: u64,
        make: impl FnOnce(&mut Seeded) -> anyhow::Result<T>,
    ) -> anyhow::Result<&T> {
        let due = self.index / inputs;
        if self.held.as_ref().is_none_or(|(number, _)| *number != due) {
            self.held = Some((due, Box::new(make(&mut Seeded::new(!self.seed, due))?)));
        }
        self.held
            .as_ref()
            .and_then(|(_, held)| held.downcast_ref())
            .context("keys of another primitive")
    }
}
