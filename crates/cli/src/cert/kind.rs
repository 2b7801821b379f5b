//! What a file holds.

use motetls::pki::crl::RevocationList;
use motetls::pki::csr::Request;
use motetls::pki::der::Read;
use motetls::pki::key::{
    EcPrivateKey, EncryptedPrivateKey, PrivateKeyInfo, PublicKeyInfo, RsaPrivateKey, RsaPublicKey,
};
use motetls::pki::ocsp::Response;
use motetls::pki::pem;
use motetls::pki::pkcs7::Bag;
use motetls::pki::x509::Certificate;

/// A kind of object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Certificate,
    Request,
    RevocationList,
    PublicKey,
    RsaPublicKey,
    PrivateKey,
    EncryptedPrivateKey,
    RsaPrivateKey,
    EcPrivateKey,
    Bag,
    OcspResponse,
    Other,
}

/// Each kind with the label it is written under, and what it is called.
const KINDS: &[(Kind, &str, &str)] = &[
    (Kind::Certificate, pem::CERTIFICATE, "certificate"),
    (Kind::Request, pem::CERTIFICATE_REQUEST, "certification request"),
    (Kind::RevocationList, pem::X509_CRL, "revocation list"),
    (Kind::PublicKey, pem::PUBLIC_KEY, "public key"),
    (Kind::RsaPublicKey, pem::RSA_PUBLIC_KEY, "public key (PKCS#1)"),
    (Kind::PrivateKey, pem::PRIVATE_KEY, "private key (PKCS#8)"),
    (Kind::EncryptedPrivateKey, pem::ENCRYPTED_PRIVATE_KEY, "encrypted private key (PKCS#8)"),
    (Kind::RsaPrivateKey, pem::RSA_PRIVATE_KEY, "private key (PKCS#1)"),
    (Kind::EcPrivateKey, pem::EC_PRIVATE_KEY, "private key (SEC 1)"),
    (Kind::Bag, pem::PKCS7, "bag of certificates (PKCS#7)"),
    (Kind::OcspResponse, "OCSP RESPONSE", "OCSP response"),
    (Kind::Other, "DATA", "unknown object"),
];

/// Labels that are read beside those that are written.
const OLDER_LABELS: &[(&str, Kind)] = &[
    (pem::X509_CERTIFICATE, Kind::Certificate),
    ("TRUSTED CERTIFICATE", Kind::Other),
    (pem::NEW_CERTIFICATE_REQUEST, Kind::Request),
    (pem::CMS, Kind::Bag),
];

/// Whether something in DER is of a kind.
type Test = fn(&[u8]) -> bool;

impl Kind {
    /// The kind a PEM label names.
    pub(crate) fn of_label(label: &str) -> Self {
        let older = OLDER_LABELS.iter().find(|(older, _)| *older == label).map(|(_, kind)| *kind);
        let known = KINDS.iter().find(|(_, known, _)| *known == label).map(|(kind, ..)| *kind);
        older.or(known).unwrap_or(Kind::Other)
    }

    /// The kind of an object in DER, by its structure: no two of them have the same.
    pub(crate) fn of_der(der: &[u8]) -> Self {
        let tests: [(Kind, Test); 11] = [
            (Kind::Certificate, |der| Certificate::from_der(der).is_ok()),
            (Kind::Request, |der| Request::from_der(der).is_ok()),
            (Kind::RevocationList, |der| RevocationList::from_der(der).is_ok()),
            (Kind::PublicKey, |der| PublicKeyInfo::from_der(der).is_ok()),
            (Kind::PrivateKey, |der| PrivateKeyInfo::from_der(der).is_ok()),
            (Kind::EncryptedPrivateKey, |der| EncryptedPrivateKey::from_der(der).is_ok()),
            (Kind::RsaPrivateKey, |der| RsaPrivateKey::from_der(der).is_ok()),
            (Kind::RsaPublicKey, |der| RsaPublicKey::from_der(der).is_ok()),
            (Kind::EcPrivateKey, |der| EcPrivateKey::from_der(der).is_ok()),
            (Kind::Bag, |der| Bag::from_der(der).is_ok()),
            (Kind::OcspResponse, |der| Response::from_der(der).is_ok()),
        ];
        tests.iter().find(|(_, test)| test(der)).map_or(Kind::Other, |(kind, _)| *kind)
    }

    /// The label it is written under in PEM.
    pub(crate) fn label(self) -> &'static str {
        KINDS.iter().find(|(kind, ..)| *kind == self).map_or("DATA", |(_, label, _)| label)
    }

    /// Whether it is a private key, encrypted or not.
    pub(crate) const fn is_private(self) -> bool {
        matches!(self, Kind::PrivateKey | Kind::EncryptedPrivateKey | Kind::RsaPrivateKey | Kind::EcPrivateKey)
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(KINDS.iter().find(|(kind, ..)| kind == self).map_or("", |(.., name)| name))
    }
}
