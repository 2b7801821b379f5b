//! Keys on a page: what is public of them.

use motetls::crypto::Group;
use motetls::crypto::keys;
use motetls::pki::algorithm::{PssParameters, hash};
use motetls::pki::der::{DerWriter, Read};
use motetls::pki::key::{
    EcPrivateKey, EncryptedPrivateKey, NamedCurve, PrivateKey, PrivateKeyInfo, PublicKey,
    PublicKeyInfo, RsaPublicKey,
};
use motetls_base::Secret;
use motetls_crypto::{Ed25519, SignVerify, X25519};

use super::certificate::unreadable;
use super::form;
use super::page::Page;
use crate::cert::curve::on_curve;
use crate::cert::same::same_point;

/// Longer than the SubjectPublicKeyInfo of any key known here: RSA of 16,384 bits.
const LONGEST: usize = 2_400;
/// What is told where a public key does not belong to the private key it stands with.
const ANOTHER: &str = "belongs to another private key: one of the two was altered or exchanged";

/// What is told of a SubjectPublicKeyInfo.
pub(crate) fn public(title: &str, der: &[u8]) -> Page {
    let Ok(info) = PublicKeyInfo::from_der(der) else { return unreadable(title, der) };
    let mut page = Page::new(title);
    page.silently("kind", "public_key");
    form::public_key(&mut page, &info);
    form::fingerprints(&mut page, der);
    page
}

/// What is told of an RSAPublicKey.
pub(crate) fn rsa_public(title: &str, der: &[u8]) -> Page {
    let Ok(key) = RsaPublicKey::from_der(der) else { return unreadable(title, der) };
    let mut page = Page::new(title);
    page.silently("kind", "public_key");
    tell(&mut page, &PublicKey::Rsa(key));
    page
}

/// What is public of a private key, in whatever form.
pub(crate) fn private(title: &str, der: &[u8]) -> Page {
    let mut page = Page::new(title);
    page.silently("kind", "private_key");
    match PrivateKey::from_any(der) {
        Ok(PrivateKey::Rsa(key)) => tell(&mut page, &PublicKey::Rsa(key.public)),
        Ok(PrivateKey::Ec(key)) => elliptic(&mut page, &key),
        Ok(PrivateKey::Ed25519(seed)) => {
            if let Ok(key) = keys::PrivateKey::from_bytes(seed) {
                let public = <Ed25519 as SignVerify>::public(&key);
                tell(&mut page, &PublicKey::Ed25519(&public));
                beside(&mut page, der, &public);
            }
        }
        Ok(PrivateKey::X25519(key)) => {
            if let Ok(key) = keys::PrivateKey::from_bytes(key) {
                let public = <X25519 as Group>::public(&key);
                tell(&mut page, &PublicKey::X25519(&public));
                beside(&mut page, der, &public);
            }
        }
        Ok(PrivateKey::RsaPss(key, parameters)) => {
            let parameters = parameters.map(PssParameters::read).transpose();
            let parameters = parameters.ok().flatten().flatten();
            tell(&mut page, &PublicKey::RsaPss(key.public, parameters));
        }
        Ok(_) => page.say("public key", "of an algorithm not known here"),
        Err(_) => page.say("malformed", "it is no private key in PKCS#8, PKCS#1 or SEC 1"),
    }
    page.say("private key", "present (never shown)");
    page
}

/// Tells when the public key that PKCS#8 has beside the private one is not `own`, which was
/// computed.
fn beside(page: &mut Page, der: &[u8], own: &[u8]) {
    let given = PrivateKeyInfo::from_der(der).ok().and_then(|info| info.public);
    if given.is_some_and(|given| given != own) {
        page.say("public key beside", ANOTHER);
    }
}

/// The point as the key holds it, if that is its own, else as it is computed.
fn elliptic(page: &mut Page, key: &EcPrivateKey<'_>) {
    let Some(curve) = key.curve else {
        return page.say("public key", "EC, of a curve it does not name");
    };
    match (point(curve, key), key.public) {
        (Point::Computed(own), Some(given)) if same_point(given, &own) => {
            tell(page, &PublicKey::Ec(curve, given));
        }
        (Point::Computed(own), given) => {
            tell(page, &PublicKey::Ec(curve, &own));
            if given.is_some() {
                page.say("public key beside", ANOTHER);
            }
        }
        (Point::OutOfRange, _) => {
            page.say("malformed", format!("the private key is not in the range of {curve}"));
        }
        (Point::Unknown, Some(given)) => tell(page, &PublicKey::Ec(curve, given)),
        (Point::Unknown, None) => {
            page.say("public key", format!("EC {curve}; the key does not hold its point"));
        }
    }
}

/// The point of a private key.
enum Point {
    /// 0x04 || X || Y.
    Computed(Vec<u8>),
    /// The private key is 0, the order of the curve or more, or too long.
    OutOfRange,
    /// The curve is known by name only.
    Unknown,
}

fn point(curve: NamedCurve, key: &EcPrivateKey<'_>) -> Point {
    on_curve!(curve, G, H, N => {
        let mut private = Secret::<N>::zero();
        let read = key.private_into(private.expose_mut()).ok();
        let private = read.and_then(|()| {
            <G as Group>::Private::from_bytes(private.expose()).ok()
        });
        private.map_or(Point::OutOfRange, |private| {
            Point::Computed(G::public(&private).as_ref().to_vec())
        })
    }, else Point::Unknown)
}

/// A key that was not in a SubjectPublicKeyInfo, on a page as if it were.
fn tell(page: &mut Page, key: &PublicKey<'_>) {
    let mut spki = [0; LONGEST];
    let mut der = DerWriter::new(&mut spki);
    key.write(&mut der);
    match PublicKeyInfo::from_der(der.written()) {
        Ok(info) => form::public_key(page, &info),
        Err(_) => page.say("public key", key),
    }
}

/// What is told of a private key that is encrypted: how.
pub(crate) fn encrypted(title: &str, der: &[u8]) -> Page {
    let Ok(key) = EncryptedPrivateKey::from_der(der) else { return unreadable(title, der) };
    let mut page = Page::new(title);
    page.silently("kind", "encrypted_private_key");
    let how = match key.pbes2() {
        Ok(Some(how)) => format!(
            "AES-{}-CBC, the key by PBKDF2 with HMAC-{}, {} iterations",
            how.key_len * 8,
            hash::name(how.prf),
            form::thousands(how.iterations as usize)
        ),
        Ok(None) => format!("in a way not known here, {}", key.algorithm.oid),
        Err(_) => "malformed".to_owned(),
    };
    page.say("encrypted", how);
    page.say("private key", "present (never shown; what it is, only its password tells)");
    page
}
