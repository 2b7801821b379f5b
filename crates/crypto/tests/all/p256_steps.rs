//! P-256 in steps: the same results as in one go, in the number of steps that is documented.

use crate::common::{self, bytes, random_few};
use core::task::Poll;
use motetls_crypto::keys::AgreeValidated;
use motetls_crypto::p256::PrivateKey;
use motetls_crypto::p256::steps::{
    P256AgreeSteps, P256PublicSteps, P256SignSteps, P256VerifySteps,
};
use motetls_crypto::p256::{
    Fast, Field, Limbs16, Limbs29, NistP256, Portable, Rolled, Unrolled, Words32,
};
use motetls_crypto::{EcdsaSign, EcdsaVerify, Group, Sha256, Steps};
use proptest::prelude::{Strategy, any};

/// Steps until there is a result, as many as were told, and the result; one step more yields it
/// again.
fn run<S: Steps<()>>(
    mut operation: S,
    same: impl Fn(&S::Output, &S::Output) -> bool,
) -> (usize, S::Output) {
    for steps in 1..1000 {
        let left = operation.remaining().unwrap();
        if let Poll::Ready(result) = operation.step_with(&mut ()) {
            assert_eq!((left, operation.remaining()), (1, Some(1)));
            let again = operation.step_with(&mut ());
            assert!(matches!(again, Poll::Ready(again) if same(&result, &again)));
            return (steps, result);
        }
        assert_eq!(operation.remaining(), Some(left - 1));
    }
    panic!("no end")
}

/// A digest, a hedge, and the bit of a signature to flip.
fn inputs() -> impl Strategy<Value = (Vec<u8>, [u8; 32], usize)> {
    (bytes(0..50), any::<[u8; 32]>(), 0..512usize)
}

fn private_key() -> impl Strategy<Value = [u8; 32]> {
    any::<[u8; 32]>().prop_filter("in range", |bytes| PrivateKey::from_bytes(bytes).is_ok())
}

fn as_in_one_go<F: Field>() {
    let order = common::hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    let ends: Vec<[u8; 32]> = (1..4)
        .flat_map(|distance| {
            let mut near: [u8; 32] = order.clone().try_into().unwrap();
            near[31] -= distance;
            [near, core::array::from_fn(|i| if i == 31 { distance } else { 0 })]
        })
        .collect();
    for pair in ends.windows(2) {
        random_few(1, inputs(), |inputs| steps_of::<F>(&pair[0], &pair[1], inputs));
    }
    let cases = if common::thorough() { 12 } else { 3 };
    random_few(cases, (private_key(), private_key(), inputs()), |(ours, theirs, inputs)| {
        steps_of::<F>(&ours, &theirs, inputs);
    });
}

fn steps_of<F: Field>(
    ours: &[u8; 32],
    theirs: &[u8; 32],
    (digest, hedge, bit): (Vec<u8>, [u8; 32], usize),
) {
    let (ours, theirs) =
        (&PrivateKey::from_bytes(ours).unwrap(), &PrivateKey::from_bytes(theirs).unwrap());
    let (digest, hedge) = (&digest[..], &hedge);
    let peer = NistP256::<F>::public(theirs);

    let operation = P256PublicSteps::<F>::new(theirs);
    assert_eq!(run(operation, |a, b| a == b), (66, peer));

    let agreed = NistP256::<F>::agree(ours, &peer).unwrap();
    for operation in [
        P256AgreeSteps::<F>::new(ours, &peer).unwrap(),
        P256AgreeSteps::<F>::validated(ours, &NistP256::<F>::public_key(theirs)),
    ] {
        let (steps, shared) = run(operation, |a, b| a.expose_bytes() == b.expose_bytes());
        assert_eq!((steps, shared.expose_bytes()), (68, agreed.expose_bytes()));
    }

    let signature = NistP256::<F>::sign::<Sha256>(theirs, digest, hedge).unwrap();
    let operation = P256SignSteps::<Sha256, F>::new(theirs, digest, hedge);
    assert_eq!(run(operation, |a, b| a == b), (71, Ok(signature)));
    let plain = NistP256::<F>::sign_deterministic::<Sha256>(theirs, digest).unwrap();
    let operation = P256SignSteps::<Sha256, F>::deterministic(theirs, digest);
    assert_eq!(run(operation, |a, b| a == b), (71, Ok(plain)));
    assert!(plain != signature);

    let check = |digest: &[u8], signature: &[u8]| {
        let one_go = NistP256::<F>::verify(&peer, digest, signature);
        match P256VerifySteps::<F>::new(&peer, digest, signature) {
            Ok(operation) => {
                assert_eq!(run(operation, |a, b| a == b), (262, one_go))
            }
            Err(refused) => assert_eq!(one_go, Err(refused)),
        }
        one_go.is_ok()
    };
    assert!(check(digest, &signature));
    assert!(!check(&[1; 32], &signature));
    let mut forged = signature;
    forged[bit / 8] ^= 1 << (bit % 8);
    assert!(!check(digest, &forged));
    assert!(!check(digest, &[0; 64]) && !check(digest, &signature[1..]));
}

fn bad_input_is_refused_at_once<F: Field>() {
    let key = PrivateKey::from_bytes(&[1; 32]).unwrap();
    let mut peer = NistP256::<F>::public(&key);
    peer[64] ^= 1;
    assert!(P256AgreeSteps::<F>::new(&key, &peer).is_err());
    assert!(P256VerifySteps::<F>::new(&peer, &[0; 32], &[1; 64]).is_err());
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
fn limbs16() {
    as_in_one_go::<Limbs29<Limbs16>>();
    bad_input_is_refused_at_once::<Limbs29<Limbs16>>();
}

#[test]
fn words() {
    as_in_one_go::<Words32<Portable>>();
    bad_input_is_refused_at_once::<Words32<Portable>>();
}
