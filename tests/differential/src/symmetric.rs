//! AES in all three forms, both ways; GCM, CCM, CMAC, key wrap.

use crate::Case;
use crate::random::Seeded;
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use aes_gcm::aead::AeadInOut;
use anyhow::Result;
use motetls_crypto::aes::{self as ours, BlockCipher, BlockDecrypt};
use motetls_crypto::modes::wrap;
use motetls_crypto::{Aead, Aes128CcmCt, Aes128GcmCt, Aes256GcmCt, Cmac};
use openssl::symm::{Cipher, Crypter, Mode, decrypt_aead, encrypt_aead};

const PEERS: &str = "RustCrypto, OpenSSL";

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "AES-128, constant time",
        peers: PEERS,
        same: |r| blocks::<ours::AesCt, aes::Aes128>(r, Cipher::aes_128_ecb()),
    },
    Case {
        name: "AES-192, constant time",
        peers: PEERS,
        same: |r| blocks::<ours::Aes192Ct, aes::Aes192>(r, Cipher::aes_192_ecb()),
    },
    Case {
        name: "AES-256, constant time",
        peers: PEERS,
        same: |r| blocks::<ours::Aes256Ct, aes::Aes256>(r, Cipher::aes_256_ecb()),
    },
    Case {
        name: "AES-128 by table",
        peers: PEERS,
        same: |r| blocks::<ours::AesTable, aes::Aes128>(r, Cipher::aes_128_ecb()),
    },
    Case {
        name: "AES-128, small",
        peers: PEERS,
        same: |r| blocks::<ours::AesSmall, aes::Aes128>(r, Cipher::aes_128_ecb()),
    },
    Case {
        name: "AES-128-GCM",
        peers: PEERS,
        same: |r| aead::<Aes128GcmCt, aes_gcm::Aes128Gcm>(r, 16, Some(Cipher::aes_128_gcm())),
    },
    Case {
        name: "AES-256-GCM",
        peers: PEERS,
        same: |r| aead::<Aes256GcmCt, aes_gcm::Aes256Gcm>(r, 32, Some(Cipher::aes_256_gcm())),
    },
    Case { name: "AES-128-CCM", peers: "RustCrypto", same: |r| aead::<Aes128CcmCt, Ccm>(r, 16, None) },
    Case { name: "AES-128-CMAC", peers: "RustCrypto", same: cmac_aes },
    Case { name: "AES-128 key wrap", peers: "RustCrypto", same: key_wrap },
];

type Ccm = ccm::Ccm<aes::Aes128, ccm::consts::U16, ccm::consts::U12>;

/// Two blocks there and back.
fn blocks<C: BlockDecrypt, P: BlockCipherEncrypt + KeyInit>(random: &mut Seeded, openssl: Cipher) -> Result<bool> {
    let bytes = random.bytes(openssl.key_len());
    let Some(key) = <C::Key as motetls_crypto::ByteArray>::of(&bytes) else { return Ok(false) };
    let (cipher, text) = (C::new(key), [random.array::<16>(), random.array::<16>()]);
    let mut pair = text.map(|block| ours::block(&block));
    let (mut keys, mut inverse) = (C::RoundKeys::default(), C::InverseKeys::default());
    cipher.expand(&mut keys);
    C::encrypt_pair(&keys, &mut pair);
    let sealed = pair.map(|block| ours::bytes(&block));
    cipher.expand_inverse(&mut inverse);
    C::decrypt_pair(&inverse, &mut pair);
    let peer = P::new_from_slice(&bytes)?;
    let mut whole = true;
    for (from, to) in text.iter().zip(&sealed) {
        let mut block = aes::cipher::Block::<P>::default();
        block.copy_from_slice(from);
        peer.encrypt_block(&mut block);
        whole &= block.as_slice() == to;
    }
    let mut crypter = Crypter::new(openssl, Mode::Encrypt, &bytes, None)?;
    crypter.pad(false);
    let mut out = [0; 64];
    let length = crypter.update(text.as_flattened(), &mut out)?;
    Ok(whole && pair.map(|block| ours::bytes(&block)) == text && out[..length] == *sealed.as_flattened())
}

/// Seals; opens what was sealed, and refuses it damaged.
fn aead<A: Aead, P: AeadInOut + KeyInit>(random: &mut Seeded, key: usize, openssl: Option<Cipher>) -> Result<bool> {
    let (key, nonce) = (random.bytes(key), random.array::<12>());
    let (aad, text) = (random.text(50), random.text(300));
    let Ok(ours) = A::new(&key) else { return Ok(false) };
    let mut sealed = text.clone();
    let tag = ours.seal(&nonce, &aad, &mut sealed);
    let mut peer = text.clone();
    let mut peer_nonce = aes_gcm::aead::Nonce::<P>::default();
    peer_nonce.copy_from_slice(&nonce);
    let Ok(peer_tag) = P::new_from_slice(&key)?.encrypt_inout_detached(&peer_nonce, &aad, peer.as_mut_slice().into())
    else {
        return Ok(false);
    };
    let mut wrote = sealed == peer && tag.as_ref() == peer_tag.as_slice();
    let (mut bad_tag, mut bad) = (tag.as_ref().to_vec(), sealed.clone());
    let tag_is_bad = random.below(2) == 0 || bad.is_empty();
    random.damage(if tag_is_bad { &mut bad_tag } else { &mut bad });
    if let Some(openssl) = openssl {
        let mut openssl_tag = [0; 16];
        wrote &= encrypt_aead(openssl, &key, Some(&nonce), &aad, &text, &mut openssl_tag)? == sealed;
        wrote &= tag.as_ref() == openssl_tag;
        wrote &= decrypt_aead(openssl, &key, Some(&nonce), &aad, &bad, &bad_tag).is_err();
    }
    let refused = ours.open(&nonce, &aad, &mut bad, &bad_tag).is_err();
    let opened = ours.open(&nonce, &aad, &mut sealed, tag.as_ref()).is_ok() && sealed == text;
    Ok(wrote && opened && refused)
}

fn cmac_aes(random: &mut Seeded) -> Result<bool> {
    use cmac::Mac;
    let (key, message) = (random.array::<16>(), random.text(200));
    let mut peer = <cmac::Cmac<aes::Aes128> as KeyInit>::new_from_slice(&key)?;
    peer.update(&message);
    Ok(Cmac::once(ours::AesCt::new(&key), &message) == *peer.finalize().into_bytes())
}

fn key_wrap(random: &mut Seeded) -> Result<bool> {
    let (key, secret) = (random.array::<16>(), {
        let halves = 2 + random.below(6);
        random.bytes(8 * halves)
    });
    let cipher = ours::AesCt::new(&key);
    let (mut ours, mut peer) = (vec![0; secret.len() + 8], vec![0; secret.len() + 8]);
    let done = wrap::wrap(&cipher, &secret, &mut ours).is_ok();
    let other = aes_kw::KwAes128::new(&key.into()).wrap_key(&secret, &mut peer).is_ok();
    let mut bad = ours.clone();
    random.damage(&mut bad);
    let refused = wrap::unwrap(&cipher, &mut bad).is_err();
    let wrote = ours == peer;
    Ok(done && other && wrote && refused && wrap::unwrap(&cipher, &mut ours).is_ok_and(|opened| *opened == secret))
}
