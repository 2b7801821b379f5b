//! A client like `Tls13Ecdsa` that knows the key of its server, and no certificates.

#![no_std]
#![no_main]

use motetls::crypto::{Aes128Ct, AesGcm, P256, Sha256};

motetls::profile! {
    /// AES-128-GCM and P-256 with a raw public key (RFC 7250).
    pub struct Tls13Rpk;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [raw_public_key];
}

#[board::entry]
fn main() -> ! {
    client::run_pinned::<Tls13Rpk, _>()
}
