//! `cargo xtask layers`: who may import whom.
//!
//! Every crate under `crates/` has a floor in [`FLOORS`] and depends on lower floors only, in every kind of
//! dependency. Inside `motetls-pki` and `motetls-tls` the order in which `lib.rs` declares its modules is the order of
//! import: a module names itself and modules declared before it. A circle needs one import upward, so refusing those
//! refuses circles.

mod imports;

use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Floor of each crate, lowest first.
const FLOORS: &[(&str, u8)] = &[
    ("motetls-base", 0),
    ("motetls-crypto", 1),
    ("motetls-crypto-asm", 2),
    ("motetls-engine-aws-lc", 2),
    ("motetls-engine-rustcrypto", 2),
    ("motetls-pki", 2),
    ("motetls-tls", 3),
    ("motetls", 4),
    ("motetls-cli", 5),
];
/// The crates whose modules are ordered too.
const ORDERED: &[&str] = &["motetls-pki", "motetls-tls"];

/// One crate of the tree.
struct Crate {
    name: String,
    folder: PathBuf,
    floor: u8,
    dependencies: Vec<String>,
}

/// Prints the layers under `root` and fails on an import upward.
pub(crate) fn run(root: &Path) -> Result<()> {
    let crates = crates(root)?;
    let mut faults = upward_crates(&crates);
    for member in &crates {
        println!("F{} {:<15} {}", member.floor, member.name, summary(&member.folder.join("src"), "lib"));
        let modules = imports::modules(&member.folder.join("src"))?;
        let ordered = ORDERED.contains(&member.name.as_str());
        for (place, module) in modules.order.iter().enumerate() {
            let number = if ordered { format!("{:>2}", place + 1) } else { "  ".to_owned() };
            println!("      {number} {module:<12} {}", summary(&member.folder.join("src"), module));
        }
        if ordered {
            faults.extend(imports::upward(&member.folder.join("src"), &modules)?);
        }
    }
    if faults.is_empty() {
        println!("no import points upward");
        return Ok(());
    }
    bail!("imports that point upward:\n  {}", faults.join("\n  "))
}

/// Reads the manifests under `crates/`, lowest floor first.
fn crates(root: &Path) -> Result<Vec<Crate>> {
    let folder = root.join("crates");
    let mut crates = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let folder = entry?.path();
        if !folder.join("Cargo.toml").is_file() {
            continue;
        }
        let manifest: toml::Table = fs::read_to_string(folder.join("Cargo.toml"))?.parse()?;
        let name = manifest.get("package").and_then(|p| p.get("name")).and_then(toml::Value::as_str);
        let name = name.with_context(|| format!("{} has no name", folder.display()))?.to_owned();
        let floor = FLOORS.iter().find(|(known, _)| *known == name).map(|(_, floor)| *floor);
        let floor = floor.with_context(|| format!("{name} has no floor: add it to FLOORS in xtask/src/layers.rs"))?;
        let mut dependencies = Vec::new();
        collect_dependencies(&manifest, &mut dependencies);
        crates.push(Crate { name, folder, floor, dependencies });
    }
    ensure!(!crates.is_empty(), "no crates under {}", folder.display());
    crates.sort_by_key(|member| member.floor);
    Ok(crates)
}

/// Names of everything a manifest depends on, in any kind of dependency and for any target.
fn collect_dependencies(manifest: &toml::Table, names: &mut Vec<String>) {
    for (key, value) in manifest {
        let Some(table) = value.as_table() else { continue };
        match key.as_str() {
            "dependencies" | "dev-dependencies" | "build-dependencies" => {
                for (name, spec) in table {
                    let package = spec.get("package").and_then(toml::Value::as_str);
                    names.push(package.unwrap_or(name).to_owned());
                }
            }
            "target" => {
                for cfg in table.values().filter_map(toml::Value::as_table) {
                    collect_dependencies(cfg, names);
                }
            }
            _ => {}
        }
    }
}

/// A sentence for each dependency that does not point downward.
fn upward_crates(crates: &[Crate]) -> Vec<String> {
    let floors: BTreeMap<&str, u8> = crates.iter().map(|c| (c.name.as_str(), c.floor)).collect();
    let mut faults = Vec::new();
    for member in crates {
        for dependency in &member.dependencies {
            if let Some(floor) = floors.get(dependency.as_str()).filter(|floor| **floor >= member.floor) {
                faults.push(format!("{} (F{}) depends on {dependency} (F{floor})", member.name, member.floor));
            }
        }
    }
    faults
}

/// The first sentence of a module's documentation.
fn summary(source: &Path, module: &str) -> String {
    let candidates = [source.join(format!("{module}.rs")), source.join(module).join("mod.rs"), source.join("main.rs")];
    let text = candidates.iter().find_map(|path| fs::read_to_string(path).ok()).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("//! ")).unwrap_or_default();
    line.trim_end_matches(['.', ':']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A made-up tree in a folder of its own, removed in the end.
    struct Tree(PathBuf);

    impl Tree {
        fn new(name: &str, files: &[(&str, &str)]) -> Self {
            let root = std::env::temp_dir().join(format!("motetls-layers-{}-{name}", std::process::id()));
            for (path, text) in files {
                let path = root.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            Tree(root)
        }

        fn fault(&self) -> String {
            run(&self.0).map_or_else(|error| error.to_string(), |()| String::new())
        }
    }

    impl Drop for Tree {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    const BASE: (&str, &str) = ("crates/base/Cargo.toml", "[package]\nname = \"motetls-base\"\n");
    const BASE_LIB: (&str, &str) = ("crates/base/src/lib.rs", "pub mod time;");
    const TLS: (&str, &str) =
        ("crates/tls/Cargo.toml", "[package]\nname = \"motetls-tls\"\n[dependencies]\nmotetls-base = {}\n");
    const TLS_LIB: (&str, &str) =
        ("crates/tls/src/lib.rs", "pub mod num;\npub mod msg;\nmod engine;\npub use engine::{Engine, run as go};\n");

    fn tls(name: &str, num: &str, part: &str) -> String {
        let files =
            [BASE, BASE_LIB, TLS, TLS_LIB, ("crates/tls/src/num.rs", num), ("crates/tls/src/msg/part.rs", part)];
        Tree::new(name, &files).fault()
    }

    #[test]
    fn imports_downward_pass() {
        let part = "use crate::num::Id;\nuse super::Other;\nuse super::super::num;\n#[cfg(test)] mod tests { use crate::engine::Engine; }";
        assert_eq!(tls("down", "use motetls_base::time; use self::inner::X;", part), "");
    }

    #[test]
    fn a_crate_that_depends_upward_fails() {
        for kind in ["dependencies", "dev-dependencies", "target.'cfg(unix)'.dependencies"] {
            let manifest = format!("[package]\nname = \"motetls-base\"\n[{kind}]\nmotetls-tls = {{}}\n");
            let files = [("crates/base/Cargo.toml", manifest.as_str()), BASE_LIB, TLS, TLS_LIB];
            let fault = Tree::new("crates", &files).fault();
            assert!(fault.contains("motetls-base (F0) depends on motetls-tls (F3)"), "{kind}: {fault}");
        }
    }

    #[test]
    fn a_crate_without_a_floor_fails() {
        let files = [("crates/new/Cargo.toml", "[package]\nname = \"motetls-new\"\n"), ("crates/new/src/lib.rs", "")];
        assert!(Tree::new("unknown", &files).fault().contains("has no floor"));
    }

    #[test]
    fn a_module_that_imports_upward_fails() {
        let upward = [
            "use crate::msg::Hello;",
            "use crate::{engine, error};",
            "fn f() { crate::engine::f() }",
            "use super::msg;",
            "use crate::Engine;",
            "use crate::go;",
            "use crate::*;",
            "macro_rules! m { () => { $crate::msg::X } }",
            "mod inner { use super::super::engine::E; }",
        ];
        for (place, import) in upward.iter().enumerate() {
            let fault = tls(&format!("up{place}"), import, "");
            assert!(fault.contains("num.rs:1"), "{import} was not seen: {fault}");
        }
        let fault = tls("deep", "", "\nuse super::super::engine::Engine;");
        assert!(fault.contains("part.rs:2") && fault.contains("engine"), "{fault}");
    }
}
