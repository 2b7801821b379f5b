//! The profiles of `firmware/client`, word by word: what is priced is what is tested. A test holds
//! them to their originals.

// `pub` stands in the originals
#![allow(unreachable_pub)]

use motetls::EcdsaSigner;
use motetls::crypto::ec::P384;
use motetls::crypto::p256::P256Products16;
use motetls::crypto::rsa::{Rsa2048, Rsa4096};
use motetls::crypto::{
    Aes128Ct, Aes256Ct, AesCcm, AesCcm8, AesGcm, ChaCha20Poly1305, Ed25519Small, P256, Sha256,
    Sha384, Sha512, X25519Small,
};
use motetls::pki::Chain;
use motetls::pki::chain::Many;
use motetls_crypto_asm::P256Umaal;

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

motetls::profile! {
    /// `Tls13Ecdsa` with tickets.
    pub struct Tls13ResumePskKe;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509, psk_ke];
    options: [resumption];
}

motetls::profile! {
    /// AES-128-GCM and P-256 with a raw public key (RFC 7250).
    pub struct Tls13Rpk;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [raw_public_key];
}

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
