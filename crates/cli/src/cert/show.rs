//! The subcommands that read.

mod arguments;
mod inspect;

pub(crate) use arguments::ShowCommand;

use crate::failure::Failure;

/// Runs one of them.
pub(crate) fn run(command: &ShowCommand) -> Result<(), Failure> {
    match command {
        ShowCommand::Inspect(options) => inspect::run(options),
    }
}
