//! What our server makes of hellos that lead nowhere: the alert that RFC 9846 asks for, before any
//! public-key operation.

use std::vec::Vec;

use motetls_base::{Random, RandomError};
use motetls_crypto::{Aes128Ct, AesGcm, Group, InvalidPublicKey, Sha256, WholeGroup};

use super::Fixed;
use crate::num::AlertDescription;
use crate::{
    Connection, Credential, ErrorKind, HandshakeScratch, HandshakeSigner, NamedCredential,
    ServerConfig, SignatureError, SignatureScheme, Wants,
};

/// P-256 that must not be computed with.
struct Untouched;

impl Group for Untouched {
    type Private = ();
    type Public = [u8; 65];
    type Shared = [u8; 32];
    type Steps = WholeGroup<Self>;
    fn generate<R: Random>(_: &mut R) -> Result<(), RandomError> {
        Ok(())
    }
    fn public((): &()) -> [u8; 65] {
        unreachable!("a public key for an offer that leads nowhere")
    }
    fn agree((): &(), _: &[u8]) -> Result<[u8; 32], InvalidPublicKey> {
        unreachable!("a key agreement for an offer that leads nowhere")
    }
}

/// A key that must not sign.
struct Unasked;

impl HandshakeSigner for Unasked {
    type Signature = [u8; 64];
    fn signs(&self, scheme: SignatureScheme) -> bool {
        scheme == SignatureScheme::ecdsa_secp256r1_sha256
    }
    fn sign(&self, _: SignatureScheme, _: &[&[u8]], _: &mut [u8]) -> Result<usize, SignatureError> {
        unreachable!("a signature for an offer that leads nowhere")
    }
}

crate::profile! {
    /// A server that computes nothing.
    struct Idle;
    roles: [server];
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: Untouched };
    signer: Unasked;
}

/// The extensions of a hello that would do, each whole.
fn extensions() -> Vec<Vec<u8>> {
    let mut share = [0, 51, 0, 71, 0, 69, 0, 23, 0, 65].to_vec();
    share.extend([4; 65]);
    [
        &[0, 43, 0, 3, 2, 3, 4][..],
        &[0, 10, 0, 4, 0, 2, 0, 23],
        &[0, 13, 0, 4, 0, 2, 4, 3],
        &[0, 0, 0, 8, 0, 6, 0, 0, 3, b'a', b'.', b'b'],
        &[0, 16, 0, 5, 0, 3, 2, b'h', b'2'],
        &share,
    ]
    .map(<[u8]>::to_vec)
    .to_vec()
}

/// A ClientHello in a record.
fn hello(suites: &[u8], compression: &[u8], extensions: &[Vec<u8>]) -> Vec<u8> {
    let with_length = |bytes: &[u8], width: usize| {
        let length = bytes.len().to_be_bytes();
        [&length[length.len() - width..], bytes].concat()
    };
    let block = match extensions {
        [] => Vec::new(),
        _ => with_length(&extensions.concat(), 2),
    };
    let body = [
        &[3, 3][..],
        &[7; 32],
        &[0],
        &with_length(suites, 2),
        &with_length(compression, 1),
        &block,
    ]
    .concat();
    let message = [&[1][..], &with_length(&body, 3)].concat();
    [&[22, 3, 1][..], &with_length(&message, 2)].concat()
}

/// What the server says to these bytes: its error, and the alert it sends.
fn refusal(stream: &[u8]) -> (ErrorKind, Option<AlertDescription>) {
    let (sent, kind) = talk(stream);
    let alert = match sent[..] {
        [] => None,
        [21, 3, 3, 0, 2, 2, alert] => Some(AlertDescription(alert)),
        _ => panic!("more than an alert: {sent:?}"),
    };
    (kind, alert)
}

/// What the server sends to these bytes, and its error.
fn talk(stream: &[u8]) -> (Vec<u8>, ErrorKind) {
    let credential = Credential { chain: &[&[0; 100]], signer: &Unasked };
    let credentials = [NamedCredential { names: &["a.b"], credential }];
    let config = ServerConfig::<Idle> {
        credentials: &credentials,
        alpn: &[b"mqtt", b"h2"],
        ..ServerConfig::new(&())
    };
    let (mut rx, mut tx) = ([0; 512], [0; 512]);
    let mut connection = Connection::<Idle, _>::new(&mut rx, &mut tx);
    let mut scratch = HandshakeScratch::new();
    let mut handshake = connection.server(&config, &mut Fixed(1), &mut scratch).unwrap();
    let mut rest = stream;
    let mut sent = Vec::new();
    let kind = loop {
        match handshake.wants() {
            Ok(Wants::Send) => {
                sent.extend(handshake.cipher_out());
                handshake.cipher_out_done(handshake.cipher_out().len());
            }
            Ok(_) => {
                let room = handshake.cipher_in();
                let n = room.len().min(rest.len());
                if n == 0 {
                    break handshake.end_of_stream().kind;
                }
                room[..n].copy_from_slice(&rest[..n]);
                rest = &rest[n..];
                handshake.cipher_in_done(n);
            }
            Err(error) => break error.kind,
        }
    };
    (sent, kind)
}

const SUITE: &[u8] = &[0x13, 1];

/// The hello with one of its extensions, by its place, replaced.
fn with(place: usize, extension: &[u8]) -> Vec<u8> {
    let mut list = extensions();
    list[place] = extension.to_vec();
    hello(SUITE, &[0], &list)
}

fn assert_refused(stream: &[u8], kind: ErrorKind, alert: u8) {
    assert_eq!(refusal(stream), (kind, Some(AlertDescription(alert))));
}

#[test]
#[should_panic(expected = "a key agreement for an offer that leads nowhere")]
fn an_offer_that_would_do_is_computed_with() {
    refusal(&hello(SUITE, &[0], &extensions()));
}

#[test]
fn offers_without_anything_in_common() {
    use ErrorKind as K;
    assert_refused(&hello(&[0x13, 2, 0x13, 3], &[0], &extensions()), K::Incompatible, 40);
    assert_refused(&with(1, &[0, 10, 0, 4, 0, 2, 0, 29]), K::Incompatible, 40);
    assert_refused(&with(2, &[0, 13, 0, 4, 0, 2, 8, 4]), K::Incompatible, 40);
    let name = [0, 0, 0, 8, 0, 6, 0, 0, 3, b'a', b'.', b'c'];
    assert_refused(&with(3, &name), K::UnknownName, 112);
    assert_refused(&with(4, &[0, 16, 0, 4, 0, 2, 1, b'x']), K::NoApplicationProtocol, 120);
}

/// Section 4.2.4: without a share of our group the client is asked for one, once; what it sends
/// then must hold it, and lead to the same choice.
#[test]
fn second_hellos() {
    const REQUEST: &[u8] = &[
        22, 3, 3, 0, 56, 2, 0, 0, 52, 3, 3, 0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe,
        0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e,
        0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c, 0, 0x13, 1, 0, 0, 12, 0, 43, 0, 2, 3, 4, 0,
        51, 0, 2, 0, 23,
    ];
    let first = with(5, &[0, 51, 0, 7, 0, 5, 0, 29, 0, 1, 9]);
    let none = with(5, &[0, 51, 0, 2, 0, 0]);
    for (second, kind, alert) in [
        (&first, ErrorKind::IllegalParameter, 47),
        (&none, ErrorKind::IllegalParameter, 47),
        (&[20, 3, 3, 0, 1, 1, 21, 3, 3, 0, 2, 2, 90].to_vec(), ErrorKind::Truncated, 0),
    ] {
        let (sent, found) = talk(&[&none[..], second].concat());
        assert_eq!(sent.get(..REQUEST.len()), Some(REQUEST));
        assert_eq!(found, kind);
        assert_eq!(sent.last(), if alert == 0 { Some(&23) } else { Some(&alert) });
    }
}

/// Section 9.2, and section 4.3.1: a client that does not name TLS 1.3 has an older version in
/// mind.
#[test]
fn extensions_that_are_missing() {
    for place in [1, 2, 3, 5] {
        let mut list = extensions();
        list.remove(place);
        assert_refused(&hello(SUITE, &[0], &list), ErrorKind::MissingExtension, 109);
    }
    assert_refused(&hello(SUITE, &[0], &extensions()[1..]), ErrorKind::ProtocolVersion, 70);
    assert_refused(&hello(SUITE, &[0], &[]), ErrorKind::ProtocolVersion, 70);
    assert_refused(&with(0, &[0, 43, 0, 3, 2, 3, 3]), ErrorKind::ProtocolVersion, 70);
}

#[test]
fn values_that_are_ruled_out() {
    let illegal = ErrorKind::IllegalParameter;
    assert_refused(&hello(SUITE, &[1, 0], &extensions()), illegal, 47);
    assert_refused(&hello(SUITE, &[1], &extensions()), illegal, 47);
    let mut twice = extensions();
    twice.push(twice[1].clone());
    assert_refused(&hello(SUITE, &[0], &twice), illegal, 47);
    let mut early = extensions();
    early.insert(0, [0, 41, 0, 0].to_vec());
    assert_refused(&hello(SUITE, &[0], &early), illegal, 47);
    // two identities, and a binder for the first
    let mut lonely =
        [0, 41, 0, 51, 0, 14, 0, 1, 9, 0, 0, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0, 33, 32].to_vec();
    lonely.extend([0; 32]);
    for extension in [&lonely[..], &[0, 28, 0, 2, 0, 63], &[0, 1, 0, 1, 0], &[0, 1, 0, 1, 5]] {
        let mut list = extensions();
        list.push(extension.to_vec());
        assert_refused(&hello(SUITE, &[0], &list), illegal, 47);
    }
}

/// Each extension cut short, too long, or with an empty list.
#[test]
fn grammar() {
    for (place, malformed) in [
        (0, &[0, 43, 0, 0][..]),
        (0, &[0, 43, 0, 1, 0]),
        (0, &[0, 43, 0, 4, 2, 3, 4, 0]),
        (0, &[0, 43, 0, 4, 3, 3, 4, 0]),
        (1, &[0, 10, 0, 2, 0, 0]),
        (1, &[0, 10, 0, 5, 0, 3, 0, 23, 0]),
        (2, &[0, 13, 0, 2, 0, 0]),
        (2, &[0, 13, 0, 5, 0, 2, 4, 3, 0]),
        (3, &[0, 0, 0, 2, 0, 0]),
        (3, &[0, 0, 0, 5, 0, 3, 0, 0, 0]),
        (3, &[0, 0, 0, 6, 0, 4, 1, 0, 1, b'a']),
        (3, &[0, 0, 0, 10, 0, 8, 0, 0, 1, b'a', 0, 0, 1, b'b']),
        (4, &[0, 16, 0, 2, 0, 0]),
        (4, &[0, 16, 0, 3, 0, 1, 0]),
        (4, &[0, 16, 0, 4, 0, 2, 2, b'h']),
        (5, &[0, 51, 0, 6, 0, 4, 0, 23, 0, 0]),
        (5, &[0, 51, 0, 4, 0, 2, 0, 23]),
        (5, &[0, 51, 0, 9]),
    ] {
        assert_refused(&with(place, malformed), ErrorKind::Decode, 50);
    }
    assert_refused(&hello(&[], &[0], &extensions()), ErrorKind::Decode, 50);
    assert_refused(&hello(&[0x13, 1, 0], &[0], &extensions()), ErrorKind::Decode, 50);
    assert_refused(&hello(SUITE, &[], &extensions()), ErrorKind::Decode, 50);
    // a legacy_session_id of 33 bytes
    let mut long = hello(SUITE, &[0], &extensions());
    long.splice(43..44, [&[33][..], &[1; 33]].concat());
    for place in [4, 8] {
        long[place] += 33;
    }
    assert_refused(&long, ErrorKind::Decode, 50);
}

/// What is no ClientHello at all, and what comes before one (section 5).
#[test]
fn junk() {
    let misplaced = ErrorKind::UnexpectedMessage;
    assert_refused(b"GET / HTTP/1.1\r\n", misplaced, 10);
    assert_refused(&[20, 3, 3, 0, 1, 1], misplaced, 10);
    assert_refused(&[23, 3, 3, 0, 5, 1, 2, 3, 4, 5], misplaced, 10);
    assert_refused(&[22, 3, 3, 0, 4, 2, 0, 0, 0], misplaced, 10);
    assert_refused(&[22, 3, 3, 0, 0], misplaced, 10);
    // the keys change behind the hello: nothing may follow in its record (section 5.1)
    let mut followed = hello(SUITE, &[0], &extensions());
    followed.push(22);
    followed[4] += 1;
    assert_refused(&followed, misplaced, 10);
    // an alert has no answer
    assert_eq!(
        refusal(&[21, 3, 3, 0, 2, 2, 40]),
        (ErrorKind::AlertReceived(AlertDescription::handshake_failure), None)
    );
}

/// Longer than the receive buffer.
#[test]
fn a_hello_that_does_not_fit() {
    let mut list = extensions();
    list.push([&[0xfe, 0xfe, 2, 0][..], &[0; 512]].concat());
    let (kind, alert) = refusal(&hello(SUITE, &[0], &list));
    assert_eq!((kind, alert), (ErrorKind::RecordTooLarge, Some(AlertDescription::record_overflow)));
}
