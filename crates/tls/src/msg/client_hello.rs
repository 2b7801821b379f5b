//! ClientHello (RFC 8446, section 4.1.2).
//!
//! ```text
//! struct {
//!     ProtocolVersion legacy_version = 0x0303;
//!     Random random;                             32 bytes
//!     opaque legacy_session_id<0..32>;           empty: no middlebox compatibility
//!     CipherSuite cipher_suites<2..2^16-2>;
//!     opaque legacy_compression_methods<1..2^8-1>;   one zero
//!     Extension extensions<8..2^16-1>;
//! } ClientHello;
//! ```

use motetls_base::writer::{Prefix, Writer};

use super::extension::ExtensionSet;
use super::message;
use crate::num::{
    CipherSuite, ExtensionType, HandshakeType, NamedGroup, ProtocolVersion, PskKeyExchangeMode, SignatureScheme,
};

/// Bytes of the binders list with one binder: what a binder does not cover (section 4.2.11.2).
pub const BINDERS: usize = 2 + 1 + 32;

/// A ClientHello. What is empty or `None` is not sent.
#[derive(Clone, Copy)]
pub struct ClientHello<'a> {
    /// `random`.
    pub random: &'a [u8; 32],
    /// `cipher_suites`, most wanted first.
    pub suites: &'a [CipherSuite],
    /// `server_name`: a DNS name (RFC 6066, section 3).
    pub server_name: Option<&'a str>,
    /// `application_layer_protocol_negotiation`, most wanted first (RFC 7301).
    pub alpn: &'a [&'a [u8]],
    /// `supported_groups` and `key_share` (sections 4.2.7 and 4.2.8): the group and our public key.
    pub share: Option<(NamedGroup, &'a [u8])>,
    /// `signature_algorithms` (section 4.2.3).
    pub scheme: Option<SignatureScheme>,
    /// `record_size_limit` (RFC 8449, section 4).
    pub record_size_limit: Option<u16>,
    /// `cookie`, echoed from a HelloRetryRequest (section 4.2.2).
    pub cookie: &'a [u8],
    /// `psk_key_exchange_modes` (section 4.2.9).
    pub modes: &'a [PskKeyExchangeMode],
    /// The identity in `pre_shared_key` (section 4.2.11); its binder is left zero.
    pub psk_identity: Option<&'a [u8]>,
}

impl ClientHello<'_> {
    /// The extensions this hello sends.
    #[inline]
    #[must_use]
    pub fn extensions(&self) -> ExtensionSet {
        const fn one(sent: bool, kind: ExtensionSet) -> ExtensionSet {
            if sent { kind } else { ExtensionSet::EMPTY }
        }
        const SHARE: ExtensionSet = ExtensionSet::of(&[ExtensionType::SUPPORTED_GROUPS, ExtensionType::KEY_SHARE]);
        const NAME: ExtensionSet = ExtensionSet::of(&[ExtensionType::SERVER_NAME]);
        const ALPN: ExtensionSet = ExtensionSet::of(&[ExtensionType::APPLICATION_LAYER_PROTOCOL_NEGOTIATION]);
        const SCHEMES: ExtensionSet = ExtensionSet::of(&[ExtensionType::SIGNATURE_ALGORITHMS]);
        const LIMIT: ExtensionSet = ExtensionSet::of(&[ExtensionType::RECORD_SIZE_LIMIT]);
        const COOKIE: ExtensionSet = ExtensionSet::of(&[ExtensionType::COOKIE]);
        const MODES: ExtensionSet = ExtensionSet::of(&[ExtensionType::PSK_KEY_EXCHANGE_MODES]);
        const PSK: ExtensionSet = ExtensionSet::of(&[ExtensionType::PRE_SHARED_KEY]);
        const ALWAYS: ExtensionSet = ExtensionSet::of(&[ExtensionType::SUPPORTED_VERSIONS]);
        ALWAYS
            .and(one(self.share.is_some(), SHARE))
            .and(one(self.server_name.is_some(), NAME))
            .and(one(!self.alpn.is_empty(), ALPN))
            .and(one(self.scheme.is_some(), SCHEMES))
            .and(one(self.record_size_limit.is_some(), LIMIT))
            .and(one(!self.cookie.is_empty(), COOKIE))
            .and(one(!self.modes.is_empty(), MODES))
            .and(one(self.psk_identity.is_some(), PSK))
    }

    /// Encodes the message with its header. A PSK's binder, the last 32 bytes, is to be filled in.
    #[inline] // what a profile never sends folds away at the only caller
    pub fn encode(&self, w: &mut Writer<'_>) {
        message(w, HandshakeType::CLIENT_HELLO, |w| {
            w.u16(ProtocolVersion::TLS1_2.0);
            w.bytes(self.random);
            w.u8(0);
            let suites = w.open(2);
            for suite in self.suites {
                w.u16(suite.0);
            }
            w.close(suites);
            w.bytes(&[1, 0]);
            let block = w.open(2);
            self.encode_extensions(w);
            w.close(block);
        });
    }

    fn encode_extensions(&self, w: &mut Writer<'_>) {
        // One version: 0x0304.
        fixed(w, ExtensionType::SUPPORTED_VERSIONS, &[2, 3, 4]);
        if let Some(name) = self.server_name {
            let body = open(w, ExtensionType::SERVER_NAME);
            let list = w.open(2);
            // A host_name, the only kind of name there is.
            w.u8(0);
            vector(w, name.as_bytes());
            w.close(list);
            w.close(body);
        }
        if !self.alpn.is_empty() {
            let body = open(w, ExtensionType::APPLICATION_LAYER_PROTOCOL_NEGOTIATION);
            let list = w.open(2);
            for protocol in self.alpn {
                let name = w.open(1);
                w.bytes(protocol);
                w.close(name);
            }
            w.close(list);
            w.close(body);
        }
        if let Some(scheme) = self.scheme {
            let [high, low] = scheme.0.to_be_bytes();
            fixed(w, ExtensionType::SIGNATURE_ALGORITHMS, &[0, 2, high, low]);
        }
        if let Some(limit) = self.record_size_limit {
            fixed(w, ExtensionType::RECORD_SIZE_LIMIT, &limit.to_be_bytes());
        }
        if let Some((group, public)) = self.share {
            let [high, low] = group.0.to_be_bytes();
            fixed(w, ExtensionType::SUPPORTED_GROUPS, &[0, 2, high, low]);
            let body = open(w, ExtensionType::KEY_SHARE);
            let list = w.open(2);
            w.u16(group.0);
            vector(w, public);
            w.close(list);
            w.close(body);
        }
        if !self.cookie.is_empty() {
            let body = open(w, ExtensionType::COOKIE);
            vector(w, self.cookie);
            w.close(body);
        }
        if !self.modes.is_empty() {
            let body = open(w, ExtensionType::PSK_KEY_EXCHANGE_MODES);
            let list = w.open(1);
            for mode in self.modes {
                w.u8(mode.0);
            }
            w.close(list);
            w.close(body);
        }
        // Must be the last one: its binder covers all before it.
        if let Some(identity) = self.psk_identity {
            encode_psk(w, identity);
        }
    }
}

fn encode_psk(w: &mut Writer<'_>, identity: &[u8]) {
    let body = open(w, ExtensionType::PRE_SHARED_KEY);
    let identities = w.open(2);
    vector(w, identity);
    // An external key has no ticket age (section 4.2.11.1).
    w.bytes(&[0; 4]);
    w.close(identities);
    // One binder of 32 bytes, zero until it can be computed.
    w.bytes(&[0, 33, 32]);
    w.reserve(32).fill(0);
    w.close(body);
}

/// Appends bytes behind their length of two bytes.
#[inline(never)]
fn vector(w: &mut Writer<'_>, bytes: &[u8]) {
    let length = w.open(2);
    w.bytes(bytes);
    w.close(length);
}

/// Appends a whole extension.
fn fixed(w: &mut Writer<'_>, kind: ExtensionType, body: &[u8]) {
    w.u16(kind.0);
    vector(w, body);
}

/// Opens an extension.
#[inline(never)]
fn open(w: &mut Writer<'_>, kind: ExtensionType) -> Prefix {
    w.u16(kind.0);
    w.open(2)
}
