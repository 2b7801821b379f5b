//! A server that follows a script. It shares the client's key schedule and record protection, both
//! held to outside vectors elsewhere; its key agreement and its signatures are another
//! implementation's.

use std::vec::Vec;

use motetls_base::{Reader, Secret, Writer};
use motetls_crypto::HashId;
use p256::ecdsa::signature::Signer;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::pkcs8::DecodePrivateKey;

use crate::carrier::stream::Outbound;
use crate::hashes::{HashSecret, Hashes, cut};
use crate::msg::certificate_verify::SERVER_CONTEXT;
use crate::msg::client_hello::vector;
use crate::msg::{finished, message};
use crate::num::{ContentType, HandshakeType};
use crate::profile::{Profile, Role, speaks};
use crate::protect::Keys;
use crate::schedule::{Early, MainSecret, Traffic, verify_data};
use crate::suite::SUITES;
use crate::transcript::Transcript;

/// What the server does otherwise than it should.
pub(crate) struct Script {
    /// Changes a message before it is hashed and sent.
    pub(crate) tamper: fn(HandshakeType, &mut Vec<u8>),
    /// Sends a HelloRetryRequest with these extensions first.
    pub(crate) retry: Option<&'static [u8]>,
    /// The extensions in EncryptedExtensions.
    pub(crate) extensions: &'static [u8],
    /// Sends a CertificateRequest with this body.
    pub(crate) request: Option<&'static [u8]>,
    /// The certificates it sends, DER.
    pub(crate) chain: Vec<Vec<u8>>,
    /// The OCSP responses it staples to them; none where one is empty.
    pub(crate) staples: Vec<Vec<u8>>,
    /// Other extensions of their entries.
    pub(crate) entry_extensions: Vec<Vec<u8>>,
    /// The most content in one record of the second part of the flight.
    pub(crate) record: usize,
    /// Where the second part of the flight is cut into records, if not by `record`.
    pub(crate) cut: Option<usize>,
    /// Bytes of padding in each protected record.
    pub(crate) padding: usize,
    /// Application data it sends before it has authenticated.
    pub(crate) early: &'static [u8],
    /// Its pre-shared key.
    pub(crate) psk: &'static [u8],
    /// Further keys it knows: identity, secret, label of the binder.
    pub(crate) keys: Vec<(Vec<u8>, Vec<u8>, &'static [u8])>,
    /// Takes no pre-shared key.
    pub(crate) declines: bool,
    /// Says that it chose this one, instead of the first it knows.
    pub(crate) selects: Option<u16>,
    /// Answers without a share of its own.
    pub(crate) shareless: bool,
}

impl Default for Script {
    fn default() -> Self {
        Script {
            tamper: |_, _| {},
            retry: None,
            extensions: &[],
            request: None,
            chain: std::vec![include_bytes!("data/leaf.der").to_vec()],
            staples: Vec::new(),
            entry_extensions: Vec::new(),
            record: 1 << 14,
            cut: None,
            padding: 0,
            early: &[],
            psk: super::PSK.secret,
            keys: Vec::new(),
            declines: false,
            selects: None,
            shareless: false,
        }
    }
}

/// The server's side of a handshake.
pub(crate) struct Server<P: Profile> {
    pub(crate) script: Script,
    pub(crate) transcript: Transcript<P::Hashes>,
    main_secret: Option<MainSecret<P::Hashes>>,
    pub(crate) traffic: Traffic<P::Hashes>,
    pub(crate) keys: Option<Keys<P>>,
    /// What the client's second flight is under.
    reads: Option<Keys<P>>,
    pub(crate) handshake_peer: Option<HashSecret<P::Hashes>>,
    /// What both ends export from.
    pub(crate) exporter: Option<HashSecret<P::Hashes>>,
    /// What they export from before the server has answered.
    pub(crate) early_exporter: Option<HashSecret<P::Hashes>>,
    /// What the keys of its tickets come from.
    pub(crate) resumption: Option<HashSecret<P::Hashes>>,
    /// The ages of the identities in the last hello.
    pub(crate) ages: Vec<u32>,
    retried: bool,
    /// The session the client pretends.
    session: Vec<u8>,
}

struct Hello {
    /// Whether it has key shares at all.
    shares: bool,
    /// The one of P-256.
    share: Option<Vec<u8>>,
    /// The identities, with their obfuscated ages.
    identities: Vec<(Vec<u8>, u32)>,
    binders: Vec<Vec<u8>>,
    /// The key that the server takes, with its place.
    psk: Option<(u16, Vec<u8>)>,
    session: Vec<u8>,
}

impl<P: Profile> Server<P> {
    pub(crate) fn new(script: Script) -> Self {
        Server {
            script,
            transcript: Transcript::new(),
            main_secret: None,
            traffic: Traffic::new(),
            keys: None,
            reads: None,
            handshake_peer: None,
            exporter: None,
            early_exporter: None,
            resumption: None,
            ages: Vec::new(),
            retried: false,
            session: Vec::new(),
        }
    }

    /// Answers a flight of the client.
    pub(crate) fn answer(&mut self, flight: &[u8]) -> Vec<u8> {
        // early data may follow
        let client_hello = &flight[5..][..usize::from(u16::from_be_bytes([flight[3], flight[4]]))];
        let mut hello = parse(client_hello);
        self.ages = hello.identities.iter().map(|(_, age)| *age).collect();
        self.session.clone_from(&hello.session);
        if let (Some(extensions), false) = (self.script.retry, self.retried) {
            self.retried = true;
            self.transcript.add(client_hello);
            self.transcript.restart_for_retry();
            let retry = self.hello(&crate::msg::server_hello::RETRY_RANDOM, extensions);
            return plain_record(&self.add(retry));
        }
        self.choose_psk(client_hello, &mut hello);
        self.transcript.add(client_hello);
        if let Some((_, secret)) = &hello.psk {
            let sha256 = P::Hashes::id(HashId::Sha256);
            let early = Early::<P::Hashes>::new(sha256, Some(secret));
            let digest = self.transcript.digest_with(sha256, &[]);
            self.early_exporter = Some(early.exporter(&digest));
        }
        let mut wire = self.first_part(&hello);
        wire.extend(self.second_part(&hello));
        wire
    }

    /// Checks the binders of the keys it knows, and takes the first of them.
    fn choose_psk(&self, client_hello: &[u8], hello: &mut Hello) {
        let list: usize = hello.binders.iter().map(|binder| 1 + binder.len()).sum();
        let covered = client_hello.len() - 2 - list;
        let sha256 = P::Hashes::id(HashId::Sha256);
        for (place, (identity, age)) in (0..).zip(&hello.identities) {
            let known = self.script.keys.iter().find(|(known, ..)| known == identity);
            let (secret, label) = match known {
                Some((_, secret, label)) => (&secret[..], *label),
                None if identity == super::PSK.identity => (self.script.psk, &b"ext binder"[..]),
                None => continue,
            };
            assert!(label == b"res binder" || *age == 0, "an external key has no age");
            let digest = self.transcript.digest_with(sha256, &client_hello[..covered]);
            let early = Early::<P::Hashes>::new(sha256, Some(secret));
            let binder = early.binder(label, &digest);
            assert_eq!(binder.expose(sha256), hello.binders[usize::from(place)], "the binder");
            if !self.script.declines && hello.psk.is_none() {
                hello.psk = Some((self.script.selects.unwrap_or(place), secret.to_vec()));
            }
        }
    }

    fn hello(&self, random: &[u8; 32], extensions: &[u8]) -> Vec<u8> {
        let suite = SUITES.iter().find(|suite| speaks::<P>(suite.aead)).unwrap();
        encode(|w| {
            message(w, HandshakeType::SERVER_HELLO, |w| {
                w.u16(0x0303);
                w.bytes(random);
                w.u8(u8::try_from(self.session.len()).unwrap());
                w.bytes(&self.session);
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
        if hello.shares && !self.script.shareless {
            // without a share of P-256 the answer is one that was not asked for
            let own_point = own.public_key().to_sec1_point(false);
            let share = hello.share.as_deref().unwrap_or(own_point.as_bytes());
            let peer = p256::PublicKey::from_sec1_bytes(share).unwrap();
            let secret = p256::ecdh::diffie_hellman(own.to_nonzero_scalar(), peer.as_affine());
            shared = Some(Secret::new((*secret.raw_secret_bytes()).into()));
            extensions.extend([0, 51, 0, 69, 0, 23, 0, 65]);
            extensions.extend(own_point.as_bytes());
        }
        if let Some((place, _)) = hello.psk {
            extensions.extend([0, 41, 0, 2]);
            extensions.extend(place.to_be_bytes());
        }
        let message = self.hello(&[9; 32], &extensions);
        let message = self.add(message);
        let hash = self.transcript.hash;
        let early = Early::new(hash, hello.psk.as_ref().map(|(_, secret)| &secret[..]));
        self.main_secret = Some(early.into_main_secret(
            Role::Server,
            shared.as_ref().map(AsRef::as_ref),
            &self.transcript.digest(),
            &mut self.traffic,
        ));
        let suite = SUITES.iter().find(|suite| speaks::<P>(suite.aead)).unwrap();
        self.keys = Keys::new(suite.aead, self.traffic.hash, &self.traffic.local);
        self.reads = Keys::new(suite.aead, self.traffic.hash, &self.traffic.peer);
        let mut peer = HashSecret::zero();
        peer.expose_mut(hash).copy_from_slice(self.traffic.peer.expose(hash));
        self.handshake_peer = Some(peer);
        plain_record(&message)
    }

    /// From EncryptedExtensions to Finished, protected.
    fn second_part(&mut self, hello: &Hello) -> Vec<u8> {
        let mut flight = self.add(encode(|w| {
            message(w, HandshakeType::ENCRYPTED_EXTENSIONS, |w| vector(w, self.script.extensions))
        }));
        if hello.psk.is_none() {
            if let Some(body) = self.script.request {
                flight.extend(self.add(encode(|w| {
                    message(w, HandshakeType::CERTIFICATE_REQUEST, |w| w.bytes(body))
                })));
            }
            let certificate = self.certificate();
            flight.extend(self.add(certificate));
            let verify = self.certificate_verify();
            flight.extend(self.add(verify));
        }
        let hash = self.transcript.hash;
        let verify = verify_data(hash, &self.traffic.local, &self.transcript.digest());
        flight.extend(self.add(encode(|w| finished::encode(w, verify.expose(hash)))));
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
        let main_secret = self.main_secret.as_ref().unwrap();
        let of_client = verify_data(hash, &self.traffic.peer, &self.transcript.digest());
        let of_client = encode(|w| finished::encode(w, of_client.expose(hash)));
        let to_the_end = self.transcript.digest_with(hash, &of_client);
        self.resumption = Some(main_secret.resumption(hash, &to_the_end));
        let digest = self.transcript.digest();
        self.exporter = Some(main_secret.exporter(self.traffic.hash, &digest));
        main_secret.application(Role::Server, &self.transcript.digest(), &mut self.traffic);
        self.keys = Keys::new(suite.aead, self.traffic.hash, &self.traffic.local);
        wire
    }

    fn certificate(&self) -> Vec<u8> {
        encode(|w| {
            message(w, HandshakeType::CERTIFICATE, |w| {
                w.u8(0);
                let list = w.open(3);
                for (place, der) in self.script.chain.iter().enumerate() {
                    let certificate = w.open(3);
                    w.bytes(der);
                    w.close(certificate);
                    let extensions = w.open(2);
                    if let Some(response) = self.script.staples.get(place)
                        && !response.is_empty()
                    {
                        w.u16(5);
                        let body = w.open(2);
                        w.u8(1);
                        let status = w.open(3);
                        w.bytes(response);
                        w.close(status);
                        w.close(body);
                    }
                    let more = self.script.entry_extensions.get(place);
                    w.bytes(more.map_or(&[][..], Vec::as_slice));
                    w.close(extensions);
                }
                w.close(list);
            });
        })
    }

    fn certificate_verify(&self) -> Vec<u8> {
        let key =
            p256::ecdsa::SigningKey::from_pkcs8_der(include_bytes!("data/leaf.p8.der")).unwrap();
        let mut content = SERVER_CONTEXT.to_vec();
        content.extend(cut::<P::Hashes>(self.transcript.hash, &self.transcript.digest()));
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

    /// Opens a record of handshake messages of the client's second flight.
    pub(crate) fn open_handshake(&mut self, header: &[u8; 5], body: &[u8]) -> Vec<u8> {
        let keys = self.reads.as_mut().unwrap();
        let (text, tag) = body.split_at(body.len() - keys.tag_len());
        let mut text = text.to_vec();
        let mut message = keys.start(header, text.len()).unwrap();
        keys.open_last(&mut message, &mut text, tag).unwrap();
        assert_eq!(text.pop(), Some(ContentType::HANDSHAKE.0));
        text
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
    let session = r.vector(1).unwrap().rest().to_vec();
    r.vector(2).unwrap();
    r.vector(1).unwrap();
    let mut extensions = r.vector(2).unwrap();
    let (identities, binders) = (Vec::new(), Vec::new());
    let mut hello = Hello { shares: false, share: None, identities, binders, psk: None, session };
    while !extensions.is_empty() {
        let kind = extensions.u16().unwrap();
        let body = extensions.vector(2).unwrap();
        match kind {
            51 => {
                hello.shares = true;
                hello.share = share_of_p256(body);
            }
            41 => read_psks(body, &mut hello),
            _ => {}
        }
    }
    hello
}

/// Identities and binders of a pre_shared_key extension.
fn read_psks(mut body: Reader<'_>, hello: &mut Hello) {
    let mut identities = body.vector(2).unwrap();
    while !identities.is_empty() {
        let identity = identities.vector(2).unwrap().rest().to_vec();
        hello.identities.push((identity, identities.uint(4).unwrap()));
    }
    let mut binders = body.vector(2).unwrap();
    while !binders.is_empty() {
        hello.binders.push(binders.vector(1).unwrap().rest().to_vec());
    }
    assert_eq!(hello.identities.len(), hello.binders.len(), "a binder for each identity");
}

/// The share of P-256 in a key_share extension.
fn share_of_p256(mut body: Reader<'_>) -> Option<Vec<u8>> {
    let mut list = body.vector(2).unwrap();
    while !list.is_empty() {
        let (group, key) = (list.u16().unwrap(), list.vector(2).unwrap().rest());
        if group == 23 {
            return Some(key.to_vec());
        }
    }
    None
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
    let mut out = Outbound::<super::Ecdsa, _>::new(&mut buffer[..]);
    out.room()[..message.len()].copy_from_slice(message);
    out.frame(ContentType::HANDSHAKE, message.len()).unwrap();
    out.pending().to_vec()
}
