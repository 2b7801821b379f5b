//! The subcommands that write.

mod arguments;
mod convert;

pub(crate) use arguments::MakeCommand;

use crate::failure::Failure;

/// Runs one of them.
pub(crate) fn run(command: &MakeCommand) -> Result<(), Failure> {
    match command {
        MakeCommand::Convert(options) => convert::run(options),
    }
}
