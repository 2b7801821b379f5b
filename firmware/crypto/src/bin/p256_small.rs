//! P-256, small: ECDH and ECDSA verification

#![no_std]
#![no_main]

use motetls_crypto::p256::P256Small;

crypto::curve_image!(P256Small, P256: exchange, verify, handshake);
