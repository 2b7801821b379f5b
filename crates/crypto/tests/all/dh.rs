//! Diffie-Hellman against NIST CAVP and other arithmetic; the primes of RFC 7919 made from their
//! formula.

use core::cell::RefCell;
use core::task::Poll;

use crate::common::generator::seeded;
use crate::common::{bytes, random_few, records};
use motetls_crypto::dh::{
    self, DhError, DhSteps, Ffdhe2048, Ffdhe3072, Ffdhe4096, Ffdhe6144, Ffdhe8192, NamedPrime,
    Parameters, Prime2048, Prime3072, Prime4096, Prime6144, Prime8192,
};
use motetls_crypto::keys::{PublicKeys, RawPrivateKey};
use motetls_crypto::mp::{Limb, Multiplier, Native, Products16, Squares};
use motetls_crypto::primes;
use motetls_crypto::{Group, Steps};
use num_bigint::BigUint;

fn scratch(prime: usize, private: usize) -> Vec<Limb> {
    vec![0; dh::scratch_for(prime, private, dh::WINDOW)]
}

fn power(base: &[u8], exponent: &[u8], modulus: &[u8]) -> Vec<u8> {
    let [base, exponent, modulus_] = [base, exponent, modulus].map(BigUint::from_bytes_be);
    let bytes = base.modpow(&exponent, &modulus_).to_bytes_be();
    [vec![0; modulus.len() - bytes.len()], bytes].concat()
}

/// floor(2^bits e), by the series of e with 64 bits to spare.
fn euler(bits: usize) -> BigUint {
    let mut term = BigUint::from(1u32) << (bits + 64);
    let mut sum = term.clone();
    for k in 1u32.. {
        term /= k;
        if term == BigUint::ZERO {
            break;
        }
        sum += &term;
    }
    sum >> 64
}

#[test]
fn named_primes_follow_their_formula() {
    let one = BigUint::from(1u32);
    for (p, bits, x) in [
        (Prime2048::P, 2048, 560_316u32),
        (Prime3072::P, 3072, 2_625_351),
        (Prime4096::P, 4096, 5_736_041),
        (Prime6144::P, 6144, 15_705_020),
        (Prime8192::P, 8192, 10_965_728),
    ] {
        let formula: BigUint =
            (&one << bits) - (&one << (bits - 64)) + ((euler(bits - 130) + x) << 64) - &one;
        assert_eq!(BigUint::from_bytes_be(p), formula, "{bits}");
    }
    // Safe primes, by this crate's own test; the larger ones take long.
    let mut random = seeded(1);
    for p in [Prime2048::P, Prime3072::P] {
        let half = (BigUint::from_bytes_be(p) >> 1u32).to_bytes_be();
        let mut scratch = vec![0; primes::scratch(p.len())];
        assert_eq!(primes::is_probable_prime_vartime(p, 2, &mut random, &mut scratch), Ok(true));
        assert_eq!(
            primes::is_probable_prime_vartime(&half, 2, &mut random, &mut scratch),
            Ok(true)
        );
    }
}

fn agree_both_ways<G: Group + PublicKeys>(p: &[u8], private_len: usize)
where
    G::Private: RawPrivateKey,
{
    let mut random = seeded(p.len() as u64);
    let (a, b) = (G::generate(&mut random).unwrap(), G::generate(&mut random).unwrap());
    assert!(
        a.expose_bytes().len() == private_len
            && a.expose_bytes()[0] & 0x80 != 0
            && a.expose_bytes() != b.expose_bytes()
    );
    let (public_a, public_b) = (G::public(&a), G::public(&b));
    assert_eq!(public_a.as_ref(), power(&[2], a.expose_bytes(), p));
    let shared = G::agree(&a, public_b.as_ref()).unwrap_or_else(|_| panic!());
    assert_eq!(shared.as_ref(), power(public_b.as_ref(), a.expose_bytes(), p));
    assert_eq!(
        shared.as_ref(),
        G::agree(&b, public_a.as_ref()).unwrap_or_else(|_| panic!()).as_ref()
    );
    // Degenerate peers: 0, 1, p - 1, p, p + 1, all ones; a byte too few or too many.
    let one = BigUint::from(1u32);
    let prime = BigUint::from_bytes_be(p);
    for peer in [
        BigUint::ZERO,
        one.clone(),
        &prime - &one,
        prime.clone(),
        &prime + &one,
        (&one << (8 * p.len())) - &one,
    ] {
        let bytes = peer.to_bytes_be();
        let bytes = [vec![0; p.len() - bytes.len()], bytes].concat();
        assert!(G::agree(&a, &bytes).is_err(), "{peer}");
        assert!(G::public_from_bytes(&bytes).is_err(), "{peer}");
    }
    for peer in [BigUint::from(2u32), &prime - BigUint::from(2u32)] {
        let bytes = peer.to_bytes_be();
        let bytes = [vec![0; p.len() - bytes.len()], bytes].concat();
        let shared = G::agree(&a, &bytes).unwrap_or_else(|_| panic!());
        assert_eq!(shared.as_ref(), power(&bytes, a.expose_bytes(), p));
        assert!(G::public_from_bytes(&bytes).is_ok_and(|valid| valid.as_ref() == bytes));
    }
    assert!(G::agree(&a, &public_b.as_ref()[1..]).is_err());
    assert!(G::agree(&a, &[&[0], public_b.as_ref()].concat()).is_err());
    assert!(G::agree(&a, &[]).is_err());
    assert!(G::public_from_bytes(&public_b.as_ref()[1..]).is_err());
    assert!(G::public_from_bytes(&[&[0], public_b.as_ref()].concat()).is_err());
    assert!(G::public_from_bytes(&[]).is_err());
}

/// A public key that was validated once leads to the same secret.
#[test]
fn validated_keys_agree() {
    type G = Ffdhe2048;
    let mut random = seeded(6);
    let (a, b) = (G::generate(&mut random).unwrap(), G::generate(&mut random).unwrap());
    let public = G::public_key(&b);
    assert_eq!(public.as_bytes(), G::public(&b));
    assert_eq!(G::public_from_bytes(public.as_bytes()), Ok(public));
    let shared = G::agree_validated(&a, &public).unwrap();
    assert_eq!(shared.as_ref(), power(public.as_bytes(), a.expose_bytes(), Prime2048::P));
}

#[test]
fn named_groups_agree() {
    agree_both_ways::<Ffdhe2048>(Prime2048::P, 29);
    agree_both_ways::<Ffdhe3072>(Prime3072::P, 35);
    agree_both_ways::<Ffdhe4096>(Prime4096::P, 41);
    agree_both_ways::<Ffdhe6144>(Prime6144::P, 47);
    agree_both_ways::<Ffdhe8192>(Prime8192::P, 51);
    agree_both_ways::<Ffdhe2048<{ dh::scratch_for(256, 29, 4) }, 4>>(Prime2048::P, 29);
    agree_both_ways::<Ffdhe2048<{ dh::scratch_for(256, 29, 3) }, 3, Products16>>(Prime2048::P, 29);
}

#[test]
fn leading_zeros_of_a_secret() {
    // A peer is chosen whose secret is short: of 600 some are.
    let private = dh::DhPrivate::from_bytes(&[0x81; 29]).unwrap();
    let mut short = 0;
    for i in 3..400u32 {
        let bytes = i.to_be_bytes();
        let shared = Ffdhe2048::<{ dh::scratch_for(256, 29, 2) }>::agree(
            &private,
            &[&[0; 252], &bytes[..]].concat(),
        );
        let shared = shared.unwrap_or_else(|_| panic!());
        let stripped = shared.without_leading_zeros_vartime();
        assert!(stripped[0] != 0 && shared.as_ref().ends_with(stripped));
        short += usize::from(stripped.len() < 256);
    }
    assert!(short > 0);
}

#[test]
fn cavp() {
    let mut counts = [0; 2];
    for record in records(include_str!("../data/dh_ffc.rsp"), "Z") {
        let [p, g, private, own, peer, z] =
            ["P", "G", "XstatIUT", "YstatIUT", "YstatCAVS", "Z"].map(|name| record.bytes(name));
        let result = record.text("Result");
        let parameters = Parameters::explicit(&p, &g, 2048).unwrap();
        let mut scratch = scratch(p.len(), private.len());
        let mut out = vec![0; p.len()];
        let agreed = parameters.agree(&private, &peer, &mut out, &mut scratch);
        // Values outside the subgroup of a q are not looked for; all that is stated of the others
        // holds.
        let holds = agreed.is_ok() && out == z;
        match result.split(' ').nth(1).unwrap().trim_start_matches('(') {
            "0" | "10" => assert!(holds, "{result}"),
            "5" => assert!(!holds, "{result}"),
            _ => continue,
        }
        parameters.public(&private, &mut out, &mut scratch).unwrap();
        if result.starts_with('P') {
            assert_eq!(out, own);
        }
        counts[usize::from(holds)] += 1;
    }
    assert_eq!(counts, [2, 16]);
}

#[test]
fn steps_windows_and_multipliers_agree() {
    fn run<M: Multiplier, const W: usize>(private: &[u8], peer: &[u8]) -> Vec<u8> {
        let mut scratch = vec![5; dh::scratch_for(256, private.len(), W)];
        let parameters = <Ffdhe2048>::parameters();
        let mut operation =
            DhSteps::<M, W>::agree(&parameters, private, peer, &mut scratch).unwrap();
        let mut left = Steps::<()>::remaining(&operation).unwrap();
        while operation.step().is_pending() {
            left -= 1;
            assert_eq!(Steps::<()>::remaining(&operation), Some(left));
        }
        assert_eq!((left, operation.step()), (1, Poll::Ready(())));
        let mut out = vec![0; 256];
        operation.finish(&mut out).unwrap();
        out
    }
    for length in [1, 7, 29, 256] {
        random_few(2, (bytes(length), bytes(256)), |(mut private, mut peer)| {
            private[0] |= 2;
            peer[0] &= 0x7f;
            let expected = power(&peer, &private, Prime2048::P);
            assert_eq!(run::<Native, 1>(&private, &peer), expected);
            assert_eq!(run::<Native, 2>(&private, &peer), expected);
            assert_eq!(run::<Native, 5>(&private, &peer), expected);
            assert_eq!(run::<Products16, 4>(&private, &peer), expected);
            assert_eq!(run::<Squares, 2>(&private, &peer), expected);
            assert_eq!(run::<Squares<Products16>, 3>(&private, &peer), expected);
        });
    }
    // An unfinished operation yields nothing.
    let mut scratch = vec![0; dh::scratch_for(256, 29, 2)];
    let parameters = <Ffdhe2048>::parameters();
    let mut operation =
        DhSteps::<Native, 2>::public(&parameters, &[0x77; 29], &mut scratch).unwrap();
    assert!(operation.step().is_pending());
    let mut out = [1; 256];
    assert_eq!((operation.finish(&mut out), out), (Err(DhError::InvalidLength), [0; 256]));
    // The prime, which stands first, is no secret.
    assert!(scratch[256 / size_of::<Limb>()..].iter().all(|limb| *limb == 0));
}

#[test]
fn explicit_parameters_have_bounds() {
    let p = Prime2048::P;
    let minus = |less: u8| [&p[..255], &[0xff - less]].concat();
    for g in [&[2][..], &[0, 0, 5], &minus(2), &minus(200)] {
        assert!(Parameters::explicit(p, g, 2048).is_ok());
    }
    for g in [&[][..], &[0], &[1], &[0, 1], &minus(1), p, &[1; 257]] {
        assert_eq!(Parameters::explicit(p, g, 2048).err(), Some(DhError::InvalidParameters));
    }
    assert!(Parameters::explicit(&[&[0], p].concat(), &[2], 2048).is_ok());
    assert!(Parameters::explicit(p, &[2], 2049).is_err());
    assert!(Parameters::explicit(&minus(1), &[2], 2048).is_err());
    assert!(Parameters::explicit(&[0xff; 128], &[2], 2048).is_err());
    assert!(Parameters::explicit(&[0xff; 128], &[2], 1024).is_ok());
    assert!(Parameters::explicit(&[1; 1025], &[2], 2048).is_err());
    assert!(Parameters::explicit(&[], &[2], 0).is_err());
    assert!(Parameters::explicit(&[7], &[2], 0).is_err());

    let parameters = Parameters::explicit(p, &[2], 2048).unwrap();
    let mut random = seeded(3);
    let mut private = [0; 257];
    for (length, fits) in [(28, false), (29, true), (100, true), (256, true), (257, false)] {
        assert_eq!(parameters.generate(&mut private[..length], &mut random).is_ok(), fits);
    }
    assert!(private[0] & 0x80 == 0, "as long as p, but below half of it");
    let (mut scratch, mut out) = (scratch(256, 29), [0; 256]);
    for private in [&[][..], &[1; 257], &[1; 200]] {
        assert_eq!(parameters.public(private, &mut out, &mut scratch), Err(DhError::InvalidLength));
    }
    assert_eq!(
        parameters.public(&[1; 29], &mut out[..255], &mut scratch),
        Err(DhError::InvalidLength)
    );
    // g^0 = 1 is a known secret.
    assert_eq!(parameters.public(&[0; 29], &mut out, &mut scratch), Err(DhError::InvalidPublicKey));
}

#[test]
fn subgroups() {
    let parameters = <Ffdhe2048>::parameters();
    let scratch = RefCell::new(scratch(256, 256));
    let p = BigUint::from_bytes_be(Prime2048::P);
    let check = |y: &BigUint, scratch: &mut [Limb]| {
        let bytes = y.to_bytes_be();
        parameters.check_subgroup(&[vec![0; 256 - bytes.len()], bytes].concat(), scratch).is_ok()
    };
    random_few(4, bytes(256), |y| {
        let y = (BigUint::from_bytes_be(&y) % (&p - 3u32)) + 2u32;
        // By Euler's criterion; -1 is no square, as p = 3 (mod 4).
        let euler = y.modpow(&(&p >> 1u32), &p) == BigUint::from(1u32);
        assert_eq!(check(&y, &mut scratch.borrow_mut()), euler);
        let square = &y * &y % &p;
        assert!(check(&square, &mut scratch.borrow_mut()));
        assert!(!check(&(&p - &square), &mut scratch.borrow_mut()));
    });
    let mut scratch = scratch.into_inner();
    assert_eq!(parameters.check_subgroup(&[0; 256], &mut scratch), Err(DhError::InvalidPublicKey));
    assert_eq!(
        parameters.check_subgroup(&[5; 256], &mut scratch[1..]),
        Err(DhError::InvalidLength)
    );
}

/// 0 and 1 are no private values: their public values are 1 and the generator.
#[test]
fn private_values_are_in_range() {
    type Key = dh::DhPrivate<[u8; 29]>;
    let mut value = [0; 29];
    assert!(Key::from_bytes(&value).is_err());
    value[28] = 1;
    assert!(Key::from_bytes(&value).is_err());
    value[28] = 2;
    assert!(Key::from_bytes(&value).is_ok() && Key::from_bytes(&value[1..]).is_err());
    value = [0; 29];
    value[0] = 1;
    assert!(Key::from_bytes(&value).is_ok());
}

/// RFC 7919, section 5.2: private values as long as the strength of the prime asks.
#[test]
fn short_private_values_are_refused() {
    let parameters = dh::Parameters::explicit(Prime8192::P, &[2], 2048).unwrap();
    let mut random = seeded(3);
    let mut private = [0; 51];
    let refused = parameters.generate(&mut private[..50], &mut random);
    assert_eq!(refused, Err(DhError::InvalidLength));
    parameters.generate(&mut private, &mut random).unwrap();
}
