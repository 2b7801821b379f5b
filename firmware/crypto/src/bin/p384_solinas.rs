//! P-384 reduced by sums

#![no_std]
#![no_main]

use crypto::curve::{self, P384 as ANSWERS};
use motetls_crypto::Sha384;
use motetls_crypto::ec::{Weierstrass, Window4, curves::Secp384r1};
use motetls_crypto::mp::Solinas;

type Ours = Weierstrass<Secp384r1, Solinas, Window4>;

#[crypto::entry]
fn main() -> ! {
    curve::exchange::<Ours>(&ANSWERS);
    curve::verify::<Ours>(&ANSWERS);
    curve::sign::<Ours, Sha384>(&ANSWERS);
    crypto::done()
}
