//! What a program running under valgrind may ask of it (Valgrind manual, section 3.1, "The Client
//! Request mechanism").
//!
//! A request is a sequence of rotations that does nothing on a processor and that valgrind knows.

/// Whether the program runs under valgrind.
pub(crate) fn present() -> bool {
    request(0x1001, 0, 0) != 0
}

/// How many errors valgrind has seen so far.
pub(crate) fn errors() -> u64 {
    request(0x1201, 0, 0)
}

/// Makes `bytes` undefined: memcheck reports every branch and every address that depends on them.
pub(crate) fn classify(bytes: &mut [u8]) {
    request(memcheck(1), bytes.as_ptr() as u64, bytes.len() as u64);
}

/// Makes `bytes` defined.
pub(crate) fn declassify(bytes: &mut [u8]) {
    request(memcheck(2), bytes.as_ptr() as u64, bytes.len() as u64);
}

/// The number of a request to memcheck.
const fn memcheck(request: u64) -> u64 {
    (b'M' as u64) << 24 | (b'C' as u64) << 16 | request
}

#[cfg(target_arch = "x86_64")]
fn request(number: u64, first: u64, second: u64) -> u64 {
    let arguments = [number, first, second, 0, 0, 0];
    let mut answer = 0;
    // SAFETY: on a processor, four rotations by 128 bits in all and an exchange of a register with
    // itself change nothing; valgrind reads the six words and writes the answer. The memory named
    // is the caller's and is not changed.
    unsafe {
        core::arch::asm!(
            "rol rdi, 3",
            "rol rdi, 13",
            "rol rdi, 61",
            "rol rdi, 51",
            "xchg rbx, rbx",
            inout("rdi") 0u64 => _,
            in("rax") arguments.as_ptr(),
            inout("rdx") answer,
        );
    }
    answer
}

#[cfg(not(target_arch = "x86_64"))]
fn request(_: u64, _: u64, _: u64) -> u64 {
    0
}
