use motetls::crypto::{AesCcm8, Aes128Ct, AesGcm, P256, Sha256};

motetls::profile! {
    pub struct Mix;
    hash: Sha256;
    suites: {
        TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct>,
        TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct>
    };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [psk_ke, x509, psk_dhe_ke];
    observer: ();
}

fn main() {
    let _: Option<(AesCcm8<Aes128Ct>, AesGcm<Aes128Ct>, P256)> = None;
}
