//! The stack frame of a function, read from its first instructions (Arm v7-M Architecture Reference
//! Manual, A5 and A7).

/// Instructions looked at: a prologue is shorter.
const PROLOGUE: usize = 16;

/// Bytes a function takes from the stack for itself: what it pushes and what it subtracts from the
/// stack pointer.
pub(super) fn frame(code: &[u8]) -> u64 {
    let mut halfwords = code
        .chunks_exact(2)
        .map(|pair| pair.iter().rev().fold(0, |sum, byte| (sum << 8) | u32::from(*byte)));
    let mut bytes = 0;
    for _ in 0..PROLOGUE {
        let Some(first) = halfwords.next() else { break };
        if first < 0xe800 {
            bytes += match first {
                // PUSH {registers}
                0xb400..0xb600 => 4 * (first & 0x1ff).count_ones(),
                // SUB SP, #imm7 * 4
                0xb080..0xb100 => 4 * (first & 0x7f),
                _ => 0,
            };
            continue;
        }
        let second = halfwords.next().unwrap_or_default();
        let immediate = (second >> 4 & 0x700) | (second & 0xff);
        bytes += match first {
            // PUSH.W {registers}
            0xe92d => 4 * second.count_ones(),
            // SUB.W SP, SP, #modified immediate
            0xf1ad | 0xf5ad if second & 0xf00 == 0xd00 => expand((first & 0x400) << 1 | immediate),
            // SUBW SP, SP, #imm12
            0xf2ad | 0xf6ad if second & 0xf00 == 0xd00 => (first & 0x400) << 1 | immediate,
            _ => 0,
        };
    }
    u64::from(bytes)
}

/// ThumbExpandImm (A5.3.2), for the values a stack frame can have.
fn expand(immediate: u32) -> u32 {
    match immediate >> 8 {
        0 => immediate,
        1..4 => 0,
        _ => (0x80 | immediate & 0x7f).rotate_right(immediate >> 7),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_prologues() {
        // push {r4, r6, r7, lr}; add r7, sp, #8
        assert_eq!(frame(&[0xd0, 0xb5, 0x02, 0xaf]), 16);
        // push {r4-r7, lr}; add r7, sp, #12; push.w {r8, r9, r11}; sub sp, #124
        assert_eq!(
            frame(&[0xf0, 0xb5, 0x03, 0xaf, 0x2d, 0xe9, 0x00, 0x0b, 0x9f, 0xb0]),
            20 + 12 + 124
        );
        // sub.w sp, sp, #1024
        assert_eq!(frame(&[0xad, 0xf5, 0x80, 0x6d]), 1024);
        // sub.w sp, sp, #716
        assert_eq!(frame(&[0xad, 0xf5, 0x33, 0x7d]), 716);
        // subw sp, sp, #2476
        assert_eq!(frame(&[0xad, 0xf6, 0xac, 0x1d]), 2476);
    }
}
