//! XTS (IEEE 1619, SP 800-38E): sectors of storage, each by its number, without growing.
//!
//! A data unit has 16 bytes or more, up to 2^24, of any length: the last incomplete block steals
//! from the one before. A unit is processed whole. The two keys must differ; they are independent
//! halves of one key of twice the length. Nothing is authenticated: damage turns one block into
//! noise.
//!
//! ```
//! use motetls_crypto::{Aes128Ct, modes::xts::Xts};
//!
//! let xts = Xts::<Aes128Ct>::new(&[1; 16], &[2; 16]).unwrap();
//! let mut sector = *b"a sector need not be whole blocks";
//! xts.encrypt(&Xts::<Aes128Ct>::sector(42), &mut sector)?;
//! xts.decrypt(&Xts::<Aes128Ct>::sector(42), &mut sector)?;
//! assert_eq!(&sector, b"a sector need not be whole blocks");
//! # Ok::<(), motetls_crypto::InvalidLength>(())
//! ```

use super::in_pairs;
use crate::aes::{Block, BlockCipher, BlockDecrypt, add, block, encrypt_once};
pub use crate::errors::EqualKeys;
use crate::ghash::doubled;
use crate::traits::InvalidLength;
use motetls_base::ct;
use motetls_base::secret::wipe_words;

/// The two keys of XTS. As constant in time as the cipher is.
pub struct Xts<C> {
    data: C,
    tweak: C,
}

impl<C: BlockCipher> Xts<C> {
    /// Takes in the first half of the key, for the data, and the second, for the tweak.
    ///
    /// # Errors
    /// [`EqualKeys`] when both are the same: a chosen ciphertext would then tell the tweaks (FIPS
    /// 140-3 IG C.I demands the check).
    pub fn new(data: &C::Key, tweak: &C::Key) -> Result<Self, EqualKeys> {
        if ct::equal(data.as_ref(), tweak.as_ref()) {
            return Err(EqualKeys);
        }
        Ok(Xts { data: C::new(data), tweak: C::new(tweak) })
    }

    /// The tweak of sector `number` (IEEE 1619, section 5.1).
    #[must_use]
    pub fn sector(number: u64) -> [u8; 16] {
        let mut tweak = [0; 16];
        for (to, from) in tweak.iter_mut().zip(number.to_le_bytes()) {
            *to = from;
        }
        tweak
    }

    /// Encrypts the data unit of `tweak` in place (section 5.3.2).
    ///
    /// # Errors
    /// [`InvalidLength`] when `unit` has less than 16 bytes or more than 2^24; it is untouched
    /// then.
    pub fn encrypt(&self, tweak: &[u8; 16], unit: &mut [u8]) -> Result<(), InvalidLength> {
        let mut tweak = self.first_tweak(tweak, unit)?;
        let mut keys = C::RoundKeys::default();
        self.data.expand(&mut keys);
        let (blocks, rest) = unit.as_chunks_mut();
        run(blocks, &mut tweak, &keys, C::encrypt_pair);
        if let Some(last) = blocks.last_mut().filter(|_| !rest.is_empty()) {
            swap(last, rest);
            run(core::slice::from_mut(last), &mut tweak, &keys, C::encrypt_pair);
        }
        wipe_words(&mut tweak);
        Ok(())
    }

    #[inline(never)]
    fn first_tweak(&self, tweak: &[u8; 16], unit: &[u8]) -> Result<Block, InvalidLength> {
        if !(16..=1 << 24).contains(&unit.len()) {
            return Err(InvalidLength);
        }
        let mut tweak = block(tweak);
        encrypt_once(&self.tweak, &mut tweak);
        Ok(tweak)
    }
}

impl<C: BlockDecrypt> Xts<C> {
    /// Decrypts the data unit of `tweak` in place (section 5.4.2).
    ///
    /// # Errors
    /// [`InvalidLength`] when `unit` has less than 16 bytes or more than 2^24; it is untouched
    /// then.
    pub fn decrypt(&self, tweak: &[u8; 16], unit: &mut [u8]) -> Result<(), InvalidLength> {
        let mut tweak = self.first_tweak(tweak, unit)?;
        let mut keys = C::InverseKeys::default();
        self.data.expand_inverse(&mut keys);
        let (blocks, rest) = unit.as_chunks_mut();
        if rest.is_empty() {
            run(blocks, &mut tweak, &keys, C::decrypt_pair);
        } else if let Some((last, blocks)) = blocks.split_last_mut() {
            run(blocks, &mut tweak, &keys, C::decrypt_pair);
            // The block that stole was encrypted with the later tweak.
            let mut later = double(&tweak);
            run(core::slice::from_mut(last), &mut later, &keys, C::decrypt_pair);
            swap(last, rest);
            run(core::slice::from_mut(last), &mut tweak, &keys, C::decrypt_pair);
            wipe_words(&mut later);
        }
        wipe_words(&mut tweak);
        Ok(())
    }
}

/// `work` on every block, between two additions of its tweak; `tweak` goes on to the one after the
/// last.
#[inline(never)]
fn run<K>(blocks: &mut [[u8; 16]], tweak: &mut Block, keys: &K, work: fn(&K, &mut [Block; 2])) {
    let odd = blocks.len() & 1 != 0;
    let mut last = [0; 4];
    in_pairs(blocks, |pair| {
        last = double(tweak);
        let tweaks = [*tweak, last];
        for (block, tweak) in pair.iter_mut().zip(&tweaks) {
            *block = add(*block, tweak);
        }
        work(keys, pair);
        for (block, tweak) in pair.iter_mut().zip(&tweaks) {
            *block = add(*block, tweak);
        }
        *tweak = double(&last);
    });
    if odd {
        *tweak = last;
    }
}

/// The product with x (section 5.2).
#[inline(never)]
fn double(tweak: &Block) -> Block {
    doubled(*tweak)
}

/// The incomplete block changes places with the start of the one before.
fn swap(last: &mut [u8; 16], rest: &mut [u8]) {
    for (a, b) in last.iter_mut().zip(rest) {
        core::mem::swap(a, b);
    }
}
