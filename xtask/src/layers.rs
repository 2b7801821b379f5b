//! `cargo xtask layers`: which modules and crates may import which.
//!
//! Every crate under `crates/` has a floor in [`FLOORS`] and depends on lower floors only, in every
//! kind of dependency. Inside `motetls-pki`, `motetls-tls` and `motetls-cli` the order in which the
//! root declares its modules is the order of import: a module names itself and modules declared
//! before it. In no crate do modules, however deep, import in a circle.
//!
//! | module | purpose |
//! |---|---|
//! | `tree` | the modules of a crate and where a path leads |
//! | `imports` | which module names which |
//! | `circles` | modules that need each other |

mod tree;
mod imports;
mod circles;

use anyhow::{Context, Result, bail, ensure};
use imports::Import;
use std::collections::{BTreeMap, BTreeSet};
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
const ORDERED: &[&str] = &["motetls-pki", "motetls-tls", "motetls-cli"];

/// One crate of the tree.
struct Crate {
    name: String,
    folder: PathBuf,
    floor: u8,
    dependencies: Vec<String>,
}

/// Prints the layers under `root`, unless `quiet`, and fails on an import upward or in a circle.
pub(crate) fn run(root: &Path, quiet: bool) -> Result<()> {
    let crates = crates(root)?;
    let mut faults = upward_crates(&crates);
    let mut circles = Vec::new();
    for member in &crates {
        let source = member.folder.join("src");
        let tree = tree::Tree::read(&source)?;
        let imports = imports::imports(&tree, &source)?;
        let ordered = ORDERED.contains(&member.name.as_str());
        let order = tree.modules.get(&Vec::new()).map_or(&[][..], |root| &root.children);
        if !quiet {
            print_floor(member, order, ordered);
        }
        if ordered {
            faults.extend(upward_modules(order, &imports.all));
        }
        faults.extend(imports.hidden);
        for circle in circles::circles(&imports.all) {
            let (members, imports) = (circle.members.join(", "), circle.imports.join("\n    "));
            circles.push(format!("{}: {members}\n    {imports}", member.name));
        }
    }
    if !circles.is_empty() {
        faults.push(format!("imports in a circle:\n  {}", circles.join("\n  ")));
    }
    if faults.is_empty() {
        println!("no import points upward or in a circle");
        return Ok(());
    }
    bail!("imports out of order:\n  {}", faults.join("\n  "))
}

/// Prints a crate and its top modules, numbered if their order is that of import.
fn print_floor(member: &Crate, order: &[String], ordered: bool) {
    let source = member.folder.join("src");
    println!("F{} {:<15} {}", member.floor, member.name, summary(&source, "lib"));
    for (place, module) in order.iter().enumerate() {
        let number = if ordered { format!("{:>2}", place + 1) } else { "  ".to_owned() };
        println!("      {number} {module:<12} {}", summary(&source, module));
    }
}

/// Reads the manifests under `crates/`, lowest floor first.
fn crates(root: &Path) -> Result<Vec<Crate>> {
    let folder = root.join("crates");
    let mut crates = Vec::new();
    for entry in
        fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?
    {
        let folder = entry?.path();
        if !folder.join("Cargo.toml").is_file() {
            continue;
        }
        let manifest: toml::Table = fs::read_to_string(folder.join("Cargo.toml"))?.parse()?;
        let name =
            manifest.get("package").and_then(|p| p.get("name")).and_then(toml::Value::as_str);
        let name = name.with_context(|| format!("{} has no name", folder.display()))?.to_owned();
        let floor = FLOORS.iter().find(|(known, _)| *known == name).map(|(_, floor)| *floor);
        let floor = floor.with_context(|| {
            format!("{name} has no floor: add it to FLOORS in xtask/src/layers.rs")
        })?;
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
            if let Some(floor) =
                floors.get(dependency.as_str()).filter(|floor| **floor >= member.floor)
            {
                faults.push(format!(
                    "{} (F{}) depends on {dependency} (F{floor})",
                    member.name, member.floor
                ));
            }
        }
    }
    faults
}

/// A sentence for each import of a top module that is declared later.
fn upward_modules(order: &[String], imports: &BTreeSet<Import>) -> Vec<String> {
    let place = |path: &[String]| order.iter().position(|name| Some(name) == path.first());
    let mut faults = Vec::new();
    for import in imports {
        if let (Some(from), Some(to)) = (place(&import.from), place(&import.to))
            && from < to
        {
            let (from, to) = (&order[from], &order[to]);
            faults.push(format!("{}: `{from}` imports `{to}`", import.place));
        }
    }
    faults
}

/// The first sentence of a module's documentation.
fn summary(source: &Path, module: &str) -> String {
    let candidates = [
        source.join(format!("{module}.rs")),
        source.join(module).join("mod.rs"),
        source.join("main.rs"),
    ];
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
            let root =
                std::env::temp_dir().join(format!("motetls-layers-{}-{name}", std::process::id()));
            for (path, text) in files {
                let path = root.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            Tree(root)
        }

        fn fault(&self) -> String {
            run(&self.0, true).map_or_else(|error| error.to_string(), |()| String::new())
        }
    }

    impl Drop for Tree {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    const BASE: (&str, &str) = ("crates/base/Cargo.toml", "[package]\nname = \"motetls-base\"\n");
    const BASE_LIB: (&str, &str) = ("crates/base/src/lib.rs", "pub mod time;");
    const BASE_TIME: (&str, &str) = ("crates/base/src/time.rs", "");
    const TLS: (&str, &str) = (
        "crates/tls/Cargo.toml",
        "[package]\nname = \"motetls-tls\"\n[dependencies]\nmotetls-base = {}\n",
    );
    const TLS_LIB: (&str, &str) = (
        "crates/tls/src/lib.rs",
        "pub mod num;\npub mod msg;\nmod engine;\npub use engine::{Engine, run as go};\n",
    );

    fn tls(name: &str, num: &str, part: &str) -> String {
        let files = [
            BASE,
            BASE_LIB,
            BASE_TIME,
            TLS,
            TLS_LIB,
            ("crates/tls/src/msg/mod.rs", "mod part;"),
            ("crates/tls/src/engine.rs", "pub struct Engine;\npub fn run() {}"),
            ("crates/tls/src/num.rs", num),
            ("crates/tls/src/msg/part.rs", part),
        ];
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
            let manifest =
                format!("[package]\nname = \"motetls-base\"\n[{kind}]\nmotetls-tls = {{}}\n");
            let files = [
                ("crates/base/Cargo.toml", manifest.as_str()),
                BASE_LIB,
                BASE_TIME,
                TLS,
                ("crates/tls/src/lib.rs", ""),
            ];
            let fault = Tree::new("crates", &files).fault();
            assert!(
                fault.contains("motetls-base (F0) depends on motetls-tls (F3)"),
                "{kind}: {fault}"
            );
        }
    }

    #[test]
    fn a_crate_without_a_floor_fails() {
        let files = [
            ("crates/new/Cargo.toml", "[package]\nname = \"motetls-new\"\n"),
            ("crates/new/src/lib.rs", ""),
        ];
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

    /// The faults of a crate of these files that declares no order.
    fn base(name: &str, files: &[(&str, &str)]) -> String {
        let paths: Vec<String> =
            files.iter().map(|(path, _)| format!("crates/base/src/{path}")).collect();
        let mut all = vec![BASE];
        all.extend(paths.iter().zip(files).map(|(path, (_, text))| (path.as_str(), *text)));
        Tree::new(name, &all).fault()
    }

    const FRONT: (&str, &str) = ("lib.rs", "pub mod a;\npub mod b;");

    #[test]
    fn a_circle_of_nested_files_fails() {
        let a = ("a.rs", "pub mod x;\npub mod y;");
        for (number, (x, y)) in [
            ("pub struct X(super::y::Y);", "use super::x::X;\npub struct Y;"),
            ("use crate::a::y as z;", "fn f() { crate::a::x::go() }"),
            ("use super::y::{inner::Z, Y};", "pub mod inner { use super::super::x::X; }"),
            ("macro_rules! m { () => { $crate::a::y::Y } }", "pub use super::{x::{self}};"),
        ]
        .into_iter()
        .enumerate()
        {
            let files = [FRONT, a, ("a/x.rs", x), ("a/y.rs", y), ("b.rs", "")];
            let fault = base(&format!("nested{number}"), &files);
            assert!(fault.contains("a::x, a::y"), "{x} and {y}: {fault}");
        }
    }

    #[test]
    fn a_circle_through_a_front_fails() {
        let front = "mod x;\nmod y;\npub use x::X;\npub use y::*;";
        let files = [
            FRONT,
            ("a/mod.rs", front),
            ("a/x.rs", "use super::Y;\npub struct X;"),
            ("a/y.rs", "use super::X;\npub struct Y;"),
            ("b.rs", "use crate::a::X;"),
        ];
        let fault = base("front", &files);
        assert!(fault.contains("a::x, a::y\n") && fault.contains("a/x.rs:1"), "{fault}");
    }

    #[test]
    fn a_circle_of_folders_fails_though_no_two_files_make_one() {
        let files = [
            FRONT,
            ("a.rs", "pub mod x;\npub mod y;"),
            ("a/x.rs", "use crate::b::x::B;"),
            ("a/y.rs", "pub struct A;"),
            ("b.rs", "pub mod x;\npub mod y;"),
            ("b/x.rs", "pub struct B;"),
            ("b/y.rs", "use crate::a::y::A;"),
        ];
        let fault = base("folders", &files);
        assert!(fault.contains("motetls-base: a, b\n"), "{fault}");
    }

    #[test]
    fn a_module_and_what_it_holds_may_not_need_each_other() {
        let whole = "mod x;\npub struct A;\nfn f() { x::go() }";
        let files = [FRONT, ("a.rs", whole), ("a/x.rs", "use super::A;"), ("b.rs", "")];
        let fault = base("holder", &files);
        assert!(fault.contains("motetls-base: a, a::x\n"), "{fault}");
    }

    #[test]
    fn everything_of_an_outer_module_hides_what_is_imported() {
        let files = [FRONT, ("a.rs", "use super::*;"), ("b.rs", "use crate::*;")];
        let fault = base("globs", &files);
        assert!(fault.contains("a.rs:1") && fault.contains("b.rs:1"), "{fault}");
    }

    #[test]
    fn what_is_no_circle_passes() {
        let tests = "pub struct Y;\n#[cfg(test)]\nmod tests { use super::super::x::X; }\n\
                     #[cfg(all(test, feature = \"f\"))] use super::x::X;";
        let front = "mod x;\nmod y;\npub use x::X;\npub(crate) use y::{Y as Z};";
        let files = [
            FRONT,
            ("a.rs", front),
            ("a/x.rs", "use super::Z;\npub struct X;\nmod inner { use super::X; }"),
            ("a/y.rs", tests),
            ("b.rs", "use core::a::X;\nuse crate::a::{self, X};\nfn f() { a::X; b::c() }"),
        ];
        assert_eq!(base("none", &files), "");
    }
}
