//! Our primitives beside other libraries on this host: `cargo xtask speed`, which writes what this
//! prints to `docs/speed.md`. A pattern as argument measures only lines whose name holds it.

mod cases;
mod mbedtls;
mod measure;

use measure::{COLUMNS, Case, DIRECT, MBEDTLS, OURS, SLOT};

fn main() {
    let pattern = std::env::args().nth(1).unwrap_or_default();
    let kind = if cfg!(feature = "portable") {
        "portable, without AES instructions"
    } else {
        "in its default configuration"
    };
    println!("mbedTLS {} {kind}, on {}.", env!("MBEDTLS_VERSION"), processor());
    table("Hashes and ciphers, 16 KiB at a time, in MB/s", cases::symmetric(), &pattern);
    table("Public-key operations, in microseconds", cases::asymmetric(), &pattern);
}

/// The name of the processor.
fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("model name"));
    line.and_then(|line| line.split(": ").nth(1)).unwrap_or("a processor unknown").to_owned()
}

fn table(title: &str, cases: Vec<Case>, pattern: &str) {
    let mut cases: Vec<Case> =
        cases.into_iter().filter(|case| case.name.contains(pattern)).collect();
    if cases.is_empty() {
        return;
    }
    println!("\n### {title}\n");
    println!("| primitive | {} | ours : mbedTLS | slot : directly |", COLUMNS.join(" | "));
    println!("|---|{}--:|--:|", "--:|".repeat(COLUMNS.len()));
    for case in &mut cases {
        let times = case.run();
        let cells: Vec<String> = (0..COLUMNS.len())
            .map(|column| {
                times.median(column).map_or(String::new(), |time| figure(time, case.bytes))
            })
            .collect();
        let ratio = |a, b| times.ratio(a, b).map(|ratio| format!("{ratio:.2}")).unwrap_or_default();
        let (ours, slot) = (ratio(OURS, MBEDTLS), ratio(SLOT, DIRECT));
        println!("| {} | {} | {ours} | {slot} |", case.name, cells.join(" | "));
    }
}

/// Megabytes per second, or microseconds.
fn figure(nanoseconds: f64, bytes: Option<usize>) -> String {
    match bytes {
        Some(bytes) => format!("{:.0}", bytes as f64 * 1000.0 / nanoseconds),
        None => format!("{:.1}", nanoseconds / 1000.0),
    }
}
