//! P-256 on the shared core: ECDH and ECDSA verification

#![no_std]
#![no_main]

use motetls_crypto::ec::P256Generic;

crypto::curve_image!(P256Generic, P256: exchange, verify, handshake);
