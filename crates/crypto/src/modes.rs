//! What GCM and CCM share: counter mode over one block, fed to an authenticator on the way.

use crate::aes::Block;

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
    let mut seen = [0; 4];
    if let Ok(whole) = <&mut [u8; 16]>::try_from(&mut *text) {
        for ((bytes, key), seen) in whole.as_chunks_mut().0.iter_mut().zip(keystream).zip(&mut seen) {
            let before = u32::from_le_bytes(*bytes);
            let after = before ^ key;
            *bytes = after.to_le_bytes();
            *seen = if sees == Sees::Before { before } else { after };
        }
        return seen;
    }
    for (i, byte) in text.iter_mut().enumerate() {
        let (word, shift) = (((at + i) / 4) & 3, 8 * ((at + i) & 3));
        let before = *byte;
        *byte = before ^ (keystream[word] >> shift).to_le_bytes()[0];
        let seen_byte = if sees == Sees::Before { before } else { *byte };
        seen[word] |= u32::from(seen_byte) << shift;
    }
    seen
}
