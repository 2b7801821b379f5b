//! `motetls demo`: a verified connection with a real server on loopback, and the refusal of a wrong
//! name.

mod server;

use std::io::{Read, Write};

use motetls::num::AlertDescription;
use motetls::pki::pem;
use motetls::{CertError, Config, ErrorKind, ServerName};

use crate::anchors;
use crate::arguments::Demo;
use crate::failure::{Exit, Failure};
use crate::profiles::Verified;
use crate::recorder::Recorder;
use crate::report::{ConnectionReport, Memory};
use crate::session::{self, Buffers};
use crate::wire::Wire;
use server::{NAME, Server};

/// A name it does not bear.
const WRONG_NAME: &str = "another-broker.example";
/// What is sent; `openssl s_server -rev` answers with the line reversed.
const LINE: &str = "21.5 degrees at 4 dBm";
/// Bytes of the receive buffer.
const RX: usize = 2_048;
/// Bytes of the send buffer.
const TX: usize = 512;

/// Runs the command.
pub(crate) fn run(options: &Demo) -> Result<(), Failure> {
    if !server::is_possible() {
        return Err(Failure::local(
            "the demonstration needs the openssl command for its server: install it with \
             `apt-get install openssl`",
        ));
    }
    let server = Server::start(&["-rev", "-alpn", "mqtt"])?;
    println!(
        "openssl s_server listens on {} with a throw-away certificate for {NAME}.",
        server.address()
    );
    println!();
    accepted(options, &server)?;
    println!();
    refused(options, &server)
}

/// Connects under the server's name and exchanges a line.
fn accepted(options: &Demo, server: &Server) -> Result<(), Failure> {
    println!("1. A connection under its name, with {RX} + {TX} bytes of buffers:");
    let recorder = Recorder { draw: options.verbose, ..Recorder::default() };
    let certificates = root(server)?;
    let trusted = anchors::anchors(&certificates);
    let config = Config::<Verified> {
        server_name: Some(ServerName::from_static(NAME)),
        alpn: &[b"mqtt"],
        anchors: &trusted,
        now: Some(session::now()?),
        ..Config::new(&recorder)
    };
    let address = server.address();
    let mut wire = Wire::connect(&address.ip().to_string(), address.port())?;
    let mut buffers = Buffers::new(RX, TX);
    let mut stream = session::open(&mut wire, &mut buffers, &config)?;
    let (connection, wire) = stream.connection_and_transport();
    let Some(negotiated) = connection.negotiated() else {
        return Err(Failure::local("the handshake ended without an agreement"));
    };
    let report = ConnectionReport {
        name: Some(NAME.to_owned()),
        alpn: negotiated.alpn.map(|_| "mqtt".to_owned()),
        flights: wire.flights.clone(),
        memory: Memory::of::<Verified>(RX, TX),
        ..ConnectionReport::new(address.to_string(), negotiated, true, &recorder)
    };
    print!("{}", report.text());

    let broke =
        |error: std::io::Error| Failure { exit: Exit::Broken, ..Failure::of_stream(&error) };
    stream.write_all(format!("{LINE}\n").as_bytes()).map_err(broke)?;
    let mut answer = [0; 64];
    let n = stream.read(&mut answer).map_err(broke)?;
    stream.close().map_err(broke)?;
    let answer = String::from_utf8_lossy(answer.get(..n).unwrap_or(&[])).trim_end().to_owned();
    println!("  sent            {LINE}");
    println!("  received        {answer}");
    if answer.chars().rev().collect::<String>() == LINE {
        return Ok(());
    }
    Err(Failure {
        exit: Exit::Broken,
        ..Failure::local("the server's answer is not what was sent, reversed")
    })
}

/// Connects under a name that is not the server's, and must fail.
fn refused(options: &Demo, server: &Server) -> Result<(), Failure> {
    println!("2. The same server under another name, {WRONG_NAME}:");
    let recorder = Recorder { draw: options.verbose, ..Recorder::default() };
    let certificates = root(server)?;
    let trusted = anchors::anchors(&certificates);
    let config = Config::<Verified> {
        server_name: Some(ServerName::from_static(WRONG_NAME)),
        anchors: &trusted,
        now: Some(session::now()?),
        ..Config::new(&recorder)
    };
    let address = server.address();
    let mut wire = Wire::connect(&address.ip().to_string(), address.port())?;
    let mut buffers = Buffers::new(RX, TX);
    let failure = match session::open(&mut wire, &mut buffers, &config) {
        Ok(_) => Failure {
            exit: Exit::Certificate,
            ..Failure::local("a server under a wrong name was accepted")
        },
        Err(failure) => failure,
    };
    let mismatch = ErrorKind::Certificate(CertError::NameMismatch);
    if failure.error.is_none_or(|error| error.kind != mismatch) {
        return Err(failure);
    }
    println!("  refused         {failure}");
    if !server.hears_alert(AlertDescription::bad_certificate.0) {
        return Err(Failure::local("the server was not told why it was refused"));
    }
    println!("  alert           bad_certificate, and the server has heard it");
    Ok(())
}

/// The root in DER.
fn root(server: &Server) -> Result<Vec<Vec<u8>>, Failure> {
    let text = std::fs::read(server.root()).map_err(|error| Failure::local(error.to_string()))?;
    pem::certificates(&text).map_err(|error| Failure::local(error.to_string()))
}
