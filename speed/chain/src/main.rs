//! Verification of a chain beside rustls-webpki on this host: `cd speed && cargo run --release -p speed-chain`.
//!
//! A leaf and two intermediates below a trusted root, ECDSA on P-256: three signatures, one host name. Both sides check
//! signatures with the same code of ours; then with code that takes every signature, which leaves what is not
//! cryptography but one SHA-256 of each certificate. They take turns, and each figure is the median of processor times.

mod chain;
mod ours;
mod theirs;

use chain::Sample;
use std::hint::black_box;

/// Turns each side gets.
const TURNS: usize = 21;
/// How long a turn takes, about: nanoseconds.
const TURN: u64 = 40_000_000;

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
        while side.turn() * f64::from(side.calls) < TURN as f64 {
            side.calls *= 2;
        }
        side
    }

    /// Nanoseconds of a call.
    fn turn(&self) -> f64 {
        let begin = processor_time();
        (0..self.calls).for_each(|_| black_box(&self.work)());
        (processor_time() - begin) as f64 / f64::from(self.calls)
    }
}

/// Nanoseconds this thread was on a processor.
fn processor_time() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    text.split(' ').next().and_then(|field| field.parse().ok()).expect("a number")
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn compare(title: &str, mut sides: Vec<Side<'_>>) {
    for _ in 0..TURNS {
        for side in &mut sides {
            side.times.push(side.turn());
        }
    }
    let theirs = sides.last().expect("a side").times.clone();
    for side in &sides {
        let ratio = median(theirs.iter().zip(&side.times).map(|(theirs, own)| theirs / own).collect());
        println!("| {title} | {} | {:.2} | {ratio:.2} |", side.name, median(side.times.clone()) / 1000.0);
    }
}

fn main() {
    let sample = Sample::new();
    let (certificates, webpki) = (sample.certificates(), theirs::Prepared::new(&sample));
    println!("| signatures | verifier | microseconds | times as fast as rustls-webpki |\n|---|---|--:|--:|");
    compare(
        "ours, P-256",
        vec![
            Side::new("`Chain` of a device", || ours::device::<ours::Real>(&sample, &certificates)),
            Side::new("`Chain` with all rules and algorithms", || ours::host(&sample, &certificates)),
            Side::new("`path::Builder` with them", || ours::search(&sample, &certificates)),
            Side::new("rustls-webpki", || webpki.verify(&theirs::Real)),
        ],
    );
    compare(
        "taken unseen",
        vec![
            Side::new("`Chain` of a device", || ours::device::<ours::Free>(&sample, &certificates)),
            Side::new("`Chain` with all rules and algorithms", || ours::free_host(&sample, &certificates)),
            Side::new("`path::Builder` with them", || ours::free_search(&sample, &certificates)),
            Side::new("rustls-webpki", || webpki.verify(&theirs::Free)),
        ],
    );
}
