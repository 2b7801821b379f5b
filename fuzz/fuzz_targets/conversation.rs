//! The whole client with a null-crypto server that follows the input: an honest one is
//! understood, any other is refused.
//!
//! `profile plan... rx rx tx tx n size{n} m act{m} talk...`; where early data are sent their number
//! stands before the plan.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use motetls_base::UnixTime;
use motetls_fuzz::certs::{NAME, ROOT, name, spki};
use motetls_fuzz::input::Input;
use motetls_fuzz::kept;
use motetls_fuzz::null::{Bound, BoundEarly, BoundPsk, BoundUnverified, Watch};
use motetls_fuzz::pump::{Outcome, Steps, handshake, open};
use motetls_fuzz::server::{PSK, Plan, Server};
use motetls_pki::Algorithms;
use motetls_tls::{Config, Connection, ErrorKind, Profile, ServerName, Session, TrustAnchor};

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    match input.u8() {
        profile @ 0..128 => run::<Bound>(input, profile % 2 == 1),
        128..192 => run::<BoundUnverified>(input, false),
        192..224 => run::<BoundPsk>(input, true),
        profile => resume(input, profile % 2 == 1),
    }
});

/// When the ticket came.
const ISSUED: u64 = 1_800_000_000;

/// A session with a ticket for 64 bytes of early data, and the key of that ticket.
static KEPT: LazyLock<(Vec<u8>, Vec<u8>)> =
    LazyLock::new(|| kept::session::<BoundEarly>(ISSUED, &[0, 42, 0, 4, 0, 0, 0, 64]));

/// Offers a session and early data, to a server that takes them or not.
fn resume(mut input: Input<'_>, takes: bool) {
    let n = input.below(80);
    let data: Vec<u8> = (0..n).map(|place| place as u8).collect();
    let session = Session { bytes: &KEPT.0, early_data: &data };
    let plan = Plan::draw(&mut input);
    converse::<BoundEarly>(input, plan, false, Some((&session, takes)));
}

fn run<P: Profile<Observer = Watch> + Algorithms>(mut input: Input<'_>, psk: bool) {
    let plan = Plan::draw(&mut input);
    converse::<P>(input, plan, psk, None);
}

/// A handshake and what follows; with a session, and whether the server takes its early data.
fn converse<P: Profile<Observer = Watch> + Algorithms>(
    mut input: Input<'_>,
    plan: Plan,
    psk: bool,
    session: Option<(&Session<'_>, bool)>,
) {
    let (rx, tx) = (input.between(0, 4096), input.between(0, 1024));
    let n = input.below(32);
    let mut steps = Steps::new(input.take(n));
    let n = input.below(32);
    let mut script = Input::new(input.take(n));
    let mut server = Server::<P>::new(plan, input);
    if let Some((_, takes)) = session {
        server = server.with_ticket(&KEPT.1);
        if takes {
            server = server.with_early_data();
        }
    }

    let (subject, spki) = (name(ROOT.name), spki(&ROOT.key));
    let watch = Watch::default();
    let config = Config::<P> {
        server_name: Some(ServerName::from_static(NAME)),
        alpn: &[b"http/1.1", b"mqtt"],
        anchors: &[TrustAnchor::new(&subject, &spki)],
        now: Some(UnixTime(ISSUED)),
        psks: if psk { &[PSK] } else { &[] },
        session: session.map(|(session, _)| session),
        ..Config::new(&watch)
    };
    let (mut rx_buffer, mut tx_buffer) = (vec![0; rx], vec![0; tx]);
    let mut connection = Connection::new(&mut rx_buffer, &mut tx_buffer);
    let outcome = handshake(&mut connection, &config, &mut server, &mut steps);
    match outcome {
        Ok(negotiated) => {
            assert!(!server.tampered, "a changed byte went unnoticed");
            check_early(&server, session.map(|(session, _)| session), negotiated.early_data());
        }
        Err(error) => {
            let fits = rx >= 1024 && tx >= 512;
            assert!(
                !server.honest || server.tampered || !fits,
                "an honest server was refused: {error}"
            );
            if let (Some(alert), Some(heard)) = (error.kind.alert(), server.alert) {
                assert_eq!(alert.0, heard, "the alert that was sent");
            }
            return;
        }
    }
    let outcome = open(&mut connection, &mut server, &mut steps, &mut script);
    assert!(server.is_open() || !server.honest, "the client's Finished did not arrive");
    if server.is_open() {
        check(&server, &outcome);
    }
}

/// Holds what the client says of its early data against what the server heard of them.
fn check_early<P: Profile + Algorithms>(
    server: &Server<'_, P>,
    session: Option<&Session<'_>>,
    taken: bool,
) {
    let early = server.early.as_ref();
    assert!(
        !server.honest || taken == early.is_some_and(|early| early.taken),
        "whether early data were taken"
    );
    if let (Some(session), Some(early), true) = (session, early, taken && server.honest) {
        assert_eq!(early.heard, session.early_data, "early data");
    }
}

/// Holds what the application saw against what the server sent and heard.
fn check<P: Profile + Algorithms>(server: &Server<'_, P>, outcome: &Outcome) {
    let talk = &server.talk;
    assert!(talk.sent.starts_with(&outcome.taken), "other data than was sent");
    assert!(outcome.given.starts_with(&talk.heard), "other data than was given");
    assert!(
        outcome.end.is_err() || !(server.tampered || talk.offended),
        "an offence went unnoticed"
    );
    if server.tampered || talk.offended || talk.doubtful {
        return;
    }
    match outcome.end {
        Ok(_) => assert!(talk.closed, "the connection is open"),
        Err(error) => {
            assert!(error.kind == ErrorKind::Truncated, "an honest server was refused: {error}")
        }
    }
    assert_eq!(outcome.taken, talk.sent, "data that never arrived");
    assert_eq!(outcome.given, talk.heard, "data that never left");
    assert!(
        talk.asked == 0 || talk.updates > 0 || server.alert == Some(0),
        "a KeyUpdate that is owed"
    );
}
