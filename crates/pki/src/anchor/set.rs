//! Many anchors in one piece of flash, with nothing to unpack.
//!
//! ```text
//! offset  bytes
//!      0      4  "MTAS"
//!      4      2  version, 2
//!      6      2  N, how many anchors
//!      8    4·N  where the record of each anchor ends, from the start of the set
//!  8+4·N     …   the records: the SHA-256 of the subject's whole Name, 32 bytes; the whole
//!                SubjectPublicKeyInfo; the whole NameConstraints, if there are any
//! ```
//!
//! Numbers are big-endian. Records are in ascending order of their bytes and no two are the same,
//! so one set of anchors has one encoding, and the issuer of a certificate is found by binary
//! search.
//!
//! A name is longer than its hash, 101 bytes in the mean over the roots of Mozilla. The certificate
//! that is looked at bears the name, so nothing is lost: [`AnchorSet::for_certificate`] yields the
//! few anchors it is about, with their names, and these are the anchors of that one call:
//!
//! ```
//! use motetls_crypto::Sha256;
//! use motetls_pki::anchor::AnchorSet;
//! use motetls_pki::{Algorithms, CertError, Certificate, Chain, ChainProgress, TrustAnchor};
//! use motetls_pki::VerifyPolicy;
//!
//! /// Pushes a certificate as [`Chain::push`] does, trusting a set; the anchors in `policy` do not
//! /// count.
//! fn push<A: Algorithms>(
//!     chain: &mut Chain<A>,
//!     set: &AnchorSet<'_>,
//!     policy: &VerifyPolicy<'_>,
//!     der: &[u8],
//! ) -> Result<ChainProgress, CertError> {
//!     let mut found = [TrustAnchor::new(&[], &[]); 4];
//!     let mut count = 0;
//!     if let Ok(certificate) = Certificate::parse(der) {
//!         let anchors = set.for_certificate::<Sha256>(&certificate);
//!         for (place, anchor) in found.iter_mut().zip(anchors) {
//!             *place = anchor;
//!             count += 1;
//!         }
//!     }
//!     chain.push(&VerifyPolicy { anchors: &found[..count], ..*policy }, der)
//! }
//! ```

use super::TrustAnchor;
use crate::certificate::Certificate;
use core::fmt;
use motetls_crypto::Hash;

/// What a set starts with.
pub(super) const MAGIC: [u8; 4] = *b"MTAS";
/// The version written and read here.
pub(super) const VERSION: u16 = 2;
/// Bytes before the ends.
pub(super) const HEADER: usize = 8;
/// Bytes of one end.
pub(super) const END: usize = 4;
/// Bytes of a subject's hash.
pub(super) const HASH: usize = 32;

/// Why bytes are no set of anchors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum InvalidSet {
    /// They do not start as a set does: another kind of file.
    NotASet,
    /// The set is of a version that is not known here.
    Version,
    /// A record does not end where it must, or bytes are missing or left over.
    Length,
    /// A key is not one SubjectPublicKeyInfo in DER, or what follows it is no NameConstraints.
    Key,
    /// The records are not in ascending order.
    Order,
}

/// An anchor in a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashedAnchor<'a> {
    /// The SHA-256 of the subject's whole Name.
    pub subject_hash: &'a [u8; HASH],
    /// The whole SubjectPublicKeyInfo.
    pub spki: &'a [u8],
    /// The whole NameConstraints; empty for none.
    pub name_constraints: &'a [u8],
}

impl<'a> HashedAnchor<'a> {
    /// The anchor, with the name that was hashed.
    const fn named(&self, subject: &'a [u8]) -> TrustAnchor<'a> {
        TrustAnchor { subject, spki: self.spki, name_constraints: self.name_constraints }
    }
}

/// A set of anchors, borrowed from flash or a file. All of it was checked when it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnchorSet<'a> {
    /// The whole set.
    bytes: &'a [u8],
    /// How many anchors.
    count: usize,
}

impl<'a> AnchorSet<'a> {
    /// Reads a set, and checks every record of it. Runs at compile time too, and fails the build
    /// there:
    ///
    /// ```
    /// use motetls_pki::anchor::AnchorSet;
    /// const NONE: AnchorSet<'static> = match AnchorSet::parse(b"MTAS\0\x02\0\0") {
    ///     Ok(set) => set,
    ///     Err(_) => panic!("the anchors were built by another version: make them anew"),
    /// };
    /// assert_eq!(NONE.len(), 0);
    /// ```
    ///
    /// # Errors
    /// [`InvalidSet`] at the first thing that is wrong.
    pub const fn parse(bytes: &'a [u8]) -> Result<Self, InvalidSet> {
        let Some((magic, rest)) = bytes.split_first_chunk::<4>() else {
            return Err(InvalidSet::NotASet);
        };
        if u32::from_be_bytes(*magic) != u32::from_be_bytes(MAGIC) {
            return Err(InvalidSet::NotASet);
        }
        let Some((version, rest)) = rest.split_first_chunk::<2>() else {
            return Err(InvalidSet::Length);
        };
        if u16::from_be_bytes(*version) != VERSION {
            return Err(InvalidSet::Version);
        }
        let Some((count, _)) = rest.split_first_chunk::<2>() else {
            return Err(InvalidSet::Length);
        };
        let set = AnchorSet { bytes, count: u16::from_be_bytes(*count) as usize };
        match set.check() {
            Ok(()) => Ok(set),
            Err(error) => Err(error),
        }
    }

    const fn check(&self) -> Result<(), InvalidSet> {
        let Some(mut end) = self.end(0) else { return Err(InvalidSet::Length) };
        let mut before: &[u8] = &[];
        let mut place = 0;
        while place < self.count {
            let Some(record) = self.record(place) else { return Err(InvalidSet::Length) };
            let Some((_, key)) = record.split_at_checked(HASH) else {
                return Err(InvalidSet::Length);
            };
            match split_sequence(key) {
                Some((_, [])) => {}
                Some((_, constraints)) if is_sequence(constraints) => {}
                _ => return Err(InvalidSet::Key),
            }
            if !is_less(before, record) {
                return Err(InvalidSet::Order);
            }
            before = record;
            place = place.wrapping_add(1);
            match self.end(place) {
                Some(next) => end = next,
                None => return Err(InvalidSet::Length),
            }
        }
        if end == self.bytes.len() { Ok(()) } else { Err(InvalidSet::Length) }
    }

    /// Where the first `place` records end; those of none, where the first starts.
    const fn end(&self, place: usize) -> Option<usize> {
        if place == 0 {
            return Some(HEADER.saturating_add(self.count.saturating_mul(END)));
        }
        let start = HEADER.saturating_add(place.wrapping_sub(1).saturating_mul(END));
        let Some((_, rest)) = self.bytes.split_at_checked(start) else { return None };
        match rest.first_chunk::<END>() {
            Some(octets) => Some(u32::from_be_bytes(*octets) as usize),
            None => None,
        }
    }

    /// The record at `place`.
    const fn record(&self, place: usize) -> Option<&'a [u8]> {
        let (Some(start), Some(end)) = (self.end(place), self.end(place.saturating_add(1))) else {
            return None;
        };
        let Some((until, _)) = self.bytes.split_at_checked(end) else { return None };
        match until.split_at_checked(start) {
            Some((_, record)) => Some(record),
            None => None,
        }
    }

    /// No anchors.
    pub const EMPTY: Self = AnchorSet { bytes: b"MTAS\0\x02\0\0", count: 0 };

    /// How many anchors there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The anchor at `place`, from 0.
    #[must_use]
    pub const fn get(&self, place: usize) -> Option<HashedAnchor<'a>> {
        if place >= self.count {
            return None;
        }
        let Some(record) = self.record(place) else { return None };
        let Some((subject_hash, rest)) = record.split_first_chunk::<HASH>() else { return None };
        match split_sequence(rest) {
            Some((spki, name_constraints)) => {
                Some(HashedAnchor { subject_hash, spki, name_constraints })
            }
            None => None,
        }
    }

    /// All anchors, in their order.
    pub fn iter(&self) -> impl Iterator<Item = HashedAnchor<'a>> + use<'a> {
        let set = *self;
        (0..set.count).map_while(move |place| set.get(place))
    }

    /// The anchors whose subject's Name has this SHA-256: one as a rule, none, or the keys of one
    /// name.
    pub fn find(&self, hash: &[u8; HASH]) -> impl Iterator<Item = HashedAnchor<'a>> + use<'a> {
        let (set, hash) = (*self, *hash);
        let (mut low, mut high) = (0, set.count);
        while low < high {
            let middle = low.midpoint(high);
            if set.get(middle).is_some_and(|anchor| *anchor.subject_hash < hash) {
                low = middle.wrapping_add(1);
            } else {
                high = middle;
            }
        }
        (low..set.count)
            .map_while(move |place| set.get(place))
            .take_while(move |anchor| *anchor.subject_hash == hash)
    }

    /// The anchors that may have issued `certificate`, and the certificate itself if it is one: all
    /// that a verifier can need of the set when it looks at this certificate. `H` is SHA-256.
    ///
    /// Names are those of the certificate and equal byte by byte, whatever the verifier's rules of
    /// folding.
    pub fn for_certificate<'c, H: Hash<Output = [u8; HASH]>>(
        &self,
        certificate: &Certificate<'c>,
    ) -> impl Iterator<Item = TrustAnchor<'c>> + use<'a, 'c, H>
    where
        'a: 'c,
    {
        let (issuer, subject, spki) = (certificate.issuer, certificate.subject, certificate.spki);
        let own = self.find(&H::digest(subject)).filter(move |anchor| anchor.spki == spki);
        let own = own.map(move |anchor| anchor.named(subject));
        let issuers = self.find(&H::digest(issuer));
        own.chain(issuers.map(move |anchor| anchor.named(issuer)))
    }
}

/// Takes one SEQUENCE, with a length of one or two octets, or three: no key is longer.
const fn split_sequence(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (header, length) = match bytes {
        [0x30, length @ 0..=0x7f, ..] => (2, *length as usize),
        [0x30, 0x81, length @ 0x80..=0xff, ..] => (3, *length as usize),
        [0x30, 0x82, high @ 1..=0xff, low, ..] => (4, u16::from_be_bytes([*high, *low]) as usize),
        _ => return None,
    };
    bytes.split_at_checked(length.wrapping_add(header))
}

/// Whether `bytes` are one SEQUENCE.
const fn is_sequence(bytes: &[u8]) -> bool {
    matches!(split_sequence(bytes), Some((_, [])))
}

/// Whether `one` comes before `other` in the order of their bytes.
const fn is_less(mut one: &[u8], mut other: &[u8]) -> bool {
    loop {
        match (one, other) {
            (_, []) => return false,
            ([], _) => return true,
            ([a, ..], [b, ..]) if *a != *b => return *a < *b,
            ([_, one_rest @ ..], [_, other_rest @ ..]) => (one, other) = (one_rest, other_rest),
        }
    }
}

impl fmt::Display for InvalidSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            InvalidSet::NotASet => {
                "this is no set of anchors: make one with `motetls cert anchors -o anchors.bin`"
            }
            InvalidSet::Version => {
                "the set of anchors is of another version: make it anew with `motetls cert anchors`"
            }
            InvalidSet::Length => {
                "the set of anchors was cut short or has bytes left over: copy it anew"
            }
            InvalidSet::Key => "a key in the set of anchors is malformed: make the set anew",
            InvalidSet::Order => "the anchors of the set are out of order: make it anew",
        })
    }
}

impl core::error::Error for InvalidSet {}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use super::*;
    use crate::anchor::to_vec;
    use motetls_crypto::Sha256;
    use std::vec::Vec;

    const KEY: &[u8] = &[0x30, 2, 5, 0];
    const OTHER: &[u8] = &[0x30, 3, 4, 1, 7];

    fn set() -> Vec<u8> {
        let anchor = TrustAnchor::new;
        to_vec::<Sha256>(&[
            anchor(b"b", KEY),
            anchor(b"a", OTHER),
            anchor(b"a", KEY),
            anchor(b"b", KEY),
        ])
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes = set();
        assert_eq!(bytes.len(), 8 + 3 * (4 + 32) + 4 + 5 + 4);
        let read = AnchorSet::parse(&bytes).unwrap();
        assert_eq!((read.len(), read.iter().count(), read.get(3)), (3, 3, None));
        let keys = |name: &[u8]| -> Vec<&[u8]> {
            read.find(&Sha256::digest(name)).map(|anchor| anchor.spki).collect()
        };
        assert_eq!(keys(b"a"), [KEY, OTHER]);
        assert_eq!(keys(b"b"), [KEY]);
        assert!(keys(b"c").is_empty());
        assert_eq!(AnchorSet::parse(&to_vec::<Sha256>(&[])).map(|set| set.is_empty()), Ok(true));
    }

    #[test]
    fn constraints_stand_behind_the_key() {
        let constrained = TrustAnchor { name_constraints: OTHER, ..TrustAnchor::new(b"a", KEY) };
        let bytes = to_vec::<Sha256>(&[constrained, TrustAnchor::new(b"a", KEY), constrained]);
        let read = AnchorSet::parse(&bytes).unwrap();
        let found: Vec<_> = read
            .find(&Sha256::digest(b"a"))
            .map(|anchor| (anchor.spki, anchor.name_constraints))
            .collect();
        assert_eq!(found, [(KEY, &[][..]), (KEY, OTHER)]);
        for end in [&[5, 0][..], &[0x30], &[0x30, 0, 0x30, 0]] {
            let anchor = TrustAnchor { name_constraints: end, ..TrustAnchor::new(b"a", KEY) };
            let bytes = to_vec::<Sha256>(&[anchor]);
            assert_eq!(AnchorSet::parse(&bytes), Err(InvalidSet::Key), "{end:?}");
        }
    }

    #[test]
    fn nothing_else_is() {
        let bytes = set();
        for length in 0..bytes.len() {
            assert!(AnchorSet::parse(&bytes[..length]).is_err(), "{length}");
        }
        let changed = |place: usize, by: u8| {
            let mut bytes = set();
            bytes[place] ^= by;
            AnchorSet::parse(&bytes).unwrap_err()
        };
        assert_eq!(changed(0, 1), InvalidSet::NotASet);
        assert_eq!(changed(5, 3), InvalidSet::Version);
        assert_eq!(changed(7, 1), InvalidSet::Key, "two: the table starts earlier");
        assert_eq!(changed(6, 4), InvalidSet::Length, "a thousand and more");
        assert_eq!(changed(8, 0x80), InvalidSet::Length);
        assert_eq!(changed(bytes.len() - 4, 0x10), InvalidSet::Key);
        let mut swapped = set();
        swapped[20] = 0xff;
        assert_eq!(AnchorSet::parse(&swapped), Err(InvalidSet::Order));
        assert_eq!(AnchorSet::parse(&[&bytes[..], &[0]].concat()), Err(InvalidSet::Length));
    }
}
