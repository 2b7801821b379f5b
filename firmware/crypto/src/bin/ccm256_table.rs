//! AES-256-CCM, by table

#![no_std]
#![no_main]

use motetls_crypto::{Aes256Table, AesCcm};

/// Ciphertext and tag of the message of [`crypto::aead`].
static SEALED: [u8; 32] = *b"\
    \xa8\x8a\x0d\x8c\xc3\x60\x3f\x55\x39\x53\xe3\xab\x2d\x78\xf8\xd8\x2a\xcd\xc0\xc8\xd5\x6d\x7f\xe0\xe2\xc8\x06\xee\xa6\x03\x3b\x9f";

#[crypto::entry]
fn main() -> ! {
    crypto::aead::<AesCcm<Aes256Table>>(&SEALED)
}
