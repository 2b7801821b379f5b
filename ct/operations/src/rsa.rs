//! RSA and Diffie-Hellman: the private key and what blinds are secret; n, e and all lengths are
//! not.

use crate::random::Known;
use crate::{Expected, Operation, Sink, part};
use motetls_base::{Random, RandomError};
use motetls_crypto::dh::{self, Ffdhe2048};
use motetls_crypto::mp::{Multiplier, Native, Products16};
use motetls_crypto::primes::SearchProgress;
use motetls_crypto::rsa::{self, PrivateNumbers, RsaKeySteps, RsaPrivate, generate_scratch};
use motetls_crypto::{HashId, Sha256};

const MODULUS: &[u8] = include_bytes!("rsa/modulus");
/// The primes of one modulus in either order, with two seeds each; see `rsa/make.py`.
const SAMPLES: &[&[u8]] = &[
    include_bytes!("rsa/sample0"),
    include_bytes!("rsa/sample1"),
    include_bytes!("rsa/sample2"),
    include_bytes!("rsa/sample3"),
];

/// Two primes for a key in either order, and a seed; see `rsa/make.py`.
const PRIMES: &[&[u8]] = &[include_bytes!("rsa/prime0"), include_bytes!("rsa/prime1")];

/// The operations of this module.
pub const OPERATIONS: &[Operation] = &[
    Operation::of("RSA-2048 sign", SAMPLES, |secret, sink| sign(key(secret), sink)),
    Operation::of("RSA-2048 of 16-bit products sign", SAMPLES, |secret, sink| {
        sign(key(secret).map(|(key, seed)| (key.with::<Products16, 4>(), seed)), sink);
    })
    .expect(Expected::Even),
    Operation::of("RSA-2048 sign PSS", SAMPLES, |secret, sink| {
        let (mut signature, mut scratch) = ([0; 256], [0; generate_scratch(2048)]);
        let Some((key, seed)) = key(secret) else { return };
        let random = &mut Known(seed);
        if key
            .sign_pss::<Sha256, Sha256, _>(&[0xd1; 32], 32, &mut signature, random, &mut scratch)
            .is_ok()
        {
            sink.publish(&mut signature);
            sink.keep(&signature);
        }
    }),
    Operation::of("RSA-2048 decrypt PKCS #1 v1.5", SAMPLES, |s, sink| {
        decrypt(s, include_bytes!("rsa/pkcs1"), sink)
    }),
    Operation::of("RSA-2048 decrypt, padding wrong", SAMPLES, |s, sink| {
        decrypt(s, &[0x11; 256], sink)
    }),
    Operation::of("RSA-2048 decrypt OAEP", SAMPLES, |s, sink| {
        decrypt_oaep(s, include_bytes!("rsa/oaep"), sink)
    }),
    Operation::new("DH ffdhe2048 agree", 29, |secret, sink| {
        let (mut shared, mut scratch) = ([0; 256], [0; dh::scratch_for(256, 29, dh::WINDOW)]);
        // Below 2^224, and not 0 or 1.
        let mut private = part::<29>(secret, 0);
        private[0] = 0;
        private[28] |= 2;
        if <Ffdhe2048>::parameters()
            .agree(&private, &[0x31; 256], &mut shared, &mut scratch)
            .is_ok()
        {
            sink.keep(&shared);
        }
    }),
];

/// The making of a key of 2048 bits. How many candidates are thrown away before a prime is found,
/// and why, shows in time, and says nothing of the prime that is found: candidates are drawn
/// independently. So the generator here yields primes at once, and from there on, through every
/// test of them up to the numbers derived, all must be the same. What follows is a private
/// operation.
pub const GENERATE: &[Operation] = &[Operation::of("RSA-2048 generate", PRIMES, |secret, sink| {
    let (mut bytes, mut scratch) = ([0; rsa::key_bytes(2048)], [0; generate_scratch(2048)]);
    let (mut random, mut found) = (Primes::new(secret), 0);
    if let Ok(mut generation) = RsaKeySteps::<Native, 4>::new(&mut bytes, &mut scratch) {
        while found < 2 {
            match generation.step(&mut random) {
                Ok(Some(progress)) => found += u32::from(progress == SearchProgress::Found),
                _ => return,
            }
        }
    }
    sink.keep(&bytes);
})];

/// Yields the next of two primes when as many bytes are asked for, else what stands behind them,
/// again and again.
struct Primes<'a> {
    primes: core::slice::ChunksExact<'a, u8>,
    seed: Known<'a>,
}

impl<'a> Primes<'a> {
    fn new(secret: &'a [u8]) -> Self {
        let (primes, seed) = secret.split_at(256.min(secret.len()));
        Primes { primes: primes.chunks_exact(128), seed: Known(seed) }
    }
}

impl Random for Primes<'_> {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        if out.len() != 128 {
            return self.seed.random(out);
        }
        Known(self.primes.next().ok_or(RandomError)?).random(out)
    }
}

/// Signs a fixed digest, PKCS #1 v1.5.
fn sign<M: Multiplier, const W: usize>(
    key: Option<(RsaPrivate<'_, M, W>, &[u8])>,
    sink: &mut Sink,
) {
    let (mut signature, mut scratch) = ([0; 256], [0; generate_scratch(2048)]);
    let Some((key, seed)) = key else { return };
    if key
        .sign_pkcs1(HashId::Sha256, &[0xd1; 32], &mut signature, &mut Known(seed), &mut scratch)
        .is_ok()
    {
        sink.publish(&mut signature);
        sink.keep(&signature);
    }
}

/// The key in a sample, and its seed.
fn key(secret: &[u8]) -> Option<(RsaPrivate<'_>, &[u8])> {
    let (p, rest) = secret.split_at_checked(128)?;
    let (q, rest) = rest.split_at_checked(128)?;
    let (dp, rest) = rest.split_at_checked(128)?;
    let (dq, rest) = rest.split_at_checked(128)?;
    let (qinv, rest) = rest.split_at_checked(128)?;
    let (d, seed) = rest.split_at_checked(256)?;
    let key = RsaPrivate::new(PrivateNumbers { n: MODULUS, e: &[1, 0, 1], d, p, q, dp, dq, qinv });
    Some((key.ok()?, seed))
}

fn decrypt(secret: &[u8], ciphertext: &[u8], sink: &mut Sink) {
    let (mut out, mut scratch) = ([0; 256], [0; generate_scratch(2048)]);
    let Some((key, seed)) = key(secret) else { return };
    // All of the buffer is kept: where the message begins is public to the caller, but computed
    // from secrets.
    if key.decrypt_pkcs1(ciphertext, &mut out, &mut Known(seed), &mut scratch).is_ok() {
        sink.keep(&out);
    }
}

fn decrypt_oaep(secret: &[u8], ciphertext: &[u8], sink: &mut Sink) {
    let (mut out, mut scratch) = ([0; 256], [0; generate_scratch(2048)]);
    let Some((key, seed)) = key(secret) else { return };
    let done = key
        .decrypt_oaep::<Sha256, Sha256, _>(
            b"",
            ciphertext,
            &mut out,
            &mut Known(seed),
            &mut scratch,
        )
        .is_ok();
    sink.keep(&out);
    sink.keep_answer(done);
}
