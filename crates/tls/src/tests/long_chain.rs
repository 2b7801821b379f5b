//! A chain of the client's that is longer than its send buffer.

use std::vec::Vec;

use motetls_crypto::{Aes128Ct, AesGcm, P256, Sha256};

use super::{Script, Server, Shape, anchor, config, run};
use crate::hashes::Hashes;
use crate::msg::{self, certificate};
use crate::num::HandshakeType;
use crate::schedule::verify_data;
use crate::{
    Config, Credential, ErrorKind, HandshakeSigner, Profile, SignatureError, SignatureScheme,
};

crate::profile! {
    /// A client with a long chain.
    struct Long;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    options: [long_chain];
    signer: Ones;
}

/// A signer of ones.
struct Ones;

impl HandshakeSigner for Ones {
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
        Ok(64)
    }
}

const REQUEST: &[u8] = &[0, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3];

/// The messages of the client's last flight in one string, and how many records held them.
fn answered(tx: usize, chain: &[&[u8]]) -> Result<(Vec<u8>, usize), ErrorKind> {
    let anchors = anchor();
    let credentials = [Credential { chain, signer: &Ones }];
    let config = Config::<Long> { credentials: &credentials, ..config(&anchors) };
    let mut server = Server::<Long>::new(Script { request: Some(REQUEST), ..Script::default() });
    let shape = Shape { tx, ..Shape::default() };
    let outcome = run(&config, shape, |flight| server.answer(flight));
    outcome.result.map_err(|error| error.kind)?;
    let (mut messages, mut records) = (Vec::new(), 0);
    let mut wire = &outcome.sent[1][..];
    while let Some((header, rest)) = wire.split_first_chunk::<5>() {
        let (body, rest) = rest.split_at(usize::from(u16::from_be_bytes([header[3], header[4]])));
        assert!(body.len() + 5 <= tx);
        messages.extend(server.open_handshake(header, body));
        (wire, records) = (rest, records + 1);
    }
    // what the client hashed is what it sent
    let reads = server.handshake_peer.as_ref().unwrap();
    let finished = messages.split_off(messages.len() - 36);
    server.transcript.add(&messages);
    let expected = verify_data((), reads, &server.transcript.digest());
    assert_eq!(finished[4..], expected.expose(())[..<Long as Profile>::Hashes::len(())]);
    Ok((messages, records))
}

#[test]
fn a_chain_in_pieces() {
    let certificate: &[u8] = &[7; 700];
    let chains: [&[&[u8]]; 3] = [&[&[9; 100]], &[certificate], &[certificate; 6]];
    for chain in chains {
        for tx in [256, 300, 512, 4096, 6000] {
            let (messages, records) = answered(tx, chain).unwrap();
            let (kind, first) = msg::first_message(&messages).unwrap();
            assert_eq!(kind, HandshakeType::CERTIFICATE);
            let length = certificate::encoded_len(&[], chain);
            assert_eq!(first.len(), length);
            assert!(first.ends_with(&[chain[chain.len() - 1], &[0, 0]].concat()));
            assert_eq!(messages[length], HandshakeType::CERTIFICATE_VERIFY.0);
            let room = tx - 5 - 17;
            assert_eq!(records, length.div_ceil(room) + 2, "{tx}");
        }
    }
}
