//! The files beside the images: `budgets.toml` (order, budgets, targets) and `anchors.toml`
//! (figures of others).

use super::{Record, Step};
use crate::machine::{self, Board};
use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Both files.
#[derive(Default)]
pub(super) struct Rows {
    budgets: File,
    /// Figures of others.
    rivals: Rivals,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// In the order of the table.
    #[serde(default)]
    image: Vec<Budget>,
    #[serde(default)]
    target: Vec<Target>,
}

/// What one image may take at most, on Cortex-M3 unless it is built for another core only.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Budget {
    pub(super) name: String,
    /// The heading it stands under.
    pub(super) group: String,
    flash: u64,
    /// Instructions per byte, or instructions, by step.
    #[serde(default)]
    steps: BTreeMap<String, f64>,
    /// An image whose flash is subtracted: what this one adds to it.
    over: Option<String>,
    /// The only core it is built for: `M3` or `M4`.
    core: Option<String>,
    /// Why the image may hold a panic: a dependency's, which its own checks make unreachable.
    panics: Option<String>,
}

/// A figure that was aimed at.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Target {
    pub(super) image: String,
    /// The step, unless the figure is flash.
    pub(super) step: Option<String>,
    /// `M3` unless stated otherwise.
    core: Option<String>,
    pub(super) flash: Option<u64>,
    /// Instructions per byte, or instructions.
    pub(super) cost: Option<f64>,
    pub(super) stack: Option<u64>,
    /// Why it was missed.
    #[serde(default)]
    pub(super) reason: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rivals {
    #[serde(default)]
    rival: Vec<Rival>,
}

/// Another library at the same work.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rival {
    pub(super) image: String,
    pub(super) library: String,
    pub(super) flash: Option<u64>,
    #[serde(default)]
    pub(super) steps: BTreeMap<String, f64>,
}

/// One target and what was reached: what, aimed at, reached if it was measured.
pub(super) struct Aim<'a> {
    pub(super) target: &'a Target,
    pub(super) what: &'static str,
    pub(super) aimed: f64,
    pub(super) reached: Option<f64>,
}

impl Aim<'_> {
    /// Whether the target was reached; a figure is as good as the digits the target has.
    pub(super) fn is_hit(&self) -> bool {
        self.reached.is_some_and(|reached| reached <= self.aimed)
    }
}

impl Target {
    /// The core it is for.
    pub(super) fn core(&self) -> &str {
        self.core.as_deref().unwrap_or("M3")
    }
}

impl Rows {
    /// Reads both files in `folder`.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let text = |name: &str| {
            fs::read_to_string(folder.join(name)).with_context(|| format!("cannot read {name}"))
        };
        let budgets = toml::from_str(&text("budgets.toml")?).context("budgets.toml")?;
        Ok(Rows {
            budgets,
            rivals: toml::from_str(&text("anchors.toml")?).context("anchors.toml")?,
        })
    }

    /// Forgets the targets of other images than `names`, if there are any.
    pub(super) fn narrow(&mut self, names: &[String]) {
        self.budgets.target.retain(|target| names.is_empty() || names.contains(&target.image));
    }

    /// Whether an image is built for a board.
    pub(super) fn fits(&self, name: &str, board: &Board) -> bool {
        let core = self.budget(name).and_then(|budget| budget.core.as_deref());
        core.is_none_or(|core| board.core.ends_with(core))
    }

    fn budget(&self, name: &str) -> Option<&Budget> {
        self.budgets.image.iter().find(|budget| budget.name == name)
    }

    /// Some images that stand for the others: those with a target, and the first of each group.
    pub(super) fn sample(&self) -> Vec<&str> {
        let mut group = "";
        let mut sample: Vec<&str> =
            self.budgets.target.iter().map(|target| target.image.as_str()).collect();
        for budget in &self.budgets.image {
            if budget.group != group {
                sample.push(&budget.name);
            }
            group = &budget.group;
        }
        sample
    }

    /// The images in the order of the table with their headings; those without a budget last.
    pub(super) fn order<'a>(&'a self, records: &'a [Record]) -> Vec<(&'a str, &'a str)> {
        let mut order: Vec<(&str, &str)> = Vec::new();
        for budget in &self.budgets.image {
            if records.iter().any(|record| record.image == budget.name) {
                order.push((&budget.group, &budget.name));
            }
        }
        for record in records {
            if !order.iter().any(|(_, name)| *name == record.image) {
                order.push(("Without a budget yet", &record.image));
            }
        }
        order
    }

    /// The image whose flash was subtracted from that of `name`.
    pub(super) fn over(&self, name: &str) -> Option<&str> {
        self.budget(name)?.over.as_deref()
    }

    /// Turns the flash of images that stand for a difference into that difference.
    pub(super) fn subtract(&self, records: &mut [Record]) {
        let whole = records.to_vec();
        for record in records {
            let below = self.over(&record.image).and_then(|below| {
                whole.iter().find(|other| other.image == below && other.target == record.target)
            });
            record.flash -= below.map_or(0, |below| below.flash).min(record.flash);
        }
    }

    /// Other libraries at the work of an image.
    pub(super) fn rivals(&self, image: &str, library: &str) -> impl Iterator<Item = &Rival> {
        self.rivals
            .rival
            .iter()
            .filter(move |rival| rival.image == image && rival.library == library)
    }

    /// A sentence for each figure of `record` above its budget, for an image without one, and for a
    /// panic in it.
    pub(super) fn exceeded(&self, record: &Record) -> Vec<String> {
        let core = machine::board(&record.target).map_or("", |board| board.core);
        let name = format!("{} on {core}", record.image);
        let Some(budget) = self.budget(&record.image) else {
            return vec![format!("{name} has no budget in firmware/crypto/budgets.toml")];
        };
        let mut faults = Vec::new();
        if budget.panics.is_none() {
            faults.extend(record.panics.iter().map(|function| format!("{name} holds {function}")));
        }
        if !core.ends_with(budget.core.as_deref().unwrap_or("M3")) {
            return faults;
        }
        if record.flash > budget.flash {
            faults.push(format!("{name}: flash {} > budget {}", record.flash, budget.flash));
        }
        for (step, limit) in &budget.steps {
            match record.steps.iter().find(|known| known.name == *step).map(Step::cost) {
                Some(cost) if cost > *limit => {
                    faults.push(format!("{name}: {step} {cost} > budget {limit}"))
                }
                Some(_) => {}
                None => faults.push(format!("{name} has no step {step}")),
            }
        }
        faults
    }

    /// Every target with what was reached.
    pub(super) fn aims<'a>(&'a self, records: &[Record]) -> Vec<Aim<'a>> {
        let mut aims = Vec::new();
        for target in &self.budgets.target {
            let fits = |record: &&Record| {
                let core = machine::board(&record.target).map_or("", |board| board.core);
                record.image == target.image && core.ends_with(target.core())
            };
            let record = records.iter().find(fits);
            let step = record.and_then(|record| {
                record.steps.iter().find(|step| Some(&step.name) == target.step.as_ref())
            });
            let figures = [
                (
                    "flash",
                    target.flash.map(|flash| flash as f64),
                    record.map(|record| record.flash as f64),
                ),
                ("instructions", target.cost, step.map(Step::cost)),
                (
                    "stack",
                    target.stack.map(|stack| stack as f64),
                    step.map(|step| step.stack as f64),
                ),
            ];
            aims.extend(figures.into_iter().filter_map(|(what, aimed, reached)| {
                Some(Aim { target, what, aimed: aimed?, reached })
            }));
        }
        aims
    }

    /// A sentence for each target that was missed without a reason; `partly` when not every core
    /// was measured.
    pub(super) fn unexplained(&self, records: &[Record], partly: bool) -> Vec<String> {
        let aims = self.aims(records);
        let missed = aims.iter().filter(|aim| !aim.is_hit() && aim.target.reason.is_empty());
        let missed = missed.filter(|aim| !(partly && aim.reached.is_none()));
        missed
            .map(|aim| {
                format!(
                    "{}: the target of {} {} is missed and no reason is given",
                    aim.target.image, aim.aimed, aim.what
                )
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUDGETS: &str = r#"
        [[image]]
        name = "b"
        group = "One"
        flash = 100
        steps = { run = 10 }
        [[image]]
        name = "a"
        group = "Two"
        flash = 100
        over = "b"
        [[target]]
        image = "b"
        step = "run"
        flash = 90
        cost = 9.5
    "#;

    fn rows() -> Rows {
        Rows { budgets: toml::from_str(BUDGETS).unwrap(), rivals: Rivals::default() }
    }

    fn record(image: &str, flash: u64, cost: i64) -> Record {
        Record {
            image: image.into(),
            title: String::new(),
            target: "thumbv7m-none-eabi".into(),
            opt: "z".into(),
            flash,
            subtracted: 0,
            steps: vec![Step { name: "run".into(), per_byte: None, instructions: cost, stack: 1 }],
            largest: Vec::new(),
            panics: Vec::new(),
        }
    }

    #[test]
    fn budgets_hold_or_are_named() {
        let rows = rows();
        assert!(rows.exceeded(&record("b", 100, 10)).is_empty());
        assert!(rows.exceeded(&record("b", 101, 10)).concat().contains("flash 101 > budget 100"));
        assert!(rows.exceeded(&record("b", 100, 11)).concat().contains("run 11 > budget 10"));
        assert!(rows.exceeded(&record("c", 1, 1)).concat().contains("no budget"));
        let mut panicking = record("b", 1, 1);
        panicking.panics.push("core::panicking::panic".into());
        assert!(rows.exceeded(&panicking).concat().contains("holds core::panicking"));
    }

    #[test]
    fn rows_stand_in_order_and_differences_are_taken() {
        let rows = rows();
        let mut records = [record("a", 150, 1), record("b", 90, 1), record("c", 5, 1)];
        rows.subtract(&mut records);
        assert_eq!(records[0].flash, 60);
        let names: Vec<_> = rows.order(&records).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["b", "a", "c"]);
    }

    #[test]
    fn a_sample_holds_targets_and_each_group() {
        let mut rows = rows();
        rows.budgets.image[1].group = "One".into();
        assert_eq!(rows.sample(), ["b", "b"]);
        rows.budgets.image[1].group = "Two".into();
        assert_eq!(rows.sample(), ["b", "b", "a"]);
    }

    #[test]
    fn a_target_missed_needs_a_reason() {
        let rows = rows();
        assert!(rows.unexplained(&[record("b", 90, 9)], false).is_empty());
        assert_eq!(rows.unexplained(&[record("b", 91, 10)], false).len(), 2);
        assert_eq!(rows.unexplained(&[], false).len(), 2);
        assert!(rows.unexplained(&[], true).is_empty());
    }

    #[test]
    fn the_files_in_the_repository_are_well_formed() {
        Rows::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../firmware/crypto"))).unwrap();
    }
}
