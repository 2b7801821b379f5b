//! Raw public keys (RFC 7250), the server's and the client's.

use std::vec::Vec;

use motetls_crypto::{Aes128Ct, AesCcm8, Hash, P256, Sha256};
use motetls_pki::{CertError, Certificate};

use super::{Ecdsa, Outcome, Script, Server, Shape, config, run};
use crate::num::HandshakeType;
use crate::{
    Config, Credential, ErrorKind, HandshakeSigner, Profile, RawPublicKey, SignatureError,
    SignatureScheme,
};

crate::profile! {
    /// The server's key is pinned, and the client has one too.
    struct Raw;
    hash: Sha256;
    suites: { TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [raw_public_key];
    signer: RawPublicKey<Fixed>;
}

/// A signer whose signatures have 71 bytes in DER, as half of those of P-256 have.
struct Fixed;

impl HandshakeSigner for Fixed {
    type Signature = [u8; 64];
    fn signs(&self, scheme: SignatureScheme) -> bool {
        scheme == SignatureScheme::ecdsa_secp256r1_sha256
    }
    fn sign(
        &self,
        _: SignatureScheme,
        _: &[&[u8]],
        signature: &mut [u8],
    ) -> Result<usize, SignatureError> {
        signature.fill(1);
        signature[0] = 0x80;
        Ok(64)
    }
}

/// The SubjectPublicKeyInfo of the scripted server.
fn spki() -> Vec<u8> {
    Certificate::parse(include_bytes!("data/leaf.der")).unwrap().spki.to_vec()
}

/// Raw public keys both ways.
const BOTH: &[u8] = &[0, 19, 0, 1, 2, 0, 20, 0, 1, 2];
/// Of the server only.
const SERVER: &[u8] = &[0, 20, 0, 1, 2];
/// A CertificateRequest with ecdsa_secp256r1_sha256.
const REQUEST: &[u8] = &[0, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3];

fn script() -> Script {
    Script { extensions: SERVER, chain: std::vec![spki()], ..Script::default() }
}

/// What comes of a handshake in which the server's key is pinned, beside another.
fn with<P: Profile<Observer = ()>>(script: Script, config: &Config<'_, P>) -> Outcome {
    let mut server = Server::<P>::new(script);
    run(config, Shape::default(), |flight| server.answer(flight))
}

fn outcome(script: Script) -> Result<(), ErrorKind> {
    let pins = [[0; 32], Sha256::digest(&spki())];
    let outcome = with(script, &Config::<Raw> { pins: &pins, ..config(&[]) });
    outcome.result.map(|_| ()).map_err(|error| error.kind)
}

fn refused(script: Script, kind: ErrorKind, alert: u8) {
    assert_eq!(outcome(script), Err(kind));
    assert_eq!(kind.alert().map(|alert| alert.0), Some(alert), "{kind:?}");
}

#[test]
fn a_key_that_is_pinned_is_trusted_and_no_other() {
    assert_eq!(outcome(script()), Ok(()));
    for pins in [&[[7; 32]][..], &[[0; 32], [0xff; 32]]] {
        let outcome = with(script(), &Config::<Raw> { pins, ..config(&[]) });
        let kind = outcome.result.unwrap_err().kind;
        assert_eq!(kind, ErrorKind::Certificate(CertError::PinMismatch));
        assert_eq!(kind.alert().map(|alert| alert.0), Some(42));
    }
    let certificate = include_bytes!("data/leaf.der").to_vec();
    let mismatch = ErrorKind::Certificate(CertError::PinMismatch);
    refused(Script { chain: std::vec![certificate], ..script() }, mismatch, 42);
}

/// Nothing is trusted by default.
#[test]
fn without_a_pin_the_handshake_does_not_start() {
    let outcome = with(script(), &Config::<Raw> { psks: &[], ..config(&[]) });
    assert_eq!(outcome.result.unwrap_err().kind, ErrorKind::Configuration);
    assert!(outcome.sent.is_empty());
}

/// A pin of what is no key of an algorithm that is built in.
#[test]
fn a_pinned_key_of_another_algorithm_is_refused() {
    let mut key = spki();
    key[12] ^= 1;
    let pins = [Sha256::digest(&key)];
    let script = Script { chain: std::vec![key], ..script() };
    let outcome = with(script, &Config::<Raw> { pins: &pins, ..config(&[]) });
    let kind = outcome.result.unwrap_err().kind;
    assert_eq!(kind, ErrorKind::Certificate(CertError::UnsupportedAlgorithm));
}

/// RFC 7250, section 4.2: silence stands for X.509.
#[test]
fn a_server_without_raw_public_keys_is_refused() {
    refused(Script { extensions: &[], ..script() }, ErrorKind::CertificateType, 43);
    let client_only = &[0, 19, 0, 1, 2];
    let pins = [Sha256::digest(&spki())];
    let credentials = [Credential { chain: &[&[7]], signer: &RawPublicKey(Fixed) }];
    let config = Config::<Raw> { pins: &pins, credentials: &credentials, ..config(&[]) };
    let outcome = with(Script { extensions: client_only, ..script() }, &config);
    assert_eq!(outcome.result.unwrap_err().kind, ErrorKind::CertificateType);
}

#[test]
fn types_that_were_not_offered_are_refused() {
    for kind in [0, 1, 3, 255] {
        let extensions: &'static [u8] = std::vec![0, 20, 0, 1, kind].leak();
        refused(Script { extensions, ..script() }, ErrorKind::IllegalParameter, 47);
    }
    for extensions in [&[0, 20, 0, 0][..], &[0, 20, 0, 2, 2, 2], &[0, 20, 0, 2, 1, 2]] {
        refused(Script { extensions, ..script() }, ErrorKind::Decode, 50);
    }
    let twice = &[0, 20, 0, 1, 2, 0, 20, 0, 1, 2];
    refused(Script { extensions: twice, ..script() }, ErrorKind::IllegalParameter, 47);
    // without a credential, client_certificate_type is not offered
    refused(Script { extensions: BOTH, ..script() }, ErrorKind::UnsolicitedExtension, 110);
    let anchors = super::anchor();
    let unsolicited = with(
        Script { extensions: SERVER, ..Script::default() },
        &Config::<Ecdsa> { ..config(&anchors) },
    );
    assert_eq!(unsolicited.result.unwrap_err().kind, ErrorKind::UnsolicitedExtension);
}

/// RFC 9846, section 4.5.1: no more than one entry.
#[test]
fn a_second_key_is_refused() {
    let chain = std::vec![spki(), spki()];
    refused(Script { chain, ..script() }, ErrorKind::IllegalParameter, 47);
    refused(Script { chain: Vec::new(), ..script() }, ErrorKind::NoCertificate, 50);
    refused(Script { chain: std::vec![Vec::new()], ..script() }, ErrorKind::Decode, 50);
}

#[test]
fn the_server_must_own_the_key() {
    let tamper = |kind, message: &mut Vec<u8>| {
        if kind == HandshakeType::CERTIFICATE_VERIFY {
            *message.last_mut().unwrap() ^= 1;
        }
    };
    refused(Script { tamper, ..script() }, ErrorKind::BadCertificateVerify, 51);
}

/// The client's flights, and the server's, of a handshake with keys both ways.
fn flights(extensions: &'static [u8]) -> [usize; 3] {
    let (spki, pins) = (spki(), [Sha256::digest(&spki())]);
    let credentials = [Credential { chain: &[&spki], signer: &RawPublicKey(Fixed) }];
    let config =
        Config::<Raw> { pins: &pins, credentials: &credentials, server_name: None, ..config(&[]) };
    let script = Script { extensions, request: Some(REQUEST), ..script() };
    let (mut server, mut second) = (Server::<Raw>::new(script), 0);
    let outcome = run(&config, Shape { rx: (1 << 14) + 256, ..Shape::default() }, |flight| {
        let answer = server.answer(flight);
        second = answer.len();
        answer
    });
    outcome.result.unwrap();
    [outcome.sent[0].len(), second, outcome.sent[1].len()]
}

/// draft-ietf-iotops-security-protocol-comparison: 162, 394 and 233 bytes. It takes the signatures
/// to have 71 bytes, and the answers of the server to be lists, which are a byte each longer than
/// RFC 7250, section 3, has them.
#[test]
fn raw_public_keys_take_787_bytes() {
    let [first, second, third] = flights(BOTH);
    assert_eq!((first, third), (162, 233));
    // the scripted server's signature is of this one transcript: its length does not vary
    assert_eq!(second, 394 - 2);
}

/// A server that does not take our raw public key is shown none, and decides.
#[test]
fn a_raw_public_key_is_shown_where_it_is_taken() {
    let [_, _, third] = flights(SERVER);
    assert_eq!(third, (5 + 8 + 1 + 8) + (5 + 36 + 1 + 8));
}

#[test]
fn a_flight_in_pieces_and_its_ends() {
    let pins = [Sha256::digest(&spki())];
    let config = Config::<Raw> { pins: &pins, ..config(&[]) };
    for cut in 1..400 {
        let mut server = Server::<Raw>::new(Script { cut: Some(cut), ..script() });
        run(&config, Shape::default(), |flight| server.answer(flight)).result.unwrap();
    }
    let (mut server, mut flight) = (Server::<Raw>::new(script()), Vec::new());
    run(&config, Shape::default(), |hello| {
        flight = server.answer(hello);
        flight.clone()
    })
    .result
    .unwrap();
    for end in 0..flight.len() {
        let outcome = run(&config, Shape::default(), |_| flight[..end].to_vec());
        assert_eq!(outcome.result.unwrap_err().kind, ErrorKind::Truncated, "{end} bytes");
    }
    super::cuts::every_flip_of(&config, &flight);
}
