//! The motetls command line.
//!
//! The modules stand in the order of import: each uses those above it and none below.
//!
//! | module | purpose |
//! |---|---|
//! | `failure` | what ends a command: a sentence and an exit code |
//! | `describe` | names, dates and certificates as text |
//! | `say` | standard output and standard error, whose reader may be gone |
//! | `named_list` | lists of groups, cipher suites and signature schemes by their names |
//! | `anchors` | the certificates to trust: a PEM file's, or the system's |
//! | `wire` | a socket that counts the bytes of each flight |
//! | `recorder` | watches a handshake: messages, certificates, secrets |
//! | `client_signer` | what signs for the client, as profiles know it |
//! | `profiles` | what this program can do, as types |
//! | `session` | opens a connection |
//! | `pump` | standard input and output through a connection, both ways at once |
//! | `report` | what a connection agreed upon and cost, as text and as JSON |
//! | `cert` | the commands about certificates |
//! | `client_key` | the certificate and the key by which `connect` proves who it is |
//! | `arguments` | the command line as a whole, and the options of `connect` and `demo` |
//! | `shared_keys` | the pre-shared keys of `connect` |
//! | `explain` | the command that explains codes |
//! | `connect`, `demo` | the commands about connections |

mod failure;
mod describe;
mod say;
mod named_list;
mod pin;
mod anchors;
mod wire;
mod recorder;
mod client_signer;
mod profiles;
mod session_file;
mod session;
mod pump;
mod report;
mod cert;
mod client_key;
mod arguments;
mod shared_keys;
mod explain;
mod connect;
mod demo;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Cli, Command};

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Demo(options) => demo::run(&options),
        Command::Connect(options) => connect::run(&options),
        Command::Cert { command } => cert::run(&command),
        Command::Explain(options) => explain::run(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say::note(format_args!("motetls: {failure}"));
            ExitCode::from(failure.exit.code())
        }
    }
}
