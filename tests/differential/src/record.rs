//! How far each primitive is, and the page of the documentation that says so and from which the
//! next run goes on.

use crate::Case;
use anyhow::Result;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

/// How far a primitive is.
#[derive(Clone, Copy, Default)]
pub(crate) struct Progress {
    /// Inputs compared: all up to this number.
    pub(crate) inputs: u64,
    /// Those on which implementations differed.
    pub(crate) differences: u64,
    /// The time that took.
    pub(crate) time: Duration,
}

/// All primitives.
pub(crate) struct Record {
    pub(crate) seed: u64,
    /// Inputs requested.
    pub(crate) count: u64,
    /// In the order of the cases.
    pub(crate) rows: Vec<Progress>,
    path: Option<PathBuf>,
}

impl Record {
    /// Goes on after the page at `path`, if there is one with this seed.
    pub(crate) fn new(
        cases: &[&Case],
        path: Option<PathBuf>,
        seed: u64,
        count: u64,
    ) -> Result<Self> {
        let page = match &path {
            Some(path) if path.exists() => std::fs::read_to_string(path)?,
            _ => String::new(),
        };
        let page = if page.contains(&seed_line(seed)) { page } else { String::new() };
        let rows = cases
            .iter()
            .map(|case| page.lines().find_map(|line| read(line, case)).unwrap_or_default())
            .collect();
        Ok(Record { seed, count, rows, path })
    }

    /// Writes the page, if it has a place.
    pub(crate) fn save(&self, cases: &[&Case]) -> Result<()> {
        if let Some(path) = &self.path {
            std::fs::write(path, self.page(cases))?;
        }
        Ok(())
    }

    fn page(&self, cases: &[&Case]) -> String {
        let mut page = format!(
            "# Random inputs, compared\n\n\
             Made by `cargo run --release -- {} --record ../../docs/differential.md` in `tests/differential`, in several runs, each\n\
             of which goes on where the one before ended: inputs are numbered, and all up to the number in the table were\n\
             compared. A primitive that was changed begins anew (`--again --name NAME`).\n\n\
             Keys, lengths, texts and alterations are random; every input goes through motetls and through the peers named, and\n\
             all that can be compared is: what is written, and whether what others wrote, whole or altered, is accepted. With\n\
             public keys an input is one operation, drawn at random: a public key, a shared secret, a signature, a check, a\n\
             check of something altered; the long-lived keys change every 256 inputs. The aim is a million inputs of each\n\
             primitive. Costly ones do not reach it: the last column tells how long one input takes, peers included.\n\n\
             {}. {}.\n\n",
            self.count,
            seed_line(self.seed),
            openssl::version::version(),
        );
        page += "| primitive | against | inputs | differences | s | µs for one |\n|---|---|--:|--:|--:|--:|\n";
        for (case, row) in cases.iter().zip(&self.rows) {
            let _ = writeln!(page, "{}", line(case, row));
        }
        page
    }
}

fn seed_line(seed: u64) -> String {
    format!("Seed {seed}")
}

/// A row of the table.
pub(crate) fn line(case: &Case, row: &Progress) -> String {
    let each = row.time.as_micros() / u128::from(row.inputs.max(1));
    let (inputs, differences, seconds) = (row.inputs, row.differences, row.time.as_secs());
    format!("| {} | {} | {inputs} | {differences} | {seconds} | {each} |", case.name, case.peers)
}

/// Reads a row of the table, if it is that of `case`.
fn read(line: &str, case: &Case) -> Option<Progress> {
    let mut cells = line.split('|').map(str::trim).skip(1);
    if cells.next()? != case.name || cells.next()? != case.peers {
        return None;
    }
    let mut number = || cells.next()?.parse().ok();
    Some(Progress {
        inputs: number()?,
        differences: number()?,
        time: Duration::from_secs(number()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_gone_on_with() {
        let cases: Vec<&Case> = crate::cases().collect();
        let path = std::env::temp_dir().join(format!("differential-{}.md", std::process::id()));
        let mut record = Record::new(&cases, Some(path.clone()), 3, 10).unwrap();
        record.rows[1] = Progress { inputs: 17, differences: 1, time: Duration::from_secs(4) };
        record.save(&cases).unwrap();
        let same = Record::new(&cases, Some(path.clone()), 3, 10).unwrap();
        assert_eq!(
            (same.rows[1].inputs, same.rows[1].differences, same.rows[1].time.as_secs()),
            (17, 1, 4)
        );
        assert_eq!(Record::new(&cases, Some(path.clone()), 4, 10).unwrap().rows[1].inputs, 0);
        std::fs::remove_file(path).unwrap();
    }
}
