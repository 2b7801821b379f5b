//! What may stand behind the subcommands that write.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand, ValueEnum};

use super::constraint::Constraint;
use super::number::Number;
use super::options::{Issuer, Iterations, Key, Names, Output, ParentIssuer, Shape, Writing};
use super::revoked::RevokedSerial;
use crate::cert::moment::Moment;
use crate::cert::secret::Source;
use crate::failure::CERT_EXIT_CODES as EXIT_CODES;

/// What writes.
#[derive(Debug, Subcommand)]
pub(crate) enum MakeCommand {
    /// Make a key and a certificate for it: for an authority, a server, a client, or devices.
    New {
        /// What it is for.
        #[command(subcommand)]
        command: NewCommand,
    },
    /// Make a certification request, to be signed by an authority elsewhere.
    #[command(after_help = EXIT_CODES)]
    Csr(Csr),
    /// Sign a certification request, after its proof of possession was checked.
    ///
    /// Nothing it asks for is granted unasked, apart from its subject: see --copy-names.
    #[command(after_help = EXIT_CODES)]
    Sign(Sign),
    /// Turn keys and certificates from one form into another: PEM, DER, source code to flash.
    #[command(after_help = EXIT_CODES)]
    Convert(Convert),
    /// Make or extend a revocation list.
    #[command(after_help = EXIT_CODES)]
    Crl(Crl),
}

/// What it is for.
#[derive(Debug, Subcommand)]
pub(crate) enum NewCommand {
    /// An authority: a root that signs itself, or, with --ca, one below another.
    #[command(after_help = EXIT_CODES)]
    Ca(NewCa),
    /// A server, by the names and addresses it is reached under.
    #[command(after_help = EXIT_CODES)]
    Server(NewLeaf),
    /// A client: a user or a service.
    #[command(after_help = EXIT_CODES)]
    Client(NewLeaf),
    /// A device, or many of them.
    #[command(after_help = EXIT_CODES)]
    Device(NewDevice),
}

/// Options of `new ca`.
#[derive(Debug, Args)]
pub(crate) struct NewCa {
    /// What it is called: a common name, or a distinguished name like "CN=Motes
    /// Root,O=Motes,C=DE".
    #[arg(long, value_name = "NAME")]
    pub(crate) name: String,
    /// How many further authorities may stand below it, one below another.
    #[arg(long, value_name = "N")]
    pub(crate) pathlen: Option<u32>,
    /// Names it may certify, with all below them: DNS:example.com, IP:10.0.0.0/8,
    /// email:example.com, URI:.example.com; may be repeated.
    #[arg(long, value_name = "SUBTREE")]
    pub(crate) permit: Vec<Constraint>,
    /// Names it may not certify, written as for --permit.
    #[arg(long, value_name = "SUBTREE")]
    pub(crate) exclude: Vec<Constraint>,
    #[command(flatten)]
    pub(crate) issuer: ParentIssuer,
    #[command(flatten)]
    pub(crate) key: Key,
    #[command(flatten)]
    pub(crate) shape: Shape,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Options of `new server` and `new client`.
#[derive(Debug, Args)]
pub(crate) struct NewLeaf {
    /// What it is called: a common name, or a distinguished name [default: the first --dns].
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) names: Names,
    #[command(flatten)]
    pub(crate) issuer: Issuer,
    #[command(flatten)]
    pub(crate) key: Key,
    #[command(flatten)]
    pub(crate) shape: Shape,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Options of `new device`.
#[derive(Debug, Args)]
pub(crate) struct NewDevice {
    /// What it is called: a common name, or a distinguished name. With --count, {} stands for the
    /// number.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Its serial number, for the subject. With --count, {} stands for the number.
    #[arg(long, value_name = "TEXT")]
    pub(crate) serial_number: Option<String>,
    /// Its EUI-64, for the subject: sixteen hex digits, with or without - or : between.
    #[arg(long, value_name = "EUI", conflicts_with_all = ["serial_number", "count"])]
    pub(crate) eui64: Option<String>,
    /// The identity it is born with (IDevID of IEEE 802.1AR): valid for ever and for all purposes.
    #[arg(long, conflicts_with = "role")]
    pub(crate) idevid: bool,
    /// What TLS lets it be.
    #[arg(long, value_enum, default_value = "client")]
    pub(crate) role: DeviceRole,
    /// Make so many devices, numbered: 1 to 1000000.
    #[arg(
        long,
        value_name = "N",
        conflicts_with = "list",
        value_parser = clap::value_parser!(u32).range(1..=1_000_000)
    )]
    pub(crate) count: Option<u32>,
    /// The first number.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "count")]
    pub(crate) first: u32,
    /// Make the devices of a table, comma-separated: its first line names the columns, of name,
    /// serial-number, eui64, dns, ip, email, uri and stem.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["name", "serial_number", "eui64", "stem"]
    )]
    pub(crate) list: Option<PathBuf>,
    /// Leave out the devices whose certificate is there already, after an interruption.
    #[arg(long)]
    pub(crate) resume: bool,
    #[command(flatten)]
    pub(crate) names: Names,
    #[command(flatten)]
    pub(crate) issuer: Issuer,
    #[command(flatten)]
    pub(crate) key: Key,
    #[command(flatten)]
    pub(crate) shape: Shape,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// What TLS lets a device be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DeviceRole {
    Client,
    Server,
    Both,
}

/// Options of `csr`.
#[derive(Debug, Args)]
pub(crate) struct Csr {
    /// The subject to be certified: a common name, or a distinguished name [default: none, names
    /// only].
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) names: Names,
    #[command(flatten)]
    pub(crate) key: Key,
    /// Sign with RSASSA-PSS, if the key is of RSA.
    #[arg(long)]
    pub(crate) pss: bool,
    /// The folder of all files; made if it is not there.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) out_dir: PathBuf,
    /// What the files are called, without their endings [default: the name, in small letters].
    #[arg(long, value_name = "STEM", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) stem: Option<String>,
    /// Write DER.
    #[arg(long)]
    pub(crate) der: bool,
    #[command(flatten)]
    pub(crate) writing: Writing,
}

/// Options of `sign`.
#[derive(Debug, Args)]
pub(crate) struct Sign {
    /// The request; - for standard input.
    pub(crate) request: PathBuf,
    /// What the certificate is for.
    #[arg(long = "as", value_name = "ROLE", value_enum)]
    pub(crate) role: SignRole,
    /// Certify this name instead of the one the request asks for.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Grant the names (subjectAltName) the request asks for.
    #[arg(long, visible_alias = "copy-san")]
    pub(crate) copy_names: bool,
    #[command(flatten)]
    pub(crate) names: Names,
    #[command(flatten)]
    pub(crate) issuer: Issuer,
    #[command(flatten)]
    pub(crate) shape: Shape,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// What a certificate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SignRole {
    Server,
    Client,
    Device,
    /// A device's identity from birth, for ever and for all purposes.
    Idevid,
    /// An authority that has no further ones below it.
    Ca,
}

/// Options of `convert`.
#[derive(Debug, Args)]
pub(crate) struct Convert {
    /// What to convert; - for standard input.
    pub(crate) file: PathBuf,
    /// Where to write it; - for standard output.
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    pub(crate) out: PathBuf,
    /// The form to write.
    #[arg(long = "to", value_name = "FORM", value_enum, default_value = "pem")]
    pub(crate) form: Form,
    /// What the array is called in source code; several get numbers [default: MOTETLS_DATA].
    #[arg(long, value_name = "NAME")]
    pub(crate) symbol: Option<String>,
    /// The form of private keys: PKCS#8, the older PKCS#1 (RSA) and SEC 1 (curves), or the bare
    /// octets of a curve's key.
    #[arg(long, value_name = "FORM", value_enum)]
    pub(crate) key_form: Option<KeyForm>,
    /// Of private keys, certificates and requests, write the public key.
    #[arg(long, conflicts_with_all = ["key_form", "encrypt"])]
    pub(crate) public: bool,
    /// Where the passphrase of an encrypted key is: file:PATH or env:NAME. The key is written
    /// unencrypted, unless --encrypt is given too.
    #[arg(long, value_name = "SOURCE")]
    pub(crate) passphrase: Option<Source>,
    /// Encrypt private keys, with the passphrase at file:PATH or env:NAME.
    #[arg(long, value_name = "SOURCE", conflicts_with = "key_form")]
    pub(crate) encrypt: Option<Source>,
    #[command(flatten)]
    pub(crate) work: Iterations,
    #[command(flatten)]
    pub(crate) writing: Writing,
}

/// How bytes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    Pem,
    /// One object behind another.
    Der,
    /// An array in C.
    C,
    /// A static in Rust.
    Rs,
    /// All certificates in one bag, in PEM.
    Pkcs7,
}

/// How a private key is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeyForm {
    Pkcs8,
    Pkcs1,
    Sec1,
    Raw,
}

/// Options of `crl`.
#[derive(Debug, Args)]
pub(crate) struct Crl {
    #[command(flatten)]
    pub(crate) issuer: Issuer,
    /// A certificate to revoke, by its serial number in hex, and why: 4f:2a=keyCompromise; a
    /// negative one with its sign, -7f01; may be repeated.
    #[arg(long, value_name = "SERIAL[=REASON]", allow_hyphen_values = true)]
    pub(crate) revoke: Vec<RevokedSerial>,
    /// The certificates of a file to revoke, and why: old.pem=superseded; may be repeated.
    #[arg(long, value_name = "FILE[=REASON]")]
    pub(crate) revoke_file: Vec<String>,
    /// Extend this list: its entries stay, its number grows by one. Written back to it unless
    /// --out says otherwise.
    #[arg(long, value_name = "FILE")]
    pub(crate) update: Option<PathBuf>,
    /// The number of the list, of 20 octets at most [default: one more than that of --update, else
    /// 1].
    #[arg(long, value_name = "N")]
    pub(crate) number: Option<Number>,
    /// In how many days the next list comes at the latest.
    #[arg(long, value_name = "N", default_value_t = 30, conflicts_with = "until")]
    pub(crate) days: u32,
    /// When the next list comes at the latest.
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<Moment>,
    /// Sign with RSASSA-PSS, if the key is of RSA.
    #[arg(long)]
    pub(crate) pss: bool,
    /// Where to write it; - for standard output [default: the file of --update, or the authority's
    /// file with .crl].
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Write DER, as distribution points have it.
    #[arg(long)]
    pub(crate) der: bool,
    #[command(flatten)]
    pub(crate) writing: Writing,
}
