//! Every hash against NIST CAVP or its RFC, in random pieces against an independent implementation,
//! and by the rules of the trait.

use crate::common::{bytes, random, records, thorough};
use digest::Digest;
use motetls_crypto::legacy::Md5;
use motetls_crypto::sha1::Sha1;
use motetls_crypto::sha3::{Sha3_224, Sha3_256, Sha3_384, Sha3_512, Shake, Shake128, Shake256};
use motetls_crypto::sha512::{Sha512_224, Sha512_256};
use motetls_crypto::{
    ByteArray, Hash, Hmac, ResumableHash, Sha224, Sha256, Sha256Small, Sha384, Sha512, hmac,
};
use proptest::collection::vec;

/// The messages of a file; yields how many there are.
fn messages<H: Hash>(file: &str) -> usize {
    let file = records(file, "MD");
    for record in &file {
        let mut message = record.bytes("Msg");
        message.truncate(record.number("Len") / 8);
        assert_eq!(H::digest(&message).as_ref(), record.bytes("MD"), "length {}", message.len());
    }
    file.len()
}

/// The Monte Carlo test: of SHA-1 and SHA-2 three digests make a message, of SHA-3 one does.
fn monte_carlo<H: Hash>(file: &str, digests: usize) {
    let file = records(file, "MD");
    assert_eq!(file.len(), 100);
    let mut seed = file[0].bytes("Seed");
    for record in file {
        let mut last = vec![seed.clone(); digests];
        for _ in 0..1000 {
            let digest = H::digest(&last.concat());
            last.remove(0);
            last.push(digest.as_ref().to_vec());
        }
        seed.clone_from(&last[digests - 1]);
        assert_eq!(seed, record.bytes("MD"));
    }
}

/// What [`Hash`] promises, and equality with another implementation, in pieces of random lengths.
fn behaves<H: ResumableHash, D: Digest>() {
    let block = H::Block::LEN;
    random(64, vec(bytes(0..3 * block), 0..6), |pieces| {
        let (mut ours, mut theirs) = (H::new(), D::new());
        for piece in pieces {
            ours.update(&piece);
            theirs.update(&piece);
        }
        let (mut fork, expected) = (ours.clone(), theirs.finalize());
        assert_eq!(ours.finish().as_ref(), &expected[..]);
        assert_eq!(
            ours.finish().as_ref(),
            H::digest(b"").as_ref(),
            "finishing starts an empty message"
        );
        ours.update(b"forgotten");
        ours.restart();
        assert_eq!(ours.finish().as_ref(), H::digest(b"").as_ref(), "so does restarting");
        fork.update(b"more");
        fork.clone_from(&ours);
        assert_eq!(fork.finish().as_ref(), H::digest(b"").as_ref(), "a clone takes over all");
    });
    random(1, bytes(2 * block + 5), |message| splits_and_midstates::<H>(&message));
}

fn splits_and_midstates<H: ResumableHash>(message: &[u8]) {
    let block = H::Block::LEN;
    for at in 0..=message.len() {
        let mut hash = H::new();
        hash.update(&message[..at]);
        let mut fork = hash.clone();
        hash.update(&message[at..]);
        assert_eq!(hash.finish().as_ref(), H::digest(message).as_ref(), "split at {at}");
        assert_eq!(
            fork.finish().as_ref(),
            H::digest(&message[..at]).as_ref(),
            "a fork goes its own way"
        );
    }
    let mut hash = H::new();
    hash.update(&message[..block]);
    let midstate = hash.midstate();
    let mut other = H::new();
    other.update(&message[..block / 2]);
    other.resume(&midstate);
    other.update(&message[block..]);
    assert_eq!(
        other.finish().as_ref(),
        H::digest(message).as_ref(),
        "a chaining value stands for its block"
    );
}

macro_rules! nist {
    ($name:ident, $file:literal, $hash:ty, $other:ty, $count:literal, $digests:literal) => {
        mod $name {
            use super::*;

            #[test]
            fn cavp_messages() {
                let short = include_str!(concat!("../data/hash/", $file, "_short.rsp"));
                let long = include_str!(concat!("../data/hash/", $file, "_long.rsp"));
                assert_eq!(messages::<$hash>(short) + messages::<$hash>(long), $count);
            }

            #[test]
            fn cavp_monte_carlo() {
                monte_carlo::<$hash>(
                    include_str!(concat!("../data/hash/", $file, "_monte.rsp")),
                    $digests,
                );
            }

            #[test]
            fn pieces() {
                behaves::<$hash, $other>();
            }
        }
    };
}

nist!(sha1_, "sha1", Sha1, sha1::Sha1, 73, 3);
nist!(sha224, "sha224", Sha224, sha2::Sha224, 73, 3);
nist!(sha384, "sha384", Sha384, sha2::Sha384, 135, 3);
nist!(sha512, "sha512", Sha512, sha2::Sha512, 135, 3);
nist!(sha512_224, "sha512_224", Sha512_224, sha2::Sha512_224, 135, 3);
nist!(sha512_256, "sha512_256", Sha512_256, sha2::Sha512_256, 135, 3);
nist!(sha3_224, "sha3_224", Sha3_224, sha3::Sha3_224, 150, 1);
nist!(sha3_256, "sha3_256", Sha3_256, sha3::Sha3_256, 142, 1);
nist!(sha3_384, "sha3_384", Sha3_384, sha3::Sha3_384, 110, 1);
nist!(sha3_512, "sha3_512", Sha3_512, sha3::Sha3_512, 78, 1);

#[test]
fn sha256_in_pieces() {
    behaves::<Sha256, sha2::Sha256>();
}

#[test]
fn small_sha256() {
    let mut count = 0;
    for file in [include_str!("../data/sha256_short.rsp"), include_str!("../data/sha256_long.rsp")]
    {
        count += messages::<Sha256Small>(file);
    }
    assert_eq!(count, 97);
    monte_carlo::<Sha256Small>(include_str!("../data/sha256_monte.rsp"), 3);
    behaves::<Sha256Small, sha2::Sha256>();
    let mut hash = Sha256::new();
    hash.update(&[7; 64]);
    let mut small = Sha256Small::new();
    small.resume(&hash.midstate());
    assert_eq!(small.finish(), hash.finish(), "both forms have the same chaining values");
}

#[test]
fn md5_rfc1321() {
    assert_eq!(messages::<Md5>(include_str!("../data/hash/md5_rfc1321.txt")), 7);
    behaves::<Md5, md5::Md5>();
}

#[test]
fn lengths_beyond_32_bits_are_counted() {
    // A counter of 32 bits would wrap at 512 MiB, which take their time.
    if !thorough() {
        return;
    }
    let message = vec![0x5a; 1 << 20];
    let (mut ours, mut theirs) = (Sha1::new(), sha1::Sha1::new());
    for _ in 0..520 {
        ours.update(&message);
        theirs.update(&message);
    }
    assert_eq!(ours.finish(), theirs.finalize()[..]);
}

/// The first `length` bytes of a SHAKE.
fn shake<const RATE: usize>(message: &[u8], length: usize) -> Vec<u8> {
    let mut out = vec![0; length];
    Shake::<RATE>::digest(message, &mut out);
    out
}

fn shake_messages<const RATE: usize>(file: &str, length: Option<usize>) -> usize {
    let file = records(file, "Output");
    for record in &file {
        let mut message = record.bytes("Msg");
        if let Some(bits) = record.find("Len") {
            message.truncate(bits.parse::<usize>().unwrap() / 8);
        }
        let length = length.unwrap_or_else(|| record.number("Outputlen") / 8);
        assert_eq!(shake::<RATE>(&message, length), record.bytes("Output"));
    }
    file.len()
}

fn shake_monte_carlo<const RATE: usize>(file: &str, bounds: (usize, usize)) {
    let file = records(file, "Output");
    assert_eq!(file.len(), 100);
    let (mut output, mut length) = (file[0].bytes("Msg"), bounds.1);
    for record in file {
        for _ in 0..1000 {
            output.resize(16, 0);
            output = shake::<RATE>(&output, length);
            let [.., high, low] = output[..] else { panic!("short") };
            length =
                bounds.0 + usize::from(u16::from_be_bytes([high, low])) % (bounds.1 - bounds.0 + 1);
        }
        assert_eq!(output, record.bytes("Output"));
    }
}

#[test]
fn cavp_shake128() {
    assert_eq!(
        shake_messages::<168>(include_str!("../data/hash/shake128_short.rsp"), Some(16)),
        85
    );
    assert_eq!(shake_messages::<168>(include_str!("../data/hash/shake128_long.rsp"), Some(16)), 5);
    assert_eq!(
        shake_messages::<168>(include_str!("../data/hash/shake128_variable.rsp"), None),
        141
    );
    shake_monte_carlo::<168>(include_str!("../data/hash/shake128_monte.rsp"), (16, 140));
}

#[test]
fn cavp_shake256() {
    assert_eq!(
        shake_messages::<136>(include_str!("../data/hash/shake256_short.rsp"), Some(32)),
        69
    );
    assert_eq!(shake_messages::<136>(include_str!("../data/hash/shake256_long.rsp"), Some(32)), 5);
    assert_eq!(
        shake_messages::<136>(include_str!("../data/hash/shake256_variable.rsp"), None),
        156
    );
    shake_monte_carlo::<136>(include_str!("../data/hash/shake256_monte.rsp"), (2, 250));
}

#[test]
fn shake_streams_in_any_pieces() {
    let inputs = (bytes(0..400), 0..400usize, vec(0..200usize, 0..6));
    random(64, inputs, |(message, cut, lengths)| {
        let cut = cut.min(message.len());
        let (mut first, mut second) = (Shake128::new(), Shake256::default());
        for piece in [&message[..cut], &message[cut..]] {
            first.update(piece);
            second.update(piece);
        }
        let (mut first, mut second) = (first.clone().finish(), second.clone().finish());
        let (mut got128, mut got256) = (Vec::new(), Vec::new());
        for length in lengths {
            let mut piece = vec![0; length];
            first.squeeze(&mut piece);
            got128.extend_from_slice(&piece);
            second.squeeze(&mut piece);
            got256.extend_from_slice(&piece);
        }
        assert_eq!(got128, shake::<168>(&message, got128.len()));
        assert_eq!(got256, shake::<136>(&message, got256.len()));
        assert_eq!(got256, sha3_stream(&message, got256.len()));
    });
}

fn sha3_stream(message: &[u8], length: usize) -> Vec<u8> {
    use digest::{ExtendableOutput, Update, XofReader};
    let mut theirs = shake::Shake256::default();
    theirs.update(message);
    let mut out = vec![0; length];
    theirs.finalize_xof().read(&mut out);
    out
}

#[test]
fn hmac_over_sha3_forks_whole_states() {
    let keyed = Hmac::<Sha3_256>::new(b"key");
    assert_eq!(keyed.mac(&[b"a", b"b"]), hmac::once::<Sha3_256>(b"key", &[b"ab"]));
}
