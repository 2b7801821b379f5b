//! Ed25519: signatures without a context over whole messages (RFC 8032, section 5.1).

use core::marker::PhantomData;

use motetls_base::secret::wipe;
use motetls_base::{Random, RandomError, Secret};

use super::edwards::{E, EdwardsMemory, X};
use super::field::EDWARDS25519;
use crate::ec::EcMachine;
use crate::ec::formulas::{ORDER, ORDER_RADIX, OTHER, PRIVATE, SCALAR};
use crate::keys::{self, KeyRange, PrivateKey, PublicKey, PublicKeyValidation, PublicKeys};
use crate::mp::{Limb, Multiplier, number};
use crate::sha512::Sha512;
use crate::traits::{Hash, InvalidPublicKey, SignError, SignVerify, VerificationFailed};

/// Signatures by the algorithm Ed25519 (RFC 8032) on the shared core; ed25519 in RFC 9846, section
/// 4.3.3. Limbs are multiplied by `M`.
#[derive(Clone, Copy, Debug)]
pub struct Ed25519Mp<M>(PhantomData<M>);

impl<M> keys::sealed::Sealed for Ed25519Mp<M> {}

/// Any 32 bytes.
impl<M> KeyRange<32> for Ed25519Mp<M> {
    const DRAWS: u32 = 1;
    const EXCESS: u32 = 0;

    #[inline(always)]
    fn contains(_: &Secret<32>) -> bool {
        true
    }
}

impl<M: Multiplier> SignVerify for Ed25519Mp<M> {
    type Private = PrivateKey<Self, 32>;
    type Public = [u8; 32];
    /// R || S.
    type Signature = [u8; 64];

    fn generate<R: Random>(random: &mut R) -> Result<Self::Private, RandomError> {
        PrivateKey::generate(random)
    }

    #[inline(never)]
    fn public(private: &Self::Private) -> [u8; 32] {
        let mut memory = EdwardsMemory::ZERO;
        memory.prepare::<M>(&EDWARDS25519).expand(private.expose_bytes()).public
    }

    /// # Errors
    /// None: every private key signs every message.
    #[inline(never)]
    fn sign(private: &Self::Private, message: &[&[u8]]) -> Result<[u8; 64], SignError> {
        let mut memory = EdwardsMemory::ZERO;
        let machine = memory.prepare::<M>(&EDWARDS25519);
        let expanded = machine.expand(private.expose_bytes());
        machine.hash(OTHER, &[expanded.prefix.expose()], message);
        let mut signature = [0; 64];
        if let [point, s] = signature.as_chunks_mut::<32>().0 {
            machine.multiply_base(point);
            machine.hash(X, &[point, &expanded.public], message);
            // Plain times Montgomery is plain: S = r + k a.
            let (order, sum) = (machine.order(), machine.slot(X));
            order.to_montgomery(sum, sum, machine.slot(ORDER_RADIX));
            order.multiply(sum, machine.slot(PRIVATE), sum);
            order.add(sum, sum, machine.slot(OTHER));
            number::to_le_bytes(s, sum);
        }
        Ok(signature)
    }

    fn verify(
        public: &[u8],
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        let public = public.try_into().map_err(|_| VerificationFailed)?;
        verify_vartime::<M>(public, true, message, signature)
    }
}

/// Any point but those of small order, which fit many messages (FIPS 186-5, section 7.8.1), in its
/// canonical encoding.
impl<M: Multiplier> PublicKeyValidation<32> for Ed25519Mp<M> {
    fn is_valid_vartime(bytes: &[u8; 32]) -> bool {
        let mut memory = EdwardsMemory::ZERO;
        let machine = memory.prepare::<M>(&EDWARDS25519);
        machine.decompress_vartime(bytes, 0) & !machine.copy_vartime()
    }
}

impl<M: Multiplier> PublicKeys for Ed25519Mp<M> {
    type PublicKey = PublicKey<Self, 32>;

    fn public_from_bytes(bytes: &[u8]) -> Result<Self::PublicKey, InvalidPublicKey> {
        PublicKey::from_bytes(bytes)
    }
}

impl<M: Multiplier> Ed25519Mp<M> {
    /// The public key that belongs to `private`.
    #[must_use]
    pub fn public_key(private: &PrivateKey<Self, 32>) -> PublicKey<Self, 32> {
        PublicKey::of_valid(Self::public(private))
    }

    /// Checks a signature as [`SignVerify::verify`] does, by a public key that was validated
    /// before. It is decompressed, which is part of using it, and not looked at otherwise.
    ///
    /// # Errors
    /// [`VerificationFailed`] when the signature has another length or does not hold.
    pub fn verify_validated(
        public: &PublicKey<Self, 32>,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        verify_vartime::<M>(public.as_bytes(), false, message, signature)
    }
}

/// Whether R = S B - k A (RFC 8032, section 5.1.7, without the cofactor), for S below L and, if it
/// is to be validated, a valid A.
#[inline(never)]
fn verify_vartime<M: Multiplier>(
    public: &[u8; 32],
    validate: bool,
    message: &[&[u8]],
    signature: &[u8],
) -> Result<(), VerificationFailed> {
    let ([point, s], []) = signature.as_chunks::<32>() else { return Err(VerificationFailed) };
    let mut memory = EdwardsMemory::ZERO;
    let machine = memory.prepare::<M>(&EDWARDS25519);
    let factor = machine.slot(OTHER);
    number::from_le_bytes(factor, s);
    machine.hash(SCALAR, &[point, public], message);
    if number::less(factor, machine.slot(ORDER)) == 0
        || !machine.decompress_vartime(public, 1)
        || machine.copy_vartime() & validate
    {
        return Err(VerificationFailed);
    }
    let mut expected = [0; 32];
    machine.multiply_and_add();
    machine.compress(&mut expected);
    if expected == *point { Ok(()) } else { Err(VerificationFailed) }
}

/// A private key, expanded (RFC 8032, section 5.1.5); the scalar is in a slot of the machine. Wiped
/// when dropped.
struct Expanded {
    prefix: Secret<32>,
    public: [u8; 32],
}

impl<M: Multiplier> EcMachine<'_, M> {
    /// Expands a private key; its scalar is left in PRIVATE.
    fn expand(&self, private: &[u8; 32]) -> Expanded {
        let mut digest = Sha512::digest(private);
        let mut expanded = Expanded { prefix: Secret::zero(), public: [0; 32] };
        if let [low, high] = digest.as_chunks::<32>().0 {
            self.read(PRIVATE, low, Limb::MAX);
            expanded.prefix.expose_mut().copy_from_slice(high);
        }
        wipe(&mut digest);
        number::set(self.slot(OTHER), self.slot(PRIVATE));
        self.multiply_base(&mut expanded.public);
        expanded
    }

    /// Writes the encoding of OTHER B, while SCALAR is 0. Constant time.
    fn multiply_base(&self, point: &mut [u8; 32]) {
        self.multiply_and_add();
        self.compress(point);
    }

    /// to = SHA-512 of both lists, one after the other, modulo L. ORDER_RADIX is R^2 modulo L then.
    #[inline(never)]
    fn hash(&self, to: usize, first: &[&[u8]], message: &[&[u8]]) {
        let mut hash = Sha512::new();
        for parts in [first, message] {
            for part in parts {
                hash.update(part);
            }
        }
        let mut digest = hash.finish();
        let (long, radix, order) = (self.slots_from(E, 2), self.slot(ORDER_RADIX), self.order());
        number::from_le_bytes(long, &digest);
        wipe(&mut digest);
        order.r_squared(radix);
        order.remainder(self.slot(to), long, radix);
    }
}
