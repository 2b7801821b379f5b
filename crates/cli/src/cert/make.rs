//! The subcommands that write.
//!
//! | module | purpose |
//! |---|---|
//! | `arguments`, `options` | what may stand on the command line |
//! | `names`, `validity`, `revoked` | texts from the command line as names, dates, serial numbers |
//! | `key` | key pairs: made, read in any form, signing |
//! | `authority` | who signs |
//! | `issue` | certificates by role and profile |
//! | `files` | where things go, and what is said of them |
//! | `devices` | which devices get certificates |
//! | `new`, `batch`, `csr`, `sign`, `convert`, `crl` | the subcommands; `code` writes source code |

mod arguments;
mod authority;
mod batch;
mod code;
mod convert;
mod crl;
mod csr;
mod devices;
mod files;
mod issue;
mod key;
mod names;
mod new;
mod options;
mod revoked;
mod sign;
mod validity;

pub(crate) use arguments::MakeCommand;
pub(crate) use validity::Moment;

use crate::failure::Failure;

/// Runs one of them.
pub(crate) fn run(command: &MakeCommand) -> Result<(), Failure> {
    match command {
        MakeCommand::New { command } => new::run(command),
        MakeCommand::Csr(options) => csr::run(options),
        MakeCommand::Sign(options) => sign::run(options),
        MakeCommand::Convert(options) => convert::run(options),
        MakeCommand::Crl(options) => crl::run(options),
    }
}
