//! RSA-2048: signatures of PKCS #1 v1.5 checked

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::rsa::{DIGEST, E, N, PKCS1};
use crypto::{done, ensure, measure};
use motetls_crypto::rsa::Rsa2048;
use motetls_crypto::{HashId, RsaVerify};

#[crypto::entry]
fn main() -> ! {
    let verify = || {
        Rsa2048::verify_pkcs1(
            black_box(&N),
            &E,
            HashId::Sha256,
            black_box(&DIGEST),
            black_box(&PKCS1),
        )
    };
    let verified = measure("verify", verify);
    ensure(
        verified.is_ok()
            && Rsa2048::verify_pkcs1(&N, &E, HashId::Sha256, &[7; 32], &PKCS1).is_err(),
    );
    done()
}
