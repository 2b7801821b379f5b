//! Wire numbers as newtypes: every value survives, the ones we know have names.

macro_rules! wire_numbers {
    ($(
        $(#[$doc:meta])* $name:ident($width:ty) {
            $($(#[$value_doc:meta])* $value:ident = $number:literal,)*
        }
    )*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        pub struct $name(pub $width);

        #[allow(missing_docs, non_upper_case_globals)] // names as the registries spell them
        impl $name {
            $($(#[$value_doc])* pub const $value: $name = $name($number);)*

            /// The registry's name of the value, `"unknown"` for one without.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self.0 {
                    $($number => stringify!($value),)*
                    _ => "unknown",
                }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.name() {
                    "unknown" => write!(f, "{}({:#x})", stringify!($name), self.0),
                    name => f.write_str(name),
                }
            }
        }
    )*};
}

wire_numbers! {
    /// What a record carries (RFC 9846, section 5.1).
    ContentType(u8) {
        CHANGE_CIPHER_SPEC = 20,
        ALERT = 21,
        HANDSHAKE = 22,
        APPLICATION_DATA = 23,
    }
    /// A handshake message (RFC 9846, section 4).
    HandshakeType(u8) {
        CLIENT_HELLO = 1,
        SERVER_HELLO = 2,
        NEW_SESSION_TICKET = 4,
        END_OF_EARLY_DATA = 5,
        /// Reserved on the wire, where a HelloRetryRequest is a ServerHello; observers are told it.
        HELLO_RETRY_REQUEST = 6,
        ENCRYPTED_EXTENSIONS = 8,
        CERTIFICATE = 11,
        CERTIFICATE_REQUEST = 13,
        CERTIFICATE_VERIFY = 15,
        FINISHED = 20,
        KEY_UPDATE = 24,
        /// Stands for the first ClientHello in a transcript after a HelloRetryRequest.
        MESSAGE_HASH = 254,
    }
    /// An extension (RFC 9846, section 4.3).
    ExtensionType(u16) {
        SERVER_NAME = 0,
        MAX_FRAGMENT_LENGTH = 1,
        STATUS_REQUEST = 5,
        SUPPORTED_GROUPS = 10,
        SIGNATURE_ALGORITHMS = 13,
        APPLICATION_LAYER_PROTOCOL_NEGOTIATION = 16,
        /// RFC 7250, section 3.
        CLIENT_CERTIFICATE_TYPE = 19,
        SERVER_CERTIFICATE_TYPE = 20,
        RECORD_SIZE_LIMIT = 28,
        PRE_SHARED_KEY = 41,
        EARLY_DATA = 42,
        SUPPORTED_VERSIONS = 43,
        COOKIE = 44,
        PSK_KEY_EXCHANGE_MODES = 45,
        CERTIFICATE_AUTHORITIES = 47,
        OID_FILTERS = 48,
        POST_HANDSHAKE_AUTH = 49,
        SIGNATURE_ALGORITHMS_CERT = 50,
        KEY_SHARE = 51,
    }
    /// What an entry of a Certificate is (RFC 7250, section 3).
    CertificateType(u8) {
        X509 = 0,
        RawPublicKey = 2,
    }
    /// A protocol version as it stands in hellos and record headers.
    ProtocolVersion(u16) {
        TLS1_0 = 0x0301,
        TLS1_2 = 0x0303,
        TLS1_3 = 0x0304,
    }
    /// A cipher suite (RFC 9846, appendix B.4).
    CipherSuite(u16) {
        TLS_AES_128_GCM_SHA256 = 0x1301,
        TLS_AES_256_GCM_SHA384 = 0x1302,
        TLS_CHACHA20_POLY1305_SHA256 = 0x1303,
        TLS_AES_128_CCM_SHA256 = 0x1304,
        TLS_AES_128_CCM_8_SHA256 = 0x1305,
    }
    /// A group for key agreement (RFC 9846, section 4.3.7).
    NamedGroup(u16) {
        secp256r1 = 0x0017,
        secp384r1 = 0x0018,
        secp521r1 = 0x0019,
        x25519 = 0x001d,
        /// RFC 8734, section 4.
        brainpoolP256r1tls13 = 0x001f,
        brainpoolP384r1tls13 = 0x0020,
        brainpoolP512r1tls13 = 0x0021,
        /// RFC 7919, section 2.
        ffdhe2048 = 0x0100,
        ffdhe3072 = 0x0101,
    }
    /// A signature scheme (RFC 9846, section 4.3.3).
    SignatureScheme(u16) {
        rsa_pkcs1_sha256 = 0x0401,
        ecdsa_secp256r1_sha256 = 0x0403,
        rsa_pkcs1_sha384 = 0x0501,
        ecdsa_secp384r1_sha384 = 0x0503,
        rsa_pkcs1_sha512 = 0x0601,
        ecdsa_secp521r1_sha512 = 0x0603,
        rsa_pss_rsae_sha256 = 0x0804,
        rsa_pss_rsae_sha384 = 0x0805,
        rsa_pss_rsae_sha512 = 0x0806,
        ed25519 = 0x0807,
        rsa_pss_pss_sha256 = 0x0809,
        rsa_pss_pss_sha384 = 0x080a,
        rsa_pss_pss_sha512 = 0x080b,
    }
    /// How a pre-shared key enters the key schedule (RFC 9846, section 4.3.9).
    PskKeyExchangeMode(u8) {
        psk_ke = 0,
        psk_dhe_ke = 1,
    }
    /// An alert (RFC 9846, section 6).
    AlertDescription(u8) {
        close_notify = 0,
        unexpected_message = 10,
        bad_record_mac = 20,
        record_overflow = 22,
        handshake_failure = 40,
        bad_certificate = 42,
        unsupported_certificate = 43,
        certificate_revoked = 44,
        certificate_expired = 45,
        certificate_unknown = 46,
        illegal_parameter = 47,
        unknown_ca = 48,
        access_denied = 49,
        decode_error = 50,
        decrypt_error = 51,
        protocol_version = 70,
        insufficient_security = 71,
        internal_error = 80,
        inappropriate_fallback = 86,
        user_canceled = 90,
        missing_extension = 109,
        unsupported_extension = 110,
        unrecognized_name = 112,
        bad_certificate_status_response = 113,
        unknown_psk_identity = 115,
        certificate_required = 116,
        general_error = 117,
        no_application_protocol = 120,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_values_survive() {
        assert_eq!(CipherSuite(0xfefe).0, 0xfefe);
        assert_eq!(CipherSuite(0xfefe).name(), "unknown");
        assert_eq!(AlertDescription::unknown_ca.name(), "unknown_ca");
    }
}
