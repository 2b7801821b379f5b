//! The complete client, with the input as the server's bytes. Cryptography is flat: a mutated
//! recording stays plausible.
//!
//! `profile rx rx tx tx n size{n} m act{m} wire...`
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_base::UnixTime;
use motetls_fuzz::certs::{NAME, ROOT, name, spki};
use motetls_fuzz::input::Input;
use motetls_fuzz::null::{Flat, FlatPsk, FlatUnverified, Watch};
use motetls_fuzz::pump::{Recording, Steps, handshake, open};
use motetls_pki::Algorithms;
use motetls_tls::{Config, Connection, Profile, Psk, ServerName, TrustAnchor};

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    match input.u8() {
        profile @ 0..64 => run::<Flat>(input, profile % 2 == 1),
        64..128 => run::<FlatUnverified>(input, false),
        _ => run::<FlatPsk>(input, true),
    }
});

fn run<P: Profile<Observer = Watch> + Algorithms>(mut input: Input<'_>, psk: bool) {
    let (mut rx, mut tx) = (vec![0; input.between(0, 4096)], vec![0; input.between(0, 1024)]);
    let n = input.below(32);
    let mut steps = Steps::new(input.take(n));
    let n = input.below(32);
    let mut script = Input::new(input.take(n));
    let (subject, spki) = (name(ROOT.name), spki(&ROOT.key));
    let watch = Watch::default();
    let config = Config::<P> {
        server_name: Some(ServerName::from_static(NAME)),
        alpn: &[b"mqtt", b"http/1.1"],
        anchors: &[TrustAnchor::new(&subject, &spki)],
        now: Some(UnixTime(1_800_000_000)),
        psks: if psk { &[Psk::new(b"i", b"0123456789abcdef")] } else { &[] },
        ..Config::new(&watch)
    };
    let mut peer = Recording(input.rest());
    let mut connection = Connection::new(&mut rx, &mut tx);
    if handshake(&mut connection, &config, &mut peer, &mut steps).is_ok() {
        open(&mut connection, &mut peer, &mut steps, &mut script);
    }
}
