//! `motetls cert inspect`: what is in a file.

use super::arguments::Inspect;
use crate::cert::input::Input;
use crate::failure::Failure;

/// Runs the command.
pub(crate) fn run(options: &Inspect) -> Result<(), Failure> {
    let input = Input::read(&options.file)?;
    for item in &input.items {
        println!("{} ({} bytes)", item.kind, item.der.len());
    }
    Ok(())
}
