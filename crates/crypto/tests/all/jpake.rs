//! EC J-PAKE: replays of exchanges with mbedTLS, both roles against each other, and everything a
//! peer can get wrong.

use crate::common::generator::{Script, seeded};
use crate::common::{self, random_few, records, thorough};
use motetls_crypto::ec::curves::{BrainpoolP384r1, Secp256k1, Secp256r1, Secp521r1};
use motetls_crypto::ec::{Curve, Jpake, JpakeError, JpakeRole, Window, Window3};
use motetls_crypto::mp::{Multiplier, Native, Products16};
use motetls_crypto::{Hash, Sha256};
use proptest::prelude::any;

type Thread = Jpake<Secp256r1, Sha256>;

const PASSWORD: &[u8] = b"threadjpaketest";

fn message(write: impl FnOnce(&mut [u8]) -> Result<usize, JpakeError>) -> Vec<u8> {
    let mut out = vec![0; 1000];
    let length = write(&mut out).unwrap();
    out.truncate(length);
    out
}

/// `jpake_mbedtls.txt`: what mbedTLS 2.28.15 sent to this side, which drew the bytes `random`, and
/// the secret it derived.
#[test]
fn exchanges_with_mbedtls() {
    let file = records(include_str!("../data/jpake_mbedtls.txt"), "premaster");
    assert_eq!(file.len(), 4);
    for record in file {
        let role =
            if record.text("role") == "client" { JpakeRole::Client } else { JpakeRole::Server };
        let mut random = Script(record.bytes("random"));
        let mut own = Thread::new(role, record.text("password").as_bytes()).unwrap();
        message(|out| own.write_round_one(&mut random, out));
        own.read_round_one(&record.bytes("one")).unwrap();
        // Whichever comes first, the random bytes are the same.
        message(|out| own.write_round_two(&mut random, out));
        own.read_round_two(&record.bytes("two")).unwrap();
        assert_eq!(own.premaster().unwrap().as_ref(), record.bytes("premaster"));
    }
}

/// A whole exchange: the four messages in the order they are sent, and both secrets.
fn exchange<C: Curve, M: Multiplier, W: Window>(
    passwords: [&[u8]; 2],
    seed: u64,
) -> ([Vec<u8>; 4], [Vec<u8>; 2]) {
    let mut random = seeded(seed);
    let mut client = Jpake::<C, Sha256, M, W>::new(JpakeRole::Client, passwords[0]).unwrap();
    let mut server = Jpake::<C, Sha256, M, W>::new(JpakeRole::Server, passwords[1]).unwrap();
    let first = message(|out| client.write_round_one(&mut random, out));
    server.read_round_one(&first).unwrap();
    let second = message(|out| server.write_round_one(&mut random, out));
    client.read_round_one(&second).unwrap();
    let third = message(|out| server.write_round_two(&mut random, out));
    client.read_round_two(&third).unwrap();
    let fourth = message(|out| client.write_round_two(&mut random, out));
    server.read_round_two(&fourth).unwrap();
    (
        [first, second, third, fourth],
        [client, server].map(|side| side.premaster().unwrap().as_ref().to_vec()),
    )
}

#[test]
fn both_sides_agree_on_every_curve_if_the_passwords_do() {
    random_few(4, any::<u64>(), |seed| {
        let (_, [client, server]) = exchange::<Secp256r1, Native, Window3>([PASSWORD; 2], seed);
        assert_eq!(client, server);
        let (_, [other, server]) =
            exchange::<Secp256r1, Products16, Window3>([PASSWORD, b"threadjpaketesu"], seed);
        assert_ne!(other, server);
        assert_ne!(other, client);
    });
    let (_, [client, server]) = exchange::<Secp521r1, Native, Window3>([PASSWORD; 2], 1);
    assert_eq!(client, server);
    let (_, [client, server]) = exchange::<Secp256k1, Native, Window3>([PASSWORD; 2], 1);
    assert_eq!(client, server);
    let (_, [client, server]) = exchange::<BrainpoolP384r1, Native, Window3>([PASSWORD; 2], 1);
    assert_eq!(client, server);
}

/// A password is an integer modulo the order: leading zeros do not count.
#[test]
fn passwords_are_integers() {
    let padded = [&[0; 20][..], PASSWORD].concat();
    let (_, [client, server]) = exchange::<Secp256r1, Products16, Window3>([PASSWORD, &padded], 9);
    assert_eq!(client, server);
    for bad in [
        &[][..],
        &[0; 32],
        &[1; 97],
        &common::hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
    ] {
        assert_eq!(Thread::new(JpakeRole::Client, bad).err(), Some(JpakeError::InvalidPassword));
    }
}

#[test]
fn changed_messages_are_refused() {
    let (messages, _) = exchange::<Secp256r1, Native, Window3>([PASSWORD; 2], 5);
    let server = |one: &[u8], two: Option<&[u8]>| {
        let mut random = seeded(5);
        // The same random bytes as in the exchange: the client's come first.
        let mut client = Thread::new(JpakeRole::Client, PASSWORD)?;
        message(|out| client.write_round_one(&mut random, out));
        let mut server = Thread::new(JpakeRole::Server, PASSWORD)?;
        server.read_round_one(one)?;
        message(|out| server.write_round_one(&mut random, out));
        two.map_or(Ok(()), |two| server.read_round_two(two))
    };
    let client = |two: &[u8]| {
        let mut random = seeded(5);
        let mut client = Thread::new(JpakeRole::Client, PASSWORD)?;
        message(|out| client.write_round_one(&mut random, out));
        client.read_round_one(&messages[1])?;
        client.read_round_two(two)
    };
    assert_eq!(server(&messages[0], Some(&messages[3])), Ok(()));
    assert_eq!(client(&messages[2]), Ok(()));
    let refused = |at: usize, bit: u8| {
        let change = |message: &[u8]| {
            let mut changed = message.to_vec();
            changed[at % message.len()] ^= 1 << bit;
            changed
        };
        assert!(server(&change(&messages[0]), None).is_err(), "round one");
        assert!(
            server(&messages[0], Some(&change(&messages[3]))).is_err(),
            "the client's round two"
        );
        assert!(client(&change(&messages[2])).is_err(), "the server's round two");
    };
    // Every field once, and some bits anywhere.
    for at in [0, 1, 2, 40, 66, 67, 68, 100, 132, 133, 164, 165, 166, 300, 329] {
        refused(at, 0);
    }
    random_few(if thorough() { 30 } else { 4 }, (0..messages[0].len(), 0..8u8), |(at, bit)| {
        refused(at, bit)
    });
    for cut in [0, 1, 3, 66, 67, 133, 134, messages[0].len() - 1] {
        assert!(server(&messages[0][..cut], None).is_err());
        assert!(client(&messages[2][..cut.min(messages[2].len() - 1)]).is_err());
    }
    let longer = [&messages[0][..], &[0]].concat();
    assert_eq!(server(&longer, None), Err(JpakeError::InvalidMessage));
    // Proofs name their side: a proof of the server is refused from a client.
    assert_eq!(server(&messages[1], None), Err(JpakeError::InvalidProof));
    // r = 0, r with leading zeros beyond the order's width, r empty.
    for r in [&[1, 0][..], &[33; 34], &[0]] {
        let changed = [&messages[0][..132], r].concat();
        assert!(server(&changed, None).is_err());
    }
}

#[test]
fn messages_come_in_order() {
    let (messages, _) = exchange::<Secp256r1, Native, Window3>([PASSWORD; 2], 7);
    let mut random = seeded(7);
    let mut out = [0; 400];
    let mut client = Thread::new(JpakeRole::Client, PASSWORD).unwrap();
    assert_eq!(client.write_round_two(&mut random, &mut out), Err(JpakeError::OutOfOrder));
    assert_eq!(client.read_round_two(&messages[2]), Err(JpakeError::OutOfOrder));
    assert_eq!(client.premaster().err(), Some(JpakeError::OutOfOrder));
    assert_eq!(client.write_round_one(&mut random, &mut out[..100]), Err(JpakeError::BufferFull));
    let mut client = Thread::new(JpakeRole::Client, PASSWORD).unwrap();
    let mut random = seeded(7);
    client.write_round_one(&mut random, &mut out).unwrap();
    assert_eq!(client.write_round_one(&mut random, &mut out), Err(JpakeError::OutOfOrder));
    assert_eq!(client.write_round_two(&mut random, &mut out), Err(JpakeError::OutOfOrder));
    client.read_round_one(&messages[1]).unwrap();
    assert_eq!(client.read_round_one(&messages[1]), Err(JpakeError::OutOfOrder));
    assert_eq!(client.premaster().err(), Some(JpakeError::OutOfOrder));
    client.read_round_two(&messages[2]).unwrap();
    assert_eq!(client.read_round_two(&messages[2]), Err(JpakeError::OutOfOrder));
    client.write_round_two(&mut random, &mut out).unwrap();
    assert_eq!(client.write_round_two(&mut random, &mut out), Err(JpakeError::OutOfOrder));
    assert!(client.premaster().is_ok());
    assert_eq!(Sha256::digest(b"").len(), client.premaster().unwrap().as_ref().len());
}
