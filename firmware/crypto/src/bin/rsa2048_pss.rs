//! RSA-2048: signatures of PSS with SHA-256 checked

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::rsa::{DIGEST, E, N, PSS};
use crypto::{done, ensure, measure};
use motetls_crypto::rsa::Rsa2048;
use motetls_crypto::{RsaVerify, Sha256};

#[crypto::entry]
fn main() -> ! {
    let verify =
        || Rsa2048::verify_pss::<Sha256>(black_box(&N), &E, black_box(&DIGEST), black_box(&PSS));
    let verified = measure("verify", verify);
    ensure(verified.is_ok() && Rsa2048::verify_pss::<Sha256>(&N, &E, &[7; 32], &PSS).is_err());
    done()
}
