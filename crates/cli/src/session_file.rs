//! Sessions in files: written after a connection, resumed by the next.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::path::Path;

use crate::failure::Failure;

/// Bytes of the longest session that is kept: servers that put a client's certificate into their
/// tickets need several thousand.
pub(crate) const LONGEST: usize = 16 * 1024;

/// Reads what [`write()`] wrote. Whether it is a session at all is for the engine to say: one that
/// does not fit is not offered.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |error| Failure::local(format!("cannot read {}: {error}", path.display()));
    std::fs::read(path).map_err(unreadable)
}

/// Reads early data, from standard input for `-`.
pub(crate) fn early_data(path: &Path) -> Result<Vec<u8>, Failure> {
    if path != Path::new("-") {
        return read(path);
    }
    let mut data = Vec::new();
    let heard = std::io::stdin().read_to_end(&mut data);
    heard.map_err(|error| Failure::local(format!("cannot read standard input: {error}")))?;
    Ok(data)
}

/// Writes a session, for the eyes of its owner only: it is a secret.
pub(crate) fn write(path: &Path, session: &[u8]) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(session));
    written.map_err(|error| Failure::local(format!("cannot write {}: {error}", path.display())))
}
