//! The board with nothing on it: what every image carries besides its subject. Checks the meter and the painting too.

#![no_std]
#![no_main]

use core::hint::black_box;

/// Counts down from `n`: three instructions a round.
#[inline(never)]
fn spin(n: u32) {
    let mut left = black_box(n);
    while left > 0 {
        // SAFETY: does nothing; keeps the loop.
        unsafe { core::arch::asm!("nop", options(nomem, nostack)) }
        left -= 1;
    }
}

#[board::entry]
fn main() -> ! {
    board::uart::open();
    board::measure("spin-1000000", || spin(1_000_000));
    board::measure("frame-1024", || {
        black_box(&mut [1u8; 1024]);
    });
    board::host::exit(0)
}
