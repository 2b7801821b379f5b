//! AES in all three forms, both ways; CBC, CTR, CFB, OFB, XTS and key wrap.

use crate::Case;
use crate::random::Seeded;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::consts::U16;
use aes::cipher::{
    BlockCipherEncrypt, BlockModeEncrypt, InvalidLength, KeyInit, KeyIvInit, StreamCipher,
};
use anyhow::{Context, Result};
use motetls_crypto::aes::{self as ours, BlockCipher, BlockDecrypt};
use motetls_crypto::modes::{cbc::Cbc, cfb::Cfb, cfb::Cfb8, ctr::Ctr, ofb::Ofb, wrap, xts::Xts};
use motetls_crypto::{Aes128Ct, Aes128TableVartime, Aes192Ct, Aes256Ct, ByteArray};
use openssl::cipher::{Cipher as Fetched, CipherRef};
use openssl::cipher_ctx::{CipherCtx, CipherCtxFlags};
use openssl::symm::{Cipher, Crypter, Mode, decrypt, encrypt};

/// The longest text.
const LONGEST: usize = 200;

const PEERS: &str = "RustCrypto, OpenSSL";

/// The blocks of a cipher.
macro_rules! blocks {
    ($($name:literal $ours:ident $peer:ident $openssl:ident;)*) => {
        &[$(Case {
            name: $name,
            peers: PEERS,
            same: |r, _| blocks::<ours::$ours, aes::$peer>(r, Cipher::$openssl()),
        },)*]
    };
}

/// Modes without padding: how motetls encrypts and decrypts a piece, and how RustCrypto encrypts a
/// whole text.
macro_rules! modes {
    ($(
        $name:literal $ours:ty, $openssl:ident, $forth:ident $back:ident, $aes:ty, $peer:expr;
    )*) => {
        &[$(Case { name: $name, peers: PEERS, same: |random, _| {
            mode::<$aes>(random, Cipher::$openssl(), |cipher, iv, text, cut, back| {
                let mut ours = <$ours>::new(cipher, iv);
                let (first, second) = text.split_at_mut(cut);
                for piece in [first, second] {
                    if back { ours.$back(piece) } else { ours.$forth(piece) }
                }
            }, $peer)
        } },)*]
    };
}

pub(crate) const BLOCKS: &[Case] = blocks! {
    "AES-128, constant time" Aes128Ct Aes128 aes_128_ecb;
    "AES-192, constant time" Aes192Ct Aes192 aes_192_ecb;
    "AES-256, constant time" Aes256Ct Aes256 aes_256_ecb;
    "AES-128 by table" Aes128TableVartime Aes128 aes_128_ecb;
    "AES-192 by table" Aes192TableVartime Aes192 aes_192_ecb;
    "AES-256 by table" Aes256TableVartime Aes256 aes_256_ecb;
    "AES-128, small" Aes128SmallVartime Aes128 aes_128_ecb;
    "AES-192, small" Aes192SmallVartime Aes192 aes_192_ecb;
    "AES-256, small" Aes256SmallVartime Aes256 aes_256_ecb;
};

pub(crate) const MODES: &[Case] = modes! {
    "AES-128-CTR" Ctr<Aes128Ct>, aes_128_ctr, apply apply, Aes128Ct,
        |key, iv, text| {
            ctr::Ctr128BE::<aes::Aes128>::new_from_slices(key, iv)
                .map(|mut peer| peer.apply_keystream(text))
        };
    "AES-256-CTR by table" Ctr<ours::Aes256TableVartime>, aes_256_ctr, apply apply, ours::Aes256TableVartime,
        |key, iv, text| {
            ctr::Ctr128BE::<aes::Aes256>::new_from_slices(key, iv)
                .map(|mut peer| peer.apply_keystream(text))
        };
    "AES-128-OFB" Ofb<Aes128Ct>, aes_128_ofb, apply apply, Aes128Ct,
        |key, iv, text| {
            ofb::Ofb::<aes::Aes128>::new_from_slices(key, iv)
                .map(|mut peer| peer.apply_keystream(text))
        };
    "AES-128-CFB" Cfb<Aes128TableVartime>, aes_128_cfb128, encrypt decrypt, Aes128TableVartime,
        |key, iv, text| {
            cfb_mode::Encryptor::<aes::Aes128>::new_from_slices(key, iv)
                .map(|peer| peer.encrypt(text))
        };
    "AES-192-CFB8" Cfb8<ours::Aes192TableVartime>, aes_192_cfb8, encrypt decrypt, ours::Aes192TableVartime,
        |key, iv, text| {
            cfb8::Encryptor::<aes::Aes192>::new_from_slices(key, iv)
                .map(|mut peer| peer.encrypt(text))
        };
};

pub(crate) const OTHERS: &[Case] = &[
    Case {
        name: "AES-128-CBC",
        peers: PEERS,
        same: |r, _| cbc::<Aes128Ct, aes::Aes128>(r, Cipher::aes_128_cbc()),
    },
    Case {
        name: "AES-192-CBC",
        peers: PEERS,
        same: |r, _| cbc::<Aes192Ct, aes::Aes192>(r, Cipher::aes_192_cbc()),
    },
    Case {
        name: "AES-256-CBC",
        peers: PEERS,
        same: |r, _| cbc::<Aes256Ct, aes::Aes256>(r, Cipher::aes_256_cbc()),
    },
    Case {
        name: "AES-128-XTS",
        peers: PEERS,
        same: |r, _| xts::<Aes128Ct, aes::Aes128>(r, Cipher::aes_128_xts()),
    },
    Case {
        name: "AES-256-XTS",
        peers: PEERS,
        same: |r, _| xts::<Aes256Ct, aes::Aes256>(r, Cipher::aes_256_xts()),
    },
    Case {
        name: "AES-128 key wrap",
        peers: PEERS,
        same: |r, _| key_wrap::<Aes128Ct, aes::Aes128>(r, Fetched::aes_128_wrap()),
    },
    Case {
        name: "AES-256 key wrap",
        peers: PEERS,
        same: |r, _| key_wrap::<Aes256Ct, aes::Aes256>(r, Fetched::aes_256_wrap()),
    },
    Case {
        name: "AES-128 key wrap with padding",
        peers: PEERS,
        same: |r, _| padded_wrap::<Aes128Ct, aes::Aes128>(r, Fetched::aes_128_wrap_pad()),
    },
];

fn new<C: BlockCipher>(key: &[u8]) -> Result<C> {
    Ok(C::new(C::Key::of(key).context("no key")?))
}

/// Two blocks there and back.
fn blocks<C: BlockDecrypt, P: BlockCipherEncrypt + KeyInit>(
    random: &mut Seeded,
    openssl: Cipher,
) -> Result<bool> {
    let key = random.bytes(openssl.key_len());
    let (cipher, text) = (new::<C>(&key)?, [random.array::<16>(), random.array::<16>()]);
    let mut pair = text.map(|block| ours::block(&block));
    let (mut keys, mut inverse) = (C::RoundKeys::default(), C::InverseKeys::default());
    cipher.expand(&mut keys);
    C::encrypt_pair(&keys, &mut pair);
    let sealed = pair.map(|block| ours::bytes(&block));
    cipher.expand_inverse(&mut inverse);
    C::decrypt_pair(&inverse, &mut pair);
    let peer = P::new_from_slice(&key)?;
    let mut whole = true;
    for (from, to) in text.iter().zip(&sealed) {
        let mut block = aes::cipher::Block::<P>::default();
        block.copy_from_slice(from);
        peer.encrypt_block(&mut block);
        whole &= block.as_slice() == to;
    }
    let mut crypter = Crypter::new(openssl, Mode::Encrypt, &key, None)?;
    crypter.pad(false);
    let mut out = [0; 64];
    let length = crypter.update(text.as_flattened(), &mut out)?;
    Ok(whole
        && pair.map(|block| ours::bytes(&block)) == text
        && out[..length] == *sealed.as_flattened())
}

/// A text in two pieces here, there and back.
fn mode<C: BlockCipher>(
    random: &mut Seeded,
    openssl: Cipher,
    ours: impl Fn(C, &[u8; 16], &mut [u8], usize, bool),
    peer: impl Fn(&[u8], &[u8], &mut [u8]) -> Result<(), InvalidLength>,
) -> Result<bool> {
    let (key, iv, text) =
        (random.bytes(openssl.key_len()), random.array::<16>(), random.text(LONGEST));
    let cut = random.below(text.len() + 1);
    let (mut sealed, mut theirs) = (text.clone(), text.clone());
    ours(new(&key)?, &iv, &mut sealed, cut, false);
    peer(&key, &iv, &mut theirs)?;
    let other = encrypt(openssl, &key, Some(&iv), &text)?;
    let same = sealed == theirs && sealed == other;
    ours(new(&key)?, &iv, &mut sealed, cut, true);
    Ok(same && sealed == text)
}

/// A text with padding; whether a damaged one still has one.
fn cbc<C: BlockDecrypt, P: BlockCipherEncrypt + KeyInit>(
    random: &mut Seeded,
    openssl: Cipher,
) -> Result<bool>
where
    ::cbc::Encryptor<P>: KeyIvInit + BlockModeEncrypt,
{
    let (key, iv, text) =
        (random.bytes(openssl.key_len()), random.array::<16>(), random.text(LONGEST));
    let mut ours = [&text[..], &[0; 16]].concat();
    let mut theirs = ours.clone();
    let Ok(length) = Cbc::new(new::<C>(&key)?, &iv).encrypt_padded(&mut ours, text.len()) else {
        return Ok(false);
    };
    ours.truncate(length);
    let peer = <::cbc::Encryptor<P> as KeyIvInit>::new_from_slices(&key, &iv)?;
    let Ok(theirs) = peer.encrypt_padded::<Pkcs7>(&mut theirs, text.len()) else {
        return Ok(false);
    };
    let mut same = ours == theirs && ours == encrypt(openssl, &key, Some(&iv), &text)?;
    let mut bad = ours.clone();
    random.damage(&mut bad);
    let other = decrypt(openssl, &key, Some(&iv), &bad);
    let back = |text: &mut [u8]| -> Result<Option<Vec<u8>>> {
        Ok(Cbc::new(new::<C>(&key)?, &iv).decrypt_padded(text).ok().map(|text| text.to_vec()))
    };
    same &= back(&mut bad)? == other.ok();
    Ok(same && back(&mut ours)? == Some(text))
}

/// A data unit there and back; most of them are no whole blocks.
fn xts<C: BlockDecrypt, P>(random: &mut Seeded, openssl: Cipher) -> Result<bool>
where
    P: BlockCipherEncrypt
        + aes::cipher::BlockCipherDecrypt
        + KeyInit
        + aes::cipher::BlockSizeUser<BlockSize = U16>,
{
    let (key, tweak) = (random.bytes(openssl.key_len()), random.array::<16>());
    let text = [random.bytes(16), random.text(LONGEST)].concat();
    let (data, other) = key.split_at(key.len() / 2);
    let keys = (C::Key::of(data).context("no key")?, C::Key::of(other).context("no key")?);
    let Ok(ours) = Xts::<C>::new(keys.0, keys.1) else { return Ok(data == other) };
    let (mut sealed, mut theirs) = (text.clone(), text.clone());
    let mut done = ours.encrypt(&tweak, &mut sealed).is_ok();
    xts_mode::Xts128::new(P::new_from_slice(data)?, P::new_from_slice(other)?)
        .encrypt_sector(&mut theirs, tweak.into());
    done &= sealed == theirs && sealed == encrypt(openssl, &key, Some(&tweak), &text)?;
    done &= ours.decrypt(&tweak, &mut sealed).is_ok();
    Ok(done && sealed == text)
}

/// OpenSSL's wrapping of `key`.
fn openssl_wrap(cipher: &CipherRef, kek: &[u8], key: &[u8]) -> Result<Vec<u8>> {
    let mut context = CipherCtx::new()?;
    context.set_flags(CipherCtxFlags::FLAG_WRAP_ALLOW);
    context.encrypt_init(Some(cipher), Some(kek), None)?;
    let mut out = vec![0; key.len() + 32];
    let length = context.cipher_update(key, Some(&mut out))?;
    out.truncate(length);
    Ok(out)
}

fn key_wrap<C: BlockDecrypt, P>(random: &mut Seeded, openssl: &CipherRef) -> Result<bool>
where
    P: BlockCipherEncrypt + KeyInit + aes::cipher::BlockSizeUser<BlockSize = U16>,
{
    let halves = 2 + random.below(6);
    let (kek, key) = (random.bytes(openssl.key_length()), random.bytes(8 * halves));
    let cipher = new::<C>(&kek)?;
    let (mut ours, mut peer) = (vec![0; key.len() + 8], vec![0; key.len() + 8]);
    let done = wrap::wrap(&cipher, &key, &mut ours).is_ok();
    let other = aes_kw::AesKw::<P>::new_from_slice(&kek)?.wrap_key(&key, &mut peer).is_ok();
    let wrote = ours == peer && ours == openssl_wrap(openssl, &kek, &key)?;
    let mut bad = ours.clone();
    random.damage(&mut bad);
    let refused = wrap::unwrap(&cipher, &mut bad).is_err();
    Ok(done
        && other
        && wrote
        && refused
        && wrap::unwrap(&cipher, &mut ours).is_ok_and(|opened| *opened == key))
}

fn padded_wrap<C: BlockDecrypt, P>(random: &mut Seeded, openssl: &CipherRef) -> Result<bool>
where
    P: BlockCipherEncrypt + KeyInit + aes::cipher::BlockSizeUser<BlockSize = U16>,
{
    let (kek, key) =
        (random.bytes(openssl.key_length()), [random.bytes(1), random.text(60)].concat());
    let cipher = new::<C>(&kek)?;
    let length = 8 * (key.len().div_ceil(8) + 1);
    let (mut ours, mut peer) = (vec![0; length], vec![0; length]);
    let done = wrap::wrap_padded(&cipher, &key, &mut ours).is_ok();
    let other = aes_kw::AesKwp::<P>::new_from_slice(&kek)?.wrap_key(&key, &mut peer).is_ok();
    let wrote = ours == peer && ours == openssl_wrap(openssl, &kek, &key)?;
    let mut bad = ours.clone();
    random.damage(&mut bad);
    let refused = wrap::unwrap_padded(&cipher, &mut bad).is_err();
    Ok(done
        && other
        && wrote
        && refused
        && wrap::unwrap_padded(&cipher, &mut ours).is_ok_and(|opened| *opened == key))
}
