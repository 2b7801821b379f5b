//! AES-256-CBC, both ways, constant time

#![no_std]
#![no_main]

use core::hint::black_box;
use motetls_crypto::modes::cbc::Cbc;
use motetls_crypto::{Aes256Ct, BlockCipher};

/// What becomes of sixteen times [`crypto::FILL`].
static KNOWN: [u8; 16] = *b"\
    \xb8\x48\xe2\x48\xf0\x34\x04\x6b\xb1\xf1\xc2\x66\x2f\x54\x7c\x20";

#[crypto::entry]
fn main() -> ! {
    let mut cbc = Cbc::new(Aes256Ct::new(black_box(&[7; 32])), black_box(&[1; 16]));
    let mut block = [crypto::FILL; 16];
    crypto::expect(cbc.encrypt(&mut block));
    crypto::check(&block, &KNOWN);
    cbc.restart(&[1; 16]);
    crypto::expect(cbc.decrypt(&mut block));
    crypto::check(&block, &[crypto::FILL; 16]);
    crypto::bulk("encrypt", |text| crypto::expect(cbc.encrypt(text)));
    crypto::bulk("decrypt", |text| crypto::expect(cbc.decrypt(text)));
    crypto::done()
}
