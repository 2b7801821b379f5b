//! What a connection is told by its owner: borrowed, with documented public fields.

use motetls_base::UnixTime;
use motetls_pki::{ServerName, TrustAnchor};

use crate::profile::{Profile, Trust};

/// An external pre-shared key (RFC 8446, section 4.2.11). Deliberately without `Debug`.
#[derive(Clone, Copy)]
pub struct Psk<'a> {
    /// The identity, 1 to 65,535 bytes, sent in the clear.
    pub identity: &'a [u8],
    /// The key, bound to SHA-256. At least 16 bytes of full entropy; a password is not a key.
    pub secret: &'a [u8],
}

/// The configuration of a client.
///
/// ```
/// use motetls_tls::{Config, ServerName};
/// # use motetls_crypto::{AesCt, AesGcm, P256, Sha256};
/// # motetls_tls::profile! {
/// #     pub struct Sensor;
/// #     hash: Sha256;
/// #     suites: { TLS_AES_128_GCM_SHA256: AesGcm<AesCt> };
/// #     groups: { secp256r1: P256 };
/// #     signatures: { ecdsa_secp256r1_sha256: P256 };
/// #     key_exchange: [x509];
/// #     observer: ();
/// # }
/// let config = Config::<Sensor> { server_name: Some(ServerName::Dns("broker.example")), ..Config::new(&()) };
/// # let _ = config;
/// ```
pub struct Config<'a, P: Profile> {
    /// The name the server's certificate must bear. A DNS name is also sent as server_name (RFC 6066). Required where
    /// certificates are verified.
    pub server_name: Option<ServerName<'a>>,
    /// The application protocols offered, most wanted first (RFC 7301); each 1 to 255 bytes.
    pub alpn: &'a [&'a [u8]],
    /// The keys trusted to vouch for a server.
    pub anchors: &'a [TrustAnchor<'a>],
    /// The time now. `None` for a device without a clock: certificates are then held against the build date only.
    pub now: Option<UnixTime>,
    /// The pre-shared key, for profiles that name psk_ke or psk_dhe_ke.
    pub psk: Option<Psk<'a>>,
    /// Who watches the connection.
    pub observer: &'a P::Observer,
}

impl<'a, P: Profile> Config<'a, P> {
    /// A configuration that trusts nobody yet: add anchors and a server name, or a pre-shared key.
    #[must_use]
    pub const fn new(observer: &'a P::Observer) -> Self {
        Config { server_name: None, alpn: &[], anchors: &[], now: None, psk: None, observer }
    }

    /// What certificates are held against.
    pub(crate) fn trust(&self) -> Trust<'a> {
        Trust { anchors: self.anchors, name: self.server_name, now: self.now }
    }
}

impl<P: Profile> Clone for Config<'_, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: Profile> Copy for Config<'_, P> {}
