//! A path.

use super::branch::Branch;
use crate::chain::{Chain, DeviceRules, FirstFault, RuleSet, Signatures};
use crate::error::CertError;
use core::fmt;

/// A path from a leaf to the certificate an anchor issued.
pub struct Path<'s, 'c, A: Signatures, R: RuleSet = DeviceRules, V = FirstFault> {
    pub(super) leaf: &'c [u8],
    pub(super) pool: &'c [&'c [u8]],
    /// One for each issuer.
    issuers: &'s [Branch<A, R, V>],
    last: &'s Branch<A, R, V>,
}

impl<'s, 'c, A: Signatures, R: RuleSet, V> Path<'s, 'c, A, R, V> {
    /// The path whose certificates have `branches`, the leaf's first; `None` without any.
    pub(super) fn new(
        leaf: &'c [u8],
        pool: &'c [&'c [u8]],
        branches: &'s [Branch<A, R, V>],
    ) -> Option<Self> {
        let (_, issuers) = branches.split_first()?;
        Some(Path { leaf, pool, issuers, last: branches.last()? })
    }

    /// Which of the pool are the issuers, from that of the leaf up; none when an anchor issued the
    /// leaf itself.
    pub fn issuers(
        &self,
    ) -> impl DoubleEndedIterator<Item = usize> + ExactSizeIterator + use<'s, A, R, V> {
        self.issuers.iter().map(|branch| branch.index)
    }

    /// The certificates, the leaf first.
    pub fn certificates(&self) -> impl DoubleEndedIterator<Item = &'c [u8]> + use<'s, 'c, A, R, V> {
        let pool = self.pool;
        core::iter::once(self.leaf)
            .chain(self.issuers().filter_map(move |index| pool.get(index).copied()))
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

    /// The validator, as the search left it.
    #[must_use]
    pub const fn validator(&self) -> Option<&'s V> {
        self.last.validator.as_ref()
    }
}

impl<A: Signatures, R: RuleSet, V> fmt::Debug for Path<'_, '_, A, R, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("leaf")?;
        self.issuers().try_for_each(|index| write!(f, " <- {index}"))
    }
}
