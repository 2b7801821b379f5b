//! Diffie-Hellman against NIST CAVP and other arithmetic; the primes of RFC 7919 made from their formula.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail anywhere

mod common;

use common::{Dice, records};
use motetls_base::{Random, RandomError};
use motetls_crypto::Group;
use motetls_crypto::dh::{
    self, Error, Exponent, Ffdhe2048, Ffdhe3072, Ffdhe4096, Ffdhe6144, Ffdhe8192, NamedPrime, Operation, Parameters,
    Prime2048, Prime3072, Prime4096, Prime6144, Prime8192,
};
use motetls_crypto::mp::{Halves, Limb, Multiplier, Native, Squares};
use motetls_crypto::primes;
use num_bigint::BigUint;

struct Generator(Dice);

impl Random for Generator {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        out.copy_from_slice(&self.0.bytes(out.len()));
        Ok(())
    }
}

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
        let formula: BigUint = (&one << bits) - (&one << (bits - 64)) + ((euler(bits - 130) + x) << 64) - &one;
        assert_eq!(BigUint::from_bytes_be(p), formula, "{bits}");
    }
    // Safe primes, by this crate's own test; the larger ones take long.
    let mut random = Generator(Dice(1));
    for p in [Prime2048::P, Prime3072::P] {
        let half = (BigUint::from_bytes_be(p) >> 1u32).to_bytes_be();
        let mut scratch = vec![0; primes::scratch(p.len())];
        assert_eq!(primes::is_probable_prime(p, 2, &mut random, &mut scratch), Ok(true));
        assert_eq!(primes::is_probable_prime(&half, 2, &mut random, &mut scratch), Ok(true));
    }
}

fn agree_both_ways<G: Group>(p: &[u8], private_len: usize)
where
    G::Private: AsRef<[u8]>,
{
    let mut random = Generator(Dice(p.len() as u64));
    let (a, b) = (G::generate(&mut random).unwrap(), G::generate(&mut random).unwrap());
    assert!(a.as_ref().len() == private_len && a.as_ref()[0] & 0x80 != 0 && a.as_ref() != b.as_ref());
    let (public_a, public_b) = (G::public(&a), G::public(&b));
    assert_eq!(public_a.as_ref(), power(&[2], a.as_ref(), p));
    let shared = G::agree(&a, public_b.as_ref()).unwrap_or_else(|_| panic!());
    assert_eq!(shared.as_ref(), power(public_b.as_ref(), a.as_ref(), p));
    assert_eq!(shared.as_ref(), G::agree(&b, public_a.as_ref()).unwrap_or_else(|_| panic!()).as_ref());
    // Degenerate peers: 0, 1, p - 1, p, p + 1, all ones; a byte too few or too many.
    let one = BigUint::from(1u32);
    let prime = BigUint::from_bytes_be(p);
    for peer in
        [BigUint::ZERO, one.clone(), &prime - &one, prime.clone(), &prime + &one, (&one << (8 * p.len())) - &one]
    {
        let bytes = peer.to_bytes_be();
        let bytes = [vec![0; p.len() - bytes.len()], bytes].concat();
        assert!(G::agree(&a, &bytes).is_err(), "{peer}");
    }
    for peer in [BigUint::from(2u32), &prime - BigUint::from(2u32)] {
        let bytes = peer.to_bytes_be();
        let bytes = [vec![0; p.len() - bytes.len()], bytes].concat();
        let shared = G::agree(&a, &bytes).unwrap_or_else(|_| panic!());
        assert_eq!(shared.as_ref(), power(&bytes, a.as_ref(), p));
    }
    assert!(G::agree(&a, &public_b.as_ref()[1..]).is_err());
    assert!(G::agree(&a, &[&[0], public_b.as_ref()].concat()).is_err());
    assert!(G::agree(&a, &[]).is_err());
}

#[test]
fn named_groups_agree() {
    agree_both_ways::<Ffdhe2048>(Prime2048::P, 29);
    agree_both_ways::<Ffdhe3072>(Prime3072::P, 35);
    agree_both_ways::<Ffdhe4096>(Prime4096::P, 41);
    agree_both_ways::<Ffdhe6144>(Prime6144::P, 47);
    agree_both_ways::<Ffdhe8192>(Prime8192::P, 51);
    agree_both_ways::<Ffdhe2048<{ dh::scratch_for(256, 29, 4) }, 4>>(Prime2048::P, 29);
    agree_both_ways::<Ffdhe2048<{ dh::scratch_for(256, 29, 3) }, 3, Halves>>(Prime2048::P, 29);
}

#[test]
fn leading_zeros_of_a_secret() {
    // A peer is chosen whose secret is short: of 600 some are.
    let private = Exponent::new([0x81; 29]);
    let mut short = 0;
    for i in 3..400u32 {
        let bytes = i.to_be_bytes();
        let shared = Ffdhe2048::<{ dh::scratch_for(256, 29, 2) }>::agree(&private, &[&[0; 252], &bytes[..]].concat());
        let shared = shared.unwrap_or_else(|_| panic!());
        let stripped = shared.without_leading_zeros();
        assert!(stripped[0] != 0 && shared.as_ref().ends_with(stripped));
        short += usize::from(stripped.len() < 256);
    }
    assert!(short > 0);
}

#[test]
fn cavp() {
    let mut counts = [0; 2];
    for record in records(include_str!("data/dh_ffc.rsp"), "Z") {
        let [p, g, private, own, peer, z] =
            ["P", "G", "XstatIUT", "YstatIUT", "YstatCAVS", "Z"].map(|name| record.bytes(name));
        let result = record.text("Result");
        let parameters = Parameters::explicit(&p, &g, 2048).unwrap();
        let mut scratch = scratch(p.len(), private.len());
        let mut out = vec![0; p.len()];
        let agreed = parameters.agree(&private, &peer, &mut out, &mut scratch);
        // Values outside the subgroup of a q are not looked for; all that is said of the others holds.
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
        let parameters = Ffdhe2048::<0>::parameters();
        let mut operation = Operation::<M, W>::agree(&parameters, private, peer, &mut scratch).unwrap();
        while !operation.step() {}
        let mut out = vec![0; 256];
        operation.finish(&mut out).unwrap();
        out
    }
    let mut dice = Dice(2);
    for length in [1, 7, 29, 256] {
        let (mut private, mut peer) = (dice.bytes(length), dice.bytes(256));
        private[0] |= 2;
        peer[0] &= 0x7f;
        let expected = power(&peer, &private, Prime2048::P);
        assert_eq!(run::<Native, 1>(&private, &peer), expected);
        assert_eq!(run::<Native, 2>(&private, &peer), expected);
        assert_eq!(run::<Native, 5>(&private, &peer), expected);
        assert_eq!(run::<Halves, 4>(&private, &peer), expected);
        assert_eq!(run::<Squares, 2>(&private, &peer), expected);
        assert_eq!(run::<Squares<Halves>, 3>(&private, &peer), expected);
    }
    // An unfinished operation yields nothing.
    let mut scratch = vec![0; dh::scratch_for(256, 29, 2)];
    let parameters = Ffdhe2048::<0>::parameters();
    let mut operation = Operation::<Native, 2>::public(&parameters, &[0x77; 29], &mut scratch).unwrap();
    operation.step();
    let mut out = [1; 256];
    assert_eq!((operation.finish(&mut out), out), (Err(Error::InvalidLength), [0; 256]));
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
        assert_eq!(Parameters::explicit(p, g, 2048).err(), Some(Error::InvalidParameters));
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
    let mut random = Generator(Dice(3));
    let mut private = [0; 257];
    for (length, fits) in [(28, false), (29, true), (100, true), (256, true), (257, false)] {
        assert_eq!(parameters.generate(&mut private[..length], &mut random).is_ok(), fits);
    }
    assert!(private[0] & 0x80 == 0, "as long as p, but below half of it");
    let (mut scratch, mut out) = (scratch(256, 29), [0; 256]);
    for private in [&[][..], &[1; 257], &[1; 200]] {
        assert_eq!(parameters.public(private, &mut out, &mut scratch), Err(Error::InvalidLength));
    }
    assert_eq!(parameters.public(&[1; 29], &mut out[..255], &mut scratch), Err(Error::InvalidLength));
    // g^0 is known to everybody.
    assert_eq!(parameters.public(&[0; 29], &mut out, &mut scratch), Err(Error::InvalidPublicKey));
}

#[test]
fn subgroups() {
    let parameters = Ffdhe2048::<0>::parameters();
    let mut scratch = scratch(256, 256);
    let mut dice = Dice(4);
    let half = (BigUint::from_bytes_be(Prime2048::P) >> 1u32).to_bytes_be();
    let mut counts = [0; 2];
    for _ in 0..6 {
        let mut y = dice.bytes(256);
        y[0] &= 0x7f;
        let expected = power(&y, &half, Prime2048::P)[..] == [&[0; 255][..], &[1]].concat();
        assert_eq!(parameters.check_subgroup(&y, &mut scratch).is_ok(), expected);
        counts[usize::from(expected)] += 1;
    }
    assert!(counts[0] > 0 && counts[1] > 0);
    assert_eq!(parameters.check_subgroup(&[0; 256], &mut scratch), Err(Error::InvalidPublicKey));
    assert_eq!(parameters.check_subgroup(&[5; 256], &mut scratch[1..]), Err(Error::InvalidLength));
}
