//! What may stand behind `motetls cert`.

use clap::Subcommand;

use super::make::MakeCommand;
use super::show::ShowCommand;

/// The exit codes of `cert`, for `--help`.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  done; of a check, all is well
  1  something local: a file, an option's value, a passphrase
  2  the command line is wrong
  3  the network: no connection to the server of --from
  4  refused: a certificate or a request that must not be accepted, a lint that found an error";

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
