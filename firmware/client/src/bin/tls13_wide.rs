//! A client for nearly any server: five suites, three groups, chains of ECDSA, RSA and Ed25519.

#![no_std]
#![no_main]

use motetls::crypto::ec::P384;
use motetls::crypto::rsa::Rsa4096;
use motetls::crypto::{
    Aes128Ct, Aes256Ct, AesCcm, AesCcm8, AesGcm, ChaCha20Poly1305, Ed25519Small, P256, Sha256,
    Sha384, Sha512, X25519Small,
};
use motetls::pki::Chain;
use motetls::pki::chain::Many;

motetls::pki::algorithms! {
    /// What signs certificates in the field, RSA up to 4,096 bits.
    pub enum Field;
    sha256: Sha256;
    sha384: Sha384;
    sha512: Sha512;
    ecdsa_p256: P256;
    ecdsa_p384: P384;
    rsa: Rsa4096;
    ed25519: Ed25519Small;
    digest: [u8; 64];
    signature: [u8; 512];
    key: [u8; 550];
}

motetls::profile! {
    /// Nearly everything.
    pub struct Tls13Wide;
    hash: Sha256;
    sha384: Sha384;
    suites: {
        TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct>,
        TLS_AES_256_GCM_SHA384: AesGcm<Aes256Ct>,
        TLS_CHACHA20_POLY1305_SHA256: ChaCha20Poly1305,
        TLS_AES_128_CCM_SHA256: AesCcm<Aes128Ct>,
        TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct>,
    };
    groups: { x25519: X25519Small, secp256r1: P256, secp384r1: P384 };
    certificates: Chain<Many<Field>>;
    key_exchange: [x509];
}

#[board::entry]
fn main() -> ! {
    client::run::<Tls13Wide>()
}
