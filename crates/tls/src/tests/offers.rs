//! Hellos dressed for middleboxes, and with values without meaning.

use std::vec::Vec;

use motetls_base::Reader;
use motetls_crypto::{Aes128Ct, AesGcm, P256, Sha256};

use super::{Outcome, Script, Server, Shape, anchor, config, run};
use crate::num::HandshakeType;
use crate::{Config, ErrorKind};

crate::profile! {
    struct Dressed;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509, psk_dhe_ke];
    options: [middlebox_compatibility];
}

crate::profile! {
    struct Greased;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509, psk_dhe_ke];
    options: [grease];
}

const CHANGE_CIPHER_SPEC: [u8; 6] = [20, 3, 3, 0, 1, 1];
const COOKIE: Option<&[u8]> = Some(&[0, 44, 0, 5, 0, 3, 1, 2, 3]);

fn with<P: crate::Profile<Observer = ()>>(script: Script, psk: bool) -> Outcome {
    let anchors = anchor();
    let mut config = Config::<P> { alpn: &[b"mqtt"], ..config(&anchors) };
    if !psk {
        config.psks = &[];
    }
    let mut server = Server::<P>::new(script);
    run(&config, Shape::default(), |flight| {
        let hello = flight.strip_prefix(&CHANGE_CIPHER_SPEC).unwrap_or(flight);
        server.answer(hello)
    })
}

/// Appendix E.4: a session of 32 bytes, echoed, and one change_cipher_spec before the second
/// flight, whichever that is.
#[test]
fn a_handshake_looks_like_one_of_tls_1_2() {
    for psk in [false, true] {
        let outcome = with::<Dressed>(Script::default(), psk);
        outcome.result.unwrap();
        assert_eq!(outcome.sent[0][5 + 4 + 34], 32, "the length of the session");
        assert_ne!(outcome.sent[0][5 + 4 + 35..][..32], [0; 32]);
        assert!(outcome.sent[1].starts_with(&CHANGE_CIPHER_SPEC));
        assert_eq!(outcome.sent[1].len(), 6 + 5 + 36 + 1 + 16, "and Finished");

        let outcome = with::<Dressed>(Script { retry: COOKIE, ..Script::default() }, psk);
        outcome.result.unwrap();
        assert!(outcome.sent[1].starts_with(&CHANGE_CIPHER_SPEC));
        assert_eq!(
            outcome.sent[1][6 + 5 + 4 + 35..][..32],
            outcome.sent[0][5 + 4 + 35..][..32],
            "the same session"
        );
        assert_eq!(outcome.sent[2][0], 23, "once is enough");
    }
}

/// A session other than the one pretended: section 4.2.3, illegal_parameter.
#[test]
fn another_session_is_refused() {
    let tamper: fn(HandshakeType, &mut Vec<u8>) = |kind, message| {
        if kind == HandshakeType::SERVER_HELLO {
            message[4 + 2 + 32 + 1] ^= 1;
        }
    };
    let outcome = with::<Dressed>(Script { tamper, ..Script::default() }, false);
    assert_eq!(outcome.result.unwrap_err().kind, ErrorKind::IllegalParameter);
    assert_eq!(outcome.sent[1], [21, 3, 3, 0, 2, 2, 47]);
    let tamper: fn(HandshakeType, &mut Vec<u8>) = |kind, message| {
        if kind == HandshakeType::SERVER_HELLO {
            message[4 + 2 + 32] = 0;
            message.drain(4 + 2 + 32 + 1..4 + 2 + 32 + 33);
            message[3] -= 32;
        }
    };
    let outcome = with::<Dressed>(Script { tamper, ..Script::default() }, false);
    assert_eq!(outcome.result.unwrap_err().kind, ErrorKind::IllegalParameter, "none");
}

/// Whether a number is one of RFC 8701.
fn is_grease(number: u16) -> bool {
    number & 0x0f0f == 0x0a0a && number >> 8 == number & 0xff
}

/// The numbers of a list of two-byte numbers behind its length of `width` bytes.
fn numbers(mut body: Reader<'_>, width: usize) -> Vec<u16> {
    let mut list = body.vector(width).unwrap();
    core::iter::from_fn(|| (!list.is_empty()).then(|| list.u16().unwrap())).collect()
}

/// RFC 8701, section 3.1: one in each list, and two extensions, one of them not empty.
#[test]
fn every_list_holds_a_value_without_meaning() {
    let outcome = with::<Greased>(Script { retry: COOKIE, ..Script::default() }, true);
    outcome.result.unwrap();
    let mut seen = Vec::new();
    for sent in &outcome.sent[..2] {
        let mut r = Reader::new(&sent[5 + 4..]);
        r.take(34).unwrap();
        r.vector(1).unwrap();
        let suites = numbers(r, 2);
        assert!(is_grease(suites[0]) && suites[1..] == [0x1301], "{suites:x?}");
        r.vector(2).unwrap();
        r.vector(1).unwrap();
        let mut block = r.vector(2).unwrap();
        let mut extensions = Vec::new();
        while !block.is_empty() {
            let kind = block.u16().unwrap();
            let mut body = block.vector(2).unwrap();
            let greased = match kind {
                43 => is_grease(numbers(body, 1)[0]),
                10 | 13 => is_grease(numbers(body, 2)[0]),
                51 => is_grease(body.vector(2).unwrap().u16().unwrap()),
                16 => body.rest()[2..].starts_with(&[2]),
                45 => body.rest()[1] % 0x1f == 0x0b,
                _ if is_grease(kind) => {
                    extensions.push(body.rest().len());
                    true
                }
                _ => true,
            };
            assert!(greased, "extension {kind}");
        }
        assert_eq!(extensions, [0, 1]);
        seen.push(suites);
    }
    assert_eq!(seen[0], seen[1], "the same in both hellos");
}

/// A server that selects one is refused: RFC 8701, section 3.1.
#[test]
fn a_server_that_selects_a_value_without_meaning_is_refused() {
    type Tamper = fn(HandshakeType, &mut Vec<u8>);
    const SUITE: usize = 4 + 2 + 32 + 1;
    let cases: [(Tamper, ErrorKind, u8); 5] = [
        // a suite, a version, a group of a share
        (
            |kind, m| {
                if kind.0 == 2 {
                    m[SUITE..SUITE + 2].fill(0x1a)
                }
            },
            ErrorKind::IllegalParameter,
            47,
        ),
        (
            |kind, m| {
                if kind.0 == 2 {
                    m[SUITE + 9..SUITE + 11].fill(0x1a)
                }
            },
            ErrorKind::IllegalParameter,
            47,
        ),
        (
            |kind, m| {
                if kind.0 == 2 {
                    m[SUITE + 15..SUITE + 17].fill(0x1a)
                }
            },
            ErrorKind::IllegalParameter,
            47,
        ),
        // an extension, in the clear and not
        (
            |kind, m| {
                if kind.0 == 2 {
                    m.extend([0x1a, 0x1a, 0, 0]);
                    m[3] += 4;
                    m[SUITE + 4] += 4;
                }
            },
            ErrorKind::UnsolicitedExtension,
            110,
        ),
        (
            |kind, m| {
                if kind.0 == 8 {
                    m.extend([0x1a, 0x1a, 0, 0]);
                    m[3] += 4;
                    m[5] += 4;
                }
            },
            ErrorKind::UnsolicitedExtension,
            110,
        ),
    ];
    for (place, (tamper, kind, alert)) in cases.into_iter().enumerate() {
        let outcome = with::<Greased>(Script { tamper, ..Script::default() }, false);
        let error = outcome.result.unwrap_err().kind;
        assert_eq!((error, error.alert().unwrap().0), (kind, alert), "case {place}");
    }
    // a signature scheme, and an ALPN protocol
    let tamper: Tamper = |kind, m| {
        if kind.0 == 15 {
            m[4..6].fill(0x1a)
        }
    };
    let outcome = with::<Greased>(Script { tamper, ..Script::default() }, false);
    assert_eq!(outcome.result.unwrap_err().kind, ErrorKind::IllegalParameter);
    let extensions = &[0, 16, 0, 5, 0, 3, 2, 0x1a, 0x1a];
    let outcome = with::<Greased>(Script { extensions, ..Script::default() }, false);
    assert_eq!(outcome.result.unwrap_err().kind, ErrorKind::ApplicationProtocol);
    // a group that a retry asks for
    let retry = Some(&[0, 51, 0, 2, 0x1a, 0x1a][..]);
    let outcome = with::<Greased>(Script { retry, ..Script::default() }, false);
    assert_eq!(outcome.result.unwrap_err().kind, ErrorKind::IllegalParameter);
}

/// RFC 8701, section 4.1: a server may ask with values without meaning too, in a
/// CertificateRequest and in a ticket.
#[test]
fn values_without_meaning_from_a_server_are_ignored() {
    let request = Some(&[0, 0, 15, 0x2a, 0x2a, 0, 1, 0, 0, 13, 0, 6, 0, 4, 0x3a, 0x3a, 4, 3][..]);
    with::<Greased>(Script { request, ..Script::default() }, false).result.unwrap();
}
