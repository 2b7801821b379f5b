//! A recorded flight, replayed with every cut and every flipped bit.

use std::vec::Vec;

use super::{Ecdsa, PskEcdhe, PskOnly, Script, Server, Shape, anchor, config, run};
use crate::{Config, ErrorKind, Profile};

/// The server's flight; the client's randomness is the same in every run, so it fits every run.
fn recorded<P: Profile<Observer = ()>>() -> Vec<u8> {
    let anchors = anchor();
    let mut server = Server::<P>::new(Script::default());
    let mut recorded = Vec::new();
    let outcome = run(&config::<P>(&anchors), Shape::default(), |flight| {
        recorded = server.answer(flight);
        recorded.clone()
    });
    outcome.result.unwrap();
    recorded
}

#[test]
fn reads_of_any_length() {
    let (anchors, flight) = (anchor(), recorded::<Ecdsa>());
    for read in (1..40).chain([100, 500, 1000]) {
        let shape = Shape { read, ..Shape::default() };
        run(&config::<Ecdsa>(&anchors), shape, |_| flight.clone()).result.unwrap();
    }
}

#[test]
fn every_end_of_the_stream() {
    let (anchors, flight) = (anchor(), recorded::<PskOnly>());
    for end in 0..flight.len() {
        let outcome =
            run(&config::<PskOnly>(&anchors), Shape::default(), |_| flight[..end].to_vec());
        assert_eq!(outcome.result.unwrap_err().kind, ErrorKind::Truncated, "{end} bytes");
    }
    let flight = recorded::<Ecdsa>();
    for end in (0..flight.len()).step_by(7) {
        let outcome = run(&config::<Ecdsa>(&anchors), Shape::default(), |_| flight[..end].to_vec());
        assert_eq!(outcome.result.unwrap_err().kind, ErrorKind::Truncated, "{end} bytes");
    }
}

/// Messages cut into two records at every byte, and into records of every small length.
fn every_cut<P: Profile<Observer = ()>>() {
    let with = |script: Script| {
        let anchors = anchor();
        let mut server = Server::<P>::new(script);
        run(&config::<P>(&anchors), Shape::default(), |flight| server.answer(flight))
            .result
            .unwrap();
    };
    for cut in 1..recorded::<P>().len() {
        with(Script { cut: Some(cut), ..Script::default() });
    }
    for record in 1..20 {
        with(Script { record, ..Script::default() });
    }
}

#[test]
fn every_cut_into_records() {
    every_cut::<Ecdsa>();
    every_cut::<PskEcdhe>();
    every_cut::<PskOnly>();
}

/// A flipped bit is an error wherever it stands; only the version of an unprotected header means
/// nothing (RFC 9846, section 5.1).
fn every_flip<P: Profile<Observer = ()>>() {
    let anchors = anchor();
    every_flip_of(&config::<P>(&anchors), &recorded::<P>());
}

/// The same with a configuration and a flight of the caller's.
pub(crate) fn every_flip_of<P: Profile<Observer = ()>>(config: &Config<'_, P>, flight: &[u8]) {
    for bit in 0..flight.len() * 8 {
        let mut flipped = flight.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let result = run(config, Shape::default(), |_| flipped.clone()).result;
        assert_eq!(result.is_ok(), matches!(bit / 8, 1 | 2), "bit {bit}: {result:?}");
    }
}

#[test]
fn every_flipped_bit_with_certificates() {
    every_flip::<Ecdsa>();
}

#[test]
fn every_flipped_bit_with_a_psk() {
    every_flip::<PskOnly>();
}

/// Certificates that are not needed make the flight long; each fits the buffer, all together do
/// not.
fn long_chain(bytes: usize) -> Script {
    let leaf = include_bytes!("data/leaf.der").to_vec();
    // The first one reaches the anchor: what follows is not looked at, so it need not be a
    // certificate.
    Script {
        chain: [leaf, std::vec![7; bytes], std::vec![0; bytes], std::vec![9; bytes]].to_vec(),
        ..Script::default()
    }
}

#[test]
fn a_record_longer_than_the_buffer() {
    let anchors = anchor();
    for shape in [
        Shape::default(),
        Shape { read: 1, ..Shape::default() },
        Shape { rx: 2040, ..Shape::default() },
    ] {
        let mut server = Server::<Ecdsa>::new(long_chain(2000));
        run(&config::<Ecdsa>(&anchors), shape, |flight| server.answer(flight)).result.unwrap();
    }
    // Of every buffer length that can hold the longest certificate with its lengths.
    for rx in 1000..1100 {
        let mut server = Server::<Ecdsa>::new(long_chain(990));
        let shape = Shape { rx, ..Shape::default() };
        run(&config::<Ecdsa>(&anchors), shape, |flight| server.answer(flight)).result.unwrap();
    }
}

#[test]
fn a_certificate_longer_than_the_buffer() {
    let anchors = anchor();
    let mut server = Server::<Ecdsa>::new(long_chain(3000));
    let outcome = run(&config::<Ecdsa>(&anchors), Shape::default(), |flight| server.answer(flight));
    let error = outcome.result.unwrap_err();
    assert_eq!(
        (error.kind, error.needed, error.buffer),
        (ErrorKind::MessageTooLarge, 3 + 3000 + 2, 2048)
    );
}

#[test]
fn padding_longer_than_the_buffer() {
    let anchors = anchor();
    for padding in [0, 1, 15, 1000, 2030, 2047, 2048, 2049, 5000, 15_000] {
        let mut server = Server::<Ecdsa>::new(Script { padding, ..Script::default() });
        run(&config::<Ecdsa>(&anchors), Shape::default(), |flight| server.answer(flight))
            .result
            .unwrap();
    }
}

/// A record longer than the buffer that does not authenticate: the verdict is the tag's, whatever
/// its content says.
#[test]
fn a_long_record_tampered_with() {
    let anchors = anchor();
    let mut server = Server::<Ecdsa>::new(long_chain(2000));
    let mut flight = Vec::new();
    run(&config::<Ecdsa>(&anchors), Shape::default(), |hello| {
        flight = server.answer(hello);
        flight.clone()
    });
    let start = 5 + usize::from(u16::from_be_bytes([flight[3], flight[4]])) + 5;
    for at in (start..flight.len()).step_by(61) {
        let mut flipped = flight.clone();
        flipped[at] ^= 0x10;
        let outcome = run(&config::<Ecdsa>(&anchors), Shape::default(), |_| flipped.clone());
        assert_eq!(outcome.result.unwrap_err().kind, ErrorKind::BadRecordMac, "byte {at}");
    }
}

/// An error in the certificates of a record longer than the buffer is told after its tag was
/// checked.
#[test]
fn a_refusal_in_a_long_record_waits_for_the_tag() {
    let anchors: [crate::TrustAnchor<'static>; 0] = [];
    let mut server = Server::<Ecdsa>::new(long_chain(2000));
    let outcome = run(&config::<Ecdsa>(&anchors), Shape::default(), |hello| server.answer(hello));
    let error = outcome.result.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::Certificate(_)), "{error:?}");
    assert_eq!(outcome.sent[1][0], 23, "the alert is protected");
}
