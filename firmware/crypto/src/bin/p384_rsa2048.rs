//! RSA-2048 checks of PKCS #1 v1.5 beside P-384 on the same core

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::rsa::{DIGEST, E, N, PKCS1};
use crypto::{curve, done, ensure, measure};
use motetls_crypto::ec::P384;
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
    ensure(measure("verify RSA", verify).is_ok());
    curve::verify::<P384>(&curve::P384);
    done()
}
