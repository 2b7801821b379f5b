//! Public-key operations.

use super::{Counter, first};
use crate::mbedtls as mb;
use crate::measure::{Case, DIRECT, MBEDTLS, OURS, RUSTCRYPTO, SLOT};
use aws_lc_rs::agreement::{self, PrivateKey, UnparsedPublicKey};
use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::rsa::{KeyPair, KeyPairComponents, PublicKeyComponents};
use aws_lc_rs::signature::{
    self, EcdsaKeyPair, EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm, VerificationAlgorithm,
};
use motetls_crypto as own;
use motetls_crypto::dh::{Ffdhe2048, NamedPrime, Prime2048};
use motetls_crypto::{EcdsaSign, EcdsaVerify, Group, Hash, HashId, RsaVerify, rsa};
use motetls_engine_aws_lc as aws;
use motetls_engine_rustcrypto as rustcrypto;
use std::ops::ControlFlow;

/// What AWS-LC calls a curve.
#[derive(Clone, Copy)]
struct Direct {
    agree: &'static agreement::Algorithm,
    sign: &'static EcdsaSigningAlgorithm,
    verify: &'static EcdsaVerificationAlgorithm,
    digest: &'static digest::Algorithm,
}

const P256: Direct = Direct {
    agree: &agreement::ECDH_P256,
    sign: &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
    verify: &signature::ECDSA_P256_SHA256_FIXED,
    digest: &digest::SHA256,
};

const P384: Direct = Direct {
    agree: &agreement::ECDH_P384,
    sign: &signature::ECDSA_P384_SHA384_FIXED_SIGNING,
    verify: &signature::ECDSA_P384_SHA384_FIXED,
    digest: &digest::SHA384,
};

/// All of them.
pub fn asymmetric() -> Vec<Case> {
    let (p256, p384) = (mb::Curve::p256(), mb::Curve::p384());
    let mut cases = groups::<own::P256, rustcrypto::P256, aws::P256>("P-256", p256, &P256);
    cases.extend(signatures::<own::P256, rustcrypto::P256, aws::P256, own::Sha256>(
        "P-256",
        p256,
        mb::SHA256,
        &P256,
    ));
    cases.extend(groups::<own::ec::P384, rustcrypto::P384, aws::P384>("P-384", p384, &P384));
    cases.extend(signatures::<own::ec::P384, rustcrypto::P384, aws::P384, own::Sha384>(
        "P-384",
        p384,
        mb::SHA384,
        &P384,
    ));
    cases.push(p521());
    cases.extend(x25519());
    cases.push(ffdhe2048());
    cases.extend(rsa());
    cases
}

fn p521() -> Case {
    let (curve, peer) = (mb::Curve::p521(), own::ec::P521::public(&private::<own::ec::P521>(2)));
    let ours = private::<own::ec::P521>(1);
    let case = Case::new("P-521 shared secret");
    let case = case.with(OURS, move || own::ec::P521::agree(&ours, &peer).map_or(1, |_| 0));
    // Any private key takes the same time.
    let mut secret = vec![0x5a; 66];
    secret[0] = 0;
    case.with(MBEDTLS, move || {
        curve.agree(&secret, &peer);
        0
    })
}

fn x25519() -> Vec<Case> {
    let (curve, secret) = (mb::Curve::x25519(), bytes(1, 32));
    let peer = own::X25519::public(&private::<own::X25519>(2));
    let keygen = Case::new("X25519 public key").with(OURS, public_key::<own::X25519>());
    let key = secret.clone();
    let keygen = keygen.with(MBEDTLS, move || first(&curve.public(&key)[1..]));
    let keygen = keygen.with(RUSTCRYPTO, public_key::<rustcrypto::X25519>());
    let agree = Case::new("X25519 shared secret").with(OURS, shared::<own::X25519>());
    let key = secret.clone();
    let agree = agree.with(MBEDTLS, move || first(curve.agree(&key, &peer)));
    let agree =
        agree.with(RUSTCRYPTO, shared::<rustcrypto::X25519>()).with(SLOT, shared::<aws::X25519>());
    let agree = agree.with(DIRECT, agreed(&agreement::X25519, &secret, peer.to_vec()));
    let small = Case::new("X25519 shared secret, on the shared core");
    vec![keygen, agree, small.with(OURS, shared::<own::X25519Small>())]
}

/// A power of 232 bits modulo 2,048 bits.
fn ffdhe2048() -> Case {
    type Named = Ffdhe2048;
    let ours = private::<Named>(1);
    let (exponent, peer) = (ours.expose_bytes().to_vec(), Named::public(&private::<Named>(2)));
    let case = Case::new("ffdhe2048 shared secret");
    let case = case.with(OURS, move || Named::agree(&ours, &peer).map_or(1, first));
    case.with(MBEDTLS, move || first(mb::power(&peer, &exponent, Prime2048::P)))
}

/// A shared secret by AWS-LC.
fn agreed(
    algorithm: &'static agreement::Algorithm,
    secret: &[u8],
    peer: Vec<u8>,
) -> impl FnMut() -> u64 + 'static {
    let private =
        PrivateKey::from_private_key(algorithm, secret).unwrap_or_else(|_| panic!("a private key"));
    move || {
        let peer = UnparsedPublicKey::new(algorithm, &peer);
        agreement::agree(&private, peer, (), |shared| Ok(first(shared)))
            .unwrap_or_else(|()| panic!("a secret"))
    }
}

/// RSA with 2,048 bits: a signature by PKCS #1 v1.5 and its check.
fn rsa() -> Vec<Case> {
    let (mut scratch, mut bytes) =
        (vec![0; rsa::generate_scratch(2048)], vec![0; rsa::key_bytes(2048)]);
    let made = rsa::generate(&mut bytes, &mut aws::SystemRandom, &mut scratch, |_| {
        ControlFlow::Continue(())
    });
    assert!(made.is_ok());
    let bytes: &'static [u8] = bytes.leak();
    let Ok(key) = rsa::RsaPrivate::generated(bytes) else { panic!("a key") };
    let numbers = rsa::PrivateNumbers { ..*key.numbers() };
    let digest = own::Sha256::digest(b"sample");
    let theirs = || mb::Rsa::new(numbers.p, numbers.q);
    let signer = theirs();
    let mut signature = vec![0; 256];
    let sign = Case::new("RSA-2048 signature").with(OURS, move || {
        let mut random = Counter(1);
        let signed =
            key.sign_pkcs1(HashId::Sha256, &digest, &mut signature, &mut random, &mut scratch);
        signed.map_or(1, |()| first(&signature))
    });
    let sign = sign.with(MBEDTLS, move || first(signer.sign(&digest)));
    let components = KeyPairComponents {
        public_key: PublicKeyComponents { n: numbers.n, e: numbers.e },
        d: numbers.d,
        p: numbers.p,
        q: numbers.q,
        dP: numbers.dp,
        dQ: numbers.dq,
        qInv: numbers.qinv,
    };
    let Ok(pair) = KeyPair::from_components(&components) else { panic!("a key") };
    let sign = sign.with(DIRECT, move || {
        let mut signature = [0; 256];
        let digest = Digest::import_less_safe(&digest, &digest::SHA256);
        let signed = digest.and_then(|digest| {
            pair.sign_digest(&signature::RSA_PKCS1_SHA256, &digest, &mut signature)
        });
        signed.map_or(1, |()| first(signature))
    });
    let (verifier, signature) = (theirs(), theirs().sign(&digest));
    let copy = signature.clone();
    let verify = Case::new("RSA-2048 check").with(OURS, move || {
        let holds =
            rsa::Rsa2048::verify_pkcs1(numbers.n, numbers.e, HashId::Sha256, &digest, &copy);
        holds.map_or(1, |()| 2)
    });
    let copy = signature.clone();
    let verify = verify.with(MBEDTLS, move || {
        verifier.verify(&digest, &copy);
        2
    });
    let copy = signature.clone();
    let verify = verify.with(SLOT, move || {
        aws::Rsa::verify_pkcs1(numbers.n, numbers.e, HashId::Sha256, &digest, &copy)
            .map_or(1, |()| 2)
    });
    let verify = verify.with(DIRECT, move || {
        let key = PublicKeyComponents { n: numbers.n, e: numbers.e };
        let (Ok(digest), Ok(key)) = (
            Digest::import_less_safe(&digest, &digest::SHA256),
            key.to_parsed_public_key(&signature::RSA_PKCS1_2048_8192_SHA256),
        ) else {
            return 1;
        };
        key.verify_digest_sig(&digest, &signature).map_or(1, |()| 2)
    });
    vec![sign, verify]
}

/// A group of two of us, the second of which gives private keys in bytes away: the same for all.
fn private<G: Group>(seed: u8) -> G::Private {
    G::generate(&mut Counter(seed)).unwrap_or_else(|_| panic!("a private key"))
}

/// Those bytes.
fn bytes(seed: u8, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    let _ = motetls_base::Random::random(&mut Counter(seed), &mut bytes);
    bytes
}

fn public_key<G: Group>() -> impl FnMut() -> u64 {
    let private = private::<G>(1);
    move || first(&G::public(&private).as_ref()[1..])
}

fn shared<G: Group>() -> impl FnMut() -> u64 {
    let (private, peer) = (private::<G>(1), G::public(&private::<G>(2)));
    move || first(G::agree(&private, peer.as_ref()).unwrap_or_else(|_| panic!("a secret")))
}

/// Key generation by what it costs: the public key of a private one; and agreement.
fn groups<O, R, S>(name: &str, curve: mb::Curve, direct: &'static Direct) -> Vec<Case>
where
    O: Group + 'static,
    R: Group + 'static,
    S: Group + 'static,
{
    let peer = O::public(&private::<O>(2)).as_ref().to_vec();
    let width = (peer.len() - 1) / 2;
    let secret = bytes(1, width);
    let keygen = Case::new(&format!("{name} public key")).with(OURS, public_key::<O>());
    let keygen = keygen.with(RUSTCRYPTO, public_key::<R>());
    let key = secret.clone();
    let keygen = keygen.with(MBEDTLS, move || first(&curve.public(&key)[1..]));
    let agree = Case::new(&format!("{name} shared secret"))
        .with(OURS, shared::<O>())
        .with(RUSTCRYPTO, shared::<R>());
    let (key, point) = (secret.clone(), peer.clone());
    let agree =
        agree.with(MBEDTLS, move || first(curve.agree(&key, &point))).with(SLOT, shared::<S>());
    let agree = agree.with(DIRECT, agreed(direct.agree, &secret, peer));
    vec![keygen, agree]
}

/// Signatures with the nonce of RFC 6979, which make the same bytes for all but AWS-LC, and their
/// checks.
fn signatures<O, R, S, H>(
    name: &str,
    curve: mb::Curve,
    kind: i32,
    direct: &'static Direct,
) -> Vec<Case>
where
    O: Group + EcdsaSign<Private = <O as Group>::Private> + 'static,
    R: Group + EcdsaSign<Private = <R as Group>::Private> + 'static,
    S: EcdsaSign<Private = EcdsaKeyPair> + 'static,
    H: Hash,
{
    let digest = H::digest(b"sample").as_ref().to_vec();
    let public = O::public(&private::<O>(1)).as_ref().to_vec();
    let secret = bytes(1, (public.len() - 1) / 2);
    let (ours, theirs) = (private::<O>(1), private::<R>(1));
    let signature = O::sign_deterministic::<H>(&ours, &digest)
        .unwrap_or_else(|_| panic!("a signature"))
        .as_ref()
        .to_vec();
    let text = digest.clone();
    let sign = Case::new(&format!("ECDSA {name} signature"));
    let sign = sign.with(OURS, move || O::sign_deterministic::<H>(&ours, &text).map_or(1, first));
    let text = digest.clone();
    let sign =
        sign.with(RUSTCRYPTO, move || R::sign_deterministic::<H>(&theirs, &text).map_or(1, first));
    let (key, text) = (secret.clone(), digest.clone());
    let sign = sign.with(MBEDTLS, move || first(curve.sign(kind, &key, &text)));
    let pair = || EcdsaKeyPair::from_private_key_and_public_key(direct.sign, &secret, &public);
    let (pair, same) =
        (pair().unwrap_or_else(|_| panic!("a pair")), pair().unwrap_or_else(|_| panic!("a pair")));
    let text = digest.clone();
    let sign = sign.with(SLOT, move || S::sign::<H>(&pair, &text, &[0; 32]).map_or(1, |_| 0));
    let text = digest.clone();
    let sign = sign.with(DIRECT, move || {
        let digest = Digest::import_less_safe(&text, direct.digest);
        digest.and_then(|digest| same.sign_digest(&digest)).map_or(1, |_| 0)
    });
    let all = move || (public.clone(), digest.clone(), signature.clone());
    let verify = Case::new(&format!("ECDSA {name} check")).with(OURS, verified::<O>(all()));
    let verify = verify.with(RUSTCRYPTO, verified::<R>(all())).with(SLOT, verified::<S>(all()));
    let (public, digest, signature) = all();
    let verify = verify.with(MBEDTLS, move || {
        curve.verify(&public, &digest, &signature);
        2
    });
    let (public, digest, signature) = all();
    let verify = verify.with(DIRECT, move || {
        let digest = Digest::import_less_safe(&digest, direct.digest);
        digest
            .and_then(|digest| direct.verify.verify_digest_sig(&public, &digest, &signature))
            .map_or(1, |()| 2)
    });
    vec![sign, verify]
}

fn verified<V: EcdsaVerify>(
    (public, digest, signature): (Vec<u8>, Vec<u8>, Vec<u8>),
) -> impl FnMut() -> u64 {
    move || V::verify(&public, &digest, &signature).map_or(1, |()| 2)
}
