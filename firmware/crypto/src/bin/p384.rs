//! P-384: ECDH and ECDSA

#![no_std]
#![no_main]

use motetls_crypto::Sha384;
use motetls_crypto::ec::P384;

crypto::curve_image!(P384, P384: exchange, verify, sign<Sha384>);
