//! A TLS client over the UART, for any profile: a handshake, a line to the server, the line reversed back.
//!
//! What it prints is read by `cargo xtask footprint`: the lengths of everything the library keeps, then one line per
//! step with its instructions and its stack. The server is `openssl s_server -rev`.

#![no_std]

use board::{host, measure, uart};
use motetls::{
    Config, Connection, Entropy, EntropyError, Error, Profile, Psk, ServerName, TrustAnchor, Wants, Workshop,
};
use motetls::{UnixTime, crypto};

mod settings {
    include!(concat!(env!("OUT_DIR"), "/settings.rs"));

    pub(crate) static ANCHOR: motetls::TrustAnchor<'static> = motetls::TrustAnchor { subject: &SUBJECT, spki: &SPKI };
}

/// Exit code of an image whose handshake was refused or failed.
const EXIT_HANDSHAKE: u32 = 1;
/// Exit code of an image that got other data than it should.
const EXIT_EXCHANGE: u32 = 2;
/// Bytes of the line sent, line feed included.
const LINE: usize = 401;

/// Name, identity and key the server of the measurement is started with.
#[unsafe(link_section = ".application.name")]
static NAME: [u8; 11] = *b"server.test";
#[unsafe(link_section = ".application.identity")]
static IDENTITY: [u8; 6] = *b"mote-1";
#[unsafe(link_section = ".application.secret")]
static SECRET: [u8; 16] = *b"sixteen byte psk";

/// An entropy source for measurements: a xorshift generator, the same in every run.
struct Rehearsed(u32);

impl Entropy for Rehearsed {
    fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        for byte in out {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 17;
            self.0 ^= self.0 << 5;
            *byte = self.0 as u8;
        }
        Ok(())
    }
}

type Generator = crypto::HmacDrbg<crypto::Sha256, Rehearsed>;

/// Runs the client with profile `P` and ends the machine.
pub fn run<P: Profile<Observer = ()>>() -> ! {
    uart::open();
    let (mut rx, mut tx) = ([0; settings::RX], [0; settings::TX]);
    let mut connection = Connection::<P>::new(&mut rx, &mut tx);
    let mut workshop = Workshop::<P>::new();
    host::word("sizes");
    host::field("connection", size_of_val(&connection) as u32);
    host::field("workshop", size_of_val(&workshop) as u32);
    host::field("generator", size_of::<Generator>() as u32 - size_of::<Rehearsed>() as u32);
    host::end_line();
    let Ok(mut generator) = measure("seed", || Generator::new(Rehearsed(0x6d6f_7465), b"", b"")) else {
        host::exit(EXIT_HANDSHAKE)
    };
    if let Err(error) = measure("handshake", || handshake(&mut connection, &mut generator, &mut workshop)) {
        host::word("refused");
        host::field("alert", error.kind.alert().map_or(0, |alert| u32::from(alert.0)));
        host::field("message", u32::from(error.message.0));
        host::end_line();
        host::exit(EXIT_HANDSHAKE)
    }
    let same = measure("exchange", || exchange(&mut connection));
    host::exit(if same { 0 } else { EXIT_EXCHANGE })
}

fn configuration<P: Profile<Observer = ()>>() -> Config<'static, P> {
    static ANCHORS: &[TrustAnchor<'static>] = core::slice::from_ref(&settings::ANCHOR);
    if P::PSK {
        return Config { psk: Some(Psk { identity: &IDENTITY, secret: &SECRET }), ..Config::new(&()) };
    }
    Config {
        // SAFETY: the name is ASCII. The check would drag in code the library does not need.
        server_name: Some(ServerName::Dns(unsafe { core::str::from_utf8_unchecked(&NAME) })),
        anchors: ANCHORS,
        now: Some(UnixTime(settings::NOW)),
        ..Config::new(&())
    }
}

#[inline(never)]
fn handshake<P: Profile<Observer = ()>>(
    connection: &mut Connection<'_, P>,
    generator: &mut Generator,
    workshop: &mut Workshop<P>,
) -> Result<(), Error> {
    let config = configuration::<P>();
    let mut handshake = connection.client(&config, generator, workshop)?;
    loop {
        match handshake.wants()? {
            Wants::Send => {
                let bytes = handshake.cipher_out();
                let sent = bytes.len();
                uart::write(bytes);
                handshake.cipher_out_done(sent);
            }
            Wants::Receive => {
                let room = handshake.cipher_in();
                let (wanted, got) = (room.len(), uart::read(room));
                handshake.cipher_in_done(got);
                if got < wanted {
                    return Err(handshake.end_of_stream());
                }
            }
            _ => return Ok(()),
        }
    }
}

/// What stands at `place` of the line.
fn line(place: usize) -> u8 {
    if place == LINE - 1 { b'\n' } else { b'a' + (place as u8 & 15) }
}

/// Sends the line and compares the answer, the same line reversed.
#[inline(never)]
fn exchange<P: Profile<Observer = ()>>(connection: &mut Connection<'_, P>) -> bool {
    let (mut sent, mut taken) = (0, 0);
    while taken < LINE {
        if sent < LINE && connection.cipher_out().is_empty() {
            let mut filled = 0;
            for place in connection.plain_in().iter_mut().take(LINE - sent) {
                *place = line(sent + filled);
                filled += 1;
            }
            sent += filled;
            if connection.plain_in_done(filled).is_err() {
                return false;
            }
        }
        match connection.wants() {
            Ok(Wants::Send) => {
                let bytes = connection.cipher_out();
                let sent = bytes.len();
                uart::write(bytes);
                connection.cipher_out_done(sent);
            }
            Ok(Wants::Receive) => {
                let room = connection.cipher_in();
                let (wanted, got) = (room.len(), uart::read(room));
                connection.cipher_in_done(got);
                if got < wanted {
                    return false;
                }
            }
            Ok(Wants::Take) => {
                let data = connection.plain_out();
                let length = data.len();
                for byte in data {
                    let place = if taken == LINE - 1 { LINE - 1 } else { (LINE - 2).wrapping_sub(taken) };
                    if *byte != line(place) {
                        return false;
                    }
                    taken += 1;
                }
                connection.plain_out_done(length);
            }
            _ => return false,
        }
    }
    true
}
