//! P-256 by `motetls-crypto-asm`: ECDH and ECDSA verification

#![no_std]
#![no_main]

use motetls_crypto_asm::P256Umaal;

crypto::curve_image!(P256Umaal, P256: exchange, verify, handshake);
