//! `cargo xtask evidence`: what takes hours and shows what a short run cannot, by name; when it was
//! last there to be seen stands in `docs/evidence.md`.

use crate::check::spawn;
use crate::toolchain;
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Where the dates stand.
const PAGE: &str = "docs/evidence.md";

/// One kind of evidence.
struct Evidence {
    name: &'static str,
    /// Arguments of cargo, parted by blanks.
    command: &'static str,
}

/// In the order of the page.
const ALL: &[Evidence] = &[
    Evidence {
        name: "differential",
        command: "run --release --locked --manifest-path tests/differential/Cargo.toml -- \
                  1000000 --threads 2 --record docs/differential.md",
    },
    Evidence {
        name: "tests",
        command: "test --profile thorough --package motetls-crypto --all-features --test all \
                  --config env.MOTETLS_THOROUGH=\"1\" -- \
                  p256_ ec_ curve25519 rsa_vectors primes hashes jpake",
    },
    Evidence { name: "fuzz", command: "xtask fuzz --seconds 120" },
    Evidence { name: "crypto", command: "xtask crypto" },
    Evidence { name: "mutate", command: "xtask mutate" },
    Evidence { name: "ct", command: "xtask ct" },
    Evidence { name: "speed", command: "xtask speed" },
    Evidence {
        name: "flights",
        command: "test --package motetls-interop --test all \
                  --config env.MOTETLS_THOROUGH=\"1\" \
                  --config env.MOTETLS_REQUIRE_PEERS=\"1\" -- priced",
    },
];

/// Gathers the evidence called `name`, or all, and dates what was found.
pub(crate) fn run(root: &Path, name: Option<&str>) -> Result<()> {
    let known = || ALL.iter().map(|evidence| evidence.name).collect::<Vec<_>>().join(", ");
    let requested: Vec<_> =
        ALL.iter().filter(|evidence| name.is_none_or(|name| name == evidence.name)).collect();
    ensure!(
        !requested.is_empty(),
        "no evidence is called {}; there is {}",
        name.unwrap_or(""),
        known()
    );
    for evidence in requested {
        println!("{}: cargo {}", evidence.name, evidence.command);
        let begin = Instant::now();
        spawn(root, evidence.command)?;
        let first_line = |line: &str, program: &str| {
            toolchain::first_line(Command::new(program).args(line.split(' ')).current_dir(root))
        };
        let day = first_line("-u +%F", "date");
        let commit = first_line("rev-parse --short HEAD", "git");
        let seconds = begin.elapsed().as_secs();
        let row = format!("| {} | {day} | {commit} | {seconds} |", evidence.name);
        let path = root.join(PAGE);
        let page = fs::read_to_string(&path).with_context(|| format!("cannot read {PAGE}"))?;
        fs::write(&path, dated(&page, evidence.name, &row)?)?;
    }
    Ok(())
}

/// The page with this row in the place of the one of that name.
fn dated(page: &str, name: &str, row: &str) -> Result<String> {
    let begin = format!("| {name} | ");
    if !page.lines().any(|line| line.starts_with(&begin)) {
        bail!("{PAGE} has no row {name}");
    }
    let lines = page.lines().map(|line| if line.starts_with(&begin) { row } else { line });
    Ok(lines.flat_map(|line| [line, "\n"]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_a_row_for_each_and_names_its_command() {
        let page = include_str!("../../docs/evidence.md");
        for evidence in ALL {
            assert!(dated(page, evidence.name, "").is_ok(), "{}", evidence.name);
            assert!(page.contains(&format!("evidence {}`", evidence.name)), "{}", evidence.name);
        }
    }

    #[test]
    fn one_row_is_dated() {
        let page = "| a | never | - |\n| b | never | - |\n";
        let dated = dated(page, "b", "| b | 2026-01-01 | c |").unwrap();
        assert_eq!(dated, "| a | never | - |\n| b | 2026-01-01 | c |\n");
    }
}
