//! A server that follows a script. It shares the client's key schedule and record protection, both held to outside
//! vectors elsewhere; its key agreement and its signatures are another implementation's.

use std::vec::Vec;

use motetls_base::{Reader, Secret, Writer};
use p256::ecdsa::signature::Signer;
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::pkcs8::DecodePrivateKey;

use crate::carrier::stream::Outbound;
use crate::handshake::signed_content;
use crate::msg::certificate_verify::SERVER_CONTEXT;
use crate::msg::client_hello::BINDERS;
use crate::msg::{finished, message};
use crate::num::{ContentType, HandshakeType};
use crate::profile::{Profile, speaks};
use crate::protect::Keys;
use crate::schedule::{Early, Master, Traffic, verify_data};
use crate::suite::SUITES;
use crate::transcript::Transcript;

/// What the server does otherwise than it should.
pub(crate) struct Script {
    /// Changes a message before it is hashed and sent.
    pub(crate) tamper: fn(HandshakeType, &mut Vec<u8>),
    /// Sends a HelloRetryRequest with these extensions first.
    pub(crate) retry: Option<&'static [u8]>,
    /// Sends a CertificateRequest with this body.
    pub(crate) request: Option<&'static [u8]>,
    /// The certificates it sends, DER.
    pub(crate) chain: Vec<Vec<u8>>,
    /// The most content in one record of the second part of the flight.
    pub(crate) record: usize,
    /// Where the second part of the flight is cut into records, if not by `record`.
    pub(crate) cut: Option<usize>,
    /// Bytes of padding in each protected record.
    pub(crate) padding: usize,
    /// Application data it sends before it has said who it is.
    pub(crate) early: &'static [u8],
    /// Its pre-shared key.
    pub(crate) psk: &'static [u8],
}

impl Default for Script {
    fn default() -> Self {
        Script {
            tamper: |_, _| {},
            retry: None,
            request: None,
            chain: std::vec![include_bytes!("data/leaf.der").to_vec()],
            record: 1 << 14,
            cut: None,
            padding: 0,
            early: &[],
            psk: super::PSK.secret,
        }
    }
}

/// The server's side of a handshake.
pub(crate) struct Server<P: Profile> {
    script: Script,
    transcript: Transcript<P::Hash>,
    master: Option<Master>,
    pub(crate) traffic: Traffic,
    pub(crate) keys: Option<Keys<P>>,
    retried: bool,
}

struct Hello {
    share: Option<Vec<u8>>,
    psk: bool,
}

impl<P: Profile> Server<P> {
    pub(crate) fn new(script: Script) -> Self {
        Server {
            script,
            transcript: Transcript::new(),
            master: None,
            traffic: Traffic::new(),
            keys: None,
            retried: false,
        }
    }

    /// Answers a flight of the client.
    pub(crate) fn answer(&mut self, flight: &[u8]) -> Vec<u8> {
        let client_hello = &flight[5..];
        let hello = parse(client_hello);
        if let (Some(extensions), false) = (self.script.retry, self.retried) {
            self.retried = true;
            self.transcript.add(client_hello);
            self.transcript.restart_for_retry();
            let retry = self.hello(&crate::msg::server_hello::RETRY_RANDOM, extensions);
            return plain_record(&self.add(retry));
        }
        if hello.psk {
            let covered = client_hello.len() - BINDERS;
            let hash = self.transcript.hash_with(&client_hello[..covered]);
            let binder = Early::new::<P::Hash>(Some(self.script.psk)).binder::<P::Hash>(&hash);
            assert_eq!(binder.expose()[..], client_hello[client_hello.len() - 32..], "the client's binder");
        }
        self.transcript.add(client_hello);
        let mut wire = self.first_part(&hello);
        wire.extend(self.second_part(&hello));
        wire
    }

    fn hello(&self, random: &[u8; 32], extensions: &[u8]) -> Vec<u8> {
        let suite = SUITES.iter().find(|suite| speaks::<P>(suite.aead)).unwrap();
        encode(|w| {
            message(w, HandshakeType::SERVER_HELLO, |w| {
                w.u16(0x0303);
                w.bytes(random);
                w.u8(0);
                w.u16(suite.id.0);
                w.u8(0);
                let block = w.open(2);
                w.bytes(&[0, 43, 0, 2, 3, 4]);
                w.bytes(extensions);
                w.close(block);
            });
        })
    }

    /// ServerHello, in the clear.
    fn first_part(&mut self, hello: &Hello) -> Vec<u8> {
        let own = p256::SecretKey::from_slice(&[7; 32]).unwrap();
        let mut extensions = Vec::new();
        let mut shared = None;
        if let Some(share) = &hello.share {
            let peer = p256::PublicKey::from_sec1_bytes(share).unwrap();
            let secret = p256::ecdh::diffie_hellman(own.to_nonzero_scalar(), peer.as_affine());
            shared = Some(Secret::new((*secret.raw_secret_bytes()).into()));
            extensions.extend([0, 51, 0, 69, 0, 23, 0, 65]);
            extensions.extend(own.public_key().to_encoded_point(false).as_bytes());
        }
        if hello.psk {
            extensions.extend([0, 41, 0, 2, 0, 0]);
        }
        let message = self.hello(&[9; 32], &extensions);
        let message = self.add(message);
        let early = Early::new::<P::Hash>(hello.psk.then_some(self.script.psk));
        let hash = self.transcript.hash();
        self.master = Some(early.into_master::<P::Hash>(shared.as_ref().map(AsRef::as_ref), &hash, &mut self.traffic));
        let suite = SUITES.iter().find(|suite| speaks::<P>(suite.aead)).unwrap();
        self.keys = Keys::new(suite.aead, &self.traffic.server);
        plain_record(&message)
    }

    /// From EncryptedExtensions to Finished, protected.
    fn second_part(&mut self, hello: &Hello) -> Vec<u8> {
        let mut flight = self.add(encode(|w| message(w, HandshakeType::ENCRYPTED_EXTENSIONS, |w| w.u16(0))));
        if !hello.psk {
            if let Some(body) = self.script.request {
                flight.extend(self.add(encode(|w| message(w, HandshakeType::CERTIFICATE_REQUEST, |w| w.bytes(body)))));
            }
            let certificate = self.certificate();
            flight.extend(self.add(certificate));
            let verify = self.certificate_verify();
            flight.extend(self.add(verify));
        }
        let verify = verify_data::<P::Hash>(&self.traffic.server, &self.transcript.hash());
        flight.extend(self.add(encode(|w| finished::encode(w, verify.expose()))));
        let cut = self.script.cut.unwrap_or(flight.len()).min(flight.len());
        let (before, after) = flight.split_at(cut);
        let mut wire = Vec::new();
        if !self.script.early.is_empty() {
            wire.extend(self.seal(ContentType::APPLICATION_DATA, self.script.early));
        }
        for piece in before.chunks(self.script.record).chain(after.chunks(self.script.record)) {
            wire.extend(self.seal(ContentType::HANDSHAKE, piece));
        }
        let suite = SUITES.iter().find(|suite| speaks::<P>(suite.aead)).unwrap();
        let master = self.master.as_ref().unwrap();
        master.application::<P::Hash>(&self.transcript.hash(), &mut self.traffic);
        self.keys = Keys::new(suite.aead, &self.traffic.server);
        wire
    }

    fn certificate(&self) -> Vec<u8> {
        encode(|w| {
            message(w, HandshakeType::CERTIFICATE, |w| {
                w.u8(0);
                let list = w.open(3);
                for der in &self.script.chain {
                    let certificate = w.open(3);
                    w.bytes(der);
                    w.close(certificate);
                    w.u16(0);
                }
                w.close(list);
            });
        })
    }

    fn certificate_verify(&self) -> Vec<u8> {
        let key = p256::ecdsa::SigningKey::from_pkcs8_der(include_bytes!("data/leaf.p8.der")).unwrap();
        let mut content = SERVER_CONTEXT.to_vec();
        content.extend(self.transcript.hash());
        assert_eq!(
            signed_content::<P::Hash>(SERVER_CONTEXT, &self.transcript.hash()),
            <motetls_crypto::Sha256 as motetls_crypto::Hash>::digest(&content)
        );
        let signature: p256::ecdsa::DerSignature = key.sign(&content);
        encode(|w| {
            message(w, HandshakeType::CERTIFICATE_VERIFY, |w| {
                w.u16(0x0403);
                let length = w.open(2);
                w.bytes(signature.as_bytes());
                w.close(length);
            });
        })
    }

    /// Tampers with a message as the script says and takes it into the transcript.
    fn add(&mut self, mut message: Vec<u8>) -> Vec<u8> {
        (self.script.tamper)(HandshakeType(message[0]), &mut message);
        self.transcript.add(&message);
        message
    }

    /// Seals one record under the current keys.
    pub(crate) fn seal(&mut self, content: ContentType, bytes: &[u8]) -> Vec<u8> {
        let keys = self.keys.as_mut().unwrap();
        let mut body = bytes.to_vec();
        body.push(content.0);
        body.extend(std::vec![0; self.script.padding + keys.tag_len()]);
        let [high, low] = u16::try_from(body.len()).unwrap().to_be_bytes();
        let header = [23, 3, 3, high, low];
        keys.seal(&header, &mut body).unwrap();
        [&header[..], &body].concat()
    }
}

fn parse(client_hello: &[u8]) -> Hello {
    let mut r = Reader::new(&client_hello[4..]);
    r.take(34).unwrap();
    assert!(r.vector(1).unwrap().is_empty(), "no session id");
    r.vector(2).unwrap();
    r.vector(1).unwrap();
    let mut extensions = r.vector(2).unwrap();
    let mut hello = Hello { share: None, psk: false };
    while !extensions.is_empty() {
        let kind = extensions.u16().unwrap();
        let body = extensions.vector(2).unwrap();
        match kind {
            51 => hello.share = Some(body.rest()[6..].to_vec()),
            41 => hello.psk = true,
            _ => {}
        }
    }
    hello
}

pub(crate) fn encode(write: impl FnOnce(&mut Writer<'_>)) -> Vec<u8> {
    let mut buffer = std::vec![0; 1 << 15];
    let mut w = Writer::new(&mut buffer);
    write(&mut w);
    let n = w.done().unwrap();
    buffer.truncate(n);
    buffer
}

pub(crate) fn plain_record(message: &[u8]) -> Vec<u8> {
    let mut buffer = std::vec![0; message.len() + 5];
    let mut out = Outbound::<super::Ecdsa>::new(&mut buffer);
    out.room()[..message.len()].copy_from_slice(message);
    out.frame(ContentType::HANDSHAKE, message.len()).unwrap();
    out.pending().to_vec()
}
