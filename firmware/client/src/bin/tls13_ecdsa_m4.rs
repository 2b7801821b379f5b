//! A client with the profile `Tls13Ecdsa`, but for P-256 by the instruction `UMAAL` of Cortex-M4
//! and M7, from the crate of assembly.

#![no_std]
#![no_main]

use motetls::crypto::{Aes128Ct, AesGcm, Sha256};
use motetls_crypto_asm::P256Umaal;

motetls::profile! {
    /// `Tls13Ecdsa` for a Cortex-M4 or M7.
    pub struct Tls13EcdsaM4;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256Umaal };
    signatures: { ecdsa_secp256r1_sha256: P256Umaal };
    key_exchange: [x509];
    observer: ();
}

#[board::entry]
fn main() -> ! {
    client::run::<Tls13EcdsaM4>()
}
