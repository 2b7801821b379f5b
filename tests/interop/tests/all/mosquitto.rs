//! An MQTT broker behind a receive buffer of 2,048 bytes.

use std::io::{Read, Write};

use motetls::profiles::Tls13Ecdsa;
use motetls_interop::{Client, Family};
use motetls_peers::{Server, Tool};

/// MQTT 3.1.1: CONNECT of a clean session, client identifier "m".
const CONNECT: &[u8] = b"\x10\x0d\x00\x04MQTT\x04\x02\x00\x3c\x00\x01m";
const CONNACK: &[u8] = b"\x20\x02\x00\x00";
/// SUBSCRIBE to "t", QoS 0.
const SUBSCRIBE: &[u8] = b"\x82\x06\x00\x01\x00\x01t\x00";
const SUBACK: &[u8] = b"\x90\x03\x00\x01\x00";

/// Bytes of the message that is published; longer than any record that fits the buffer.
const LENGTH: usize = 12_000;

/// PUBLISH to "t", QoS 0; the length in groups of seven bits.
fn publish(payload: &[u8]) -> Vec<u8> {
    let mut rest = payload.len() + 3;
    let mut packet = vec![0x30];
    while rest > 127 {
        packet.push(u8::try_from(rest % 128).unwrap() | 128);
        rest /= 128;
    }
    packet.push(u8::try_from(rest).unwrap());
    packet.extend(b"\x00\x01t");
    packet.extend(payload);
    packet
}

#[test]
fn a_message_longer_than_the_buffer_comes_back_from_the_broker() {
    if !Tool::OpenSsl.ready() || !Tool::Mosquitto.ready() {
        return;
    }
    let family = Family::new();
    let chain = family.pki.bundle("server.pem", &[&family.server, &family.middle]).unwrap();
    let issued = motetls_peers::Issued { certificate: chain, ..family.server.clone() };
    let broker = Server::mosquitto(family.pki.scratch(), &issued, "").unwrap();
    let mut client = Client::trusting(&family.root);
    let mut stream = client.verify::<Tls13Ecdsa>(broker.address()).unwrap();
    let mut answer = |packet: &[u8], expected: &[u8]| {
        stream.write_all(packet).unwrap();
        let mut answer = vec![0; expected.len()];
        stream.read_exact(&mut answer).unwrap();
        assert!(answer == expected, "{}", broker.output());
    };
    answer(CONNECT, CONNACK);
    answer(SUBSCRIBE, SUBACK);
    let payload: Vec<u8> =
        (0..LENGTH).map(|place| b'a' + u8::try_from(place % 26).unwrap()).collect();
    let packet = publish(&payload);
    answer(&packet, &packet);
}
