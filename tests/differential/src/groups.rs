//! Diffie-Hellman modulo a prime, X25519 and Ed25519. Of the latter two, one form stands on the
//! field of `curve25519-dalek`, as RustCrypto's do, so OpenSSL has the say.

use crate::Case;
use crate::random::{Keys, Seeded};
use anyhow::{Context, Result};
use ed25519_dalek::Signer as _;
use motetls_crypto::dh::{self, Ffdhe2048, NamedPrime, Prime2048};
use motetls_crypto::keys::{KeyRange, PrivateKey};
use motetls_crypto::{Ed25519, Ed25519Small, Group, SignVerify, X25519, X25519Small};
use openssl::bn::BigNum;
use openssl::derive::Deriver;
use openssl::dh::Dh;
use openssl::pkey::{Id, PKey};
use openssl::sign::{Signer, Verifier};

pub(crate) const CASES: &[Case] = &[
    Case { name: "X25519", peers: "OpenSSL", same: |r, _| x25519::<X25519>(r) },
    Case { name: "X25519, small", peers: "OpenSSL", same: |r, _| x25519::<X25519Small>(r) },
    Case { name: "Ed25519", peers: "OpenSSL, ed25519-dalek", same: |r, _| ed25519::<Ed25519>(r) },
    Case {
        name: "Ed25519, small",
        peers: "OpenSSL, ed25519-dalek",
        same: |r, _| ed25519::<Ed25519Small>(r),
    },
    Case { name: "DH, ffdhe2048", peers: "OpenSSL", same: ffdhe2048 },
];

/// A public key and a shared secret; the peer's bytes are any.
fn x25519<X>(random: &mut Seeded) -> Result<bool>
where
    X: Group<Private = PrivateKey<X, 32>> + KeyRange<32>,
{
    let (private, peer) = (random.array::<32>(), random.array::<32>());
    let key = PKey::private_key_from_raw_bytes(&private, Id::X25519)?;
    let peer_key = PKey::public_key_from_raw_bytes(&peer, Id::X25519)?;
    let mut deriver = Deriver::new(&key)?;
    deriver.set_peer(&peer_key)?;
    let theirs = deriver.derive_to_vec().ok();
    let private = PrivateKey::from_bytes(&private).ok().context("no key")?;
    let ours = X::agree(&private, &peer).ok();
    let same = ours.as_ref().map(AsRef::as_ref) == theirs.as_deref();
    Ok(same && X::public(&private).as_ref() == key.raw_public_key()?)
}

/// A public key, a signature, and one that was altered.
fn ed25519<S>(random: &mut Seeded) -> Result<bool>
where
    S: SignVerify<Private = PrivateKey<S, 32>, Public = [u8; 32], Signature = [u8; 64]>
        + KeyRange<32>,
{
    let (private, message) = (random.array::<32>(), random.text(200));
    let dalek = ed25519_dalek::SigningKey::from_bytes(&private);
    let key = PKey::private_key_from_raw_bytes(&private, Id::ED25519)?;
    let private = PrivateKey::from_bytes(&private).ok().context("no key")?;
    let mut public = S::public(&private);
    let Ok(mut signature) = S::sign(&private, &[&message]) else { return Ok(false) };
    let mut same = public.as_slice() == key.raw_public_key()?;
    same &= signature == dalek.sign(&message).to_bytes();
    same &=
        signature.as_slice() == Signer::new_without_digest(&key)?.sign_oneshot_to_vec(&message)?;
    same &= S::verify(&public, &[&message], &signature).is_ok();
    let harmed = if random.below(8) == 0 { &mut public[..] } else { &mut signature };
    random.damage(harmed);
    let taken = PKey::public_key_from_raw_bytes(&public, Id::ED25519).is_ok_and(|key| {
        Verifier::new_without_digest(&key)
            .is_ok_and(|mut check| check.verify_oneshot(&signature, &message).unwrap_or(false))
    });
    Ok(same && taken == S::verify(&public, &[&message], &signature).is_ok())
}

/// A public value or a shared secret.
fn ffdhe2048(random: &mut Seeded, keys: &mut Keys) -> Result<bool> {
    let number = |bytes: &[u8]| BigNum::from_slice(bytes);
    let prime = Prime2048::P;
    let peer = keys.made(256, |random| {
        let private = <Ffdhe2048>::generate(random).ok().context("no key")?;
        Ok(<Ffdhe2048>::public(&private))
    })?;
    let mut private = random.array::<29>();
    private[0] |= 0x80;
    let theirs =
        Dh::from_pqg(number(prime)?, None, number(&[2])?)?.set_private_key(number(&private)?)?;
    let private = dh::DhPrivate::from_bytes(&private).ok().context("no key")?;
    if random.below(2) == 0 {
        return Ok(
            <Ffdhe2048>::public(&private).as_slice() == theirs.public_key().to_vec_padded(256)?
        );
    }
    let Ok(ours) = <Ffdhe2048>::agree(&private, peer) else { return Ok(false) };
    // The binding puts the zeros that OpenSSL takes off the front to the end.
    let (mut shared, theirs) =
        (ours.without_leading_zeros_vartime().to_vec(), theirs.compute_key(&*number(peer)?)?);
    shared.resize(theirs.len(), 0);
    Ok(shared == theirs)
}
