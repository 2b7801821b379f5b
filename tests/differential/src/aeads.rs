//! GCM, CCM and ChaCha20-Poly1305: what is sealed, what opens, and that nothing damaged does.

use crate::Case;
use crate::random::Seeded;
use aes::cipher::KeyInit;
use aes_gcm::aead::AeadInOut;
use anyhow::Result;
use ccm::consts::{U4, U8, U12, U13, U16};
use motetls_crypto::ccm::{Aes128Ccm, Aes128Ccm8, Aes192Ccm, Aes256Ccm, Aes256Ccm8};
use motetls_crypto::gcm::{Aes128Gcm, Aes192Gcm, Aes256Gcm, Aes256GcmTableVartime};
use motetls_crypto::{Aead, Aes128Ct, CcmStar, ChaCha20Poly1305};
use openssl::cipher::{Cipher, CipherRef};
use openssl::cipher_ctx::CipherCtx;

const PEERS: &str = "RustCrypto, OpenSSL";

/// An AEAD with nonces of 12 bytes.
macro_rules! aeads {
    ($($name:literal $ours:ty, $peer:ty, $openssl:ident;)*) => {
        &[
            $(Case {
                name: $name,
                peers: PEERS,
                same: |r, _| aead::<$ours, $peer>(r, Cipher::$openssl()),
            },)*
            Case { name: "AES-128-CCM*", peers: PEERS, same: |r, _| ccm_star(r) },
        ]
    };
}

pub(crate) const CASES: &[Case] = aeads! {
    "AES-128-GCM" Aes128Gcm, aes_gcm::Aes128Gcm, aes_128_gcm;
    "AES-192-GCM" Aes192Gcm, aes_gcm::AesGcm<aes::Aes192, U12>, aes_192_gcm;
    "AES-256-GCM" Aes256Gcm, aes_gcm::Aes256Gcm, aes_256_gcm;
    "AES-256-GCM by table" Aes256GcmTableVartime, aes_gcm::Aes256Gcm, aes_256_gcm;
    "AES-128-CCM" Aes128Ccm, ccm::Ccm<aes::Aes128, U16, U12>, aes_128_ccm;
    "AES-192-CCM" Aes192Ccm, ccm::Ccm<aes::Aes192, U16, U12>, aes_192_ccm;
    "AES-256-CCM" Aes256Ccm, ccm::Ccm<aes::Aes256, U16, U12>, aes_256_ccm;
    "AES-128-CCM_8" Aes128Ccm8, ccm::Ccm<aes::Aes128, U8, U12>, aes_128_ccm;
    "AES-256-CCM_8" Aes256Ccm8, ccm::Ccm<aes::Aes256, U8, U12>, aes_256_ccm;
    "ChaCha20-Poly1305" ChaCha20Poly1305, chacha20poly1305::ChaCha20Poly1305, chacha20_poly1305;
};

/// Seals; opens what was sealed, and refuses it damaged.
fn aead<A: Aead, P: AeadInOut + KeyInit>(random: &mut Seeded, openssl: &CipherRef) -> Result<bool> {
    let (key, nonce) = (random.bytes(A::KEY_LEN), random.array::<12>());
    // OpenSSL makes no tag of CCM without a text.
    let (aad, text) = (random.text(50), [random.bytes(1), random.text(200)].concat());
    let Ok(ours) = A::new(&key) else { return Ok(false) };
    let mut sealed = text.clone();
    let Ok(tag) = ours.seal(&nonce, &aad, &mut sealed) else { return Ok(false) };
    let mut peer = text.clone();
    let mut peer_nonce = aes_gcm::aead::Nonce::<P>::default();
    peer_nonce.copy_from_slice(&nonce);
    let Ok(peer_tag) = P::new_from_slice(&key)?.encrypt_inout_detached(
        &peer_nonce,
        &aad,
        peer.as_mut_slice().into(),
    ) else {
        return Ok(false);
    };
    let mut wrote = sealed == peer && tag.as_ref() == peer_tag.as_slice();
    let (mut bad_tag, mut bad) = (tag.as_ref().to_vec(), sealed.clone());
    let harmed = if random.below(2) == 0 { &mut bad_tag } else { &mut bad };
    random.damage(harmed);
    let other = Openssl { cipher: openssl, key: &key, nonce: &nonce, aad: &aad };
    wrote &= other.seal(&text, A::TAG_LEN)? == [&sealed[..], tag.as_ref()].concat();
    wrote &= other.open(&bad, &bad_tag).is_err();
    wrote &= other.open(&sealed, tag.as_ref())? == text;
    let refused = ours.open(&nonce, &aad, &mut bad, &bad_tag).is_err();
    let opened = ours.open(&nonce, &aad, &mut sealed, tag.as_ref()).is_ok() && sealed == text;
    Ok(wrote && opened && refused)
}

/// Nonces of 13 bytes and a tag of 4.
fn ccm_star(random: &mut Seeded) -> Result<bool> {
    type Peer = ccm::Ccm<aes::Aes128, U4, U13>;
    let (key, nonce) = (random.array::<16>(), random.array::<13>());
    let (aad, text) = (random.text(50), [random.bytes(1), random.text(120)].concat());
    let Ok(ours) = CcmStar::<Aes128Ct, [u8; 4]>::new(&key) else { return Ok(false) };
    let (mut sealed, mut peer) = (text.clone(), text.clone());
    let Ok(tag) = ours.seal(&nonce, &aad, &mut sealed) else { return Ok(false) };
    let theirs = Peer::new(&key.into());
    let Ok(peer_tag) =
        theirs.encrypt_inout_detached(&nonce.into(), &aad, peer.as_mut_slice().into())
    else {
        return Ok(false);
    };
    let other = Openssl { cipher: Cipher::aes_128_ccm(), key: &key, nonce: &nonce, aad: &aad };
    let wrote = sealed == peer
        && tag == peer_tag.as_slice()
        && other.seal(&text, 4)? == [&sealed[..], &tag].concat();
    let mut bad = sealed.clone();
    random.damage(&mut bad);
    let refused = ours.open(&nonce, &aad, &mut bad, &tag).is_err();
    Ok(wrote && refused && ours.open(&nonce, &aad, &mut sealed, &tag).is_ok() && sealed == text)
}

/// OpenSSL's AEADs. CCM wants the lengths of nonce and tag before the key, and that of the text
/// before all.
struct Openssl<'a> {
    cipher: &'a CipherRef,
    key: &'a [u8],
    nonce: &'a [u8],
    aad: &'a [u8],
}

impl Openssl<'_> {
    /// Ciphertext and tag.
    fn seal(&self, text: &[u8], tag: usize) -> Result<Vec<u8>> {
        let mut context = CipherCtx::new()?;
        context.encrypt_init(Some(self.cipher), None, None)?;
        context.set_iv_length(self.nonce.len())?;
        if self.is_ccm() {
            context.set_tag_length(tag)?;
        }
        context.encrypt_init(None, Some(self.key), Some(self.nonce))?;
        let mut out = self.run(&mut context, text)?;
        context.cipher_final_vec(&mut out)?;
        let length = out.len();
        out.resize(length + tag, 0);
        context.tag(&mut out[length..])?;
        Ok(out)
    }

    /// The text.
    fn open(&self, sealed: &[u8], tag: &[u8]) -> Result<Vec<u8>> {
        let mut context = CipherCtx::new()?;
        context.decrypt_init(Some(self.cipher), None, None)?;
        context.set_iv_length(self.nonce.len())?;
        context.set_tag(tag)?;
        context.decrypt_init(None, Some(self.key), Some(self.nonce))?;
        let mut out = self.run(&mut context, sealed)?;
        // CCM has checked the tag by now and has no end.
        if !self.is_ccm() {
            context.cipher_final_vec(&mut out)?;
        }
        Ok(out)
    }

    fn run(&self, context: &mut CipherCtx, text: &[u8]) -> Result<Vec<u8>> {
        if self.is_ccm() {
            context.set_data_len(text.len())?;
        }
        context.cipher_update(self.aad, None)?;
        let mut out = vec![];
        context.cipher_update_vec(text, &mut out)?;
        Ok(out)
    }

    fn is_ccm(&self) -> bool {
        [Cipher::aes_128_ccm(), Cipher::aes_192_ccm(), Cipher::aes_256_ccm()]
            .iter()
            .any(|ccm| ccm.nid() == self.cipher.nid())
    }
}
