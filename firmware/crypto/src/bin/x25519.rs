//! X25519 (curve25519-dalek)

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::{Constant, check, done, ensure, expect, measure};
use motetls_crypto::{Group, X25519};

/// The basepoint times the private key 32 times 0x5a.
static OWN: [u8; 32] = *b"\
    \xb0\xd0\x8f\x35\xb4\x68\x33\x81\x48\x9a\xfb\x32\x82\x5e\x59\x15\x2d\x47\xd1\x9b\xc9\xe0\x50\xd6\xd5\xa9\x54\x98\x4c\x9d\x1e\x2c";

/// The shared secret of that key with itself.
static SHARED: [u8; 32] = *b"\
    \x82\x2b\x92\xba\x20\xbe\xc6\x24\x67\x7a\x05\x84\xd8\x41\xe1\x93\xe7\xd6\x28\x0e\xa4\xa5\xb4\x26\x81\x61\x20\x23\xcc\x49\x08\x59";

#[crypto::entry]
fn main() -> ! {
    let private = expect(X25519::generate(&mut Constant));
    let own = measure("keygen", || X25519::public(black_box(&private)));
    check(&own, &OWN);
    let shared = expect(measure("agree", || X25519::agree(black_box(&private), black_box(&OWN))));
    check(shared.expose(), &SHARED);
    ensure(X25519::agree(&private, &[0; 32]).is_err());
    done()
}
