//! AES-128-CMAC, constant time

#![no_std]
#![no_main]

use core::hint::black_box;
use motetls_crypto::{Aes128Ct, BlockCipher, Cmac};

/// What becomes of sixteen times [`crypto::FILL`].
static KNOWN: [u8; 16] = *b"\
    \xf7\xf1\xe7\x3e\x46\xa4\x0a\xf0\x1e\x5e\x7d\x60\x18\x38\x9b\xb1";

#[crypto::entry]
fn main() -> ! {
    let mut mac = Cmac::new(Aes128Ct::new(black_box(&[7; 16])));
    mac.update(&[crypto::FILL; 16]);
    crypto::check(&mac.finish(), &KNOWN);
    crypto::bulk("mac", |text| {
        mac.update(text);
        black_box(mac.finish());
    });
    crypto::done()
}
