//! ChaCha20-Poly1305

#![no_std]
#![no_main]

use motetls_crypto::ChaCha20Poly1305;

/// Ciphertext and tag of the message of [`crypto::aead`].
static SEALED: [u8; 32] = *b"\
    \x1d\x2b\xe0\x76\xf1\x84\x40\xac\x42\xe8\xdd\x8c\x13\x28\x40\x84\x51\xc6\x0f\x7d\x88\xe6\xa6\x74\x90\xcf\x2a\x27\xca\xe3\xc6\x16";

#[crypto::entry]
fn main() -> ! {
    crypto::aead::<ChaCha20Poly1305>(&SEALED)
}
