//! RSA-2048: PKCS #1 v1.5 signed, by both primes, blinded, the result checked

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::rsa::{DIGEST, KEY, PKCS1};
use crypto::{Constant, check, done, ensure, expect, measure};
use motetls_crypto::HashId;
use motetls_crypto::rsa::{RsaPrivate, private_scratch};

#[crypto::entry]
fn main() -> ! {
    let key = expect(RsaPrivate::new(KEY));
    let mut signature = [0; 256];
    let sign = || {
        let mut scratch = [0; private_scratch(2048)];
        key.sign_pkcs1(
            HashId::Sha256,
            black_box(&DIGEST),
            &mut signature,
            &mut Constant,
            &mut scratch,
        )
    };
    let signed = measure("sign", sign);
    ensure(signed.is_ok());
    check(&signature, &PKCS1);
    done()
}
