//! AES-GCM (`aes-gcm`), AES-CCM (`ccm`) and ChaCha20-Poly1305 (`chacha20poly1305`) for whole
//! messages.
//!
//! The crates know only whole messages. A record that does not fit the buffer comes in pieces and
//! goes through the constant-time code of `motetls-crypto` (see [`motetls_crypto::one_shot`]); a
//! program whose buffers hold whole records never gets there, and has it in the image nevertheless.

use ccm::consts::{U8, U12, U16};
use motetls_crypto::rustcrypto_traits::FromAead;
use motetls_crypto::{Aes128Ct, Aes256Ct, AesCcm, AesCcm8, AesGcm, OneShot};

/// AES-128-GCM with 16-byte tags.
pub type Aes128Gcm = OneShot<FromAead<aes_gcm::Aes128Gcm, [u8; 16], 16>, AesGcm<Aes128Ct>>;
/// AES-256-GCM with 16-byte tags.
pub type Aes256Gcm = OneShot<FromAead<aes_gcm::Aes256Gcm, [u8; 16], 32>, AesGcm<Aes256Ct>>;
/// AES-128-CCM with 16-byte tags.
pub type Aes128Ccm =
    OneShot<FromAead<ccm::Ccm<aes::Aes128, U16, U12>, [u8; 16], 16>, AesCcm<Aes128Ct>>;
/// AES-128-CCM_8: with 8-byte tags.
pub type Aes128Ccm8 =
    OneShot<FromAead<ccm::Ccm<aes::Aes128, U8, U12>, [u8; 8], 16>, AesCcm8<Aes128Ct>>;
/// AES-256-CCM with 16-byte tags.
pub type Aes256Ccm =
    OneShot<FromAead<ccm::Ccm<aes::Aes256, U16, U12>, [u8; 16], 32>, AesCcm<Aes256Ct>>;
/// AES-256-CCM_8: with 8-byte tags.
pub type Aes256Ccm8 =
    OneShot<FromAead<ccm::Ccm<aes::Aes256, U8, U12>, [u8; 8], 32>, AesCcm8<Aes256Ct>>;

/// ChaCha20-Poly1305 (RFC 8439).
pub type ChaCha20Poly1305 = OneShot<
    FromAead<chacha20poly1305::ChaCha20Poly1305, [u8; 16], 32>,
    motetls_crypto::ChaCha20Poly1305,
>;
