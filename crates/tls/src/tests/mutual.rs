//! A client with a certificate of its own: signers that wait, fail, or know no common scheme.

use std::cell::Cell;
use std::vec::Vec;

use motetls_crypto::{Aes128Ct, AesGcm, P256, Sha256};

use super::{Fixed, Script, Server, Shape, anchor, config};
use crate::authorities::Authorities;
use crate::{
    Config, Connection, Credential, ErrorKind, HandshakeScratch, HandshakeSigner, SignatureError,
    SignatureScheme, Wants,
};

crate::profile! {
    /// Certificates both ways.
    struct Mutual;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    signer: Scripted;
}

/// A signer that answers as it is told.
struct Scripted {
    answer: Cell<Result<(), SignatureError>>,
    asked: Cell<u32>,
}

impl HandshakeSigner for Scripted {
    type Signature = [u8; 64];
    fn signs(&self, scheme: SignatureScheme) -> bool {
        scheme == SignatureScheme::ecdsa_secp256r1_sha256
    }
    fn sign(
        &self,
        _: SignatureScheme,
        message: &[&[u8]],
        signature: &mut [u8],
    ) -> Result<usize, SignatureError> {
        self.asked.set(self.asked.get() + 1);
        assert!(message[0].ends_with(b"TLS 1.3, client CertificateVerify\0"));
        assert_eq!(message[1].len(), 32);
        self.answer.get()?;
        signature.fill(1);
        Ok(64)
    }
}

/// ecdsa_secp256r1_sha256, and rsa_pss_rsae_sha256 before it.
const REQUEST: &[u8] = &[0, 0, 10, 0, 13, 0, 6, 0, 4, 8, 4, 4, 3];
/// rsa_pss_rsae_sha256 alone.
const RSA_ONLY: &[u8] = &[0, 0, 8, 0, 13, 0, 4, 0, 2, 8, 4];

/// What a step of the handshake is asked to do beside moving bytes.
type WhenWaiting<'a> = &'a mut dyn FnMut(&mut crate::Handshake<'_, Mutual, &mut [u8]>) -> bool;

/// Runs a handshake with a server that sends `request`; `waiting` is called when a signature is
/// awaited, and says whether to go on. Yields how it ended and the lengths of the client's flights.
fn run(
    signer: &Scripted,
    request: &'static [u8],
    waiting: WhenWaiting<'_>,
) -> (Result<Wants, ErrorKind>, Vec<usize>) {
    let anchors = anchor();
    let credential = Credential { chain: &[include_bytes!("data/leaf.der")], signer };
    let credentials = [credential];
    let config = Config::<Mutual> { credentials: &credentials, ..config(&anchors) };
    let mut server = Server::<Mutual>::new(Script { request: Some(request), ..Script::default() });
    let (mut rx, mut tx) = ([0; 2048], [0; 1024]);
    let mut connection = Connection::new(&mut rx, &mut tx);
    let mut scratch = HandshakeScratch::new();
    let mut handshake = connection.client(&config, &mut Fixed(1), &mut scratch).unwrap();
    let (mut wire, mut sent) = (Vec::new(), Vec::new());
    loop {
        match handshake.wants() {
            Ok(Wants::Send) => {
                let flight = handshake.cipher_out().to_vec();
                handshake.cipher_out_done(flight.len());
                if sent.is_empty() {
                    wire = server.answer(&flight);
                }
                sent.push(flight.len());
            }
            Ok(Wants::Receive) => {
                let n = handshake.cipher_in().len().min(wire.len());
                assert_ne!(n, 0, "the script ends");
                handshake.cipher_in()[..n].copy_from_slice(&wire[..n]);
                wire.drain(..n);
                handshake.cipher_in_done(n);
            }
            Ok(Wants::Sign) => {
                assert!(handshake.cipher_in().is_empty(), "nothing is read meanwhile");
                if !waiting(&mut handshake) {
                    return (Ok(Wants::Sign), sent);
                }
            }
            end => return (end.map_err(|error| error.kind), sent),
        }
    }
}

#[test]
fn a_signer_may_answer_later() {
    let signer = Scripted { answer: Cell::new(Err(SignatureError::Pending)), asked: Cell::new(0) };
    let mut waited = 0;
    let (end, sent) = run(&signer, REQUEST, &mut |handshake| {
        waited += 1;
        if waited == 3 {
            signer.answer.set(Ok(()));
        }
        handshake.sign();
        true
    });
    assert_eq!(end, Ok(Wants::Done));
    assert_eq!((waited, signer.asked.get()), (3, 4));
    assert_eq!(sent.len(), 3, "hello, certificate, proof: {sent:?}");
}

#[test]
fn a_signer_that_fails_ends_the_handshake_with_an_alert() {
    let signer = Scripted { answer: Cell::new(Err(SignatureError::Failed)), asked: Cell::new(0) };
    let (end, sent) = run(&signer, REQUEST, &mut |_| false);
    assert_eq!(end, Err(ErrorKind::Signer));
    // a record of an alert: header, two bytes, type, tag
    assert_eq!(sent.last(), Some(&(5 + 2 + 1 + 16)));
}

/// Section 4.5.1: without a certificate that suits, the list is empty, and no proof follows.
#[test]
fn without_a_common_scheme_the_list_is_empty() {
    let signer = Scripted { answer: Cell::new(Ok(())), asked: Cell::new(0) };
    let (end, sent) = run(&signer, RSA_ONLY, &mut |_| false);
    assert_eq!((end, signer.asked.get()), (Ok(Wants::Done), 0));
    let empty_and_finished = (5 + 8 + 1 + 16) + (5 + 36 + 1 + 16);
    assert_eq!(sent.last(), Some(&empty_and_finished));
}

/// A signer of certificates of one authority.
struct Of(u8);

impl HandshakeSigner for Of {
    const SELECTS: bool = true;
    type Signature = [u8; 64];
    fn signs(&self, scheme: SignatureScheme) -> bool {
        scheme == SignatureScheme::ecdsa_secp256r1_sha256
    }
    fn suits(&self, mut authorities: Authorities<'_>) -> bool {
        authorities.any(|name| name == [0x30, self.0])
    }
    fn sign(
        &self,
        _: SignatureScheme,
        _: &[&[u8]],
        signature: &mut [u8],
    ) -> Result<usize, SignatureError> {
        signature.fill(self.0);
        Ok(64)
    }
}

crate::profile! {
    /// Certificates of several authorities.
    struct Several;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    signer: Of;
}

/// Which of three credentials, told by the lengths of their chains, a request leads to.
fn chosen(request: &'static [u8]) -> Result<Option<usize>, ErrorKind> {
    let anchors = anchor();
    let chains: [&[&[u8]]; 3] = [&[&[0; 100]], &[&[0; 150]], &[&[0; 200]]];
    let signers = [Of(1), Of(2), Of(3)];
    let credentials = [0, 1, 2].map(|n| Credential { chain: chains[n], signer: &signers[n] });
    let config = Config::<Several> { credentials: &credentials, ..config(&anchors) };
    let script = Script { request: Some(request), ..Script::default() };
    let mut server = Server::<Several>::new(script);
    let shape = Shape { tx: 1024, ..Shape::default() };
    let outcome = super::run(&config, shape, |flight| server.answer(flight));
    outcome.result.map_err(|error| error.kind)?;
    let list = outcome.sent[1].len() - (5 + 1 + 16) - (4 + 1 + 3);
    // behind Certificate stand CertificateVerify, of 70 to 72 bytes of signature, and Finished
    Ok(chains.iter().position(|chain| {
        let rest = list.checked_sub(3 + chain[0].len() + 2 + 2 * (5 + 1 + 16) + 8 + 36);
        rest.is_some_and(|signature| (70..=72).contains(&signature))
    }))
}

/// Section 4.3.4: the credential is one of an authority that the server named.
#[test]
fn a_credential_of_an_authority_that_is_named() {
    const ANY: &[u8] = &[0, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3];
    assert_eq!(chosen(ANY), Ok(Some(0)), "any will do");
    let second = &[0, 0, 18, 0, 13, 0, 4, 0, 2, 4, 3, 0, 47, 0, 6, 0, 4, 0, 2, 0x30, 2];
    assert_eq!(chosen(second), Ok(Some(1)));
    let two =
        &[0, 0, 22, 0, 13, 0, 4, 0, 2, 4, 3, 0, 47, 0, 10, 0, 8, 0, 2, 0x30, 9, 0, 2, 0x30, 3];
    assert_eq!(chosen(two), Ok(Some(2)));
    let other = &[0, 0, 18, 0, 13, 0, 4, 0, 2, 4, 3, 0, 47, 0, 6, 0, 4, 0, 2, 0x30, 9];
    assert_eq!(chosen(other), Ok(None), "an empty list");
    let empty = &[0, 0, 14, 0, 13, 0, 4, 0, 2, 4, 3, 0, 47, 0, 2, 0, 0];
    assert_eq!(chosen(empty), Err(ErrorKind::Decode));
}
