//! Public-key operations in bounded steps: the same flights and the same refusals as without, and
//! whatever comes between two steps.

use std::cell::Cell;
use std::vec::Vec;

use motetls_crypto::p256::PrivateKey;
use motetls_crypto::{Aes128Ct, AesGcm, Group, P256, Sha256, X25519Small, ec::P384};
use p256::ecdsa::signature::Verifier;

use super::{Ecdsa, Fixed, Outcome, Script, Server, Shape, anchor, config, run};
use crate::num::HandshakeType;
use crate::{
    Config, Connection, ErrorKind, Event, Handshake, HandshakeScratch, HandshakeSigner, NamedGroup,
    Observer, Profile, SignatureError, SignatureScheme, StepwiseEcdsaSigner, TrustAnchor, Wants,
};

crate::profile! {
    /// `Ecdsa` under a watchdog.
    struct Bounded;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    options: [bounded_steps];
}

crate::profile! {
    /// The same, watched.
    struct Watched;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    options: [bounded_steps];
    observer: Watchdog;
}

crate::profile! {
    /// Several groups.
    struct Groups;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { x25519: X25519Small, secp256r1: P256, secp384r1: P384 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
}

crate::profile! {
    /// The same under a watchdog: X25519 has no steps, and is one.
    struct BoundedGroups;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { x25519: X25519Small, secp256r1: P256, secp384r1: P384 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    options: [bounded_steps];
}

/// Counts what it is told.
#[derive(Default)]
struct Watchdog {
    fed: Cell<u32>,
    received: Cell<u32>,
    certificates: Cell<u32>,
}

impl Observer for Watchdog {
    fn on(&self, event: Event<'_>) {
        let count = match event {
            Event::Step => &self.fed,
            Event::Received { .. } => &self.received,
            Event::Certificate { .. } => &self.certificates,
            _ => return,
        };
        count.set(count.get() + 1);
    }
}

/// What came of a handshake with a server of this script.
fn with<P: Profile<Observer = ()>>(
    script: Script,
    shape: Shape,
    shares: Option<&[NamedGroup]>,
    anchors: &[TrustAnchor<'_>],
) -> Outcome {
    let config = Config::<P> { key_shares: shares, ..config(anchors) };
    let mut server = Server::<P>::new(script);
    run(&config, shape, |flight| server.answer(flight))
}

/// Holds a profile in steps against the same without.
fn same<P, Q>(
    script: fn() -> Script,
    shape: Shape,
    shares: Option<&[NamedGroup]>,
    anchors: &[TrustAnchor<'_>],
) -> Result<(), ErrorKind>
where
    P: Profile<Observer = ()>,
    Q: Profile<Observer = ()>,
{
    let whole = with::<P>(script(), shape, shares, anchors);
    let steps = with::<Q>(script(), shape, shares, anchors);
    assert_eq!(whole.result, steps.result);
    assert_eq!(whole.sent, steps.sent, "to the byte");
    whole.result.map(|_| ()).map_err(|error| error.kind)
}

/// Whole, in small reads, and with a certificate that is longer than the buffer's rest, read before
/// its record has ended.
#[test]
fn the_same_flights_as_at_once() {
    let anchors = anchor();
    for shape in [
        Shape::default(),
        Shape { read: 1, ..Shape::default() },
        Shape { rx: 600, ..Shape::default() },
        Shape { rx: 700, read: 7, ..Shape::default() },
    ] {
        assert_eq!(same::<Ecdsa, Bounded>(Script::default, shape, None, &anchors), Ok(()));
    }
    let records = || Script { record: 50, ..Script::default() };
    assert_eq!(same::<Ecdsa, Bounded>(records, Shape::default(), None, &anchors), Ok(()));
}

/// Cookies are echoed from the message that waits for the second share.
#[test]
fn the_same_flights_after_a_retry() {
    let (anchors, shape) = (anchor(), Shape { tx: 1024, ..Shape::default() });
    let cookie = || Script { retry: Some(&[0, 44, 0, 5, 0, 3, 1, 2, 3]), ..Script::default() };
    assert_eq!(same::<Ecdsa, Bounded>(cookie, shape, None, &anchors), Ok(()));
    let group = || Script {
        retry: Some(&[0, 51, 0, 2, 0, 23, 0, 44, 0, 5, 0, 3, 1, 2, 3]),
        ..Script::default()
    };
    for shares in [
        None,
        Some(&[][..]),
        Some(&[NamedGroup::secp384r1]),
        Some(&[NamedGroup::secp384r1, NamedGroup::x25519]),
    ] {
        assert_eq!(same::<Groups, BoundedGroups>(group, shape, shares, &anchors), Ok(()));
    }
    let three = [NamedGroup::secp384r1, NamedGroup::x25519, NamedGroup::secp256r1];
    let at_once = same::<Groups, BoundedGroups>(Script::default, shape, Some(&three), &anchors);
    assert_eq!(at_once, Ok(()));
}

/// Anchors that bear the issuer's name, with other keys: each is tried, and the one that signed is
/// found.
#[test]
fn several_anchors_of_one_name() {
    let key = |scalar: u8| {
        let mut spki = anchor()[0].spki.to_vec();
        let public = P256::public(&PrivateKey::from_bytes(&[scalar; 32]).unwrap());
        let point = spki.len() - public.len();
        spki[point..].copy_from_slice(&public);
        spki
    };
    let right = anchor()[0];
    let others: Vec<Vec<u8>> = (1..=7).map(key).collect();
    let others: Vec<_> = others.iter().map(|spki| TrustAnchor::new(right.subject, spki)).collect();
    let refused = same::<Ecdsa, Bounded>(Script::default, Shape::default(), None, &others);
    assert_eq!(refused, Err(ErrorKind::Certificate(crate::CertError::BadSignature)));
    for place in [0, 1, 6] {
        let mut anchors = others.clone();
        anchors[place] = right;
        let found = same::<Ecdsa, Bounded>(Script::default, Shape::default(), None, &anchors);
        assert_eq!(found, Ok(()), "{place}");
    }
}

/// A change of a message, where it is of this type.
macro_rules! tampered {
    ($kind:ident, |$message:ident| $do:expr) => {
        || Script {
            tamper: |kind, $message: &mut Vec<u8>| {
                if kind == HandshakeType::$kind {
                    $do;
                }
            },
            ..Script::default()
        }
    };
}

#[test]
fn the_same_refusals_as_at_once() {
    let anchors = anchor();
    let refused = |script| same::<Ecdsa, Bounded>(script, Shape::default(), None, &anchors);
    let share: fn() -> Script = tampered!(SERVER_HELLO, |m| *m.last_mut().unwrap() ^= 1);
    assert_eq!(refused(share), Err(ErrorKind::IllegalParameter), "no point of the curve");
    let signed: fn() -> Script = tampered!(CERTIFICATE, |m| {
        let end = m.len();
        m[end - 3] ^= 1;
    });
    let kind = ErrorKind::Certificate(crate::CertError::BadSignature);
    assert_eq!(refused(signed), Err(kind), "the certificate's signature");
    let proof: fn() -> Script = tampered!(CERTIFICATE_VERIFY, |m| *m.last_mut().unwrap() ^= 1);
    assert_eq!(refused(proof), Err(ErrorKind::BadCertificateVerify));
    let scheme: fn() -> Script = tampered!(CERTIFICATE_VERIFY, |m| m[4] = 8);
    assert_eq!(refused(scheme), Err(ErrorKind::IllegalParameter));
    let finished: fn() -> Script = tampered!(FINISHED, |m| *m.last_mut().unwrap() ^= 1);
    assert_eq!(refused(finished), Err(ErrorKind::BadFinished));
    let stranger = same::<Ecdsa, Bounded>(Script::default, Shape::default(), None, &[]);
    let unknown = ErrorKind::Certificate(crate::CertError::UnknownIssuer);
    assert_eq!(stranger, Err(unknown));
}

/// A handshake, step by step.
struct Run<'c> {
    handshake: Handshake<'c, Watched, &'c mut [u8]>,
    server: Server<Watched>,
    /// What the server still has to say, once it was asked.
    wire: Option<Vec<u8>>,
}

impl Run<'_> {
    /// Does what is wanted, once; `false` at the end.
    fn turn(&mut self) -> bool {
        let Run { handshake, server, wire } = self;
        match handshake.wants() {
            Ok(Wants::Send) => {
                let flight = handshake.cipher_out().to_vec();
                handshake.cipher_out_done(flight.len());
                wire.get_or_insert_with(|| server.answer(&flight));
            }
            Ok(Wants::Receive) => {
                let wire = wire.as_mut().unwrap();
                let n = handshake.cipher_in().len().min(wire.len());
                assert_ne!(n, 0);
                handshake.cipher_in()[..n].copy_from_slice(&wire[..n]);
                wire.drain(..n);
                handshake.cipher_in_done(n);
            }
            Ok(Wants::Compute) => handshake.compute(),
            end => {
                assert_eq!(end, Ok(Wants::Done));
                return false;
            }
        }
        true
    }
}

/// Starts a handshake in this memory and gives it to `with`.
fn started<T>(watchdog: &Watchdog, with: impl FnOnce(&mut Run<'_>) -> T) -> T {
    let anchors = anchor();
    let (mut rx, mut tx) = ([0; 2048], [0; 512]);
    let mut connection = Connection::new(&mut rx, &mut tx);
    let mut scratch = HandshakeScratch::new();
    let name = Some(crate::ServerName::from_static("server.test"));
    let config = Config { server_name: name, anchors: &anchors, ..Config::new(watchdog) };
    let handshake = connection.client(&config, &mut Fixed(1), &mut scratch).unwrap();
    let server = Server::<Watched>::new(Script::default());
    with(&mut Run { handshake, server, wire: None })
}

/// A watchdog is told of each step: of a public key, a shared secret, two signatures, as many as
/// `p256::steps` says. Messages and certificates are told of once.
#[test]
fn each_step_is_told_to_the_observer() {
    let watchdog = Watchdog::default();
    let mut computed = 0;
    started(&watchdog, |run| {
        loop {
            computed += u32::from(run.handshake.wants() == Ok(Wants::Compute));
            if !run.turn() {
                break;
            }
        }
    });
    assert_eq!(watchdog.fed.get(), computed);
    assert_eq!(computed, 66 + 68 + 2 * 262);
    // ServerHello, EncryptedExtensions, Certificate, CertificateVerify, Finished
    assert_eq!((watchdog.received.get(), watchdog.certificates.get()), (5, 1));
}

/// Between two steps no door is open, and what is called nevertheless changes nothing.
#[test]
fn nothing_moves_between_two_steps() {
    let watchdog = Watchdog::default();
    started(&watchdog, |run| {
        loop {
            if run.handshake.wants() == Ok(Wants::Compute) {
                assert!(
                    run.handshake.cipher_in().is_empty() && run.handshake.cipher_out().is_empty()
                );
                run.handshake.cipher_in_done(5);
                run.handshake.cipher_out_done(5);
                run.handshake.sign();
                assert_eq!(run.handshake.wants(), Ok(Wants::Compute));
            } else {
                let fed = watchdog.fed.get();
                run.handshake.compute();
                assert_eq!(watchdog.fed.get(), fed, "nothing to compute");
            }
            if !run.turn() {
                break;
            }
        }
    });
}

/// Two handshakes, a turn each.
#[test]
fn steps_of_two_handshakes_go_in_turns() {
    let (one, other) = (Watchdog::default(), Watchdog::default());
    started(&one, |one| {
        started(&other, |other| while one.turn() | other.turn() {});
    });
    assert_eq!(one.fed.get(), other.fed.get());
}

/// The transport may end, or the handshake be dropped, at any step; the scratch serves the next.
#[test]
fn every_step_may_be_the_last() {
    let anchors = anchor();
    let watchdog = Watchdog::default();
    let mut scratch = HandshakeScratch::new();
    let name = Some(crate::ServerName::from_static("server.test"));
    let config = Config { server_name: name, anchors: &anchors, ..Config::new(&watchdog) };
    for last in (0..700).step_by(23) {
        let (mut rx, mut tx) = ([0; 2048], [0; 512]);
        let mut connection = Connection::new(&mut rx, &mut tx);
        let handshake = connection.client(&config, &mut Fixed(1), &mut scratch).unwrap();
        let server = Server::<Watched>::new(Script::default());
        let mut run = Run { handshake, server, wire: None };
        watchdog.fed.set(0);
        while watchdog.fed.get() < last && run.turn() {}
        if run.handshake.wants() == Ok(Wants::Compute) {
            assert_eq!(run.handshake.end_of_stream().kind, ErrorKind::Truncated);
            run.handshake.compute();
            assert_eq!(watchdog.fed.get(), last, "no step after the end");
            assert_eq!(run.handshake.wants().unwrap_err().kind, ErrorKind::Truncated);
        }
    }
    assert!(scratch.private.is_empty(), "wiped");
}

/// A message to sign: any context, and a transcript's digest.
const MESSAGE: [&[u8]; 2] = [b"context", &[7; 32]];

/// Asks until there is a signature; yields it with how often it was pending.
fn signed(signer: &StepwiseEcdsaSigner<P256, Sha256>, message: &[&[u8]]) -> (u32, [u8; 64]) {
    let scheme = SignatureScheme::ecdsa_secp256r1_sha256;
    let (mut pending, mut signature) = (0, [0; 64]);
    loop {
        match signer.sign(scheme, message, &mut signature) {
            Ok(length) => {
                assert_eq!(length, 64);
                return (pending, signature);
            }
            Err(error) => assert_eq!(error, SignatureError::Pending),
        }
        pending += 1;
    }
}

/// Another implementation takes the signature, which an operation that was left behind by another
/// handshake does not spoil.
#[test]
fn a_signature_in_steps() {
    let scheme = SignatureScheme::ecdsa_secp256r1_sha256;
    let private = PrivateKey::from_bytes(&[9; 32]).unwrap();
    let public = P256::public(&private);
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&public).unwrap();
    let signer = StepwiseEcdsaSigner::<P256, Sha256>::new(private, [1; 32]);
    assert!(signer.signs(scheme) && !signer.signs(SignatureScheme::ed25519));
    for _ in 0..30 {
        let left = signer.sign(scheme, &[b"context", &[8; 32]], &mut [0; 64]);
        assert_eq!(left, Err(SignatureError::Pending));
    }
    for message in [MESSAGE, [b"context", &[6; 48]]] {
        let (pending, signature) = signed(&signer, &message);
        assert_eq!(pending, 71);
        let signature = p256::ecdsa::Signature::from_slice(&signature).unwrap();
        key.verify(&message.concat(), &signature).unwrap();
    }
}
