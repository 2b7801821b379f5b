//! A session of an earlier connection, and the key of its ticket.

use motetls_base::UnixTime;
use motetls_pki::Algorithms;
use motetls_tls::{Config, Connection, Profile, ServerName, TrustAnchor, Wants};

use crate::certs::{NAME, ROOT, name, spki};
use crate::input::Input;
use crate::null::Watch;
use crate::pump::{Peer, Steps, handshake};
use crate::server::{Plan, Server};

/// A session with [`NAME`] by certificates, over `mqtt`, and the key of its ticket: issued at a
/// time, for 7,200 s, with these extensions.
///
/// # Panics
/// Never: the server is honest.
#[must_use]
pub fn session<P: Profile<Observer = Watch> + Algorithms>(
    issued: u64,
    extensions: &[u8],
) -> (Vec<u8>, Vec<u8>) {
    let (subject, spki) = (name(ROOT.name), spki(&ROOT.key));
    let watch = Watch::default();
    let config = Config::<P> {
        server_name: Some(ServerName::from_static(NAME)),
        alpn: &[b"http/1.1", b"mqtt"],
        anchors: &[TrustAnchor::new(&subject, &spki)],
        now: Some(UnixTime(issued)),
        ..Config::new(&watch)
    };
    let mut server = Server::<P>::new(Plan::plain(), Input::new(&[]));
    let (mut rx, mut tx, mut room) = ([0; 4096], [0; 1024], [0; 256]);
    let mut connection = Connection::new(&mut rx[..], &mut tx[..]);
    handshake(&mut connection, &config, &mut server, &mut Steps::new(&[])).expect("honest");
    connection.keep_session(&mut room);
    exchange(&mut connection, &mut server);
    // a lifetime of 7,200 s, an age_add, a nonce of two bytes, ten bytes of a ticket
    let length = u8::try_from(extensions.len()).expect("short");
    let head = [4, 0, 0, 25 + length, 0, 0, 28, 32, 1, 2, 3, 4, 2, 8, 9, 0, 10];
    let ticket = [&head[..], b"0123456789", &[0, length], extensions].concat();
    let key = server.issue(&[8, 9], &ticket);
    exchange(&mut connection, &mut server);
    (connection.session().expect("a session").to_vec(), key.to_vec())
}

/// Lets both sides say all they have to say.
fn exchange<P: Profile<Observer = Watch> + Algorithms>(
    connection: &mut Connection<P, &mut [u8]>,
    server: &mut Server<'_, P>,
) {
    loop {
        match connection.wants() {
            Ok(Wants::Send) => {
                let out = connection.cipher_out();
                let n = out.len();
                server.hear(out);
                connection.cipher_out_done(n);
            }
            Ok(Wants::Receive) => match server.speak(connection.cipher_in()) {
                0 => return,
                n => connection.cipher_in_done(n),
            },
            other => panic!("an open connection wants {other:?}"),
        }
    }
}
