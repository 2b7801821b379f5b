//! A mix that cannot work does not compile, and the compiler says what to do about it.
//!
//! Each file in `tests/profiles` is a program; one that must not compile starts with the sentence
//! it must fail with.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A package with every program of `tests/profiles` as a binary, in the build directory.
fn package() -> PathBuf {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("profiles");
    fs::create_dir_all(&package).unwrap();
    let mut manifest = format!(
        "[package]\nname = \"profiles\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\nmotetls = {{ path = {home:?} }}\n"
    );
    for case in cases() {
        let name = case.file_stem().unwrap().to_str().unwrap();
        manifest += &format!("\n[[bin]]\nname = {name:?}\npath = {case:?}\n");
    }
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    // The same versions as everywhere else, so that nothing has to be fetched.
    fs::copy(home.join("../../Cargo.lock"), package.join("Cargo.lock")).unwrap();
    package
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/profiles");
    let mut cases: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

#[test]
fn impossible_mixes_do_not_compile() {
    let package = package();
    let mut refused = 0;
    for case in cases() {
        let name = case.file_stem().unwrap().to_str().unwrap();
        let output = Command::new(env!("CARGO"))
            .args(["check", "--quiet", "--bin", name])
            .env("CARGO_TARGET_DIR", package.join("target"))
            .current_dir(&package)
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        let source = fs::read_to_string(&case).unwrap();
        match source.lines().next().and_then(|line| line.strip_prefix("// error: ")) {
            Some(sentence) => {
                refused += 1;
                assert!(!output.status.success(), "{name} compiled");
                assert!(
                    stderr.contains(sentence),
                    "{name} must print {sentence:?}, and printed\n{stderr}"
                );
            }
            None => assert!(output.status.success(), "{name} must compile\n{stderr}"),
        }
    }
    assert_eq!(refused, 16);
}
