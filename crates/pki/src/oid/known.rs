//! Object identifiers by name, as [`Oid`].
//!
//! Each line writes the identifier in dotted decimal; a test reads that line and holds the octets
//! to it.

use super::Oid;

// Algorithms of keys.

/// rsaEncryption (RFC 8017, appendix A.1): 1.2.840.113549.1.1.1.
pub const RSA: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 1]);
/// id-RSASSA-PSS, of keys and of signatures (RFC 8017, appendix A.2.3): 1.2.840.113549.1.1.10.
pub const RSASSA_PSS: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 10]);
/// id-ecPublicKey (RFC 5480, section 2.1.1): 1.2.840.10045.2.1.
pub const EC: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]);
/// id-X25519 (RFC 8410, section 3): 1.3.101.110.
pub const X25519: Oid<'static> = Oid(&[0x2b, 0x65, 0x6e]);
/// id-Ed25519, of keys and of signatures (RFC 8410, section 3): 1.3.101.112.
pub const ED25519: Oid<'static> = Oid(&[0x2b, 0x65, 0x70]);

// Curves.

/// secp256r1, NIST P-256 (RFC 5480, section 2.1.1.1): 1.2.840.10045.3.1.7.
pub const SECP256R1: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]);
/// secp384r1, NIST P-384 (RFC 5480, section 2.1.1.1): 1.3.132.0.34.
pub const SECP384R1: Oid<'static> = Oid(&[0x2b, 0x81, 4, 0, 0x22]);
/// secp521r1, NIST P-521 (RFC 5480, section 2.1.1.1): 1.3.132.0.35.
pub const SECP521R1: Oid<'static> = Oid(&[0x2b, 0x81, 4, 0, 0x23]);
/// secp256k1 (SEC 2, section A.2.1): 1.3.132.0.10.
pub const SECP256K1: Oid<'static> = Oid(&[0x2b, 0x81, 4, 0, 10]);
/// brainpoolP256r1 (RFC 5639, section 4.1): 1.3.36.3.3.2.8.1.1.7.
pub const BRAINPOOL_P256R1: Oid<'static> = Oid(&[0x2b, 0x24, 3, 3, 2, 8, 1, 1, 7]);
/// brainpoolP384r1 (RFC 5639, section 4.1): 1.3.36.3.3.2.8.1.1.11.
pub const BRAINPOOL_P384R1: Oid<'static> = Oid(&[0x2b, 0x24, 3, 3, 2, 8, 1, 1, 11]);
/// brainpoolP512r1 (RFC 5639, section 4.1): 1.3.36.3.3.2.8.1.1.13.
pub const BRAINPOOL_P512R1: Oid<'static> = Oid(&[0x2b, 0x24, 3, 3, 2, 8, 1, 1, 13]);

// Hashes.

/// hashAlgs, the arc of NIST's hashes (NIST CSOR): 2.16.840.1.101.3.4.2.
pub const NIST_HASHES: Oid<'static> = Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2]);

/// id-sha1 (RFC 8017, appendix B.1): 1.3.14.3.2.26.
pub const SHA1: Oid<'static> = Oid(&[0x2b, 14, 3, 2, 0x1a]);
/// id-sha224 (RFC 8017, appendix B.1): 2.16.840.1.101.3.4.2.4.
pub const SHA224: Oid<'static> = Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 4]);
/// id-sha256 (RFC 8017, appendix B.1): 2.16.840.1.101.3.4.2.1.
pub const SHA256: Oid<'static> = Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1]);
/// id-sha384 (RFC 8017, appendix B.1): 2.16.840.1.101.3.4.2.2.
pub const SHA384: Oid<'static> = Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2]);
/// id-sha512 (RFC 8017, appendix B.1): 2.16.840.1.101.3.4.2.3.
pub const SHA512: Oid<'static> = Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3]);
/// id-sha512-224 (RFC 8017, appendix B.1): 2.16.840.1.101.3.4.2.5.
pub const SHA512_224: Oid<'static> = Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 5]);
/// id-sha512-256 (RFC 8017, appendix B.1): 2.16.840.1.101.3.4.2.6.
pub const SHA512_256: Oid<'static> = Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 6]);
/// id-sha3-224 (NIST CSOR): 2.16.840.1.101.3.4.2.7.
pub const SHA3_224: Oid<'static> = Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 7]);
/// id-sha3-256 (NIST CSOR): 2.16.840.1.101.3.4.2.8.
pub const SHA3_256: Oid<'static> = Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 8]);
/// id-sha3-384 (NIST CSOR): 2.16.840.1.101.3.4.2.9.
pub const SHA3_384: Oid<'static> = Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 9]);
/// id-sha3-512 (NIST CSOR): 2.16.840.1.101.3.4.2.10.
pub const SHA3_512: Oid<'static> = Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 10]);
/// id-mgf1 (RFC 8017, appendix B.2.1): 1.2.840.113549.1.1.8.
pub const MGF1: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 8]);

// Signatures.

/// pkcs-1, the arc of RSA (RFC 8017, appendix C): 1.2.840.113549.1.1.
pub const PKCS1: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1]);
/// ecdsa-with-SHA2, the arc of ECDSA with SHA-2 (RFC 5758, section 3.2): 1.2.840.10045.4.3.
pub const ECDSA_WITH_SHA2: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3]);

/// sha1WithRSAEncryption (RFC 8017, appendix A.2.4): 1.2.840.113549.1.1.5.
pub const SHA1_WITH_RSA: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 5]);
/// sha224WithRSAEncryption (RFC 8017, appendix A.2.4): 1.2.840.113549.1.1.14.
pub const SHA224_WITH_RSA: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 14]);
/// sha256WithRSAEncryption (RFC 8017, appendix A.2.4): 1.2.840.113549.1.1.11.
pub const SHA256_WITH_RSA: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 11]);
/// sha384WithRSAEncryption (RFC 8017, appendix A.2.4): 1.2.840.113549.1.1.12.
pub const SHA384_WITH_RSA: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 12]);
/// sha512WithRSAEncryption (RFC 8017, appendix A.2.4): 1.2.840.113549.1.1.13.
pub const SHA512_WITH_RSA: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 13]);
/// ecdsa-with-SHA1 (RFC 3279, section 2.2.3): 1.2.840.10045.4.1.
pub const ECDSA_WITH_SHA1: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1]);
/// ecdsa-with-SHA224 (RFC 5758, section 3.2): 1.2.840.10045.4.3.1.
pub const ECDSA_WITH_SHA224: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 1]);
/// ecdsa-with-SHA256 (RFC 5758, section 3.2): 1.2.840.10045.4.3.2.
pub const ECDSA_WITH_SHA256: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]);
/// ecdsa-with-SHA384 (RFC 5758, section 3.2): 1.2.840.10045.4.3.3.
pub const ECDSA_WITH_SHA384: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3]);
/// ecdsa-with-SHA512 (RFC 5758, section 3.2): 1.2.840.10045.4.3.4.
pub const ECDSA_WITH_SHA512: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4]);

// Encryption of keys (RFC 8018).

/// id-PBES2 (RFC 8018, appendix A.4): 1.2.840.113549.1.5.13.
pub const PBES2: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 5, 13]);
/// id-PBKDF2 (RFC 8018, appendix A.2): 1.2.840.113549.1.5.12.
pub const PBKDF2: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 5, 12]);
/// id-hmacWithSHA1 (RFC 8018, appendix B.1.1): 1.2.840.113549.2.7.
pub const HMAC_SHA1: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 2, 7]);
/// id-hmacWithSHA224 (RFC 8018, appendix B.1.2): 1.2.840.113549.2.8.
pub const HMAC_SHA224: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 2, 8]);
/// id-hmacWithSHA256 (RFC 8018, appendix B.1.2): 1.2.840.113549.2.9.
pub const HMAC_SHA256: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 2, 9]);
/// id-hmacWithSHA384 (RFC 8018, appendix B.1.2): 1.2.840.113549.2.10.
pub const HMAC_SHA384: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 2, 10]);
/// id-hmacWithSHA512 (RFC 8018, appendix B.1.2): 1.2.840.113549.2.11.
pub const HMAC_SHA512: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 2, 11]);
/// id-aes128-CBC (RFC 8018, appendix B.2.5): 2.16.840.1.101.3.4.1.2.
pub const AES128_CBC: Oid<'static> = Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 2]);
/// id-aes192-CBC (RFC 8018, appendix B.2.5): 2.16.840.1.101.3.4.1.22.
pub const AES192_CBC: Oid<'static> = Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 0x16]);
/// id-aes256-CBC (RFC 8018, appendix B.2.5): 2.16.840.1.101.3.4.1.42.
pub const AES256_CBC: Oid<'static> = Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 0x2a]);

// Attributes of names (RFC 4519).

/// commonName, CN: 2.5.4.3.
pub const COMMON_NAME: Oid<'static> = Oid(&[0x55, 4, 3]);
/// surname, SN: 2.5.4.4.
pub const SURNAME: Oid<'static> = Oid(&[0x55, 4, 4]);
/// serialNumber, of a device, not of its certificate: 2.5.4.5.
pub const SERIAL_NUMBER: Oid<'static> = Oid(&[0x55, 4, 5]);
/// countryName, C: two letters; 2.5.4.6.
pub const COUNTRY: Oid<'static> = Oid(&[0x55, 4, 6]);
/// localityName, L: 2.5.4.7.
pub const LOCALITY: Oid<'static> = Oid(&[0x55, 4, 7]);
/// stateOrProvinceName, ST: 2.5.4.8.
pub const STATE: Oid<'static> = Oid(&[0x55, 4, 8]);
/// streetAddress, STREET: 2.5.4.9.
pub const STREET: Oid<'static> = Oid(&[0x55, 4, 9]);
/// organizationName, O: 2.5.4.10.
pub const ORGANIZATION: Oid<'static> = Oid(&[0x55, 4, 10]);
/// organizationalUnitName, OU: 2.5.4.11.
pub const ORGANIZATIONAL_UNIT: Oid<'static> = Oid(&[0x55, 4, 11]);
/// title: 2.5.4.12.
pub const TITLE: Oid<'static> = Oid(&[0x55, 4, 12]);
/// postalCode: 2.5.4.17.
pub const POSTAL_CODE: Oid<'static> = Oid(&[0x55, 4, 0x11]);
/// givenName, GN: 2.5.4.42.
pub const GIVEN_NAME: Oid<'static> = Oid(&[0x55, 4, 0x2a]);
/// dnQualifier: 2.5.4.46.
pub const DN_QUALIFIER: Oid<'static> = Oid(&[0x55, 4, 0x2e]);
/// organizationIdentifier: 2.5.4.97.
pub const ORGANIZATION_IDENTIFIER: Oid<'static> = Oid(&[0x55, 4, 0x61]);
/// userId, UID: 0.9.2342.19200300.100.1.1.
pub const USER_ID: Oid<'static> = Oid(&[9, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1]);
/// domainComponent, DC: 0.9.2342.19200300.100.1.25.
pub const DOMAIN_COMPONENT: Oid<'static> =
    Oid(&[9, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 0x19]);
/// emailAddress (RFC 2985): belongs into subjectAltName today; 1.2.840.113549.1.9.1.
pub const EMAIL_ADDRESS: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 9, 1]);

// Extensions (RFC 5280, sections 4.2 and 5.2).

/// subjectKeyIdentifier: 2.5.29.14.
pub const SUBJECT_KEY_ID: Oid<'static> = Oid(&[0x55, 0x1d, 14]);
/// keyUsage: 2.5.29.15.
pub const KEY_USAGE: Oid<'static> = Oid(&[0x55, 0x1d, 15]);
/// subjectAltName: 2.5.29.17.
pub const SUBJECT_ALT_NAME: Oid<'static> = Oid(&[0x55, 0x1d, 0x11]);
/// issuerAltName: 2.5.29.18.
pub const ISSUER_ALT_NAME: Oid<'static> = Oid(&[0x55, 0x1d, 0x12]);
/// basicConstraints: 2.5.29.19.
pub const BASIC_CONSTRAINTS: Oid<'static> = Oid(&[0x55, 0x1d, 0x13]);
/// cRLNumber: 2.5.29.20.
pub const CRL_NUMBER: Oid<'static> = Oid(&[0x55, 0x1d, 0x14]);
/// reasonCode of an entry of a CRL: 2.5.29.21.
pub const CRL_REASON: Oid<'static> = Oid(&[0x55, 0x1d, 0x15]);
/// invalidityDate of an entry of a CRL: 2.5.29.24.
pub const INVALIDITY_DATE: Oid<'static> = Oid(&[0x55, 0x1d, 0x18]);
/// deltaCRLIndicator: 2.5.29.27.
pub const DELTA_CRL_INDICATOR: Oid<'static> = Oid(&[0x55, 0x1d, 0x1b]);
/// issuingDistributionPoint of a CRL: 2.5.29.28.
pub const ISSUING_DISTRIBUTION_POINT: Oid<'static> = Oid(&[0x55, 0x1d, 0x1c]);
/// certificateIssuer of an entry of a CRL: 2.5.29.29.
pub const CERTIFICATE_ISSUER: Oid<'static> = Oid(&[0x55, 0x1d, 0x1d]);
/// nameConstraints: 2.5.29.30.
pub const NAME_CONSTRAINTS: Oid<'static> = Oid(&[0x55, 0x1d, 0x1e]);
/// cRLDistributionPoints: 2.5.29.31.
pub const CRL_DISTRIBUTION_POINTS: Oid<'static> = Oid(&[0x55, 0x1d, 0x1f]);
/// certificatePolicies: 2.5.29.32.
pub const CERTIFICATE_POLICIES: Oid<'static> = Oid(&[0x55, 0x1d, 0x20]);
/// anyPolicy, a policy: 2.5.29.32.0.
pub const ANY_POLICY: Oid<'static> = Oid(&[0x55, 0x1d, 0x20, 0]);
/// policyMappings: 2.5.29.33.
pub const POLICY_MAPPINGS: Oid<'static> = Oid(&[0x55, 0x1d, 0x21]);
/// authorityKeyIdentifier: 2.5.29.35.
pub const AUTHORITY_KEY_ID: Oid<'static> = Oid(&[0x55, 0x1d, 0x23]);
/// policyConstraints: 2.5.29.36.
pub const POLICY_CONSTRAINTS: Oid<'static> = Oid(&[0x55, 0x1d, 0x24]);
/// extKeyUsage: 2.5.29.37.
pub const EXTENDED_KEY_USAGE: Oid<'static> = Oid(&[0x55, 0x1d, 0x25]);
/// freshestCRL: 2.5.29.46.
pub const FRESHEST_CRL: Oid<'static> = Oid(&[0x55, 0x1d, 0x2e]);
/// inhibitAnyPolicy: 2.5.29.54.
pub const INHIBIT_ANY_POLICY: Oid<'static> = Oid(&[0x55, 0x1d, 0x36]);
/// authorityInfoAccess: 1.3.6.1.5.5.7.1.1.
pub const AUTHORITY_INFO_ACCESS: Oid<'static> = Oid(&[0x2b, 6, 1, 5, 5, 7, 1, 1]);
/// subjectInfoAccess: 1.3.6.1.5.5.7.1.11.
pub const SUBJECT_INFO_ACCESS: Oid<'static> = Oid(&[0x2b, 6, 1, 5, 5, 7, 1, 11]);
/// tlsfeature: extensions a server promises to send (RFC 7633); 1.3.6.1.5.5.7.1.24.
pub const TLS_FEATURE: Oid<'static> = Oid(&[0x2b, 6, 1, 5, 5, 7, 1, 0x18]);
/// signed certificate timestamps (RFC 6962, section 3.3): 1.3.6.1.4.1.11129.2.4.2.
pub const SIGNED_TIMESTAMPS: Oid<'static> = Oid(&[0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 2]);
/// the poison of a precertificate (RFC 6962, section 3.1): 1.3.6.1.4.1.11129.2.4.3.
pub const PRECERTIFICATE_POISON: Oid<'static> = Oid(&[0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 3]);
/// id-pkix-ocsp-nocheck (RFC 6960, section 4.2.2.2.1): 1.3.6.1.5.5.7.48.1.5.
pub const OCSP_NO_CHECK: Oid<'static> = Oid(&[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 5]);
/// id-pkix-ocsp-nonce (RFC 6960, section 4.4.1): 1.3.6.1.5.5.7.48.1.2.
pub const OCSP_NONCE: Oid<'static> = Oid(&[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 2]);
/// nsCertType, of the last century and still about: 2.16.840.1.113730.1.1.
pub const NETSCAPE_CERT_TYPE: Oid<'static> = Oid(&[0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 1, 1]);
/// nsComment: 2.16.840.1.113730.1.13.
pub const NETSCAPE_COMMENT: Oid<'static> = Oid(&[0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 1, 13]);

// Purposes of keys (RFC 5280, section 4.2.1.12).

/// anyExtendedKeyUsage: 2.5.29.37.0.
pub const ANY_PURPOSE: Oid<'static> = Oid(&[0x55, 0x1d, 0x25, 0]);
/// id-kp-serverAuth: 1.3.6.1.5.5.7.3.1.
pub const SERVER_AUTH: Oid<'static> = Oid(&[0x2b, 6, 1, 5, 5, 7, 3, 1]);
/// id-kp-clientAuth: 1.3.6.1.5.5.7.3.2.
pub const CLIENT_AUTH: Oid<'static> = Oid(&[0x2b, 6, 1, 5, 5, 7, 3, 2]);
/// id-kp-codeSigning: 1.3.6.1.5.5.7.3.3.
pub const CODE_SIGNING: Oid<'static> = Oid(&[0x2b, 6, 1, 5, 5, 7, 3, 3]);
/// id-kp-emailProtection: 1.3.6.1.5.5.7.3.4.
pub const EMAIL_PROTECTION: Oid<'static> = Oid(&[0x2b, 6, 1, 5, 5, 7, 3, 4]);
/// id-kp-timeStamping: 1.3.6.1.5.5.7.3.8.
pub const TIME_STAMPING: Oid<'static> = Oid(&[0x2b, 6, 1, 5, 5, 7, 3, 8]);
/// id-kp-OCSPSigning: 1.3.6.1.5.5.7.3.9.
pub const OCSP_SIGNING: Oid<'static> = Oid(&[0x2b, 6, 1, 5, 5, 7, 3, 9]);

// Access methods and policy qualifiers.

/// id-ad-ocsp (RFC 5280, section 4.2.2.1): 1.3.6.1.5.5.7.48.1.
pub const ACCESS_OCSP: Oid<'static> = Oid(&[0x2b, 6, 1, 5, 5, 7, 0x30, 1]);
/// id-ad-caIssuers (RFC 5280, section 4.2.2.1): 1.3.6.1.5.5.7.48.2.
pub const ACCESS_CA_ISSUERS: Oid<'static> = Oid(&[0x2b, 6, 1, 5, 5, 7, 0x30, 2]);
/// id-qt-cps (RFC 5280, section 4.2.1.4): 1.3.6.1.5.5.7.2.1.
pub const QUALIFIER_CPS: Oid<'static> = Oid(&[0x2b, 6, 1, 5, 5, 7, 2, 1]);
/// id-qt-unotice (RFC 5280, section 4.2.1.4): 1.3.6.1.5.5.7.2.2.
pub const QUALIFIER_USER_NOTICE: Oid<'static> = Oid(&[0x2b, 6, 1, 5, 5, 7, 2, 2]);

// Kinds of otherName.

/// id-on-SmtpUTF8Mailbox (RFC 9598, section 3): 1.3.6.1.5.5.7.8.9.
pub const SMTP_UTF8_MAILBOX: Oid<'static> = Oid(&[0x2b, 6, 1, 5, 5, 7, 8, 9]);

// Attributes of requests, and content types.

/// extensionRequest (RFC 2985, section 5.4.2): 1.2.840.113549.1.9.14.
pub const EXTENSION_REQUEST: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 9, 14]);
/// challengePassword (RFC 2985, section 5.4.1): 1.2.840.113549.1.9.7.
pub const CHALLENGE_PASSWORD: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 9, 7]);
/// id-pkix-ocsp-basic (RFC 6960, section 4.2.1): 1.3.6.1.5.5.7.48.1.1.
pub const OCSP_BASIC: Oid<'static> = Oid(&[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1]);
/// id-data (RFC 5652, section 4): 1.2.840.113549.1.7.1.
pub const PKCS7_DATA: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 7, 1]);
/// id-signedData (RFC 5652, section 5.1): 1.2.840.113549.1.7.2.
pub const PKCS7_SIGNED_DATA: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 7, 2]);

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::{String, ToString};
    use std::vec::Vec;

    #[test]
    fn octets_are_what_the_documentation_says() {
        let mut documented: Option<&str> = None;
        let mut compared = 0;
        for line in include_str!("known.rs").lines() {
            if let Some(text) = line.strip_prefix("/// ") {
                documented = text.trim_end_matches('.').rsplit(' ').next();
            } else if let Some((_, octets)) = line.split_once("Oid(&[") {
                let Some(dotted) = documented.take() else { continue };
                let octets = octets.trim_end_matches("]);");
                let octet = |text: &str| match text.strip_prefix("0x") {
                    Some(digits) => u8::from_str_radix(digits, 16).unwrap(),
                    None => text.parse().unwrap(),
                };
                let octets: Vec<u8> = octets.split(", ").map(octet).collect();
                assert_eq!(Oid(&octets).to_string(), String::from(dotted));
                compared += 1;
            }
        }
        assert!(compared > 80, "{compared}");
        assert_eq!(SERVER_AUTH.to_string(), "1.3.6.1.5.5.7.3.1");
    }
}
