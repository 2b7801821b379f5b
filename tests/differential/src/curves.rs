//! Curves: one operation at a time, by ours and by OpenSSL or RustCrypto.

use crate::Case;
use crate::random::{Keys, Seeded};
use anyhow::{Context, Result};
use motetls_crypto::ec;
use motetls_crypto::keys::RawPrivateKey;
use motetls_crypto::{EcdsaSign, EcdsaVerify, Group, Sha256, Sha384, Sha512, p256};
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey, EcPoint, PointConversionForm};
use openssl::ecdsa::EcdsaSig;
use openssl::nid::Nid;
use openssl::pkey::Private;

/// How many inputs the same keys serve.
const INPUTS: u64 = 256;

/// A curve of ours, the bytes of its numbers, OpenSSL's name for it.
macro_rules! curves {
    ($($name:literal $curve:ty, $bytes:literal, $nid:ident;)*) => {
        &[
            $(Case {
                name: $name,
                peers: "OpenSSL",
                same: |r, k| curve::<$curve, $bytes>(r, k, Nid::$nid),
            },)*
            Case { name: "P-256, the same bytes", peers: "RustCrypto", same: rustcrypto_p256 },
            Case { name: "P-384, the same bytes", peers: "RustCrypto", same: rustcrypto_p384 },
            Case { name: "P-521, the same bytes", peers: "RustCrypto", same: rustcrypto_p521 },
        ]
    };
}

pub(crate) const CASES: &[Case] = curves! {
    "P-256" p256::P256, 32, X9_62_PRIME256V1;
    "P-256 in rows" p256::P256Small, 32, X9_62_PRIME256V1;
    "P-256 of 16-bit products" p256::P256Products16, 32, X9_62_PRIME256V1;
    "P-256 on the shared core" ec::P256Generic, 32, X9_62_PRIME256V1;
    "P-384" ec::P384, 48, SECP384R1;
    "P-521" ec::P521, 66, SECP521R1;
    "secp256k1" ec::Secp256k1, 32, SECP256K1;
    "brainpoolP256r1" ec::BrainpoolP256r1, 32, BRAINPOOL_P256R1;
    "brainpoolP384r1" ec::BrainpoolP384r1, 48, BRAINPOOL_P384R1;
    "brainpoolP512r1" ec::BrainpoolP512r1, 64, BRAINPOOL_P512R1;
};

/// The long-lived key of both sides.
struct Pair<K> {
    group: EcGroup,
    private: K,
    theirs: EcKey<Private>,
    public: Vec<u8>,
}

impl<K: RawPrivateKey> Pair<K> {
    fn new<C: Group<Private = K>>(random: &mut Seeded, nid: Nid) -> Result<Self> {
        let group = EcGroup::from_curve_name(nid)?;
        let private = C::generate(random).ok().context("no key")?;
        let number = BigNum::from_slice(private.expose_bytes())?;
        let mut point = EcPoint::new(&group)?;
        let mut context = BigNumContext::new()?;
        point.mul_generator2(&group, &number, &mut context)?;
        let public = point.to_bytes(&group, PointConversionForm::UNCOMPRESSED, &mut context)?;
        let theirs = EcKey::from_private_components(&group, &number, &point)?;
        Ok(Pair { group, private, theirs, public })
    }
}

/// One of five: the public key of a fresh private key; its secret with the long-lived key, now and
/// then altered; a signature of ours; one of theirs; one of theirs, altered.
fn curve<C, const N: usize>(random: &mut Seeded, keys: &mut Keys, nid: Nid) -> Result<bool>
where
    C: Group<Private: RawPrivateKey> + EcdsaSign<Private = <C as Group>::Private> + EcdsaVerify,
    <C as Group>::Private: Send + 'static,
{
    let pair = keys.made(INPUTS, |random| Pair::<<C as Group>::Private>::new::<C>(random, nid))?;
    let operation = random.below(5);
    if operation < 2 {
        return ecdh::<C, N>(random, pair, operation == 0);
    }
    let digest = random.array::<32>();
    let parse = |bytes: &[u8]| -> Result<EcdsaSig> {
        let (r, s) = bytes.split_at(bytes.len() / 2);
        Ok(EcdsaSig::from_private_components(BigNum::from_slice(r)?, BigNum::from_slice(s)?)?)
    };
    if operation == 2 {
        let Ok(signature) = C::sign_deterministic::<Sha256>(&pair.private, &digest) else {
            return Ok(false);
        };
        return Ok(parse(signature.as_ref())?.verify(&digest, &pair.theirs)?);
    }
    let theirs = EcdsaSig::sign(&digest, &pair.theirs)?;
    let mut theirs =
        [theirs.r().to_vec_padded(N as i32)?, theirs.s().to_vec_padded(N as i32)?].concat();
    if operation == 3 {
        return Ok(C::verify(&pair.public, &digest, &theirs).is_ok());
    }
    random.damage(&mut theirs);
    let taken = parse(&theirs)?.verify(&digest, &pair.theirs).unwrap_or(false);
    Ok(C::verify(&pair.public, &digest, &theirs).is_ok() == taken)
}

/// A public key, or a shared secret.
fn ecdh<C: Group<Private: RawPrivateKey>, const N: usize>(
    random: &mut Seeded,
    pair: &Pair<C::Private>,
    public: bool,
) -> Result<bool> {
    let (group, mut context) = (&pair.group, BigNumContext::new()?);
    let private = C::generate(random).ok().context("no key")?;
    let number = BigNum::from_slice(private.expose_bytes())?;
    let mut point = EcPoint::new(group)?;
    if public {
        point.mul_generator2(group, &number, &mut context)?;
        let theirs = point.to_bytes(group, PointConversionForm::UNCOMPRESSED, &mut context)?;
        return Ok(C::public(&private).as_ref() == theirs);
    }
    let mut peer = pair.public.clone();
    if random.below(8) == 0 {
        random.damage(&mut peer);
    }
    let ours = C::agree(&private, &peer).ok();
    let known = if peer.first() == Some(&4) {
        EcPoint::from_bytes(group, &peer, &mut context).ok()
    } else {
        None
    };
    let Some(known) = known else { return Ok(ours.is_none()) };
    point.mul2(group, &known, &number, &mut context)?;
    let theirs = point.to_bytes(group, PointConversionForm::UNCOMPRESSED, &mut context)?;
    Ok(ours.is_some_and(|ours| theirs.get(1..=N) == Some(ours.as_ref())))
}

/// Deterministic signatures are the same, bit by bit; so are keys and secrets: one of the three.
macro_rules! rustcrypto {
    ($name:ident $ours:ty, $bytes:literal, $hash:ty, $peer:ident) => {
        fn $name(random: &mut Seeded, keys: &mut Keys) -> Result<bool> {
            use ::$peer::ecdsa::signature::hazmat::PrehashSigner;
            use ::$peer::ecdsa::{Signature, SigningKey};
            use ::$peer::elliptic_curve::sec1::ToSec1Point;
            let other = keys.made(INPUTS, |random| {
                let private = <$ours as Group>::generate(random).ok().context("no key")?;
                Ok(::$peer::SecretKey::from_slice(private.expose_bytes())?)
            })?;
            let private = <$ours as Group>::generate(random).ok().context("no key")?;
            let secret = ::$peer::SecretKey::from_slice(private.expose_bytes())?;
            match random.below(3) {
                0 => {
                    let theirs = secret.public_key().to_sec1_point(false);
                    Ok(<$ours>::public(&private).as_slice() == theirs.as_bytes())
                }
                1 => {
                    let peer = other.public_key();
                    let shared =
                        ::$peer::ecdh::diffie_hellman(secret.to_nonzero_scalar(), peer.as_affine());
                    let ours = <$ours>::agree(&private, peer.to_sec1_point(false).as_bytes());
                    Ok(ours.is_ok_and(|ours| ours.as_ref() == shared.raw_secret_bytes().as_slice()))
                }
                _ => {
                    let digest = random.array::<$bytes>();
                    let theirs: Signature = SigningKey::from(secret).sign_prehash(&digest)?;
                    let ours = <$ours>::sign_deterministic::<$hash>(&private, &digest);
                    Ok(ours.is_ok_and(|ours| ours.as_slice() == theirs.to_bytes().as_slice()))
                }
            }
        }
    };
}

rustcrypto!(rustcrypto_p256 p256::P256, 32, Sha256, p256);
rustcrypto!(rustcrypto_p384 ec::P384, 48, Sha384, p384);
rustcrypto!(rustcrypto_p521 ec::P521, 64, Sha512, p521);
