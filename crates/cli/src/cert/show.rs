//! The subcommands that read.
//!
//! | module | purpose |
//! |---|---|
//! | `page` | what is told of one thing: written once, shown as text and as JSON |
//! | `form` | bytes, times and keys in the forms people and programs want |
//! | `certificate`, `request`, `list`, `keys`, `ocsp` | a page about each kind of thing |
//! | `extension`, `key_id`, `timestamps` | extensions, spelled out |
//! | `cost` | what a small device pays for a certificate |
//! | `inspect`, `lint`, `verify`, `anchors` | the commands |

mod anchors;
mod arguments;
mod certificate;
mod cost;
mod extension;
mod form;
mod inspect;
mod key_id;
mod keys;
mod lint;
mod list;
mod ocsp;
mod page;
mod request;
mod timestamps;
mod verify;

pub(crate) use arguments::ShowCommand;

use crate::failure::Failure;

/// Runs one of them.
pub(crate) fn run(command: &ShowCommand) -> Result<(), Failure> {
    match command {
        ShowCommand::Inspect(options) => inspect::run(options),
        ShowCommand::Anchors(options) => anchors::run(options),
        ShowCommand::Lint(options) => lint::run(options),
        ShowCommand::Verify(options) => verify::run(options),
    }
}
