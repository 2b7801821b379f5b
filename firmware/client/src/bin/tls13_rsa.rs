//! A client for servers whose chains are of RSA with 2,048 bits.

#![no_std]
#![no_main]

use motetls::crypto::rsa::Rsa2048;
use motetls::crypto::{Aes128Ct, AesGcm, P256, Sha256};
use motetls::pki::Chain;
use motetls::pki::chain::Many;

motetls::pki::algorithms! {
    /// RSA with SHA-256, and memory for keys of 2,048 bits.
    pub enum Rsa;
    sha256: Sha256;
    rsa: Rsa2048;
    digest: [u8; 32];
    signature: [u8; 256];
    key: [u8; 294];
}

motetls::profile! {
    /// `Tls13Ecdsa` with RSA in place of ECDSA.
    pub struct Tls13Rsa;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    certificates: Chain<Many<Rsa>>;
    key_exchange: [x509];
}

#[board::entry]
fn main() -> ! {
    client::run::<Tls13Rsa>()
}
