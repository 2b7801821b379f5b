//! A folder that is removed with its owner.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::error::PeerError;

/// Tells the folders of one process apart.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// A new folder below the system's folder for temporary files, removed when dropped.
#[derive(Debug)]
pub struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// Makes the folder.
    ///
    /// # Errors
    /// [`PeerError`] when it cannot be made.
    pub fn new() -> Result<Self, PeerError> {
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let path =
                std::env::temp_dir().join(format!("motetls-{}-{number}", std::process::id()));
            match std::fs::create_dir(&path) {
                Ok(()) => return Ok(Scratch { path }),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => {
                    return Err(PeerError::new(format!("cannot make {}: {error}", path.display())));
                }
            }
        }
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file in the folder.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Writes a file in the folder and yields its path.
    ///
    /// # Errors
    /// [`PeerError`] when it cannot be written.
    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> Result<PathBuf, PeerError> {
        let path = self.file(name);
        std::fs::write(&path, contents)?;
        Ok(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_goes_with_its_owner() {
        let scratch = Scratch::new().unwrap();
        let other = Scratch::new().unwrap();
        assert_ne!(scratch.path(), other.path());
        let file = scratch.write("a", "b").unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"b");
        drop(scratch);
        assert!(!file.exists());
        assert!(other.path().exists());
    }
}
