//! `motetls cert new`: a key and a certificate for it.

use motetls::pki::der::Read;
use motetls::pki::dn::DistinguishedName;
use motetls::pki::oid::known::COMMON_NAME;

use super::arguments::{NewCa, NewCommand, NewLeaf};
use super::authority::Authority;
use super::batch;
use super::files::{self, Places, Report};
use super::issue::{Order, Role, issue};
use super::key::KeyPair;
use super::names::{self, AltName};
use super::options::{Key, Names, Output, Profile, Shape};
use super::validity::{Usual, Validity, Wanted};
use crate::cert::kind::Kind;
use crate::cert::output;
use crate::cert::random::{Generator, generator};
use crate::cert::secret::{self, Wiped};
use crate::failure::Failure;
use crate::session;

/// Runs the command.
pub(crate) fn run(command: &NewCommand) -> Result<(), Failure> {
    match command {
        NewCommand::Ca(options) => ca(options),
        NewCommand::Server(options) => leaf(options, Role::Server, Usual::Days(397)),
        NewCommand::Client(options) => leaf(options, Role::Client, Usual::Days(825)),
        NewCommand::Device(options) => batch::run(options),
    }
}

/// A key for a certificate, and what is written of it.
pub(crate) struct Subject {
    pub(crate) pair: KeyPair,
    /// The private key as it is written, if one is made.
    pub(crate) written: Option<(Kind, Wiped)>,
}

impl Subject {
    /// Makes the key the options ask for, or reads it. The passphrase is read before, once.
    pub(crate) fn new(key: &Key, passphrase: Option<&Wiped>, random: &mut Generator) -> Result<Self, Failure> {
        if let Some(path) = &key.from_key {
            let pair = KeyPair::read(path, key.key_passphrase.as_ref(), random)?;
            return Ok(Subject { pair, written: None });
        }
        let pair = KeyPair::generate(key.kind, random)?;
        let written = match passphrase {
            Some(passphrase) => {
                let sealed = secret::seal(pair.pkcs8(), passphrase, key.iterations, random)?;
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

    /// What is said of the file of the private key.
    pub(crate) fn about(&self) -> Option<(String, usize)> {
        let (kind, der) = self.written()?;
        let encrypted = if kind == Kind::EncryptedPrivateKey { "encrypted" } else { "not encrypted" };
        Some((format!("{}, {encrypted}, readable by its owner only", self.pair.describe()), der.len()))
    }
}

/// The passphrase a new key is encrypted with.
pub(crate) fn passphrase(key: &Key) -> Result<Option<Wiped>, Failure> {
    key.encrypt.as_ref().map(secret::Source::read).transpose()
}

/// What the options say of validity.
pub(crate) fn wanted(shape: &Shape) -> Wanted {
    Wanted { from: shape.from, days: shape.days, until: shape.until }
}

/// All names, in the order of their kinds.
pub(crate) fn all_names(names: &Names) -> Vec<AltName> {
    [&names.dns, &names.ip, &names.email, &names.uri].into_iter().flatten().cloned().collect()
}

fn ca(options: &NewCa) -> Result<(), Failure> {
    let random = &mut generator()?;
    let parent = match (&options.issuer.ca, &options.issuer.ca_key) {
        (Some(ca), Some(key)) => Some(Authority::read(ca, key, options.issuer.ca_passphrase.as_ref(), random)?),
        _ => None,
    };
    let subject = names::subject(&options.name)?;
    let role = Role::Ca { path_len: options.pathlen, permit: options.permit.clone(), exclude: options.exclude.clone() };
    let job = Job {
        role: &role,
        subject: &subject,
        names: &[],
        authority: parent.as_ref(),
        key: &options.key,
        shape: &options.shape,
        output: &options.output,
        der: files::wants_der(&options.output, false),
    };
    let stem = names::stem(&common_name(&subject));
    let (mut report, places) = job.run(&stem, Usual::Days(3650), random)?;
    if places.key.is_some() && options.key.encrypt.is_none() {
        report.line("whoever gets this key can certify anybody: keep it offline, or make it with --encrypt");
    }
    let key = places.key.as_deref().or(options.key.from_key.as_deref());
    let next = format!(
        "motetls cert new server --ca {} --ca-key {} --dns NAME",
        places.certificate.display(),
        key.map_or_else(|| "KEY".to_owned(), |key| key.display().to_string())
    );
    report.tell(options.output.writing.json, &next)
}

fn leaf(options: &NewLeaf, role: Role, usual: Usual) -> Result<(), Failure> {
    let random = &mut generator()?;
    let names = all_names(&options.names);
    let first = names.iter().find_map(|name| match name {
        AltName::Dns(name) => Some(name.clone()),
        _ => None,
    });
    let iot = options.shape.profile == Some(Profile::Iot);
    let subject = match (&options.name, &first) {
        (Some(name), _) => names::subject(name)?,
        // longer names do not fit, and clients look at subjectAltName anyway
        (None, Some(name)) if !iot && name.len() <= 64 => names::subject(name)?,
        _ => names::subject("")?,
    };
    let authority = Authority::of(&options.issuer, random)?;
    let job = Job {
        role: &role,
        subject: &subject,
        names: &names,
        authority: Some(&authority),
        key: &options.key,
        shape: &options.shape,
        output: &options.output,
        der: files::wants_der(&options.output, false),
    };
    let shown = names.first().map(|name| name.to_string().split_once(':').map_or("", |(_, name)| name).to_owned());
    let name = first.or_else(|| Some(common_name(&subject)).filter(|name| !name.is_empty())).or(shown);
    let (report, places) = job.run(&names::stem(&name.unwrap_or_default()), usual, random)?;
    report.tell(options.output.writing.json, &files::next(&places, &options.shape))
}

/// The common name in a subject, or nothing.
pub(crate) fn common_name(subject: &[u8]) -> String {
    let name = DistinguishedName::from_der(subject).ok().and_then(|name| name.find(COMMON_NAME));
    name.map_or_else(String::new, |text| text.to_string())
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
    fn run(&self, stem: &str, usual: Usual, random: &mut Generator) -> Result<(Report, Places), Failure> {
        let validity = self.validity(usual)?;
        if let Some(authority) = self.authority {
            authority.warn_of(validity);
        }
        let places = Places::new(self.output, stem, self.der, self.key.from_key.is_none());
        files::make_folder(&self.output.out_dir)?;
        output::must_be_free(&places.all(), self.output.writing.force)?;
        let passphrase = passphrase(self.key)?;
        let (subject, certificate) =
            self.make(&places, validity, passphrase.as_ref(), self.output.writing.force, random)?;
        let mut report = Report::default();
        let about = subject.about();
        let about = about.as_ref().map(|(about, bytes)| (about.as_str(), *bytes));
        report.certificate(&places, &certificate, about, &self.above());
        Ok((report, places))
    }

    /// From when until when.
    pub(crate) fn validity(&self, usual: Usual) -> Result<Validity, Failure> {
        wanted(self.shape).resolve(session::now()?, usual, self.authority.map(|authority| authority.validity))
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
        force: bool,
        random: &mut Generator,
    ) -> Result<(Subject, Vec<u8>), Failure> {
        let subject = Subject::new(self.key, passphrase, random)?;
        let order = Order {
            role: self.role,
            subject: self.subject,
            names: self.names,
            spki: subject.pair.spki(),
            validity,
            shape: self.shape,
        };
        let certificate = issue(&order, self.authority, Some(&subject.pair), random)?;
        places.fill(subject.written(), (Kind::Certificate, &certificate), &self.above(), force)?;
        Ok((subject, certificate))
    }
}
