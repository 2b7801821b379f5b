//! What both algorithms share: the machine of [`crate::ec`] over the field of 2^255 - 19, numbers
//! as little-endian bytes, inverses.

use crate::ec::{EcMachine, Memory, Params, hex};
use crate::mp::{LIMB_BITS, Limb, Multiplier, limbs_for, number};

/// A field element.
pub(super) type Element = [Limb; limbs_for(32)];
/// The slots, and a table of so many times three numbers.
pub(super) type Memory25519<const N: usize> = Memory<Element, [[Element; 3]; N]>;

/// The Montgomery curve (RFC 7748, section 4.1). The machine's constants: p = 2^255 - 19; for a,
/// what the ladder multiplies by, (486662 - 2) / 4.
pub(super) static CURVE25519: Params = Params {
    id: 29,
    bytes: 32,
    bits: 255,
    constants: &hex::<32>(&["7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed"]),
    a: &[0x01, 0xdb, 0x41],
    a_negative: false,
    form: None,
    slope: &[],
};

/// The twisted Edwards curve (RFC 8032, section 5.1). The machine's constants: p; the order L of
/// the base point for n; d for b.
pub(super) static EDWARDS25519: Params = Params {
    id: 0,
    bytes: 32,
    bits: 255,
    constants: &hex::<96>(&[
        "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed",
        "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed",
        "52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3",
    ]),
    a: &[],
    a_negative: false,
    form: None,
    slope: &[],
};

impl<M: Multiplier> EcMachine<'_, M> {
    /// Reads 32 little-endian bytes without their topmost bit. Where the mask is all ones they are
    /// clamped (RFC 7748, section 5): a multiple of the cofactor 8, its topmost bit 2^254.
    #[inline(never)]
    pub(super) fn read(&self, to: usize, bytes: &[u8; 32], clamp: Limb) {
        let slot = self.slot(to);
        number::from_le_bytes(slot, bytes);
        if let [low, .., high] = slot {
            low.set(low.get() & !(7 & clamp));
            high.set(high.get() & (Limb::MAX >> 1) | 1 << (LIMB_BITS - 2) & clamp);
        }
    }

    /// slot = 1 / slot; 0 stays 0. Uses the table, of 9 numbers.
    #[inline(never)]
    pub(super) fn reciprocal(&self, slot: usize) {
        let mut inversion = self.inversion();
        while !self.invert(&mut inversion, &self.field, slot) {}
    }
}
