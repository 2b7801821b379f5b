//! A chain of P-256 alone, by the rules of a device

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::chains::{P256_CA, P256_LEAF, P256_ROOT, policy, verify};
use crypto::{done, ensure, expect, measure};
use motetls_crypto::{P256, Sha256};
use motetls_pki::chain::DeviceRules;
use motetls_pki::{Algorithms, TrustAnchor};

enum Set {}

impl Algorithms for Set {
    type Sha256 = Sha256;
    type EcdsaP256 = P256;
}

#[crypto::entry]
fn main() -> ! {
    let anchors = [expect(TrustAnchor::from_certificate(black_box(&P256_ROOT)))];
    let policy = policy(&anchors);
    let chain: [&[u8]; 2] = [&P256_LEAF, &P256_CA];
    ensure(
        measure("verify chain", || verify::<Set, DeviceRules>(&policy, black_box(&chain))).is_ok(),
    );
    ensure(verify::<Set, DeviceRules>(&policy, &chain[..1]).is_err());
    done()
}
