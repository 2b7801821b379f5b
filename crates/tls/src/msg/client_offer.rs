//! ClientHello as a server reads it (RFC 9846, section 4.2.2).
//!
//! The grammar is checked here, of every extension that is known; what a server can do with an
//! offer is not. What it does not know is passed over, as section 4.3 demands.

use motetls_base::{DecodeError, Reader};

use super::extension::ExtensionSet;
use crate::error::ErrorKind;
use crate::num::{ExtensionType, NamedGroup, ProtocolVersion};

/// The longest legacy_session_id.
const MAX_SESSION: usize = 32;

/// Bytes of the shortest binder.
const SHORTEST_BINDER: usize = 32;

/// The smallest limit a peer may ask for (RFC 8449, section 4).
const SMALLEST_LIMIT: u16 = 64;

/// A decoded ClientHello. A list is empty where its extension is missing.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ClientOffer<'a> {
    /// `random`.
    pub random: &'a [u8; 32],
    /// `legacy_session_id`, at most 32 bytes, which is echoed.
    pub session: &'a [u8],
    /// `cipher_suites`, most preferred first, two bytes each.
    pub suites: &'a [u8],
    /// The extensions it has, of those that are known.
    pub extensions: ExtensionSet,
    /// `server_name`: the host_name, as it was sent (RFC 6066, section 3).
    pub server_name: Option<&'a [u8]>,
    /// `application_layer_protocol_negotiation`: the list of names, each behind its length of one
    /// byte (RFC 7301).
    pub alpn: &'a [u8],
    /// `supported_groups`, most preferred first, two bytes each (section 4.3.7).
    pub groups: &'a [u8],
    /// `key_share`: the entries, see [`ClientOffer::share`].
    pub shares: &'a [u8],
    /// `signature_algorithms`, most preferred first, two bytes each (section 4.3.3).
    pub schemes: &'a [u8],
    /// `cookie` (section 4.3.2).
    pub cookie: &'a [u8],
    /// `psk_key_exchange_modes`, one byte each (section 4.3.9).
    pub modes: &'a [u8],
    /// `pre_shared_key`: the identities, see [`ClientOffer::psks`] (section 4.3.11).
    pub identities: &'a [u8],
    /// The binders of `pre_shared_key`, which end the message.
    pub binders: &'a [u8],
    /// `record_size_limit`, at least 64 (RFC 8449, section 4).
    pub record_size_limit: Option<u16>,
    /// `max_fragment_length`: the code of a length, 1 to 4 (RFC 6066, section 4); 0 for none.
    pub max_fragment_length: u8,
}

impl<'a> ClientOffer<'a> {
    /// Decodes the body of a message.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] for what does not follow its grammar, [`ErrorKind::ProtocolVersion`]
    /// for a client that does not offer TLS 1.3, [`ErrorKind::IllegalParameter`] for an extension
    /// that comes twice, for a pre_shared_key that is not the last one or has another number of
    /// binders than of identities, and for values that TLS 1.3
    /// rules out.
    #[inline(never)]
    pub fn decode(body: &'a [u8]) -> Result<Self, ErrorKind> {
        let mut r = Reader::new(body);
        // supported_versions alone tells the version (section 4.3.1)
        r.u16()?;
        let random = r.array()?;
        let session = r.vector(1)?.rest();
        let suites = numbers(r.vector(2)?)?;
        let compression = r.vector(1)?.rest();
        if session.len() > MAX_SESSION || compression.is_empty() {
            return Err(ErrorKind::Decode);
        }
        let mut offer = ClientOffer {
            random,
            session,
            suites,
            extensions: ExtensionSet::EMPTY,
            server_name: None,
            alpn: &[],
            groups: &[],
            shares: &[],
            schemes: &[],
            cookie: &[],
            modes: &[],
            identities: &[],
            binders: &[],
            record_size_limit: None,
            max_fragment_length: 0,
        };
        // A client of an older version may send no extensions at all.
        if !r.is_empty() {
            let block = r.vector(2)?;
            r.end()?;
            offer.extensions(block)?;
        }
        if !offer.extensions.has(ExtensionType::SUPPORTED_VERSIONS) {
            return Err(ErrorKind::ProtocolVersion);
        }
        if compression != [0] {
            return Err(ErrorKind::IllegalParameter);
        }
        Ok(offer)
    }

    fn extensions(&mut self, mut block: Reader<'a>) -> Result<(), ErrorKind> {
        while !block.is_empty() {
            let kind = ExtensionType(block.u16()?);
            let body = block.vector(2)?;
            if self.extensions.has(kind) {
                return Err(ErrorKind::IllegalParameter);
            }
            self.extensions = self.extensions.with(kind);
            // The binders in it cover everything before them (section 4.3.11).
            if kind == ExtensionType::PRE_SHARED_KEY && !block.is_empty() {
                return Err(ErrorKind::IllegalParameter);
            }
            self.extension(kind, body)?;
        }
        Ok(())
    }

    fn extension(&mut self, kind: ExtensionType, mut body: Reader<'a>) -> Result<(), ErrorKind> {
        match kind {
            ExtensionType::SUPPORTED_VERSIONS => {
                let versions = numbers(body.vector(1)?)?;
                if !lists(versions, ProtocolVersion::TLS1_3.0) {
                    return Err(ErrorKind::ProtocolVersion);
                }
            }
            ExtensionType::SERVER_NAME => self.server_name = Some(host_name(body.vector(2)?)?),
            ExtensionType::APPLICATION_LAYER_PROTOCOL_NEGOTIATION => {
                let names = body.vector(2)?;
                self.alpn = filled(names)?;
                let mut rest = names;
                while !rest.is_empty() {
                    filled(rest.vector(1)?)?;
                }
            }
            ExtensionType::SUPPORTED_GROUPS => self.groups = numbers(body.vector(2)?)?,
            ExtensionType::SIGNATURE_ALGORITHMS => self.schemes = numbers(body.vector(2)?)?,
            ExtensionType::KEY_SHARE => {
                let entries = body.vector(2)?;
                self.shares = entries.rest();
                let mut rest = entries;
                while !rest.is_empty() {
                    rest.u16()?;
                    filled(rest.vector(2)?)?;
                }
            }
            ExtensionType::COOKIE => self.cookie = filled(body.vector(2)?)?,
            ExtensionType::PSK_KEY_EXCHANGE_MODES => self.modes = filled(body.vector(1)?)?,
            ExtensionType::PRE_SHARED_KEY => {
                self.identities = filled(body.vector(2)?)?;
                self.binders = filled(body.vector(2)?)?;
                self.check_psks()?;
            }
            ExtensionType::RECORD_SIZE_LIMIT => {
                let limit = body.u16()?;
                if limit < SMALLEST_LIMIT {
                    return Err(ErrorKind::IllegalParameter);
                }
                self.record_size_limit = Some(limit);
            }
            ExtensionType::MAX_FRAGMENT_LENGTH => {
                self.max_fragment_length = body.u8()?;
                if !matches!(self.max_fragment_length, 1..=4) {
                    return Err(ErrorKind::IllegalParameter);
                }
            }
            _ => return Ok(()),
        }
        Ok(body.end()?)
    }

    /// The grammar of pre_shared_key: as many binders as identities.
    fn check_psks(&self) -> Result<(), ErrorKind> {
        let (mut identities, mut binders) =
            (Reader::new(self.identities), Reader::new(self.binders));
        while !identities.is_empty() {
            filled(identities.vector(2)?)?;
            identities.uint(4)?;
            if binders.is_empty() {
                return Err(ErrorKind::IllegalParameter);
            }
            if binders.vector(1)?.rest().len() < SHORTEST_BINDER {
                return Err(ErrorKind::Decode);
            }
        }
        if binders.is_empty() { Ok(()) } else { Err(ErrorKind::IllegalParameter) }
    }

    /// The client's public key of a group, if it sent one.
    #[must_use]
    pub fn share(&self, group: NamedGroup) -> Option<&'a [u8]> {
        let mut entries = Reader::new(self.shares);
        while let Ok(found) = entries.u16() {
            let key = entries.vector(2).ok()?;
            if found == group.0 {
                return Some(key.rest());
            }
        }
        None
    }

    /// The identities of pre-shared keys, each with its binder.
    pub fn psks(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        let (mut identities, mut binders) =
            (Reader::new(self.identities), Reader::new(self.binders));
        core::iter::from_fn(move || {
            let identity = identities.vector(2).ok()?.rest();
            identities.uint(4).ok()?;
            Some((identity, binders.vector(1).ok()?.rest()))
        })
    }

    /// Bytes at the end of the message that binders do not cover: the list of them, behind its
    /// length.
    #[must_use]
    pub const fn uncovered(&self) -> usize {
        self.binders.len().saturating_add(2)
    }

    /// Whether an application protocol is among those offered.
    #[must_use]
    pub fn offers_protocol(&self, protocol: &[u8]) -> bool {
        let mut names = Reader::new(self.alpn);
        while let Ok(name) = names.vector(1) {
            if name.rest() == protocol {
                return true;
            }
        }
        false
    }
}

/// The name in a ServerNameList: a host_name, the only kind there is, and no kind twice (RFC 6066,
/// section 3).
fn host_name(mut names: Reader<'_>) -> Result<&[u8], DecodeError> {
    let kind = names.u8()?;
    let name = filled(names.vector(2)?)?;
    names.end()?;
    if kind == 0 { Ok(name) } else { Err(DecodeError) }
}

/// Whether a list of numbers, two bytes each, holds one.
#[must_use]
pub fn lists(numbers: &[u8], number: u16) -> bool {
    numbers.as_chunks().0.contains(&number.to_be_bytes())
}

/// A list of at least one number, two bytes each.
fn numbers(list: Reader<'_>) -> Result<&[u8], DecodeError> {
    let list = filled(list)?;
    if list.len() % 2 == 0 { Ok(list) } else { Err(DecodeError) }
}

/// What must not be empty.
const fn filled(bytes: Reader<'_>) -> Result<&[u8], DecodeError> {
    if bytes.is_empty() { Err(DecodeError) } else { Ok(bytes.rest()) }
}
