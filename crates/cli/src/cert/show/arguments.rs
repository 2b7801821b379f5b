//! What may stand behind the subcommands that read.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cert::arguments::EXIT_CODES;

/// What reads.
#[derive(Debug, Subcommand)]
pub(crate) enum ShowCommand {
    /// Show what is in a file: certificates, keys, requests, lists.
    #[command(after_help = EXIT_CODES)]
    Inspect(Inspect),
}

/// Options of `inspect`.
#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// What to look at; - for standard input.
    pub(crate) file: PathBuf,
}
