//! The number in the first counter block (SP 800-38D, section 7.1, step 2), by type: what a nonce
//! of 12 bytes makes of it takes no memory.

use motetls_base::secret::wipe_words;

/// The number in the first counter block: 1 behind a nonce of 12 bytes, anything behind others.
#[doc(hidden)]
pub trait FirstCounter: sealed::Sealed {
    /// The number.
    fn first(&self) -> u32;
    /// What a word of 32 bits does not hold of the length of associated data that comes in pieces:
    /// the high word.
    fn associated_high(&self) -> u32 {
        0
    }
    /// Counts that word.
    fn carry(&mut self, _: bool) {}
    /// Overwrites it, if it is secret.
    fn wipe(&mut self);
}

/// After a nonce of 12 bytes.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default)]
pub struct One;

/// After a nonce of another length. As secret as the hash key, of which it is a function. The
/// second number counts associated data.
#[doc(hidden)]
#[derive(Default)]
pub struct Hashed(pub(super) u32, pub(super) u32);

impl FirstCounter for One {
    #[inline(always)]
    fn first(&self) -> u32 {
        1
    }

    #[inline(always)]
    fn wipe(&mut self) {}
}

impl FirstCounter for Hashed {
    fn first(&self) -> u32 {
        self.0
    }

    fn associated_high(&self) -> u32 {
        self.1
    }

    fn carry(&mut self, carry: bool) {
        self.1 = self.1.wrapping_add(u32::from(carry));
    }

    fn wipe(&mut self) {
        wipe_words(core::slice::from_mut(&mut self.0));
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::One {}
    impl Sealed for super::Hashed {}
}
