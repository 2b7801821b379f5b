//! Certificates that may become anchors.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use motetls::pki::anchor::TrustAnchor;
use motetls::pki::chain::{HostAlgorithms, Signatures};
use motetls::pki::der::Read;
use motetls::pki::key::PublicKey;
use motetls::pki::oid::known;
use motetls::pki::x509::CertificateView;
use motetls::{UnixTime, pki};

use crate::cert::field;
use crate::cert::input::Input;
use crate::failure::Failure;

/// Bits of RSA keys that chains are verified with.
const BITS: RangeInclusive<usize> = 2048..=8192;

/// A certificate that may become an anchor.
#[derive(Debug)]
pub(crate) struct Root {
    der: Vec<u8>,
}

impl Root {
    /// `None` when it is no certificate.
    pub(crate) fn new(der: Vec<u8>) -> Option<Self> {
        let fits =
            CertificateView::from_der(&der).is_ok() && TrustAnchor::from_certificate(&der).is_ok();
        fits.then_some(Root { der })
    }

    /// What it was made with shows that it can be read.
    fn certificate(&self) -> Option<CertificateView<'_>> {
        CertificateView::from_der(&self.der).ok()
    }

    /// The certificate in DER.
    pub(crate) fn der(&self) -> &[u8] {
        &self.der
    }

    pub(crate) fn anchor(&self) -> TrustAnchor<'_> {
        TrustAnchor::from_certificate(&self.der).unwrap_or(TrustAnchor::new(&[], &[]))
    }

    /// The subject by RFC 4514.
    pub(crate) fn subject(&self) -> String {
        pki::dn::DistinguishedName { der: self.anchor().subject }.to_string()
    }

    /// Its short name: its common name, else the narrowest part of its name.
    pub(crate) fn name(&self) -> String {
        let name = pki::dn::DistinguishedName { der: self.anchor().subject };
        let kinds = [known::COMMON_NAME, known::ORGANIZATIONAL_UNIT, known::ORGANIZATION];
        let text = kinds.iter().find_map(|kind| name.find(*kind));
        text.map_or_else(|| self.subject(), |text| text.to_string())
    }

    /// Its organization.
    pub(crate) fn organization(&self) -> Option<String> {
        let name = pki::dn::DistinguishedName { der: self.anchor().subject };
        name.find(known::ORGANIZATION).map(|text| text.to_string())
    }

    /// Bytes of its subject, its key and its name constraints.
    pub(crate) fn bytes(&self) -> usize {
        let TrustAnchor { subject, spki, name_constraints } = self.anchor();
        [subject, spki, name_constraints].iter().map(|part| part.len()).sum()
    }

    /// The kind of its key.
    pub(crate) fn key(&self) -> String {
        let key = self
            .certificate()
            .and_then(|certificate| certificate.public_key.key().map(|key| key.to_string()).ok());
        key.unwrap_or_else(|| "malformed".to_owned())
    }

    /// Why no signature by its key can be verified, by no profile; `None` when some can.
    pub(crate) fn unusable(&self) -> Option<String> {
        let certificate = self.certificate()?;
        let Ok(key) = certificate.public_key.key() else {
            return Some("its key is malformed".to_owned());
        };
        match key {
            PublicKey::Ec(_, [2 | 3, ..]) => {
                return Some(format!("its key ({key}) is a point in compressed form"));
            }
            PublicKey::Rsa(rsa) | PublicKey::RsaPss(rsa, _) if !BITS.contains(&rsa.bits()) => {
                return Some(format!(
                    "its key has {} bits, and RSA keys of {} to {} are verified with",
                    rsa.bits(),
                    BITS.start(),
                    BITS.end()
                ));
            }
            _ => {}
        }
        let mut kept = HostAlgorithms::NO_KEY;
        let supported = HostAlgorithms::keep_key(&mut kept, self.anchor().spki).is_ok();
        (!supported).then(|| match key {
            PublicKey::Other => "its key is of an algorithm or curve that is not known".to_owned(),
            key => format!("keys of {key} are not verified with"),
        })
    }

    pub(crate) fn not_after(&self) -> UnixTime {
        self.certificate().map_or(UnixTime(0), |certificate| certificate.not_after)
    }
}

/// The certificates of `sources`, files and directories, and of the system if asked for or if there
/// are no sources; each subject with its key once.
pub(crate) fn read(sources: &[PathBuf], system: bool) -> Result<Vec<Root>, Failure> {
    let mut found = Vec::new();
    for source in sources {
        if source.is_dir() {
            found.extend(directory(source)?);
        } else {
            found.extend(named(source)?);
        }
    }
    if system || sources.is_empty() {
        found.extend(crate::anchors::of_system()?);
    }
    let mut seen = BTreeSet::new();
    let mut roots = Vec::new();
    for root in found.into_iter().filter_map(Root::new) {
        let TrustAnchor { subject, spki, .. } = root.anchor();
        if seen.insert((subject.to_vec(), spki.to_vec())) {
            roots.push(root);
        }
    }
    if roots.is_empty() {
        return Err(Failure::local(
            "there is no readable certificate to make an anchor of: name files or directories in PEM or DER",
        ));
    }
    Ok(roots)
}

/// The certificates of a file that was named, none of which may be left out unseen.
fn named(source: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    let input = Input::read(source)?;
    let found = input.certificates()?;
    match (1_usize..).zip(&found).find(|(_, der)| Root::new(der.to_vec()).is_none()) {
        None => Ok(found),
        Some((place, der)) => {
            let field = field::broken(der).unwrap_or_else(|| "the certificate".to_owned());
            Err(Failure::local(format!(
                "{}: certificate {place} of {} cannot be read: {field} breaks the encoding rules \
                 (DER) or the structure of certificates",
                input.name,
                found.len()
            )))
        }
    }
}

/// The certificates of all files of a directory that hold some; other files are passed over.
fn directory(folder: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    let unreadable = |error| Failure::local(format!("cannot read {}: {error}", folder.display()));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        files.push(entry.map_err(unreadable)?.path());
    }
    files.sort();
    let inputs =
        files.iter().filter(|file| file.is_file()).filter_map(|file| Input::read(file).ok());
    Ok(inputs.filter_map(|input| input.certificates().ok()).flatten().collect())
}
