//! Tells the program the version of the crate that carries BoringSSL, which has none of its own.

fn main() {
    let lock = std::fs::read_to_string("../Cargo.lock").unwrap_or_default();
    let mut lines = lock.lines().skip_while(|line| *line != "name = \"boring\"");
    let version = lines.nth(1).and_then(|line| line.split('"').nth(1)).unwrap_or("?");
    println!("cargo::rustc-env=BORING_VERSION={version}");
    println!("cargo::rerun-if-changed=../Cargo.lock");
}
