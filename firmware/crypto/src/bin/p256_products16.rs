//! P-256 of 16-bit products: ECDH and ECDSA verification

#![no_std]
#![no_main]

use motetls_crypto::p256::P256Products16;

crypto::curve_image!(P256Products16, P256: exchange, verify, handshake);
