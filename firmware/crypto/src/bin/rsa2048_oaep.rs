//! RSA-2048: OAEP with SHA-256, encrypted and decrypted

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::rsa::{KEY, OAEP};
use crypto::{Constant, check, done, ensure, expect, measure};
use motetls_crypto::Sha256;
use motetls_crypto::rsa::{RsaPrivate, private_scratch, public_scratch};

#[crypto::entry]
fn main() -> ! {
    let key = expect(RsaPrivate::new(KEY));
    let (mut sealed, mut opened) = ([0; 256], [0; 256]);
    let encrypt = || {
        let mut scratch = [0; public_scratch(2048)];
        key.public().encrypt_oaep::<Sha256, Sha256, _>(
            &[],
            b"message",
            &mut sealed,
            &mut Constant,
            &mut scratch,
        )
    };
    ensure(measure("encrypt", encrypt).is_ok());
    for (name, text) in [("decrypt", &OAEP), ("back", &sealed)] {
        let decrypt = || {
            let mut scratch = [0; private_scratch(2048)];
            let found = key.decrypt_oaep::<Sha256, Sha256, _>(
                &[],
                black_box(text),
                &mut opened,
                &mut Constant,
                &mut scratch,
            );
            found.map_or(0, |message| message.len())
        };
        let length = measure(name, decrypt);
        check(opened.get(256 - length..).unwrap_or(&[]), b"message");
    }
    done()
}
