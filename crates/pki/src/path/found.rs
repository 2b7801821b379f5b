//! A path.

use super::Slot;
use crate::chain::{Chain, Device, FirstFault, Rules, Signatures};
use crate::error::CertError;
use core::fmt;

/// A path from a leaf to the certificate an anchor issued.
pub struct Path<'s, 'c, A: Signatures, R: Rules = Device, J = FirstFault> {
    pub(super) leaf: &'c [u8],
    pub(super) pool: &'c [&'c [u8]],
    /// One for each issuer.
    issuers: &'s [Slot<A, R, J>],
    last: &'s Slot<A, R, J>,
}

impl<'s, 'c, A: Signatures, R: Rules, J> Path<'s, 'c, A, R, J> {
    /// The path whose certificates have `slots`, the leaf's first; `None` without any.
    pub(super) fn new(leaf: &'c [u8], pool: &'c [&'c [u8]], slots: &'s [Slot<A, R, J>]) -> Option<Self> {
        let (_, issuers) = slots.split_first()?;
        Some(Path { leaf, pool, issuers, last: slots.last()? })
    }

    /// Which of the pool are the issuers, from that of the leaf up; none when an anchor issued the leaf itself.
    pub fn issuers(&self) -> impl DoubleEndedIterator<Item = usize> + ExactSizeIterator + use<'s, A, R, J> {
        self.issuers.iter().map(|slot| slot.index)
    }

    /// The certificates, the leaf first.
    pub fn certificates(&self) -> impl DoubleEndedIterator<Item = &'c [u8]> + use<'s, 'c, A, R, J> {
        let pool = self.pool;
        core::iter::once(self.leaf).chain(self.issuers().filter_map(move |index| pool.get(index).copied()))
    }

    /// The leaf's key, in the form [`Chain::finish`] has it.
    ///
    /// # Errors
    /// As [`Chain::finish`]; a path that was found has none.
    pub const fn key(&self) -> Result<&'s A::LeafKey, CertError> {
        self.last.chain.finish()
    }

    /// The chain that became trusted.
    #[must_use]
    pub const fn chain(&self) -> &'s Chain<A, R> {
        &self.last.chain
    }

    /// The judge, as he was left with it.
    #[must_use]
    pub const fn judge(&self) -> Option<&'s J> {
        self.last.judge.as_ref()
    }
}

impl<A: Signatures, R: Rules, J> fmt::Debug for Path<'_, '_, A, R, J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("leaf")?;
        self.issuers().try_for_each(|index| write!(f, " <- {index}"))
    }
}
