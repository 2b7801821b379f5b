//! AES-GCM (`aes-gcm`), AES-CCM (`ccm`) and ChaCha20-Poly1305 (`chacha20poly1305`) for whole messages.
//!
//! The crates know only whole messages. A record that does not fit the buffer comes in pieces and goes through the
//! constant-time code of `motetls-crypto` (see [`motetls_crypto::whole`]); a program whose buffers hold whole records never
//! gets there, and has it in the image nevertheless.

use aes_gcm::aead::{AeadInOut, KeyInit};
use ccm::consts::{U8, U12, U16};
use core::marker::PhantomData;
use motetls_crypto::{
    Aes256Ct, AesCcm, AesCcm8, AesCt, AesGcm, ByteArray, InvalidLength, Unauthentic, Whole, WholeAead,
};

/// AES-128-GCM with 16-byte tags.
pub type Aes128Gcm = Whole<Crate<aes_gcm::Aes128Gcm, [u8; 16], 16>, AesGcm<AesCt>>;
/// AES-256-GCM with 16-byte tags.
pub type Aes256Gcm = Whole<Crate<aes_gcm::Aes256Gcm, [u8; 16], 32>, AesGcm<Aes256Ct>>;
/// AES-128-CCM with 16-byte tags.
pub type Aes128Ccm = Whole<Crate<ccm::Ccm<aes::Aes128, U16, U12>, [u8; 16], 16>, AesCcm<AesCt>>;
/// AES-128-CCM_8: with 8-byte tags.
pub type Aes128Ccm8 = Whole<Crate<ccm::Ccm<aes::Aes128, U8, U12>, [u8; 8], 16>, AesCcm8<AesCt>>;
/// AES-256-CCM with 16-byte tags.
pub type Aes256Ccm = Whole<Crate<ccm::Ccm<aes::Aes256, U16, U12>, [u8; 16], 32>, AesCcm<Aes256Ct>>;
/// AES-256-CCM_8: with 8-byte tags.
pub type Aes256Ccm8 = Whole<Crate<ccm::Ccm<aes::Aes256, U8, U12>, [u8; 8], 32>, AesCcm8<Aes256Ct>>;

/// ChaCha20-Poly1305 (RFC 8439).
pub type ChaCha20Poly1305 =
    Whole<Crate<chacha20poly1305::ChaCha20Poly1305, [u8; 16], 32>, motetls_crypto::ChaCha20Poly1305>;

/// An AEAD `A` of a crate with 12-byte nonces, tags `T` and keys of `KEY` bytes. Wiped when dropped, as the crate does it.
pub struct Crate<A, T, const KEY: usize>(A, PhantomData<T>);

impl<A: AeadInOut + KeyInit, T: ByteArray, const KEY: usize> WholeAead for Crate<A, T, KEY> {
    const KEY_LEN: usize = KEY;
    type Tag = T;

    fn new(key: &[u8]) -> Result<Self, InvalidLength> {
        Ok(Crate(A::new_from_slice(key).map_err(|_| InvalidLength)?, PhantomData))
    }

    /// A message longer than the mode allows (2^36 - 32 bytes with GCM, 2^24 - 1 with CCM, 2^38 - 64 with ChaCha20) counts as a breakdown.
    fn seal(&self, nonce: &[u8; 12], aad: &[u8], text: &mut [u8]) -> T {
        let mut tag = T::ZERO;
        let Ok(nonce) = nonce.as_slice().try_into() else { return tag };
        match self.0.encrypt_inout_detached(nonce, aad, (&mut *text).into()) {
            Ok(made) => {
                for (to, from) in tag.as_mut().iter_mut().zip(made) {
                    *to = from;
                }
            }
            Err(_) => text.fill(0),
        }
        tag
    }

    fn open(&self, nonce: &[u8; 12], aad: &[u8], text: &mut [u8], tag: &[u8]) -> Result<(), Unauthentic> {
        let (Ok(nonce), Ok(tag)) = (nonce.as_slice().try_into(), tag.try_into()) else { return Err(Unauthentic) };
        self.0.decrypt_inout_detached(nonce, aad, text.into(), tag).map_err(|_| Unauthentic)
    }
}
