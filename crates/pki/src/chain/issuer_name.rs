//! The name of the expected issuer, kept until a certificate comes that may be it.

use super::algorithms::hash;
use crate::dn::fold;
use motetls_crypto::Hash;

/// How a [`Chain`](super::Chain) keeps the name of the issuer it wants.
pub trait IssuerName: Clone {
    /// No name.
    const NONE: Self;

    /// Keeps a whole Name.
    fn keep<H: Hash<Output = [u8; 32]>>(&mut self, name: &[u8]);

    /// Whether this whole Name is the one that is kept.
    fn is<H: Hash<Output = [u8; 32]>>(&self, name: &[u8]) -> bool;
}

/// The hash of a name, which is compared by its bytes: the least memory.
#[derive(Clone, Debug)]
pub struct HashedName([u8; 32]);

impl IssuerName for HashedName {
    const NONE: Self = HashedName([0; 32]);

    #[inline(always)]
    fn keep<H: Hash<Output = [u8; 32]>>(&mut self, name: &[u8]) {
        hash::<H>(name, &mut self.0);
    }

    #[inline(always)]
    fn is<H: Hash<Output = [u8; 32]>>(&self, name: &[u8]) -> bool {
        let mut other = [0; 32];
        hash::<H>(name, &mut other);
        other == self.0
    }
}

/// A name of up to `N` bytes as it stands, which is faster than a hash, or of a longer one the hash
/// under folding.
#[derive(Clone, Debug)]
pub struct WholeName<const N: usize> {
    name: [u8; N],
    /// Bytes of the name; one that is longer than `N` is kept by its hash.
    length: usize,
    hash: [u8; 32],
}

impl<const N: usize> IssuerName for WholeName<N> {
    const NONE: Self = WholeName { name: [0; N], length: 0, hash: [0; 32] };

    fn keep<H: Hash<Output = [u8; 32]>>(&mut self, name: &[u8]) {
        self.length = name.len();
        match self.name.get_mut(..name.len()) {
            Some(place) => place.copy_from_slice(name),
            None => self.hash = fold::digest::<H>(name),
        }
    }

    fn is<H: Hash<Output = [u8; 32]>>(&self, name: &[u8]) -> bool {
        match self.name.get(..self.length) {
            Some(kept) => fold::same(kept, name),
            None => fold::digest::<H>(name) == self.hash,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dn::parse;
    use motetls_crypto::Sha256;

    #[test]
    fn names_are_told_apart_whole_and_hashed() {
        fn check<W: IssuerName>(folds: bool) {
            let mut buffers = [[0; 64]; 3];
            let [one, same, other] = &mut buffers;
            let one = parse("CN=A Mote,O=Motes", one).unwrap();
            let mut expected = W::NONE;
            expected.keep::<Sha256>(one);
            assert!(expected.is::<Sha256>(one));
            assert_eq!(expected.is::<Sha256>(parse("CN=a  mote,O=Motes", same).unwrap()), folds);
            assert!(!expected.is::<Sha256>(parse("CN=A Mote", other).unwrap()));
        }
        check::<HashedName>(false);
        check::<WholeName<64>>(true);
        check::<WholeName<8>>(true);
    }
}
