//! Random inputs through motetls, RustCrypto and OpenSSL: whatever the input, all say the same.
//!
//! | module | what is compared |
//! |---|---|
//! | [`hashes`] | hashes and what SHAKE extends them to |
//! | [`keyed`] | HMAC, CMAC, GMAC, key derivation, HMAC_DRBG |
//! | [`blocks`] | AES in all its forms, its modes, key wrap |
//! | [`aeads`] | GCM, CCM, ChaCha20-Poly1305 |
//! | [`curves`] | curves: keys, secrets, signatures |
//! | [`rsa`] | RSA signatures and encryption |
//! | [`groups`] | Diffie-Hellman modulo a prime, X25519, Ed25519 |
//! | [`random`] | the inputs: the same in every run with the same seed |
//! | [`record`] | how far each primitive is; the page that says so |
//! | [`work`] | which primitive is compared next |

mod aeads;
mod blocks;
mod curves;
mod groups;
mod hashes;
mod keyed;
mod random;
mod record;
mod rsa;
mod work;

use anyhow::{Result, ensure};
use random::{Keys, Seeded};
use record::Record;
use std::time::Duration;

const HELP: &str = "\
differential COUNT      compare COUNT random inputs of every primitive, the cheapest ones first
    --seconds N         end after so long
    --seed N            other inputs
    --threads N         work on so many primitives at once
    --only TEXT         only primitives with TEXT in their names
    --name NAME         only this primitive
    --record FILE       go on where the table there ends, and bring it up to date
    --again             begin anew all the same
";

/// One primitive.
struct Case {
    name: &'static str,
    /// The implementations asked beside motetls.
    peers: &'static str,
    /// Draws an input and compares; whether all agree.
    same: fn(&mut Seeded, &mut Keys) -> Result<bool>,
}

fn main() -> Result<()> {
    let mut arguments = pico_args::Arguments::from_env();
    let seed = arguments.opt_value_from_str("--seed")?.unwrap_or(1);
    let seconds: Option<u64> = arguments.opt_value_from_str("--seconds")?;
    let threads: usize = arguments.opt_value_from_str("--threads")?.unwrap_or(1);
    let only: String = arguments.opt_value_from_str("--only")?.unwrap_or_default();
    let name: Option<String> = arguments.opt_value_from_str("--name")?;
    let path: Option<String> = arguments.opt_value_from_str("--record")?;
    let again = arguments.contains("--again");
    let Some(count) = arguments.opt_free_from_str::<u64>()? else {
        print!("{HELP}");
        return Ok(());
    };
    let cases: Vec<&Case> = cases().collect();
    let record = Record::new(&cases, path.map(Into::into), seed, count)?;
    let requested =
        |case: &Case| name.as_ref().map_or(case.name.contains(&only), |name| case.name == name);
    let limit = seconds.map_or(Duration::MAX, Duration::from_secs);
    let differences = work::run(&cases, record, requested, again, limit, threads)?;
    ensure!(differences == 0, "{differences} inputs on which implementations differ");
    Ok(())
}

/// Every primitive.
fn cases() -> impl Iterator<Item = &'static Case> {
    let symmetric =
        [hashes::CASES, keyed::CASES, blocks::BLOCKS, blocks::MODES, blocks::OTHERS, aeads::CASES];
    symmetric.into_iter().chain([groups::CASES, rsa::CASES, curves::CASES]).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_hundred_inputs_agree() {
        for case in cases() {
            let mut keys = Keys::new(7);
            let end = std::time::Instant::now() + Duration::from_secs(2);
            for index in 0..300 {
                assert!(
                    (case.same)(&mut Seeded::new(7, index), keys.of(index)).unwrap(),
                    "{} {index}",
                    case.name
                );
                if std::time::Instant::now() > end {
                    break;
                }
            }
        }
    }

    #[test]
    fn names_are_distinct() {
        let mut names: Vec<&str> = cases().map(|case| case.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
