//! A hash of another crate in the slots of motetls: a signature over its digest, HMAC, HKDF.
//!
//! Any type that implements the traits of the crate `digest` is adapted by one line,
//! `FromDigest<Type, DIGEST, BLOCK>`. What implements no trait is adapted as [`Counted`] is here:
//! its lengths and three functions.

use motetls::crypto::hmac::{self, ClonedHash};
use motetls::crypto::rustcrypto_traits::FromDigest;
use motetls::crypto::{Hash, Hmac, Sha256, hkdf};
use sha2::Digest;

/// SHA-256 of the crate `sha2`, by the traits of `digest`.
type Theirs = FromDigest<sha2::Sha256, 32, 64>;

/// The same by hand.
#[derive(Clone)]
struct Counted(sha2::Sha256);

impl Hash for Counted {
    type Output = [u8; 32];
    type Block = [u8; 64];
    fn new() -> Self {
        Counted(sha2::Sha256::new())
    }
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }
    fn finish(&mut self) -> [u8; 32] {
        self.0.finalize_reset().into()
    }
}

fn main() {
    let ours = Sha256::digest(b"abc");
    println!("digest by the traits: {}", <Theirs as Hash>::digest(b"abc") == ours);
    println!("digest by hand: {}", <Counted as Hash>::digest(b"abc") == ours);

    // One message under a key takes any hash; a key that is kept takes one that can be resumed,
    // which a clone makes of any.
    let tag = hmac::once::<Sha256>(b"key", &[b"message"]);
    println!("one tag: {}", hmac::once::<Counted>(b"key", &[b"message"]) == tag);
    let keyed = Hmac::<ClonedHash<Counted>>::new(b"key");
    println!("a kept key: {}", keyed.mac(&[b"mess", b"age"]) == tag);

    let key = hkdf::extract::<Theirs>(b"salt", b"secret");
    let own = hkdf::extract::<Sha256>(b"salt", b"secret");
    println!("a derived key: {}", key.as_ref() == own.as_ref());
}
