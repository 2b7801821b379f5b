//! What OpenSSL says of a chain: the numbers and sentences of `verify` and `s_client`.

use crate::explain::meaning::{Notation, Table};
use crate::explain::remedy::rows;

/// `X509_V_ERR_...`, which `SSL_get_verify_result` yields.
pub(super) const RESULTS: Table = Table {
    origin: "OpenSSL, verify result",
    prefix: "X509_V_ERR_",
    notation: Notation::Decimal,
    rows: rows! {
        0 X509_V_OK NOTHING "the chain is good"
        1 X509_V_ERR_UNSPECIFIED VERIFY "the chain was refused without a reason"
        2 X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT ANCHORS
            "the issuer of an intermediate was not found among anchors and certificates sent"
        3 X509_V_ERR_UNABLE_TO_GET_CRL REVOCATION "the issuer's revocation list was not found"
        4 X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE SIGNATURE
            "the signature cannot be opened with the issuer's key"
        5 X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE SIGNATURE
            "the list's signature cannot be opened with the issuer's key"
        6 X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY ALGORITHM "the issuer's key is unreadable"
        7 X509_V_ERR_CERT_SIGNATURE_FAILURE SIGNATURE "a certificate's signature does not fit"
        8 X509_V_ERR_CRL_SIGNATURE_FAILURE SIGNATURE "a revocation list's signature does not fit"
        9 X509_V_ERR_CERT_NOT_YET_VALID EARLY "a certificate is not valid yet"
        10 X509_V_ERR_CERT_HAS_EXPIRED RENEW "a certificate has expired"
        11 X509_V_ERR_CRL_NOT_YET_VALID REVOCATION "a revocation list is not valid yet"
        12 X509_V_ERR_CRL_HAS_EXPIRED REVOCATION "a revocation list is too old"
        13 X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD MALFORMED "notBefore is malformed"
        14 X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD MALFORMED "notAfter is malformed"
        15 X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD REVOCATION "the list's thisUpdate is malformed"
        16 X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD REVOCATION "the list's nextUpdate is malformed"
        17 X509_V_ERR_OUT_OF_MEM MEMORY "memory ran out"
        18 X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED
            "the server's certificate is signed by itself, and is no anchor"
        19 X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN ANCHORS
            "the chain ends at a root that is no anchor, or an interceptor's"
        20 X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ANCHORS
            "the issuer of a certificate is no anchor and was not sent: a missing intermediate, or \
            no bundle of roots"
        21 X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE INTERMEDIATES
            "the server sent its own certificate alone, and its issuer is no anchor"
        22 X509_V_ERR_CERT_CHAIN_TOO_LONG CHAIN_LENGTH "the chain is longer than the limit"
        23 X509_V_ERR_CERT_REVOKED REVOKED "a certificate was revoked"
        24 X509_V_ERR_NO_ISSUER_PUBLIC_KEY ALGORITHM "the issuer's certificate has no usable key"
        25 X509_V_ERR_PATH_LENGTH_EXCEEDED PATH_LENGTH
            "there are more intermediates than an authority allows"
        26 X509_V_ERR_INVALID_PURPOSE USAGE "a certificate's usages forbid this use"
        27 X509_V_ERR_CERT_UNTRUSTED ANCHORS "the root is not trusted for this use"
        28 X509_V_ERR_CERT_REJECTED ANCHORS "the root is marked as rejected for this use"
        29 X509_V_ERR_SUBJECT_ISSUER_MISMATCH INTERMEDIATES
            "a candidate's name is not the issuer's"
        30 X509_V_ERR_AKID_SKID_MISMATCH INTERMEDIATES
            "a candidate has the issuer's name and another key identifier"
        31 X509_V_ERR_AKID_ISSUER_SERIAL_MISMATCH INTERMEDIATES
            "a candidate has the issuer's name and another serial number"
        32 X509_V_ERR_KEYUSAGE_NO_CERTSIGN USAGE "an issuer's keyUsage lacks keyCertSign"
        33 X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER REVOCATION "the issuer of a list was not found"
        34 X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION CRITICAL
            "a critical extension is not understood"
        35 X509_V_ERR_KEYUSAGE_NO_CRL_SIGN USAGE "the keyUsage of a list's issuer lacks cRLSign"
        36 X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION REVOCATION
            "a critical extension of a list is not understood"
        37 X509_V_ERR_INVALID_NON_CA USAGE "the certificate is an authority's, and must not be"
        38 X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED PATH_LENGTH "there are too many proxies"
        39 X509_V_ERR_KEYUSAGE_NO_DIGITAL_SIGNATURE USAGE "keyUsage lacks digitalSignature"
        40 X509_V_ERR_PROXY_CERTIFICATES_NOT_ALLOWED CONFIGURATION
            "the chain has proxy certificates, which are not allowed"
        41 X509_V_ERR_INVALID_EXTENSION MALFORMED "an extension is malformed or contradictory"
        42 X509_V_ERR_INVALID_POLICY_EXTENSION MALFORMED "certificatePolicies is malformed"
        43 X509_V_ERR_NO_EXPLICIT_POLICY POLICY "the chain is of no acceptable policy"
        44 X509_V_ERR_DIFFERENT_CRL_SCOPE REVOCATION "the list is for other certificates"
        45 X509_V_ERR_UNSUPPORTED_EXTENSION_FEATURE CRITICAL
            "an extension uses what is not supported"
        46 X509_V_ERR_UNNESTED_RESOURCE PERMITTED
            "addresses or AS numbers (RFC 3779) are not among the issuer's"
        47 X509_V_ERR_PERMITTED_VIOLATION PERMITTED "a name is outside of the permitted ones"
        48 X509_V_ERR_EXCLUDED_VIOLATION PERMITTED "a name is among the excluded ones"
        49 X509_V_ERR_SUBTREE_MINMAX CONSTRAINTS "name constraints have a minimum or maximum"
        50 X509_V_ERR_APPLICATION_VERIFICATION VERIFY "the application's callback refused"
        51 X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE CONSTRAINTS
            "name constraints of this kind are not supported"
        52 X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX CONSTRAINTS "a name constraint is malformed"
        53 X509_V_ERR_UNSUPPORTED_NAME_SYNTAX CONSTRAINTS "a constrained name is malformed"
        54 X509_V_ERR_CRL_PATH_VALIDATION_ERROR REVOCATION "the chain of a list was refused"
        55 X509_V_ERR_PATH_LOOP INTERMEDIATES "the chain runs in a circle"
        56 X509_V_ERR_SUITE_B_INVALID_VERSION POLICY "Suite B: version other than 3"
        57 X509_V_ERR_SUITE_B_INVALID_ALGORITHM POLICY "Suite B: a key that is not elliptic"
        58 X509_V_ERR_SUITE_B_INVALID_CURVE POLICY "Suite B: a curve other than P-256 and P-384"
        59 X509_V_ERR_SUITE_B_INVALID_SIGNATURE_ALGORITHM POLICY "Suite B: another signature"
        60 X509_V_ERR_SUITE_B_LOS_NOT_ALLOWED POLICY "Suite B: a curve not allowed at this level"
        61 X509_V_ERR_SUITE_B_CANNOT_SIGN_P_384_WITH_P_256 POLICY
            "Suite B: a weaker key certifies a stronger one"
        62 X509_V_ERR_HOSTNAME_MISMATCH NAME "the certificate is for another name"
        63 X509_V_ERR_EMAIL_MISMATCH NAME "the certificate is for another mailbox"
        64 X509_V_ERR_IP_ADDRESS_MISMATCH NAME "the certificate is for another address"
        65 X509_V_ERR_DANE_NO_MATCH ANCHORS "no TLSA record fits the chain"
        66 X509_V_ERR_EE_KEY_TOO_SMALL WEAK_KEY "the certificate's key is too short"
        67 X509_V_ERR_CA_KEY_TOO_SMALL WEAK_KEY "an authority's key is too short"
        68 X509_V_ERR_CA_MD_TOO_WEAK WEAK_HASH "an authority signed with too weak a hash"
        69 X509_V_ERR_INVALID_CALL MISUSE "the verifier was called without a certificate"
        70 X509_V_ERR_STORE_LOOKUP FILE "the store of anchors cannot be searched"
        71 X509_V_ERR_NO_VALID_SCTS POLICY "Certificate Transparency: no valid timestamp"
        72 X509_V_ERR_PROXY_SUBJECT_NAME_VIOLATION NAME
            "a proxy's name does not extend its issuer's"
        73 X509_V_ERR_OCSP_VERIFY_NEEDED STAPLE "an OCSP answer is demanded"
        74 X509_V_ERR_OCSP_VERIFY_FAILED STAPLE "the OCSP answer was refused"
        75 X509_V_ERR_OCSP_CERT_UNKNOWN STAPLE "the OCSP responder does not know the certificate"
        76 X509_V_ERR_UNSUPPORTED_SIGNATURE_ALGORITHM ALGORITHM
            "the signature is of an unknown kind"
        77 X509_V_ERR_SIGNATURE_ALGORITHM_MISMATCH SIGNATURE
            "the signature is of another kind than the issuer's key"
        78 X509_V_ERR_SIGNATURE_ALGORITHM_INCONSISTENCY MALFORMED
            "the certificate names two different algorithms of its one signature"
        79 X509_V_ERR_INVALID_CA NOT_CA "an issuer is no authority"
        80 X509_V_ERR_PATHLEN_INVALID_FOR_NON_CA MALFORMED "pathLenConstraint without CA:TRUE"
        81 X509_V_ERR_PATHLEN_WITHOUT_KU_KEY_CERT_SIGN MALFORMED
            "pathLenConstraint without keyCertSign"
        82 X509_V_ERR_KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA MALFORMED "keyCertSign without CA:TRUE"
        83 X509_V_ERR_ISSUER_NAME_EMPTY MALFORMED "the issuer has no name"
        84 X509_V_ERR_SUBJECT_NAME_EMPTY MALFORMED "an authority has no name"
        85 X509_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER MALFORMED "authorityKeyIdentifier is missing"
        86 X509_V_ERR_MISSING_SUBJECT_KEY_IDENTIFIER MALFORMED "subjectKeyIdentifier is missing"
        87 X509_V_ERR_EMPTY_SUBJECT_ALT_NAME MALFORMED "subjectAltName is empty"
        88 X509_V_ERR_EMPTY_SUBJECT_SAN_NOT_CRITICAL MALFORMED
            "the subject is empty and subjectAltName not critical"
        89 X509_V_ERR_CA_BCONS_NOT_CRITICAL MALFORMED
            "an authority's basicConstraints is uncritical"
        90 X509_V_ERR_AUTHORITY_KEY_IDENTIFIER_CRITICAL MALFORMED
            "authorityKeyIdentifier is critical"
        91 X509_V_ERR_SUBJECT_KEY_IDENTIFIER_CRITICAL MALFORMED "subjectKeyIdentifier is critical"
        92 X509_V_ERR_CA_CERT_MISSING_KEY_USAGE USAGE "an authority has no keyUsage"
        93 X509_V_ERR_EXTENSIONS_REQUIRE_VERSION_3 X509_VERSION "extensions without version 3"
        94 X509_V_ERR_EC_KEY_EXPLICIT_PARAMS ALGORITHM
            "the key spells its curve out instead of naming it"
    },
};

/// The sentences of some results, where they are not the name in words.
pub(super) const SENTENCES: &[(&str, i64)] = &[
    ("unable to get certificate crl", 3),
    ("self signed certificate", 18),
    ("self signed certificate in certificate chain", 19),
    ("unable to get local issuer certificate", 20),
    ("unable to get issuer certificate", 2),
    ("unable to verify the first certificate", 21),
    ("certificate signature failure", 7),
    ("certificate is not yet valid", 9),
    ("certificate has expired", 10),
    ("certificate chain too long", 22),
    ("certificate revoked", 23),
    ("path length constraint exceeded", 25),
    ("unsuitable certificate purpose", 26),
    ("unsupported certificate purpose", 26),
    ("certificate not trusted", 27),
    ("certificate rejected", 28),
    ("authority and subject key identifier mismatch", 30),
    ("unhandled critical extension", 34),
    ("permitted subtree violation", 47),
    ("excluded subtree violation", 48),
    ("ee certificate key too weak", 66),
    ("ca certificate key too weak", 67),
    ("ca signature digest algorithm too weak", 68),
    ("invalid ca certificate", 79),
];
