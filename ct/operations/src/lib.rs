//! Every operation on a secret, written once for all referees of constant time.
//!
//! | module | operations |
//! |---|---|
//! | [`cipher`] | block ciphers and AEADs, keys and texts secret |
//! | [`curve`] | key pairs and key agreement, private keys secret |
//! | [`hash`] | hashes, MACs and key derivation, messages and keys secret |
//! | [`leaky`] | functions that leak on purpose: a referee that does not catch them is blind |
//! | [`modes`] | modes of AES, ChaCha20-Poly1305, MACs |
//! | [`random`] | generators, seeds secret |
//! | [`rsa`] | RSA and Diffie-Hellman, private keys secret |
//! | [`tls`] | handshakes and sessions, pre-shared keys secret |
//!
//! An [`Operation`] gets secret bytes and does its work with public inputs fixed here. What it
//! computes goes to a [`Sink`], so that nothing is optimised away. What is public once computed (a
//! public key, a ciphertext) is declared so by [`Sink::publish`]; nothing else is.

#![no_std]

pub mod cipher;
pub mod curve;
pub mod hash;
pub mod leaky;
pub mod modes;
pub mod random;
pub mod rsa;
pub mod tls;

use core::hint::black_box;

/// One operation on a secret.
pub struct Operation {
    /// Its name: the primitive, a space, and what is done.
    pub name: &'static str,
    /// What secrets look like.
    pub secrets: Secrets,
    /// What the referees have to find.
    pub expected: Expected,
    /// Does it.
    pub run: fn(secret: &[u8], sink: &mut Sink),
}

/// What the secrets of an operation look like.
#[derive(Clone, Copy)]
pub enum Secrets {
    /// Any bytes, so many of them.
    Any(usize),
    /// Only these are valid, all of one length.
    These(&'static [&'static [u8]]),
}

/// What a referee has to find.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// No difference: anything else is a fault.
    Constant,
    /// No difference, and no instruction on a secret that may end early on any core.
    Even,
    /// A difference, by both methods: not to see it is a fault of the referee.
    Leak,
    /// Variable-time instructions on secrets, which only their listing shows.
    Arithmetic,
    /// A difference that is known, for the reason given.
    Known(&'static str),
}

/// Where results go.
pub struct Sink {
    folded: [u8; 16],
    declassify: fn(&mut [u8]),
}

/// All operations.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    let lists = [
        hash::OPERATIONS,
        random::OPERATIONS,
        cipher::OPERATIONS,
        modes::OPERATIONS,
        curve::OPERATIONS,
        curve::FURTHER,
        tls::OPERATIONS,
        rsa::OPERATIONS,
        rsa::GENERATE,
        leaky::OPERATIONS,
    ];
    lists.into_iter().flatten()
}

impl Operation {
    /// An operation on `length` arbitrary secret bytes that has to be constant time.
    #[must_use]
    pub const fn new(name: &'static str, length: usize, run: fn(&[u8], &mut Sink)) -> Self {
        Operation { name, secrets: Secrets::Any(length), expected: Expected::Constant, run }
    }

    /// The same, one of whose secrets must be among `secrets`.
    #[must_use]
    pub const fn of(
        name: &'static str,
        secrets: &'static [&'static [u8]],
        run: fn(&[u8], &mut Sink),
    ) -> Self {
        Operation { name, secrets: Secrets::These(secrets), expected: Expected::Constant, run }
    }

    /// The same, with another expectation.
    #[must_use]
    pub const fn expect(self, expected: Expected) -> Self {
        Operation { expected, ..self }
    }
}

impl Sink {
    /// An empty sink; `declassify` is told what is public.
    #[must_use]
    pub const fn new(declassify: fn(&mut [u8])) -> Self {
        Sink { folded: [0; 16], declassify }
    }

    /// Takes in a result that stays secret.
    #[inline(never)]
    pub fn keep(&mut self, result: &[u8]) {
        self.folded.rotate_left(1);
        for chunk in result.chunks(16) {
            for (to, from) in self.folded.iter_mut().zip(chunk) {
                *to ^= *from;
            }
        }
        self.folded = black_box(self.folded);
    }

    /// Takes in an answer that stays secret.
    pub fn keep_answer(&mut self, answer: bool) {
        self.keep(&[u8::from(black_box(answer))]);
    }

    /// Declares `result` public.
    pub fn publish(&self, result: &mut [u8]) {
        (self.declassify)(result);
    }

    /// What was taken in, in short.
    #[must_use]
    pub fn digest(&self) -> u32 {
        self.folded.iter().fold(0, |digest, byte| digest.rotate_left(5) ^ u32::from(*byte))
    }
}

/// The `N` bytes of `secret` from `at` on; zeros where there are none.
#[must_use]
pub fn part<const N: usize>(secret: &[u8], at: usize) -> [u8; N] {
    let mut part = [0; N];
    for (to, from) in part.iter_mut().zip(secret.iter().skip(at)) {
        *to = *from;
    }
    part
}
