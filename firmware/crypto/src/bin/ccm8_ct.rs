//! AES-128-CCM_8, constant time

#![no_std]
#![no_main]

use motetls_crypto::{AesCcm8, AesCt};

/// Ciphertext and tag of the message of [`crypto::aead`].
static SEALED: [u8; 24] = *b"\
    \xd6\xab\x55\x1f\xcf\xd5\x53\xaa\xd9\xf1\x63\xe0\xaf\x4e\x2b\xa9\xee\xd3\x64\x2c\x63\x38\x14\x30";

#[crypto::entry]
fn main() -> ! {
    crypto::aead::<AesCcm8<AesCt>>(&SEALED)
}
