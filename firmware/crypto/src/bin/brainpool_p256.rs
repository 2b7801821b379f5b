//! brainpoolP256r1: ECDH and ECDSA

#![no_std]
#![no_main]

use motetls_crypto::Sha256;
use motetls_crypto::ec::{Weierstrass, Window4, curves::BrainpoolP256r1};
use motetls_crypto::mp::Native;

type Ours = Weierstrass<BrainpoolP256r1, Native, Window4>;

crypto::curve_image!(Ours, BRAINPOOL_P256: exchange, verify, sign<Sha256>);
