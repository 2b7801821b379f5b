//! SHA3-256

#![no_std]
#![no_main]

use motetls_crypto::sha3::Sha3_256;

/// The digest of "abc" (FIPS 202).
static ABC: [u8; 32] = *b"\
    \x3a\x98\x5d\xa7\x4f\xe2\x25\xb2\x04\x5c\x17\x2d\x6b\xd3\x90\xbd\x85\x5f\x08\x6e\x3e\x9d\x52\x5b\x46\xbf\xe2\x45\x11\x43\x15\x32";

#[crypto::entry]
fn main() -> ! {
    crypto::hash::<Sha3_256>(&ABC)
}
