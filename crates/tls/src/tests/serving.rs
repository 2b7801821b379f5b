//! Our client against our server.

use std::vec::Vec;

use motetls_crypto::{Aes128Ct, AesGcm, P256, Sha256, p256::PrivateKey};
use p256::pkcs8::DecodePrivateKey;

use super::{Fixed, anchor};
use crate::num::AlertDescription;
use crate::{
    Config, Connection, Credential, EcdsaSigner, Error, ErrorKind, Handshake, HandshakeScratch,
    NamedCredential, Profile, ServerConfig, ServerName, Wants,
};

crate::profile! {
    /// Both roles, with certificates.
    pub(super) struct Both;
    roles: [client, server];
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    options: [exporter];
    signer: EcdsaSigner<P256, Sha256>;
}

crate::profile! {
    /// A server alone, which reads no certificates.
    struct Serves;
    roles: [server];
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    options: [exporter];
    signer: EcdsaSigner<P256, Sha256>;
}

pub(super) const LEAF: &[u8] = include_bytes!("data/leaf.der");

pub(super) fn signer() -> EcdsaSigner<P256, Sha256> {
    signer_of(include_bytes!("data/leaf.p8.der"))
}

/// The signer of a key in PKCS #8.
pub(super) fn signer_of(der: &[u8]) -> EcdsaSigner<P256, Sha256> {
    let key = p256::SecretKey::from_pkcs8_der(der).unwrap();
    EcdsaSigner::new(PrivateKey::from_bytes(&key.to_bytes()).unwrap(), [0x5a; 32])
}

/// What passes between the two.
pub(super) struct Wire {
    pub(super) to_client: Vec<u8>,
    pub(super) to_server: Vec<u8>,
    /// The most bytes handed over at once.
    read: usize,
    /// Everything either sent.
    from_client: Vec<u8>,
    from_server: Vec<u8>,
}

impl Wire {
    pub(super) fn new(read: usize) -> Self {
        let [to_client, to_server, from_client, from_server] = [const { Vec::new() }; 4];
        Wire { to_client, to_server, read, from_client, from_server }
    }
}

/// Moves the bytes of one end until it waits for the other; yields its result once it has one.
pub(super) fn turn<P: Profile>(
    end: &mut Handshake<'_, P, &mut [u8]>,
    inbound: &mut Vec<u8>,
    outbound: &mut Vec<u8>,
    read: usize,
) -> Option<Result<(), Error>> {
    loop {
        match end.wants() {
            Ok(Wants::Send) => {
                outbound.extend(end.cipher_out());
                end.cipher_out_done(end.cipher_out().len());
            }
            Ok(Wants::Receive) => {
                let room = end.cipher_in();
                let n = room.len().min(read).min(inbound.len());
                if n == 0 {
                    return None;
                }
                room[..n].copy_from_slice(&inbound[..n]);
                inbound.drain(..n);
                end.cipher_in_done(n);
            }
            Ok(Wants::Sign) => end.sign(),
            Ok(_) => return Some(Ok(())),
            Err(error) => return Some(Err(error)),
        }
    }
}

/// Lets both talk until neither has anything to do; `None` for an end that still waits.
pub(super) fn converse<C: Profile, S: Profile>(
    wire: &mut Wire,
    client: &mut Handshake<'_, C, &mut [u8]>,
    server: &mut Handshake<'_, S, &mut [u8]>,
) -> [Option<Result<(), Error>>; 2] {
    let mut ends = [None, None];
    for _ in 0..8 {
        let mut sent = Vec::new();
        ends[0] = turn(client, &mut wire.to_client, &mut sent, wire.read);
        wire.from_client.extend(&sent);
        wire.to_server.append(&mut sent);
        ends[1] = turn(server, &mut wire.to_server, &mut sent, wire.read);
        wire.from_server.extend(&sent);
        wire.to_client.append(&mut sent);
    }
    ends
}

/// The lengths of the records in a stream.
fn records(mut stream: &[u8]) -> Vec<usize> {
    let mut lengths = Vec::new();
    while let [_, 3, 3, high, low, rest @ ..] = stream {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        lengths.push(length);
        stream = &rest[length..];
    }
    assert!(stream.is_empty(), "whole records");
    lengths
}

pub(super) fn client_config<'a>(
    anchors: &'a [crate::TrustAnchor<'a>],
    alpn: &'a [&'a [u8]],
) -> Config<'a, Both> {
    let server_name = Some(ServerName::from_static("server.test"));
    Config { server_name, anchors, alpn, ..Config::new(&()) }
}

/// Buffers of all lengths, reads of all lengths: both agree, and application data pass.
fn agree<S: Profile<Signer = EcdsaSigner<P256, Sha256>, Observer = ()>>(
    [rx, tx]: [usize; 2],
    read: usize,
    chain: &[&[u8]],
) {
    let (anchors, signer) = (anchor(), signer());
    let alpn: [&[u8]; 2] = [b"h2", b"mqtt"];
    let config = client_config(&anchors, &alpn);
    let credential = Credential { chain, signer: &signer };
    let credentials = [NamedCredential { names: &["server.test"], credential }];
    let serves = ServerConfig::<S> {
        credentials: &credentials,
        alpn: &[b"mqtt", b"h2"],
        ..ServerConfig::new(&())
    };
    let (mut client_rx, mut client_tx) = ([0; 2048], [0; 512]);
    let (mut server_rx, mut server_tx) = (std::vec![0; rx], std::vec![0; tx]);
    let mut client = Connection::<Both, _>::new(&mut client_rx, &mut client_tx);
    let mut server = Connection::<S, _>::new(&mut server_rx, &mut server_tx);
    let mut scratches = (HandshakeScratch::new(), HandshakeScratch::new());
    let mut wire = Wire::new(read);
    let mut near = client.client(&config, &mut Fixed(1), &mut scratches.0).unwrap();
    let mut far = server.server(&serves, &mut Fixed(2), &mut scratches.1).unwrap();
    let ends = converse(&mut wire, &mut near, &mut far);
    assert_eq!(ends, [Some(Ok(())), Some(Ok(()))], "{rx} {tx} {read}");
    drop((near, far));
    let (here, there) = (client.negotiated().unwrap(), server.negotiated().unwrap());
    assert_eq!((here.suite, here.group), (there.suite, there.group));
    assert_eq!((here.alpn, there.alpn), (Some(1), Some(0)), "the server prefers mqtt");
    // what either end's buffer takes, tag subtracted
    assert_eq!(here.record_size_limit(), Some(u16::try_from(rx - 16).unwrap()));
    assert_eq!(there.record_size_limit(), Some(2048 - 16));
    let mut exported = [[0; 32]; 2];
    client.export(b"EXPERIMENTAL", b"x", &mut exported[0]).unwrap();
    server.export(b"EXPERIMENTAL", b"x", &mut exported[1]).unwrap();
    assert_eq!(exported[0], exported[1]);
    for _ in 0..2 {
        pass(&mut client, &mut server, b"to the server");
        pass(&mut server, &mut client, b"to the client");
        client.update_keys(true).unwrap();
    }
    pass(&mut client, &mut server, b"");
    server.close();
    pass(&mut server, &mut client, b"");
    assert_eq!(client.wants(), Ok(Wants::Closed));
}

/// Sends data from one end to the other.
pub(super) fn pass<A: Profile, B: Profile>(
    from: &mut Connection<A, &mut [u8]>,
    to: &mut Connection<B, &mut [u8]>,
    data: &[u8],
) {
    let mut left = data;
    while !left.is_empty() {
        let room = from.plain_in();
        let n = room.len().min(left.len());
        assert_ne!(n, 0);
        room[..n].copy_from_slice(&left[..n]);
        from.plain_in_done(n).unwrap();
        left = &left[n..];
    }
    let mut stream = from.cipher_out().to_vec();
    from.cipher_out_done(stream.len());
    let mut received = Vec::<u8>::new();
    while !stream.is_empty() {
        let room = to.cipher_in();
        let n = room.len().min(stream.len());
        room[..n].copy_from_slice(&stream[..n]);
        stream.drain(..n);
        to.cipher_in_done(n);
        received.extend(to.plain_out());
        to.plain_out_done(to.plain_out().len());
    }
    assert_eq!(received, data);
}

#[test]
fn both_agree_whatever_the_buffers() {
    for shape in [[2048, 512], [512, 512], [2048, 1024], [600, 300]] {
        agree::<Serves>(shape, usize::MAX, &[LEAF]);
    }
    agree::<Both>([2048, 512], usize::MAX, &[LEAF]);
    agree::<Serves>([2048, 512], 1, &[LEAF]);
    agree::<Both>([2048, 512], 7, &[LEAF]);
}

/// A chain that is longer than the send buffer, several times.
#[test]
fn a_chain_goes_out_in_pieces() {
    // what none needs is stepped over (section 4.5.1)
    let chain = [LEAF; 4];
    agree::<Serves>([512, 512], usize::MAX, &chain);
}

/// A client with a small buffer is sent small records (RFC 8449).
#[test]
fn records_keep_to_the_client_s_limit() {
    let (anchors, signer) = (anchor(), signer());
    let config = client_config(&anchors, &[]);
    let credential = Credential { chain: &[LEAF, LEAF], signer: &signer };
    let credentials = [NamedCredential { names: &[], credential }];
    let serves = ServerConfig::<Serves> { credentials: &credentials, ..ServerConfig::new(&()) };
    let (mut client_rx, mut client_tx) = (std::vec![0; LEAF.len() + 40], [0; 512]);
    let (mut server_rx, mut server_tx) = ([0; 2048], [0; 4096]);
    let limit = client_rx.len() - 16;
    let mut client = Connection::<Both, _>::new(&mut client_rx, &mut client_tx);
    let mut server = Connection::<Serves, _>::new(&mut server_rx, &mut server_tx);
    let mut scratches = (HandshakeScratch::new(), HandshakeScratch::new());
    let mut wire = Wire::new(usize::MAX);
    let mut near = client.client(&config, &mut Fixed(1), &mut scratches.0).unwrap();
    let mut far = server.server(&serves, &mut Fixed(2), &mut scratches.1).unwrap();
    let ends = converse(&mut wire, &mut near, &mut far);
    assert_eq!(ends, [Some(Ok(())), Some(Ok(()))]);
    let lengths = records(&wire.from_server);
    assert!(lengths.iter().all(|length| *length <= limit + 16), "{lengths:?} {limit}");
}

/// OpenSSL's client sends its alerts in the clear until its own flight: they are heard, and once
/// something came under its keys no more.
#[test]
fn an_alert_in_the_clear() {
    let (anchors, signer) = (anchor(), signer());
    let config = client_config(&anchors, &[]);
    let credential = Credential { chain: &[LEAF], signer: &signer };
    let credentials = [NamedCredential { names: &[], credential }];
    let serves = ServerConfig::<Serves> { credentials: &credentials, ..ServerConfig::new(&()) };
    let unknown_ca = [21, 3, 3, 0, 2, 2, 48];
    let heard = ErrorKind::AlertReceived(AlertDescription::unknown_ca);
    for (after, expected) in [(0, heard), (1, ErrorKind::UnexpectedMessage)] {
        let (mut client_rx, mut client_tx) = ([0; 2048], [0; 512]);
        let (mut server_rx, mut server_tx) = ([0; 2048], [0; 2048]);
        let mut client = Connection::<Both, _>::new(&mut client_rx, &mut client_tx);
        let mut server = Connection::<Serves, _>::new(&mut server_rx, &mut server_tx);
        let mut scratches = (HandshakeScratch::new(), HandshakeScratch::new());
        let mut near = client.client(&config, &mut Fixed(1), &mut scratches.0).unwrap();
        let mut far = server.server(&serves, &mut Fixed(2), &mut scratches.1).unwrap();
        let mut wire = Wire::new(usize::MAX);
        let (mut none, mut flight) = (Vec::new(), Vec::new());
        assert_eq!(turn(&mut near, &mut none, &mut flight, usize::MAX), None);
        assert_eq!(turn(&mut far, &mut flight, &mut wire.to_client, usize::MAX), None);
        if after != 0 {
            // what waits for Finished has to be opened first
            turn(&mut near, &mut wire.to_client, &mut flight, usize::MAX);
        }
        flight.extend(unknown_ca);
        let end = turn(&mut far, &mut flight, &mut none, usize::MAX);
        let kind = match end {
            Some(Err(error)) => error.kind,
            Some(Ok(())) => {
                drop(far);
                let room = server.cipher_in();
                room.copy_from_slice(&flight[..room.len()]);
                flight.drain(..room.len());
                server.cipher_in_done(5);
                let n = server.cipher_out().len();
                server.cipher_out_done(n);
                server.wants().unwrap_err().kind
            }
            None => unreachable!("an alert ends it"),
        };
        assert_eq!(kind, expected);
    }
}

/// Every byte of the client's second flight counts, and so does each of its hello.
#[test]
fn a_changed_byte_never_passes() {
    let (anchors, signer) = (anchor(), signer());
    let config = client_config(&anchors, &[]);
    let credential = Credential { chain: &[LEAF], signer: &signer };
    let credentials = [NamedCredential { names: &[], credential }];
    let serves = ServerConfig::<Serves> { credentials: &credentials, ..ServerConfig::new(&()) };
    let run = |change: usize| {
        let (mut client_rx, mut client_tx) = ([0; 2048], [0; 512]);
        let (mut server_rx, mut server_tx) = ([0; 2048], [0; 512]);
        let mut client = Connection::<Both, _>::new(&mut client_rx, &mut client_tx);
        let mut server = Connection::<Serves, _>::new(&mut server_rx, &mut server_tx);
        let mut scratches = (HandshakeScratch::new(), HandshakeScratch::new());
        let mut near = client.client(&config, &mut Fixed(1), &mut scratches.0).unwrap();
        let mut far = server.server(&serves, &mut Fixed(2), &mut scratches.1).unwrap();
        let mut wire = Wire::new(usize::MAX);
        let mut passed = 0;
        let mut end = None;
        for _ in 0..4 {
            let mut sent = Vec::new();
            let _ = turn(&mut near, &mut wire.to_client, &mut sent, usize::MAX);
            for byte in sent {
                wire.to_server.push(if passed == change { byte ^ 1 } else { byte });
                passed += 1;
            }
            end = turn(&mut far, &mut wire.to_server, &mut wire.to_client, usize::MAX);
        }
        (passed, end)
    };
    let (length, end) = run(usize::MAX);
    assert_eq!(end, Some(Ok(())));
    // the version in a record's header is not looked at (section 5.1)
    let second = length - 58;
    let ignored = [1, 2, second + 1, second + 2];
    let tried = (0..second).step_by(3).chain(second..length);
    for change in tried.filter(|change| !ignored.contains(change)) {
        assert_ne!(run(change).1, Some(Ok(())), "{change}");
    }
}
