//! ServerHello and HelloRetryRequest (RFC 9846, sections 4.2.3 and 4.2.4).
//!
//! ```text
//! struct {
//!     ProtocolVersion legacy_version = 0x0303;
//!     Random random;                       a HelloRetryRequest has a fixed one
//!     opaque legacy_session_id_echo<0..32>;
//!     CipherSuite cipher_suite;
//!     uint8 legacy_compression_method = 0;
//!     Extension extensions<6..2^16-1>;
//! } ServerHello;
//! ```

use motetls_base::{DecodeError, Reader, Writer};

use super::extension::{ExtensionBlock, ExtensionSet, open};
use super::{MESSAGE_HEADER, message};
use crate::error::ErrorKind;
use crate::num::{CipherSuite, ExtensionType, HandshakeType, NamedGroup, ProtocolVersion};

/// The random that makes a ServerHello a HelloRetryRequest: SHA-256 of "HelloRetryRequest".
pub const RETRY_RANDOM: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// Where the random stands in a message: behind header and legacy_version.
const RANDOM: usize = MESSAGE_HEADER + 2;

/// The type of a message as observers are told it: that of a HelloRetryRequest is its own, though
/// it travels as a ServerHello. `content` starts with the message's header.
#[inline]
pub(crate) fn type_for_observers(message: HandshakeType, content: &[u8]) -> HandshakeType {
    let random = content.get(RANDOM..).unwrap_or(&[]);
    if message == HandshakeType::SERVER_HELLO && random.starts_with(&RETRY_RANDOM) {
        HandshakeType::HELLO_RETRY_REQUEST
    } else {
        message
    }
}

/// How the random of a server ends that could have spoken TLS 1.3, but for the last byte (section
/// 4.2.3).
const DOWNGRADE: [u8; 7] = *b"DOWNGRD";

const IN_HELLO: ExtensionSet = ExtensionSet::of(&[
    ExtensionType::SUPPORTED_VERSIONS,
    ExtensionType::KEY_SHARE,
    ExtensionType::PRE_SHARED_KEY,
]);
const IN_RETRY: ExtensionSet = ExtensionSet::of(&[
    ExtensionType::SUPPORTED_VERSIONS,
    ExtensionType::KEY_SHARE,
    ExtensionType::COOKIE,
]);

/// The one extension a server may send unasked (section 4.3).
const UNASKED: ExtensionSet = ExtensionSet::of(&[ExtensionType::COOKIE]);

/// A decoded ServerHello or HelloRetryRequest.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ServerHello<'a> {
    /// Whether it is a HelloRetryRequest.
    pub retry: bool,
    /// The chosen suite.
    pub suite: CipherSuite,
    /// `key_share`: the group and, in a ServerHello, the server's public key; empty in a
    /// HelloRetryRequest.
    pub share: Option<(NamedGroup, &'a [u8])>,
    /// `pre_shared_key`: the chosen identity.
    pub psk: Option<u16>,
    /// `cookie`; empty without one.
    pub cookie: &'a [u8],
}

impl<'a> ServerHello<'a> {
    /// Decodes the body of a message that answers a hello with the extensions `offered`.
    ///
    /// # Errors
    /// [`ErrorKind::ProtocolVersion`] for a server of TLS 1.2 or older, [`ErrorKind::Downgrade`]
    /// for one that only pretends to be; otherwise what is wrong with the message.
    pub fn decode(body: &'a [u8], offered: ExtensionSet) -> Result<Self, ErrorKind> {
        ServerHello::decode_as(body, offered, |session| session.is_empty())
    }

    /// As [`ServerHello::decode`], of a server that must echo `session`.
    ///
    /// # Errors
    /// Likewise; [`ErrorKind::IllegalParameter`] for another session.
    pub fn decode_echoing(
        body: &'a [u8],
        offered: ExtensionSet,
        session: &[u8; 32],
    ) -> Result<Self, ErrorKind> {
        ServerHello::decode_as(body, offered, |echoed| echoed == session)
    }

    #[inline(never)]
    fn decode_as(
        body: &'a [u8],
        offered: ExtensionSet,
        is_echo: impl Fn(&[u8]) -> bool,
    ) -> Result<Self, ErrorKind> {
        let mut r = Reader::new(body);
        let fixed = LegacyFields::decode(&mut r, is_echo)?;
        let retry = *fixed.random == RETRY_RANDOM;
        let mut hello =
            ServerHello { retry, suite: fixed.suite, share: None, psk: None, cookie: &[] };
        // Only a server that says TLS 1.3 is held to its rules; an older one may send no extensions
        // at all.
        if r.is_empty() || !mentions_version(r)? {
            return Err(old_server(fixed.random));
        }
        if !fixed.is_legal {
            return Err(ErrorKind::IllegalParameter);
        }
        let place = if retry { IN_RETRY } else { IN_HELLO };
        let mut extensions = ExtensionBlock::last_in(r, place, offered.and(UNASKED))?;
        while let Some((kind, body)) = extensions.next()? {
            hello.extension(kind, body)?;
        }
        Ok(hello)
    }

    fn extension(&mut self, kind: ExtensionType, mut body: Reader<'a>) -> Result<(), ErrorKind> {
        match kind {
            ExtensionType::KEY_SHARE => {
                let group = NamedGroup(body.u16()?);
                let mut key: &[u8] = &[];
                if !self.retry {
                    key = body.vector(2)?.rest();
                    if key.is_empty() {
                        return Err(ErrorKind::Decode);
                    }
                }
                self.share = Some((group, key));
            }
            ExtensionType::PRE_SHARED_KEY => self.psk = Some(body.u16()?),
            ExtensionType::COOKIE => {
                self.cookie = body.vector(2)?.rest();
                if self.cookie.is_empty() {
                    return Err(ErrorKind::Decode);
                }
            }
            _ => {
                if body.u16()? != ProtocolVersion::TLS1_3.0 {
                    return Err(ErrorKind::IllegalParameter);
                }
            }
        }
        Ok(body.end()?)
    }
}

/// What stands before the extensions.
struct LegacyFields<'a> {
    random: &'a [u8; 32],
    suite: CipherSuite,
    /// The session and the compression hold what TLS 1.3 demands of them.
    is_legal: bool,
}

impl<'a> LegacyFields<'a> {
    fn decode(r: &mut Reader<'a>, is_echo: impl Fn(&[u8]) -> bool) -> Result<Self, DecodeError> {
        // supported_versions alone tells the version; where it stands, legacy_version is ignored
        // (section 4.3.1), and where it is missing, any version here is too old.
        r.u16()?;
        let random = r.array()?;
        let is_echo = is_echo(r.vector(1)?.rest());
        let suite = CipherSuite(r.u16()?);
        let is_legal = r.u8()? == 0 && is_echo;
        Ok(LegacyFields { random, suite, is_legal })
    }
}

/// Whether the extension block holds `supported_versions`: only then is this TLS 1.3, and only then
/// do its rules hold.
fn mentions_version(mut r: Reader<'_>) -> Result<bool, DecodeError> {
    let mut block = r.vector(2)?;
    while !block.is_empty() {
        let kind = block.u16()?;
        block.vector(2)?;
        if kind == ExtensionType::SUPPORTED_VERSIONS.0 {
            return Ok(true);
        }
    }
    Ok(false)
}

fn old_server(random: &[u8; 32]) -> ErrorKind {
    match random.split_last() {
        Some((0 | 1, front)) if front.ends_with(&DOWNGRADE) => ErrorKind::Downgrade,
        _ => ErrorKind::ProtocolVersion,
    }
}

/// A ServerHello, or with [`RETRY_RANDOM`] a HelloRetryRequest, to be sent.
#[derive(Clone, Copy, Debug)]
pub struct ServerAnswer<'a> {
    /// `random`.
    pub random: &'a [u8; 32],
    /// `legacy_session_id_echo`: what the client sent.
    pub session: &'a [u8],
    /// The chosen suite.
    pub suite: CipherSuite,
}

impl ServerAnswer<'_> {
    /// Encodes the message with its header. `others` appends the extensions besides
    /// supported_versions.
    #[inline]
    pub fn encode(&self, w: &mut Writer<'_>, others: impl FnOnce(&mut Writer<'_>)) {
        message(w, HandshakeType::SERVER_HELLO, |w| {
            w.u16(ProtocolVersion::TLS1_2.0);
            w.bytes(self.random);
            let echo = w.open(1);
            w.bytes(self.session);
            w.close(echo);
            w.u16(self.suite.0);
            w.u8(0);
            let block = w.open(2);
            let version = open(w, ExtensionType::SUPPORTED_VERSIONS);
            w.u16(ProtocolVersion::TLS1_3.0);
            w.close(version);
            others(w);
            w.close(block);
        });
    }
}
