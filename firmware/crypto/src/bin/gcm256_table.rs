//! AES-256-GCM, by table

#![no_std]
#![no_main]

use motetls_crypto::{Aes256Table, AesGcm};

/// Ciphertext and tag of the message of [`crypto::aead`].
static SEALED: [u8; 32] = *b"\
    \x17\x80\xe8\xd6\xf1\xde\x8d\x6f\xb0\xb5\xbd\x40\x11\x56\x11\x50\x46\x5a\x67\x77\x76\x35\x3c\xd0\x39\x70\x0b\xb0\xdc\xf6\x60\xf0";

#[crypto::entry]
fn main() -> ! {
    crypto::aead::<AesGcm<Aes256Table>>(&SEALED)
}
