//! The subcommands that read.
//!
//! The modules stand in the order of import.
//!
//! | module | purpose |
//! |---|---|
//! | `arguments` | what may stand on the command line |
//! | `page` | what is told of one thing: written once, shown as text and as JSON |
//! | `form` | bytes, times and keys as text and as JSON has them |
//! | `key_id`, `timestamps`, `extension` | extensions, spelled out |
//! | `cost` | what a small device pays for a certificate |
//! | `certificate`, `request`, `list`, `keys`, `ocsp` | a page about each kind of thing |
//! | `inspect`, `lint`, `verify`, `anchors` | the commands |

pub(crate) mod arguments;
mod page;
mod form;
mod key_id;
mod timestamps;
mod extension;
mod cost;
mod certificate;
mod request;
mod list;
mod keys;
mod ocsp;
mod inspect;
mod lint;
mod verify;
mod anchors;

use crate::failure::Failure;
use arguments::ShowCommand;

/// Runs one of them.
pub(crate) fn run(command: &ShowCommand) -> Result<(), Failure> {
    match command {
        ShowCommand::Inspect(options) => inspect::run(options),
        ShowCommand::Anchors(options) => anchors::run(options),
        ShowCommand::Lint(options) => lint::run(options),
        ShowCommand::Verify(options) => verify::run(options),
    }
}
