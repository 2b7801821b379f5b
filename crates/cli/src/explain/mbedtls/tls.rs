//! Codes of the module of TLS.

use crate::explain::meaning::Row;
use crate::explain::remedy::rows;

/// Those with one meaning in 2.x and 3.x, and those that one of them lacks and the other's number
/// does not take.
pub(super) const ALWAYS: &[Row] = rows! {
    -0x5D80 MBEDTLS_ERR_SSL_CERTIFICATE_VERIFICATION_WITHOUT_HOSTNAME CONFIGURATION
        "certificates are to be verified and no name of the server was set: call \
        mbedtls_ssl_set_hostname"
    -0x5E80 MBEDTLS_ERR_SSL_BAD_CONFIG CONFIGURATION "the settings contradict each other"
    -0x5F00 MBEDTLS_ERR_SSL_VERSION_MISMATCH MISUSE
        "a saved session or context is of another version or configuration of the library"
    -0x6000 MBEDTLS_ERR_SSL_UNEXPECTED_CID DATAGRAM "a record bears another connection ID"
    -0x6480 MBEDTLS_ERR_SSL_EARLY_MESSAGE DATAGRAM "a message came before its turn"
    -0x6500 MBEDTLS_ERR_SSL_ASYNC_IN_PROGRESS AGAIN
        "the signature of a remote key is still being made"
    -0x6580 MBEDTLS_ERR_SSL_CONTINUE_PROCESSING AGAIN "a step is done, and more of them follow"
    -0x6680 MBEDTLS_ERR_SSL_NON_FATAL NOTHING "the peer sent an alert that ends nothing"
    -0x6700 MBEDTLS_ERR_SSL_UNEXPECTED_RECORD DATAGRAM "a record came that does not belong here"
    -0x6780 MBEDTLS_ERR_SSL_CLIENT_RECONNECT DATAGRAM "the client began anew from the same port"
    -0x6800 MBEDTLS_ERR_SSL_TIMEOUT TIMEOUT "the other end did not answer in time"
    -0x6880 MBEDTLS_ERR_SSL_WANT_WRITE AGAIN "the transport takes no more bytes now"
    -0x6900 MBEDTLS_ERR_SSL_WANT_READ AGAIN "the transport has no bytes now"
    -0x6A00 MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL BUFFER
        "a message does not fit the buffer (MBEDTLS_SSL_IN_CONTENT_LEN, _OUT_CONTENT_LEN)"
    -0x6A80 MBEDTLS_ERR_SSL_HELLO_VERIFY_REQUIRED DATAGRAM
        "the server answered with a cookie: start the handshake again for this client"
    -0x6B00 MBEDTLS_ERR_SSL_WAITING_SERVER_HELLO_RENEGO RENEGOTIATION
        "data came while a renegotiation was under way"
    -0x6B80 MBEDTLS_ERR_SSL_COUNTER_WRAPPING EXHAUSTED
        "a counter of records is used up"
    -0x6C00 MBEDTLS_ERR_SSL_INTERNAL_ERROR INTERNAL
        "the library failed where it never should, often because a module was left out of the \
        build"
    -0x6C80 MBEDTLS_ERR_SSL_UNKNOWN_IDENTITY PSK "the identity of the pre-shared key is not known"
    -0x6D00 MBEDTLS_ERR_SSL_PK_TYPE_MISMATCH ALGORITHM
        "the key is of another kind than the cipher suite needs"
    -0x6D80 MBEDTLS_ERR_SSL_SESSION_TICKET_EXPIRED TICKET "the session ticket is too old"
    -0x6F80 MBEDTLS_ERR_SSL_HW_ACCEL_FALLTHROUGH NOTHING
        "the accelerator left the data to the software"
    -0x7000 MBEDTLS_ERR_SSL_CRYPTO_IN_PROGRESS AGAIN
        "a public-key operation in steps has not ended"
    -0x7080 MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE FEATURE "what was asked for is not built in"
    -0x7100 MBEDTLS_ERR_SSL_BAD_INPUT_DATA MISUSE "an argument of the function is wrong"
    -0x7180 MBEDTLS_ERR_SSL_INVALID_MAC MAC "a record did not authenticate"
    -0x7200 MBEDTLS_ERR_SSL_INVALID_RECORD OVERFLOW
        "what came is no record: its header, its version or its length is wrong, or it is longer \
        than MBEDTLS_SSL_IN_CONTENT_LEN"
    -0x7280 MBEDTLS_ERR_SSL_CONN_EOF TRUNCATED
        "the transport ended without close_notify"
    -0x7400 MBEDTLS_ERR_SSL_NO_RNG CONFIGURATION
        "no random generator was set: call mbedtls_ssl_conf_rng, or psa_crypto_init"
    -0x7480 MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE CLIENT_CERTIFICATE
        "the client sent no certificate, and the server demands one"
    -0x7600 MBEDTLS_ERR_SSL_PRIVATE_KEY_REQUIRED CONFIGURATION
        "neither a private key nor a pre-shared key is set"
    -0x7680 MBEDTLS_ERR_SSL_CA_CHAIN_REQUIRED CONFIGURATION
        "certificates are to be verified and no anchors are set: call mbedtls_ssl_conf_ca_chain"
    -0x7700 MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE ORDER "a message came that has no place here"
    -0x7780 MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE ALERT
        "the peer ended the connection with a fatal alert"
    -0x7880 MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY CLOSED "the peer sent close_notify"
    -0x7F00 MBEDTLS_ERR_SSL_ALLOC_FAILED MEMORY "memory ran out"
    -0x7F80 MBEDTLS_ERR_SSL_HW_ACCEL_FAILED HARDWARE "the accelerator failed"
};

/// Those of 2.x whose number or name 3.x gave up or to another.
pub(super) const TWO: &[Row] = rows! {
    -0x6600 MBEDTLS_ERR_SSL_INVALID_VERIFY_HASH PARAMETER
        "CertificateVerify is made with a hash that is not built in"
    -0x6980 MBEDTLS_ERR_SSL_NO_USABLE_CIPHERSUITE COMMON
        "none of the common cipher suites can be used: the server has no key of the right kind"
    -0x6E00 MBEDTLS_ERR_SSL_BAD_HS_NEW_SESSION_TICKET DECODE "NewSessionTicket is malformed"
    -0x6E80 MBEDTLS_ERR_SSL_BAD_HS_PROTOCOL_VERSION VERSION
        "the ends share no version, or not one within the limits that were set"
    -0x6F00 MBEDTLS_ERR_SSL_COMPRESSION_FAILED COMPRESSION "compression failed"
    -0x7300 MBEDTLS_ERR_SSL_UNKNOWN_CIPHER PARAMETER "the server chose an unknown cipher suite"
    -0x7380 MBEDTLS_ERR_SSL_NO_CIPHER_CHOSEN COMMON "the ends share no cipher suite"
    -0x7500 MBEDTLS_ERR_SSL_CERTIFICATE_TOO_LARGE OUTGOING
        "the own certificates do not fit the send buffer"
    -0x7580 MBEDTLS_ERR_SSL_CERTIFICATE_REQUIRED CONFIGURATION
        "a certificate of the own end is needed and none is set"
    -0x7800 MBEDTLS_ERR_SSL_PEER_VERIFY_FAILED VERIFY "the peer's certificate was refused"
    -0x7900 MBEDTLS_ERR_SSL_BAD_HS_CLIENT_HELLO COMMON
        "ClientHello is malformed, or offers nothing the server has"
    -0x7980 MBEDTLS_ERR_SSL_BAD_HS_SERVER_HELLO PARAMETER
        "ServerHello is malformed, or chooses what was not offered"
    -0x7A00 MBEDTLS_ERR_SSL_BAD_HS_CERTIFICATE NO_CERTIFICATE
        "Certificate is malformed, empty, or holds a key of the wrong kind or curve"
    -0x7A80 MBEDTLS_ERR_SSL_BAD_HS_CERTIFICATE_REQUEST DECODE "CertificateRequest is malformed"
    -0x7B00 MBEDTLS_ERR_SSL_BAD_HS_SERVER_KEY_EXCHANGE PARAMETER
        "ServerKeyExchange is malformed, of a group that was not offered, or its signature is wrong"
    -0x7B80 MBEDTLS_ERR_SSL_BAD_HS_SERVER_HELLO_DONE DECODE "ServerHelloDone is malformed"
    -0x7C00 MBEDTLS_ERR_SSL_BAD_HS_CLIENT_KEY_EXCHANGE DECODE "ClientKeyExchange is malformed"
    -0x7C80 MBEDTLS_ERR_SSL_BAD_HS_CLIENT_KEY_EXCHANGE_RP PARAMETER
        "the public key in ClientKeyExchange is wrong"
    -0x7D00 MBEDTLS_ERR_SSL_BAD_HS_CLIENT_KEY_EXCHANGE_CS PARAMETER
        "no shared secret can be computed of ClientKeyExchange"
    -0x7D80 MBEDTLS_ERR_SSL_BAD_HS_CERTIFICATE_VERIFY PROOF
        "the signature in CertificateVerify does not fit the certificate"
    -0x7E00 MBEDTLS_ERR_SSL_BAD_HS_CHANGE_CIPHER_SPEC ORDER "ChangeCipherSpec is malformed"
    -0x7E80 MBEDTLS_ERR_SSL_BAD_HS_FINISHED FINISHED
        "Finished does not fit what was exchanged"
};

/// Those of 3.x that 2.x lacks or has under another name.
pub(super) const THREE: &[Row] = rows! {
    -0x6600 MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER PARAMETER
        "a value contradicts the protocol or what was offered"
    -0x6E00 MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE COMMON "the ends agree on nothing both have"
    -0x6E80 MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION VERSION
        "the ends share no version, or not one within the limits that were set"
    -0x7300 MBEDTLS_ERR_SSL_DECODE_ERROR DECODE "a message is malformed"
    -0x7500 MBEDTLS_ERR_SSL_UNSUPPORTED_EXTENSION EXTENSION
        "an extension was answered that was not sent"
    -0x7580 MBEDTLS_ERR_SSL_NO_APPLICATION_PROTOCOL ALPN "the ends share no application protocol"
    -0x7800 MBEDTLS_ERR_SSL_UNRECOGNIZED_NAME SNI "the server does not know the name it was sent"
    -0x7A00 MBEDTLS_ERR_SSL_BAD_CERTIFICATE VERIFY
        "the peer's certificate cannot be used: malformed, empty, or of the wrong kind of key"
    -0x7B00 MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET NOTHING
        "a session ticket came, and can be saved now; reading may go on"
    -0x7B80 MBEDTLS_ERR_SSL_CANNOT_READ_EARLY_DATA EARLY_DATA "there is no early data to read"
    -0x7C00 MBEDTLS_ERR_SSL_RECEIVED_EARLY_DATA NOTHING
        "early data came: read it with mbedtls_ssl_read_early_data"
    -0x7C80 MBEDTLS_ERR_SSL_CANNOT_WRITE_EARLY_DATA EARLY_DATA
        "early data cannot be sent on this connection"
    -0x7E80 MBEDTLS_ERR_SSL_CACHE_ENTRY_NOT_FOUND TICKET "the cache does not hold this session"
};
