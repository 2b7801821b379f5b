//! Hashes in two pieces, and SHAKE.

use crate::Case;
use crate::random::Seeded;
use anyhow::{Context, Result};
use motetls_crypto::sha512::{Sha512_224, Sha512_256};
use motetls_crypto::{Hash, Sha224, Sha256, Sha256Small, Sha384, Sha512, legacy, sha1, sha3};
use openssl::hash::{MessageDigest, hash, hash_xof};
use sha2::Digest;
use shake::{ExtendableOutput, XofReader};

/// The longest message.
const LONGEST: usize = 400;

const PEERS: &str = "RustCrypto, OpenSSL";

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "SHA-1",
        peers: PEERS,
        same: |r, _| digest::<sha1::Sha1, ::sha1::Sha1>(r, MessageDigest::sha1()),
    },
    Case {
        name: "SHA-224",
        peers: PEERS,
        same: |r, _| digest::<Sha224, sha2::Sha224>(r, MessageDigest::sha224()),
    },
    Case {
        name: "SHA-256",
        peers: PEERS,
        same: |r, _| digest::<Sha256, sha2::Sha256>(r, MessageDigest::sha256()),
    },
    Case {
        name: "SHA-256, small",
        peers: PEERS,
        same: |r, _| digest::<Sha256Small, sha2::Sha256>(r, MessageDigest::sha256()),
    },
    Case {
        name: "SHA-384",
        peers: PEERS,
        same: |r, _| digest::<Sha384, sha2::Sha384>(r, MessageDigest::sha384()),
    },
    Case {
        name: "SHA-512",
        peers: PEERS,
        same: |r, _| digest::<Sha512, sha2::Sha512>(r, MessageDigest::sha512()),
    },
    Case {
        name: "SHA-512/224",
        peers: PEERS,
        same: |r, _| {
            let openssl =
                MessageDigest::from_name("SHA512-224").context("OpenSSL has no SHA-512/224")?;
            digest::<Sha512_224, sha2::Sha512_224>(r, openssl)
        },
    },
    Case {
        name: "SHA-512/256",
        peers: PEERS,
        same: |r, _| {
            let openssl =
                MessageDigest::from_name("SHA512-256").context("OpenSSL has no SHA-512/256")?;
            digest::<Sha512_256, sha2::Sha512_256>(r, openssl)
        },
    },
    Case {
        name: "SHA3-224",
        peers: PEERS,
        same: |r, _| digest::<sha3::Sha3_224, ::sha3::Sha3_224>(r, MessageDigest::sha3_224()),
    },
    Case {
        name: "SHA3-256",
        peers: PEERS,
        same: |r, _| digest::<sha3::Sha3_256, ::sha3::Sha3_256>(r, MessageDigest::sha3_256()),
    },
    Case {
        name: "SHA3-384",
        peers: PEERS,
        same: |r, _| digest::<sha3::Sha3_384, ::sha3::Sha3_384>(r, MessageDigest::sha3_384()),
    },
    Case {
        name: "SHA3-512",
        peers: PEERS,
        same: |r, _| digest::<sha3::Sha3_512, ::sha3::Sha3_512>(r, MessageDigest::sha3_512()),
    },
    Case {
        name: "SHAKE128",
        peers: PEERS,
        same: |r, _| extended::<168, shake::Shake128>(r, MessageDigest::shake_128()),
    },
    Case {
        name: "SHAKE256",
        peers: PEERS,
        same: |r, _| extended::<136, shake::Shake256>(r, MessageDigest::shake_256()),
    },
    Case {
        name: "MD5",
        peers: PEERS,
        same: |r, _| digest::<legacy::Md5, md5::Md5>(r, MessageDigest::md5()),
    },
];

/// A hash, in two pieces here.
fn digest<H: Hash, D: Digest>(random: &mut Seeded, openssl: MessageDigest) -> Result<bool> {
    let message = random.text(LONGEST);
    let (first, second) = message.split_at(random.below(message.len() + 1));
    let mut ours = H::new();
    ours.update(first);
    ours.update(second);
    let ours = ours.finish();
    Ok(ours.as_ref() == D::digest(&message).as_slice()
        && ours.as_ref() == &*hash(openssl, &message)?)
}

/// An output of any length, asked for in two pieces here.
fn extended<const RATE: usize, P>(random: &mut Seeded, openssl: MessageDigest) -> Result<bool>
where
    P: ExtendableOutput + Default,
{
    let (message, length) = (random.text(LONGEST), 1 + random.below(LONGEST));
    let (mut ours, mut peer, mut other) = (vec![0; length], vec![0; length], vec![0; length]);
    let mut shake = sha3::Shake::<RATE>::new();
    shake.update(&message);
    let (first, second) = ours.split_at_mut(random.below(length + 1));
    let mut stream = shake.finish();
    stream.squeeze(first);
    stream.squeeze(second);
    let mut peers = P::default();
    peers.update(&message);
    peers.finalize_xof().read(&mut peer);
    hash_xof(openssl, &message, &mut other)?;
    Ok(ours == peer && ours == other)
}
