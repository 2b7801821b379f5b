//! Curves: keys, secrets and signatures of ours, RustCrypto's (P-256) and OpenSSL's, each checked by the other. RSA: signatures.

use crate::Case;
use crate::random::Seeded;
use anyhow::{Context, Result};
use motetls_base::Secret;
use motetls_crypto::ec;
use motetls_crypto::{EcdsaSign, EcdsaVerify, Group, HashId, Sha256, p256, rsa};
use openssl::bn::{BigNum, BigNumContext};
use openssl::derive::Deriver;
use openssl::ec::{EcGroup, EcKey, EcPoint, PointConversionForm};
use openssl::ecdsa::EcdsaSig;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::sign::{Signer, Verifier};
use std::sync::OnceLock;

const OPENSSL: &str = "OpenSSL";

pub(crate) const CASES: &[Case] = &[
    Case { name: "P-256", peers: OPENSSL, same: |r| curve::<p256::P256, 32>(r, Nid::X9_62_PRIME256V1) },
    Case { name: "P-256 against RustCrypto", peers: "RustCrypto", same: against_rustcrypto },
    Case { name: "P-256 in rows", peers: OPENSSL, same: |r| curve::<p256::P256Small, 32>(r, Nid::X9_62_PRIME256V1) },
    Case {
        name: "P-256 of 16-bit products",
        peers: OPENSSL,
        same: |r| curve::<p256::P256Halves, 32>(r, Nid::X9_62_PRIME256V1),
    },
    Case {
        name: "P-256 on the shared core",
        peers: OPENSSL,
        same: |r| curve::<ec::P256Small, 32>(r, Nid::X9_62_PRIME256V1),
    },
    Case { name: "P-384", peers: OPENSSL, same: |r| curve::<ec::P384, 48>(r, Nid::SECP384R1) },
    Case { name: "P-521", peers: OPENSSL, same: |r| curve::<ec::P521, 66>(r, Nid::SECP521R1) },
    Case { name: "secp256k1", peers: OPENSSL, same: |r| curve::<ec::Secp256k1, 32>(r, Nid::SECP256K1) },
    Case {
        name: "brainpoolP256r1",
        peers: OPENSSL,
        same: |r| curve::<ec::BrainpoolP256r1, 32>(r, Nid::BRAINPOOL_P256R1),
    },
    Case {
        name: "brainpoolP384r1",
        peers: OPENSSL,
        same: |r| curve::<ec::BrainpoolP384r1, 48>(r, Nid::BRAINPOOL_P384R1),
    },
    Case {
        name: "brainpoolP512r1",
        peers: OPENSSL,
        same: |r| curve::<ec::BrainpoolP512r1, 64>(r, Nid::BRAINPOOL_P512R1),
    },
    Case { name: "RSA-2048 PKCS #1 v1.5 signatures", peers: OPENSSL, same: rsa_2048 },
];

/// A key pair, a shared secret, a signature each way, and a damaged one.
fn curve<C, const N: usize>(random: &mut Seeded, nid: Nid) -> Result<bool>
where
    C: Group<Private = Secret<N>> + EcdsaSign + EcdsaVerify,
    C: EcdsaSign<Private = Secret<N>>,
{
    let mut group = EcGroup::from_curve_name(nid)?;
    group.set_asn1_flag(openssl::ec::Asn1Flag::NAMED_CURVE);
    let mut context = BigNumContext::new()?;
    let generate = |random: &mut Seeded| <C as Group>::generate(random).ok().context("no key");
    let (own, other) = (generate(random)?, generate(random)?);
    let pair = |private: &Secret<N>, context: &mut BigNumContext| -> Result<(EcKey<Private>, Vec<u8>)> {
        let number = BigNum::from_slice(private.expose())?;
        let mut point = EcPoint::new(&group)?;
        point.mul_generator2(&group, &number, context)?;
        let bytes = point.to_bytes(&group, PointConversionForm::UNCOMPRESSED, context)?;
        Ok((EcKey::from_private_components(&group, &number, &point)?, bytes))
    };
    let (own_key, own_public) = pair(&own, &mut context)?;
    let (other_key, other_public) = pair(&other, &mut context)?;
    let public = C::public(&own);
    let mut same = public.as_ref() == own_public;

    let (own_key, other_key) = (PKey::from_ec_key(own_key)?, PKey::from_ec_key(other_key)?);
    let mut deriver = Deriver::new(&own_key)?;
    deriver.set_peer(&other_key)?;
    same &= C::agree(&own, &other_public)
        .is_ok_and(|shared| Some(shared.as_ref()) == deriver.derive_to_vec().ok().as_deref());
    let mut bad_point = other_public.clone();
    random.damage(&mut bad_point);
    let peer_takes = bad_point[0] == 4 && EcPoint::from_bytes(&group, &bad_point, &mut context).is_ok();
    same &= C::agree(&own, &bad_point).is_ok() == peer_takes;

    let digest = random.array::<32>();
    let key = own_key.ec_key()?;
    let Ok(signature) = C::sign::<Sha256>(&own, &digest, &[]) else { return Ok(false) };
    let bytes = signature.as_ref();
    let parse = |bytes: &[u8]| -> Result<EcdsaSig> {
        let (r, s) = bytes.split_at(bytes.len() / 2);
        Ok(EcdsaSig::from_private_components(BigNum::from_slice(r)?, BigNum::from_slice(s)?)?)
    };
    same &= parse(bytes)?.verify(&digest, &key)?;
    let theirs = EcdsaSig::sign(&digest, &key)?;
    let mut theirs = [theirs.r().to_vec_padded(N as i32)?, theirs.s().to_vec_padded(N as i32)?].concat();
    same &= C::verify(&own_public, &digest, &theirs).is_ok();
    random.damage(&mut theirs);
    same &= C::verify(&own_public, &digest, &theirs).is_ok() == parse(&theirs)?.verify(&digest, &key).unwrap_or(false);
    Ok(same)
}

/// Deterministic signatures are the same, bit by bit; so are keys and secrets.
fn against_rustcrypto(random: &mut Seeded) -> Result<bool> {
    use ::p256::ecdsa::signature::hazmat::PrehashSigner;
    use ::p256::ecdsa::{Signature, SigningKey};
    use ::p256::elliptic_curve::sec1::ToSec1Point;
    let private = <p256::P256 as Group>::generate(random).ok().context("no key")?;
    let other = <p256::P256 as Group>::generate(random).ok().context("no key")?;
    let secret = ::p256::SecretKey::from_slice(private.expose())?;
    let peer = ::p256::SecretKey::from_slice(other.expose())?.public_key();
    let point = peer.to_sec1_point(false);
    let shared = ::p256::ecdh::diffie_hellman(secret.to_nonzero_scalar(), peer.as_affine());
    let mut same = p256::P256::agree(&private, point.as_bytes())
        .is_ok_and(|ours| ours.as_ref() == shared.raw_secret_bytes().as_slice());
    same &= p256::P256::public(&private).as_slice() == secret.public_key().to_sec1_point(false).as_bytes();
    let digest = random.array::<32>();
    let theirs: Signature = SigningKey::from(secret).sign_prehash(&digest)?;
    same &= p256::P256::sign::<Sha256>(&private, &digest, &[])
        .is_ok_and(|ours| ours.as_slice() == theirs.to_bytes().as_slice());
    Ok(same)
}

/// Signs with one key, made once; checks OpenSSL's signature, whole and damaged.
fn rsa_2048(random: &mut Seeded) -> Result<bool> {
    static KEY: OnceLock<Rsa<Private>> = OnceLock::new();
    let key = match KEY.get() {
        Some(key) => key,
        None => {
            let made = Rsa::generate(2048)?;
            KEY.get_or_init(|| made)
        }
    };
    let message = random.text(100);
    let digest = openssl::sha::sha256(&message);
    let number =
        |number: Option<&openssl::bn::BigNumRef>| number.map(openssl::bn::BigNumRef::to_vec).unwrap_or_default();
    let (n, e, d) = (key.n().to_vec(), key.e().to_vec(), key.d().to_vec());
    let (p, q) = (number(key.p()), number(key.q()));
    let (dp, dq, qinv) = (number(key.dmp1()), number(key.dmq1()), number(key.iqmp()));
    let numbers = rsa::PrivateNumbers { n: &n, e: &e, d: &d, p: &p, q: &q, dp: &dp, dq: &dq, qinv: &qinv };
    let Ok(ours) = rsa::PrivateKey::new(numbers) else { return Ok(false) };
    let (mut scratch, mut signature) = (vec![0; rsa::generate_scratch(2048)], [0; 256]);
    let signed = ours.sign_pkcs1(HashId::Sha256, &digest, &mut signature, random, &mut scratch).is_ok();
    let pkey = PKey::from_rsa(key.clone())?;
    let theirs = Signer::new(MessageDigest::sha256(), &pkey)?.sign_oneshot_to_vec(&message)?;
    let mut bad = theirs.clone();
    random.damage(&mut bad);
    let mut check = |signature: &[u8]| {
        ours.public().verify_pkcs1(HashId::Sha256, &digest, signature, &mut [0; 256], &mut scratch).is_ok()
    };
    let refused = check(&theirs) && !check(&bad);
    let peer = Verifier::new(MessageDigest::sha256(), &pkey)?.verify_oneshot(&signature, &message)?;
    Ok(signed && signature.as_slice() == theirs && refused && peer)
}
