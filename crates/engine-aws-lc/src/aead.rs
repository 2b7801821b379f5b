//! AES-GCM for whole messages.
//!
//! `aws-lc-rs` knows only whole messages. A record that does not fit the buffer comes in pieces and goes through the
//! constant-time code of `motetls-crypto` (see [`motetls_crypto::whole`]); buffers of 16 KiB hold every record.

use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use motetls_crypto::{Aes256Ct, AesCt, AesGcm, InvalidLength, Unauthentic, Whole, WholeAead};

/// AES-128-GCM with 16-byte tags.
pub type Aes128Gcm = Whole<Sealer<16>, AesGcm<AesCt>>;
/// AES-256-GCM with 16-byte tags.
pub type Aes256Gcm = Whole<Sealer<32>, AesGcm<Aes256Ct>>;

/// AES-GCM with a key of `KEY` bytes, 16 or 32. AWS-LC wipes it when dropped.
pub struct Sealer<const KEY: usize>(LessSafeKey);

impl<const KEY: usize> WholeAead for Sealer<KEY> {
    const KEY_LEN: usize = KEY;
    type Tag = [u8; 16];

    fn new(key: &[u8]) -> Result<Self, InvalidLength> {
        let algorithm = if KEY == 16 { &aead::AES_128_GCM } else { &aead::AES_256_GCM };
        Ok(Sealer(LessSafeKey::new(UnboundKey::new(algorithm, key).map_err(|_| InvalidLength)?)))
    }

    fn seal(&self, nonce: &[u8; 12], aad: &[u8], text: &mut [u8]) -> [u8; 16] {
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let tag = self.0.seal_in_place_separate_tag(nonce, Aad::from(aad), text).ok();
        tag.and_then(|tag| tag.as_ref().try_into().ok()).unwrap_or_else(|| {
            text.fill(0);
            [0; 16]
        })
    }

    fn open(&self, nonce: &[u8; 12], aad: &[u8], text: &mut [u8], tag: &[u8]) -> Result<(), Unauthentic> {
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = self.0.open_in_place_separate_tag(nonce, Aad::from(aad), tag, text);
        opened.map(|_| ()).map_err(|_| Unauthentic)
    }
}
