//! Bakes the buffer lengths, the time and the trust anchor of one measurement into the image.
//!
//! `MOTETLS_RX`, `MOTETLS_TX` (bytes), `MOTETLS_NOW` (seconds since 1970), `MOTETLS_ECHO` (whether
//! the server sends a line back as it is, not reversed) and `MOTETLS_ANCHOR` (a folder with
//! `subject.der` and `spki.der` of the anchor, `pin.der`, the SHA-256 of the server's public key,
//! and `client.der` and `scalar.der`, the certificate of a client and its bare P-256 key) are set
//! by `cargo xtask footprint`, and `MOTETLS_SESSION` (a file) for an image that resumes a session.
//! Without them the image still builds, holds an anchor that no chain ends in, and resumes nothing.
//! `MOTETLS_ADDITION` becomes the `cfg` by which `priced` chooses what it adds to a profile.

use std::{env, fmt::Write, fs, path::PathBuf};

fn main() {
    let mut text = String::new();
    for (name, kind, default) in [
        ("RX", "usize", "2048"),
        ("TX", "usize", "512"),
        ("NOW", "u64", "0"),
        ("ECHO", "bool", "false"),
    ] {
        let value = setting(name).unwrap_or_else(|| default.to_owned());
        let _ = writeln!(text, "pub(crate) const {name}: {kind} = {value};");
    }
    let anchor = setting("ANCHOR").map(PathBuf::from);
    for name in ["subject", "spki", "client", "scalar", "pin"] {
        let bytes = anchor.as_ref().map(|folder| {
            let path = folder.join(name).with_extension("der");
            println!("cargo::rerun-if-changed={}", path.display());
            fs::read(&path).unwrap_or_else(|error| {
                println!("cargo::error={}: {error}", path.display());
                Vec::new()
            })
        });
        let bytes = bytes.unwrap_or_default();
        let _ = writeln!(text, "#[unsafe(link_section = \".application.{name}\")]");
        let _ = writeln!(
            text,
            "pub(crate) static {}: [u8; {}] = {bytes:?};",
            name.to_uppercase(),
            bytes.len()
        );
    }
    let session = setting("SESSION").filter(|path| !path.is_empty()).map(|path| {
        println!("cargo::rerun-if-changed={path}");
        fs::read(&path).unwrap_or_else(|error| {
            println!("cargo::error={path}: {error}");
            Vec::new()
        })
    });
    let bytes = session.unwrap_or_default();
    let _ = writeln!(text, "#[unsafe(link_section = \".application.session\")]");
    let _ = writeln!(text, "pub(crate) static SESSION: [u8; {}] = {bytes:?};", bytes.len());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    if let Err(error) = fs::write(out.join("settings.rs"), text) {
        println!("cargo::error=cannot write settings.rs: {error}");
    }
    println!("cargo::rustc-check-cfg=cfg(addition, values(any()))");
    println!("cargo::rustc-cfg=addition={:?}", setting("ADDITION").unwrap_or_default());
    println!("cargo::rerun-if-changed=build.rs");
}

fn setting(name: &str) -> Option<String> {
    println!("cargo::rerun-if-env-changed=MOTETLS_{name}");
    env::var(format!("MOTETLS_{name}")).ok()
}
