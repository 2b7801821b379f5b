//! The configuration of a server.

use motetls_base::UnixTime;
use motetls_pki::{TrustAnchor, Usage, VerifyPolicy};

use super::{Credential, Psk};
use crate::profile::Profile;

/// A credential of a server, and the names it is for.
pub struct NamedCredential<'a, S> {
    /// The DNS names it is shown for, without a dot at the end; `*.example.com` stands for every
    /// name with one label more. Empty for clients that name no server, and for names that no
    /// other credential is for.
    pub names: &'a [&'a str],
    /// The chain and its key.
    pub credential: Credential<'a, S>,
}

impl<S> Clone for NamedCredential<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for NamedCredential<'_, S> {}

/// The pre-shared keys of a server, by their identities.
///
/// A slice of [`Psk`]s is one. Others may look a key up in a table of their own, or derive it from
/// the identity: it need not live longer than the call. The table knows, too, by which key a client
/// was let in: by the last one that was found before the handshake was complete.
pub trait PskLookup {
    /// Calls `found` with the key of this identity, if there is one. It is asked for every identity
    /// that a client offers until there is.
    fn look_up(&self, identity: &[u8], found: &mut dyn FnMut(&Psk<'_>));
}

impl PskLookup for &[Psk<'_>] {
    fn look_up(&self, identity: &[u8], found: &mut dyn FnMut(&Psk<'_>)) {
        if let Some(psk) = self.iter().find(|psk| psk.identity == identity) {
            found(psk);
        }
    }
}

/// Whether clients are asked for a certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClientCertificates {
    /// They are not.
    #[default]
    None,
    /// They are, and one that has none is let in; whether it had one is told by
    /// [`Connection::client_authenticated`](crate::Connection::client_authenticated).
    Wanted,
    /// They are, and one that has none is refused.
    Required,
}

/// The configuration of a server.
///
/// ```
/// use motetls_crypto::{Aes128Ct, AesGcm, P256, Sha256, p256::PrivateKey};
/// use motetls_tls::{Credential, EcdsaSigner, NamedCredential, ServerConfig};
///
/// motetls_tls::profile! {
///     /// A device with a page of its own.
///     pub struct Device;
///     roles: [server];
///     hash: Sha256;
///     suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
///     groups: { secp256r1: P256 };
///     signer: EcdsaSigner<P256, Sha256>;
/// }
///
/// # let leaf = [0; 300];
/// let signer = EcdsaSigner::new(PrivateKey::from_bytes(&[7; 32])?, [0x5a; 32]);
/// let credential = Credential { chain: &[&leaf], signer: &signer };
/// let credentials = [NamedCredential { names: &[], credential }];
/// let config = ServerConfig::<Device> { credentials: &credentials, ..ServerConfig::new(&()) };
/// # let _ = config;
/// # Ok::<(), motetls_crypto::InvalidPrivateKey>(())
/// ```
pub struct ServerConfig<'a, P: Profile> {
    /// What proves who we are, for profiles that name a signer, at most 255, most preferred first.
    /// Shown is the first one for the name that the client sent (server_name, RFC 6066) whose key
    /// signs by a scheme that the client takes; then the first one without names.
    pub credentials: &'a [NamedCredential<'a, P::Signer>],
    /// The application protocols we speak, most preferred first (RFC 7301); each 1 to 255 bytes.
    /// The first one that the client offers is agreed upon; a client that offers some, but none of
    /// these, is refused. Empty to agree upon none.
    pub alpn: &'a [&'a [u8]],
    /// The external pre-shared keys, for profiles that name psk_ke or psk_dhe_ke. The first one
    /// that the client offers and that is known is taken, before any certificate is shown.
    pub psks: Option<&'a dyn PskLookup>,
    /// The key of cookies, for profiles that name `cookies`: 32 random bytes. With one, a
    /// HelloRetryRequest holds what has to be known of the ClientHello before it, and the second
    /// ClientHello may be answered by another handshake than the one that asked for it, after a
    /// restart for instance, or on another server with the same key and profile.
    pub cookie_key: Option<&'a [u8; 32]>,
    /// Whether clients are asked for a certificate, where no pre-shared key has authenticated them
    /// already; for profiles that name x509, or a check of certificates. What it holds is told to
    /// the observer.
    pub client_certificates: ClientCertificates,
    /// The trust anchors of clients' certificates.
    pub anchors: &'a [TrustAnchor<'a>],
    /// The time now, by which they are held. `None` for a device without a clock: they are then
    /// held against the build date only.
    pub now: Option<UnixTime>,
    /// Told of every event of the connection.
    pub observer: &'a P::Observer,
}

impl<'a, P: Profile> ServerConfig<'a, P> {
    /// A configuration without credentials and keys: add some.
    #[must_use]
    pub const fn new(observer: &'a P::Observer) -> Self {
        ServerConfig {
            credentials: &[],
            alpn: &[],
            psks: None,
            cookie_key: None,
            client_certificates: ClientCertificates::None,
            anchors: &[],
            now: None,
            observer,
        }
    }

    /// What clients' certificates are held against. Who may come in is for the owner to say: no
    /// name is demanded.
    pub(crate) fn policy(&self) -> VerifyPolicy<'a> {
        VerifyPolicy { anchors: self.anchors, name: None, now: self.now, usage: Usage::ClientAuth }
    }
}

impl<P: Profile> Clone for ServerConfig<'_, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: Profile> Copy for ServerConfig<'_, P> {}
