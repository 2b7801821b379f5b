//! The primitives against what others publish and compute. One program, as it takes minutes to
//! link thirty; `cargo test -p motetls-crypto --test all aead::` runs a file of it.
//!
//! | files | what is tested |
//! |---|---|
//! | `sha256`, `hashes`, `hmac`, `hmac_hkdf`, `kdf` | hashes, HMAC, key derivation |
//! | `aes`, `modes`, `macs`, `aead`, `aead_general`, `aead_limits`, `chacha` | ciphers and their modes |
//! | `drbg`, `drbgs`, `health`, `rand_adapters` | random generators |
//! | `p256_vectors`, `p256_sign`, `p256_steps`, `p256_differential` | P-256, every form of it |
//! | `ec_vectors`, `ec_differential`, `curve25519`, `jpake` | the other curves |
//! | `rsa`, `rsa_vectors`, `dh`, `primes` | RSA, Diffie-Hellman, primes |
//! | `rustcrypto`, `rustcrypto_traits` | ciphers of others, traits of others |
//! | `properties` | that random inputs that fail are shrunk and kept |
//! | `common` | reader of NIST's files, random inputs, generators that are handed in |

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may fail anywhere

mod common;

mod aead;
mod aead_general;
mod aead_limits;
mod aes;
mod chacha;
mod curve25519;
mod dh;
mod drbg;
mod drbgs;
mod ec_differential;
mod ec_vectors;
mod hashes;
mod health;
mod hmac;
mod hmac_hkdf;
mod jpake;
mod kdf;
mod macs;
mod modes;
mod p256_differential;
mod p256_sign;
mod p256_steps;
mod p256_vectors;
mod primes;
mod properties;
mod rand_adapters;
mod rsa;
mod rsa_vectors;
mod rustcrypto;
mod rustcrypto_traits;
mod sha256;
