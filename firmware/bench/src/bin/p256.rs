//! P-256: a key pair, a shared secret and a verification (the sample of RFC 6979, section A.2.5, with SHA-256).

#![no_std]
#![no_main]

use board::measure;
use core::hint::black_box;
use motetls_base::{Random, RandomError};
use motetls_crypto::{EcdsaVerify, Group, Hash, P256, Sha256};

const PUBLIC: [u8; 65] = *b"\x04\
    \x60\xfe\xd4\xba\x25\x5a\x9d\x31\xc9\x61\xeb\x74\xc6\x35\x6d\x68\xc0\x49\xb8\x92\x3b\x61\xfa\x6c\xe6\x69\x62\x2e\x60\xf2\x9f\xb6\
    \x79\x03\xfe\x10\x08\xb8\xbc\x99\xa4\x1a\xe9\xe9\x56\x28\xbc\x64\xf2\xf1\xb2\x0c\x2d\x7e\x9f\x51\x77\xa3\xc2\x94\xd4\x46\x22\x99";
const SIGNATURE: [u8; 64] = *b"\
    \xef\xd4\x8b\x2a\xac\xb6\xa8\xfd\x11\x40\xdd\x9c\xd4\x5e\x81\xd6\x9d\x2c\x87\x7b\x56\xaa\xf9\x91\xc3\x4d\x0e\xa8\x4e\xaf\x37\x16\
    \xf7\xcb\x1c\x94\x2d\x65\x7c\x41\xd4\x36\xc7\xa1\xb6\xe2\x9f\x65\xf3\xe9\x00\xdb\xb9\xaf\xf4\x06\x4d\xc4\xab\x2f\x84\x3a\xcd\xa8";

/// Always the same bytes: a measurement is repeated exactly.
struct Constant;

impl Random for Constant {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        out.fill(0x5a);
        Ok(())
    }
}

#[board::entry]
fn main() -> ! {
    let digest = Sha256::digest(b"sample");
    let Ok(private) = P256::generate(&mut Constant) else { board::host::exit(1) };
    let own = measure("public", || P256::public(black_box(&private)));
    let ours = measure("agree", || P256::agree(black_box(&private), black_box(&PUBLIC)));
    let verified = measure("verify", || P256::verify(black_box(&PUBLIC), black_box(&digest), black_box(&SIGNATURE)));
    let forged = measure("refuse", || P256::verify(black_box(&own), black_box(&digest), black_box(&SIGNATURE)));
    board::host::exit(u32::from(ours.is_err() || verified.is_err() || forged.is_ok()))
}
