//! The client in a trace, step by step.

use std::vec::Vec;

use super::{One, Recorded, Trace, compare_hello, hellos, keys, opened, sealed};
use crate::handshake::ScheduleStage;
use crate::num::ContentType;
use crate::profile::{OptionSlot, Profile};
use crate::{Connection, Handshake, Wants};

/// server_name, supported_versions, psk_key_exchange_modes and key_share: what both hellos of any
/// trace say alike.
const ALIKE: [u16; 4] = [0, 43, 45, 51];
/// Also in a second hello.
const COOKIE: u16 = 44;
/// Also in one that resumes: early_data and pre_shared_key.
const RESUMED: [u16; 2] = [42, 41];

/// A profile of the traces.
pub(super) trait Traced: Profile<Hashes = One, Signer = Recorded> {}
impl<P: Profile<Hashes = One, Signer = Recorded>> Traced for P {}

type Client<'c, 'b, P> = Handshake<'c, P, &'b mut [u8]>;

/// All that waits to be sent.
pub(super) fn sent<P: Traced>(handshake: &mut Client<'_, '_, P>) -> Vec<u8> {
    let mut all = Vec::new();
    while !handshake.cipher_out().is_empty() {
        all.extend(handshake.cipher_out());
        let n = handshake.cipher_out().len();
        handshake.cipher_out_done(n);
    }
    all
}

fn receive<P: Traced>(handshake: &mut Client<'_, '_, P>, mut wire: &[u8]) {
    while !wire.is_empty() {
        let room = handshake.cipher_in();
        let n = room.len().min(wire.len());
        assert_ne!(n, 0, "{} bytes are not read", wire.len());
        room[..n].copy_from_slice(&wire[..n]);
        handshake.cipher_in_done(n);
        wire = &wire[n..];
    }
}

/// From the ClientHello to the client's last flight.
pub(super) fn shake_hands<P: Traced>(trace: Trace, handshake: &mut Client<'_, '_, P>) {
    greet(trace, handshake);
    receive(handshake, &trace.get("server_hello_record"));
    let traffic = &handshake.connection.traffic;
    trace.assert_secret(&traffic.local, "client_handshake_traffic");
    trace.assert_secret(&traffic.peer, "server_handshake_traffic");
    receive(handshake, &trace.find("server_change_cipher_spec"));
    let flight = trace.get("server_flight_record");
    let mut theirs = keys::<P>(&trace.secret("server_handshake_traffic"));
    assert_eq!(sealed(&mut theirs, &trace.get("server_flight"), 22), flight);
    receive(handshake, &flight);
    compare_flight(trace, handshake);
    assert_eq!(handshake.wants(), Ok(Wants::Done));
}

/// The hellos, and early data.
fn greet<P: Traced>(trace: Trace, handshake: &mut Client<'_, '_, P>) {
    let resumes = !trace.find("psk").is_empty();
    let ours = first_record(&sent(handshake));
    let alike = [&ALIKE[..], if resumes { &RESUMED } else { &[] }].concat();
    compare_hello(&ours, &trace.get("client_hello"), &alike);
    if resumes {
        send_early_data(trace, handshake);
    }
    let retry = trace.find("retry_record");
    if !retry.is_empty() {
        receive(handshake, &retry);
        let ours = first_record(&sent(handshake));
        let alike = [&ALIKE[..], &[COOKIE]].concat();
        compare_hello(&ours, &trace.get("second_client_hello"), &alike);
    }
    handshake.scratch.transcript = hellos(trace);
}

/// Early data once more, under the keys that belong to the trace's hello.
fn send_early_data<P: Traced>(trace: Trace, handshake: &mut Client<'_, '_, P>) {
    let ScheduleStage::Early(early) = &handshake.scratch.secret else { panic!("no early secret") };
    let digest = hellos(trace).digest();
    let traffic = early.traffic(&digest);
    trace.assert_secret(&traffic, "early_traffic");
    trace.assert_secret(&early.exporter(&digest), "early_exporter");
    let outbound = &mut handshake.connection.outbound;
    outbound.install(Some(keys(&traffic))).unwrap();
    let data = trace.get("early_data");
    outbound.room()[..data.len()].copy_from_slice(&data);
    outbound.frame(ContentType::APPLICATION_DATA, data.len()).unwrap();
    assert_eq!(sent(handshake), trace.get("early_data_record"));
}

/// The content of the first record, which is not protected.
fn first_record(records: &[u8]) -> Vec<u8> {
    let length = usize::from(u16::from_be_bytes([records[3], records[4]]));
    records[5..5 + length].to_vec()
}

/// The client's last flight. In section 6 the trace's client puts three messages into one record,
/// of which ours makes three: the messages are compared, and then the one record of them.
fn compare_flight<P: Traced>(trace: Trace, handshake: &mut Client<'_, '_, P>) {
    let ours = sent(handshake);
    let before = [trace.find("client_change_cipher_spec"), trace.find("end_of_early_data_record")];
    let Some(ours) = ours.strip_prefix(&before.concat()[..]) else {
        panic!("change_cipher_spec or EndOfEarlyData");
    };
    let record = trace.get("client_flight_record");
    let own = trace.secret("client_handshake_traffic");
    assert_eq!(opened(&mut keys::<P>(&own), ours), trace.get("client_flight"));
    if trace.get("client_flight")[0] == 20 {
        assert_eq!(ours, record);
    } else {
        assert_eq!(sealed(&mut keys::<P>(&own), &trace.get("client_flight"), 22), record);
    }
}

/// The open connection, to the end of both directions.
pub(super) fn converse<P: Traced>(trace: Trace, connection: &mut Connection<P, &mut [u8]>) {
    trace.assert_secret(&connection.traffic.local, "client_application_traffic");
    trace.assert_secret(&connection.traffic.peer, "server_application_traffic");
    trace.assert_secret(connection.exporter.value().unwrap(), "exporter");
    trace.assert_secret(&connection.tickets.value().unwrap().secret, "resumption");
    read(connection, &trace.find("ticket_record"));
    let data = trace.find("client_data");
    if !data.is_empty() {
        connection.plain_in()[..data.len()].copy_from_slice(&data);
        connection.plain_in_done(data.len()).unwrap();
        assert_eq!(written(connection), trace.get("client_data_record"));
        read(connection, &trace.get("server_data_record"));
        assert_eq!(connection.plain_out(), trace.get("server_data"));
        connection.plain_out_done(data.len());
    }
    connection.close();
    assert_eq!(written(connection), trace.get("client_alert_record"));
    read(connection, &trace.get("server_alert_record"));
    assert_eq!(connection.wants(), Ok(Wants::Closed));
}

fn read<P: Traced>(connection: &mut Connection<P, &mut [u8]>, mut wire: &[u8]) {
    while !wire.is_empty() {
        let room = connection.cipher_in();
        let n = room.len().min(wire.len());
        assert_ne!(n, 0, "{} bytes are not read", wire.len());
        room[..n].copy_from_slice(&wire[..n]);
        connection.cipher_in_done(n);
        wire = &wire[n..];
    }
}

fn written<P: Traced>(connection: &mut Connection<P, &mut [u8]>) -> Vec<u8> {
    let record = connection.cipher_out().to_vec();
    connection.cipher_out_done(record.len());
    record
}
