// error: psk_dhe_ke needs a group: add secp256r1 to `groups`, or name psk_ke instead
use motetls::crypto::{AesCcm8, Aes128Ct, AesGcm, P256, Sha256};

motetls::profile! {
    pub struct Mix;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: {  };
    signatures: {  };
    key_exchange: [psk_dhe_ke];
    observer: ();
}

fn main() {
    let _: Option<(AesCcm8<Aes128Ct>, AesGcm<Aes128Ct>, P256)> = None;
}
