//! Copying, filling and comparing memory: what compiled code calls on its own, under the names of C
//! and of the Arm EABI.
//!
//! The compiler's own are 4 KB, unrolled for speed. A device has small ones from its C library;
//! these take their part, and the footprint counts them with the library. Word by word, then byte
//! by byte; the cores take unaligned words.

#![no_std]
#![no_builtins]

use core::arch::global_asm;

// The EABI's names for known alignments and for clearing (Run-time ABI for the Arm Architecture,
// section 4.3.4).
global_asm!(
    ".thumb_set __aeabi_memcpy, memcpy",
    ".thumb_set __aeabi_memcpy4, memcpy",
    ".thumb_set __aeabi_memcpy8, memcpy",
    ".thumb_set __aeabi_memmove, memmove",
    ".thumb_set __aeabi_memmove4, memmove",
    ".thumb_set __aeabi_memmove8, memmove",
    ".thumb_set __aeabi_memset4, __aeabi_memset",
    ".thumb_set __aeabi_memset8, __aeabi_memset",
    ".thumb_set __aeabi_memclr4, __aeabi_memclr",
    ".thumb_set __aeabi_memclr8, __aeabi_memclr",
    ".global __aeabi_memcpy, __aeabi_memcpy4, __aeabi_memcpy8",
    ".global __aeabi_memmove, __aeabi_memmove4, __aeabi_memmove8",
    ".global __aeabi_memset4, __aeabi_memset8, __aeabi_memclr4, __aeabi_memclr8",
);

/// Copies `n` bytes upward.
///
/// # Safety
/// Both ranges are valid; `to` does not begin inside the range at `from`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memcpy(to: *mut u8, from: *const u8, n: usize) -> *mut u8 {
    let mut at = 0;
    // SAFETY: `at` stays below `n`, and both ranges hold `n` bytes.
    unsafe {
        while n - at >= 4 {
            to.add(at).cast::<u32>().write_unaligned(from.add(at).cast::<u32>().read_unaligned());
            at += 4;
        }
        while at < n {
            *to.add(at) = *from.add(at);
            at += 1;
        }
    }
    to
}

/// Copies `n` bytes between ranges that may overlap.
///
/// # Safety
/// Both ranges are valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memmove(to: *mut u8, from: *const u8, n: usize) -> *mut u8 {
    // SAFETY: going downward, every byte is read before it is overwritten if `to` lies above
    // `from`.
    unsafe {
        if (to as usize).wrapping_sub(from as usize) >= n {
            return memcpy(to, from, n);
        }
        let mut left = n;
        while left > 0 {
            left -= 1;
            *to.add(left) = *from.add(left);
        }
    }
    to
}

/// Fills `n` bytes with the low byte of `value`.
///
/// # Safety
/// The range is valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn __aeabi_memset(to: *mut u8, n: usize, value: u32) {
    let word = (value & 0xff) * 0x0101_0101;
    let mut at = 0;
    // SAFETY: `at` stays below `n`, and the range holds `n` bytes.
    unsafe {
        while n - at >= 4 {
            to.add(at).cast::<u32>().write_unaligned(word);
            at += 4;
        }
        while at < n {
            *to.add(at) = word as u8;
            at += 1;
        }
    }
}

/// Fills `n` bytes with zeros.
///
/// # Safety
/// The range is valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn __aeabi_memclr(to: *mut u8, n: usize) {
    // SAFETY: the caller's promise is the same.
    unsafe { __aeabi_memset(to, n, 0) }
}

/// Fills `n` bytes with the low byte of `value`, C's order of arguments.
///
/// # Safety
/// The range is valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memset(to: *mut u8, value: u32, n: usize) -> *mut u8 {
    // SAFETY: the caller's promise is the same.
    unsafe { __aeabi_memset(to, n, value) };
    to
}

/// Compares `n` bytes: negative, zero or positive as `a` is below, equal to or above `b`. Not in
/// constant time.
///
/// # Safety
/// Both ranges are valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memcmp(a: *const u8, b: *const u8, n: usize) -> i32 {
    let mut at = 0;
    while at < n {
        // SAFETY: `at` stays below `n`, and both ranges hold `n` bytes.
        let (left, right) = unsafe { (*a.add(at), *b.add(at)) };
        if left != right {
            return i32::from(left) - i32::from(right);
        }
        at += 1;
    }
    0
}

/// Whether `n` bytes differ. Not in constant time.
///
/// # Safety
/// Both ranges are valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bcmp(a: *const u8, b: *const u8, n: usize) -> i32 {
    // SAFETY: the caller's promise is the same.
    unsafe { memcmp(a, b, n) }
}
