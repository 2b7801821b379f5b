//! Files written: never over another unasked and never over one that was read, private keys for
//! their owner only, all of them or none.

use std::fs::{File, Metadata, OpenOptions, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use super::input;
use super::wiped::Wiped;
use crate::failure::Failure;
use crate::say;

/// Which users may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Readers {
    /// As the system sets it, or as the file that is replaced had it.
    All,
    /// Its owner: mode 0600.
    Owner,
}

/// What may be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Replace {
    Nothing,
    /// Files that were not read: what a command is given, it does not replace.
    Others,
    /// Any file: what is extended in its place.
    Any,
}

impl Replace {
    /// What --force lets a command replace.
    pub(crate) const fn of(force: bool) -> Self {
        if force { Replace::Others } else { Replace::Nothing }
    }
}

/// A file to be written; `-` is standard output.
pub(crate) struct Draft<'a> {
    pub(crate) path: &'a Path,
    pub(crate) contents: Wiped,
    pub(crate) readers: Readers,
}

/// Where a draft goes.
enum Target {
    StandardOutput,
    /// What is not a regular file, as a pipe or a device: it is written to, not replaced.
    Stream(PathBuf),
    New(PathBuf),
    /// A regular file, behind all links.
    Old(PathBuf, Metadata),
}

impl Target {
    /// Where `path` leads, unless what is there must stay.
    fn of(path: &Path, replace: Replace) -> Result<Self, Failure> {
        let refused = |why: &str| Err(Failure::local(format!("{} {why}", path.display())));
        if path.as_os_str() == "-" {
            return Ok(Target::StandardOutput);
        }
        match path.symlink_metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Target::New(path.to_owned()));
            }
            Err(error) => return Err(unwritable(path, &error)),
            Ok(_) => {}
        }
        let Ok(real) = path.canonicalize() else {
            return refused("is a link to nothing: remove it, or name another file");
        };
        let metadata = real.metadata().map_err(|error| unwritable(path, &error))?;
        if metadata.is_dir() {
            return refused("is a folder: name a file");
        }
        if !metadata.is_file() {
            return Ok(Target::Stream(real));
        }
        if replace != Replace::Any && input::was_read(&real, &metadata) {
            return refused("is read here and would be lost: name another file");
        }
        if replace == Replace::Nothing {
            return Err(taken(path));
        }
        Ok(Target::Old(real, metadata))
    }
}

/// Writes all drafts, or, when one cannot be written, leaves every file as it was: they are written
/// beside their places first, and then moved there one by one in their order. A file is never there
/// in part, nor a key in a file that others may read.
pub(crate) fn write(drafts: Vec<Draft<'_>>, replace: Replace) -> Result<(), Failure> {
    let staged = drafts.into_iter().map(|draft| Staged::new(draft, replace));
    let staged = staged.collect::<Result<Vec<_>, _>>()?;
    let mut done = Vec::new();
    for one in staged {
        match one.commit() {
            Ok(undo) => done.push(undo),
            Err(failure) => {
                done.into_iter().rev().for_each(Undo::run);
                return Err(failure);
            }
        }
    }
    Ok(())
}

/// Refuses `paths` of which one must stay as it is, before anything is made that would go there.
pub(crate) fn must_be_free(paths: &[&Path], force: bool) -> Result<(), Failure> {
    paths.iter().try_for_each(|path| Target::of(path, Replace::of(force)).map(drop))
}

/// A draft that stands beside its place.
struct Staged<'a> {
    path: &'a Path,
    target: Target,
    /// The file, where it is moved to its place.
    file: Option<NamedTempFile>,
    contents: Wiped,
}

impl<'a> Staged<'a> {
    fn new(draft: Draft<'a>, replace: Replace) -> Result<Self, Failure> {
        let Draft { path, contents, readers } = draft;
        let target = Target::of(path, replace)?;
        let file = match &target {
            Target::New(place) => Some(beside(place, &contents, readers, None)),
            Target::Old(place, old) => Some(beside(place, &contents, readers, Some(old))),
            Target::Stream(_) | Target::StandardOutput => None,
        };
        let file = file.transpose().map_err(|error| unwritable(path, &error))?;
        Ok(Staged { path, target, file, contents })
    }

    /// Moves it to its place; yields how to take that back.
    fn commit(self) -> Result<Undo, Failure> {
        let Staged { path, target, file, contents } = self;
        let wrong = |error: io::Error| unwritable(path, &error);
        match (target, file) {
            (Target::StandardOutput, _) => say::out(&*contents).map(|()| Undo::Nothing),
            (Target::Stream(place), _) => {
                let stream = OpenOptions::new().write(true).open(place);
                let written = stream.and_then(|mut stream| stream.write_all(&contents));
                written.map(|()| Undo::Nothing).map_err(wrong)
            }
            (Target::New(place), Some(file)) => {
                let moved = file.persist_noclobber(&place);
                moved.map_err(|error| match error.error.kind() {
                    io::ErrorKind::AlreadyExists => taken(path),
                    _ => wrong(error.error),
                })?;
                sync_folder(&place);
                Ok(Undo::Remove(place))
            }
            (Target::Old(place, _), Some(file)) => {
                let kept = tempfile::Builder::new()
                    .prefix(".old-")
                    .make_in(folder(&place), |name| std::fs::hard_link(&place, name));
                file.persist(&place).map_err(|error| wrong(error.error))?;
                sync_folder(&place);
                // where there are no links, what was replaced cannot be brought back
                Ok(kept.map_or(Undo::Nothing, |kept| Undo::Restore(kept.into_temp_path(), place)))
            }
            (Target::New(_) | Target::Old(..), None) => Ok(Undo::Nothing),
        }
    }
}

/// How a file that was written is taken back.
enum Undo {
    Nothing,
    Remove(PathBuf),
    /// A link to the file that was replaced, and where it was; the link is removed when dropped.
    Restore(TempPath, PathBuf),
}

impl Undo {
    fn run(self) {
        match self {
            Undo::Nothing => {}
            Undo::Remove(place) => {
                let _ = std::fs::remove_file(place);
            }
            Undo::Restore(kept, place) => {
                let _ = kept.persist(place);
            }
        }
    }
}

/// A file beside `place` with these contents, safe on the disk; as the `old` one, if that is
/// replaced, where others may read it.
fn beside(
    place: &Path,
    contents: &[u8],
    readers: Readers,
    old: Option<&Metadata>,
) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".new-");
    if let Some(permissions) = permissions(readers) {
        builder.permissions(permissions);
    }
    let mut file = builder.tempfile_in(folder(place))?;
    if let (Some(old), Readers::All) = (old, readers) {
        // its owner too, where that may be given
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt, fchown};
            let _ = fchown(file.as_file(), Some(old.uid()), Some(old.gid()));
        }
        file.as_file().set_permissions(old.permissions())?;
    }
    file.write_all(contents)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// The permissions a new file is made with: those of keys, or as usual.
#[cfg(unix)]
fn permissions(readers: Readers) -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    let mode = if readers == Readers::Owner { 0o600 } else { 0o666 };
    Some(Permissions::from_mode(mode))
}

/// What a new file inherits is its folder's affair there.
#[cfg(not(unix))]
const fn permissions(_: Readers) -> Option<Permissions> {
    None
}

fn folder(place: &Path) -> &Path {
    place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes sure that the name of a new file is on the disk too, where folders can be synchronised.
fn sync_folder(place: &Path) {
    let _ = File::open(folder(place)).and_then(|folder| folder.sync_all());
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::local(format!("cannot write {}: {error}", path.display()))
}

fn taken(path: &Path) -> Failure {
    Failure::local(format!(
        "{} is there already: name another file, or replace it with --force",
        path.display()
    ))
}
