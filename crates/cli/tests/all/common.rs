//! Runs the command line, and the servers it connects to.

use std::io::Write;
use std::process::{ChildStdin, Command, Output, Stdio};

use motetls_peers::{Issued, Pki, Recipe, Server};

/// The name of the server.
pub(crate) const NAME: &str = "server.example";

/// A root, a server below it, and the server's file of further certificates.
pub(crate) struct House {
    pub(crate) pki: Pki,
    pub(crate) root: Issued,
    pub(crate) leaf: Issued,
}

impl House {
    pub(crate) fn new() -> Self {
        House::with(&Recipe::server(NAME))
    }

    pub(crate) fn with(server: &Recipe) -> Self {
        let pki = Pki::new().unwrap();
        let root = pki.issue(&Recipe::authority("Root"), None).unwrap();
        let leaf = pki.issue(server, Some(&root)).unwrap();
        House { pki, root, leaf }
    }

    pub(crate) fn server(&self, arguments: &[&str]) -> Server {
        Server::certified(&self.leaf, None, arguments).unwrap()
    }

    pub(crate) fn cafile(&self) -> String {
        self.root.certificate.display().to_string()
    }
}

/// What a run of the command came to.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs `motetls` with this standard input, which ends behind it.
pub(crate) fn motetls(arguments: &[&str], input: &[u8]) -> Run {
    run(arguments, input, drop)
}

/// Runs `motetls` with this standard input, which stays open until the command ends by itself.
pub(crate) fn motetls_held_open(arguments: &[&str], input: &[u8]) -> Run {
    run(arguments, input, std::mem::forget)
}

fn run(arguments: &[&str], input: &[u8], end: fn(ChildStdin)) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_motetls"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // In a thread of its own: the command may answer before it has taken everything in, and may end
    // before too.
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
        end(stdin);
    });
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: status.code().unwrap(), stdout: text(stdout), stderr: text(stderr) }
}

/// `motetls connect` to a server under its name, trusting the house's root, with further arguments.
pub(crate) fn connect(house: &House, server: &Server, more: &[&str], input: &[u8]) -> Run {
    let (address, cafile) = (server.address().to_string(), house.cafile());
    let mut arguments = vec!["connect", &address, "--cafile", &cafile];
    if !more.contains(&"--servername") {
        arguments.extend(["--servername", NAME]);
    }
    arguments.extend(more);
    motetls(&arguments, input)
}
