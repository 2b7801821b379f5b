//! Wire numbers as newtypes: every value survives, the ones we know have names.

macro_rules! wire_numbers {
    ($($(#[$doc:meta])* $name:ident($width:ty) { $($(#[$value_doc:meta])* $value:ident = $number:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// What a record carries (RFC 8446, section 5.1).
    ContentType(u8) {
        CHANGE_CIPHER_SPEC = 20,
        ALERT = 21,
        HANDSHAKE = 22,
        APPLICATION_DATA = 23,
    }
    /// A handshake message (RFC 8446, section 4).
    HandshakeType(u8) {
        CLIENT_HELLO = 1,
        SERVER_HELLO = 2,
        NEW_SESSION_TICKET = 4,
        ENCRYPTED_EXTENSIONS = 8,
        CERTIFICATE = 11,
        CERTIFICATE_REQUEST = 13,
        CERTIFICATE_VERIFY = 15,
        FINISHED = 20,
        KEY_UPDATE = 24,
        /// Stands for the first ClientHello in a transcript after a HelloRetryRequest.
        MESSAGE_HASH = 254,
    }
    /// An extension (RFC 8446, section 4.2).
    ExtensionType(u16) {
        SERVER_NAME = 0,
        MAX_FRAGMENT_LENGTH = 1,
        SUPPORTED_GROUPS = 10,
        SIGNATURE_ALGORITHMS = 13,
        APPLICATION_LAYER_PROTOCOL_NEGOTIATION = 16,
        RECORD_SIZE_LIMIT = 28,
        PRE_SHARED_KEY = 41,
        EARLY_DATA = 42,
        SUPPORTED_VERSIONS = 43,
        COOKIE = 44,
        PSK_KEY_EXCHANGE_MODES = 45,
        KEY_SHARE = 51,
    }
    /// A protocol version as it stands in hellos and record headers.
    ProtocolVersion(u16) {
        TLS1_0 = 0x0301,
        TLS1_2 = 0x0303,
        TLS1_3 = 0x0304,
    }
    /// A cipher suite (RFC 8446, appendix B.4).
    CipherSuite(u16) {
        TLS_AES_128_GCM_SHA256 = 0x1301,
        TLS_AES_128_CCM_SHA256 = 0x1304,
        TLS_AES_128_CCM_8_SHA256 = 0x1305,
    }
    /// A group for key agreement (RFC 8446, section 4.2.7).
    NamedGroup(u16) {
        secp256r1 = 0x0017,
    }
    /// A signature scheme (RFC 8446, section 4.2.3).
    SignatureScheme(u16) {
        ecdsa_secp256r1_sha256 = 0x0403,
    }
    /// How a pre-shared key enters the key schedule (RFC 8446, section 4.2.9).
    PskKeyExchangeMode(u8) {
        psk_ke = 0,
        psk_dhe_ke = 1,
    }
    /// An alert (RFC 8446, section 6).
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
