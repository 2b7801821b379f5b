//! A handshake recorded once and replayed without a transport, whole, cut and changed.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use motetls::{
    Config, Connection, Error, ErrorKind, Handshake, HandshakeScratch, Negotiated, Profile, Random,
    RandomError, Wants,
};

/// Turns of a handshake before it counts as one that hangs.
const TURNS: usize = 10_000;
/// The longest record of an alert: header, level and description, type, tag.
const ALERT: usize = 5 + 2 + 1 + 16;
/// How many changed bits and how many cuts of a flight a short run tries.
const SAMPLE: usize = 60;

/// The same bytes in every run, so that a recorded flight fits.
struct Fixed(u8);

impl Random for Fixed {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        for byte in out {
            self.0 = self.0.wrapping_mul(5).wrapping_add(17);
            *byte = self.0;
        }
        Ok(())
    }
}

/// All of `0..total`, or about [`SAMPLE`] of them without `MOTETLS_THOROUGH=1`, every bit of a byte
/// among them.
fn places(total: usize) -> impl Iterator<Item = usize> {
    let thorough = std::env::var_os("MOTETLS_THOROUGH").is_some();
    let step = if thorough { 1 } else { (total / SAMPLE).max(1) | 1 };
    (0..total).step_by(step)
}

/// What came of a handshake, and what the client sent behind its hello.
struct Outcome {
    result: Result<Negotiated, Error>,
    sent: Vec<u8>,
}

/// Runs a handshake; `read` fills the room it is lent, and leaves it empty at the end.
fn run<P: Profile<Observer = ()>>(
    config: &Config<'_, P>,
    mut write: impl FnMut(&[u8]),
    mut read: impl FnMut(&mut [u8]) -> usize,
) -> Outcome {
    let (mut rx, mut tx) = ([0; 2048], [0; 1024]);
    let mut connection = Connection::<P, _>::new(&mut rx, &mut tx);
    let (mut scratch, mut sent) = (HandshakeScratch::new(), Vec::new());
    let mut handshake = connection.client(config, &mut Fixed(1), &mut scratch).unwrap();
    let hello = handshake.cipher_out().len();
    let result = turns(&mut handshake, &mut sent, &mut write, &mut read);
    drop(handshake);
    assert_eq!(result.is_ok(), connection.negotiated().is_some());
    let result = result.map(|()| connection.negotiated().unwrap());
    Outcome { result, sent: sent.split_off(hello) }
}

fn turns<P: Profile>(
    handshake: &mut Handshake<'_, P, &mut [u8]>,
    sent: &mut Vec<u8>,
    write: &mut dyn FnMut(&[u8]),
    read: &mut dyn FnMut(&mut [u8]) -> usize,
) -> Result<(), Error> {
    let mut turn = 0;
    loop {
        turn += 1;
        assert!(turn < TURNS, "the handshake goes round and round");
        match handshake.wants()? {
            Wants::Send => {
                let out = handshake.cipher_out();
                write(out);
                sent.extend(out);
                let n = out.len();
                handshake.cipher_out_done(n);
            }
            Wants::Receive => match read(handshake.cipher_in()) {
                0 => return Err(handshake.end_of_stream()),
                n => handshake.cipher_in_done(n),
            },
            wants => {
                assert_eq!(wants, Wants::Done);
                return Ok(());
            }
        }
    }
}

/// What the server sends in a handshake by `config`.
fn record<P: Profile<Observer = ()>>(address: SocketAddr, config: &Config<'_, P>) -> Vec<u8> {
    let tcp = TcpStream::connect(address).unwrap();
    tcp.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut flight = Vec::new();
    let outcome = run(
        config,
        |bytes| (&tcp).write_all(bytes).unwrap(),
        |room| {
            let n = (&tcp).read(room).unwrap();
            flight.extend(&room[..n]);
            n
        },
    );
    outcome.result.unwrap();
    flight
}

/// Replays a flight; no read goes past `cut`.
fn replay<P: Profile<Observer = ()>>(config: &Config<'_, P>, flight: &[u8], cut: usize) -> Outcome {
    let mut place = 0;
    run(
        config,
        |_| {},
        |room| {
            let end = if place < cut { cut.min(flight.len()) } else { flight.len() };
            let n = room.len().min(end - place);
            room[..n].copy_from_slice(&flight[place..place + n]);
            place += n;
            n
        },
    )
}

/// The places of the versions in the headers of unprotected records, which mean nothing (RFC 9846,
/// section 5.1); those of protected records are additional data (section 5.2).
fn versions(flight: &[u8]) -> Vec<usize> {
    let (mut places, mut place) = (Vec::new(), 0);
    while place < flight.len() {
        if flight[place] != 0x17 {
            places.extend([place + 1, place + 2]);
        }
        place += 5 + usize::from(u16::from_be_bytes([flight[place + 3], flight[place + 4]]));
    }
    places
}

/// Records a handshake, and replays it: read in two pieces cut at every place, ended at every
/// place, and with every bit changed.
pub(super) fn try_all<P: Profile<Observer = ()>>(
    name: &str,
    address: SocketAddr,
    config: &Config<'_, P>,
) {
    let flight = record(address, config);
    let expected = replay(config, &flight, 0).result.unwrap();
    for cut in places(flight.len()) {
        let outcome = replay(config, &flight, cut);
        assert_eq!(outcome.result.unwrap(), expected, "{name}: cut at {cut}");
        let outcome = replay(config, &flight[..cut], 0);
        let kind = outcome.result.unwrap_err().kind;
        assert_eq!(kind, ErrorKind::Truncated, "{name}: the end at {cut}");
        assert!(outcome.sent.is_empty(), "{name}: the end at {cut}");
    }
    let versions = versions(&flight);
    for bit in places(flight.len() * 8) {
        let mut changed = flight.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let Outcome { result, sent } = replay(config, &changed, 0);
        let version = versions.contains(&(bit / 8));
        assert_eq!(result.is_ok(), version, "{name}: bit {bit}: {result:?}");
        assert!(version || sent.len() <= ALERT, "{name}: bit {bit}: an alert and nothing else");
    }
}
