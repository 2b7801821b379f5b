//! MD5

#![no_std]
#![no_main]

use motetls_crypto::legacy::Md5;

/// The digest of "abc" (RFC 1321).
static ABC: [u8; 16] = *b"\
    \x90\x01\x50\x98\x3c\xd2\x4f\xb0\xd6\x96\x3f\x7d\x28\xe1\x7f\x72";

#[crypto::entry]
fn main() -> ! {
    crypto::hash::<Md5>(&ABC)
}
