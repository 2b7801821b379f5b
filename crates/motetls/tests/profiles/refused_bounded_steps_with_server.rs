// error: bounded_steps is for clients: drop it from `options`, or server from `roles`
use motetls::crypto::{Aes128Ct, AesGcm, P256, Sha256};

motetls::profile! {
    pub struct Mine;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    roles: [client, server];
    key_exchange: [psk_dhe_ke];
    options: [bounded_steps];
}

fn main() {}
