//! P-256 in steps: the same results as in one go, in the number of steps that is documented.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::Dice;
use core::task::Poll;
use motetls_base::Secret;
use motetls_crypto::p256::steps::{AgreeSteps, PublicSteps, SignSteps, VerifySteps};
use motetls_crypto::p256::{Curve, Fast, Field, Halves, Limbs29, Portable, Rolled, Unrolled, Words32};
use motetls_crypto::{EcdsaSign, EcdsaVerify, Group, Sha256, SignError};

/// Steps until there is a result, and the result; one step more yields it again.
fn run<T>(mut step: impl FnMut() -> Poll<T>, same: impl Fn(&T, &T) -> bool) -> (usize, T) {
    for steps in 1..1000 {
        if let Poll::Ready(result) = step() {
            assert!(matches!(step(), Poll::Ready(again) if same(&result, &again)));
            return (steps, result);
        }
    }
    panic!("no end")
}

fn as_in_one_go<F: Field>() {
    let mut dice = Dice(23);
    let mut keys: Vec<Secret<32>> = (0..12).map(|_| Secret::new(dice.array())).collect();
    let order = common::hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    for distance in 1..4 {
        let mut near: [u8; 32] = order.clone().try_into().unwrap();
        near[31] -= distance;
        keys.push(Secret::new(near));
        keys.push(Secret::new(core::array::from_fn(|i| if i == 31 { distance } else { 0 })));
    }
    for pair in keys.windows(2) {
        let (ours, theirs) = (&pair[0], &pair[1]);
        let peer = Curve::<F>::public(theirs);

        let mut operation = PublicSteps::<F>::new(theirs);
        assert_eq!(run(|| operation.step(), |a, b| a == b), (66, peer));

        let mut operation = AgreeSteps::<F>::new(ours, &peer).unwrap();
        let (steps, shared) = run(|| operation.step(), |a, b| a.expose() == b.expose());
        assert_eq!((steps, shared.expose()), (68, Curve::<F>::agree(ours, &peer).unwrap().expose()));

        let length = dice.below(50);
        let (digest, hedge) = (dice.bytes(length), dice.bytes(length / 10));
        let signature = Curve::<F>::sign::<Sha256>(theirs, &digest, &hedge).unwrap();
        let mut operation = SignSteps::<Sha256, F>::new(theirs, &digest, &hedge).unwrap();
        assert_eq!(run(|| operation.step(), |a, b| a == b), (71, Ok(signature)));

        let check = |digest: &[u8], signature: &[u8]| {
            let one_go = Curve::<F>::verify(&peer, digest, signature);
            match VerifySteps::<F>::new(&peer, digest, signature) {
                Ok(mut operation) => assert_eq!(run(|| operation.step(), |a, b| a == b), (262, one_go)),
                Err(refused) => assert_eq!(one_go, Err(refused)),
            }
            one_go.is_ok()
        };
        assert!(check(&digest, &signature));
        assert!(!check(&[1; 32], &signature));
        let mut forged = signature;
        forged[dice.below(64)] ^= 1 << dice.below(8);
        assert!(!check(&digest, &forged));
        assert!(!check(&digest, &[0; 64]) && !check(&digest, &signature[1..]));
    }
}

fn bad_input_is_refused_at_once<F: Field>() {
    let key = Secret::new([1; 32]);
    let mut peer = Curve::<F>::public(&key);
    peer[64] ^= 1;
    assert!(AgreeSteps::<F>::new(&key, &peer).is_err());
    assert!(VerifySteps::<F>::new(&peer, &[0; 32], &[1; 64]).is_err());
    for bad in [[0; 32], [0xff; 32]] {
        let operation = SignSteps::<Sha256, F>::new(&Secret::new(bad), &[0; 32], &[]);
        assert_eq!(operation.err(), Some(SignError::InvalidPrivateKey));
    }
}

#[test]
fn unrolled() {
    as_in_one_go::<Limbs29<Unrolled>>();
    bad_input_is_refused_at_once::<Limbs29<Unrolled>>();
}

#[test]
fn fast() {
    as_in_one_go::<Fast>();
    bad_input_is_refused_at_once::<Fast>();
}

#[test]
fn rolled() {
    as_in_one_go::<Limbs29<Rolled>>();
    bad_input_is_refused_at_once::<Limbs29<Rolled>>();
}

#[test]
fn halves() {
    as_in_one_go::<Limbs29<Halves>>();
    bad_input_is_refused_at_once::<Limbs29<Halves>>();
}

#[test]
fn words() {
    as_in_one_go::<Words32<Portable>>();
    bad_input_is_refused_at_once::<Words32<Portable>>();
}
