//! SHA-256, small

#![no_std]
#![no_main]

use motetls_crypto::Sha256Small;

/// The digest of "abc" (FIPS 180-4).
static ABC: [u8; 32] = *b"\
    \xba\x78\x16\xbf\x8f\x01\xcf\xea\x41\x41\x40\xde\x5d\xae\x22\x23\xb0\x03\x61\xa3\x96\x17\x7a\x9c\xb4\x10\xff\x61\xf2\x00\x15\xad";

#[crypto::entry]
fn main() -> ! {
    crypto::hash::<Sha256Small>(&ABC)
}
