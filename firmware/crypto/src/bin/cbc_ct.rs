//! AES-128-CBC, both ways, constant time

#![no_std]
#![no_main]

use core::hint::black_box;
use motetls_crypto::modes::cbc::Cbc;
use motetls_crypto::{AesCt, BlockCipher};

/// What becomes of sixteen times [`crypto::FILL`].
static KNOWN: [u8; 16] = *b"\
    \x60\x69\x74\x54\x8e\x36\xf5\x4b\xcb\x5e\x97\xfe\xd3\xcd\x90\xfa";

#[crypto::entry]
fn main() -> ! {
    let mut cbc = Cbc::new(AesCt::new(black_box(&[7; 16])), black_box(&[1; 16]));
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
