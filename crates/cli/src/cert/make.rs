//! The subcommands that write.
//!
//! The modules stand in the order of import.
//!
//! | module | purpose |
//! |---|---|
//! | `mail` | mail addresses |
//! | `subject` | what a subject may be |
//! | `names`, `constraint` | texts from the command line as names, and as subtrees of them |
//! | `validity`, `revoked`, `number` | texts as dates, serial numbers, numbers of lists |
//! | `key` | key pairs: made, read in any form, signing |
//! | `options`, `arguments` | what may stand on the command line |
//! | `bounds` | what the certificates above allow below them |
//! | `authority` | the certificate and the key that sign |
//! | `files` | where things go, and the messages about them |
//! | `issue` | certificates by role and profile |
//! | `job` | one certificate to be made, with its key |
//! | `devices`, `resume` | which devices get certificates, and what is there already |
//! | `batch` | making many |
//! | `new`, `csr`, `sign`, `convert`, `crl` | the subcommands |
//! | `code`, `bags` | source code and PKCS#7, written |

mod mail;
mod subject;
mod names;
mod constraint;
mod validity;
mod revoked;
mod number;
mod key;
mod options;
pub(crate) mod arguments;
mod bounds;
mod authority;
mod files;
mod issue;
mod job;
mod devices;
mod resume;
mod batch;
mod new;
mod csr;
mod sign;
mod code;
mod bags;
mod convert;
mod crl;

use crate::failure::Failure;
use arguments::MakeCommand;
pub(crate) use key::KeyPair;

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
