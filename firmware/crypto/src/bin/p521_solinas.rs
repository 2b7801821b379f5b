//! P-521 reduced by sums

#![no_std]
#![no_main]

use motetls_crypto::Sha512;
use motetls_crypto::ec::{Weierstrass, Window4, curves::Secp521r1};
use motetls_crypto::mp::Solinas;

type Ours = Weierstrass<Secp521r1, Solinas, Window4>;

crypto::curve_image!(Ours, P521: exchange, verify, sign<Sha512>);
