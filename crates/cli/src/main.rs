//! The motetls command line.
//!
//! | module | purpose |
//! |---|---|
//! | `arguments` | what may stand on the command line |
//! | `failure` | what ends a command: a sentence and an exit code |
//! | `profiles` | what this program can do, as types |
//! | `recorder` | watches a handshake: messages, certificates, secrets |
//! | `wire` | a socket that counts the bytes of each flight |
//! | `anchors` | whom to trust, from PEM files |
//! | `session` | opens a connection |
//! | `describe` | names, dates and certificates as text |
//! | `report` | what a connection agreed upon and cost, as text and as JSON |
//! | `say` | standard output and standard error, of which the reader may have had enough |
//! | `pump` | standard input and output through a connection, both ways at once |
//! | `connect`, `demo`, `cert` | the commands |

mod anchors;
mod arguments;
mod cert;
mod connect;
mod demo;
mod describe;
mod failure;
mod profiles;
mod pump;
mod recorder;
mod report;
mod say;
mod session;
mod wire;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Cli, Command};

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Demo(options) => demo::run(&options),
        Command::Connect(options) => connect::run(&options),
        Command::Cert { command } => cert::run(&command),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say::note(format_args!("motetls: {failure}"));
            ExitCode::from(failure.exit.code())
        }
    }
}
