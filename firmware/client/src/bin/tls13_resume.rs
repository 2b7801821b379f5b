//! A client like `Tls13Ecdsa` that resumes sessions, with forward secrecy.

#![no_std]
#![no_main]

use motetls::crypto::{Aes128Ct, AesGcm, P256, Sha256};

motetls::profile! {
    /// `Tls13Ecdsa` with tickets.
    pub struct Tls13Resume;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509, psk_dhe_ke];
    options: [resumption];
}

#[board::entry]
fn main() -> ! {
    client::run_resuming::<Tls13Resume>()
}
