//! secp256k1: ECDH and ECDSA

#![no_std]
#![no_main]

use motetls_crypto::Sha256;
use motetls_crypto::ec::{Weierstrass, Window4, curves::Secp256k1};
use motetls_crypto::mp::Native;

type Ours = Weierstrass<Secp256k1, Native, Window4>;

crypto::curve_image!(Ours, SECP256K1: exchange, verify, sign<Sha256>);
