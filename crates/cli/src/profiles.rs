//! What this program can do, as types: everything the library has, watched by a [`Recorder`].

use motetls::crypto::{AesCcm, AesCcm8, AesCt, AesGcm, P256, Sha256};
use motetls::profile;

use crate::recorder::Recorder;

profile! {
    /// The server's certificate is verified.
    pub(crate) struct Verified;
    hash: Sha256;
    suites: {
        TLS_AES_128_GCM_SHA256: AesGcm<AesCt>,
        TLS_AES_128_CCM_SHA256: AesCcm<AesCt>,
        TLS_AES_128_CCM_8_SHA256: AesCcm8<AesCt>,
    };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    observer: Recorder;
}

profile! {
    /// The server's certificate is taken on faith.
    pub(crate) struct Insecure;
    hash: Sha256;
    suites: {
        TLS_AES_128_GCM_SHA256: AesGcm<AesCt>,
        TLS_AES_128_CCM_SHA256: AesCcm<AesCt>,
        TLS_AES_128_CCM_8_SHA256: AesCcm8<AesCt>,
    };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [unverified];
    observer: Recorder;
}

profile! {
    /// Both ends share a key; forward secrecy if the server agrees.
    pub(crate) struct Shared;
    hash: Sha256;
    suites: {
        TLS_AES_128_GCM_SHA256: AesGcm<AesCt>,
        TLS_AES_128_CCM_SHA256: AesCcm<AesCt>,
        TLS_AES_128_CCM_8_SHA256: AesCcm8<AesCt>,
    };
    groups: { secp256r1: P256 };
    signatures: {};
    key_exchange: [psk_dhe_ke, psk_ke];
    observer: Recorder;
}
