//! P-256, small, with ECDSA signatures

#![no_std]
#![no_main]

use motetls_crypto::Sha256;
use motetls_crypto::p256::P256Small;

crypto::curve_image!(P256Small, P256: exchange, verify, sign<Sha256>);
