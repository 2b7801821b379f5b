//! What may stand behind the subcommands that read.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::cert::moment::Moment;
use crate::failure::CERT_EXIT_CODES as EXIT_CODES;

/// What reads.
#[derive(Debug, Subcommand)]
pub(crate) enum ShowCommand {
    /// Show what is in files: certificates, requests, revocation lists, keys, OCSP responses,
    /// PKCS#7 bags.
    ///
    /// Every field and every known extension is spelled out, with fingerprints, the pin of the key,
    /// and what a small device pays for a certificate. Of private keys only the public part is
    /// shown.
    #[command(after_help = EXIT_CODES)]
    Inspect(Inspect),
    /// Find what is wrong with certificates by the texts they should follow.
    ///
    /// Each finding names the rule, where it is written, and what to do. Signatures are not
    /// checked, but a root's own: that is for `verify`.
    #[command(after_help = EXIT_CODES)]
    Lint(Lint),
    /// Verify a chain, and say why it is refused and what to do.
    ///
    /// The first certificate of the file is verified; the others may stand in any order. Every
    /// algorithm of the library is used, names are folded and name constraints checked (RFC 5280);
    /// SHA-1 is not believed. What a device refuses of that, --profile tells.
    #[command(after_help = EXIT_CODES)]
    Verify(Box<Verify>),
    /// Make trust anchors of certificates: Rust constants, a C header, or a set of bytes.
    ///
    /// An anchor is a name and a key, a quarter of its certificate. A table tells what each costs
    /// and how long it lasts, and what still verifies when it is rotated.
    #[command(after_help = EXIT_CODES)]
    Anchors(Anchors),
}

/// What a certificate is to be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum For {
    Server,
    Client,
}

/// Rules beyond RFC 5280.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum NamedPolicy {
    /// Those of browsers (CA/Browser Forum).
    Cabf,
    /// Those of the IETF's profile for the Internet of Things.
    Iot,
}

/// Shipped profiles that verify certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DeviceProfile {
    /// ECDSA on P-256 with SHA-256, names by their bytes, no name constraints; what `connect`
    /// verifies with.
    #[value(name = "Tls13Ecdsa", alias = "tls13-ecdsa")]
    Tls13Ecdsa,
}

/// Options of `verify`.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The certificate, and those of its issuers, PEM or DER; - for standard input.
    #[arg(value_name = "FILE")]
    pub(crate) chain: PathBuf,
    /// Trust the certificates of this PEM file [default: the system's bundle, or SSL_CERT_FILE].
    #[arg(long, value_name = "FILE")]
    pub(crate) cafile: Option<PathBuf>,
    /// Further certificates that may be needed; may be repeated.
    #[arg(long, value_name = "FILE")]
    pub(crate) untrusted: Vec<PathBuf>,
    /// The name or address the certificate must bear [default: any].
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Option<String>,
    /// Verify as of this day or second, 2027-01-31 or 2027-01-31T12:00:00Z [default: now].
    #[arg(long, value_name = "TIME")]
    pub(crate) time: Option<Moment>,
    /// What it is to be used for.
    #[arg(long, value_enum, default_value = "server")]
    pub(crate) usage: For,
    /// Ask as a device with this profile does: by its algorithms and rules, the certificates in
    /// the order given, which is that of the server.
    #[arg(long, value_enum, value_name = "NAME", conflicts_with = "untrusted", ignore_case = true)]
    pub(crate) profile: Option<DeviceProfile>,
    /// Rules beyond RFC 5280; may be repeated.
    #[arg(long, value_enum, value_name = "POLICY")]
    pub(crate) policy: Vec<NamedPolicy>,
    /// A key one of which must be in the chain, as `inspect` shows its pin: sha256/...; may be
    /// repeated.
    #[arg(long, value_name = "PIN")]
    pub(crate) pin: Vec<String>,
    /// A revocation list; may be repeated. The status of the certificate must be known then.
    #[arg(long, value_name = "FILE")]
    pub(crate) crl: Vec<PathBuf>,
    /// An OCSP response about the certificate, which must be known to be good then; a second one
    /// about its issuer.
    #[arg(long, value_name = "FILE")]
    pub(crate) ocsp: Vec<PathBuf>,
    /// Show all faults, not only the first; the certificates are taken in the order given.
    #[arg(long)]
    pub(crate) all: bool,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `anchors`.
#[derive(Debug, Args)]
pub(crate) struct Anchors {
    /// Certificates, PEM or DER, or directories of them [default: those the system trusts].
    #[arg(value_name = "FILE")]
    pub(crate) sources: Vec<PathBuf>,
    /// Those the system trusts, beside the files.
    #[arg(long)]
    pub(crate) system: bool,
    /// The one that vouches for this server, and its backups: other roots of the same
    /// organization.
    #[arg(long, value_name = "HOST:PORT", conflicts_with_all = ["only", "all"])]
    pub(crate) from: Option<String>,
    /// With --from: without backups.
    #[arg(long, requires = "from")]
    pub(crate) no_backup: bool,
    /// Those whose subject has this text in it; may be repeated.
    #[arg(long, value_name = "NAME")]
    pub(crate) only: Vec<String>,
    /// All of them, which is the default.
    #[arg(long, conflicts_with = "only")]
    pub(crate) all: bool,
    /// Write them: .rs for constants, .h for C arrays, .bin for a set; - for Rust on standard
    /// output.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Replace the file if it is there.
    #[arg(long)]
    pub(crate) force: bool,
    /// Print one JSON object instead of the table.
    #[arg(long)]
    pub(crate) json: bool,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Severity {
    /// Worth knowing.
    Note,
    /// Something the text says SHOULD be otherwise.
    Warning,
    /// Something the text says MUST be otherwise.
    Error,
}

impl Severity {
    /// As it is printed.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A set of texts a certificate should follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Standard {
    /// RFC 5280 alone.
    Rfc5280,
    /// RFC 5280, and the IETF's profile for the Internet of Things.
    Iot,
    /// RFC 5280, and what browsers want of public servers (CA/Browser Forum).
    Cabf,
}

/// Options of `lint`.
#[derive(Debug, Args)]
pub(crate) struct Lint {
    /// Certificates, PEM or DER; - for standard input.
    #[arg(required_unless_present = "rules", value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The texts to go by; RFC 5280 is part of all of them.
    #[arg(long, value_enum, default_value_t = Standard::Rfc5280)]
    pub(crate) profile: Standard,
    /// The least severity that makes the command fail.
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = Severity::Error)]
    pub(crate) fail_on: Severity,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
    /// List the rules of the profile instead.
    #[arg(long)]
    pub(crate) rules: bool,
}

/// Options of `inspect`.
#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// What to look at, PEM or DER; - for standard input.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}
