//! SHA-256 against NIST CAVP, in every split, and against an independent implementation.

use crate::common::{bytes, random, records};
use motetls_crypto::{Hash, Sha256};
use proptest::collection::vec;
use sha2::Digest;

#[test]
fn cavp_short_and_long_messages() {
    let mut count = 0;
    for file in [include_str!("../data/sha256_short.rsp"), include_str!("../data/sha256_long.rsp")]
    {
        for record in records(file, "MD") {
            let mut message = record.bytes("Msg");
            message.truncate(record.number("Len") / 8);
            assert_eq!(
                Sha256::digest(&message).as_slice(),
                record.bytes("MD"),
                "length {}",
                message.len()
            );
            count += 1;
        }
    }
    assert_eq!(count, 65 + 32);
}

#[test]
fn cavp_monte_carlo() {
    let file = records(include_str!("../data/sha256_monte.rsp"), "MD");
    assert_eq!(file.len(), 100);
    let mut seed = file[0].bytes("Seed");
    for record in file {
        let mut last = vec![seed.clone(); 3];
        for _ in 0..1000 {
            let digest = Sha256::digest(&last.concat());
            last.remove(0);
            last.push(digest.to_vec());
        }
        seed.clone_from(&last[2]);
        assert_eq!(seed, record.bytes("MD"));
    }
}

#[test]
fn every_split_in_two_equals_one_shot() {
    random(1, bytes(200), |message| every_split(&message));
}

fn every_split(message: &[u8]) {
    let whole = Sha256::digest(message);
    for at in 0..=message.len() {
        let mut hash = Sha256::new();
        hash.update(&message[..at]);
        let mut fork = hash.clone();
        hash.update(&message[at..]);
        assert_eq!(hash.finish(), whole, "split at {at}");
        assert_eq!(hash.finish(), Sha256::digest(b""), "finishing starts an empty message");
        assert_eq!(fork.finish(), Sha256::digest(&message[..at]), "a fork goes its own way");
    }
}

#[test]
fn random_pieces_equal_sha2() {
    random(256, vec(bytes(0..150), 0..6), |pieces| {
        let (mut ours, mut theirs) = (Sha256::new(), sha2::Sha256::new());
        for piece in pieces {
            ours.update(&piece);
            theirs.update(&piece);
        }
        let mut copy = Sha256::new();
        copy.update(b"forgotten");
        copy.clone_from(&ours);
        let expected = theirs.finalize();
        assert_eq!(ours.finish(), expected[..]);
        assert_eq!(copy.finish(), expected[..]);
    });
}
