//! The cryptographic floor of motetls: primitives, and the traits they are plugged in by.
//!
//! | module | purpose |
//! |---|---|
//! | [`traits`] | what a hash, an AEAD, a group, a signature and its check are; [`Absent`], which is none of them |
//! | [`sha256`], [`sha256_small`] | SHA-224 and SHA-256; SHA-256 in two thirds of the flash |
//! | [`sha512`] | SHA-384, SHA-512, SHA-512/224 and SHA-512/256 |
//! | [`sha3`] | SHA-3 and SHAKE |
//! | [`sha1`], [`legacy`] | hashes that are broken, for what still needs them |
//! | [`hmac`] | HMAC: a keyed object, forked for each message |
//! | [`hkdf`], [`prf`], [`pbkdf2`] | key derivation: HKDF, the PRF of TLS 1.2, keys from passwords |
//! | [`drbg`], [`hmac_drbg`], [`ctr_drbg`] | HMAC_DRBG and CTR_DRBG over a required entropy source |
//! | [`health`] | tests of an entropy source while it runs, and several sources as one |
//! | `rand_adapters` | generators for the traits of `rand_core`, and the other way round (feature `rand_core`) |
//! | [`aes`] | AES-128, -192 and -256 in constant time, by table and small |
//! | [`gcm`], [`ccm`], [`ccm_star`] | the AEAD modes of block ciphers; `ghash` is a part of the first |
//! | [`chacha`] | ChaCha20-Poly1305 |
//! | [`cmac`], [`gmac`] | MACs from block ciphers |
//! | `rustcrypto` | ARIA, Camellia and triple DES by their RustCrypto crates (feature `rustcrypto-ciphers`) |
//! | `rustcrypto_traits` | `digest`, `aead` and `signature`, both ways (feature `rustcrypto-traits`) |
//! | [`modes`] | ECB, CBC, CTR, CFB, OFB, XTS, key wrap |
//! | [`mp`] | multi-precision arithmetic under the curves, RSA and Diffie-Hellman; how limbs are multiplied |
//! | [`keys`] | types of private keys, public keys and shared secrets |
//! | [`steps`] | one protocol of operations in bounded steps |
//! | [`primes`] | random primes, and whether a number is one |
//! | [`dh`] | Diffie-Hellman: the groups of RFC 7919, explicit primes |
//! | [`rsa`] | RSA: signatures, encryption, keys |
//! | [`ec`] | P-384, P-521, secp256k1, brainpool curves, a small P-256: ECDH and ECDSA on the shared core |
//! | [`p256`] | NIST P-256: key pairs, ECDH, ECDSA; as a whole and in steps |
//! | [`curve25519`] | X25519 and Ed25519, small beside the other curves on the shared core |
//! | `x25519`, `ed25519` | the same for speed, over `curve25519-dalek`, each by the feature of its name |
//! | [`one_shot`] | AEADs of engines that know only whole messages |
//!
//! | Cargo feature | what it adds | default |
//! |---|---|---|
//! | `defmt` | `defmt::Format` of the errors | no |
//! | `rand_core` | generators for the traits of `rand_core` 0.10, and the other way round | no |
//! | `x25519` | X25519, over `curve25519-dalek` | no |
//! | `ed25519` | Ed25519, over `curve25519-dalek` | no |
//! | `rustcrypto-traits` | the traits of `digest`, `aead` and `signature`, both ways | no |
//! | `rustcrypto-ciphers` | ARIA, Camellia and triple DES | no |
//!
//! Keys, points and signatures are bytes of a fixed width here; DER is a matter of `motetls-pki`.
//! Nothing allocates. Operations on secrets take the same path and touch the same addresses
//! whatever the secret is, as measured by `cargo xtask ct` on the targets and with the compilers
//! that docs/constant-time.md names, unless a name says otherwise (`_vartime`, `Vartime`); secrets
//! are wiped when dropped.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![no_std]
#[cfg(test)]
extern crate std;

#[cfg(test)]
#[path = "../tests/all/common/random.rs"]
mod random;

pub mod aes;
pub mod ccm;
pub mod ccm_star;
pub mod chacha;
pub mod cmac;
pub mod ctr_drbg;
pub mod curve25519;
pub mod dh;
mod divsteps;
pub mod drbg;
pub mod ec;
#[cfg(feature = "ed25519")]
pub mod ed25519;
mod errors;
mod formula;
pub mod gcm;
mod ghash;
pub mod gmac;
pub mod health;
pub mod hkdf;
pub mod hmac;
pub mod hmac_drbg;
mod hosts;
pub mod keys;
pub mod legacy;
mod block_buffer;
pub mod modes;
pub mod mp;
pub mod p256;
pub mod pbkdf2;
pub mod prf;
pub mod primes;
#[cfg(feature = "rand_core")]
pub mod rand_adapters;
mod rfc6979;
pub mod rsa;
#[cfg(feature = "rustcrypto-ciphers")]
pub mod rustcrypto;
#[cfg(feature = "rustcrypto-traits")]
pub mod rustcrypto_traits;
pub mod sha1;
pub mod sha256;
pub mod sha256_small;
pub mod sha3;
pub mod sha512;
mod signed_digits;
pub mod steps;
pub mod traits;
pub mod one_shot;
#[cfg(feature = "x25519")]
pub mod x25519;

pub use aes::{
    Aes128Ct, Aes128SmallVartime, Aes128TableVartime, Aes192Ct, Aes192SmallVartime,
    Aes192TableVartime, Aes256Ct, Aes256SmallVartime, Aes256TableVartime, BlockCipher,
    BlockDecrypt,
};
pub use ccm::{AesCcm, AesCcm8, Ccm, CcmMessage};
pub use ccm_star::CcmStar;
pub use chacha::ChaCha20Poly1305;
pub use cmac::Cmac;
pub use ctr_drbg::{CtrDrbg, CtrDrbgFullEntropy};
pub use curve25519::{Ed25519Small, X25519Small};
#[cfg(feature = "ed25519")]
pub use ed25519::Ed25519;
pub use gcm::{AesGcm, Gcm, GcmMessage};
pub use gmac::{Gmac, GmacMessage};
pub use hmac::{Hmac, HmacMessage};
pub use hmac_drbg::HmacDrbg;
pub use one_shot::{OneShot, OneShotAead};
pub use p256::P256;
pub use sha256::{Sha224, Sha256};
pub use sha256_small::Sha256Small;
pub use sha512::{Sha384, Sha512};
pub use steps::Steps;
pub use traits::{
    Absent, Aead, ByteArray, EcdsaSign, EcdsaSignSteps, EcdsaVerify, Group, GroupOutput,
    GroupSteps, Hash, HashId, InvalidLength, InvalidPrivateKey, InvalidPublicKey, InvalidTag,
    ResumableHash, RsaSign, RsaVerify, SealError, SignError, SignVerify, VerificationFailed,
    VerifySteps, WholeGroup, WholeVerify,
};
#[cfg(feature = "x25519")]
pub use x25519::X25519;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
