//! A TLS client over the UART, for any profile: a handshake, a line to the server, the line
//! reversed back.
//!
//! What it prints is read by `cargo xtask footprint`: the lengths of everything the library keeps,
//! then one line per step with its instructions and its stack. The server is
//! `openssl s_server -rev`.

#![no_std]

use board::{host, measure, meter, uart};
use motetls::{
    CertificateCheck, Config, Connection, Credential, Entropy, EntropyError, Error,
    HandshakeScratch, NamedCredential, Profile, Psk, ServerConfig, ServerName, Session,
    TrustAnchor, Wants,
};
use motetls::{UnixTime, crypto};

mod settings {
    include!(concat!(env!("OUT_DIR"), "/settings.rs"));

    pub(crate) static ANCHOR: motetls::TrustAnchor<'static> =
        motetls::TrustAnchor::new(&SUBJECT, &SPKI);
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
/// Checked when the image is built: the check is not in it.
const SERVER_NAME: ServerName<'static> = match core::str::from_utf8(&NAME) {
    Ok(name) => ServerName::from_static(name),
    Err(_) => panic!("the name is ASCII"),
};
/// The protocol a client with a certificate asks for.
#[unsafe(link_section = ".application.protocol")]
static PROTOCOL: [u8; 4] = *b"mqtt";
/// Its certificate.
static CHAIN: &[&[u8]] = &[&settings::CLIENT];
#[unsafe(link_section = ".application.identity")]
static IDENTITY: [u8; 6] = *b"mote-1";
#[unsafe(link_section = ".application.secret")]
static SECRET: [u8; 16] = *b"sixteen byte psk";
#[unsafe(link_section = ".application.psks")]
static PSKS: [Psk<'static>; 1] = [Psk::new(&IDENTITY, &SECRET)];

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
    run_as::<P>(|_, _| None)
}

/// As [`run`], with the certificate of a client and an application protocol; `signer` makes a
/// signer of its private key and a hedge.
#[inline(always)]
pub fn run_as<P: Profile<Observer = ()>>(
    signer: impl FnOnce(&[u8], [u8; 32]) -> Option<P::Signer>,
) -> ! {
    run_with::<P>(signer, configuration::<P>())
}

/// As [`run`], with the pin of the server's raw public key in place of an anchor.
#[inline(always)]
pub fn run_pinned<P, C>() -> !
where
    P: Profile<Observer = (), Certificates = C>,
    C: CertificateCheck<Pins = [[u8; 32]]>,
{
    let pins = settings::PIN.first_chunk().map_or(&[][..], core::slice::from_ref);
    run_with::<P>(|_, _| None, Config { pins, ..Config::new(&()) })
}

/// Bytes for a session of the server.
const SESSION: usize = 512;

/// As [`run`], for a profile that resumes: a session in the settings is offered, and the newest of
/// the server's is printed as hex.
#[inline(always)]
pub fn run_resuming<P: Profile<Observer = ()>>() -> ! {
    uart::open();
    let (mut rx, mut tx) = ([0; settings::RX], [0; settings::TX]);
    let mut session = [0; SESSION];
    let mut connection = Connection::<P, _>::new(&mut rx, &mut tx);
    connection.keep_session(&mut session);
    let offered = Session { bytes: &settings::SESSION, early_data: &[] };
    let session = (!settings::SESSION.is_empty()).then_some(&offered);
    let config = Config { session, ..verifying::<P>() };
    converse(&mut connection, &config, |connection, _| print_session(connection))
}

/// As [`run`], for a profile that is priced: a session, a pre-shared key and a certificate of the
/// client are configured if it knows what to do with them, and `used` does with the open connection
/// what else it names.
#[inline(always)]
pub fn run_priced<P: Profile<Observer = ()>>(
    signer: impl FnOnce(&[u8], [u8; 32]) -> Option<P::Signer>,
    used: impl FnOnce(&mut Connection<P, &mut [u8]>, &Config<'_, P>),
) -> ! {
    uart::open();
    let (mut rx, mut tx) = ([0; settings::RX], [0; settings::TX]);
    let mut connection = Connection::<P, _>::new(&mut rx, &mut tx);
    let signer = signer(&settings::SCALAR, [7; 32]);
    let credential = signer.as_ref().map(|signer| Credential { chain: CHAIN, signer });
    let offered = Session { bytes: &settings::SESSION, early_data: b"early" };
    let session = P::RESUMPTION.then_some(&offered);
    let psks: &[Psk<'_>] = if P::PSK && !P::RESUMPTION { &PSKS } else { &[] };
    let config = Config { credentials: credential.as_slice(), session, psks, ..verifying::<P>() };
    converse(&mut connection, &config, used)
}

/// Starts a handshake as a server with the credential of the client: for images that are built and
/// not run, to have all that serves in them.
pub fn serve<P: Profile<Observer = ()>>(
    connection: &mut Connection<P, &mut [u8]>,
    config: &Config<'_, P>,
    cookie_key: Option<&[u8; 32]>,
) {
    let Ok(mut generator) = Generator::new(Rehearsed(0x6d6f_7465), b"", b"") else { return };
    let mut scratch = HandshakeScratch::<P>::new();
    let credential = config.credentials.first();
    let named = credential.map(|&credential| NamedCredential { names: &[], credential });
    let config =
        ServerConfig { credentials: named.as_slice(), cookie_key, ..ServerConfig::new(&()) };
    core::hint::black_box(connection.server(&config, &mut generator, &mut scratch).is_ok());
}

/// Prints whether a session was resumed, and the newest one.
fn print_session<P: Profile>(connection: &Connection<P, &mut [u8]>) {
    host::word("session");
    let resumed = connection.negotiated().is_some_and(|negotiated| negotiated.resumed());
    host::field("resumed", u32::from(resumed));
    host::word(" bytes=");
    for byte in connection.session().unwrap_or(&[]) {
        for digit in [byte >> 4, byte & 15] {
            host::character(if digit < 10 { b'0' + digit } else { b'a' - 10 + digit });
        }
    }
    host::end_line();
}

#[inline(always)]
fn run_with<P: Profile<Observer = ()>>(
    signer: impl FnOnce(&[u8], [u8; 32]) -> Option<P::Signer>,
    configuration: Config<'static, P>,
) -> ! {
    uart::open();
    let (mut rx, mut tx) = ([0; settings::RX], [0; settings::TX]);
    let mut connection = Connection::<P, _>::new(&mut rx, &mut tx);
    let signer = signer(&settings::SCALAR, [7; 32]);
    let credential = signer.as_ref().map(|signer| Credential { chain: CHAIN, signer });
    let alpn: &[&[u8]] = if credential.is_some() { &[&PROTOCOL] } else { &[] };
    let config = Config { credentials: credential.as_slice(), alpn, ..configuration };
    converse(&mut connection, &config, |_, _| {})
}

/// Shakes hands, exchanges the line, prints what each step took and what `report` does, and ends
/// the machine, so that no image holds code that drops what ends with it.
#[inline(always)]
fn converse<P: Profile<Observer = ()>>(
    connection: &mut Connection<P, &mut [u8]>,
    config: &Config<'_, P>,
    report: impl FnOnce(&mut Connection<P, &mut [u8]>, &Config<'_, P>),
) -> ! {
    let mut scratch = HandshakeScratch::<P>::new();
    host::word("sizes");
    host::field("connection", size_of_val(connection) as u32);
    host::field("scratch", size_of_val(&scratch) as u32);
    host::field("generator", size_of::<Generator>() as u32 - size_of::<Rehearsed>() as u32);
    host::end_line();
    let Ok(mut generator) = measure("seed", || Generator::new(Rehearsed(0x6d6f_7465), b"", b""))
    else {
        host::exit(EXIT_HANDSHAKE)
    };
    let mut calls = Calls { longest: 0 };
    let outcome = measure("handshake", || {
        handshake(connection, config, &mut generator, &mut scratch, &mut calls)
    });
    if let Err(error) = outcome {
        host::word("refused");
        host::field("alert", error.kind.alert().map_or(0, |alert| u32::from(alert.0)));
        host::field("message", u32::from(error.message.0));
        host::end_line();
        host::exit(EXIT_HANDSHAKE)
    }
    if P::BOUNDED_STEPS {
        host::word("calls");
        host::field("longest", calls.longest.saturating_mul(meter::PER_TICK));
        host::end_line();
    }
    let same = measure("exchange", || exchange(connection));
    report(connection, config);
    host::exit(if same { 0 } else { EXIT_EXCHANGE })
}

fn configuration<P: Profile<Observer = ()>>() -> Config<'static, P> {
    if P::PSK {
        return Config { psks: &PSKS, ..Config::new(&()) };
    }
    verifying()
}

/// The configuration of a client that verifies certificates.
fn verifying<P: Profile<Observer = ()>>() -> Config<'static, P> {
    static ANCHORS: &[TrustAnchor<'static>] = core::slice::from_ref(&settings::ANCHOR);
    Config {
        server_name: Some(SERVER_NAME),
        anchors: ANCHORS,
        now: Some(UnixTime(settings::NOW)),
        ..Config::new(&())
    }
}

/// The calls of a handshake into the library, where a profile bounds them: elsewhere the figure
/// would take more flash than it is worth.
struct Calls {
    /// The longest, in ticks of the meter.
    longest: u32,
}

impl Calls {
    #[inline(always)]
    fn measure<P: Profile, T>(&mut self, call: impl FnOnce() -> T) -> T {
        if !P::BOUNDED_STEPS {
            return call();
        }
        let since = meter::ticks();
        let result = call();
        self.longest = self.longest.max(meter::ticks().wrapping_sub(since));
        result
    }
}

#[inline(never)]
fn handshake<P: Profile<Observer = ()>>(
    connection: &mut Connection<P, &mut [u8]>,
    config: &Config<'_, P>,
    generator: &mut Generator,
    scratch: &mut HandshakeScratch<P>,
    calls: &mut Calls,
) -> Result<(), Error> {
    let mut handshake = calls.measure::<P, _>(|| connection.client(config, generator, scratch))?;
    loop {
        match handshake.wants()? {
            Wants::Send => {
                let bytes = handshake.cipher_out();
                let sent = bytes.len();
                uart::write(bytes);
                calls.measure::<P, _>(|| handshake.cipher_out_done(sent));
            }
            Wants::Receive => {
                let room = handshake.cipher_in();
                let (requested, got) = (room.len(), uart::read(room));
                calls.measure::<P, _>(|| handshake.cipher_in_done(got));
                if got < requested {
                    return Err(handshake.end_of_stream());
                }
            }
            // what a watchdog is fed between
            Wants::Compute if P::BOUNDED_STEPS => calls.measure::<P, _>(|| handshake.compute()),
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
fn exchange<P: Profile<Observer = ()>>(connection: &mut Connection<P, &mut [u8]>) -> bool {
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
                let (requested, got) = (room.len(), uart::read(room));
                connection.cipher_in_done(got);
                if got < requested {
                    return false;
                }
            }
            Ok(Wants::Take) => {
                let data = connection.plain_out();
                let length = data.len();
                for byte in data {
                    let place = match taken {
                        taken if settings::ECHO || taken == LINE - 1 => taken,
                        taken => (LINE - 2).wrapping_sub(taken),
                    };
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
