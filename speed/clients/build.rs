//! Compiles mbedTLS 3.6 in its own default configuration, out of the package that carries its
//! source, and our shim of a client.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The package with the source.
const PACKAGE: &str = "mbedtls-rs-sys";

fn main() -> Result<(), Box<dyn Error>> {
    let source = source()?;
    let mut build = cc::Build::new();
    build
        .opt_level(2)
        .warnings(false)
        .include(source.join("include"))
        .include(source.join("library"));
    for entry in fs::read_dir(source.join("library"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "c") {
            build.file(path);
        }
    }
    for folder in ["everest", "p256-m"] {
        build.include(source.join("3rdparty").join(folder).join("include"));
    }
    build.file("src/client.c").compile("mbedtls_client");
    let version = fs::read_to_string(source.join("include/mbedtls/build_info.h"))?;
    let version = version
        .split("MBEDTLS_VERSION_STRING")
        .nth(1)
        .and_then(|rest| rest.split('"').nth(1))
        .unwrap_or("?");
    println!("cargo::rustc-env=MBEDTLS_VERSION={version}");
    println!("cargo::rerun-if-changed=src/client.c");
    println!("cargo::rerun-if-changed=build.rs");
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
    let manifest = paths.map(Path::new).find(|path| {
        let folder = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
        folder.starts_with(PACKAGE)
    });
    let folder = manifest
        .and_then(Path::parent)
        .ok_or("cargo metadata does not know the source of mbedTLS")?;
    Ok(folder.join("mbedtls"))
}
