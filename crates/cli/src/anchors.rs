//! Whom to trust, from PEM files.

use std::path::{Path, PathBuf};

use motetls::TrustAnchor;
use motetls::pki::pem;

use crate::failure::Failure;

/// Where systems keep the certificates they trust, one file each.
const BUNDLES: &[&str] = &[
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/usr/local/etc/ssl/cert.pem",
];

/// The certificates of the file the user names, in DER; every one of them must be readable.
pub(crate) fn from_file(path: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    let certificates = read(path)?;
    for (place, der) in certificates.iter().enumerate() {
        let bad =
            |error| Failure::local(format!("certificate {} of {}: {error}", place.saturating_add(1), path.display()));
        TrustAnchor::from_certificate(der).map_err(bad)?;
    }
    if certificates.is_empty() {
        return Err(Failure::local(format!(
            "{} holds no certificate: it must be PEM, with a line -----BEGIN CERTIFICATE-----",
            path.display()
        )));
    }
    Ok(certificates)
}

/// The certificates the system trusts, in DER.
pub(crate) fn of_system() -> Result<Vec<Vec<u8>>, Failure> {
    let named = std::env::var_os("SSL_CERT_FILE").map(PathBuf::from);
    let found = named.or_else(|| BUNDLES.iter().map(PathBuf::from).find(|path| path.is_file()));
    match found {
        Some(path) => read(&path),
        None => Err(Failure::local(
            "this system has no bundle of trusted certificates: install one (apt-get install ca-certificates), or name \
             a file with --cafile",
        )),
    }
}

/// The anchors among `certificates`; what cannot be read is trusted by nobody.
pub(crate) fn anchors(certificates: &[Vec<u8>]) -> Vec<TrustAnchor<'_>> {
    certificates.iter().filter_map(|der| TrustAnchor::from_certificate(der).ok()).collect()
}

fn read(path: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    let text = std::fs::read(path);
    let text = text.map_err(|error| Failure::local(format!("cannot read {}: {error}", path.display())))?;
    pem::certificates(&text).map_err(|error| Failure::local(format!("{}: {error}", path.display())))
}
