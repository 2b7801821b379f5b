//! P-384 reduced by sums

#![no_std]
#![no_main]

use motetls_crypto::Sha384;
use motetls_crypto::ec::{Weierstrass, Window4, curves::Secp384r1};
use motetls_crypto::mp::Solinas;

type Ours = Weierstrass<Secp384r1, Solinas, Window4>;

crypto::curve_image!(Ours, P384: exchange, verify, sign<Sha384>);
