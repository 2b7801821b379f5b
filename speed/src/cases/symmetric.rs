//! Hashes, MACs and ciphers over 16 KiB, the longest record of TLS.

use super::first;
use crate::mbedtls as mb;
use crate::measure::{Case, DIRECT, MBEDTLS, OURS, RUSTCRYPTO, SLOT};
use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::digest;
use motetls_crypto as own;
use motetls_crypto::modes::cbc::Cbc;
use motetls_crypto::modes::ctr::Ctr;
use motetls_crypto::{Aead, BlockCipher, BlockDecrypt, Hash, hmac};
use motetls_engine_aws_lc as aws;
use motetls_engine_rustcrypto as rustcrypto;

/// Bytes of a message.
const LENGTH: usize = 16_384;

/// All of them.
pub fn symmetric() -> Vec<Case> {
    let mut cases = vec![
        hash::<own::legacy::Md5>("MD5", mb::MD5),
        with::<rustcrypto::Sha1, aws::Sha1>(
            hash::<own::sha1::Sha1>("SHA-1", mb::SHA1),
            &digest::SHA1_FOR_LEGACY_USE_ONLY,
        ),
        with::<rustcrypto::Sha256, aws::Sha256>(
            hash::<own::Sha256>("SHA-256", mb::SHA256),
            &digest::SHA256,
        ),
        hash::<own::Sha256Small>("SHA-256, small", mb::SHA256),
        with::<rustcrypto::Sha512, aws::Sha512>(
            hash::<own::Sha512>("SHA-512", mb::SHA512),
            &digest::SHA512,
        ),
        with::<rustcrypto::Sha3_256, aws::Sha3_256>(
            hash::<own::sha3::Sha3_256>("SHA3-256", mb::SHA3_256),
            &digest::SHA3_256,
        ),
    ];
    cases.push(hmac());
    cases.extend(gcm());
    cases.extend(ccm());
    cases.extend(modes());
    cases.push(chacha());
    cases
}

fn text() -> Vec<u8> {
    vec![0x61; LENGTH]
}

/// Our hash and mbedTLS's.
fn hash<O: Hash>(name: &str, kind: i32) -> Case {
    let (ours, theirs) = (text(), text());
    let case = Case::new(name).bytes(LENGTH);
    let case = case.with(OURS, move || first(O::digest(&ours)));
    case.with(MBEDTLS, move || first(mb::hash(kind, &theirs)))
}

/// And the others'.
fn with<R: Hash, S: Hash>(case: Case, algorithm: &'static digest::Algorithm) -> Case {
    let texts = [text(), text(), text()];
    let [a, b, c] = texts;
    let case = case.with(RUSTCRYPTO, move || first(R::digest(&a)));
    let case = case.with(SLOT, move || first(S::digest(&b)));
    case.with(DIRECT, move || first(digest::digest(algorithm, &c)))
}

fn hmac() -> Case {
    let text = [0x61; 64];
    let case = Case::new("HMAC-SHA-256 of 64 bytes, with keying").bytes(64);
    let case = case.with(OURS, move || first(hmac::once::<own::Sha256>(&[7; 32], &[&text])));
    let case = case.with(MBEDTLS, move || first(mb::hmac(mb::SHA256, &[7; 32], &text)));
    let case =
        case.with(RUSTCRYPTO, move || first(hmac::once::<rustcrypto::Sha256>(&[7; 32], &[&text])));
    case.with(SLOT, move || first(hmac::once::<aws::Sha256>(&[7; 32], &[&text])))
}

/// What seals in place, of one of us.
fn sealer<A: Aead + 'static>() -> impl FnMut() -> u64 + 'static {
    let (aead, mut text) =
        (A::new(&vec![7; A::KEY_LEN]).unwrap_or_else(|_| panic!("a key")), text());
    let mut zero = 0;
    move || {
        let tag = aead.seal(&[1; 12], &[2; 5], &mut text).unwrap();
        // The text goes on changing: only the first tag is the same for all.
        let first = if zero == 0 { first(tag) } else { 0 };
        zero = 1;
        first
    }
}

fn mbedtls(aead: mb::Aead) -> impl FnMut() -> u64 + 'static {
    let mut text = text();
    let mut zero = 0;
    move || {
        let tag = aead.seal(&[1; 12], &[2; 5], &mut text);
        let first = if zero == 0 { first(tag) } else { 0 };
        zero = 1;
        first
    }
}

fn direct(algorithm: &'static aead::Algorithm) -> impl FnMut() -> u64 + 'static {
    let key = UnboundKey::new(algorithm, &vec![7; algorithm.key_len()])
        .unwrap_or_else(|_| panic!("a key"));
    let (key, mut text) = (LessSafeKey::new(key), text());
    let mut zero = 0;
    move || {
        let nonce = Nonce::assume_unique_for_key([1; 12]);
        let tag = key.seal_in_place_separate_tag(nonce, Aad::from([2; 5]), &mut text);
        let tag = tag.unwrap_or_else(|_| panic!("a tag"));
        let first = if zero == 0 { first(tag.as_ref()) } else { 0 };
        zero = 1;
        first
    }
}

fn gcm() -> Vec<Case> {
    let case = |name: &str| Case::new(name).bytes(LENGTH);
    let whole =
        case("AES-128-GCM, constant time").with(OURS, sealer::<own::AesGcm<own::Aes128Ct>>());
    let whole = whole
        .with(MBEDTLS, mbedtls(mb::Aead::gcm(&[7; 16])))
        .with(RUSTCRYPTO, sealer::<rustcrypto::Aes128Gcm>());
    let whole =
        whole.with(SLOT, sealer::<aws::Aes128Gcm>()).with(DIRECT, direct(&aead::AES_128_GCM));
    let table =
        case("AES-128-GCM by table").with(OURS, sealer::<own::AesGcm<own::Aes128TableVartime>>());
    let table = table.with(MBEDTLS, mbedtls(mb::Aead::gcm(&[7; 16])));
    let long =
        case("AES-256-GCM, constant time").with(OURS, sealer::<own::AesGcm<own::Aes256Ct>>());
    let long = long
        .with(MBEDTLS, mbedtls(mb::Aead::gcm(&[7; 32])))
        .with(RUSTCRYPTO, sealer::<rustcrypto::Aes256Gcm>());
    let long = long.with(SLOT, sealer::<aws::Aes256Gcm>()).with(DIRECT, direct(&aead::AES_256_GCM));
    vec![whole, table, long]
}

fn ccm() -> Vec<Case> {
    let case = |name: &str| Case::new(name).bytes(LENGTH);
    let whole =
        case("AES-128-CCM, constant time").with(OURS, sealer::<own::AesCcm<own::Aes128Ct>>());
    let whole = whole
        .with(MBEDTLS, mbedtls(mb::Aead::ccm(&[7; 16])))
        .with(RUSTCRYPTO, sealer::<rustcrypto::Aes128Ccm>());
    let table =
        case("AES-128-CCM by table").with(OURS, sealer::<own::AesCcm<own::Aes128TableVartime>>());
    vec![whole, table.with(MBEDTLS, mbedtls(mb::Aead::ccm(&[7; 16])))]
}

/// CTR, and CBC both ways, of one of our ciphers with 16-byte keys.
fn modes_of<C>(name: &str) -> Vec<Case>
where
    C: BlockCipher<Key = [u8; 16]> + BlockDecrypt + 'static,
{
    let case = |mode: &str| Case::new(&format!("AES-128-{mode}{name}")).bytes(LENGTH);
    let (mut a, mut b) = (text(), text());
    let (mut ctr, aes) = (Ctr::new(C::new(&[7; 16]), &[3; 16]), mb::Aes::new(&[7; 16]));
    let counter = case("CTR").with(OURS, move || {
        ctr.restart(&[3; 16]);
        ctr.apply(&mut a);
        0
    });
    let counter = counter.with(MBEDTLS, move || {
        aes.ctr(&[3; 16], &mut b);
        0
    });
    let chain = |encrypt: bool| {
        let (mut a, mut b) = (text(), text());
        let (mut cbc, aes) = (Cbc::new(C::new(&[7; 16]), &[3; 16]), mb::Aes::new(&[7; 16]));
        let case = case(if encrypt { "CBC" } else { "CBC back" }).with(OURS, move || {
            cbc.restart(&[3; 16]);
            let done = if encrypt { cbc.encrypt(&mut a) } else { cbc.decrypt(&mut a) };
            u64::from(done.is_err())
        });
        case.with(MBEDTLS, move || {
            aes.cbc(encrypt, &[3; 16], &mut b);
            0
        })
    };
    vec![counter, chain(true), chain(false)]
}

fn modes() -> Vec<Case> {
    let mut cases = modes_of::<own::Aes128Ct>(", constant time");
    cases.extend(modes_of::<own::Aes128TableVartime>(" by table"));
    cases
}

fn chacha() -> Case {
    let case =
        Case::new("ChaCha20-Poly1305").bytes(LENGTH).with(OURS, sealer::<own::ChaCha20Poly1305>());
    let case = case.with(MBEDTLS, mbedtls(mb::Aead::chacha(&[7; 32])));
    let case = case.with(RUSTCRYPTO, sealer::<rustcrypto::ChaCha20Poly1305>());
    case.with(SLOT, sealer::<aws::ChaCha20Poly1305>())
        .with(DIRECT, direct(&aead::CHACHA20_POLY1305))
}
