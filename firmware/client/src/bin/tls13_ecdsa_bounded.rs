//! A client like `Tls13Ecdsa` that computes in bounded steps, for a watchdog.

#![no_std]
#![no_main]

use motetls::crypto::{Aes128Ct, AesGcm, P256, Sha256};

motetls::profile! {
    /// `Tls13Ecdsa` under a watchdog.
    pub struct Tls13EcdsaBounded;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    options: [bounded_steps];
}

#[board::entry]
fn main() -> ! {
    client::run::<Tls13EcdsaBounded>()
}
