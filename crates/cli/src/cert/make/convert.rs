//! `motetls cert convert`: from one form into another.

use super::arguments::Convert;
use crate::cert::input::{Input, to_pem};
use crate::cert::output::{self, Readers};
use crate::failure::Failure;

/// Runs the command.
pub(crate) fn run(options: &Convert) -> Result<(), Failure> {
    output::must_be_free(&[&options.out], options.force)?;
    let input = Input::read(&options.file)?;
    let private = input.items.iter().any(|item| item.kind.is_private());
    let made: Vec<u8> = match options.der {
        true => input.items.iter().flat_map(|item| item.der.iter().copied()).collect(),
        false => input.items.iter().flat_map(|item| to_pem(item.kind, &item.der).into_bytes()).collect(),
    };
    output::write(&options.out, &made, if private { Readers::Owner } else { Readers::All }, options.force)
}
