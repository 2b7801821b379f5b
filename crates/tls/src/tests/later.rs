//! Authentication after the handshake (RFC 9846, section 4.7.2).

use std::cell::{Cell, RefCell};
use std::vec::Vec;

use motetls_crypto::p256::PrivateKey;
use motetls_crypto::{Aes128Ct, AesGcm, P256, Sha256};
use p256::ecdsa::signature::Verifier;
use p256::pkcs8::DecodePrivateKey;

use super::{Ecdsa, Script, Server, Shape, anchor, handshake};
use crate::handshake::HandshakeScratch;
use crate::hashes::OneHash;
use crate::msg::certificate_verify::{CLIENT_CONTEXT, CertificateVerify};
use crate::msg::message;
use crate::num::{ContentType, HandshakeType};
use crate::protect::Keys;
use crate::schedule::verify_data;
use crate::suite::AeadId;
use crate::transcript::Transcript;
use crate::{
    Config, Connection, Credential, EcdsaSigner, ErrorKind, Event, HandshakeSigner, Observer,
    Profile, ServerName, SignatureError, SignatureScheme, Wants,
};

crate::profile! {
    /// A client that can be asked later.
    struct Later;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    options: [post_handshake_auth];
    signer: PendingSigner;
    observer: Sent;
}

crate::profile! {
    /// The same with a chain that need not fit the send buffer.
    struct LongLater;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    options: [post_handshake_auth, long_chain];
    signer: PendingSigner;
    observer: Sent;
}

/// One of these two.
trait Asked: Profile<Observer = Sent, Signer = PendingSigner, Hashes = OneHash<Sha256>> {}
impl Asked for Later {}
impl Asked for LongLater {}

/// What the client sent, in the clear.
#[derive(Default)]
struct Sent(RefCell<Vec<Vec<u8>>>);

impl Observer for Sent {
    fn on(&self, event: Event<'_>) {
        if let Event::Sent { bytes, .. } | Event::SentPiece { bytes } = event {
            self.0.borrow_mut().push(bytes.to_vec());
        }
    }
}

/// The key of the fixed certificate; it is pending as often as it is told, and then answers so.
struct PendingSigner {
    key: EcdsaSigner<P256, Sha256>,
    pending: Cell<u32>,
    answer: Cell<Result<(), SignatureError>>,
}

impl HandshakeSigner for PendingSigner {
    type Signature = [u8; 64];
    fn signs(&self, scheme: SignatureScheme) -> bool {
        self.key.signs(scheme)
    }
    fn sign(
        &self,
        scheme: SignatureScheme,
        message: &[&[u8]],
        signature: &mut [u8],
    ) -> Result<usize, SignatureError> {
        if let Some(left) = self.pending.get().checked_sub(1) {
            self.pending.set(left);
            return Err(SignatureError::Pending);
        }
        self.answer.get()?;
        self.key.sign(scheme, message, signature)
    }
}

fn key() -> p256::ecdsa::SigningKey {
    p256::ecdsa::SigningKey::from_pkcs8_der(include_bytes!("data/leaf.p8.der")).unwrap()
}

fn signer(pending: u32) -> PendingSigner {
    let private = PrivateKey::from_bytes(&<[u8; 32]>::from(key().to_bytes())).unwrap();
    let key = EcdsaSigner::new(private, [7; 32]);
    PendingSigner { key, pending: Cell::new(pending), answer: Cell::new(Ok(())) }
}

const LEAF: &[u8] = include_bytes!("data/leaf.der");
/// signature_algorithms with ecdsa_secp256r1_sha256, as the extensions of a request.
const SCHEMES: &[u8] = &[0, 8, 0, 13, 0, 4, 0, 2, 4, 3];

/// A request of this context with these extensions, behind their length.
fn request(context: &[u8], extensions: &[u8]) -> Vec<u8> {
    super::server::encode(|w| {
        message(w, HandshakeType::CERTIFICATE_REQUEST, |w| {
            w.u8(u8::try_from(context.len()).unwrap());
            w.bytes(context);
            w.bytes(extensions);
        });
    })
}

/// An open connection and its server.
struct Pair<'b, P: Profile> {
    client: Connection<P, &'b mut [u8]>,
    server: Server<P>,
    reads: Keys<P>,
    transcript: Transcript<P::Hashes>,
}

/// Opens a connection for `test`, with these credentials.
fn open<P: Asked>(
    tx: usize,
    signer: Option<&PendingSigner>,
    test: impl FnOnce(&mut Pair<'_, P>, &Config<'_, P>),
) {
    let (anchors, sent) = (anchor(), Sent::default());
    let credential = signer.map(|signer| Credential { chain: &[LEAF], signer });
    let config = Config::<P> {
        server_name: Some(ServerName::from_static("server.test")),
        anchors: &anchors,
        credentials: credential.as_slice(),
        ..Config::new(&sent)
    };
    let (mut rx, mut tx) = ([0; 2048], std::vec![0; tx]);
    let mut server = Server::<P>::new(Script::default());
    let mut client = Connection::new(&mut rx, &mut tx);
    let mut answer = |flight: &[u8]| server.answer(flight);
    let (mut scratch, mut flights) = (HandshakeScratch::new(), Vec::new());
    let shape = Shape::default();
    handshake(&config, shape, &mut client, &mut scratch, &mut flights, &mut answer).unwrap();
    let mut transcript = server.transcript.copy();
    transcript.add(config.observer.0.borrow().last().unwrap());
    let reads = Keys::new(AeadId::Aes128Gcm, (), &server.traffic.peer).unwrap();
    config.observer.0.borrow_mut().clear();
    test(&mut Pair { client, server, reads, transcript }, &config);
}

impl<P: Asked> Pair<'_, P> {
    /// Delivers bytes until the client takes no more, and yields what is left.
    fn deliver(&mut self, wire: &mut Vec<u8>) {
        loop {
            let n = self.client.cipher_in().len().min(wire.len());
            if n == 0 {
                return;
            }
            self.client.cipher_in()[..n].copy_from_slice(&wire[..n]);
            wire.drain(..n);
            self.client.cipher_in_done(n);
        }
    }

    fn send(&mut self, content: ContentType, bytes: &[u8]) {
        let mut wire = self.server.seal(content, bytes);
        self.deliver(&mut wire);
        assert!(wire.is_empty());
    }

    /// The content of the records in `wire`, with the type of each.
    fn opened(&mut self, mut wire: &[u8]) -> Vec<(u8, Vec<u8>)> {
        let mut records = Vec::new();
        while let Some((header, rest)) = wire.split_first_chunk::<5>() {
            let (body, rest) =
                rest.split_at(usize::from(u16::from_be_bytes([header[3], header[4]])));
            let (mut text, tag) = (body[..body.len() - 16].to_vec(), &body[body.len() - 16..]);
            let mut message = self.reads.start(header, text.len()).unwrap();
            self.reads.open_last(&mut message, &mut text, tag).unwrap();
            let content = text.pop().unwrap();
            records.push((content, text));
            wire = rest;
        }
        records
    }

    /// Answers the request that waits and yields the plain messages, after checking that they are
    /// what the records hold.
    fn answer(&mut self, config: &Config<'_, P>) -> Vec<Vec<u8>> {
        assert_eq!(self.client.wants(), Ok(Wants::Authenticate));
        config.observer.0.borrow_mut().clear();
        let mut wire = Vec::new();
        let mut answer = self.client.authenticate(config).unwrap();
        loop {
            match answer.wants().unwrap() {
                Wants::Send => {
                    wire.extend(answer.cipher_out());
                    answer.cipher_out_done(answer.cipher_out().len());
                }
                Wants::Sign => answer.sign(),
                _ => break,
            }
        }
        drop(answer);
        let messages = config.observer.0.borrow().clone();
        let records: Vec<_> = messages.iter().map(|message| (22, message.clone())).collect();
        assert_eq!(self.opened(&wire), records);
        messages
    }

    /// Holds an answer to a request of this context against the transcript.
    fn check(&self, request: &[u8], context: &[u8], answer: &[Vec<u8>]) {
        let [certificate, verify, finished] = answer else { panic!("{} messages", answer.len()) };
        let mut transcript = self.transcript.copy();
        transcript.add(request);
        let length = u8::try_from(context.len()).unwrap();
        assert_eq!(&certificate[4..5 + context.len()], [&[length], context].concat());
        assert!(certificate.ends_with(&[LEAF, &[0, 0]].concat()));
        transcript.add(certificate);
        let proof = CertificateVerify::decode(&verify[4..]).unwrap();
        let digest = transcript.digest();
        let signature = p256::ecdsa::DerSignature::from_bytes(proof.signature).unwrap();
        key().verifying_key().verify(&[CLIENT_CONTEXT, &digest[..]].concat(), &signature).unwrap();
        transcript.add(verify);
        self.check_finished(&transcript, finished);
    }

    fn check_finished(&self, transcript: &Transcript<P::Hashes>, finished: &[u8]) {
        let expected = verify_data((), &self.server.traffic.peer, &transcript.digest());
        assert_eq!(&finished[4..], expected.expose(()));
    }

    /// Data both ways still arrive.
    fn exchange(&mut self) {
        self.send(ContentType::APPLICATION_DATA, b"down");
        assert_eq!(self.client.plain_out(), b"down");
        self.client.plain_out_done(4);
        self.client.plain_in()[..2].copy_from_slice(b"up");
        self.client.plain_in_done(2).unwrap();
        let wire = self.client.cipher_out().to_vec();
        self.client.cipher_out_done(wire.len());
        assert_eq!(self.opened(&wire), [(23, b"up".to_vec())]);
    }
}

#[test]
fn requests_are_answered_one_after_the_other() {
    let signer = signer(2);
    open::<Later>(1024, Some(&signer), |pair, config| {
        for context in [&[9, 8, 7][..], &[], &[1; 255]] {
            let request = request(context, SCHEMES);
            pair.send(ContentType::HANDSHAKE, &request);
            assert!(pair.client.cipher_in().is_empty(), "nothing is read meanwhile");
            let answer = pair.answer(config);
            pair.check(&request, context, &answer);
            pair.exchange();
        }
    });
}

/// Section 4.3.6: post_handshake_auth is offered where the profile names it.
#[test]
fn it_is_offered_where_it_is_named() {
    fn offers<P: Profile>(config: &Config<'_, P>) -> bool {
        let (mut rx, mut tx) = ([0; 2048], [0; 512]);
        let mut client = Connection::<P, _>::new(&mut rx, &mut tx);
        let mut scratch = HandshakeScratch::new();
        let handshake = client.client(config, &mut super::Fixed(1), &mut scratch).unwrap();
        handshake.cipher_out().windows(4).any(|bytes| bytes == [0, 49, 0, 0])
    }
    let name = Some(ServerName::from_static("server.test"));
    assert!(offers(&Config::<Later> { server_name: name, ..Config::new(&Sent::default()) }));
    assert!(!offers(&Config::<Ecdsa> { server_name: name, ..Config::new(&()) }));
}

/// After a key update, Finished is made with the traffic secret in use.
#[test]
fn a_request_after_a_key_update() {
    let signer = signer(0);
    open::<Later>(1024, Some(&signer), |pair, config| {
        pair.client.update_keys(false).unwrap();
        let wire = pair.client.cipher_out().to_vec();
        pair.client.cipher_out_done(wire.len());
        assert_eq!(pair.opened(&wire).len(), 1);
        crate::schedule::next_traffic_secret((), &mut pair.server.traffic.peer);
        pair.reads = Keys::new(AeadId::Aes128Gcm, (), &pair.server.traffic.peer).unwrap();
        let request = request(&[1], SCHEMES);
        pair.send(ContentType::HANDSHAKE, &request);
        let answer = pair.answer(config);
        pair.check(&request, &[1], &answer);
    });
}

/// Without a certificate that suits, the list is empty, and Finished follows.
#[test]
fn without_a_credential_the_list_is_empty() {
    let rsa: &[u8] = &[0, 8, 0, 13, 0, 4, 0, 2, 8, 4];
    let signer = signer(0);
    for (credential, extensions) in [(None, SCHEMES), (Some(&signer), rsa)] {
        open::<Later>(512, credential, |pair, config| {
            let request = request(&[5], extensions);
            pair.send(ContentType::HANDSHAKE, &request);
            let answer = pair.answer(config);
            let [certificate, finished] = &answer[..] else { panic!("{} messages", answer.len()) };
            assert_eq!(certificate[..], [11, 0, 0, 5, 1, 5, 0, 0, 0]);
            let mut transcript = pair.transcript.copy();
            transcript.add(&request);
            transcript.add(certificate);
            pair.check_finished(&transcript, finished);
            pair.exchange();
        });
    }
}

/// Data before the request come first, data and messages behind it after the answer.
#[test]
fn what_surrounds_a_request_arrives_in_order() {
    let signer = signer(1);
    open::<Later>(1024, Some(&signer), |pair, config| {
        let request = request(&[1, 2], SCHEMES);
        let mut ticket = std::vec![4, 0, 0, 20];
        ticket.extend([0; 20]);
        let with_ticket = [&ticket[..], &request, &ticket].concat();
        let mut wire = pair.server.seal(ContentType::APPLICATION_DATA, b"before");
        let (front, back) = with_ticket.split_at(30);
        wire.extend(pair.server.seal(ContentType::HANDSHAKE, front));
        wire.extend(pair.server.seal(ContentType::HANDSHAKE, back));
        wire.extend(pair.server.seal(ContentType::APPLICATION_DATA, b"behind"));
        pair.deliver(&mut wire);
        assert_eq!(pair.client.plain_out(), b"before");
        pair.client.plain_out_done(6);
        pair.deliver(&mut wire);
        assert!(!wire.is_empty());
        let answer = pair.answer(config);
        pair.check(&request, &[1, 2], &answer);
        pair.deliver(&mut wire);
        assert_eq!(pair.client.plain_out(), b"behind");
        pair.client.plain_out_done(6);
        pair.exchange();
    });
}

/// Two requests in one record.
#[test]
fn a_second_request_waits_for_the_first() {
    let signer = signer(0);
    open::<Later>(1024, Some(&signer), |pair, config| {
        let (first, second) = (request(&[1], SCHEMES), request(&[2], SCHEMES));
        pair.send(ContentType::HANDSHAKE, &[&first[..], &second].concat());
        for (request, context) in [(&first, 1), (&second, 2)] {
            let answer = pair.answer(config);
            pair.check(request, &[context], &answer);
        }
        assert_eq!(pair.client.wants(), Ok(Wants::Receive));
    });
}

#[test]
fn malformed_requests_are_refused_with_their_alerts() {
    let twice = &[0, 16, 0, 13, 0, 4, 0, 2, 4, 3, 0, 13, 0, 4, 0, 2, 4, 3];
    let cases: [(&[u8], ErrorKind, u8); 4] = [
        (&[0, 0], ErrorKind::MissingExtension, 109),
        (&[0, 9, 0], ErrorKind::Decode, 50),
        (twice, ErrorKind::IllegalParameter, 47),
        (&[0, 4, 0, 51, 0, 0], ErrorKind::IllegalParameter, 47),
    ];
    for (extensions, kind, alert) in cases {
        open::<Later>(512, None, |pair, config| {
            pair.send(ContentType::HANDSHAKE, &request(&[1], extensions));
            let wire = pair.client.cipher_out().to_vec();
            assert_eq!(pair.opened(&wire), [(21, std::vec![2, alert])]);
            pair.client.cipher_out_done(wire.len());
            assert_eq!(pair.client.wants().unwrap_err().kind, kind);
            assert_eq!(
                pair.client.authenticate(config).map(|_| ()).unwrap_err().kind,
                ErrorKind::Misuse
            );
        });
    }
}

/// Section 4.7.2: a client that did not offer post_handshake_auth answers unexpected_message.
#[test]
fn a_request_that_was_not_asked_for_is_refused() {
    let anchors = anchor();
    let config = super::config::<Ecdsa>(&anchors);
    let (mut rx, mut tx) = ([0; 2048], [0; 512]);
    let mut server = Server::<Ecdsa>::new(Script::default());
    let mut client = Connection::new(&mut rx, &mut tx);
    let mut answer = |flight: &[u8]| server.answer(flight);
    let (mut scratch, mut flights) = (HandshakeScratch::new(), Vec::new());
    let shape = Shape::default();
    handshake(&config, shape, &mut client, &mut scratch, &mut flights, &mut answer).unwrap();
    let wire = server.seal(ContentType::HANDSHAKE, &request(&[1], SCHEMES));
    for byte in wire {
        client.cipher_in()[0] = byte;
        client.cipher_in_done(1);
    }
    let n = client.cipher_out().len();
    assert_eq!(n, 5 + 2 + 1 + 16, "an alert");
    client.cipher_out_done(n);
    assert_eq!(client.wants().unwrap_err().kind, ErrorKind::UnexpectedMessage);
}

#[test]
fn a_signer_that_fails_ends_the_connection() {
    let signer = signer(0);
    signer.answer.set(Err(SignatureError::Failed));
    open::<Later>(1024, Some(&signer), |pair, config| {
        pair.send(ContentType::HANDSHAKE, &request(&[1], SCHEMES));
        let mut answer = pair.client.authenticate(config).unwrap();
        answer.cipher_out_done(answer.cipher_out().len());
        assert_eq!(answer.cipher_out().len(), 5 + 2 + 1 + 16, "an alert");
        answer.cipher_out_done(answer.cipher_out().len());
        assert_eq!(answer.wants().unwrap_err().kind, ErrorKind::Signer);
        drop(answer);
        assert_eq!(pair.client.wants().unwrap_err().kind, ErrorKind::Signer);
    });
}

#[test]
fn a_chain_longer_than_the_send_buffer_is_refused() {
    let signer = signer(0);
    open::<Later>(256, Some(&signer), |pair, config| {
        pair.send(ContentType::HANDSHAKE, &request(&[1], SCHEMES));
        let kind = pair.client.authenticate(config).map(|_| ()).unwrap_err().kind;
        assert_eq!(kind, ErrorKind::SendBufferTooSmall);
    });
}

/// With `long_chain` it goes out in pieces.
#[test]
fn a_chain_longer_than_the_send_buffer_in_pieces() {
    let signer = signer(1);
    for tx in [256, 300, 512, 2048] {
        open::<LongLater>(tx, Some(&signer), |pair, config| {
            let request = request(&[6, 7], SCHEMES);
            pair.send(ContentType::HANDSHAKE, &request);
            let mut records = pair.answer(config);
            let finished = records.pop().unwrap();
            let verify = records.pop().unwrap();
            assert_eq!(records.len(), (4 + 3 + 3 + 3 + LEAF.len() + 2).div_ceil(tx - 5 - 17));
            pair.check(&request, &[6, 7], &[records.concat(), verify, finished]);
            pair.exchange();
        });
    }
}

/// Half an answer cannot be gone on with.
#[test]
fn a_dropped_answer_ends_the_connection() {
    let signer = signer(1);
    open::<Later>(1024, Some(&signer), |pair, config| {
        let none = pair.client.authenticate(config).map(|_| ()).unwrap_err();
        assert_eq!(none.kind, ErrorKind::Misuse, "there is no request");
        pair.send(ContentType::HANDSHAKE, &request(&[1], SCHEMES));
        drop(pair.client.authenticate(config).unwrap());
        assert!(pair.client.plain_in().is_empty());
        let n = pair.client.cipher_out().len();
        pair.client.cipher_out_done(n);
        assert_eq!(pair.client.wants().unwrap_err().kind, ErrorKind::Misuse);
    });
}
