//! Runs the commands of the guide, chapter by chapter, each in a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What stands behind a command that is meant to fail.
const EXITS: &str = "# exits with ";

/// The commands of a chapter: the lines of its `sh` blocks.
fn commands(text: &str) -> Vec<&str> {
    let mut inside = false;
    let mut commands = Vec::new();
    for line in text.lines() {
        match line.strip_prefix("```") {
            Some(language) => inside = language == "sh",
            None if inside => commands.push(line),
            None => {}
        }
    }
    commands
}

/// Runs one line by a shell that finds `motetls` first in its path: the exit code, and what was
/// printed on standard error.
fn run(folder: &Path, line: &str) -> (i32, String) {
    let here = Path::new(env!("CARGO_BIN_EXE_motetls")).parent().unwrap();
    let path = format!("{}:{}", here.display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .env("PATH", path)
        .output()
        .unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

fn chapter(name: &str) {
    let guide = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide");
    let text = fs::read_to_string(guide.join(name)).unwrap();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let commands = commands(&text);
    assert!(commands.len() > 10, "{} commands in {name}", commands.len());
    for line in commands {
        let expected = line.split_once(EXITS).map_or(0, |(_, code)| code.parse().unwrap());
        let (code, error) = run(&folder, line);
        assert_eq!(code, expected, "{line}\n{error}");
    }
}

#[test]
fn certificates() {
    chapter("certificates.md");
}
