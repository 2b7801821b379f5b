//! Ed25519 on the shared core

#![no_std]
#![no_main]

use crypto::curve25519;
use motetls_crypto::Ed25519Small;

#[crypto::entry]
fn main() -> ! {
    curve25519::sign::<Ed25519Small>();
    curve25519::verify::<Ed25519Small>();
    crypto::done()
}
