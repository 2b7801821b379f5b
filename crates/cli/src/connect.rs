//! `motetls connect`.

use std::fs::OpenOptions;
use std::io::{self, Write};

use motetls::{Config, Profile, Psk, ServerName};
use serde_json::json;

use crate::anchors;
use crate::arguments::Connect;
use crate::describe;
use crate::failure::Failure;
use crate::profiles::{Insecure, Shared, Verified};
use crate::pump::{self, Traffic};
use crate::recorder::Recorder;
use crate::report::{Memory, Report};
use crate::say;
use crate::session::{self, Buffers};
use crate::wire::Wire;

/// Runs the command; with `--json` an error is part of the object too.
pub(crate) fn run(options: &Connect) -> Result<(), Failure> {
    let mut object = json!({ "ok": true });
    let outcome = dispatch(options, &mut object);
    if options.json {
        if let Err(failure) = &outcome {
            object["ok"] = json!(false);
            object["error"] = json!(failure.to_string());
            object["exit"] = json!(failure.exit.code());
            object["alert"] = json!(failure.error.and_then(|error| error.kind.alert()).map(|alert| alert.to_string()));
        }
        say::out(format!("{object}\n"))?;
    }
    outcome
}

/// Chooses the profile: how the server is to be authenticated is a type.
fn dispatch(options: &Connect, object: &mut serde_json::Value) -> Result<(), Failure> {
    let (host, port) = split(&options.target)?;
    let recorder = recorder(options)?;
    let expected = options.servername.as_deref().unwrap_or(host);
    let mut address = [0; 16];
    let name = ServerName::parse(expected, &mut address).map_err(|error| {
        Failure::local(format!("{expected} is neither a DNS name nor an address: {error}; name one with --servername"))
    })?;
    let alpn: Vec<&[u8]> = options.alpn.iter().map(String::as_bytes).collect();
    let wire = |certificates: &str| {
        if options.verbose {
            eprintln!("connecting to {host}, port {port}{certificates}");
        }
        Wire::connect(host, port)
    };
    if let Some(psk) = &options.psk {
        let secret = describe::unhex(psk).filter(|secret| !secret.is_empty());
        let secret =
            secret.ok_or_else(|| Failure::local("--psk wants pairs of hex digits, 32 for a key of 16 bytes"))?;
        let psk = Some(Psk { identity: options.psk_identity.as_bytes(), secret: &secret });
        let config = Config::<Shared> { server_name: Some(name), alpn: &alpn, psk, ..Config::new(&recorder) };
        return talk(options, wire(", with a pre-shared key")?, &config, false, object);
    }
    if options.insecure {
        eprintln!("motetls: --insecure: the server is not verified, anybody may be listening");
        let config = Config::<Insecure> { server_name: Some(name), alpn: &alpn, ..Config::new(&recorder) };
        return talk(options, wire("")?, &config, false, object);
    }
    let certificates = match &options.cafile {
        Some(path) => anchors::from_file(path)?,
        None => anchors::of_system()?,
    };
    let anchors = anchors::anchors(&certificates);
    let now = Some(session::now()?);
    let config =
        Config::<Verified> { server_name: Some(name), alpn: &alpn, anchors: &anchors, now, ..Config::new(&recorder) };
    talk(options, wire(&format!(", trusting {} anchors", anchors.len()))?, &config, true, object)
}

/// Splits `HOST:PORT`; an IPv6 address stands in brackets.
pub(crate) fn split(target: &str) -> Result<(&str, u16), Failure> {
    let wrong = || Failure::local(format!("{target} is not HOST:PORT, as in example.org:443 or [2001:db8::7]:443"));
    let (host, port) = target.rsplit_once(':').ok_or_else(wrong)?;
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    if host.is_empty() || (host.contains(':') && !target.starts_with('[')) {
        return Err(wrong());
    }
    Ok((host, port.parse().map_err(|_| wrong())?))
}

/// Opens the key log.
fn recorder(options: &Connect) -> Result<Recorder, Failure> {
    let mut recorder = Recorder { draw: options.verbose, ..Recorder::default() };
    if let Some(path) = &options.keylog {
        let file = OpenOptions::new().append(true).create(true).open(path);
        let unwritable = |error| Failure::local(format!("cannot write {}: {error}", path.display()));
        recorder.keylog = Some(file.map_err(unwritable)?);
    }
    Ok(recorder)
}

/// Opens the connection, reports, and pumps until both ends have closed.
fn talk<P: Profile<Observer = Recorder>>(
    options: &Connect,
    mut wire: Wire,
    config: &Config<'_, P>,
    verified: bool,
    object: &mut serde_json::Value,
) -> Result<(), Failure> {
    let mut buffers = Buffers::new(options.rx as usize, options.tx as usize);
    let mut stream = session::open(&mut wire, &mut buffers, config)?;
    if config.observer.keylog_failed.get() {
        return Err(Failure::local("the key log cannot be written: is the disk full?"));
    }
    let negotiated = stream.connection().negotiated();
    let negotiated = negotiated.ok_or_else(|| Failure::local("the handshake ended without an agreement"))?;
    let wire = stream.connection_and_transport().1;
    let address = wire.tcp.peer_addr().map_or_else(|_| options.target.clone(), |address| address.to_string());
    let report = Report {
        name: config.server_name.map(|name| name.to_string()),
        alpn: negotiated.alpn.and_then(|place| options.alpn.get(usize::from(place)).cloned()),
        flights: wire.flights.clone(),
        memory: Memory::of::<P>(options.rx as usize, options.tx as usize),
        ..Report::new(address, negotiated, verified, config.observer)
    };
    if options.verbose {
        eprint!("{}", report.text());
    }
    *object = report.json();
    object["ok"] = json!(true);
    let (traffic, outcome) = pipe(&mut stream, options.json)?;
    object["data"] = json!({ "sent": traffic.sent, "received": traffic.received });
    if options.verbose {
        eprintln!("  data            sent {} bytes, received {} bytes", traffic.sent, traffic.received);
    }
    outcome
}

/// Pumps standard input and output; with JSON the server's data is counted only.
fn pipe<P: Profile>(
    stream: &mut motetls::std_io::Stream<'_, P, &mut Wire>,
    discard: bool,
) -> Result<(Traffic, Result<(), Failure>), Failure> {
    let (connection, wire) = stream.connection_and_transport();
    let unusable = |error| Failure::network(format!("the socket cannot be used: {error}"));
    wire.tcp.set_read_timeout(None).map_err(unusable)?;
    let mut output: Box<dyn Write> = if discard { Box::new(io::sink()) } else { Box::new(io::stdout()) };
    Ok(pump::run(connection, &wire.tcp, io::stdin(), &mut output))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        assert_eq!(split("a.example:443").unwrap(), ("a.example", 443));
        assert_eq!(split("[2001:db8::7]:443").unwrap(), ("2001:db8::7", 443));
        for bad in ["a.example", "a.example:x", ":443", "2001:db8::7:443", "a.example:65536"] {
            assert!(split(bad).is_err(), "{bad}");
        }
    }
}
