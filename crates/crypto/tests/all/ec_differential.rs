//! The generic curves against RustCrypto's crates: scalars at the ends and at random, shared
//! secrets, signatures.

use crate::common::{random, sample};
use motetls_crypto::ec::curves::{Secp256r1, Secp384r1, Secp521r1};
use motetls_crypto::ec::{self, Comb4, Weierstrass, Window3, Window4, Window5};
use motetls_crypto::keys::PrivateKey;
use motetls_crypto::mp::{Native, Products16, Solinas, Squares};
use motetls_crypto::{EcdsaSign, EcdsaVerify, Group, Sha256};
use proptest::prelude::{Strategy, any};

macro_rules! differential {
    ($name:ident, $own:ty, $module:path, $bytes:literal) => {
        #[test]
        fn $name() {
            use other::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
            use other::ecdsa::{Signature, SigningKey, VerifyingKey};
            use other::elliptic_curve::PrimeField;
            use other::elliptic_curve::sec1::ToSec1Point;
            use $module as other;

            let mut scalars: Vec<other::Scalar> = Vec::new();
            // The one exceptional addition, for a scalar n - 2 j with an odd j below 32, is among
            // them.
            for k in 1..=80u64 {
                scalars.extend([other::Scalar::from(k), -other::Scalar::from(k)]);
            }
            // Of the comb, it is for twice the column added last.
            let quarter = if $bytes == 66 { 131 } else { 2 * $bytes };
            let tooth = |t: usize| {
                (0..t * quarter).fold(other::Scalar::from(1u64), |power, _| power + power)
            };
            for i in 0..8 {
                let column = (0..3).fold(tooth(3), |sum, t| {
                    if i >> t & 1 == 1 { sum + tooth(t) } else { sum - tooth(t) }
                });
                scalars.extend([column + column, -(column + column)]);
            }
            let mut power = other::Scalar::from(1u64);
            for i in 0..8 * $bytes {
                power += power;
                if i % 7 == 0 {
                    scalars.extend([
                        power,
                        power + other::Scalar::from(1u64),
                        power - other::Scalar::from(1u64),
                    ]);
                }
            }
            let peer_scalar = -other::Scalar::from(1000u64);
            let peer = other::SecretKey::from_slice(&peer_scalar.to_repr()).unwrap().public_key();
            let peer_bytes = peer.to_sec1_point(false).as_bytes().to_vec();
            // Keys and secrets are the same; yields both private keys and the public one.
            let agreed = |scalar: &other::Scalar| {
                let bytes: [u8; $bytes] = scalar.to_repr().as_slice().try_into().unwrap();
                let own = PrivateKey::from_bytes(&bytes).unwrap();
                let theirs = other::SecretKey::from_slice(&bytes).unwrap();
                let public = <$own>::public(&own);
                assert_eq!(
                    public,
                    theirs.public_key().to_sec1_point(false).as_bytes(),
                    "{bytes:x?}"
                );
                let shared = other::elliptic_curve::ecdh::diffie_hellman(
                    theirs.to_nonzero_scalar(),
                    peer.as_affine(),
                );
                let own_shared = <$own>::agree(&own, &peer_bytes).unwrap();
                assert_eq!(own_shared.as_ref(), shared.raw_secret_bytes().as_slice(), "{bytes:x?}");
                (own, theirs, public)
            };
            // Signatures of a digest as long as scalars are taken by the other, and not when a bit
            // is another: longer digests are a matter of vectors.
            let signed = |scalar: &other::Scalar, digest: &[u8], hedge: &[u8; 32], bit: usize| {
                let (own, theirs, public) = agreed(scalar);
                let digest = &digest[..if $bytes == 66 { 64 } else { $bytes }];
                let signature = <$own>::sign::<Sha256>(&own, digest, hedge).unwrap();
                let key = VerifyingKey::from(&SigningKey::from(&theirs));
                // Where k256 wants the smaller of s and n - s, it is as valid on the other curves.
                key.verify_prehash(
                    digest,
                    &Signature::from_slice(&signature).unwrap().normalize_s(),
                )
                .unwrap();
                let signature: Signature = SigningKey::from(&theirs).sign_prehash(digest).unwrap();
                let mut bytes = signature.to_bytes().to_vec();
                <$own>::verify(&public, digest, &bytes).unwrap();
                bytes[bit / 8] ^= 1 << (bit % 8);
                assert!(<$own>::verify(&public, digest, &bytes).is_err());
            };
            for (i, scalar) in sample(scalars, 7).enumerate() {
                if i % 8 == 0 {
                    signed(&scalar, &[0xff; 66], &[0x55; 32], i);
                } else {
                    agreed(&scalar);
                }
            }
            let limbs = any::<[u64; $bytes / 8 + 1]>();
            let scalars = limbs.prop_map(|limbs| {
                limbs.iter().fold(other::Scalar::from(0u64), |scalar, limb| {
                    scalar * other::Scalar::from(u64::MAX) + other::Scalar::from(*limb)
                })
            });
            let scalars =
                scalars.prop_filter("0 is no key", |scalar| *scalar != other::Scalar::from(0u64));
            let digests = any::<([u8; 32], [u8; 32])>();
            random(
                4,
                (scalars, digests, any::<[u8; 32]>(), 0..16 * $bytes as usize),
                |(scalar, (high, low), hedge, bit)| {
                    signed(&scalar, &[high, low].concat(), &hedge, bit);
                },
            );
        }
    };
}

differential!(p256, ec::P256Generic, ::p256, 32);
differential!(p256_by_halves, Weierstrass<Secp256r1, Products16, Window5>, ::p256, 32);
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
