//! Files written: never over another unasked, private keys for their owner only, whole or not at all.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::say;

/// Who may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Readers {
    /// Whoever the system lets.
    All,
    /// Its owner: mode 0600.
    Owner,
}

/// Writes `contents` to `path`; `-` is standard output. A file that is there is replaced with `force` only, and then in one
/// move: nobody ever sees half of it, or a key in a file that others may read.
pub(crate) fn write(path: &Path, contents: &[u8], readers: Readers, force: bool) -> Result<(), Failure> {
    let unwritable = |error: io::Error| Failure::local(format!("cannot write {}: {error}", path.display()));
    if path.as_os_str() == "-" {
        return say::out(contents);
    }
    if !force {
        let file = create_new(path, readers).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => taken(path),
            _ => unwritable(error),
        })?;
        return fill(file, path, contents).map_err(unwritable);
    }
    let beside = beside(path);
    let file = create_new(&beside, readers).map_err(unwritable)?;
    fill(file, &beside, contents).map_err(unwritable)?;
    std::fs::rename(&beside, path).map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        unwritable(error)
    })
}

/// Refuses `paths` of which one is there already, before anything is made that would go there.
pub(crate) fn must_be_free(paths: &[&Path], force: bool) -> Result<(), Failure> {
    let taken_one = paths.iter().find(|path| path.as_os_str() != "-" && path.symlink_metadata().is_ok());
    match taken_one {
        Some(path) if !force => Err(taken(path)),
        _ => Ok(()),
    }
}

fn taken(path: &Path) -> Failure {
    Failure::local(format!("{} is there already: name another file, or replace it with --force", path.display()))
}

fn create_new(path: &Path, readers: Readers) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if readers == Readers::Owner {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(not(unix))]
    let _ = readers; // what a new file inherits is its folder's affair there
    options.open(path)
}

/// Fills a new file; a file that cannot be filled is removed.
fn fill(mut file: File, path: &Path, contents: &[u8]) -> io::Result<()> {
    let written = file.write_all(contents).and_then(|()| file.sync_all());
    if written.is_err() {
        let _ = std::fs::remove_file(path);
    }
    written
}

/// A name in the same folder that nobody else takes.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".new-{}", std::process::id()));
    path.with_file_name(name)
}
