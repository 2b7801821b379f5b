//! What may stand behind `motetls cert`.

use clap::Subcommand;

use super::make::arguments::MakeCommand;
use super::show::arguments::ShowCommand;

/// What to do with certificates and keys.
#[derive(Debug, Subcommand)]
pub(crate) enum CertCommand {
    /// What writes.
    #[command(flatten)]
    Make(Box<MakeCommand>),
    /// What reads.
    #[command(flatten)]
    Show(ShowCommand),
}
