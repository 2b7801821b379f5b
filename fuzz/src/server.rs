//! A server over null cryptography that shakes hands as an input tells it to: its own key schedule,
//! its own reading of the ClientHello, and edits of what it says, either before it takes it into
//! its transcript or on the wire.

use motetls_crypto::Hash;
use motetls_pki::Algorithms;
use motetls_tls::msg::certificate_verify::SERVER_CONTEXT;
use motetls_tls::msg::server_hello::RETRY_RANDOM;
use motetls_tls::{Profile, Psk};

use crate::certs::{self, LEAF_KEY};
use crate::early::{Early, Found};
use crate::hello::{self, Hello};
use crate::input::Input;
use crate::null::point;
use crate::pump::Peer;
use crate::schedule::{Half, Secret, derive, expand, step, verify_data};
use crate::talk::Talk;

/// The key both sides share.
pub const PSK: Psk<'static> = Psk::new(b"i", b"0123456789abcdef");

/// The suite of every session: TLS_AES_128_GCM_SHA256.
const SUITE: u16 = 0x1301;

const PRIVATE: [u8; 32] = [0x77; 32];

/// A change of one byte of a message before it is hashed and sent, or of the wire.
#[derive(Clone, Copy, Debug)]
struct Edit {
    /// The message, counted from 0.
    message: usize,
    verb: u8,
    at: usize,
    value: u8,
}

/// What the server does.
#[derive(Clone, Debug)]
pub struct Plan {
    retry: bool,
    request: bool,
    psk: bool,
    share: bool,
    alpn: bool,
    limit: Option<u16>,
    suite: usize,
    compatible: bool,
    chain: usize,
    padding: usize,
    record: usize,
    edits: Vec<Edit>,
    /// The place on the wire that is changed, and by what.
    flip: Option<(usize, u8)>,
}

impl Plan {
    /// Draws a plan.
    pub fn draw(input: &mut Input<'_>) -> Self {
        let flags = input.u8();
        let flag = |bit: u8| flags >> bit & 1 == 1;
        let limit = input.between(64, 1024);
        let mut plan = Plan {
            retry: flag(0),
            request: flag(1),
            psk: flag(2),
            share: !flag(3),
            alpn: flag(4),
            limit: flag(5).then_some(u16::try_from(limit).expect("at most 1024")),
            suite: 0,
            compatible: flag(6),
            chain: 1 + input.below(3),
            padding: input.below(64),
            record: input.between(1, 4096),
            edits: Vec::new(),
            flip: None,
        };
        plan.suite = input.below(3);
        for _ in 0..input.below(4) {
            let (verb, at) = (input.u8(), usize::from(input.u16()));
            plan.edits.push(Edit {
                message: usize::from(verb >> 4),
                verb: verb % 3,
                at,
                value: input.u8(),
            });
        }
        let (at, value) = (usize::from(input.u16()), input.u8());
        plan.flip = (flag(7) && value != 0).then_some((at, value));
        plan
    }

    /// Certificates and an application protocol, and nothing out of the ordinary.
    #[must_use]
    pub fn plain() -> Self {
        let mut plan = Plan::draw(&mut Input::new(&[0x10]));
        plan.record = 1 << 14;
        plan
    }

    /// A pre-shared key, and nothing out of the ordinary.
    #[must_use]
    pub fn psk() -> Self {
        let mut plan = Plan::draw(&mut Input::new(&[4]));
        plan.record = 1 << 14;
        plan
    }
}

/// Where the server stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Start,
    Retried,
    /// Its flight is out.
    Flown,
    /// The client's Finished was right.
    Open,
    /// It understands the client no longer, or sent its last message.
    Deaf,
}

/// The server's end.
pub struct Server<'a, P: Profile + Algorithms> {
    plan: Plan,
    transcript: P::Sha256,
    stage: Stage,
    suite: u16,
    /// Messages made so far.
    made: usize,
    heard: Vec<u8>,
    /// What was put on the wire, and how much of it was spoken.
    wire: Vec<u8>,
    spoken: usize,
    /// Places on the wire that no check covers: the version of unprotected records.
    uncovered: Vec<usize>,
    hs: [Secret; 2],
    app: [Secret; 2],
    main_secret: Secret,
    /// The pre-shared key, and the label of its binder.
    key: (Vec<u8>, &'static str),
    requested: bool,
    write: Option<Half>,
    read: Option<Half>,
    /// The server does all as it should, so far.
    pub honest: bool,
    /// A byte on the wire was changed and spoken.
    pub tampered: bool,
    /// The last alert of the client.
    pub alert: Option<u8>,
    /// The first identity the client offered and its obfuscated age.
    pub offered: Option<(Vec<u8>, u32)>,
    /// Whether it takes early data where it may.
    wants_early_data: bool,
    /// The early data that the client announced.
    pub early: Option<Early>,
    /// What it says and hears once open.
    pub talk: Talk<'a>,
}

impl<'a, P: Profile + Algorithms> Server<'a, P> {
    /// A server that follows `plan` and then `script`.
    #[must_use]
    pub fn new(plan: Plan, script: Input<'a>) -> Self {
        Server {
            honest: plan.edits.is_empty(),
            plan,
            transcript: P::Sha256::new(),
            stage: Stage::Start,
            suite: 0,
            made: 0,
            heard: Vec::new(),
            wire: Vec::new(),
            spoken: 0,
            uncovered: Vec::new(),
            hs: [[0; 32]; 2],
            app: [[0; 32]; 2],
            main_secret: [0; 32],
            key: (PSK.secret.to_vec(), "ext binder"),
            requested: false,
            write: None,
            read: None,
            tampered: false,
            alert: None,
            offered: None,
            wants_early_data: false,
            early: None,
            talk: Talk::new(script),
        }
    }

    /// The same, that knows the key of a ticket and no other.
    #[must_use]
    pub fn with_ticket(self, secret: &[u8]) -> Self {
        Server { key: (secret.to_vec(), "res binder"), ..self }
    }

    /// The same, that takes early data where it may.
    #[must_use]
    pub fn with_early_data(self) -> Self {
        Server { wants_early_data: true, ..self }
    }

    /// Whether it takes a key that is offered.
    #[must_use]
    pub const fn takes_keys(&self) -> bool {
        self.plan.psk
    }

    /// Sends a ticket, and yields its key (RFC 9846, section 4.7.1).
    ///
    /// # Panics
    /// When the connection is not open.
    pub fn issue(&mut self, nonce: &[u8], message: &[u8]) -> Secret {
        assert!(self.is_open(), "tickets come behind the handshake");
        let write = self.write.as_mut().expect("keys");
        self.wire.extend(write.seal::<P>(22, message, 0));
        let resumption = derive::<P::Sha256>(&self.main_secret, "res master", &self.hash());
        let mut key = [0; 32];
        expand::<P::Sha256>(&resumption, "resumption", nonce, &mut key);
        key
    }

    /// Whether the client's Finished came and was right.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.stage == Stage::Open
    }

    fn hash(&self) -> Secret {
        self.transcript.clone().finish()
    }

    fn client_hello(&mut self, message: &[u8]) {
        let hello = hello::read(message);
        self.suite = hello.suites[self.plan.suite % hello.suites.len()];
        self.talk.limit = hello.limit.map(usize::from);
        if self.stage == Stage::Start && self.plan.retry {
            let first = P::Sha256::digest(message);
            self.transcript = P::Sha256::new();
            self.transcript.update(&[254, 0, 0, 32]);
            self.transcript.update(&first);
            let cookie = [0, 44, 0, 6, 0, 4, b'c', b'o', b'o', b'k'];
            let retry = self.hello(&RETRY_RANDOM, &cookie);
            self.plain(22, &retry);
            if hello.early_data {
                // nothing of it is looked at
                self.early = Some(Early::new(Half::new::<P>(SUITE, [0; 32]), false));
            }
            self.stage = Stage::Retried;
            return;
        }
        assert!(
            !self.honest || hello.cookie == (self.stage == Stage::Retried),
            "a cookie is returned, and only then"
        );
        self.offered.clone_from(&hello.psk);
        let psk = self.plan.psk && hello.psk.is_some();
        let share =
            hello.share.as_ref().filter(|_| !psk || self.plan.share || !hello.modes.contains(&0));
        if hello.psk.is_some() {
            let covered = message.len() - hello.binders;
            let mut fork = self.transcript.clone();
            fork.update(&message[..covered]);
            let (secret, label) = &self.key;
            let early = crate::schedule::early::<P::Sha256>(&[0; 32], secret);
            let base = derive::<P::Sha256>(&early, label, &P::Sha256::digest(&[]));
            let binder = verify_data::<P::Sha256>(&base, &fork.finish());
            assert!(
                message.ends_with(&binder) || !self.honest || self.tampered,
                "the client's binder"
            );
        }
        self.transcript.update(message);
        if hello.early_data {
            self.expect_early_data(&hello, psk);
        }
        self.flight(&hello, share.map(Vec::as_slice), psk);
        self.stage = Stage::Flown;
    }

    /// Early data follow the hello. They are taken with the suite and the application protocol of
    /// their session alone (RFC 9846, section 4.2.10).
    fn expect_early_data(&mut self, hello: &Hello, psk: bool) {
        assert!(self.stage == Stage::Start, "early data behind a retry");
        let early = crate::schedule::early::<P::Sha256>(&[0; 32], &self.key.0);
        let secret = derive::<P::Sha256>(&early, "c e traffic", &self.hash());
        let same = self.suite == SUITE && self.plan.alpn && hello.alpn;
        let taken = self.wants_early_data && psk && same;
        self.early = Some(Early::new(Half::new::<P>(SUITE, secret), taken));
    }

    /// From ServerHello to Finished.
    fn flight(&mut self, hello: &Hello, share: Option<&[u8]>, psk: bool) {
        let mut extensions = Vec::new();
        let mut shared = [0; 32];
        if let Some(peer) = share {
            shared = core::array::from_fn(|place| PRIVATE[place] ^ peer[1 + place]);
            extensions.extend([0, 51, 0, 69, 0, 23, 0, 65]);
            extensions.extend(point(&PRIVATE));
        }
        if psk {
            extensions.extend([0, 41, 0, 2, 0, 0]);
        }
        let message = self.hello(&[9; 32], &extensions);
        self.plain(22, &message);
        if self.plan.compatible {
            self.plain(20, &[1]);
        }
        let key = if psk { &self.key.0[..] } else { &[0; 32] };
        let early = crate::schedule::early::<P::Sha256>(&[0; 32], key);
        let secret = step::<P::Sha256>(&early, &shared);
        let hash = self.hash();
        self.hs = ["c hs traffic", "s hs traffic"]
            .map(|label| derive::<P::Sha256>(&secret, label, &hash));
        self.write = Some(Half::new::<P>(self.suite, self.hs[1]));
        self.read = Some(Half::new::<P>(self.suite, self.hs[0]));

        let mut flight = self.encrypted_extensions(hello);
        match share {
            _ if psk => {}
            Some(_) => flight.extend(self.authentication()),
            // Neither a key nor a certificate: the client must refuse it.
            None => self.honest = false,
        }
        let verify = verify_data::<P::Sha256>(&self.hs[1], &self.hash());
        flight.extend(self.message(20, &verify));
        for piece in flight.chunks(self.plan.record.min(1 << 14)) {
            let padding = self.plan.padding.min((1 << 14) - piece.len());
            let record = self.write.as_mut().expect("keys").seal::<P>(22, piece, padding);
            self.wire.extend(record);
        }
        self.main_secret = step::<P::Sha256>(&secret, &[0; 32]);
        let hash = self.hash();
        self.app = ["c ap traffic", "s ap traffic"]
            .map(|label| derive::<P::Sha256>(&self.main_secret, label, &hash));
        self.write = Some(Half::new::<P>(self.suite, self.app[1]));
    }

    fn hello(&mut self, random: &[u8; 32], extensions: &[u8]) -> Vec<u8> {
        let length = u16::try_from(extensions.len() + 6).expect("a short hello");
        let [high, low] = self.suite.to_be_bytes();
        let head = [&[3, 3][..], random, &[0, high, low, 0]].concat();
        self.message(
            2,
            &[&head[..], &length.to_be_bytes(), &[0, 43, 0, 2, 3, 4], extensions].concat(),
        )
    }

    fn encrypted_extensions(&mut self, hello: &Hello) -> Vec<u8> {
        let mut extensions = Vec::new();
        if self.plan.alpn && hello.alpn {
            extensions.extend([0, 16, 0, 7, 0, 5, 4]);
            extensions.extend(b"mqtt");
        }
        if let (Some(limit), true) = (self.plan.limit, hello.limit.is_some()) {
            extensions.extend([0, 28, 0, 2]);
            extensions.extend(limit.to_be_bytes());
            // An edit may have the client read another limit than the one planned.
            self.talk.own_limit = self.honest.then_some(usize::from(limit));
        }
        if self.early.as_ref().is_some_and(|early| early.taken) {
            extensions.extend([0, 42, 0, 0]);
        }
        let length = u16::try_from(extensions.len()).expect("short").to_be_bytes();
        self.message(8, &[&length[..], &extensions].concat())
    }

    /// CertificateRequest if planned, Certificate, CertificateVerify.
    fn authentication(&mut self) -> Vec<u8> {
        let mut flight = Vec::new();
        if self.plan.request {
            self.requested = true;
            flight.extend(self.message(13, &[0, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3]));
        }
        let wide =
            |length: usize| u32::try_from(length).expect("short").to_be_bytes()[1..].to_vec();
        let entry = |der: Vec<u8>| [wide(der.len()), der, vec![0, 0]].concat();
        let list: Vec<u8> =
            certs::chain::<P::Sha256>(self.plan.chain).into_iter().flat_map(entry).collect();
        flight.extend(self.message(11, &[vec![0], wide(list.len()), list].concat()));
        let content = [&SERVER_CONTEXT[..], &self.hash()].concat();
        let signature = certs::signature(&P::Sha256::digest(&content), &LEAF_KEY);
        let length = u8::try_from(signature.len()).expect("at most 72");
        flight.extend(self.message(15, &[&[4, 3, 0, length][..], &signature].concat()));
        flight
    }

    /// Makes a message, edits it as planned and takes it into the transcript.
    fn message(&mut self, kind: u8, body: &[u8]) -> Vec<u8> {
        let mut body = body.to_vec();
        for edit in self.plan.edits.iter().filter(|edit| edit.message == self.made) {
            let at = edit.at % body.len().max(1);
            match edit.verb {
                0 if body.is_empty() => {}
                0 => body[at] ^= edit.value,
                1 if body.is_empty() => {}
                1 => drop(body.remove(at)),
                _ => body.insert(at, edit.value),
            }
        }
        self.made += 1;
        let length = u32::try_from(body.len()).expect("short") | u32::from(kind) << 24;
        let message = [&length.to_be_bytes()[..], &body].concat();
        self.transcript.update(&message);
        message
    }

    /// Puts a record without protection on the wire.
    fn plain(&mut self, content: u8, bytes: &[u8]) {
        self.uncovered.extend([self.wire.len() + 1, self.wire.len() + 2]);
        let [high, low] = u16::try_from(bytes.len()).expect("one record").to_be_bytes();
        self.wire.extend([content, 3, 3, high, low]);
        self.wire.extend(bytes);
    }

    /// Whether a record belongs to early data, and was dealt with.
    fn is_early(&mut self, header: &[u8], body: &[u8]) -> bool {
        let Some(early) = self.early.as_mut().filter(|_| header[0] == 23) else { return false };
        match early.record::<P>(header, body, self.read.as_ref()) {
            Found::Early => {}
            Found::Later => return false,
            Found::End => self.transcript.update(&[5, 0, 0, 0]),
            Found::Alert(alert) => self.alert = Some(alert),
            Found::Forged => {
                assert!(self.tampered || !self.honest, "early data that are not authentic");
                self.stage = Stage::Deaf;
            }
        }
        true
    }

    fn record(&mut self, header: &[u8], body: &[u8]) {
        if self.is_early(header, body) {
            return;
        }
        let (content, text) = match &mut self.read {
            Some(read) if header[0] == 23 => match read.open::<P>(header, body) {
                Some(opened) => opened,
                None => {
                    assert!(self.tampered || !self.honest, "the client's record is not authentic");
                    self.stage = Stage::Deaf;
                    return;
                }
            },
            _ => (header[0], body.to_vec()),
        };
        assert!(
            self.alert.is_none() || self.alert == Some(0),
            "the client sends after its last alert"
        );
        match (self.stage, content) {
            (_, 21) => {
                let [level, alert] = text[..] else { panic!("an alert of {} bytes", text.len()) };
                assert_eq!(level, if alert == 0 { 1 } else { 2 });
                self.alert = Some(alert);
            }
            (Stage::Start | Stage::Retried, 22) => self.client_hello(&text),
            (Stage::Flown, 22) => self.client_flight(&text),
            (Stage::Open, _) => {
                assert!(self.alert.is_none(), "the client speaks after its close_notify");
                if self.talk.record(content, &text) {
                    self.read = self.read.as_ref().map(Half::next::<P>);
                }
            }
            (stage, content) => panic!("a record of type {content} in {stage:?}"),
        }
    }

    /// An empty Certificate if one was asked for, then Finished.
    fn client_flight(&mut self, message: &[u8]) {
        if self.requested {
            assert_eq!(message, [11, 0, 0, 4, 0, 0, 0, 0], "an empty Certificate");
            self.requested = false;
        } else {
            let verify = verify_data::<P::Sha256>(&self.hs[0], &self.hash());
            assert_eq!(message, [&[20, 0, 0, 32][..], &verify].concat(), "the client's Finished");
            self.read = Some(Half::new::<P>(self.suite, self.app[0]));
            self.stage = Stage::Open;
        }
        self.transcript.update(message);
    }
}

impl<P: Profile + Algorithms> Peer for Server<'_, P> {
    fn hear(&mut self, bytes: &[u8]) {
        self.heard.extend(bytes);
        while self.stage != Stage::Deaf && self.heard.len() >= 5 {
            let length = 5 + usize::from(u16::from_be_bytes([self.heard[3], self.heard[4]]));
            if self.heard.len() < length {
                return;
            }
            let record: Vec<u8> = self.heard.drain(..length).collect();
            assert_eq!(record[1..3], [3, 3], "the version of every record");
            self.record(&record[..5], &record[5..]);
        }
    }

    fn speak(&mut self, room: &mut [u8]) -> usize {
        if let (Some(write), Stage::Open, true) =
            (&mut self.write, self.stage, self.spoken == self.wire.len())
        {
            self.talk.speak::<P>(write, &mut self.wire);
        }
        let n = room.len().min(self.wire.len() - self.spoken);
        for (place, to) in room[..n].iter_mut().enumerate() {
            let place = self.spoken + place;
            *to = self.wire[place];
            if let Some((at, value)) = self.plan.flip.filter(|(at, _)| *at == place) {
                *to ^= value;
                self.tampered |= !self.uncovered.contains(&at);
            }
        }
        self.spoken += n;
        n
    }
}
