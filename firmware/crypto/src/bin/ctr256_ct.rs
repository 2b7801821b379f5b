//! AES-256-CTR, constant time

#![no_std]
#![no_main]

use core::hint::black_box;
use motetls_crypto::modes::ctr::Ctr;
use motetls_crypto::{Aes256Ct, BlockCipher};

/// What becomes of sixteen times [`crypto::FILL`].
static KNOWN: [u8; 16] = *b"\
    \x5a\xcd\xe0\x81\xf1\x7d\x16\x90\x45\x62\xe4\xda\xa0\x8b\xd5\x67";

#[crypto::entry]
fn main() -> ! {
    let mut ctr = Ctr::new(Aes256Ct::new(black_box(&[7; 32])), black_box(&[1; 16]));
    let mut block = [crypto::FILL; 16];
    ctr.apply(&mut block);
    crypto::check(&block, &KNOWN);
    crypto::bulk("apply", |text| ctr.apply(text));
    crypto::done()
}
