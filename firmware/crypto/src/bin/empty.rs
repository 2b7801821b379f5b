//! Nothing: what every image carries besides its subject.

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::{Constant, bulk, check, done, ensure, measure};
use motetls_base::Random;

#[crypto::entry]
fn main() -> ! {
    let mut drawn = [0; 32];
    ensure(Constant.random(&mut drawn).is_ok());
    check(black_box(&drawn), &[0x5a; 32]);
    measure("nothing", || {});
    bulk("fill", |text| text.fill(black_box(1)));
    done()
}
