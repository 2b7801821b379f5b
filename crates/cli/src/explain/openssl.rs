//! The codes of OpenSSL: errors packed of a library and a reason, and SSL_get_error.

use crate::explain::alerts::ALERTS;
use crate::explain::meaning::{Meaning, Notation, Row, Table};
use crate::explain::remedy::rows;

/// What `SSL_get_error` yields.
pub(super) const STATES: Table = Table {
    origin: "OpenSSL, SSL_get_error",
    prefix: "",
    notation: Notation::Decimal,
    rows: rows! {
        0 SSL_ERROR_NONE NOTHING "nothing went wrong"
        1 SSL_ERROR_SSL INTERNAL "the library failed: ERR_print_errors tells how"
        2 SSL_ERROR_WANT_READ AGAIN "the transport has no bytes now"
        3 SSL_ERROR_WANT_WRITE AGAIN "the transport takes no more bytes now"
        4 SSL_ERROR_WANT_X509_LOOKUP AGAIN "the callback for the own certificate has not ended"
        5 SSL_ERROR_SYSCALL BROKEN "the transport failed, or ended without close_notify: see errno"
        6 SSL_ERROR_ZERO_RETURN CLOSED "the peer sent close_notify"
    },
};

/// Number of the library of TLS, and what is added to an alert's number to make a reason of it.
const SSL: u32 = 20;
const ALERT: i64 = 1000;

/// Reasons by library.
pub(super) const REASONS: &[Table] = &[
    Table {
        origin: "OpenSSL",
        prefix: "SSL_R_",
        notation: Notation::Packed(SSL),
        rows: rows! {
            101 SSL_R_NO_SUITABLE_KEY_SHARE COMMON "the ends share no group"
            103 SSL_R_BAD_CHANGE_CIPHER_SPEC ORDER "ChangeCipherSpec is malformed"
            108 SSL_R_BAD_KEY_SHARE PARAMETER "a key share is malformed or of a wrong group"
            110 SSL_R_BAD_EXTENSION PARAMETER "an extension is malformed or misplaced"
            114 SSL_R_BAD_PSK_IDENTITY PSK "the server chose an identity that was not offered"
            115 SSL_R_BAD_PACKET_LENGTH NOT_TLS "a record has a length there is not"
            116 SSL_R_BAD_PROTOCOL_VERSION_NUMBER VERSION "the version is none that is known"
            118 SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM COMMON
                "none of the peer's signature schemes fits the own key"
            122 SSL_R_BAD_KEY_UPDATE ORDER "KeyUpdate is malformed or misplaced"
            123 SSL_R_BAD_SIGNATURE PROOF "a signature of the handshake does not fit"
            130 SSL_R_BN_LIB INTERNAL "the arithmetic failed: the next error tells how"
            134 SSL_R_CERTIFICATE_VERIFY_FAILED VERIFY
                "the peer's certificate was refused; the text behind it, or \
                SSL_get_verify_result, says why"
            141 SSL_R_COMPRESSION_FAILURE COMPRESSION "compression failed"
            147 SSL_R_DECRYPTION_FAILED MAC "a record cannot be decrypted"
            149 SSL_R_DIGEST_CHECK_FAILED FINISHED "Finished does not fit what was exchanged"
            150 SSL_R_ENCRYPTED_LENGTH_TOO_LONG OVERFLOW "a record is longer than TLS permits"
            152 SSL_R_EXCESSIVE_MESSAGE_SIZE MESSAGE "a handshake message is longer than allowed"
            155 SSL_R_HTTPS_PROXY_REQUEST NOT_TLS "a client sent CONNECT of HTTP in the clear"
            156 SSL_R_HTTP_REQUEST NOT_TLS "a client sent plain HTTP"
            159 SSL_R_LENGTH_MISMATCH DECODE "the lengths of a message do not fit together"
            160 SSL_R_LENGTH_TOO_SHORT DECODE "a message is too short"
            166 SSL_R_VERSION_TOO_HIGH VERSION "the version is above the limit that is set"
            176 SSL_R_NO_CERTIFICATES_RETURNED NO_CERTIFICATE "the peer sent no certificate"
            177 SSL_R_NO_CERTIFICATE_ASSIGNED CONFIGURATION "no certificate is set"
            179 SSL_R_NO_CERTIFICATE_SET CONFIGURATION "no certificate is set"
            181 SSL_R_NO_CIPHERS_AVAILABLE COMMON "no cipher suite is left to offer"
            185 SSL_R_NO_CIPHER_MATCH CONFIGURATION "none of the named cipher suites is known"
            190 SSL_R_NO_PRIVATE_KEY_ASSIGNED CONFIGURATION "no private key is set"
            191 SSL_R_NO_PROTOCOLS_AVAILABLE VERSION "no version is left to offer"
            193 SSL_R_NO_SHARED_CIPHER COMMON
                "the ends share no cipher suite, or the server has no certificate for those of \
                the client"
            198 SSL_R_PACKET_LENGTH_TOO_LONG OVERFLOW "a record is longer than TLS permits"
            199 SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE CLIENT_CERTIFICATE
                "the client sent no certificate, and the server demands one"
            203 SSL_R_DANE_TLSA_NULL_DATA CONFIGURATION "a TLSA record is empty"
            205 SSL_R_INVALID_ALERT DECODE "an alert is malformed"
            207 SSL_R_PROTOCOL_IS_SHUTDOWN MISUSE "the connection was shut down before"
            217 SSL_R_UNSOLICITED_EXTENSION EXTENSION "an extension was answered and not sent"
            219 SSL_R_BAD_PSK PSK "the callback gave a pre-shared key of no use"
            223 SSL_R_PSK_IDENTITY_NOT_FOUND PSK "no pre-shared key has this identity"
            235 SSL_R_NO_APPLICATION_PROTOCOL ALPN "the ends share no application protocol"
            241 SSL_R_INSUFFICIENT_SECURITY COMMON "the peer demands stronger ciphers"
            244 SSL_R_UNEXPECTED_MESSAGE ORDER "a message came that has no place here"
            245 SSL_R_UNEXPECTED_RECORD ORDER "a record came that has no place here"
            251 SSL_R_UNKNOWN_PKEY_TYPE ALGORITHM "the kind of key is unknown"
            252 SSL_R_UNKNOWN_PROTOCOL NOT_TLS "what came is no version of TLS"
            253 SSL_R_BINDER_DOES_NOT_VERIFY PSK
                "the binder does not fit: the ends hold different pre-shared keys"
            258 SSL_R_UNSUPPORTED_PROTOCOL VERSION "the ends share no version"
            261 SSL_R_WRONG_CIPHER_RETURNED PARAMETER "the server chose a suite not offered"
            266 SSL_R_WRONG_SSL_VERSION VERSION "the peer speaks another version"
            267 SSL_R_WRONG_VERSION_NUMBER NOT_TLS
                "what answered is no TLS, or of a version not offered"
            281 SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC MAC "a record did not authenticate"
            288 SSL_R_PRIVATE_KEY_MISMATCH KEY_PAIR "the private key is not the certificate's"
            291 SSL_R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY ORDER "data came after close_notify"
            294 SSL_R_UNEXPECTED_EOF_WHILE_READING TRUNCATED
                "the transport ended without close_notify"
            295 SSL_R_NO_SUITABLE_GROUPS COMMON "no group is left to offer"
            304 SSL_R_BAD_ECC_CERT ALGORITHM "the certificate's curve was not offered"
            306 SSL_R_BAD_ECPOINT PARAMETER "a share is no point of its curve"
            308 SSL_R_COOKIE_MISMATCH DATAGRAM "the cookie is not the one that was sent"
            328 SSL_R_INVALID_STATUS_RESPONSE STAPLE "the stapled OCSP answer was refused"
            333 SSL_R_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED WEAK_HASH
                "the peer signs by an algorithm that is too old"
            338 SSL_R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED RENEGOTIATION
                "the server does not know secure renegotiation (RFC 5746)"
            373 SSL_R_INAPPROPRIATE_FALLBACK FALLBACK "the client came with too low a version"
            376 SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS COMMON "the ends share no signature scheme"
            378 SSL_R_WRONG_CURVE PARAMETER "a share is of another curve than agreed upon"
            394 SSL_R_DH_KEY_TOO_SMALL WEAK_KEY "the key of Diffie-Hellman is too short"
            396 SSL_R_VERSION_TOO_LOW VERSION "the version is below the limit that is set"
            397 SSL_R_CA_KEY_TOO_SMALL WEAK_KEY "the key of an authority is too short"
            398 SSL_R_CA_MD_TOO_WEAK WEAK_HASH "an authority signed with too weak a hash"
            399 SSL_R_EE_KEY_TOO_SMALL WEAK_KEY "the key of the certificate is too short"
            410 SSL_R_NO_SHARED_GROUPS COMMON "the ends share no group"
        },
    },
    Table {
        origin: "OpenSSL",
        prefix: "X509_R_",
        notation: Notation::Packed(11),
        rows: rows! {
            115 X509_R_KEY_TYPE_MISMATCH KEY_PAIR "key and certificate are of different kinds"
            116 X509_R_KEY_VALUES_MISMATCH KEY_PAIR "the private key is not the certificate's"
            136 X509_R_NO_CERTIFICATE_OR_CRL_FOUND PEM "the file holds no certificate and no list"
        },
    },
    Table {
        origin: "OpenSSL",
        prefix: "PEM_R_",
        notation: Notation::Packed(9),
        rows: rows! {
            100 PEM_R_BAD_BASE64_DECODE PEM "what stands between the lines of PEM is no base64"
            101 PEM_R_BAD_DECRYPT PASSWORD "the password does not open the key"
            102 PEM_R_BAD_END_LINE PEM "the line -----END ...----- is missing or another's"
            104 PEM_R_BAD_PASSWORD_READ PASSWORD "no password could be read"
            108 PEM_R_NO_START_LINE PEM "no line -----BEGIN ...----- of the right kind was found"
        },
    },
];

/// What a packed error means, as OpenSSL 3 packs it or as 1.1 and LibreSSL did.
pub(super) fn of_packed(code: u32) -> Vec<Meaning> {
    let three = (code >> 23 & 0xff, code & 0x7f_ffff);
    let one = (code >> 24, code & 0xfff);
    let forms = [three, one];
    forms.iter().flat_map(|(library, reason)| of_reason(*library, i64::from(*reason))).collect()
}

fn of_reason(library: u32, reason: i64) -> Vec<Meaning> {
    let tables = REASONS.iter().filter(|table| table.notation == Notation::Packed(library));
    let named = tables.flat_map(|table| find(table, reason));
    let alert = (library == SSL).then(|| find(&ALERTS, reason - ALERT)).into_iter().flatten();
    named.chain(alert).collect()
}

fn find(table: &'static Table, number: i64) -> impl Iterator<Item = Meaning> {
    let rows: &'static [Row] = table.rows;
    rows.iter().filter(move |row| row.number == number).map(move |row| Meaning::of(table, row))
}
