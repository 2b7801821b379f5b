//! Handshakes of TLS 1.3 and sessions, by the client as it ships: the pre-shared key is secret, and
//! with it all of the key schedule, Finished, what keys are exported from, and resumption.
//!
//! The server is a few lines here. Records are not protected, as AEADs are operations of their own
//! ([`crate::modes`]): what the client decrypts would be secret otherwise, down to the lengths of
//! messages. The keys are derived all the same.

use crate::{Operation, Sink};
use motetls_base::{Random, RandomError, UnixTime};
use motetls_crypto::{Aead, ByteArray, Hash, HashId, InvalidLength, Sha256, Sha384, hmac};
use motetls_tls::{
    Config, Connection, Handshake, HandshakeScratch, Profile, Psk, Session, Wants, profile,
};

/// The operations of this module.
pub const OPERATIONS: &[Operation] = &[
    Operation::new("TLS 1.3 handshake, SHA-256", 32, |secret, sink| {
        let psk = [Psk::new(b"i", secret)];
        converse::<WithSha256, Sha256>(&psk, 0x1301, (&mut [], sink), |connection, _, sink| {
            let mut exported = [0; 32];
            let _ = connection.export(b"EXPORTER", b"context", &mut exported);
            sink.keep(&exported);
            // the next traffic secret, and its keys
            let _ = connection.update_keys(true);
            sink.keep(connection.cipher_out());
        });
    }),
    Operation::new("TLS 1.3 handshake, SHA-384", 48, |secret, sink| {
        let psk = [Psk { hash: HashId::Sha384, ..Psk::new(b"i", secret) }];
        converse::<WithSha384, Sha384>(&psk, 0x1302, (&mut [], sink), |connection, _, sink| {
            sink.keep(connection.cipher_out());
        });
    }),
    Operation::new("TLS 1.3 session kept and offered", 32, |secret, sink| {
        let (psk, mut room) = ([Psk::new(b"i", secret)], [0; 128]);
        converse::<WithSha256, Sha256>(&psk, 0x1301, (&mut room, sink), |connection, room, _| {
            connection.keep_session(room);
            feed(&TICKET, |piece| {
                let n = fill(connection.cipher_in(), piece);
                connection.cipher_in_done(n);
                n
            });
        });
        sink.keep(&room);
        let session = Session { bytes: &room, early_data: b"early data" };
        let config = Config { session: Some(&session), ..config::<WithSha256>(&psk) };
        let (mut rx, mut tx, mut scratch) = ([0; 256], [0; 512], HandshakeScratch::new());
        let mut connection = Connection::<WithSha256, &mut [u8]>::new(&mut rx, &mut tx);
        if let Ok(handshake) = connection.client(&config, &mut Zeros, &mut scratch) {
            sink.keep(handshake.cipher_out());
        }
    }),
];

profile! {
    /// A pre-shared key and sessions, of SHA-256.
    struct WithSha256;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: Bare<16> };
    groups: {};
    key_exchange: [psk_ke];
    options: [resumption, early_data, exporter];
}

profile! {
    /// A pre-shared key of SHA-384.
    struct WithSha384;
    hash: Sha256;
    sha384: Sha384;
    suites: { TLS_AES_256_GCM_SHA384: Bare<32> };
    groups: {};
    key_exchange: [psk_ke];
}

/// A ticket of ten bytes, good for two hours and 1,000 bytes of early data, in its record.
const TICKET: [u8; 59] = *b"\x17\x03\x03\x00\x36\
    \x04\x00\x00\x21\0\0\x1c\x20\x01\x02\x03\x04\x02\x08\x09\0\x0a0123456789\
    \x00\x08\x00\x2a\x00\x04\0\0\x03\xe8\x16\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/// An AEAD that leaves the text as it is.
struct Bare<const KEY: usize>([u8; KEY]);

impl<const KEY: usize> Aead for Bare<KEY> {
    const KEY_LEN: usize = KEY;
    const TAG_LEN: usize = 16;
    const MAX_LEN: u64 = u64::MAX;
    type Message = ();
    type Tag = [u8; 16];

    fn new(key: &[u8]) -> Result<Self, InvalidLength> {
        key.try_into().map(Bare).map_err(|_| InvalidLength)
    }
    fn start(&self, _: &[u8; 12], _: &[u8], _: usize) -> Result<(), InvalidLength> {
        Ok(())
    }
    fn start_short(&self, _: &[u8; 12], _: &[u8], _: u16) {
        // the key is not optimised away
        core::hint::black_box(&self.0);
    }
    fn seal_piece(&self, (): &mut (), _: &mut [u8]) {}
    fn open_piece(&self, (): &mut (), _: &mut [u8]) {}
    fn tag(&self, (): &mut ()) -> [u8; 16] {
        [0; 16]
    }
}

/// A generator of zeros: what it draws is public.
struct Zeros;

impl Random for Zeros {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        out.fill(0);
        Ok(())
    }
}

fn config<'a, P: Profile<Observer = ()>>(psks: &'a [Psk<'a>]) -> Config<'a, P> {
    Config { psks, now: Some(UnixTime(1_800_000_000)), ..Config::new(&()) }
}

/// Opens a connection to a server that knows the key, and hands it to `then`, with room for a
/// session.
fn converse<P: Profile<Observer = ()>, H: Hash>(
    psks: &[Psk<'_>],
    suite: u16,
    (room, sink): (&mut [u8], &mut Sink),
    then: impl for<'b> FnOnce(&mut Connection<P, &'b mut [u8]>, &'b mut [u8], &mut Sink),
) {
    let (mut rx, mut tx, mut scratch) = ([0; 256], [0; 512], HandshakeScratch::new());
    let mut connection = Connection::<P, &mut [u8]>::new(&mut rx, &mut tx);
    let config = config::<P>(psks);
    let Ok(mut handshake) = connection.client(&config, &mut Zeros, &mut scratch) else { return };
    let psk = psks.first().map_or(&[][..], |psk| psk.secret);
    answer::<P, H>(&mut handshake, psk, suite, sink);
    sink.keep_answer(handshake.wants() == Ok(Wants::Done));
    drop(handshake);
    then(&mut connection, room, sink);
}

/// EncryptedExtensions without any.
const EXTENSIONS: [u8; 6] = [8, 0, 0, 2, 0, 0];

/// Answers the hello and takes the client's Finished.
fn answer<P: Profile, H: Hash>(
    handshake: &mut Handshake<'_, P, &mut [u8]>,
    psk: &[u8],
    suite: u16,
    sink: &mut Sink,
) {
    let [high, low] = suite.to_be_bytes();
    let mut hello = [9; 56];
    // supported_versions, and pre_shared_key with the first identity
    let front = [2, 0, 0, 52, 3, 3];
    let back = [0, high, low, 0, 0, 12, 0, 43, 0, 2, 3, 4, 0, 41, 0, 2, 0, 0];
    hello[..front.len()].copy_from_slice(&front);
    hello[56 - back.len()..].copy_from_slice(&back);
    let mut transcript = H::new();
    transcript.update(handshake.cipher_out().get(5..).unwrap_or(&[]));
    transcript.update(&hello);
    let traffic = server_traffic::<H>(psk, &transcript.clone().finish());
    transcript.update(&EXTENSIONS);
    let key = expand::<H>(&traffic, b"finished", &[]);
    let mut finished = hmac::once::<H>(key.as_ref(), &[transcript.finish().as_ref()]);
    // it is sent
    sink.publish(finished.as_mut());
    let sent = handshake.cipher_out().len();
    handshake.cipher_out_done(sent);
    let digest = H::Output::LEN as u8;
    for piece in [
        &[22, 3, 3, 0, 56][..],
        &hello,
        &[23, 3, 3, 0, 6 + 4 + digest + 1 + 16],
        &EXTENSIONS,
        &[20, 0, 0, digest],
        finished.as_ref(),
        &[22],
        &[0; 16],
    ] {
        feed(piece, |piece| {
            let room = handshake.cipher_in();
            let n = fill(room, piece);
            handshake.cipher_in_done(n);
            n
        });
    }
    sink.keep(handshake.cipher_out());
    let sent = handshake.cipher_out().len();
    handshake.cipher_out_done(sent);
}

/// Hands over all of `bytes`; `with` says how many it took.
fn feed(mut bytes: &[u8], mut with: impl FnMut(&[u8]) -> usize) {
    while !bytes.is_empty() {
        match with(bytes) {
            0 => return,
            n => bytes = bytes.get(n..).unwrap_or(&[]),
        }
    }
}

/// Copies as much as there is room for.
fn fill(room: &mut [u8], bytes: &[u8]) -> usize {
    room.iter_mut().zip(bytes).map(|(to, from)| *to = *from).count()
}

/// The server's handshake traffic secret with psk_ke (RFC 9846, section 7.1).
fn server_traffic<H: Hash>(psk: &[u8], transcript: &H::Output) -> H::Output {
    let early = hmac::once::<H>(&[], &[psk]);
    let salt = expand::<H>(&early, b"derived", H::digest(&[]).as_ref());
    let handshake = hmac::once::<H>(salt.as_ref(), &[H::Output::ZERO.as_ref()]);
    expand::<H>(&handshake, b"s hs traffic", transcript.as_ref())
}

/// `HKDF-Expand-Label` to as many bytes as a digest has.
fn expand<H: Hash>(secret: &H::Output, label: &[u8], context: &[u8]) -> H::Output {
    let head = [0, H::Output::LEN as u8, 6 + label.len() as u8];
    let info: [&[u8]; 6] = [&head, b"tls13 ", label, &[context.len() as u8], context, &[1]];
    hmac::once::<H>(secret.as_ref(), &info)
}
