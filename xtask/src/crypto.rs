//! `cargo xtask crypto`: what a primitive costs, measured.
//!
//! Every binary of `firmware/crypto` is an image of one primitive, or of one set of them. Each is
//! built, weighed against the empty one and run on an emulated board; the figures are held against
//! budgets and targets.
//!
//! | module | purpose |
//! |---|---|
//! | [`report`] | the tables, for people and for programs |
//! | [`rows`] | the files beside the images: order, budgets, targets, figures of others |
//! | [`steps`] | what an image prints |

mod report;
mod rows;
mod steps;

use crate::firmware;
use crate::image::Image;
use crate::machine::{self, BOARDS, Board};
use crate::toolchain::{self, Toolchain};
use anyhow::{Context, Result, ensure};
use rows::Rows;
use serde::Serialize;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use steps::Step;

/// The image everything is weighed against.
const EMPTY: &str = "empty";
/// The crate of `memcpy` and its kin, which every program has.
const MEMORY: &str = "libc";
/// The optimization level of the images unless told otherwise.
const OPT: &str = "z";
/// Longest time an image may take.
const LIMIT: Duration = Duration::from_secs(600);

/// What narrows a measurement; nothing means everything.
#[derive(Default)]
pub(crate) struct Options {
    /// Only these images.
    pub(crate) names: Vec<String>,
    /// One target.
    pub(crate) target: Option<String>,
    /// Another optimization level.
    pub(crate) opt: Option<String>,
    /// Lists the largest functions too.
    pub(crate) symbols: bool,
    /// Only JSON on standard output.
    pub(crate) json: bool,
    /// Fails when a budget is exceeded; writes nothing.
    pub(crate) check: bool,
    /// Only some images: those with a target, and the first of each group.
    pub(crate) sample: bool,
}

/// One image on one core. Bytes and instructions.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Record {
    image: String,
    /// The first line of the image's documentation.
    title: String,
    target: String,
    opt: String,
    /// What the primitive brings, see [`report`].
    flash: u64,
    /// The whole image less the empty one: its own calls and test data included.
    subtracted: i64,
    steps: Vec<Step>,
    #[serde(skip)]
    largest: Vec<(u64, u64, String)>,
    /// Functions that no image may hold.
    #[serde(skip)]
    panics: Vec<String>,
}

/// Measures, prints, and fails when an image fails or, on a check, when a budget is exceeded.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    toolchain::require(machine::PROGRAMS)?;
    let folder = root.join("firmware/crypto");
    let mut rows = Rows::read(&folder)?;
    let mut names = select(&folder, options)?;
    if options.sample {
        let sample = rows.sample();
        names.retain(|name| sample.contains(&name.as_str()));
    }
    for name in names.clone() {
        // What a difference is taken from is measured, too.
        names.extend(rows.over(&name).map(String::from).filter(|below| !names.contains(below)));
    }
    rows.narrow(&options.names);
    let opt = options.opt.as_deref().unwrap_or(OPT);
    let (mut records, mut faults, mut version) = (Vec::new(), Vec::new(), String::new());
    for board in BOARDS {
        if options
            .target
            .as_deref()
            .is_some_and(|target| machine::board(target).map_or(true, |b| b.target != board.target))
        {
            continue;
        }
        let toolchain = Toolchain::find(board.target)?;
        version = toolchain.version();
        let fitting: Vec<&str> =
            names.iter().map(String::as_str).filter(|name| rows.fits(name, board)).collect();
        eprintln!("{} images for {}", fitting.len(), board.core);
        measure(root, &toolchain, board, &fitting, opt, &mut records, &mut faults)?;
    }
    ensure!(!records.is_empty() || !faults.is_empty(), "no image was measured");
    rows.subtract(&mut records);
    if opt == OPT {
        faults.extend(records.iter().flat_map(|record| rows.exceeded(record)));
        if options.names.is_empty() {
            faults.extend(rows.unexplained(&records, options.target.is_some()));
        }
    }
    let (table, json) = (report::table(&rows, &records), report::json(&records)?);
    if options.json {
        print!("{json}");
    } else {
        print!("{table}\n{}", report::targets(&rows, &records));
        if options.symbols {
            print!("\n{}", report::symbols(&records));
        }
    }
    if options.names.is_empty()
        && !options.sample
        && options.target.is_none()
        && options.opt.is_none()
        && !options.check
    {
        fs::create_dir_all(root.join("docs"))?;
        fs::write(root.join("docs/crypto.json"), json)?;
        fs::write(root.join("docs/crypto.md"), report::page(&rows, &records, &table, &version))?;
    }
    ensure!(faults.is_empty(), "{}", faults.join("\n       "));
    Ok(())
}

/// The images asked for, or all; never the empty one.
fn select(folder: &Path, options: &Options) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder.join("src/bin"))? {
        names.extend(entry?.path().file_stem().map(|stem| stem.to_string_lossy().into_owned()));
    }
    for requested in &options.names {
        ensure!(names.contains(requested), "firmware/crypto/src/bin has no {requested}");
    }
    names
        .retain(|name| name != EMPTY && (options.names.is_empty() || options.names.contains(name)));
    names.sort();
    Ok(names)
}

/// Builds, weighs and runs the images `names` on `board`, as many at a time as there are
/// processors.
fn measure(
    root: &Path,
    toolchain: &Toolchain,
    board: &Board,
    names: &[&str],
    opt: &str,
    records: &mut Vec<Record>,
    faults: &mut Vec<String>,
) -> Result<()> {
    let settings = [("CARGO_PROFILE_RELEASE_OPT_LEVEL", opt.to_owned())];
    let built =
        firmware::build_all(root, toolchain, board, &[&[EMPTY], names].concat(), &settings)?;
    let empty = Image::read(&built.join(EMPTY))?;
    let (next, results) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
            let result = one(root, board, &built, name, opt, &empty);
            if let Ok(mut results) = results.lock() {
                results.push((*name, result));
            }
        }
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(work))));
    let mut results = results.into_inner().unwrap_or_default();
    results.sort_by_key(|(name, _)| *name);
    for (name, result) in results {
        match result {
            Ok(record) => records.push(record),
            Err(error) => faults.push(format!("{name} on {}: {error:#}", board.core)),
        }
    }
    Ok(())
}

/// Weighs and runs one image.
fn one(
    root: &Path,
    board: &Board,
    built: &Path,
    name: &str,
    opt: &str,
    empty: &Image,
) -> Result<Record> {
    let image = Image::read(&built.join(name))?;
    let steps = steps::parse(&machine::run(board, &built.join(name), None, LIMIT)?.success()?)?;
    // The names of the steps are constants without a name.
    let words: usize = steps.iter().map(|step| step.name.len()).sum();
    let memory = |image: &Image| image.owners.get(MEMORY).copied().unwrap_or(0);
    let weight = |image: &Image| (image.library() + image.nameless() - memory(image)) as i64;
    let flash = weight(&image) - weight(empty) - words as i64;
    let panics = firmware::NEVER
        .iter()
        .flat_map(|part| image.functions.iter().find(|name| name.contains(part)));
    Ok(Record {
        image: name.to_owned(),
        title: title(root, name)?,
        target: board.target.to_owned(),
        opt: opt.to_owned(),
        flash: flash.max(0) as u64,
        subtracted: image.whole as i64 - empty.whole as i64,
        steps,
        panics: panics.cloned().collect(),
        largest: image.largest().cloned().collect(),
    })
}

/// The first line of an image's documentation.
fn title(root: &Path, name: &str) -> Result<String> {
    let path = root.join("firmware/crypto/src/bin").join(name).with_extension("rs");
    let text = fs::read_to_string(&path)?;
    let line = text.lines().next().and_then(|line| line.strip_prefix("//! "));
    Ok(line
        .with_context(|| format!("{} does not begin with a title", path.display()))?
        .trim_end_matches('.')
        .to_owned())
}
