//! Compiles the server, the same that is compiled against Debian's library.

fn main() {
    cc::Build::new()
        .include(std::env::var("DEP_WOLFSSL_INCLUDE").unwrap_or_default())
        .include("../../peers/servers")
        .define("main", "server_main")
        .file("../../peers/servers/wolfssl.c")
        .compile("wolfssl_server");
    println!("cargo::rerun-if-changed=../../peers/servers");
}
