//! One certificate to be made, with its key.

use super::authority::Authority;
use super::files::{self, Places, Report};
use super::issue::{Issuance, Role, issue};
use super::key::KeyPair;
use super::names::AltName;
use super::options::{Key, Output, Shape};
use super::validity::{Usual, Validity};
use crate::cert::kind::Kind;
use crate::cert::output;
use crate::cert::random::Generator;
use crate::cert::secret;
use crate::cert::wiped::Wiped;
use crate::failure::Failure;
use crate::session;

/// A key for a certificate, and what is written of it.
pub(crate) struct Subject {
    pub(crate) pair: KeyPair,
    /// The private key as it is written, if one is made.
    pub(crate) written: Option<(Kind, Wiped)>,
}

impl Subject {
    /// Makes the key the options ask for, or reads it. The passphrase is read before, once.
    pub(crate) fn new(
        key: &Key,
        passphrase: Option<&Wiped>,
        random: &mut Generator,
    ) -> Result<Self, Failure> {
        if let Some(path) = &key.from_key {
            let pair = KeyPair::read(path, key.key_passphrase.as_ref(), random)?;
            return Ok(Subject { pair, written: None });
        }
        let pair = KeyPair::generate(key.kind, random)?;
        let written = match passphrase {
            Some(passphrase) => {
                let sealed = secret::seal(pair.pkcs8(), passphrase, key.work.iterations, random)?;
                (Kind::EncryptedPrivateKey, Wiped(sealed))
            }
            None => (Kind::PrivateKey, Wiped(pair.pkcs8().to_vec())),
        };
        Ok(Subject { pair, written: Some(written) })
    }

    /// What is written, to be borrowed.
    pub(crate) fn written(&self) -> Option<(Kind, &[u8])> {
        self.written.as_ref().map(|(kind, der)| (*kind, &**der))
    }

    /// The message for the file of the private key.
    pub(crate) fn about(&self) -> Option<(String, usize)> {
        let (kind, der) = self.written()?;
        let encrypted =
            if kind == Kind::EncryptedPrivateKey { "encrypted" } else { "not encrypted" };
        Some((
            format!("{}, {encrypted}, readable by its owner only", self.pair.describe()),
            der.len(),
        ))
    }
}

/// What an interrupted run has left of a certificate and its key.
#[derive(Default)]
pub(crate) struct Leftover {
    /// The key, which is certified and not made again.
    pub(crate) key: Option<KeyPair>,
    /// There are files cut off in the middle, to be replaced.
    pub(crate) replace: bool,
}

/// One certificate to be made, with its key.
pub(crate) struct Job<'a> {
    pub(crate) role: &'a Role,
    pub(crate) subject: &'a [u8],
    pub(crate) names: &'a [AltName],
    pub(crate) authority: Option<&'a Authority>,
    pub(crate) key: &'a Key,
    pub(crate) shape: &'a Shape,
    pub(crate) output: &'a Output,
    pub(crate) der: bool,
}

impl Job<'_> {
    /// Makes key and certificate, and writes them.
    pub(crate) fn run(
        &self,
        stem: &str,
        usual: Usual,
        random: &mut Generator,
    ) -> Result<(Report, Places), Failure> {
        let validity = self.validity(usual)?;
        if let Some(authority) = self.authority {
            authority.check_validity(validity)?;
        }
        let places = Places::new(self.output, stem, self.der, self.key.from_key.is_none());
        files::make_folder(&self.output.out_dir)?;
        output::must_be_free(&places.all(), self.output.writing.force)?;
        let passphrase = self.key.passphrase()?;
        let (subject, certificate) =
            self.make(&places, validity, passphrase.as_ref(), Leftover::default(), random)?;
        let mut report = Report::default();
        let about = subject.about();
        let about = about.as_ref().map(|(about, bytes)| (about.as_str(), *bytes));
        report.certificate(&places, &certificate, about, &self.above());
        Ok((report, places))
    }

    /// From when until when.
    pub(crate) fn validity(&self, usual: Usual) -> Result<Validity, Failure> {
        self.shape.requested_validity().resolve(
            session::now()?,
            usual,
            self.authority.map(|authority| authority.validity),
        )
    }

    /// The certificates above it.
    pub(crate) fn above(&self) -> Vec<&[u8]> {
        self.authority.map(|authority| authority.chain().collect()).unwrap_or_default()
    }

    /// Makes key and certificate, and writes them to `places`.
    pub(crate) fn make(
        &self,
        places: &Places,
        validity: Validity,
        passphrase: Option<&Wiped>,
        kept: Leftover,
        random: &mut Generator,
    ) -> Result<(Subject, Vec<u8>), Failure> {
        let subject = match kept.key {
            Some(pair) => Subject { pair, written: None },
            None => Subject::new(self.key, passphrase, random)?,
        };
        let order = Issuance {
            role: self.role,
            subject: self.subject,
            names: self.names,
            spki: subject.pair.spki(),
            validity,
            shape: self.shape,
        };
        let certificate = issue(&order, self.authority, Some(&subject.pair), random)?;
        let force = self.output.writing.force || kept.replace;
        places.fill(subject.written(), (Kind::Certificate, &certificate), &self.above(), force)?;
        Ok((subject, certificate))
    }
}
