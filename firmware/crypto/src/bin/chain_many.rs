//! A chain of P-256, P-384 and RSA-2048, with names folded and name constraints checked

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::chains::{MANY_CA, MANY_LEAF, MANY_ROOT, policy, verify};
use crypto::{done, ensure, expect, measure};
use motetls_crypto::{P256, Sha256, Sha384, ec, rsa};
use motetls_pki::TrustAnchor;
use motetls_pki::chain::{Many, Rfc5280Rules};

motetls_pki::algorithms! {
    enum Set;
    sha256: Sha256;
    sha384: Sha384;
    ecdsa_p256: P256;
    ecdsa_p384: ec::P384;
    rsa: rsa::Rsa2048;
    digest: [u8; 48];
    signature: [u8; 256];
    key: [u8; 294];
}

#[crypto::entry]
fn main() -> ! {
    let anchors = [expect(TrustAnchor::from_certificate(black_box(&MANY_ROOT)))];
    let policy = policy(&anchors);
    let chain: [&[u8]; 2] = [&MANY_LEAF, &MANY_CA];
    ensure(
        measure("verify chain", || {
            verify::<Many<Set>, Rfc5280Rules<512>>(&policy, black_box(&chain))
        })
        .is_ok(),
    );
    ensure(verify::<Many<Set>, Rfc5280Rules<512>>(&policy, &chain[..1]).is_err());
    done()
}
