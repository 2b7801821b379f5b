//! What may stand on the command line.

use std::num::NonZeroU16;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use motetls::{CipherSuite, FULL_RX, NamedGroup, SignatureScheme};

use crate::cert::arguments::CertCommand;
use crate::named_list::NamedList;
use crate::pin::Pin;

/// The exit codes, for `--help`; `failure::Exit` says the same to the program.
const EXIT_CODES: &str = "\
Exit codes:
  0  the connection was made, and closed properly by both ends
  1  something local: a file, an option's value, a missing program
  2  the command line is wrong
  3  no TCP connection: the name, the network, a refusal, a server that says nothing
  4  the server's certificate was refused
  5  the handshake failed for another reason: versions, keys, an alert of the server
  6  the open connection broke: cut short, tampered with, or a record too large for --rx
  7  the server closed first, and did not take all of standard input";

/// TLS for devices with kilobytes, tried out from a command line.
#[derive(Debug, Parser)]
#[command(name = "motetls", version, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show a verified connection with a real server on loopback, and the refusal of a wrong name.
    #[command(after_help = EXIT_CODES)]
    Demo(Demo),
    /// Connect to a server, verify it, and pipe standard input and output through the connection.
    ///
    /// Standard output carries what the server sends and nothing else; everything about the
    /// connection goes to standard error. The end of standard input closes our direction
    /// (close_notify); the command ends when the server closes and takes no more input. Some
    /// servers then break off what they are sending: keep the input open for those, as in
    /// `(printf ...; sleep 2) | motetls`.
    #[command(after_help = EXIT_CODES)]
    Connect(Box<Connect>),
    /// Make, convert and look at certificates, keys, requests and revocation lists.
    Cert {
        /// What to do with them.
        #[command(subcommand)]
        command: CertCommand,
    },
    /// Tell cause and remedy of an error: of motetls, an alert of TLS, or a code of mbedTLS,
    /// wolfSSL or OpenSSL.
    ///
    /// The code may be a name, a number in any notation, or the line of a log that holds it; one
    /// that means several things is told with all of them. It exits with 1 if nothing is known.
    Explain(Explain),
}

/// Options of `demo`.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Draw both handshakes as they go.
    #[arg(long, short)]
    pub(crate) verbose: bool,
}

/// Options of `explain`.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// What is to be explained, as `UnknownIssuer`, `48`, `-0x7780`, `-188` or `error:0A000086`.
    #[arg(required = true, allow_hyphen_values = true)]
    pub(crate) code: Vec<String>,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// The length of a buffer in bytes.
fn buffer_length() -> clap::builder::RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(64..=65_535)
}

/// A length of RFC 6066, section 4.
fn fragment_length(text: &str) -> Result<u16, String> {
    match text.parse() {
        Ok(length @ (512 | 1024 | 2048 | 4096)) => Ok(length),
        _ => Err("the lengths there are: 512, 1024, 2048 and 4096".into()),
    }
}

/// The hash of a pre-shared key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PskHash {
    /// For the suites of AES-128 and of ChaCha20.
    Sha256,
    /// For the suite of AES-256.
    Sha384,
}

/// Options of `connect`.
#[derive(Debug, Args)]
pub(crate) struct Connect {
    /// Where to connect to; an IPv6 address stands in brackets.
    #[arg(value_name = "HOST:PORT")]
    pub(crate) target: String,
    /// Trust the certificates of this PEM file [default: the system's bundle, or SSL_CERT_FILE].
    #[arg(long, value_name = "FILE", alias = "CAfile")]
    pub(crate) cafile: Option<PathBuf>,
    /// The name or address the certificate must bear [default: HOST].
    #[arg(long, value_name = "NAME")]
    pub(crate) servername: Option<String>,
    /// An application protocol to offer, most preferred first; several with commas or by
    /// repeating.
    #[arg(long, value_name = "PROTOCOL", value_delimiter = ',')]
    pub(crate) alpn: Vec<String>,
    /// Send key shares of these groups at once, most preferred first, with commas or colons
    /// between, by the names of IANA or openssl, as x25519, P-256, secp384r1, ffdhe2048 [default:
    /// x25519]. All groups are offered: the server may ask for a share of another
    /// (HelloRetryRequest), which costs a round trip.
    #[arg(long, value_name = "LIST", alias = "curves")]
    pub(crate) groups: Option<NamedList<NamedGroup>>,
    /// Offer these cipher suites only, most preferred first, with commas or colons between, by the
    /// names of IANA, openssl, wolfSSL or mbedTLS, as TLS_AES_128_GCM_SHA256 [default: all five].
    #[arg(long, value_name = "LIST", alias = "ciphersuites")]
    pub(crate) suites: Option<NamedList<CipherSuite>>,
    /// Offer these signature schemes only, likewise, by the names of IANA or openssl, as
    /// ecdsa_secp256r1_sha256 or ECDSA+SHA256 [default: all]. They are for the server's signature
    /// in the handshake, and without --sigalgs-cert for those in its certificates.
    #[arg(long, value_name = "LIST", conflicts_with = "psk")]
    pub(crate) sigalgs: Option<NamedList<SignatureScheme>>,
    /// Name these signature schemes for certificates (signature_algorithms_cert), likewise. The
    /// server chooses a chain by them; any other that can be verified is taken too.
    #[arg(long, value_name = "LIST", conflicts_with_all = ["psk", "pin"])]
    pub(crate) sigalgs_cert: Option<NamedList<SignatureScheme>>,
    /// Send the names of the certificates in this PEM file (certificate_authorities): a server
    /// with several chains chooses one below them.
    #[arg(
        long,
        value_name = "FILE",
        alias = "requestCAfile",
        conflicts_with_all = ["psk", "pin", "insecure"]
    )]
    pub(crate) request_cafile: Option<PathBuf>,
    /// Show the certificates of this PEM file to a server that asks for them, the client's own
    /// first, then those above it.
    #[arg(long, value_name = "FILE", requires = "key", conflicts_with = "psk")]
    pub(crate) cert: Option<PathBuf>,
    /// The private key of the first certificate, of any kind and form `motetls cert` reads.
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub(crate) key: Option<PathBuf>,
    /// Authenticate with this pre-shared key, in hex, instead of certificates; with a key
    /// agreement in any group, or without one if the server wants none. Several by repeating, the
    /// most preferred first.
    #[arg(long, value_name = "HEX", conflicts_with_all = ["cafile", "insecure"])]
    pub(crate) psk: Vec<String>,
    /// The identity of the pre-shared key; of several, one for each, in their order [default:
    /// Client_identity].
    #[arg(long, value_name = "TEXT", requires = "psk", alias = "psk_identity")]
    pub(crate) psk_identity: Vec<String>,
    /// The hash the pre-shared key is bound to: the cipher suite must be of the same. One for all
    /// keys, or one for each [default: sha256].
    #[arg(long, value_name = "HASH", requires = "psk")]
    pub(crate) psk_hash: Vec<PskHash>,
    /// Import the pre-shared keys (RFC 9258): offer, in place of each, the keys for TLS 1.3 that
    /// follow from it for suites of SHA-256 and of SHA-384, in this context. --psk-hash is the
    /// hash of the key's derivation then.
    #[arg(
        long,
        value_name = "CONTEXT",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        requires = "psk"
    )]
    pub(crate) psk_import: Option<String>,
    /// Take the server's raw public key (RFC 7250) in place of certificates, if the SHA-256 of its
    /// SubjectPublicKeyInfo is this one, in hex or base64, as curl's --pinnedpubkey has it;
    /// several by repeating. --verbose tells it.
    #[arg(long, value_name = "SHA256", conflicts_with_all = ["psk", "cafile", "insecure", "cert"])]
    pub(crate) pin: Vec<Pin>,
    /// Show the public key of this private one to a server that asks for a raw public key.
    #[arg(long, value_name = "KEYFILE", requires = "pin")]
    pub(crate) rpk: Option<PathBuf>,
    /// Ask for a stapled OCSP response, and hold the server to it; one that is promised
    /// (must-staple) and missing is refused. The client offers --post-handshake-auth too.
    #[arg(long, visible_alias = "ocsp", conflicts_with_all = ["psk", "insecure", "pin"])]
    pub(crate) status: bool,
    /// Let the server ask for the certificate after the handshake. The client asks for --status
    /// too.
    #[arg(long, alias = "enable_pha", conflicts_with_all = ["psk", "insecure", "pin"])]
    pub(crate) post_handshake_auth: bool,
    /// Write the last session of the server to this file, to be resumed by `--session-in`. It is a
    /// secret: a reader of it can pass for the server.
    #[arg(long, value_name = "FILE", alias = "sess_out")]
    pub(crate) session_out: Option<PathBuf>,
    /// Resume the session of this file, without certificates. One that is too old or of another
    /// server is not offered, and the handshake is a full one. The file is not changed: use a
    /// session once.
    #[arg(long, value_name = "FILE", alias = "sess_in")]
    pub(crate) session_in: Option<PathBuf>,
    /// Send this file, or standard input for `-`, with the hello that resumes the session, before
    /// the server has answered. An attacker can have the server take it more than once. What the
    /// server does not take is not sent again.
    #[arg(long, value_name = "FILE", requires = "session_in", alias = "early_data")]
    pub(crate) early_data: Option<PathBuf>,
    /// Bytes of the receive buffer; less than the default is announced to the server.
    #[arg(
        long,
        value_name = "BYTES",
        default_value_t = FULL_RX as u32,
        value_parser = buffer_length()
    )]
    pub(crate) rx: u32,
    /// Bytes of the send buffer.
    #[arg(long, value_name = "BYTES", default_value_t = 4_096, value_parser = buffer_length())]
    pub(crate) tx: u32,
    /// Announce that records longer than this many bytes are not taken (record_size_limit, RFC
    /// 8449; the content type counts); at most 16 less than --rx [default: what --rx holds].
    #[arg(
        long,
        value_name = "BYTES",
        alias = "recordsize",
        value_parser = clap::value_parser!(u16).range(64..=16_385)
    )]
    pub(crate) record_limit: Option<u16>,
    /// Ask for fragments of this length at most (max_fragment_length, RFC 6066), which openssl
    /// keeps to, unlike --record-limit [default: the longest that fits --rx, below the default].
    #[arg(long, value_name = "BYTES", alias = "maxfraglen", value_parser = fragment_length)]
    pub(crate) mfl: Option<u16>,
    /// Offer values without meaning in every list (GREASE, RFC 8701): a server must pass over
    /// them.
    #[arg(long)]
    pub(crate) grease: bool,
    /// Leave out what makes a handshake look like one of TLS 1.2 to middleboxes (RFC 9846,
    /// appendix E.4): a session ID of 32 bytes, and change_cipher_spec.
    #[arg(long, alias = "no_middlebox")]
    pub(crate) no_middlebox_compat: bool,
    /// Do not verify the server: any machine may answer.
    #[arg(long, conflicts_with = "cafile")]
    pub(crate) insecure: bool,
    /// Print keying material exported under this label (RFC 9846, section 7.5), as openssl does.
    #[arg(long, value_name = "LABEL")]
    pub(crate) keymatexport: Option<String>,
    /// Bytes of that keying material.
    #[arg(
        long,
        value_name = "N",
        default_value_t = 20,
        requires = "keymatexport",
        value_parser = clap::value_parser!(u16).range(1..=8160)
    )]
    pub(crate) keymatexportlen: u16,
    /// Pad records of application data to a multiple of this many bytes (RFC 9846, section 5.4).
    #[arg(long, value_name = "BYTES", alias = "record_padding")]
    pub(crate) padding: Option<NonZeroU16>,
    /// Replace both ends' keys once the connection is open.
    #[arg(long)]
    pub(crate) keyupdate: bool,
    /// Append the secrets of the connection to this file (NSS key log format, for Wireshark).
    /// Its readers can decrypt the connection.
    #[arg(long, value_name = "FILE")]
    pub(crate) keylog: Option<PathBuf>,
    /// Print one JSON object about the connection, at its end, instead of what the server sends.
    #[arg(long)]
    pub(crate) json: bool,
    /// Draw the handshake as it goes, then print what was agreed upon.
    #[arg(long, short)]
    pub(crate) verbose: bool,
}
