// error: a server must prove who it is: add a `signer`, or psk_dhe_ke or psk_ke to `key_exchange`
use motetls::crypto::{Aes128Ct, AesGcm, P256, Sha256};

motetls::profile! {
    pub struct Mix;
    roles: [server];
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
}

fn main() {}
