//! Each section of RFC 8448 as a test.

use motetls_base::{Reader, UnixTime};

use super::replay::{Traced, converse, shake_hands};
use super::{Algorithms, Compatible, Plain, Recorded, Trace, config};
use crate::session::{Contents, binding};
use crate::{
    ChosenPsk, CipherSuite, Config, Connection, Credential, HandshakeScratch, Negotiated, Session,
    Unverified,
};

/// When the tickets of the traces come: any time.
const NOW: UnixTime = UnixTime(1_500_000_000);

/// Runs the client on a trace; `session` is lent for its tickets.
fn replay<P: Traced>(trace: Trace, config: &Config<'_, P>, session: &mut [u8]) -> Negotiated {
    let (mut rx, mut tx) = ([0; 2048], [0; 1024]);
    let mut connection = Connection::<P, _>::new(&mut rx, &mut tx);
    let mut scratch = HandshakeScratch::new();
    connection.keep_session(session);
    let mut drawn = trace.drawn();
    let mut handshake = connection.client(config, &mut drawn, &mut scratch).unwrap();
    assert!(drawn.0.is_empty(), "all is drawn at the start");
    shake_hands(trace, &mut handshake);
    drop(handshake);
    converse(trace, &mut connection);
    connection.negotiated().unwrap()
}

#[test]
fn section_3_simple_handshake() {
    let trace = Trace::SIMPLE;
    let mut room = [0; 512];
    let config = Config { now: Some(NOW), ..config::<Plain>() };
    let negotiated = replay(trace, &config, &mut room);
    assert!(!negotiated.resumed());
    // the ticket, with the key that belongs to its nonce
    let kept = Contents::decode(&room).unwrap();
    let message = trace.get("ticket");
    let mut r = Reader::new(&message[4..]);
    assert_eq!((r.uint(4), r.uint(4)), (Ok(kept.lifetime), Ok(kept.age_add)));
    r.vector(1).unwrap();
    assert_eq!(r.vector(2).unwrap().rest(), kept.ticket);
    assert_eq!(kept.secret, trace.get("ticket_psk"));
    assert_eq!(kept.max_early_data, 1024);
}

#[test]
fn section_4_resumed_handshake() {
    let trace = Trace::RESUMED;
    // an age of no second, obfuscated: the trace's of some milliseconds
    let hello = super::Hello::read(&trace.get("client_hello"));
    let mut identities = Reader::new(hello.body(41)).vector(2).unwrap();
    let ticket = identities.vector(2).unwrap().rest();
    let contents = Contents {
        suite: CipherSuite::TLS_AES_128_GCM_SHA256,
        lifetime: 30,
        age_add: identities.uint(4).unwrap(),
        max_early_data: 1024,
        issued: NOW,
        secret: &trace.get("psk"),
        ticket,
    };
    let (mut bytes, mut room) = ([0; 512], [0; 512]);
    let plain = config::<Plain>();
    let bound = binding::<Plain>(plain.server_name.as_ref(), &[]);
    contents.encode::<Plain>(&mut bytes, &bound).unwrap();
    let session = Session { bytes: &bytes, early_data: &trace.get("early_data") };
    let config = Config { now: Some(NOW), session: Some(&session), ..plain };
    let negotiated = replay(trace, &config, &mut room);
    assert_eq!(negotiated.psk, Some(ChosenPsk::SessionWithEarlyData));
}

#[test]
fn section_5_hello_retry_request() {
    let negotiated = replay(Trace::RETRIED, &config::<Plain>(), &mut [0; 512]);
    assert_eq!(negotiated.group, Some(crate::NamedGroup::secp256r1));
}

#[test]
fn section_6_client_authentication() {
    let trace = Trace::MUTUAL;
    let flight = trace.get("client_flight");
    let mut r = Reader::new(&flight);
    r.u8().unwrap();
    let mut certificate = r.vector(3).unwrap();
    assert!(certificate.vector(1).unwrap().rest().is_empty(), "no context");
    let der = certificate.vector(3).unwrap().vector(3).unwrap().rest();
    r.u8().unwrap();
    let mut verify = r.vector(3).unwrap();
    assert_eq!(verify.u16(), Ok(0x0804));
    let signature = verify.vector(2).unwrap().rest();
    let signer = Recorded { certificate: der.to_vec(), signature: signature.to_vec() };
    let credentials = [Credential { chain: &[der], signer: &signer }];
    let config = Config { credentials: &credentials, ..config::<Plain>() };
    replay(trace, &config, &mut [0; 512]);
}

#[test]
fn section_7_compatibility_mode() {
    replay(Trace::COMPATIBLE, &config::<Compatible>(), &mut [0; 512]);
}

/// The signatures are checked: no key but the server's fits.
#[test]
fn the_servers_signature_counts() {
    use crate::CertificateCheck;
    use crate::msg::certificate_verify::{CertificateVerify, SERVER_CONTEXT};
    let flight = Trace::SIMPLE.get("server_flight");
    let mut r = Reader::new(&flight);
    let mut transcript = super::hellos(Trace::SIMPLE);
    transcript.add(&Trace::SIMPLE.get("server_hello_record")[5..]);
    let mut check = Unverified::<Algorithms>::start().unwrap();
    for _ in 0..2 {
        let start = r.rest().len();
        let kind = r.u8().unwrap();
        let mut body = r.vector(3).unwrap();
        if kind == 11 {
            body.u8().unwrap();
            let der = body.vector(3).unwrap().vector(3).unwrap().rest();
            check.certificate(&config::<Plain>().policy(), der).unwrap();
        }
        let place = flight.len() - start;
        transcript.add(&flight[place..flight.len() - r.rest().len()]);
    }
    r.u8().unwrap();
    let body = r.vector(3).unwrap().rest();
    let verify = CertificateVerify::decode(body).unwrap();
    let mut digest = transcript.digest();
    let of =
        |digest: &[u8]| check.verify(verify.scheme, &[SERVER_CONTEXT, digest], verify.signature);
    assert_eq!(of(&digest), Ok(()));
    digest[0] ^= 1;
    assert!(of(&digest).is_err());
}
