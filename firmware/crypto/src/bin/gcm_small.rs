//! AES-128-GCM, S-box only

#![no_std]
#![no_main]

use motetls_crypto::{AesGcm, AesSmall};

/// Ciphertext and tag of the message of [`crypto::aead`].
static SEALED: [u8; 32] = *b"\
    \xc0\x63\xad\x89\xeb\xd5\x93\x08\x49\x39\xc9\x9a\xb8\xae\x41\x5b\xd1\xd8\xaa\xd0\x82\xa0\x70\x2f\xa8\x80\x11\x87\x7e\x3c\x36\x91";

#[crypto::entry]
fn main() -> ! {
    crypto::aead::<AesGcm<AesSmall>>(&SEALED)
}
