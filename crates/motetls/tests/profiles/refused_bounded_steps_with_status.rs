// error: a stapled response is verified whole: drop bounded_steps or status_request
use motetls::crypto::{Aes128Ct, AesGcm, P256, Sha256};

motetls::profile! {
    pub struct Mine;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    options: [status_request, bounded_steps];
}

fn main() {}
