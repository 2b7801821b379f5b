//! Compiles mbedTLS 3.6 in its own default configuration, out of the package that carries its
//! source, and our shim.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The package with the source.
const PACKAGE: &str = "mbedtls-rs-sys";
/// Files of the library that are not cryptography.
const LEFT_OUT: &[&str] =
    &["debug", "lms", "lmots", "mps_", "net_", "pk", "psa_", "ssl_", "timing", "x509"];

fn main() -> Result<(), Box<dyn Error>> {
    let source = source()?;
    let mut build = cc::Build::new();
    build
        .opt_level(2)
        .warnings(false)
        .include(source.join("include"))
        .include(source.join("library"));
    if env::var_os("CARGO_FEATURE_PORTABLE").is_some() {
        let file = Path::new(&env::var("OUT_DIR")?).join("portable.h");
        fs::write(&file, "#undef MBEDTLS_AESNI_C\n#undef MBEDTLS_AESCE_C\n")?;
        build.define("MBEDTLS_USER_CONFIG_FILE", Some(format!("\"{}\"", file.display()).as_str()));
    }
    for entry in fs::read_dir(source.join("library"))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".c") && !LEFT_OUT.iter().any(|part| name.starts_with(part)) {
            build.file(path);
        }
    }
    build.file("src/mbedtls.c").compile("mbedtls");
    let version = fs::read_to_string(source.join("include/mbedtls/build_info.h"))?;
    let version = version
        .split("MBEDTLS_VERSION_STRING")
        .nth(1)
        .and_then(|rest| rest.split('"').nth(1))
        .unwrap_or("?");
    println!("cargo::rustc-env=MBEDTLS_VERSION={version}");
    println!("cargo::rerun-if-changed=src/mbedtls.c");
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
