//! Certificates that may become anchors.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use motetls::pki::anchor::TrustAnchor;
use motetls::pki::der::Read;
use motetls::pki::oid::known;
use motetls::pki::x509::Certificate;
use motetls::{UnixTime, pki};

use crate::cert::input::Input;
use crate::failure::Failure;

/// A certificate that may become an anchor.
#[derive(Debug)]
pub(crate) struct Root {
    der: Vec<u8>,
}

impl Root {
    /// `None` when it is no certificate.
    pub(crate) fn new(der: Vec<u8>) -> Option<Self> {
        let fits = Certificate::from_der(&der).is_ok() && TrustAnchor::from_certificate(&der).is_ok();
        fits.then_some(Root { der })
    }

    /// What it was made with shows that it can be read.
    fn certificate(&self) -> Option<Certificate<'_>> {
        Certificate::from_der(&self.der).ok()
    }

    pub(crate) fn anchor(&self) -> TrustAnchor<'_> {
        TrustAnchor::from_certificate(&self.der).unwrap_or(TrustAnchor { subject: &[], spki: &[] })
    }

    /// The subject by RFC 4514.
    pub(crate) fn subject(&self) -> String {
        pki::dn::DistinguishedName { der: self.anchor().subject }.to_string()
    }

    /// What people call it: its common name, else the narrowest part of its name.
    pub(crate) fn name(&self) -> String {
        let name = pki::dn::DistinguishedName { der: self.anchor().subject };
        let kinds = [known::COMMON_NAME, known::ORGANIZATIONAL_UNIT, known::ORGANIZATION];
        let text = kinds.iter().find_map(|kind| name.find(*kind));
        text.map_or_else(|| self.subject(), |text| text.to_string())
    }

    /// Who runs it.
    pub(crate) fn organization(&self) -> Option<String> {
        let name = pki::dn::DistinguishedName { der: self.anchor().subject };
        name.find(known::ORGANIZATION).map(|text| text.to_string())
    }

    /// Bytes of its subject and its key.
    pub(crate) fn bytes(&self) -> usize {
        let TrustAnchor { subject, spki } = self.anchor();
        subject.len().saturating_add(spki.len())
    }

    /// The kind of its key.
    pub(crate) fn key(&self) -> String {
        let key =
            self.certificate().and_then(|certificate| certificate.public_key.key().map(|key| key.to_string()).ok());
        key.unwrap_or_else(|| "malformed".to_owned())
    }

    pub(crate) fn not_after(&self) -> UnixTime {
        self.certificate().map_or(UnixTime(0), |certificate| certificate.not_after)
    }
}

/// The certificates of `sources`, files and directories, and of the system if asked for or if there are no sources; each
/// subject with its key once.
pub(crate) fn read(sources: &[PathBuf], system: bool) -> Result<Vec<Root>, Failure> {
    let mut found = Vec::new();
    for source in sources {
        if source.is_dir() {
            found.extend(directory(source)?);
        } else {
            found.extend(Input::read(source)?.certificates()?);
        }
    }
    if system || sources.is_empty() {
        found.extend(crate::anchors::of_system()?);
    }
    let mut seen = BTreeSet::new();
    let mut roots = Vec::new();
    for root in found.into_iter().filter_map(Root::new) {
        let TrustAnchor { subject, spki } = root.anchor();
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

/// The certificates of all files of a directory that hold some; other files are passed over.
fn directory(folder: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    let unreadable = |error| Failure::local(format!("cannot read {}: {error}", folder.display()));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        files.push(entry.map_err(unreadable)?.path());
    }
    files.sort();
    let inputs = files.iter().filter(|file| file.is_file()).filter_map(|file| Input::read(file).ok());
    Ok(inputs.filter_map(|input| input.certificates().ok()).flatten().collect())
}
