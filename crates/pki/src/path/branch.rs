//! The state of a search at one certificate of its path: [`Branch`], and the `Rank` of the issuer
//! tried last.

use crate::chain::{Chain, DeviceRules, FirstFault, RuleSet, Signatures};

/// Its key is the one the certificate names.
pub(super) const SAME_KEY: u8 = 0;
/// One of them names no key.
pub(super) const SOME_KEY: u8 = 2;
/// Its key is another one.
pub(super) const OTHER_KEY: u8 = 4;
/// Added when it is not in time.
pub(super) const OUT_OF_TIME: u8 = 1;

/// When an issuer comes to be tried: the lower the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    /// One of the above.
    pub likelihood: u8,
    /// Which of the pool it is.
    pub index: usize,
}

impl Rank {
    /// Whether its key is not the one the certificate names.
    pub(super) const fn has_other_key(&self) -> bool {
        self.likelihood >= OTHER_KEY
    }
}

/// Room for one certificate of a path: the state of the chain with it pushed, hardly larger than a
/// [`Chain`].
pub struct Branch<A: Signatures, R: RuleSet = DeviceRules, V = FirstFault> {
    pub(super) chain: Chain<A, R>,
    pub(super) validator: Option<V>,
    /// Which of the pool it is; of no meaning for the leaf.
    pub(super) index: usize,
    /// The issuer tried last.
    pub(super) tried: Option<Rank>,
}

impl<A: Signatures, R: RuleSet, V> Branch<A, R, V> {
    /// Room for one.
    pub const EMPTY: Self = Branch { chain: Chain::new(), validator: None, index: 0, tried: None };
}
