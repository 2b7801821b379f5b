//! What may stand behind the subcommands that read.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::lint::{Profile, Severity};
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
    /// Find what is wrong with certificates by the texts they should follow.
    ///
    /// Each finding names the rule, where it is written, and what to do. Signatures are not checked, but a root's own:
    /// that is for `verify`.
    #[command(after_help = EXIT_CODES)]
    Lint(Lint),
}

/// Options of `lint`.
#[derive(Debug, Args)]
pub(crate) struct Lint {
    /// Certificates, PEM or DER; - for standard input.
    #[arg(required_unless_present = "rules", value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The texts to go by; RFC 5280 is part of all of them.
    #[arg(long, value_enum, default_value_t = Profile::Rfc5280)]
    pub(crate) profile: Profile,
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
