//! Early data against the scripted server: taken, declined, in the way of a retry.

use std::vec::Vec;

use motetls_crypto::{Aes128Ct, AesGcm, P256, Sha256};

use super::resumption::{Kept, NOW, anchors, at, kept_of, resume};
use super::{Outcome, PSK, Script, Server, Shape, run};
use crate::protect::Keys;
use crate::schedule::Early;
use crate::transcript::Transcript;
use crate::{
    AeadId, ChosenPsk, CipherSuite, Config, ErrorKind, Profile, Psk, PskEarlyData, Session,
};

crate::profile! {
    /// Tickets, and data that go out with them.
    struct EarlyData;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509, psk_dhe_ke];
    options: [resumption, early_data];
}

/// The usual ticket, for 1,000 bytes of early data.
const TICKET: &[u8] = &[
    4, 0, 0, 33, 0, 0, 28, 32, 1, 2, 3, 4, 2, 8, 9, 0, 10, b'0', b'1', b'2', b'3', b'4', b'5',
    b'6', b'7', b'8', b'9', 0, 8, 0, 42, 0, 4, 0, 0, 3, 232,
];

/// EncryptedExtensions of a server that takes them.
const TAKEN: &[u8] = &[0, 42, 0, 0];

fn attempt(kept: &Kept, data: &[u8], script: Script) -> Outcome {
    let session = Session { early_data: data, ..Session::new(&kept.bytes) };
    let config = Config { session: Some(&session), ..at::<EarlyData>(anchors(), NOW) };
    resume(kept, &config, script).0
}

/// The records of a flight: header and body.
fn records(mut flight: &[u8]) -> Vec<([u8; 5], Vec<u8>)> {
    let mut all = Vec::new();
    while let Some((header, rest)) = flight.split_first_chunk::<5>() {
        let length = usize::from(u16::from_be_bytes([header[3], header[4]]));
        all.push((*header, rest[..length].to_vec()));
        flight = &rest[length..];
    }
    all
}

/// The keys of the early data behind this hello.
fn early_keys(kept: &Kept, hello: &[u8]) -> Keys<EarlyData> {
    keys_of(&kept.key.1, hello)
}

/// The same of a pre-shared key.
fn keys_of(psk: &[u8], hello: &[u8]) -> Keys<EarlyData> {
    let mut transcript = Transcript::<<EarlyData as Profile>::Hashes>::new();
    transcript.add(hello);
    let early = Early::new((), Some(psk));
    Keys::new(AeadId::Aes128Gcm, (), &early.traffic(&transcript.digest())).unwrap()
}

fn opened(keys: &mut Keys<EarlyData>, (header, body): &([u8; 5], Vec<u8>)) -> Option<Vec<u8>> {
    let (text, tag) = body.split_at(body.len() - 16);
    let mut text = text.to_vec();
    let mut message = keys.start(header, text.len()).unwrap();
    keys.open_last(&mut message, &mut text, tag).ok()?;
    Some(text)
}

#[test]
fn early_data_follow_the_hello_and_end_behind_the_servers_finished() {
    let kept = kept_of::<EarlyData>(TICKET);
    // more than fits the send buffer at once
    let data: Vec<u8> = (0..1000u16).map(|place| place.to_be_bytes()[1]).collect();
    let outcome = attempt(&kept, &data, Script { extensions: TAKEN, ..Script::default() });
    let negotiated = outcome.result.unwrap();
    assert!(negotiated.resumed() && negotiated.early_data());
    let first = records(&outcome.sent[0]);
    let mut keys = early_keys(&kept, &first[0].1);
    let mut heard = Vec::new();
    for record in &first[1..] {
        let mut text = opened(&mut keys, record).unwrap();
        assert_eq!(text.pop(), Some(23));
        heard.extend(text);
    }
    assert_eq!(heard, data);
    // EndOfEarlyData under the same keys, Finished under those of the handshake
    let second = records(&outcome.sent[1]);
    assert_eq!(second.len(), 2);
    assert_eq!(opened(&mut keys, &second[0]), Some([5, 0, 0, 0, 22].to_vec()));
    assert_eq!(opened(&mut keys, &second[1]), None);
}

#[test]
fn early_data_that_are_declined_do_not_go_out_again() {
    let kept = kept_of::<EarlyData>(TICKET);
    let outcome = attempt(&kept, b"early", Script::default());
    let negotiated = outcome.result.unwrap();
    assert!(negotiated.resumed() && !negotiated.early_data());
    assert_eq!(records(&outcome.sent[1]).len(), 1, "no EndOfEarlyData");
    // neither does a server take them that takes no ticket
    let declines = || Script { declines: true, ..Script::default() };
    let outcome = attempt(&kept, b"early", declines());
    assert_eq!(outcome.result.unwrap().psk, None);
    let script = Script { extensions: TAKEN, ..declines() };
    let error = attempt(&kept, b"early", script).result.unwrap_err();
    assert_eq!(error.kind, ErrorKind::IllegalParameter);
}

/// Section 4.2.4: a HelloRetryRequest declines them, and the second hello goes out in the clear.
#[test]
fn a_retry_declines_early_data() {
    let kept = kept_of::<EarlyData>(TICKET);
    let retry = || Script { retry: Some(&[0, 44, 0, 3, 0, 1, 9]), ..Script::default() };
    let outcome = attempt(&kept, b"early", retry());
    assert_eq!(outcome.result.unwrap().psk, Some(ChosenPsk::Session));
    let (first, second) = (records(&outcome.sent[0]), records(&outcome.sent[1]));
    assert_eq!((first.len(), second.len(), second[0].0[0]), (2, 1, 22));
    // a cookie of one byte, and no early_data
    assert_eq!(second[0].1.len(), first[0].1.len() + 4 + 3 - 4);
    let script = Script { extensions: TAKEN, ..retry() };
    let error = attempt(&kept, b"early", script).result.unwrap_err();
    assert_eq!(error.kind, ErrorKind::UnsolicitedExtension);
}

const KEYED: PskEarlyData<'static> =
    PskEarlyData { suite: CipherSuite::TLS_AES_128_GCM_SHA256, protocol: b"mqtt", data: b"early" };

/// A handshake with an external key and early data; server authentication by anything else fails.
fn keyed(early: &PskEarlyData<'_>, script: Script) -> Outcome {
    let psks = [Psk { early_data: Some(early), ..PSK }];
    let config = Config { psks: &psks, alpn: &[b"coap", b"mqtt"], ..at::<EarlyData>(&[], NOW) };
    let mut server = Server::<EarlyData>::new(script);
    run(&config, Shape::default(), |flight| server.answer(flight))
}

/// EncryptedExtensions of a server that takes them, with the protocol they are of.
const TAKEN_WITH_MQTT: &[u8] = &[0, 42, 0, 0, 0, 16, 0, 7, 0, 5, 4, b'm', b'q', b't', b't'];

/// Section 4.3.10: suite and protocol are those that were agreed upon with the key.
#[test]
fn early_data_with_an_external_key() {
    let script = |extensions| Script { extensions, ..Script::default() };
    let outcome = keyed(&KEYED, script(TAKEN_WITH_MQTT));
    let negotiated = outcome.result.unwrap();
    assert_eq!(negotiated.psk, Some(ChosenPsk::ExternalWithEarlyData));
    assert!(negotiated.early_data() && !negotiated.resumed());
    let first = records(&outcome.sent[0]);
    let mut keys = keys_of(PSK.secret, &first[0].1);
    assert_eq!(opened(&mut keys, &first[1]), Some(b"early\x17".to_vec()));
    let second = records(&outcome.sent[1]);
    assert_eq!(opened(&mut keys, &second[0]), Some([5, 0, 0, 0, 22].to_vec()));

    let declined = keyed(&KEYED, Script::default()).result.unwrap();
    assert_eq!((declined.psk, declined.early_data()), (Some(ChosenPsk::External(0)), false));
    let other = keyed(&KEYED, script(TAKEN)).result.unwrap_err();
    assert_eq!(other.kind, ErrorKind::IllegalParameter, "without the protocol");
    let retry = Script { retry: Some(&[0, 44, 0, 3, 0, 1, 9]), ..Script::default() };
    let retried = keyed(&KEYED, retry);
    assert_eq!(retried.result.unwrap().psk, Some(ChosenPsk::External(0)));
    assert_eq!(records(&retried.sent[1]).len(), 1, "they do not go out again");
}

/// The key is offered all the same.
#[test]
fn early_data_that_do_not_suit_an_external_key_stay_here() {
    let suite = CipherSuite::TLS_AES_256_GCM_SHA384;
    for early in [
        PskEarlyData { suite, ..KEYED },
        PskEarlyData { protocol: b"h2", ..KEYED },
        PskEarlyData { data: b"", ..KEYED },
    ] {
        let outcome = keyed(&early, Script::default());
        assert_eq!(outcome.result.unwrap().psk, Some(ChosenPsk::External(0)));
        assert_eq!(records(&outcome.sent[0]).len(), 1);
    }
}

/// A session stands before the external keys, and its early data go out.
#[test]
fn a_session_before_an_external_key() {
    let kept = kept_of::<EarlyData>(TICKET);
    let session = Session { early_data: b"of the session", ..Session::new(&kept.bytes) };
    let psks = [Psk { early_data: Some(&KEYED), ..PSK }];
    let config = Config {
        session: Some(&session),
        psks: &psks,
        alpn: &[b"mqtt"],
        ..at::<EarlyData>(&[], NOW)
    };
    let script = Script { extensions: TAKEN, ..Script::default() };
    let (outcome, _) = resume(&kept, &config, script);
    assert_eq!(outcome.result.unwrap().psk, Some(ChosenPsk::SessionWithEarlyData));
    let first = records(&outcome.sent[0]);
    let mut keys = early_keys(&kept, &first[0].1);
    assert_eq!(opened(&mut keys, &first[1]), Some(b"of the session\x17".to_vec()));
}

/// All or none: what is longer than the ticket permits stays here.
#[test]
fn early_data_are_within_the_tickets_limit() {
    let kept = kept_of::<EarlyData>(TICKET);
    let none = attempt(&kept, b"", Script::default()).sent[0].clone();
    let long = attempt(&kept, &[7; 1001], Script::default());
    assert_eq!(long.sent[0].len(), none.len());
    assert_eq!(long.result.unwrap().psk, Some(ChosenPsk::Session));
    let script = Script { extensions: TAKEN, ..Script::default() };
    let error = attempt(&kept, &[7; 1001], script).result.unwrap_err();
    assert_eq!(error.kind, ErrorKind::UnsolicitedExtension);
}

/// Section 4.3.10: early data are taken only with the application protocol of their session.
#[test]
fn another_application_protocol_is_refused() {
    let kept = kept_of::<EarlyData>(TICKET);
    let session = Session { early_data: b"early", ..Session::new(&kept.bytes) };
    let config =
        Config { session: Some(&session), alpn: &[b"mqtt"], ..at::<EarlyData>(anchors(), NOW) };
    let script = |extensions| Script { extensions, ..Script::default() };
    let error = resume(&kept, &config, script(TAKEN_WITH_MQTT)).0.result.unwrap_err();
    assert_eq!(error.kind, ErrorKind::IllegalParameter);
    let negotiated = resume(&kept, &config, script(TAKEN)).0.result.unwrap();
    assert!(negotiated.early_data());
    // taken or not, another protocol is no fault of a session without early data
    let negotiated = resume(&kept, &config, script(&TAKEN_WITH_MQTT[4..])).0.result.unwrap();
    assert_eq!((negotiated.psk, negotiated.alpn), (Some(ChosenPsk::Session), Some(0)));
}
