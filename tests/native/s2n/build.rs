//! Compiles the server.

fn main() {
    let include = std::env::var("DEP_S2N_TLS_INCLUDE").unwrap_or_default();
    let lock = std::fs::read_to_string("../Cargo.lock").unwrap_or_default();
    let mut lines = lock.lines().skip_while(|line| *line != "name = \"s2n-tls-sys\"");
    let version = lines.nth(1).and_then(|line| line.split('"').nth(1)).unwrap_or("?");
    cc::Build::new()
        .include(include)
        .include("../../peers/servers")
        .define("main", "server_main")
        .define("S2N_VERSION", Some(format!("\"{version}\"").as_str()))
        .file("src/s2n.c")
        .compile("s2n_server");
    println!("cargo::rerun-if-changed=src/s2n.c");
    println!("cargo::rerun-if-changed=../../peers/servers/lanes.h");
}
