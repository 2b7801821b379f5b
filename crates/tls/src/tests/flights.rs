//! Flights to the byte: draft-ietf-iotops-security-protocol-comparison, TLS 1.3 with CCM_8 and
//! P-256.

use std::vec::Vec;

use motetls_crypto::{Aes128Ct, AesCcm8, Ed25519Small, P256, Sha256, X25519Small};
use motetls_pki::chain::Many;

use super::{Ecdsa, PskEcdhe, PskOnly, Script, Server, Shape, anchor, config, handshake, run};
use crate::{
    Config, Connection, Credential, EcdsaSigner, ErrorKind, HandshakeScratch, PinnedKeys,
    RawPublicKey, ServerName,
};

/// The draft's options: no server_name, no ALPN, and a buffer that takes any record, so no
/// record_size_limit.
fn plain<P: crate::Profile<Observer = ()>>() -> Config<'static, P> {
    Config { server_name: None, ..config(&[]) }
}

fn flights<P: crate::Profile<Observer = ()>>() -> [usize; 3] {
    let mut server = Server::<P>::new(Script::default());
    let mut second = 0;
    let outcome = run(&plain::<P>(), Shape { rx: (1 << 14) + 256, ..Shape::default() }, |flight| {
        let answer = server.answer(flight);
        second = answer.len();
        answer
    });
    assert!(outcome.result.unwrap().psk.is_some());
    [outcome.sent[0].len(), second, outcome.sent[1].len()]
}

#[test]
fn psk_takes_280_bytes() {
    assert_eq!(flights::<PskOnly>(), [113, 117, 50]);
}

#[test]
fn psk_with_ecdhe_takes_436_bytes() {
    assert_eq!(flights::<PskEcdhe>(), [196, 190, 50]);
}

crate::profile! {
    /// The draft's other column: X25519.
    struct PskX25519;
    hash: Sha256;
    suites: { TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct> };
    groups: { x25519: X25519Small };
    key_exchange: [psk_dhe_ke];
}

motetls_pki::algorithms! {
    /// Ed25519 alone.
    enum Ed25519Keys;
    sha256: Sha256;
    ed25519: Ed25519Small;
    digest: [u8; 32];
    signature: [u8; 64];
    key: [u8; 44];
}

crate::profile! {
    /// Raw public keys of Ed25519.
    struct RawEd25519;
    hash: Sha256;
    suites: { TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct> };
    groups: { x25519: X25519Small };
    certificates: PinnedKeys<Many<Ed25519Keys>>;
    signer: RawPublicKey<EcdsaSigner<P256, Sha256>>;
}

/// A share of X25519 is 33 bytes shorter than one of P-256 (370 and 615 bytes in all).
#[test]
fn hellos_with_x25519() {
    let shape = Shape { rx: (1 << 14) + 256, ..Shape::default() };
    let outcome = run(&plain::<PskX25519>(), shape, |_| Vec::new());
    assert_eq!(outcome.sent[0].len(), 196 - 33);
    let private = motetls_crypto::p256::PrivateKey::from_bytes(&[7; 32]).unwrap();
    let signer = RawPublicKey(EcdsaSigner::new(private, [7; 32]));
    let credentials = [Credential { chain: &[&[7]], signer: &signer }];
    let pins = [[7; 32]];
    let config =
        Config::<RawEd25519> { pins: &pins, credentials: &credentials, psks: &[], ..plain() };
    let outcome = run(&config, shape, |_| Vec::new());
    assert_eq!(outcome.sent[0].len(), 162 - 33);
}

/// What a record adds to application data: 14 bytes with a tag of 8.
#[test]
fn a_record_with_a_short_tag_adds_14_bytes() {
    let (mut rx, mut tx) = ([0; 2048], [0; 512]);
    let mut connection = Connection::<PskOnly, _>::new(&mut rx, &mut tx);
    let mut server = Server::<PskOnly>::new(Script::default());
    let mut scratch = HandshakeScratch::new();
    let mut answer = |flight: &[u8]| server.answer(flight);
    let (config, mut sent) = (plain(), Vec::new());
    let shape = Shape::default();
    handshake(&config, shape, &mut connection, &mut scratch, &mut sent, &mut answer).unwrap();
    for length in [1, 100] {
        connection.plain_in_done(length).unwrap();
        assert_eq!(connection.cipher_out().len(), length + 14);
        connection.cipher_out_done(length + 14);
    }
}

#[test]
fn certificates() {
    let mut server = Server::<Ecdsa>::new(Script::default());
    let outcome =
        run(&config::<Ecdsa>(&anchor()), Shape::default(), |flight| server.answer(flight));
    let negotiated = outcome.result.unwrap();
    assert!(negotiated.group.is_some() && negotiated.psk.is_none());
    assert_eq!(outcome.sent[1].len(), 5 + 36 + 1 + 16);
}

#[test]
fn a_retry_with_a_cookie_is_answered() {
    let script = Script { retry: Some(&[0, 44, 0, 5, 0, 3, 1, 2, 3]), ..Script::default() };
    let mut server = Server::<Ecdsa>::new(script);
    let outcome =
        run(&config::<Ecdsa>(&anchor()), Shape::default(), |flight| server.answer(flight));
    outcome.result.unwrap();
    assert_eq!(
        outcome.sent[1].len(),
        outcome.sent[0].len() + 9,
        "the second hello is the first one and the cookie"
    );

    let script = Script { retry: Some(&[0, 44, 0, 5, 0, 3, 1, 2, 3]), ..Script::default() };
    let mut server = Server::<PskEcdhe>::new(script);
    run(&config::<PskEcdhe>(&[]), Shape::default(), |flight| server.answer(flight)).result.unwrap();
}

#[test]
fn a_request_for_a_certificate_is_answered_with_none() {
    let script = Script { request: Some(&[0, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3]), ..Script::default() };
    let mut server = Server::<Ecdsa>::new(script);
    let outcome =
        run(&config::<Ecdsa>(&anchor()), Shape::default(), |flight| server.answer(flight));
    outcome.result.unwrap();
    assert_eq!(outcome.sent[1].len(), (5 + 8 + 1 + 16) + (5 + 36 + 1 + 16));
}

#[test]
fn an_address_is_not_sent_as_server_name() {
    let by_name = run(&config::<Ecdsa>(&anchor()), Shape::default(), |_| Vec::new());
    let by_address = Config {
        server_name: Some(ServerName::ip(&[127, 0, 0, 1]).unwrap()),
        ..config::<Ecdsa>(&[])
    };
    let by_address = run(&by_address, Shape::default(), |_| Vec::new());
    assert_eq!(by_name.sent[0].len() - by_address.sent[0].len(), 4 + 2 + 3 + "server.test".len());
    let with_dot = Config {
        server_name: Some(ServerName::from_static("server.test.")),
        ..config::<Ecdsa>(&[])
    };
    let with_dot = run(&with_dot, Shape::default(), |_| Vec::new());
    assert_eq!(
        with_dot.sent, by_name.sent,
        "the dot of the root is not sent (RFC 6066, section 3)"
    );
}

/// What comes of these EncryptedExtensions for a client with a receive buffer of this length.
fn answered(rx: usize, extensions: &'static [u8]) -> Result<Option<u16>, ErrorKind> {
    let mut server = Server::<PskOnly>::new(Script { extensions, ..Script::default() });
    let shape = Shape { rx, ..Shape::default() };
    let outcome = run::<PskOnly>(&config(&[]), shape, |flight| server.answer(flight));
    outcome.result.map(|negotiated| negotiated.record_size_limit()).map_err(|error| error.kind)
}

/// RFC 6066, section 4; RFC 8449, section 5.
#[test]
fn a_length_of_fragments_is_the_one_that_was_offered() {
    for (rx, code, length) in [(529, 1, 512), (1041, 2, 1024), (2064, 2, 1024), (2065, 3, 2048)] {
        let answer: &'static [u8] = match code {
            1 => &[0, 1, 0, 1, 1],
            2 => &[0, 1, 0, 1, 2],
            _ => &[0, 1, 0, 1, 3],
        };
        assert_eq!(answered(rx, answer), Ok(Some(length + 1)), "{rx}");
    }
    assert_eq!(answered(4113, &[0, 1, 0, 1, 4]), Ok(Some(4097)));
    assert_eq!(answered(2048, &[0, 1, 0, 1, 3]), Err(ErrorKind::IllegalParameter), "another");
    assert_eq!(answered(2048, &[0, 1, 0, 0]), Err(ErrorKind::Decode));
    let both = &[0, 1, 0, 1, 2, 0, 28, 0, 2, 4, 0];
    assert_eq!(answered(2048, both), Err(ErrorKind::IllegalParameter), "both");
    assert_eq!(answered(528, &[0, 1, 0, 1, 1]), Err(ErrorKind::UnsolicitedExtension));
    assert_eq!(answered(20_000, &[0, 1, 0, 1, 4]), Err(ErrorKind::UnsolicitedExtension));
}
