// error: a PolicyChain verifies each certificate whole: name another check in `certificates`
use motetls::PolicyChain;
use motetls::crypto::{Aes128Ct, AesGcm, P256, Sha256};
use motetls::pki::chain::Many;

motetls::pki::algorithms! {
    pub enum Mine;
    sha256: Sha256;
    ecdsa_p256: P256;
}

motetls::profile! {
    pub struct Client;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    certificates: PolicyChain<Many<Mine>>;
    options: [bounded_steps];
}

fn main() {}
