//! SHA-224

#![no_std]
#![no_main]

use motetls_crypto::Sha224;

/// The digest of "abc" (FIPS 180-4).
static ABC: [u8; 28] = *b"\
    \x23\x09\x7d\x22\x34\x05\xd8\x22\x86\x42\xa4\x77\xbd\xa2\x55\xb3\x2a\xad\xbc\xe4\xbd\xa0\xb3\xf7\xe3\x6c\x9d\xa7";

#[crypto::entry]
fn main() -> ! {
    crypto::hash::<Sha224>(&ABC)
}
