//! `motetls cert`: certificates, keys, requests and revocation lists, made and looked at, without
//! openssl.
//!
//! The modules stand in the order of import; `make` and `show` know nothing of each other.
//!
//! | module | purpose |
//! |---|---|
//! | `moment` | points in time as the command line writes them |
//! | `wiped` | bytes that are wiped |
//! | `kind` | what a file holds: by its PEM label, or by looking into the DER |
//! | `same` | whether two public keys, or two points, are the same in different encodings |
//! | `field` | which field of a certificate cannot be read |
//! | `input` | files read: `-` for standard input, PEM or DER as they come |
//! | `output` | files written: never over another unasked, private keys for their owner only |
//! | `random`, `secret` | keys drawn; passphrases, and keys under them |
//! | `signature` | signatures of all kinds, checked |
//! | `make` | what writes: `new`, `csr`, `sign`, `convert`, `crl` |
//! | `show` | what reads: `inspect`, `lint`, `verify`, `anchors` |
//! | `arguments` | the two halves of the subcommands |

mod moment;
mod curve;
mod wiped;
mod kind;
mod same;
mod field;
mod input;
mod output;
mod random;
mod secret;
mod signature;
mod make;
mod show;
pub(crate) mod arguments;

use crate::failure::Failure;
use arguments::CertCommand;
pub(crate) use input::Input;
pub(crate) use make::KeyPair;
pub(crate) use random::{Generator, generator};

/// Runs a subcommand.
pub(crate) fn run(command: &CertCommand) -> Result<(), Failure> {
    match command {
        CertCommand::Make(command) => make::run(command),
        CertCommand::Show(command) => show::run(command),
    }
}
