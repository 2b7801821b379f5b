//! ECDSA signing on P-256 against RFC 6979 and RustCrypto, over every hash.

use crate::common::p256::Curve;
use crate::common::{hex, random};
use crate::for_each_form;
use ecdsa::hazmat;
use motetls_crypto::p256::PrivateKey;
use motetls_crypto::{Hash, InvalidPrivateKey, SignError};
use p256::NonZeroScalar;
use proptest::option;
use proptest::prelude::any;
use sha2::digest::{Digest, FixedOutputReset};

/// A hash of RustCrypto.
#[derive(Clone)]
struct Other<D, const LENGTH: usize, const BLOCK: usize>(D);

impl<D: Digest + FixedOutputReset + Clone, const LENGTH: usize, const BLOCK: usize> Hash
    for Other<D, LENGTH, BLOCK>
{
    type Output = [u8; LENGTH];
    type Block = [u8; BLOCK];
    fn new() -> Self {
        Other(D::new())
    }
    fn update(&mut self, data: &[u8]) {
        Digest::update(&mut self.0, data);
    }
    fn finish(&mut self) -> [u8; LENGTH] {
        self.0.finalize_reset().as_slice().try_into().unwrap()
    }
    fn restart(&mut self) {
        self.0 = D::new();
    }
}

type Sha1 = Other<sha1::Sha1, 20, 64>;
type Sha224 = Other<sha2::Sha224, 28, 64>;
type Sha384 = Other<sha2::Sha384, 48, 128>;
type Sha512 = Other<sha2::Sha512, 64, 128>;

/// Signs, deterministically by an empty hedge; others have 32 bytes.
fn sign<P256: Curve, H: Hash>(private: &[u8; 32], digest: &[u8], hedge: &[u8]) -> [u8; 64] {
    let private = PrivateKey::from_bytes(private).unwrap();
    let signature = match hedge {
        [] => P256::sign_deterministic::<H>(&private, digest),
        _ => P256::sign::<H>(&private, digest, hedge.try_into().unwrap()),
    }
    .unwrap();
    P256::verify(&P256::public(&private), digest, &signature).unwrap();
    signature
}

/// RFC 6979, A.2.5.
fn published_samples<P256: Curve>() {
    const KEY: &str = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
    let key: [u8; 32] = hex(KEY).try_into().unwrap();
    let check =
        |signature: [u8; 64], r: &str, s: &str| assert_eq!(signature[..], hex(&[r, s].concat()));
    check(
        sign::<P256, Sha1>(&key, Sha1::digest(b"sample").as_ref(), &[]),
        "61340c88c3aaebeb4f6d667f672ca9759a6ccaa9fa8811313039ee4a35471d32",
        "6d7f147dac089441bb2e2fe8f7a3fa264b9c475098fdcf6e00d7c996e1b8b7eb",
    );
    check(
        sign::<P256, Sha224>(&key, Sha224::digest(b"sample").as_ref(), &[]),
        "53b2fff5d1752b2c689df257c04c40a587fababb3f6fc2702f1343af7ca9aa3f",
        "b9afb64fdc03dc1a131c7d2386d11e349f070aa432a4acc918bea988bf75c74c",
    );
    check(
        sign::<P256, motetls_crypto::Sha256>(&key, &motetls_crypto::Sha256::digest(b"sample"), &[]),
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    );
    check(
        sign::<P256, Sha384>(&key, Sha384::digest(b"sample").as_ref(), &[]),
        "0eafea039b20e9b42309fb1d89e213057cbf973dc0cfc8f129edddc800ef7719",
        "4861f0491e6998b9455193e34e7b0d284ddd7149a74b95b9261f13abde940954",
    );
    check(
        sign::<P256, Sha512>(&key, Sha512::digest(b"sample").as_ref(), &[]),
        "8496a60b5e9b47c825488827e0495b0e3fa109ec4568fd3f8d1097678eb97f00",
        "2362ab1adbe2b8adf9cb9edab740ea6049c028114f2460f96554f61fae3302fe",
    );
    check(
        sign::<P256, motetls_crypto::Sha256>(&key, &motetls_crypto::Sha256::digest(b"test"), &[]),
        "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367",
        "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
    );
}

/// The same signature as RustCrypto's; of a longer digest the leftmost bits count, and a shorter
/// one is the integer it is.
fn check_sign<P256: Curve>(key: &[u8; 32], digest: &[u8; 32], hedge: &[u8], short: usize) {
    let Some(scalar) = NonZeroScalar::from_repr((*key).into()).into_option() else { return };
    let (expected, _) =
        hazmat::sign_prehashed_rfc6979::<p256::NistP256, sha2::Sha256>(&scalar, digest, hedge);
    let ours = |digest: &[u8]| sign::<P256, motetls_crypto::Sha256>(key, digest, hedge);
    assert_eq!(ours(digest)[..], expected.to_bytes()[..]);
    assert_eq!(ours(&[&digest[..], &[0x77; 16]].concat())[..], expected.to_bytes()[..]);
    let mut wide = [0; 32];
    wide[32 - short..].copy_from_slice(&digest[..short]);
    assert_eq!(ours(&digest[..short]), ours(&wide));
}

/// Keys, digests of every length, with a hedge and without, at random and at the ends of the range.
fn as_rustcrypto_signs<P256: Curve>() {
    let order: [u8; 32] =
        hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551").try_into().unwrap();
    for distance in 1..=8 {
        let low = core::array::from_fn(|i| if i == 31 { distance } else { 0 });
        let mut high = order;
        high[31] -= distance;
        check_sign::<P256>(&low, &order, &[], distance.into());
        check_sign::<P256>(&high, &[[0; 32], [0xff; 32]][usize::from(distance % 2)], &[7; 32], 0);
    }
    let inputs = (any::<[u8; 32]>(), any::<[u8; 32]>(), option::of(any::<[u8; 32]>()), 0..32usize);
    random(24, inputs, |(key, digest, hedge, short)| {
        let hedge = hedge.as_ref().map_or(&[][..], <[u8; 32]>::as_slice);
        check_sign::<P256>(&key, &digest, hedge, short);
    });
}

fn hedges_change_signatures<P256: Curve>() {
    let key = [0x21; 32];
    let plain = sign::<P256, motetls_crypto::Sha256>(&key, &[5; 32], &[]);
    let hedged = sign::<P256, motetls_crypto::Sha256>(&key, &[5; 32], &[1; 32]);
    assert!(
        plain != hedged && hedged != sign::<P256, motetls_crypto::Sha256>(&key, &[5; 32], &[2; 32])
    );
    assert_eq!(plain, sign::<P256, motetls_crypto::Sha256>(&key, &[5; 32], &[]));
}

fn private_keys_out_of_range_are_refused<P256: Curve>() {
    let order = hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    let mut below: [u8; 32] = order.clone().try_into().unwrap();
    for bad in [[0; 32], below, [0xff; 32]] {
        assert_eq!(PrivateKey::from_bytes(&bad).err(), Some(InvalidPrivateKey));
    }
    below[31] -= 1;
    sign::<P256, motetls_crypto::Sha256>(&below, &[5; 32], &[]);
}

/// A hash that is stuck at one digest.
#[derive(Clone)]
struct Stuck<const BYTE: u8>;

impl<const BYTE: u8> Hash for Stuck<BYTE> {
    type Output = [u8; 32];
    type Block = [u8; 64];
    fn new() -> Self {
        Stuck
    }
    fn update(&mut self, _: &[u8]) {}
    fn finish(&mut self) -> [u8; 32] {
        [BYTE; 32]
    }
    fn restart(&mut self) {}
}

fn a_broken_hash_gives_no_signature<P256: Curve>() {
    let key = PrivateKey::from_bytes(&[1; 32]).unwrap();
    for signature in [
        P256::sign::<Stuck<0>>(&key, &[5; 32], &[7; 32]),
        P256::sign_deterministic::<Stuck<0>>(&key, &[5; 32]),
        P256::sign_deterministic::<Stuck<0xff>>(&key, &[5; 32]),
    ] {
        assert_eq!(signature, Err(SignError::Failed));
    }
}

fn lengths_that_do_not_fit_are_refused<P256: Curve>() {
    let key = PrivateKey::from_bytes(&[0x21; 32]).unwrap();
    let public = P256::public(&key);
    let signature = P256::sign_deterministic::<motetls_crypto::Sha256>(&key, &[5; 32]).unwrap();
    assert!(P256::verify(&public, &[5; 32], &signature).is_ok());
    let longer = |bytes: &[u8]| [bytes, &[0]].concat();
    for (public, signature) in [
        (&public[..64], &signature[..]),
        (&public[..], &signature[..63]),
        (&longer(&public), &signature),
        (&public, &longer(&signature)),
        (&[], &signature),
        (&public, &[]),
    ] {
        assert!(P256::verify(public, &[5; 32], signature).is_err());
    }
}

for_each_form!(
    published_samples,
    as_rustcrypto_signs,
    hedges_change_signatures,
    private_keys_out_of_range_are_refused,
    a_broken_hash_gives_no_signature,
    lengths_that_do_not_fit_are_refused
);
