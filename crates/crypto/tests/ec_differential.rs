//! The generic curves against RustCrypto's crates: scalars at the ends and at random, shared secrets, signatures.
//!
//! `MOTETLS_ROUNDS` sets how many random cases there are for each curve.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::Dice;
use motetls_base::Secret;
use motetls_crypto::ec::curves::{Secp256r1, Secp384r1, Secp521r1};
use motetls_crypto::ec::{self, Comb4, Weierstrass, Window3, Window4, Window5};
use motetls_crypto::mp::{Halves, Native, Solinas, Squares};
use motetls_crypto::{EcdsaSign, EcdsaVerify, Group, Sha256};

fn rounds() -> usize {
    std::env::var("MOTETLS_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(8)
}

macro_rules! differential {
    ($name:ident, $own:ty, $module:path, $bytes:literal) => {
        #[test]
        fn $name() {
            use other::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
            use other::ecdsa::{Signature, SigningKey, VerifyingKey};
            use other::elliptic_curve::PrimeField;
            use other::elliptic_curve::sec1::ToSec1Point;
            use $module as other;

            let mut dice = Dice($bytes);
            let mut scalars: Vec<other::Scalar> = Vec::new();
            // The one exceptional addition, for a scalar n - 2 j with an odd j below 32, is among them.
            for k in 1..=80u64 {
                scalars.extend([other::Scalar::from(k), -other::Scalar::from(k)]);
            }
            // Of the comb, it is for twice the column added last.
            let quarter = if $bytes == 66 { 131 } else { 2 * $bytes };
            let tooth = |t: usize| (0..t * quarter).fold(other::Scalar::from(1u64), |power, _| power + power);
            for i in 0..8 {
                let column =
                    (0..3).fold(tooth(3), |sum, t| if i >> t & 1 == 1 { sum + tooth(t) } else { sum - tooth(t) });
                scalars.extend([column + column, -(column + column)]);
            }
            let mut power = other::Scalar::from(1u64);
            for i in 0..8 * $bytes {
                power += power;
                if i % 7 == 0 {
                    scalars.extend([power, power + other::Scalar::from(1u64), power - other::Scalar::from(1u64)]);
                }
            }
            for _ in 0..rounds() {
                let mut scalar = other::Scalar::from(1u64);
                for _ in 0..$bytes / 8 + 1 {
                    scalar = scalar * other::Scalar::from(u64::MAX) + other::Scalar::from(dice.next());
                }
                scalars.push(scalar);
            }
            let peer_scalar = other::Scalar::from(dice.next()) * other::Scalar::from(dice.next());
            let peer = other::SecretKey::from_slice(&peer_scalar.to_repr()).unwrap().public_key();
            let peer_bytes = peer.to_sec1_point(false).as_bytes().to_vec();
            for (i, scalar) in scalars.iter().enumerate() {
                let bytes: [u8; $bytes] = scalar.to_repr().as_slice().try_into().unwrap();
                let own = Secret::new(bytes);
                let theirs = other::SecretKey::from_slice(&bytes).unwrap();
                let public = <$own>::public(&own);
                assert_eq!(public, theirs.public_key().to_sec1_point(false).as_bytes(), "{bytes:x?}");
                let shared = other::elliptic_curve::ecdh::diffie_hellman(theirs.to_nonzero_scalar(), peer.as_affine());
                let own_shared = <$own>::agree(&own, &peer_bytes).unwrap();
                assert_eq!(own_shared.as_ref(), shared.raw_secret_bytes().as_slice(), "{bytes:x?}");
                if i % 8 != 0 && i + rounds() < scalars.len() {
                    continue;
                }
                // Digests as long as scalars: longer ones are a matter of vectors.
                let digest: [u8; $bytes] = match i % 4 {
                    0 => [0xff; $bytes],
                    _ => dice.array(),
                };
                let digest = &digest[..if $bytes == 66 { 64 } else { $bytes }];
                let signature = <$own>::sign::<Sha256>(&own, digest, &dice.bytes(i % 40)).unwrap();
                let key = VerifyingKey::from(&SigningKey::from(&theirs));
                // Where k256 wants the smaller of s and n - s, it is as valid on the other curves.
                key.verify_prehash(digest, &Signature::from_slice(&signature).unwrap().normalize_s()).unwrap();
                let signature: Signature = SigningKey::from(&theirs).sign_prehash(digest).unwrap();
                let mut bytes = signature.to_bytes().to_vec();
                <$own>::verify(&public, digest, &bytes).unwrap();
                let at = dice.below(bytes.len());
                bytes[at] ^= 1 << dice.below(8);
                assert!(<$own>::verify(&public, digest, &bytes).is_err());
            }
        }
    };
}

differential!(p256, ec::P256Small, ::p256, 32);
differential!(p256_by_halves, Weierstrass<Secp256r1, Halves, Window5>, ::p256, 32);
differential!(p384, Weierstrass<Secp384r1, Native, Window4>, ::p384, 48);
differential!(p384_comb, Weierstrass<Secp384r1, Native, Comb4>, ::p384, 48);
differential!(p384_window_3, Weierstrass<Secp384r1, Native, Window3>, ::p384, 48);
differential!(p384_window_5, Weierstrass<Secp384r1, Native, Window5>, ::p384, 48);
differential!(p384_squares, Weierstrass<Secp384r1, Squares, Window4>, ::p384, 48);
differential!(p384_sums, Weierstrass<Secp384r1, Solinas, Window4>, ::p384, 48);
differential!(p384_sums_squares, Weierstrass<Secp384r1, Solinas<Squares>, Comb4>, ::p384, 48);
differential!(p521, ec::P521, ::p521, 66);
differential!(p521_windows, Weierstrass<Secp521r1, Native, Window4>, ::p521, 66);
differential!(p521_sums, Weierstrass<Secp521r1, Solinas, Comb4>, ::p521, 66);
differential!(p521_sums_squares, Weierstrass<Secp521r1, Squares<Solinas>, Window4>, ::p521, 66);
differential!(p256_no_form, Weierstrass<Secp256r1, Solinas, Comb4>, ::p256, 32);
differential!(secp256k1, ec::Secp256k1, ::k256, 32);
