//! HMAC_DRBG (NIST SP 800-90A Rev. 1, section 10.1.2): a generator over a hash.
//!
//! Strength: 256 bits over SHA-256 and longer hashes. Constant time. How it is used, and an
//! example, is in [`drbg`](crate::drbg).

use crate::drbg::{Drbg, Mechanism};
use crate::hmac;
use crate::traits::{ByteArray, Hash};
use motetls_base::secret::wipe;

/// HMAC_DRBG over the hash `H` and the entropy source `E`; see [`Drbg`].
///
/// Seeds of less than 16 bytes do not compile:
///
/// ```
/// # use motetls_base::{Entropy, EntropyError};
/// use motetls_crypto::{HmacDrbg, Sha256};
/// # struct Hardware;
/// # impl Entropy for Hardware {
/// #     fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> { Ok(out.fill(4)) }
/// # }
/// let _ = HmacDrbg::<Sha256, _, false, 16>::new(Hardware, b"", b"");
/// ```
/// ```compile_fail
/// # use motetls_base::{Entropy, EntropyError};
/// use motetls_crypto::{HmacDrbg, Sha256};
/// # struct Hardware;
/// # impl Entropy for Hardware {
/// #     fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> { Ok(out.fill(4)) }
/// # }
/// let _ = HmacDrbg::<Sha256, _, false, 0>::new(Hardware, b"", b"");
/// ```
/// ```compile_fail
/// # use motetls_base::{Entropy, EntropyError};
/// use motetls_crypto::{HmacDrbg, Sha256};
/// # struct Hardware;
/// # impl Entropy for Hardware {
/// #     fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> { Ok(out.fill(4)) }
/// # }
/// let _ = HmacDrbg::<Sha256, _, false, 8>::new(Hardware, b"", b"");
/// ```
/// ```compile_fail
/// # use motetls_base::{Entropy, EntropyError};
/// use motetls_crypto::{HmacDrbg, Sha256};
/// # struct Hardware;
/// # impl Entropy for Hardware {
/// #     fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> { Ok(out.fill(4)) }
/// # }
/// let _ = HmacDrbg::<Sha256, _, false, 15>::new(Hardware, b"", b"");
/// ```
pub type HmacDrbg<H, E, const PREDICTION_RESISTANCE: bool = false, const SEED: usize = 64> =
    Drbg<State<H>, E, PREDICTION_RESISTANCE, SEED>;

/// The state: two digests, wiped when dropped.
pub struct State<H: Hash> {
    key: H::Output,
    value: H::Output,
}

impl<H: Hash> Mechanism for State<H> {
    #[inline(always)]
    fn zero() -> Self {
        State { key: H::Output::ZERO, value: H::Output::ZERO }
    }

    #[inline(always)]
    fn start(&mut self) {
        self.value.as_mut().fill(1);
    }

    /// Sections 10.1.2.3 and 10.1.2.4.
    #[inline(always)]
    fn seed(&mut self, seed: &[u8], first: &[u8], second: &[u8]) {
        self.update(&[seed, first, second]);
    }

    /// Section 10.1.2.5.
    #[inline(always)]
    fn request(&mut self, out: &mut [u8], additional: &[u8]) {
        if !additional.is_empty() {
            self.update(&[additional, &[], &[]]);
        }
        for piece in out.chunks_mut(H::Output::LEN) {
            self.next_value();
            for (to, from) in piece.iter_mut().zip(self.value.as_ref()) {
                *to = *from;
            }
        }
        self.update(&[additional, &[], &[]]);
    }
}

impl<H: Hash> State<H> {
    /// HMAC_DRBG_Update (section 10.1.2.2) with the concatenation of the three parts of `provided`.
    fn update(&mut self, provided: &[&[u8]; 3]) {
        self.mix(0, provided);
        if provided.iter().any(|part| !part.is_empty()) {
            self.mix(1, provided);
        }
    }

    /// K = HMAC(K, V || separator || provided), and the V that goes with it.
    #[inline(never)]
    fn mix(&mut self, separator: u8, provided: &[&[u8]; 3]) {
        let [first, second, third] = provided;
        let parts = [self.value.as_ref(), &[separator], first, second, third];
        self.key = hmac::once::<H>(self.key.as_ref(), &parts);
        self.next_value();
    }

    /// V = HMAC(K, V)
    fn next_value(&mut self) {
        self.value = hmac::once::<H>(self.key.as_ref(), &[self.value.as_ref()]);
    }
}

impl<H: Hash> Drop for State<H> {
    fn drop(&mut self) {
        wipe(self.key.as_mut());
        wipe(self.value.as_mut());
    }
}
