//! The client against a server that follows a script: flights to the byte, refusals with their
//! alerts, every cut and every flipped bit; and against our own server. Whether both understand the
//! RFC is for the peers in `tests/` of the front door to say.

use std::vec::Vec;

use motetls_base::{Random, RandomError};
use motetls_crypto::{Aes128Ct, AesCcm8, AesGcm, P256, Sha256};
use motetls_pki::{ServerName, TrustAnchor};

use crate::{Config, Connection, Error, HandshakeScratch, Negotiated, Psk, Wants};

mod bounded_steps;
mod choices;
mod cuts;
mod early;
mod export;
mod flights;
mod groups;
mod later;
mod long_chain;
mod mutual;
mod offers;
mod open;
mod raw_public_key;
mod padding;
mod pieces;
mod psks;
mod refusals;
mod refused_offers;
mod resumption;
mod rfc8448;
mod rfc9846;
mod server;
mod serving;
mod serving_clients;
mod serving_psks;
mod serving_retries;
mod status;

pub(crate) use server::{Script, Server};

crate::profile! {
    /// Certificates, as shipped.
    pub(crate) struct Ecdsa;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    observer: ();
}

crate::profile! {
    /// A pre-shared key with (EC)DHE, as shipped.
    pub(crate) struct PskEcdhe;
    hash: Sha256;
    suites: { TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: {};
    key_exchange: [psk_dhe_ke];
    observer: ();
}

crate::profile! {
    /// A pre-shared key alone, as shipped.
    pub(crate) struct PskOnly;
    hash: Sha256;
    suites: { TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct> };
    groups: {};
    signatures: {};
    key_exchange: [psk_ke];
    observer: ();
}

crate::profile! {
    /// Certificates and a pre-shared key: whichever the server takes.
    pub(crate) struct Either;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509, psk_dhe_ke];
    observer: ();
}

/// The same bytes in every run, so that a recorded flight fits.
pub(crate) struct Fixed(u8);

impl Random for Fixed {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        for byte in out {
            self.0 = self.0.wrapping_mul(5).wrapping_add(17);
            *byte = self.0;
        }
        Ok(())
    }
}

pub(crate) const PSK: Psk<'static> = Psk::new(b"i", b"0123456789abcdef");

/// A configuration with all that any of the profiles needs.
pub(crate) fn config<'a, P: crate::Profile<Observer = ()>>(
    anchors: &'a [TrustAnchor<'a>],
) -> Config<'a, P> {
    Config {
        server_name: Some(ServerName::from_static("server.test")),
        anchors,
        psks: &[PSK],
        ..Config::new(&())
    }
}

/// The anchor of the fixed server certificate.
pub(crate) fn anchor() -> [TrustAnchor<'static>; 1] {
    [TrustAnchor::from_certificate(include_bytes!("data/root.der")).unwrap()]
}

/// What came of a handshake.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) result: Result<Negotiated, Error>,
    /// What the client sent, one entry for each time it turned to listening.
    pub(crate) sent: Vec<Vec<u8>>,
}

/// The buffers and the reads of a run.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) rx: usize,
    pub(crate) tx: usize,
    /// The most bytes the transport hands over at once.
    pub(crate) read: usize,
}

impl Default for Shape {
    fn default() -> Self {
        Shape { rx: 2048, tx: 512, read: usize::MAX }
    }
}

/// Runs a handshake; `answer` gets each flight of the client and yields what the server sends,
/// nothing for the end.
pub(crate) fn run<P: crate::Profile<Observer = ()>>(
    config: &Config<'_, P>,
    shape: Shape,
    mut answer: impl FnMut(&[u8]) -> Vec<u8>,
) -> Outcome {
    let (mut rx, mut tx) = (std::vec![0; shape.rx], std::vec![0; shape.tx]);
    let mut connection = Connection::new(&mut rx, &mut tx);
    let mut scratch = HandshakeScratch::new();
    let mut sent = Vec::new();
    let result = handshake(config, shape, &mut connection, &mut scratch, &mut sent, &mut answer);
    Outcome { result: result.map(|()| connection.negotiated().unwrap()), sent }
}

/// Runs a handshake on a connection of the caller's.
pub(crate) fn handshake<'b, P: crate::Profile>(
    config: &Config<'_, P>,
    shape: Shape,
    connection: &mut Connection<P, &'b mut [u8]>,
    scratch: &mut HandshakeScratch<P>,
    sent: &mut Vec<Vec<u8>>,
    answer: &mut dyn FnMut(&[u8]) -> Vec<u8>,
) -> Result<(), Error> {
    let mut handshake = connection.client(config, &mut Fixed(1), scratch)?;
    let mut wire: Vec<u8> = Vec::new();
    let mut flight: Vec<u8> = Vec::new();
    loop {
        match handshake.wants() {
            Ok(Wants::Send) => {
                let n = handshake.cipher_out().len();
                flight.extend_from_slice(handshake.cipher_out());
                handshake.cipher_out_done(n);
            }
            Ok(Wants::Receive) => {
                if !flight.is_empty() {
                    wire.extend(answer(&flight));
                    sent.push(core::mem::take(&mut flight));
                }
                let n = handshake.cipher_in().len().min(shape.read).min(wire.len());
                if n == 0 {
                    return Err(handshake.end_of_stream());
                }
                handshake.cipher_in()[..n].copy_from_slice(&wire[..n]);
                wire.drain(..n);
                handshake.cipher_in_done(n);
            }
            Ok(Wants::Compute) => handshake.compute(),
            end => {
                sent.push(flight);
                return end.map(|_| ());
            }
        }
    }
}
