//! Verification of a chain beside rustls-webpki on this host:
//! `cd speed && cargo run --release -p speed-chain`.
//!
//! A leaf and two intermediates below a trusted root, ECDSA on P-256: three signatures, one host
//! name. Both sides check signatures with the same code of ours; then with code that takes every
//! signature, which leaves what is not cryptography but one SHA-256 of each certificate. They take
//! short turns; each figure is the turn that a tenth of all undercut, which a busy machine disturbs
//! least.

mod chain;
mod ours;
mod theirs;

use chain::Sample;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Turns each side gets.
const TURNS: usize = 2000;
/// How long a turn takes, about.
const TURN: Duration = Duration::from_micros(300);

/// A side of the comparison.
struct Side<'a> {
    name: &'a str,
    work: Box<dyn Fn() + 'a>,
    calls: u32,
    times: Vec<f64>,
}

impl<'a> Side<'a> {
    fn new(name: &'a str, work: impl Fn() + 'a) -> Self {
        let mut side = Side { name, work: Box::new(work), calls: 1, times: Vec::new() };
        while side.turn() * f64::from(side.calls) < TURN.as_nanos() as f64 {
            side.calls *= 2;
        }
        side
    }

    /// Nanoseconds of a call.
    fn turn(&self) -> f64 {
        let begin = Instant::now();
        (0..self.calls).for_each(|_| black_box(&self.work)());
        begin.elapsed().as_nanos() as f64 / f64::from(self.calls)
    }
}

/// The value that a tenth of all undercut.
fn best(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 10]
}

fn compare(title: &str, mut sides: Vec<Side<'_>>) {
    for _ in 0..TURNS {
        for side in &mut sides {
            side.times.push(side.turn());
        }
    }
    let theirs = best(sides.last().expect("a side").times.clone());
    for side in sides {
        let own = best(side.times);
        println!("| {title} | {} | {:.1} | {:.2} |", side.name, own / 1000.0, theirs / own);
    }
}

fn main() {
    let sample = Sample::new();
    let (certificates, webpki) = (sample.certificates(), theirs::Prepared::new(&sample));
    println!(
        "| signatures | verifier | microseconds | times as fast as rustls-webpki |\n|---|---|--:|--:|"
    );
    compare(
        "ours, P-256",
        vec![
            Side::new("`Chain` of a device", || ours::device::<ours::Real>(&sample, &certificates)),
            Side::new("`Chain` with all rules and algorithms", || {
                ours::host(&sample, &certificates)
            }),
            Side::new("`path::Builder` with them", || ours::search(&sample, &certificates)),
            Side::new("rustls-webpki", || webpki.verify(&theirs::Real)),
        ],
    );
    compare(
        "taken unseen",
        vec![
            Side::new("`Chain` of a device", || ours::device::<ours::Free>(&sample, &certificates)),
            Side::new("`Chain` with all rules and algorithms", || {
                ours::free_host(&sample, &certificates)
            }),
            Side::new("`path::Builder` with them", || ours::free_search(&sample, &certificates)),
            Side::new("rustls-webpki", || webpki.verify(&theirs::Free)),
        ],
    );
}
