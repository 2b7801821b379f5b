//! AES-128-CTR, constant time

#![no_std]
#![no_main]

use core::hint::black_box;
use motetls_crypto::modes::ctr::Ctr;
use motetls_crypto::{AesCt, BlockCipher};

/// What becomes of sixteen times [`crypto::FILL`].
static KNOWN: [u8; 16] = *b"\
    \x3b\x4e\x89\xe2\x51\x82\xb9\x1b\x1c\x4b\x2a\x96\x9e\x22\xdb\xa7";

#[crypto::entry]
fn main() -> ! {
    let mut ctr = Ctr::new(AesCt::new(black_box(&[7; 16])), black_box(&[1; 16]));
    let mut block = [crypto::FILL; 16];
    ctr.apply(&mut block);
    crypto::check(&block, &KNOWN);
    crypto::bulk("apply", |text| ctr.apply(text));
    crypto::done()
}
