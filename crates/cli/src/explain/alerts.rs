//! The alerts of TLS, by name or number (RFC 9846, section 6, and the registry of IANA).

use crate::explain::meaning::{Notation, Table};
use crate::explain::remedy::rows;

/// All alerts.
pub(super) const ALERTS: Table = Table {
    origin: "TLS alert",
    prefix: "",
    notation: Notation::Decimal,
    rows: rows! {
        0 close_notify CLOSED "the sender closed its direction, in order"
        10 unexpected_message ORDER "the sender was given a message or record in the wrong place"
        20 bad_record_mac MAC "a record did not authenticate at the sender of the alert"
        21 decryption_failed MAC "a record could not be decrypted (before TLS 1.1)"
        22 record_overflow OVERFLOW "a record was longer than the sender of the alert takes"
        30 decompression_failure COMPRESSION "a record could not be decompressed (before TLS 1.3)"
        40 handshake_failure COMMON "the ends agree on nothing that both have"
        41 no_certificate CLIENT_CERTIFICATE "the client has no certificate (SSL 3.0)"
        42 bad_certificate MALFORMED
            "the sender refused the certificate it was shown: malformed, a wrong signature, or \
            another name"
        43 unsupported_certificate ALGORITHM
            "the sender does not support the certificate it was shown: its kind of key, usage \
            or extensions"
        44 certificate_revoked REVOKED "the certificate shown to the sender was revoked"
        45 certificate_expired RENEW
            "the certificate shown to the sender has expired, or is not valid yet by its clock"
        46 certificate_unknown VERIFY
            "the sender refused the certificate for another reason than those with an alert"
        47 illegal_parameter PARAMETER
            "a value contradicts the protocol or what was offered; with a pre-shared key, also \
            that the keys differ"
        48 unknown_ca ANCHORS
            "the sender of the alert does not trust the issuer of the certificate it was shown"
        49 access_denied ACCESS "the certificate is valid, and its bearer is not let in"
        50 decode_error DECODE "a message could not be read at the sender of the alert"
        51 decrypt_error FINISHED
            "a signature, a Finished or a binder did not fit at the sender of the alert"
        52 too_many_cids_requested DATAGRAM "too many connection IDs were asked for (DTLS 1.3)"
        60 export_restriction COMMON "the key is longer than export rules once allowed (TLS 1.0)"
        70 protocol_version VERSION "the sender does not speak the version it was offered"
        71 insufficient_security COMMON "the sender demands stronger ciphers than were offered"
        80 internal_error INTERNAL "the sender failed for a reason that is none of the peer's"
        86 inappropriate_fallback FALLBACK
            "the client connected with a lower version than the server speaks (RFC 7507)"
        90 user_canceled CLOSED "the sender gave the handshake up, by its user's wish"
        100 no_renegotiation RENEGOTIATION "the sender does not renegotiate (before TLS 1.3)"
        109 missing_extension MISSING "a mandatory extension was missing"
        110 unsupported_extension EXTENSION "an extension was answered that was not sent"
        111 certificate_unobtainable CLIENT_CERTIFICATE
            "the certificate could not be fetched from its URL (before TLS 1.3)"
        112 unrecognized_name SNI "the server has nothing under the name in server_name"
        113 bad_certificate_status_response STAPLE "the stapled OCSP answer was refused"
        114 bad_certificate_hash_value CLIENT_CERTIFICATE
            "the certificate fetched from an URL has another hash (before TLS 1.3)"
        115 unknown_psk_identity PSK "the server knows no pre-shared key of this identity"
        116 certificate_required CLIENT_CERTIFICATE
            "the server demands a certificate of its client, and got none"
        117 general_error INTERNAL "the sender failed, and no other alert says how"
        120 no_application_protocol ALPN "the ends share no application protocol"
        121 ech_required COMMON
            "the server could not open the encrypted ClientHello: get its keys anew (RFC 9849)"
    },
};
