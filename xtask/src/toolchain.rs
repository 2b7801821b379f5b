//! Finds what builds and runs Cortex-M images, or names the line that installs it.

use anyhow::{Result, bail};
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Debian's compiler, whose source package lets Cargo build `core` for any target.
const SYSTEM_RUSTC: &str = "/usr/bin/rustc";
const SYSTEM_CARGO: &str = "/usr/bin/cargo";

/// A way to build for a bare-metal target.
pub(crate) enum Toolchain {
    /// rustup has the target; its own linker is used.
    Rustup,
    /// The system's compiler builds `core` from source; GNU ld links.
    System,
}

impl Toolchain {
    /// Finds a toolchain for `target`.
    pub(crate) fn find(target: &str) -> Result<Self> {
        if rustup_has(target) {
            return Ok(Toolchain::Rustup);
        }
        let source = sysroot(SYSTEM_RUSTC)
            .map(|root| root.join("lib/rustlib/src/rust/library/core/src/lib.rs"));
        let source = source.is_some_and(|path| path.is_file());
        if source && Path::new(SYSTEM_CARGO).is_file() && on_path("arm-none-eabi-ld") {
            return Ok(Toolchain::System);
        }
        bail!(
            "no compiler for {target}. Install one:\n  rustup target add {target}\n\
             or, on Debian, without rustup:\n  apt-get install rustc-web cargo-web rust-web-src binutils-arm-none-eabi"
        )
    }

    /// A `cargo` command for `target`, with the flags every image needs, to be run in `firmware/`.
    pub(crate) fn cargo(&self, verb: &str, target: &str) -> Command {
        match self {
            Toolchain::Rustup => {
                let mut command = Command::new("cargo");
                command.args([verb, "--target", target]);
                // A compiler chosen for the host build of this task is not meant for the images.
                command.env_remove("RUSTC_BOOTSTRAP").env_remove("RUSTFLAGS");
                command
            }
            Toolchain::System => {
                let mut command = Command::new(SYSTEM_CARGO);
                command.args([verb, "--target", target, "-Zbuild-std=core,alloc"]);
                command.arg("-Zbuild-std-features=compiler-builtins-mem");
                command.env("RUSTC", SYSTEM_RUSTC).env("RUSTC_BOOTSTRAP", "1");
                command.env_remove("RUSTUP_TOOLCHAIN").env_remove("RUSTFLAGS");
                let linker =
                    format!("CARGO_TARGET_{}_LINKER", target.to_uppercase().replace('-', "_"));
                command.env(linker, "arm-none-eabi-ld");
                command
            }
        }
    }

    /// The compiler's version, for the table's heading.
    pub(crate) fn version(&self) -> String {
        let rustc = match self {
            Toolchain::Rustup => "rustc",
            Toolchain::System => SYSTEM_RUSTC,
        };
        first_line(Command::new(rustc).arg("--version"))
    }
}

/// Fails with the install line when one of the `programs` is missing: (program, Debian package).
pub(crate) fn require(programs: &[(&str, &str)]) -> Result<()> {
    let missing: Vec<_> = programs.iter().filter(|(program, _)| !on_path(program)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = missing.iter().map(|(program, _)| *program).collect();
    let packages: Vec<_> = missing.iter().map(|(_, package)| *package).collect();
    bail!("{} not found. Install it:\n  apt-get install {}", names.join(", "), packages.join(" "))
}

/// The first line a command prints, or nothing.
pub(crate) fn first_line(command: &mut Command) -> String {
    let output = command.output().map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&output).lines().next().unwrap_or_default().to_owned()
}

fn rustup_has(target: &str) -> bool {
    let listing = Command::new("rustup").args(["target", "list", "--installed"]).output();
    listing.is_ok_and(|output| {
        String::from_utf8_lossy(&output.stdout).lines().any(|line| line == target)
    })
}

fn sysroot(rustc: &str) -> Option<PathBuf> {
    let line = first_line(Command::new(rustc).args(["--print", "sysroot"]));
    (!line.is_empty()).then(|| PathBuf::from(line))
}

fn on_path(program: &str) -> bool {
    env::var_os("PATH")
        .is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}
