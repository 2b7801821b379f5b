//! ffdhe2048 with a routine for squares

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::{Constant, check, done, expect, measure};
use motetls_crypto::Group;
use motetls_crypto::dh::{DhPrivate, Ffdhe, Prime2048, WINDOW, private_len, scratch_for};
use motetls_crypto::mp::Squares;

type Ours = Ffdhe<Prime2048, { scratch_for(256, private_len(2048), WINDOW) }, WINDOW, Squares>;

#[crypto::entry]
fn main() -> ! {
    let private = expect(Ours::generate(&mut Constant));
    let other = expect(DhPrivate::from_bytes(&[0xa5; 29]));
    let own = measure("keygen", || Ours::public(black_box(&private)));
    let peer = Ours::public(&other);
    let shared = expect(measure("agree", || Ours::agree(black_box(&private), black_box(&peer))));
    check(shared.as_ref(), expect(Ours::agree(&other, &own)).as_ref());
    done()
}
