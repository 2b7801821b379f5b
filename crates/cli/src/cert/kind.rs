//! What a file holds.

use motetls::pki::crl::RevocationList;
use motetls::pki::csr::CertificationRequest;
use motetls::pki::der::{CONTEXT_CONSTRUCTED, Der, INTEGER, OID, Read, SEQUENCE};
use motetls::pki::key::{
    EcPrivateKey, EncryptedPrivateKey, PrivateKeyInfo, PublicKeyInfo, RsaPrivateKey, RsaPublicKey,
};
use motetls::pki::ocsp::Response;
use motetls::pki::pem;
use motetls::pki::pkcs7::CertsOnly;
use motetls::pki::signed::Signed;
use motetls::pki::x509::CertificateView;
use motetls_base::DecodeError;

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
    CertsOnly,
    OcspResponse,
    /// A certificate with trust settings of OpenSSL behind it.
    TrustedCertificate,
    /// The name of a curve, which OpenSSL writes before a key.
    EcParameters,
    OpenSshPrivateKey,
    Pkcs12,
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
    (Kind::CertsOnly, pem::PKCS7, "bag of certificates (PKCS#7)"),
    (Kind::OcspResponse, "OCSP RESPONSE", "OCSP response"),
    (
        Kind::TrustedCertificate,
        pem::TRUSTED_CERTIFICATE,
        "certificate with trust settings of OpenSSL",
    ),
    (Kind::EcParameters, "EC PARAMETERS", "name of a curve (EC PARAMETERS)"),
    (Kind::OpenSshPrivateKey, "OPENSSH PRIVATE KEY", "private key in OpenSSH's own form"),
    (Kind::Pkcs12, "PKCS12", "PKCS#12 file"),
    (Kind::Other, "DATA", "unknown object"),
];

/// What a certificate looks like of which a field cannot be read.
const DAMAGED_CERTIFICATE: &str = "what looks like a certificate, of which a field cannot be read";

/// Labels that are read beside those that are written.
const OLDER_LABELS: &[(&str, Kind)] = &[
    (pem::X509_CERTIFICATE, Kind::Certificate),
    (pem::NEW_CERTIFICATE_REQUEST, Kind::Request),
    (pem::CMS, Kind::CertsOnly),
];

/// Whether something in DER is of a kind.
type Test = fn(&[u8]) -> bool;

impl Kind {
    /// Private keys, encrypted or not.
    pub(crate) const PRIVATE_KEYS: &'static [Kind] =
        &[Kind::PrivateKey, Kind::EncryptedPrivateKey, Kind::RsaPrivateKey, Kind::EcPrivateKey];

    /// The kind a PEM label names.
    pub(crate) fn of_label(label: &str) -> Self {
        let older = OLDER_LABELS.iter().find(|(older, _)| *older == label).map(|(_, kind)| *kind);
        let known = KINDS.iter().find(|(_, known, _)| *known == label).map(|(kind, ..)| *kind);
        older.or(known).unwrap_or(Kind::Other)
    }

    /// The kind of an object in DER, by its structure: no two of them have the same.
    pub(crate) fn of_der(der: &[u8]) -> Self {
        let tests: [(Kind, Test); 12] = [
            (Kind::Certificate, |der| CertificateView::from_der(der).is_ok()),
            (Kind::Request, |der| CertificationRequest::from_der(der).is_ok()),
            (Kind::RevocationList, |der| RevocationList::from_der(der).is_ok()),
            (Kind::PublicKey, |der| PublicKeyInfo::from_der(der).is_ok()),
            (Kind::PrivateKey, |der| PrivateKeyInfo::from_der(der).is_ok()),
            (Kind::EncryptedPrivateKey, |der| EncryptedPrivateKey::from_der(der).is_ok()),
            (Kind::RsaPrivateKey, |der| RsaPrivateKey::from_der(der).is_ok()),
            (Kind::RsaPublicKey, |der| RsaPublicKey::from_der(der).is_ok()),
            (Kind::EcPrivateKey, |der| EcPrivateKey::from_der(der).is_ok()),
            (Kind::CertsOnly, |der| CertsOnly::from_der(der).is_ok()),
            (Kind::OcspResponse, |der| Response::from_der(der).is_ok()),
            (Kind::Pkcs12, |der| is_pkcs12(der) == Ok(true)),
        ];
        tests.iter().find(|(_, test)| test(der)).map_or(Kind::Other, |(kind, _)| *kind)
    }

    /// The same; a certificate of which a field cannot be read is one nevertheless, so that the
    /// field is told.
    pub(crate) fn resembling(der: &[u8]) -> Self {
        match Kind::of_der(der) {
            Kind::Other if resembles(der) == Some(DAMAGED_CERTIFICATE) => Kind::Certificate,
            kind => kind,
        }
    }

    /// The label it is written under in PEM.
    pub(crate) fn label(self) -> &'static str {
        KINDS.iter().find(|(kind, ..)| *kind == self).map_or("DATA", |(_, label, _)| label)
    }

    /// Whether it is a private key, encrypted or not.
    pub(crate) fn is_private(self) -> bool {
        Kind::PRIVATE_KEYS.contains(&self)
    }

    /// Whether it is, or may be, something that others must not read. What is not recognised may
    /// be.
    pub(crate) fn may_be_private(self) -> bool {
        let unread = matches!(self, Kind::OpenSshPrivateKey | Kind::Pkcs12 | Kind::Other);
        self.is_private() || unread
    }

    /// What to do with a kind that is recognised and not read.
    pub(crate) const fn remedy(self) -> Option<&'static str> {
        match self {
            Kind::TrustedCertificate => Some(
                "its trust settings are not known here: take the certificate out with `openssl \
                 x509 -in FILE -out NEW`",
            ),
            Kind::EcParameters => {
                Some("it holds no key: the key stands in a block of its own, behind this one")
            }
            Kind::OpenSshPrivateKey => Some(
                "write a copy of it as PKCS#8 with `ssh-keygen -p -m PKCS8 -f COPY` (for Ed25519, \
                 make another key)",
            ),
            Kind::Pkcs12 => {
                Some("take out what is in it with `openssl pkcs12 -in FILE -noenc -out NEW`")
            }
            _ => None,
        }
    }
}

/// What an object looks like that is of no kind: one of a version that is not known here, or of
/// parts that are not; `None` when nothing is known of it.
pub(crate) fn resembles(der: &[u8]) -> Option<&'static str> {
    signed_contents(der).ok().flatten()
}

/// Tells by the first fields of what is signed, behind the version.
fn signed_contents(der: &[u8]) -> Result<Option<&'static str>, DecodeError> {
    let signed = Signed::from_der(der)?;
    let mut fields = Der::new(signed.contents).nested(SEQUENCE)?;
    if fields.tag() == CONTEXT_CONSTRUCTED {
        let version = fields.nested(CONTEXT_CONSTRUCTED)?.integer()?;
        return Ok(Some(match version {
            [0..=2] => DAMAGED_CERTIFICATE,
            _ => "what looks like a certificate of a version that is not known: there are 1 to 3",
        }));
    }
    let version = fields.integer()?;
    let mut second = fields.nested(SEQUENCE)?;
    let is_algorithm = second.tag() == OID;
    let _ = second.any();
    Ok(Some(match (is_algorithm, version) {
        (true, [0 | 1]) => "what looks like a revocation list, of which a field cannot be read",
        (true, _) => {
            "what looks like a revocation list of a version that is not known: there are 1 and 2"
        }
        (false, [0]) => "what looks like a certification request, of which a field cannot be read",
        (false, _) => {
            "what looks like a certification request of a version that is not known: there is 0"
        }
    }))
}

/// Whether it is a PFX (RFC 7292, section 4): version 3, and a ContentInfo.
fn is_pkcs12(der: &[u8]) -> Result<bool, DecodeError> {
    let mut outer = Der::new(der);
    let mut fields = outer.nested(SEQUENCE)?;
    outer.end()?;
    let is_three = fields.contents(INTEGER)? == [3];
    let mut content = fields.nested(SEQUENCE)?;
    // data or signedData of PKCS#7, 1.2.840.113549.1.7
    let kind = content.contents(OID)?;
    Ok(is_three && kind.starts_with(b"\x2a\x86\x48\x86\xf7\x0d\x01\x07"))
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(KINDS.iter().find(|(kind, ..)| kind == self).map_or("", |(.., name)| name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_of_another_version_are_named() {
        let signed = |contents: &[u8]| {
            let body = [&[0x30, contents.len() as u8][..], contents, &[0x30, 3, 6, 1, 42, 3, 1, 0]];
            let body = body.concat();
            [&[0x30, body.len() as u8][..], &body].concat()
        };
        for (contents, says) in [
            (&[2, 1, 5, 0x30, 3, 6, 1, 42][..], "revocation list of a version"),
            (&[2, 1, 1, 0x30, 3, 6, 1, 42], "revocation list, of which a field"),
            (&[2, 1, 1, 0x30, 0], "certification request of a version"),
            (&[2, 1, 0, 0x30, 0], "certification request, of which a field"),
            (&[0xa0, 3, 2, 1, 3], "certificate of a version"),
            (&[0xa0, 3, 2, 1, 2], "certificate, of which a field"),
        ] {
            let found = resembles(&signed(contents)).unwrap();
            assert!(found.contains(says), "{says}: {found}");
        }
        for other in [&[0x30, 0][..], &[4, 0], &[]] {
            assert_eq!(resembles(other), None);
        }
    }
}
