//! Results to the host, by semihosting.
//!
//! A line is words and `name=value` fields separated by blanks; values are decimal. Nothing here
//! uses `core::fmt`.

use core::arch::asm;

/// SYS_WRITEC: writes the character `argument` points at.
const WRITE_CHARACTER: usize = 0x03;
/// SYS_EXIT_EXTENDED: ends the machine with the reason and the code `argument` points at.
const EXIT_EXTENDED: usize = 0x20;
/// ADP_Stopped_ApplicationExit: the application ended by itself.
const APPLICATION_EXIT: u32 = 0x2_0026;

/// Asks the host for `operation` (Arm semihosting, T32 on M profile).
fn call(operation: usize, argument: *const u32) {
    // SAFETY: `bkpt 0xab` is the semihosting trap; the host reads what `argument` points at, which
    // lives on our stack, and answers in r0.
    unsafe { asm!("bkpt 0xab", inout("r0") operation => _, in("r1") argument, options(nostack)) }
}

/// Writes one character.
pub fn character(byte: u8) {
    let value = u32::from(byte);
    call(WRITE_CHARACTER, &raw const value);
}

/// Writes `word` as it is.
#[inline(never)]
pub fn word(word: &str) {
    word.bytes().for_each(character);
}

/// Writes `number` in decimal.
#[inline(never)]
pub fn number(number: u32) {
    let mut place = 1_000_000_000;
    let mut rest = number;
    let mut begun = false;
    while place > 0 {
        let mut digit = b'0';
        while rest >= place {
            rest -= place;
            digit += 1;
        }
        if begun || digit != b'0' || place == 1 {
            character(digit);
            begun = true;
        }
        place /= 10;
    }
}

/// Writes the field ` name=value`.
#[inline(never)]
pub fn field(name: &str, value: u32) {
    character(b' ');
    word(name);
    character(b'=');
    number(value);
}

/// Ends a line.
pub fn end_line() {
    character(b'\n');
}

/// Ends the machine; QEMU exits with `code`.
#[inline(never)]
pub fn exit(code: u32) -> ! {
    let block = [APPLICATION_EXIT, code];
    loop {
        call(EXIT_EXTENDED, block.as_ptr());
    }
}
