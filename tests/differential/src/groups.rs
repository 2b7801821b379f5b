//! Diffie-Hellman modulo a prime, X25519 and Ed25519. The latter two stand on the field of `curve25519-dalek`, as RustCrypto's
//! do, so OpenSSL has the say.

use crate::Case;
use crate::random::{Keys, Seeded};
use anyhow::{Context, Result};
use ed25519_dalek::Signer as _;
use motetls_base::Secret;
use motetls_crypto::dh::{Exponent, Ffdhe2048, NamedPrime, Prime2048};
use motetls_crypto::{Ed25519, Group, SignVerify, X25519};
use openssl::bn::BigNum;
use openssl::derive::Deriver;
use openssl::dh::Dh;
use openssl::pkey::{Id, PKey};
use openssl::sign::{Signer, Verifier};

pub(crate) const CASES: &[Case] = &[
    Case { name: "X25519", peers: "OpenSSL", same: |r, _| x25519(r) },
    Case { name: "Ed25519", peers: "OpenSSL, ed25519-dalek", same: |r, _| ed25519(r) },
    Case { name: "DH, ffdhe2048", peers: "OpenSSL", same: ffdhe2048 },
];

/// A public key and a shared secret; the peer's bytes are any.
fn x25519(random: &mut Seeded) -> Result<bool> {
    let (private, peer) = (random.array::<32>(), random.array::<32>());
    let key = PKey::private_key_from_raw_bytes(&private, Id::X25519)?;
    let peer_key = PKey::public_key_from_raw_bytes(&peer, Id::X25519)?;
    let mut deriver = Deriver::new(&key)?;
    deriver.set_peer(&peer_key)?;
    let theirs = deriver.derive_to_vec().ok();
    let private = Secret::new(private);
    let ours = X25519::agree(&private, &peer).ok();
    let same = ours.as_ref().map(|shared| shared.expose().as_slice()) == theirs.as_deref();
    Ok(same && X25519::public(&private).as_slice() == key.raw_public_key()?)
}

/// A public key, a signature, and one that was altered.
fn ed25519(random: &mut Seeded) -> Result<bool> {
    let (private, message) = (random.array::<32>(), random.text(200));
    let dalek = ed25519_dalek::SigningKey::from_bytes(&private);
    let key = PKey::private_key_from_raw_bytes(&private, Id::ED25519)?;
    let private = Secret::new(private);
    let mut public = Ed25519::public(&private);
    let Ok(mut signature) = Ed25519::sign(&private, &[&message]) else { return Ok(false) };
    let mut same = public.as_slice() == key.raw_public_key()?;
    same &= signature == dalek.sign(&message).to_bytes();
    same &= signature.as_slice() == Signer::new_without_digest(&key)?.sign_oneshot_to_vec(&message)?;
    same &= Ed25519::verify(&public, &[&message], &signature).is_ok();
    let harmed = if random.below(8) == 0 { &mut public[..] } else { &mut signature };
    random.damage(harmed);
    let taken = PKey::public_key_from_raw_bytes(&public, Id::ED25519).is_ok_and(|key| {
        Verifier::new_without_digest(&key)
            .is_ok_and(|mut check| check.verify_oneshot(&signature, &message).unwrap_or(false))
    });
    Ok(same && taken == Ed25519::verify(&public, &[&message], &signature).is_ok())
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
    let theirs = Dh::from_pqg(number(prime)?, None, number(&[2])?)?.set_private_key(number(&private)?)?;
    let private = Exponent::new(private);
    if random.below(2) == 0 {
        return Ok(<Ffdhe2048>::public(&private).as_slice() == theirs.public_key().to_vec_padded(256)?);
    }
    let Ok(ours) = <Ffdhe2048>::agree(&private, peer) else { return Ok(false) };
    // The binding puts the zeros that OpenSSL takes off the front to the end.
    let (mut shared, theirs) = (ours.without_leading_zeros().to_vec(), theirs.compute_key(&*number(peer)?)?);
    shared.resize(theirs.len(), 0);
    Ok(shared == theirs)
}
