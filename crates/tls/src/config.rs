//! What a connection is told by its owner: borrowed, with documented public fields.

use motetls_base::UnixTime;
use motetls_crypto::HashId;
use motetls_pki::anchor::AnchorSet;
use motetls_pki::policy::PolicyInputs;
use motetls_pki::{ServerName, TrustAnchor, Usage, VerifyPolicy};

use crate::choices::Choices;
use crate::num::{CipherSuite, NamedGroup};
use crate::profile::{CertificateCheck, Profile};

pub(crate) mod party;
pub mod server;

/// An external pre-shared key (RFC 9846, section 4.3.11). Deliberately without `Debug`.
#[derive(Clone, Copy)]
pub struct Psk<'a> {
    /// The identity, 1 to 65,535 bytes, sent in the clear.
    pub identity: &'a [u8],
    /// The key. At least 16 bytes of full entropy; a password is not a key.
    pub secret: &'a [u8],
    /// The hash it is bound to: SHA-256 if it was agreed upon without one (section 4.3.11).
    pub hash: HashId,
    /// Whether it was imported ([`ImportedPsk`](crate::ImportedPsk)), which its binder tells. For
    /// profiles that name `several_psks`.
    pub imported: bool,
    /// Early data that go out with it, for profiles that name `early_data`: of the first of
    /// [`Config::psks`], where no session is offered before it.
    pub early_data: Option<&'a PskEarlyData<'a>>,
}

/// Early data that go out with an external pre-shared key, and what both ends agreed upon for them
/// when they agreed on the key (RFC 9846, section 4.3.10): the server takes them with this cipher
/// suite and this application protocol alone.
///
/// What is said at [`Session::early_data`] holds for them, too. How many of them the server takes
/// is also agreed upon beforehand. Where the profile lacks the suite, the suite is of another hash
/// than the key, or the protocol is not offered, the key is offered without them.
#[derive(Clone, Copy, Debug)]
pub struct PskEarlyData<'a> {
    /// The cipher suite they are protected with.
    pub suite: CipherSuite,
    /// The application protocol they are of, one of [`Config::alpn`]; empty for none.
    pub protocol: &'a [u8],
    /// The data.
    pub data: &'a [u8],
}

impl<'a> Psk<'a> {
    /// A key bound to SHA-256.
    #[must_use]
    pub const fn new(identity: &'a [u8], secret: &'a [u8]) -> Self {
        Psk { identity, secret, hash: HashId::Sha256, imported: false, early_data: None }
    }
}

/// A session of an earlier connection, to be resumed (RFC 9846, section 2.2).
///
/// Its bytes come from [`Connection::session`](crate::Connection::session), and are kept by the
/// caller, in memory that outlives a deep sleep for instance. They hold a secret: a reader of
/// them can answer in the server's place, so keep them as a key is kept, and wipe them with
/// [`wipe`](motetls_base::secret::wipe) when they are not needed any more. A session should be used
/// once: used again, it lets an eavesdropper link the connections (appendix C.4). Throw sessions
/// away when trust anchors, keys or certificates change. Deliberately without `Debug`.
///
/// A session that does not fit is not offered, and the handshake is a full one: bytes that were
/// damaged or are of another version or profile, a session with a server of another name, of an
/// application protocol that is not offered any more, that is past its lifetime, or without a
/// clock. It is never an error, as a server may always decline, too; whether a connection was
/// resumed is told by [`Negotiated::psk`](crate::Negotiated::psk).
#[derive(Clone, Copy)]
pub struct Session<'a> {
    /// The bytes; what follows them, in an array that is longer, does no harm.
    pub bytes: &'a [u8],
    /// Application data to be sent with the ClientHello, before the server has answered, for
    /// profiles that name `early_data`; empty for none.
    ///
    /// They are not protected against replay: an attacker can have the server take them more than
    /// once. Send only what does no harm then (appendix E.5). All of them are sent or, when the
    /// ticket permits fewer bytes, none. Whether the server took them is told by
    /// [`Negotiated::early_data`](crate::Negotiated::early_data); what it did not take is not sent
    /// again by itself.
    pub early_data: &'a [u8],
}

impl<'a> Session<'a> {
    /// A session without early data.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Session { bytes, early_data: &[] }
    }
}

/// A certificate chain and the key of its leaf; or a raw public key and the private one of it.
pub struct Credential<'a, S> {
    /// The certificates in DER, the leaf first, up to but without the root. With a
    /// [`RawPublicKey`](crate::RawPublicKey): its SubjectPublicKeyInfo alone.
    pub chain: &'a [&'a [u8]],
    /// The leaf's key.
    pub signer: &'a S,
}

impl<S> Clone for Credential<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Credential<'_, S> {}

/// The configuration of a client.
///
/// ```
/// use motetls_tls::{Config, ServerName};
/// # use motetls_crypto::{Aes128Ct, AesGcm, P256, Sha256};
/// # motetls_tls::profile! {
/// #     pub struct Sensor;
/// #     hash: Sha256;
/// #     suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
/// #     groups: { secp256r1: P256 };
/// #     signatures: { ecdsa_secp256r1_sha256: P256 };
/// #     key_exchange: [x509];
/// #     observer: ();
/// # }
/// let name = ServerName::from_static("broker.example");
/// let config = Config::<Sensor> { server_name: Some(name), ..Config::new(&()) };
/// # let _ = config;
/// ```
pub struct Config<'a, P: Profile> {
    /// The name the server's certificate must bear. A DNS name is also sent as server_name (RFC
    /// 6066). Required where certificates are verified, also beside a pre-shared key: the server
    /// may decline that and show a chain.
    pub server_name: Option<ServerName<'a>>,
    /// The application protocols offered, most preferred first (RFC 7301); each 1 to 255 bytes.
    pub alpn: &'a [&'a [u8]],
    /// The trust anchors.
    pub anchors: &'a [TrustAnchor<'a>],
    /// Trust anchors in one piece of flash or of a file, as `motetls cert anchors` writes them: in
    /// place of [`Config::anchors`], for profiles that name `anchor_set`. Names are compared by
    /// their bytes, and of anchors with one name four are looked at.
    pub anchor_set: Option<&'a AnchorSet<'a>>,
    /// What is demanded of certificate policies (RFC 5280, section 6.1.1), for profiles whose
    /// `certificates` are a [`PolicyChain`](crate::PolicyChain); `None` for nothing.
    pub certificate_policies: Option<&'a PolicyInputs<'a>>,
    /// The authorities whose names go out with the ClientHello, so that a server with several
    /// chains can choose one below them (RFC 9846, section 4.3.4): the anchors as a rule. For
    /// profiles that name `certificate_authorities`.
    pub certificate_authorities: &'a [TrustAnchor<'a>],
    /// The SHA-256 of each raw public key that is trusted, taken over its whole
    /// SubjectPublicKeyInfo, for profiles that name raw_public_key. Without any the handshake
    /// does not start. Keep the one of a key in reserve. `()` in all other profiles.
    pub pins: &'a <P::Certificates as CertificateCheck>::Pins,
    /// The time now. `None` for a device without a clock: certificates are then held against the
    /// build date only.
    pub now: Option<UnixTime>,
    /// The groups a share is sent of at once, most preferred first (RFC 9846, section 4.3.8), in a
    /// profile that names several. `None` for the one the profile prefers; each costs a key
    /// generation. Of the others the server may ask for one by a HelloRetryRequest, which costs a
    /// round trip. One that the profile lacks, or one twice, is an
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration).
    pub key_shares: Option<&'a [NamedGroup]>,
    /// The pre-shared keys, most preferred first, for profiles that name psk_ke or psk_dhe_ke:
    /// one, or up to 255 in a profile that names `several_psks`. The server chooses; the
    /// cipher suites of the first one's hash are preferred.
    pub psks: &'a [Psk<'a>],
    /// The session to resume, offered before the other keys, for profiles that name `resumption`.
    /// It needs [`Config::now`]: the age of a ticket must be known.
    pub session: Option<&'a Session<'a>>,
    /// What proves to a server that asks who we are, for profiles that name a signer, most
    /// preferred first. Shown is the first whose key signs by a scheme that the server takes;
    /// without any, no certificate is.
    pub credentials: &'a [Credential<'a, P::Signer>],
    /// What is chosen of all that the profile names, for profiles that name `choices`; `None` for
    /// all of it.
    pub choices: Option<&'a Choices<'a>>,
    /// Told of every event of the connection.
    pub observer: &'a P::Observer,
}

impl<'a, P: Profile> Config<'a, P> {
    /// A configuration without anchors or keys: add anchors and a server name, or a pre-shared key.
    #[must_use]
    pub const fn new(observer: &'a P::Observer) -> Self {
        Config {
            server_name: None,
            alpn: &[],
            anchors: &[],
            anchor_set: None,
            certificate_policies: None,
            certificate_authorities: &[],
            pins: P::Certificates::NO_PINS,
            now: None,
            key_shares: None,
            psks: &[],
            session: None,
            credentials: &[],
            choices: None,
            observer,
        }
    }

    /// What is chosen of all that the profile names.
    #[inline(always)]
    pub(crate) fn chosen(&self) -> Option<&'a Choices<'a>> {
        if P::CHOICES { self.choices } else { None }
    }

    /// What the server's certificates are held against.
    pub(crate) fn policy(&self) -> VerifyPolicy<'a> {
        VerifyPolicy {
            anchors: self.anchors,
            name: self.server_name,
            now: self.now,
            usage: Usage::ServerAuth,
        }
    }
}

impl<P: Profile> Clone for Config<'_, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: Profile> Copy for Config<'_, P> {}
