//! CMSDK UART 0 as a pipe of bytes. Time spent in here is left out of the [`meter`](crate::meter).

use crate::meter;
use core::ptr::{read_volatile, write_volatile};

/// CMSDK UART 0 (Arm DUI 0479, section 4.6).
const UART: usize = 0x4000_4000;
const DATA: usize = UART;
const STATE: usize = UART + 4;
const CONTROL: usize = UART + 8;
const DIVIDER: usize = UART + 16;

const TRANSMIT_FULL: u32 = 1;
const RECEIVE_FULL: u32 = 2;

/// Ticks without a byte after which the peer is taken to be gone: four seconds of the emulated
/// clock.
const PATIENCE: u32 = 100_000_000;

fn load(register: usize) -> u32 {
    // SAFETY: one of the UART's registers; only this module reads them.
    unsafe { read_volatile(register as *const u32) }
}

fn store(register: usize, value: u32) {
    // SAFETY: one of the UART's registers; only this module writes them.
    unsafe { write_volatile(register as *mut u32, value) }
}

/// Switches both directions on.
pub fn open() {
    store(DIVIDER, 16);
    store(CONTROL, 3);
}

/// Sends all of `bytes`.
#[inline(never)]
pub fn write(bytes: &[u8]) {
    let since = meter::ticks();
    for byte in bytes {
        while load(STATE) & TRANSMIT_FULL != 0 {}
        store(DATA, u32::from(*byte));
    }
    meter::exclude_since(since);
}

/// Fills the whole of `room` and yields its length, or less when the peer stays silent for good.
#[inline(never)]
pub fn read(room: &mut [u8]) -> usize {
    let since = meter::ticks();
    let mut filled = 0;
    'bytes: for place in &mut *room {
        let silence = meter::ticks();
        while load(STATE) & RECEIVE_FULL == 0 {
            if meter::ticks().wrapping_sub(silence) > PATIENCE {
                break 'bytes;
            }
        }
        *place = load(DATA) as u8;
        filled += 1;
    }
    meter::exclude_since(since);
    filled
}
