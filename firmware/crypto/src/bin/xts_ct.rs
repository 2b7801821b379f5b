//! AES-128-XTS, both ways, constant time

#![no_std]
#![no_main]

use core::hint::black_box;
use motetls_crypto::Aes128Ct;
use motetls_crypto::modes::xts::Xts;

/// What becomes of sixteen times [`crypto::FILL`].
static KNOWN: [u8; 16] = *b"\
    \x04\xad\xef\xfd\x7c\xa3\x7c\x1c\x57\x71\xc1\x89\x16\xfd\x6b\x76";

#[crypto::entry]
fn main() -> ! {
    let xts = crypto::expect(Xts::<Aes128Ct>::new(black_box(&[7; 16]), black_box(&[8; 16])));
    let mut block = [crypto::FILL; 16];
    crypto::expect(xts.encrypt(&[1; 16], &mut block));
    crypto::check(&block, &KNOWN);
    crypto::expect(xts.decrypt(&[1; 16], &mut block));
    crypto::check(&block, &[crypto::FILL; 16]);
    crypto::bulk("encrypt", |text| crypto::expect(xts.encrypt(&[1; 16], text)));
    crypto::bulk("decrypt", |text| crypto::expect(xts.decrypt(&[1; 16], text)));
    crypto::done()
}
