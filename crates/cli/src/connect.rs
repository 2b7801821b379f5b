//! `motetls connect`.

use std::fs::OpenOptions;
use std::io::{self, Write};

use motetls::{
    Choices, ChosenPsk, Config, Connection, Credential, NamedGroup, Profile, RawPublicKey,
    RecordPadding, ServerName, Session, SignatureScheme, UnixTime,
};
use serde_json::json;

use crate::anchors;
use crate::arguments::Connect;
use crate::client_key::ClientIdentity;
use crate::describe;
use crate::failure::Failure;
use crate::profiles::{Asking, Insecure, Pinned, Shared, Verified};
use crate::pump::{self, Transferred};
use crate::recorder::Recorder;
use crate::report::{ConnectionReport, Memory};
use crate::say;
use crate::session::{self, Buffers};
use crate::session_file;
use crate::shared_keys::{self, SharedKeys};
use crate::wire::{self, Wire};

/// Runs the command; with `--json` an error is part of the object too.
pub(crate) fn run(options: &Connect) -> Result<(), Failure> {
    let mut object = json!({ "ok": true });
    let outcome = dispatch(options, &mut object);
    if options.json {
        if let Err(failure) = &outcome {
            object["ok"] = json!(false);
            object["error"] = json!(failure.to_string());
            object["exit"] = json!(failure.exit.code());
            object["alert"] = json!(
                failure.error.and_then(|error| error.kind.alert()).map(|alert| alert.to_string())
            );
        }
        say::out(format!("{object}\n"))?;
    }
    outcome
}

/// What every configuration holds, whatever the profile.
#[derive(Clone, Copy)]
struct Common<'a> {
    target: (&'a str, u16),
    name: ServerName<'a>,
    alpn: &'a [&'a [u8]],
    key_shares: Option<&'a [NamedGroup]>,
    now: UnixTime,
    session: Option<&'a Session<'a>>,
    choices: &'a Choices<'a>,
    recorder: &'a Recorder,
}

impl<'a> Common<'a> {
    fn config<P: Profile<Observer = Recorder>>(self) -> Config<'a, P> {
        Config {
            server_name: Some(self.name),
            alpn: self.alpn,
            key_shares: self.key_shares,
            now: Some(self.now),
            session: self.session,
            choices: Some(self.choices),
            ..Config::new(self.recorder)
        }
    }

    /// Connects, and says how the server is to be authenticated.
    fn dial(self, how: &str) -> Result<Wire, Failure> {
        let (host, port) = self.target;
        if self.recorder.draw {
            eprintln!("connecting to {host}, port {port}{how}");
        }
        Wire::connect(host, port)
    }
}

fn dispatch(options: &Connect, object: &mut serde_json::Value) -> Result<(), Failure> {
    let target = wire::split(&options.target)?;
    let recorder = recorder(options)?;
    let expected = options.servername.as_deref().unwrap_or(target.0);
    let mut address = [0; 16];
    let name = ServerName::parse(expected, &mut address)
        .map_err(|error| Failure::local(describe::no_name(expected, "--servername", error)))?;
    let alpn: Vec<&[u8]> = options.alpn.iter().map(String::as_bytes).collect();
    let earlier = options.session_in.as_deref().map(session_file::read).transpose()?;
    let early_data = options.early_data.as_deref().map(session_file::early_data).transpose()?;
    let early_data = early_data.as_deref().unwrap_or(&[]);
    let earlier = earlier.as_deref().map(|bytes| Session { early_data, ..Session::new(bytes) });
    let common = Common {
        target,
        name,
        alpn: &alpn,
        key_shares: options.groups.as_ref().map(|groups| groups.0.as_slice()),
        now: session::now()?,
        session: earlier.as_ref(),
        choices: &choices(options)?,
        recorder: &recorder,
    };
    if !options.pin.is_empty() {
        return pinned(options, common, object);
    }
    if options.psk.is_empty() {
        return certified(options, common, object);
    }
    let keys = SharedKeys::of(options)?;
    let config = Config::<Shared> { psks: &keys.psks(), ..common.config() };
    talk(options, common.dial(", with a pre-shared key")?, &config, false, object)
}

/// What the options leave of everything that is spoken here.
fn choices(options: &Connect) -> Result<Choices<'_>, Failure> {
    for (flag, needed) in [
        ("--record-limit", options.record_limit),
        ("--mfl", options.mfl.map(|length| length.saturating_add(1))),
    ] {
        let needed = needed.map_or(0, |length| u32::from(length).saturating_add(16));
        if needed > options.rx {
            return Err(Failure::local(format!(
                "{flag}: such records do not fit the receive buffer: --rx must be {needed} or more"
            )));
        }
    }
    let handshake = |scheme: &SignatureScheme| !scheme.name().starts_with("rsa_pkcs1");
    if options.sigalgs.as_ref().is_some_and(|list| !list.0.iter().any(handshake)) {
        return Err(Failure::local(
            "--sigalgs: PKCS#1 v1.5 signs certificates only: add a scheme for the handshake, as \
             rsa_pss_rsae_sha256",
        ));
    }
    Ok(Choices {
        suites: options.suites.as_ref().map(|list| list.0.as_slice()),
        signature_schemes: options.sigalgs.as_ref().map(|list| list.0.as_slice()),
        certificate_schemes: options.sigalgs_cert.as_ref().map(|list| list.0.as_slice()),
        record_size_limit: options.record_limit,
        max_fragment_length: options.mfl,
        grease: options.grease,
        middlebox_compatibility: !options.no_middlebox_compat,
    })
}

/// Connects to a server that shows certificates, which are verified or not: that is a type.
fn certified(
    options: &Connect,
    common: Common<'_>,
    object: &mut serde_json::Value,
) -> Result<(), Failure> {
    let identity = match (&options.cert, &options.key) {
        (Some(cert), Some(key)) => Some(ClientIdentity::read(cert, key)?),
        _ => None,
    };
    let chain: Vec<&[u8]> =
        identity.iter().flat_map(|identity| &identity.chain).map(Vec::as_slice).collect();
    let credentials: Vec<_> = identity
        .iter()
        .map(|identity| Credential { chain: &chain, signer: &identity.signer })
        .collect();
    let credentials = credentials.as_slice();
    if options.insecure {
        eprintln!("motetls: --insecure: the server is not verified, any machine may answer");
        let config = Config::<Insecure> { credentials, ..common.config() };
        return talk(options, common.dial("")?, &config, false, object);
    }
    let certificates = match &options.cafile {
        Some(path) => anchors::from_file(path)?,
        None => anchors::of_system()?,
    };
    let wanted = options.request_cafile.as_deref().map(anchors::from_file).transpose()?;
    let wanted = anchors::anchors(wanted.as_deref().unwrap_or(&[]));
    let certificate_authorities = wanted.as_slice();
    let anchors = &anchors::anchors(&certificates);
    let wire = common.dial(&format!(", trusting {} anchors", anchors.len()))?;
    if options.status || options.post_handshake_auth {
        let config =
            Config::<Asking> { anchors, certificate_authorities, credentials, ..common.config() };
        return talk(options, wire, &config, true, object);
    }
    let config =
        Config::<Verified> { anchors, certificate_authorities, credentials, ..common.config() };
    talk(options, wire, &config, true, object)
}

/// Connects to a server whose raw public key is known, with one of the client's own if it has any.
fn pinned(
    options: &Connect,
    common: Common<'_>,
    object: &mut serde_json::Value,
) -> Result<(), Failure> {
    let wire = common.dial(", which is to show a raw public key")?;
    let pins: Vec<[u8; 32]> = options.pin.iter().map(|pin| pin.0).collect();
    let identity = options.rpk.as_deref().map(ClientIdentity::of_key).transpose()?;
    let own = identity.map(|ClientIdentity { chain, signer }| (chain, RawPublicKey(signer)));
    let chain: Vec<&[u8]> = own.iter().flat_map(|own| &own.0).map(Vec::as_slice).collect();
    let credentials: Vec<_> =
        own.iter().map(|own| Credential { chain: &chain, signer: &own.1 }).collect();
    let config = Config::<Pinned> { pins: &pins, credentials: &credentials, ..common.config() };
    talk(options, wire, &config, true, object)
}

/// Opens the key log.
fn recorder(options: &Connect) -> Result<Recorder, Failure> {
    let mut recorder = Recorder { draw: options.verbose, ..Recorder::default() };
    if let Some(path) = &options.keylog {
        let file = OpenOptions::new().append(true).create(true).open(path);
        let unwritable =
            |error| Failure::local(format!("cannot write {}: {error}", path.display()));
        recorder.keylog = Some(file.map_err(unwritable)?);
    }
    Ok(recorder)
}

/// Keying material of a label without a context, in hex.
fn exported<P: Profile>(
    connection: &Connection<P, &mut [u8]>,
    label: &str,
    length: usize,
) -> Result<String, Failure> {
    let mut material = vec![0; length];
    let exported = connection.export(label.as_bytes(), &[], &mut material);
    exported.map_err(|_| Failure::local("--keymatexport takes a label of 249 bytes at most"))?;
    Ok(describe::hex(&material))
}

/// What the options ask of an open connection.
fn set_up<P: Profile>(
    options: &Connect,
    connection: &mut Connection<P, &mut [u8]>,
    config: &Config<'_, P>,
    object: &mut serde_json::Value,
) -> Result<(), Failure> {
    let Some(negotiated) = connection.negotiated() else { return Ok(()) };
    if let Some(ChosenPsk::External(place)) = negotiated.psk
        && let Some(psk) = config.psks.get(usize::from(place))
    {
        let identity = shared_keys::identity(psk);
        object["psk_identity"] = json!(identity);
        if options.verbose {
            eprintln!("  pre-shared key  {identity}");
        }
    }
    if options.early_data.is_some() {
        object["early_data"] = json!(negotiated.early_data());
        if !negotiated.early_data() {
            eprintln!("motetls: the server has not taken the early data; they are not sent again");
        }
    }
    if let Some(block) = options.padding {
        connection.set_record_padding(RecordPadding::ToMultipleOf(block));
    }
    if options.keyupdate {
        let updated = connection.update_keys(true);
        updated.map_err(|error| Failure::local(format!("--keyupdate: {error}")))?;
    }
    if let Some(label) = &options.keymatexport {
        let length = usize::from(options.keymatexportlen);
        let material = exported(connection, label, length)?;
        eprintln!("Keying material exporter:");
        eprintln!("    Label: '{label}'");
        eprintln!("    Length: {length} bytes");
        eprintln!("    Keying material: {}", material.to_uppercase());
        object["keying_material"] = json!({ "label": label, "hex": material });
    }
    Ok(())
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
    let negotiated =
        negotiated.ok_or_else(|| Failure::local("the handshake ended without an agreement"))?;
    let wire = stream.connection_and_transport().1;
    let address =
        wire.tcp.peer_addr().map_or_else(|_| options.target.clone(), |address| address.to_string());
    let report = ConnectionReport {
        name: config.server_name.map(|name| name.to_string()),
        alpn: negotiated.alpn.and_then(|place| options.alpn.get(usize::from(place)).cloned()),
        flights: wire.flights.clone(),
        memory: Memory::of::<P>(options.rx as usize, options.tx as usize),
        ..ConnectionReport::new(address, negotiated, verified, config.observer)
    };
    if options.verbose {
        eprint!("{}", report.text());
    }
    *object = report.json();
    object["ok"] = json!(true);
    set_up(options, stream.connection(), config, object)?;
    let (traffic, outcome) = pipe(&mut stream, config, options.json)?;
    if let Some(path) = &options.session_out {
        match stream.connection().session() {
            Some(session) => session_file::write(path, session)?,
            None => {
                eprintln!("motetls: the server sent no ticket: {} is as it was", path.display())
            }
        }
    }
    object["data"] = json!({
        "sent": traffic.sent,
        "received": traffic.received,
        "dropped": traffic.dropped,
    });
    if options.verbose {
        eprintln!(
            "  data            sent {} bytes, received {} bytes",
            traffic.sent, traffic.received
        );
    }
    outcome
}

/// Pumps standard input and output; with JSON the server's data is counted only.
fn pipe<P: Profile>(
    stream: &mut motetls::std_io::StdStream<P, &mut Wire, &mut [u8]>,
    config: &Config<'_, P>,
    discard: bool,
) -> Result<(Transferred, Result<(), Failure>), Failure> {
    let (connection, wire) = stream.connection_and_transport();
    let unusable = |error| Failure::network(format!("the socket cannot be used: {error}"));
    wire.tcp.set_read_timeout(None).map_err(unusable)?;
    let mut output: Box<dyn Write> =
        if discard { Box::new(io::sink()) } else { Box::new(io::stdout()) };
    Ok(pump::run(connection, config, &wire.tcp, io::stdin(), &mut output))
}
