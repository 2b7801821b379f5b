//! EC J-PAKE over P-256 with SHA-256, one side of it

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::{expect, measure};
use motetls_base::{Random, RandomError};
use motetls_crypto::Sha256;
use motetls_crypto::ec::{Jpake, JpakeRole, Window4, curves::Secp256r1};
use motetls_crypto::mp::Native;

type Side = Jpake<Secp256r1, Sha256, Native, Window4>;

/// Bytes that differ from call to call: the keys of an exchange must be distinct.
struct Counting(u8);

impl Random for Counting {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        self.0 = self.0.wrapping_add(7);
        out.fill(self.0);
        Ok(())
    }
}

#[crypto::entry]
fn main() -> ! {
    let mut random = Counting(1);
    let password = black_box(b"threadjpaketest");
    let mut own = expect(Side::new(JpakeRole::Client, password));
    let mut peer = expect(Side::new(JpakeRole::Server, password));
    let (mut message, mut answer) = ([0; 400], [0; 400]);
    let n = expect(measure("write 1", || own.write_round_one(&mut random, &mut message)));
    expect(peer.read_round_one(message.get(..n).unwrap_or(&[])));
    let n = expect(peer.write_round_one(&mut random, &mut answer));
    expect(measure("read 1", || own.read_round_one(answer.get(..n).unwrap_or(&[]))));
    let n = expect(peer.write_round_two(&mut random, &mut answer));
    expect(measure("read 2", || own.read_round_two(answer.get(..n).unwrap_or(&[]))));
    let n = expect(measure("write 2", || own.write_round_two(&mut random, &mut message)));
    expect(peer.read_round_two(message.get(..n).unwrap_or(&[])));
    let secret = expect(measure("secret", || own.premaster()));
    crypto::check(secret.as_ref(), expect(peer.premaster()).as_ref());
    crypto::done()
}
