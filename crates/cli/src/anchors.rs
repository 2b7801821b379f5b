//! Trust anchors from PEM files.

use std::path::Path;

use motetls::TrustAnchor;
use motetls::pki::der::Read;
use motetls::pki::oid::known::NAME_CONSTRAINTS;
use motetls::pki::pem;
use motetls::pki::x509::CertificateView;

use crate::describe;
use crate::failure::Failure;
use crate::say;

/// The certificates of the file the user names, in DER; every one of them must be readable.
pub(crate) fn from_file(path: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    let certificates = read(path)?;
    for (place, der) in certificates.iter().enumerate() {
        let bad = |error| {
            Failure::local(format!(
                "certificate {} of {}: {error}",
                place.saturating_add(1),
                path.display()
            ))
        };
        TrustAnchor::from_certificate(der).map_err(bad)?;
    }
    if certificates.is_empty() {
        return Err(Failure::local(format!(
            "{} holds no certificate: it must be PEM, with a line -----BEGIN CERTIFICATE-----",
            path.display()
        )));
    }
    warn_of_name_constraints(certificates.iter().map(Vec::as_slice));
    Ok(certificates)
}

/// Notes which of the certificates have name constraints of their own: anchors carry them, and
/// rules that cannot check them refuse every chain to such an anchor.
pub(crate) fn warn_of_name_constraints<'a>(certificates: impl Iterator<Item = &'a [u8]>) {
    let views = certificates.filter_map(|der| CertificateView::from_der(der).ok());
    for view in views.filter(|view| view.extensions.find_kind(NAME_CONSTRAINTS).is_some()) {
        say::note(format_args!(
            "motetls: the anchor {} has name constraints of its own: the rules of RFC 5280 enforce them, those of a \
             small device refuse all chains to it",
            describe::name(view.subject.der)
        ));
    }
}

/// The certificates the system trusts, in DER; those of `SSL_CERT_FILE` and `SSL_CERT_DIR`, if the
/// environment names them.
pub(crate) fn of_system() -> Result<Vec<Vec<u8>>, Failure> {
    let found = rustls_native_certs::load_native_certs();
    if found.certs.is_empty() {
        let errors: String = found.errors.iter().map(|error| format!(" ({error})")).collect();
        return Err(Failure::local(format!(
            "this system has no certificates that it trusts{errors}: install them (apt-get install ca-certificates), \
             or name a file with --cafile"
        )));
    }
    Ok(found.certs.iter().map(|der| der.to_vec()).collect())
}

/// The anchors among `certificates`; what cannot be read is no anchor.
pub(crate) fn anchors(certificates: &[Vec<u8>]) -> Vec<TrustAnchor<'_>> {
    certificates.iter().filter_map(|der| TrustAnchor::from_certificate(der).ok()).collect()
}

fn read(path: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    let text = std::fs::read(path);
    let text =
        text.map_err(|error| Failure::local(format!("cannot read {}: {error}", path.display())))?;
    pem::certificates(&text).map_err(|error| Failure::local(format!("{}: {error}", path.display())))
}
