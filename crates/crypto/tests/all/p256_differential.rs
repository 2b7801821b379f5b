//! P-256 against the crate `p256` of RustCrypto: random and edge-case scalars, crafted signatures.

use crate::common::p256::{Curve, Decompress};
use crate::common::{random, sample};
use crate::for_each_form;
use motetls_crypto::p256::PrivateKey;

use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::elliptic_curve::PrimeField;
use p256::elliptic_curve::ops::Reduce;
use p256::elliptic_curve::point::AffineCoordinates;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{ProjectivePoint, PublicKey, Scalar, SecretKey, U256};
use proptest::prelude::{Strategy, any};

fn reduce(bytes: &[u8; 32]) -> Scalar {
    <Scalar as Reduce<U256>>::reduce(&U256::from_be_slice(bytes))
}

fn bytes(scalar: &Scalar) -> [u8; 32] {
    scalar.to_repr().into()
}

/// A scalar other than 0.
fn scalar() -> impl Strategy<Value = Scalar> {
    let scalars = any::<[u8; 32]>().prop_map(|bytes| reduce(&bytes));
    scalars.prop_filter("0 is no key", |scalar| *scalar != Scalar::ZERO)
}

/// The encoding of a point other than infinity.
fn encode(point: ProjectivePoint) -> [u8; 65] {
    point.to_affine().to_sec1_point(false).as_bytes().try_into().unwrap()
}

/// 1 to 80, n - 80 to n - 1, and powers of two plus and minus one.
fn edge_scalars() -> Vec<Scalar> {
    let mut scalars = Vec::new();
    for k in 1..=80u64 {
        scalars.push(Scalar::from(k));
        scalars.push(-Scalar::from(k));
    }
    let mut power = Scalar::ONE;
    for _ in 0..256 {
        for scalar in [power, power + Scalar::ONE, power - Scalar::ONE, -power] {
            if scalar != Scalar::ZERO {
                scalars.push(scalar);
            }
        }
        power = power.double();
    }
    scalars
}

fn check_public<P256: Curve>(k: &Scalar) {
    assert_eq!(
        P256::public(&PrivateKey::from_bytes(&bytes(k)).unwrap()),
        encode(ProjectivePoint::GENERATOR * *k),
        "k = {:02x?}",
        bytes(k)
    );
}

fn check_agree<P256: Curve>(k: &Scalar, peer: &PublicKey) {
    let expected = p256::ecdh::diffie_hellman(
        SecretKey::from_bytes(&k.to_repr()).unwrap().to_nonzero_scalar(),
        peer.as_affine(),
    );
    let own =
        P256::agree(&PrivateKey::from_bytes(&bytes(k)).unwrap(), &encode(peer.to_projective()))
            .unwrap();
    assert_eq!(own.expose_bytes(), expected.raw_secret_bytes().as_slice(), "k = {:02x?}", bytes(k));
}

/// Checks a signature both ways and yields the common verdict.
fn check_verify<P256: Curve>(
    public: ProjectivePoint,
    digest: &[u8; 32],
    r: &[u8; 32],
    s: &[u8; 32],
) -> bool {
    let signature = [*r, *s].concat();
    let own = P256::verify(&encode(public), digest, &signature).is_ok();
    let key = VerifyingKey::from_affine(public.to_affine()).unwrap();
    let expected = Signature::from_scalars(*r, *s)
        .is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok());
    assert_eq!(own, expected, "digest {digest:02x?} r {r:02x?} s {s:02x?}");
    own
}

fn public_keys<P256: Curve>() {
    sample(edge_scalars(), 5).for_each(|k| check_public::<P256>(&k));
    random(16, scalar(), |k| check_public::<P256>(&k));
}

fn shared_secrets<P256: Curve>() {
    let public = |scalar: &Scalar| SecretKey::from_bytes(&scalar.to_repr()).unwrap().public_key();
    let peer = public(&-Scalar::from(1000u64));
    sample(edge_scalars(), 5).for_each(|k| check_agree::<P256>(&k, &peer));
    random(16, (scalar(), scalar()), |(k, peer)| check_agree::<P256>(&k, &public(&peer)));
}

/// A signature of `digest` is taken, and not when a bit is another, or the key.
fn check_signature<P256: Curve>(key: &Scalar, digest: &[u8; 32], bit: usize) {
    let key = SigningKey::from_bytes(&key.to_repr()).unwrap();
    let public = ProjectivePoint::from(*key.verifying_key().as_affine());
    let signature: Signature = key.sign_prehash(digest).unwrap();
    let (r, s) = (bytes(&signature.r()), bytes(&signature.s()));
    assert!(check_verify::<P256>(public, digest, &r, &s));
    assert!(check_verify::<P256>(public, digest, &r, &bytes(&-*signature.s())));
    let flip = |bytes: &[u8; 32]| {
        let mut bytes = *bytes;
        bytes[bit / 8] ^= 1 << (bit % 8);
        bytes
    };
    assert!(!check_verify::<P256>(public, &flip(digest), &r, &s));
    assert!(!check_verify::<P256>(public, digest, &flip(&r), &s));
    assert!(!check_verify::<P256>(public, digest, &r, &flip(&s)));
    assert!(!check_verify::<P256>(public + ProjectivePoint::GENERATOR, digest, &r, &s));
}

fn signatures_good_and_changed<P256: Curve>() {
    for digest in [[0; 32], [0xff; 32]] {
        check_signature::<P256>(&Scalar::from(9u64), &digest, 77);
    }
    random(16, (scalar(), any::<[u8; 32]>(), 0..256usize), |(key, digest, bit)| {
        check_signature::<P256>(&key, &digest, bit);
    });
}

/// The signature (r, s) of `digest` that makes u G + v Q the point u G + v d G for the given u and
/// v.
fn craft(d: &Scalar, u: &Scalar, v: &Scalar) -> Option<([u8; 32], [u8; 32], [u8; 32])> {
    let point = ProjectivePoint::GENERATOR * (*u + *v * *d);
    let r = if point == ProjectivePoint::IDENTITY {
        Scalar::from(7u64)
    } else {
        reduce(&point.to_affine().x().into())
    };
    let s = r * v.invert().into_option()?;
    Some((bytes(&(*u * s)), bytes(&r), bytes(&s)))
}

/// Verifies a signature for which u G + v Q is added up, Q being d G.
fn check_sum<P256: Curve>((d, u, v): (Scalar, Scalar, Scalar)) {
    let public = ProjectivePoint::GENERATOR * d;
    let (digest, r, s) = craft(&d, &u, &v).unwrap();
    assert_eq!(check_verify::<P256>(public, &digest, &r, &s), u + v * d != Scalar::ZERO);
}

fn sums_of_every_kind<P256: Curve>() {
    let small = [0u64, 1, 2, 3, 15, 16, 17].map(Scalar::from);
    let mut cases = Vec::new();
    for d in small.iter().skip(1).flat_map(|d| [*d, -*d]) {
        for u in small.iter().flat_map(|u| [*u, -*u]) {
            for v in small.iter().skip(1).flat_map(|v| [*v, -*v]) {
                cases.push((d, u, v));
            }
        }
    }
    sample(cases, 11).for_each(check_sum::<P256>);
    // u G = v Q, u G = -v Q, u = 0, and sums with a power of two.
    random(4, (scalar(), scalar()), |(d, v)| {
        let signs = [(d, v * d, v), (d, -(v * d), v), (d, Scalar::ZERO, v), (d, v * d.double(), v)];
        signs.into_iter().for_each(check_sum::<P256>);
        let powers = [(d, Scalar::ONE, v), (d, v, Scalar::ONE), (d, -v, -Scalar::ONE)];
        powers.into_iter().for_each(check_sum::<P256>);
    });
}

/// Signatures whose last additions are those of a point to itself: only a general addition gets
/// them right.
fn sums_that_double_at_the_end<P256: Curve>() {
    let power = |bit: u32| (0..bit).fold(Scalar::ONE, |power, _| power.double());
    random(2, (scalar(), scalar(), scalar()), |(u, v, d)| {
        let odd = if bytes(&u)[31] & 1 == 1 { u } else { -u };
        // The comb's last column adds +-1 +-2^64 +-2^128 +-2^192 times G, signs after bits 1, 65,
        // 129 and 193.
        let column = [0u32, 64, 128, 192].into_iter().fold(Scalar::ZERO, |sum, bit| {
            let set = bytes(&odd)[31 - (bit as usize + 1) / 8] >> ((bit + 1) % 8) & 1 == 1;
            if set { sum + power(bit) } else { sum - power(bit) }
        });
        let column = if odd == u { column } else { -column };
        let mut cases = vec![(d, u, (column.double() - u) * d.invert().unwrap())];
        // Before it, the last digit of v adds an odd multiple of Q below 16: one of these is what v
        // has.
        for digit in
            (1..16u64).step_by(2).flat_map(|digit| [Scalar::from(digit), -Scalar::from(digit)])
        {
            let Some(inverse) = (v - digit.double()).invert().into_option() else { continue };
            cases.push(((column - u) * inverse, u, v));
        }
        for (d, u, v) in cases {
            if d == Scalar::ZERO || v == Scalar::ZERO {
                continue; // small scalars may be unlucky
            }
            let (digest, r, s) = craft(&d, &u, &v).unwrap();
            assert!(check_verify::<P256>(ProjectivePoint::GENERATOR * d, &digest, &r, &s));
        }
    });
}

fn out_of_range_signatures<P256: Curve>() {
    let key = SigningKey::from_bytes(&Scalar::from(5u64).to_repr()).unwrap();
    let public = ProjectivePoint::from(*key.verifying_key().as_affine());
    let digest = [0x55; 32];
    let signature: Signature = key.sign_prehash(&digest).unwrap();
    let (r, s) = (bytes(&signature.r()), bytes(&signature.s()));
    let mut order = bytes(&-Scalar::ONE);
    order[31] += 1;
    for bad in [[0; 32], order, [0xff; 32]] {
        assert!(!check_verify::<P256>(public, &digest, &bad, &s));
        assert!(!check_verify::<P256>(public, &digest, &r, &bad));
    }
}

fn invalid_public_keys<P256: Curve>() {
    let private = PrivateKey::from_bytes(&[7; 32]).unwrap();
    let good = P256::public(&PrivateKey::from_bytes(&[9; 32]).unwrap());
    assert!(P256::agree(&private, &good).is_ok());
    for length in 0..65 {
        assert!(P256::agree(&private, &good[..length]).is_err());
    }
    assert!(P256::agree(&private, &[&good[..], &[0]].concat()).is_err());
    for prefix in (0..=255).filter(|prefix| *prefix != 4) {
        let mut bad = good;
        bad[0] = prefix;
        assert!(P256::agree(&private, &bad).is_err());
    }
    for bit in 8..65 * 8 {
        let mut bad = good;
        bad[bit / 8] ^= 1 << (bit % 8);
        assert!(P256::agree(&private, &bad).is_err());
    }
    // p in place of 0 for an x-coordinate: 0 is one of the curve.
    let zero = PublicKey::from_sec1_bytes(&[&[2][..], &[0; 32]].concat()).unwrap();
    let zero = encode(zero.to_projective());
    assert!(P256::agree(&private, &zero).is_ok());
    let mut bad = zero;
    bad[1..33].copy_from_slice(&[
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    ]);
    assert!(P256::agree(&private, &bad).is_err());
    // An x-coordinate of 0 as the secret.
    assert_eq!(
        P256::agree(&PrivateKey::from_bytes(&bytes(&Scalar::ONE)).unwrap(), &zero)
            .unwrap()
            .expose_bytes(),
        &[0; 32]
    );
    assert!(P256::agree(&private, &[&[4][..], &[0; 64]].concat()).is_err());
}

fn compressed_points<P256: Curve + Decompress>() {
    random(16, (scalar(), any::<u8>()), |(k, change)| {
        let point = ProjectivePoint::GENERATOR * k;
        let mut compressed: [u8; 33] =
            point.to_affine().to_sec1_point(true).as_bytes().try_into().unwrap();
        assert_eq!(P256::decompress(&compressed), Some(encode(point)));
        assert!(P256::public_from_bytes(&encode(point)).is_ok());
        compressed[0] ^= 1;
        assert_eq!(P256::decompress(&compressed), Some(encode(-point)));
        compressed[32] ^= change;
        let expected =
            PublicKey::from_sec1_bytes(&compressed).ok().map(|key| encode(key.to_projective()));
        assert_eq!(P256::decompress(&compressed), expected);
        for prefix in [0, 1, 4, 5, 0x82] {
            compressed[0] = prefix;
            assert_eq!(P256::decompress(&compressed), None);
        }
    });
    // p stands for 0, which is an x-coordinate, but is no encoding of it.
    let mut prime = [0xff; 33];
    prime[0] = 2;
    prime[5..9].copy_from_slice(&[0, 0, 0, 1]);
    prime[9..21].fill(0);
    assert_eq!(P256::decompress(&prime), None);
    prime[1..].fill(0);
    assert!(P256::decompress(&prime).is_some());
}

for_each_form!(
    compressed_points,
    public_keys,
    shared_secrets,
    signatures_good_and_changed,
    sums_of_every_kind,
    sums_that_double_at_the_end,
    out_of_range_signatures,
    invalid_public_keys
);
