//! The referee on Cortex-M: an image is run in the emulator unicorn on differing secrets.

use super::Row;
use crate::machine::Board;
use crate::toolchain::Toolchain;
use addr2line::gimli::{EndianSlice, LittleEndian};
use anyhow::{Context, Result, ensure};
use object::{Object, ObjectSection};
use rustc_demangle::demangle;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The emulator's version. 2.1.4 computes wrongly when accesses to memory are watched, which the
/// referee would notice.
const UNICORN: &str = "2.1.3";

/// What was found about one operation on one core.
#[derive(Deserialize, Serialize)]
pub(super) struct Trace {
    #[serde(skip_serializing)]
    name: String,
    /// How many secrets were compared.
    pub(super) secrets: usize,
    /// What was executed with each of them.
    pub(super) blocks: u64,
    pub(super) instructions: u64,
    pub(super) accesses: u64,
    #[serde(skip_serializing)]
    difference: Option<Difference>,
    /// Where traces part.
    #[serde(default)]
    pub(super) place: Option<String>,
    /// Instructions that may end early on this core.
    pub(super) variable: BTreeMap<String, Executed>,
}

/// Executions of an instruction.
#[derive(Deserialize, Serialize)]
pub(super) struct Executed {
    /// All of them.
    pub(super) all: u64,
    /// Those of places where operands differed with the secret.
    pub(super) secret: u64,
    /// The first of these places, as an address and in words.
    #[serde(skip_serializing)]
    place: Option<u64>,
    #[serde(default)]
    pub(super) line: Option<String>,
}

#[derive(Deserialize)]
struct Difference {
    kind: String,
    block: u64,
    then: [u64; 2],
}

/// Builds the image for `board`, runs it and yields what was found, in the order of the rows.
pub(super) fn run(
    root: &Path,
    referee: &Path,
    unicorn: &Path,
    board: &'static Board,
    only: &str,
) -> Result<Vec<Trace>> {
    let image = build(root, board)?;
    let core = if board.core == "Cortex-M3" { "m3" } else { "m4" };
    let mut command = Command::new(referee);
    command.arg("trace").arg("--image").arg(&image).arg("--unicorn").arg(unicorn);
    let mut traces: Vec<Trace> = super::lines(command.args(["--core", core, "--only", only]))?;
    let places = Places::read(&image)?;
    for trace in &mut traces {
        trace.place =
            trace.difference.as_ref().map(|difference| places.describe(difference)).transpose()?;
        for executed in trace.variable.values_mut() {
            executed.line = executed.place.map(|place| places.name(place)).transpose()?;
        }
    }
    Ok(traces)
}

/// Notes in each row what was found on `target`.
pub(super) fn note(rows: &mut [Row], target: &'static str, traces: Vec<Trace>) -> Result<()> {
    for (row, trace) in rows.iter_mut().zip(traces) {
        ensure!(row.operation.name == trace.name, "the image has other operations");
        row.traces.insert(target, trace);
    }
    Ok(())
}

fn build(root: &Path, board: &Board) -> Result<PathBuf> {
    let folder = super::target_folder(root);
    let mut command = Toolchain::find(board.target)?.cargo("build", board.target);
    command
        .args(["--quiet", "--release", "--locked", "--package", "image", "--target-dir"])
        .arg(&folder);
    ensure!(
        command.current_dir(root.join("ct")).status()?.success(),
        "the image does not build for {}",
        board.target
    );
    Ok(folder.join(board.target).join("release/image"))
}

/// The emulator's library, from its Python package; fetched once.
pub(super) fn unicorn(root: &Path) -> Result<PathBuf> {
    let folder = super::target_folder(root).join(format!("unicorn-{UNICORN}"));
    let library = folder.join("unicorn/lib/libunicorn.so.2");
    if !library.is_file() {
        let mut command = Command::new("python3");
        command.args(["-m", "pip", "install", "--quiet", "--no-deps", "--target"]).arg(&folder);
        command.arg(format!("unicorn=={UNICORN}")).env("PIP_ROOT_USER_ACTION", "ignore");
        let status = command
            .status()
            .context("cannot start python3. Install it:\n  apt-get install python3-pip")?;
        ensure!(
            status.success() && library.is_file(),
            "pip cannot fetch unicorn {UNICORN}; if it is missing:\n  apt-get install python3-pip"
        );
    }
    Ok(library)
}

/// Names and lines of an image.
struct Places {
    bytes: Vec<u8>,
}

impl Places {
    fn read(image: &Path) -> Result<Self> {
        Ok(Places { bytes: fs::read(image)? })
    }

    /// A sentence about where traces part.
    fn describe(&self, difference: &Difference) -> Result<String> {
        let [first, second] = difference.then;
        let block = self.name(difference.block)?;
        if difference.kind == "branch" {
            return Ok(format!(
                "branch at the end of the block at {block}: to {} or {}",
                self.name(first)?,
                self.name(second)?
            ));
        }
        Ok(format!("{} in the block at {block}: of {first:#x} or {second:#x}", difference.kind))
    }

    /// Function and line of an address.
    fn name(&self, address: u64) -> Result<String> {
        let file = object::File::parse(&*self.bytes)?;
        let dwarf = addr2line::gimli::Dwarf::load(|section| -> Result<_> {
            let data =
                file.section_by_name(section.name()).map(|section| section.data()).transpose()?;
            Ok(EndianSlice::new(data.unwrap_or(&[]), LittleEndian))
        })?;
        let lines = addr2line::Context::from_dwarf(dwarf)?;
        let mut name = format!("{address:#x}");
        if let Some(frame) = lines.find_frames(address).skip_all_loads()?.next()? {
            if let Some(function) = &frame.function {
                name += &format!(" {:#}", demangle(&function.raw_name()?));
            }
            if let Some(location) = frame.location {
                let file = location.file.unwrap_or("?");
                let file = file
                    .find("crates/")
                    .or_else(|| file.find("ct/"))
                    .map_or(file, |at| &file[at..]);
                name += &format!(" ({file}:{})", location.line.unwrap_or(0));
            }
        }
        Ok(name)
    }
}
