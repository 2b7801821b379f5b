//! A client like `Tls13Ecdsa` that shows a certificate of its own and chooses an application
//! protocol.

#![no_std]
#![no_main]

use motetls::EcdsaSigner;
use motetls::crypto::{Aes128Ct, AesGcm, P256, Sha256, p256::PrivateKey};

motetls::profile! {
    /// `Tls13Ecdsa` with a client certificate.
    pub struct Tls13Mutual;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    signer: EcdsaSigner<P256, Sha256>;
}

#[board::entry]
fn main() -> ! {
    client::run_as::<Tls13Mutual>(|bytes, hedge| {
        PrivateKey::from_bytes(bytes).ok().map(|private| EcdsaSigner::new(private, hedge))
    })
}
