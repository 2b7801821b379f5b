//! Options that several subcommands have.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};

use super::key::KeyKind;
use super::names::AltName;
use super::validity::RequestedValidity;
use crate::cert::moment::Moment;
use crate::cert::secret::{ITERATIONS, LEAST_ITERATIONS, MOST_ITERATIONS, Source};
use crate::cert::wiped::Wiped;
use crate::failure::Failure;

/// Names in subjectAltName.
#[derive(Clone, Debug, Args)]
pub(crate) struct Names {
    /// A DNS name; may be repeated.
    #[arg(long, value_name = "NAME", value_parser = AltName::dns)]
    pub(crate) dns: Vec<AltName>,
    /// An IP address; may be repeated.
    #[arg(long, value_name = "ADDRESS", value_parser = AltName::ip)]
    pub(crate) ip: Vec<AltName>,
    /// A mail address; may be repeated.
    #[arg(long, value_name = "ADDRESS", value_parser = AltName::mail)]
    pub(crate) email: Vec<AltName>,
    /// A URI, as urn:dev:mac:0024befffe804ff1 for a device; may be repeated.
    #[arg(long, value_name = "URI", value_parser = AltName::uri)]
    pub(crate) uri: Vec<AltName>,
}

impl Names {
    /// All names, in the order of their kinds.
    pub(crate) fn all(&self) -> Vec<AltName> {
        [&self.dns, &self.ip, &self.email, &self.uri].into_iter().flatten().cloned().collect()
    }
}

/// The authority that signs.
#[derive(Debug, Args)]
pub(crate) struct Issuer {
    /// The certificate of the authority that signs; further ones behind it lead to its root.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: PathBuf,
    /// Its private key.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_key: PathBuf,
    /// Where the passphrase of its key is: file:PATH or env:NAME.
    #[arg(long, value_name = "SOURCE")]
    pub(crate) ca_passphrase: Option<Source>,
}

/// The authority that signs, if it is another.
#[derive(Debug, Args)]
pub(crate) struct ParentIssuer {
    /// The certificate of the authority that signs, if it is another one; further ones behind it
    /// lead to its root.
    #[arg(long, value_name = "FILE", requires = "ca_key")]
    pub(crate) ca: Option<PathBuf>,
    /// Its private key.
    #[arg(long, value_name = "FILE", requires = "ca")]
    pub(crate) ca_key: Option<PathBuf>,
    /// Where the passphrase of its key is: file:PATH or env:NAME.
    #[arg(long, value_name = "SOURCE", requires = "ca")]
    pub(crate) ca_passphrase: Option<Source>,
}

/// How much work opening an encrypted key is.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Iterations {
    /// Iterations of PBKDF2 in that encryption, 10,000 to 20,000,000.
    #[arg(
        long,
        value_name = "N",
        default_value_t = ITERATIONS,
        requires = "encrypt",
        value_parser = clap::value_parser!(u32)
            .range(i64::from(LEAST_ITERATIONS)..=i64::from(MOST_ITERATIONS))
    )]
    pub(crate) iterations: u32,
}

/// The key that is certified.
#[derive(Debug, Args)]
pub(crate) struct Key {
    /// The kind of key to make.
    #[arg(long = "key", value_name = "KIND", value_enum, default_value = "p256")]
    pub(crate) kind: KeyKind,
    /// Take the private key of this file instead of making one.
    #[arg(long, value_name = "FILE", conflicts_with = "kind")]
    pub(crate) from_key: Option<PathBuf>,
    /// Where the passphrase of that key is: file:PATH or env:NAME.
    #[arg(long, value_name = "SOURCE", requires = "from_key")]
    pub(crate) key_passphrase: Option<Source>,
    /// Encrypt the private key, with the passphrase at file:PATH or env:NAME.
    #[arg(long, value_name = "SOURCE", conflicts_with = "from_key")]
    pub(crate) encrypt: Option<Source>,
    #[command(flatten)]
    pub(crate) work: Iterations,
}

impl Key {
    /// The passphrase a new key is encrypted with.
    pub(crate) fn passphrase(&self) -> Result<Option<Wiped>, Failure> {
        self.encrypt.as_ref().map(Source::read).transpose()
    }
}

/// What a certificate is like.
#[derive(Debug, Args)]
pub(crate) struct Shape {
    /// Keep to a profile: iot is that of draft-ietf-uta-tls13-iot-profile, which gives the
    /// smallest certificates.
    #[arg(long, value_enum)]
    pub(crate) profile: Option<NamedProfile>,
    /// The first day or second of its validity, as 2027-01-31 or 2027-01-31T12:00:00Z [default: an
    /// hour ago].
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<Moment>,
    /// For how many days it is valid [default: authorities 3650, devices 3650, clients 825,
    /// servers 397].
    #[arg(long, value_name = "N", conflicts_with = "until")]
    pub(crate) days: Option<u32>,
    /// The last day or second of its validity; `forever` is 9999-12-31T23:59:59Z.
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<Moment>,
    /// Where revocation lists are: a URI for the certificate; may be repeated.
    #[arg(long, value_name = "URI", value_parser = AltName::uri)]
    pub(crate) crl_uri: Vec<AltName>,
    /// Where an OCSP responder is: a URI for the certificate.
    #[arg(long, value_name = "URI", value_parser = AltName::uri)]
    pub(crate) ocsp_uri: Option<AltName>,
    /// Sign with RSASSA-PSS, if the key that signs is of RSA.
    #[arg(long)]
    pub(crate) pss: bool,
    /// Refuse to make a certificate of more bytes: what the device has a buffer for.
    #[arg(long, value_name = "BYTES")]
    pub(crate) max_bytes: Option<usize>,
}

impl Shape {
    /// What is asked of the validity.
    pub(crate) const fn requested_validity(&self) -> RequestedValidity {
        RequestedValidity { from: self.from, days: self.days, until: self.until }
    }
}

/// A set of rules that certificates keep to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum NamedProfile {
    Iot,
}

/// Where things go.
#[derive(Clone, Debug, Args)]
pub(crate) struct Output {
    /// The folder of all files; made if it is not there.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) out_dir: PathBuf,
    /// What the files are called, without their endings [default: the name, in small letters].
    #[arg(long, value_name = "STEM", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) stem: Option<String>,
    /// Write DER [default for devices of the iot profile].
    #[arg(long, conflicts_with = "pem")]
    pub(crate) der: bool,
    /// Write PEM [default otherwise].
    #[arg(long)]
    pub(crate) pem: bool,
    /// Write the chain, too, as TLS sends it: the certificate and those of the authorities above
    /// it, without the root.
    #[arg(long)]
    pub(crate) chain: bool,
    #[command(flatten)]
    pub(crate) writing: Writing,
}

/// How a command writes and reports.
#[derive(Clone, Debug, Args)]
pub(crate) struct Writing {
    /// Replace files that are there.
    #[arg(long)]
    pub(crate) force: bool,
    /// Say on standard output what was made, as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}
