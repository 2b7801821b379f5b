//! A client with the profile `Tls13Ecdsa`, but for P-256 of 16-bit products: those take one cycle
//! on a Cortex-M3 whatever the operands are, which its long multiplications do not.

#![no_std]
#![no_main]

use motetls::crypto::{Aes128Ct, AesGcm, Sha256, p256::P256Products16};

motetls::profile! {
    /// `Tls13Ecdsa` for a Cortex-M3 that an attacker can time.
    pub struct Tls13EcdsaM3;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256Products16 };
    signatures: { ecdsa_secp256r1_sha256: P256Products16 };
    key_exchange: [x509];
    observer: ();
}

#[board::entry]
fn main() -> ! {
    client::run::<Tls13EcdsaM3>()
}
