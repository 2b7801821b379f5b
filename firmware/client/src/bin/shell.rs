//! The client without the library: what the board and the printing of results weigh by themselves.

#![no_std]
#![no_main]

use board::{host, measure, uart};
use core::hint::black_box;

#[board::entry]
fn main() -> ! {
    uart::open();
    host::word("sizes");
    host::field("connection", black_box(0));
    host::field("scratch", black_box(0));
    host::field("generator", black_box(0));
    host::end_line();
    measure("seed", || black_box(0));
    if measure("handshake", || uart::read(black_box(&mut [0]))) == 0 {
        host::word("refused");
        host::field("alert", black_box(0));
        host::field("message", black_box(0));
        host::end_line();
        host::exit(1)
    }
    measure("exchange", || uart::write(black_box(&[0])));
    host::exit(0)
}
