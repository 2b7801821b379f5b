//! The record layer of an open connection against a second reading of RFC 9846, section 5, that is
//! plain and without regard to speed. Cryptography is flat: a tag is eight zeros. With a buffer of
//! an odd length, records of application data longer than it come in pieces.
//!
//! `rx n size{n} wire...`
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_fuzz::input::Input;
use motetls_fuzz::null::{FlatPieces, FlatPsk, Watch};
use motetls_fuzz::pump::{Outcome, Recording, Steps, handshake, open};
use motetls_fuzz::server::{PSK, Plan, Server};
use motetls_pki::Algorithms;
use motetls_tls::{Config, Connection, ErrorKind, Profile, Wants};

const TAG: usize = 8;

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let rx = input.between(128, 2048);
    let n = input.below(32);
    let mut steps = Steps::new(input.take(n));
    let wire = input.rest();

    match rx % 2 {
        0 => compare::<FlatPsk>(rx, &mut steps, wire),
        _ => compare::<FlatPieces>(rx, &mut steps, wire),
    }
});

fn compare<P: Profile<Observer = Watch> + Algorithms>(
    rx: usize,
    steps: &mut Steps<'_>,
    wire: &[u8],
) {
    let watch = Watch::default();
    let config = Config::<P> { psks: &[PSK], ..Config::new(&watch) };
    let (mut rx_buffer, mut tx_buffer) = (vec![0; rx], vec![0; 512]);
    let mut connection = Connection::new(&mut rx_buffer, &mut tx_buffer);
    let mut server = Server::<P>::new(Plan::psk(), Input::new(&[]));
    handshake(&mut connection, &config, &mut server, &mut Steps::new(&[]))
        .expect("an honest server");
    let outcome = open(&mut connection, &mut Recording(wire), steps, &mut Input::new(&[]));
    assert_eq!(
        read(wire, rx, P::UNVERIFIED_PIECES),
        (outcome.taken.clone(), end(&outcome)),
        "(data, end) as expected and as it was"
    );
}

fn end(outcome: &Outcome) -> Option<ErrorKind> {
    assert!(matches!(outcome.end, Ok(Wants::Closed) | Err(_)));
    outcome.end.err().map(|error| error.kind)
}

/// What a client with a buffer of `rx` bytes makes of `wire`: data and the error, `None` for
/// close_notify.
fn read(mut wire: &[u8], rx: usize, pieces: bool) -> (Vec<u8>, Option<ErrorKind>) {
    let (mut data, mut message) = (Vec::new(), Vec::new());
    loop {
        let end = record(&mut wire, (rx, pieces), &mut data, &mut message);
        match end {
            Ok(false) => {}
            Ok(true) => return (data, None),
            Err(error) => return (data, Some(error)),
        }
    }
}

/// Reads one record; whether it closed the connection.
fn record(
    wire: &mut &[u8],
    (rx, pieces): (usize, bool),
    data: &mut Vec<u8>,
    message: &mut Vec<u8>,
) -> Result<bool, ErrorKind> {
    let Some(([content, _, _, high, low], rest)) = wire.split_first_chunk() else {
        return Err(ErrorKind::Truncated);
    };
    let length = usize::from(u16::from_be_bytes([*high, *low]));
    if *content != 23 {
        return Err(ErrorKind::UnexpectedMessage);
    }
    if length > (1 << 14) + 256 || length > (1 << 14) + 1 + TAG {
        return Err(ErrorKind::RecordOverflow);
    }
    let text_length = length.checked_sub(TAG).ok_or(ErrorKind::BadRecordMac)?;
    // A ticket is not kept; only the head of a message is.
    let carried = if message.len() < 4 || message[0] != 4 { message.len() } else { 0 };
    let in_pieces = length > rx - carried;
    if in_pieces && (!pieces || carried != 0) {
        return Err(ErrorKind::RecordTooLarge);
    }
    // A ticket that is passed over goes on, in a record that fills the buffer before it ends.
    if in_pieces && !message.is_empty() && rest.len() >= rx {
        return Err(ErrorKind::RecordTooLarge);
    }
    let Some((record, rest)) = rest.split_at_checked(length) else {
        return Err(ErrorKind::Truncated);
    };
    *wire = rest;
    let (text, tag) = record.split_at(text_length);
    if tag != [0; TAG] {
        return Err(ErrorKind::BadRecordMac);
    }
    let Some(last) = text.iter().rposition(|byte| *byte != 0) else {
        return Err(ErrorKind::UnexpectedMessage);
    };
    let (content, text) = (text[last], &text[..last]);
    if in_pieces && content != 23 && !text.is_empty() {
        return Err(ErrorKind::RecordTooLarge);
    }
    if content != 22 && !message.is_empty() {
        return Err(ErrorKind::UnexpectedMessage);
    }
    match content {
        23 => data.extend(text),
        21 if text.is_empty() => return Err(ErrorKind::UnexpectedMessage),
        21 => return alert(text),
        22 if text.is_empty() => return Err(ErrorKind::UnexpectedMessage),
        22 => {
            message.extend(text);
            while handshake_message(message)? {}
        }
        _ => return Err(ErrorKind::UnexpectedMessage),
    }
    Ok(false)
}

fn alert(text: &[u8]) -> Result<bool, ErrorKind> {
    match text {
        [_, 0] => Ok(true),
        [_, 90] => Ok(false),
        [_, other] => Err(ErrorKind::AlertReceived(motetls_tls::num::AlertDescription(*other))),
        _ => Err(ErrorKind::Decode),
    }
}

/// Takes one complete message off the front; `false` when none is there.
fn handshake_message(message: &mut Vec<u8>) -> Result<bool, ErrorKind> {
    let Some([kind, length @ ..]) = message.first_chunk::<4>() else { return Ok(false) };
    let length = length.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    match kind {
        4 => {}
        24 if length == 1 => {}
        24 => return Err(ErrorKind::Decode),
        _ => return Err(ErrorKind::UnexpectedMessage),
    }
    if message.len() < 4 + length {
        return Ok(false);
    }
    let (kind, value) = (*kind, message[3 + length]);
    message.drain(..4 + length);
    if kind == 24 {
        if value > 1 {
            return Err(ErrorKind::IllegalParameter);
        }
        // Keys change between records.
        if !message.is_empty() {
            return Err(ErrorKind::UnexpectedMessage);
        }
    }
    Ok(!message.is_empty())
}
