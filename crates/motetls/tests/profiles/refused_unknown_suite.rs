// error: unknown cipher suite `TLS_RSA_WITH_NULL_MD5`: known are TLS_AES_128_GCM_SHA256,
use motetls::crypto::{AesCcm8, Aes128Ct, AesGcm, P256, Sha256};

motetls::profile! {
    pub struct Mix;
    hash: Sha256;
    suites: { TLS_RSA_WITH_NULL_MD5: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    observer: ();
}

fn main() {
    let _: Option<(AesCcm8<Aes128Ct>, AesGcm<Aes128Ct>, P256)> = None;
}
