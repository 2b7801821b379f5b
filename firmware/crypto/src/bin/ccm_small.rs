//! AES-128-CCM, S-box only

#![no_std]
#![no_main]

use motetls_crypto::{AesCcm, AesSmall};

/// Ciphertext and tag of the message of [`crypto::aead`].
static SEALED: [u8; 32] = *b"\
    \xd6\xab\x55\x1f\xcf\xd5\x53\xaa\xd9\xf1\x63\xe0\xaf\x4e\x2b\xa9\xdc\x40\x21\x12\x11\xd3\x30\x2c\x06\xbe\x12\x2d\xe7\x90\xf8\xc9";

#[crypto::entry]
fn main() -> ! {
    crypto::aead::<AesCcm<AesSmall>>(&SEALED)
}
