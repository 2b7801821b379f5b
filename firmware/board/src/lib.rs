//! The boards the firmware runs on: QEMU's `mps2-an385` (Cortex-M3) and `mps2-an386` (Cortex-M4).
//!
//! | module | purpose |
//! |---|---|
//! | [`ethernet`] | frames by the LAN9118 of the board |
//! | [`host`] | numbers and words to the host by semihosting, and the exit code; no formatting machinery |
//! | [`meter`] | instructions executed, from a timer under `-icount shift=0`; parts can be left out |
//! | [`stack`] | the peak of the stack, by painting it |
//! | [`uart`] | UART 0 as a pipe of bytes; its calls are left out of the meter |
//!
//! Start-up is `cortex-m-rt`; a panic or a fault ends the machine with its own exit code.

#![no_std]

pub mod ethernet;
pub mod host;
pub mod meter;
pub mod stack;
pub mod uart;

pub use cortex_m_rt::entry;

use cortex_m_rt::exception;
use libc as _;

/// Exit code of an image that panicked.
pub const EXIT_PANIC: u32 = 101;
/// Exit code of an image that faulted.
pub const EXIT_FAULT: u32 = 102;

/// Runs `work` and prints one line: its name, the instructions it took and the stack it used below
/// this call, in bytes.
#[inline(never)]
pub fn measure<T>(name: &str, work: impl FnOnce() -> T) -> T {
    stack::paint();
    let base = stack::pointer();
    meter::start();
    let result = apart(work);
    let instructions = meter::stop();
    let used = stack::peak_below(base);
    host::word(name);
    host::field("instructions", instructions);
    host::field("stack", used);
    host::end_line();
    result
}

/// Calls `work` in a frame of its own, below the one the measurement counts from.
#[inline(never)]
fn apart<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    host::exit(EXIT_PANIC)
}

// SAFETY: the handler neither returns nor touches anything but the semihosting call.
#[exception]
unsafe fn HardFault(_: &cortex_m_rt::ExceptionFrame) -> ! {
    host::exit(EXIT_FAULT)
}
