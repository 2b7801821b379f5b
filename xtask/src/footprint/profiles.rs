//! The profiles that are priced, and what must and must not be in their images.

/// How a profile authenticates the server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Authentication {
    /// X.509 with (EC)DHE.
    Certificates,
    /// An external pre-shared key with (EC)DHE.
    PskEcdhe,
    /// An external pre-shared key alone.
    Psk,
}

/// One image.
pub(super) struct Profile {
    /// The name of its type.
    pub(super) name: &'static str,
    /// The binary in `firmware/client`.
    pub(super) image: &'static str,
    /// The one suite it names.
    pub(super) suite: &'static str,
    pub(super) authentication: Authentication,
    /// Lengths of the receive and the send buffer it is measured with.
    pub(super) buffers: &'static [(usize, usize)],
    /// Parts of paths of functions that the profile names: their presence shows that the check can see.
    pub(super) present: &'static [&'static str],
    /// Parts of paths of functions that the profile does not name.
    pub(super) absent: &'static [&'static str],
}

pub(super) const PROFILES: &[Profile] = &[
    Profile {
        name: "Tls13Ecdsa",
        image: "tls13_ecdsa",
        suite: "TLS_AES_128_GCM_SHA256",
        authentication: Authentication::Certificates,
        buffers: &[(4096, 4096), (2048, 512)],
        present: &["motetls_crypto::p256", "motetls_crypto::gcm", "motetls_pki::chain", "motetls_pki::der"],
        absent: &["motetls_crypto::ccm", "Ccm"],
    },
    Profile {
        name: "Tls13PskEcdhe",
        image: "tls13_psk_ecdhe",
        suite: "TLS_AES_128_CCM_8_SHA256",
        authentication: Authentication::PskEcdhe,
        buffers: &[(2048, 512)],
        present: &["motetls_crypto::p256", "motetls_crypto::ccm"],
        absent: &["motetls_pki", "motetls_crypto::gcm", "Gcm", "Ghash", "ecdsa", "Ecdsa"],
    },
    Profile {
        name: "Tls13Psk",
        image: "tls13_psk",
        suite: "TLS_AES_128_CCM_8_SHA256",
        authentication: Authentication::Psk,
        buffers: &[(2048, 512)],
        present: &["motetls_crypto::ccm"],
        absent: &["motetls_pki", "motetls_crypto::gcm", "Gcm", "Ghash", "ecdsa", "Ecdsa", "p256", "P256"],
    },
];
