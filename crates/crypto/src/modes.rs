//! What GCM and CCM share: counter mode over one block, fed to an authenticator on the way.

use crate::aes::{Block, block, store};

/// Which side of the encryption the authenticator sees.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sees {
    /// What comes in.
    Before,
    /// What goes out.
    After,
}

/// Adds `keystream` to `text` in place, from byte `at` of the block on, and yields what the authenticator sees, zeros
/// around it. `text` ends no later than the block does.
#[inline(never)]
pub(crate) fn crypt(keystream: &Block, at: usize, text: &mut [u8], sees: Sees) -> Block {
    if let Ok(whole) = <&mut [u8; 16]>::try_from(&mut *text) {
        let ([a, b, c, d], [e, f, g, h]) = (block(whole), *keystream);
        let (before, after) = ([a, b, c, d], [a ^ e, b ^ f, c ^ g, d ^ h]);
        store(&after, whole);
        return if sees == Sees::Before { before } else { after };
    }
    let mut seen = [0; 4];
    for (i, byte) in text.iter_mut().enumerate() {
        let (word, shift) = (((at + i) / 4) & 3, 8 * ((at + i) & 3));
        let before = *byte;
        *byte = before ^ (keystream[word] >> shift).to_le_bytes()[0];
        let seen_byte = if sees == Sees::Before { before } else { *byte };
        seen[word] |= u32::from(seen_byte) << shift;
    }
    seen
}
