//! RSA against other implementations and against itself: keys made, faults, steps, windows and multipliers.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail anywhere

mod common;

use core::ops::ControlFlow;
use std::sync::OnceLock;

use ::rsa::traits::PublicKeyParts;
use ::rsa::{BigUint, Oaep, Pkcs1v15Encrypt, Pkcs1v15Sign, Pss, RsaPrivateKey, rand_core};
use common::{Dice, records};
use motetls_base::{Random, RandomError};
use motetls_crypto::mp::{Halves, Multiplier, Native, Squares};
use motetls_crypto::primes::Progress;
use motetls_crypto::rsa::{
    self, Error, Generation, PrivateKey, PrivateNumbers, PrivateOperation, PublicKey, PublicOperation, Rsa2048,
    RsaSigner,
};
use motetls_crypto::sha1::Sha1;
use motetls_crypto::{Hash, HashId, RsaSign, RsaVerify, Sha256, Sha384, SignError};

struct Generator(Dice);

impl Random for Generator {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        out.copy_from_slice(&self.0.bytes(out.len()));
        Ok(())
    }
}

impl rand_core::RngCore for Generator {
    fn next_u32(&mut self) -> u32 {
        self.0.next() as u32
    }
    fn next_u64(&mut self) -> u64 {
        self.0.next()
    }
    fn fill_bytes(&mut self, out: &mut [u8]) {
        out.copy_from_slice(&self.0.bytes(out.len()));
    }
    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(out);
        Ok(())
    }
}

impl rand_core::CryptoRng for Generator {}

/// A generator that fails after so many calls.
struct Failing(u32, Generator);

impl Random for Failing {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        self.0 = self.0.checked_sub(1).ok_or(RandomError)?;
        self.1.random(out)
    }
}

fn generator(seed: u64) -> Generator {
    Generator(Dice(seed))
}

/// The bytes of a key of 2048 bits, made once.
fn key_bytes() -> &'static [u8] {
    static KEY: OnceLock<Vec<u8>> = OnceLock::new();
    KEY.get_or_init(|| make(2048, 11))
}

fn make(bits: usize, seed: u64) -> Vec<u8> {
    let mut bytes = vec![0; rsa::key_bytes(bits)];
    let mut scratch = vec![0; rsa::generate_scratch(bits)];
    rsa::generate(&mut bytes, &mut generator(seed), &mut scratch, |_| ControlFlow::Continue(())).unwrap();
    assert!(scratch.iter().all(|limb| *limb == 0));
    bytes
}

fn key() -> PrivateKey<'static> {
    PrivateKey::generated(key_bytes()).unwrap()
}

fn scratch(bits: usize) -> Vec<motetls_crypto::mp::Limb> {
    vec![0; rsa::private_scratch(bits)]
}

/// The same key for the other implementation, which checks it, primes and all.
fn other(key: &PrivateKey<'_>) -> RsaPrivateKey {
    let numbers = key.numbers();
    let [n, e, d, p, q] = [numbers.n, numbers.e, numbers.d, numbers.p, numbers.q].map(BigUint::from_bytes_be);
    let key = RsaPrivateKey::from_components(n, e, d, vec![p, q]).unwrap();
    key.validate().unwrap();
    key
}

#[test]
fn keys_made_are_keys() {
    for (bits, seed) in [(2048, 11), (2048, 12), (2304, 13), (3072, 14)] {
        let bytes = if seed == 11 { key_bytes().to_vec() } else { make(bits, seed) };
        let key = PrivateKey::generated(&bytes).unwrap();
        key.check(&mut scratch(bits)).unwrap();
        let numbers = key.numbers();
        let [n, e, d, p, q] = [numbers.n, numbers.e, numbers.d, numbers.p, numbers.q].map(BigUint::from_bytes_be);
        let one = BigUint::from(1u32);
        assert_eq!((n.bits(), key.public().bits()), (bits, bits));
        assert_eq!(&p * &q, n);
        assert!(p > q && (&p - &q).bits() > bits / 2 - 100);
        for prime in [&p, &q] {
            // Above 2^(bits / 2 - 1/2), and prime by another program's test.
            assert!((prime * prime).bits() == bits);
            assert!(is_prime(prime));
        }
        let (p1, q1) = (&p - &one, &q - &one);
        assert_eq!(BigUint::from_bytes_be(numbers.dp), &d % &p1);
        assert_eq!(BigUint::from_bytes_be(numbers.dq), &d % &q1);
        assert_eq!(BigUint::from_bytes_be(numbers.qinv) * &q % &p, one);
        // d is the inverse modulo the least common multiple, and no larger.
        let lcm = lcm(&p1, &q1);
        assert!(&e * &d % &lcm == one && d < lcm && d.bits() > bits / 2);
        let other = other(&key);
        assert_eq!(other.size() * 8, bits);
    }
}

fn is_prime(n: &BigUint) -> bool {
    let exponent = n - 1u32;
    (2u32..22).all(|base| BigUint::from(base).modpow(&exponent, n) == BigUint::from(1u32))
}

fn lcm(a: &BigUint, b: &BigUint) -> BigUint {
    let (mut x, mut y) = (a.clone(), b.clone());
    while y != BigUint::from(0u32) {
        (x, y) = (y.clone(), &x % &y);
    }
    a / x * b
}

#[test]
fn a_key_made_in_steps_is_the_same_key() {
    let mut bytes = vec![0; rsa::key_bytes(2048)];
    let mut scratch = vec![0; rsa::private_scratch_for(2048, 2)];
    let mut random = generator(11);
    let mut generation = Generation::<Native, 2>::new(&mut bytes, &mut scratch).unwrap();
    let mut found = 0;
    while let Some(step) = generation.step(&mut random).unwrap() {
        found += usize::from(step == Progress::Found);
    }
    drop(generation);
    assert_eq!(found, 2);
    assert!(bytes == key_bytes());
}

#[test]
fn making_a_key_can_fail() {
    let mut bytes = vec![1; rsa::key_bytes(2048)];
    let mut scratch = vec![0; rsa::generate_scratch(2048)];
    let mut count = 0;
    let cancel = |step| {
        count += usize::from(step == Progress::Found);
        if count == 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let outcome = rsa::generate(&mut bytes, &mut generator(11), &mut scratch, cancel);
    assert_eq!(outcome.err(), Some(Error::Cancelled));
    assert!(bytes.iter().all(|byte| *byte == 0) && scratch.iter().all(|limb| *limb == 0));
    let go = |_| ControlFlow::Continue(());
    let outcome = rsa::generate(&mut bytes, &mut Failing(9, generator(1)), &mut scratch, go);
    assert_eq!(outcome.err(), Some(Error::Random));
    for length in [0, rsa::key_bytes(1024), rsa::key_bytes(2048) - 9, rsa::key_bytes(2048) - 1] {
        let outcome = rsa::generate(&mut bytes[..length], &mut generator(1), &mut scratch, go);
        assert_eq!(outcome.err(), Some(Error::InvalidLength));
    }
    let short = scratch.len() - 1;
    let outcome = rsa::generate(&mut bytes, &mut generator(1), &mut scratch[..short], go);
    assert_eq!(outcome.err(), Some(Error::InvalidLength));
    assert_eq!(PrivateKey::generated(&bytes).err(), Some(Error::InvalidKey));
}

#[test]
fn checks_find_what_does_not_fit() {
    let mut scratch = scratch(2048);
    let other = make(2048, 12);
    let (numbers, other) = (*key().numbers(), *PrivateKey::generated(&other).unwrap().numbers());
    let mut wrong = [numbers; 9];
    wrong[0].d = other.d;
    wrong[1].p = other.p;
    wrong[2].q = other.q;
    wrong[3].dp = other.dp;
    wrong[4].dq = other.dq;
    wrong[5].qinv = other.qinv;
    (wrong[6].p, wrong[6].q) = (numbers.q, numbers.p);
    wrong[7].e = &[3];
    (wrong[8].p, wrong[8].q) = (numbers.n, &[1]);
    for (i, numbers) in wrong.iter().enumerate() {
        let key = PrivateKey::new(*numbers).unwrap();
        assert_eq!(key.check(&mut scratch), Err(Error::InvalidKey), "{i}");
        assert_eq!(key.with::<Halves, 2>().check(&mut scratch), Err(Error::InvalidKey), "{i}");
    }
    // The roles of both primes may change, if everything does.
    let inverse = BigUint::from_bytes_be(numbers.p)
        .modpow(&(BigUint::from_bytes_be(numbers.q) - 2u32), &BigUint::from_bytes_be(numbers.q));
    let (qinv, mut signature) = (inverse.to_bytes_be(), [0; 256]);
    let PrivateNumbers { p, q, dp, dq, .. } = numbers;
    let swapped = PrivateNumbers { p: q, q: p, dp: dq, dq: dp, qinv: &qinv, ..numbers };
    let swapped = PrivateKey::new(swapped).unwrap();
    swapped.check(&mut scratch).unwrap();
    swapped.sign_pkcs1(HashId::Sha256, &[1; 32], &mut signature, &mut generator(1), &mut scratch).unwrap();
    let mut expected = [0; 256];
    key().sign_pkcs1(HashId::Sha256, &[1; 32], &mut expected, &mut generator(2), &mut scratch).unwrap();
    assert_eq!(signature, expected);
}

#[test]
fn public_keys_have_bounds() {
    let n = key().public().modulus();
    assert!(PublicKey::new(n, &[1, 0, 1]).is_ok());
    assert!(PublicKey::new(&[&[0, 0], n].concat(), &[0, 3]).is_ok());
    let mut even = n.to_vec();
    even[255] ^= 1;
    for (n, e) in [(n, &[][..]), (n, &[1]), (n, &[0, 1]), (n, &[4]), (n, &[1; 33]), (&even, &[3]), (&[], &[3])] {
        assert_eq!(PublicKey::new(n, e).err(), Some(Error::InvalidKey));
        assert_eq!(PublicKey::legacy(n, e).err(), Some(Error::InvalidKey));
    }
    let odd = |length: usize, first: u8| [&[first][..], &vec![1; length - 1]].concat();
    for (n, modern, legacy) in [
        (odd(127, 0xff), false, false),
        (odd(128, 0x7f), false, false),
        (odd(128, 0x80), false, true),
        (odd(256, 0x7f), false, true),
        (odd(256, 0x80), true, true),
        (odd(1024, 0xff), true, true),
        (odd(1025, 0x01), false, false),
    ] {
        assert_eq!((PublicKey::new(&n, &[3]).is_ok(), PublicKey::legacy(&n, &[3]).is_ok()), (modern, legacy));
    }
    let numbers = PrivateNumbers { n: &even, ..*key().numbers() };
    assert_eq!(PrivateKey::new(numbers).err(), Some(Error::InvalidKey));
}

/// Every public exponent of up to 256 bits gives the power another program finds.
#[test]
fn public_operations_agree_with_other_arithmetic() {
    let mut dice = Dice(3);
    for round in 0..60 {
        let length = [128, 129, 192, 255, 256, 257, 384, 512][dice.below(8)];
        let mut n = dice.bytes(length);
        n[0] |= 1;
        n[length - 1] |= 1;
        let mut e = match round % 4 {
            0 => vec![3],
            1 => vec![1, 0, 1],
            _ => vec![0; dice.below(32) + 1],
        };
        if round % 4 > 1 {
            e = dice.bytes(e.len());
            *e.last_mut().unwrap() |= 3;
        }
        let Ok(key) = PublicKey::legacy(&n, &e) else { continue };
        let mut input = dice.bytes(length);
        input[0] = if round % 5 == 0 { 0 } else { dice.below(usize::from(n[0])) as u8 };
        let mut scratch = vec![7; rsa::public_scratch(key.bits())];
        let mut operation = PublicOperation::new(key, &input, &mut scratch).unwrap();
        while !operation.step() {}
        let mut out = vec![0; length];
        operation.finish(&mut out);
        let [n, e, input] = [n, e, input].map(|bytes| BigUint::from_bytes_be(&bytes));
        assert_eq!(BigUint::from_bytes_be(&out), input.modpow(&e, &n));
    }
}

#[test]
fn private_operations_agree_with_other_arithmetic() {
    fn run<M: Multiplier, const W: usize>(input: &[u8]) -> Vec<u8> {
        let mut scratch = vec![9; rsa::private_scratch_for(2048, W)];
        let mut random = generator(u64::from(input[7]));
        let key = key().with::<M, W>();
        let mut operation = PrivateOperation::new(&key, input, &mut scratch).unwrap();
        while !operation.step(&mut random).unwrap() {}
        assert!(operation.step(&mut random).unwrap());
        let mut out = vec![0; 256];
        operation.finish(&mut out);
        assert!(scratch.iter().all(|limb| *limb == 0));
        out
    }
    let mut dice = Dice(4);
    let numbers = key();
    let numbers = numbers.numbers();
    let [n, d] = [numbers.n, numbers.d].map(BigUint::from_bytes_be);
    for round in 0..8 {
        let mut input = dice.bytes(256);
        match round {
            0 => input.fill(0),
            1 => input[..255].fill(0),
            // Multiples of the primes.
            2 => input = [&[0; 128], numbers.p].concat(),
            3 => input = [&[0; 128], numbers.q].concat(),
            4 => input = (&n - 1u32).to_bytes_be(),
            _ => input[0] &= 0x7f,
        }
        let expected = BigUint::from_bytes_be(&input).modpow(&d, &n);
        for found in [
            run::<Squares, 4>(&input),
            run::<Native, 4>(&input),
            run::<Squares, 2>(&input),
            run::<Native, 5>(&input),
            run::<Squares, 1>(&input),
        ] {
            assert_eq!(BigUint::from_bytes_be(&found), expected, "{round}");
        }
        if round > 5 {
            assert_eq!(BigUint::from_bytes_be(&run::<Halves, 3>(&input)), expected);
            assert_eq!(BigUint::from_bytes_be(&run::<Squares<Halves>, 3>(&input)), expected);
        }
    }
    let mut scratch = scratch(2048);
    for input in [numbers.n, &[0xff; 256], &[0; 255], &[0; 257]] {
        assert_eq!(PrivateOperation::new(&key(), input, &mut scratch).err(), Some(Error::InvalidLength));
        assert!(PublicOperation::new(key().public(), input, &mut scratch).is_err());
    }
}

#[test]
fn signatures_of_one_hold_for_the_other() {
    let (key, mut scratch, mut random) = (key(), scratch(2048), generator(5));
    let other = other(&key);
    let mut encoded = [0; 256];
    for round in 0..6u8 {
        let digest = Sha256::digest(&[round]);
        let mut signature = [0; 256];
        key.sign_pkcs1(HashId::Sha256, &digest, &mut signature, &mut random, &mut scratch).unwrap();
        assert!(scratch.iter().all(|limb| *limb == 0));
        let scheme = || Pkcs1v15Sign::new::<::rsa::sha2::Sha256>();
        assert_eq!(other.sign(scheme(), &digest).unwrap(), signature);
        Rsa2048::verify_pkcs1(key.numbers().n, &[1, 0, 1], HashId::Sha256, &digest, &signature).unwrap();
        assert!(Rsa2048::verify_pkcs1(key.numbers().n, &[1, 0, 1], HashId::Sha3_256, &digest, &signature).is_err());
        assert!(Rsa2048::verify_pkcs1(key.numbers().n, &[1, 0, 1], HashId::Sha256, &digest[1..], &signature).is_err());

        let digest = Sha384::digest(&[round]);
        key.sign_pss::<Sha384, Sha384, _>(&digest, 48, &mut signature, &mut random, &mut scratch).unwrap();
        other.to_public_key().verify(Pss::new::<::rsa::sha2::Sha384>(), &digest, &signature).unwrap();
        Rsa2048::verify_pss::<Sha384>(key.numbers().n, &[1, 0, 1], &digest, &signature).unwrap();
        let made = other.sign_with_rng(&mut random, Pss::new::<::rsa::sha2::Sha384>(), &digest).unwrap();
        Rsa2048::verify_pss::<Sha384>(key.numbers().n, &[1, 0, 1], &digest, &made).unwrap();
        for salt in [0, 1, 20, 206] {
            key.sign_pss::<Sha384, Sha1, _>(&digest, salt, &mut signature, &mut random, &mut scratch).unwrap();
            let public = key.public();
            public.verify_pss::<Sha384, Sha1>(&digest, Some(salt), &signature, &mut encoded, &mut scratch).unwrap();
            public.verify_pss::<Sha384, Sha1>(&digest, None, &signature, &mut encoded, &mut scratch).unwrap();
            assert!(
                public.verify_pss::<Sha384, Sha384>(&digest, None, &signature, &mut encoded, &mut scratch).is_err()
            );
            signature[usize::from(round) * 50] ^= 4;
            assert!(public.verify_pss::<Sha384, Sha1>(&digest, None, &signature, &mut encoded, &mut scratch).is_err());
        }
        let outcome = key.sign_pss::<Sha384, Sha384, _>(&digest, 207, &mut signature, &mut random, &mut scratch);
        assert_eq!((outcome, signature), (Err(Error::InvalidLength), [0; 256]));
    }
}

#[test]
fn the_engine_signs() {
    type Signer = RsaSigner<Rsa2048, { rsa::private_scratch(2048) }>;
    let (key, mut random) = (key(), generator(5));
    let mut signature = vec![0; Signer::signature_len(&key)];
    Signer::sign_pkcs1(&key, HashId::Sha384, &[5; 48], &mut signature, &mut random).unwrap();
    Signer::verify_pkcs1(key.numbers().n, key.numbers().e, HashId::Sha384, &[5; 48], &signature).unwrap();
    Signer::sign_pss::<Sha256, _>(&key, &[5; 32], &mut signature, &mut random).unwrap();
    Signer::verify_pss::<Sha256>(key.numbers().n, key.numbers().e, &[5; 32], &signature).unwrap();
    let outcome = Signer::sign_pss::<Sha256, _>(&key, &[5; 31], &mut signature, &mut random);
    assert_eq!(outcome, Err(SignError::Failed));
}

#[test]
fn messages_of_one_open_for_the_other() {
    let (key, mut scratch, mut random) = (key(), scratch(2048), generator(6));
    let (other, public) = (other(&key), key.public());
    for length in [0, 1, 48, 117, 190] {
        let message = Dice(length as u64).bytes(length);
        let (mut text, mut out) = ([0; 256], [0; 300]);
        public.encrypt_oaep::<Sha256, Sha256, _>(b"label", &message, &mut text, &mut random, &mut scratch).unwrap();
        let scheme = || Oaep::new_with_label::<::rsa::sha2::Sha256, _>("label");
        assert_eq!(other.decrypt(scheme(), &text).unwrap(), message);
        let made = other.to_public_key().encrypt(&mut random, scheme(), &message).unwrap();
        for text in [&text[..], &made] {
            let found = key.decrypt_oaep::<Sha256, Sha256, _>(b"label", text, &mut out, &mut random, &mut scratch);
            assert_eq!(found.unwrap(), message);
            let found = key.decrypt_oaep::<Sha256, Sha256, _>(b"lapel", text, &mut out, &mut random, &mut scratch);
            assert_eq!(found, Err(Error::Undecryptable));
            assert_eq!(out[..256], [0; 256]);
            let found = key.decrypt_oaep::<Sha256, Sha1, _>(b"label", text, &mut out, &mut random, &mut scratch);
            assert_eq!(found, Err(Error::Undecryptable));
        }
        public.encrypt_pkcs1(&message, &mut text, &mut random, &mut scratch).unwrap();
        assert!(scratch.iter().all(|limb| *limb == 0));
        assert_eq!(other.decrypt(Pkcs1v15Encrypt, &text).unwrap(), message);
        let made = other.to_public_key().encrypt(&mut random, Pkcs1v15Encrypt, &message).unwrap();
        assert_eq!(key.decrypt_pkcs1(&made, &mut out, &mut random, &mut scratch).unwrap(), message);
    }
    let mut text = [0; 256];
    let outcome = public.encrypt_oaep::<Sha256, Sha256, _>(b"", &[0; 191], &mut text, &mut random, &mut scratch);
    assert_eq!(outcome, Err(Error::InvalidLength));
    assert_eq!(public.encrypt_pkcs1(&[0; 246], &mut text, &mut random, &mut scratch), Err(Error::InvalidLength));
    assert_eq!(public.encrypt_pkcs1(&[0], &mut text[1..], &mut random, &mut scratch), Err(Error::InvalidLength));
    let mut out = [1; 255];
    let outcome = key.decrypt_oaep::<Sha256, Sha256, _>(b"", &text, &mut out, &mut random, &mut scratch);
    assert_eq!(outcome, Err(Error::InvalidLength));
}

#[test]
fn wrong_paddings_decrypt_as_they_do_elsewhere() {
    let mut random = generator(7);
    let mut count = 0;
    for record in records(include_str!("data/rsa_implicit_rejection.txt"), "Ct") {
        let [n, e, d, p, q, dp, dq, qinv] =
            ["n", "e", "d", "p", "q", "dp", "dq", "qinv"].map(|name| record.bytes(name));
        let numbers = PrivateNumbers { n: &n, e: &e, d: &d, p: &p, q: &q, dp: &dp, dq: &dq, qinv: &qinv };
        let (key, mut out) = (PrivateKey::new(numbers).unwrap(), vec![0; n.len()]);
        let mut scratch = scratch(8 * n.len());
        let found = key.decrypt_pkcs1(&record.bytes("Ct"), &mut out, &mut random, &mut scratch).unwrap();
        assert_eq!(found, record.bytes("Pt"), "{}", record.text("Comment"));
        count += 1;
    }
    assert_eq!(count, 60);
}

/// A wrong bit anywhere in the numbers of a key yields no signature that would give the key away.
#[test]
fn faults_leave_nothing() {
    let (good, mut scratch, mut random) = (key(), scratch(2048), generator(8));
    let mut dice = Dice(9);
    for round in 0..30 {
        let bit = dice.below(1024);
        let mut numbers = *good.numbers();
        let place = match round % 5 {
            0 => &mut numbers.p,
            1 => &mut numbers.q,
            2 => &mut numbers.dp,
            3 => &mut numbers.dq,
            _ => &mut numbers.qinv,
        };
        let mut bytes = place.to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        *place = &bytes;
        // The lowest bit of dp and dq is known, and not looked at.
        if matches!(round % 5, 2 | 3) && bit == 8 * 127 {
            continue;
        }
        let key = PrivateKey::new(numbers).unwrap();
        let mut signature = [1; 256];
        let outcome = key.sign_pkcs1(HashId::Sha256, &[1; 32], &mut signature, &mut random, &mut scratch);
        assert_eq!((outcome, signature), (Err(Error::Fault), [0; 256]), "{round} {bit}");
        assert!(scratch.iter().all(|limb| *limb == 0));
        let mut out = [1; 256];
        let outcome = key.decrypt_pkcs1(&[2; 256], &mut out, &mut random, &mut scratch);
        assert_eq!((outcome.err(), out), (Some(Error::Fault), [0; 256]));
        assert_eq!(key.check(&mut scratch), Err(Error::InvalidKey));
    }
    for calls in 0..10 {
        let mut signature = [1; 256];
        let mut random = Failing(calls, generator(1));
        let outcome = good.sign_pkcs1(HashId::Sha256, &[1; 32], &mut signature, &mut random, &mut scratch);
        if outcome.is_err() {
            assert_eq!((outcome, signature), (Err(Error::Random), [0; 256]));
            assert!(scratch.iter().all(|limb| *limb == 0));
        }
    }
}
