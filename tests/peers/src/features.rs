//! What peers can do besides suites, groups and keys, and why not where they cannot.

/// Whether a peer can do something as it is started here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Can {
    /// It can.
    Yes,
    /// It cannot, for this reason.
    No(&'static str),
}

/// A feature of TLS 1.3 that a connection is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    /// The server shows a raw public key (RFC 7250).
    RawServerKey,
    /// Both ends show one.
    RawClientKey,
    /// The server asks for a certificate after the handshake (RFC 9846, section 4.6.2).
    Later,
    /// It staples a response that says its certificate is good.
    StapledGood,
    /// It staples one that says its certificate was revoked.
    StapledRevoked,
    /// It takes early data.
    EarlyData,
    /// It skips early data that go with a ticket of another server (RFC 9846, section 4.2.11).
    EarlySkipped,
}

/// All features.
pub const FEATURES: [Feature; 7] = [
    Feature::RawServerKey,
    Feature::RawClientKey,
    Feature::Later,
    Feature::StapledGood,
    Feature::StapledRevoked,
    Feature::EarlyData,
    Feature::EarlySkipped,
];

impl Feature {
    /// What a person calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Feature::RawServerKey => "raw public key",
            Feature::RawClientKey => "raw public keys of both",
            Feature::Later => "certificate asked for later",
            Feature::StapledGood => "OCSP stapled",
            Feature::StapledRevoked => "OCSP stapled: revoked",
            Feature::EarlyData => "0-RTT",
            Feature::EarlySkipped => "0-RTT skipped",
        }
    }
}

/// What a peer can do of all that.
#[derive(Clone, Copy, Debug)]
pub struct Features {
    /// [`Feature::RawServerKey`].
    pub raw_server_key: Can,
    /// [`Feature::RawClientKey`].
    pub raw_client_key: Can,
    /// [`Feature::Later`].
    pub later: Can,
    /// [`Feature::StapledGood`].
    pub stapled_good: Can,
    /// [`Feature::StapledRevoked`].
    pub stapled_revoked: Can,
    /// [`Feature::EarlyData`].
    pub early_data: Can,
    /// [`Feature::EarlySkipped`].
    pub early_skipped: Can,
    /// Whether it shows what came early, and names who answered later.
    pub tells: bool,
}

impl Features {
    /// Whether the peer can do one.
    #[must_use]
    pub const fn can(&self, feature: Feature) -> Can {
        match feature {
            Feature::RawServerKey => self.raw_server_key,
            Feature::RawClientKey => self.raw_client_key,
            Feature::Later => self.later,
            Feature::StapledGood => self.stapled_good,
            Feature::StapledRevoked => self.stapled_revoked,
            Feature::EarlyData => self.early_data,
            Feature::EarlySkipped => self.early_skipped,
        }
    }

    /// Without raw public keys.
    const fn without_keys(self, why: &'static str) -> Self {
        let no = Can::No(why);
        Features { raw_server_key: no, raw_client_key: no, ..self }
    }

    /// Without stapled responses.
    const fn without_status(self, why: &'static str) -> Self {
        let no = Can::No(why);
        Features { stapled_good: no, stapled_revoked: no, ..self }
    }
}

/// Everything.
pub(crate) const ALL: Features = Features {
    raw_server_key: Can::Yes,
    raw_client_key: Can::Yes,
    later: Can::Yes,
    stapled_good: Can::Yes,
    stapled_revoked: Can::Yes,
    early_data: Can::Yes,
    early_skipped: Can::Yes,
    tells: true,
};

const NO_KEYS: &str = "OpenSSL has raw public keys since 3.2";
const IN_HANDSHAKE: Can = Can::No("asks in the handshake only");
const NO_EARLY: Can = Can::No("has no interface for early data");

/// `openssl s_server` of OpenSSL 3.0.
pub(crate) const OPENSSL: Features = ALL.without_keys(NO_KEYS);

/// `gnutls-serv`: it takes early data and passes over them in its answers.
pub(crate) const GNUTLS: Features = Features { tells: false, ..ALL };

pub(crate) const GO: Features = Features {
    later: Can::No("crypto/tls never asks after the handshake"),
    early_data: Can::No("crypto/tls takes early data under QUIC only"),
    early_skipped: Can::No("crypto/tls ends such a handshake with unsupported_extension"),
    ..ALL.without_keys("crypto/tls has no raw public keys")
};

pub(crate) const JAVA: Features = Features {
    later: Can::No("JSSE never asks after a handshake of TLS 1.3"),
    early_data: Can::No("JSSE has no early data"),
    early_skipped: Can::No("JSSE does not skip early data, and ends with bad_record_mac"),
    ..ALL.without_keys("JSSE has no raw public keys")
};

pub(crate) const NODE: Features = Features {
    later: Can::No("node:tls has no call to ask after the handshake"),
    early_data: NO_EARLY,
    ..ALL.without_keys("its OpenSSL 3.5 has raw public keys, node:tls no interface for them")
};

pub(crate) const PYTHON: Features =
    Features { early_data: NO_EARLY, ..OPENSSL.without_status("ssl has no interface to staple") };

pub(crate) const NGINX: Features = Features { later: IN_HANDSHAKE, ..OPENSSL };

pub(crate) const HAPROXY: Features = Features {
    stapled_revoked: Can::No("does not load a response that is not good"),
    later: IN_HANDSHAKE,
    ..OPENSSL
};

pub(crate) const MOSQUITTO: Features = Features {
    later: IN_HANDSHAKE,
    early_data: Can::No("has no option for early data"),
    ..OPENSSL.without_status("has no option to staple")
};

pub(crate) const WOLFSSL_DEBIAN: Features = Features {
    later: Can::No("wolfSSL 5.5.4 says that it asked, and sends nothing"),
    early_data: Can::No("Debian builds it without early data"),
    early_skipped: Can::No("built without early data it does not skip them: bad_record_mac"),
    ..ALL.without_keys("Debian builds it without raw public keys")
};

pub(crate) const WOLFSSL: Features = Features {
    early_skipped: Can::No("what it skips counts against a limit that is 0 where it takes none"),
    ..ALL.without_status("its crate compiles wolfSSL without OCSP")
};

pub(crate) const MBEDTLS: Features = Features {
    later: Can::No("Mbed TLS never asks after the handshake"),
    early_skipped: Can::No("ends with MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE in place of skipping"),
    ..ALL
        .without_keys("Mbed TLS has no raw public keys")
        .without_status("Mbed TLS has no stapled responses")
};

pub(crate) const BORINGSSL: Features = Features {
    raw_client_key: Can::No("its crate takes raw public keys of servers only"),
    later: Can::No("BoringSSL never asks after the handshake"),
    ..ALL
};

pub(crate) const S2N: Features = Features {
    later: Can::No("s2n-tls never asks after the handshake"),
    ..ALL.without_keys("s2n-tls has no raw public keys")
};

pub(crate) const RUSTLS: Features =
    Features { later: Can::No("rustls never asks after the handshake"), ..ALL };
