//! HMAC, CMAC, GMAC, key derivation and HMAC_DRBG. For CTR_DRBG there is no peer with a safe
//! interface: it has the vectors of NIST.

use crate::Case;
use crate::random::Seeded;
use anyhow::{Context, Result};
use cmac::block_api::CmacCipher;
use hmac::digest::Digest;
use hmac::digest::block_api::BlockSizeUser;
use hmac::{KeyInit, Mac, SimpleHmac};
use motetls_base::{Entropy, EntropyError};
use motetls_crypto::{
    Aes128Ct, Aes192Ct, Aes256Ct, BlockCipher, ByteArray, Cmac, Gmac, Hmac, HmacDrbg,
    ResumableHash, Sha256, Sha384, Sha512, hkdf, pbkdf2, prf, sha1, sha3,
};
use openssl::hash::MessageDigest;
use openssl::pkey::{Id, PKey};
use openssl::pkey_ctx::PkeyCtx;
use openssl::sign::Signer;
use openssl::symm::{Cipher, encrypt_aead};
use rustls::SupportedCipherSuite;
use rustls::crypto::ring::cipher_suite as suites;

/// The longest message.
const LONGEST: usize = 300;

const PEERS: &str = "RustCrypto, OpenSSL";

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "HMAC-SHA-1",
        peers: PEERS,
        same: |r, _| mac::<sha1::Sha1, ::sha1::Sha1>(r, MessageDigest::sha1()),
    },
    Case {
        name: "HMAC-SHA-256",
        peers: PEERS,
        same: |r, _| mac::<Sha256, sha2::Sha256>(r, MessageDigest::sha256()),
    },
    Case {
        name: "HMAC-SHA-384",
        peers: PEERS,
        same: |r, _| mac::<Sha384, sha2::Sha384>(r, MessageDigest::sha384()),
    },
    Case {
        name: "HMAC-SHA-512",
        peers: PEERS,
        same: |r, _| mac::<Sha512, sha2::Sha512>(r, MessageDigest::sha512()),
    },
    Case {
        name: "HMAC-SHA3-256",
        peers: PEERS,
        same: |r, _| mac::<sha3::Sha3_256, ::sha3::Sha3_256>(r, MessageDigest::sha3_256()),
    },
    Case {
        name: "AES-128-CMAC",
        peers: PEERS,
        same: |r, _| cmac::<Aes128Ct, aes::Aes128>(r, Cipher::aes_128_cbc()),
    },
    Case {
        name: "AES-192-CMAC",
        peers: PEERS,
        same: |r, _| cmac::<Aes192Ct, aes::Aes192>(r, Cipher::aes_192_cbc()),
    },
    Case {
        name: "AES-256-CMAC",
        peers: PEERS,
        same: |r, _| cmac::<Aes256Ct, aes::Aes256>(r, Cipher::aes_256_cbc()),
    },
    Case {
        name: "AES-128-GMAC",
        peers: "OpenSSL",
        same: |r, _| gmac::<Aes128Ct>(r, Cipher::aes_128_gcm()),
    },
    Case {
        name: "AES-256-GMAC",
        peers: "OpenSSL",
        same: |r, _| gmac::<Aes256Ct>(r, Cipher::aes_256_gcm()),
    },
    Case { name: "HKDF-SHA-256", peers: PEERS, same: |r, _| hkdf_sha256(r) },
    Case { name: "PBKDF2-HMAC-SHA-256", peers: "OpenSSL", same: |r, _| pbkdf2_sha256(r) },
    Case {
        name: "PRF of TLS 1.2, SHA-256",
        peers: "rustls with ring",
        same: |r, _| tls12::<Sha256>(r, suites::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256),
    },
    Case {
        name: "PRF of TLS 1.2, SHA-384",
        peers: "rustls with ring",
        same: |r, _| tls12::<Sha384>(r, suites::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384),
    },
    Case { name: "HMAC_DRBG with SHA-256", peers: "RustCrypto", same: |r, _| hmac_drbg(r) },
];

fn mac<H: ResumableHash, P: Digest + BlockSizeUser>(
    random: &mut Seeded,
    openssl: MessageDigest,
) -> Result<bool> {
    // OpenSSL takes no empty key.
    let key = [random.bytes(1), random.text(200)].concat();
    let message = random.text(LONGEST);
    let ours = Hmac::<H>::new(&key).mac(&[&message]);
    let mut peer = SimpleHmac::<P>::new_from_slice(&key)?;
    peer.update(&message);
    let mut signer = Signer::new(openssl, &*PKey::hmac(&key)?)?;
    let openssl = signer.sign_oneshot_to_vec(&message)?;
    Ok(ours.as_ref() == peer.finalize().into_bytes().as_slice() && ours.as_ref() == openssl)
}

fn cmac<C: BlockCipher, P: CmacCipher + KeyInit>(
    random: &mut Seeded,
    openssl: Cipher,
) -> Result<bool> {
    let (key, message) = (random.bytes(openssl.key_len()), random.text(LONGEST));
    let ours = Cmac::once(C::new(C::Key::of(&key).context("no key")?), &message);
    let mut peer = <::cmac::Cmac<P> as KeyInit>::new_from_slice(&key)?;
    peer.update(&message);
    let other =
        Signer::new_without_digest(&*PKey::cmac(&openssl, &key)?)?.sign_oneshot_to_vec(&message)?;
    Ok(ours == peer.finalize().into_bytes().as_slice() && other == ours)
}

/// A text in two pieces, nonces of all lengths.
fn gmac<C: BlockCipher>(random: &mut Seeded, openssl: Cipher) -> Result<bool> {
    let (key, message) = (random.bytes(openssl.key_len()), random.text(LONGEST));
    let length = if random.below(2) == 0 { 12 } else { 1 + random.below(16) };
    let nonce = random.bytes(length);
    let (first, second) = message.split_at(random.below(message.len() + 1));
    let Ok(ours) = Gmac::<C>::new(&key) else { return Ok(false) };
    let Ok(mut ours) = ours.start(&nonce) else { return Ok(false) };
    ours.update(first);
    ours.update(second);
    let mut tag = [0; 16];
    encrypt_aead(openssl, &key, Some(&nonce), &message, &[], &mut tag)?;
    Ok(ours.finish() == tag)
}

fn hkdf_sha256(random: &mut Seeded) -> Result<bool> {
    let (salt, secret, info) = (random.bytes(20), random.bytes(32), random.bytes(30));
    let length = 1 + random.below(200);
    let (mut ours, mut peer, mut openssl) = (vec![0; length], vec![0; length], vec![0; length]);
    let key = Hmac::<Sha256>::new(hkdf::extract::<Sha256>(&salt, &secret).as_ref());
    let done = hkdf::expand(&key, &[&info], &mut ours).is_ok();
    let other =
        ::hkdf::Hkdf::<sha2::Sha256>::new(Some(&salt), &secret).expand(&info, &mut peer).is_ok();
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
    openssl::pkcs5::pbkdf2_hmac(
        &password,
        &salt,
        iterations,
        MessageDigest::sha256(),
        &mut openssl,
    )?;
    Ok(done && ours == openssl)
}

/// The function of a cipher suite, its seed in two parts here.
fn tls12<H: ResumableHash>(random: &mut Seeded, suite: SupportedCipherSuite) -> Result<bool> {
    let SupportedCipherSuite::Tls12(suite) = suite else { return Ok(false) };
    let (secret, label, seed) = (random.bytes(48), random.bytes(15), random.bytes(64));
    let length = 1 + random.below(160);
    let (mut ours, mut peer) = (vec![0; length], vec![0; length]);
    let (client, server) = seed.split_at(32);
    prf::tls12::<H>(&secret, &label, &[client, server], &mut ours);
    suite.prf_provider.for_secret(&mut peer, &secret, &label, &seed);
    Ok(ours == peer)
}

/// A source that is drawn from once.
struct Once(Vec<u8>);

impl Entropy for Once {
    fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        out.copy_from_slice(self.0.get(..out.len()).ok_or(EntropyError)?);
        self.0.clear();
        Ok(())
    }
}

/// A seed, and three requests.
fn hmac_drbg(random: &mut Seeded) -> Result<bool> {
    let (entropy, nonce, personalization) = (random.bytes(64), random.text(32), random.text(32));
    let mut peer = rfc6979::HmacDrbg::<sha2_0_10::Sha256>::new(&entropy, &nonce, &personalization);
    let Ok(mut ours) = HmacDrbg::<Sha256, _>::new(Once(entropy), &nonce, &personalization) else {
        return Ok(false);
    };
    let mut same = true;
    for _ in 0..3 {
        let length = 1 + random.below(100);
        let (mut here, mut there) = (vec![0; length], vec![0; length]);
        same &= ours.generate(&mut here, &[]).is_ok();
        peer.fill_bytes(&mut there);
        same &= here == there;
    }
    Ok(same)
}
