//! AES-GCM and ChaCha20-Poly1305 for whole messages.
//!
//! `aws-lc-rs` knows only whole messages. A record that does not fit the buffer comes in pieces and
//! goes through the constant-time code of `motetls-crypto` (see [`motetls_crypto::one_shot`]);
//! buffers of 16 KiB hold every record.

use aws_lc_rs::aead::{self, Aad, Algorithm, LessSafeKey, Nonce, UnboundKey};
use core::marker::PhantomData;
use motetls_crypto::{
    Aes128Ct, Aes256Ct, AesGcm, InvalidLength, InvalidTag, OneShot, OneShotAead, SealError,
};

/// AES-128-GCM with 16-byte tags.
pub type Aes128Gcm = OneShot<Sealer<Gcm128>, AesGcm<Aes128Ct>>;
/// AES-256-GCM with 16-byte tags.
pub type Aes256Gcm = OneShot<Sealer<Gcm256>, AesGcm<Aes256Ct>>;
/// ChaCha20-Poly1305 (RFC 8439).
pub type ChaCha20Poly1305 = OneShot<Sealer<ChaCha>, motetls_crypto::ChaCha20Poly1305>;

/// What AWS-LC calls an AEAD.
pub trait Cipher {
    /// Bytes of the key.
    const KEY_LEN: usize;
    /// Its algorithm.
    fn algorithm() -> &'static Algorithm;
}

/// Declares a cipher with the bytes of its key.
macro_rules! cipher {
    ($(#[$doc:meta])* $name:ident, $algorithm:ident, $key:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}

        impl Cipher for $name {
            const KEY_LEN: usize = $key;
            fn algorithm() -> &'static Algorithm {
                &aead::$algorithm
            }
        }
    };
}

cipher!(/** AES-128 in GCM. */ Gcm128, AES_128_GCM, 16);
cipher!(/** AES-256 in GCM. */ Gcm256, AES_256_GCM, 32);
cipher!(/** ChaCha20 with Poly1305. */ ChaCha, CHACHA20_POLY1305, 32);

/// An AEAD of AWS-LC with a key, which AWS-LC wipes when it is dropped.
pub struct Sealer<C>(LessSafeKey, PhantomData<C>);

impl<C: Cipher> OneShotAead for Sealer<C> {
    const KEY_LEN: usize = C::KEY_LEN;
    type Tag = [u8; 16];

    fn new(key: &[u8]) -> Result<Self, InvalidLength> {
        let key = UnboundKey::new(C::algorithm(), key).map_err(|_| InvalidLength)?;
        Ok(Sealer(LessSafeKey::new(key), PhantomData))
    }

    fn seal(&self, nonce: &[u8; 12], aad: &[u8], text: &mut [u8]) -> Result<[u8; 16], SealError> {
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let tag = self.0.seal_in_place_separate_tag(nonce, Aad::from(aad), text).ok();
        tag.and_then(|tag| tag.as_ref().try_into().ok()).ok_or(SealError::Failed)
    }

    fn open(
        &self,
        nonce: &[u8; 12],
        aad: &[u8],
        text: &mut [u8],
        tag: &[u8],
    ) -> Result<(), InvalidTag> {
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = self.0.open_in_place_separate_tag(nonce, Aad::from(aad), tag, text);
        opened.map(|_| ()).map_err(|_| InvalidTag)
    }
}
