//! Extension blocks (RFC 9846, section 4.3): a list of (type, bytes), each type once.

use motetls_base::writer::{Prefix, Writer};
use motetls_base::{DecodeError, Reader};

use crate::error::ErrorKind;
use crate::num::ExtensionType;

/// The extensions we know, in the order of their bits in an [`ExtensionSet`].
const KNOWN: [ExtensionType; 19] = [
    ExtensionType::SERVER_NAME,
    ExtensionType::MAX_FRAGMENT_LENGTH,
    ExtensionType::SUPPORTED_GROUPS,
    ExtensionType::SIGNATURE_ALGORITHMS,
    ExtensionType::APPLICATION_LAYER_PROTOCOL_NEGOTIATION,
    ExtensionType::CLIENT_CERTIFICATE_TYPE,
    ExtensionType::SERVER_CERTIFICATE_TYPE,
    ExtensionType::RECORD_SIZE_LIMIT,
    ExtensionType::PRE_SHARED_KEY,
    ExtensionType::EARLY_DATA,
    ExtensionType::SUPPORTED_VERSIONS,
    ExtensionType::COOKIE,
    ExtensionType::PSK_KEY_EXCHANGE_MODES,
    ExtensionType::KEY_SHARE,
    ExtensionType::STATUS_REQUEST,
    ExtensionType::CERTIFICATE_AUTHORITIES,
    ExtensionType::OID_FILTERS,
    ExtensionType::POST_HANDSHAKE_AUTH,
    ExtensionType::SIGNATURE_ALGORITHMS_CERT,
];

/// A set of known extensions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExtensionSet(u32);

impl ExtensionSet {
    /// The set without members.
    pub const EMPTY: Self = ExtensionSet(0);

    /// The set of `members`; unknown types are left out.
    #[must_use]
    pub const fn of(members: &[ExtensionType]) -> Self {
        let mut set = ExtensionSet(0);
        let mut rest = members;
        while let [first, others @ ..] = rest {
            set = set.with(*first);
            rest = others;
        }
        set
    }

    /// The set and `member`.
    #[must_use]
    pub const fn with(self, member: ExtensionType) -> Self {
        ExtensionSet(self.0 | bit(member))
    }

    /// Whether `member` is known and in the set.
    #[must_use]
    pub const fn has(self, member: ExtensionType) -> bool {
        self.meets(ExtensionSet(bit(member)))
    }

    /// Whether the sets have a member in common.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The set without `member`.
    #[must_use]
    pub const fn without(self, member: ExtensionType) -> Self {
        ExtensionSet(self.0 & !bit(member))
    }

    /// The members of both sets together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        ExtensionSet(self.0 | other.0)
    }
}

/// The bit of an extension; 0 for an unknown one.
const fn bit(member: ExtensionType) -> u32 {
    let mut bit = 1;
    let mut rest: &[ExtensionType] = &KNOWN;
    while let [first, others @ ..] = rest {
        if first.0 == member.0 {
            return bit;
        }
        bit <<= 1;
        rest = others;
    }
    0
}

/// Walks over an extension block of a server's message.
pub struct ExtensionBlock<'a> {
    rest: Reader<'a>,
    /// What may stand in this message at all.
    place: ExtensionSet,
    /// What we asked for.
    offered: ExtensionSet,
    seen: ExtensionSet,
}

impl<'a> ExtensionBlock<'a> {
    /// Starts at a block whose length stands before it; it must be the last thing in `message`.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] when the block is cut short or something follows it.
    #[inline(always)]
    pub fn last_in(
        message: Reader<'a>,
        place: ExtensionSet,
        offered: ExtensionSet,
    ) -> Result<Self, ErrorKind> {
        let rest = last_vector(message)?;
        Ok(ExtensionBlock { rest, place, offered, seen: ExtensionSet::EMPTY })
    }

    /// The next extension that has a place here.
    ///
    /// # Errors
    /// Section 4.2: [`ErrorKind::UnsolicitedExtension`] for one that was not offered,
    /// [`ErrorKind::IllegalParameter`] for one that belongs into another message or comes twice.
    #[allow(clippy::should_implement_trait)] // fallible, unlike an iterator's
    pub fn next(&mut self) -> Result<Option<(ExtensionType, Reader<'a>)>, ErrorKind> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let kind = ExtensionType(self.rest.u16()?);
        let body = self.rest.vector(2)?;
        let this = ExtensionSet::EMPTY.with(kind);
        if !self.offered.meets(this) {
            return Err(ErrorKind::UnsolicitedExtension);
        }
        if !self.place.meets(this) || self.seen.meets(this) {
            return Err(ErrorKind::IllegalParameter);
        }
        self.seen = self.seen.and(this);
        Ok(Some((kind, body)))
    }
}

/// A vector of two bytes of length that is the last thing in `message`.
#[inline(never)]
fn last_vector(mut message: Reader<'_>) -> Result<Reader<'_>, DecodeError> {
    let vector = message.vector(2)?;
    message.end()?;
    Ok(vector)
}

/// Opens an extension that is written; its body follows.
#[inline(never)]
pub(crate) fn open(w: &mut Writer<'_>, kind: ExtensionType) -> Prefix {
    w.u16(kind.0);
    w.open(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: ExtensionSet =
        ExtensionSet::of(&[ExtensionType::COOKIE, ExtensionType::KEY_SHARE]);

    fn walk(block: &[u8], offered: ExtensionSet) -> Result<usize, ErrorKind> {
        let mut extensions = ExtensionBlock::last_in(Reader::new(block), PLACE, offered)?;
        let mut count = 0;
        while extensions.next()?.is_some() {
            count += 1;
        }
        Ok(count)
    }

    #[test]
    fn each_once_each_offered_each_in_its_place() {
        let all = ExtensionSet(u32::MAX);
        assert_eq!(walk(&[0, 0], all), Ok(0));
        assert_eq!(walk(&[0, 10, 0, 44, 0, 2, 9, 9, 0, 51, 0, 0], all), Ok(2));
        assert_eq!(
            walk(&[0, 8, 0, 44, 0, 0, 0, 44, 0, 0], all),
            Err(ErrorKind::IllegalParameter),
            "twice"
        );
        assert_eq!(
            walk(&[0, 4, 0, 0, 0, 0], all),
            Err(ErrorKind::IllegalParameter),
            "server_name has no place here"
        );
        assert_eq!(
            walk(&[0, 4, 0xfe, 0xfe, 0, 0], all),
            Err(ErrorKind::UnsolicitedExtension),
            "unknown"
        );
        assert_eq!(
            walk(&[0, 4, 0, 51, 0, 0], ExtensionSet::EMPTY),
            Err(ErrorKind::UnsolicitedExtension)
        );
        assert_eq!(walk(&[0, 4, 0, 51, 0, 1], all), Err(ErrorKind::Decode), "cut short");
        assert_eq!(walk(&[0, 0, 0], all), Err(ErrorKind::Decode), "trailing byte");
    }
}
