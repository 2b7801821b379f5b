//! X25519 beside P-384 verification on the same core

#![no_std]
#![no_main]

use crypto::{curve, curve25519};
use motetls_crypto::X25519Small;
use motetls_crypto::ec::P384;

#[crypto::entry]
fn main() -> ! {
    curve25519::exchange::<X25519Small>();
    curve::verify::<P384>(&curve::P384);
    crypto::done()
}
