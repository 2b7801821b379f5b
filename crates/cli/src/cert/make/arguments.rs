//! What may stand behind the subcommands that write.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cert::arguments::EXIT_CODES;

/// What writes.
#[derive(Debug, Subcommand)]
pub(crate) enum MakeCommand {
    /// Turn keys and certificates from one form into another.
    #[command(after_help = EXIT_CODES)]
    Convert(Convert),
}

/// Options of `convert`.
#[derive(Debug, Args)]
pub(crate) struct Convert {
    /// What to convert; - for standard input.
    pub(crate) file: PathBuf,
    /// Where to write it; - for standard output.
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    pub(crate) out: PathBuf,
    /// Write DER.
    #[arg(long)]
    pub(crate) der: bool,
    /// Replace files that are there.
    #[arg(long)]
    pub(crate) force: bool,
}
