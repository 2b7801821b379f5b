//! AES-128 key wrap, both ways, constant time

#![no_std]
#![no_main]

use core::hint::black_box;
use motetls_crypto::modes::wrap;
use motetls_crypto::{Aes128Ct, BlockCipher};

/// What becomes of sixteen times [`crypto::FILL`].
static KNOWN: [u8; 24] = *b"\
    \x03\xd6\x96\x90\x24\xce\x07\xe8\xee\xe6\xfd\xf9\x0f\xdf\x14\xd3\x59\x5f\xd8\xcb\x2c\x17\x3f\xb1";

#[crypto::entry]
fn main() -> ! {
    let kek = Aes128Ct::new(black_box(&[7; 16]));
    let mut wrapped = [0; 24];
    crypto::expect(crypto::measure("wrap", || wrap::wrap(&kek, &[crypto::FILL; 16], &mut wrapped)));
    crypto::check(&wrapped, &KNOWN);
    let key = crypto::expect(crypto::measure("unwrap", || wrap::unwrap(&kek, &mut wrapped)));
    crypto::check(key, &[crypto::FILL; 16]);
    crypto::done()
}
