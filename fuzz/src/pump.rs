//! Drives a client through its four doors and checks their contract: no door promised and shut, no
//! turn without progress, nothing sent after a fatal alert or close_notify.

use motetls_tls::{
    Config, Connection, Error, HandshakeScratch, Negotiated, Profile, UnverifiedEnd, Wants,
};

use crate::input::Input;
use crate::null::{Fixed, Watch};

/// More turns than any input can ask for.
const TURNS: usize = 1 << 20;

/// The other end of the transport.
pub trait Peer {
    /// The client sent `bytes`.
    fn hear(&mut self, bytes: &[u8]);
    /// Fills the start of `room`; 0 is the end of the stream.
    fn speak(&mut self, room: &mut [u8]) -> usize;
}

/// How many bytes the transport and the application move at once: the input's bytes, over and over;
/// without any, all.
#[derive(Clone, Copy, Debug)]
pub struct Steps<'a> {
    sizes: &'a [u8],
    turn: usize,
}

impl<'a> Steps<'a> {
    /// Steps of these sizes; 0 stands for all there is.
    #[must_use]
    pub const fn new(sizes: &'a [u8]) -> Self {
        Steps { sizes, turn: 0 }
    }

    /// The next step, at least one and at most `most`.
    pub fn next(&mut self, most: usize) -> usize {
        let size = self.sizes.get(self.turn % self.sizes.len().max(1)).copied().unwrap_or(0);
        self.turn += 1;
        if size == 0 { most } else { most.min(usize::from(size)) }
    }
}

/// Runs the handshake.
///
/// # Errors
/// What the client refused it with.
pub fn handshake<P: Profile<Observer = Watch>>(
    connection: &mut Connection<P, &mut [u8]>,
    config: &Config<'_, P>,
    peer: &mut impl Peer,
    steps: &mut Steps<'_>,
) -> Result<Negotiated, Error> {
    let mut scratch = HandshakeScratch::new();
    let mut handshake = connection.client(config, &mut Fixed(1), &mut scratch)?;
    for _ in 0..TURNS {
        match handshake.wants() {
            Ok(Wants::Send) => {
                let out = handshake.cipher_out();
                assert!(!out.is_empty(), "nothing to send");
                let n = steps.next(out.len());
                peer.hear(&out[..n]);
                handshake.cipher_out_done(n);
            }
            Ok(Wants::Receive) => {
                let room = handshake.cipher_in();
                assert!(!room.is_empty(), "bytes are asked for and there is no room for any");
                let n = steps.next(room.len());
                match peer.speak(&mut room[..n]) {
                    0 => return Err(handshake.end_of_stream()),
                    n => handshake.cipher_in_done(n),
                }
            }
            Ok(Wants::Done) => {
                assert!(handshake.cipher_in().is_empty());
                drop(handshake);
                let negotiated = connection.negotiated().expect("a complete handshake");
                config.observer.assert_complete(negotiated.psk.is_some());
                return Ok(negotiated);
            }
            Ok(other) => panic!("a handshake wants {other:?}"),
            Err(error) => {
                assert!(handshake.cipher_in().is_empty(), "no bytes are asked for after an error");
                drop(handshake);
                assert_over(connection, error);
                return Err(error);
            }
        }
    }
    panic!("the handshake goes round and round")
}

/// What became of an open connection.
#[derive(Debug)]
pub struct Outcome {
    /// The data the application took, known to be authentic in the end.
    pub taken: Vec<u8>,
    /// The data the application gave.
    pub given: Vec<u8>,
    /// Whether the peer closed, or the error.
    pub end: Result<Wants, Error>,
}

/// Runs an open connection until it ends. Each byte of `script` is an act of the application, done
/// between two turns.
pub fn open<P: Profile<Observer = Watch>>(
    connection: &mut Connection<P, &mut [u8]>,
    peer: &mut impl Peer,
    steps: &mut Steps<'_>,
    script: &mut Input<'_>,
) -> Outcome {
    let mut outcome = Outcome { taken: Vec::new(), given: Vec::new(), end: Ok(Wants::Receive) };
    let mut unverified = Vec::new();
    for _ in 0..TURNS {
        if !script.is_empty() {
            act(connection, script.u8(), &mut outcome.given);
        }
        outcome.end = connection.wants();
        match outcome.end {
            Ok(Wants::Take) => {
                let out = connection.plain_out();
                assert!(!out.is_empty());
                let n = steps.next(out.len());
                outcome.taken.extend(&out[..n]);
                assert!(
                    connection.cipher_in().is_empty(),
                    "data that waits must not be written over"
                );
                connection.plain_out_done(n);
            }
            Ok(Wants::TakeUnverified) => {
                let out = connection.plain_out_unverified();
                assert!(!out.is_empty());
                let n = steps.next(out.len());
                unverified.extend(&out[..n]);
                assert!(connection.plain_out().is_empty() && connection.cipher_in().is_empty());
                connection.plain_out_unverified_done(n);
            }
            Ok(Wants::EndUnverified) => {
                assert!(connection.cipher_in().is_empty());
                match connection.unverified_end().expect("it was promised") {
                    UnverifiedEnd::Authentic => outcome.taken.append(&mut unverified),
                    UnverifiedEnd::Refused => unverified.clear(),
                }
            }
            Ok(Wants::Send) => {
                let out = connection.cipher_out();
                assert!(!out.is_empty());
                let n = steps.next(out.len());
                peer.hear(&out[..n]);
                connection.cipher_out_done(n);
            }
            Ok(Wants::Receive) => {
                let room = connection.cipher_in();
                assert!(!room.is_empty(), "bytes are asked for and there is no room for any");
                let n = steps.next(room.len());
                match peer.speak(&mut room[..n]) {
                    0 => {
                        let error =
                            connection.end_of_stream().expect_err("there was no close_notify");
                        if let Some(end) = connection.unverified_end() {
                            assert_eq!(end, UnverifiedEnd::Refused);
                        }
                        assert_eq!(connection.wants(), Err(error));
                        outcome.end = Err(error);
                        return outcome;
                    }
                    n => connection.cipher_in_done(n),
                }
            }
            Ok(Wants::Closed) if script.is_empty() => {
                assert!(connection.cipher_in().is_empty());
                assert_eq!(connection.end_of_stream(), Ok(()));
                return outcome;
            }
            Ok(Wants::Closed) => {}
            Ok(other) => panic!("an open connection wants {other:?}"),
            Err(error) => {
                assert_over(connection, error);
                return outcome;
            }
        }
    }
    panic!("the connection goes round and round")
}

/// One act of the application.
fn act<P: Profile>(connection: &mut Connection<P, &mut [u8]>, act: u8, given: &mut Vec<u8>) {
    let room = connection.plain_in().len();
    match act {
        0 => connection.close(),
        1 => drop(connection.update_keys(false)),
        2 => drop(connection.update_keys(true)),
        3 => assert!(connection.plain_in_done(room + 1).is_err(), "more than was lent"),
        4..0x40 => {}
        size => {
            let n = room.min(usize::from(size));
            let data: Vec<u8> = (given.len()..).take(n).map(|place| place as u8).collect();
            connection.plain_in()[..n].copy_from_slice(&data);
            // An error here is an end as any other; `wants` need not repeat it.
            if connection.plain_in_done(n).is_ok() {
                given.extend(data);
            }
        }
    }
}

/// Asserts that a connection that has failed stays failed and says nothing more.
fn assert_over<P: Profile>(connection: &mut Connection<P, &mut [u8]>, error: Error) {
    let _ = format!("{error}");
    assert_eq!(connection.wants(), Err(error), "an error stays");
    assert!(
        connection.cipher_in().is_empty()
            && connection.plain_in().is_empty()
            && connection.plain_out().is_empty()
    );
    assert!(connection.plain_in_done(1).is_err());
    assert!(connection.update_keys(true).is_err(), "no message after a fatal alert");
    connection.close();
    connection.cipher_in_done(0);
    assert!(connection.cipher_out().is_empty(), "nothing after a fatal alert");
    assert_eq!(connection.wants(), Err(error), "an error stays");
}

/// A peer that says what it was told to, whatever it hears.
#[derive(Clone, Copy, Debug)]
pub struct Recording<'a>(pub &'a [u8]);

impl Peer for Recording<'_> {
    fn hear(&mut self, _: &[u8]) {}
    fn speak(&mut self, room: &mut [u8]) -> usize {
        let (now, later) = self.0.split_at(room.len().min(self.0.len()));
        room[..now.len()].copy_from_slice(now);
        self.0 = later;
        now.len()
    }
}
