//! The tables: for the terminal, for `docs/crypto.md` and as JSON.

use super::rows::{Aim, Rows};
use super::{Record, Step};
use crate::machine::BOARDS;
use crate::text::{aligned, grouped, millions};
use anyhow::Result;
use std::fmt::Write;

/// The libraries that have a column.
const LIBRARIES: [&str; 3] = ["BearSSL", "mbedTLS", "RustCrypto"];

const INTRODUCTION: &str = "\
# What a primitive costs

Written by `cargo xtask crypto`; do not edit. The same figures for programs: [crypto.json](crypto.json).

Flash and stack in bytes; work in instructions, or in instructions per byte (`/B`) and per message. M3 and M4 are
Cortex-M3 and Cortex-M4. The last columns are other libraries at the same work on Cortex-M3: flash, then work.
";

const DEFINITIONS: &str = "
## What is counted

- **flash**: what an image of `firmware/crypto` with this primitive alone weighs more than the empty one. Every byte of code
  is attributed, by the line tables, to the innermost function of this repository it was written in, inlined or not; start-up,
  board and the measuring program are left out, as are test data and `memcpy` and its kin, which every program has.
- **work**: instructions on an emulated board (`-icount shift=0`, a timer that ticks once per 40 instructions), not cycles. A
  price per byte is the difference between messages of 1,024 and 8,192 bytes; the rest is the price of a message.
- **stack**: the peak below the call, by painting.

Every image compares what it computes with a known answer before it is measured. An image that holds a reachable panic or
formatting fails the command, unless `firmware/crypto/budgets.toml` says which dependency brings it; that file also holds the
most each figure may be, and `cargo xtask crypto --check` fails on more.

The others were measured in November 2026 on the same emulated board, by the same rules (flash over an empty image that holds
start-up and memory routines, stack painted, the same two lengths): BearSSL 0.6 and mbedTLS 3.6.6 by arm-none-eabi-gcc 12.2.1 at
-Os, sections collected; RustCrypto (sha2 0.11, aes-gcm 0.11, ccm 0.6, p256 and p384 0.14, rsa 0.10.0-rc.20, dalek for
Curve25519) at opt-level z with LTO, with its compact software backends where it has them. mbedTLS is priced with the heap
it needs left out. The client's set from RustCrypto's crates, with a bare reader of DER besides, is 40,204 bytes. The figures are in `firmware/crypto/anchors.toml`.
";

/// All records as a JSON list.
pub(super) fn json(records: &[Record]) -> Result<String> {
    Ok(serde_json::to_string_pretty(records)? + "\n")
}

/// The table: under a heading per group, a line per step.
pub(super) fn table(rows: &Rows, records: &[Record]) -> String {
    let mut text = String::new();
    let order = rows.order(records);
    let mut groups: Vec<&str> = order.iter().map(|(group, _)| *group).collect();
    groups.dedup();
    for group in groups {
        let mut lines = vec![
            ["primitive", "flash M3", "M4", "work M3", "M4", "stack M3", "M4"]
                .map(String::from)
                .to_vec(),
        ];
        lines[0].extend(LIBRARIES.map(String::from));
        for (_, name) in order.iter().filter(|(other, _)| *other == group) {
            lines.extend(image(rows, records, name));
        }
        let lines: Vec<[String; 10]> =
            lines.into_iter().filter_map(|line| line.try_into().ok()).collect();
        let _ = write!(text, "\n### {group}\n\n{}", aligned(&lines));
    }
    text
}

/// The lines of one image.
fn image(rows: &Rows, records: &[Record], name: &str) -> Vec<Vec<String>> {
    let of = |core: &str| {
        let board = BOARDS.iter().find(|board| board.core.ends_with(core))?;
        records.iter().find(|record| record.image == name && record.target == board.target)
    };
    let cores = [of("M3"), of("M4")];
    let Some(known) = cores.into_iter().flatten().next() else { return Vec::new() };
    let mut lines = Vec::new();
    for (place, step) in known.steps.iter().enumerate() {
        let (first, alone) = (place == 0, known.steps.len() == 1);
        let over = rows.over(name).map_or(String::new(), |below| format!(", over `{below}`"));
        let title = if first { format!("**{}**{over} ", known.title) } else { String::from("- ") };
        let title = if alone { title.trim_end().to_owned() } else { title + &step.name };
        let step_of = |record: Option<&Record>| {
            record?.steps.iter().find(|other| other.name == step.name).cloned()
        };
        let mut line = vec![title];
        line.extend(cores.map(|record| {
            record.filter(|_| first).map_or(String::new(), |record| grouped(record.flash))
        }));
        line.extend(cores.map(|record| step_of(record).map_or(String::new(), |step| work(&step))));
        line.extend(
            cores.map(|record| step_of(record).map_or(String::new(), |step| grouped(step.stack))),
        );
        line.extend(LIBRARIES.map(|library| {
            let cells = rows.rivals(name, library).map(|rival| {
                let flash =
                    rival.flash.filter(|_| first).map(|flash| format!("{} B", grouped(flash)));
                let work =
                    rival.steps.get(&step.name).map(|cost| price(*cost, step.per_byte.is_some()));
                [flash, work].into_iter().flatten().collect::<Vec<_>>().join(", ")
            });
            cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("; ")
        }));
        lines.push(line);
    }
    lines
}

/// The work of a step.
fn work(step: &Step) -> String {
    match step.per_byte {
        Some(per_byte) => {
            format!("{} + {}", price(per_byte, true), grouped(step.instructions.max(0) as u64))
        }
        None => price(step.instructions as f64, false),
    }
}

/// Instructions per byte, or instructions.
fn price(cost: f64, per_byte: bool) -> String {
    match cost {
        _ if per_byte => format!("{cost:.1}/B"),
        100_000.0.. => millions(cost as u64),
        _ => grouped(cost.max(0.0) as u64),
    }
}

/// What was aimed at, and whether it was reached.
pub(super) fn targets(rows: &Rows, records: &[Record]) -> String {
    let mut lines =
        vec![["primitive", "core", "figure", "target", "reached", ""].map(String::from)];
    let mut reasons = String::new();
    for aim in rows.aims(records) {
        let title = records
            .iter()
            .find(|record| record.image == aim.target.image)
            .map(|record| record.title.clone());
        let title = title.unwrap_or_else(|| format!("`{}`", aim.target.image));
        let step = aim.target.step.clone().unwrap_or_default();
        let figure = format!("{} {}", if aim.what == "flash" { "" } else { &step }, aim.what);
        let outcome = if aim.reached.is_none() {
            "not there"
        } else if aim.is_hit() {
            "hit"
        } else {
            "**missed**"
        };
        let reached = aim.reached.map_or(String::new(), |reached| figure_of(&aim, reached));
        if !aim.is_hit() && !aim.target.reason.is_empty() {
            let line = format!("- **{title}**, {}: {}\n", aim.what, aim.target.reason);
            if !reasons.contains(&aim.target.reason) {
                reasons.push_str(&line);
            }
        }
        let aimed = figure_of(&aim, aim.aimed);
        lines.push([
            title,
            aim.target.core().to_owned(),
            figure.trim().to_owned(),
            aimed,
            reached,
            outcome.to_owned(),
        ]);
    }
    let gap = if reasons.is_empty() { "" } else { "\n" };
    format!("## Targets\n\n{}{gap}{reasons}", aligned(&lines))
}

/// A figure of a target in its unit.
fn figure_of(aim: &Aim<'_>, figure: f64) -> String {
    if aim.what == "instructions" {
        price(figure, aim.aimed < 10_000.0)
    } else {
        grouped(figure as u64)
    }
}

/// The largest functions of each image.
pub(super) fn symbols(records: &[Record]) -> String {
    let mut text = String::new();
    for record in records {
        let _ = writeln!(text, "### {} ({})\n\n code frame function", record.image, record.target);
        for (size, frame, name) in &record.largest {
            let _ = writeln!(text, "{size:>5} {frame:>5} {name}");
        }
    }
    text
}

/// The page for the documentation.
pub(super) fn page(rows: &Rows, records: &[Record], table: &str, compiler: &str) -> String {
    let targets = targets(rows, records);
    format!(
        "{INTRODUCTION}{table}\nCompiled by {compiler} at opt-level z, LTO, one codegen unit.\n\n{targets}{DEFINITIONS}"
    )
}
