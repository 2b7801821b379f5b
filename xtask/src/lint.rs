//! `cargo xtask lint`: rules of the house that neither rustfmt nor clippy knows.
//!
//! | module | rule |
//! |---|---|
//! | `lines` | lines have 100 columns at most; data and tables in documentation may have more |
//! | `secrets` | types that hold secrets are not printed, compared or copied by derived code |

mod lines;
mod secrets;

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Reads every source that git knows; a line that is too long fails, and so does a secret that can
/// be printed, compared or copied.
pub(crate) fn run(root: &Path) -> Result<()> {
    let listing = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "*.rs"])
        .current_dir(root)
        .output()
        .context("cannot run git")?;
    let (mut faults, mut sources) = (Vec::new(), Vec::new());
    for file in String::from_utf8_lossy(&listing.stdout).lines() {
        // A file may be listed that was removed and not committed yet.
        let Ok(text) = fs::read_to_string(root.join(file)) else { continue };
        sources.extend(secrets::Source::read(file, &text).with_context(|| file.to_owned())?);
        let told = |(line, columns)| format!("{file}:{line} has {columns} columns");
        faults.extend(lines::long(&text).into_iter().map(told));
    }
    if !faults.is_empty() {
        faults.insert(0, format!("lines of more than {} columns:", lines::MOST));
    }
    let exposed = secrets::faults(&sources);
    if !exposed.is_empty() {
        faults.push("secrets that can be printed, compared or copied:".to_owned());
        faults.extend(exposed);
    }
    if faults.is_empty() {
        return Ok(());
    }
    bail!("rules of the house are broken:\n  {}", faults.join("\n  "))
}
