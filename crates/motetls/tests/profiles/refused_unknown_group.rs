// error: unknown group `x25519`: known is secp256r1
use motetls::crypto::{AesCcm8, AesCt, AesGcm, P256, Sha256};

motetls::profile! {
    pub struct Mix;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<AesCt> };
    groups: { x25519: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    observer: ();
}

fn main() {
    let _: Option<(AesCcm8<AesCt>, AesGcm<AesCt>, P256)> = None;
}
