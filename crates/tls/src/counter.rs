//! A counter of 64 bits that is aligned like a word.
//!
//! A `u64` aligns what holds it to 8 bytes, on 32 bits too, and a connection holds three: 24 bytes
//! of padding.

/// The counter. It wraps, which no connection lives to see: its users have limits of their own.
#[derive(Clone, Copy)]
#[repr(Rust, packed(4))]
pub(crate) struct Counter(u64);

impl Counter {
    /// Counts from `value`.
    pub(crate) const fn new(value: u64) -> Self {
        Counter(value)
    }

    /// How far it has counted.
    pub(crate) const fn get(self) -> u64 {
        self.0
    }

    /// Counts one.
    pub(crate) const fn increment(&mut self) {
        self.0 = self.0.wrapping_add(1);
    }
}
