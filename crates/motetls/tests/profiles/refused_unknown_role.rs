// error: unknown role `peer`: known are client and server
use motetls::crypto::{Aes128Ct, AesGcm, P256, Sha256};

motetls::profile! {
    pub struct Mix;
    roles: [peer];
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    key_exchange: [psk_dhe_ke];
}

fn main() {}
