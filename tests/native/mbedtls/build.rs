//! Compiles mbedTLS 3.6 in its own default configuration and with early data, out of the package
//! that carries its source, and the server.

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The package with the source.
const PACKAGE: &str = "mbedtls-rs-sys";

fn main() -> Result<(), Box<dyn Error>> {
    let source = source()?;
    let mut build = cc::Build::new();
    build.opt_level(2).warnings(false).include(source.join("include"));
    build.include(source.join("library")).include("../../peers/servers");
    build.define("MBEDTLS_SSL_EARLY_DATA", None);
    for entry in fs::read_dir(source.join("library"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "c") {
            build.file(path);
        }
    }
    build.define("main", "server_main").file("src/mbedtls.c").compile("mbedtls_server");
    println!("cargo::rerun-if-changed=src/mbedtls.c");
    println!("cargo::rerun-if-changed=../../peers/servers/lanes.h");
    Ok(())
}

/// The folder of mbedTLS inside its package, which Cargo fetches for `cargo metadata`.
fn source() -> Result<PathBuf, Box<dyn Error>> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--all-features"])
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    let mark = "\"manifest_path\":\"";
    let paths = text.split(mark).skip(1).filter_map(|rest| rest.split('"').next());
    let mut folders = paths.map(Path::new).filter_map(Path::parent);
    let folder = folders.find(|folder| {
        folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PACKAGE))
    });
    Ok(folder.ok_or("cargo metadata does not know the source of mbedTLS")?.join("mbedtls"))
}
