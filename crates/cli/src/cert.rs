//! `motetls cert`: certificates, keys, requests and revocation lists, made and looked at, without openssl.
//!
//! | module | purpose |
//! |---|---|
//! | `arguments` | the two halves of the subcommands |
//! | `kind` | what a file holds: by its PEM label, or by looking into the DER |
//! | `input` | files read: `-` for standard input, PEM or DER as they come |
//! | `output` | files written: never over another unasked, private keys for their owner only |
//! | `random`, `secret` | keys drawn; passphrases, and keys under them |
//! | `signature` | signatures of all kinds, checked |
//! | `make` | what writes: `new`, `csr`, `sign`, `convert`, `crl` |
//! | `show` | what reads: `inspect` |

mod arguments;
mod input;
mod kind;
mod make;
mod output;
mod random;
mod secret;
mod show;
mod signature;

pub(crate) use arguments::CertCommand;

use crate::failure::Failure;

/// Runs a subcommand.
pub(crate) fn run(command: &CertCommand) -> Result<(), Failure> {
    match command {
        CertCommand::Make(command) => make::run(command),
        CertCommand::Show(command) => show::run(command),
    }
}
