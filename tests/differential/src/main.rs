//! Random inputs through motetls, RustCrypto and OpenSSL: whatever the input, all say the same.
//!
//! | module | what is compared |
//! |---|---|
//! | [`hashes`] | hashes, HMAC, HKDF, PBKDF2 |
//! | [`random`] | the inputs: the same in every run with the same seed |
//! | [`public_key`] | curves and RSA |
//! | [`symmetric`] | AES and its modes |

mod hashes;
mod public_key;
mod random;
mod symmetric;

use anyhow::{Result, ensure};
use random::Seeded;
use std::fmt::Write as _;
use std::io::{IsTerminal, Write as _};
use std::time::{Duration, Instant};

const HELP: &str = "\
differential COUNT      compare COUNT random inputs of every primitive
    --seconds N         at most so long for one primitive
    --seed N            other inputs
    --only TEXT         only primitives with TEXT in their names
    --record FILE       write the table there, too
";

/// One primitive.
struct Case {
    name: &'static str,
    /// Who was asked beside motetls.
    peers: &'static str,
    /// Draws an input and compares; whether all said the same.
    same: fn(&mut Seeded) -> Result<bool>,
}

fn main() -> Result<()> {
    let mut arguments = pico_args::Arguments::from_env();
    let seed = arguments.opt_value_from_str("--seed")?.unwrap_or(1);
    let seconds: u64 = arguments.opt_value_from_str("--seconds")?.unwrap_or(u64::MAX);
    let only: String = arguments.opt_value_from_str("--only")?.unwrap_or_default();
    let record: Option<String> = arguments.opt_value_from_str("--record")?;
    let Some(count) = arguments.opt_free_from_str::<u64>()? else {
        print!("{HELP}");
        return Ok(());
    };
    let mut table = "| primitive | against | inputs | differences | s |\n|---|---|--:|--:|--:|\n".to_owned();
    println!("seed {seed}");
    let mut all = 0;
    for case in [hashes::CASES, symmetric::CASES, public_key::CASES].into_iter().flatten() {
        if !case.name.contains(&only) {
            continue;
        }
        let begin = Instant::now();
        let (done, differences) = case.run(seed, count, Duration::from_secs(seconds))?;
        let line =
            format!("| {} | {} | {done} | {differences} | {} |", case.name, case.peers, begin.elapsed().as_secs());
        println!("{line}");
        let _ = writeln!(table, "{line}");
        all += differences;
    }
    if let Some(path) = record {
        std::fs::write(path, page(seed, count, &table))?;
    }
    ensure!(all == 0, "{all} inputs on which somebody differs");
    Ok(())
}

impl Case {
    /// Compares `count` inputs, or as many as `limit` allows: how many, and how often somebody differed.
    fn run(&self, seed: u64, count: u64, limit: Duration) -> Result<(u64, u64)> {
        let begin = Instant::now();
        let (mut done, mut differences) = (0, 0);
        while done < count && begin.elapsed() < limit {
            if !(self.same)(&mut Seeded::new(seed, done))? {
                differences += 1;
                eprintln!("{}: input {done} of seed {seed} differs", self.name);
            }
            done += 1;
            if done % 1000 == 0 && std::io::stderr().is_terminal() {
                eprint!("\r{} {done} \r", self.name);
                std::io::stderr().flush()?;
            }
        }
        Ok((done, differences))
    }
}

/// The page of the documentation.
fn page(seed: u64, count: u64, table: &str) -> String {
    format!(
        "# Random inputs, compared\n\nMade by `cargo run --release -- {count} --seed {seed} --record ../../docs/differential.md` \
         in `tests/differential`, with a limit of time\nfor each primitive. Keys, lengths, texts and alterations are \
         random; every input goes through motetls and through the\npeers named, and all that can be compared is: what \
         is written and whether what others wrote, whole or altered, is accepted.\nOpenSSL: {}.\n\n{table}",
        openssl::version::version()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_hundred_inputs_agree() {
        for case in [hashes::CASES, symmetric::CASES, public_key::CASES].into_iter().flatten() {
            let (done, differences) = case.run(7, 300, Duration::from_secs(3)).unwrap();
            assert!(done > 0 && differences == 0, "{}", case.name);
        }
    }
}
