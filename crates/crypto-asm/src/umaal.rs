//! The field of P-256 by `UMAAL`: `umaal l, h, x, y` is h 2^32 + l = x y + l + h, which never
//! overflows.
//!
//! Functions of their own in assembly, called by the procedure call standard (AAPCS32): arguments
//! in `r0` (to), `r1` (left) and `r2` (right), `r4` to `r11` kept. Each reads its operands whole
//! before it writes, so that all three may be one. Integers are eight words, least significant
//! first; B = 2^32.

use core::arch::naked_asm;
use core::cell::Cell;

use motetls_crypto::p256::{Arithmetic, Words};

/// Arithmetic modulo the prime of P-256 by `UMAAL`.
#[derive(Clone, Copy, Debug)]
pub enum Umaal {}

impl Arithmetic for Umaal {
    #[inline(always)]
    fn multiply(to: &Cell<Words>, left: &Cell<Words>, right: &Cell<Words>) {
        multiply(to, left, right);
    }

    #[inline(always)]
    fn add(to: &Cell<Words>, left: &Cell<Words>, right: &Cell<Words>) {
        add(to, left, right);
    }

    #[inline(always)]
    fn subtract(to: &Cell<Words>, left: &Cell<Words>, right: &Cell<Words>) {
        subtract(to, left, right);
    }
}

/// (w3 .. w0) + c, plus four words of `left` in `r3` to `r6` times the word `b` of `right`: the
/// lowest word goes to the product's word at `out`, and (c w3 w2 w1) stay.
macro_rules! row {
    ($w0:ident $w1:ident $w2:ident $w3:ident $c:ident, $b:ident, $out:literal) => {
        concat!(
            concat!(
                "umaal ",
                stringify!($w0),
                ", ",
                stringify!($c),
                ", r3, ",
                stringify!($b),
                "\n"
            ),
            concat!(
                "umaal ",
                stringify!($w1),
                ", ",
                stringify!($c),
                ", r4, ",
                stringify!($b),
                "\n"
            ),
            concat!(
                "umaal ",
                stringify!($w2),
                ", ",
                stringify!($c),
                ", r5, ",
                stringify!($b),
                "\n"
            ),
            concat!(
                "umaal ",
                stringify!($w3),
                ", ",
                stringify!($c),
                ", r6, ",
                stringify!($b),
                "\n"
            ),
            concat!("str ", stringify!($w0), ", [sp, #", $out, "]"),
        )
    };
}

/// One column of the reduction: the word $t plus those words of Q that reach it by B^3 and by B^6,
/// and by (B - 1) B^7.
macro_rules! column {
    ($t:ident, $($q:ident $carry:ident $times:ident),+) => {
        concat!($(
            "umaal ", stringify!($t), ", ", stringify!($carry), ", ",
            stringify!($q), ", ", stringify!($times), "\n"
        ),+)
    };
}

/// to = left * right / 2^256 modulo p, for integers of which one is below p: below p.
///
/// First the whole product, 16 words on the stack: the low half of `left`, then its high half,
/// times `right` word by word. Then the multiple Q p that makes the low half 0. As p = B^8 - B^7 +
/// B^6 + B^3 - 1, word i of Q is what stands in word i of the sum before the -1 takes it away; the
/// sums of Q B^3, Q B^6 and Q (B - 1) B^7 are made column by column, with a carry each (`r8`, `r9`,
/// `r10`). What is left is below 2 p, and p is taken off and given back where that was too much.
#[unsafe(naked)]
extern "C" fn multiply(to: &Cell<Words>, left: &Cell<Words>, right: &Cell<Words>) {
    naked_asm!(
        "push {{r0, r4-r11, lr}}",
        "sub sp, #64",
        // The low half of `left`.
        "ldm r1!, {{r3-r6}}",
        "ldm r2!, {{r0, r12, lr}}",
        "mov r7, #0",
        "mov r8, #0",
        "mov r9, #0",
        "mov r10, #0",
        "mov r11, #0",
        row!(r7 r8 r9 r10 r11, r0, 0),
        "mov r7, #0",
        row!(r8 r9 r10 r11 r7, r12, 4),
        "mov r8, #0",
        row!(r9 r10 r11 r7 r8, lr, 8),
        "ldm r2!, {{r0, r12, lr}}",
        "mov r9, #0",
        row!(r10 r11 r7 r8 r9, r0, 12),
        "mov r10, #0",
        row!(r11 r7 r8 r9 r10, r12, 16),
        "mov r11, #0",
        row!(r7 r8 r9 r10 r11, lr, 20),
        "ldm r2!, {{r0, r12}}",
        "mov r7, #0",
        row!(r8 r9 r10 r11 r7, r0, 24),
        "mov r8, #0",
        row!(r9 r10 r11 r7 r8, r12, 28),
        "strd r10, r11, [sp, #32]",
        "strd r7, r8, [sp, #40]",
        // The high half, from word 4 on.
        "ldm r1, {{r3-r6}}",
        "sub r2, #32",
        "ldm r2!, {{r0, r12, lr}}",
        "ldrd r7, r8, [sp, #16]",
        "ldrd r9, r10, [sp, #24]",
        "mov r11, #0",
        row!(r7 r8 r9 r10 r11, r0, 16),
        "mov r7, #0",
        row!(r8 r9 r10 r11 r7, r12, 20),
        "mov r8, #0",
        row!(r9 r10 r11 r7 r8, lr, 24),
        "ldm r2!, {{r0, r12, lr}}",
        "mov r9, #0",
        row!(r10 r11 r7 r8 r9, r0, 28),
        "ldr r10, [sp, #32]",
        row!(r11 r7 r8 r9 r10, r12, 32),
        "ldr r11, [sp, #36]",
        row!(r7 r8 r9 r10 r11, lr, 36),
        "ldm r2, {{r0, r12}}",
        "ldr r7, [sp, #40]",
        row!(r8 r9 r10 r11 r7, r0, 40),
        "ldr r8, [sp, #44]",
        row!(r9 r10 r11 r7 r8, r12, 44),
        "strd r10, r11, [sp, #48]",
        "strd r7, r8, [sp, #56]",
        // The low half becomes Q, the high half the result: a word of it takes the place of a word
        // of Q used up.
        "ldm sp, {{r0-r7}}",
        "mov r8, #0",
        "mov r9, #0",
        "mov r10, #0",
        "mov r11, #1",
        "mvn r12, #0",
        column!(r3, r0 r8 r11),
        column!(r4, r1 r8 r11),
        column!(r5, r2 r8 r11),
        column!(r6, r3 r8 r11, r0 r9 r11),
        column!(r7, r4 r8 r11, r1 r9 r11, r0 r10 r12),
        "ldr lr, [sp, #32]",
        column!(lr, r5 r8 r11, r2 r9 r11, r1 r10 r12),
        "ldr r0, [sp, #36]",
        column!(r0, r6 r8 r11, r3 r9 r11, r2 r10 r12),
        "ldr r1, [sp, #40]",
        column!(r1, r7 r8 r11, r4 r9 r11, r3 r10 r12),
        "ldr r2, [sp, #44]",
        "add r9, r8",
        column!(r2, r5 r9 r11, r4 r10 r12),
        "ldr r3, [sp, #48]",
        column!(r3, r6 r9 r11, r5 r10 r12),
        "ldr r4, [sp, #52]",
        column!(r4, r7 r9 r11, r6 r10 r12),
        "ldrd r5, r6, [sp, #56]",
        column!(r5, r7 r10 r12),
        "mov r7, #0",
        "adds r5, r9",
        "adcs r6, r10",
        "adc r7, r7, #0",
        // Less p; r7 tells whether that was too much.
        "subs lr, lr, r12",
        "sbcs r0, r0, r12",
        "sbcs r1, r1, r12",
        "sbcs r2, r2, #0",
        "sbcs r3, r3, #0",
        "sbcs r4, r4, #0",
        "sbcs r5, r5, #1",
        "sbcs r6, r6, r12",
        "sbc r7, r7, #0",
        "lsr r8, r7, #31",
        "adds lr, lr, r7",
        "adcs r0, r0, r7",
        "adcs r1, r1, r7",
        "adcs r2, r2, #0",
        "adcs r3, r3, #0",
        "adcs r4, r4, #0",
        "adcs r5, r5, r8",
        "adc r6, r6, r7",
        "ldr r12, [sp, #64]",
        "str lr, [r12], #4",
        "stm r12, {{r0-r6}}",
        "add sp, #68",
        "pop {{r4-r11, pc}}",
    )
}

/// to = left + right modulo p, for a sum below 2 p: below p.
#[unsafe(naked)]
extern "C" fn add(to: &Cell<Words>, left: &Cell<Words>, right: &Cell<Words>) {
    naked_asm!(
        "push {{r4-r11, lr}}",
        "ldm r1, {{r3-r10}}",
        "ldm r2!, {{r1, r11, r12, lr}}",
        "adds r3, r1",
        "adcs r4, r11",
        "adcs r5, r12",
        "adcs r6, lr",
        "ldm r2, {{r1, r11, r12, lr}}",
        "adcs r7, r1",
        "adcs r8, r11",
        "adcs r9, r12",
        "adcs r10, lr",
        "mov r1, #0",
        "adc r1, r1, #0",
        // Less p; r1 tells whether that was too much.
        "mvn r2, #0",
        "subs r3, r3, r2",
        "sbcs r4, r4, r2",
        "sbcs r5, r5, r2",
        "sbcs r6, r6, #0",
        "sbcs r7, r7, #0",
        "sbcs r8, r8, #0",
        "sbcs r9, r9, #1",
        "sbcs r10, r10, r2",
        "sbc r1, r1, #0",
        "lsr r2, r1, #31",
        "adds r3, r3, r1",
        "adcs r4, r4, r1",
        "adcs r5, r5, r1",
        "adcs r6, r6, #0",
        "adcs r7, r7, #0",
        "adcs r8, r8, #0",
        "adcs r9, r9, r2",
        "adc r10, r10, r1",
        "stm r0, {{r3-r10}}",
        "pop {{r4-r11, pc}}",
    )
}

/// to = left - right modulo p, for integers below p: below p.
#[unsafe(naked)]
extern "C" fn subtract(to: &Cell<Words>, left: &Cell<Words>, right: &Cell<Words>) {
    naked_asm!(
        "push {{r4-r11, lr}}",
        "ldm r1, {{r3-r10}}",
        "ldm r2!, {{r1, r11, r12, lr}}",
        "subs r3, r1",
        "sbcs r4, r11",
        "sbcs r5, r12",
        "sbcs r6, lr",
        "ldm r2, {{r1, r11, r12, lr}}",
        "sbcs r7, r1",
        "sbcs r8, r11",
        "sbcs r9, r12",
        "sbcs r10, lr",
        // Plus p where that is negative.
        "sbc r1, r1, r1",
        "lsr r2, r1, #31",
        "adds r3, r3, r1",
        "adcs r4, r4, r1",
        "adcs r5, r5, r1",
        "adcs r6, r6, #0",
        "adcs r7, r7, #0",
        "adcs r8, r8, #0",
        "adcs r9, r9, r2",
        "adc r10, r10, r1",
        "stm r0, {{r3-r10}}",
        "pop {{r4-r11, pc}}",
    )
}
