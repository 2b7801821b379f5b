//! The table of a measurement: for the terminal, for `docs/footprint.md` and as JSON.

use super::rivals::RIVALS;
use super::{Measured, Record};
use crate::image::{NAMELESS, is_outside};
use crate::machine;
use crate::text::{aligned, grouped, millions};
use anyhow::Result;
use std::collections::BTreeSet;
use std::fmt::Write;

const INTRODUCTION: &str = "\
# What a connection costs

Written by `cargo xtask footprint`; do not edit. The same figures for programs: [footprint.json](footprint.json).

Each image is `firmware/client` with one profile. It runs on an emulated board, with UART 0 connected to a real
`openssl s_server`, verifies the server, sends a line of 401 bytes and takes it back reversed.
";

const DEFINITIONS: &str = "
## What is counted

- **flash**: everything the library brings. Every byte of code is attributed, by the line tables, to the innermost
  function of this repository it was written in, inlined or not; what lies in `firmware/` (port, application) and in
  `cortex-m-rt` (start-up, vector table) is left out, everything else counts: the library's crates, its dependencies, and
  the helpers of the compiler (`memcpy`, `memset`, divisions). Constants count as they are; of those without a name the ones
  in an image without the library (`shell`) are subtracted. Trust anchor, names and keys lie in a section of their own,
  which is left out. *By subtraction* is the cruder figure, the whole image less `shell`: it holds the application's loops.
- **static**: the library's variables, the connection, the scratch memory lent to the handshake (free again after it) and the
  state of the random generator; without the two buffers.
- **open**: of that, the connection: all that is held as long as it is open, beside the two buffers.
- **stack**: the peak, by painting, of seeding the generator, the handshake and the exchange.
- **RAM**: static + rx + tx + stack.
- **instructions**: of the handshake, from its start to the last byte sent; `-icount shift=0` and a timer that ticks once
  per 40 instructions. Time in the UART's calls, waiting included, is left out. Instructions are not cycles. The
  throw-away certificates make them vary by a fraction of a percent.
- **longest call**: instructions of the longest single call into the library during the handshake, counted likewise: what a
  watchdog must allow. Only of profiles that name `bounded_steps`; other images do not take it.

A test on every image shows that what its profile does not name is not in it, inlined or not, and that it holds neither a
reachable panic nor formatting. The images that verify certificates are also run against a server with another name, and
must refuse it. `firmware/budgets.toml` holds the most each figure may be; more fails the command.

The other libraries were measured in November 2026 with the same board, meter and server: arm-none-eabi-gcc 12.2.1 at -Os,
sections collected, RAM as static + peak heap (without the allocator's overhead) + painted stack, buffers included. Rows
for TLS 1.2 are the nearest thing the library has.
";

/// All records as a JSON list.
pub(super) fn json(measured: &[Measured]) -> Result<String> {
    let records: Vec<&Record> = measured.iter().map(|one| &one.record).collect();
    Ok(serde_json::to_string_pretty(&records)? + "\n")
}

/// Our rows, and under each profile those of others.
pub(super) fn table(measured: &[Measured]) -> String {
    let mut rows = vec![
        [
            "TLS client",
            "core",
            "opt",
            "flash",
            "static",
            "open",
            "rx + tx",
            "stack",
            "RAM",
            "handshake",
            "longest call",
        ]
        .map(String::from),
    ];
    let mut seen = BTreeSet::new();
    for one in measured {
        if seen.insert(&one.record.profile) {
            let own = measured.iter().filter(|other| other.record.profile == one.record.profile);
            rows.extend(own.map(|own| row(&own.record)));
            let rivals = RIVALS.iter().filter(|rival| rival.profile == one.record.profile);
            rows.extend(rivals.map(|rival| {
                let blank = String::new;
                let handshake = millions(rival.instructions);
                let name = rival.name.to_owned();
                let (flash, ram) = (grouped(rival.flash), grouped(rival.ram));
                [
                    name,
                    "Cortex-M3".to_owned(),
                    "s".to_owned(),
                    flash,
                    blank(),
                    blank(),
                    blank(),
                    blank(),
                    ram,
                    handshake,
                    blank(),
                ]
            }));
        }
    }
    aligned(&rows)
}

fn row(record: &Record) -> [String; 11] {
    let core = machine::board(&record.target).map_or("", |board| board.core);
    let handshake =
        if record.handshake_ok { millions(record.instructions) } else { "FAILED".to_owned() };
    let longest = record.longest.map_or_else(String::new, millions);
    [
        format!("**motetls {}**", record.profile),
        core.to_owned(),
        record.opt.clone(),
        grouped(record.flash),
        grouped(record.static_ram),
        grouped(record.connection),
        format!("{} + {}", grouped(record.rx), grouped(record.tx)),
        grouped(record.stack),
        grouped(record.ram()),
        handshake,
        longest,
    ]
}

/// The page for the documentation.
pub(super) fn page(measured: &[Measured], table: &str, missed: &str, compiler: &str) -> String {
    let mut page = format!(
        "{INTRODUCTION}\n{table}\nCompiled by {compiler}; bytes, and millions of instructions.\n"
    );
    if !missed.is_empty() {
        let _ = write!(page, "\n## What is aimed at and not reached\n\n{missed}");
    }
    page.push_str(DEFINITIONS);
    let _ = write!(page, "\n## Where the bytes are\n\n{}", whereabouts(measured, false));
    page.push_str("\n## What each image printed\n\n```text\n");
    for one in measured {
        let record = &one.record;
        let _ = writeln!(page, "{} {} {}+{}", record.profile, record.target, record.rx, record.tx);
        for line in one.printed.lines() {
            let _ = writeln!(page, "    {line}");
        }
    }
    page.push_str("```\n");
    page
}

/// Where the bytes of each profile are, for the first image of each; with `symbols`, its largest
/// functions too.
pub(super) fn whereabouts(measured: &[Measured], symbols: bool) -> String {
    let mut text = String::new();
    let mut seen = BTreeSet::new();
    for one in measured {
        if seen.insert(&one.record.profile) {
            let _ = write!(
                text,
                "{}### {}\n\n{}",
                if seen.len() > 1 { "\n" } else { "" },
                one.record.profile,
                owners(one)
            );
            if symbols {
                let _ = writeln!(text, "\n code frame function");
                one.image.largest().for_each(|(size, frame, name)| {
                    let _ = writeln!(text, "{size:>5} {frame:>5} {name}");
                });
            }
        }
    }
    text
}

/// Bytes by crate and module.
fn owners(one: &Measured) -> String {
    let mut owners: Vec<(&str, u64)> =
        one.image.owners.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    owners.retain(|(name, _)| !is_outside(name) && *name != NAMELESS);
    let named: u64 = owners.iter().map(|(_, bytes)| bytes).sum();
    owners.push((NAMELESS, one.record.flash.saturating_sub(named)));
    owners.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    let mut rows = vec![["crate and module".to_owned(), "bytes".to_owned()]];
    rows.extend(owners.iter().map(|(name, bytes)| [(*name).to_owned(), grouped(*bytes)]));
    rows.push(["**flash**".to_owned(), format!("**{}**", grouped(one.record.flash))]);
    let constants = grouped(one.image.constants);
    format!(
        "{}\nBy subtraction {}; of the image, {constants} are constants.\n",
        aligned(&rows),
        grouped(one.subtracted)
    )
}
