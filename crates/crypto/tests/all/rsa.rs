//! RSA against other implementations and against itself: keys made, faults, steps, windows and
//! multipliers.

use core::ops::ControlFlow;
use core::task::Poll;
use std::sync::OnceLock;

use crate::common::generator::{Failing, Seeded, seeded};
use crate::common::{bytes, random_few, records};
use ::rsa::traits::PublicKeyParts;
use ::rsa::{BoxedUint, Oaep, Pkcs1v15Encrypt, Pkcs1v15Sign, Pss};
use motetls_crypto::mp::{Multiplier, Native, Products16, Squares};
use motetls_crypto::primes::SearchProgress;
use motetls_crypto::rsa::{
    self, PrivateNumbers, Rsa2048, RsaError, RsaKeySteps, RsaPrivate, RsaPrivateSteps, RsaPublic,
    RsaPublicSteps, RsaSigner,
};
use motetls_crypto::sha1::Sha1;
use motetls_crypto::{Hash, HashId, RsaSign, RsaVerify, Sha256, Sha384, SignError, Steps};
use num_bigint::BigUint;
use proptest::prelude::*;
use proptest::sample::select;

/// The bytes of a key of 2048 bits, made once.
fn key_bytes() -> &'static [u8] {
    static KEY: OnceLock<Vec<u8>> = OnceLock::new();
    KEY.get_or_init(|| make(2048, 11))
}

fn make(bits: usize, seed: u64) -> Vec<u8> {
    let mut bytes = vec![0; rsa::key_bytes(bits)];
    let mut scratch = vec![0; rsa::generate_scratch(bits)];
    rsa::generate(&mut bytes, &mut seeded(seed), &mut scratch, |_| ControlFlow::Continue(()))
        .unwrap();
    assert!(scratch.iter().all(|limb| *limb == 0));
    bytes
}

fn key() -> RsaPrivate<'static> {
    RsaPrivate::generated(key_bytes()).unwrap()
}

fn scratch(bits: usize) -> Vec<motetls_crypto::mp::Limb> {
    vec![0; rsa::private_scratch(bits)]
}

/// The same key for the other implementation, which checks it, primes and all.
fn other(key: &RsaPrivate<'_>) -> ::rsa::PrivateKey {
    let numbers = key.numbers();
    let [n, e, d, p, q] = [numbers.n, numbers.e, numbers.d, numbers.p, numbers.q]
        .map(|bytes| BoxedUint::from_be_slice(bytes, 8 * bytes.len() as u32).unwrap());
    let key = ::rsa::PrivateKey::from_components(n, e, d, vec![p, q]).unwrap();
    key.validate().unwrap();
    key
}

#[test]
fn keys_made_are_keys() {
    for (bits, seed) in [(2048, 11), (2048, 12), (2304, 13), (3072, 14)] {
        let bytes = if seed == 11 { key_bytes().to_vec() } else { make(bits, seed) };
        let key = RsaPrivate::generated(&bytes).unwrap();
        key.check(&mut scratch(bits)).unwrap();
        let numbers = key.numbers();
        let [n, e, d, p, q] =
            [numbers.n, numbers.e, numbers.d, numbers.p, numbers.q].map(BigUint::from_bytes_be);
        let one = BigUint::from(1u32);
        assert_eq!((n.bits() as usize, key.public().bits()), (bits, bits));
        assert_eq!(&p * &q, n);
        assert!(p > q && (&p - &q).bits() as usize > bits / 2 - 100);
        for prime in [&p, &q] {
            // Above 2^(bits / 2 - 1/2), and prime by another program's test.
            assert!((prime * prime).bits() as usize == bits);
            assert!(is_prime(prime));
        }
        let (p1, q1) = (&p - &one, &q - &one);
        assert_eq!(BigUint::from_bytes_be(numbers.dp), &d % &p1);
        assert_eq!(BigUint::from_bytes_be(numbers.dq), &d % &q1);
        assert_eq!(BigUint::from_bytes_be(numbers.qinv) * &q % &p, one);
        // d is the inverse modulo the least common multiple, and no larger.
        let lcm = lcm(&p1, &q1);
        assert!(&e * &d % &lcm == one && d < lcm && d.bits() as usize > bits / 2);
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
    let mut random = seeded(11);
    let mut generation = RsaKeySteps::<Native, 2>::new(&mut bytes, &mut scratch).unwrap();
    let mut found = 0;
    while let Some(step) = generation.step(&mut random).unwrap() {
        found += usize::from(step == SearchProgress::Found);
    }
    assert_eq!(generation.step_with(&mut random), Poll::Ready(Ok(())));
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
        count += usize::from(step == SearchProgress::Found);
        if count == 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let outcome = rsa::generate(&mut bytes, &mut seeded(11), &mut scratch, cancel);
    assert_eq!(outcome.err(), Some(RsaError::Cancelled));
    assert!(bytes.iter().all(|byte| *byte == 0) && scratch.iter().all(|limb| *limb == 0));
    let go = |_| ControlFlow::Continue(());
    let outcome = rsa::generate(&mut bytes, &mut Failing(9, seeded(1)), &mut scratch, go);
    assert_eq!(outcome.err(), Some(RsaError::Random));
    for length in [0, rsa::key_bytes(1024), rsa::key_bytes(2048) - 9, rsa::key_bytes(2048) - 1] {
        let outcome = rsa::generate(&mut bytes[..length], &mut seeded(1), &mut scratch, go);
        assert_eq!(outcome.err(), Some(RsaError::InvalidLength));
    }
    let short = scratch.len() - 1;
    let outcome = rsa::generate(&mut bytes, &mut seeded(1), &mut scratch[..short], go);
    assert_eq!(outcome.err(), Some(RsaError::InvalidLength));
    assert_eq!(RsaPrivate::generated(&bytes).err(), Some(RsaError::InvalidKey));
}

#[test]
fn checks_find_what_does_not_fit() {
    let mut scratch = scratch(2048);
    let other = make(2048, 12);
    let (key, other) = (key(), RsaPrivate::generated(&other).unwrap());
    let (numbers, other) = (key.numbers(), other.numbers());
    let mut wrong: [_; 9] = core::array::from_fn(|_| PrivateNumbers { ..*numbers });
    wrong[0].d = other.d;
    wrong[1].p = other.p;
    wrong[2].q = other.q;
    wrong[3].dp = other.dp;
    wrong[4].dq = other.dq;
    wrong[5].qinv = other.qinv;
    (wrong[6].p, wrong[6].q) = (numbers.q, numbers.p);
    wrong[7].e = &[3];
    (wrong[8].p, wrong[8].q) = (numbers.n, &[1]);
    for (i, numbers) in wrong.into_iter().enumerate() {
        let key = RsaPrivate::new(numbers).unwrap();
        assert_eq!(key.check(&mut scratch), Err(RsaError::InvalidKey), "{i}");
        assert_eq!(
            key.with::<Products16, 2>().check(&mut scratch),
            Err(RsaError::InvalidKey),
            "{i}"
        );
    }
    // The roles of both primes may change, if everything does.
    let inverse = BigUint::from_bytes_be(numbers.p)
        .modpow(&(BigUint::from_bytes_be(numbers.q) - 2u32), &BigUint::from_bytes_be(numbers.q));
    let (qinv, mut signature) = (inverse.to_bytes_be(), [0; 256]);
    let PrivateNumbers { p, q, dp, dq, .. } = *numbers;
    let swapped = PrivateNumbers { p: q, q: p, dp: dq, dq: dp, qinv: &qinv, ..*numbers };
    let swapped = RsaPrivate::new(swapped).unwrap();
    swapped.check(&mut scratch).unwrap();
    swapped
        .sign_pkcs1(HashId::Sha256, &[1; 32], &mut signature, &mut seeded(1), &mut scratch)
        .unwrap();
    let mut expected = [0; 256];
    key.sign_pkcs1(HashId::Sha256, &[1; 32], &mut expected, &mut seeded(2), &mut scratch).unwrap();
    assert_eq!(signature, expected);
}

#[test]
fn public_keys_have_bounds() {
    let n = key().public().modulus();
    assert!(RsaPublic::new(n, &[1, 0, 1]).is_ok());
    assert!(RsaPublic::new(&[&[0, 0], n].concat(), &[0, 3]).is_ok());
    let mut even = n.to_vec();
    even[255] ^= 1;
    for (n, e) in [
        (n, &[][..]),
        (n, &[1]),
        (n, &[0, 1]),
        (n, &[4]),
        (n, &[1; 33]),
        (&even, &[3]),
        (&[], &[3]),
    ] {
        assert_eq!(RsaPublic::new(n, e).err(), Some(RsaError::InvalidKey));
        assert_eq!(RsaPublic::legacy(n, e).err(), Some(RsaError::InvalidKey));
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
        assert_eq!(
            (RsaPublic::new(&n, &[3]).is_ok(), RsaPublic::legacy(&n, &[3]).is_ok()),
            (modern, legacy)
        );
    }
    let numbers = PrivateNumbers { n: &even, ..*key().numbers() };
    assert_eq!(RsaPrivate::new(numbers).err(), Some(RsaError::InvalidKey));
}

/// Every public exponent of up to 256 bits gives the power another program finds.
#[test]
fn public_operations_agree_with_other_arithmetic() {
    let length = select(&[128, 129, 192, 255, 256, 257, 384, 512][..]);
    let moduli = length.prop_flat_map(|length| (bytes(length), bytes(length)));
    let exponents = prop_oneof![Just(vec![3]), Just(vec![1, 0, 1]), bytes(1..=32), bytes(1..=32)];
    random_few(60, (moduli, exponents), |((mut n, mut input), mut e)| {
        let length = n.len();
        n[0] |= 1;
        n[length - 1] |= 1;
        *e.last_mut().unwrap() |= 1;
        if e == [1] {
            e = vec![3];
        }
        // Leading zeros of the exponent are none of its bits.
        let Ok(key) = RsaPublic::legacy(&n, &e) else { return };
        input[0] %= n[0];
        let mut scratch = vec![7; rsa::public_scratch(key.bits())];
        let mut operation = RsaPublicSteps::new(key, &input, &mut scratch).unwrap();
        // One step for each bit of e, and the same result again.
        let e = BigUint::from_bytes_be(&e);
        for left in (1..=e.bits() as usize).rev() {
            assert_eq!(Steps::<()>::remaining(&operation), Some(left));
            assert_eq!(operation.step().is_ready(), left == 1);
        }
        assert!(operation.step().is_ready());
        let mut out = vec![0; length];
        operation.finish(&mut out).unwrap();
        let [n, input] = [n, input].map(|bytes| BigUint::from_bytes_be(&bytes));
        assert_eq!(BigUint::from_bytes_be(&out), input.modpow(&e, &n));
    });
}

#[test]
fn private_operations_agree_with_other_arithmetic() {
    fn run<M: Multiplier, const W: usize>(input: &[u8]) -> Vec<u8> {
        let mut scratch = vec![9; rsa::private_scratch_for(2048, W)];
        let mut random = seeded(u64::from(input[7]));
        let key = key().with::<M, W>();
        let mut operation = RsaPrivateSteps::new(&key, input, &mut scratch).unwrap();
        let mut left = Steps::<Seeded>::remaining(&operation).unwrap();
        while operation.step(&mut random).is_pending() {
            left -= 1;
            assert_eq!(Steps::<Seeded>::remaining(&operation), Some(left));
        }
        assert_eq!((left, operation.step(&mut random)), (1, Poll::Ready(Ok(()))));
        let mut out = vec![0; 256];
        operation.finish(&mut out).unwrap();
        assert!(scratch.iter().all(|limb| *limb == 0));
        out
    }
    let numbers = key();
    let numbers = numbers.numbers();
    let [n, d] = [numbers.n, numbers.d].map(BigUint::from_bytes_be);
    let agree = |input: &[u8]| {
        let expected = BigUint::from_bytes_be(input).modpow(&d, &n);
        for found in [
            run::<Squares, 4>(input),
            run::<Native, 4>(input),
            run::<Squares, 2>(input),
            run::<Native, 5>(input),
            run::<Squares, 1>(input),
        ] {
            assert_eq!(BigUint::from_bytes_be(&found), expected);
        }
        expected
    };
    // Zero, small ones, multiples of the primes, -1.
    agree(&[0; 256]);
    agree(&[&[0; 255][..], &[0x81]].concat());
    agree(&[&[0; 128], numbers.p].concat());
    agree(&[&[0; 128], numbers.q].concat());
    agree(&(&n - 1u32).to_bytes_be());
    random_few(2, bytes(256), |mut input| {
        input[0] &= 0x7f;
        let expected = agree(&input);
        assert_eq!(BigUint::from_bytes_be(&run::<Products16, 3>(&input)), expected);
        assert_eq!(BigUint::from_bytes_be(&run::<Squares<Products16>, 3>(&input)), expected);
    });
    let mut scratch = scratch(2048);
    for input in [numbers.n, &[0xff; 256], &[0; 255], &[0; 257]] {
        assert_eq!(
            RsaPrivateSteps::new(&key(), input, &mut scratch).err(),
            Some(RsaError::InvalidLength)
        );
        assert!(RsaPublicSteps::new(key().public(), input, &mut scratch).is_err());
    }
}

#[test]
fn signatures_of_one_hold_for_the_other() {
    let (key, mut scratch, mut random) = (key(), scratch(2048), seeded(5));
    let other = other(&key);
    let mut encoded = [0; 256];
    for round in 0..6u8 {
        let digest = Sha256::digest(&[round]);
        let mut signature = [0; 256];
        key.sign_pkcs1(HashId::Sha256, &digest, &mut signature, &mut random, &mut scratch).unwrap();
        assert!(scratch.iter().all(|limb| *limb == 0));
        let scheme = || Pkcs1v15Sign::new::<sha2::Sha256>();
        assert_eq!(other.sign(scheme(), &digest).unwrap(), signature);
        Rsa2048::verify_pkcs1(key.numbers().n, &[1, 0, 1], HashId::Sha256, &digest, &signature)
            .unwrap();
        assert!(
            Rsa2048::verify_pkcs1(
                key.numbers().n,
                &[1, 0, 1],
                HashId::Sha3_256,
                &digest,
                &signature
            )
            .is_err()
        );
        assert!(
            Rsa2048::verify_pkcs1(
                key.numbers().n,
                &[1, 0, 1],
                HashId::Sha256,
                &digest[1..],
                &signature
            )
            .is_err()
        );

        let digest = Sha384::digest(&[round]);
        key.sign_pss::<Sha384, Sha384, _>(&digest, 48, &mut signature, &mut random, &mut scratch)
            .unwrap();
        other.to_public_key().verify(Pss::<sha2::Sha384>::new(), &digest, &signature).unwrap();
        Rsa2048::verify_pss::<Sha384>(key.numbers().n, &[1, 0, 1], &digest, &signature).unwrap();
        let made = other.sign_with_rng(&mut random, Pss::<sha2::Sha384>::new(), &digest).unwrap();
        Rsa2048::verify_pss::<Sha384>(key.numbers().n, &[1, 0, 1], &digest, &made).unwrap();
        for salt in [0, 1, 20, 206] {
            key.sign_pss::<Sha384, Sha1, _>(
                &digest,
                salt,
                &mut signature,
                &mut random,
                &mut scratch,
            )
            .unwrap();
            let public = key.public();
            public
                .verify_pss::<Sha384, Sha1>(
                    &digest,
                    Some(salt),
                    &signature,
                    &mut encoded,
                    &mut scratch,
                )
                .unwrap();
            public
                .verify_pss::<Sha384, Sha1>(&digest, None, &signature, &mut encoded, &mut scratch)
                .unwrap();
            assert!(
                public
                    .verify_pss::<Sha384, Sha384>(
                        &digest,
                        None,
                        &signature,
                        &mut encoded,
                        &mut scratch
                    )
                    .is_err()
            );
            signature[usize::from(round) * 50] ^= 4;
            assert!(
                public
                    .verify_pss::<Sha384, Sha1>(
                        &digest,
                        None,
                        &signature,
                        &mut encoded,
                        &mut scratch
                    )
                    .is_err()
            );
        }
        let outcome = key.sign_pss::<Sha384, Sha384, _>(
            &digest,
            207,
            &mut signature,
            &mut random,
            &mut scratch,
        );
        assert_eq!((outcome, signature), (Err(RsaError::InvalidLength), [0; 256]));
    }
}

#[test]
fn the_engine_signs() {
    type Signer = RsaSigner<Rsa2048, { rsa::private_scratch(2048) }>;
    let (key, mut random) = (key(), seeded(5));
    let mut signature = vec![0; Signer::signature_len(&key)];
    Signer::sign_pkcs1(&key, HashId::Sha384, &[5; 48], &mut signature, &mut random).unwrap();
    Signer::verify_pkcs1(key.numbers().n, key.numbers().e, HashId::Sha384, &[5; 48], &signature)
        .unwrap();
    Signer::sign_pss::<Sha256, _>(&key, &[5; 32], &mut signature, &mut random).unwrap();
    Signer::verify_pss::<Sha256>(key.numbers().n, key.numbers().e, &[5; 32], &signature).unwrap();
    let outcome = Signer::sign_pss::<Sha256, _>(&key, &[5; 31], &mut signature, &mut random);
    assert_eq!(outcome, Err(SignError::Failed));
}

#[test]
fn messages_of_one_open_for_the_other() {
    let (key, mut scratch, mut random) = (key(), scratch(2048), seeded(6));
    let (other, public) = (other(&key), key.public());
    for length in [0, 1, 48, 117, 190] {
        let message = seeded(length as u64).bytes(length);
        let (mut text, mut out) = ([0; 256], [0; 300]);
        public
            .encrypt_oaep::<Sha256, Sha256, _>(
                b"label",
                &message,
                &mut text,
                &mut random,
                &mut scratch,
            )
            .unwrap();
        let scheme = || Oaep::<sha2::Sha256>::new_with_label("label".as_bytes());
        assert_eq!(other.decrypt(scheme(), &text).unwrap(), message);
        let made = other.to_public_key().encrypt(&mut random, scheme(), &message).unwrap();
        for text in [&text[..], &made] {
            let found = key.decrypt_oaep::<Sha256, Sha256, _>(
                b"label",
                text,
                &mut out,
                &mut random,
                &mut scratch,
            );
            assert_eq!(found.unwrap(), message);
            let found = key.decrypt_oaep::<Sha256, Sha256, _>(
                b"lapel",
                text,
                &mut out,
                &mut random,
                &mut scratch,
            );
            assert_eq!(found, Err(RsaError::Undecryptable));
            assert_eq!(out[..256], [0; 256]);
            let found = key.decrypt_oaep::<Sha256, Sha1, _>(
                b"label",
                text,
                &mut out,
                &mut random,
                &mut scratch,
            );
            assert_eq!(found, Err(RsaError::Undecryptable));
        }
        public.encrypt_pkcs1(&message, &mut text, &mut random, &mut scratch).unwrap();
        assert!(scratch.iter().all(|limb| *limb == 0));
        assert_eq!(other.decrypt(Pkcs1v15Encrypt, &text).unwrap(), message);
        let made = other.to_public_key().encrypt(&mut random, Pkcs1v15Encrypt, &message).unwrap();
        assert_eq!(key.decrypt_pkcs1(&made, &mut out, &mut random, &mut scratch).unwrap(), message);
    }
    let mut text = [0; 256];
    let outcome = public.encrypt_oaep::<Sha256, Sha256, _>(
        b"",
        &[0; 191],
        &mut text,
        &mut random,
        &mut scratch,
    );
    assert_eq!(outcome, Err(RsaError::InvalidLength));
    assert_eq!(
        public.encrypt_pkcs1(&[0; 246], &mut text, &mut random, &mut scratch),
        Err(RsaError::InvalidLength)
    );
    assert_eq!(
        public.encrypt_pkcs1(&[0], &mut text[1..], &mut random, &mut scratch),
        Err(RsaError::InvalidLength)
    );
    let mut out = [1; 255];
    let outcome =
        key.decrypt_oaep::<Sha256, Sha256, _>(b"", &text, &mut out, &mut random, &mut scratch);
    assert_eq!(outcome, Err(RsaError::InvalidLength));
}

#[test]
fn wrong_paddings_decrypt_as_they_do_elsewhere() {
    let mut random = seeded(7);
    let mut count = 0;
    for record in records(include_str!("../data/rsa_implicit_rejection.txt"), "Ct") {
        let [n, e, d, p, q, dp, dq, qinv] =
            ["n", "e", "d", "p", "q", "dp", "dq", "qinv"].map(|name| record.bytes(name));
        let numbers =
            PrivateNumbers { n: &n, e: &e, d: &d, p: &p, q: &q, dp: &dp, dq: &dq, qinv: &qinv };
        let (key, mut out) = (RsaPrivate::new(numbers).unwrap(), vec![0; n.len()]);
        let mut scratch = scratch(8 * n.len());
        let found =
            key.decrypt_pkcs1(&record.bytes("Ct"), &mut out, &mut random, &mut scratch).unwrap();
        assert_eq!(found, record.bytes("Pt"), "{}", record.text("Comment"));
        count += 1;
    }
    assert_eq!(count, 60);
}

/// A wrong bit anywhere in the numbers of a key yields no signature that would give the key away.
#[test]
fn faults_leave_nothing() {
    let (good, mut scratch) = (key(), scratch(2048));
    random_few(30, (0..5u8, 0..1024usize), |(place, bit)| {
        // The lowest bit of dp and dq is known, and not looked at.
        if matches!(place, 2 | 3) && bit == 8 * 127 {
            return;
        }
        let (mut scratch, mut random) = (vec![0; rsa::private_scratch(2048)], seeded(8));
        let mut numbers = PrivateNumbers { ..*good.numbers() };
        let number = match place {
            0 => &mut numbers.p,
            1 => &mut numbers.q,
            2 => &mut numbers.dp,
            3 => &mut numbers.dq,
            _ => &mut numbers.qinv,
        };
        let mut bytes = number.to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        *number = &bytes;
        let key = RsaPrivate::new(numbers).unwrap();
        let mut signature = [1; 256];
        let outcome =
            key.sign_pkcs1(HashId::Sha256, &[1; 32], &mut signature, &mut random, &mut scratch);
        assert_eq!((outcome, signature), (Err(RsaError::Fault), [0; 256]));
        assert!(scratch.iter().all(|limb| *limb == 0));
        let mut out = [1; 256];
        let outcome = key.decrypt_pkcs1(&[2; 256], &mut out, &mut random, &mut scratch);
        assert_eq!((outcome.err(), out), (Some(RsaError::Fault), [0; 256]));
        assert_eq!(key.check(&mut scratch), Err(RsaError::InvalidKey));
    });
    for calls in 0..10 {
        let mut signature = [1; 256];
        let mut random = Failing(calls, seeded(1));
        let outcome =
            good.sign_pkcs1(HashId::Sha256, &[1; 32], &mut signature, &mut random, &mut scratch);
        if outcome.is_err() {
            assert_eq!((outcome, signature), (Err(RsaError::Random), [0; 256]));
            assert!(scratch.iter().all(|limb| *limb == 0));
        }
    }
}

/// A signature by the key of these tests whose exponent was changed to `e`, over the digest of
/// ones.
fn signature_with(e: u64) -> Vec<u8> {
    let (key, mut signature) = (key(), [0; 256]);
    let (digest, random) = ([1; 32], &mut seeded(9));
    key.sign_pkcs1(HashId::Sha256, &digest, &mut signature, random, &mut scratch(2048)).unwrap();
    let [n, p, q] = [key.numbers().n, key.numbers().p, key.numbers().q].map(BigUint::from_bytes_be);
    let encoded = BigUint::from_bytes_be(&signature).modpow(&BigUint::from(65537u32), &n);
    let totient = lcm(&(p - 1u32), &(q - 1u32));
    let d = inverse(e, &totient).expect("an exponent prime to the totient");
    let bytes = encoded.modpow(&d, &n).to_bytes_be();
    [vec![0; 256 - bytes.len()], bytes].concat()
}

/// 1 / e modulo m, if there is one.
fn inverse(e: u64, m: &BigUint) -> Option<BigUint> {
    let m = num_bigint::BigUint::from_bytes_be(&m.to_bytes_be());
    let inverse = num_bigint::BigUint::from(e).modinv(&m)?;
    Some(BigUint::from_bytes_be(&inverse.to_bytes_be()))
}

/// The largest odd exponent of so many bits that is prime to the totient.
fn exponent(bits: u32) -> u64 {
    let key = key();
    let [p, q] = [key.numbers().p, key.numbers().q].map(BigUint::from_bytes_be);
    let totient = lcm(&(p - 1u32), &(q - 1u32));
    let odd = (1..).step_by(2).map(|less| (1u64 << bits) - less);
    odd.into_iter().find(|e| inverse(*e, &totient).is_some()).unwrap()
}

/// Checks in certificates and handshakes take exponents of 33 bits at most: the work grows with
/// them, and a certificate costs its sender nothing. A key named by the caller may have more.
#[test]
fn exponents_of_peers_have_a_bound() {
    let key = key();
    for (bits, taken) in [(17, true), (32, true), (33, true), (34, false), (60, false)] {
        let e = exponent(bits);
        let (signature, bytes) = (signature_with(e), e.to_be_bytes());
        let verdict =
            Rsa2048::verify_pkcs1(key.numbers().n, &bytes, HashId::Sha256, &[1; 32], &signature);
        assert_eq!(verdict.is_ok(), taken, "{bits}");
        let public = RsaPublic::new(key.numbers().n, &bytes).unwrap();
        let (encoded, scratch) = (&mut [0; 256], &mut scratch(2048));
        public.verify_pkcs1(HashId::Sha256, &[1; 32], &signature, encoded, scratch).unwrap();
        let of_peer = RsaPublic::of_peer(key.numbers().n, &bytes, rsa::MIN_BITS);
        assert_eq!(of_peer.is_ok(), taken, "{bits}");
    }
}

/// A private operation that failed stays failed, and gives out nothing.
#[test]
fn a_fault_is_for_ever() {
    let key = key();
    let numbers = PrivateNumbers { qinv: &[5], ..*key.numbers() };
    let wrong = RsaPrivate::new(numbers).unwrap();
    let (mut scratch, mut random) = (scratch(2048), seeded(3));
    let mut operation = RsaPrivateSteps::new(&wrong, &[1; 256], &mut scratch).unwrap();
    let fault = loop {
        if let Poll::Ready(outcome) = operation.step(&mut random) {
            break outcome;
        }
    };
    assert_eq!(fault, Err(RsaError::Fault));
    for _ in 0..3 {
        assert_eq!(operation.step(&mut random), Poll::Ready(Err(RsaError::Fault)));
    }
    let mut out = [7; 256];
    assert_eq!((operation.finish(&mut out), out), (Err(RsaError::InvalidLength), [7; 256]));
}

/// An operation that was not gone to its end gives out nothing, nor does one into another length.
#[test]
fn unfinished_operations_give_nothing() {
    let (key, mut scratch, mut random) = (key(), scratch(2048), seeded(3));
    let mut out = [7; 257];
    for (steps, length) in [(16, 256), (17, 255), (17, 257)] {
        let mut operation = RsaPublicSteps::new(key.public(), &[1; 256], &mut scratch).unwrap();
        for _ in 0..steps {
            let _ = operation.step();
        }
        assert_eq!(operation.finish(&mut out[..length]), Err(RsaError::InvalidLength));
    }
    let mut operation = RsaPrivateSteps::new(&key, &[1; 256], &mut scratch).unwrap();
    assert!(operation.step(&mut random).is_pending());
    assert_eq!(operation.finish(&mut out[..256]), Err(RsaError::InvalidLength));
    let mut operation = RsaPrivateSteps::new(&key, &[1; 256], &mut scratch).unwrap();
    assert_eq!(operation.run_with(&mut random), Ok(()));
    assert_eq!(operation.finish(&mut out), Err(RsaError::InvalidLength));
    assert_eq!(out, [7; 257]);
}

/// Without d what stands in for a badly padded message could be computed by an attacker.
#[test]
fn decryption_with_implicit_rejection_needs_d() {
    let key = key();
    let (mut scratch, mut random, mut out) = (scratch(2048), seeded(3), [0; 256]);
    for d in [&[][..], &[0; 256], &key.numbers().d[200..]] {
        let key = RsaPrivate::new(PrivateNumbers { d, ..*key.numbers() }).unwrap();
        let outcome = key.decrypt_pkcs1(&[1; 256], &mut out, &mut random, &mut scratch);
        assert_eq!(outcome.err(), Some(RsaError::InvalidKey));
    }
    assert!(key.decrypt_pkcs1(&[1; 256], &mut out, &mut random, &mut scratch).is_ok());
}

/// Keys admitted to check signatures of the past do not encrypt.
#[test]
fn legacy_keys_do_not_encrypt() {
    let modulus = [0xff; 128];
    let public = RsaPublic::legacy(&modulus, &[1, 0, 1]).unwrap();
    let (mut text, mut scratch, mut random) = ([0; 128], scratch(2048), seeded(3));
    let outcome = public.encrypt_pkcs1(b"text", &mut text, &mut random, &mut scratch);
    assert_eq!(outcome, Err(RsaError::InvalidKey));
    let outcome = public.encrypt_oaep::<Sha256, Sha256, _>(
        b"",
        b"text",
        &mut text,
        &mut random,
        &mut scratch,
    );
    assert_eq!(outcome, Err(RsaError::InvalidKey));
}

#[test]
fn the_longest_salt_is_too_long() {
    let (key, mut signature, mut random) = (key(), [0; 256], seeded(3));
    for salt in [usize::MAX, usize::MAX - 1, 223] {
        let outcome = key.sign_pss::<Sha256, Sha256, _>(
            &[1; 32],
            salt,
            &mut signature,
            &mut random,
            &mut scratch(2048),
        );
        assert_eq!(outcome, Err(RsaError::InvalidLength));
    }
}
