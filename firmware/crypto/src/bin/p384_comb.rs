//! P-384 by the comb: ECDH and ECDSA

#![no_std]
#![no_main]

use motetls_crypto::Sha384;
use motetls_crypto::ec::{Comb4, Weierstrass, curves::Secp384r1};
use motetls_crypto::mp::Native;

type Ours = Weierstrass<Secp384r1, Native, Comb4>;

crypto::curve_image!(Ours, P384: exchange, verify, sign<Sha384>);
