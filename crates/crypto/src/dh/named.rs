//! The groups of RFC 7919 as a profile names them, in memory on the stack.

use core::marker::PhantomData;

use motetls_base::secret::wipe;
use motetls_base::{Random, RandomError};

use super::{
    DhError, DhSteps, Parameters, WINDOW, is_predecessor, primes, private_len, scratch_for,
};
use crate::keys::{PublicKeys, RawPrivateKey};
use crate::mp::{Multiplier, Native};
use crate::traits::{ByteArray, Group, InvalidPrivateKey, InvalidPublicKey, WholeGroup};

/// The generator of every named group.
static TWO: [u8; 1] = [2];

/// A prime of RFC 7919, appendix A.
pub trait NamedPrime {
    /// The prime, big-endian.
    const P: &'static [u8];
    /// A public value.
    type Public: ByteArray;
    /// A private value.
    type Private: ByteArray;
}

macro_rules! named {
    ($prime:ident, $group:ident, $p:ident, $bits:literal) => {
        #[doc = concat!("The prime of ffdhe", $bits, ".")]
        #[derive(Clone, Copy, Debug)]
        pub enum $prime {}

        impl NamedPrime for $prime {
            const P: &'static [u8] = &primes::$p;
            type Public = [u8; $bits / 8];
            type Private = [u8; private_len($bits)];
        }

        #[doc = concat!("The group ffdhe", $bits, " (RFC 7919, appendix A).")]
        pub type $group<
            const LIMBS: usize = { scratch_for($bits / 8, private_len($bits), WINDOW) },
            const W: usize = WINDOW,
            M = Native,
        > = Ffdhe<$prime, LIMBS, W, M>;
    };
}

named!(Prime2048, Ffdhe2048, P2048, 2048);
named!(Prime3072, Ffdhe3072, P3072, 3072);
named!(Prime4096, Ffdhe4096, P4096, 4096);
named!(Prime6144, Ffdhe6144, P6144, 6144);
named!(Prime8192, Ffdhe8192, P8192, 8192);

/// The group of a named prime, with `LIMBS` limbs of stack, [`scratch_for`] its lengths and windows
/// of `W` bits: `Ffdhe2048<{ scratch_for(256, 29, 4) }, 4>` takes wider windows than [`Ffdhe2048`].
///
/// With fewer limbs it does not compile:
///
/// ```compile_fail
/// use motetls_base::{Random, RandomError};
/// use motetls_crypto::Group;
/// struct Zeros;
/// impl Random for Zeros {
///     fn random(&mut self, _: &mut [u8]) -> Result<(), RandomError> {
///         Ok(())
///     }
/// }
/// type Short = motetls_crypto::dh::Ffdhe2048<{ motetls_crypto::dh::scratch_for(256, 28, 2) - 1 }>;
/// let _ = Short::generate(&mut Zeros);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Ffdhe<P, const LIMBS: usize, const W: usize = WINDOW, M = Native>(PhantomData<(P, M)>);

/// A public value y of a named group: in `1 < y < p - 1`, as long as the prime. Made by
/// [`PublicKeys::public_from_bytes`] of the group and by [`Ffdhe::public_key`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DhPublic<A: ByteArray>(A);

/// A private value: wiped when dropped.
pub struct DhPrivate<A: ByteArray>(A);

/// A shared secret, as long as the prime: wiped when dropped.
pub struct DhShared<A: ByteArray>(A);

impl<A: ByteArray> DhPublic<A> {
    /// The value as it is sent, big-endian.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_ref()
    }
}

impl<A: ByteArray> AsRef<[u8]> for DhPublic<A> {
    fn as_ref(&self) -> &[u8] {
        self.0.as_ref()
    }
}

impl<A: ByteArray> DhPrivate<A> {
    /// Takes in a private value, big-endian. The caller wipes its own copy.
    ///
    /// # Errors
    /// [`InvalidPrivateKey`] when it has another length, or is 0 or 1: its public value, 1 or the
    /// generator, tells it.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidPrivateKey> {
        let bytes = A::of(bytes).ok_or(InvalidPrivateKey)?;
        let Some((last, above)) = bytes.as_ref().split_last() else {
            return Err(InvalidPrivateKey);
        };
        let any = above.iter().fold(last & !1, |any, byte| any | byte);
        if any == 0 { Err(InvalidPrivateKey) } else { Ok(DhPrivate(*bytes)) }
    }

    /// The private value itself.
    #[must_use]
    pub fn expose_bytes(&self) -> &[u8] {
        self.0.as_ref()
    }
}

impl<A: ByteArray> RawPrivateKey for DhPrivate<A> {
    fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidPrivateKey> {
        DhPrivate::from_bytes(bytes)
    }

    fn expose_bytes(&self) -> &[u8] {
        DhPrivate::expose_bytes(self)
    }
}

impl<A: ByteArray> Drop for DhPrivate<A> {
    fn drop(&mut self) {
        wipe(self.0.as_mut());
    }
}

impl<A: ByteArray> DhShared<A> {
    /// The secret itself, to derive keys from.
    #[must_use]
    pub fn expose_bytes(&self) -> &[u8] {
        self.0.as_ref()
    }

    /// The secret without leading zeros, as TLS 1.2 has it. How many there were shows in time: with
    /// a fresh private value each time that gives nothing away (RFC 7919, section 8), with one used
    /// again it does ("Raccoon", 2020).
    #[must_use]
    pub fn without_leading_zeros_vartime(&self) -> &[u8] {
        let zeros = self.0.as_ref().iter().take_while(|byte| **byte == 0).count();
        self.0.as_ref().get(zeros..).unwrap_or(&[])
    }
}

impl<A: ByteArray> AsRef<[u8]> for DhShared<A> {
    fn as_ref(&self) -> &[u8] {
        self.0.as_ref()
    }
}

impl<A: ByteArray> Drop for DhShared<A> {
    fn drop(&mut self) {
        wipe(self.0.as_mut());
    }
}

impl<P: NamedPrime, const LIMBS: usize, const W: usize, M: Multiplier> Ffdhe<P, LIMBS, W, M> {
    /// The parameters of the group.
    #[must_use]
    pub const fn parameters() -> Parameters<'static> {
        const { assert!(LIMBS >= Self::NEEDED, "fewer limbs than the group needs") }
        Parameters { p: P::P, g: &TWO }
    }

    /// Limbs an operation needs.
    const NEEDED: usize = scratch_for(P::Public::LEN, P::Private::LEN, W);

    /// The public key that belongs to `private`.
    #[must_use]
    pub fn public_key(private: &DhPrivate<P::Private>) -> DhPublic<P::Public> {
        DhPublic(Self::public(private))
    }

    /// The shared secret with the holder of a public key that was validated before.
    ///
    /// # Errors
    /// [`InvalidPublicKey`] when the secret is 0, 1 or p - 1 (SP 800-56A, section 5.7.1.1), which
    /// no valid key leads to: the arithmetic broke down.
    #[inline(never)]
    pub fn agree_validated(
        private: &DhPrivate<P::Private>,
        peer: &DhPublic<P::Public>,
    ) -> Result<DhShared<P::Public>, InvalidPublicKey> {
        let (parameters, mut scratch) = (Self::parameters(), [0; LIMBS]);
        let (private, peer) = (private.expose_bytes(), peer.as_bytes());
        shared(DhSteps::<M, W>::agree_validated(&parameters, private, peer, &mut scratch))
    }
}

/// What an agreement leads to.
#[inline(always)]
fn shared<A: ByteArray, M: Multiplier, const W: usize>(
    operation: Result<DhSteps<'_, M, W>, DhError>,
) -> Result<DhShared<A>, InvalidPublicKey> {
    let mut shared = DhShared(A::ZERO);
    operation
        .and_then(|operation| operation.run(shared.0.as_mut()))
        .map_err(|_| InvalidPublicKey)?;
    Ok(shared)
}

impl<P: NamedPrime, const LIMBS: usize, const W: usize, M: Multiplier> PublicKeys
    for Ffdhe<P, LIMBS, W, M>
{
    type PublicKey = DhPublic<P::Public>;

    fn public_from_bytes(bytes: &[u8]) -> Result<DhPublic<P::Public>, InvalidPublicKey> {
        let public = P::Public::of(bytes).ok_or(InvalidPublicKey)?;
        let small = bytes
            .split_last()
            .is_some_and(|(last, above)| *last <= 1 && above.iter().all(|byte| *byte == 0));
        if small || bytes >= P::P || is_predecessor(bytes, P::P) {
            return Err(InvalidPublicKey);
        }
        Ok(DhPublic(*public))
    }
}

impl<P: NamedPrime, const LIMBS: usize, const W: usize, M: Multiplier> Group
    for Ffdhe<P, LIMBS, W, M>
{
    type Private = DhPrivate<P::Private>;
    type Public = P::Public;
    type Shared = DhShared<P::Public>;
    type Steps = WholeGroup<Self>;

    fn generate<R: Random>(random: &mut R) -> Result<DhPrivate<P::Private>, RandomError> {
        let mut private = DhPrivate(P::Private::ZERO);
        Self::parameters().generate(private.0.as_mut(), random).map_err(|_| RandomError)?;
        Ok(private)
    }

    #[inline(never)]
    fn public(private: &DhPrivate<P::Private>) -> P::Public {
        let mut public = P::Public::ZERO;
        let mut scratch = [0; LIMBS];
        // Fails only if the arithmetic breaks down, and yields zeros then, which no peer takes.
        if let Ok(operation) =
            DhSteps::<M, W>::public(&Self::parameters(), private.expose_bytes(), &mut scratch)
        {
            let _ = operation.run(public.as_mut());
        }
        public
    }

    #[inline(never)]
    fn agree(
        private: &DhPrivate<P::Private>,
        peer: &[u8],
    ) -> Result<DhShared<P::Public>, InvalidPublicKey> {
        let (parameters, mut scratch) = (Self::parameters(), [0; LIMBS]);
        shared(DhSteps::<M, W>::agree(&parameters, private.expose_bytes(), peer, &mut scratch))
    }
}
