//! P-521 reduced by sums

#![no_std]
#![no_main]

use crypto::curve::{self, P521 as ANSWERS};
use motetls_crypto::Sha512;
use motetls_crypto::ec::{Weierstrass, Window4, curves::Secp521r1};
use motetls_crypto::mp::Solinas;

type Ours = Weierstrass<Secp521r1, Solinas, Window4>;

#[crypto::entry]
fn main() -> ! {
    curve::exchange::<Ours>(&ANSWERS);
    curve::verify::<Ours>(&ANSWERS);
    curve::sign::<Ours, Sha512>(&ANSWERS);
    crypto::done()
}
