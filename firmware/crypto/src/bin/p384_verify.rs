//! P-384 verification alone

#![no_std]
#![no_main]

use crypto::curve;
use motetls_crypto::ec::P384;

#[crypto::entry]
fn main() -> ! {
    curve::verify::<P384>(&curve::P384);
    crypto::done()
}
