//! What may stand on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::cert::CertCommand;

/// The exit codes, for `--help`; `failure::Exit` says the same to the program.
const EXIT_CODES: &str = "\
Exit codes:
  0  the connection was made, and closed properly by both ends
  1  something local: a file, an option's value, a missing program
  2  the command line is wrong
  3  no TCP connection: the name, the network, a refusal, a server that says nothing
  4  the server's certificate was refused
  5  the handshake failed for another reason: versions, keys, an alert of the server
  6  the open connection broke: cut short, tampered with, or a record too large for --rx";

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
    /// Standard output carries what the server sends and nothing else; everything about the connection goes to standard
    /// error. The end of standard input closes our direction (close_notify); the command ends when the server closes. Some
    /// servers then break off what they are sending: keep the input open for those, as in `(printf ...; sleep 2) | motetls`.
    #[command(after_help = EXIT_CODES)]
    Connect(Connect),
    /// Make, convert and look at certificates, keys, requests and revocation lists.
    Cert {
        /// What to do with them.
        #[command(subcommand)]
        command: CertCommand,
    },
}

/// Options of `demo`.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Draw both handshakes as they go.
    #[arg(long, short)]
    pub(crate) verbose: bool,
}

/// Options of `connect`.
#[derive(Debug, Args)]
pub(crate) struct Connect {
    /// Where to connect to; an IPv6 address stands in brackets.
    #[arg(value_name = "HOST:PORT")]
    pub(crate) target: String,
    /// Trust the certificates of this PEM file [default: the system's bundle, or SSL_CERT_FILE].
    #[arg(long, value_name = "FILE")]
    pub(crate) cafile: Option<PathBuf>,
    /// The name or address the certificate must bear [default: HOST].
    #[arg(long, value_name = "NAME")]
    pub(crate) servername: Option<String>,
    /// An application protocol to offer, most wanted first; several with commas or by repeating.
    #[arg(long, value_name = "PROTOCOL", value_delimiter = ',')]
    pub(crate) alpn: Vec<String>,
    /// Authenticate with this pre-shared key, in hex, instead of certificates (SHA-256; with P-256 or without).
    #[arg(long, value_name = "HEX", conflicts_with_all = ["cafile", "insecure"])]
    pub(crate) psk: Option<String>,
    /// The identity of the pre-shared key.
    #[arg(long, value_name = "TEXT", default_value = "Client_identity", requires = "psk")]
    pub(crate) psk_identity: String,
    /// Bytes of the receive buffer; less than the default is announced to the server.
    #[arg(long, value_name = "BYTES", default_value_t = 16_640, value_parser = clap::value_parser!(u32).range(64..=65_535))]
    pub(crate) rx: u32,
    /// Bytes of the send buffer.
    #[arg(long, value_name = "BYTES", default_value_t = 4_096, value_parser = clap::value_parser!(u32).range(64..=65_535))]
    pub(crate) tx: u32,
    /// Do not verify the server: anybody may be listening.
    #[arg(long, conflicts_with = "cafile")]
    pub(crate) insecure: bool,
    /// Append the secrets of the connection to this file (NSS key log format, for Wireshark). Whoever reads it can read
    /// the connection.
    #[arg(long, value_name = "FILE")]
    pub(crate) keylog: Option<PathBuf>,
    /// Print one JSON object about the connection, at its end, instead of what the server sends.
    #[arg(long)]
    pub(crate) json: bool,
    /// Draw the handshake as it goes, then print what was agreed upon.
    #[arg(long, short)]
    pub(crate) verbose: bool,
}
