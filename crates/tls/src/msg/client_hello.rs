//! ClientHello (RFC 9846, section 4.2.2).
//!
//! ```text
//! struct {
//!     ProtocolVersion legacy_version = 0x0303;
//!     Random random;                             32 bytes
//!     opaque legacy_session_id<0..32>;           32 bytes for middleboxes, or empty
//!     CipherSuite cipher_suites<2..2^16-2>;
//!     opaque legacy_compression_methods<1..2^8-1>;   one zero
//!     Extension extensions<8..2^16-1>;
//! } ClientHello;
//! ```

use motetls_base::Writer;
use motetls_pki::TrustAnchor;

use super::extension::{ExtensionSet, open};
use super::grease::Grease;
use super::message;
use crate::num::{
    CertificateType, ExtensionType, HandshakeType, NamedGroup, ProtocolVersion, PskKeyExchangeMode,
};

/// The numbers of a list, in the bytes of the wire: made by the compiler, so that no image holds
/// code that makes them.
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)] // evaluated by the compiler
pub(crate) const fn on_wire<const BYTES: usize>(numbers: &[u16]) -> [u8; BYTES] {
    let (mut bytes, mut place) = ([0; BYTES], 0);
    while place < numbers.len() {
        let [high, low] = numbers[place].to_be_bytes();
        bytes[2 * place] = high;
        bytes[2 * place + 1] = low;
        place += 1;
    }
    bytes
}

/// The public keys of `key_share`, computed while they are written.
pub trait KeyShares {
    /// Their groups, in the order they are sent in.
    fn groups(&self) -> &[NamedGroup];
    /// Appends the public key of a group behind its length of two bytes.
    fn write(&self, group: NamedGroup, w: &mut Writer<'_>);
}

/// The pre-shared keys of `pre_shared_key` (section 4.3.11).
pub trait OfferedPsks {
    /// Whether there is none, and no extension.
    fn is_empty(&self) -> bool;
    /// Appends the identities, each by [`identity`].
    fn write_identities(&self, w: &mut Writer<'_>);
    /// Appends the list of binders, each of zeros behind its length of one byte, behind its length
    /// of two bytes.
    fn write_binders(&self, w: &mut Writer<'_>);
}

/// A ClientHello. What is empty or `None` is not sent.
#[derive(Clone, Copy)]
pub struct ClientHello<'a, S, K> {
    /// `random`.
    pub random: &'a [u8; 32],
    /// `legacy_session_id`, for middleboxes (appendix E.4).
    pub session: Option<&'a [u8; 32]>,
    /// Values without meaning among those of every list (RFC 8701).
    pub grease: Option<Grease<'a>>,
    /// Whether there is one in `key_share` too: not where a retry wants a share of one group, and
    /// no other (section 4.2.4).
    pub grease_share: bool,
    /// `cipher_suites`, most preferred first, as on the wire: two bytes each.
    pub suites: &'a [u8],
    /// `server_name`: a DNS name (RFC 6066, section 3).
    pub server_name: Option<&'a str>,
    /// `application_layer_protocol_negotiation`, most preferred first (RFC 7301).
    pub alpn: &'a [&'a [u8]],
    /// `supported_groups`, most preferred first (section 4.3.7), likewise.
    pub groups: &'a [u8],
    /// `key_share` (section 4.3.8): sent, possibly without any share, whenever there are groups.
    pub shares: S,
    /// `signature_algorithms`, most preferred first (section 4.3.3), likewise.
    pub schemes: &'a [u8],
    /// `signature_algorithms_cert`, likewise.
    pub certificate_schemes: &'a [u8],
    /// `certificate_authorities`: the subjects of these (section 4.3.4).
    pub authorities: &'a [TrustAnchor<'a>],
    /// `client_certificate_type`: the types of ours that we can show (RFC 7250, section 3).
    pub client_certificate_types: &'a [CertificateType],
    /// `server_certificate_type`: the types of the server's that we take, likewise.
    pub server_certificate_types: &'a [CertificateType],
    /// `status_request`: a stapled OCSP response is asked for (section 4.5.1.1; RFC 6066, section
    /// 8).
    pub status_request: bool,
    /// `post_handshake_auth` (section 4.3.6).
    pub post_handshake_auth: bool,
    /// `record_size_limit` (RFC 8449, section 4).
    pub record_size_limit: Option<u16>,
    /// `max_fragment_length`: the code of a length (RFC 6066, section 4); 0 for none.
    pub max_fragment_length: u8,
    /// `cookie`, echoed from a HelloRetryRequest (section 4.3.2).
    pub cookie: &'a [u8],
    /// `psk_key_exchange_modes` (section 4.3.9).
    pub modes: &'a [PskKeyExchangeMode],
    /// `early_data` (section 4.3.10): some follow.
    pub early_data: bool,
    /// `pre_shared_key`, whose binders are left zero.
    pub psks: &'a K,
}

impl<S: KeyShares, K: OfferedPsks> ClientHello<'_, S, K> {
    /// The extensions this hello sends.
    #[inline]
    #[must_use]
    pub fn extensions(&self) -> ExtensionSet {
        const fn one(sent: bool, kind: ExtensionSet) -> ExtensionSet {
            if sent { kind } else { ExtensionSet::EMPTY }
        }
        const SHARE: ExtensionSet =
            ExtensionSet::of(&[ExtensionType::SUPPORTED_GROUPS, ExtensionType::KEY_SHARE]);
        const NAME: ExtensionSet = ExtensionSet::of(&[ExtensionType::SERVER_NAME]);
        const ALPN: ExtensionSet =
            ExtensionSet::of(&[ExtensionType::APPLICATION_LAYER_PROTOCOL_NEGOTIATION]);
        const SCHEMES: ExtensionSet = ExtensionSet::of(&[ExtensionType::SIGNATURE_ALGORITHMS]);
        const CERTIFICATE_SCHEMES: ExtensionSet =
            ExtensionSet::of(&[ExtensionType::SIGNATURE_ALGORITHMS_CERT]);
        const AUTHORITIES: ExtensionSet =
            ExtensionSet::of(&[ExtensionType::CERTIFICATE_AUTHORITIES]);
        const CLIENT_TYPE: ExtensionSet =
            ExtensionSet::of(&[ExtensionType::CLIENT_CERTIFICATE_TYPE]);
        const SERVER_TYPE: ExtensionSet =
            ExtensionSet::of(&[ExtensionType::SERVER_CERTIFICATE_TYPE]);
        const STATUS: ExtensionSet = ExtensionSet::of(&[ExtensionType::STATUS_REQUEST]);
        const LATER: ExtensionSet = ExtensionSet::of(&[ExtensionType::POST_HANDSHAKE_AUTH]);
        const LIMIT: ExtensionSet = ExtensionSet::of(&[ExtensionType::RECORD_SIZE_LIMIT]);
        const FRAGMENT: ExtensionSet = ExtensionSet::of(&[ExtensionType::MAX_FRAGMENT_LENGTH]);
        const COOKIE: ExtensionSet = ExtensionSet::of(&[ExtensionType::COOKIE]);
        const MODES: ExtensionSet = ExtensionSet::of(&[ExtensionType::PSK_KEY_EXCHANGE_MODES]);
        const EARLY: ExtensionSet = ExtensionSet::of(&[ExtensionType::EARLY_DATA]);
        const PSK: ExtensionSet = ExtensionSet::of(&[ExtensionType::PRE_SHARED_KEY]);
        const ALWAYS: ExtensionSet = ExtensionSet::of(&[ExtensionType::SUPPORTED_VERSIONS]);
        ALWAYS
            .and(one(!self.groups.is_empty(), SHARE))
            .and(one(self.server_name.is_some(), NAME))
            .and(one(!self.alpn.is_empty(), ALPN))
            .and(one(!self.schemes.is_empty(), SCHEMES))
            .and(one(!self.certificate_schemes.is_empty(), CERTIFICATE_SCHEMES))
            .and(one(!self.authorities.is_empty(), AUTHORITIES))
            .and(one(!self.client_certificate_types.is_empty(), CLIENT_TYPE))
            .and(one(!self.server_certificate_types.is_empty(), SERVER_TYPE))
            .and(one(self.status_request, STATUS))
            .and(one(self.post_handshake_auth, LATER))
            .and(one(self.record_size_limit.is_some(), LIMIT))
            .and(one(self.max_fragment_length != 0, FRAGMENT))
            .and(one(!self.cookie.is_empty(), COOKIE))
            .and(one(!self.modes.is_empty(), MODES))
            .and(one(self.early_data, EARLY))
            .and(one(!self.psks.is_empty(), PSK))
    }

    /// Encodes the message with its header. The binders, the last bytes, are to be filled in.
    #[inline] // what a profile never sends folds away at the only caller
    pub fn encode(&self, w: &mut Writer<'_>) {
        message(w, HandshakeType::CLIENT_HELLO, |w| {
            w.u16(ProtocolVersion::TLS1_2.0);
            w.bytes(self.random);
            match self.session {
                Some(session) => {
                    w.u8(32);
                    w.bytes(session);
                }
                None => w.u8(0),
            }
            list(w, self.grease.map(Grease::suite), self.suites);
            w.bytes(&[1, 0]);
            let block = w.open(2);
            self.encode_extensions(w);
            w.close(block);
        });
    }

    fn encode_extensions(&self, w: &mut Writer<'_>) {
        if let Some(grease) = self.grease {
            let [first, _] = grease.extensions();
            fixed(w, ExtensionType(first), &[]);
            let [high, low] = grease.version().to_be_bytes();
            fixed(w, ExtensionType::SUPPORTED_VERSIONS, &[4, high, low, 3, 4]);
        } else {
            // One version: 0x0304.
            fixed(w, ExtensionType::SUPPORTED_VERSIONS, &[2, 3, 4]);
        }
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
            if let Some(grease) = self.grease {
                w.u8(2);
                w.u16(grease.suite());
            }
            for protocol in self.alpn {
                let name = w.open(1);
                w.bytes(protocol);
                w.close(name);
            }
            w.close(list);
            w.close(body);
        }
        self.encode_authentication(w);
        if let Some(limit) = self.record_size_limit {
            fixed(w, ExtensionType::RECORD_SIZE_LIMIT, &limit.to_be_bytes());
        }
        if self.max_fragment_length != 0 {
            fixed(w, ExtensionType::MAX_FRAGMENT_LENGTH, &[self.max_fragment_length]);
        }
        self.encode_key_exchange(w);
        if let Some(grease) = self.grease {
            let [_, last] = grease.extensions();
            fixed(w, ExtensionType(last), &[0]);
        }
        // Must be the last one: its binders cover all before them.
        if !self.psks.is_empty() {
            let body = open(w, ExtensionType::PRE_SHARED_KEY);
            let identities = w.open(2);
            self.psks.write_identities(w);
            w.close(identities);
            self.psks.write_binders(w);
            w.close(body);
        }
    }

    /// How certificates are asked for and shown.
    #[inline(always)]
    fn encode_authentication(&self, w: &mut Writer<'_>) {
        if !self.schemes.is_empty() {
            let grease = self.grease.map(Grease::scheme);
            whole_list(w, ExtensionType::SIGNATURE_ALGORITHMS, grease, self.schemes);
        }
        if !self.certificate_schemes.is_empty() {
            let body = open(w, ExtensionType::SIGNATURE_ALGORITHMS_CERT);
            list(w, self.grease.map(Grease::scheme), self.certificate_schemes);
            w.close(body);
        }
        if !self.authorities.is_empty() {
            let body = open(w, ExtensionType::CERTIFICATE_AUTHORITIES);
            let names = w.open(2);
            for authority in self.authorities {
                vector(w, authority.subject);
            }
            w.close(names);
            w.close(body);
        }
        if !self.client_certificate_types.is_empty() {
            types(w, ExtensionType::CLIENT_CERTIFICATE_TYPE, self.client_certificate_types);
        }
        if !self.server_certificate_types.is_empty() {
            types(w, ExtensionType::SERVER_CERTIFICATE_TYPE, self.server_certificate_types);
        }
        if self.status_request {
            // OCSP, of any responder, without extensions
            fixed(w, ExtensionType::STATUS_REQUEST, &[1, 0, 0, 0, 0]);
        }
        if self.post_handshake_auth {
            fixed(w, ExtensionType::POST_HANDSHAKE_AUTH, &[]);
        }
    }

    /// Groups, shares, and what goes with them.
    #[inline(always)]
    fn encode_key_exchange(&self, w: &mut Writer<'_>) {
        if !self.groups.is_empty() {
            let grease = self.grease.map(Grease::group);
            whole_list(w, ExtensionType::SUPPORTED_GROUPS, grease, self.groups);
            let body = open(w, ExtensionType::KEY_SHARE);
            let list = w.open(2);
            if let (Some(grease), true) = (self.grease, self.grease_share) {
                w.u16(grease.group());
                vector(w, &[0]);
            }
            for group in self.shares.groups() {
                w.u16(group.0);
                self.shares.write(*group, w);
            }
            w.close(list);
            w.close(body);
        }
        if !self.cookie.is_empty() {
            whole_list(w, ExtensionType::COOKIE, None, self.cookie);
        }
        if !self.modes.is_empty() {
            let body = open(w, ExtensionType::PSK_KEY_EXCHANGE_MODES);
            let list = w.open(1);
            if let Some(grease) = self.grease {
                w.u8(grease.psk_mode());
            }
            for mode in self.modes {
                w.u8(mode.0);
            }
            w.close(list);
            w.close(body);
        }
        if self.early_data {
            fixed(w, ExtensionType::EARLY_DATA, &[]);
        }
    }
}

/// Appends an extension with a list of certificate types.
fn types(w: &mut Writer<'_>, kind: ExtensionType, types: &[CertificateType]) {
    let body = open(w, kind);
    let list = w.open(1);
    for kind in types {
        w.u8(kind.0);
    }
    w.close(list);
    w.close(body);
}

/// Appends a PskIdentity. The age is 0 for an external key (section 4.3.11.1).
pub fn identity(w: &mut Writer<'_>, identity: &[u8], obfuscated_age: u32) {
    vector(w, identity);
    w.bytes(&obfuscated_age.to_be_bytes());
}

/// Appends an extension that is nothing but a [`list`].
#[inline(never)]
fn whole_list(w: &mut Writer<'_>, kind: ExtensionType, grease: Option<u16>, numbers: &[u8]) {
    let body = open(w, kind);
    list(w, grease, numbers);
    w.close(body);
}

/// Appends a list of numbers behind its length, one without meaning first if there is one.
#[inline(always)]
fn list(w: &mut Writer<'_>, grease: Option<u16>, numbers: &[u8]) {
    match grease {
        Some(value) => {
            let list = w.open(2);
            w.u16(value);
            w.bytes(numbers);
            w.close(list);
        }
        None => vector(w, numbers),
    }
}

/// Appends bytes behind their length of two bytes.
#[inline(never)]
pub(crate) fn vector(w: &mut Writer<'_>, bytes: &[u8]) {
    let length = w.open(2);
    w.bytes(bytes);
    w.close(length);
}

/// Appends a complete extension.
#[inline(never)]
fn fixed(w: &mut Writer<'_>, kind: ExtensionType, body: &[u8]) {
    w.u16(kind.0);
    vector(w, body);
}
