// error: TLS_AES_256_GCM_SHA384 needs SHA-384: add it as `sha384`
use motetls::crypto::{AesCcm8, Aes128Ct, Aes256Ct, AesGcm, P256, Sha256};

motetls::profile! {
    pub struct Mix;
    hash: Sha256;
    suites: { TLS_AES_256_GCM_SHA384: AesGcm<Aes256Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
}

fn main() {
    let _: Option<(AesCcm8<Aes128Ct>, AesGcm<Aes128Ct>, P256)> = None;
}
