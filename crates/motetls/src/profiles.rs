//! Shipped profiles. `docs/footprint.md` says what each costs.

use motetls_crypto::{Aes128Ct, AesCcm8, AesGcm, P256, Sha256};
use motetls_tls::profile;

profile! {
    /// TLS 1.3 with a verified certificate: P-256, AES-128-GCM, X.509. For servers on the internet
    /// and brokers.
    pub struct Tls13Ecdsa;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    observer: ();
}

profile! {
    /// TLS 1.3 with a pre-shared key and forward secrecy: P-256, AES-128-CCM_8, no X.509.
    pub struct Tls13PskEcdhe;
    hash: Sha256;
    suites: { TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: {};
    key_exchange: [psk_dhe_ke];
    observer: ();
}

profile! {
    /// TLS 1.3 with a pre-shared key alone: AES-128-CCM_8, no curve, no X.509. With the key
    /// everything that was ever sent under it can be read.
    pub struct Tls13Psk;
    hash: Sha256;
    suites: { TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct> };
    groups: {};
    signatures: {};
    key_exchange: [psk_ke];
    observer: ();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Connection;

    /// A gateway holds thousands of connections: on a host each takes 1,024 bytes at most, beside
    /// its buffers. `cargo xtask footprint` measures the same on a device.
    #[test]
    fn what_an_open_connection_holds() {
        for held in [
            size_of::<Connection<Tls13Ecdsa, &mut [u8]>>(),
            size_of::<Connection<Tls13PskEcdhe, &mut [u8]>>(),
            size_of::<Connection<Tls13Psk, &mut [u8]>>(),
        ] {
            assert!(held <= 1024, "{held} bytes");
        }
    }
}
