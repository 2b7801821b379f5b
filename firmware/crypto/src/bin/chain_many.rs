//! A chain of P-256, P-384 and RSA-2048, with names folded and name constraints checked

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::chains::{MANY_CA, MANY_LEAF, MANY_ROOT, policy, verify};
use crypto::{done, ensure, expect, measure};
use motetls_crypto::{Absent, P256, Sha256, Sha384, ec, rsa};
use motetls_pki::TrustAnchor;
use motetls_pki::chain::{Full, Many, Slots};

enum Set {}

impl Slots for Set {
    type Sha256 = Sha256;
    type Sha384 = Sha384;
    type Sha512 = Absent;
    type LegacySha1 = Absent;
    type EcdsaP256 = P256;
    type EcdsaP384 = ec::P384;
    type EcdsaP521 = Absent;
    type Rsa = rsa::Rsa2048;
    type Ed25519 = Absent;
    type Digest = [u8; 48];
    type Signature = [u8; 256];
    type Key = [u8; 294];
    type Contents = [u8; 0];
}

#[crypto::entry]
fn main() -> ! {
    let anchors = [expect(TrustAnchor::from_certificate(black_box(&MANY_ROOT)))];
    let policy = policy(&anchors);
    let chain: [&[u8]; 2] = [&MANY_LEAF, &MANY_CA];
    ensure(measure("verify chain", || verify::<Many<Set>, Full<512>>(&policy, black_box(&chain))).is_ok());
    ensure(verify::<Many<Set>, Full<512>>(&policy, &chain[..1]).is_err());
    done()
}
