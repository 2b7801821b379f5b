//! What the client refuses, with which error, and with which alert on the wire.

use std::vec::Vec;

use super::server::plain_record;
use super::{
    Ecdsa, Either, PskEcdhe, PskOnly, Script, Server, Shape, anchor, config, handshake, run,
};
use crate::num::HandshakeType;
use crate::{Config, Connection, ErrorKind, HandshakeScratch, Phase, Psk, ServerName};

/// The alert in the client's last flight, if it went out in the clear; protected ones are for the
/// peers to see.
fn plain_alert(sent: &[Vec<u8>]) -> Option<u8> {
    match sent.last()?.as_slice() {
        [21, 3, 3, 0, 2, 2, alert] => Some(*alert),
        _ => None,
    }
}

/// Changes a message of the server.
type Tamper = fn(HandshakeType, &mut Vec<u8>);

/// Runs against a server whose messages are tampered with before they are hashed and sent.
fn refused<P: crate::Profile<Observer = ()>>(tamper: Tamper) -> (ErrorKind, Option<u8>) {
    let anchors = anchor();
    let request = Some(&[0, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3][..]);
    let mut server = Server::<P>::new(Script { tamper, request, ..Script::default() });
    let outcome = run(&config::<P>(&anchors), Shape::default(), |flight| server.answer(flight));
    let error = outcome.result.unwrap_err();
    if error.kind.alert().is_some() {
        let last = outcome.sent.last().unwrap();
        assert!(!last.is_empty(), "an alert must go out for {:?}", error.kind);
        let sealed = error.phase != Phase::Hello;
        assert_eq!(
            last[0],
            if sealed { 23 } else { 21 },
            "the alert's record for {:?}",
            error.kind
        );
    }
    (error.kind, plain_alert(&outcome.sent))
}

/// Replaces the body of a message of one type.
macro_rules! replace {
    ($kind:ident, |$message:ident| $do:expr) => {
        |kind, $message: &mut Vec<u8>| {
            if kind == HandshakeType::$kind {
                $do;
                let length = u32::try_from($message.len() - 4).unwrap().to_be_bytes();
                $message[1..4].copy_from_slice(&length[1..]);
            }
        }
    };
}

/// Where things stand in the scripted ServerHello: 4 header, 2 version, 32 random, 1 session id, 2
/// suite, 1 compression.
const VERSION: usize = 4;
const RANDOM: usize = 6;
const SESSION_ID: usize = 38;
const SUITE: usize = 39;
const COMPRESSION: usize = 41;
const EXTENSIONS: usize = 42;

/// Appends an extension to the scripted ServerHello.
fn extend(message: &mut Vec<u8>, extension: &[u8]) {
    message.extend(extension);
    let length = u16::try_from(message.len() - EXTENSIONS - 2).unwrap().to_be_bytes();
    message[EXTENSIONS..EXTENSIONS + 2].copy_from_slice(&length);
}

#[test]
fn server_hellos() {
    let cases: [(Tamper, ErrorKind, u8); 17] = [
        (
            replace!(SERVER_HELLO, |m| {
                m.truncate(EXTENSIONS);
                m[VERSION + 1] = 1;
            }),
            ErrorKind::ProtocolVersion,
            70,
        ),
        // TLS 1.2 in supported_versions.
        (replace!(SERVER_HELLO, |m| m[EXTENSIONS + 7] = 2), ErrorKind::IllegalParameter, 47),
        (
            replace!(SERVER_HELLO, |m| extend(m, &[0, 51, 0, 4, 0, 23, 0, 0])),
            ErrorKind::IllegalParameter,
            47,
        ),
        // A share without a key.
        (
            replace!(SERVER_HELLO, |m| {
                m.truncate(EXTENSIONS + 8);
                extend(m, &[0, 51, 0, 4, 0, 23, 0, 0]);
            }),
            ErrorKind::Decode,
            50,
        ),
        (replace!(SERVER_HELLO, |m| m.truncate(EXTENSIONS)), ErrorKind::ProtocolVersion, 70),
        (
            replace!(SERVER_HELLO, |m| {
                m.truncate(EXTENSIONS);
                m[RANDOM + 24..RANDOM + 32].copy_from_slice(b"DOWNGRD\x01");
            }),
            ErrorKind::Downgrade,
            47,
        ),
        (
            replace!(SERVER_HELLO, |m| {
                m.truncate(EXTENSIONS);
                m.extend([0, 5, 0xff, 1, 0, 1, 0]);
                m[RANDOM + 24..RANDOM + 32].copy_from_slice(b"DOWNGRD\x00");
            }),
            ErrorKind::Downgrade,
            47,
        ),
        (
            replace!(SERVER_HELLO, |m| {
                m[SESSION_ID] = 1;
                m.insert(SUITE, 7);
            }),
            ErrorKind::IllegalParameter,
            47,
        ),
        (replace!(SERVER_HELLO, |m| m[SUITE + 1] = 3), ErrorKind::IllegalParameter, 47),
        (replace!(SERVER_HELLO, |m| m[COMPRESSION] = 1), ErrorKind::IllegalParameter, 47),
        (replace!(SERVER_HELLO, |m| m[EXTENSIONS + 7] = 3), ErrorKind::IllegalParameter, 47),
        (replace!(SERVER_HELLO, |m| extend(m, &[0, 0, 0, 0])), ErrorKind::IllegalParameter, 47),
        (
            replace!(SERVER_HELLO, |m| extend(m, &[0xfe, 0xfe, 0, 0])),
            ErrorKind::UnsolicitedExtension,
            110,
        ),
        (
            replace!(SERVER_HELLO, |m| extend(m, &[0, 43, 0, 2, 3, 4])),
            ErrorKind::IllegalParameter,
            47,
        ),
        (replace!(SERVER_HELLO, |m| m.push(0)), ErrorKind::Decode, 50),
        (
            replace!(SERVER_HELLO, |m| {
                m.truncate(EXTENSIONS + 8);
                extend(m, &[]);
            }),
            ErrorKind::MissingExtension,
            109,
        ),
        (replace!(SERVER_HELLO, |m| *m.last_mut().unwrap() ^= 1), ErrorKind::IllegalParameter, 47),
    ];
    for (i, (tamper, kind, alert)) in cases.into_iter().enumerate() {
        assert_eq!(refused::<Ecdsa>(tamper), (kind, Some(alert)), "case {i}");
    }
}

#[test]
fn pre_shared_keys_and_groups_out_of_turn() {
    let identity = replace!(SERVER_HELLO, |m| *m.last_mut().unwrap() = 1);
    assert_eq!(refused::<PskOnly>(identity), (ErrorKind::IllegalParameter, Some(47)));
    let no_psk = replace!(SERVER_HELLO, |m| {
        m.truncate(EXTENSIONS + 8);
        extend(m, &[]);
    });
    assert_eq!(refused::<PskOnly>(no_psk), (ErrorKind::PskRefused, Some(40)));
    let no_share = replace!(SERVER_HELLO, |m| {
        m.truncate(EXTENSIONS + 8);
        extend(m, &[0, 41, 0, 2, 0, 0]);
    });
    assert_eq!(refused::<PskEcdhe>(no_share), (ErrorKind::MissingExtension, Some(109)));
    let share = replace!(SERVER_HELLO, |m| extend(m, &[0, 51, 0, 4, 0, 23, 0, 0]));
    assert_eq!(refused::<PskOnly>(share), (ErrorKind::UnsolicitedExtension, Some(110)));
    let psk = replace!(SERVER_HELLO, |m| extend(m, &[0, 41, 0, 2, 0, 0]));
    assert_eq!(
        refused::<Ecdsa>(psk),
        (ErrorKind::UnsolicitedExtension, Some(110)),
        "no PSK was offered"
    );
}

#[test]
fn retries() {
    let retry = |extensions: &'static [u8]| {
        let mut server =
            Server::<Ecdsa>::new(Script { retry: Some(extensions), ..Script::default() });
        let outcome =
            run(&config::<Ecdsa>(&anchor()), Shape::default(), |flight| server.answer(flight));
        (outcome.result.unwrap_err().kind, plain_alert(&outcome.sent))
    };
    assert_eq!(retry(&[]), (ErrorKind::IllegalParameter, Some(47)), "a retry that changes nothing");
    assert_eq!(
        retry(&[0, 51, 0, 2, 0, 23]),
        (ErrorKind::IllegalParameter, Some(47)),
        "the group we sent a share of"
    );
    assert_eq!(
        retry(&[0, 51, 0, 2, 0, 29]),
        (ErrorKind::IllegalParameter, Some(47)),
        "a group we did not offer"
    );
    assert_eq!(retry(&[0, 44, 0, 2, 0, 0]), (ErrorKind::Decode, Some(50)), "an empty cookie");
    assert_eq!(retry(&[0, 44, 2, 4, 2, 2]), (ErrorKind::Decode, Some(50)), "a cookie cut short");

    let mut server =
        Server::<Ecdsa>::new(Script { retry: Some(&[0, 44, 0, 3, 0, 1, 1]), ..Script::default() });
    let mut first = Vec::new();
    let outcome = run(&config::<Ecdsa>(&anchor()), Shape::default(), |flight| {
        if first.is_empty() {
            first = server.answer(flight);
        }
        first.clone()
    });
    assert_eq!(outcome.result.unwrap_err().kind, ErrorKind::UnexpectedMessage, "a second retry");

    let mut server = Server::<Ecdsa>::new(Script {
        retry: Some(&[0, 44, 0, 3, 0, 1, 1]),
        tamper: |kind, m| {
            // The suite of the ServerHello differs from that of the retry.
            if kind == HandshakeType::SERVER_HELLO && m[RANDOM] == 9 {
                m[SUITE + 1] = 4;
            }
        },
        ..Script::default()
    });
    let outcome =
        run(&config::<Ecdsa>(&anchor()), Shape::default(), |flight| server.answer(flight));
    assert_eq!(outcome.result.unwrap_err().kind, ErrorKind::IllegalParameter);

    let long: &'static [u8] = Vec::leak([&[0, 44, 1, 146, 1, 144][..], &[1; 400]].concat());
    assert_eq!(
        retry(long),
        (ErrorKind::SendBufferTooSmall, Some(80)),
        "a cookie too long for tx, told by internal_error"
    );
}

#[test]
fn the_protected_part() {
    use crate::CertError;
    let cases: [(Tamper, ErrorKind); 24] = [
        (
            replace!(ENCRYPTED_EXTENSIONS, |m| *m = [8, 0, 0, 0, 0, 4, 0xfe, 0xfe, 0, 0].to_vec()),
            ErrorKind::UnsolicitedExtension,
        ),
        (
            replace!(ENCRYPTED_EXTENSIONS, |m| *m = [8, 0, 0, 0, 0, 4, 0, 42, 0, 0].to_vec()),
            ErrorKind::UnsolicitedExtension,
        ),
        (
            replace!(ENCRYPTED_EXTENSIONS, |m| *m = [8, 0, 0, 0, 0, 4, 0, 51, 0, 0].to_vec()),
            ErrorKind::IllegalParameter,
        ),
        (
            replace!(ENCRYPTED_EXTENSIONS, |m| *m =
                [8, 0, 0, 0, 0, 6, 0, 28, 0, 2, 0, 63].to_vec()),
            ErrorKind::IllegalParameter,
        ),
        (
            replace!(ENCRYPTED_EXTENSIONS, |m| *m = [8, 0, 0, 0, 0, 5, 0, 28, 0, 1, 9].to_vec()),
            ErrorKind::Decode,
        ),
        (replace!(ENCRYPTED_EXTENSIONS, |m| m.push(0)), ErrorKind::Decode),
        (replace!(ENCRYPTED_EXTENSIONS, |m| m[0] = 15), ErrorKind::UnexpectedMessage),
        (
            replace!(CERTIFICATE_REQUEST, |m| *m = [13, 0, 0, 0, 0, 0, 0].to_vec()),
            ErrorKind::MissingExtension,
        ),
        (
            replace!(ENCRYPTED_EXTENSIONS, |m| *m =
                [8, 0, 0, 0, 0, 9, 0, 10, 0, 5, 0, 3, 0, 23, 0].to_vec()),
            ErrorKind::Decode,
        ),
        (
            replace!(ENCRYPTED_EXTENSIONS, |m| *m = [8, 0, 0, 0, 0, 5, 0, 0, 0, 1, 0].to_vec()),
            ErrorKind::Decode,
        ),
        (replace!(CERTIFICATE, |m| *m = [11, 0, 0, 0].to_vec()), ErrorKind::Decode),
        (replace!(CERTIFICATE, |m| *m = [11, 0, 0, 0, 0].to_vec()), ErrorKind::Decode),
        (replace!(CERTIFICATE, |m| *m = [11, 0, 0, 0, 0, 0].to_vec()), ErrorKind::Decode),
        (replace!(CERTIFICATE, |m| *m = [11, 0, 0, 0, 0, 0, 0].to_vec()), ErrorKind::Decode),
        (
            replace!(CERTIFICATE_REQUEST, |m| *m =
                [13, 0, 0, 0, 0, 0, 16, 0, 13, 0, 4, 0, 2, 4, 3, 0, 13, 0, 4, 0, 2, 4, 3].to_vec()),
            ErrorKind::IllegalParameter,
        ),
        (
            replace!(CERTIFICATE_REQUEST, |m| *m = [13, 0, 0, 0, 1, 1, 0, 0].to_vec()),
            ErrorKind::IllegalParameter,
        ),
        (
            replace!(CERTIFICATE, |m| *m = [11, 0, 0, 0, 0, 0, 0, 0].to_vec()),
            ErrorKind::NoCertificate,
        ),
        (replace!(CERTIFICATE, |m| m[7] ^= 1), ErrorKind::Decode),
        (replace!(CERTIFICATE, |m| m[10] ^= 1), ErrorKind::Decode),
        (replace!(CERTIFICATE, |m| m[12] ^= 1), ErrorKind::Certificate(CertError::Malformed)),
        (replace!(CERTIFICATE_VERIFY, |m| m[5] = 4), ErrorKind::IllegalParameter),
        (
            replace!(CERTIFICATE_VERIFY, |m| *m.last_mut().unwrap() ^= 1),
            ErrorKind::BadCertificateVerify,
        ),
        (replace!(FINISHED, |m| m[4] ^= 1), ErrorKind::BadFinished),
        (
            replace!(FINISHED, |m| {
                m.pop();
            }),
            ErrorKind::Decode,
        ),
    ];
    for (i, (tamper, kind)) in cases.into_iter().enumerate() {
        assert_eq!(refused::<Ecdsa>(tamper).0, kind, "case {i}");
    }
    assert_eq!(refused::<PskOnly>(replace!(FINISHED, |m| m[35] ^= 0x80)).0, ErrorKind::BadFinished);
}

#[test]
fn a_signature_over_another_transcript() {
    // The certificate changes after the server signed: the tampering happens in flight, hashes
    // differ.
    let mut server = Server::<Ecdsa>::new(Script::default());
    let outcome = run(&config::<Ecdsa>(&anchor()), Shape::default(), |flight| {
        let mut other = flight.to_vec();
        other[20] ^= 1;
        server.answer(&other)
    });
    assert_eq!(
        outcome.result.unwrap_err().kind,
        ErrorKind::BadRecordMac,
        "the keys already differ"
    );
}

#[test]
fn names_and_anchors() {
    use crate::CertError;
    let against = |config: &Config<'_, Ecdsa>| {
        let mut server = Server::<Ecdsa>::new(Script::default());
        run(config, Shape::default(), |flight| server.answer(flight)).result.unwrap_err().kind
    };
    let anchors = anchor();
    let other =
        Config { server_name: Some(ServerName::from_static("other.test")), ..config(&anchors) };
    assert_eq!(against(&other), ErrorKind::Certificate(CertError::NameMismatch));
    assert_eq!(against(&config(&[])), ErrorKind::Certificate(CertError::UnknownIssuer));
    let early = Config { now: Some(motetls_base::UnixTime(0)), ..config(&anchors) };
    assert_eq!(against(&early), ErrorKind::Certificate(CertError::ClockBehindBuild));
}

#[test]
fn configurations_without_authentication() {
    let refusal = |config: &Config<'_, Ecdsa>| {
        run(config, Shape::default(), |_| Vec::new()).result.unwrap_err().kind
    };
    assert_eq!(refusal(&Config { server_name: None, ..config(&[]) }), ErrorKind::Configuration);
    let no_key = Config::<PskOnly> { psks: &[], ..config(&[]) };
    assert_eq!(
        run(&no_key, Shape::default(), |_| Vec::new()).result.unwrap_err().kind,
        ErrorKind::Configuration
    );
    let empty = Config::<PskOnly> { psks: &[Psk::new(b"i", b"")], ..config(&[]) };
    assert_eq!(
        run(&empty, Shape::default(), |_| Vec::new()).result.unwrap_err().kind,
        ErrorKind::Configuration
    );
}

#[test]
fn keys_beside_certificates_authenticate_too() {
    let refusal = |psk: Option<Psk<'static>>, server_name| {
        let config = Config::<Either> { psks: psk.as_slice(), server_name, ..config(&[]) };
        run(&config, Shape::default(), |_| Vec::new()).result.unwrap_err().kind
    };
    let name = config::<Either>(&[]).server_name;
    let key = |identity, secret| Some(Psk::new(identity, secret));
    let sound = key(b"i", b"0123456789abcdef");
    assert_ne!(refusal(sound, name), ErrorKind::Configuration);
    assert_ne!(refusal(None, name), ErrorKind::Configuration);
    assert_eq!(
        refusal(key(b"i", b""), name),
        ErrorKind::Configuration,
        "an empty key is no secret"
    );
    assert_eq!(refusal(key(b"", b"0123456789abcdef"), name), ErrorKind::Configuration);
    assert_eq!(
        refusal(sound, None),
        ErrorKind::Configuration,
        "a server that declines the key would be any server"
    );
}

#[test]
fn records_that_are_none() {
    let answer = |bytes: &'static [u8]| {
        let outcome = run(&config::<Ecdsa>(&anchor()), Shape::default(), |_| bytes.to_vec());
        (outcome.result.unwrap_err().kind, plain_alert(&outcome.sent))
    };
    assert_eq!(answer(b"HTTP/1.1 400 Bad Request\r\n"), (ErrorKind::UnexpectedMessage, Some(10)));
    assert_eq!(
        answer(&[23, 3, 3, 0, 5, 0, 0, 0, 0, 0]),
        (ErrorKind::UnexpectedMessage, Some(10)),
        "data in the clear"
    );
    assert_eq!(
        answer(&[22, 3, 3, 0, 0]),
        (ErrorKind::UnexpectedMessage, Some(10)),
        "an empty record"
    );
    assert_eq!(answer(&[22, 3, 3, 0x40, 1]), (ErrorKind::RecordOverflow, Some(22)));
    assert_eq!(
        answer(&[20, 3, 3, 0, 1, 2]),
        (ErrorKind::UnexpectedMessage, Some(10)),
        "change_cipher_spec with 2"
    );
    assert_eq!(
        answer(&[21, 3, 3, 0, 3, 2, 40, 0]),
        (ErrorKind::Decode, Some(50)),
        "an alert of three bytes"
    );
    assert_eq!(
        answer(&[22, 3, 3, 0, 4, 1, 0, 0, 0]),
        (ErrorKind::UnexpectedMessage, Some(10)),
        "a ClientHello"
    );
    assert_eq!(answer(&[22, 3, 3, 0, 4, 2, 1, 0, 0]), (ErrorKind::MessageTooLarge, Some(80)));
    let alert = |bytes| answer(bytes).0;
    assert_eq!(
        alert(&[21, 3, 3, 0, 2, 2, 40]),
        ErrorKind::AlertReceived(crate::num::AlertDescription::handshake_failure)
    );
    assert_eq!(alert(&[]), ErrorKind::Truncated);
    assert_eq!(alert(&[20, 3, 3, 0, 1, 1]), ErrorKind::Truncated, "change_cipher_spec is dropped");
}

#[test]
fn nothing_is_sent_on_a_finished_that_does_not_end_its_record() {
    let tamper: Tamper = |kind, message| {
        if kind == HandshakeType::FINISHED {
            message.extend([4, 0, 0, 0]);
        }
    };
    let mut server = Server::<PskOnly>::new(Script { tamper, ..Script::default() });
    let outcome = run(&config::<PskOnly>(&[]), Shape::default(), |flight| server.answer(flight));
    assert_eq!(outcome.result.unwrap_err().kind, ErrorKind::UnexpectedMessage);
    assert_eq!(outcome.sent[1].len(), 5 + 2 + 1 + 8, "the alert and nothing else");
}

#[test]
fn keys_change_only_between_records() {
    // Two bytes follow the ServerHello in its record.
    let mut server = Server::<Ecdsa>::new(Script::default());
    let outcome = run(&config::<Ecdsa>(&anchor()), Shape::default(), |flight| {
        let wire = server.answer(flight);
        let end = 5 + usize::from(u16::from_be_bytes([wire[3], wire[4]]));
        plain_record(&[&wire[5..end], &[8, 0]].concat())
    });
    assert_eq!(outcome.result.unwrap_err().kind, ErrorKind::UnexpectedMessage);
}

/// A server that has not authenticated yet can protect data, but it must not be released.
#[test]
fn data_before_the_end_of_the_handshake() {
    let (mut rx, mut tx) = ([0; 2048], [0; 512]);
    let mut connection = Connection::<Ecdsa, _>::new(&mut rx, &mut tx);
    let mut server = Server::<Ecdsa>::new(Script { early: b"trust me", ..Script::default() });
    let mut answer = |flight: &[u8]| server.answer(flight);
    let mut sent = Vec::new();
    let anchors = anchor();
    let outcome = handshake(
        &config(&anchors),
        Shape::default(),
        &mut connection,
        &mut HandshakeScratch::new(),
        &mut sent,
        &mut answer,
    );
    assert_eq!(outcome.unwrap_err().kind, ErrorKind::UnexpectedMessage);
    assert!(connection.plain_out().is_empty());
    assert_eq!(connection.wants().unwrap_err().kind, ErrorKind::UnexpectedMessage);
}

#[test]
fn a_receive_buffer_too_small_for_any_record() {
    let anchors = anchor();
    for rx in [0, 5, 79] {
        let outcome =
            run::<Ecdsa>(&config(&anchors), Shape { rx, ..Shape::default() }, |_| Vec::new());
        let error = outcome.result.unwrap_err();
        assert_eq!((error.kind, error.needed), (ErrorKind::MessageTooLarge, 80));
        assert!(outcome.sent.is_empty());
    }
}

/// The error is told as soon as it is found: the end of the record could not be read into a full
/// buffer.
#[test]
fn an_unprotected_record_longer_than_the_buffer() {
    let anchors = anchor();
    let mut wire = std::vec![22, 3, 3, 16, 0, 2, 0, 0, 8];
    wire.resize(5 + 4096, 0);
    let outcome =
        run::<Ecdsa>(&config(&anchors), Shape { rx: 256, ..Shape::default() }, |_| wire.clone());
    assert_eq!(outcome.result.unwrap_err().kind, ErrorKind::Decode);
    assert_eq!(plain_alert(&outcome.sent), Some(50));
}
