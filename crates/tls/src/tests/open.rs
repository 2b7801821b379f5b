//! An open connection: data, tickets, key updates, alerts, closing.

use std::vec::Vec;

use super::{Fixed, PskEcdhe, PskOnly, Script, Server, Shape, config, handshake};
use crate::handshake::{HandshakeScratch, ScheduleStage};
use crate::num::{AlertDescription, ContentType};
use crate::schedule::next_traffic_secret;
use crate::suite::AeadId;
use crate::{Connection, Error, ErrorKind, Wants};

/// An open connection and the server at its other end.
pub(crate) struct Pair<'b> {
    pub(crate) client: Connection<PskOnly, &'b mut [u8]>,
    pub(crate) server: Server<PskOnly>,
    pub(crate) server_reads: crate::protect::Keys<PskOnly>,
}

pub(crate) fn open<'b>(rx: &'b mut [u8], tx: &'b mut [u8]) -> Pair<'b> {
    let mut server = Server::<PskOnly>::new(Script::default());
    let mut client = Connection::new(rx, tx);
    let mut answer = |flight: &[u8]| server.answer(flight);
    handshake(
        &config(&[]),
        Shape::default(),
        &mut client,
        &mut HandshakeScratch::new(),
        &mut Vec::new(),
        &mut answer,
    )
    .unwrap();
    let traffic = &server.traffic;
    let server_reads = crate::protect::Keys::new(AeadId::Aes128Ccm8, (), &traffic.peer).unwrap();
    Pair { client, server, server_reads }
}

impl Pair<'_> {
    pub(crate) fn deliver(&mut self, mut wire: &[u8]) {
        while !wire.is_empty() {
            let n = self.client.cipher_in().len().min(wire.len());
            if n == 0 {
                return;
            }
            self.client.cipher_in()[..n].copy_from_slice(&wire[..n]);
            self.client.cipher_in_done(n);
            wire = &wire[n..];
        }
    }

    pub(crate) fn send(&mut self, content: ContentType, bytes: &[u8]) {
        let record = self.server.seal(content, bytes);
        self.deliver(&record);
    }

    /// Opens one record of the client: its content and its type.
    pub(crate) fn receive(&mut self) -> (Vec<u8>, u8) {
        let wire = self.client.cipher_out().to_vec();
        let length = 5 + usize::from(u16::from_be_bytes([wire[3], wire[4]]));
        self.client.cipher_out_done(length);
        let header: [u8; 5] = wire[..5].try_into().unwrap();
        let (text, tag) = wire[5..length].split_at(length - 5 - 8);
        let mut text = text.to_vec();
        let mut message = self.server_reads.start(&header, text.len()).unwrap();
        self.server_reads.open_last(&mut message, &mut text, tag).unwrap();
        let content = text.pop().unwrap();
        (text, content)
    }

    pub(crate) fn update_server(&mut self) {
        let traffic = &mut self.server.traffic;
        next_traffic_secret((), &mut traffic.local);
        self.server.keys = crate::protect::Keys::new(AeadId::Aes128Ccm8, (), &traffic.local);
    }

    pub(crate) fn follow_client_update(&mut self) {
        let traffic = &mut self.server.traffic;
        next_traffic_secret((), &mut traffic.peer);
        self.server_reads =
            crate::protect::Keys::new(AeadId::Aes128Ccm8, (), &traffic.peer).unwrap();
    }

    fn error(&mut self) -> ErrorKind {
        let n = self.client.cipher_out().len();
        self.client.cipher_out_done(n);
        self.client.wants().unwrap_err().kind
    }
}

pub(crate) fn write(client: &mut Connection<PskOnly, &mut [u8]>, data: &[u8]) -> Result<(), Error> {
    client.plain_in()[..data.len()].copy_from_slice(data);
    client.plain_in_done(data.len())
}

#[test]
fn data_both_ways() {
    let (mut rx, mut tx) = ([0; 256], [0; 256]);
    let mut pair = open(&mut rx, &mut tx);
    assert_eq!(pair.client.wants(), Ok(Wants::Receive));
    write(&mut pair.client, b"ping").unwrap();
    write(&mut pair.client, b"pong").unwrap();
    assert_eq!(pair.client.wants(), Ok(Wants::Send));
    assert_eq!(pair.receive(), (b"ping".to_vec(), 23));
    assert_eq!(pair.receive(), (b"pong".to_vec(), 23));
    pair.send(ContentType::APPLICATION_DATA, b"hello there");
    assert_eq!(pair.client.wants(), Ok(Wants::Take));
    assert_eq!(pair.client.plain_out(), b"hello there");
    assert!(pair.client.cipher_in().is_empty(), "nothing is read before data was taken");
    pair.client.plain_out_done(6);
    assert_eq!(pair.client.plain_out(), b"there");
    pair.client.plain_out_done(5);
    assert_eq!(pair.client.wants(), Ok(Wants::Receive));
    pair.send(ContentType::APPLICATION_DATA, b"");
    assert_eq!(pair.client.wants(), Ok(Wants::Receive), "an empty record is no data");
}

#[test]
fn tickets_of_any_length_are_passed_over() {
    let (mut rx, mut tx) = ([0; 256], [0; 256]);
    let mut pair = open(&mut rx, &mut tx);
    let mut ticket = [&[4, 0, 1, 44][..], &[7; 300]].concat();
    ticket.extend([4, 0, 0, 2, 1, 1]);
    for piece in ticket.chunks(100) {
        pair.send(ContentType::HANDSHAKE, piece);
    }
    pair.send(ContentType::APPLICATION_DATA, b"after");
    assert_eq!(pair.client.plain_out(), b"after");
}

#[test]
fn a_key_update_is_followed_and_answered() {
    let (mut rx, mut tx) = ([0; 256], [0; 256]);
    let mut pair = open(&mut rx, &mut tx);
    pair.send(ContentType::HANDSHAKE, &[24, 0, 0, 1, 1]);
    pair.update_server();
    assert_eq!(pair.receive(), ([24, 0, 0, 1, 0].to_vec(), 22), "the answer asks for nothing");
    pair.follow_client_update();
    pair.send(ContentType::APPLICATION_DATA, b"new keys");
    assert_eq!(pair.client.plain_out(), b"new keys");
    pair.client.plain_out_done(8);
    write(&mut pair.client, b"likewise").unwrap();
    assert_eq!(pair.receive().0, b"likewise");

    pair.send(ContentType::HANDSHAKE, &[24, 0, 0, 1, 0]);
    pair.update_server();
    assert_eq!(pair.client.wants(), Ok(Wants::Receive), "no answer was asked for");

    pair.client.update_keys(true).unwrap();
    assert_eq!(pair.receive(), ([24, 0, 0, 1, 1].to_vec(), 22));
    pair.follow_client_update();
    write(&mut pair.client, b"again").unwrap();
    assert_eq!(pair.receive().0, b"again");
}

/// An answer that finds no room goes out as soon as there is some, before any more data.
#[test]
fn a_key_update_waits_for_room() {
    let (mut rx, mut tx) = ([0; 256], [0; 160]);
    let mut pair = open(&mut rx, &mut tx);
    let room = pair.client.plain_in().len();
    write(&mut pair.client, &std::vec![7; room]).unwrap();
    pair.send(ContentType::HANDSHAKE, &[24, 0, 0, 1, 1]);
    assert!(pair.client.plain_in().is_empty());
    assert_eq!(pair.receive().0.len(), room);
    assert_eq!(pair.receive().0, [24, 0, 0, 1, 0]);
    pair.follow_client_update();
    write(&mut pair.client, b"data").unwrap();
    assert_eq!(pair.receive().0, b"data");
}

/// Closing while an answer waits cancels the answer; close_notify waits for room in
/// its place.
#[test]
fn closing_waits_for_room() {
    let (mut rx, mut tx) = ([0; 256], [0; 160]);
    let mut pair = open(&mut rx, &mut tx);
    let room = pair.client.plain_in().len();
    write(&mut pair.client, &std::vec![7; room]).unwrap();
    pair.send(ContentType::HANDSHAKE, &[24, 0, 0, 1, 1]);
    pair.update_server();
    pair.client.close();
    assert_eq!(pair.receive().0.len(), room);
    assert_eq!(pair.receive(), ([1, 0].to_vec(), 21));
    assert_eq!(pair.client.wants(), Ok(Wants::Receive), "the peer may still send");
    pair.send(ContentType::APPLICATION_DATA, b"more");
    assert_eq!(pair.client.plain_out(), b"more");
}

#[test]
fn key_updates_that_are_refused() {
    let cases: [(&[u8], ErrorKind); 5] = [
        (&[24, 0, 0, 1, 2], ErrorKind::IllegalParameter),
        (&[24, 0, 0, 2, 0, 0], ErrorKind::Decode),
        (&[24, 0, 0, 1, 0, 24], ErrorKind::UnexpectedMessage),
        (&[20, 0, 0, 1, 0], ErrorKind::UnexpectedMessage),
        (&[13, 0, 0, 0], ErrorKind::UnexpectedMessage),
    ];
    for (message, kind) in cases {
        let (mut rx, mut tx) = ([0; 256], [0; 256]);
        let mut pair = open(&mut rx, &mut tx);
        pair.send(ContentType::HANDSHAKE, message);
        let alert = pair.receive();
        assert_eq!(alert, ([2, kind.alert().unwrap().0].to_vec(), 21), "{message:?}");
        assert_eq!(pair.error(), kind);
    }
}

#[test]
fn handshake_messages_are_not_interleaved() {
    let (mut rx, mut tx) = ([0; 256], [0; 256]);
    let mut pair = open(&mut rx, &mut tx);
    pair.send(ContentType::HANDSHAKE, &[24, 0]);
    pair.send(ContentType::APPLICATION_DATA, b"between");
    assert!(pair.client.plain_out().is_empty());
    assert_eq!(pair.error(), ErrorKind::UnexpectedMessage);

    for (content, bytes) in
        [(ContentType::APPLICATION_DATA, &b"between"[..]), (ContentType::ALERT, &[1, 0])]
    {
        let (mut rx, mut tx) = ([0; 256], [0; 256]);
        let mut pair = open(&mut rx, &mut tx);
        pair.send(ContentType::HANDSHAKE, &[4, 0, 0, 9, 1, 2, 3]);
        pair.send(content, bytes);
        assert_eq!(
            pair.error(),
            ErrorKind::UnexpectedMessage,
            "a ticket that is passed over has not ended"
        );
    }
}

#[test]
fn only_application_data_may_be_empty() {
    for content in [ContentType::HANDSHAKE, ContentType::ALERT] {
        let (mut rx, mut tx) = ([0; 256], [0; 256]);
        let mut pair = open(&mut rx, &mut tx);
        pair.send(content, &[]);
        assert_eq!(pair.receive(), ([2, 10].to_vec(), 21), "an empty record of type {content}");
        assert_eq!(pair.error(), ErrorKind::UnexpectedMessage);
    }
}

#[test]
fn closing_and_truncation_are_told_apart() {
    let (mut rx, mut tx) = ([0; 256], [0; 256]);
    let mut pair = open(&mut rx, &mut tx);
    pair.send(ContentType::ALERT, &[1, 0]);
    assert_eq!(pair.client.wants(), Ok(Wants::Closed));
    assert_eq!(pair.client.end_of_stream(), Ok(()));
    write(&mut pair.client, b"the rest").unwrap();
    assert_eq!(pair.receive().0, b"the rest", "our direction is still open");
    pair.client.close();
    assert_eq!(pair.receive(), ([1, 0].to_vec(), 21));
    assert!(pair.client.plain_in().is_empty());

    let (mut rx, mut tx) = ([0; 256], [0; 256]);
    let mut pair = open(&mut rx, &mut tx);
    pair.send(ContentType::APPLICATION_DATA, b"half of it");
    assert_eq!(pair.client.end_of_stream().unwrap_err().kind, ErrorKind::Truncated);
    assert_eq!(pair.client.plain_out(), b"half of it", "what was authenticated is not lost");
}

#[test]
fn alerts_end_the_connection() {
    let (mut rx, mut tx) = ([0; 256], [0; 256]);
    let mut pair = open(&mut rx, &mut tx);
    pair.send(ContentType::ALERT, &[1, 90]);
    assert_eq!(pair.client.wants(), Ok(Wants::Receive), "user_canceled announces close_notify");
    pair.send(ContentType::ALERT, &[1, 80]);
    let error = pair.client.wants().unwrap_err();
    assert_eq!(error.kind, ErrorKind::AlertReceived(AlertDescription::internal_error));
    assert!(pair.client.cipher_in().is_empty() && pair.client.plain_in().is_empty());
    assert_eq!(pair.client.update_keys(true).unwrap_err().kind, ErrorKind::Misuse);
    assert!(pair.client.cipher_out().is_empty(), "nothing is sent on a connection that has failed");
}

#[test]
fn records_that_are_refused() {
    let (mut rx, mut tx) = ([0; 128], [0; 256]);
    let mut pair = open(&mut rx, &mut tx);
    pair.send(ContentType::APPLICATION_DATA, &[7; 120]);
    assert_eq!(pair.receive(), ([2, 22].to_vec(), 21));
    let error = pair.client.wants().unwrap_err();
    assert_eq!((error.kind, error.needed, error.buffer), (ErrorKind::RecordTooLarge, 129, 128));

    let (mut rx, mut tx) = ([0; 256], [0; 256]);
    let mut pair = open(&mut rx, &mut tx);
    let mut record = pair.server.seal(ContentType::APPLICATION_DATA, b"tampered");
    *record.last_mut().unwrap() ^= 1;
    pair.deliver(&record);
    assert!(pair.client.plain_out().is_empty());
    assert_eq!(pair.receive(), ([2, 20].to_vec(), 21));
    assert_eq!(pair.error(), ErrorKind::BadRecordMac);
    pair.client.cipher_in_done(0);
    assert!(pair.client.plain_out().is_empty(), "a refused record is not looked at again");
    assert_eq!(pair.error(), ErrorKind::BadRecordMac);

    for record in [&[20, 3, 3, 0, 1, 1][..], &[22, 3, 3, 0, 1, 0], &[21, 3, 3, 0, 2, 1, 0]] {
        let (mut rx, mut tx) = ([0; 256], [0; 256]);
        let mut pair = open(&mut rx, &mut tx);
        pair.deliver(record);
        assert_eq!(
            pair.error(),
            ErrorKind::UnexpectedMessage,
            "unprotected on an open connection: {record:?}"
        );
    }
}

#[test]
fn a_connection_that_never_opened() {
    let (mut rx, mut tx) = ([0; 256], [0; 256]);
    let mut client = Connection::<PskOnly, _>::new(&mut rx, &mut tx);
    assert!(client.plain_in().is_empty() && client.plain_out().is_empty());
    assert_eq!(client.wants().unwrap_err().kind, ErrorKind::Misuse);
    assert_eq!(client.update_keys(false).unwrap_err().kind, ErrorKind::Misuse);
    assert!(client.plain_in_done(1).is_err());
    assert!(client.negotiated().is_none());
}

#[test]
fn a_handshake_that_is_dropped_leaves_no_secrets() {
    let (mut rx, mut tx) = ([0; 256], [0; 512]);
    let mut client = Connection::<PskEcdhe, _>::new(&mut rx, &mut tx);
    let mut scratch = HandshakeScratch::new();
    let config = config(&[]);
    drop(client.client(&config, &mut Fixed(1), &mut scratch).unwrap());
    assert!(scratch.private.is_empty() && matches!(scratch.secret, ScheduleStage::Empty));
    assert!(
        client.plain_in().is_empty() && client.negotiated().is_none(),
        "and a connection that is not open"
    );
}
