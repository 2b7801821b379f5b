//! Key agreement and signatures.

use motetls_base::{Random, RandomError};

use super::hash::{ByteArray, Hash, HashId};
use crate::errors::{InvalidPublicKey, SignError, VerificationFailed};
use crate::steps::Steps;

/// A group for Diffie-Hellman key agreement.
pub trait Group {
    /// Whether the slot is filled.
    const PRESENT: bool = true;
    /// A private key. Wiped when dropped.
    type Private;
    /// A public key as it travels in a key share (RFC 9846, section 4.3.8.2).
    type Public: ByteArray;
    /// What both sides come to share, as the key schedule takes it in (RFC 9846, section 7.4).
    /// Wiped when dropped.
    type Shared: AsRef<[u8]>;
    /// Its operations in bounded steps; [`WholeGroup`](super::WholeGroup) where they have none.
    type Steps: GroupSteps<Self>;

    /// Draws a private key.
    ///
    /// # Errors
    /// [`RandomError`] when the generator fails.
    fn generate<R: Random>(random: &mut R) -> Result<Self::Private, RandomError>;
    /// The public key that belongs to `private`.
    fn public(private: &Self::Private) -> Self::Public;
    /// The shared secret with a peer whose public key is checked first.
    ///
    /// # Errors
    /// [`InvalidPublicKey`] when `peer` is not the encoding of a valid public key.
    fn agree(private: &Self::Private, peer: &[u8]) -> Result<Self::Shared, InvalidPublicKey>;
}

/// What an operation of a [`Group`] comes to.
pub enum GroupOutput<G: Group + ?Sized> {
    /// A public key.
    Public(G::Public),
    /// A shared secret.
    Shared(G::Shared),
}

/// The operations of a [`Group`] in steps, for a watchdog: one is started in memory of this type,
/// where it stays, and stepped until it is ready.
pub trait GroupSteps<G: Group + ?Sized>:
    Steps<(), Output = Result<GroupOutput<G>, InvalidPublicKey>> + Sized
{
    /// Nothing under way.
    const IDLE: Self;
    /// Starts with the public key that belongs to `private`.
    fn start_public(&mut self, private: &G::Private);
    /// Starts with the shared secret with a peer.
    ///
    /// # Errors
    /// [`InvalidPublicKey`] when `peer` is not the encoding of a valid public key; where that
    /// takes long to tell, the last step says so.
    fn start_agreement(
        &mut self,
        private: &G::Private,
        peer: &[u8],
    ) -> Result<(), InvalidPublicKey>;
}

/// A check of a signature in steps, for a watchdog: it is started in memory of this type, where it
/// stays, and stepped until it is ready.
pub trait VerifySteps: Steps<(), Output = Result<(), VerificationFailed>> + Sized {
    /// Nothing under way.
    const IDLE: Self;
    /// Starts with a check; the arguments are those of [`EcdsaVerify::verify`].
    ///
    /// # Errors
    /// [`VerificationFailed`] when it cannot hold. A key that is not on the curve may be told by
    /// the last step.
    fn start(
        &mut self,
        public: &[u8],
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), VerificationFailed>;
}

/// ECDSA signature checks over one curve (FIPS 186-5, section 6.4.2).
pub trait EcdsaVerify {
    /// Whether the slot is filled.
    const PRESENT: bool = true;
    /// A check in bounded steps; [`WholeVerify`](super::WholeVerify) where it has none.
    type Steps: VerifySteps;
    /// Checks a signature over a message digest.
    ///
    /// `public` is the point as 0x04 || X || Y, `signature` r || s, all four as wide as the field
    /// or the group order. `digest` is the message's hash, of any length: its leftmost bits count,
    /// as many as the group order has; a shorter one is the integer it is.
    ///
    /// # Errors
    /// [`VerificationFailed`] when the key or the signature has another length, the key is not on
    /// the curve, or the signature does not hold.
    fn verify(public: &[u8], digest: &[u8], signature: &[u8]) -> Result<(), VerificationFailed>;
}

/// [`EcdsaSign`] in bounded steps.
pub trait EcdsaSignSteps: EcdsaSign {
    /// A signature under way, whose nonce is made by `H`.
    type Signing<H: Hash>: Steps<(), Output = Result<Self::Signature, SignError>>;
    /// Begins with a signature; the arguments are those of [`EcdsaSign::sign`].
    ///
    /// # Errors
    /// [`SignError`], as from [`EcdsaSign::sign`].
    fn start<H: Hash>(
        private: &Self::Private,
        digest: &[u8],
        hedge: &[u8; 32],
    ) -> Result<Self::Signing<H>, SignError>;
}

/// ECDSA signatures over one curve (FIPS 186-5, section 6.4.1).
///
/// The private key need not be bytes: a secure element takes a handle for one, ignores what it does
/// by itself (the hash, the hedge) and reports a refusal as [`SignError::Failed`].
pub trait EcdsaSign: EcdsaVerify {
    /// A private key, or what stands for one. Wiped when dropped.
    type Private;
    /// r || s, each as wide as the group order.
    type Signature: ByteArray;
    /// Signs a message's hash `digest`, of any length: its leftmost bits count, see
    /// [`EcdsaVerify::verify`].
    ///
    /// The nonce is that of RFC 6979 with HMAC over `H` and with `hedge` mixed in (section 3.6).
    /// `H` is as a rule the hash that made `digest`, but any other will do that is as strong as
    /// the curve. `hedge` is 32 random bytes, drawn anew for every signature: they make faults
    /// and power traces of two signatures of one message incomparable. Bad ones cost that, not
    /// the key: a hedge that is known, or used twice, leaves the nonce as secret as without
    /// one.
    ///
    /// # Errors
    /// [`SignError`]; no part of a signature is given out then.
    fn sign<H: Hash>(
        private: &Self::Private,
        digest: &[u8],
        hedge: &[u8; 32],
    ) -> Result<Self::Signature, SignError>;
    /// As [`Self::sign`] with the nonce of RFC 6979, section 3.2, alone: one message has one
    /// signature, and no generator is needed.
    ///
    /// A fault during the second of two signatures of one message gives the private key away: for
    /// tests, and for devices whose attackers cannot reach them.
    ///
    /// # Errors
    /// [`SignError`]; [`SignError::Failed`] by a signer that always draws its nonces itself.
    fn sign_deterministic<H: Hash>(
        private: &Self::Private,
        digest: &[u8],
    ) -> Result<Self::Signature, SignError>;
}

/// RSA signature checks (RFC 8017, section 8).
///
/// `modulus` and `exponent` are big-endian numbers, a signature is as long as the modulus without
/// leading zeros. What sizes of keys an engine takes is its own affair.
pub trait RsaVerify {
    /// Whether the slot is filled.
    const PRESENT: bool = true;
    /// Checks a signature of RSASSA-PKCS1-v1_5 over a message's `digest` by `hash`.
    ///
    /// # Errors
    /// [`VerificationFailed`] when the engine does not take the key, a length is wrong, or the
    /// signature does not hold.
    fn verify_pkcs1(
        modulus: &[u8],
        exponent: &[u8],
        hash: HashId,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), VerificationFailed>;
    /// Checks a signature of RSASSA-PSS over a message's `digest` by `H`, which is the hash of
    /// MGF1, too; the salt is as long as the digest (RFC 9846, section 4.3.3).
    ///
    /// # Errors
    /// [`VerificationFailed`] when the engine does not take the key, a length is wrong, or the
    /// signature does not hold.
    fn verify_pss<H: Hash>(
        modulus: &[u8],
        exponent: &[u8],
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), VerificationFailed>;
    /// Whether [`RsaVerify::verify_pss_with_salt`] takes salts of other lengths than the digest's.
    const ANY_SALT: bool = false;
    /// As [`RsaVerify::verify_pss`], for a salt of `salt_len` bytes (RFC 4055, section 3.1).
    ///
    /// # Errors
    /// As [`RsaVerify::verify_pss`]; and when the salt is of another length than the digest, unless
    /// [`RsaVerify::ANY_SALT`].
    fn verify_pss_with_salt<H: Hash>(
        modulus: &[u8],
        exponent: &[u8],
        digest: &[u8],
        salt_len: usize,
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        if salt_len != digest.len() {
            return Err(VerificationFailed);
        }
        Self::verify_pss::<H>(modulus, exponent, digest, signature)
    }
}

/// RSA signatures (RFC 8017, section 8). As with [`EcdsaSign`], the private key may be a handle.
pub trait RsaSign: RsaVerify {
    /// A private key, or what stands for one.
    type Private<'a>;
    /// Bytes of a signature by this key.
    fn signature_len(private: &Self::Private<'_>) -> usize;
    /// Signs a message's `digest` by `hash`, RSASSA-PKCS1-v1_5, into `signature`, of
    /// [`RsaSign::signature_len`] bytes.
    ///
    /// # Errors
    /// [`SignError`]; no part of a signature is given out then.
    fn sign_pkcs1<R: Random>(
        private: &Self::Private<'_>,
        hash: HashId,
        digest: &[u8],
        signature: &mut [u8],
        random: &mut R,
    ) -> Result<(), SignError>;
    /// Signs a message's `digest` by `H`, RSASSA-PSS as in [`RsaVerify::verify_pss`], into
    /// `signature`, of [`RsaSign::signature_len`] bytes.
    ///
    /// # Errors
    /// [`SignError`]; no part of a signature is given out then.
    fn sign_pss<H: Hash, R: Random>(
        private: &Self::Private<'_>,
        digest: &[u8],
        signature: &mut [u8],
        random: &mut R,
    ) -> Result<(), SignError>;
}

/// Signatures over whole messages by an algorithm that hashes by itself (EdDSA, RFC 8032).
pub trait SignVerify {
    /// Whether the slot is filled.
    const PRESENT: bool = true;
    /// A private key, or what stands for one. Wiped when dropped.
    type Private;
    /// A public key.
    type Public: ByteArray;
    /// A signature.
    type Signature: ByteArray;

    /// Draws a private key.
    ///
    /// # Errors
    /// [`RandomError`] when the generator fails.
    fn generate<R: Random>(random: &mut R) -> Result<Self::Private, RandomError>;
    /// The public key that belongs to `private`.
    fn public(private: &Self::Private) -> Self::Public;
    /// Signs a message, given in parts; it is read more than once.
    ///
    /// # Errors
    /// [`SignError`]; no part of a signature is given out then.
    fn sign(private: &Self::Private, message: &[&[u8]]) -> Result<Self::Signature, SignError>;
    /// Checks a signature over a message, given in parts.
    ///
    /// # Errors
    /// [`VerificationFailed`] when the key or the signature has another length or is not valid, or
    /// the signature does not hold.
    fn verify(public: &[u8], message: &[&[u8]], signature: &[u8])
    -> Result<(), VerificationFailed>;
}
