// error: `ciphers` is no entry of a profile, or not in its form: known are
use motetls::crypto::{AesCcm8, Aes128Ct, Aes256Ct, AesGcm, P256, Sha256};

motetls::profile! {
    pub struct Mix;
    hash: Sha256;
    ciphers: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
}

fn main() {
    let _: Option<(AesCcm8<Aes128Ct>, AesGcm<Aes128Ct>, P256)> = None;
}
