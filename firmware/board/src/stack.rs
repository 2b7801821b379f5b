//! The peak of the stack, by painting what lies below it.

use core::arch::asm;
use core::ptr;

const PAINT: u32 = 0xC0DE_57AC;
/// Bytes below the painter's own frame that are left alone.
const MARGIN: usize = 64;

unsafe extern "C" {
    /// The first address past the statics (`link.x` of cortex-m-rt).
    static mut __sheap: u32;
}

/// The stack pointer of the caller's frame.
#[inline(always)]
#[must_use]
pub fn pointer() -> usize {
    let sp: usize;
    // SAFETY: copies a register.
    unsafe { asm!("mov {}, sp", out(reg) sp, options(nomem, nostack, preserves_flags)) }
    sp
}

fn bottom() -> *mut u32 {
    &raw mut __sheap
}

/// Paints everything between the statics and the stack in use.
#[inline(never)]
pub fn paint() {
    let top = (pointer() - MARGIN) & !3;
    let mut at = bottom();
    while (at as usize) < top {
        // SAFETY: between the end of the statics and the stack pointer nothing lives: there is no
        // heap and no interrupt is enabled.
        unsafe {
            ptr::write_volatile(at, PAINT);
            at = at.add(1);
        }
    }
}

/// Bytes between `base`, a former [`pointer`], and the lowest address whose paint is gone.
#[inline(never)]
#[must_use]
pub fn peak_below(base: usize) -> u32 {
    let mut at = bottom();
    while (at as usize) < base {
        // SAFETY: an aligned address in RAM below the stack's start.
        unsafe {
            if ptr::read_volatile(at) != PAINT {
                break;
            }
            at = at.add(1);
        }
    }
    (base - at as usize) as u32
}
