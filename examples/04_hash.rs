//! Hashes: in one call, in pieces, forked on the way, and as long as one likes.
//!
//! `cargo run -p motetls-examples --bin 04_hash -- TEXT`

use motetls::crypto::legacy::Md5;
use motetls::crypto::sha1::Sha1;
use motetls::crypto::sha3::{Sha3_224, Sha3_256, Sha3_384, Sha3_512, Shake128, Shake256};
use motetls::crypto::{Hash, Sha224, Sha256, Sha256Small, Sha384, Sha512};

fn main() {
    let text = std::env::args().nth(1).unwrap_or_else(|| "abc".to_owned());
    let text = text.as_bytes();

    print("SHA-256", &Sha256::digest(text));
    in_pieces(text);
    forked(text);

    // Half the flash at twice the time, and the same digest.
    print("SHA-256, small", &Sha256Small::digest(text));

    print("SHA-224", &Sha224::digest(text));
    print("SHA-384", &Sha384::digest(text));
    print("SHA-512", &Sha512::digest(text));
    print("SHA3-224", &Sha3_224::digest(text));
    print("SHA3-256", &Sha3_256::digest(text));
    print("SHA3-384", &Sha3_384::digest(text));
    print("SHA3-512", &Sha3_512::digest(text));

    // Broken, for what prescribes them: collisions can be made.
    print("SHA-1", &Sha1::digest(text));
    print("MD5", &Md5::digest(text));

    extended(text);
}

/// As data arrives: any number of pieces of any length, and no buffer.
fn in_pieces(text: &[u8]) {
    let mut hash = Sha256::new();
    for piece in text.chunks(5) {
        hash.update(piece);
    }
    print("SHA-256, in pieces", &hash.finish());
}

/// A clone goes its own way: what two messages have in common is hashed once.
fn forked(text: &[u8]) {
    let mut common = Sha256::new();
    common.update(text);
    let mut fork = common.clone();
    fork.update(b"!");
    print("SHA-256, with !", &fork.finish());
    print("SHA-256, without", &common.finish());
}

/// SHAKE gives as many bytes as are asked for, in as many calls.
fn extended(text: &[u8]) {
    let mut out = [0; 48];
    Shake128::digest(text, &mut out);
    print("SHAKE128", &out);

    let mut shake = Shake256::new();
    shake.update(text);
    let mut stream = shake.finish();
    let (first, second) = out.split_at_mut(8);
    stream.squeeze(first);
    stream.squeeze(second);
    print("SHAKE256", &out);
}

/// Prints bytes as hexadecimal digits.
fn print(name: &str, bytes: &[u8]) {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    println!("{name}: {digits}");
}
