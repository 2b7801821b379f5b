//! Output to the streams the program was started with. Their reader may be gone already:
//! `motetls ... | head` is no failure.

use std::fmt::Display;
use std::io::{self, Write};

use crate::failure::Failure;

/// Writes to standard output. A reader that is gone has read enough; anything else that hinders is
/// a failure.
pub(crate) fn out(contents: impl AsRef<[u8]>) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(contents.as_ref()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::local(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes a line to standard error, if it can be written: the work and its exit code do not depend
/// on it.
pub(crate) fn note(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}
