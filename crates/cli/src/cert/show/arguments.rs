//! What may stand behind the subcommands that read.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cert::arguments::EXIT_CODES;

/// What reads.
#[derive(Debug, Subcommand)]
pub(crate) enum ShowCommand {
    /// Show what is in files: certificates, requests, revocation lists, keys, OCSP responses, PKCS#7 bags.
    ///
    /// Every field and every known extension is spelled out, with fingerprints, the pin of the key, and what a small
    /// device pays for a certificate. Of private keys only the public part is shown.
    #[command(after_help = EXIT_CODES)]
    Inspect(Inspect),
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
