use motetls::EcdsaSigner;
use motetls::crypto::{Aes128Ct, AesGcm, P256, Sha256};

motetls::profile! {
    /// Reads no certificates.
    pub struct Server;
    roles: [server];
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signer: EcdsaSigner<P256, Sha256>;
}

motetls::profile! {
    pub struct Both;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    key_exchange: [psk_dhe_ke];
    roles: [client, server];
}

fn main() {}
