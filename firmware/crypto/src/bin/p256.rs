//! P-256: ECDH and ECDSA verification

#![no_std]
#![no_main]

use motetls_crypto::P256;

crypto::curve_image!(P256, P256: exchange, verify, handshake);
