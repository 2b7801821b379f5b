//! `cargo xtask network`: TLS over the TCP/IP stacks of devices.
//!
//! The images of `firmware/network` run on an emulated board with Ethernet, in a network that QEMU
//! makes, against `openssl s_server` on loopback. Each ends with code 0 when the server's answer
//! was right.

use crate::{firmware, machine, toolchain};
use anyhow::{Context, Result};
use motetls_peers::Server;
use std::path::Path;
use std::time::Duration;

/// An image for each stack.
const IMAGES: &[&str] = &["tls_smoltcp", "tls_embassy_net"];
/// The board they are built for.
const TARGET: &str = "thumbv7em";
/// How long one may take.
const LIMIT: Duration = Duration::from_secs(60);
/// The server: a pre-shared key with (EC)DHE, every line comes back reversed.
const SERVER: &[&str] = &[
    "-tls1_3",
    "-nocert",
    "-rev",
    "-psk_identity",
    "mote-1",
    "-psk",
    "7369787465656e20627974652070736b",
    "-ciphersuites",
    "TLS_AES_128_CCM_8_SHA256",
];

/// Builds and runs them all.
pub(crate) fn run(root: &Path) -> Result<()> {
    toolchain::require(machine::PROGRAMS)?;
    toolchain::require(&[("openssl", "openssl")])?;
    let board = machine::board(TARGET)?;
    let compiler = toolchain::Toolchain::find(board.target)?;
    let folder = firmware::build_all(root, &compiler, board, IMAGES, &[])?;
    for image in IMAGES {
        let server = Server::openssl(SERVER)?;
        let port = server.address().port();
        // The address is `SERVER` and `PORT` of firmware/network/src/lib.rs.
        let network = format!("user,guestfwd=tcp:10.0.2.100:8883-tcp:127.0.0.1:{port}");
        let run = machine::run_with(board, &folder.join(image), &["-nic", &network], LIMIT)?;
        let told = || format!("{image}: {}", server.output());
        run.success().with_context(told)?;
        println!("{image} got its answer");
    }
    Ok(())
}
