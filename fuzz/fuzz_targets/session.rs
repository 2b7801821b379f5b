//! Bytes offered as a session to a server that knows its ticket: what is sound is offered and
//! resumed, what was damaged, is another server's or is too old is not offered.
//!
//! `plan... kind session...`
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use motetls_base::UnixTime;
use motetls_crypto::{Sha256, hmac};
use motetls_fuzz::certs::{NAME, ROOT, name, spki};
use motetls_fuzz::input::Input;
use motetls_fuzz::null::{BoundResume, Watch};
use motetls_fuzz::pump::{Steps, handshake};
use motetls_fuzz::server::{Plan, Server};
use motetls_tls::{ChosenPsk, Config, Connection, ServerName, Session, TrustAnchor};

/// When the kept ticket came.
const ISSUED: u64 = 1_800_000_000;
/// The longest a ticket is good for, in seconds.
const WEEK: u64 = 604_800;
/// Bytes of the check a session starts with.
const CHECK: usize = 16;

/// A session and what should become of it.
struct Offer {
    bytes: Vec<u8>,
    /// The key of the ticket.
    key: Vec<u8>,
    name: &'static str,
    protocols: &'static [&'static [u8]],
    now: u64,
    /// The identity and its obfuscated age, if it is to be offered.
    expected: Option<(Vec<u8>, u32)>,
}

/// The session of a whole handshake and a ticket, and the key of that ticket.
static KEPT: LazyLock<(Vec<u8>, Vec<u8>)> = LazyLock::new(kept);

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let plan = Plan::draw(&mut input);
    let offer = match input.u8() % 4 {
        0 => foreign(input),
        1 => edited(input),
        2 => elsewhere(input),
        _ => composed(input),
    };
    let mut server = Server::<BoundResume>::new(plan, Input::new(&[])).with_ticket(&offer.key);
    let watch = Watch::default();
    let (subject, spki) = (name(ROOT.name), spki(&ROOT.key));
    let session = Session::new(&offer.bytes);
    let config = Config::<BoundResume> {
        server_name: Some(ServerName::from_static(offer.name)),
        alpn: offer.protocols,
        anchors: &[TrustAnchor::new(&subject, &spki)],
        now: Some(UnixTime(offer.now)),
        session: Some(&session),
        ..Config::new(&watch)
    };
    let (mut rx, mut tx) = ([0; 4096], [0; 1024]);
    let mut connection = Connection::new(&mut rx[..], &mut tx[..]);
    let outcome = handshake(&mut connection, &config, &mut server, &mut Steps::new(&[]));
    if server.honest && !server.tampered {
        assert_eq!(server.offered, offer.expected, "the identity and its age");
    }
    match outcome {
        Ok(negotiated) => {
            assert!(!server.tampered, "a changed byte went unnoticed");
            let session = negotiated.psk == Some(ChosenPsk::Session);
            assert_eq!(session, negotiated.psk.is_some(), "there is no other key");
            assert!(!session || offer.expected.is_some(), "a session that should not be offered");
            assert!(
                !server.honest || session == (server.takes_keys() && offer.expected.is_some()),
                "a session that the server took"
            );
        }
        Err(error) => {
            assert!(!server.honest || server.tampered, "an honest server was refused: {error}")
        }
    }
});

/// The input as it is.
fn foreign(input: Input<'_>) -> Offer {
    let bytes = input.rest().to_vec();
    assert!(!bytes.starts_with(&KEPT.0), "a session found by chance");
    Offer { bytes, expected: None, ..unchanged(ISSUED) }
}

/// The kept one, changed in places, cut or made longer; or not.
fn edited(mut input: Input<'_>) -> Offer {
    let mut offer = unchanged(ISSUED + u64::from(input.u16()));
    let length = offer.bytes.len();
    match input.u8() {
        0..16 => offer.bytes.truncate(input.below(length + 1)),
        16..32 => offer.bytes.extend(input.take(8)),
        edits => {
            for _ in 0..edits % 4 {
                offer.bytes[input.below(length)] ^= input.u8();
            }
        }
    }
    if !offer.bytes.starts_with(&KEPT.0) {
        offer.expected = None;
    }
    offer
}

/// The kept one, for a server of another name or without its protocol.
fn elsewhere(mut input: Input<'_>) -> Offer {
    let mut offer = unchanged(ISSUED);
    if input.flag() {
        offer.name = "other.wild.test";
    } else {
        offer.protocols = &[b"http/1.1"];
    }
    offer.expected = None;
    offer
}

/// Drawn fields with a check that is right.
fn composed(mut input: Input<'_>) -> Offer {
    let version = if input.below(8) == 7 { input.u8() } else { 1 };
    let suite = [0x1301, 0x1305, 0x1301, 0x1302, 0x1303, 0x1304, 0, 0xffff][input.below(8)];
    let wide = |input: &mut Input<'_>| u32::from(input.u16()) << 16 | u32::from(input.u16());
    let (lifetime, age_add) = (wide(&mut input), wide(&mut input));
    let elapsed = u64::from(wide(&mut input) >> input.below(32));
    let issued =
        if input.below(8) == 7 { ISSUED + elapsed } else { ISSUED.saturating_sub(elapsed) };
    let secret_len = if input.below(4) == 3 { input.below(256) } else { 32 };
    let mut key = input.take(secret_len).to_vec();
    key.resize(secret_len, 0x5a);
    let ticket = [b"t", input.take(199)].concat();

    let mut bytes = vec![0; CHECK];
    bytes.push(version);
    bytes.extend(u16::to_be_bytes(suite));
    for number in [lifetime, age_add, 0] {
        bytes.extend(number.to_be_bytes());
    }
    bytes.extend(issued.to_be_bytes());
    bytes.push(u8::try_from(key.len()).expect("at most 255 bytes"));
    bytes.extend(&key);
    bytes.extend(u16::try_from(ticket.len()).expect("short").to_be_bytes());
    bytes.extend(&ticket);
    let check = check(&bytes[CHECK..]);
    bytes[..CHECK].copy_from_slice(&check);

    let age = ISSUED.checked_sub(issued).filter(|age| *age < WEEK.min(lifetime.into()));
    let good = version == 1 && [0x1301, 0x1305].contains(&suite) && key.len() == 32;
    let expected = age.filter(|_| good).map(|age| (ticket, obfuscated(age, age_add)));
    Offer { bytes, key, expected, ..unchanged(ISSUED) }
}

/// The kept session at a time.
fn unchanged(now: u64) -> Offer {
    let (bytes, key) = KEPT.clone();
    let age = Some(now - ISSUED).filter(|age| *age < 7200);
    let expected = age.map(|age| (b"0123456789".to_vec(), obfuscated(age, 0x0102_0304)));
    Offer { bytes, key, name: NAME, protocols: &[b"http/1.1", b"mqtt"], now, expected }
}

fn obfuscated(age: u64, add: u32) -> u32 {
    u32::try_from(age * 1000).expect("less than a week").wrapping_add(add)
}

/// The check of a session with [`NAME`] by certificates, over `mqtt`.
fn check(body: &[u8]) -> [u8; CHECK] {
    let length = u16::try_from(NAME.len()).expect("a name").to_be_bytes();
    let binding = hmac::once::<Sha256>(&[], &[&[3, 1], &length, NAME.as_bytes(), b"mqtt"]);
    *hmac::once::<Sha256>(&binding, &[body]).first_chunk().expect("32 bytes")
}

fn kept() -> (Vec<u8>, Vec<u8>) {
    let (session, key) = motetls_fuzz::kept::session::<BoundResume>(ISSUED, &[]);
    assert_eq!(session[..CHECK], check(&session[CHECK..]), "the check of a session");
    (session, key)
}
