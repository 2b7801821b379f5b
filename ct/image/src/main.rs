//! All operations as one image. `ct_run` does one of them; the tracer puts the secret into memory
//! and calls it.

#![no_std]
#![no_main]

use libc as _;
use operations::{Sink, operations};

/// Runs operation number `index` on `length` bytes at `secret`; yields its result, folded.
///
/// # Safety
/// The bytes at `secret` are initialised.
#[unsafe(no_mangle)]
#[unsafe(link_section = ".text.ct_run")]
pub unsafe extern "C" fn ct_run(index: usize, secret: *const u8, length: usize) -> u32 {
    // SAFETY: the caller's promise is the same.
    let secret = unsafe { core::slice::from_raw_parts(secret, length) };
    let mut sink = Sink::new(|_| {});
    if let Some(operation) = operations().nth(index) {
        (operation.run)(secret, &mut sink);
    }
    sink.digest()
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    // SAFETY: an undefined instruction ends the emulation with an error.
    unsafe { core::arch::asm!("udf #0", options(noreturn)) }
}
