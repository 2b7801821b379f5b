//! Hashes whole and in pieces, HMAC, HKDF, PBKDF2.

use crate::Case;
use crate::random::Seeded;
use anyhow::Result;
use hmac::{KeyInit, Mac};
use motetls_crypto::{Hash, Hmac, Sha224, Sha256, Sha256Small, Sha384, Sha512, hkdf, legacy, pbkdf2, sha1, sha3};
use openssl::hash::{MessageDigest, hash};
use openssl::pkey::{Id, PKey};
use openssl::pkey_ctx::PkeyCtx;
use openssl::sign::Signer;
use sha2::Digest;

/// The longest message.
const LONGEST: usize = 400;

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "SHA-1",
        peers: "RustCrypto, OpenSSL",
        same: |r| digest::<sha1::Sha1, ::sha1::Sha1>(r, MessageDigest::sha1()),
    },
    Case {
        name: "SHA-224",
        peers: "RustCrypto, OpenSSL",
        same: |r| digest::<Sha224, sha2::Sha224>(r, MessageDigest::sha224()),
    },
    Case {
        name: "SHA-256",
        peers: "RustCrypto, OpenSSL",
        same: |r| digest::<Sha256, sha2::Sha256>(r, MessageDigest::sha256()),
    },
    Case {
        name: "SHA-256, small",
        peers: "RustCrypto, OpenSSL",
        same: |r| digest::<Sha256Small, sha2::Sha256>(r, MessageDigest::sha256()),
    },
    Case {
        name: "SHA-384",
        peers: "RustCrypto, OpenSSL",
        same: |r| digest::<Sha384, sha2::Sha384>(r, MessageDigest::sha384()),
    },
    Case {
        name: "SHA-512",
        peers: "RustCrypto, OpenSSL",
        same: |r| digest::<Sha512, sha2::Sha512>(r, MessageDigest::sha512()),
    },
    Case {
        name: "SHA3-256",
        peers: "RustCrypto, OpenSSL",
        same: |r| digest::<sha3::Sha3_256, ::sha3::Sha3_256>(r, MessageDigest::sha3_256()),
    },
    Case {
        name: "SHA3-512",
        peers: "RustCrypto, OpenSSL",
        same: |r| digest::<sha3::Sha3_512, ::sha3::Sha3_512>(r, MessageDigest::sha3_512()),
    },
    Case {
        name: "MD5",
        peers: "RustCrypto, OpenSSL",
        same: |r| digest::<legacy::Md5, md5::Md5>(r, MessageDigest::md5()),
    },
    Case { name: "HMAC-SHA-256", peers: "RustCrypto, OpenSSL", same: hmac_sha256 },
    Case { name: "HKDF-SHA-256", peers: "RustCrypto, OpenSSL", same: hkdf_sha256 },
    Case { name: "PBKDF2-HMAC-SHA-256", peers: "OpenSSL", same: pbkdf2_sha256 },
];

/// A hash, in two pieces here.
fn digest<H: Hash, D: Digest>(random: &mut Seeded, openssl: MessageDigest) -> Result<bool> {
    let message = random.text(LONGEST);
    let (first, second) = message.split_at(random.below(message.len() + 1));
    let mut ours = H::new();
    ours.update(first);
    ours.update(second);
    let ours = ours.finish();
    Ok(ours.as_ref() == D::digest(&message).as_slice() && ours.as_ref() == &*hash(openssl, &message)?)
}

fn hmac_sha256(random: &mut Seeded) -> Result<bool> {
    // OpenSSL takes no empty key.
    let key = [random.bytes(1), random.text(100)].concat();
    let message = random.text(LONGEST);
    let ours = Hmac::<Sha256>::new(&key).mac(&[&message]);
    let mut peer = hmac::Hmac::<sha2::Sha256>::new_from_slice(&key)?;
    peer.update(&message);
    let mut signer = Signer::new(MessageDigest::sha256(), &*PKey::hmac(&key)?)?;
    let openssl = signer.sign_oneshot_to_vec(&message)?;
    Ok(ours.as_slice() == peer.finalize().into_bytes().as_slice() && ours.as_slice() == openssl)
}

fn hkdf_sha256(random: &mut Seeded) -> Result<bool> {
    let (salt, secret, info) = (random.bytes(20), random.bytes(32), random.bytes(30));
    let length = 1 + random.below(200);
    let (mut ours, mut peer, mut openssl) = (vec![0; length], vec![0; length], vec![0; length]);
    let key = Hmac::<Sha256>::new(&hkdf::extract::<Sha256>(&salt, &secret));
    let done = hkdf::expand(&key, &[&info], &mut ours).is_ok();
    let other = ::hkdf::Hkdf::<sha2::Sha256>::new(Some(&salt), &secret).expand(&info, &mut peer).is_ok();
    let mut context = PkeyCtx::new_id(Id::HKDF)?;
    context.derive_init()?;
    context.set_hkdf_md(openssl::md::Md::sha256())?;
    context.set_hkdf_key(&secret)?;
    context.set_hkdf_salt(&salt)?;
    context.add_hkdf_info(&info)?;
    context.derive(Some(&mut openssl))?;
    Ok(done && other && ours == peer && ours == openssl)
}

fn pbkdf2_sha256(random: &mut Seeded) -> Result<bool> {
    let (password, salt) = (random.text(80), random.text(40));
    let (iterations, length) = (1 + random.below(8), 1 + random.below(90));
    let (mut ours, mut openssl) = (vec![0; length], vec![0; length]);
    let done = pbkdf2::derive::<Sha256>(&password, &salt, iterations as u32, &mut ours).is_ok();
    openssl::pkcs5::pbkdf2_hmac(&password, &salt, iterations, MessageDigest::sha256(), &mut openssl)?;
    Ok(done && ours == openssl)
}
