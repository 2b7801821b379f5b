//! Instructions executed, counted by CMSDK timer 0.
//!
//! Under `-icount shift=0` QEMU lets one instruction take one nanosecond; the timer runs at 25 MHz
//! and therefore ticks once per 40 instructions. It counts down through 32 bits, 171,000 million
//! instructions, so differences of two readings are taken modulo 2^32. These are instructions, not
//! cycles: on silicon loads, multiplications and taken branches cost more than one.

use core::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// CMSDK timer 0 (Arm DUI 0479, section 4.5).
const TIMER: usize = 0x4000_0000;
const CONTROL: usize = TIMER;
const VALUE: usize = TIMER + 4;
const RELOAD: usize = TIMER + 8;
/// Instructions per tick.
pub const PER_TICK: u32 = 40;

/// The reading at the start, moved by what was left out since.
static BEGIN: AtomicU32 = AtomicU32::new(0);

/// The timer's reading, counting up. One tick is 40 instructions.
#[inline(never)]
pub fn ticks() -> u32 {
    // SAFETY: the register exists on both boards and reading it has no side effect.
    !unsafe { core::ptr::read_volatile(VALUE as *const u32) }
}

/// Starts counting.
#[inline(never)]
pub fn start() {
    // SAFETY: the registers exist on both boards; nothing else uses the timer.
    unsafe {
        core::ptr::write_volatile(RELOAD as *mut u32, u32::MAX);
        core::ptr::write_volatile(VALUE as *mut u32, u32::MAX);
        core::ptr::write_volatile(CONTROL as *mut u32, 1);
    }
    BEGIN.store(ticks(), Relaxed);
}

/// Leaves everything since the reading `since` out of the count.
pub fn exclude_since(since: u32) {
    let gone = ticks().wrapping_sub(since);
    BEGIN.store(BEGIN.load(Relaxed).wrapping_add(gone), Relaxed);
}

/// Instructions since [`start`] without what was left out, to 40; at most 4,294 million.
pub fn stop() -> u32 {
    ticks().wrapping_sub(BEGIN.load(Relaxed)).saturating_mul(PER_TICK)
}
