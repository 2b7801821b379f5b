//! Types of this crate by the traits of RustCrypto, and types that implement those traits in the
//! slots of this crate. Feature `rustcrypto-traits`.
//!
//! | of ours | as theirs | of theirs | in our slot |
//! |---|---|---|---|
//! | SHA-1, SHA-2, SHA-3 | [`AsDigest`]: `digest::Digest` | `digest::Digest` | [`FromDigest`]: [`Hash`] |
//! | AES-GCM, AES-CCM, ChaCha20-Poly1305 | [`AsAead`]: `aead::AeadInOut` | `aead::AeadInOut` | [`FromAead`]: [`OneShotAead`] |
//! | EdDSA, ECDSA | [`AsSigner`], [`AsVerifier`]: `signature` | | |
//!
//! Keys of theirs that verify and sign are objects, ours are bytes: a slot takes them by a type of
//! its own, as `motetls-engine-rustcrypto` has one for every curve.
//!
//! ```
//! use digest::Digest;
//! use motetls_crypto::rustcrypto_traits::{AsDigest, FromDigest};
//! use motetls_crypto::{Hash, Hmac, Sha256};
//!
//! let ours = <AsDigest<Sha256> as Digest>::digest(b"abc");
//!
//! type Theirs = FromDigest<sha2::Sha256, 32, 64>;
//! assert_eq!(ours[..], <Theirs as Hash>::digest(b"abc"));
//! let mac = Hmac::<Theirs>::new(b"key").mac(&[b"abc"]);
//! assert_eq!(mac, Hmac::<Sha256>::new(b"key").mac(&[b"abc"]));
//! ```

use crate::chacha::ChaCha20Poly1305;
use crate::hmac::Running;
use crate::one_shot::OneShotAead;
use crate::traits::{
    Aead, ByteArray, EcdsaSign, EcdsaVerify, Hash, InvalidLength, InvalidTag, ResumableHash,
    SealError, SignVerify,
};
use crate::{Aes128Ct, Aes192Ct, Aes256Ct, AesCcm, AesCcm8, AesGcm};
use crate::{sha1, sha3, sha256, sha512};
use aead::{AeadCore, AeadInOut, KeyInit, KeySizeUser, TagPosition, inout::InOutBuf};
use core::marker::PhantomData;
use digest::common::BlockSizeUser;
use digest::consts::{U8, U12, U16, U20, U24, U28, U32, U48, U64, U72, U104, U128, U136, U144};
use digest::typenum::Unsigned;
use digest::{FixedOutput, FixedOutputReset, HashMarker, Output, OutputSizeUser, Reset, Update};

/// A hash `D` of the crate `digest` in a slot of ours: digests of `OUTPUT` bytes, blocks of
/// `BLOCK`. As constant in time as `D` is, and wiped when dropped if `D` is (its feature
/// `zeroize`).
#[derive(Clone)]
pub struct FromDigest<D, const OUTPUT: usize, const BLOCK: usize>(D);

impl<D, const OUTPUT: usize, const BLOCK: usize> Hash for FromDigest<D, OUTPUT, BLOCK>
where
    D: digest::Digest + BlockSizeUser + Clone,
{
    type Output = [u8; OUTPUT];
    type Block = [u8; BLOCK];

    fn new() -> Self {
        const {
            assert!(
                OUTPUT == <D as OutputSizeUser>::OutputSize::USIZE && BLOCK == D::BlockSize::USIZE,
                "not the lengths of this hash"
            );
        }
        FromDigest(D::new())
    }

    fn update(&mut self, data: &[u8]) {
        digest::Digest::update(&mut self.0, data);
    }

    fn finish(&mut self) -> [u8; OUTPUT] {
        let output = core::mem::replace(&mut self.0, D::new()).finalize();
        let mut digest = [0; OUTPUT];
        for (to, from) in digest.iter_mut().zip(output) {
            *to = from;
        }
        digest
    }
}

/// What HMAC keeps of a key is a clone of the running hash.
impl<D, const OUTPUT: usize, const BLOCK: usize> ResumableHash for FromDigest<D, OUTPUT, BLOCK>
where
    D: digest::Digest + BlockSizeUser + Clone,
{
    type Midstate = Running<Self>;

    fn midstate(&self) -> Running<Self> {
        Running(self.clone())
    }

    fn resume(&mut self, midstate: &Running<Self>) {
        self.clone_from(&midstate.0);
    }
}

/// A hash `H` of ours as one of the crate `digest`.
#[derive(Clone)]
pub struct AsDigest<H>(H);

impl<H: Hash> Default for AsDigest<H> {
    fn default() -> Self {
        AsDigest(H::new())
    }
}

impl<H: Hash> HashMarker for AsDigest<H> {}

impl<H: Hash> Update for AsDigest<H> {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }
}

impl<H: Hash> Reset for AsDigest<H> {
    fn reset(&mut self) {
        self.0.restart();
    }
}

impl<H: Hash> FixedOutput for AsDigest<H>
where
    Self: OutputSizeUser,
{
    fn finalize_into(mut self, out: &mut Output<Self>) {
        self.finalize_into_reset(out);
    }
}

impl<H: Hash> FixedOutputReset for AsDigest<H>
where
    Self: OutputSizeUser,
{
    fn finalize_into_reset(&mut self, out: &mut Output<Self>) {
        copy(out, self.0.finish().as_ref());
    }
}

/// The lengths of each hash, as types.
macro_rules! lengths {
    ($($hash:ty: $output:ty, $block:ty;)*) => {$(
        impl OutputSizeUser for AsDigest<$hash> {
            type OutputSize = $output;
        }

        impl BlockSizeUser for AsDigest<$hash> {
            type BlockSize = $block;
        }

        const _: () = assert!(
            <$output>::USIZE == <$hash as Hash>::Output::LEN
                && <$block>::USIZE == <$hash as Hash>::Block::LEN
        );
    )*};
}
lengths! {
    sha1::Sha1: U20, U64;
    sha256::Sha224: U28, U64;
    sha256::Sha256: U32, U64;
    crate::Sha256Small: U32, U64;
    sha512::Sha384: U48, U128;
    sha512::Sha512: U64, U128;
    sha512::Sha512_224: U28, U128;
    sha512::Sha512_256: U32, U128;
    sha3::Sha3_224: U28, U144;
    sha3::Sha3_256: U32, U136;
    sha3::Sha3_384: U48, U104;
    sha3::Sha3_512: U64, U72;
}

/// An AEAD `A` of the crate `aead` with 12-byte nonces, tags `T` and keys of `KEY` bytes, for whole
/// messages: [`OneShot`](crate::OneShot) makes an [`Aead`] of it. Wiped when dropped if `A` is.
pub struct FromAead<A, T, const KEY: usize>(A, PhantomData<T>);

impl<A, T: ByteArray, const KEY: usize> OneShotAead for FromAead<A, T, KEY>
where
    A: AeadInOut + KeyInit + AeadCore<NonceSize = U12>,
{
    const KEY_LEN: usize = KEY;
    type Tag = T;

    fn new(key: &[u8]) -> Result<Self, InvalidLength> {
        const {
            assert!(
                KEY == A::KeySize::USIZE && T::LEN == A::TagSize::USIZE,
                "not the lengths of this AEAD"
            );
        }
        Ok(FromAead(A::new_from_slice(key).map_err(|_| InvalidLength)?, PhantomData))
    }

    fn seal(&self, nonce: &[u8; 12], aad: &[u8], text: &mut [u8]) -> Result<T, SealError> {
        let mut tag = T::ZERO;
        let made = self.0.encrypt_inout_detached(nonce.into(), aad, text.into());
        copy(tag.as_mut(), &made.map_err(|_| SealError::Failed)?);
        Ok(tag)
    }

    fn open(
        &self,
        nonce: &[u8; 12],
        aad: &[u8],
        text: &mut [u8],
        tag: &[u8],
    ) -> Result<(), InvalidTag> {
        let tag = tag.try_into().map_err(|_| InvalidTag)?;
        self.0.decrypt_inout_detached(nonce.into(), aad, text.into(), tag).map_err(|_| InvalidTag)
    }
}

/// An AEAD `A` of ours as one of the crate `aead`.
pub struct AsAead<A>(A);

impl<A: Aead> AeadInOut for AsAead<A>
where
    Self: AeadCore<NonceSize = U12>,
{
    fn encrypt_inout_detached(
        &self,
        nonce: &aead::Nonce<Self>,
        aad: &[u8],
        buffer: InOutBuf<'_, '_, u8>,
    ) -> aead::Result<aead::Tag<Self>> {
        let text = buffer.into_out_with_copied_in();
        let made = self.0.seal(nonce.as_ref(), aad, text).map_err(|_| aead::Error)?;
        let mut tag = aead::Tag::<Self>::default();
        copy(&mut tag, made.as_ref());
        Ok(tag)
    }

    fn decrypt_inout_detached(
        &self,
        nonce: &aead::Nonce<Self>,
        aad: &[u8],
        buffer: InOutBuf<'_, '_, u8>,
        tag: &aead::Tag<Self>,
    ) -> aead::Result<()> {
        let text = buffer.into_out_with_copied_in();
        self.0.open(nonce.as_ref(), aad, text, tag).map_err(|_| aead::Error)
    }
}

impl<A: Aead> KeyInit for AsAead<A>
where
    Self: KeySizeUser,
{
    /// # Panics
    /// Never: the length of the key is a type.
    #[expect(clippy::expect_used, reason = "the lengths are compared when this is compiled")]
    fn new(key: &aead::Key<Self>) -> Self {
        AsAead(A::new(key).expect("a key of the right length"))
    }
}

/// The lengths of each AEAD, as types.
macro_rules! aeads {
    ($($aead:ty: $key:ty, $tag:ty;)*) => {$(
        impl AeadCore for AsAead<$aead> {
            type NonceSize = U12;
            type TagSize = $tag;
            const TAG_POSITION: TagPosition = TagPosition::Postfix;
        }

        impl KeySizeUser for AsAead<$aead> {
            type KeySize = $key;
        }

        const _: () = assert!(
            <$key>::USIZE == <$aead as Aead>::KEY_LEN && <$tag>::USIZE == <$aead as Aead>::TAG_LEN
        );
    )*};
}
aeads! {
    AesGcm<Aes128Ct>: U16, U16;
    AesGcm<Aes192Ct>: U24, U16;
    AesGcm<Aes256Ct>: U32, U16;
    AesCcm<Aes128Ct>: U16, U16;
    AesCcm<Aes192Ct>: U24, U16;
    AesCcm<Aes256Ct>: U32, U16;
    AesCcm8<Aes128Ct>: U16, U8;
    AesCcm8<Aes192Ct>: U24, U8;
    AesCcm8<Aes256Ct>: U32, U8;
    ChaCha20Poly1305: U32, U16;
}

/// A private key of ours, which signs by the traits of the crate `signature`: `Signer` for EdDSA,
/// `PrehashSigner` for ECDSA over a digest, with the nonce of RFC 6979 by the hash `H`
/// (deterministic, as that trait has no generator).
pub struct AsSigner<'a, P, S, H = crate::Sha256>(&'a P, PhantomData<(S, H)>);

impl<'a, P, S, H> AsSigner<'a, P, S, H> {
    /// Borrows the key.
    #[must_use]
    pub const fn new(private: &'a P) -> Self {
        AsSigner(private, PhantomData)
    }
}

impl<S: SignVerify, H> signature::Signer<S::Signature> for AsSigner<'_, S::Private, S, H> {
    fn try_sign(&self, message: &[u8]) -> Result<S::Signature, signature::Error> {
        S::sign(self.0, &[message]).map_err(|_| signature::Error::new())
    }
}

impl<S: EcdsaSign, H: Hash> signature::hazmat::PrehashSigner<S::Signature>
    for AsSigner<'_, S::Private, S, H>
{
    fn sign_prehash(&self, digest: &[u8]) -> Result<S::Signature, signature::Error> {
        S::sign_deterministic::<H>(self.0, digest).map_err(|_| signature::Error::new())
    }
}

/// A public key of ours, in the bytes our slot takes, which checks signatures in the bytes our slot
/// takes: `Verifier` for EdDSA, `PrehashVerifier` for ECDSA over a digest.
pub struct AsVerifier<'a, S>(&'a [u8], PhantomData<S>);

impl<'a, S> AsVerifier<'a, S> {
    /// Borrows the key. It is checked with every signature.
    #[must_use]
    pub const fn new(public: &'a [u8]) -> Self {
        AsVerifier(public, PhantomData)
    }
}

impl<S: SignVerify> signature::Verifier<S::Signature> for AsVerifier<'_, S> {
    fn verify(&self, message: &[u8], signature: &S::Signature) -> Result<(), signature::Error> {
        S::verify(self.0, &[message], signature.as_ref()).map_err(|_| signature::Error::new())
    }
}

impl<S: EcdsaVerify, G: AsRef<[u8]>> signature::hazmat::PrehashVerifier<G> for AsVerifier<'_, S> {
    fn verify_prehash(&self, digest: &[u8], signature: &G) -> Result<(), signature::Error> {
        S::verify(self.0, digest, signature.as_ref()).map_err(|_| signature::Error::new())
    }
}

/// Copies as many bytes as both have.
fn copy(to: &mut [u8], from: &[u8]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = *from;
    }
}
