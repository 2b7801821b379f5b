//! SHA-1

#![no_std]
#![no_main]

use motetls_crypto::sha1::Sha1;

/// The digest of "abc" (FIPS 180-4).
static ABC: [u8; 20] = *b"\
    \xa9\x99\x3e\x36\x47\x06\x81\x6a\xba\x3e\x25\x71\x78\x50\xc2\x6c\x9c\xd0\xd8\x9d";

#[crypto::entry]
fn main() -> ! {
    crypto::hash::<Sha1>(&ABC)
}
